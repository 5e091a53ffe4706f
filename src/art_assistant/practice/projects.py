"""Projects in one SQLite file on this machine: a reference, the attempts at it, and what each comparison measured.

The pictures are in the file too, as they were handed over, so that a project stays whole when folders are tidied.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import platformdirs

from art_assistant.errors import ProjectError, ProjectNotFoundError
from art_assistant.files.atomic import why
from art_assistant.files.database import Fault, damage, fault_of, open_base
from art_assistant.practice.meant import Meant
from art_assistant.practice.tables import bring_up_to_date
from art_assistant.settings import Settings

FILE: Final = "projects.sqlite"
LONGEST_NAME: Final = 80
LONGEST_NOTE: Final = 500

_TOLD: Final = {
    Fault.BUSY: "Another Art Assistant has the projects open; wait until it is done and try again.",
    Fault.FULL: "The projects cannot be kept: the disk is full. Nothing was changed.",
    Fault.CLOSED: "The projects cannot be opened or written there; see ART_PROJECTS_HOME.",
    Fault.DAMAGED: f"The projects' file ({FILE}) is damaged and was left as it is; put back a copy of it, or move it.",
}


@dataclass(frozen=True, slots=True)
class Original:
    """A picture as it was handed over.

    Attributes:
        name: of its file, without folders.
        data: the bytes of the file.

    """

    name: str
    data: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """The digest of the bytes, as 64 hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at a reference.

    Attributes:
        number: 1, 2, ... in the order in which they were added.
        day: when it was painted.
        picture: name of the file it came as.
        sha256: digest of that file.
        note: the artist's own words; may be empty.
        comparison: what was measured against the reference, as ``compare`` returns it in JSON, with nothing left out
            that is meant.
        errors: the map of errors, as ``practice.maps`` packs it; None where an earlier release kept none.

    """

    number: int
    day: date
    picture: str
    sha256: str
    note: str
    comparison: Mapping[str, Any] = field(repr=False)
    errors: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Project:
    """A reference and the attempts at it, in the order of their days.

    Attributes:
        name: what the artist calls it.
        made: the day on which it was begun.
        picture: name of the file that the reference came as.
        sha256: digest of that file.
        attempts: by day; those of one day by number.
        intended: differences that are meant, in the order in which they were marked.

    """

    name: str
    made: date
    picture: str
    sha256: str
    attempts: tuple[Attempt, ...]
    intended: tuple[Meant, ...] = ()


def home_of(settings: Settings) -> Path:
    """Return the folder in which the projects lie; it need not exist yet."""
    if settings.projects.home:
        return Path(settings.projects.home).expanduser()
    return Path(platformdirs.user_data_dir("art-assistant", appauthor=False)) / "projects"


class Projects:
    """The open file of projects, for as short as possible: nobody else can open it meanwhile."""

    def __init__(self, base: sqlite3.Connection) -> None:
        """Take over an open base."""
        self._base = base

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open the artist's projects; the file is made where there is none.

        Raises:
            ProjectError: another process holds the file, it is damaged, a later release wrote it, or it cannot be
                written.

        """
        path = home_of(settings) / FILE
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ProjectError(f"There is no place for projects: {why(error)}; see ART_PROJECTS_HOME.") from error
        with _telling():
            # Every photograph is checked by its digest when it is read: to look through all of them at each opening
            # takes a second of each 400 MB, and does not see a byte that changed within one.
            base = open_base(path, bring_up_to_date, trust_clean_end=True)
            # A committed attempt outlives a power cut too, and a deleted picture is overwritten, not merely let go.
            for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
                base.execute(f"PRAGMA {pragma}")
        return cls(base)

    def __enter__(self) -> Self:
        """Return the projects."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self._base.close()

    def new(self, name: str, reference: Original, today: date) -> None:
        """Begin a project.

        Raises:
            ProjectError: the name is none, or taken.

        """
        name = _checked_name(name)
        row = (name, name.casefold(), today.isoformat(), reference.name, reference.sha256, reference.data)
        with self._change():
            if self._base.execute("SELECT 1 FROM projects WHERE key = ?", (name.casefold(),)).fetchone():
                raise ProjectError(f"There is already a project '{name}'; choose another name.")
            self._base.execute(
                "INSERT INTO projects (name, key, made, picture, sha256, data) VALUES (?, ?, ?, ?, ?, ?)", row
            )

    def add(
        self,
        name: str,
        painting: Original,
        comparison: Mapping[str, Any],
        day: date,
        note: str = "",
        *,
        errors: bytes | None = None,
    ) -> int:
        """Add an attempt with what was measured, and return its number.

        Raises:
            ProjectNotFoundError: there is no such project.
            ProjectError: the very same picture is in it already, or the note is too long.

        """
        if len(note) > LONGEST_NOTE:
            raise ProjectError(f"A note has at most {LONGEST_NOTE} signs.")
        told = json.dumps(comparison, ensure_ascii=False, allow_nan=False)
        with self._change():
            project = self._id(name)
            self._check_new(project, painting)
            most = "SELECT COALESCE(MAX(number), 0) + 1 FROM attempts WHERE project = ?"
            number = int(self._base.execute(most, (project,)).fetchone()[0])
            self._base.execute(
                "INSERT INTO attempts (project, number, day, picture, sha256, note, comparison, data, errors) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (project, number, day.isoformat(), painting.name, painting.sha256, note, told, painting.data, errors),
            )
        return number

    def check_new(self, name: str, painting: Original) -> None:
        """Raise ProjectError where the very same picture is in a project already."""
        with _telling():
            self._check_new(self._id(name), painting)

    def _check_new(self, project: int, painting: Original) -> None:
        same = "SELECT number FROM attempts WHERE project = ? AND sha256 = ?"
        if found := self._base.execute(same, (project, painting.sha256)).fetchone():
            raise ProjectError(f"That picture is in the project already, as attempt {found[0]}.")

    def intend(self, name: str, meant: Iterable[Meant]) -> None:
        """Remember differences that are meant; of one that is remembered already, how it was told last.

        Raises:
            ProjectNotFoundError: there is no such project.

        """
        with self._change():
            project = self._id(name)
            for one in meant:
                row = (project, one.difference, json.dumps(dict(one.told), ensure_ascii=False))
                self._base.execute("INSERT OR REPLACE INTO intended (project, difference, told) VALUES (?, ?, ?)", row)

    def tell_again(self, name: str, difference: str) -> None:
        """Forget that a difference is meant.

        Raises:
            ProjectNotFoundError: there is no such project.
            ProjectError: that difference was not marked.

        """
        with self._change():
            row = (self._id(name), difference)
            if not self._base.execute("DELETE FROM intended WHERE project = ? AND difference = ?", row).rowcount:
                raise ProjectError(f"'{difference[:40]}' is not among what is meant; 'project show NAME' lists it.")

    def names(self) -> tuple[str, ...]:
        """Return the names of all projects, in alphabetical order."""
        with _telling():
            return tuple(row[0] for row in self._base.execute("SELECT name FROM projects ORDER BY key"))

    def project(self, name: str) -> Project:
        """Return a project, without the bytes of its pictures.

        Raises:
            ProjectNotFoundError: there is none of that name.

        """
        with _telling():
            row = self._id(name)
            about = self._base.execute(
                "SELECT name, made, picture, sha256 FROM projects WHERE id = ?", (row,)
            ).fetchone()
            rows = self._base.execute(
                "SELECT number, day, picture, sha256, note, comparison, errors FROM attempts WHERE project = ? "
                "ORDER BY day, number",
                (row,),
            )
            attempts = tuple(
                Attempt(r[0], date.fromisoformat(r[1]), r[2], r[3], r[4], json.loads(r[5]), r[6]) for r in rows
            )
            marked = self._base.execute(
                "SELECT difference, told FROM intended WHERE project = ? ORDER BY rowid", (row,)
            )
            meant = tuple(Meant(difference, json.loads(told)) for difference, told in marked)
        return Project(about[0], date.fromisoformat(about[1]), about[2], about[3], attempts, meant)

    def reference(self, name: str) -> Original:
        """Return the reference of a project.

        Raises:
            ProjectNotFoundError: there is no such project.
            ProjectError: the picture is damaged.

        """
        with _telling():
            query = "SELECT picture, data, sha256 FROM projects WHERE id = ?"
            return _as_kept(*self._base.execute(query, (self._id(name),)).fetchone())

    def painting(self, name: str, number: int) -> Original:
        """Return the photograph of an attempt.

        Raises:
            ProjectNotFoundError: there is no such project, or no such attempt in it.
            ProjectError: the picture is damaged.

        """
        with _telling():
            query = "SELECT picture, data, sha256 FROM attempts WHERE project = ? AND number = ?"
            row = self._base.execute(query, (self._id(name), number)).fetchone()
            if row is None:
                raise _no_attempt(number)
            return _as_kept(*row)

    def remove(self, name: str, number: int) -> None:
        """Take one attempt out of a project, with its photograph.

        Raises:
            ProjectNotFoundError: there is no such project, or no such attempt in it.

        """
        with self._change():
            found = self._base.execute(
                "DELETE FROM attempts WHERE project = ? AND number = ?", (self._id(name), number)
            ).rowcount
            if not found:
                raise _no_attempt(number)
        self._shrink()

    def delete(self, name: str) -> None:
        """Delete a project with its pictures, which are overwritten in the file; files elsewhere stay.

        Raises:
            ProjectNotFoundError: there is no such project.

        """
        with self._change():
            self._base.execute("DELETE FROM projects WHERE id = ?", (self._id(name),))
        self._shrink()

    def _shrink(self) -> None:
        """Give free what was deleted, and empty the log of changes, which held the pictures too."""
        with _telling():
            self._base.execute("VACUUM")
            self._base.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _id(self, name: str) -> int:
        row = self._base.execute("SELECT id FROM projects WHERE key = ?", (name.strip().casefold(),)).fetchone()
        if row is None:
            raise ProjectNotFoundError(
                f"There is no project '{name.strip()}'; 'art-assistant project show' lists them."
            )
        return int(row[0])

    @contextmanager
    def _change(self) -> Iterator[None]:
        """Keep what the block changes, all of it or nothing."""
        with _telling():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")


def _as_kept(name: str, data: bytes, sha256: str) -> Original:
    found = Original(name, data)
    if found.sha256 != sha256:
        raise damage("a picture")
    return found


def _no_attempt(number: int) -> ProjectNotFoundError:
    return ProjectNotFoundError(
        f"There is no attempt {number} in that project; 'project show NAME' lists those there are."
    )


def _checked_name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise ProjectError(f"The name of a project has 1 to {LONGEST_NAME} visible signs.")
    return name


@contextmanager
def _telling() -> Iterator[None]:
    """Say in plain words what SQLite complains of."""
    try:
        yield
    except sqlite3.Error as error:
        other = "The projects cannot be read or written; try again, or look at the disk."
        raise ProjectError(_TOLD.get(fault_of(error), other)) from error
