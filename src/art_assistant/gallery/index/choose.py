"""Which vector index a gallery has: chosen by its size when it is made, and by its manifest when it is opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.errors import GallerySchemaError
from art_assistant.gallery.bundle import Buffer
from art_assistant.gallery.index import faiss_index
from art_assistant.gallery.index.protocol import VectorIndex

FLAT_LIMIT: Final = 50_000
"""Up to this many works the exact index answers in a few milliseconds; above it eight-bit codes take over."""

OVERSAMPLE: Final = 4
"""How many times more candidates than asked for are read from an approximate index before they are ranked exactly."""


@dataclass(frozen=True, slots=True)
class IndexKind:
    """One kind of index.

    Attributes:
        build: makes it of vectors, (n, width).
        parse: reads it from verified bytes; raises GalleryCorruptError where they are not one.

    """

    build: Callable[[NDArray[np.floating]], VectorIndex]
    parse: Callable[[Buffer], VectorIndex]


KINDS: Final[Mapping[str, IndexKind]] = {
    kind: IndexKind(partial(faiss_index.build, kind=kind), faiss_index.parse) for kind in ("flat", "sq8")
}
"""By the name that stands in a gallery's manifest."""


def build_index(vectors: NDArray[np.floating], kind: str | None = None) -> VectorIndex:
    """Return an index over ``vectors``, (n, width): exact up to ``FLAT_LIMIT`` rows, else in eight bits.

    Args:
        vectors: the rows.
        kind: one of ``KINDS``, whatever the size; an empty index is always exact.

    """
    count = len(vectors)
    by_size = "flat" if count <= FLAT_LIMIT else "sq8"
    return KINDS[kind if kind and count else by_size].build(vectors)


def parse_index(data: Buffer, kind: str) -> VectorIndex:
    """Return the index that ``to_bytes`` wrote. Give it only bytes whose checksum was verified.

    Raises:
        GallerySchemaError: this version knows no such kind.
        GalleryCorruptError: the bytes are not an index.

    """
    if kind not in KINDS:
        raise GallerySchemaError(
            "The gallery's index is of a kind that this version does not know; update, or build it again."
        )
    return KINDS[kind].parse(data)
