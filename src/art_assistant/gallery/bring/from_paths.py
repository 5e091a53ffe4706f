"""``FAISS_INDEX_PATH`` and ``FAISS_META_PATH``: an index of another program, taken in once and used from then on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from art_assistant.errors import ArtAssistantError, GalleryError, GalleryNotFoundError
from art_assistant.gallery.bring.importer import Foreign, import_foreign
from art_assistant.gallery.places import STARTER, own_folder
from art_assistant.gallery.versions import has_gallery
from art_assistant.settings import Settings

INDEX: Final = "FAISS_INDEX_PATH"
META: Final = "FAISS_META_PATH"
ENCODER: Final = "FAISS_ENCODER"
_UNKNOWN: Final = "unknown"


def chosen_by_paths(settings: Settings, environment: Mapping[str, str]) -> tuple[Settings, str]:
    """Return the settings with the gallery that the variables name, and what to say of it; else as they are, and "".

    The two files become a gallery whose name is made of their content, so that it is taken in once, whatever the files
    are called. A gallery that is named, or follows a store, goes before them.

    Raises:
        GalleryError: one of the two is not named or not there, or they are damaged or do not belong together.

    """
    named = {name: environment.get(name, "") for name in (INDEX, META)}
    if not any(named.values()):
        return settings, ""
    if settings.gallery.source or settings.gallery.name != STARTER or environment.get("ART_GALLERY_NAME"):
        wins = "gallery.source" if settings.gallery.source else f"the gallery '{Path(settings.gallery.name).name}'"
        return settings, f"{INDEX} and {META} are not used: {wins} is named, and goes before them."
    for name, path in named.items():
        if not path:
            raise GalleryNotFoundError(f"{name} is not set; set {INDEX} and {META} both, or neither.")
    foreign = Foreign(Path(named[INDEX]), Path(named[META]))
    encoder = environment.get(ENCODER) or _UNKNOWN
    gallery = f"faiss-{_digest(foreign, encoder)}"
    folder = own_folder(gallery, settings)
    if not has_gallery(folder):
        try:
            import_foreign(folder, foreign, encoder=encoder)
        except ArtAssistantError as error:
            raise GalleryError(f"{INDEX} and {META} cannot be used: {error} Mend that, or unset both.") from error
    chosen = replace(settings, gallery=replace(settings.gallery, name=gallery))
    return chosen, f"The gallery '{gallery}' was made of {INDEX} and {META}."


def _digest(foreign: Foreign, encoder: str) -> str:
    digest = hashlib.sha256(encoder.encode())
    for name, path in ((INDEX, foreign.index), (META, foreign.meta)):
        try:
            with path.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
        except OSError as error:
            raise GalleryNotFoundError(
                f"{name} names no file that can be read; check the path, or unset both."
            ) from error
    return digest.hexdigest()[:12]
