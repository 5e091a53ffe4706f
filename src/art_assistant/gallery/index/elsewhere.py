"""Which index a gallery is searched with: its own, or its rows on a server that the settings name.

A gallery never says where its rows are: one from elsewhere could send pictures' vectors to a stranger.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from art_assistant.errors import UsageError
from art_assistant.gallery.bundle import FEATURES, Bundle
from art_assistant.gallery.index.choose import parse_index
from art_assistant.gallery.index.milvus_index import IndexServer, open_rows, send_rows
from art_assistant.gallery.index.protocol import VectorIndex
from art_assistant.settings import GallerySettings

PREFIX: Final = "milvus:"


def server_of(asked: GallerySettings | None) -> IndexServer | None:
    """Return the server that the settings name, None where a gallery's own index is searched."""
    if asked is None or not asked.index:
        return None
    return IndexServer(asked.index.removeprefix(PREFIX), asked.index_key, asked.index_patience)


def rows_name(manifest: Mapping[str, Any]) -> str:
    """Return the name by which a gallery's rows are known on a server: that of their content.

    So the same rows are sent once, whatever galleries hold them, and another version never writes over those of the
    one that is searched.
    """
    return f"art_{str(manifest['files'][FEATURES])[:32]}"


def index_of(bundle: Bundle, asked: GallerySettings | None = None) -> VectorIndex:
    """Return the index over a gallery's rows.

    Raises:
        GallerySchemaError, GalleryCorruptError: as ``parse_index``.
        GalleryIndexError: the server of the settings cannot be used, or does not hold the rows.

    """
    server = server_of(asked)
    if server is None:
        return parse_index(bundle.index, str(bundle.manifest["index"]), bundle.features)
    return open_rows(server, rows_name(bundle.manifest), bundle.features)


def send(bundle: Bundle, asked: GallerySettings, step: Callable[[int], None]) -> VectorIndex:
    """Send a gallery's rows to the server of the settings, and return the index over them.

    Args:
        bundle: the gallery.
        asked: where to.
        step: told how many more rows are there.

    Raises:
        UsageError: no server is named, or the extra is missing.
        GalleryIndexError: the server cannot be used; the same call goes on where it stopped.

    """
    server = server_of(asked)
    if server is None:
        raise UsageError("Name a server with --index milvus:ADDRESS, or with ART_GALLERY_INDEX.")
    return send_rows(server, rows_name(bundle.manifest), bundle.features, step)
