"""The region-merging engine: from an L* map to K value groups whose connected pieces are all large.

The energy is that of Mumford and Shah for piecewise-constant pictures with K levels shared by the whole picture:
the squared error of L* against the level of each pixel, plus a price on contour length. It is lowered in three ways:
exact 1-D k-means for the levels, threshold dynamics for smooth contours, and greedy merging of neighbours, cheapest
first, for the size of the pieces.

Sources: Mumford & Shah, Comm. Pure Appl. Math. 42 (1989) 577-685; Koepfler, Lopez & Morel, SIAM J. Numer. Anal. 31
(1994) 282-299 (region merging); Esedoglu & Otto, Comm. Pure Appl. Math. 68 (2015) 808-864 (threshold dynamics).
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32, BoolMap, LabelMap

F64 = NDArray[Any]

_BINS = 128
_GRID_SIDE = 180
"""Long side, in pixels, of the grid on which the pieces are found; the contours are then drawn on the full grid."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """How strongly pieces are pulled together: ``k`` levels, least ``share`` of a piece, ``coherence`` 0-1."""

    k: int
    share: float
    coherence: float

    @property
    def sigma(self) -> float:
        """Width of the contour smoothing, as a share of the long side."""
        return 0.002 + 0.010 * self.coherence

    @property
    def pull(self) -> float:
        """Price of disagreeing with all neighbours, in units of the variance of L*."""
        return 0.1 + 0.8 * self.coherence

    @property
    def contour(self) -> float:
        """Price of one diagonal of contour, as a share of the whole variance."""
        return 0.006 * self.coherence


def natural_levels(values: F64 | F32, k: int) -> F64:
    """Return at most ``k`` ascending levels of ``values`` (L* 0-100, any shape): exact 1-D k-means on 128 bins.

    Source: the dynamic programme of Fisher, J. Am. Stat. Assoc. 53 (1958) 789-798.
    """
    flat = np.asarray(values, dtype=np.float64).ravel()
    bins = np.clip((flat * (_BINS / 100.0)).astype(np.int64), 0, _BINS - 1)
    weight = np.bincount(bins, minlength=_BINS).astype(np.float64)
    used = np.flatnonzero(weight)
    total = np.bincount(bins, weights=flat, minlength=_BINS)[used]
    starts = _breaks(weight[used], total, min(k, used.size))
    return np.add.reduceat(total, starts) / np.add.reduceat(weight[used], starts)


def _breaks(weight: F64, total: F64, k: int) -> NDArray[np.int64]:
    w, t = np.concatenate([[0.0], np.cumsum(weight)]), np.concatenate([[0.0], np.cumsum(total)])
    mass = w[None, :] - w[:, None]
    gain = np.where(mass > 0.0, (t[None, :] - t[:, None]) ** 2 / np.maximum(mass, 1e-12), -np.inf)
    best, back = gain[0], []
    for _ in range(k - 1):
        table = best[:, None] + gain
        back.append(table.argmax(axis=0))
        best = table.max(axis=0)
    end, starts = weight.size, []
    for row in reversed(back):
        end = int(row[end])
        starts.append(end)
    return np.array([0, *sorted(starts)], dtype=np.int64)


def connected_pieces(labels: LabelMap) -> tuple[LabelMap, int]:
    """Return ((h, w) int32 piece ids 0..n-1, -1 where ``labels`` is negative, and n); 4-connected."""
    pieces = np.full(labels.shape, -1, dtype=np.int32)
    count = 0
    for label in np.unique(labels[labels >= 0]):
        n, found = cv2.connectedComponents((labels == label).astype(np.uint8), connectivity=4, ltype=cv2.CV_32S)
        pieces = np.where(found > 0, found + (count - 1), pieces)
        count += n - 1
    return pieces.astype(np.int32, copy=False), count


def borders(pieces: LabelMap, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return (a, b, length) of every pair a < b of touching pieces, length in pixel sides."""
    keys = []
    for one, two in ((pieces[:, :-1], pieces[:, 1:]), (pieces[:-1], pieces[1:])):
        differ = (one != two) & (one >= 0) & (two >= 0)
        p, q = one[differ].astype(np.int64), two[differ].astype(np.int64)
        keys.append(np.minimum(p, q) * count + np.maximum(p, q))
    unique, length = np.unique(np.concatenate(keys), return_counts=True)
    return unique // max(count, 1), unique % max(count, 1), length


def _smooth(l_map: F32, labels: LabelMap, levels: F64, rule: Grouping, rounds: int) -> tuple[LabelMap, F64]:
    valid = labels >= 0
    sigma = max(rule.sigma * max(l_map.shape), 0.5)
    weight = float(np.var(l_map[valid])) * rule.pull
    blur = {"ksize": (0, 0), "sigmaX": sigma, "borderType": cv2.BORDER_REFLECT}
    for _ in range(rounds):
        cost = np.stack(
            [
                (l_map - np.float32(level)) ** 2 - weight * cv2.GaussianBlur((labels == i).astype(np.float32), **blur)
                for i, level in enumerate(levels)
            ]
        )
        labels = np.where(valid, cost.argmin(axis=0), -1).astype(np.int32)
        levels = _level_means(l_map, labels, levels)
    return labels, levels


