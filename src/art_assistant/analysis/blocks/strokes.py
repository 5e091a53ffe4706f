"""One stroke for each block: where a brush can be set down and drawn along without leaving the shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from art_assistant.analysis.blocks.study import BlockStudy, ColorBlock, Point
from art_assistant.imaging.arrays import BoolMap

WIDEST_BRUSH: Final = 0.09
"""Width of the widest brush, as a share of the long side."""

_LONGEST: Final = 0.4
"""Length of the longest stroke, likewise."""

_FILL: Final = 0.7
"""Part of the room to the nearest contour that a brush takes: a stroke stays inside its shape."""

_WAYS: Final = 32


@dataclass(frozen=True, slots=True)
class FirstStroke:
    """The first stroke of one block.

    Attributes:
        block: the block it starts.
        start, end: (x, y) fractions of its ends, the same for a dab.
        width: of the brush, as a share of the long side.

    """

    block: ColorBlock
    start: Point
    end: Point
    width: float


def first_strokes(study: BlockStudy) -> tuple[FirstStroke, ...]:
    """Return one stroke a block, in the order of painting: through its widest place, along its longest way."""
    return tuple(_stroke(np.equal(study.labels, block.id - 1), block) for block in study.items)


def _stroke(inside: BoolMap, block: ColorBlock) -> FirstStroke:
    h, w = inside.shape
    side = max(h, w)
    depth = cv2.distanceTransform(np.pad(inside.view(np.uint8), 1), cv2.DIST_L2, cv2.DIST_MASK_5)[1:-1, 1:-1]
    column, row = int(block.centre[0] * w), int(block.centre[1] * h)
    radius = min(_FILL * float(depth[row, column]), WIDEST_BRUSH * side / 2.0)
    back, ahead, way = _longest(depth >= radius, row, column, round(_LONGEST * side / 2.0))
    x, y = block.centre
    across, down = float(way[0]) / w, float(way[1]) / h
    return FirstStroke(
        block,
        start=(x - back * across, y - back * down),
        end=(x + ahead * across, y + ahead * down),
        width=2.0 * radius / side,
    )


def _longest(free: BoolMap, row: int, column: int, most: int) -> tuple[int, int, tuple[float, float]]:
    """Return the steps that can be gone backwards and ahead from a pixel, and the (x, y) way in which they are most."""
    best: tuple[int, int, tuple[float, float]] = (0, 0, (1.0, 0.0))
    for angle in np.linspace(0.0, np.pi, _WAYS, endpoint=False):
        way = float(np.cos(angle)), float(np.sin(angle))
        ahead = _steps(free, (row, column), way, most)
        back = _steps(free, (row, column), (-way[0], -way[1]), most)
        if ahead + back > best[0] + best[1]:
            best = back, ahead, way
    return best


def _steps(free: BoolMap, start: tuple[int, int], way: tuple[float, float], most: int) -> int:
    """Return how many steps of one pixel can be gone from ``start`` before something is in the way."""
    step = np.arange(1, most + 1)
    rows = np.rint(start[0] + step * way[1]).astype(np.int64)
    columns = np.rint(start[1] + step * way[0]).astype(np.int64)
    there = (rows >= 0) & (rows < free.shape[0]) & (columns >= 0) & (columns < free.shape[1])
    there[there] = free[rows[there], columns[there]]
    return int(most if there.all() else there.argmin())
