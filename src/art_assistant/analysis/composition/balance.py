"""Balance as published: the APB, the deviation of the centre of mass and mirror symmetry of a map of visual weights.

All three are described, never graded. They take a (h, w) map of weights at or above zero, 0 where nothing is counted;
distances are measured in fractions of the width and the height, so that the diagonals run from corner to corner.

Sources: Wilson & Chatterjee, "The assessment of preference for balance", Empirical Studies of the Arts 23 (2005)
165-180 (APB); Hübner & Fillinger, "Comparison of objective measures for predicting perceptual balance and visual
aesthetic preference", Frontiers in Psychology 7 (2016) 335 (DCM, MS).
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[Any]

_INNER_DIAGONAL = 1.0 - math.sqrt(0.5)
"""Half-width of the band around a diagonal of the unit square that holds half its area."""


def centre_of_mass(weights: Weights) -> tuple[float, float] | None:
    """Return the weighted centre as (x, y) in fractions; None where nothing weighs anything."""
    total = float(weights.sum())
    if total <= 0.0:
        return None
    x, y = _axes(weights)
    return float(weights.sum(axis=0) @ x) / total, float(weights.sum(axis=1) @ y) / total


def deviation_of_centre(weights: Weights) -> float | None:
    """Return the distance of the centre of mass from the middle, 0-100: 100 is all weight in one corner.

    After the DCM of Hübner & Fillinger (2016), who give the distance in percent of the picture; scaled here to half the
    diagonal of the unit square.
    """
    centre = centre_of_mass(weights)
    if centre is None:
        return None
    return 100.0 * math.hypot(centre[0] - 0.5, centre[1] - 0.5) / math.sqrt(0.5)


def preference_for_balance(weights: Weights) -> float | None:
    """Return the APB score 0-100, the mean of eight imbalances; 0 is perfect balance.

    Four are the halves on either side of the vertical, the horizontal and the two diagonals, four the inner against
    the outer half of the area around each of these axes; each is the absolute difference as a share of the whole.
    Source: Wilson & Chatterjee (2005).
    """
    total = float(weights.sum())
    if total <= 0.0:
        return None
    offsets = _offsets(weights)
    inner = (0.25, 0.25, _INNER_DIAGONAL, _INNER_DIAGONAL)
    sides = [abs(float((np.sign(_snapped(offset)) * weights).sum())) for offset in offsets]
    rings = [
        abs(float((np.sign(_snapped(np.abs(offset) - width)) * weights).sum()))
        for offset, width in zip(offsets, inner, strict=True)
    ]
    return 100.0 * sum(sides + rings) / (8.0 * total)


def mirror_symmetry(weights: Weights) -> float | None:
    """Return the share 0-100 of the weight that has an equal partner across an axis, averaged over four axes.

    On a black and white picture this is the share of black that falls on black when folded. Source: the MS of Hübner &
    Fillinger (2016), extended from elements to weights.
    """
    total = float(weights.sum())
    if total <= 0.0:
        return None
    square = _squared(weights)
    whole = float(square.sum())
    folds = (square[:, ::-1], square[::-1], square.T, square[::-1, ::-1].T)
    return 100.0 * sum(1.0 - float(np.abs(square - fold).sum()) / (2.0 * whole) for fold in folds) / 4.0


def side_balance(weights: Weights) -> tuple[float, float] | None:
    """Return (right - left, bottom - top) as shares of the whole weight, -1 to 1; None where nothing weighs."""
    total = float(weights.sum())
    if total <= 0.0:
        return None
    x, y = _axes(weights)
    across, down = np.sign(_snapped(x - 0.5)), np.sign(_snapped(y - 0.5))
    return float(weights.sum(axis=0) @ across) / total, float(weights.sum(axis=1) @ down) / total


def _axes(weights: Weights) -> tuple[Weights, Weights]:
    height, width = weights.shape
    return (np.arange(width) + 0.5) / width, (np.arange(height) + 0.5) / height


def _offsets(weights: Weights) -> tuple[Weights, Weights, Weights, Weights]:
    x, y = _axes(weights)
    across, down = np.meshgrid(x, y)
    return across - 0.5, down - 0.5, across - down, across + down - 1.0


def _snapped(offset: Weights) -> Weights:
    """Return offsets with rounding noise removed, so that a cell on the axis counts for neither side."""
    return np.where(np.abs(offset) < 1e-9, 0.0, offset)


def _squared(weights: Weights) -> Weights:
    """Return the map on a square grid of its longer side, weights averaged exactly over each cell's area."""
    side = max(weights.shape)
    return _stretched(_stretched(weights, side).T, side).T


def _stretched(weights: Weights, rows: int) -> Weights:
    """Return the map resampled to so many rows, each the mean of what it covers."""
    height = weights.shape[0]
    if rows == height:
        return np.asarray(weights, dtype=np.float64)
    # Sums up to each row, read between rows where an edge falls inside one: the mean over a cell is exact.
    total = np.concatenate([np.zeros((1, weights.shape[1])), np.cumsum(weights, axis=0, dtype=np.float64)])
    edge = np.linspace(0.0, height, rows + 1)
    below = np.minimum(edge.astype(np.intp), height - 1)
    part = (edge - below)[:, None]
    held = total[below] * (1.0 - part) + total[below + 1] * part
    return np.asarray(np.diff(held, axis=0) * (rows / height))
