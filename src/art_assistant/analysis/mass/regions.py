"""Connected regions of a label map, what is measured in each, and the contours between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.mass.sheets import CHANNELS, PixelGrid, step_across
from art_assistant.analysis.subject import DIFFERS
from art_assistant.imaging.arrays import BoolMap, LabelMap

_GRADUAL: Final = 1.5
"""CIEDE2000 across a contour, squinted, up to which two sides shade into each other."""

_ABRUPT: Final = 4.0
"""The same from which they part."""

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Regions:
    """The regions of a picture and the contours between them; contour i parts regions ``one[i]`` and ``other[i]``.

    Attributes:
        area: (n,) pixels.
        bulk: (n,) three times the pixels with no other region at their sides, at most the area: the area for a solid
            region, little or nothing for a thread or a halo up to three pixels wide.
        total: (n, 4) sums of L*, a*, b* and of the subject.
        one, other: (m,) ids of the regions, ``one`` the smaller.
        length: (m,) pixel sides.
        abrupt: (m,) how many of them part two tones abruptly, those that do so by halves counted by halves.
        differing: (m,) across how many of them the picture differs as it does at the contour of a subject.

    """

    area: F64
    bulk: F64
    total: F64
    one: I64
    other: I64
    length: F64
    abrupt: F64
    differing: F64

    @property
    def count(self) -> int:
        """Number of regions."""
        return int(self.area.size)

    @property
    def mean(self) -> F64:
        """(n, 4) means of L*, a*, b* and of the subject."""
        return np.asarray(self.total / self.area[:, None])

    def joined(self, group: I64, count: int) -> Regions:
        """Return the regions when each has gone into its (n,) group 0..count-1."""
        one, other = group[self.one], group[self.other]
        between = one != other
        low, high = np.minimum(one, other)[between], np.maximum(one, other)[between]
        key, place = _numbered(low * count + high)
        return Regions(
            _sums(group, self.area, count),
            _sums(group, self.bulk, count),
            np.stack([_sums(group, self.total[:, i], count) for i in range(CHANNELS)], axis=1),
            key // max(count, 1),
            key % max(count, 1),
            _sums(place, self.length[between], key.size),
            _sums(place, self.abrupt[between], key.size),
            _sums(place, self.differing[between], key.size),
        )


def _sums(place: I64, of: Any, count: int) -> F64:
    return np.asarray(np.bincount(place, weights=of, minlength=count), dtype=np.float64)


def _numbered(keys: I64) -> tuple[I64, I64]:
    """Return the different ones of (m,) keys from 0 up, ascending, and which of them each is, as ``np.unique`` does."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    begins = np.ones(keys.size, dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=begins[1:])
    place = np.empty(keys.size, dtype=np.int64)
    place[order] = np.cumsum(begins) - 1
    return ordered[begins], place


def connected_pieces(labels: LabelMap) -> tuple[LabelMap, I64]:
    """Return the 4-connected pieces of equal label, and the label of each.

    The first is (h, w) int32, 0..n-1 and -1 where ``labels`` is negative; the second (n,) int64, ascending.
    """
    width = labels.shape[1]
    begins = np.ones(labels.shape, dtype=np.bool_)
    np.not_equal(labels[:, 1:], labels[:, :-1], out=begins[:, 1:])
    # Runs of one label in a row are far fewer than pixels; where two of one label touch, one link is enough.
    run = np.cumsum(begins.ravel(), dtype=np.int32).reshape(labels.shape) - np.int32(1)
    linked = np.flatnonzero((begins[1:] | begins[:-1]) & np.equal(labels[1:], labels[:-1]))
    label = labels[begins]
    root = _roots(label.size, run.ravel()[linked], run.ravel()[linked + width])
    piece = np.flatnonzero((root == np.arange(root.size)) & (label >= 0))
    order = piece[np.argsort(label[piece], kind="stable")]
    rank = np.full(root.size, -1, dtype=np.int32)
    rank[order] = np.arange(order.size, dtype=np.int32)
    return np.take(rank[root], run), label[order].astype(np.int64)


