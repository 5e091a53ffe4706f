"""The tables of the file of projects, and the steps that bring a file of an earlier release up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from art_assistant.errors import ProjectError

STEPS: Final[Sequence[str]] = (
    """
    CREATE TABLE projects (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL UNIQUE, made TEXT NOT NULL,
        picture TEXT NOT NULL, sha256 TEXT NOT NULL, data BLOB NOT NULL
    );
    CREATE TABLE attempts (
        id INTEGER PRIMARY KEY, project INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
        number INTEGER NOT NULL, day TEXT NOT NULL, picture TEXT NOT NULL, sha256 TEXT NOT NULL,
        comparison TEXT NOT NULL, data BLOB NOT NULL, UNIQUE (project, number), UNIQUE (project, sha256)
    );
    """,
    "ALTER TABLE attempts ADD COLUMN note TEXT NOT NULL DEFAULT '';",
    """
    ALTER TABLE attempts ADD COLUMN errors BLOB;
    CREATE TABLE intended (
        project INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
        difference TEXT NOT NULL, told TEXT NOT NULL, PRIMARY KEY (project, difference)
    );
    """,
)
"""What each version of the tables adds to the one before; the first makes them. A step that was released stays."""


def bring_up_to_date(base: sqlite3.Connection, steps: Sequence[str] = STEPS) -> None:
    """Make the tables, or add to older ones what they lack, inside the change that is open.

    Raises:
        ProjectError: a later release of Art Assistant wrote the file.
        sqlite3.Error: see ``files.database.fault_of``.

    """
    version = int(base.execute("PRAGMA user_version").fetchone()[0])
    if version > len(steps):
        raise ProjectError("A later release of Art Assistant wrote the projects; install that one to open them.")
    for step in steps[version:]:
        # ``executescript`` would keep the change that is open before it begins.
        for statement in filter(str.strip, step.split(";")):
            base.execute(statement)
    if version < len(steps):
        base.execute(f"PRAGMA user_version = {len(steps)}")
