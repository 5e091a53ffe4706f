"""Views of the notans, each in two values and in three."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from art_assistant.analysis.notan.study import NOTAN_KINDS, THREE_GREYS, TWO_GREYS, Notan, NotanKind
from art_assistant.imaging.arrays import U8
from art_assistant.imaging.colorspace import lstar_to_grey
from art_assistant.report.draw.canvas import painted_labels
from art_assistant.report.views.scene import PAPER_ROW, ShapeScene, ShapeView, as_grey

TITLES: Final[dict[NotanKind, str]] = {
    "families": "Notan: two families",
    "local": "Notan: local pattern",
    "connected": "Notan: connected",
}

_SIMPLE: Final = 1.6
"""Blur of the contours of a three-value notan, in pixels of the working copy: they are drawn as a brush turns."""

IN_THREE: Final[dict[NotanKind, str]] = {
    "families": "Three values: families",
    "local": "Three values: pattern",
    "connected": "Three values: connected",
}


def draw_two(scene: ShapeScene, kind: NotanKind) -> U8:
    """Return a notan in ink and paper."""
    notan = _notan(scene, kind)
    return _painted(scene, notan, np.where(notan.dark, 0, 1), TWO_GREYS)


def draw_three(scene: ShapeScene, kind: NotanKind) -> U8:
    """Return a notan in ink, half tone and paper."""
    notan = _notan(scene, kind)
    return _painted(scene, notan, notan.three_value().astype(np.int32), THREE_GREYS, 0.6 if notan.of_lines else _SIMPLE)


def _notan(scene: ShapeScene, kind: NotanKind) -> Notan:
    return next(notan for notan in scene.subject.notans if notan.kind == kind)


def _painted(
    scene: ShapeScene,
    notan: Notan,
    steps: np.ndarray[tuple[int, ...], np.dtype[np.int32]],
    l_star: tuple[float, ...],
    soften: float = 0.6,
) -> U8:
    shown = steps if notan.counted is None else np.where(notan.counted, steps, -1)
    table = np.concatenate([as_grey(lstar_to_grey(np.asarray(l_star))), PAPER_ROW])
    return painted_labels(shown.astype(np.int32), table, scene.width, scene.height, soften)


VIEWS: tuple[ShapeView, ...] = (
    *(ShapeView(f"notan-{kind}", TITLES[kind], partial(draw_two, kind=kind)) for kind in NOTAN_KINDS),
    *(ShapeView(f"notan-{kind}-3", IN_THREE[kind], partial(draw_three, kind=kind)) for kind in NOTAN_KINDS),
)
