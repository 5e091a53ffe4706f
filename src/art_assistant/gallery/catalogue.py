"""The list of works of a gallery, parsed a line at a time, so that a million works open as fast as a hundred."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray

from art_assistant.errors import GalleryCorruptError
from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.bundle import Buffer
from art_assistant.gallery.search.filters import Filter
from art_assistant.gallery.search.keywords import Keywords

_NEWLINE = 10
_KEPT = 4096
"""Works that stay parsed; a museum's list would fill the memory."""


class Catalogue(Sequence[Artwork]):
    """The works of a gallery in row order, over the bytes of ``artworks.jsonl``; safe to share between threads."""

    def __init__(self, lines: Buffer, words: Path | None = None) -> None:
        """Take the verified bytes, one JSON object a line, each line ended, and the verified index of their words."""
        self._lines = memoryview(lines)
        ends = np.flatnonzero(np.frombuffer(self._lines, dtype=np.uint8) == _NEWLINE)
        self._starts = np.concatenate([[0], ends + 1])
        self._words = None if words is None else Keywords(words, len(self))
        self._known: dict[int, Artwork] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, row: int) -> Artwork: ...

    @overload
    def __getitem__(self, row: slice) -> Sequence[Artwork]: ...

    def __getitem__(self, row: int | slice) -> Artwork | Sequence[Artwork]:
        if isinstance(row, slice):
            return [self[i] for i in range(*row.indices(len(self)))]
        at = row + len(self) if row < 0 else row
        if not 0 <= at < len(self):
            raise IndexError(row)
        found = self._known.get(at)
        if found is None:
            found = self._parse(at)
            if len(self._known) < _KEPT:
                self._known[at] = found
        return found

    def __iter__(self) -> Iterator[Artwork]:
        return (self[row] for row in range(len(self)))

    def rows_matching(self, query: str) -> NDArray[np.int64]:
        """Return the rows in which every word of ``query`` is found; see ``filters`` for how it is written.

        Raises:
            FilterError: the query asks for what no work can have.
            GalleryCorruptError: the list, or the index of its words, cannot be read.

        """
        wanted = Filter.parse(query)
        looked_up = None if self._words is None else self._words.rows(wanted.terms)
        if looked_up is None:
            return np.array([row for row, work in enumerate(self) if wanted.fits(work)], dtype=np.int64)
        rows, rest = looked_up
        if not rest:
            return rows
        wanted = Filter(rest)
        return np.array([row for row in rows.tolist() if wanted.fits(self[row])], dtype=np.int64)

    def row_of(self, identifier: str) -> int | None:
        """Return the row of the work with that id, or None."""
        with self._lock:
            return self._rows.get(identifier)

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {work.id: row for row, work in enumerate(self)}

    def _parse(self, row: int) -> Artwork:
        try:
            entry = json.loads(bytes(self._lines[self._starts[row] : self._starts[row + 1]]))
        except (ValueError, RecursionError) as error:
            raise GalleryCorruptError("The gallery's list of works cannot be read; build the gallery again.") from error
        if not isinstance(entry, dict):
            raise GalleryCorruptError("The gallery's list of works cannot be read; build the gallery again.")
        return Artwork.from_dict(entry)
