"""A museum's picture of a work, fetched by this machine when the artist has asked for it: small, checked, and kept.

The address comes from the gallery, never from the browser. Nothing but https is spoken, only to addresses of the public
Internet (each redirect is checked, and the address that was checked is the one that is spoken to), and what comes back
is decoded as every other hostile file is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

import httpcore

from art_assistant._version import __version__
from art_assistant.base.guarded import Guarded
from art_assistant.base.hosts import is_public
from art_assistant.base.memo import Memo
from art_assistant.errors import UsageError
from art_assistant.pipeline import Study
from art_assistant.report.screen import Drawing
from art_assistant.settings import Settings

MOST_BYTES: Final = 15_000_000
SECONDS: Final = 10.0
REDIRECTS: Final = 3
KEPT: Final = 48
SIDE: Final = 900
_AGENT: Final = f"ArtAssistant/{__version__} (a painter's study tool; one picture at a time, asked for by a person)"
_AS_IT_IS: Final = "%/:?#[]@!$&'()*+,;=~"
_MOVED: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(slots=True)
class MuseumPictures:
    """Fetches pictures and keeps the latest.

    Attributes:
        allowed: whether an IP address may be spoken to.
        schemes: which may be spoken.
        seconds: how long one answer may take, from the first word to the last.

    """

    allowed: Callable[[str], bool] = is_public
    schemes: frozenset[str] = frozenset({"https"})
    seconds: float = SECONDS
    _kept: Memo = field(default_factory=lambda: Memo(KEPT))

    def bytes_of(self, address: str) -> bytes:
        """Return the file at an address.

        Raises:
            UsageError: it may not be fetched, is too large, or the museum does not answer with it.

        """
        return self._kept(("file", address), lambda: self._fetched(address))

    def drawing(self, address: str, settings: Settings) -> Drawing:
        """Return the picture at an address as a file for the screen.

        Raises:
            UsageError: as for ``bytes_of``.
            InputError: what came is no picture.

        """

        def made() -> Drawing:
            return Study(self.bytes_of(address), settings=settings).view("picture", SIDE)

        return self._kept(("drawing", address), made)

    def _fetched(self, address: str) -> bytes:
        try:
            with httpcore.ConnectionPool(network_backend=Guarded(self.allowed)) as pool:
                for _ in range(REDIRECTS + 1):
                    answer = self._asked(pool, address)
                    if isinstance(answer, bytes):
                        return answer
                    address = answer
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, ValueError) as error:
            raise UsageError("The museum's picture could not be fetched; its own preview stays.") from error
        raise UsageError("The museum sends from one address to another; its picture could not be fetched.")

    def _asked(self, pool: httpcore.ConnectionPool, address: str) -> bytes | str:
        """Return what is at an address, or where it sends."""
        if urlsplit(address).scheme not in self.schemes:
            raise UsageError("The museum's picture is not at an https address, so it is not fetched.")
        waits = dict.fromkeys(("connect", "read", "write", "pool"), self.seconds)
        until = time.monotonic() + self.seconds
        headers: list[tuple[bytes | str, bytes | str]] = [("user-agent", _AGENT), ("accept", "image/*")]
        with pool.stream("GET", quote(address, _AS_IT_IS), headers=headers, extensions={"timeout": waits}) as response:
            if response.status in _MOVED:
                place = {key.lower(): value for key, value in response.headers}.get(b"location", b"")
                return urljoin(address, place.decode("utf-8", "replace"))
            if response.status != 200:
                raise UsageError(f"The museum answers {response.status}; its own preview stays.")
            return _bounded(response.iter_stream(), until)


def _bounded(parts: Iterable[bytes], until: float) -> bytes:
    data = bytearray()
    for part in parts:
        data += part
        # Each part may come in time, and the whole never.
        if time.monotonic() > until:
            raise httpcore.ReadTimeout
        if len(data) > MOST_BYTES:
            raise UsageError(f"The museum's picture is larger than {MOST_BYTES / 1e6:g} MB.")
    return bytes(data)
