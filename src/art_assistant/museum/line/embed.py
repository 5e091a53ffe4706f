"""Pictures of catalogues are measured, shard by shard, and only those that were not measured before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Final

from art_assistant.errors import ArtAssistantError
from art_assistant.gallery.make.measuring import MEASURED_AS, Tools, digest_of, in_hand, measure_work
from art_assistant.gallery.make.write import spoken
from art_assistant.imaging.decode import read_file
from art_assistant.museum.fetch.run import Watch
from art_assistant.museum.line.home import note_catalogues, opened
from art_assistant.museum.line.shards import Row, Stock, forget_others, name_of, parts_of, row_of, write_shard
from art_assistant.museum.line.state import Changes, Head, State, state_of, write_state
from art_assistant.museum.line.works import Entry, read_catalogues
from art_assistant.vision.encoders import Encoder

OTHER_PICTURE: Final = "The picture is not the one of the catalogue; run 'museum fetch' again."


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


@dataclass(frozen=True, slots=True)
class _FindOrMeasure:
    """Finds or measures one work."""

    catalogues: Sequence[Path]
    tools: Tools
    encoder: Encoder
    stock: Stock

    def __call__(self, entry: Entry) -> tuple[Row | str, bool]:
        """Return what is known of a work, or why nothing is; and whether it was measured now."""
        before = self.stock.find(entry)
        if before is not None:
            return before, False
        try:
            data = read_file(self.catalogues[entry.catalogue] / entry.path, self.tools.limits)
            if digest_of(data) != entry.sha256:
                return OTHER_PICTURE, False
            vectors, seen = measure_work(data, entry.path, self.tools, self.encoder)
        except ArtAssistantError as error:
            return str(error), False
        return row_of(entry, vectors, seen | {"measures": spoken(seen["measures"])}), True


def embed(catalogues: Sequence[Path], folder: Path, tools: Tools, watch: Watch) -> Embedded:
    """Measure the works of catalogues into a line's folder, or go on with it.

    Args:
        catalogues: folders that ``museum fetch`` wrote; of a work in two of them, the first is taken.
        folder: the line's.
        tools: what measures the pictures.
        watch: told how far it is.

    Raises:
        PictureNotFoundError: there is no catalogue, or no picture in it.
        GalleryCorruptError: a catalogue is damaged.
        OutputError: the line's folder is not ours, is at work, or cannot be written.

    """
    entries, passed = read_catalogues(catalogues)
    with opened(folder, made=True):
        note_catalogues(folder, catalogues)
        before = state_of(folder)
        encoder = tools.encoder_for(None)
        look = _FindOrMeasure(catalogues, tools, encoder, Stock(folder, encoder.identity))
        shards = _Shards(folder, encoder.identity)
        shards.fill(entries, look, watch)
        good = [entry for entry in entries if entry.id not in shards.failed]
        write_state(folder, State(Head(encoder.identity, MEASURED_AS, shards.written, shards.failed, ""), good))
        forget_others(folder, [name for name, _ in shards.written])
    changes = Changes.between(before.entries if before is not None else (), good)
    counts = shards.counts
    return Embedded(len(good), counts[True], counts[False], len(shards.written), shards.failed, passed, changes)


class _Shards:
    """The shards of one run, and what came of the works in them."""

    def __init__(self, folder: Path, encoder: str) -> None:
        self._folder, self._encoder = folder, encoder
        self.written: list[tuple[str, str]] = []
        self.failed: dict[str, str] = {}
        self.counts: Counter[bool] = Counter()

    def fill(self, entries: Sequence[Entry], look: _FindOrMeasure, watch: Watch) -> None:
        """Write every shard that is not whole; one in which a picture failed is looked at again."""
        named = [(name_of(number, part, self._encoder), part) for number, part in enumerate(parts_of(entries))]
        whole = {name: marker for name, marker in look.stock.whole.items() if not marker.failed}
        left = [entry for name, part in named if name not in whole for entry in part]
        watch.start(len(left), "picture")
        new = sum(look.stock.find(entry) is None for entry in left)
        with look.tools.helped(new) as tools:
            found = in_hand(replace(look, tools=tools), left, tools.workers)
            for name, part in named:
                if name in whole:
                    self.written.append((name, whole[name].sha256))
                else:
                    self._write(name, part, found, watch)

    def _write(self, name: str, part: Sequence[Entry], found: Iterator[tuple[Row | str, bool]], watch: Watch) -> None:
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
