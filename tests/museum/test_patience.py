"""However slowly a server answers, an answer ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from tests.museum.server import Handler, Museum, always

from art_assistant.museum.fetch.outcomes import UNREACHABLE, PassingFault
from art_assistant.museum.fetch.transport import Courier


def _dripping(first: bytes, drop: bytes) -> Callable[[Handler], None]:
    """Keep sending, each part long before the patience for one part ends."""

    def drip(handler: Handler) -> None:
        handler.close_connection = True
        handler.connection.sendall(first)
        for _ in range(100):
            time.sleep(0.05)
            handler.connection.sendall(drop)

    return drip


@pytest.mark.parametrize(
    ("first", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"x-drop: 1\r\n"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n", b"x"),
    ],
    ids=["headers", "body"],
)
def test_an_answer_that_comes_in_drops_ends_in_time(first: bytes, drop: bytes, opened: Callable[[int], Museum]) -> None:
    museum = opened(1)
    museum.trouble["/"] = always(_dripping(first, drop))
    place = urlsplit(museum.here)
    named = [(str(place.hostname), int(place.port or 0))]
    with Courier({}, named, patience=2.0, whole=0.3) as courier, pytest.raises(PassingFault) as caught:
        courier.get(f"{museum.here}/drops", 10_000, "*/*")
    assert caught.value.reason == UNREACHABLE
