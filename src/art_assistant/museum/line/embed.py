"""Pictures of catalogues are measured, shard by shard, and only those that were not measured before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from art_assistant.gallery.make.measuring import MEASURED_AS, Tools
from art_assistant.museum.fetch.run import Watch
from art_assistant.museum.line.home import note_catalogues, opened
from art_assistant.museum.line.measure import Answer, Executor, Local, Unmeasured
from art_assistant.museum.line.shards import Marker, Stock, forget_others, name_of, parts_of, write_shard
from art_assistant.museum.line.state import Changes, Head, State, state_of, write_state
from art_assistant.museum.line.works import Entry, read_catalogues
from art_assistant.vision.encoders import Encoder


@dataclass(frozen=True, slots=True)
class Embedded:
    """What came of it.

    Attributes:
        works: how many works the line holds now.
        measured: how many pictures were measured this time.
        recognised: how many were measured before, and are now in another shard.
        shards: how many shards there are.
        failed: name of each work that has no usable picture, with the reason.
        passed: why works of the catalogues were left out, counted.
        changes: how the works differ from those of the last time.

    """

    works: int
    measured: int
    recognised: int
    shards: int
    failed: dict[str, str] = field(default_factory=dict)
    passed: Counter[str] = field(default_factory=Counter)
    changes: Changes = field(default_factory=Changes)


def embed(
    catalogues: Sequence[Path], folder: Path, tools: Tools, watch: Watch, executor: Executor | None = None
) -> Embedded:
    """Measure the works of catalogues into a line's folder, or go on with it.

    Args:
        catalogues: folders that ``museum fetch`` wrote; of a work in two of them, the first is taken.
        folder: the line's.
        tools: what measures the pictures.
        watch: told how far it is.
        executor: what spreads it over processes; those of this machine by default.

    Raises:
        PictureNotFoundError: there is no catalogue, or no picture in it.
        GalleryCorruptError: a catalogue is damaged.
        WorkersError: the executor's processes cannot be reached, or fail; the same command goes on.
        OutputError: the line's folder is not ours, is at work, or cannot be written.

    """
    entries, passed = read_catalogues(catalogues)
    with opened(folder, made=True):
        note_catalogues(folder, catalogues)
        before = state_of(folder)
        encoder = tools.encoder_for(None)
        stock = Stock(folder, encoder.identity)
        shards = _Shards(folder, encoder.identity)
        with _Left(catalogues, entries, stock, encoder).answered(executor or Local(), tools) as left:
            shards.fill(left, watch)
        good = [entry for entry in entries if entry.id not in shards.failed]
        write_state(folder, State(Head(encoder.identity, MEASURED_AS, shards.written, shards.failed, ""), good))
        forget_others(folder, [name for name, _ in shards.written])
    changes = Changes.between(before.entries if before is not None else (), good)
    counts = shards.counts
    return Embedded(len(good), counts[True], counts[False], len(shards.written), shards.failed, passed, changes)


@dataclass(frozen=True, slots=True)
class _Left:
    """The works of a line, and which of them are still to be measured."""

    catalogues: Sequence[Path]
    entries: Sequence[Entry]
    stock: Stock
    encoder: Encoder

    def parts(self) -> Iterator[tuple[str, Sequence[Entry], Marker | None]]:
        """Yield each shard's name, its works, and its marker where it is whole and no picture failed in it."""
        for number, part in enumerate(parts_of(self.entries)):
            name = name_of(number, part, self.encoder.identity)
            marker = self.stock.whole.get(name)
            yield name, part, None if marker is None or marker.failed else marker

    @contextmanager
    def answered(self, executor: Executor, tools: Tools) -> Iterator[_Answered]:
        """Lend the works with the answers of an executor to those that nobody has measured."""
        parts = list(self.parts())
        left = [entry for _, part, marker in parts if marker is None for entry in part]
        missing = [self._wanted(entry) for entry in left if not self.stock.knows(entry)]
        with executor.measuring(missing, tools, self.encoder) as answers:
            yield _Answered(parts, len(left), self._found(left, answers))

    def _wanted(self, entry: Entry) -> Unmeasured:
        return Unmeasured(entry.id, entry.sha256, str(self.catalogues[entry.catalogue] / entry.path), entry.path)

    def _found(self, left: Sequence[Entry], answers: Iterator[Answer]) -> Iterator[tuple[Answer, bool]]:
        """Yield what is known of each work, or why nothing is; and whether it was measured now."""
        for entry in left:
            before = self.stock.find(entry)
            answer = next(answers) if before is None else before
            yield answer, before is None and not isinstance(answer, str)


@dataclass(frozen=True, slots=True)
class _Answered:
    """The shards of a line: name, works, marker where it is whole; and what is found of the works in the others."""

    parts: Sequence[tuple[str, Sequence[Entry], Marker | None]]
    left: int
    found: Iterator[tuple[Answer, bool]]


class _Shards:
    """The shards of one run, and what came of the works in them."""

    def __init__(self, folder: Path, encoder: str) -> None:
        self._folder, self._encoder = folder, encoder
        self.written: list[tuple[str, str]] = []
        self.failed: dict[str, str] = {}
        self.counts: Counter[bool] = Counter()

    def fill(self, answered: _Answered, watch: Watch) -> None:
        """Write every shard that is not whole; one in which a picture failed is looked at again."""
        watch.start(answered.left, "picture")
        for name, part, marker in answered.parts:
            if marker is not None:
                self.written.append((name, marker.sha256))
            else:
                self._write(name, part, answered.found, watch)

    def _write(self, name: str, part: Sequence[Entry], found: Iterator[tuple[Answer, bool]], watch: Watch) -> None:
        rows, failed = [], {}
        for entry, (row, now) in zip(part, islice(found, len(part)), strict=True):
            watch.step()
            if isinstance(row, str):
                failed[entry.id] = row
            else:
                rows.append(row)
                self.counts[now] += 1
        marker = write_shard(self._folder, name, rows, failed, self._encoder)
        self.written.append((name, marker.sha256))
        self.failed |= failed
