"""The places that are written to, and the room that is left there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from art_assistant.checkup.check import Check
from art_assistant.files.atomic import why
from art_assistant.files.there import is_file, is_folder
from art_assistant.gallery.places import home_of
from art_assistant.settings import Settings

_AREA: Final = "disk"
_LITTLE: Final = 1_000_000_000
_TOO_LITTLE: Final = 50_000_000
"""Bytes: a study with all its pictures takes about 20 MB while it is written."""

_ELSEWHERE: Final = "Make it writable, or name another folder with ART_GALLERY_HOME."
_HERE: Final = "Give --out another folder, or stand in one that can be written."
_TEMPORARY: Final = "Set TMPDIR to a folder that can be written."


def look(settings: Settings) -> Iterator[Check]:
    """Yield a check of each place."""
    yield _place("galleries", home_of(settings), _ELSEWHERE)
    yield _place("this folder", Path.cwd(), _HERE)
    yield _temporary()


def _temporary() -> Check:
    try:
        folder = Path(tempfile.gettempdir())
    except OSError:
        return Check(_AREA, "temporary files", "fail", "There is no folder for them.", _TEMPORARY)
    return _place("temporary files", folder, _TEMPORARY)


def _place(what: str, folder: Path, remedy: str) -> Check:
    """Write a nameless file where the folder is, or where it would be made, and see what room is left."""
    there = next(place for place in (folder, *folder.absolute().parents) if is_folder(place) or is_file(place))
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(bytes(4096))
        free = shutil.disk_usage(there).free
    except OSError as error:
        return Check(_AREA, what, "fail", f"It cannot be written: {why(error)}.", remedy)
    return _room(what, free)


def _room(what: str, free: int) -> Check:
    told = f"Writable, {free / 1e9:.1f} GB free."
    if free < _TOO_LITTLE:
        return Check(_AREA, what, "fail", told, "Make room on that disk.")
    if free < _LITTLE:
        return Check(_AREA, what, "warn", told, "Make room on that disk before galleries are built.")
    return Check(_AREA, what, "ok", told)
