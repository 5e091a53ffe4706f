"""A gallery that follows a store while the service or the studio runs: looked after by one thread, told to all.

What the thread finds stands in ``.following.json`` beside the gallery's versions, so that every process that searches
the gallery can say how it is. Searches never wait for it: they use what is in use on this machine.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from art_assistant import log
from art_assistant.base.following import FOLLOWING, Trouble
from art_assistant.errors import ArtAssistantError, fault_of_our_own
from art_assistant.files.atomic import write_whole
from art_assistant.gallery.places import own_folder
from art_assistant.museum.store.address import place_of
from art_assistant.museum.store.place import StorePlace
from art_assistant.museum.store.pull import Origin, RefusedError, follow
from art_assistant.museum.store.shelf import StoreShelf
from art_assistant.settings import Settings
from art_assistant.vision.encoders import enrol

LOGGER = log.get_logger(__name__)
_STARTER: Final = "starter"


@dataclass(frozen=True, slots=True)
class Following:
    """Which gallery follows which channel of which store.

    Attributes:
        place: where the store lies.
        origin: its address and channel.
        folder: the gallery's folder on this machine.
        seconds: between two looks.

    """

    place: StorePlace
    origin: Origin
    folder: Path
    seconds: float


def following_of(settings: Settings) -> Following:
    """Return what the settings, which name a source, want to be followed.

    Raises:
        UsageError: the library for such a store is missing.
        GalleryError: ``gallery.name`` is not the name of an own gallery.

    """
    enrol(settings.models)
    chosen = settings.gallery
    origin = Origin(chosen.source, chosen.channel)
    name = chosen.name if chosen.name != _STARTER else f"from-{sha256(origin.to_bytes()).hexdigest()[:12]}"
    return Following(place_of(chosen.source), origin, own_folder(name, settings), chosen.poll_seconds)


class Mirror:
    """Looks at a channel again and again, and brings what it points at.

    Args:
        following: what follows what.

    """

    def __init__(self, following: Following) -> None:
        self._following = following
        self._refused: str | None = None
        self._said: Trouble | None = None
        self._stop = threading.Event()

    def look(self) -> Trouble | None:
        """Look once, bring what is new, and return what is wrong; never raises what a store can cause."""
        trouble = self._looked()
        with suppress(OSError):
            self._tell(trouble)
        if trouble is not None and trouble != self._said:
            LOGGER.error("gallery source", store=self._following.origin.store, **asdict(trouble))
        elif trouble is None and self._said is not None:
            LOGGER.info("gallery source well again", store=self._following.origin.store)
        self._said = trouble
        return trouble

    def run(self) -> None:
        """Look until told to stop."""
        while not self._stop.is_set():
            self.look()
            self._stop.wait(self._following.seconds)

    def stop(self) -> None:
        """Have ``run`` come to its end, after the look that it is at."""
        self._stop.set()

    def _looked(self) -> Trouble | None:
        chosen = self._following
        try:
            # A version that was refused stays so: its files never change, and to fetch them each time costs money.
            if self._refused is not None and StoreShelf(chosen.place).pointed(chosen.origin.channel) == self._refused:
                return self._said
            found = follow(chosen.place, chosen.origin, chosen.folder)
        except RefusedError as refused:
            self._refused = refused.version
            return Trouble("refused", refused.version, refused.error.code, refused.error.message)
        except ArtAssistantError as error:
            return Trouble("source", None, error.code, error.message)
        except Exception as error:
            # The thread must live, whatever happened.
            LOGGER.exception("gallery source fault")
            ours = fault_of_our_own(error)
            return Trouble("source", None, ours.code, ours.message)
        self._refused = None
        if found.fresh:
            LOGGER.info("gallery brought", store=chosen.origin.store, version=found.version, works=found.works)
        return None

    def _tell(self, trouble: Trouble | None) -> None:
        path = self._following.folder / FOLLOWING
        if trouble is not None and self._following.folder.is_dir():
            if trouble != self._said:
                write_whole(path, json.dumps(asdict(trouble)).encode())
        else:
            path.unlink(missing_ok=True)


@contextmanager
def mirroring(following: Following) -> Iterator[None]:
    """Follow in a thread for the length of a block; say at once that the network is asked, and by whose wish."""
    LOGGER.info(
        "following a store",
        store=following.origin.store,
        channel=following.origin.channel,
        gallery=following.folder.name,
        every=following.seconds,
        because="gallery.source is set",
    )
    mirror = Mirror(following)
    thread = threading.Thread(target=mirror.run, name="mirror", daemon=True)
    thread.start()
    try:
        yield
    finally:
        mirror.stop()
