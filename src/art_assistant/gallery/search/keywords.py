"""The words of a big gallery in an index of their own, so that a filter does not read a million works.

An SQLite file with one FTS5 table of trigrams over the folded facts: it finds what stands within a word, as the walk
through the works does, from three letters on. Source: https://sqlite.org/fts5.html, "The Trigram Tokenizer".
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.errors import GalleryCorruptError
from art_assistant.files.database import open_to_read
from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.index.protocol import Ids
from art_assistant.gallery.search.filters import Term, folded

LEAST_WORKS: Final = 1_000
"""Works from which a gallery has the index; up to there the walk takes less than 20 ms."""

SHORTEST: Final = 3
"""Letters of the shortest word that trigrams find."""

_FACTS: Final = ("title", "artist", "attribution", "nationality", "date", "medium", "style", "museum")
_COLUMNS: Final = (*_FACTS, "named_century")
_ANYWHERE: Final = " ".join(name for name in _COLUMNS if name != "museum")
"""Where a word without a field is looked for: in what ``Artwork.keywords`` joins."""

_JOINT: Final = "|"
"""What ``Artwork.keywords`` sets between two facts; only the walk finds words across it."""

# Folding is ours alone: what SQLite would fold besides, the walk does not find.
_TABLE: Final = (
    f"CREATE VIRTUAL TABLE words USING fts5({', '.join(_COLUMNS)}, content='', columnsize=0, "
    "tokenize='trigram case_sensitive 1')"
)
_CENTURIES: Final = "CREATE TABLE centuries(data BLOB)"
_PARTS: Final = {"words", "words_data", "words_idx", "words_config", "centuries"}


def words_of(works: Sequence[Artwork]) -> bytes | None:
    """Return the index over works in row order, as the bytes of its file; None where this SQLite makes no trigrams."""
    with closing(sqlite3.connect(":memory:")) as base:
        try:
            base.execute(_TABLE)
        except sqlite3.OperationalError:
            return None
        marks = ", ".join("?" * (len(_COLUMNS) + 1))
        centuries = bytearray()
        base.executemany(f"INSERT INTO words(rowid, {', '.join(_COLUMNS)}) VALUES({marks})", _rows(works, centuries))
        base.execute("INSERT INTO words(words) VALUES('optimize')")
        base.execute(_CENTURIES)
        base.execute("INSERT INTO centuries VALUES(?)", (bytes(centuries),))
        base.commit()
        # Written anew page by page: what was moved and left behind is not kept.
        base.execute("VACUUM")
        return base.serialize()


def _rows(works: Iterable[Artwork], centuries: bytearray) -> Iterator[tuple[int | str, ...]]:
    """Yield the row of the table for each work, and note its century: 0 is unknown."""
    for row, given in enumerate(works):
        # As the walk reads it: a century that is not told is taken from the date, and texts are cleaned.
        work = Artwork.from_dict(given.as_dict())
        centuries.append(work.century or 0)
        facts = (_whole(folded(str(getattr(work, name) or ""))) for name in _FACTS)
        yield (row, *facts, f"{work.century}th century" if work.century else "")


class Keywords:
    """The index of a gallery's words, opened when it is first asked; safe to share between threads."""

    def __init__(self, path: Path, works: int) -> None:
        """Take the verified file, and how many works it has to be over."""
        self._path = path
        self._works = works
        self._lock = threading.Lock()
        self._base: sqlite3.Connection | None = None
        self._centuries: NDArray[np.uint8] | None = None

    def rows(self, terms: Sequence[Term]) -> tuple[Ids, tuple[Term, ...]] | None:
        """Return the rows that hold all the terms that can be looked up, and the terms that cannot.

        None where nothing can be looked up: all words are too short, or this SQLite knows no trigrams.

        Raises:
            GalleryCorruptError: the file is not one that was written for this gallery.

        """
        centuries = [term for term in terms if term.field == "century"]
        sought = [term for term in terms if term not in centuries and _is_sought(term)]
        if not centuries and not sought:
            return None
        with self._lock:
            try:
                found = self._found(centuries, sought)
            except (sqlite3.Error, ValueError, TypeError) as error:
                raise GalleryCorruptError(
                    "The gallery's words.sqlite cannot be read; build it again, or restore it from a copy."
                ) from error
        if found is None:
            return None
        return found, tuple(term for term in terms if term not in centuries and term not in sought)

    def _found(self, centuries: Sequence[Term], sought: Sequence[Term]) -> Ids | None:
        if self._base is None:
            self._base = open_to_read(self._path)
            _check(self._base)
            (told,) = self._base.execute("SELECT data FROM centuries").fetchone()
            self._centuries = np.frombuffer(told, dtype=np.uint8)
        fits = np.ones(self._works, dtype=np.bool_)
        for term in centuries:
            fits &= self._centuries == int(term.words)
        if not sought:
            return np.flatnonzero(fits)
        wanted = " AND ".join(_match(term) for term in sought)
        try:
            # One text of all rows is handed over several times as fast as a tuple for each.
            asked = self._base.execute("SELECT group_concat(rowid) FROM words WHERE words MATCH ?", (wanted,))
            (told,) = asked.fetchone()
        except sqlite3.OperationalError as error:
            if "no such module" in str(error) or "no such tokenizer" in str(error):
                return None
            raise
        rows = np.array([] if told is None else told.split(","), dtype=np.int64)
        if rows.size and not 0 <= rows.min() <= rows.max() < self._works:
            raise ValueError(rows.max())
        return np.sort(rows[fits[rows]])


def _whole(text: str) -> str:
    """Return ``text`` without halves of letters, which JSON can hold and SQLite cannot."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def _is_sought(term: Term) -> bool:
    """Whether the index finds just what the walk does; SQLite ends a text where it is told to search for a zero."""
    words = term.words
    between = term.field is None and _JOINT in words
    return len(words) >= SHORTEST and not between and "\0" not in words and _whole(words) == words


def _match(term: Term) -> str:
    words = term.words.replace('"', '""')
    return f'{{{term.field or _ANYWHERE}}} : "{words}"'


def _check(base: sqlite3.Connection) -> None:
    """Raise ValueError where there is anything but what ``words_of`` makes: a gallery from elsewhere may hold more."""
    found = dict(base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
    (count,) = base.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if {*found} != _PARTS or count != len(_PARTS) or found["words"] != _TABLE or found["centuries"] != _CENTURIES:
        raise ValueError(found)
