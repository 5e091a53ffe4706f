"""The merging of neighbouring regions, cheapest first.

Region merging lowers the energy of Mumford and Shah for piecewise-constant pictures step by step. All pairs that are
each other's cheapest are joined in one round. By Ward's cost alone that ends where one pair at a time would end, since
no union of two regions is nearer to a third than both were.

Sources: Koepfler, Lopez & Morel, SIAM J. Numer. Anal. 31 (1994) 282-299; Murtagh, Comput. J. 26 (1983) 354-359
(mutual nearest neighbours).
"""

from __future__ import annotations

import numpy as np

from art_assistant.analysis.breaks import natural_breaks
from art_assistant.analysis.mass.evidence import Prices, cheap, evidence
from art_assistant.analysis.mass.regions import F64, I64, Regions

_MANY = 300
"""Means that are cut exactly as they are; the work grows with the square of their number."""

_ONE_BY_ONE = 30
"""Regions from which on pairs are joined singly: the prices change with every one."""


def levels_of(mean: F64, weight: F64, k: int, beside: tuple[Regions, F64] | None = None) -> I64:
    """Return the best ``k`` groups of (n,) means of L* by weight, (n,) int64 from the lowest up.

    ``beside`` are the regions that have these means, and what it costs, (m,), to have the two of each of their contours
    in one group; without it, only the variance inside groups counts.
    """
    # Where there are islands without number, what lies within a tenth of L* is one.
    known = mean if mean.size <= _MANY else np.round(mean, 1)
    value, place = np.unique(known, return_inverse=True)
    known_weight = np.bincount(place, weights=weight).astype(np.float64)
    together = None if beside is None else _together(place, value.size, *beside)
    cuts = natural_breaks(value, known_weight, min(k, value.size), together)
    return np.searchsorted(np.asarray(cuts), np.arange(value.size), side="right")[place].astype(np.int64)


def _together(place: I64, count: int, regions: Regions, cost: F64) -> F64:
    """Return (count, count) what contours cost by the places of their two regions, the lower first."""
    one, other = place[regions.one], place[regions.other]
    key = np.minimum(one, other) * count + np.maximum(one, other)
    return np.asarray(np.bincount(key, weights=cost, minlength=count * count).reshape(count, count), dtype=np.float64)


def merge_regions(
    regions: Regions, unit: float, prices: Prices, *, least: float, solid: bool = False, level: I64 | None = None
) -> tuple[I64, int]:
    """Return which group each region ends in, 0..n-1, and n.

    Args:
        regions: the regions to merge.
        unit: what evidence is measured in, as in ``PixelGrid``.
        prices: what evidence must be worth.
        least: area in pixels below which a region joins the neighbour it differs least from, whatever that costs.
        solid: whether it is the bulk, not the area, that has to reach ``least``: threads must join as well.
        level: (n,) which value each region is painted in; where it is None, each is painted in its own.

    """
    group, value = np.arange(regions.count), np.arange(regions.count) if level is None else level
    while regions.one.size:
        found = evidence(regions, unit)
        alike = value[regions.one] == value[regions.other]
        small = (regions.bulk if solid else regions.area) < least
        allowed = cheap(found, alike, prices, regions.count) | small[regions.one] | small[regions.other]
        cost = np.where(allowed, found[0] + found[1] + found[2], np.inf)
        chosen = _mutual(regions, cost) if regions.count > _ONE_BY_ONE else _cheapest(cost)
        if not chosen.size:
            break
        joined, count = _joining(regions, chosen)
        value = _value_of_larger(regions, value, chosen)[np.unique(joined, return_index=True)[1]]
        regions, group = regions.joined(joined, count), joined[group]
    return group, regions.count


def _mutual(regions: Regions, cost: F64) -> I64:
    """Return the contours whose two regions have no cheaper one, cheapest first; infinite cost is none."""
    order = np.argsort(cost, kind="stable")[: int(np.isfinite(cost).sum())]
    place = np.arange(order.size)
    best = np.full(regions.count, order.size)
    for side in (regions.one, regions.other):
        np.minimum.at(best, side[order], place)
    return np.asarray(order[(best[regions.one[order]] == place) & (best[regions.other[order]] == place)])


def _cheapest(cost: F64) -> I64:
    """Return the contour of the least cost, of equals the first, (1,); (0,) where that is infinite."""
    best = int(np.argmin(cost))
    return np.array([best] if np.isfinite(cost[best]) else [], dtype=np.int64)


def _joining(regions: Regions, contours: I64) -> tuple[I64, int]:
    """Return the group 0..n-1 of each region when those at these contours join in pairs, and n."""
    parent = np.arange(regions.count)
    parent[regions.other[contours]] = regions.one[contours]
    group = np.cumsum(parent == np.arange(regions.count)) - 1
    return group[parent], int(group[-1]) + 1


def _value_of_larger(regions: Regions, value: I64, contours: I64) -> I64:
    """Return the values when each of these pairs takes that of the larger."""
    one, other = regions.one[contours], regions.other[contours]
    value = value.copy()
    value[one] = np.where(regions.area[one] >= regions.area[other], value[one], value[other])
    return value
