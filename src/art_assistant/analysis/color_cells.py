"""The colours of a picture as a weighted histogram: a few thousand cells stand for a hundred thousand pixels.

A cell is one of 2^18 boxes of four sRGB levels a side. Each occupied cell carries the linear-light mean of its own
pixels, so that what is computed from cells differs from what is computed from pixels only by the spread inside a box.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from art_assistant.imaging.arrays import F32, U8, BoolMap, LabelMap
from art_assistant.imaging.colorspace import linear_table, linear_to_lab, linear_to_oklab

_BITS = 6
_SHIFT = 8 - _BITS
_CELLS = 1 << (3 * _BITS)


@dataclass(frozen=True, slots=True)
class ColorCells:
    """The occupied colour cells of the counted pixels of one picture.

    Attributes:
        share: (n,) float32, summing to 1; empty when nothing is counted.
        linear: (n, 3) float32 mean linear RGB 0-1 of each cell.
        lab: (n, 3) float32 CIE L*a*b* (D65) of that mean.
        oklab: (n, 3) float32 OKLab of that mean.
        cell_of: (h, w) int32 index into the above, -1 where a pixel is not counted.

    """

    share: F32
    linear: F32
    lab: F32
    oklab: F32
    cell_of: LabelMap

    @property
    def chroma(self) -> F32:
        """Return C*ab, (n,) float32."""
        return np.hypot(self.lab[:, 1], self.lab[:, 2])


def color_cells(rgb: U8, counted: BoolMap | None = None) -> ColorCells:
    """Return the colour cells of ``rgb`` (h, w, 3) uint8 sRGB; pixels where ``counted`` is False are left out."""
    code = _codes(rgb)
    flat = code.ravel() if counted is None else code[counted]
    counts = np.bincount(flat, minlength=_CELLS)
    occupied = np.flatnonzero(counts)
    lookup = np.zeros(_CELLS, dtype=np.int32)
    lookup[occupied] = np.arange(occupied.size, dtype=np.int32)
    linear = _cell_means(rgb if counted is None else rgb[counted], lookup[flat], counts[occupied])
    cell_of = lookup[code]
    if counted is not None:
        cell_of[~counted] = -1
    share = (counts[occupied] / max(flat.size, 1)).astype(np.float32)
    return ColorCells(share, linear, linear_to_lab(linear), linear_to_oklab(linear), cell_of)


def _codes(rgb: U8) -> LabelMap:
    wide = (rgb >> _SHIFT).astype(np.int32)
    return np.asarray((wide[..., 0] << (2 * _BITS)) | (wide[..., 1] << _BITS) | wide[..., 2], dtype=np.int32)


def _cell_means(rgb: U8, cell: LabelMap, counts: np.ndarray[tuple[int], np.dtype[np.intp]]) -> F32:
    pixels = linear_table()[rgb.reshape(-1, 3)]
    sums = [np.bincount(cell, weights=pixels[:, channel], minlength=counts.size) for channel in range(3)]
    return np.asarray(np.stack(sums, axis=-1) / counts[:, None], dtype=np.float32)
