"""The shape of a passage: the largest piece of a mask with its outline, and the fullest cell of a grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

Polygon = tuple[tuple[float, float], ...]
Box = tuple[float, float, float, float]

_GRID_SIDE: Final = 180
_CORNERS: Final = 14
_LEAST: Final = 0.002
"""A piece of a mask smaller than this share of the picture is no place one could point at."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One connected piece of a mask, all in fractions of the picture.

    Attributes:
        polygon: its outline, at most 14 corners (x, y).
        box: left, top, right and bottom of what it covers.
        centre: (x, y), its centre of gravity.

    """

    polygon: Polygon
    box: Box
    centre: tuple[float, float]


def largest_piece(mask: NDArray[Any]) -> Piece | None:
    """Return the largest connected piece of an (h, w) mask; None where it has no piece worth the name."""
    small = _shrunk(mask)
    # A thread or a speck holds nothing together; where there is nothing else, it is taken as it is.
    opened = cv2.morphologyEx(small, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, labels, stats, centres = cv2.connectedComponentsWithStats(opened if opened.any() else small, connectivity=8)
    if count < 2:
        return None
    best = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    if stats[best, cv2.CC_STAT_AREA] < _LEAST * small.size:
        return None
    height, width = small.shape
    x, y, w, h = (int(v) for v in stats[best, :4])
    middle_x, middle_y = (float(v) for v in centres[best] / (width, height))
    box = (x / width, y / height, (x + w) / width, (y + h) / height)
    return Piece(_outline(labels == best), box, (middle_x, middle_y))


def _shrunk(mask: NDArray[Any]) -> NDArray[np.uint8]:
    scale = min(1.0, _GRID_SIDE / max(mask.shape))
    size = (max(1, round(mask.shape[1] * scale)), max(1, round(mask.shape[0] * scale)))
    share = cv2.resize(np.asarray(mask, dtype=np.float32), size, interpolation=cv2.INTER_AREA)
    return (share >= 0.5).astype(np.uint8)


def _outline(piece: NDArray[Any]) -> Polygon:
    height, width = piece.shape
    # Twice as large, so that the outline can run along the sides of pixels and not through their middles.
    grown = cv2.resize(piece.astype(np.uint8), None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
    contours, _ = cv2.findContours(grown, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    line = max(contours, key=cv2.contourArea)
    # Simplify until few corners are left: a face draws them, and a JSON holds them.
    tolerance = 2.0
    corners = cv2.approxPolyDP(line, tolerance, closed=True)[:, 0]
    while len(corners) > _CORNERS:
        tolerance *= 1.4
        corners = cv2.approxPolyDP(line, tolerance, closed=True)[:, 0]
    if len(corners) < 3:
        x, y, w, h = cv2.boundingRect(line)
        corners = np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)])
    return tuple((float(x) / (2 * width), float(y) / (2 * height)) for x, y in corners)


def fullest_cell(counts: NDArray[Any]) -> Box:
    """Return the box, in fractions, of the fullest cell of an (n, m) grid laid over the picture, rows first."""
    rows, columns = counts.shape
    row, column = divmod(int(np.argmax(counts)), columns)
    return column / columns, row / rows, (column + 1) / columns, (row + 1) / rows
