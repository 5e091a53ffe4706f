"""Connections to the public Internet and nowhere else: the address that was checked is the one that is spoken to."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import httpcore

from art_assistant.base.hosts import is_public


class NotPublicError(httpcore.ConnectError):
    """The host stands at an address that may not be spoken to."""


class Guarded(httpcore.SyncBackend):
    """Connects only to addresses that may be spoken to, and to the very ones that were checked."""

    def __init__(self, allowed: Callable[[str], bool] = is_public, named: Iterable[tuple[str, int]] = ()) -> None:
        """Take what may be reached.

        Args:
            allowed: whether an IP address may be spoken to.
            named: host and port of servers that somebody named by hand, which may be anywhere.

        """
        super().__init__()
        self._allowed, self._named = allowed, frozenset(named)

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
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
        return super().connect_tcp(found[-1], port, timeout, local_address, socket_options)
