"""Stores in buckets, through fsspec. The only module that imports it; s3fs and gcsfs are loaded by it.

Who we are there is told by what the cloud's own tools read: ``AWS_…`` and ``~/.aws``, ``GOOGLE_…`` and gcloud's files;
``AWS_ENDPOINT_URL`` and ``STORAGE_EMULATOR_HOST`` name another server. A put of S3 and of Google's storage replaces an
object whole, and is seen by every later reader (strong consistency: AWS since December 2020, Google since 2010).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from art_assistant.errors import ArtAssistantError, StoreError, UsageError
from art_assistant.museum.store.place import PIECE, StoredFile, measured

EXTRA: Final = "Stores in buckets need their extra: pip install 'art-assistant[cloud]'."
_LIBRARIES: Final = {"s3": "s3fs", "gs": "gcsfs"}
_OPTIONS: Final[dict[str, dict[str, Any]]] = {
    "s3": {"config_kwargs": {"connect_timeout": 10, "read_timeout": 60, "retries": {"max_attempts": 3}}},
    "gs": {},
}


class Bucket:
    """A prefix of a bucket.

    Args:
        scheme: ``s3`` or ``gs``.
        path: bucket and prefix.

    Raises:
        UsageError: the library for it is missing.

    """

    def __init__(self, scheme: str, path: str) -> None:
        if find_spec("fsspec") is None or find_spec(_LIBRARIES[scheme]) is None:
            raise UsageError(EXTRA)
        self._scheme, self._base = scheme, path.strip("/")
        self._opened: Any = None

    @property
    def shown(self) -> str:
        """The address."""
        return f"{self._scheme}://{self._base}"

    @property
    def _fs(self) -> Any:
        """The file system, opened at first use: that may ask the network who we are."""
        if self._opened is None:
            import fsspec  # noqa: PLC0415 - a quarter of a second, and only those with a bucket need it

            # What was listed before is never believed: others publish too.
            self._opened = fsspec.filesystem(self._scheme, use_listings_cache=False, **_OPTIONS[self._scheme])
        return self._opened

    def alone(self) -> AbstractContextManager[None]:
        """Do nothing: buckets know no locks. Of two who publish at once, both versions stand, and the last is named."""
        return nullcontext()

    def read(self, name: str) -> bytes | None:
        """Return a small object; None where there is none."""
        with self._refusing():
            try:
                return bytes(self._fs.cat_file(self._at(name)))
            except FileNotFoundError:
                return None

    def write(self, name: str, data: bytes) -> None:
        """Put an object."""
        with self._refusing():
            self._fs.pipe_file(self._at(name), data)

    def bring(self, name: str, source: Path) -> None:
        """Put a file; in parts where it is large, which are one object at the end or none."""
        with self._refusing():
            self._fs.put_file(str(source), self._at(name))

    def fetch(self, name: str, target: Path) -> None:
        """Get an object."""
        with self._refusing():
            self._fs.get_file(self._at(name), str(target))

    def measure(self, name: str) -> StoredFile | None:
        """Read an object to its end."""
        with self._refusing():
            try:
                with self._fs.open(self._at(name), "rb", block_size=8 * PIECE, cache_type="readahead") as stream:
                    return measured(stream)
            except FileNotFoundError:
                return None

    def sizes(self, name: str) -> dict[str, int]:
        """Return the objects directly below, with their sizes."""
        return {_last(one["name"]): int(one["size"]) for one in self._listed(name) if one["type"] == "file"}

    def folders(self, name: str) -> list[str]:
        """Return the prefixes directly below."""
        return sorted(_last(one["name"]) for one in self._listed(name) if one["type"] == "directory")

    def age(self, name: str) -> float:
        """Return the seconds since the latest put directly below."""
        times = [one.get("LastModified") or one.get("mtime") for one in self._listed(name) if one["type"] == "file"]
        return time.time() - max((moment.timestamp() for moment in times if moment is not None), default=0.0)

    def remove(self, name: str) -> None:
        """Delete the objects below, the last in the alphabet first: what says that a version is whole goes at once."""
        for one in sorted(self.sizes(name), reverse=True):
            with self._refusing():
                self._fs.rm_file(self._at(f"{name}/{one}"))

    def tidy(self) -> None:
        """Do nothing: an object is there whole or not at all, and parts of a stopped put are the bucket's to expire."""

    def _at(self, name: str) -> str:
        return f"{self._base}/{name}".rstrip("/")

    def _listed(self, name: str) -> list[dict[str, Any]]:
        with self._refusing():
            try:
                found = self._fs.ls(self._at(name), detail=True)
            except FileNotFoundError:
                return []
            here = self._at(name)
            return [one for one in found if one["name"].rstrip("/") != here]

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        try:
            yield
        except ArtAssistantError:
            raise
        except Exception as error:
            # Three libraries lie below, whose exceptions share no base class but Exception.
            raise StoreError(
                f"The store {self.shown} cannot be used ({type(error).__name__}); check its name, your credentials "
                "and the network."
            ) from error


def _last(name: str) -> str:
    return name.rstrip("/").rpartition("/")[2]
