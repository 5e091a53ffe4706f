"""Regions of colour, and the merging of neighbours, cheapest first.

Each step joins the two neighbours whose union costs least in squared error (Ward's cost), as in the region merging of
Mumford and Shah's energy. From pixels to a few hundred regions, all pairs that are each other's cheapest join at once;
from there on one pair at a time, by rules: what is too small must join, unless it is an accent, which stays.

Sources: Ward, J. Am. Stat. Assoc. 58 (1963) 236-244; Koepfler, Lopez & Morel, SIAM J. Numer. Anal. 31 (1994) 282-299;
pairs that are each other's nearest: Murtagh, Computer Journal 26 (1983) 354-359.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32, BoolMap

F64 = NDArray[np.float64]
Index = NDArray[np.intp]

Color = tuple[float, float, float]
_Entry = tuple[float, int, int, int, int]


@dataclass(frozen=True, slots=True)
class ColorRegions:
    """Touching regions, and what is known of each.

    Attributes:
        owner: (p,) index of the region that each pixel lies in.
        area: (n,) float64, pixels.
        total: three of (n,) float64, the sums of each feature.
        one, two: (e,) indices of the regions on either side of each contour.
        length: (e,) float64, sides of pixels along it.

    """

    owner: Index
    area: F64
    total: tuple[F64, ...]
    one: Index
    two: Index
    length: F64


@dataclass(frozen=True, slots=True)
class Rule:
    """What merging one by one stops at.

    Attributes:
        least: pixels below which a region joins a neighbour, whatever it costs.
        limit: cost, in squared features times pixels, up to which larger ones join too.
        most: regions that are left at most: beyond them the cheapest unions are made, whatever they join.
        accent: pixels from which, and up to which, a region that is an accent stays.
        stands_out: whether a region of this mean is one, beside neighbours of these means and lengths of contour.

    """

    least: float
    limit: float
    most: int
    accent: tuple[float, float]
    stands_out: Callable[[Color, list[Color], list[float]], bool]


def pixels_of(features: F32, counted: BoolMap) -> ColorRegions:
    """Return every counted pixel of (h, w, 3) ``features`` as a region, beside its four neighbours."""
    place = np.full(counted.shape, -1, dtype=np.intp)
    place[counted] = np.arange(np.count_nonzero(counted))
    one = np.concatenate([place[:, :-1].ravel(), place[:-1].ravel()])
    two = np.concatenate([place[:, 1:].ravel(), place[1:].ravel()])
    inside = (one >= 0) & (two >= 0)
    total = tuple(np.ascontiguousarray(features[counted].T, dtype=np.float64))
    count = total[0].size
    length = np.ones(np.count_nonzero(inside))
    return ColorRegions(np.arange(count), np.ones(count), total, one[inside], two[inside], length)


def gathered(regions: ColorRegions, enough: int) -> ColorRegions:
    """Return the regions merged until there are at most ``enough``, or none of them touch.

    The cost is that of the union over the root of the common contour, so that compact regions come before threads.
    """
    while regions.area.size > enough and regions.one.size:
        area_one, area_two = regions.area[regions.one], regions.area[regions.two]
        cost = area_one * area_two / (area_one + area_two) * _apart(regions) / np.sqrt(regions.length)
        regions = _joined(regions, _pairs(regions, cost))
    return regions


def _apart(regions: ColorRegions) -> F64:
    """Return the squared distance (e,) of the means at each contour, feature by feature."""
    means = [total / regions.area for total in regions.total]
    return np.asarray(sum(np.square(mean[regions.one] - mean[regions.two]) for mean in means), dtype=np.float64)


def _pairs(regions: ColorRegions, cost: F64) -> Index:
    """Return which region each joins: its cheapest neighbour where it is that one's cheapest too, else itself."""
    count = regions.area.size
    sides = (regions.one, regions.two), (regions.two, regions.one)
    least = np.full(count, np.inf)
    for own, _ in sides:
        np.minimum.at(least, own, cost)
    # Of neighbours as cheap the first, so that there is always a pair: the first of the cheapest regions is in one.
    chosen = np.full(count, count)
    for own, other in sides:
        best = np.flatnonzero(cost <= least[own])
        np.minimum.at(chosen, own[best], other[best])
    itself = np.arange(count)
    back = np.append(chosen, count)[chosen]
    return np.where((back == itself) & (chosen < itself), chosen, itself)


def _joined(regions: ColorRegions, root: Index) -> ColorRegions:
    alive = np.flatnonzero(root == np.arange(root.size))
    rank = np.zeros(root.size, dtype=np.intp)
    rank[alive] = np.arange(alive.size)
    group = rank[root]
    area = _sums(group, regions.area, alive.size)
    total = tuple(_sums(group, part, alive.size) for part in regions.total)
    one, two, length = _contours(group[regions.one], group[regions.two], regions.length, alive.size)
    return ColorRegions(group[regions.owner], area, total, one, two, length)


def _sums(group: Index, parts: F64, count: int) -> F64:
    return np.asarray(np.bincount(group, weights=parts, minlength=count), dtype=np.float64)


