"""What every view is drawn from: one subject and one size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Generic, TypeVar

import cv2
import numpy as np

from art_assistant.imaging.arrays import U8, BoolMap
from art_assistant.imaging.colorspace import lstar, lstar_to_grey
from art_assistant.report.draw.canvas import INK, MAT, PAPER, WIDEST_BLUR, Canvas, Point, resized, window_of
from art_assistant.report.views.subject import Shaped, Subject

VIEW_SIDE: Final = 1200
"""Long side of a view, in pixels."""

_NARROWEST: Final = 48
"""A view is never narrower than this, so that a strip of a picture still has somewhere to draw."""


_Held_co = TypeVar("_Held_co", bound=Shaped, covariant=True)
_Asked_contra = TypeVar("_Asked_contra", bound=Shaped, contravariant=True)
_Any = TypeVar("_Any", bound=Shaped)


class SceneOf(Generic[_Held_co]):
    """A subject to be drawn at one size; what several views need is made once.

    Args:
        subject: what is drawn.
        side: long side of the views, in pixels.
        unit: multiplies every line width and type size; by default so that a view looks the same at any size.

    """

    def __init__(self, subject: _Held_co, side: int = VIEW_SIDE, unit: float | None = None) -> None:
        self.subject = subject
        picture = subject.picture
        scale = side / max(picture.width, picture.height)
        self.width = max(_NARROWEST, round(picture.width * scale))
        self.height = max(_NARROWEST, round(picture.height * scale))
        self.unit = max(self.width, self.height) / VIEW_SIDE if unit is None else unit

    @cached_property
    def picture(self) -> U8:
        """The picture itself, (height, width, 3) uint8 sRGB."""
        return resized(self.subject.picture.detail, self.width, self.height)

    @cached_property
    def grey(self) -> U8:
        """The picture as values only, (height, width, 3) uint8 sRGB."""
        return as_grey(lstar_to_grey(lstar(self.picture)))

    def faded(self, share: float, rgb: U8 | None = None) -> U8:
        """Return the picture (or ``rgb``) drawn back towards middle grey: 0 leaves it, 1 leaves only grey."""
        ground = self.picture if rgb is None else rgb
        return np.asarray(
            cv2.addWeighted(ground, 1.0 - share, np.full_like(ground, MAT[0]), share, 0.0), dtype=np.uint8
        )

    def at(self, point: tuple[float, float]) -> Point:
        """Return where a point given in fractions of the picture lies, in pixels."""
        return point[0] * self.width, point[1] * self.height

    def enlarged(self, mask: BoolMap) -> BoolMap:
        """Return a mask of the working grid at the size of the view, its contour smoothed."""
        large = cv2.resize(mask.astype(np.float32), (self.width, self.height), interpolation=cv2.INTER_LINEAR)
        sigma = min(max(0.6 * self.width / mask.shape[1], 0.3), WIDEST_BLUR)
        window = window_of(mask, self.width, self.height, sigma)
        inside = np.zeros(large.shape, dtype=np.bool_)
        inside[window] = cv2.GaussianBlur(large[window], (0, 0), sigma) > 0.5
        return inside

    def rings(self, mask: BoolMap) -> list[list[Point]]:
        """Return the outlines of a mask of the working grid in pixels of the view, their pixel steps rounded off."""
        found, _ = cv2.findContours(self.enlarged(mask).astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
        rings = [cv2.approxPolyDP(ring, 0.8 * self.unit, closed=True)[:, 0] for ring in found]
        return [[(float(x) + 0.5, float(y) + 0.5) for x, y in ring] for ring in rings if len(ring) > 2]

    def px(self, length: float) -> int:
        """Return a length given for the standard size as whole pixels of this one, at least 1."""
        return max(1, round(length * self.unit))


@dataclass(frozen=True)  # a generic class that is called by an alias notes it on the instance: no slots
class ViewOf(Generic[_Asked_contra]):
    """One way to look at a picture, and as much of a subject as it takes.

    Attributes:
        name: of its file, without ``.png``; also its key everywhere else.
        title: two or three words.
        draw: returns the view of a scene, (h, w, 3) uint8 sRGB, at the scene's size.
        legend: returns a strip that explains it, at the given width; None where none is needed.

    """

    name: str
    title: str
    draw: Callable[[SceneOf[_Asked_contra]], U8]
    legend: Callable[[_Asked_contra, int], U8] | None = None


Scene = SceneOf[Subject]
View = ViewOf[Subject]
ShapeScene = SceneOf[Shaped]
ShapeView = ViewOf[Shaped]
"""Of light and dark alone: these can be drawn before colour and composition are studied."""


def as_grey(grey: U8) -> U8:
    """Return bytes of any shape with a last axis of three equal channels."""
    # OpenCV puts three channels side by side ten times as fast as NumPy repeats one.
    return np.asarray(cv2.merge([grey] * 3), dtype=np.uint8).reshape(*grey.shape, 3)


def with_legend(view: ViewOf[_Any], scene: SceneOf[_Any], drawn: U8) -> U8:
    """Return the view as ``drawn`` with its legend underneath."""
    if view.legend is None:
        return drawn
    strip = view.legend(scene.subject, max(drawn.shape[1], 480))
    sheet = Canvas.blank(strip.shape[1], drawn.shape[0] + strip.shape[0])
    sheet.paste(drawn, (strip.shape[1] - drawn.shape[1]) // 2, 0)
    sheet.paste(strip, 0, drawn.shape[0])
    return sheet.rgb


@dataclass(frozen=True, slots=True)
class Step:
    """One cell of a scale: its colour, what is written on it and what under it."""

    color: tuple[int, int, int]
    label: str
    below: str = ""


def scale_strip(steps: list[Step], width: int, note: str) -> U8:
    """Return a scale of equal cells with a line of explanation, for the foot of a view."""
    unit = width / VIEW_SIDE
    pad, cell, size = round(24 * unit), round(64 * unit), max(9, round(22 * unit))
    below = any(step.below for step in steps)
    height = pad * 2 + cell + round((34 if below else 0) * unit) + round(40 * unit)
    sheet = Canvas.blank(width, height)
    each = (width - 2 * pad) / len(steps)
    for index, step in enumerate(steps):
        x = pad + index * each
        sheet.box(x, pad, each, cell, step.color)
        middle = x + each / 2
        sheet.text(middle, pad + cell / 2, step.label, size, ink_on(step.color), face="bold", anchor="mm")
        sheet.text(middle, pad + cell + round(26 * unit), step.below, round(size * 0.86), INK, anchor="ms")
    sheet.frame(pad, pad, width - 2 * pad, cell, (120, 120, 120))
    sheet.text(pad, height - pad, note, round(size * 0.9), (82, 82, 82))
    return sheet.rgb


def ink_on(color: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return near-black or white, whichever reads better on ``color``."""
    light = float(lstar(np.array([color], dtype=np.uint8))[0])
    return INK if light > 52.0 else (250, 250, 250)


PAPER_ROW: Final = np.array([PAPER], dtype=np.uint8)
"""The row that a table of colours ends with: what is shown where a picture is not counted."""
