"""Every view of one report, each drawn once, at the size somebody asks for."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Final

from art_assistant.base.processes import cores
from art_assistant.imaging.arrays import U8
from art_assistant.report.draw.canvas import resized
from art_assistant.report.draw.encode import smallest_uri
from art_assistant.report.model import Report
from art_assistant.report.views import BY_NAME, views_of
from art_assistant.report.views.scene import Scene, View

DRAWN_SIDE: Final = 1080
"""Long side, in pixels, at which views are drawn and written."""

WORKERS: Final = min(2, cores())
"""Threads that draw and encode; OpenCV and zlib let go of the interpreter, and two keep memory low."""


class Drawn:
    """The views of one report; a view is drawn when it is first asked for and kept."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._kept: dict[str, U8] = {}
        self._addresses: dict[tuple[str, int], tuple[str, int, int]] = {}

    @cached_property
    def scene(self) -> Scene:
        """What the views are drawn from."""
        return Scene(self.report, DRAWN_SIDE)

    @cached_property
    def views(self) -> tuple[View, ...]:
        """The views that this report has something to show in."""
        return views_of(self.report)

    def has(self, name: str) -> bool:
        """Return whether this report has the view."""
        return any(view.name == name for view in self.views)

    def view(self, name: str) -> U8:
        """Return a view without its legend, at the standard size, (h, w, 3) uint8 sRGB."""
        if name not in self._kept:
            self._kept[name] = BY_NAME[name].draw(self.scene)
        return self._kept[name]

    def sized(self, name: str, side: int) -> U8:
        """Return a view with its long side at most ``side`` pixels."""
        rgb = self.view(name)
        scale = min(1.0, side / max(rgb.shape[:2]))
        return resized(rgb, max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale)))

    def uri(self, name: str, side: int) -> tuple[str, int, int]:
        """Return a view as a data URI with its width and height, its long side at most ``side`` pixels."""
        if (name, side) not in self._addresses:
            rgb = self.sized(name, side)
            self._addresses[name, side] = (smallest_uri(rgb), int(rgb.shape[1]), int(rgb.shape[0]))
        return self._addresses[name, side]

    def draw_all(self, names: Iterable[str]) -> None:
        """Draw several views at once."""
        _ = self.scene.picture
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(self.view, names))
