"""The FAISS indexes, and the rule that chooses one by size. The only module that imports faiss.

Source of the library: Douze et al., "The Faiss library", arXiv 2401.08281 (2024).
"""

from __future__ import annotations

from typing import Any, Final

import faiss
import numpy as np

from art_assistant.errors import GalleryCorruptError
from art_assistant.gallery.index import Neighbours
from art_assistant.imaging.arrays import F32

FLAT_LIMIT: Final = 50_000
"""Up to this many works the exact index answers in a few milliseconds; above it eight-bit codes take over."""

TRAINING_ROWS: Final = 65_536
"""Rows from which the range of each eight-bit code is learnt, taken at even steps."""

OVERSAMPLE: Final = 4
"""How many times more candidates than asked for are read from an approximate index before they are ranked exactly."""


class FaissIndex:
    """An inner-product index of FAISS; see ``VectorIndex`` for what it promises."""

    def __init__(self, index: Any, kind: str) -> None:
        self._index = index
        self._kind = kind

    @property
    def size(self) -> int:
        """Number of rows."""
        return int(self._index.ntotal)

    @property
    def width(self) -> int:
        """Numbers in one row."""
        return int(self._index.d)

    @property
    def kind(self) -> str:
        """``"flat"`` (exact, float32) or ``"sq8"`` (eight bits a number)."""
        return self._kind

    def search(self, query: F32, k: int) -> Neighbours:
        """Return the ``k`` rows with the largest inner product with ``query``, (width,) float32."""
        if k < 1 or self.size == 0 or query.shape != (self.width,) or not np.isfinite(query).all():
            return Neighbours.none()
        # A second OpenMP thread on a busy two-core machine makes a query twenty times slower.
        faiss.omp_set_num_threads(1)
        scores, ids = self._index.search(np.ascontiguousarray(query[None], dtype=np.float32), min(k, self.size))
        return Neighbours.of(ids[0], scores[0])

    def to_bytes(self) -> bytes:
        """Return the index as the bytes of its file."""
        return bytes(faiss.serialize_index(self._index).tobytes())


def build_index(vectors: F32, kind: str | None = None) -> FaissIndex:
    """Return an index over ``vectors``, (n, width) float32: exact up to ``FLAT_LIMIT`` rows, else in eight bits."""
    count, width = vectors.shape
    chosen = kind or ("flat" if count <= FLAT_LIMIT else "sq8")
    rows = np.ascontiguousarray(vectors, dtype=np.float32)
    index: Any
    if chosen == "flat":
        index = faiss.IndexFlatIP(width)
    else:
        index = faiss.IndexScalarQuantizer(width, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
        index.train(rows[:: max(1, count // TRAINING_ROWS)])
    index.add(rows)
    return FaissIndex(index, chosen)


def parse_index(data: bytes) -> FaissIndex:
    """Return the index that ``to_bytes`` wrote. Give it only bytes whose checksum was verified.

    Raises:
        GalleryCorruptError: the bytes are not an index.

    """
    try:
        index = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
    except Exception as error:
        # FAISS's exceptions share no base class but Exception.
        raise GalleryCorruptError(
            "The gallery's index is not one that can be read; build the gallery again."
        ) from error
    return FaissIndex(index, "flat" if isinstance(index, faiss.IndexFlat) else "sq8")
