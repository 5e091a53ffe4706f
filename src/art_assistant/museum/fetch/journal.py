"""What was asked, answered, chosen and kept, so that a fetch goes on exactly where it stopped, whatever stopped it.

One SQLite file in the catalogue's folder. A *run* is one answer to one question, over as many starts as it takes.
"""

from __future__ import annotations

import errno
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from art_assistant.errors import ArtAssistantError, OutputError
from art_assistant.files.atomic import why
from art_assistant.files.database import Fault, fault_of, open_base
from art_assistant.museum.fetch.outcomes import Marks

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS answers (
    address TEXT PRIMARY KEY, run INTEGER NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL, body BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS works (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL, run INTEGER NOT NULL, record TEXT NOT NULL, place TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS pictures (
    id TEXT PRIMARY KEY, run INTEGER NOT NULL, place TEXT NOT NULL, form TEXT NOT NULL, reason TEXT NOT NULL,
    sha256 TEXT NOT NULL, source TEXT NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS ours (path TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (path, sha256));
"""


@dataclass(frozen=True, slots=True)
class Listing:
    """A work that was chosen: its name, its record as JSON, and where its picture is."""

    id: str
    record: str
    place: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a work's picture.

    Attributes:
        run: the run in which that was found.
        place: where the picture was to be had.
        form: the size in which it is kept.
        reason: why there is none; empty where there is one.
        sha256: digest of the file that is kept; empty where there is none.
        source: digest of what the museum sent.
        marks: by which the museum knows whether it has changed.

    """

    run: int
    place: str
    form: str
    reason: str = ""
    sha256: str = ""
    source: str = ""
    marks: Marks = field(default_factory=Marks)


class FetchJournal:
    """An open journal; one process may hold it, and one thread of it use it."""

    def __init__(self, path: Path) -> None:
        """Open or make the journal.

        Raises:
            OutputError: another fetch holds it, it is damaged, or its folder cannot be written.

        """
        with _telling():
            self._base = open_base(path, _prepare)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()
        if isinstance(error, sqlite3.Error):
            raise _told(error) from error

    @contextmanager
    def change(self) -> Iterator[None]:
        """Keep what the block changes, all of it or nothing."""
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    def fact(self, name: str) -> str:
        """Return a fact; empty where there is none."""
        row = self._base.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return "" if row is None else str(row[0])

    def remember(self, name: str, value: str) -> None:
        """Keep a fact."""
        self._base.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def answer(self, address: str) -> tuple[int, Marks, bytes] | None:
        """Return the run in which an address was last asked, with the marks and the answer."""
        row = self._base.execute("SELECT run, etag, modified, body FROM answers WHERE address = ?", (address,))
        found = row.fetchone()
        return None if found is None else (found[0], Marks(found[1], found[2]), zlib.decompress(found[3]))

    def keep_answer(self, address: str, run: int, marks: Marks, body: bytes) -> None:
        """Keep what a museum answered."""
        values = (address, run, marks.etag, marks.modified, zlib.compress(body, 6))
        self._base.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", values)

    def forget_answers(self, before: int) -> None:
        """Forget what was not asked again since a run."""
        self._base.execute("DELETE FROM answers WHERE run < ?", (before,))

    def choose(self, run: int, works: Iterable[Listing]) -> None:
        """Keep the works that a run has chosen, in their order, in the place of those before."""
        self._base.execute("DELETE FROM works")
        rows = [(work.id, at, run, work.record, work.place) for at, work in enumerate(works)]
        self._base.executemany("INSERT INTO works VALUES (?, ?, ?, ?, ?)", rows)

    def chosen(self) -> list[Listing]:
        """Return the works in their order."""
        rows = self._base.execute("SELECT id, record, place FROM works ORDER BY position")
        return [Listing(*row) for row in rows]

    def pictures(self) -> dict[str, Kept]:
        """Return what became of each picture, by the work's name."""
        rows = self._base.execute("SELECT id, run, place, form, reason, sha256, source, etag, modified FROM pictures")
        return {name: _kept(rest) for name, *rest in rows}

    def keep_picture(self, name: str, kept: Kept) -> None:
        """Keep what became of a picture."""
        values: tuple[Any, ...] = (name, kept.run, kept.place, kept.form, kept.reason, kept.sha256, kept.source)
        self._base.execute(
            "INSERT OR REPLACE INTO pictures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, kept.marks.etag, kept.marks.modified),
        )

    def own(self, path: str, sha256: str) -> None:
        """Note that a file of that content at that place is ours; said before it is written."""
        self._base.execute("INSERT OR IGNORE INTO ours VALUES (?, ?)", (path, sha256))

    def is_ours(self, path: str, sha256: str) -> bool:
        """Whether a file of that content at that place is one that we wrote."""
        row = self._base.execute("SELECT 1 FROM ours WHERE path = ? AND sha256 = ?", (path, sha256)).fetchone()
        return row is not None


def _kept(row: Sequence[Any]) -> Kept:
    run, place, form, reason, sha256, source, etag, modified = row
    return Kept(run, place, form, reason, sha256, source, Marks(etag, modified))


def _prepare(base: sqlite3.Connection) -> None:
    for table in _TABLES.split(";"):
        base.execute(table)


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise _told(error) from error


def _told(error: sqlite3.Error) -> ArtAssistantError:
    fault = fault_of(error)
    if fault is Fault.BUSY:
        return OutputError("Another fetch is writing into this folder; try again when that has ended.")
    if fault is Fault.DAMAGED:
        return OutputError("The journal of this catalogue is damaged; name another folder with --out, and fetch anew.")
    reason = {Fault.FULL: errno.ENOSPC, Fault.CLOSED: errno.EACCES}.get(fault, 0)
    return OutputError(f"The catalogue's folder cannot be written: {why(OSError(reason, ''))}.")
