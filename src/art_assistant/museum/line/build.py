"""From measured works and their facts to a gallery: the same bytes for the same works, whenever and wherever."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from art_assistant.base.regular import read_regular
from art_assistant.errors import GalleryEncoderError, GalleryNotFoundError
from art_assistant.files.atomic import write_new
from art_assistant.files.there import is_folder
from art_assistant.gallery.encoder import dims_of
from art_assistant.gallery.make.write import Made
from art_assistant.museum.line.home import opened, take_away
from art_assistant.museum.line.shards import vectors_of
from art_assistant.museum.line.state import State, needed_state
from art_assistant.museum.line.verified import BUNDLE, manifest_digest, note_unverified
from art_assistant.museum.line.works import artwork_of, source_of
from art_assistant.vision.encoders import ENCODERS


@dataclass(frozen=True, slots=True)
class BuiltLine:
    """What came of it.

    Attributes:
        works: how many the gallery holds.
        folder: where it is.
        manifest_sha256: by which it is known.
        unchanged: whether it was there already, to the byte.

    """

    works: int
    folder: Path
    manifest_sha256: str
    unchanged: bool


def build(folder: Path) -> BuiltLine:
    """Make a gallery of what a line has measured.

    Raises:
        UsageError, GalleryNotFoundError: there is no line, or nothing is measured in it.
        GalleryCorruptError: a shard is not as it was written.
        GalleryEncoderError: it was measured with an encoder that is not here.
        OutputError: the disk refused, or another command is at work in the folder.

    """
    with opened(folder):
        state = needed_state(folder)
        files = _files(folder, state)
        place = folder / BUNDLE
        unchanged = all(_content(place / name) == data for name, data in files.items())
        if not unchanged:
            note_unverified(folder)
            _place(folder, files)
        return BuiltLine(len(state.entries), place, manifest_digest(place), unchanged)


def _files(folder: Path, state: State) -> dict[str, bytes]:
    opener = ENCODERS.get(state.head.encoder)
    if opener is None:
        raise GalleryEncoderError("The line was measured with an encoder that is not here; run 'museum embed' again.")
    if not state.entries:
        raise GalleryNotFoundError("No picture of the line could be measured; 'museum embed' says why.")
    dims = dims_of(opener())
    works, rows = [], np.empty((len(state.entries), sum(dims.values())), np.float16)
    for number, (entry, row) in enumerate(state.rows(folder)):
        works.append(artwork_of(entry, row))
        rows[number] = vectors_of(row)
    sources = sorted({source_of(entry.id) for entry in state.entries})
    # No time is told: the same works are the same bytes, and when they were published is for the publisher to say.
    return Made(works, rows, state.head.encoder, dims).files({"name": "-".join(sources)})


def _content(path: Path) -> bytes | None:
    try:
        return read_regular(path)
    except OSError:
        return None


def _place(folder: Path, files: dict[str, bytes]) -> None:
    """Put the files into the folder's place: whoever looks sees the old gallery, none, or the new one."""
    part = folder / f".{BUNDLE}.{uuid.uuid4().hex}.part"
    part.mkdir()
    for name, data in files.items():
        write_new(part / name, data)
    place = folder / BUNDLE
    if is_folder(place):
        gone = folder / f".{BUNDLE}.{uuid.uuid4().hex}.gone"
        place.rename(gone)
        part.rename(place)
        take_away(gone)
    else:
        part.rename(place)
