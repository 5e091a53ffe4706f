"""Museums' own pictures of related works, for a page: asked for when it is written, and only where somebody set so.

Whom to ask comes from the gallery's records alone. A picture goes into a page only where its rights let pages be passed
on. What comes is decoded as every hostile file is and written anew, small, the pixels alone. Nothing here stops a
report: where a picture does not come, the blurred preview stays and the reason is told.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from art_assistant.base.memo import Memo
from art_assistant.errors import ArtAssistantError, LimitError, UsageError
from art_assistant.gallery.artwork import clean_url
from art_assistant.gallery.seen.rights import may_be_shown
from art_assistant.gallery.seen.unfetched import UnfetchedError
from art_assistant.imaging.decode import decode
from art_assistant.imaging.limits import DEFAULT_LIMITS, Limits
from art_assistant.imaging.sizes import reduced
from art_assistant.report.draw.encode import encode_jpeg
from art_assistant.report.model import Section
from art_assistant.settings import Settings

STEP: Final = "museums' pictures"
SIDE: Final = 480
"""Pixels of the long side: about twice what a card takes on a screen."""

PAUSE: Final = 1.0
"""Seconds between two requests to one host; the Art Institute of Chicago asks for no more than one a second
(https://api.artic.edu/docs)."""

SECONDS: Final = 60.0
"""How long all the pictures of one page may take."""

_QUALITY: Final = 82
_KEPT: Final = 200


class Museum(Protocol):
    """Whoever fetches a file."""

    def may_ask(self, address: str) -> bool:
        """Whether an address is one that is asked at all."""
        ...

    def fetched(self, address: str) -> bytes:
        """Return the file at an address; raises UnfetchedError where it cannot be had."""
        ...


@dataclass(frozen=True, slots=True)
class WorkPicture:
    """A museum's picture of a work, ready for a page."""

    jpeg: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class WorksSeen:
    """What came of asking.

    Attributes:
        pictures: id of a work to its picture.
        faults: id of a work to why its picture did not come, as half a sentence.
        hosts: who was asked.

    """

    pictures: Mapping[str, WorkPicture] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()

    def told(self) -> list[str]:
        """Return, in lines for a person, what did not come."""
        return [
            f"{count} {'picture' if count == 1 else 'pictures'} of related works could not be fetched: {reason}."
            for reason, count in sorted(Counter(self.faults.values()).items())
        ]


UNSEEN: Final = WorksSeen()
"""Where nobody was asked."""


def museums_of(
    settings: Settings, *, limits: Limits = DEFAULT_LIMITS, named: Iterable[tuple[str, int]] = ()
) -> Museums | None:
    """Return who asks museums for the pictures of pages, or None where ``gallery.remote_pictures`` is off.

    Args:
        settings: the settings of the run.
        limits: what one picture may cost.
        named: host and port of servers that somebody named by hand, which may be anywhere and speak http.

    Raises:
        UsageError: what speaks to museums is not installed.

    """
    if not settings.gallery.remote_pictures:
        return None
    try:
        # Loaded where it is asked for: who asks nobody need not have what asks.
        fetching = import_module("art_assistant.gallery.seen.fetching")
    except ImportError as error:
        raise UsageError(
            "Museums' pictures (gallery.remote_pictures) need an extra: pip install 'art-assistant[museum]'."
        ) from error
    places = frozenset(named)
    # Whoever names a server may ask it as fast as it likes.
    return Museums(fetching.MuseumPictures(named=places), limits, 0.0 if places else PAUSE)


@dataclass(slots=True)
class Museums:
    """Asks museums for pictures: one after the other, in their time, and each picture once.

    Attributes:
        museum: who fetches.
        limits: what one picture may cost.
        pause: seconds between two requests to one host.
        seconds: how long all the pictures of one page may take.

    """

    museum: Museum
    limits: Limits = DEFAULT_LIMITS
    pause: float = PAUSE
    seconds: float = SECONDS
    _kept: Memo = field(default_factory=lambda: Memo(_KEPT))
    _last: dict[str, float] = field(default_factory=dict)

    def hosts(self, references: Sequence[Section]) -> tuple[str, ...]:
        """Return who would be asked, in alphabetical order."""
        addresses = wanted(references).values()
        return tuple(sorted({_host(one) for one in addresses if self.museum.may_ask(one)}))

    def seen(self, references: Sequence[Section], progress: Callable[[str, int, int], None] | None = None) -> WorksSeen:
        """Return the pictures of these works, as far as they may be shown and come."""
        until = time.monotonic() + self.seconds
        works = wanted(references)
        pictures: dict[str, WorkPicture] = {}
        faults: dict[str, str] = {}
        left_alone: set[str] = set()
        for number, (identifier, address) in enumerate(works.items()):
            if progress is not None:
                progress(STEP, number, len(works))
            try:
                pictures[identifier] = self._picture(address, until, left_alone)
            except UnfetchedError as error:
                faults[identifier] = error.reason
                if error.ill:
                    left_alone.add(_host(address))
        return WorksSeen(pictures, faults, self.hosts(references))

    def _picture(self, address: str, until: float, left_alone: set[str]) -> WorkPicture:
        def made() -> WorkPicture:
            if _host(address) in left_alone:
                raise UnfetchedError("its museum has just refused or kept silent, and is left alone")
            if time.monotonic() > until:
                raise UnfetchedError(f"the museums take more than {self.seconds:g} seconds")
            if self.museum.may_ask(address):
                self._wait(_host(address))
            return _prepared(self.museum.fetched(address), self.limits)

        return self._kept(address, made)

    def _wait(self, host: str) -> None:
        now = time.monotonic()
        time.sleep(max(0.0, self._last.get(host, now - self.pause) + self.pause - now))
        self._last[host] = time.monotonic()


def wanted(references: Sequence[Section]) -> dict[str, str]:
    """Return id to address of the works whose picture may be shown in a page."""
    works = [reference.as_dict() for reference in references]
    return {work["id"]: address for work in works if (address := _address(work))}


def _address(work: Mapping[str, Any]) -> str | None:
    free = may_be_shown(work.get("rights"), work.get("credit"))
    return clean_url(work.get("image_url")) if free else None


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _prepared(data: bytes, limits: Limits) -> WorkPicture:
    # The page of a guard in the way of a picture is a refusal, whatever it says of itself.
    if data.lstrip()[:1] == b"<":
        raise UnfetchedError("the museum sends a page in its place", ill=True)
    try:
        pixels = reduced(decode(data, limits=limits).detail, SIDE)
    except LimitError as error:
        raise UnfetchedError("it is over a limit") from error
    except ArtAssistantError as error:
        raise UnfetchedError("what came is damaged, or no picture") from error
    return WorkPicture(encode_jpeg(pixels, _QUALITY), pixels.shape[1], pixels.shape[0])
