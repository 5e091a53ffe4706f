"""A gallery on disk: a folder that is verified byte for byte before anything in it is parsed.

``manifest.json`` names the encoder and holds the sha256 of every other file, and a digest of itself; it is written in
one canonical form, so that no bit of the folder can change unnoticed. A gallery is replaced whole, by a new version of
it (see ``versions``).
"""

from __future__ import annotations

import hashlib
import io
import json
import mmap
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.base.regular import open_regular, read_regular
from art_assistant.errors import (
    GalleryCorruptError,
    GalleryCountError,
    GalleryError,
    GalleryNotFoundError,
    GallerySchemaError,
    OutputError,
)
from art_assistant.files.atomic import why, write_new
from art_assistant.gallery import versions
from art_assistant.gallery.versions import in_use, publish, put_into_use, reading, versions_of

Buffer = bytes | mmap.mmap
Stored = NDArray[np.float16]

SCHEMA: Final = 1
MANIFEST: Final = versions.MANIFEST
INDEX: Final = versions.INDEX
ARTWORKS: Final = versions.ARTWORKS
FEATURES: Final = versions.FEATURES
WORDS: Final = versions.WORDS
FILES: Final = (INDEX, ARTWORKS, FEATURES)
OPTIONAL: Final = (WORDS,)
"""What only some galleries have. Earlier releases leave it behind where they copy a gallery, which stays sound."""

REBUILD: Final = "build it again, or restore it from a copy"
_NEWLINE = 10
_HEAD = 4096
"""Bytes in which the head of a ``.npy`` file ends."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Bundle:
    """The verified contents of a gallery folder.

    Attributes:
        manifest: the parsed manifest.
        index: the bytes of the index.
        artworks: the bytes of the list, one JSON object a line, in row order.
        features: (n, width) float16, the stored facets side by side, in row order; mapped from the disk.
        words: the verified index of the works' words; None where the gallery has none.

    """

    manifest: Mapping[str, Any]
    index: Buffer
    artworks: Buffer
    features: Stored
    words: Path | None = None


def check_name(name: str) -> str:
    """Return ``name`` if a gallery may be called that.

    Raises:
        GalleryError: it holds anything but letters, digits, dot, dash and underscore, or is longer than 64.

    """
    if not _NAME.fullmatch(name):
        raise GalleryError("A gallery's name is made of letters, digits, '.', '-' and '_', at most 64 of them.")
    return name


def bundle_files(
    manifest: Mapping[str, Any],
    index: bytes,
    artworks: Sequence[Mapping[str, Any]],
    features: Stored,
    words: bytes | None = None,
) -> dict[str, bytes]:
    """Return the content of each file of a gallery by its name, the manifest last; as for ``write_bundle``.

    ``words`` is the index of the works' words, where there is one.
    """
    contents = {INDEX: index, ARTWORKS: _lines(artworks), FEATURES: _npy(features)}
    contents |= {} if words is None else {WORDS: words}
    full = dict(manifest) | {
        "schema": SCHEMA,
        "n": len(artworks),
        "files": {name: _sha256(data) for name, data in contents.items()},
    }
    return contents | {MANIFEST: canonical(full)}


def write_bundle(
    folder: Path,
    manifest: Mapping[str, Any],
    index: bytes,
    artworks: Sequence[Mapping[str, Any]],
    features: Stored,
    *,
    commit: Callable[[], None] | None = None,
) -> None:
    """Write a gallery, or a new version of the one that is there; after a failure the old one still stands.

    Args:
        folder: the gallery's folder; its parent is made where missing.
        manifest: everything but ``schema``, ``n``, ``files`` and ``digest``, which are filled in here.
        index: the bytes of the index over the same rows.
        artworks: one JSON-ready object a row.
        features: (n, width) float16.
        commit: called once all is written, just before the new version comes into use.

    Raises:
        OutputError: the disk refused.

    """
    write_files(folder, bundle_files(manifest, index, artworks, features), commit)


def write_files(folder: Path, whole: Mapping[str, bytes], commit: Callable[[], None] | None = None) -> None:
    """Write the files of a gallery as ``bundle_files`` returns them; as for ``write_bundle``."""

    def fill(place: Path) -> None:
        for name, data in whole.items():
            write_new(place / name, data)

    publish_files(folder, fill, commit)


def publish_files(folder: Path, fill: Callable[[Path], None], commit: Callable[[], None] | None = None) -> None:
    """Put the version that ``fill`` writes into use; raises OutputError where the disk refuses."""
    try:
        publish(folder, fill, commit)
    except OSError as error:
        raise OutputError(
            f"The gallery cannot be written: {why(error)}; mend that, or name another folder with ART_GALLERY_HOME."
        ) from error


def roll_back(folder: Path, *, forward: bool = False) -> str:
    """Put the version before the one in use (or after it) into use, and return its name.

    Raises:
        GalleryNotFoundError: there is no gallery, or no such version.
        GalleryCorruptError: that version is damaged.
        OutputError: the disk refused.

    """
    kept, now = versions_of(folder), in_use(folder).name
    later = [name for name in kept if name > now]
    others = later if forward else [name for name in reversed(kept) if name < now]
    if not others:
        raise GalleryNotFoundError(f"There is no {'later' if forward else 'earlier'} version of '{folder.name}'.")
    read_bundle(folder / versions.VERSIONS / others[0])
    try:
        put_into_use(folder, others[0])
    except OSError as error:
        raise OutputError(f"The gallery cannot be written: {why(error)}; mend that, and try again.") from error
    return others[0]


def canonical(manifest: Mapping[str, Any]) -> bytes:
    """Return the one form in which a manifest may stand on disk, its digest included."""
    body = {key: value for key, value in manifest.items() if key != "digest"}
    digest = _sha256(_dumps(body).encode())
    return (_dumps(body | {"digest": digest}) + "\n").encode()


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest, checked against its own digest.

    Raises:
        GalleryNotFoundError: there is no gallery in the folder.
        GalleryCorruptError: a byte of it is not as it was written.
        GallerySchemaError: a newer version wrote it.

    """
    return reading(folder, _manifest_in)


