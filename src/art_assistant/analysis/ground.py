"""Where in a picture something is, and where only its ground: bare paper, a wall, a flat sky.

A passage is *still* where its colour hardly varies within a few hundredths of the diagonal once grain is smoothed away.
A shadow that runs slowly across a sheet leaves it still, and so does the grain of paper; a pencil line does not.
"""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32, BoolMap

GRAIN: Final = 0.004
"""Standard deviation of the blur that takes off grain and noise, as a share of the diagonal."""
AROUND: Final = 0.025
"""The same of the window within which a passage must vary to hold something."""
STILL: Final = 1.0
"""CIELAB units of spread below which a passage is still: paper with a grain of 2 L* has .3 and a step of half a value
1.2."""

_HALVED: Final = 6.0
"""Pixels of that window from which it is moved over a picture of half the side."""

_BESIDE: Final = 0.008
"""The same of the window in which a sheet is looked for: it reaches up to the lines that are drawn on it."""
BARE: Final = 0.8
"""CIELAB units of spread in that window below which nobody has touched the sheet: a smoothly painted light has more."""

_LEAST_THING: Final = 0.002
"""A picture with less than this share of it astir is blank."""
_SHEET: Final = 0.25
"""A still passage below this share of the picture is no ground, but one of its shapes."""
_PIECE: Final = 0.04
"""The least of its pieces, where lines cut it up."""
_SHADOW: Final = 15.0
"""A ground whose own L* differs by more than this from end to end is painted so: a sky, not a sheet in poor light."""
_DEEP_SHADOW: Final = 30.0
"""The same where there is little else in the picture, ..."""
_NEARLY_ALL: Final = 0.7
"""... which is from this share of it on."""
_ON_GROUND: Final = 3.0
"""L* within which a pixel beside a ground belongs to it."""
_REACH: Final = 0.12
"""How far from it, as a share of the diagonal, the level of a ground is known."""


def stir(plane: F32, counted: BoolMap | None = None, around: float = AROUND) -> F32:
    """Return how much each passage of a picture varies, (h, w) float32 in the units of ``plane``.

    Args:
        plane: (h, w) L*, or (h, w, 3) CIELAB.
        counted: (h, w) bool, False where nothing counts; there it is 0.
        around: size of a passage, as a share of the diagonal.

    """
    diagonal = float(np.hypot(*plane.shape[:2]))
    fine, sigma = _mean_within(plane, counted, GRAIN * diagonal), around * diagonal
    total = _spread(fine, counted, sigma) if sigma < _HALVED else _spread_by_halves(fine, counted, sigma)
    return np.asarray(total if counted is None else total * counted, dtype=np.float32)


def _spread(fine: F32, seen: NDArray[Any] | None, sigma: float) -> F32:
    """Return how much a plane varies within a window, (h, w) float32; ``seen`` tells how much of a pixel counts."""
    spread = _mean_within((fine - _mean_within(fine, seen, sigma)) ** 2, seen, sigma)
    return np.sqrt(np.maximum(spread if spread.ndim == 2 else spread.sum(axis=2), 0.0))


def _spread_by_halves(fine: F32, seen: NDArray[Any] | None, sigma: float) -> F32:
    """Return the same from a plane of half the side: a wide window tells as much there, at a quarter of the work."""
    height, width = fine.shape[:2]
    half = (width + 1) // 2, (height + 1) // 2
    share = None if seen is None else cv2.resize(seen.astype(np.float32), half, interpolation=cv2.INTER_AREA)
    small = np.asarray(cv2.resize(fine, half, interpolation=cv2.INTER_AREA), dtype=np.float32)
    total = _spread(small, share, sigma / 2.0)
    return np.asarray(cv2.resize(total, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def is_blank(stirred: F32) -> bool:
    """Return whether there is nothing in a picture whose passages vary like this (``stir``)."""
    return float(np.mean(stirred >= STILL)) < _LEAST_THING


def ground_of(lab: F32, counted: BoolMap | None = None) -> BoolMap:
    """Return where (h, w, 3) CIELAB is bare paper, a wall, a flat sky or a plain backdrop, (h, w) bool.

    A ground is still up to the lines that are drawn on it. Its pieces have at least 4 % of the picture each and a
    quarter of it together; below that there is none.
    """
    still = stir(lab, counted, _BESIDE) < BARE
    if counted is not None:
        still &= counted
    _, labels, stats, _ = cv2.connectedComponentsWithStats(still.astype(np.uint8), connectivity=4)
    large = stats[:, cv2.CC_STAT_AREA] >= _PIECE * still.size
    large[0] = False
    ground = np.asarray(large[labels])
    return ground if float(ground.mean()) >= _SHEET else np.zeros_like(ground)


def levelled(l_map: F32, counted: BoolMap | None = None) -> F32:
    """Return the (h, w) float32 L* of a picture with its grounds at one value each: no shadow across them, no grain.

    A ground is a still passage of a quarter of the picture and more, of nearly one value, with what lies beside it at
    its own level. What stands on a ground stays as it is.
    """
    stirred = stir(l_map, counted)
    if counted is not None and not counted.any():
        return l_map
    if is_blank(stirred):
        everything = np.ones(l_map.shape, dtype=np.bool_) if counted is None else counted
        return _at_one_value(l_map, everything, counted, _DEEP_SHADOW)
    still = stirred < STILL
    if counted is not None:
        still &= counted
    count, labels, stats, _ = cv2.connectedComponentsWithStats(still.astype(np.uint8), connectivity=4)
    large = [i for i in range(1, count) if stats[i, cv2.CC_STAT_AREA] >= _SHEET * l_map.size]
    flat = l_map
    for label in large:
        nearly_all = stats[label, cv2.CC_STAT_AREA] >= _NEARLY_ALL * l_map.size
        shadow = _DEEP_SHADOW if nearly_all else _SHADOW
        flat = _at_one_value(flat, np.asarray(labels == label), counted, shadow)
    return flat


def _at_one_value(l_map: F32, ground: BoolMap, counted: BoolMap | None, shadow: float) -> F32:
    diagonal = float(np.hypot(*l_map.shape))
    smooth = _mean_within(l_map, counted, GRAIN * diagonal)
    low, high = np.percentile(smooth[ground], (2, 98))
    if high - low > shadow:
        return l_map
    # The level of the ground beside what stands on it is that of the ground around.
    weight = _blurred(ground.astype(np.float32), _REACH / 2.0 * diagonal)
    level = _blurred(np.where(ground, smooth, np.float32(0.0)), _REACH / 2.0 * diagonal) / np.maximum(weight, 1e-6)
    of_it = ground | ((np.abs(smooth - level) < _ON_GROUND) & (weight > 0.02))
    if counted is not None:
        of_it &= counted
    return np.where(of_it, np.float32(l_map[of_it].mean()), l_map)


def _mean_within(plane: F32, counted: NDArray[Any] | None, sigma: float) -> F32:
    """Return the plane blurred over what counts alone, or by as much as it counts: its rim leaves no trace."""
    if counted is None:
        return _blurred(plane, sigma)
    weight = counted.astype(np.float32)
    shares = np.maximum(_blurred(weight, sigma), 1e-6)
    if plane.ndim == 3:
        weight, shares = weight[..., None], shares[..., None]
    return np.asarray(_blurred(plane * weight, sigma) / shares, dtype=np.float32)


def _blurred(plane: NDArray[Any], sigma: float) -> F32:
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), max(sigma, 0.3), borderType=cv2.BORDER_REFLECT), dtype=np.float32)
