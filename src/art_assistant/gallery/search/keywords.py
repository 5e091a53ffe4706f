"""The words of a big gallery in an index of their own, so that a filter does not read a million works.

An SQLite file. Museums write the same artist, date and medium again and again: each text stands once in an FTS5 table
of trigrams, which finds what stands within a word, as the walk through the works does, from three letters on; beside
it, lists tell the works of each text. Titles are seldom the same, so that their words are texts as well.
Source: https://sqlite.org/fts5.html, "The Trigram Tokenizer".
"""

from __future__ import annotations

import sqlite3
import threading
from array import array
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

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

_FACTS: Final = ("museum", "title", "artist", "attribution", "nationality", "date", "medium", "style")
_PLACES: Final = (*_FACTS, "century", "title_words")
"""Where texts stand, in the order of their numbers, so that whatever is asked looks through one stretch of them.

A word without a field looks from ``artist`` to the end, one with spaces from ``title`` to ``century``: all that
``Artwork.keywords`` joins.
"""

_JOINT: Final = "|"
"""What ``Artwork.keywords`` sets between two facts; only the walk finds words across it."""

# Folding is ours alone: what SQLite would fold besides, the walk does not find.
_WORDS: Final = (
    "CREATE VIRTUAL TABLE words USING fts5(text, content='', columnsize=0, tokenize='trigram case_sensitive 1')"
)
_LISTS: Final = "CREATE TABLE lists(starts BLOB, works BLOB)"
"""A row a place. ``works`` are the works of one text after those of another, ``starts`` where each begins: uint32."""

_CENTURIES: Final = "CREATE TABLE centuries(data BLOB)"
_PARTS: Final = {"words", "words_data", "words_idx", "words_config", "lists", "centuries"}


@dataclass(slots=True)
class _Place:
    """The texts of one place while they are gathered.

    Attributes:
        numbers: text to its number, in the order in which they were met.
        texts, works: number of a text and row of a work that holds it, pair by pair.

    """

    numbers: dict[str, int] = field(default_factory=dict)
    texts: array[int] = field(default_factory=lambda: array("I"))
    works: array[int] = field(default_factory=lambda: array("I"))

    def add(self, row: int, text: str) -> None:
        """Note that the work in ``row`` holds ``text``; what is shorter than any word that is looked up is left out."""
        if len(text) >= SHORTEST:
            self.texts.append(self.numbers.setdefault(text, len(self.numbers)))
            self.works.append(row)

    def lists(self) -> tuple[bytes, bytes]:
        """Return the row of the table ``lists``."""
        texts = np.array(self.texts, dtype=np.int64)
        starts = np.concatenate([[0], np.cumsum(np.bincount(texts, minlength=len(self.numbers)))])
        works = np.array(self.works, dtype="<u4")[np.argsort(texts, kind="stable")]
        return starts.astype("<u4").tobytes(), works.tobytes()


def words_of(works: Sequence[Artwork]) -> bytes | None:
    """Return the index over works in row order, as the bytes of its file; None where this SQLite makes no trigrams."""
    with closing(sqlite3.connect(":memory:")) as base:
        try:
            base.execute(_WORDS)
        except sqlite3.OperationalError:
            return None
        places, centuries = _gathered(works)
        texts = enumerate(text for place in places for text in place.numbers)
        base.executemany("INSERT INTO words(rowid, text) VALUES(?, ?)", texts)
        base.execute("INSERT INTO words(words) VALUES('optimize')")
        base.execute(_LISTS)
        base.executemany("INSERT INTO lists VALUES(?, ?)", (place.lists() for place in places))
        base.execute(_CENTURIES)
        base.execute("INSERT INTO centuries VALUES(?)", (centuries,))
        base.commit()
        # Written anew page by page: what was moved and left behind is not kept.
        base.execute("VACUUM")
        return base.serialize()


def _gathered(works: Iterable[Artwork]) -> tuple[list[_Place], bytes]:
    """Return the texts of every place, and the century of each work as a byte: 0 is unknown."""
    by_name, centuries = {name: _Place() for name in _PLACES}, bytearray()
    for row, given in enumerate(works):
        # As the walk reads it: a century that is not told is taken from the date, and texts are cleaned.
        work = Artwork.from_dict(given.as_dict())
        centuries.append(work.century or 0)
        for name in _FACTS:
            by_name[name].add(row, _whole(folded(str(getattr(work, name) or ""))))
        by_name["century"].add(row, f"{work.century}th century" if work.century else "")
        for word in dict.fromkeys(_whole(folded(work.title or "")).split(" ")):
            by_name["title_words"].add(row, word)
    return [*by_name.values()], bytes(centuries)


