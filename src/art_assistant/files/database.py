"""The one way to open an SQLite file: for this process alone, whole after any stop, its faults told apart."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path
from typing import Final

_PATIENCE_S: Final = 1.0
"""How long to wait for another process that holds the file."""

Prepare = Callable[[sqlite3.Connection], None]
"""What makes the tables of a base, and mends those of an earlier release, inside one change."""


class Fault(Enum):
    """What is wrong with a base, as far as it makes a difference to the person who is told."""

    BUSY = auto()
    FULL = auto()
    CLOSED = auto()
    DAMAGED = auto()
    OTHER = auto()


_FAULTS: Final = {
    sqlite3.SQLITE_BUSY: Fault.BUSY,
    sqlite3.SQLITE_LOCKED: Fault.BUSY,
    sqlite3.SQLITE_FULL: Fault.FULL,
    sqlite3.SQLITE_READONLY: Fault.CLOSED,
    sqlite3.SQLITE_CANTOPEN: Fault.CLOSED,
    sqlite3.SQLITE_PERM: Fault.CLOSED,
    sqlite3.SQLITE_CORRUPT: Fault.DAMAGED,
    sqlite3.SQLITE_NOTADB: Fault.DAMAGED,
}


def fault_of(error: sqlite3.Error) -> Fault:
    """Return what an error of SQLite means."""
    # The low byte is the primary code; what stands above it only refines it.
    return _FAULTS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, Fault.OTHER)


def damage(what: str) -> sqlite3.DatabaseError:
    """Return the error for something in a base that is damaged, though SQLite itself could read it."""
    error = sqlite3.DatabaseError(f"{what} is damaged")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def open_base(path: Path, prepare: Prepare, *, trust_clean_end: bool = False) -> sqlite3.Connection:
    """Open or make the base at ``path``, and hold it until it is closed; changes are begun and kept by statements.

    A stop at any moment leaves every change that was kept (WAL, ``synchronous`` NORMAL; https://sqlite.org/wal.html).

    Args:
        path: the file, in a folder that is there.
        prepare: makes the tables, all of them or none.
        trust_clean_end: look through every page only where the last holder did not close the base; for a large one,
            whose owner sees damage where it reads.

    Raises:
        sqlite3.Error: see ``fault_of``.

    """
    sure = trust_clean_end and not _left_open(path)
    base = sqlite3.connect(path, timeout=_PATIENCE_S, isolation_level=None)
    try:
        # Exclusive before WAL: then no memory is shared, which some network drives cannot do.
        base.execute("PRAGMA locking_mode=EXCLUSIVE")
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA synchronous=NORMAL")
        base.execute("BEGIN EXCLUSIVE")
        prepare(base)
        base.execute("COMMIT")
        if not sure:
            _check(base)
    except BaseException:
        base.close()
        raise
    return base


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open a base that nobody changes, whatever thread asks it: it is not written to, and no file is made beside it.

    What its tables say is believed as little as can be: it may come from elsewhere.

    Raises:
        sqlite3.Error: see ``fault_of``.

    """
    # Without "immutable" a base in a folder that is closed to writing could not be read.
    base = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    try:
        for rule in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON"):
            base.execute(f"PRAGMA {rule}")
    except BaseException:
        base.close()
        raise
    return base


def _left_open(path: Path) -> bool:
    """Whether the last holder stopped before it closed the base: closing takes the log of changes away."""
    return path.with_name(f"{path.name}-wal").exists()


def _check(base: sqlite3.Connection) -> None:
    if base.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise damage("a page")


def open_or_renew(path: Path, prepare: Prepare) -> tuple[sqlite3.Connection, str | None]:
    """Open the base as ``open_base`` does; a damaged one is kept aside, and a new one begun in its place.

    Returns:
        The base, and the name of the file in which the damaged one was kept, or None.

    Raises:
        sqlite3.Error: see ``fault_of``.
        OSError: the damaged one could not be moved.

    """
    try:
        return open_base(path, prepare), None
    except sqlite3.DatabaseError as error:
        if fault_of(error) is not Fault.DAMAGED:
            raise
    aside = set_aside(path)
    return open_base(path, prepare), aside


def set_aside(path: Path) -> str:
    """Keep a damaged base, and what belongs to it, under another name beside it, and return that name.

    Raises:
        OSError: the system refused.
        StopIteration: a thousand are kept already.

    """
    free = (path.with_name(f"{path.name}.damaged{n or ''}") for n in range(1000))
    kept = next(name for name in free if not name.exists())
    path.replace(kept)
    for tail in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + tail).replace(kept.with_name(kept.name + tail))
    return kept.name
