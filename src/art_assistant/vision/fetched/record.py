"""What is known of one model on this machine: where its files lie, and the sha256 of each when it was first seen.

A record outlives the files: a model that is fetched again must be the very same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final, Self

import platformdirs

from art_assistant.base.reading import read_number, read_table, read_text
from art_assistant.base.regular import open_regular
from art_assistant.errors import ModelError, ModelMismatchError, OutputError, UsageError
from art_assistant.files.atomic import why, write_whole
from art_assistant.settings import ModelSettings

ROLES: Final = ("vision", "text", "tokenizer", "config", "preprocessor", "tokenizer_config")
"""What the files of a model are for; the last is not in every one."""

_DECIDING: Final = ("vision", "text", "tokenizer")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """One file: its path below the model's folder, its bytes, and their sha256, hexadecimal."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Record:
    """One model.

    Attributes:
        name: what it is called here.
        source: the hub's name of it; empty where it was a folder.
        revision: the commit on the hub, 40 hexadecimal digits; empty where it was a folder.
        folder: where its files lie.
        kind: its family.
        width: numbers in its vectors.
        recipe: digest of how pictures and words are prepared for it.
        parts: role to file.

    """

    name: str
    source: str
    revision: str
    folder: str
    kind: str
    width: int
    recipe: str
    parts: Mapping[str, Part]

    @property
    def digest(self) -> str:
        """The first 12 hexadecimal digits of the sha256 over those of the files that decide what a vector is."""
        return hashlib.sha256("".join(self.parts[role].sha256 for role in _DECIDING).encode()).hexdigest()[:12]

    @property
    def identity(self) -> str:
        """One string that is equal exactly when vectors may be compared, wherever the files came from."""
        return f"{self.kind}-{self.width}@{self.digest}+{self.recipe}"

    def file(self, role: str) -> Path:
        """Return the path of the file of that role."""
        return Path(self.folder) / self.parts[role].path

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        """Return the record that ``asdict`` told.

        Raises:
            ValueError, KeyError: it is none.

        """
        texts = {key: read_text(told[key]) for key in ("name", "source", "revision", "folder", "kind", "recipe")}
        parts = {role: _part(read_table(part)) for role, part in read_table(told["parts"]).items() if role in ROLES}
        if not set(_DECIDING) <= parts.keys():
            raise ValueError(parts)
        return cls(**texts, width=int(read_number(told["width"])), parts=parts)


def _part(told: Mapping[str, Any]) -> Part:
    path, sha256 = read_text(told["path"]), read_text(told["sha256"])
    if not is_below(path) or not _SHA256.fullmatch(sha256):
        raise ValueError(path)
    return Part(path, int(read_number(told["size"])), sha256)


def is_below(path: str) -> bool:
    """Whether a path stays below the folder that it is put into."""
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts and "\\" not in path and ":" not in path


def checked_name(name: str) -> str:
    """Return ``name`` if a model may be called that.

    Raises:
        UsageError: it holds anything but small letters, digits, dot, dash and underscore, or is longer than 64.

    """
    if not _NAME.fullmatch(name):
        raise UsageError("A model's name is made of small letters, digits, '.', '-' and '_', at most 64 of them.")
    return name


def home_of(models: ModelSettings) -> Path:
    """Return the folder in which models and their records lie; it need not exist yet."""
    if models.home:
        return Path(models.home).expanduser()
    return Path(platformdirs.user_data_dir("art-assistant", appauthor=False)) / "models"


def _file_of(name: str, models: ModelSettings) -> Path:
    return home_of(models) / f"{name}.json"


def read_record(name: str, models: ModelSettings) -> Record | None:
    """Return what is known of the model of that name, or None.

    Raises:
        ModelError: the record is there and cannot be read.

    """
    try:
        with open_regular(_file_of(checked_name(name), models)) as file:
            return Record.from_dict(read_table(json.loads(file.read())))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelError(
            f"What was noted of the model '{name}' cannot be read; move {name}.json out of the folder of models."
        ) from error


def all_records(models: ModelSettings) -> list[Record]:
    """Return what is known of every model, by name; a record that cannot be read is passed over."""
    try:
        names = sorted(path.stem for path in home_of(models).glob("*.json") if _NAME.fullmatch(path.stem))
    except OSError:
        return []
    found = []
    for name in names:
        try:
            record = read_record(name, models)
        except ModelError:
            continue
        found.extend([record] if record is not None else [])
    return found


def write_record(record: Record, models: ModelSettings) -> None:
    """Write a record; raises OutputError where the disk refuses."""
    place = _file_of(record.name, models)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        write_whole(place, (json.dumps(asdict(record), indent=1, sort_keys=True) + "\n").encode())
    except OSError as error:
        told = f"The model cannot be noted: {why(error)}; name another folder with ART_MODELS_HOME."
        raise OutputError(told) from error


def hashed(path: Path) -> tuple[int, str]:
    """Return the bytes of a file and their sha256; raises OSError where it cannot be read."""
    digest, size = hashlib.sha256(), 0
    with open_regular(path) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return size, digest.hexdigest()


def verified(record: Record, *roles: str) -> None:
    """Check files of a model, every one unless some are named.

    Raises:
        ModelError: one is missing or cannot be read.
        ModelMismatchError: one is not as it was when the model was first seen.

    """
    for role in roles or record.parts:
        part = record.parts[role]
        try:
            size, sha256 = hashed(record.file(role))
        except OSError as error:
            raise ModelError(f"{_name_of(part)} of the model '{record.name}' is missing; {remedy(record)}") from error
        if (size, sha256) != (part.size, part.sha256):
            raise ModelMismatchError(
                f"{_name_of(part)} of the model '{record.name}' is not the one that was first seen; {remedy(record)}"
            )


def _name_of(part: Part) -> str:
    return os.path.basename(part.path)  # noqa: PTH119 - a name, not a file


def remedy(record: Record) -> str:
    """Return what brings the files of a model back."""
    if record.source:
        return f"fetch it again with 'art-assistant models fetch {record.name}'."
    return "put its folder back as it was, or add it under another name with 'art-assistant models add'."
