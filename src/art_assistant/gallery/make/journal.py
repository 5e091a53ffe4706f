"""The builder's memory: which files were measured, and what came of it. It survives a kill at any moment.

One SQLite file beside the gallery. A picture is known by its content, so a renamed file costs one reading and no pass
of the network; a file of unchanged size and time is not even opened.
"""

from __future__ import annotations

import errno
import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import numpy as np

from art_assistant.errors import ArtAssistantError, GalleryError, OutputError
from art_assistant.files.atomic import why
from art_assistant.files.database import Fault, damage, fault_of, open_or_renew, set_aside
from art_assistant.gallery.bundle import Stored

_TABLES = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime INTEGER NOT NULL, sha256 TEXT NOT NULL, reason TEXT
);
CREATE TABLE IF NOT EXISTS works (
    sha256 TEXT PRIMARY KEY, vectors BLOB, seen TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS removed (sha256 TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS added (path TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS told (sha256 TEXT PRIMARY KEY, facts TEXT NOT NULL);
"""
_LATER: Final = ("tried", "was")
"""Columns of ``files`` that journals of earlier releases lack."""


@dataclass(frozen=True, slots=True)
class FileState:
    """What was known of a file when it was last looked at.

    Attributes:
        size, mtime: in bytes and in nanoseconds.
        sha256: digest of the work it stands for: of its content, or of what it held when it could last be used; empty
            where it never could.
        reason: why it cannot be used; None for a good picture.
        tried: the circumstances under which it failed; empty where it is always tried again.
        was: digest of what the file held before, until the facts of that work have followed it.

    """

    size: int
    mtime: int
    sha256: str
    reason: str | None = None
    tried: str = ""
    was: str = ""


class Journal:
    """An open journal; only one process may hold it.

    Attributes:
        aside: name of the file in which a damaged journal was kept when a new one was begun in its place, or None.

    """

    def __init__(self, path: Path) -> None:
        """Open or make the journal; a damaged one is kept aside and a new one begun.

        Raises:
            GalleryError: another build holds it.
            OutputError: its folder cannot be written.

        """
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._base, self.aside = open_or_renew(path, _prepare)
        except sqlite3.Error as error:
            raise _told(error) from error
        except OSError as error:
            raise OutputError(_UNWRITABLE.format(why(error))) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(sqlite3.Error):
            self.rollback()
        self._base.close()
        if isinstance(error, sqlite3.Error):
            if fault_of(error) is Fault.DAMAGED:
                with suppress(OSError, StopIteration):
                    set_aside(self._path)
            raise _told(error) from error

    def begin(self) -> None:
        """Begin a change that is kept whole or not at all."""
        self._base.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Keep the change that was begun."""
        self._base.execute("COMMIT")

    def rollback(self) -> None:
        """Forget the change that was begun, if there is one."""
        if self._base.in_transaction:
            self._base.execute("ROLLBACK")

    @property
    def is_new(self) -> bool:
        """Whether the gallery's own facts have not been taken into it yet: it is new, or of an earlier release."""
        return int(self._base.execute("PRAGMA user_version").fetchone()[0]) == 0

    def settle(self) -> None:
        """Note that it is new no longer."""
        self._base.execute("PRAGMA user_version = 1")

    def fact(self, name: str) -> str | None:
        """Return a fact that ``remember`` kept, or None."""
        row = self._base.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else _loaded(row[0])

    def remember(self, name: str, value: str) -> None:
        """Keep a fact."""
        self._base.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, _stored(value)))

    def forget_vectors(self) -> None:
        """Forget the vectors of every work, because another encoder makes them now; what was measured stays."""
        self._base.execute("UPDATE works SET vectors = NULL")

    def files(self) -> dict[str, FileState]:
        """Return every file that was looked at."""
        rows = self._base.execute("SELECT path, size, mtime, sha256, reason, tried, was FROM files")
        return {_loaded(path): FileState(*values) for path, *values in rows}

    def set_file(self, path: str, state: FileState) -> None:
        """Keep what was found of a file."""
        values = (_stored(path), state.size, state.mtime, state.sha256, state.reason, state.tried, state.was)
        columns = "path, size, mtime, sha256, reason, tried, was"
        self._base.execute(f"INSERT OR REPLACE INTO files ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", values)  # noqa: S608

    def works(self) -> set[str]:
        """Return the digests of the pictures whose vectors are known."""
        return {row[0] for row in self._base.execute("SELECT sha256 FROM works WHERE vectors IS NOT NULL")}

    def seen(self) -> dict[str, dict[str, Any]]:
        """Return what was measured in the pictures whose vectors have to be made again."""
        rows = self._base.execute("SELECT sha256, seen FROM works WHERE vectors IS NULL")
        return {digest: _entries(seen) for digest, seen in rows}

    def set_work(self, sha256: str, vectors: Stored, seen: dict[str, Any]) -> None:
        """Keep a measured picture: (width,) float16 facets, and what was seen in it."""
        values = (sha256, vectors.astype("<f2").tobytes(), json.dumps(seen, allow_nan=False))
        self._base.execute("INSERT OR REPLACE INTO works VALUES (?, ?, ?)", values)

    def work(self, sha256: str, width: int | None = None) -> tuple[Stored, dict[str, Any]]:
        """Return a measured picture as ``set_work`` was given it; one of another ``width`` is damaged."""
        vectors, seen = self._base.execute("SELECT vectors, seen FROM works WHERE sha256 = ?", (sha256,)).fetchone()
        if not isinstance(vectors, bytes) or len(vectors) % 2 or len(vectors) // 2 != (width or len(vectors) // 2):
            raise damage("the vectors of a work")
        return np.frombuffer(vectors, dtype="<f2").astype(np.float16), _entries(seen)

    def removed(self) -> set[str]:
        """Return the digests of pictures that the artist took out."""
        return {row[0] for row in self._base.execute("SELECT sha256 FROM removed")}

    def set_removed(self, digests: Iterable[str], *, out: bool) -> None:
        """Take pictures out of the gallery, or let them in again."""
        action = "INSERT OR IGNORE INTO removed VALUES (?)" if out else "DELETE FROM removed WHERE sha256 = ?"
        self._base.executemany(action, [(digest,) for digest in digests])

    def added(self) -> list[str]:
        """Return the files that were added one by one, by their absolute path."""
        return sorted(_loaded(row[0]) for row in self._base.execute("SELECT path FROM added"))

    def set_added(self, paths: Iterable[str]) -> None:
        """Keep which files belong to the gallery wherever they lie."""
        self._base.execute("DELETE FROM added")
        self._base.executemany("INSERT OR IGNORE INTO added VALUES (?)", [(_stored(path),) for path in paths])

    def told(self) -> dict[str, dict[str, Any]]:
        """Return digest to what the artist has told of the work, by the field names of ``Artwork``."""
        return {digest: _entries(facts) for digest, facts in self._base.execute("SELECT sha256, facts FROM told")}

    def tell(self, sha256: str, facts: Mapping[str, Any]) -> None:
        """Keep what is told of a work, in place of what was told before."""
        self._base.execute("INSERT OR REPLACE INTO told VALUES (?, ?)", (sha256, json.dumps(dict(facts))))

    def keep_only(self, paths: Iterable[str], digests: Iterable[str]) -> None:
        """Forget every file and work that is no longer there, and that files held something else before."""
        self._base.execute("UPDATE files SET was = '' WHERE was != ''")
        for table, column, kept in (
            ("files", "path", {_stored(path) for path in paths}),
            ("works", "sha256", set(digests)),
        ):
            known = {row[0] for row in self._base.execute(f"SELECT {column} FROM {table}")}  # noqa: S608
            gone = [(value,) for value in known - kept]
            self._base.executemany(f"DELETE FROM {table} WHERE {column} = ?", gone)  # noqa: S608


_UNWRITABLE: Final = (
    "The folder for galleries cannot be written: {}; mend that, or name another folder with ART_GALLERY_HOME."
)


def _prepare(base: sqlite3.Connection) -> None:
    for table in _TABLES.split(";"):
        base.execute(table)
    columns = {row[1] for row in base.execute("PRAGMA table_info(files)")}
    for name in _LATER:
        if name not in columns:
            base.execute(f"ALTER TABLE files ADD COLUMN {name} TEXT NOT NULL DEFAULT ''")


def _entries(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise damage("an entry") from error
    if not isinstance(found, dict):
        raise damage("an entry")
    return found


def _told(error: sqlite3.Error) -> ArtAssistantError:
    fault = fault_of(error)
    if fault is Fault.BUSY:
        return GalleryError("The gallery is being changed by another process; try again when that has ended.")
    if fault is Fault.FULL:
        return OutputError(_UNWRITABLE.format("the disk is full"))
    if fault is Fault.CLOSED:
        return OutputError(_UNWRITABLE.format(why(OSError(errno.EACCES, ""))))
    if fault is Fault.DAMAGED:
        return GalleryError("The gallery's journal is damaged; run the command again, and it is made from the gallery.")
    return OutputError(_UNWRITABLE.format("the system refused to write"))


def _stored(text: str) -> str | bytes:
    """Return the form in which a name stands in the base: names that are no text are kept as their bytes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return os.fsencode(text)
    return text


def _loaded(value: str | bytes) -> str:
    return os.fsdecode(value) if isinstance(value, bytes) else str(value)
