"""One view for a screen: drawn at the size that is asked for, in the file that is smallest and quick to make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from art_assistant.analysis.color.study import ColorStudy
from art_assistant.analysis.composition.study import Composition
from art_assistant.analysis.mass.study import MassStudy
from art_assistant.analysis.notan.study import Notans
from art_assistant.analysis.value.study import ValueStudy
from art_assistant.errors import UsageError
from art_assistant.imaging.arrays import U8, Picture
from art_assistant.imaging.colorspace import lstar
from art_assistant.imaging.sizes import working_copy
from art_assistant.report.draw.encode import encode_screen
from art_assistant.report.views import BY_NAME, views_of
from art_assistant.report.views.scene import Scene
from art_assistant.report.views.subject import Subject

LEAST_SIDE, MOST_SIDE = 64, 4096


@dataclass(frozen=True, slots=True)
class Drawing:
    """A view for the screen: the bytes of a picture file, its type, and its size in pixels."""

    data: bytes
    mime: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of a study that are drawn instead of those that its settings ask for; None leaves a part as it is."""

    values: ValueStudy | None = None
    masses: MassStudy | None = None
    notans: Notans | None = None
    color: ColorStudy | None = None
    composition: Composition | None = None


def draw_for_screen(subject: Subject, name: str, side: int) -> Drawing:
    """Return one view without its legend, its long side at ``side`` pixels.

    Raises:
        UsageError: there is no view of that name, the subject has nothing to show in it, or the side is not 64-4096.

    """
    check_view(name)
    _check(side)
    view = BY_NAME[name]
    if name == "edges" and view not in views_of(subject):
        raise UsageError("The picture is too small to trace edges in.")
    rgb = view.draw(Scene(subject, side))
    data, mime = encode_screen(rgb)
    return Drawing(data, mime, int(rgb.shape[1]), int(rgb.shape[0]))


def lightness_for_screen(subject: Subject, side: int) -> U8:
    """Return the picture's L* x 2 as (h, w) uint8, its long side at ``side`` pixels; raises UsageError as above."""
    _check(side)
    return np.asarray(np.rint(lstar(Scene(subject, side).picture) * 2.0), dtype=np.uint8)


def file_for_screen(file: Picture, side: int) -> Drawing:
    """Return the upright file, whole, its long side at most ``side`` pixels; raises UsageError as above."""
    _check(side)
    rgb = working_copy(file.detail, side)
    data, mime = encode_screen(rgb)
    return Drawing(data, mime, int(rgb.shape[1]), int(rgb.shape[0]))


def check_view(name: str) -> None:
    """Raise UsageError where there is no view of that name."""
    if name not in BY_NAME:
        raise UsageError(f"There is no view '{name[:40]}'; use {', '.join(BY_NAME)}.")


def _check(side: int) -> None:
    if not LEAST_SIDE <= side <= MOST_SIDE:
        raise UsageError(f"A view is {LEAST_SIDE} to {MOST_SIDE} pixels long, not {side}.")
