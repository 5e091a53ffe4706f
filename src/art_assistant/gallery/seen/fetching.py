"""A museum's picture of a work, fetched by this machine when somebody has asked for it: small, and in time.

The address comes from the gallery, never from a browser or a client. Nothing but https is spoken, only to addresses of
the public Internet (each redirect is checked, and the address that was checked is the one that is spoken to), through
no proxy, and without anything that tells who asks: no cookie, no page that sent here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import httpcore

from art_assistant._version import __version__
from art_assistant.base.guarded import Guarded, NotPublicError, trusted
from art_assistant.base.hosts import is_public
from art_assistant.gallery.seen.unfetched import UnfetchedError

MOST_BYTES: Final = 15_000_000
SECONDS: Final = 10.0
REDIRECTS: Final = 3
AGENT: Final = f"ArtAssistant/{__version__} (a painter's study tool; one picture at a time, asked for by a person)"
_AS_IT_IS: Final = "%/:?#[]@!$&'()*+,;=~"
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_REFUSING: Final = frozenset({401, 403, 408, 425, 429})
_PORTS: Final = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class MuseumPictures:
    """Fetches pictures, one at a time.

    Attributes:
        allowed: whether an IP address may be spoken to.
        schemes: which may be spoken.
        named: host and port of servers that somebody named by hand, which may be anywhere and speak http.
        seconds: how long one picture may take, from the first word to the last, redirects included.

    """

    allowed: Callable[[str], bool] = is_public
    schemes: frozenset[str] = frozenset({"https"})
    named: frozenset[tuple[str, int]] = frozenset()
    seconds: float = SECONDS

    def may_ask(self, address: str) -> bool:
        """Whether an address is one that is asked at all."""
        try:
            parts = urlsplit(address)
            return parts.scheme in self.schemes or (parts.scheme == "http" and _place(parts) in self.named)
        except ValueError:
            return False

    def fetched(self, address: str) -> bytes:
        """Return the file at an address.

        Raises:
            UnfetchedError: it may not be fetched, is too large, or the museum does not answer with it.

        """
        until = time.monotonic() + self.seconds
        try:
            backend = Guarded(self.allowed, self.named, lambda: until)
            with httpcore.ConnectionPool(ssl_context=trusted(), network_backend=backend) as pool:
                for _ in range(REDIRECTS + 1):
                    answer = self._asked(pool, address)
                    if isinstance(answer, bytes):
                        return answer
                    address = answer
        except NotPublicError as error:
            raise UnfetchedError("its address is not one of the public Internet") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
            raise UnfetchedError("the museum does not answer, or not in time", ill=True) from error
        except (httpcore.UnsupportedProtocol, ValueError) as error:
            raise UnfetchedError("its address is none") from error
        raise UnfetchedError("the museum sends from one address to another")

    def _asked(self, pool: httpcore.ConnectionPool, address: str) -> bytes | str:
        """Return what is at an address, or where it sends."""
        if not self.may_ask(address):
            raise UnfetchedError("it is not at an https address")
        waits = dict.fromkeys(("connect", "read", "write", "pool"), self.seconds)
        headers: list[tuple[bytes | str, bytes | str]] = [("user-agent", AGENT), ("accept", "image/*")]
        with pool.stream("GET", quote(address, _AS_IT_IS), headers=headers, extensions={"timeout": waits}) as response:
            if response.status in _MOVED:
                place = {key.lower(): value for key, value in response.headers}.get(b"location", b"")
                return urljoin(address, place.decode("utf-8", "replace"))
            if response.status != 200:
                ill = response.status in _REFUSING or response.status >= 500
                raise UnfetchedError(f"the museum answers {response.status}", ill=ill)
            return _bounded(response.iter_stream())


def _place(parts: SplitResult) -> tuple[str, int]:
    return parts.hostname or "", parts.port or _PORTS[parts.scheme]


def _bounded(parts: Iterable[bytes]) -> bytes:
    data = bytearray()
    for part in parts:
        data += part
        if len(data) > MOST_BYTES:
            raise UnfetchedError(f"it is larger than {MOST_BYTES / 1e6:g} MB")
    return bytes(data)
