"""The folder of a catalogue, and the rule that nothing in it that is not ours is ever replaced or removed."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

from art_assistant.base.regular import read_regular
from art_assistant.errors import OutputError
from art_assistant.files.atomic import why, write_whole
from art_assistant.files.there import is_file, is_link
from art_assistant.museum.fetch.journal import FetchJournal

JOURNAL: Final = ".museum-journal"
IMAGES: Final = "images"
_PART: Final = re.compile(r"\.[0-9a-f]{32}\.part")
"""Names under which ``write_whole`` writes beside the place."""


class TakenError(Exception):
    """A file that is not ours stands where one of ours would."""


def journal_in(folder: Path) -> FetchJournal:
    """Return the journal of a catalogue's folder, which is made where there is none.

    Raises:
        OutputError: it is a folder of somebody's other things, or cannot be written.

    """
    path = folder / JOURNAL
    try:
        if not is_file(path) and folder.exists() and any(folder.iterdir()):
            raise OutputError(
                f"The folder '{folder.name}' holds something else than a catalogue; name another with --out."
            )
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(error) from error
    # The journal comes first: it is by the journal that the folder is known as ours.
    journal = FetchJournal(path)
    _tidy(folder)
    return journal


def _tidy(folder: Path) -> None:
    """Take away what a kill left half written; nobody else writes here while the journal is held."""
    for place in (folder, folder / IMAGES):
        for path in place.glob(".*.part"):
            if _PART.fullmatch(path.name) and not is_link(path):
                with suppress(OSError):
                    path.unlink()


def place_file(folder: Path, journal: FetchJournal, name: str, data: bytes) -> str:
    """Write a file of ours below the folder, whole or not at all, and return the sha256 of its content.

    Raises:
        TakenError: somebody else's file stands there, or ours with somebody's changes.
        OutputError: it cannot be written.

    """
    digest = hashlib.sha256(data).hexdigest()
    path = folder / name
    try:
        if is_somebodys(folder, journal, name):
            raise TakenError(name)
        if _found(path) == digest:
            return digest
        with journal.change():
            journal.own(name, digest)
        path.parent.mkdir(exist_ok=True)
        write_whole(path, data)
    except OSError as error:
        raise _unwritable(error) from error
    return digest


def is_somebodys(folder: Path, journal: FetchJournal, name: str) -> bool:
    """Whether a file stands there that is not as we wrote it."""
    try:
        found = _found(folder / name)
    except OSError:
        return True
    return found is not None and not journal.is_ours(name, found)


def stands(folder: Path, name: str, digest: str) -> bool:
    """Whether a file is still as it was written."""
    try:
        return _found(folder / name) == digest
    except OSError:
        return False


def _found(path: Path) -> str | None:
    """Return the digest of what stands at a place, None for nothing; what is no file of its own is never ours."""
    if is_link(path):
        return ""
    try:
        return hashlib.sha256(read_regular(path)).hexdigest()
    except FileNotFoundError:
        return None


def _unwritable(error: OSError) -> OutputError:
    return OutputError(f"The catalogue's folder cannot be written: {why(error)}.")