@dataclass(frozen=True, slots=True)
class _Lists:
    """The works of each text of one place.

    Attributes:
        starts: (texts + 1,) where the works of each text begin, and the last ends.
        works: rows of works.

    """

    starts: NDArray[np.uint32]
    works: NDArray[np.uint32]

    @classmethod
    def read(cls, starts: bytes, works: bytes, count: int) -> Self:
        """Return the lists that a row of the table holds, over ``count`` works.

        Raises:
            ValueError, TypeError: it holds none.

        """
        lists = cls(np.frombuffer(starts, dtype="<u4"), np.frombuffer(works, dtype="<u4"))
        ends = lists.starts
        if ends[0] != 0 or ends[-1] != len(lists.works) or (ends[1:] < ends[:-1]).any():
            raise ValueError(len(ends))
        if lists.works.size and lists.works.max() >= count:
            raise ValueError(count)
        return lists

    def of(self, texts: NDArray[np.int64]) -> NDArray[np.uint32]:
        """Return the works of all these texts, text by text."""
        starts = self.starts[texts].astype(np.int64)
        lengths = self.starts[texts + 1] - starts
        before = np.cumsum(lengths) - lengths
        found: NDArray[np.uint32] = self.works[np.repeat(starts - before, lengths) + np.arange(lengths.sum())]
        return found


class Keywords:
    """The index of a gallery's words, opened when it is first asked; safe to share between threads."""

    def __init__(self, path: Path, works: int) -> None:
        """Take the verified file, and how many works it has to be over."""
        self._path = path
        self._works = works
        self._lock = threading.Lock()
        self._open: _Open | None = None

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
                if "no such module" in str(error) or "no such tokenizer" in str(error):
                    return None
                raise GalleryCorruptError(
                    f"The gallery's {self._path.name} cannot be read; build it again, or restore it from a copy."
                ) from error
        return found, tuple(term for term in terms if term not in centuries and term not in sought)

    def _found(self, centuries: Sequence[Term], sought: Sequence[Term]) -> Ids:
        if self._open is None:
            self._open = _Open(open_to_read(self._path), self._works)
        fits = np.ones(self._works, dtype=np.bool_)
        for term in centuries:
            fits &= self._open.centuries == int(term.words)
        for term in sought:
            if not fits.any():
                break
            fits &= self._open.holding(term)
        return np.flatnonzero(fits)


class _Open:
    """An index that was opened and looked at; the lists of a place are read when they are first needed."""

    def __init__(self, base: sqlite3.Connection, works: int) -> None:
        _check(base)
        self._base = base
        self._works = works
        self._lists: dict[int, _Lists] = {}
        (told,) = base.execute("SELECT data FROM centuries").fetchone()
        self.centuries = np.frombuffer(told, dtype=np.uint8)
        sizes = base.execute("SELECT length(CAST(starts AS BLOB)) FROM lists ORDER BY rowid")
        counts = [size // 4 - 1 for (size,) in sizes]
        if len(self.centuries) != works or len(counts) != len(_PLACES) or min(counts) < 0:
            raise ValueError(counts)
        self._firsts = np.concatenate([[0], np.cumsum(counts)])

    def holding(self, term: Term) -> NDArray[np.bool_]:
        """Return, for each work, whether it holds what is sought."""
        places, holds = _stretch(term), np.zeros(self._works, dtype=np.bool_)
        low, high = (int(self._firsts[at]) for at in (places.start, places.stop))
        # One text of all numbers is handed over several times as fast as a tuple for each.
        asked = "SELECT group_concat(rowid) FROM words WHERE words MATCH ? AND rowid >= ? AND rowid < ?"
        (told,) = self._base.execute(asked, (_match(term), low, high)).fetchone()
        texts = np.sort(np.fromstring(told or "", dtype=np.int64, sep=","))
        for place in places:
            first, end = np.searchsorted(texts, self._firsts[place : place + 2])
            if first < end:
                holds[self._at(place).of(texts[first:end] - self._firsts[place])] = True
        return holds

    def _at(self, place: int) -> _Lists:
        if place not in self._lists:
            asked = self._base.execute("SELECT starts, works FROM lists WHERE rowid = ?", (place + 1,))
            starts, works = asked.fetchone()
            self._lists[place] = _Lists.read(starts, works, self._works)
        return self._lists[place]


def _stretch(term: Term) -> range:
    """Return the numbers of the places in which a term is looked for."""
    spaced = " " in term.words
    first, last = ("title", "century") if spaced else ("artist", "title_words")
    if term.field is not None:
        first = last = "title_words" if term.field == "title" and not spaced else term.field
    return range(_PLACES.index(first), _PLACES.index(last) + 1)


def _whole(text: str) -> str:
    """Return ``text`` without halves of letters, which JSON can hold and SQLite cannot."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def _is_sought(term: Term) -> bool:
    """Whether the index finds just what the walk does; SQLite ends a text where it is told to search for a zero."""
    words = term.words
    between = term.field is None and _JOINT in words
    return len(words) >= SHORTEST and not between and "\0" not in words and _whole(words) == words


def _match(term: Term) -> str:
    return '"' + term.words.replace('"', '""') + '"'


def _check(base: sqlite3.Connection) -> None:
    """Raise ValueError where there is anything but what ``words_of`` makes: a gallery from elsewhere may hold more."""
    found = dict(base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
    (count,) = base.execute("SELECT count(*) FROM sqlite_master").fetchone()
    ours = {"words": _WORDS, "lists": _LISTS, "centuries": _CENTURIES}
    if {*found} != _PARTS or count != len(_PARTS) or any(found[name] != sql for name, sql in ours.items()):
        raise ValueError(found)
