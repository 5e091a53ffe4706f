"""Where a store lies: what is asked of a folder or a bucket, and the folder.

A place holds files under names with slashes. A name's content is there whole or not at all, whoever is killed when.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from art_assistant.base.regular import open_regular, read_regular
from art_assistant.errors import StoreError
from art_assistant.files.atomic import why
from art_assistant.files.lock import HeldError, locked
from art_assistant.files.there import is_folder
from art_assistant.gallery.versions import VERSIONS, bring_down, swap

PIECE: Final = 1 << 20
"""Bytes that are read at a time."""

CHANNELS: Final = "channels"
"""Folder of the names that point at versions, but for production's."""

_LOCK: Final = ".store.lock"
_LEFT: Final = re.compile(r"\.[0-9a-f]{32}\.(part|gone)")
_PATIENCE: Final = 30.0
"""Seconds to wait for another who publishes, promotes or prunes."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One stored file.

    Attributes:
        size: in bytes.
        sha256: of its content, in hex.

    """

    size: int
    sha256: str


class StorePlace(Protocol):
    """A folder or a bucket; every method raises StoreError where it cannot be reached, read or written."""

    @property
    def shown(self) -> str:
        """How it is called in a sentence."""
        ...

    def alone(self) -> AbstractContextManager[None]:
        """Keep others from changing it for the length of a block, where it can."""
        ...

    def read(self, name: str) -> bytes | None:
        """Return a small file; None where there is none."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """Put a small file in place, or in the place of another, in one step."""
        ...

    def bring(self, name: str, source: Path) -> None:
        """Put a copy of a file on this machine in place, in one step."""
        ...

    def fetch(self, name: str, target: Path) -> None:
        """Copy a file to this machine."""
        ...

    def measure(self, name: str) -> StoredFile | None:
        """Read a file to its end, and return what was read; None where there is none."""
        ...

    def sizes(self, name: str) -> dict[str, int]:
        """Return the files directly below a name with their sizes in bytes; what is half written is left out."""
        ...

    def folders(self, name: str) -> list[str]:
        """Return what has files below it, directly below a name."""
        ...

    def age(self, name: str) -> float:
        """Return the seconds since the latest change of a file directly below a name."""
        ...

    def remove(self, name: str) -> None:
        """Remove all files below a name; from outside it is as if all went at once, where the place can do that."""
        ...

    def tidy(self) -> None:
        """Take away what stops have left beside the places of files; called by who is alone."""
        ...


def measured(stream: BinaryIO) -> StoredFile:
    """Return size and digest of what is left in a stream."""
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(PIECE):
        digest.update(piece)
        size += len(piece)
    return StoredFile(size, digest.hexdigest())


class FolderPlace:
    """A folder of this machine, or one that is mounted here."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def shown(self) -> str:
        """The folder's name."""
        return self.path.name or str(self.path)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the lock of the folder, which is made where it is missing."""
        with self._refusing():
            self.path.mkdir(parents=True, exist_ok=True)
        try:
            with locked(self.path / _LOCK, _PATIENCE):
                yield
        except HeldError as error:
            raise StoreError(f"Somebody else is changing the store '{self.shown}'; try again in a moment.") from error
        except OSError as error:
            raise self._refused(error) from error

    def read(self, name: str) -> bytes | None:
        """Return a small file; None where there is none."""
        with self._refusing():
            try:
                return read_regular(self.path / name)
            except (FileNotFoundError, NotADirectoryError):
                return None

    def write(self, name: str, data: bytes) -> None:
        """Put a small file in place by one rename."""
        path = self.path / name
        with self._refusing():
            path.parent.mkdir(parents=True, exist_ok=True)
            swap(path, data)
            bring_down(path.parent)

    def bring(self, name: str, source: Path) -> None:
        """Copy a file beside its place, down to the disk, and rename it."""
        path = self.path / name
        part = path.with_name(f".{uuid.uuid4().hex}.part")
        with self._refusing():
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, part)
            bring_down(part)
            part.replace(path)
            bring_down(path.parent)

    def fetch(self, name: str, target: Path) -> None:
        """Copy a file."""
        with self._refusing(), open_regular(self.path / name) as source, target.open("xb") as copy:
            shutil.copyfileobj(source, copy, PIECE)

    def measure(self, name: str) -> StoredFile | None:
        """Read a file to its end."""
        with self._refusing():
            try:
                with open_regular(self.path / name) as stream:
                    return measured(stream)
            except FileNotFoundError:
                return None

    def sizes(self, name: str) -> dict[str, int]:
        """Return the files directly below, with their sizes."""
        return {path.name: path.stat().st_size for path in self._below(name) if path.is_file() and path.name[0] != "."}

    def folders(self, name: str) -> list[str]:
        """Return the folders directly below."""
        return sorted(path.name for path in self._below(name) if is_folder(path))

    def age(self, name: str) -> float:
        """Return infinity: whoever asks is alone, so that nothing here is in the making."""
        del name
        return float("inf")

    def remove(self, name: str) -> None:
        """Name the folder otherwise, so that no reader finds half of it, and take it away."""
        path = self.path / name
        gone = path.with_name(f".{uuid.uuid4().hex}.gone")
        with self._refusing():
            if not is_folder(path):
                return
            if not path.name.startswith("."):
                path = path.rename(gone)
            shutil.rmtree(path)

    def tidy(self) -> None:
        """Take away parts that were never renamed, and folders that were and not removed."""
        for place in (self.path, self.path / CHANNELS, self.path / VERSIONS, *(self.path / VERSIONS).glob("*-*")):
            for left in place.glob(".*"):
                if _LEFT.fullmatch(left.name):
                    with suppress(OSError):
                        shutil.rmtree(left) if is_folder(left) else left.unlink()

    def _below(self, name: str) -> list[Path]:
        with self._refusing(), suppress(FileNotFoundError, NotADirectoryError):
            return sorted((self.path / name).iterdir())
        return []

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self._refused(error) from error

    def _refused(self, error: OSError) -> StoreError:
        return StoreError(f"The store '{self.shown}' cannot be used: {why(error)}; mend that, and run the same again.")
