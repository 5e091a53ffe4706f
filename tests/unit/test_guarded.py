from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import httpcore
import pytest

from art_assistant.base.guarded import Guarded, NotPublicError


@pytest.fixture
def port() -> Iterator[int]:
    """A port of 127.0.0.1 that listens, and of no other address of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        accepted: list[socket.socket] = []
        thread = threading.Thread(target=lambda: accepted.append(server.accept()[0]))
        thread.start()
        yield server.getsockname()[1]
        with socket.create_connection(server.getsockname()):
            thread.join(timeout=5)
        for one in accepted:
            one.close()


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    real = socket.getaddrinfo

    def found(host: str, port: int, *more: Any, **named: Any) -> list[Any]:
        if host != "museum.example":
            return list(real(host, port, *more, **named))
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)


def test_each_address_of_a_host_is_tried(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        resolving(patch, "127.0.0.9", "127.0.0.1", "127.0.0.8")
        Guarded(lambda _address: True).connect_tcp("museum.example", port, timeout=5).close()
        resolving(patch, "127.0.0.9", "127.0.0.8")
        with pytest.raises(httpcore.ConnectError):
            Guarded(lambda _address: True).connect_tcp("museum.example", port, timeout=5)


@pytest.mark.parametrize("addresses", [("127.0.0.1",), ("93.184.215.14", "127.0.0.1"), ("10.0.0.1",), ()])
def test_one_private_address_is_enough_to_refuse_a_host(
    addresses: tuple[str, ...], port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        resolving(patch, *addresses)
        with pytest.raises(NotPublicError):
            Guarded().connect_tcp("museum.example", port, timeout=5)
        with pytest.raises(NotPublicError):
            Guarded(named=[("museum.example", port + 1), ("other.example", port)]).connect_tcp("museum.example", port)


def test_a_host_that_was_named_may_be_anywhere(port: int) -> None:
    Guarded(named=[("127.0.0.1", port)]).connect_tcp("127.0.0.1", port, timeout=5).close()
