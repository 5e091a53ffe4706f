"""Putting versions into a store, and moving the names that point at them.

Whatever is stopped goes on with the same command: a version that was begun is known by its content, what of it is
there and sound is not sent again, and nothing points at it before all of it was read back.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from art_assistant.errors import (
    GalleryError,
    GalleryNotFoundError,
    StoreError,
    UsageError,
)
from art_assistant.gallery.bundle import ARTWORKS, FEATURES, INDEX, MANIFEST, files_in, read_manifest
from art_assistant.gallery.versions import mark_for
from art_assistant.museum.store.place import StoredFile, StorePlace, measured
from art_assistant.museum.store.release import RELEASE, Release, VersionChanges, changes_between
from art_assistant.museum.store.shelf import PRODUCTION, StoreShelf, below, check_channel

GRACE: Final = 3600.0
"""Seconds for which a version stays after it was left: a reader elsewhere may still be fetching it."""


def publish(place: StorePlace, bundle: Path, channel: str, note: str, gates: Mapping[str, Any]) -> Release:
    """Put a bundle into a store as a version of its own, and let a channel point at it.

    A bundle that the store holds already is not sent again; what is damaged of it there is mended.

    Args:
        place: where the store lies, or will lie.
        bundle: the folder of a flat bundle that has passed its gates.
        channel: what will point at it.
        note: what changed, in the publisher's words.
        gates: what it passed.

    Raises:
        GalleryError: the bundle is damaged.
        StoreError: the store cannot be used, or what was written there reads otherwise.

    """
    shelf = StoreShelf(place)
    check_channel(channel)
    files = _files(bundle)
    with place.alone():
        shelf.claim()
        version = shelf.name_for(mark_for((bundle / MANIFEST).read_bytes()))
        sweep(shelf, GRACE, spared=version)
        release = _release_of(shelf, version)
        if not _is_whole(place, version, files):
            _send(place, version, bundle, files)
        if release is None:
            release = _noted(version, bundle, files, _changes(shelf, channel, version, bundle), (note, gates))
            place.write(below(version, RELEASE), release.to_bytes())
        shelf.point(channel, version)
    return release


def _files(bundle: Path) -> dict[str, StoredFile]:
    """Return size and digest of the files as they are here; those that the manifest names must be as it says."""
    told = read_manifest(bundle)["files"]
    found = {}
    for name in (*files_in(bundle), MANIFEST):
        with (bundle / name).open("rb") as stream:
            found[name] = measured(stream)
        if name != MANIFEST and found[name].sha256 != told.get(name):
            raise StoreError(f"The {name} to publish is not the one that its manifest tells of; build it again.")
    return found


def _release_of(shelf: StoreShelf, version: str) -> Release | None:
    try:
        return shelf.release(version)
    except StoreError:
        return None


def _is_whole(place: StorePlace, version: str, files: Mapping[str, StoredFile]) -> bool:
    sizes = place.sizes(below(version))
    return all(sizes.get(name) == one.size for name, one in files.items()) and all(
        place.measure(below(version, name)) == one for name, one in files.items()
    )


def _send(place: StorePlace, version: str, bundle: Path, files: Mapping[str, StoredFile]) -> None:
    """Send what is missing or damaged, the manifest last, and read back what was sent."""
    sizes = place.sizes(below(version))
    for name, wanted in files.items():
        at = below(version, name)
        if sizes.get(name) == wanted.size and place.measure(at) == wanted:
            continue
        place.bring(at, bundle / name)
        if place.measure(at) != wanted:
            raise StoreError(f"The {name} reads otherwise in the store than it was written; publish it again.")


def _noted(
    version: str,
    bundle: Path,
    files: Mapping[str, StoredFile],
    changes: VersionChanges | None,
    words: tuple[str, Mapping[str, Any]],
) -> Release:
    return Release(
        version=version,
        works=int(read_manifest(bundle)["n"]),
        published=datetime.now(UTC).isoformat(timespec="seconds"),
        note=words[0],
        gates=words[1],
        changes=changes,
        files=files,
    )


def _changes(shelf: StoreShelf, channel: str, version: str, bundle: Path) -> VersionChanges | None:
    """Return what changes for those who read the channel; None where what they read cannot be read by us."""
    try:
        before = shelf.pointed(channel) or shelf.pointed(PRODUCTION)
        if before is None or before == version:
            return changes_between(None, bundle, None)
        with TemporaryDirectory(prefix="art-store-") as folder:
            for name in (MANIFEST, INDEX, ARTWORKS, FEATURES):
                shelf.place.fetch(below(before, name), Path(folder) / name)
            return changes_between(Path(folder), bundle, before)
    except (GalleryError, StoreError):
        return None


def promote(place: StorePlace, source: str, target: str) -> Release:
    """Let one channel point at what another points at, once every byte of that was read.

    Raises:
        GalleryNotFoundError: nothing was published into ``source``.
        GalleryCorruptError: that version is damaged.
        StoreError: the store cannot be used.

    """
    shelf = StoreShelf(place)
    if check_channel(source) == check_channel(target):
        raise UsageError("A channel is promoted into another one; name two.")
    shelf.check()
    with place.alone():
        version = shelf.in_channel(source)
        release = shelf.check_whole(version, deep=True)
        shelf.point(target, version)
    return release


def roll_back(place: StorePlace, channel: str, version: str | None = None) -> Release:
    """Let a channel point at what it pointed at before, or at a version that is named.

    Only sizes are looked at: the bytes were read when it was published, readers verify them, and this is for a moment
    in which seconds count.

    Raises:
        GalleryNotFoundError: there is no such version, or nothing before.
        GalleryCorruptError: a file of it is missing or has another size.
        StoreError: the store cannot be used.

    """
    shelf = StoreShelf(place)
    shelf.check()
    check_channel(channel)
    with place.alone():
        if version is not None:
            release = shelf.check_whole(version, deep=False)
            shelf.point(channel, version)
            return release
        now, there = shelf.pointed(channel), shelf.finished()
        for left in reversed(shelf.before(channel)):
            if left.version != now and left.version in there:
                release = shelf.check_whole(left.version, deep=False)
                shelf.step_back(channel, left.version)
                return release
    raise GalleryNotFoundError(f"There is no version before the one in '{channel}'; 'museum versions' lists them.")


def sweep(shelf: StoreShelf, grace: float, *, spared: str = "") -> list[str]:
    """Take away what stops have left unfinished, and return it; in a bucket somebody may still be at it for a while."""
    try:
        named = {spared, *(shelf.pointed(channel) for channel in shelf.channels())}
    except StoreError:
        # Nobody knows what readers look for: nothing is taken away.
        return []
    gone = []
    for version in shelf.versions():
        unfinished = version not in named and shelf.place.read(below(version, RELEASE)) is None
        if unfinished and shelf.place.age(below(version)) >= grace:
            shelf.place.remove(below(version))
            gone.append(version)
    shelf.place.tidy()
    return gone


def prune(place: StorePlace, keep: int, grace: float = GRACE) -> list[str]:
    """Remove old versions, and return their names, the oldest first.

    What a channel points at stays, and so does what one pointed at less than ``grace`` seconds ago, and what was
    published since.

    Args:
        place: where the store lies.
        keep: how many of the latest stay, whatever points at them.
        grace: in seconds.

    Raises:
        StoreError: the store cannot be used.

    """
    if keep < 1:
        raise UsageError(f"--keep must be at least 1, not {keep}.")
    shelf = StoreShelf(place)
    shelf.check()
    with place.alone():
        reached = shelf.in_reach(grace)
        swept = sweep(shelf, grace)
        whole = shelf.finished()
        kept = {*list(whole)[-keep:], *reached}
        old = [name for name, release in whole.items() if name not in kept and _age(release) >= grace]
        for version in old:
            place.remove(below(version))
    return sorted([*swept, *old])


def _age(release: Release) -> float:
    try:
        return time.time() - datetime.fromisoformat(release.published).timestamp()
    except ValueError:
        return 0.0
