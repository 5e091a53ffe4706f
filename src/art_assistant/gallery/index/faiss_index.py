"""The FAISS indexes that keep every number. It and ``faiss_codes`` are all that import faiss.

Source of the library: Douze et al., "The Faiss library", arXiv 2401.08281 (2024).
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any, Final

import faiss
import numpy as np
from numpy.typing import NDArray

from art_assistant.errors import GalleryCorruptError
from art_assistant.gallery.bundle import Buffer
from art_assistant.gallery.index.protocol import Neighbours
from art_assistant.imaging.arrays import F32

TRAINING_ROWS: Final = 65_536
"""Rows from which the range of each eight-bit code is learnt, taken at even steps."""

_ADDED: Final = 65_536
"""Rows that are turned to float32 at a time."""

_HEAD: Final = struct.Struct("<4siqqqBi")
"""How an index begins: its kind, its width, its rows, two numbers of no use, whether it is trained, its metric."""

_CODES: Final = struct.Struct("<iifQQQ")
"""How eight-bit codes go on: their type, three rules of no effect, their width twice, how many numbers they learnt."""

_COUNT: Final = struct.Struct("<Q")


_UNREAD: Final = "The gallery's index is not one that can be read; build the gallery again."


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


def build(vectors: NDArray[np.floating], kind: str) -> FaissIndex:
    """Return an index over ``vectors``, (n, width): ``"flat"``, or ``"sq8"`` of at least one row."""
    count, width = vectors.shape
    index: Any
    if kind == "flat":
        index = faiss.IndexFlatIP(width)
    else:
        index = faiss.IndexScalarQuantizer(width, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
        index.train(_float32(vectors[:: max(1, count // TRAINING_ROWS)]))
    for at in range(0, count, _ADDED):
        index.add(_float32(vectors[at : at + _ADDED]))
    return FaissIndex(index, kind)


def _float32(rows: NDArray[np.floating]) -> F32:
    return np.ascontiguousarray(rows, dtype=np.float32)


def parse(data: Buffer) -> FaissIndex:
    """Return the index that ``to_bytes`` wrote. Give it only bytes whose checksum was verified.

    Raises:
        GalleryCorruptError: the bytes are not an index.

    """
    if not _is_as_written(data):
        raise GalleryCorruptError(_UNREAD)
    try:
        index = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
    except Exception as error:
        # FAISS's exceptions share no base class but Exception.
        raise GalleryCorruptError(_UNREAD) from error
    return FaissIndex(index, "flat" if isinstance(index, faiss.IndexFlat) else "sq8")


def _is_as_written(data: Buffer) -> bool:
    """Whether the bytes are laid out as ``to_bytes`` does it, so that FAISS finds every part where it looks for it.

    FAISS reads a dozen kinds of indexes and believes the sizes in them; a gallery from elsewhere may have been made to
    abuse that, with a checksum that fits.
    """
    if len(data) < _HEAD.size:
        return False
    sign, width, count, _, _, trained, metric = _HEAD.unpack_from(data)
    if width < 1 or count < 0 or trained != 1 or metric != faiss.METRIC_INNER_PRODUCT:
        return False
    if sign == b"IxFI":
        codes, learnt, each = b"", 0, 4
    elif sign == b"IxSQ":
        codes, learnt, each = _CODES.pack(faiss.ScalarQuantizer.QT_8bit, 0, 0.0, width, width, 2 * width), 8 * width, 1
    else:
        return False
    at = _HEAD.size + len(codes) + learnt
    return (
        len(data) == at + _COUNT.size + each * width * count
        and data[_HEAD.size : _HEAD.size + len(codes)] == codes
        and _COUNT.unpack_from(data, at)[0] == width * count
    )


def read_foreign_vectors(path: Path) -> F32:
    """Return the vectors of an index that another program wrote, (n, width) float32.

    Raises:
        GalleryCorruptError: it is not an index, or a kind that does not keep its vectors.

    """
    try:
        index = faiss.read_index(str(path))
        vectors = index.reconstruct_n(0, index.ntotal)
    except Exception as error:
        # FAISS's exceptions share no base class but Exception.
        raise GalleryCorruptError(
            f"{path.name} is not a FAISS index, is damaged, or keeps no vectors; give --pictures to measure them again."
        ) from error
    return np.asarray(vectors, dtype=np.float32)
