"""Where each study goes: into names that every system can hold, and never into a folder that is somebody's."""

from __future__ import annotations

import itertools
import os
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from art_assistant.errors import OutputError
from art_assistant.files.names import is_device
from art_assistant.files.studies import read_study
from art_assistant.report.target import Identities, examine

_LONGEST: Final = 200
"""Bytes of a stem: with an ending and a number it stays under the 255 that file systems take."""

_ILLEGAL: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff]')


def safe_name(stem: str) -> str:
    """Return ``stem`` as a folder name that Linux, macOS and Windows can all hold."""
    name = _ILLEGAL.sub("_", stem)
    name = name.encode("utf-8")[:_LONGEST].decode("utf-8", "ignore").lstrip(". ").rstrip(". ")
    if is_device(name):
        name = f"_{name}"
    return name or "picture"


@dataclass(slots=True)
class Targets:
    """Finds the folder for each study of one run.

    Attributes:
        out: the folder that was asked for, or None for folders beside where one stands.
        views: names of the pictures that each study draws, and of the other files that it holds.
        inputs: what the pictures of this run are known by; none of them is ever written over.
        alone: whether there is only one picture, which then fills ``out`` itself.
        force: whether untouched studies of other pictures may be replaced.

    """

    out: Path | None
    views: Collection[str]
    inputs: Identities
    alone: bool
    force: bool
    _given: set[str] = field(default_factory=set)

    def folder(self, stem: str, picture: str) -> Path:
        """Return the folder for the study of a picture with that sha256.

        Raises:
            OutputError: the folder that was asked for holds something that must not be replaced.

        """
        if self.out is None:
            return self._free(safe_name(stem), picture)
        folder = self.out if self.alone else self.out / self._next(safe_name(stem))
        self._examine(folder, picture)
        return folder

    def _next(self, stem: str) -> str:
        """Return the stem, with a number where this run gave it to another picture; case and accents' form aside."""
        return next(name for name in _numbered(stem) if self._give(name))

    def _give(self, name: str) -> bool:
        key = unicodedata.normalize("NFC", name).casefold()
        fresh = key not in self._given
        self._given.add(key)
        return fresh

    def _free(self, stem: str, picture: str) -> Path:
        return next(
            folder
            for name in _numbered(f"{stem}-study")
            if self._may_hold(folder := Path(name), picture) and self._give(name)
        )

    def _may_hold(self, folder: Path, picture: str) -> bool:
        """Whether there is nothing of that name, an empty folder, or an untouched study that this run may renew."""
        if unicodedata.normalize("NFC", folder.name).casefold() in self._given:
            return False
        if not os.path.lexists(folder):
            return True
        try:
            self._examine(folder, picture)
            return read_study(folder) is not None or not any(folder.iterdir())
        except (OutputError, OSError):
            return False

    def _examine(self, folder: Path, picture: str) -> None:
        examine(folder, self.views, picture, inputs=self.inputs, force=self.force)


def _numbered(name: str) -> itertools.chain[str]:
    return itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
