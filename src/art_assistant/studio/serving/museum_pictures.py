"""Museums' pictures as the studio shows them: fetched when the artist asks, decoded as hostile files are, and kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from art_assistant.base.memo import Memo
from art_assistant.errors import UsageError
from art_assistant.gallery.seen.fetching import MuseumPictures
from art_assistant.gallery.seen.unfetched import UnfetchedError
from art_assistant.pipeline import Study
from art_assistant.report.screen import Drawing
from art_assistant.settings import Settings

KEPT: Final = 48
SIDE: Final = 900


@dataclass(frozen=True, slots=True)
class KeptPictures:
    """Fetches pictures and keeps the latest.

    Attributes:
        museum: what fetches.

    """

    museum: MuseumPictures = field(default_factory=MuseumPictures)
    _kept: Memo = field(default_factory=lambda: Memo(KEPT))

    def bytes_of(self, address: str) -> bytes:
        """Return the file at an address.

        Raises:
            UsageError: it may not be fetched, is too large, or the museum does not answer with it.

        """
        try:
            return self._kept(("file", address), lambda: self.museum.fetched(address))
        except UnfetchedError as error:
            raise UsageError(
                f"The museum's picture could not be fetched: {error.reason}; its own preview stays."
            ) from error

    def drawing(self, address: str, settings: Settings) -> Drawing:
        """Return the picture at an address as a file for the screen.

        Raises:
            UsageError: as for ``bytes_of``.
            InputError: what came is no picture.

        """

        def made() -> Drawing:
            return Study(self.bytes_of(address), settings=settings).view("picture", SIDE)

        return self._kept(("drawing", address), made)
