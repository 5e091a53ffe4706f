"""The half tone between ink and paper: which values it takes, and how broad it must be to be painted."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from art_assistant.analysis.breaks import natural_breaks
from art_assistant.imaging.arrays import F32, U8, BoolMap

_ONE_VALUE: Final = 1e-2
"""L* between which nothing is told apart."""


def brush(reach: int) -> U8:
    """Return a disc of ``reach`` pixels, (2 reach + 1, 2 reach + 1) uint8, 1 inside."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    return np.asarray(disc, dtype=np.uint8)


def opened(mask: BoolMap, reach: int) -> BoolMap:
    """Return the parts of ``mask`` (h, w) that a disc of ``reach`` pixels fits into, (h, w) bool."""
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, brush(reach)) > 0)


def three_cuts(tone: F32, counted: BoolMap | None) -> tuple[float, float]:
    """Return the two natural breaks of ``tone`` (h, w) where it counts, in its units; both alike where it is flat.

    They are found on 64 bins.
    """
    values = tone.ravel() if counted is None else tone[counted]
    least, most = float(values.min()), float(values.max())
    # What rounding leaves of one value has no middle.
    if most - least < _ONE_VALUE:
        return most, most
    weights, edges = np.histogram(values, bins=64)
    used = np.flatnonzero(weights)
    if used.size < 3:
        middle = (least + most) / 2.0
        return middle, middle
    middles = (edges[:-1] + edges[1:]) / 2.0
    first, second = natural_breaks(middles[used], weights[used].astype(np.float64), 3)
    low, high = ((middles[used[cut - 1]] + middles[used[cut]]) / 2.0 for cut in (first, second))
    return float(low), float(high)
