"""The folder of a line: what stands in it, and that one command at a time writes there."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from art_assistant.base.regular import read_regular
from art_assistant.errors import OutputError, UsageError
from art_assistant.files.atomic import write_whole
from art_assistant.files.lock import HeldError, locked
from art_assistant.files.there import is_file, is_folder, is_link
from art_assistant.museum.line.verified import unwritable

MARK: Final = ".line.json"
"""By this file the folder is known as ours; it tells which catalogues were read last."""

LOCK: Final = ".line-lock"
SHARDS: Final = "shards"
_LEFT: Final = re.compile(r"\.(gallery\.)?[0-9a-f]{32}\.(part|gone)")
"""What a kill leaves behind: files and folders half written, or on their way out."""


@contextmanager
def opened(folder: Path, *, made: bool = False) -> Iterator[None]:
    """Hold a line's folder for the length of the block.

    Args:
        folder: where.
        made: whether it is made where there is none.

    Raises:
        UsageError: there is no line, and none is to be made.
        OutputError: it is a folder of somebody's other things, another command works in it, or the disk refuses.

    """
    if not made and not is_file(folder / MARK):
        raise UsageError(f"There is no line in '{folder.name}'; run 'museum embed' first.")
    try:
        if made:
            _make(folder)
        with locked(folder / LOCK):
            _tidy(folder)
            yield
    except HeldError as error:
        raise OutputError(f"Another command is at work in '{folder.name}'; try again when that has ended.") from error
    except OSError as error:
        raise unwritable(error) from error


def _make(folder: Path) -> None:
    if is_folder(folder) and not is_file(folder / MARK):
        strange = [path.name for path in folder.iterdir() if path.name != LOCK and not _LEFT.fullmatch(path.name)]
        if strange:
            raise OutputError(f"The folder '{folder.name}' holds something else than a line; name another with --line.")
    folder.mkdir(parents=True, exist_ok=True)
    if not is_file(folder / MARK):
        note_catalogues(folder, ())
    (folder / SHARDS).mkdir(exist_ok=True)


def _tidy(folder: Path) -> None:
    for place in (folder, folder / SHARDS):
        for path in place.glob(".*"):
            if _LEFT.fullmatch(path.name) and not is_link(path):
                take_away(path)


def take_away(path: Path) -> None:
    """Remove a file or folder of ours; what is held open stays for now."""
    if is_folder(path):
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def note_catalogues(folder: Path, catalogues: Sequence[Path]) -> None:
    """Note where the pictures lie that the line is made from; raises OSError where the disk refuses."""
    told = {"schema": 1, "catalogues": [str(path.absolute()) for path in catalogues]}
    write_whole(folder / MARK, (json.dumps(told) + "\n").encode())


def catalogues_of(folder: Path) -> list[Path]:
    """Return where the pictures lie; nothing where that is not known."""
    try:
        told = json.loads(read_regular(folder / MARK))["catalogues"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []
    return [Path(place) for place in told if isinstance(place, str)] if isinstance(told, list) else []
