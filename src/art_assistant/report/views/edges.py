"""The view of the edges: each class in its own colour and its own line, so that either alone tells them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from art_assistant.analysis.edges import CLASSES, EdgeStudy
from art_assistant.imaging.arrays import U8
from art_assistant.report.canvas import PAPER, QUIET, Canvas, Color, Stroke
from art_assistant.report.model import Report
from art_assistant.report.views.scene import VIEW_SIDE, Scene, View

_FADE: Final = 0.7
_LONGEST: Final = 30.0
"""A mark is never longer than this, in pixels of a standard view: contours bend."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a class of edges is drawn.

    Attributes:
        color: dark enough for the faded ground, apart in every colour vision.
        width: in pixels of a standard view.
        part: how much of the way to the next contour point is drawn: all of it makes a whole line, none a dot.

    """

    color: Color
    width: float
    part: float


LOOKS: Final[dict[str, Look]] = {
    "hard": Look((176, 0, 32), 5.0, 1.15),
    "firm": Look((0, 84, 166), 2.4, 1.15),
    "soft": Look((196, 112, 0), 3.6, 0.5),
    "lost": Look((70, 70, 70), 5.0, 0.02),
}


def draw_edges(scene: Scene) -> U8:
    """Return the picture in pale greys with its contours on it, soft and lost ones first, hard ones on top."""
    paper = np.full_like(scene.grey, PAPER[0])
    sheet = Canvas(np.asarray(cv2.addWeighted(scene.grey, 1.0 - _FADE, paper, _FADE, 0.0), dtype=np.uint8))
    study = scene.report.edges
    if study is not None:
        for kind in reversed(CLASSES):
            _marks(sheet, scene, study, kind)
    return sheet.rgb


def _marks(sheet: Canvas, scene: Scene, study: EdgeStudy, kind: str) -> None:
    """Draw a short mark along the contour at each point of one class."""
    look, chosen = LOOKS[kind], study.kinds == CLASSES.index(kind)
    centre = study.points[chosen] * np.array([scene.width, scene.height], dtype=np.float32)
    along = np.stack([-study.normals[chosen, 1], study.normals[chosen, 0]], axis=1)
    step = along * np.float32(0.5 * look.part * _spacing(scene, study))
    ends = np.rint(np.stack([centre - step, centre + step], axis=1) * 16.0).astype(np.int32)
    cv2.polylines(sheet.rgb, list(ends), False, look.color, scene.px(look.width), cv2.LINE_AA, 4)  # noqa: FBT003


def _spacing(scene: Scene, study: EdgeStudy) -> float:
    """Return how far apart the measured points lie along the contours, in pixels of the scene."""
    length = study.density * float(np.hypot(scene.width, scene.height))
    return min(length / max(1, study.kinds.size), _LONGEST * scene.unit)


def legend_edges(report: Report, width: int) -> U8:
    """Return a sample of each line with the share of all contour it has."""
    unit = width / VIEW_SIDE
    sheet = Canvas.blank(width, round(92 * unit))
    each, base, size = width / len(CLASSES), 52 * unit, max(9, round(22 * unit))
    for index, kind in enumerate(CLASSES):
        look, x = LOOKS[kind], index * each + 24 * unit
        dash = None if look.part >= 1.0 else (max(1.0, 26.0 * look.part) * unit, 26.0 * (1.0 - look.part) * unit)
        stroke = Stroke(look.color, max(1.0, look.width * unit), dash)
        sheet.line([(x, base - 8 * unit), (x + 80 * unit, base - 8 * unit)], stroke)
        share = report.edges.share(kind) if report.edges else None
        told = kind if share is None else f"{kind} {share:.0%}"
        sheet.text(x + 96 * unit, base, told, size, QUIET, face="bold")
    return sheet.rgb


VIEWS: tuple[View, ...] = (View("edges", "Edges", draw_edges, legend_edges),)
