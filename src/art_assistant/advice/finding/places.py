"""Where things are: polygons of passages and plain words for where they lie, from geometry alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

Polygon = tuple[tuple[float, float], ...]
Mask = NDArray[Any]

WHOLE: Final[Polygon] = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))

_MOST: Final = 0.72
_THIRD: Final = 1.0 / 3.0
_GRID_SIDE: Final = 180
_CORNERS: Final = 14
_LEAST: Final = 0.002
"""A piece of a mask smaller than this share of the picture is no place one could point at."""


@dataclass(frozen=True, slots=True)
class Place:
    """A passage of the picture.

    Attributes:
        polygon: its outline, corners (x, y) in fractions of the picture.
        words: where it lies, with its article: "the upper left".

    """

    polygon: Polygon
    words: str

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of its bounding box."""
        xs, ys = zip(*self.polygon, strict=True)
        return (min(xs) + max(xs)) / 2.0, (min(ys) + max(ys)) / 2.0


def whole() -> Place:
    """Return the whole picture as a place."""
    return Place(WHOLE, "the whole picture")


def box_place(x0: float, y0: float, x1: float, y1: float) -> Place:
    """Return the place of a box, fractions of the picture; it is clipped to the picture."""
    x0, x1 = (float(np.clip(x, 0.0, 1.0)) for x in (x0, x1))
    y0, y1 = (float(np.clip(y, 0.0, 1.0)) for y in (y0, y1))
    return Place(((x0, y0), (x1, y0), (x1, y1), (x0, y1)), box_words(x0, y0, x1, y1))


def polygon_place(polygon: Polygon) -> Place:
    """Return the place of a polygon of at least three corners."""
    xs, ys = zip(*polygon, strict=True)
    return Place(polygon, box_words(min(xs), min(ys), max(xs), max(ys)))


def mask_place(mask: Mask) -> Place | None:
    """Return the largest connected piece of an (h, w) mask as a place; None where it has no piece worth the name."""
    small = _shrunk(mask)
    opened = cv2.morphologyEx(small, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, labels, stats, centres = cv2.connectedComponentsWithStats(opened if opened.any() else small, connectivity=8)
    if count < 2:
        return None
    best = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    if stats[best, cv2.CC_STAT_AREA] < _LEAST * small.size:
        return None
    height, width = small.shape
    x, y, w, h = (int(v) for v in stats[best, :4])
    words = _piece_words((x / width, y / height, (x + w) / width, (y + h) / height), centres[best] / (width, height))
    return Place(_outline(labels == best), words)


def _shrunk(mask: Mask) -> NDArray[np.uint8]:
    scale = min(1.0, _GRID_SIDE / max(mask.shape))
    size = (max(1, round(mask.shape[1] * scale)), max(1, round(mask.shape[0] * scale)))
    share = cv2.resize(np.asarray(mask, dtype=np.float32), size, interpolation=cv2.INTER_AREA)
    return (share >= 0.5).astype(np.uint8)


def _outline(piece: Mask) -> Polygon:
    height, width = piece.shape
    grown = cv2.resize(piece.astype(np.uint8), None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
    contours, _ = cv2.findContours(grown, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    line = max(contours, key=cv2.contourArea)
    tolerance = 2.0
    corners = cv2.approxPolyDP(line, tolerance, closed=True)[:, 0]
    while len(corners) > _CORNERS:
        tolerance *= 1.4
        corners = cv2.approxPolyDP(line, tolerance, closed=True)[:, 0]
    if len(corners) < 3:
        x, y, w, h = cv2.boundingRect(line)
        corners = np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)])
    return tuple((float(x) / (2 * width), float(y) / (2 * height)) for x, y in corners)


def _piece_words(box: tuple[float, float, float, float], centre: Any) -> str:
    """Name a piece by its box, or by its centre where the box says too little about where most of it lies."""
    x0, y0, x1, y1 = box
    if x1 - x0 > _MOST and y1 - y0 > _MOST:
        return f"the large area around {point_words(float(centre[0]), float(centre[1]))}"
    return box_words(*box)


def box_words(x0: float, y0: float, x1: float, y1: float) -> str:
    """Return where a box lies, in words, with an article."""
    wide, tall = x1 - x0 > _MOST, y1 - y0 > _MOST
    x, y = (x0 + x1) / 2.0, (y0 + y1) / 2.0
    if wide and tall:
        return "most of the picture"
    if wide:
        if y1 < 0.14 or y0 > 0.86:
            return "the strip along the upper edge" if y < 0.5 else "the strip along the lower edge"
        return f"the band across the {_row_word(y)}"
    if tall:
        if x1 < 0.14 or x0 > 0.86:
            return "the strip along the left edge" if x < 0.5 else "the strip along the right edge"
        return {"left": "the left side", "right": "the right side"}.get(
            _column_word(x), "the upright band in the middle"
        )
    return _near_edge(x0, y0, x1, y1) or point_words(x, y)


def _near_edge(x0: float, y0: float, x1: float, y1: float) -> str | None:
    x, y = (x0 + x1) / 2.0, (y0 + y1) / 2.0
    if y1 < 0.16 or y0 > 0.84:
        side = "upper" if y < 0.5 else "lower"
        return f"the {side} edge {_beside(_column_word(x))}"
    if x1 < 0.16 or x0 > 0.84:
        side = "left" if x < 0.5 else "right"
        return f"the {side} edge {_along(_row_word(y))}"
    return None


def _beside(column: str) -> str:
    return {"left": "on the left", "right": "on the right"}.get(column, "near its middle")


def _along(row: str) -> str:
    return {"top": "near the top", "bottom": "near the bottom"}.get(row, "halfway up")


def _row_word(y: float) -> str:
    return "top" if y < _THIRD else "bottom" if y > 1.0 - _THIRD else "middle"


def _column_word(x: float) -> str:
    return "left" if x < _THIRD else "right" if x > 1.0 - _THIRD else "middle"


def point_words(x: float, y: float) -> str:
    """Return where a point lies: "the upper left", "the middle right", "the centre"."""
    row, column = _row_word(y), _column_word(x)
    down = {"top": "upper", "bottom": "lower"}.get(row, "")
    if down and column != "middle":
        return f"the {down} {column}"
    if column != "middle":
        return f"the middle {column}"
    return f"the {down} middle" if down else "the centre"


def cell_place(counts: NDArray[Any]) -> Place:
    """Return the fullest cell of an (n, m) grid laid over the picture, rows first."""
    row, column = divmod(int(np.argmax(counts)), counts.shape[1])
    rows, columns = counts.shape
    return box_place(column / columns, row / rows, (column + 1) / columns, (row + 1) / rows)
