"""The word that a built gallery has passed its gates: written by ``verify`` alone, and asked for before publishing.

``verified.json`` stands beside the bundle in the line's folder. It holds the digest of the manifest that passed, so
that the word is worth nothing for any other bundle, and what each gate found.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from art_assistant.base.regular import read_regular
from art_assistant.errors import GalleryNotFoundError, NotVerifiedError, OutputError
from art_assistant.files.atomic import why, write_whole
from art_assistant.files.there import is_file
from art_assistant.gallery.bundle import MANIFEST

BUNDLE: Final = "gallery"
"""Folder of the built gallery below the line's."""

WORD: Final = "verified.json"


def bundle_of(line: Path) -> Path:
    """Return the folder of the gallery that a line has built: one flat bundle.

    Raises:
        GalleryNotFoundError: it has built none.

    """
    folder = line / BUNDLE
    if not is_file(folder / MANIFEST):
        raise GalleryNotFoundError(f"No gallery is built in '{line.name}'; run 'museum build' first.")
    return folder


def manifest_digest(bundle: Path) -> str:
    """Return the sha256 of a bundle's manifest, which holds those of all its other files."""
    try:
        return hashlib.sha256(read_regular(bundle / MANIFEST)).hexdigest()
    except OSError as error:
        raise NotVerifiedError("The built gallery cannot be read; run 'museum build' again.") from error


def verified(line: Path) -> Path:
    """Return the folder of the built gallery, whose manifest is the one that passed every gate.

    Raises:
        GalleryNotFoundError: the line has built none.
        NotVerifiedError: it has not passed, or is not the one that did.

    """
    folder = bundle_of(line)
    if passed_of(line).get("manifest_sha256") != manifest_digest(folder):
        raise NotVerifiedError(f"The gallery in '{line.name}' has not passed its gates; run 'museum verify' first.")
    return folder


def passed_of(line: Path) -> dict[str, Any]:
    """Return what ``note_passed`` wrote; empty where nothing has passed, or what stands there is damaged."""
    try:
        told = json.loads(read_regular(line / WORD))
    except (OSError, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def note_passed(line: Path, gates: Mapping[str, Any]) -> None:
    """Note that the built gallery has passed.

    Args:
        line: the line's folder.
        gates: name of each gate to what it found, JSON-ready.

    Raises:
        OutputError: the disk refused.

    """
    told = {"manifest_sha256": manifest_digest(bundle_of(line)), "gates": dict(gates)}
    try:
        write_whole(line / WORD, (json.dumps(told, indent=1, sort_keys=True) + "\n").encode())
    except OSError as error:
        raise unwritable(error) from error


def note_unverified(line: Path) -> None:
    """Take back the word, before what it was given for is touched.

    Raises:
        OutputError: the disk refused.

    """
    try:
        (line / WORD).unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(error) from error


def unwritable(error: OSError) -> OutputError:
    """Return what to say where the disk refuses something in the line's folder."""
    return OutputError(f"The line's folder cannot be written: {why(error)}; mend that, and run the same again.")
