"""A gallery of the artist's own pictures, built from a folder and kept up with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from art_assistant.errors import (
    ArtAssistantError,
    GalleryError,
    GalleryNotFoundError,
    PictureNotFoundError,
    UnreadableFileError,
)
from art_assistant.files.there import is_folder
from art_assistant.files.walk import FoundFiles, pictures_below
from art_assistant.gallery.bring.table import Facts
from art_assistant.gallery.make.journal import FileState, Journal
from art_assistant.gallery.make.measuring import Tools, circumstances, digest_of, display, measured
from art_assistant.gallery.make.members import AtHand, is_added, look_around
from art_assistant.gallery.make.opening import opened
from art_assistant.gallery.make.settle import Built, Change, finish, identifier_of
from art_assistant.gallery.versions import has_gallery
from art_assistant.imaging.decode import read_file


class Progress(Protocol):
    """What is told of a build as it goes."""

    def start(self, total: int) -> None:
        """So many files have to be looked into."""
        ...

    def step(self) -> None:
        """One more was."""
        ...


def build_gallery(
    folder: Path,
    source: Path,
    tools: Tools,
    *,
    facts: Facts | None = None,
    force: bool = False,
    forget: bool = False,
    progress: Progress | None = None,
) -> Built:
    """Bring the gallery at ``folder`` up to the pictures below ``source``.

    Args:
        folder: the gallery's folder; it need not exist.
        source: the artist's folder, searched through all its folders but hidden ones, studies and the system's own.
        tools: what measures the pictures.
        facts: path relative to ``source`` to what is known of the work, by the field names of ``Artwork``.
        force: look into every file, also where it looks unchanged, and try again what failed.
        forget: let works leave whose folders are gone, or of which many went missing at once.
        progress: told how far it is.

    Raises:
        PictureNotFoundError: ``source`` is no folder, or holds no picture.
        UnreadableFileError: ``source`` cannot be listed.
        GalleryError: another process builds it, or the gallery was made from another folder.
        OutputError: the disk refused.

    """
    found = _pictures(source)
    place = source.resolve()
    with opened(folder) as journal:
        added = tuple(journal.added())
        here = look_around(place, found, added)
        here = replace(here, moved=_claim(journal, place, here, forget=forget))
        change = Change(place, here, added, facts=facts or {}, force=force, forget=forget)
        return _bring_up(folder, journal, tools, change, progress)


def add_pictures(folder: Path, paths: Iterable[Path], tools: Tools, progress: Progress | None = None) -> Built:
    """Add single pictures to a gallery, wherever they lie; those that were removed come back.

    Raises:
        PictureNotFoundError: one of them is not there; nothing was changed.
        GalleryError, OutputError: as ``build_gallery``.

    """
    files = [_resolved(path) for path in paths]
    with opened(folder) as journal:
        source = journal.fact("source")
        added = tuple(sorted({*journal.added(), *(path.as_posix() for path in files)}))
        let_in = tuple(digest for path in files if (digest := _digest(path, tools)))
        change = Change(None, _look(source, added), added, let_in=let_in)
        return _bring_up(folder, journal, tools, change, progress)


def remove_works(folder: Path, names: Iterable[str], tools: Tools) -> Built:
    """Take works out of a gallery by their id or path, and keep them out when it is built again.

    Raises:
        GalleryNotFoundError: there is no work of one of these names; nothing was changed.

    """
    if not has_gallery(folder):
        raise GalleryNotFoundError(
            f"There is no gallery '{folder.name}'; 'art-assistant gallery list' shows those there are."
        )
    with opened(folder) as journal:
        known = {name: state.sha256 for name, state in journal.files().items() if state.sha256}
        known |= {display(name): digest for name, digest in known.items()}
        known |= {identifier_of(digest): digest for digest in journal.works()}
        wanted = list(names)
        for name in wanted:
            if name not in known:
                raise GalleryNotFoundError(f"There is no work '{name}' in the gallery; 'gallery info' lists them.")
        added = tuple(journal.added())
        here = _look(journal.fact("source"), added)
        change = Change(None, here, added, out=tuple(known[name] for name in wanted))
        return _bring_up(folder, journal, tools, change, None)


def _pictures(source: Path) -> FoundFiles:
    """Return what is below a source; one that shows no picture at all changes nothing, for its drive may be away."""
    if not is_folder(source):
        raise PictureNotFoundError(
            "There is no folder of that name to build a gallery from; check the spelling, or connect its drive."
        )
    found = pictures_below(source.resolve())
    if not found.pictures and found.unlisted:
        raise UnreadableFileError("The folder cannot be listed; check its permissions and the disk.")
    if not found.pictures:
        raise PictureNotFoundError(
            "There is no picture in the folder; if it lies on a drive, connect that. The gallery is as it was."
        )
    return found


def _look(source: str | None, added: Iterable[str]) -> AtHand:
    if source is None:
        return look_around(None, FoundFiles(), added)
    place = Path(source)
    return look_around(place, pictures_below(place) if is_folder(place) else FoundFiles(), added)


def _resolved(path: Path) -> Path:
    try:
        found = path.resolve()
        there = found.is_file()
    except (OSError, RuntimeError, ValueError):
        there = False
    if not there:
        raise PictureNotFoundError(
            f"There is no picture '{display(path.name)}'; check the spelling. Nothing was changed."
        )
    return found


def _digest(path: Path, tools: Tools) -> str | None:
    try:
        return digest_of(read_file(path, tools.limits))
    except ArtAssistantError:
        # Said of the file when it is looked into.
        return None


def _claim(journal: Journal, source: Path, here: AtHand, *, forget: bool) -> bool:
    """Return whether ``source`` takes the place of another folder, which is away and held the same pictures."""
    owner = journal.fact("source")
    if owner is None or _is_same(Path(owner), source):
        return False
    name = display(Path(owner).name)
    if is_folder(Path(owner)):
        raise GalleryError(f"The gallery of that name is made from another folder, '{name}'; choose another --name.")
    known = [path for path, state in journal.files().items() if state.sha256 and not is_added(path)]
    if not forget and 2 * sum(path in here.paths for path in known) < len(known):
        raise GalleryError(
            f"The gallery of that name is made from another folder, '{name}', which is away; connect it, or choose "
            "another --name. If this is the same folder with its pictures moved about, give --forget-missing."
        )
    return True


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one == other or one.samefile(other)
    except OSError:
        return False


def _bring_up(folder: Path, journal: Journal, tools: Tools, change: Change, progress: Progress | None) -> Built:
    encoder = tools.encoder_for(journal.fact("encoder"))
    if journal.fact("encoder") != encoder.identity:
        journal.begin()
        journal.forget_vectors()
        journal.remember("encoder", encoder.identity)
        journal.commit()
    before = journal.files()
    changed = _changed(change, before, journal.works(), circumstances(tools.limits))
    if progress is not None:
        progress.start(len(changed))
    counts: Counter[str] = Counter()
    for name, state, work in measured(changed, before, journal, tools, encoder):
        if work is not None:
            journal.set_work(state.sha256, *work)
            counts["measured"] += 1
        elif state.reason is None:
            counts["recognised"] += 1
        journal.set_file(name, state)
        if progress is not None:
            progress.step()
    unchanged = len(change.here.paths) - len(changed)
    try:
        built = finish(folder, journal, encoder, change)
    finally:
        journal.rollback()
    return replace(
        built,
        measured=counts["measured"],
        recognised=counts["recognised"],
        unchanged=unchanged,
        aside=journal.aside,
    )


def _changed(change: Change, before: Mapping[str, FileState], works: set[str], now: str) -> dict[str, Path]:
    """Return the files that are not as they were when they were last looked at, or that may do better this time."""
    return {
        name: path
        for name, path in change.here.paths.items()
        if change.force or not _is_as_before(path, before.get(name), works, now)
    }


def _is_as_before(path: Path, known: FileState | None, works: set[str], now: str) -> bool:
    if known is None:
        return False
    try:
        stat = path.stat()
    except OSError:
        return False
    if (known.size, known.mtime) != (stat.st_size, stat.st_mtime_ns):
        return False
    return known.sha256 in works if known.reason is None else known.tried == now
