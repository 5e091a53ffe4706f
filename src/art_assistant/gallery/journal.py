"""The builder's memory: which files were measured, and what came of it. It survives a kill at any moment.

One SQLite file beside the gallery. A picture is known by its content, so a renamed file costs one reading and no pass
of the network; a file of unchanged size and time is not even opened.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from art_assistant.errors import GalleryError
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
"""


@dataclass(frozen=True, slots=True)
class FileState:
    """What was known of a file when it was last looked at.

    Attributes:
        size, mtime: in bytes and in nanoseconds.
        sha256: digest of its content.
        reason: why it cannot be used; None for a good picture.

    """

    size: int
    mtime: int
    sha256: str
    reason: str | None = None


class Journal:
    """An open journal; only one process may hold it."""

    def __init__(self, path: Path) -> None:
        """Open or make the journal.

        Raises:
            GalleryError: another build holds it, or it is not a journal.

        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(path, timeout=1.0, isolation_level=None)
            self._base.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute("PRAGMA synchronous=NORMAL")
            self._base.executescript(_TABLES)
        except sqlite3.OperationalError as error:
            raise GalleryError(
                "The gallery is being built by another process, or its folder cannot be written; try again later."
            ) from error
        except (sqlite3.DatabaseError, OSError) as error:
            raise GalleryError(
                "The gallery's journal is damaged; delete the gallery with 'gallery remove NAME --all' and build it."
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()

    def fact(self, name: str) -> str | None:
        """Return a fact that ``remember`` kept, or None."""
        row = self._base.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def remember(self, name: str, value: str) -> None:
        """Keep a fact."""
        self._base.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def forget_vectors(self) -> None:
        """Forget the vectors of every work, because another encoder makes them now; what was measured stays."""
        self._base.execute("UPDATE works SET vectors = NULL")

    def files(self) -> dict[str, FileState]:
        """Return every file that was looked at."""
        rows = self._base.execute("SELECT path, size, mtime, sha256, reason FROM files")
        return {path: FileState(size, mtime, digest, reason) for path, size, mtime, digest, reason in rows}

    def set_file(self, path: str, state: FileState) -> None:
        """Keep what was found of a file."""
        values = (path, state.size, state.mtime, state.sha256, state.reason)
        self._base.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)", values)

    def works(self) -> set[str]:
        """Return the digests of the pictures whose vectors are known."""
        return {row[0] for row in self._base.execute("SELECT sha256 FROM works WHERE vectors IS NOT NULL")}

    def seen(self) -> dict[str, dict[str, Any]]:
        """Return what was measured in the pictures whose vectors have to be made again."""
        rows = self._base.execute("SELECT sha256, seen FROM works WHERE vectors IS NULL")
        return {digest: json.loads(seen) for digest, seen in rows}

    def set_work(self, sha256: str, vectors: Stored, seen: dict[str, Any]) -> None:
        """Keep a measured picture: (width,) float16 facets, and what was seen in it."""
        values = (sha256, vectors.astype("<f2").tobytes(), json.dumps(seen, allow_nan=False))
        self._base.execute("INSERT OR REPLACE INTO works VALUES (?, ?, ?)", values)

    def work(self, sha256: str) -> tuple[Stored, dict[str, Any]]:
        """Return a measured picture as ``set_work`` was given it."""
        vectors, seen = self._base.execute("SELECT vectors, seen FROM works WHERE sha256 = ?", (sha256,)).fetchone()
        return np.frombuffer(vectors, dtype="<f2").astype(np.float16), json.loads(seen)

    def removed(self) -> set[str]:
        """Return the digests of pictures that the artist took out."""
        return {row[0] for row in self._base.execute("SELECT sha256 FROM removed")}

    def set_removed(self, digests: Iterable[str], *, out: bool) -> None:
        """Take pictures out of the gallery, or let them in again."""
        action = "INSERT OR IGNORE INTO removed VALUES (?)" if out else "DELETE FROM removed WHERE sha256 = ?"
        self._base.executemany(action, [(digest,) for digest in digests])

    def added(self) -> list[str]:
        """Return the files that were added one by one, by their absolute path."""
        return [row[0] for row in self._base.execute("SELECT path FROM added ORDER BY path")]

    def add(self, paths: Iterable[str]) -> None:
        """Keep files that belong to the gallery wherever they lie."""
        self._base.executemany("INSERT OR IGNORE INTO added VALUES (?)", [(path,) for path in paths])

    def keep_only(self, paths: Iterable[str], digests: Iterable[str]) -> None:
        """Forget every file and work that is no longer there."""
        with self._base:
            self._base.execute("BEGIN")
            for table, column, kept in (("files", "path", set(paths)), ("works", "sha256", set(digests))):
                known = {row[0] for row in self._base.execute(f"SELECT {column} FROM {table}")}  # noqa: S608
                gone = [(value,) for value in known - kept]
                self._base.executemany(f"DELETE FROM {table} WHERE {column} = ?", gone)  # noqa: S608
