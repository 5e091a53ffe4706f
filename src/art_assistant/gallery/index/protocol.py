"""What a vector index must do, whatever stands behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The answer to one query: valid rows only, best first.

    Attributes:
        ids: (m,) int64 row numbers, m at most what was asked for; no -1, no repetition.
        scores: (m,) float32 inner products, not increasing; no NaN.

    """

    ids: Ids
    scores: F32

    @classmethod
    def of(cls, ids: NDArray[np.integer], scores: NDArray[np.floating]) -> Neighbours:
        """Return the neighbours with everything invalid left out: missing rows (-1) and scores that are not numbers."""
        valid = (ids >= 0) & np.isfinite(scores)
        return cls(ids[valid].astype(np.int64), scores[valid].astype(np.float32))

    @classmethod
    def none(cls) -> Neighbours:
        """Return the empty answer."""
        return cls(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))


class VectorIndex(Protocol):
    """An inner-product index over row vectors.

    Rows are numbered from 0 in the order in which they were given. A query that holds anything but finite numbers, an
    empty index, or k < 1 gives no neighbours; k larger than the index gives all of it.
    """

    @property
    def size(self) -> int:
        """Number of rows."""
        ...

    @property
    def width(self) -> int:
        """Numbers in one row."""
        ...

    @property
    def kind(self) -> str:
        """Name of the structure: ``"flat"`` is exact."""
        ...

    def search(self, query: F32, k: int) -> Neighbours:
        """Return the ``k`` rows with the largest inner product with ``query``, (width,) float32."""
        ...

    def to_bytes(self) -> bytes:
        """Return the index as the bytes of its file."""
        ...
