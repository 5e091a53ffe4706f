"""The view of the edges: each class in its own colour and its own line, so that either alone tells them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from art_assistant.analysis.edges.lines import MOST_LINE, EdgeCurve, EdgeLines
from art_assistant.analysis.edges.study import CLASSES
from art_assistant.imaging.arrays import U8
from art_assistant.report.draw.canvas import INK, PAPER, Canvas, Color, Stroke
from art_assistant.report.draw.letters import text_width
from art_assistant.report.views.scene import Scene, View

_FADE: Final = 0.7
_TYPE: Final = 28
"""Size of the type of the key, in pixels of a standard view: it is read at a third of that too."""
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
    """Return the contours with their key: the view is read wherever it is shown alone."""
    sheet = Canvas(draw_lines(scene))
    _key(sheet, scene)
    return sheet.rgb


def draw_lines(scene: Scene) -> U8:
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


def _key(sheet: Canvas, scene: Scene) -> None:
    """Set a sample of each line with its name in the lower left corner."""
    unit, size = scene.unit, max(9, round(_TYPE * scene.unit))
    pad, sample = 14 * unit, 64 * unit
    widest = max(text_width(kind, "bold", size) for kind in CLASSES)
    each, line = sample + widest + 2.5 * pad, 1.7 * size
    columns = len(CLASSES) if len(CLASSES) * each <= sheet.width else 2
    rows = len(CLASSES) // columns
    top = sheet.height - rows * line - pad
    sheet.box(0.0, top, min(float(sheet.width), columns * each), sheet.height - top, PAPER)
    for index, kind in enumerate(CLASSES):
        x, y = pad + index % columns * each, top + (index // columns + 0.5) * line + 0.5 * pad
        sheet.line([(x, y), (x + sample, y)], LOOKS[kind].stroke(unit))
        sheet.text(x + sample + 0.7 * pad, y, kind, size, INK, face="bold", anchor="lm")


VIEWS: tuple[View, ...] = (View("edges", "Edges", draw_edges),)
