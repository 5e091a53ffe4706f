"""Where things are, in plain words: what a tip points at, with its outline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.composition.pieces import Box, Polygon, fullest_cell, largest_piece
from art_assistant.imaging.arrays import BoolMap

WHOLE: Final[Polygon] = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))

_MOST: Final = 0.72
_THIRD: Final = 1.0 / 3.0


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


def mask_place(mask: NDArray[Any]) -> Place | None:
    """Return the largest connected piece of an (h, w) mask as a place; None where it has no piece worth the name."""
    piece = largest_piece(mask)
    return None if piece is None else Place(piece.polygon, _piece_words(piece.box, piece.centre))


def place_mask(place: Place, shape: tuple[int, ...]) -> BoolMap:
    """Return where a place lies on a grid of (h, w), (h, w) bool; at least the cell of its first corner."""
    size = np.array([shape[1], shape[0]], dtype=np.float64)
    corners = np.clip(np.round(np.array(place.polygon) * size - 0.5), 0, size - 1).astype(np.int32)
    mask = np.zeros(shape[:2], dtype=np.uint8)
    cv2.fillPoly(mask, [corners], 1)
    return np.asarray(mask > 0)


def _piece_words(box: Box, centre: tuple[float, float]) -> str:
    """Name a piece by its box, or by its centre where the box says too little about where most of it lies."""
    x0, y0, x1, y1 = box
    if x1 - x0 > _MOST and y1 - y0 > _MOST:
        return f"the large area around {point_words(*centre)}"
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
    return box_place(*fullest_cell(counts))
