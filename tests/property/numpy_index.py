"""The vector index that every other one is measured against: a product, sorted."""

from __future__ import annotations

import io

import numpy as np

from art_assistant.gallery.index.protocol import Neighbours


class NumpyIndex:
    """Rows in memory, every one looked at."""

    kind = "numpy"

    def __init__(self, vectors: np.ndarray) -> None:
        self._rows = np.asarray(vectors, dtype=np.float32)

    @property
    def size(self) -> int:
        return len(self._rows)

    @property
    def width(self) -> int:
        return int(self._rows.shape[1])

    def search(self, query: np.ndarray, k: int) -> Neighbours:
        if k < 1 or query.shape != (self.width,) or not np.isfinite(query).all():
            return Neighbours.none()
        scores = self._rows @ query
        ids = np.argsort(-scores, kind="stable")[:k]
        return Neighbours.of(ids, scores[ids])

    def to_bytes(self) -> bytes:
        buffer = io.BytesIO()
        np.save(buffer, self._rows, allow_pickle=False)
        return buffer.getvalue()

    @classmethod
    def parse(cls, data: bytes) -> NumpyIndex:
        return cls(np.load(io.BytesIO(data), allow_pickle=False))
