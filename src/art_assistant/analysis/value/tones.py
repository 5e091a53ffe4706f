"""One exact count of the L* values of a picture, from which every value statistic is read.

A tone is L* rounded to 1/40: finer than the step between neighbouring sRGB greys (0.26-0.46 L*), so nothing an 8-bit
picture holds is lost, and every statistic depends on the counts alone: tiling or mirroring a picture changes none.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import BoolMap

TONES_PER_L = 40
"""Tones counted per unit of L*."""

TONE_COUNT = 100 * TONES_PER_L + 1
"""Number of tones from L* 0 to L* 100, both included."""

Counts = NDArray[np.int64]
ToneMap = NDArray[np.int32]

TONE_LEVELS: NDArray[np.float64] = np.arange(TONE_COUNT) / TONES_PER_L
"""(4001,) float64: the L* of each tone."""
TONE_LEVELS.setflags(write=False)


def tone_map(l_map: NDArray[Any]) -> ToneMap:
    """Return the tone 0-4000, int32, of each L* 0-100 of ``l_map``; same shape, values outside are clipped."""
    return np.asarray(np.clip(l_map * TONES_PER_L + 0.5, 0, TONE_COUNT - 1), dtype=np.int32)


def count_tones(tones: ToneMap, counted: BoolMap | None = None) -> Counts:
    """Return how many counted pixels have each tone, (4001,) int64."""
    chosen = tones.ravel() if counted is None else tones[counted]
    return np.bincount(chosen, minlength=TONE_COUNT)


def percentiles(counts: Counts, percents: tuple[float, ...]) -> tuple[float, ...]:
    """Return the L* at or below which each percentage 0-100 of the pixels lies (the inverted distribution).

    ``counts`` must hold at least one pixel.
    """
    cumulative = np.cumsum(counts)
    wanted = np.asarray(percents) / 100.0 * cumulative[-1]
    found = np.searchsorted(cumulative, np.maximum(wanted, 0.5), side="left")
    return tuple(float(TONE_LEVELS[index]) for index in found)


def mean_and_sigma(counts: Counts) -> tuple[float, float]:
    """Return the mean and the standard deviation of L* of at least one counted pixel."""
    total = float(counts.sum())
    mean = float(counts @ TONE_LEVELS) / total
    return mean, float(np.sqrt(counts @ (TONE_LEVELS - mean) ** 2 / total))


def share_between(counts: Counts, low: float, high: float) -> float:
    """Return the share of the pixels with ``low`` <= L* <= ``high``; at least one pixel must be counted."""
    first = max(0, int(np.ceil(low * TONES_PER_L - 1e-9)))
    last = min(TONE_COUNT - 1, int(np.floor(high * TONES_PER_L + 1e-9)))
    return float(counts[first : last + 1].sum() / counts.sum())


def crowded_window(counts: Counts, width: float) -> tuple[float, float]:
    """Return the largest share inside any window of ``width`` L*, and the L* where the darkest such window begins."""
    span = round(width * TONES_PER_L)
    cumulative = np.concatenate([[0], np.cumsum(counts)])
    inside = cumulative[span + 1 :] - cumulative[: -(span + 1)]
    start = int(np.argmax(inside))
    return float(inside[start] / cumulative[-1]), float(TONE_LEVELS[start])


def two_families(counts: Counts) -> tuple[float, float, float, float]:
    """Split the tones in two groups with the least variance inside each.

    Returns:
        The L* threshold (darks are at or below it), the mean L* of the darks, that of the lights, and the share 0-1 of
        the variance that the split explains; a picture of one tone explains 0 and has both means equal.

    Source: N. Otsu, IEEE Transactions on Systems, Man and Cybernetics 9 (1979) 62-66.

    """
    weight = np.cumsum(counts).astype(np.float64)
    moment = np.cumsum(counts * TONE_LEVELS)
    total, mean = weight[-1], moment[-1] / weight[-1]
    rest = total - weight
    inside = (weight > 0) & (rest > 0)
    if not inside.any():
        return float(mean), float(mean), float(mean), 0.0
    between = np.zeros(TONE_COUNT)
    # Otsu's equation 18, times the total weight; most variance between the groups is least inside them.
    between[inside] = total * (mean * weight[inside] - moment[inside]) ** 2 / (weight[inside] * rest[inside])
    # Every cut within a gap of empty tones is as good: the threshold is the middle of the gap.
    best = np.flatnonzero(between >= between.max() * (1.0 - 1e-12))
    cut = int(best[0])
    variance = float(counts @ (TONE_LEVELS - mean) ** 2)
    threshold = float((TONE_LEVELS[cut] + TONE_LEVELS[best[-1]]) / 2.0)
    dark, light = moment[cut] / weight[cut], (moment[-1] - moment[cut]) / rest[cut]
    return threshold, float(dark), float(light), float(min(1.0, between[cut] / variance))


def explained_at(counts: Counts, threshold: float) -> float:
    """Return the share 0-1 of the variance of L* that a split at ``threshold`` explains; darks are at or below it."""
    cut = min(max(int(np.floor(threshold * TONES_PER_L + 1e-9)), 0), TONE_COUNT - 1)
    dark, total = float(counts[: cut + 1].sum()), float(counts.sum())
    mean = float(counts @ TONE_LEVELS) / total
    variance = float(counts @ (TONE_LEVELS - mean) ** 2)
    if not 0.0 < dark < total or variance <= 0.0:
        return 0.0
    moment = float(counts[: cut + 1] @ TONE_LEVELS[: cut + 1])
    return min(1.0, total * (mean * dark - moment) ** 2 / (dark * (total - dark)) / variance)
