"""Moving the sides of a quadrilateral onto the edges they run along, in the larger copy."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32, U8

F64 = NDArray[np.float64]

SAMPLES: Final = 96
"""Places along a side at which the edge is looked for."""
REACH: Final = 5.0
"""How far across a side it is looked for, in pixels of the larger copy."""
FINE: Final = 0.5
"""Distance, in pixels, of the colours that are read across a side."""
WIDTH: Final = 3
"""An edge is the difference of colours this many readings to both sides."""
CLEAR: Final = 4.0
"""Lab distance from which there is an edge."""
FEWEST: Final = 0.3
"""Share of places with an edge below which a side stays where it was."""
ROUNDS: Final = 3
MOST: Final = 30.0
OF_THE_FILE: Final = 0.004
"""Share of the file within which a side is the file's own, and stays."""


def settled(standard: U8, corners: F32) -> F32:
    """Return (4, 2) float32 fractions: each side that is not the file's is moved onto the edge it runs along.

    Args:
        standard: (h, w, 3) uint8 sRGB, long side 512 px.
        corners: (4, 2) float32 fractions, clockwise from top left.

    """
    size = np.array([standard.shape[1], standard.shape[0]], dtype=np.float64)
    # In pixels whose middles are whole numbers, as OpenCV reads them.
    pixels = corners.astype(np.float64) * size - 0.5
    sides = [_moved(standard, pixels[k], pixels[(k + 1) % 4]) for k in range(4)]
    met = np.array([np.cross(sides[k - 1], sides[k]) for k in range(4)])
    found = (met[:, :2] / met[:, 2:] + 0.5) / size
    # Sides that would meet elsewhere were led astray.
    if not np.isfinite(found).all() or np.abs(found - corners).max() > 3.0 * REACH / size.min():
        found = corners.astype(np.float64)
    return np.asarray(np.clip(found, 0.0, 1.0), dtype=np.float32)


def _line(start: F64, end: F64) -> F64:
    """Return the line through two places, as the three numbers whose product with (x, y, 1) is 0 on it."""
    return np.asarray(np.cross([*start, 1.0], [*end, 1.0]))


def _moved(standard: U8, start: F64, end: F64) -> F64:
    height, width = standard.shape[:2]
    middle = (start + end) / 2.0 + 0.5
    if min(middle[0] / width, 1 - middle[0] / width, middle[1] / height, 1 - middle[1] / height) < OF_THE_FILE:
        return _line(start, end)
    along = np.linspace(0.04, 0.96, SAMPLES)
    places = start + (end - start) * along[:, None]
    across = np.array([-(end - start)[1], (end - start)[0]]) / max(float(np.linalg.norm(end - start)), 1e-9)
    offsets = np.arange(-REACH - WIDTH * FINE, REACH + WIDTH * FINE + FINE / 2, FINE)
    grid = (places[:, None] + across * offsets[:, None]).astype(np.float32)
    inside = np.asarray((places > 0) & (places < [width - 1, height - 1])).all(axis=1, keepdims=True)
    if np.count_nonzero(inside) < SAMPLES // 4:
        return _line(start, end)
    read = cv2.remap(standard, grid[..., 0], grid[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    lab = cv2.cvtColor(read.astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB)
    step = np.linalg.norm(lab[:, 2 * WIDTH :] - lab[:, : -2 * WIDTH], axis=2) * inside
    shift = _fitted(np.minimum(step, MOST), offsets[WIDTH:-WIDTH], along)
    return _line(start + across * shift[0], end + across * shift[1])


def _fitted(step: NDArray[np.floating], offsets: F64, along: F64) -> tuple[float, float]:
    """Return by how much the two ends of a side are off, from (samples, offsets) edge strengths beside it."""
    ends = np.zeros(2)
    rows = np.arange(len(along))
    for reach in np.linspace(REACH, 1.5, ROUNDS):
        now = ends[0] + (ends[1] - ends[0]) * along
        near = 1.0 - ((offsets - now[:, None]) / (reach + FINE)) ** 2
        say = step * np.maximum(near, 0.0)
        best = say.argmax(axis=1)
        good = step[rows, best] * (say[rows, best] > 0) > CLEAR
        if np.mean(good) < FEWEST:
            break
        # A sharp edge is as strong two readings off: its middle is where it is.
        own = step * (np.abs(offsets - offsets[best][:, None]) <= WIDTH * FINE + FINE)
        middle = (own @ offsets) / np.maximum(own.sum(axis=1), 1e-9)
        # Least squares on the strongest edge of each place, each with the say that its strength has.
        weight = np.sqrt(say[rows, best] * good)
        basis = np.stack([1.0 - along, along], axis=1) * weight[:, None]
        ends = np.linalg.lstsq(basis, middle * weight, rcond=None)[0]
    return float(ends[0]), float(ends[1])
