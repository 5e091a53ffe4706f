"""Where a study may be written: never over a file that no study of ours wrote, and never over the picture itself."""

from __future__ import annotations

import errno
import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from art_assistant.errors import OutputError, UsageError
from art_assistant.files.atomic import why
from art_assistant.files.lock import HeldError
from art_assistant.files.placing import ChangedError, mend
from art_assistant.files.studies import REPORT, StudyFiles, read_study
from art_assistant.files.there import is_folder
from art_assistant.files.ways import WAYS
from art_assistant.report.pictures import SHEET
from art_assistant.report.views import VIEWS

PAGE: Final = "report.html"
UNSAVED: Final = frozenset({"picture"})
"""Views that are not written as files of their own: the artist has the picture."""

DRAWN: Final = (SHEET, *(view.name for view in VIEWS if view.name not in UNSAVED))
"""Names of all pictures that a study can be asked to draw."""

Identities = frozenset[tuple[int, int]]
"""Device and number of files."""

_ELSEWHERE: Final = "choose another folder with --out"


def chosen_views(text: str | None) -> tuple[str, ...]:
    """Return the pictures that a list of names asks for: all of them without one, none for ``none``.

    Raises:
        UsageError: a name is not one.

    """
    if text is None:
        return DRAWN
    names = [name.strip().lower().removesuffix(".png") for name in text.split(",") if name.strip()]
    if names == ["none"]:
        return ()
    for name in names:
        if name not in DRAWN:
            raise UsageError(f"There is no view '{name[:40]}'; use none, or names out of {', '.join(DRAWN)}.")
    if not names:
        raise UsageError(f"No view is named; use none, or names out of {', '.join(DRAWN)}.")
    return tuple(name for name in DRAWN if name in names)


def file_names(views: Collection[str]) -> list[str]:
    """Return the names of the files of a study with these views and ways out."""
    return [REPORT, PAGE, *(name if name in WAYS else f"{name}.png" for name in views)]


def unwritten(error: OSError) -> OutputError:
    """Return what to tell the artist where the disk refused a study."""
    if isinstance(error, ChangedError):
        return OutputError(_taken(str(error.filename), None))
    if isinstance(error, HeldError):
        return OutputError(f"Another run is writing into that folder; wait until it ends, or {_ELSEWHERE}.")
    return OutputError(f"The study could not be written: {why(error)}. C{_ELSEWHERE[1:]}.")


def identities(paths: Iterable[Path]) -> Identities:
    """Return what files are known by under any name or link; those that are not there are left out."""
    return frozenset(found for path in paths if (found := _identity(path)) is not None)


def examine(
    folder: Path, views: Collection[str], picture: str, *, inputs: Identities = frozenset(), force: bool = False
) -> None:
    """Raise where a study must not be written into a folder; what an earlier run left half done there is ended first.

    Args:
        folder: where; it need not be there.
        views: names of the pictures to be drawn and of the other files to be made.
        picture: sha256 of the picture that is studied.
        inputs: what the pictures of this run are known by; none of them is ever written over.
        force: whether the untouched study of another picture may be replaced.

    Raises:
        OutputError: a name is taken by somebody's file, or the folder cannot be used; it says what to do.

    """
    try:
        mend(folder)
        check(folder, views, picture, inputs=inputs, force=force)
    except OSError as error:
        raise unwritten(error) from error


def check(folder: Path, views: Collection[str], picture: str, *, inputs: Identities, force: bool) -> None:
    """Raise as ``examine`` does, without mending.

    Raises:
        OutputError, OSError: the folder must not, or cannot, be written to.

    """
    if not os.path.lexists(folder):
        return
    if not is_folder(folder):
        raise NotADirectoryError(errno.ENOTDIR, "no folder")
    there = {path.name.casefold(): path.name for path in folder.iterdir()}
    taken = {name: there[name.casefold()] for name in file_names(views) if name.casefold() in there}
    study = read_study(folder)
    # What an earlier study wrote goes where the new one has it not.
    _spare_inputs(folder, {*taken.values(), *(study.files if study is not None else ())}, inputs)
    for name, actual in taken.items():
        path = folder / actual
        if study is None or actual != name or path.is_symlink() or not study.still_holds(path):
            raise OutputError(_taken(actual, study))
    if study is not None and study.picture != picture and not force:
        raise OutputError(
            f"The folder '{folder.name or folder}' holds the study of another picture; {_ELSEWHERE}, or replace it "
            "with --force."
        )


def _spare_inputs(folder: Path, names: Collection[str], inputs: Identities) -> None:
    """Raise where a picture of this run has one of the names, by whatever link or spelling."""
    for actual in sorted(names):
        if inputs and _identity(folder / actual) in inputs:
            raise OutputError(f"The study would take the place of the picture '{actual}' itself; {_ELSEWHERE}.")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def _taken(name: str, study: StudyFiles | None) -> str:
    changed = study is not None and (name == REPORT or name in study.files)
    fault = "was changed after a study wrote it" if changed else "is there already, and no study wrote it as it is"
    return f"The file '{name}' in that folder {fault}; move it away, or {_ELSEWHERE}."
