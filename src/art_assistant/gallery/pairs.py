"""What a gallery knows of itself: how alike its works are by chance, and when a picture is close to it at all."""

from __future__ import annotations

from typing import Final

import numpy as np

from art_assistant.gallery.facets import FACETS, Layout
from art_assistant.gallery.thresholds import Thresholds
from art_assistant.imaging.arrays import F32, BoolMap

PAIRS: Final = 200_000
"""Random pairs from which the percentiles of each facet's cosine are taken."""

LEAST_WORKS: Final = 20
"""Works of a gallery, 190 pairs, from which percentiles are told and a close match is judged.

In random parts of the starter gallery a percentile is off by 5 points on average with 20 works, by 11 with five and by
32 with two (``bench/small_galleries.py``); and below 20 closeness would rest on three works or fewer.
"""

SEED: Final = 20_261_123


def pair_quantiles(rows: F32, layout: Layout) -> dict[str, list[float]]:
    """Return facet to the 0th-100th percentiles of its cosine over random pairs of different works.

    Args:
        rows: (n, width) float32; with fewer than two rows every cosine from -1 to 1 is spread evenly.
        layout: where each facet stands; facets of width 0 are left out.

    """
    present = [facet for facet in FACETS if layout.dims[facet]]
    if len(rows) < 2:
        return {facet: [round(float(q), 5) for q in np.linspace(-1.0, 1.0, 101)] for facet in present}
    first, second = _pairs(len(rows))
    cosines: dict[str, list[F32]] = {facet: [] for facet in present}
    for at in range(0, len(first), 10_000):
        left, right = rows[first[at : at + 10_000]], rows[second[at : at + 10_000]]
        for facet in present:
            part = layout.slice(facet)
            cosines[facet].append(np.einsum("ij,ij->i", left[:, part], right[:, part]).astype(np.float32))
    points = np.linspace(0.0, 100.0, 101)
    return {
        facet: [round(float(q), 5) for q in np.percentile(np.concatenate(found), points)]
        for facet, found in cosines.items()
    }


def same_works(rows: F32, layout: Layout, known: Thresholds) -> BoolMap:
    """Return (n, n) bool: which of the works are one painting in two photographs.

    It shows the same by the overall facet and falls into the same lights and darks; colour and handling may differ,
    because reproductions do. Where only vectors of another program are known they have to be almost equal.

    Args:
        rows: (n, width) float32, unit facets.
        layout: where each facet stands.
        known: the cosines from which they are.

    """
    overall = rows[:, layout.slice("overall")]
    alike = overall @ overall.T
    if not layout.dims["value"]:
        return np.asarray(alike >= known.same_vector)
    value = rows[:, layout.slice("value")]
    return np.asarray((alike >= known.same_overall) & (value @ value.T >= known.same_value))


def _pairs(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the two ends of every pair where there are few, else of ``PAIRS`` random ones."""
    if count * (count - 1) // 2 <= PAIRS:
        return np.triu_indices(count, 1)
    rng = np.random.default_rng(SEED)
    first = rng.integers(0, count, PAIRS)
    return first, (first + rng.integers(1, count, PAIRS)) % count
