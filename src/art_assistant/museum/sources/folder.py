"""A folder of pictures on this machine, with a table of facts or without one. Nothing is asked of any network."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Final

from art_assistant.base.regular import read_regular
from art_assistant.errors import GalleryCorruptError, InputError, LimitError, UsageError
from art_assistant.files.there import is_folder
from art_assistant.files.walk import pictures_below
from art_assistant.gallery.bring.fields import renamed
from art_assistant.gallery.bring.importer import read_works
from art_assistant.gallery.bring.table import Facts, match_facts, read_table
from art_assistant.imaging.decode import read_file
from art_assistant.imaging.limits import DEFAULT_LIMITS, Limits
from art_assistant.museum.sources.question import Inquiry, answers
from art_assistant.museum.sources.work import NO_RECORD, Listed, ListedWork, Span, made

UNREADABLE: Final = "file that cannot be read"
UNLISTED: Final = "folder that cannot be listed"
STRANGER: Final = "row of the table without a picture"
_DIGITS: Final = 16
"""Digits of a picture's sha256 that name it."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Pictures below a folder; each is known by its content.

    Attributes:
        folder: where they lie.
        question: what is looked for.
        facts: what a table tells of them.
        limits: what one picture may cost.

    """

    by_years: ClassVar[bool] = False

    folder: Path
    question: Inquiry
    facts: Facts = field(default_factory=dict)
    limits: Limits = DEFAULT_LIMITS

    def read(self, place: str) -> bytes:
        """Return the bytes of a picture by its path below the folder."""
        return read_file(self.folder / place, self.limits)

    def listed(self, _span: Span | None) -> Listed:
        """Yield every picture in the order of the names."""
        below = pictures_below(self.folder)
        yield from [UNLISTED] * len(below.unlisted)
        known = dict(hashed(self.folder, below.pictures, self.limits))
        works = {name: digest for name, digest in known.items() if digest}
        matched = match_facts(self.facts, works, self.folder)
        yield from [STRANGER] * len(matched.strangers)
        for name, digest in known.items():
            told = matched.facts.get(digest, {})
            yield local_work(self.question, digest, told, name) if digest else UNREADABLE


def hashed(folder: Path, pictures: list[Path], limits: Limits) -> Iterator[tuple[str, str]]:
    """Yield the path of each picture below the folder, and the sha256 of its content; empty where there is none."""
    for picture in pictures:
        name = picture.relative_to(folder).as_posix()
        try:
            name.encode()
            yield name, hashlib.sha256(read_file(picture, limits)).hexdigest()
        except UnicodeEncodeError:
            yield name.encode("utf-8", "replace").decode(), ""
        except (InputError, LimitError):
            yield name, ""


def local_work(question: Inquiry, digest: str, told: Mapping[str, Any], place: str) -> ListedWork | str:
    """Return the work of a picture on this machine, by the digest of its content and the facts told of it."""
    facts = {
        "title": told.get("title"),
        "artist": told.get("artist"),
        "date": told.get("date"),
        "medium": told.get("medium"),
        "culture": told.get("nationality"),
        "style": told.get("style"),
        "credit": told.get("credit"),
        "licence": told.get("rights"),
        "object_url": told.get("museum_url"),
        "image_url": told.get("image_url"),
    }
    work = made(question.source, digest[:_DIGITS], facts)
    if work is None:
        return NO_RECORD
    # The pictures are on the artist's own machine already: what may be done with them is not for us to ask.
    return answers(work, question.query) or ListedWork(work, public=True, picture=place)


def folder_of(path: Path) -> Path:
    """Return a folder that is there.

    Raises:
        UsageError: it is none.

    """
    if not is_folder(path):
        raise UsageError(f"There is no folder '{path.name or path}'; check the path.")
    return path


def refuse_inside(out: Path, place: Path) -> None:
    """Raise UsageError where a catalogue would lie among the pictures that it is made of, and be read with them."""
    if out.absolute().resolve().is_relative_to(place.absolute().resolve()):
        raise UsageError("The catalogue would lie within the folder that is read; name a folder outside it with --out.")


def read_facts(path: Path) -> Facts:
    """Return the facts of a table: CSV, JSON lines, or one JSON list.

    Raises:
        GalleryError: it cannot be read.

    """
    ending = path.suffix.casefold()
    if ending == ".jsonl":
        return _by_place(read_works(path))
    if ending != ".json":
        return read_table(path).facts
    try:
        told = json.loads(read_regular(path))
    except (OSError, ValueError, RecursionError) as error:
        raise GalleryCorruptError(f"{path.name} is not JSON, or is damaged.") from error
    entries = told if isinstance(told, list) else []
    return _by_place([renamed(entry) for entry in entries if isinstance(entry, dict)])


def _by_place(entries: list[dict[str, Any]]) -> Facts:
    return {entry["path"]: entry for entry in entries if "path" in entry}
