"""Smooth curves through the points of a line, as cubic Bezier pieces."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


def bezier(points: NDArray[Any], *, closed: bool) -> Points:
    """Return (m, 4, 2) cubic pieces through (m + 1, 2) points: start, two handles, end.

    The direction at a point is that of the parabola through it and its neighbours, so that unevenly spaced points make
    no bulges; a handle is as long as a third of its piece.
    """
    path = np.asarray(points, dtype=np.float64)
    ways = np.diff(path, axis=0)
    lengths = np.maximum(np.hypot(*ways.T), 1e-9)[:, None]
    slopes = ways / lengths
    inner = (lengths[1:] * slopes[:-1] + lengths[:-1] * slopes[1:]) / (lengths[1:] + lengths[:-1])
    first, last = slopes[0], slopes[-1]
    if closed:
        first = last = (lengths[0] * slopes[-1] + lengths[-1] * slopes[0]) / (lengths[0] + lengths[-1])
    tangents = np.concatenate([first[None], inner, last[None]])
    handles = lengths / 3.0
    return np.stack(
        [path[:-1], path[:-1] + tangents[:-1] * handles, path[1:] - tangents[1:] * handles, path[1:]], axis=1
    )


def flattened(pieces: Points, step: float) -> Points:
    """Return points along cubic pieces, not farther apart than about ``step``."""
    spans = np.hypot(*(pieces[:, 3] - pieces[:, 0]).T)
    found = [pieces[:1, 0]]
    for piece, span in zip(pieces, spans, strict=True):
        t = np.linspace(0.0, 1.0, max(2, int(np.ceil(span / step)) + 1))[1:, None]
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
        found.append(sum(weight * corner for weight, corner in zip(weights, piece, strict=True)))
    return np.concatenate(found)
