"""Connections to the public Internet and nowhere else: the address that was checked is the one that is spoken to."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from typing import Any

import httpcore

from art_assistant.base.hosts import is_public


class NotPublicError(httpcore.ConnectError):
    """The host stands at an address that may not be spoken to."""


class Guarded(httpcore.SyncBackend):
    """Connects only to addresses that may be spoken to, and to the very ones that were checked."""

    def __init__(
        self,
        allowed: Callable[[str], bool] = is_public,
        named: Iterable[tuple[str, int]] = (),
        until: Callable[[], float] | None = None,
    ) -> None:
        """Take what may be reached, and for how long.

        Args:
            allowed: whether an IP address may be spoken to.
            named: host and port of servers that somebody named by hand, which may be anywhere.
            until: says the time of the monotonic clock at which a connection ends, whatever has come by then; asked
                before each part, in the thread that waits for it.

        """
        super().__init__()
        self._allowed, self._named, self._until = allowed, frozenset(named), until

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect as the class says.

        Raises:
            NotPublicError: the host may not be spoken to.
            httpcore.ConnectError: it is unknown, or does not answer.

        """
        try:
            found = [str(answer[4][0]) for answer in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        if not found or ((host, port) not in self._named and not all(map(self._allowed, found))):
            raise NotPublicError("that address is not one of the public Internet")
        # A host may have addresses of a kind that this machine cannot reach; the last one tells why none could be.
        for address in found[:-1]:
            with suppress(httpcore.ConnectError):
                return self._connected(address, port, timeout, local_address, socket_options)
        return self._connected(found[-1], port, timeout, local_address, socket_options)

    def _connected(
        self, address: str, port: int, timeout: float | None, local: str | None, options: Iterable[Any] | None
    ) -> httpcore.NetworkStream:
        left = timeout if self._until is None else _left(self._until, timeout, httpcore.ConnectTimeout)
        stream = super().connect_tcp(address, port, left, local, options)
        return stream if self._until is None else _Ending(stream, self._until)


class _Ending(httpcore.NetworkStream):
    """A connection that ends at a time: each part of an answer, headers too, may come in time and the whole never."""

    def __init__(self, stream: httpcore.NetworkStream, until: Callable[[], float]) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._until, timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._until, timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(self._until, timeout, httpcore.ConnectTimeout)
        return _Ending(self._stream.start_tls(ssl_context, server_hostname, left), self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(until: Callable[[], float], timeout: float | None, over: type[httpcore.TimeoutException]) -> float:
    """Return the seconds that may still be waited; raises ``over`` where there are none."""
    left = until() - time.monotonic()
    if left <= 0:
        raise over
    return left if timeout is None else min(left, timeout)


@lru_cache(maxsize=1)
def trusted() -> ssl.SSLContext:
    """Return what certificates are checked by; to read the list of authorities takes longer than a request."""
    return httpcore.default_ssl_context()
