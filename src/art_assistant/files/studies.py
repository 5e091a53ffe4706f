"""Studies on disk: known by what they are, a ``report.json`` of ours that lists what was written with it.

A report cannot list itself, so it carries a seal instead: the sha256 of its own bytes, taken while zeros stand where
the seal will. A report that somebody has edited no longer fits its seal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from art_assistant.base.regular import read_regular

REPORT: Final = "report.json"
WRITTEN: Final = "written"
"""Key of a written report under which the files of its study stand."""

SEAL: Final = "seal"
"""Key of a written report for the sha256 of its own bytes, as they are with ``UNSEALED`` in the place of the seal."""

UNSEALED: Final = "0" * 64

_LARGEST: Final = 64_000_000
"""Bytes from which a file of that name is not read: no report is so long."""


@dataclass(frozen=True, slots=True)
class Writing:
    """One file of a study: its size in bytes, and the sha256 of its content in hexadecimal."""

    size: int
    sha256: str

    @classmethod
    def of(cls, data: bytes) -> Writing:
        """Return what ``data`` is known by."""
        return cls(len(data), hashlib.sha256(data).hexdigest())


@dataclass(frozen=True, slots=True)
class StudyFiles:
    """What an earlier study wrote into a folder.

    Attributes:
        files: name to what was written; the report itself, which cannot list itself, is not among them.
        picture: sha256 of the picture that was studied, None where the report does not say.
        seal: the seal of the report, None where it has none.

    """

    files: Mapping[str, Writing] = field(default_factory=dict)
    picture: str | None = None
    seal: str | None = None

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """Return the form in which a report lists the files of its study."""
        return {name: {"bytes": found.size, "sha256": found.sha256} for name, found in self.files.items()}

    def wrote(self, path: Path) -> bool:
        """Whether the study wrote this very file, told by name and size alone; the report is one of its files."""
        if path.name == REPORT:
            return True
        found = self.files.get(path.name)
        try:
            return found is not None and path.stat().st_size == found.size
        except OSError:
            return False

    def still_holds(self, path: Path) -> bool:
        """Whether the file is still byte for byte as the study wrote it, so that nobody's work is in it."""
        found = self.files.get(path.name)
        try:
            if path.name == REPORT:
                return self.seal is not None and self._fits(read_regular(path))
            return found is not None and Writing.of(read_regular(path)) == found
        except OSError:
            return False

    def _fits(self, report: bytes) -> bool:
        bare = report.replace(str(self.seal).encode(), UNSEALED.encode())
        return hashlib.sha256(bare).hexdigest() == self.seal


def sealed(report: bytes) -> bytes:
    """Return a report with its seal in the last place where ``UNSEALED`` stands."""
    head, _, tail = report.rpartition(UNSEALED.encode())
    return head + hashlib.sha256(report).hexdigest().encode() + tail


def read_study(folder: Path) -> StudyFiles | None:
    """Return what the study in a folder wrote, or None where there is no study of ours, or none that can be read."""
    path = folder / REPORT
    try:
        if path.stat().st_size > _LARGEST:
            return None
        report = json.loads(read_regular(path))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(report, dict) or "schema" not in report or not isinstance(report.get(WRITTEN), dict):
        return None
    files = {name: found for name, entry in report[WRITTEN].items() if is_plain(name) and (found := _writing(entry))}
    picture = report.get("picture")
    return StudyFiles(
        files, _text(picture.get("sha256")) if isinstance(picture, dict) else None, _text(report.get(SEAL))
    )


def is_plain(name: str) -> bool:
    """Whether a name that a file tells is that of a file beside it, and leads nowhere else."""
    return name not in {"", ".", ".."} and not any(sign in name for sign in "/\\:\0")


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _writing(entry: Any) -> Writing | None:
    size, digest = (entry.get("bytes"), entry.get("sha256")) if isinstance(entry, dict) else (None, None)
    return Writing(size, digest) if isinstance(size, int) and isinstance(digest, str) else None
