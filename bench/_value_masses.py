"""The rival of the masses: the same painted by value alone, which sees neither hue nor subject.

Flat zones are merged by Ward's cost, their means cut in K levels, and contours of these levels moved by threshold
dynamics; see docs/decisions/0005. The other rivals that need merging are given the merging of this one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.breaks import natural_breaks
from art_assistant.analysis.ground import levelled
from art_assistant.analysis.mass.regions import borders, connected_pieces
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


_GRID_PIXELS = 6000
"""Pixels of the small grid: a least piece of 2 % is then about 11 x 11, and a picture has a few hundred zones."""

_ZONE_LEVELS = 8
"""Levels of the flat zones that merging starts from; finer ones cost time and gain nothing that was measured."""

_SEED = 0.5
"""A piece of at least this part of the least size may grow to it; below, growing costs more than giving it up."""

_ROOM = 1.05
"""How far over the least size a piece grows on the small grid, so that drawing it finely leaves it large enough."""

_NEAR = 0.1
"""A pixel can join a label only where at least this part of its blurred surroundings has it: no new islands."""

_LEAST_ROOM = 16
"""Pixels that a small piece may grow beyond its own box."""

_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


@dataclass(frozen=True, slots=True)
class Grouping:
    """How strongly pieces are pulled together: at most ``k`` levels, least ``share`` of a piece, ``coherence`` 0-1."""

    k: int
    share: float
    coherence: float

    @property
    def scale(self) -> float:
        """Share of the variance that a union of two pieces may cost: the scale of the simplification."""
        return 0.0105 * self.coherence**2

    @property
    def width(self) -> float:
        """Sigma of the contour smoothing, as a share of the square root of the area."""
        return 0.002 + 0.005 * self.coherence

    @property
    def tension(self) -> float:
        """Price, in variances, of a pixel that disagrees with its surroundings: how smooth the contours are."""
        return 0.2 + 5.0 * self.coherence


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One grid: L*, what counts, and the variance of L* there."""

    l_map: F32
    counted: BoolMap
    variance: float
    size: float

    @property
    def side(self) -> float:
        return float(np.sqrt(self.l_map.size))


def partition(l_map: F32, counted: BoolMap, rule: Grouping) -> LabelMap:
    """Return (h, w) int32 group labels from 0, in no order, -1 where not counted.

    Every 4-connected piece has at least ``rule.share`` of the counted pixels, or is all there is of an island.

    Args:
        l_map: (h, w) float32 L* 0-100, not squinted.
        counted: (h, w) bool, at least one True.
        rule: number of levels, least share of a piece, coherence.

    """
    full = _sheet(l_map, counted)
    small = _reduced(full)
    labels = _first(small, rule)
    for _ in range(2):
        labels = _evolve(small, labels, rule, tension=0.3 * rule.tension, rounds=2)
        labels = _settle(small, labels, rule, least=_SEED * rule.share, solid=True)
    labels = _grow(small, labels, _ROOM * rule.share * small.size)
    labels = _settle(small, labels, rule, least=rule.share)
    drawn = np.where(counted, _enlarged(labels, l_map.shape), np.int32(-1))
    for tension in (0.1, 1.0):
        drawn = _evolve(full, drawn, rule, tension=tension * rule.tension, rounds=1)
    return _tidy(full, drawn, rule)


def _sheet(l_map: F32, counted: BoolMap) -> _Sheet:
    inside = l_map if bool(counted.all()) else l_map[counted]
    return _Sheet(l_map, counted, float(np.var(inside, dtype=np.float64)), float(inside.size))