def _contours(one: Index, two: Index, length: F64, count: int) -> tuple[Index, Index, F64]:
    """Return the contours with those of one pair of regions added up, and those inside a region left out."""
    between = np.flatnonzero(one != two)
    low, high = np.minimum(one, two)[between], np.maximum(one, two)[between]
    code = low * count + high
    # They come nearly in order, which a stable sort makes use of.
    order = np.argsort(code, kind="stable")
    first = np.flatnonzero(np.diff(code[order], prepend=-1))
    added = np.add.reduceat(length[between[order]], first) if first.size else length[:0]
    return low[order[first]], high[order[first]], added


def settled(regions: ColorRegions, rule: Rule) -> Index:
    """Return the group, 0..n-1, that each pixel ends in when regions join one by one under ``rule``."""
    merger = _ColorMerger(regions, rule)
    merger.run()
    merger.run_on()
    roots = np.array([merger.root(i) for i in range(regions.area.size)], dtype=np.intp)
    return np.asarray(np.unique(roots, return_inverse=True)[1].reshape(-1)[regions.owner], dtype=np.intp)


class _ColorMerger:
    """A priority queue that holds, for each region, its cheapest allowed union.

    What is taken from it may be out of date: a union whose partner has changed is looked up again. An accent is kept
    until a neighbour has changed; then it is asked anew.
    """

    def __init__(self, regions: ColorRegions, rule: Rule) -> None:
        self.rule = rule
        self.area: list[float] = regions.area.tolist()
        self.mean: list[Color] = list(zip(*((total / regions.area).tolist() for total in regions.total), strict=True))
        self.parent = list(range(len(self.area)))
        self.version = [0] * len(self.area)
        self.kept: set[int] = set()
        self.count = len(self.area)
        self.near: list[dict[int, float]] = [{} for _ in self.area]
        for one, two, length in zip(regions.one.tolist(), regions.two.tolist(), regions.length.tolist(), strict=True):
            self.near[one][two] = self.near[two][one] = length
        self.heap: list[_Entry] = []
        self.offer_all()

    def cheapest(self, a: int) -> _Entry | None:
        """Return the cheapest union that ``a`` may ask for, None where there is none: a small one asks for itself."""
        area, mean, least = self.area, self.mean, self.rule.least
        own, (x, y, z) = area[a], mean[a]
        best, chosen = float("inf"), -1
        for b in self.near[a]:
            if self.smaller(a, b) in self.kept:
                continue
            p, q, r = mean[b]
            cost = own * area[b] / (own + area[b]) * ((x - p) ** 2 + (y - q) ** 2 + (z - r) ** 2)
            if cost < best and (cost <= self.rule.limit or own < least):
                best, chosen = cost, b
        return None if chosen < 0 else (best, a, chosen, self.version[a], self.version[chosen])

    def run_on(self) -> None:
        """Make the cheapest unions, whatever they join, until there are no more regions than may be left."""
        self.rule, self.kept = replace(self.rule, limit=float("inf"), accent=(float("inf"), 0.0)), set()
        self.offer_all()
        self.run(self.rule.most)
        if self.count > self.rule.most:
            # Islands: each is taken to touch the next.
            for a, b in pairwise(self.alive()):
                self.near[a][b] = self.near[b][a] = 1.0
            self.offer_all()
            self.run(self.rule.most)

    def alive(self) -> list[int]:
        return [a for a, version in enumerate(self.version) if version >= 0]

    def offer_all(self) -> None:
        for a in self.alive():
            self.offer(a)

    def run(self, most: int = 0) -> None:
        while self.heap and self.count > most:
            _, a, b, version_a, version_b = heappop(self.heap)
            if self.version[a] != version_a:
                continue
            if self.version[b] == version_b:
                swallowed = self.smaller(a, b)
                if self.stays(swallowed):
                    self.kept.add(swallowed)
                else:
                    self.join(a, b)
            self.offer(a)

    def smaller(self, a: int, b: int) -> int:
        return a if self.area[a] <= self.area[b] else b

    def offer(self, a: int) -> None:
        """Put the cheapest allowed union of ``a`` in the queue."""
        entry = self.cheapest(a)
        if entry is not None:
            heappush(self.heap, entry)

    def stays(self, a: int) -> bool:
        """Whether ``a`` is an accent, which no other region swallows."""
        from_area, to_area = self.rule.accent
        if not from_area <= self.area[a] <= to_area:
            return False
        near = self.near[a]
        return self.rule.stands_out(self.mean[a], [self.mean[b] for b in near], list(near.values()))

    def join(self, a: int, b: int) -> None:
        share = self.area[b] / (self.area[a] + self.area[b])
        (x, y, z), (p, q, r) = self.mean[a], self.mean[b]
        self.mean[a] = (x + share * (p - x), y + share * (q - y), z + share * (r - z))
        self.area[a] += self.area[b]
        self.count -= 1
        self.parent[b] = a
        self.version[a] += 1
        self.version[b] = -1
        for c, length in self.near[b].items():
            del self.near[c][b]
            if c != a:
                self.near[a][c] = self.near[c][a] = self.near[a].get(c, 0.0) + length
        # Their surroundings are others now.
        for c in self.kept.intersection(self.near[a]):
            self.kept.discard(c)
            self.offer(c)
        self.kept.discard(a)

    def root(self, a: int) -> int:
        while self.parent[a] != a:
            a = self.parent[a]
        return a