def _roots(count: int, one: LabelMap, other: LabelMap) -> LabelMap:
    """Return the first of all that hang together with each of 0..count-1 by links from ``one`` to ``other``."""
    root = np.arange(count, dtype=np.int32)
    while one.size:
        np.minimum.at(root, np.maximum(one, other), np.minimum(one, other))
        while not np.array_equal(root, shorter := root[root]):
            root = shorter
        one, other = root[one], root[other]
        open_ = one != other
        one, other = one[open_], other[open_]
    return root


class Runs:
    """Sums over the pieces of a label map, by runs of one piece: pixel by pixel they take five times as long.

    Args:
        pieces: (h, w) int32, 0..count-1, -1 where not counted.
        count: number of pieces.

    """

    def __init__(self, pieces: LabelMap, count: int) -> None:
        flat = pieces.ravel()
        self._first = np.flatnonzero(np.concatenate([[True], flat[1:] != flat[:-1]]))
        self._owner, self._count, self._size = flat[self._first].astype(np.int64) + 1, count, flat.size

    @property
    def areas(self) -> I64:
        """(count,) int64, the pixels of each."""
        return self._by_piece(np.diff(self._first, append=self._size)).astype(np.int64)

    def sums(self, plane: NDArray[Any]) -> F64:
        """Return the sum of an (h, w) plane over each, (count,) float64."""
        return self._by_piece(np.add.reduceat(plane.ravel(), self._first, dtype=np.float64))

    def _by_piece(self, parts: NDArray[Any]) -> F64:
        return _sums(self._owner, parts, self._count + 1)[1:]


def areas(pieces: LabelMap, count: int) -> I64:
    """Return how many pixels each of the pieces 0..count-1 has, (count,) int64."""
    return Runs(pieces, count).areas


def find_regions(sheet: PixelGrid, pieces: LabelMap, count: int) -> Regions:
    """Return the regions 0..count-1 of (h, w) ``pieces``, measured on ``sheet``."""
    runs = Runs(pieces, count)
    total = np.stack([runs.sums(plane) for plane in cv2.split(sheet.plane)], axis=1)
    area, core = runs.areas.astype(np.float64), runs.sums(_inside(pieces))
    keys, steps = [], []
    for down in (False, True):
        before, after = (pieces[:-1], pieces[1:]) if down else (pieces[:, :-1], pieces[:, 1:])
        between = np.flatnonzero(np.not_equal(before, after) & (before >= 0) & (after >= 0))
        where = np.divmod(between, before.shape[1])
        p, q = before[where].astype(np.int64), after[where].astype(np.int64)
        keys.append(np.minimum(p, q) * count + np.maximum(p, q))
        steps.append(step_across(sheet.steps, pieces.shape, where, down=down))
    key, place = _numbered(np.concatenate(keys))
    length = np.bincount(place, minlength=key.size).astype(np.float64)
    step = np.concatenate(steps)
    abrupt = _sums(place, np.clip((step - _GRADUAL) / (_ABRUPT - _GRADUAL), 0.0, 1.0), key.size)
    differing = _sums(place, step >= DIFFERS, key.size)
    bulk = np.minimum(area, 3.0 * core)
    return Regions(area, bulk, total, key // max(count, 1), key % max(count, 1), length, abrupt, differing)


def _inside(pieces: LabelMap) -> BoolMap:
    """Return (h, w) bool: pixels whose four neighbours, as far as there are any, are in the same piece."""
    inside = np.ones(pieces.shape, dtype=np.bool_)
    across, down = np.equal(pieces[:, :-1], pieces[:, 1:]), np.equal(pieces[:-1], pieces[1:])
    inside[:, :-1] &= across
    inside[:, 1:] &= across
    inside[:-1] &= down
    inside[1:] &= down
    return inside


def borders(pieces: LabelMap, count: int) -> tuple[I64, I64, I64]:
    """Return (a, b, length) of every pair a < b of touching pieces, length in pixel sides."""
    keys = []
    for one, two in ((pieces[:, :-1], pieces[:, 1:]), (pieces[:-1], pieces[1:])):
        at = np.flatnonzero(np.not_equal(one, two))
        p, q = one.ravel()[at].astype(np.int64), two.ravel()[at].astype(np.int64)
        key = np.minimum(p, q) * count + np.maximum(p, q)
        keys.append(key[(p >= 0) & (q >= 0)])
    unique, length = np.unique(np.concatenate(keys), return_counts=True)
    return unique // max(count, 1), unique % max(count, 1), length
