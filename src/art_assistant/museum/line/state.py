"""What a line holds once its works are measured: one file, written last, by which everything after it goes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from art_assistant.base.regular import read_regular
from art_assistant.errors import GalleryNotFoundError
from art_assistant.files.atomic import write_whole
from art_assistant.files.there import is_file
from art_assistant.museum.line.shards import Row, rows_of
from art_assistant.museum.line.works import Entry, entry_of

STATE: Final = "embedded.jsonl"


@dataclass(frozen=True, slots=True)
class Head:
    """The first line.

    Attributes:
        encoder: identity of the encoder of all vectors.
        measured_as: the way of measuring.
        shards: name and sha256 of each, in their order.
        failed: name of each work that has no usable picture, with the reason.
        sha256: digest of the lines that follow.

    """

    encoder: str
    measured_as: int
    shards: Sequence[Sequence[str]]
    failed: Mapping[str, str]
    sha256: str


@dataclass(frozen=True, slots=True)
class State:
    """What was measured, and of which works.

    Attributes:
        head: see there.
        entries: the works that were measured, by name.

    """

    head: Head
    entries: Sequence[Entry] = ()

    def rows(self, folder: Path) -> Iterator[tuple[Entry, Row]]:
        """Yield each work with what was measured of it.

        Raises:
            GalleryCorruptError: a shard is not as it was written.

        """
        rows = (row for name, digest in self.head.shards for row in rows_of(folder, name, digest))
        return zip(self.entries, rows, strict=True)


@dataclass(frozen=True, slots=True)
class Changes:
    """How the works differ from those of the time before, by name.

    Attributes:
        new, gone: works that came, and those that left.
        pictures: works with another picture.
        facts: works of which something else is told.

    """

    new: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    @classmethod
    def between(cls, before: Sequence[Entry], now: Sequence[Entry]) -> Changes:
        """Return the changes from one time to the next."""
        was, found = {entry.id: entry for entry in before}, cls()
        for entry in now:
            old = was.pop(entry.id, None)
            if old is None:
                found.new.append(entry.id)
            elif old.sha256 != entry.sha256:
                found.pictures.append(entry.id)
            elif old.facts != entry.facts:
                found.facts.append(entry.id)
        found.gone.extend(sorted(was))
        return found


def write_state(folder: Path, state: State) -> None:
    """Write it whole; raises OSError where the disk refuses."""
    lines = "".join(f"{_dumps(entry.as_dict())}\n" for entry in state.entries).encode()
    head = asdict(state.head) | {"sha256": hashlib.sha256(lines).hexdigest()}
    write_whole(folder / STATE, f"{_dumps(head)}\n".encode() + lines)


def state_of(folder: Path) -> State | None:
    """Return what the line holds; None where it was never measured to the end, or the file is damaged."""
    try:
        first, _, rest = read_regular(folder / STATE).partition(b"\n")
        head = Head(**json.loads(first))
        if hashlib.sha256(rest).hexdigest() != head.sha256:
            return None
        rows = [json.loads(line) for line in rest.splitlines()]
        entries = [entry for row in rows if (entry := entry_of(row, row["catalogue"])) is not None]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return State(head, entries)


def needed_state(folder: Path) -> State:
    """Return what the line holds.

    Raises:
        GalleryNotFoundError: there is nothing yet, or it is damaged.

    """
    state = state_of(folder)
    if state is None:
        fault = "is damaged" if is_file(folder / STATE) else "is not measured to the end"
        raise GalleryNotFoundError(f"The line in '{folder.name}' {fault}; run 'museum embed' again.")
    return state


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
