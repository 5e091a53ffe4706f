"""Guides laid over the picture: thirds, golden section, diagonals, grid. They measure nothing and judge nothing."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from art_assistant.analysis.composition.study import Line, overlays
from art_assistant.imaging.arrays import U8
from art_assistant.report.draw.canvas import BLACK, WHITE, Canvas, Stroke
from art_assistant.report.views.scene import ShapeScene, ShapeView

GRID_CELLS: Final = 8
"""Cells of the drawing grid along the long side."""

_FADE: Final = 0.25


def diagonals(aspect: float) -> list[Line]:
    """Return the diagonals and, from each corner, the line that meets one at a right angle (the reciprocals).

    Args:
        aspect: width over height; in a square the reciprocals are the other diagonal and are left out.

    """
    lines: list[Line] = [((0.0, 0.0), (1.0, 1.0)), ((0.0, 1.0), (1.0, 0.0))]
    if abs(aspect - 1.0) < 0.01:
        return lines
    if aspect > 1.0:
        run = 1.0 / aspect**2
        ends: list[Line] = [
            ((0.0, 1.0), (run, 0.0)),
            ((0.0, 0.0), (run, 1.0)),
            ((1.0, 1.0), (1.0 - run, 0.0)),
            ((1.0, 0.0), (1.0 - run, 1.0)),
        ]
    else:
        rise = aspect**2
        ends = [
            ((0.0, 0.0), (1.0, rise)),
            ((1.0, 0.0), (0.0, rise)),
            ((0.0, 1.0), (1.0, 1.0 - rise)),
            ((1.0, 1.0), (0.0, 1.0 - rise)),
        ]
    return lines + ends


def grid(aspect: float) -> list[Line]:
    """Return a grid of square cells for transferring the drawing, eight along the long side, from the top left."""
    step_x, step_y = (
        (1.0 / GRID_CELLS, aspect / GRID_CELLS) if aspect >= 1.0 else (1.0 / (GRID_CELLS * aspect), 1.0 / GRID_CELLS)
    )
    upright: list[Line] = [((x, 0.0), (x, 1.0)) for x in np.arange(step_x, 0.999, step_x).tolist()]
    level: list[Line] = [((0.0, y), (1.0, y)) for y in np.arange(step_y, 0.999, step_y).tolist()]
    return upright + level


def draw_guides(scene: ShapeScene, kind: str) -> U8:
    """Return the picture in faded greys with one set of guides: the lines are easier to judge without colour."""
    sheet = Canvas(scene.faded(_FADE, scene.grey))
    lay_guides(sheet, scene, kind)
    return sheet.rgb


def lay_guides(sheet: Canvas, scene: ShapeScene, kind: str) -> None:
    """Draw one set of guides over what is there."""
    aspect = scene.width / scene.height
    lines = {
        "thirds": overlays()["thirds"],
        "golden-section": overlays()["golden"],
        "diagonals": diagonals(aspect),
        "grid": grid(aspect),
    }[kind]
    for start, end in lines:
        sheet.line([scene.at(start), scene.at(end)], Stroke(WHITE, scene.px(2), halo=BLACK))


VIEWS: tuple[ShapeView, ...] = (
    ShapeView("thirds", "Thirds", partial(draw_guides, kind="thirds")),
    ShapeView("golden-section", "Golden section", partial(draw_guides, kind="golden-section")),
    ShapeView("diagonals", "Diagonals", partial(draw_guides, kind="diagonals")),
    ShapeView("grid", "Grid", partial(draw_guides, kind="grid")),
)
