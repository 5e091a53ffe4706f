"""The grids that masses are found on: a small one where regions are merged, and the full one where they are drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32, BoolMap
from art_assistant.imaging.colorspace import ciede2000

CHANNELS: Final = 4
"""L*, a*, b*, and whether the subject lies there."""

COLOUR_WEIGHT: Final = 0.1
"""What a squared unit of a* or b* counts beside one of L*: masses are of value first."""

_GRID_PIXELS: Final = 6000
"""Pixels of the small grid: a least piece of 2 % is then about 11 x 11, and a picture has a few hundred zones."""

_LEAST_VARIANCE: Final = 36.0
"""Variance of L* below which differences are no longer measured against the picture's own: 6 L* are little anywhere."""

_SQUINT: Final = 1.0
"""Cells of the small grid by which it is blurred before the two sides of a contour are compared: 1 % of the side."""

_BESIDE: Final = 1.5
"""Cells of the small grid between a contour and where each of its sides is read: past what is mixed on the contour."""

_APART: Final = 3
"""Cells from the one side to the other, twice ``_BESIDE``."""

_REACH: Final = 2
"""Cells beyond the frame that a side may be read at, where the cell at the frame stands for it."""

Steps = tuple[NDArray[np.float64], NDArray[np.float64]]
"""The steps across the sides of cells, first to the right and then down; each begins ``_REACH`` cells early."""


_NO_STEPS: Final[Steps] = (np.zeros((0, 0)), np.zeros((0, 0)))


@dataclass(frozen=True, slots=True)
class PixelGrid:
    """One grid of a picture.

    Attributes:
        plane: (h, w, 4) float32: L* with grounds at one value, a*, b*, and 0-1 how much of it is the subject.
        counted: (h, w) bool.
        variance: of L* where it counts, at least that of a picture with little contrast.
        size: how many pixels count.
        steps: (m, n + 2) and (m + 2, n) float64, the CIEDE2000 steps across the small grid, blurred, as ``step_across``
            reads them.
        seen: (h, w, 3) float32, L*, a* and b*, each as much as it counts when contours are drawn.

    """

    plane: F32
    counted: BoolMap
    variance: float
    size: float
    steps: Steps
    seen: F32

    @property
    def side(self) -> float:
        """Square root of the number of pixels."""
        return float(np.sqrt(self.counted.size))

    @property
    def unit(self) -> float:
        """What costs are told in: the squared error of the picture painted in one value."""
        return self.variance * self.size


def sheets_of(l_map: F32, counted: BoolMap, lab: F32 | None, subject: BoolMap | None) -> tuple[PixelGrid, PixelGrid]:
    """Return the full and the small grid of a picture.

    Args:
        l_map: (h, w) float32 L* 0-100, not squinted.
        counted: (h, w) bool, at least one True.
        lab: (h, w, 3) float32 CIELAB; without it the picture is grey.
        subject: (h, w) bool, where the subject lies, as far as that is known.

    """
    none = np.zeros(l_map.shape, dtype=np.float32)
    hues = (none, none) if lab is None else cv2.split(lab)[1:]
    seen = none if subject is None else subject.astype(np.float32)
    # Plane by plane, as all that follows: what steps over three numbers to the next pixel takes five times as long.
    plane = np.asarray(cv2.merge([np.asarray(l_map, dtype=np.float32), *hues, seen]), dtype=np.float32)
    small = _reduced(plane, counted)
    return replace(_sheet(plane, counted), steps=small.steps), small


def _sheet(plane: F32, counted: BoolMap) -> PixelGrid:
    lights, a, b, _ = cv2.split(plane)
    light = lights if bool(counted.all()) else lights[counted]
    variance = max(float(np.var(light, dtype=np.float64)), _LEAST_VARIANCE)
    weight = np.float32(COLOUR_WEIGHT**0.5)
    seen = np.asarray(cv2.merge([lights, weight * a, weight * b]), dtype=np.float32)
    return PixelGrid(plane, counted, variance, float(light.size), _NO_STEPS, seen)


def _reduced(plane: F32, counted: BoolMap) -> PixelGrid:
    h, w = counted.shape
    factor = min(1.0, float(np.sqrt(_GRID_PIXELS / (h * w))))
    size = (max(1, round(w * factor)), max(1, round(h * factor)))
    if bool(counted.all()):
        small = _sheet(_resized(plane, size), np.ones(size[::-1], dtype=np.bool_))
    else:
        weight = _resized(counted.astype(np.float32), size)
        mean = (
            _resized(np.where(counted[..., None], plane, np.float32(0.0)), size) / np.maximum(weight, 1e-6)[..., None]
        )
        small = _sheet(mean.astype(np.float32), weight >= min(0.5, float(weight.max())))
    colour = np.ascontiguousarray(small.plane[..., :3])
    squinted = cv2.GaussianBlur(colour, (0, 0), _SQUINT, borderType=cv2.BORDER_REFLECT)
    return replace(small, steps=_steps_of(np.asarray(squinted, dtype=np.float32)))


def _resized(plane: F32, size: tuple[int, int]) -> F32:
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def _steps_of(squinted: F32) -> Steps:
    """Return the CIEDE2000 step across every side of a cell of the squinted small grid, all that a contour may ask."""
    tables = []
    for axis in (1, 0):
        cells = squinted.shape[axis]
        at = np.arange(-_REACH, cells)
        before, after = (np.clip(at + way, 0, cells - 1) for way in (0, _APART))
        tables.append(ciede2000(np.take(squinted, before, axis), np.take(squinted, after, axis)))
    return tables[0], tables[1]


def step_across(steps: Steps, shape: tuple[int, ...], where: tuple[Any, ...], *, down: bool) -> NDArray[np.float64]:
    """Return the CIEDE2000 step across sides of pixels, (n,) float64, read on the squinted small grid.

    Args:
        steps: the ``steps`` of a grid.
        shape: (h, w) of the grid that the pixels are of.
        where: rows and columns of the pixels, each (n,).
        down: whether it is the side to the pixel below, else the one to the pixel at the right.

    """
    table = steps[1] if down else steps[0]
    height, width = table.shape[0] - (_REACH if down else 0), table.shape[1] - (0 if down else _REACH)
    rows = (where[0] + (1.0 if down else 0.5)) * (height / shape[0])
    columns = (where[1] + (0.5 if down else 1.0)) * (width / shape[1])
    y = np.floor(rows - (_BESIDE if down else 0.0)).astype(np.int64) + (_REACH if down else 0)
    x = np.floor(columns - (0.0 if down else _BESIDE)).astype(np.int64) + (0 if down else _REACH)
    return np.asarray(table[y, x])
