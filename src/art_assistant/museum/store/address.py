"""What a store is called on the command line and in the settings: a folder, ``s3://bucket/prefix``, ``gs://…``."""

from __future__ import annotations

from pathlib import Path

from art_assistant.base.wellformed import is_store
from art_assistant.errors import UsageError
from art_assistant.museum.store.place import FolderPlace, StorePlace
from art_assistant.museum.store.remote import Bucket


def place_of(text: str) -> StorePlace:
    """Return the place that an address names; nothing is asked of it yet.

    Raises:
        UsageError: it is none, or its library is missing.

    """
    if not text or not is_store(text):
        raise UsageError("Name the store as a folder, or as s3://bucket/prefix or gs://bucket/prefix.")
    scheme, found, path = text.partition("://")
    return Bucket(scheme, path) if found else FolderPlace(Path(text).expanduser())
