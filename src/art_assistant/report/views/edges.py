"""The view of the edges: each class in its own colour and its own line, so that either alone tells them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from art_assistant.analysis.edges.lines import MOST_LINE, EdgeCurve, EdgeLines
from art_assistant.analysis.edges.study import CLASSES
from art_assistant.imaging.arrays import U8
from art_assistant.report.draw.canvas import PAPER, QUIET, Canvas, Color, Stroke
from art_assistant.report.views.scene import VIEW_SIDE, Scene, View
from art_assistant.report.views.subject import Subject

_FADE: Final = 0.7
_LARGE: Final = 900
"""Long side, in pixels, from which a view has room for all lines; on a smaller one only the first are drawn."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a class of edges is drawn.

    Attributes:
        color: dark enough for the faded ground, apart in every colour vision.
        width: in pixels of a standard view.
        dash: lengths of mark and gap, in the same pixels; None for a whole line.

    """

    color: Color
    width: float
    dash: tuple[float, float] | None = None

    def stroke(self, unit: float) -> Stroke:
        """Return the stroke where a pixel of a standard view is ``unit`` pixels."""
        dash = None if self.dash is None else (self.dash[0] * unit, self.dash[1] * unit)
        return Stroke(self.color, max(1.0, self.width * unit), dash)


LOOKS: Final[dict[str, Look]] = {
    "hard": Look((176, 0, 32), 5.0),
    "firm": Look((0, 84, 166), 2.2),
    "soft": Look((196, 112, 0), 4.2, (14.0, 12.0)),
    "lost": Look((70, 70, 70), 4.6, (2.0, 11.0)),
}


def draw_edges(scene: Scene) -> U8:
    """Return the picture in pale greys with its contours on it, soft and lost ones first, hard ones on top."""
    paper = np.full_like(scene.grey, PAPER[0])
    sheet = Canvas(np.asarray(cv2.addWeighted(scene.grey, 1.0 - _FADE, paper, _FADE, 0.0), dtype=np.uint8))
    lines = scene.subject.lines
    stretches = [] if lines is None else [part for curve in _room_for(lines, scene) for part in curve.stretches()]
    for index, kind in reversed(list(enumerate(CLASSES))):
        stroke = LOOKS[kind].stroke(scene.unit)
        for _, points in (part for part in stretches if part[0] == index):
            sheet.line([scene.at((float(x), float(y))) for x, y in points], stroke)
    return sheet.rgb


def _room_for(lines: EdgeLines, scene: Scene) -> list[EdgeCurve]:
    """Return the first of the lines: all on a large view, fewer on a small one, where they would crowd."""
    most = MOST_LINE * min(1.0, max(scene.width, scene.height) / _LARGE)
    held = np.cumsum(lines.lengths) <= most
    return [curve for curve, fits in zip(lines.curves, held.tolist(), strict=True) if fits]


def legend_edges(subject: Subject, width: int) -> U8:
    """Return a sample of each line with the share of all contour it has."""
    unit = width / VIEW_SIDE
    sheet = Canvas.blank(width, round(92 * unit))
    each, base, size = width / len(CLASSES), 52 * unit, max(9, round(22 * unit))
    for index, kind in enumerate(CLASSES):
        look, x = LOOKS[kind], index * each + 24 * unit
        sheet.line([(x, base - 8 * unit), (x + 80 * unit, base - 8 * unit)], look.stroke(unit))
        share = subject.edges.share(kind) if subject.edges else None
        told = kind if share is None else f"{kind} {share:.0%}"
        sheet.text(x + 96 * unit, base, told, size, QUIET, face="bold")
    return sheet.rgb


VIEWS: tuple[View, ...] = (View("edges", "Edges", draw_edges, legend_edges),)
