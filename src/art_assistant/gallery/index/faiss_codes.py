"""Codes of four bits, scanned by FAISS. Beside ``faiss_index`` the only module that imports faiss.

Source: Andre, Kermarrec & Le Scouarnec, "Quicker ADC", IEEE TPAMI 43(5), 2021, as in FAISS's ``IndexPQFastScan``.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, Final

import faiss
import numpy as np

from art_assistant.errors import GalleryCorruptError
from art_assistant.gallery.index.axes import BITS, LONGEST
from art_assistant.gallery.index.protocol import Ids
from art_assistant.imaging.arrays import F32

LEARNT_FROM: Final = 16_384
"""Rows from which the sixteen values of each code are learnt."""

UNREAD: Final = "The gallery's index is not one that can be read; build the gallery again."

_TOGETHER: Final = 32
"""Rows that are scanned at once, by which the codes are laid out."""

_HEAD: Final = struct.Struct("<4siqqqBi3QQ")
"""How the file begins: kind, width, rows, two numbers of no use, if trained, metric, width, codes, bits, values."""

_TAIL: Final = struct.Struct("<iiiQQQ")
"""What stands between the values and the codes: how it is scanned (three), rows with padding, bytes a row, bytes."""


class FourBits:
    """Rows in codes of four bits, (n, codes)."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @property
    def size(self) -> int:
        """Number of rows."""
        return int(self._index.ntotal)

    @property
    def codes(self) -> int:
        """Codes of one row."""
        return int(self._index.pq.M)

    def nearest(self, query: F32, k: int) -> Ids:
        """Return at most ``k`` rows whose codes promise the most nearness to ``query``, (codes x LONGEST,) float32."""
        faiss.omp_set_num_threads(1)
        _, ids = self._index.search(np.ascontiguousarray(query[None]), min(k, self.size))
        return np.asarray(ids[0][ids[0] >= 0], dtype=np.int64)

    def to_bytes(self) -> bytes:
        """Return the codes, and the values they stand for, as bytes."""
        return bytes(faiss.serialize_index(self._index).tobytes())


def coded(sample: F32, batches: Iterator[F32]) -> FourBits:
    """Return rows in codes.

    Args:
        sample: rows from which the values are learnt, (m, codes x LONGEST), m at least 1.
        batches: all rows, in their order.

    """
    # More threads add up in another order, and the same works would make other bytes.
    faiss.omp_set_num_threads(1)
    width = sample.shape[1]
    index = faiss.IndexPQFastScan(width, width // LONGEST, BITS, faiss.METRIC_INNER_PRODUCT, _TOGETHER)
    index.pq.cp.min_points_per_centroid = 1
    index.pq.cp.max_points_per_centroid = LEARNT_FROM
    # Values are learnt from at least as many rows as there are values; FAISS refuses fewer.
    index.train(np.resize(sample, (max(len(sample), 2**BITS), width)))
    for batch in batches:
        index.add(batch)
    return FourBits(index)


def parse(data: memoryview) -> FourBits:
    """Return the codes that ``to_bytes`` wrote.

    Raises:
        ValueError: the bytes are not laid out as ``to_bytes`` does it; FAISS believes the sizes that it reads.
        GalleryCorruptError: FAISS refuses them.

    """
    _check_as_written(data)
    try:
        return FourBits(faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8)))
    except Exception as error:
        # FAISS's exceptions share no base class but Exception.
        raise GalleryCorruptError(UNREAD) from error


def _check_as_written(data: memoryview) -> None:
    if len(data) < _HEAD.size:
        raise ValueError(len(data))
    sign, width, count, _, _, trained, metric, *sizes = _HEAD.unpack_from(data)
    codes = width // LONGEST
    learnt = 2**BITS * width
    wanted = (b"IPfs", 1, faiss.METRIC_INNER_PRODUCT, [width, codes, BITS, learnt])
    if (sign, trained, metric, sizes) != wanted or width < 1 or width % LONGEST or count < 0:
        raise ValueError(sign, width)
    at, padded, each = _HEAD.size + 4 * learnt, -(-count // _TOGETHER) * _TOGETHER, -(-codes // 2)
    if len(data) != at + _TAIL.size + padded * each:
        raise ValueError(len(data))
    if _TAIL.unpack_from(data, at) != (0, _TOGETHER, 0, padded, 2 * each, padded * each):
        raise ValueError(padded)
