"""The index of big galleries: every work in some fifty bytes, read through whole, and the best ranked exactly.

A query's weights scale the query, and what a code stands for is looked up for each facet by itself, so that one set of
codes answers every weighting. The codes only propose: the order is that of the stored rows.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.errors import GalleryCorruptError
from art_assistant.gallery.bundle import Buffer
from art_assistant.gallery.index import faiss_codes
from art_assistant.gallery.index.axes import Axes, Block
from art_assistant.gallery.index.faiss_codes import FourBits
from art_assistant.gallery.index.products import products
from art_assistant.gallery.index.protocol import Neighbours
from art_assistant.imaging.arrays import F32

KIND: Final = "pq4"

READ: Final = 2_500_000
"""Stored numbers that are read to rank the proposed works: the fewer facets count, the more works these are."""

RANKED: Final = 4_000
"""Works that are ranked at least: where all facets count, the errors of all their codes add up."""

_MARK: Final = b"ART-PQ4\n"
_SAMPLE: Final = 65_536
"""Rows from which the axes are learnt, taken at even steps."""

_ADDED: Final = 8_192
"""Rows that are coded at a time."""


class CodedIndex:
    """An inner-product index in codes of four bits over stored rows; see ``VectorIndex`` for what it promises."""

    def __init__(self, axes: Axes, codes: FourBits, rows: NDArray[np.floating]) -> None:
        """Take the axes, the codes, and the rows they stand for, (n, width)."""
        self._axes = axes
        self._codes = codes
        self._rows = rows

    @property
    def size(self) -> int:
        """Number of rows."""
        return self._codes.size

    @property
    def width(self) -> int:
        """Numbers in one row."""
        return self._axes.width

    @property
    def kind(self) -> str:
        """``"pq4"``: codes of four bits, ranked exactly by the stored rows."""
        return KIND

    def search(self, query: F32, k: int) -> Neighbours:
        """Return the ``k`` rows with the largest inner product with ``query``, (width,) float32, of those proposed."""
        if k < 1 or self.size == 0 or query.shape != (self.width,) or not np.isfinite(query).all():
            return Neighbours.none()
        spoken = self._spoken(query)
        numbers = sum(part.stop - part.start for part in spoken) or self.width
        ids = self._codes.nearest(self._axes.spread(query[None])[0], max(2 * k, READ // numbers, RANKED))
        if len(ids) < min(k, self.size):
            # Codes tell no works apart that are all alike to the query.
            ids = np.arange(self.size)
        # In their own order the rows are read from the disk with fewer jumps, and ties stand as in an exact index.
        ids = np.sort(ids)
        scores = np.sum([products(self._rows, ids, part, query[part]) for part in _joined(spoken)], axis=0)
        best = np.argsort(-scores, kind="stable")[:k]
        # A row of anything but numbers has been read as one of large numbers.
        best = best[np.isfinite(self._rows[ids[best]]).all(axis=1)]
        return Neighbours.of(ids[best], scores[best])

    def _spoken(self, query: F32) -> list[slice]:
        """Return the columns of each facet by which the query says anything."""
        ends = accumulate(len(turn) for turn in self._axes.turns)
        parts = [slice(end - len(turn), end) for end, turn in zip(ends, self._axes.turns, strict=True)]
        return [part for part in parts if query[part].any()]

    def to_bytes(self) -> bytes:
        """Return the index as the bytes of its file; the rows have a file of their own."""
        return _MARK + self._axes.to_bytes() + self._codes.to_bytes()


def _joined(parts: Sequence[slice]) -> list[slice]:
    """Return ``parts`` with neighbours in one piece, which is read faster; an empty piece where there are none."""
    joined = [slice(0, 0)]
    for part in parts:
        start = joined.pop().start if joined[-1].stop == part.start else part.start
        joined.append(slice(start, part.stop))
    return joined


def build(rows: NDArray[np.floating], blocks: Sequence[Block]) -> CodedIndex:
    """Return an index over ``rows``, (n, width), n at least 1, whose facets are ``blocks``."""
    count = len(rows)
    axes = Axes.fit(_float32(rows[:: max(1, -(-count // _SAMPLE))]), blocks)
    sample = axes.spread(_float32(rows[:: max(1, -(-count // faiss_codes.LEARNT_FROM))]))

    def batches() -> Iterator[F32]:
        for at in range(0, count, _ADDED):
            yield axes.spread(_float32(rows[at : at + _ADDED]))

    return CodedIndex(axes, faiss_codes.coded(sample, batches()), rows)


def _float32(rows: NDArray[np.floating]) -> F32:
    return np.ascontiguousarray(rows, dtype=np.float32)


def parse(data: Buffer, rows: NDArray[np.floating]) -> CodedIndex:
    """Return the index over ``rows`` that ``to_bytes`` wrote. Give it only bytes whose checksum was verified.

    Raises:
        GalleryCorruptError: the bytes are not an index.

    """
    try:
        return CodedIndex(*_parts(memoryview(data)), rows)
    except (ValueError, struct.error) as error:
        raise GalleryCorruptError(faiss_codes.UNREAD) from error


def _parts(data: memoryview) -> tuple[Axes, FourBits]:
    if bytes(data[: len(_MARK)]) != _MARK:
        raise ValueError(_MARK)
    axes, end = Axes.read(data[len(_MARK) :])
    codes = faiss_codes.parse(data[len(_MARK) + end :])
    if codes.codes != axes.codes:
        raise ValueError(codes.codes)
    return axes, codes