def _level_means(l_map: F32, labels: LabelMap, levels: F64) -> F64:
    keep = labels >= 0
    n = np.bincount(labels[keep], minlength=levels.size)
    total = np.bincount(labels[keep], weights=l_map[keep], minlength=levels.size)
    return np.where(n > 0, total / np.maximum(n, 1), levels)


class _Merger:
    """Greedy merging of touching pieces, cheapest first, until every piece is large enough."""

    def __init__(self, n: F64, total: F64, levels: F64, links: list[dict[int, float]]) -> None:
        self.n = n.tolist()
        self.total = total.tolist()
        self.levels = levels.tolist()
        self.links = links
        self.alive = [True] * len(self.n)
        self.parent = list(range(len(self.n)))
        self.version = [0] * len(self.n)
        self.label = [self.best(w, t)[1] for w, t in zip(self.n, self.total, strict=True)]

    def best(self, n: float, total: float) -> tuple[float, int]:
        costs = [level * (n * level - 2.0 * total) for level in self.levels]
        low = min(costs)
        return low, costs.index(low)

    def price(self, a: int, b: int, contour: float) -> float:
        joint = self.best(self.n[a] + self.n[b], self.total[a] + self.total[b])[0]
        apart = self.best(self.n[a], self.total[a])[0] + self.best(self.n[b], self.total[b])[0]
        return joint - apart - contour * self.links[a][b]

    def run(self, least: float, contour: float) -> None:
        heap = [(self.price(a, b, contour), a, b, 0, 0) for a in range(len(self.n)) for b in self.links[a] if a < b]
        heapify(heap)
        while heap:
            cost, a, b, va, vb = heappop(heap)
            stale = self.version[a] != va or self.version[b] != vb or not (self.alive[a] and self.alive[b])
            if stale or (cost >= 0.0 and min(self.n[a], self.n[b]) >= least):
                continue
            self.join(a, b)
            for c in self.links[a]:
                key = (min(a, c), max(a, c))
                price = self.price(*key, contour)
                heappush(heap, (price, *key, self.version[key[0]], self.version[key[1]]))

    def join(self, a: int, b: int) -> None:
        self.alive[b] = False
        self.parent[b] = a
        self.version[a] += 1
        self.n[a] += self.n[b]
        self.total[a] += self.total[b]
        for c, length in self.links[b].items():
            del self.links[c][b]
            if c != a:
                self.links[a][c] = self.links[a].get(c, 0.0) + length
                self.links[c][a] = self.links[a][c]
        self.label[a] = self.best(self.n[a], self.total[a])[1]

    def root(self, a: int) -> int:
        while self.parent[a] != a:
            a = self.parent[a]
        return a


def _absorb(l_map: F32, labels: LabelMap, levels: F64, rule: Grouping) -> LabelMap:
    pieces, count = connected_pieces(labels)
    flat, keep = pieces.ravel(), pieces.ravel() >= 0
    n = np.bincount(flat[keep], minlength=count).astype(np.float64)
    total = np.bincount(flat[keep], weights=l_map.ravel()[keep], minlength=count)
    links: list[dict[int, float]] = [{} for _ in range(count)]
    for a, b, length in zip(*(x.tolist() for x in borders(pieces, count)), strict=True):
        links[a][b] = links[b][a] = float(length)
    merger = _Merger(n, total, levels, links)
    spread = float(np.var(l_map[labels >= 0])) * float(n.sum())
    merger.run(rule.share * float(n.sum()), rule.contour * spread / float(np.hypot(*l_map.shape)))
    table = np.array([merger.label[merger.root(a)] for a in range(count)] + [-1], dtype=np.int32)
    return table[pieces]


def _settle(l_map: F32, labels: LabelMap, levels: F64, rule: Grouping) -> LabelMap:
    for _ in range(8):
        merged = _absorb(l_map, labels, levels, rule)
        if np.array_equal(merged, labels):
            break
        labels, levels = merged, _level_means(l_map, merged, levels)
    return labels


def partition(l_map: F32, counted: BoolMap, rule: Grouping) -> LabelMap:
    """Return (h, w) int32 group labels, dark to light from 0, -1 where not counted.

    Args:
        l_map: (h, w) float32 L* 0-100, not squinted.
        counted: (h, w) bool, at least one True.
        rule: number of levels, least share of a piece, coherence.

    """
    levels = natural_levels(l_map[counted], rule.k)
    labels = np.abs(l_map[..., None] - levels.astype(np.float32)).argmin(axis=2)
    start = np.where(counted, labels, -1).astype(np.int32)
    smooth, levels = _smooth(l_map, start, levels, rule, 6)
    return _settle(l_map, smooth, levels, rule)


def relabel_ascending(labels: LabelMap, levels: NDArray[Any]) -> LabelMap:
    """Return ``labels`` renumbered so that ``levels`` (one a label) ascend; -1 stays."""
    rank = np.empty(len(levels) + 1, dtype=np.int32)
    rank[np.argsort(levels, kind="stable")] = np.arange(len(levels), dtype=np.int32)
    rank[-1] = -1
    return rank[labels]
