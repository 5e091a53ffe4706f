"""The colours of a picture as a weighted histogram: a few thousand cells stand for a hundred thousand pixels.

A cell is one of 2^18 boxes of four sRGB levels a side; it carries the mean of its own pixels, so that what is computed
from cells differs from what is computed from pixels only by the spread inside a box. Cells are gathered into nodes, a
few hundred boxes of an evenly perceived space, for the work that grows with the square of their number.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32, U8, BoolMap, LabelMap
from art_assistant.imaging.colorspace import linear_table, linear_to_lab, linear_to_oklab, oklab_to_linear

HUE_STRETCH = 2.0
"""OKLab a and b count twice against L, the scaling that agrees best with small-difference data (B. Ottosson, 2021)."""

_SPACE = np.array([1.0, HUE_STRETCH, HUE_STRETCH])
_BITS = 6
_SHIFT = 8 - _BITS
_CELLS = 1 << (3 * _BITS)
_LOW = (1 << _SHIFT) - 1
_PACK = float(1 << 24)
_NODE_STEP = 0.03
_NODE_SIDE = 40
_NODE_ORIGIN = np.array([0.0, 18.0, 22.0])
_FINE = 16
_CHUNK_CELLS = 1 << 16
"""Distances worked out at a time: few enough to stay close to the processor, and for OpenBLAS not to wake a second
thread, which costs more than it does and takes the core from other work."""


@dataclass(frozen=True, slots=True)
class ColorCells:
    """The occupied colour cells of the counted pixels of one picture.

    Attributes:
        share: (n,) float32, summing to 1; empty when nothing is counted.
        linear: (n, 3) float32 linear RGB 0-1 of the mean colour of each cell.
        lab: (n, 3) float32 CIE L*a*b* (D65) of it.
        chroma: (n,) float32 C*ab of it.
        oklab: (n, 3) float32 OKLab of it.
        cell_of: (h, w) int32 index into the above, -1 where a pixel is not counted.

    """

    share: F32
    linear: F32
    lab: F32
    chroma: F32
    oklab: F32
    cell_of: LabelMap


@dataclass(frozen=True, slots=True)
class ColorNodes:
    """Cells gathered into boxes of 0.03 in the stretched OKLab space.

    Attributes:
        points: (m, 3) float64 mean position of each node, see ``stretched``.
        share: (m,) float64, summing to 1.
        node_of: (n,) index of the node of each cell.

    """

    points: NDArray[np.float64]
    share: NDArray[np.float64]
    node_of: NDArray[np.intp]


def stretched(oklab: F32) -> NDArray[np.float64]:
    """Return OKLab as (..., 3) float64 points between which the plain distance is a colour difference."""
    return np.asarray(oklab.astype(np.float64) * _SPACE)


def unstretched(points: NDArray[np.float64]) -> F32:
    """Return the linear RGB, float32, of points of the stretched OKLab space."""
    return oklab_to_linear(points / _SPACE)


def color_cells(rgb: U8, counted: BoolMap | None = None) -> ColorCells:
    """Return the colour cells of ``rgb`` (h, w, 3) uint8 sRGB; pixels where ``counted`` is False are left out."""
    code = _codes(rgb)
    used, pixels = (code.ravel(), rgb.reshape(-1, 3)) if counted is None else (code[counted], rgb[counted])
    counts = np.bincount(used, minlength=_CELLS)
    occupied = np.flatnonzero(counts > 0)
    lookup = np.full(_CELLS, -1, dtype=np.int32)
    lookup[occupied] = np.arange(occupied.size, dtype=np.int32)
    linear = _to_linear(_mean_levels(pixels, lookup[used], occupied, counts[occupied]))
    cell_of = np.take(lookup, code)
    if counted is not None:
        cell_of[~counted] = -1
    lab = linear_to_lab(linear)
    share = (counts[occupied] / max(used.size, 1)).astype(np.float32)
    return ColorCells(share, linear, lab, np.hypot(lab[:, 1], lab[:, 2]), linear_to_oklab(linear), cell_of)


def gather(cells: ColorCells) -> ColorNodes:
    """Return the nodes of ``cells``."""
    points, share = stretched(cells.oklab), cells.share.astype(np.float64)
    box = np.clip(np.floor(points / _NODE_STEP) + _NODE_ORIGIN, 0, _NODE_SIDE - 1).astype(np.int64)
    code = (box[:, 0] * _NODE_SIDE + box[:, 1]) * _NODE_SIDE + box[:, 2]
    mass = mass_of(code, share, _NODE_SIDE**3)
    occupied = np.flatnonzero(mass)
    lookup = np.zeros(mass.size, dtype=np.intp)
    lookup[occupied] = np.arange(occupied.size)
    node_of = lookup[code]
    return ColorNodes(*weighted_means(points, share, node_of, occupied.size), node_of)


def mass_of(group: NDArray[np.intp], weights: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Return the (count,) float64 sum of ``weights`` (n,) over each group."""
    return np.asarray(np.bincount(group, weights=weights, minlength=count), dtype=np.float64)


