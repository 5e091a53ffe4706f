"""Connected regions of a label map, and the merging of neighbours, cheapest first.

Region merging lowers the energy of Mumford and Shah for piecewise-constant pictures step by step: each step joins the
two neighbours whose union costs least in squared error. Regions below a least size must go, whatever it costs; larger
ones are joined while the cost stays under a limit, which is the scale of the simplification.

Sources: Mumford & Shah, Comm. Pure Appl. Math. 42 (1989) 577-685; Koepfler, Lopez & Morel, SIAM J. Numer. Anal. 31
(1994) 282-299.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32, BoolMap, LabelMap

F64 = NDArray[np.float64]

Energy = Callable[[float, float], float]
"""From the area of a region and the sum of its L* to its squared error, up to the constant sum of squares."""

_Entry = tuple[float, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Regions:
    """The 4-connected regions of a label map.

    Attributes:
        map: (h, w) int32, region 0..count-1; -1 where not counted.
        count: number of regions.
        area: (count,) float64, pixels.
        total: (count,) float64, sum of L*.
        bulk: (count,) float64, three times the pixels with no other region at their sides, at most the area: the area
            for a solid region, little or nothing for a thread or a halo up to three pixels wide.
        label: (count,) int64, the label each region was made from.

    """

    map: LabelMap
    count: int
    area: F64
    total: F64
    bulk: F64
    label: NDArray[np.int64]


def connected_pieces(labels: LabelMap) -> tuple[LabelMap, NDArray[np.int64]]:
    """Return the 4-connected pieces of equal label, and the label of each.

    The first is (h, w) int32, 0..n-1 and -1 where ``labels`` is negative; the second (n,) int64, ascending.
    """
    pieces = np.full(labels.shape, -1, dtype=np.int32)
    owner: list[int] = []
    before: list[int] = []
    for label in range(int(labels.max(initial=-1)) + 1):
        n, found = cv2.connectedComponents(np.equal(labels, label).view(np.uint8), connectivity=4, ltype=cv2.CV_32S)
        pieces += np.asarray(found, dtype=np.int32)
        before.append(len(owner))
        owner += [label] * (n - 1)
    pieces += np.take(np.array([*before, 0], dtype=np.int32), labels)
    return pieces, np.array(owner, dtype=np.int64)


def find_regions(l_map: F32, labels: LabelMap) -> Regions:
    """Return the regions of ``labels``, measured on ``l_map``; both (h, w)."""
    pieces, label = connected_pieces(labels)
    flat = pieces.ravel() + 1
    area = np.bincount(flat, minlength=label.size + 1)[1:].astype(np.float64)
    total = np.bincount(flat, weights=l_map.ravel(), minlength=label.size + 1)[1:].astype(np.float64)
    core = np.bincount(flat, weights=_inside(pieces).ravel(), minlength=label.size + 1)[1:]
    return Regions(pieces, label.size, area, total, np.minimum(area, 3.0 * core), label)


def _inside(pieces: LabelMap) -> BoolMap:
    """Return (h, w) bool: pixels whose four neighbours, as far as there are any, are in the same piece."""
    inside = np.ones(pieces.shape, dtype=np.bool_)
    across, down = np.equal(pieces[:, :-1], pieces[:, 1:]), np.equal(pieces[:-1], pieces[1:])
    inside[:, :-1] &= across
    inside[:, 1:] &= across
    inside[:-1] &= down
    inside[1:] &= down
    return inside


def borders(pieces: LabelMap, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return (a, b, length) of every pair a < b of touching pieces, length in pixel sides."""
    keys = []
    for one, two in ((pieces[:, :-1], pieces[:, 1:]), (pieces[:-1], pieces[1:])):
        at = np.flatnonzero(np.not_equal(one, two))
        p, q = one.ravel()[at].astype(np.int64), two.ravel()[at].astype(np.int64)
        key = np.minimum(p, q) * count + np.maximum(p, q)
        keys.append(key[(p >= 0) & (q >= 0)])
    unique, length = np.unique(np.concatenate(keys), return_counts=True)
    return unique // max(count, 1), unique % max(count, 1), length


