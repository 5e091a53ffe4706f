"""A service that follows a store: it brings what is promoted, and goes on with what it has while the store is gone."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.service.conftest import Server, Start, make_gallery

from art_assistant.gallery.versions import CURRENT, STORE, in_use
from art_assistant.museum.store.address import place_of
from art_assistant.museum.store.place import StorePlace
from art_assistant.museum.store.publish import promote, publish, roll_back

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="the service runs on POSIX systems")]


def wait_until(server: Server, so: Callable[[dict[str, Any]], bool]) -> None:
    until = time.monotonic() + 30.0
    while time.monotonic() < until:
        found = httpx.get(f"{server.url}/health")
        if so(found.json()):
            return
        time.sleep(0.1)
    raise AssertionError((found.json(), server.log()))


def bundle(folder: Path, works: int) -> Path:
    return in_use(make_gallery(folder / f"made-{works}", works))


def test_a_store_is_followed_through_an_outage(store: str, start: Start, tmp_path: Path) -> None:
    place = place_of(store)
    publish(place, bundle(tmp_path, 30), "production", "", {})
    follows = {"ART_GALLERY_SOURCE": store, "ART_GALLERY_POLL_SECONDS": 0.2, "ART_GALLERY_NAME": "met"}
    server = start(**follows, ART_GALLERY_HOME=tmp_path / "home")
    wait_until(server, lambda told: told["index_size"] == 30)
    publish(place, bundle(tmp_path, 40), "staging", "", {})
    promote(place, "staging", "production")
    wait_until(server, lambda told: told["index_size"] == 40 and told["trouble"] is None)
    gone = _away(place, store)
    wait_until(server, lambda told: told["trouble"] is not None and told["trouble"]["what"] == "source")
    assert httpx.get(f"{server.url}/health").json()["index_size"] == 40
    assert httpx.get(f"{server.url}/artwork/work-39").status_code == 200
    gone()
    wait_until(server, lambda told: told["trouble"] is None)
    roll_back(place, "production")
    wait_until(server, lambda told: told["index_size"] == 30)
    place.write(CURRENT, b"000009-0123456789ab\n")
    wait_until(server, lambda told: told["trouble"] is not None)
    assert httpx.get(f"{server.url}/health").json()["index_size"] == 30


def _away(place: StorePlace, store: str) -> Callable[[], None]:
    """Take a store away, and return what brings it back."""
    if "://" not in store:
        Path(store).rename(f"{store}-away")
        return lambda: Path(f"{store}-away").rename(store) and None
    import fsspec

    told = place.read(STORE) or b""
    fsspec.filesystem(store.partition("://")[0]).rm_file(f"{store}/{STORE}")
    return lambda: place.write(STORE, told)
