"""Where in a picture something is: the passages that are darkest, strongest in colour, loudest or nearest to quiet.

Every function leaves out what does not count. ``counted`` is (h, w) bool on a grid of its own, None when all counts.
"""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32, U8, BoolMap
from art_assistant.imaging.colorspace import srgb_to_lab

Map = NDArray[Any]
Point = tuple[float, float]

FOCUS_REACH: Final = 0.12
"""Half the side of the passage around a point, in fractions of the picture."""

_CELLS: Final = 6
_CALM_SIDE: Final = 96
"""Side of the square grid on which calm is looked for ..."""
_CALM_WINDOW: Final = 25
"""... and of the window over which values spread, in its cells: a quarter of the picture."""
_CALL: Final = 400.0
"""Full attention disturbs a passage as much as values that spread by 20 L* (squared)."""
_FAR: Final = 0.35
"""Distance, in fractions, from which a second call no longer gains by being farther from the first."""


def counted_at(counted: BoolMap | None, size: tuple[int, int]) -> BoolMap:
    """Return where the picture counts, (height, width) bool for a ``size`` of (width, height)."""
    if counted is None or not counted.any():
        return np.ones(size[::-1], dtype=np.bool_)
    return np.asarray(cv2.resize(counted.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0)


def counted_values(plane: Map, counted: BoolMap | None) -> Map:
    """Return the values (n,) of an (h, w) map where the picture counts."""
    return np.asarray(plane[_counted_of(plane, counted)])


def _counted_of(plane: Map, counted: BoolMap | None) -> BoolMap:
    return counted_at(counted, (plane.shape[1], plane.shape[0]))


def between(plane: Map, counted: BoolMap | None, low: float, high: float) -> BoolMap:
    """Return where a map lies from ``low`` to ``high``."""
    return np.asarray((plane >= low) & (plane <= high) & _counted_of(plane, counted))


def beyond(plane: Map, counted: BoolMap | None, percent: float, sign: int) -> BoolMap:
    """Return where a map lies at or above (sign 1), or at or below (-1), a percentile of what counts of it."""
    level = np.percentile(counted_values(plane, counted), percent)
    past = plane >= level if sign > 0 else plane <= level
    return np.asarray(past & _counted_of(plane, counted))


def strongest_chroma(rgb: U8, counted: BoolMap | None) -> BoolMap:
    """Return, at a quarter of the side, the twentieth of (h, w, 3) uint8 sRGB whose passages are strongest in C*ab."""
    lab, _ = _quarter_lab(rgb, counted)
    chroma = cv2.GaussianBlur(np.hypot(lab[..., 1], lab[..., 2]), (0, 0), 2.0)
    return beyond(chroma, counted, 95, 1)


def loudest_at_the_frame(rgb: U8, counted: BoolMap | None) -> Point:
    """Return the point near the frame that differs most in colour from what surrounds it, (x, y) in fractions."""
    contrast = _contrast(rgb, counted)
    height, width = contrast.shape
    band = max(1, round(0.08 * min(height, width)))
    contrast[band : height - band, band : width - band] = 0.0
    return _point_of(int(np.argmax(contrast)), contrast.shape)


def _point_of(cell: int, shape: tuple[int, ...]) -> Point:
    row, column = divmod(cell, shape[1])
    return (column + 0.5) / shape[1], (row + 0.5) / shape[0]


def _contrast(rgb: U8, counted: BoolMap | None) -> Map:
    """Return the CIELAB distance of each passage, the size of a head, from what lies within a hand's breadth of it."""
    lab, seen = _quarter_lab(rgb, counted)
    diagonal = float(np.hypot(*lab.shape[:2]))
    fine, broad = (cv2.GaussianBlur(lab, (0, 0), share * diagonal) for share in (0.012, 0.06))
    return np.asarray(np.linalg.norm(fine - broad, axis=-1) * seen)


def _quarter_lab(rgb: U8, counted: BoolMap | None) -> tuple[F32, BoolMap]:
    """Return L*a*b* at a quarter of the side, and where it counts; elsewhere it is the mean of what counts."""
    size = (max(4, rgb.shape[1] // 4), max(4, rgb.shape[0] // 4))
    lab = srgb_to_lab(np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), dtype=np.uint8))
    seen = counted_at(counted, size)
    if not seen.all():
        lab[~seen] = lab[seen].mean(axis=0)
    return lab, seen


def nearest_to_quiet(l_map: F32, attention: F32 | None, counted: BoolMap | None) -> Point:
    """Return the middle of the passage whose L* spreads least and that is least looked at, (x, y) in fractions.

    Args:
        l_map: (h, w) float32 L*.
        attention: (h, w) float32, 0-1; None where it is not known.
        counted: where the picture counts.

    """
    size = (_CALM_SIDE, _CALM_SIDE)
    light = cv2.resize(l_map, size, interpolation=cv2.INTER_AREA)
    # The variance in a window: the mean of the squares less the square of the mean.
    window = (_CALM_WINDOW, _CALM_WINDOW)
    spread = cv2.blur(light**2, window) - cv2.blur(light, window) ** 2
    if attention is not None:
        spread = spread + _CALL * cv2.resize(attention, size)
    spread[~counted_at(counted, size)] = np.inf
    # Only windows that lie inside the picture.
    margin = _CALM_WINDOW // 2
    inner = spread[margin : _CALM_SIDE - margin, margin : _CALM_SIDE - margin]
    row, column = divmod(int(np.argmin(inner)), inner.shape[1])
    return (column + margin + 0.5) / _CALM_SIDE, (row + margin + 0.5) / _CALM_SIDE


def farthest_call(attention: Map, first: Point) -> Point:
    """Return where (h, w) attention is high and far from the ``first`` read, (x, y) in fractions."""
    height, width = attention.shape
    rows, columns = np.mgrid[:height, :width]
    away = np.hypot(columns / width - first[0], rows / height - first[1])
    return _point_of(int(np.argmax(attention * np.clip(away / _FAR, 0.0, 1.0))), attention.shape)


def crowded_cells(points: F32, away_from: Point | None = None) -> Map:
    """Return how many of the points (n, 2) lie in each of 6 x 6 cells, (6, 6); none around ``away_from``."""
    span = [[0.0, 1.0], [0.0, 1.0]]
    counts, _, _ = np.histogram2d(points[:, 1], points[:, 0], bins=_CELLS, range=span)
    if away_from is not None:
        rows, columns = (np.mgrid[:_CELLS, :_CELLS] + 0.5) / _CELLS
        counts *= np.maximum(abs(columns - away_from[0]), abs(rows - away_from[1])) > 2.0 * FOCUS_REACH
    return np.asarray(counts)
