"""The view of the edges: each class in its own colour and its own line, so that either alone tells them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.edges.lines import EdgeLines
from art_assistant.analysis.edges.study import CLASSES
from art_assistant.imaging.arrays import U8
from art_assistant.report.draw.canvas import PAPER, QUIET, Canvas, Color, Stroke
from art_assistant.report.views.scene import VIEW_SIDE, Scene, View
from art_assistant.report.views.subject import Subject

_FADE: Final = 0.7
_REACH: Final = 2.0
"""Half the length of the mark at each contour point, in pixels of a standard view: neighbours just join."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a class of edges is drawn.

    Attributes:
        color: dark enough for the faded ground, apart in every colour vision.
        width: in pixels of a standard view.
        period, mark: length of the pattern along the line and of its drawn part, in the same pixels.

    """

    color: Color
    width: float
    period: float
    mark: float


LOOKS: Final[dict[str, Look]] = {
    "hard": Look((176, 0, 32), 4.2, 1.0, 1.0),
    "firm": Look((0, 84, 166), 2.2, 1.0, 1.0),
    "soft": Look((196, 112, 0), 3.6, 22.0, 12.0),
    "lost": Look((70, 70, 70), 4.4, 12.0, 2.0),
}


def draw_edges(scene: Scene) -> U8:
    """Return the picture in pale greys with its contours on it, soft and lost ones first, hard ones on top."""
    paper = np.full_like(scene.grey, PAPER[0])
    sheet = Canvas(np.asarray(cv2.addWeighted(scene.grey, 1.0 - _FADE, paper, _FADE, 0.0), dtype=np.uint8))
    lines = scene.subject.lines
    if lines is not None:
        for kind in reversed(CLASSES):
            _marks(sheet, scene, lines, lines.kinds == CLASSES.index(kind), LOOKS[kind])
    return sheet.rgb


def _marks(sheet: Canvas, scene: Scene, lines: EdgeLines, chosen: NDArray[np.bool_], look: Look) -> None:
    """Draw a short mark along the contour at each chosen point; gaps come from where along the line it lies."""
    centre = lines.points[chosen] * np.array([scene.width, scene.height], dtype=np.float32)
    along = np.stack([-lines.normals[chosen, 1], lines.normals[chosen, 0]], axis=1)
    phase = (centre * along).sum(axis=1) % (look.period * scene.unit)
    drawn = phase <= look.mark * scene.unit
    step = along[drawn] * np.float32(_REACH * scene.unit)
    ends = np.rint(np.stack([centre[drawn] - step, centre[drawn] + step], axis=1) * 16.0).astype(np.int32)
    cv2.polylines(sheet.rgb, list(ends), False, look.color, scene.px(look.width), cv2.LINE_AA, 4)  # noqa: FBT003


def legend_edges(subject: Subject, width: int) -> U8:
    """Return a sample of each line with the share of all contour it has."""
    unit = width / VIEW_SIDE
    sheet = Canvas.blank(width, round(92 * unit))
    each, base, size = width / len(CLASSES), 52 * unit, max(9, round(22 * unit))
    for index, kind in enumerate(CLASSES):
        look, x = LOOKS[kind], index * each + 24 * unit
        dash = None if look.mark == look.period else (look.mark * unit, (look.period - look.mark) * unit)
        stroke = Stroke(look.color, max(1.0, look.width * unit), dash)
        sheet.line([(x, base - 8 * unit), (x + 80 * unit, base - 8 * unit)], stroke)
        share = subject.edges.share(kind) if subject.edges else None
        told = kind if share is None else f"{kind} {share:.0%}"
        sheet.text(x + 96 * unit, base, told, size, QUIET, face="bold")
    return sheet.rgb


VIEWS: tuple[View, ...] = (View("edges", "Edges", draw_edges, legend_edges),)
