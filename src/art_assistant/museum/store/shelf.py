"""How a store is laid out: versions that never change, names that point at one, and what each name pointed at before.

::

    store.json                              what makes the place a store
    versions/000007-1a2b3c4d5e6f/           a gallery's files, and release.json, which is written last
    CURRENT                                 the version in production
    channels/staging                        the version of another channel
    channels/production.before              what a channel pointed at before, and until when: the latest last

In a folder that is at the same time the layout of a gallery (``gallery.versions``), so that a store is opened as one.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from art_assistant.base.wellformed import is_channel
from art_assistant.errors import GalleryCorruptError, GalleryNotFoundError, StoreError, UsageError
from art_assistant.gallery.bundle import FILES, MANIFEST, OPTIONAL
from art_assistant.gallery.versions import CURRENT, STORE, VERSIONS, mark_of, number_of
from art_assistant.museum.store.place import CHANNELS, StorePlace
from art_assistant.museum.store.release import RELEASE, Release

PRODUCTION: Final = "production"
REMEMBERED: Final = 20
"""Versions that a channel remembers having pointed at."""

_SCHEMA: Final = 1


@dataclass(frozen=True, slots=True)
class Left:
    """A version that a channel pointed at.

    Attributes:
        version: its name.
        until: when it was left, in seconds since 1970.

    """

    version: str
    until: float


def check_channel(name: str) -> str:
    """Return the name of a channel; raises UsageError where it is none."""
    if not is_channel(name):
        raise UsageError("A channel's name is made of small letters, digits and '-', at most 32 of them.")
    return name


def below(version: str, name: str = "") -> str:
    """Return the name of a file of a version in its place."""
    return f"{VERSIONS}/{version}/{name}".rstrip("/")


class StoreShelf:
    """A store at a place. Every method raises StoreError where the place cannot be used."""

    def __init__(self, place: StorePlace) -> None:
        self.place = place

    def claim(self) -> None:
        """Make the place a store, where it is empty or one already.

        Raises:
            StoreError: it holds something else.

        """
        if self.place.read(STORE) is not None:
            self.check()
            return
        if self.place.sizes("") or self.place.folders(""):
            raise StoreError(f"'{self.place.shown}' holds something else than a store; name a place of its own.")
        self.place.write(STORE, (json.dumps({"schema": _SCHEMA}) + "\n").encode())

    def check(self) -> None:
        """Raise StoreError where the place is no store, or one of a later release."""
        told = self.place.read(STORE)
        if told is None:
            raise StoreError(f"There is no store at '{self.place.shown}'; 'museum publish' makes one.")
        try:
            known = json.loads(told)["schema"] == _SCHEMA
        except (ValueError, KeyError, TypeError, RecursionError):
            known = False
        if not known:
            raise StoreError(f"The store '{self.place.shown}' was written by another version of Art Assistant; update.")

    def channels(self) -> list[str]:
        """Return the channels that there are, production first."""
        others = [name for name in self.place.sizes(CHANNELS) if is_channel(name) and name != PRODUCTION]
        return [PRODUCTION, *sorted(others)]

    def pointed(self, channel: str) -> str | None:
        """Return the version that a channel points at; None where it points at nothing yet.

        Raises:
            StoreError: what stands there is damaged.

        """
        told = self.place.read(_pointer(channel))
        if told is None:
            return None
        name = told.decode("ascii", "replace").strip()
        if number_of(name) < 0:
            raise StoreError(f"What names the version in '{channel}' is damaged; promote or publish into it again.")
        return name

    def in_channel(self, channel: str) -> str:
        """Return the version that a channel points at.

        Raises:
            GalleryNotFoundError: nothing was published into it.

        """
        found = self.pointed(channel)
        if found is None:
            raise GalleryNotFoundError(f"Nothing was published into '{channel}' of '{self.place.shown}'.")
        return found

    def before(self, channel: str) -> list[Left]:
        """Return what a channel pointed at before, the latest last."""
        told = (self.place.read(f"{CHANNELS}/{channel}.before") or b"").decode("ascii", "replace")
        lines = (line.split() for line in told.splitlines())
        return [Left(line[0], _number(line[1])) for line in lines if len(line) == 2 and number_of(line[0]) >= 0]

    def point(self, channel: str, version: str) -> None:
        """Let a channel point at a version; what it pointed at is remembered first, so that no stop forgets it."""
        try:
            now = self.pointed(channel)
        except StoreError:
            now = None
        if now == version:
            return
        if now is not None:
            before = [left for left in self.before(channel) if left.version != now]
            self._remember(channel, [*before, Left(now, time.time())])
        self.place.write(_pointer(channel), f"{version}\n".encode())

    def step_back(self, channel: str, version: str) -> None:
        """Let a channel point at a version that it pointed at before, and forget what came after that."""
        before = self.before(channel)
        self.place.write(_pointer(channel), f"{version}\n".encode())
        names = [left.version for left in before]
        self._remember(channel, before[: names.index(version)])

    def versions(self) -> list[str]:
        """Return the versions that are there, finished or not, the oldest first."""
        names = [name for name in self.place.folders(VERSIONS) if number_of(name) >= 0]
        return sorted(names, key=lambda name: (number_of(name), name))

    def release(self, version: str) -> Release | None:
        """Return what is told of a version; None where it is not finished."""
        told = self.place.read(below(version, RELEASE))
        return None if told is None else Release.read(told)

    def finished(self) -> dict[str, Release]:
        """Return the versions that are whole, the oldest first, with what is told of each."""
        found = {}
        for version in self.versions():
            with suppress(StoreError):
                found[version] = self.release(version)
        return {version: release for version, release in found.items() if release is not None}

    def check_whole(self, version: str, *, deep: bool) -> Release:
        """Return what is told of a version once all its files are there.

        Args:
            version: its name.
            deep: read every byte, and not only how many there are.

        Raises:
            GalleryNotFoundError: there is no such version.
            GalleryCorruptError: a file of it is damaged or missing.

        """
        release = self.release(version)
        if release is None:
            raise GalleryNotFoundError(f"There is no version {version} in '{self.place.shown}'.")
        sizes = self.place.sizes(below(version))
        for name in (*FILES, *(name for name in OPTIONAL if name in release.files), MANIFEST):
            wanted = release.files.get(name)
            sound = wanted is not None and sizes.get(name) == wanted.size
            if not sound or (deep and self.place.measure(below(version, name)) != wanted):
                raise GalleryCorruptError(
                    f"The {name} of version {version} is damaged or missing in the store; publish it again."
                )
        return release

    def in_reach(self, grace: float) -> set[str]:
        """Return the versions that some channel points at, or pointed at less than ``grace`` seconds ago."""
        found: set[str] = set()
        for channel in self.channels():
            now = self.pointed(channel)
            found |= {now} if now else set()
            found |= {left.version for left in self.before(channel) if time.time() - left.until < grace}
        return found

    def name_for(self, mark: str) -> str:
        """Return the version that holds this content, finished or not, or else the name of the next one."""
        names = self.versions()
        same = [name for name in names if mark_of(name) == mark]
        return same[-1] if same else f"{max([number_of(name) for name in names] + [0]) + 1:06d}-{mark}"

    def _remember(self, channel: str, before: list[Left]) -> None:
        lines = "".join(f"{left.version} {int(left.until)}\n" for left in before[-REMEMBERED:])
        self.place.write(f"{CHANNELS}/{channel}.before", lines.encode())


def _pointer(channel: str) -> str:
    return CURRENT if channel == PRODUCTION else f"{CHANNELS}/{channel}"


def _number(text: str) -> float:
    return float(text) if text.isdigit() else 0.0
