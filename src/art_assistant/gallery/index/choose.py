"""Which vector index a gallery has: chosen by its size when it is made, and by its manifest when it is opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.errors import GallerySchemaError
from art_assistant.gallery.bundle import Buffer
from art_assistant.gallery.facets import FACETS
from art_assistant.gallery.index import coded, faiss_index
from art_assistant.gallery.index.axes import Block
from art_assistant.gallery.index.protocol import VectorIndex

Rows = NDArray[np.floating[Any]]

FLAT_LIMIT: Final = 50_000
"""Up to this many works the exact index answers in a few milliseconds; above it codes of four bits take over."""

OVERSAMPLE: Final = 4
"""How many times more candidates than asked for are read from an approximate index before they are ranked exactly."""

CODES: Final[Mapping[str, int]] = {"overall": 20, "manner": 28, "palette": 34, "value": 26}
"""Codes of four bits by which each facet alone still finds its nearest among a million works.

Palettes lie close together and need the finest codes; see decision 0011.
"""

USUAL_WIDTHS: Final[Mapping[str, int]] = {"overall": 128}
"""Numbers of a facet for which ``CODES`` was measured, where another encoder may have more of them."""

MOST_CODES: Final = 48


@dataclass(frozen=True, slots=True)
class IndexKind:
    """One kind of index.

    Attributes:
        build: makes it of vectors, (n, width), and of the facets in them.
        parse: reads it from verified bytes, given the rows that it indexes; raises GalleryCorruptError where they are
            not one.

    """

    build: Callable[[Rows, Sequence[Block]], VectorIndex]
    parse: Callable[[Buffer, Rows], VectorIndex]


def _of_faiss(kind: str) -> IndexKind:
    return IndexKind(lambda rows, _: faiss_index.build(rows, kind), lambda data, _: faiss_index.parse(data))


KINDS: Final[Mapping[str, IndexKind]] = {
    "flat": _of_faiss("flat"),
    "sq8": _of_faiss("sq8"),
    coded.KIND: IndexKind(coded.build, coded.parse),
}
"""By the name that stands in a gallery's manifest; ``sq8`` is what earlier releases made of big galleries."""


def blocks_of(dims: Mapping[str, int]) -> list[Block]:
    """Return the facets that are there as blocks of a row, each with the codes it is given."""
    present = [facet for facet in FACETS if dims.get(facet)]
    return [Block(dims[facet], _codes(facet, dims[facet])) for facet in present]


def _codes(facet: str, width: int) -> int:
    usual = USUAL_WIDTHS.get(facet, width)
    return min(max(CODES[facet], min(MOST_CODES, CODES[facet] * width // usual)), width)


def build_index(vectors: Rows, kind: str | None = None, dims: Mapping[str, int] | None = None) -> VectorIndex:
    """Return an index over ``vectors``, (n, width): exact up to ``FLAT_LIMIT`` rows, else in codes of four bits.

    Args:
        vectors: the rows; an index in codes keeps hold of them.
        kind: one of ``KINDS``, whatever the size; an empty index is always exact.
        dims: facet to its numbers in a row; one facet, *overall*, unless told.

    """
    count, width = vectors.shape
    by_size = "flat" if count <= FLAT_LIMIT else coded.KIND
    return KINDS[kind if kind and count else by_size].build(vectors, blocks_of(dims or {"overall": width}))


def parse_index(data: Buffer, kind: str, rows: Rows) -> VectorIndex:
    """Return the index over ``rows`` that ``to_bytes`` wrote. Give it only bytes whose checksum was verified.

    Raises:
        GallerySchemaError: this version knows no such kind.
        GalleryCorruptError: the bytes are not an index.

    """
    if kind not in KINDS:
        raise GallerySchemaError(
            "The gallery's index is of a kind that this version does not know; update, or build it again."
        )
    return KINDS[kind].parse(data, rows)
