"""Which pictures were named: files, folders of them, patterns that the shell left alone, and ``-`` for the input."""

from __future__ import annotations

import glob
import os
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from art_assistant.errors import ArtAssistantError, PictureNotFoundError, UnreadableFileError, UsageError
from art_assistant.files.there import is_folder
from art_assistant.files.walk import STUDIES, pictures_below
from art_assistant.imaging.decode import read_file
from art_assistant.imaging.limits import Limits

STDIN: Final = "-"
_PATTERN: Final = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Source:
    """One picture to study: a file, or what comes through the standard input where ``path`` is None."""

    path: Path | None = None

    @property
    def name(self) -> str:
        """What to call it."""
        return "picture" if self.path is None else self.path.name

    def read(self, limits: Limits) -> bytes:
        """Return its bytes.

        Raises:
            InputError, LimitError: it cannot be read, or is over a limit.

        """
        return _from_stdin(limits) if self.path is None else read_file(self.path, limits)


@dataclass(slots=True)
class Named:
    """What the names on the command line stand for.

    Attributes:
        sources: every picture once, in the order of the names.
        failed: what could not be found or listed, and why.
        passed: reason to how many pictures or folders were left out below the named folders.
        repeats: how many pictures were named more than once.

    """

    sources: list[Source] = field(default_factory=list)
    failed: list[tuple[str, ArtAssistantError]] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)
    repeats: int = 0


def find_pictures(names: Iterable[str]) -> Named:
    """Return the pictures that ``names`` stand for; a name that stands for none is a failure and stops no other."""
    found, seen = Named(), set[str]()
    for name in names:
        for source in _sources(name, found):
            key = STDIN if source.path is None else os.path.normcase(os.path.realpath(source.path))
            if key in seen:
                found.repeats += 1
            else:
                seen.add(key)
                found.sources.append(source)
    return found


def _sources(name: str, found: Named) -> list[Source]:
    if name == STDIN:
        return [Source()]
    if not name:
        found.failed.append(("(no name)", PictureNotFoundError("A name is empty; name a picture or a folder.")))
        return []
    if not _PATTERN.isdisjoint(name) and not os.path.lexists(name):
        matches = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - Path knows no absolute patterns
        if not matches:
            found.failed.append((name, PictureNotFoundError("No file has a name of that pattern; check the spelling.")))
        return [source for match in matches for source in _below(Path(match), found)]
    return _below(Path(name), found)


def _below(path: Path, found: Named) -> list[Source]:
    if not is_folder(path):
        return [Source(path)]
    below = pictures_below(path)
    found.passed += below.passed
    found.failed += [(_called(folder), _UNLISTED) for folder in below.unlisted]
    if not below.pictures and not below.unlisted:
        found.failed.append((_called(path), _nothing_there(below.passed)))
    return [Source(picture) for picture in below.pictures]


_UNLISTED: Final = UnreadableFileError("The folder cannot be listed; check its permissions and the disk.")


def _called(folder: Path) -> str:
    return folder.name or str(folder)


def _nothing_there(passed: Counter[str]) -> PictureNotFoundError:
    if passed[STUDIES]:
        return PictureNotFoundError(
            "The folder holds no picture but our own studies; name a file to study one of them."
        )
    return PictureNotFoundError("There is no picture in the folder; name a file or another folder.")


def _from_stdin(limits: Limits) -> bytes:
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("'-' reads a picture that is piped in, such as: art-assistant analyze - < painting.jpg")
    data = sys.stdin.buffer.read(limits.max_bytes + 1)
    limits.check_bytes(len(data))
    return data