def ward_energy(area: float, total: float) -> float:
    """Return the energy of a region painted in its own mean (the cost of a union is then Ward's)."""
    return -total * total / area


def level_energy(levels: F64) -> Energy:
    """Return the energy of a region painted in the best of ``levels`` (L*)."""
    pairs = [(float(v), 2.0 * float(v)) for v in levels]

    def energy(area: float, total: float) -> float:
        return min([v * v * area - twice * total for v, twice in pairs])

    return energy


def merge_regions(
    regions: Regions, energy: Energy, *, least: float, limit: float, solid: bool = False
) -> tuple[NDArray[np.int64], F64]:
    """Return which group each region ends in, and the mean L* of each group.

    Args:
        regions: the regions to merge.
        energy: what one region costs.
        least: area in pixels below which a region must join a neighbour.
        limit: cost, in squared L* times pixels, below which larger regions join too.
        solid: whether it is the bulk, not the area, that has to reach ``least``: threads must join as well.

    Returns:
        (count,) int64 group of each region, 0..n-1, and (n,) float64 means.

    """
    merger = _Merger(regions, energy, (regions.bulk if solid else regions.area).tolist(), least, limit)
    merger.run()
    roots = np.array([merger.root(i) for i in range(regions.count)], dtype=np.int64)
    alive, group = np.unique(roots, return_inverse=True)
    means = np.array([merger.total[i] / merger.area[i] for i in alive.tolist()])
    return group.reshape(-1), means


class _Merger:
    """A priority queue that holds, for each region, its cheapest union.

    A union that another one has overtaken is looked up again when its turn comes. That is enough: the cost of a union
    is the same seen from both sides, and a region that has just grown is always looked up anew.
    """

    def __init__(self, regions: Regions, energy: Energy, size: list[float], least: float, limit: float) -> None:
        self.energy, self.size, self.least, self.limit = energy, size, least, limit
        self.area: list[float] = regions.area.tolist()
        self.total: list[float] = regions.total.tolist()
        self.own = [energy(a, t) for a, t in zip(self.area, self.total, strict=True)]
        self.parent = list(range(regions.count))
        self.version = [0] * regions.count
        self.near: list[set[int]] = [set() for _ in range(regions.count)]
        a, b, _ = borders(regions.map, regions.count)
        for one, two in zip(a.tolist(), b.tolist(), strict=True):
            self.near[one].add(two)
            self.near[two].add(one)
        self.heap: list[_Entry] = []

    def offer(self, a: int) -> None:
        """Put the cheapest allowed union of ``a`` in the queue."""
        energy, area, total, own = self.energy, self.area, self.total, self.own
        area_a, total_a, own_a = area[a], total[a], own[a]
        allowed = math.inf if self.size[a] < self.least else self.limit
        best, chosen = math.inf, -1
        for b in self.near[a]:
            cost = energy(area_a + area[b], total_a + total[b]) - own_a - own[b]
            if cost < best and (cost < allowed or self.size[b] < self.least):
                best, chosen = cost, b
        if chosen >= 0:
            heappush(self.heap, (best, a, chosen, self.version[a], self.version[chosen]))

    def run(self) -> None:
        for a in range(len(self.area)):
            self.offer(a)
        while self.heap:
            _, a, b, version_a, version_b = heappop(self.heap)
            if self.version[a] != version_a:
                continue
            if self.version[b] == version_b:
                self.join(a, b)
            self.offer(a)

    def join(self, a: int, b: int) -> None:
        self.parent[b] = a
        self.version[a] += 1
        self.version[b] = -1
        self.area[a] += self.area[b]
        self.size[a] += self.size[b]
        self.total[a] += self.total[b]
        self.own[a] = self.energy(self.area[a], self.total[a])
        for c in self.near[b]:
            self.near[c].discard(b)
            if c != a:
                self.near[a].add(c)
                self.near[c].add(a)

    def root(self, a: int) -> int:
        while self.parent[a] != a:
            a = self.parent[a]
        return a