def read_manifest_bytes(folder: Path) -> bytes:
    """Return the manifest as it stands on disk, unchecked: equal bytes are the same gallery.

    Raises:
        GalleryNotFoundError: there is no gallery in the folder.
        GalleryCorruptError: it cannot be read.

    """
    return reading(folder, _manifest_bytes_in)


def read_bundle(folder: Path) -> Bundle:
    """Return everything in a gallery folder, each file verified before it is parsed.

    Raises:
        GalleryNotFoundError, GalleryCorruptError, GallerySchemaError: as ``read_manifest``.
        GalleryCountError: the files disagree about how many works there are.

    """
    return reading(folder, _bundle_in)


def _bundle_in(place: Path) -> Bundle:
    manifest = _manifest_in(place)
    contents = {name: _verified(place / name, manifest["files"].get(name)) for name in FILES}
    features = _rows(contents[FEATURES])
    lines = int(np.count_nonzero(np.frombuffer(contents[ARTWORKS], dtype=np.uint8) == _NEWLINE))
    if features.ndim != 2 or not lines == len(features) == manifest["n"]:
        raise GalleryCountError(f"The gallery's files disagree about how many works it holds; {REBUILD}.")
    return Bundle(manifest, contents[INDEX], contents[ARTWORKS], features, _words(place, manifest))


def _words(place: Path, manifest: Mapping[str, Any]) -> Path | None:
    """Return the file of words once it is verified; None where there is none."""
    if WORDS not in manifest["files"] or not os.path.lexists(place / WORDS):
        return None
    _verified(place / WORDS, manifest["files"][WORDS])
    return place / WORDS


def files_in(place: Path) -> tuple[str, ...]:
    """Return the names of the files of a gallery that stand in a folder beside its manifest."""
    return (*FILES, *(name for name in OPTIONAL if os.path.lexists(place / name)))


def _rows(data: Buffer) -> Stored:
    """Return the stored facets over the very bytes that were verified."""
    try:
        head = io.BytesIO(data[:_HEAD])
        version = np.lib.format.read_magic(head)
        shape, by_column, kind = np.lib.format.read_array_header_1_0(head)
        rows = np.frombuffer(data, np.float16, int(np.prod(shape)), head.tell()).reshape(shape)
    except Exception as error:
        # numpy reads the head as Python text, and what it stumbles over there has no base class but Exception.
        raise _corrupt(FEATURES) from error
    if version != (1, 0) or by_column or kind != np.float16:
        raise _corrupt(FEATURES)
    return rows


def _manifest_in(place: Path) -> dict[str, Any]:
    manifest = _parsed(_manifest_bytes_in(place))
    if manifest.get("schema") != SCHEMA:
        raise GallerySchemaError(
            "The gallery was written by another version of Art Assistant; update, or build it again."
        )
    return manifest


def _manifest_bytes_in(place: Path) -> bytes:
    try:
        return read_regular(place / MANIFEST)
    except OSError as error:
        raise _corrupt(MANIFEST) from error


def verify(folder: Path) -> dict[str, Any]:
    """Return the manifest after every file was checked; raises as ``read_bundle``."""
    return dict(read_bundle(folder).manifest)


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(raw)
        sound = isinstance(manifest, dict) and canonical(manifest) == raw
    except (ValueError, RecursionError) as error:
        raise _corrupt(MANIFEST) from error
    if not sound or not isinstance(manifest.get("files"), dict) or type(manifest.get("n")) is not int:
        raise _corrupt(MANIFEST)
    return dict(manifest)


def _verified(path: Path, digest: object) -> Buffer:
    """Return the file, mapped and not read into memory, once its checksum is right."""
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
    except OSError as error:
        raise _corrupt(path.name) from error
    if _sha256(data) != digest:
        raise _corrupt(path.name)
    return data


def _corrupt(name: str) -> GalleryCorruptError:
    return GalleryCorruptError(f"The gallery's {name} is damaged or missing; {REBUILD}.")


def _npy(features: Stored) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, features, allow_pickle=False)
    return buffer.getvalue()


def _lines(artworks: Sequence[Mapping[str, Any]]) -> bytes:
    return "".join(f"{_dumps(artwork)}\n" for artwork in artworks).encode()


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _sha256(data: Buffer) -> str:
    return hashlib.sha256(data).hexdigest()