def weighted_means(
    points: NDArray[np.float64], weights: NDArray[np.float64], group: NDArray[np.intp], count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean (count, 3) and the weight (count,) of each group of ``points`` (n, 3); empty groups are zero."""
    return means_of(weights, weights * points.T, group, count)


def means_of(
    weights: NDArray[np.float64], moments: NDArray[np.float64], group: NDArray[np.intp], count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the same as ``weighted_means`` from the (3, n) products of weights and points."""
    mass = mass_of(group, weights, count)
    sums = [mass_of(group, moment, count) for moment in moments]
    return np.stack(sums, axis=-1) / np.where(mass > 0.0, mass, 1.0)[:, None], mass


def nearest(points: NDArray[np.float64], centres: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the index (n,) of the centre (m, 3) nearest to each point (n, 3)."""
    return nearest_of(lifted(points), centres)


def lifted(points: NDArray[np.float64]) -> F32:
    """Return points (n, 3) as ``nearest_of`` takes them: (n, 4) float32, the last 1."""
    ready = np.ones((len(points), 4), dtype=np.float32)
    ready[:, :3] = points
    return ready


def nearest_of(ready: F32, centres: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the index (n,) of the centre (m, 3) nearest to each of n ``lifted`` points.

    One matrix product gives all the distances, less what is the same for every centre; in float32, which is exact to
    far less than the eye can see.
    """
    folded = np.empty((len(centres), 4), dtype=np.float32)
    folded[:, :3], folded[:, 3] = -2.0 * centres, (centres**2).sum(axis=1)
    chunk = max(1, _CHUNK_CELLS // max(len(centres), 1))
    parts = [ready[start : start + chunk] for start in range(0, len(ready), chunk)]
    return np.concatenate([(part @ folded.T).argmin(axis=1) for part in parts])


def _codes(rgb: U8) -> LabelMap:
    wide = (rgb >> _SHIFT).astype(np.int32)
    return np.asarray((wide[..., 0] << (2 * _BITS)) | (wide[..., 1] << _BITS) | wide[..., 2], dtype=np.int32)


def _mean_levels(pixels: U8, cell: LabelMap, code: NDArray[np.intp], counts: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the (n, 3) mean sRGB level 0-255 of each cell; two channels share one sum, packed in one float64."""
    low = (pixels & _LOW).astype(np.float64)
    pair = np.bincount(cell, weights=low[:, 0] * _PACK + low[:, 1], minlength=counts.size)
    red = np.floor(pair / _PACK)
    sums = np.stack([red, pair - red * _PACK, np.bincount(cell, weights=low[:, 2], minlength=counts.size)], axis=-1)
    mask = (1 << _BITS) - 1
    base = np.stack([code >> (2 * _BITS), (code >> _BITS) & mask, code & mask], axis=-1) << _SHIFT
    return np.asarray(base + sums / counts[:, None])


def _to_linear(levels: NDArray[np.float64]) -> F32:
    """Return linear light of fractional sRGB levels, to a sixteenth of a level."""
    return _fine_table()[np.rint(levels * _FINE).astype(np.intp)]


@lru_cache(maxsize=1)
def _fine_table() -> F32:
    levels = np.arange(255 * _FINE + 1) / _FINE
    table = np.interp(levels, np.arange(256.0), linear_table()).astype(np.float32)
    table.setflags(write=False)
    return table