def _reduced(full: _Sheet) -> _Sheet:
    h, w = full.l_map.shape
    factor = float(np.sqrt(_GRID_PIXELS / (h * w)))
    if factor >= 1.0:
        return full
    size = (max(1, round(w * factor)), max(1, round(h * factor)))
    weight = cv2.resize(full.counted.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    light = cv2.resize(np.where(full.counted, full.l_map, np.float32(0.0)), size, interpolation=cv2.INTER_AREA)
    counted = weight >= min(0.5, float(weight.max()))
    return _sheet((light / np.maximum(weight, 1e-6)).astype(np.float32), counted)


def _enlarged(labels: LabelMap, shape: tuple[int, ...]) -> LabelMap:
    """Return the label of the cell nearest to each pixel; of two as near, the one farther from the middle.

    A picture and its mirror image must agree, which they do not where the leftmost or topmost of two is always taken.
    """
    rows, columns = (_nearest_cells(cells, pixels) for cells, pixels in zip(labels.shape, shape, strict=True))
    return np.take(np.take(labels, rows, axis=0), columns, axis=1)


def _nearest_cells(cells: int, pixels: int) -> NDArray[np.int64]:
    half = np.ceil((2 * np.arange((pixels + 1) // 2) + 1) * cells / (2 * pixels)).astype(np.int64) - 1
    return np.concatenate([half, cells - 1 - half[: pixels // 2][::-1]])


def _first(sheet: _Sheet, rule: Grouping) -> LabelMap:
    """Flat zones of the slightly blurred picture, merged, and the regions' means cut into K levels."""
    blurred = cv2.GaussianBlur(sheet.l_map, (5, 5), 1.0, borderType=cv2.BORDER_REFLECT)
    bins = np.clip(blurred, 0.0, 99.9).astype(np.int32)
    cuts = _cuts_of(np.bincount(bins[sheet.counted], minlength=100), _ZONE_LEVELS)
    zones = np.where(sheet.counted, np.searchsorted(cuts, np.arange(100), side="right")[bins], -1).astype(np.int32)
    regions = find_regions(sheet.l_map, zones)
    limit = rule.scale * sheet.variance * sheet.size
    group, means = merge_regions(regions, ward_energy, least=_SEED * rule.share * sheet.size, limit=limit)
    return _grouped(regions, group, means, rule.k)


def _cuts_of(histogram: NDArray[np.int64], k: int) -> NDArray[np.int64]:
    used = np.flatnonzero(histogram)
    cuts = natural_breaks(used.astype(np.float64), histogram[used].astype(np.float64), min(k, used.size))
    return used[np.asarray(cuts, dtype=np.int64)]


def _grouped(regions: Regions, group: NDArray[np.int64], means: F64, k: int) -> LabelMap:
    """Return the label map in which each group of regions takes its place among the best ``k`` levels."""
    weight = np.bincount(group, weights=regions.area).astype(np.float64)
    order = np.argsort(means, kind="stable")
    cuts = natural_breaks(means[order], weight[order], min(k, order.size))
    level = np.empty(order.size, dtype=np.int32)
    level[order] = np.searchsorted(np.asarray(cuts), np.arange(order.size), side="right")
    return np.append(level[group], np.int32(-1))[regions.map]


def _levels(sheet: _Sheet, labels: LabelMap) -> list[float]:
    count = int(labels.max()) + 1
    return [float(cv2.mean(sheet.l_map, mask=np.equal(labels, i).view(np.uint8))[0]) for i in range(count)]


def _evolve(sheet: _Sheet, labels: LabelMap, rule: Grouping, *, tension: float, rounds: int) -> LabelMap:
    """Move every pixel to the label that costs least in squared error and in disagreement with its surroundings."""
    # The wider the surroundings that are asked, the bigger the masses; the more they weigh, the smoother their rims.
    sigma = max(rule.width * sheet.side, 0.8)
    window = 2 * int(2.0 * sigma + 0.5) + 1
    weight = np.float32(tension * sheet.variance)
    for _ in range(rounds):
        best = np.full(labels.shape, np.inf, dtype=np.float32)
        moved = labels.copy()
        for i, level in enumerate(_levels(sheet, labels)):
            own = np.equal(labels, i).astype(np.float32)
            around = cv2.GaussianBlur(own, (window, window), sigma, borderType=cv2.BORDER_REFLECT)
            error = sheet.l_map - np.float32(level)
            cost = error * error - weight * around
            # No label appears where none of it is near: masses move their rims and are not sown anew.
            better = (cost < best) & (around > _NEAR)
            np.copyto(best, cost, where=better)
            np.copyto(moved, np.int32(i), where=better)
        labels = np.where(sheet.counted, moved, np.int32(-1))
    return labels


def _settle(sheet: _Sheet, labels: LabelMap, rule: Grouping, *, least: float, solid: bool = False) -> LabelMap:
    """Merge pieces until each has at least ``least`` of the area and no union is cheap; then choose levels anew."""
    limit = rule.scale * sheet.variance * sheet.size
    for _ in range(4):
        regions = find_regions(sheet.l_map, labels)
        energy = level_energy(np.array(_levels(sheet, labels)))
        group, means = merge_regions(regions, energy, least=least * sheet.size, limit=limit, solid=solid)
        if means.size == regions.count:
            break
        labels = _grouped(regions, group, means, rule.k)
    return labels


def _grow(sheet: _Sheet, labels: LabelMap, need: float) -> LabelMap:
    """Let every piece smaller than ``need`` pixels take the cheapest pixels of its rim until it has them."""
    pieces, owner = connected_pieces(labels)
    area = np.bincount(pieces.ravel() + 1, minlength=owner.size + 1)[1:]
    small = np.flatnonzero(area < need)
    if small.size in {0, area.size}:
        return labels
    labels = labels.copy()
    levels = np.array(_levels(sheet, labels), dtype=np.float32)
    # The largest first: it needs least.
    for piece in small[np.argsort(-area[small], kind="stable")].tolist():
        own = np.equal(pieces, piece)
        window = _around(own)
        light, there = sheet.l_map[window], labels[window]
        # How much worse, in squared L*, each pixel fits this mass than the one it is in.
        loss = np.where(there >= 0, (light - levels[owner[piece]]) ** 2 - (light - levels[there]) ** 2, np.inf)
        mask = _grown(own[window], loss, need, sheet.variance)
        labels[window][mask] = owner[piece]
        pieces[window][mask] = piece
    return labels


def _around(mask: BoolMap) -> tuple[slice, slice]:
    """Return the window of a piece that leaves it room to grow to twice its size on every side."""
    x, y, width, height = cv2.boundingRect(mask.view(np.uint8))
    room = max(width, height, _LEAST_ROOM)
    return slice(max(0, y - room), y + height + room), slice(max(0, x - room), x + width + room)


def _grown(mask: BoolMap, loss: F32, need: float, variance: float) -> BoolMap:
    """Add rim pixels, the cheapest third of the rim at a time; a pixel among neighbours of the mask is cheaper."""
    area = int(mask.sum())
    while area < need:
        solid = mask.view(np.uint8)
        rim = np.flatnonzero((cv2.dilate(solid, _CROSS) > solid) & np.isfinite(loss))
        if rim.size == 0:
            break
        support = cv2.blur(mask.astype(np.float32), (5, 5), borderType=cv2.BORDER_REFLECT)
        price = loss.ravel()[rim] - np.float32(variance) * support.ravel()[rim]
        take = min(int(np.ceil(need - area)), max(1, rim.size // 3))
        mask = mask.copy()
        mask.ravel()[rim[np.argsort(price, kind="stable")[:take]]] = True
        area += take
    return mask


def _tidy(sheet: _Sheet, labels: LabelMap, rule: Grouping) -> LabelMap:
    """Give crumbs to what lies nearest, regrow a piece that came out a little small, and merge whatever is left."""
    need = rule.share * sheet.size
    for _ in range(2):
        pieces, owner = connected_pieces(labels)
        area = np.bincount(pieces.ravel() + 1, minlength=owner.size + 1)[1:]
        if bool((area >= need).all()):
            return labels
        labels = _fill(labels, pieces, area >= min(0.8 * need, float(area.max())))
        labels = _grow(sheet, labels, need)
    return _settle(sheet, labels, rule, least=rule.share)


def _fill(labels: LabelMap, pieces: LabelMap, keep: BoolMap) -> LabelMap:
    """Return ``labels`` with the pixels of pieces that are not kept given to what lies around them.

    From the rim inwards, each pixel goes to the label that most of its four neighbours have, of equals to the first:
    so that a mirror image is filled alike.
    """
    width = labels.shape[1] + 2
    # A frame of -1 gives every pixel four neighbours.
    framed = np.pad(np.where(np.append(keep, np.False_)[pieces], labels, np.int32(-1)), 1, constant_values=-1)
    flat, filled = framed.ravel(), labels.copy()
    crumbs = np.flatnonzero((flat < 0) & (np.pad(labels, 1, constant_values=-1).ravel() >= 0))
    steps = np.array([-width, -1, 1, width])
    while crumbs.size:
        beside = flat[crumbs[:, None] + steps]
        # Counted before anything is filled in this round, so that the order of the pixels makes no difference.
        votes = [np.count_nonzero(beside == label, axis=1) for label in range(int(labels.max()) + 1)]
        reached = np.max(votes, axis=0) > 0
        # What nothing kept lies beside stays as it was.
        if not reached.any():
            break
        flat[crumbs[reached]] = np.argmax(votes, axis=0)[reached]
        crumbs = crumbs[~reached]
    inner = framed[1:-1, 1:-1]
    np.copyto(filled, inner, where=inner >= 0)
    return filled


def value_masses(l_map: F32, k: int = 5, coherence: float = 0.6, share: float = 0.02) -> LabelMap:
    """Return (h, w) int32 masses by value alone, in no order."""
    everything = np.ones(l_map.shape, dtype=np.bool_)
    return partition(levelled(l_map), everything, Grouping(k=k, share=share, coherence=coherence))
