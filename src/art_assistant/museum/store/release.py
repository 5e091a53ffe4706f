"""The change note of a version: what came, what changed and what left, why, and which gates it passed.

It stands beside the bundle as ``release.json`` and not in its manifest: the manifest was verified as it is, and has a
digest of itself; and the same bundle may be published to two stores with two notes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from art_assistant.errors import StoreError
from art_assistant.gallery.bundle import Bundle, read_bundle
from art_assistant.museum.store.place import StoredFile

RELEASE: Final = "release.json"
LISTED: Final = 200
"""Ids of each kind that are listed; all are counted."""


@dataclass(frozen=True, slots=True)
class VersionChanges:
    """Works that came, changed and left.

    Attributes:
        against: the version it is compared with; None where there was none, and all works came.
        added, changed, removed: how many.
        ids: the first of each kind, by ``added``, ``changed`` and ``removed``.

    """

    against: str | None = None
    added: int = 0
    changed: int = 0
    removed: int = 0
    ids: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Release:
    """What is told of a version.

    Attributes:
        version: its name.
        works: how many it holds.
        published: when, in UTC, as ISO 8601.
        note: what the publisher had to say.
        gates: name of each gate that it passed, to what that found.
        changes: against the version before; None where that could not be read.
        files: name to size and digest, as they were read back.

    """

    version: str
    works: int
    published: str
    note: str
    gates: Mapping[str, Any]
    changes: VersionChanges | None
    files: Mapping[str, StoredFile]

    def to_bytes(self) -> bytes:
        """Return the file."""
        return (json.dumps({"schema": 1} | asdict(self), ensure_ascii=False, indent=1) + "\n").encode()

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Return what ``to_bytes`` wrote; raises StoreError where it is damaged."""
        try:
            told = json.loads(data)
            files = {str(name): StoredFile(int(one["size"]), str(one["sha256"])) for name, one in told["files"].items()}
            changes = None if told["changes"] is None else VersionChanges(**told["changes"])
            words = {name: str(told[name]) for name in ("version", "published", "note")}
            return cls(works=int(told["works"]), gates=dict(told["gates"]), changes=changes, files=files, **words)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise StoreError("The note of a version in the store is damaged; publish that version again.") from error


def changes_between(before: Path | None, after: Path, against: str | None) -> VersionChanges:
    """Return what changed between two bundles: a work is another where its facts or its vectors are.

    Args:
        before: the folder of the earlier bundle; None where there is none.
        after: the folder of the later one.
        against: what the earlier is called.

    Raises:
        GalleryError: one of the two is damaged.

    """
    old = dict(_works(read_bundle(before))) if before is not None else {}
    new = dict(_works(read_bundle(after)))
    kinds = {
        "added": [name for name in new if name not in old],
        "changed": [name for name, digest in new.items() if name in old and old[name] != digest],
        "removed": [name for name in old if name not in new],
    }
    counts = {kind: len(names) for kind, names in kinds.items()}
    return VersionChanges(against, **counts, ids={kind: names[:LISTED] for kind, names in kinds.items()})


def _works(bundle: Bundle) -> Iterator[tuple[str, bytes]]:
    """Yield the id of each work, and a digest of all that is kept of it."""
    lines = bytes(bundle.artworks).splitlines()
    made_by = str(bundle.manifest.get("encoder")).encode()
    for line, row in zip(lines, bundle.features, strict=True):
        yield str(json.loads(line).get("id")), hashlib.sha256(line + made_by + row.tobytes()).digest()
