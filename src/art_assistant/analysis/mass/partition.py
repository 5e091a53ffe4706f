"""From a picture to a few large connected shapes that keep what matters.

Coarse to fine. On a small grid the picture falls into flat zones of value, hue and subject, which merge into regions
(``merging``) as far as the evidence between them allows (``evidence``). Then contours and regions take turns: threshold
dynamics moves each contour to where it costs least, and what became too small, or is painted in the same value as its
neighbour without a reason to stay apart, is merged again. A piece that holds its own but stays somewhat under the least
size grows to it over the pixels that lose least: a small strong accent is worth more than the few pixels around it.
Last, the contours are drawn on the full grid.

Source: Fisher, J. Am. Stat. Assoc. 53 (1958) 789-798 (exact levels).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.breaks import natural_breaks
from art_assistant.analysis.label_maps import enlarged, filled
from art_assistant.analysis.mass.evidence import Prices, evidence, reasons
from art_assistant.analysis.mass.merging import levels_of, merge_regions
from art_assistant.analysis.mass.regions import I64, Regions, areas, connected_pieces, find_regions
from art_assistant.analysis.mass.rim import evolve, grow
from art_assistant.analysis.mass.sheets import PixelGrid, sheets_of
from art_assistant.imaging.arrays import F32, BoolMap, LabelMap

_ZONE_LEVELS = 8
"""Levels of the flat zones that merging starts from; finer ones cost time and gain nothing that was measured."""

_ZONE_HUES = 16.0
"""Units of a* and b* that a zone is wide."""

_SEED = 0.5
"""A piece of at least this part of the least size may grow to it; below, growing costs more than giving it up."""

_ROOM = 1.05
"""How far over the least size a piece grows on the small grid, so that drawing it finely leaves it large enough."""

_ISLANDS = 100
"""Pieces above which they are no longer drawn one by one: a least size of 2 % leaves fifty."""

_FIRST = 0.25
"""Part of the price that evidence must be worth at first: what is merged too early stays merged."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """How strongly pieces are pulled together: at most ``k`` levels, least ``share`` of a piece, ``coherence`` 0-1."""

    k: int
    share: float
    coherence: float

    @property
    def prices(self) -> Prices:
        """What evidence must be worth for a contour to stay: the scale of the simplification."""
        step, apart = 0.005 * self.coherence**2, 0.002 + 0.003 * self.coherence
        return Prices(step, apart, 13.0 - 6.0 * self.coherence, 1.0)

    @property
    def width(self) -> float:
        """Sigma of the contour smoothing, as a share of the square root of the area."""
        return 0.002 + 0.005 * self.coherence

    @property
    def tension(self) -> float:
        """Price, in variances, of a pixel that disagrees with its surroundings: how smooth the contours are."""
        return 0.2 + 5.0 * self.coherence


def partition(
    l_map: F32, counted: BoolMap, rule: Grouping, lab: F32 | None = None, subject: BoolMap | None = None
) -> tuple[LabelMap, PixelGrid]:
    """Return (h, w) int32 shapes from 0, in no order, -1 where not counted; and the full grid they were drawn on.

    Every shape is 4-connected and has at least ``rule.share`` of the counted pixels, or is all there is of an island.

    Args:
        l_map: (h, w) float32 L* 0-100, not squinted.
        counted: (h, w) bool, at least one True.
        rule: number of levels, least share of a piece, coherence.
        lab: (h, w, 3) float32 CIELAB, where hue and chroma may part shapes.
        subject: (h, w) bool, where the subject may part them.

    """
    full, small = sheets_of(l_map, counted, lab, subject)
    labels = _first(small, rule)
    for _ in range(2):
        labels = evolve(small, _few(small, labels, rule), width=rule.width, tension=0.3 * rule.tension, rounds=2)
        labels = settle(small, labels, rule, least=_SEED * rule.share, solid=True)
    labels = grow(small, labels, _ROOM * rule.share * small.size)
    labels = _few(small, settle(small, labels, rule, least=rule.share), rule)
    drawn = np.where(counted, enlarged(labels, l_map.shape), np.int32(-1))
    for tension in (0.1, 1.0):
        drawn = evolve(full, drawn, width=rule.width, tension=tension * rule.tension, rounds=1)
    return _tidy(full, drawn, rule), full


def _first(sheet: PixelGrid, rule: Grouping) -> LabelMap:
    """Flat zones of the slightly blurred picture, merged."""
    blurred = cv2.GaussianBlur(sheet.plane, (5, 5), 1.0, borderType=cv2.BORDER_REFLECT)
    bins = np.clip(blurred[..., 0], 0.0, 99.9).astype(np.int32)
    cuts = _cuts_of(np.bincount(bins[sheet.counted], minlength=100), _ZONE_LEVELS)
    hues = np.rint(blurred[..., 1:3] / _ZONE_HUES).astype(np.int32) + 16
    zones = np.searchsorted(cuts, np.arange(100), side="right")[bins]
    zones = ((zones * 64 + hues[..., 0]) * 64 + hues[..., 1]) * 2 + (blurred[..., 3] > 0.5)
    return _merged(sheet, np.where(sheet.counted, zones, -1).astype(np.int32), rule)


def _merged(sheet: PixelGrid, zones: LabelMap, rule: Grouping) -> LabelMap:
    pieces, owner = connected_pieces(zones)
    regions = find_regions(sheet, pieces, owner.size)
    prices = Prices(_FIRST * rule.prices.step, 0.0)
    group, _ = merge_regions(regions, sheet.unit, prices, least=_SEED * rule.share * sheet.size)
    return mapped(group, pieces)


def mapped(group: I64, pieces: LabelMap) -> LabelMap:
    """Return (h, w) int32 the (n,) ``group`` of each of the pieces 0..n-1, -1 where there is none."""
    return np.append(group, -1).astype(np.int32)[pieces]


def _few(sheet: PixelGrid, labels: LabelMap, rule: Grouping) -> LabelMap:
    """Return the labels, or, where there are islands without number, one label for all pieces of one value."""
    count = int(labels.max()) + 1
    if count <= _ISLANDS:
        return labels
    regions = find_regions(sheet, labels, count)
    return mapped(levels_of(regions.mean[:, 0], regions.area, rule.k), labels)


def _cuts_of(histogram: NDArray[np.int64], k: int) -> NDArray[np.int64]:
    used = np.flatnonzero(histogram)
    cuts = natural_breaks(used.astype(np.float64), histogram[used].astype(np.float64), min(k, used.size))
    return used[np.asarray(cuts, dtype=np.int64)]


def settle(sheet: PixelGrid, labels: LabelMap, rule: Grouping, *, least: float, solid: bool = False) -> LabelMap:
    """Merge pieces until each has at least ``least`` of the area and every contour has its reason."""
    pieces, owner = connected_pieces(labels)
    count = owner.size
    for _ in range(4):
        regions = find_regions(sheet, pieces, count)
        level = levels_of(regions.mean[:, 0], regions.area, rule.k)
        group, left = merge_regions(
            regions, sheet.unit, rule.prices, least=least * sheet.size, solid=solid, level=level
        )
        # What touched and was joined is one piece again.
        pieces = mapped(group, pieces)
        if left == count:
            break
        count = left
    return pieces


def _tidy(sheet: PixelGrid, labels: LabelMap, rule: Grouping) -> LabelMap:
    """Give crumbs to what lies nearest, regrow a piece that came out a little small, and merge whatever is left."""
    need = rule.share * sheet.size
    pieces, owner = connected_pieces(labels)
    for _ in range(3):
        area = areas(pieces, owner.size)
        if bool((area >= need).all()):
            return pieces
        pieces, owner = connected_pieces(filled(labels, pieces, area >= min(0.8 * need, float(area.max()))))
        labels = grow(sheet, pieces, need)
        # What grew may have cut another in two.
        if labels is not pieces:
            pieces, owner = connected_pieces(labels)
    return settle(sheet, labels, rule, least=rule.share)


def joined_without_reason(
    sheet: PixelGrid, regions: Regions, level: I64, rule: Grouping
) -> tuple[I64, Regions, dict[tuple[int, int], str]]:
    """Join shapes of one value that nothing parts, and return why each of the other contours is there.

    Args:
        sheet: the full grid.
        regions: the shapes 0..n-1, measured on it.
        level: (n,) the value that each is painted in, whole numbers.
        rule: how strongly they are pulled together.

    Returns:
        (n,) the shape that each has become part of, these shapes and, by pair of them with the smaller first,
        ``"value"``, ``"colour"`` or ``"subject"``.

    """
    prices = Prices(0.0, rule.prices.apart)
    group, count = merge_regions(regions, sheet.unit, prices, least=0.0, level=level)
    regions, value = regions.joined(group, count), level[np.unique(group, return_index=True)[1]]
    alike = value[regions.one] == value[regions.other]
    why = reasons(evidence(regions, sheet.unit), alike, rule.prices)
    pairs = zip(regions.one.tolist(), regions.other.tolist(), strict=True)
    return group, regions, dict(zip(pairs, why.tolist(), strict=True))
