"""A museum's server is a stranger: whatever it answers, we keep our time, our memory and our network."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.unit.gallery.seen.strangers import PICTURE, Stranger, stranger

from art_assistant.base.hosts import is_public
from art_assistant.gallery.seen import fetching
from art_assistant.gallery.seen.fetching import MuseumPictures
from art_assistant.gallery.seen.unfetched import UnfetchedError


@pytest.fixture
def museum() -> Iterator[str]:
    with stranger() as address:
        yield address


HERE = MuseumPictures(allowed="127.0.0.1".__eq__, schemes=frozenset({"http", "https"}), seconds=0.4)


def test_a_picture_is_fetched_and_nothing_is_told_of_whoever_looks(museum: str) -> None:
    assert HERE.fetched(f"{museum}/picture") == PICTURE
    assert Stranger.asked == ["/picture"]
    assert Stranger.told == {"host", "user-agent", "accept"}
    assert all(agent.startswith("ArtAssistant/") for agent in Stranger.agents)


def test_a_file_may_be_called_as_its_museum_likes(museum: str) -> None:
    assert HERE.fetched(f"{museum}/picture/\u00c9tretat \u00e0 midi (1885).png?size=80%25") == PICTURE
    assert Stranger.asked == ["/picture/%C3%89tretat%20%C3%A0%20midi%20(1885).png?size=80%25"]


def test_the_museum_may_send_to_another_place(museum: str) -> None:
    assert HERE.fetched(f"{museum}/once") == PICTURE
    assert Stranger.asked == ["/once", "/picture"]


@pytest.mark.parametrize(
    ("path", "words", "ill"),
    [
        ("missing", "answers 404", False),
        ("refused", "answers 403", True),
        ("slow", "not in time", True),
        ("drops", "not in time", True),
        ("heads", "not in time", True),
        ("large", "larger than 15 MB", False),
        ("loop", "from one address to another", False),
        ("nowhere", "from one address to another", False),
        ("private", "not one of the public Internet", False),
        ("file", "not at an https address", False),
        ("noise", "does not answer", True),
    ],
)
def test_trouble_is_told_in_words(museum: str, path: str, words: str, ill: bool) -> None:
    began = time.monotonic()
    with pytest.raises(UnfetchedError, match=words) as caught:
        HERE.fetched(f"{museum}/{path}")
    assert caught.value.ill is ill
    assert time.monotonic() - began < fetching.SECONDS, "it gave up long before a person would"
    assert len(Stranger.asked) <= fetching.REDIRECTS + 1


def test_what_claims_to_be_too_large_is_given_up(museum: str) -> None:
    with pytest.raises(UnfetchedError):
        HERE.fetched(f"{museum}/claim")


def test_nothing_is_asked_of_a_private_address(museum: str) -> None:
    guarded = MuseumPictures(schemes=frozenset({"http"}), seconds=0.4)
    for address in (
        museum,
        museum.replace("127.0.0.1", "localhost"),
        museum.replace("127.0.0.1", "[::ffff:127.0.0.1]"),
    ):
        with pytest.raises(UnfetchedError, match="not one of the public Internet"):
            guarded.fetched(f"{address}/picture")
    assert Stranger.asked == []


def test_a_server_that_was_named_may_be_here_and_no_other(museum: str) -> None:
    port = int(museum.rpartition(":")[2])
    named = MuseumPictures(named=frozenset({("127.0.0.1", port)}), seconds=0.4)
    assert named.fetched(f"{museum}/once") == PICTURE
    assert not named.may_ask("http://museum.example/a.jpg")
    other = replace(named, named=frozenset({("127.0.0.1", port + 1)}))
    assert not other.may_ask(f"{museum}/picture")


@pytest.mark.parametrize("address", ["http://museum.example/a.jpg", "file:///etc/passwd", "ftp://a/b", "", "//x", "x"])
def test_only_https_is_spoken(address: str) -> None:
    with pytest.raises(UnfetchedError, match="not at an https address"):
        MuseumPictures().fetched(address)


@pytest.mark.parametrize(
    "address", ["https://", "https:///a", "https://[", "https://mu\x00seum/a", "https://\u00fc \u00fc/a b"]
)
def test_an_address_that_is_none_is_refused_in_words(address: str) -> None:
    with pytest.raises(UnfetchedError):
        MuseumPictures(allowed=lambda _: False).fetched(address)


NOT_PUBLIC = (
    "127.0.0.1 127.255.255.254 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.1 "
    "224.0.0.1 240.0.0.1 255.255.255.255 192.0.2.1 198.51.100.1 203.0.113.1 198.18.0.1 ::1 :: fe80::1 fc00::1 "
    "fd12:3456::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 2001:db8::1 64:ff9b::7f00:1 64:ff9b::a00:1 2002:7f00:1:: "
    "2002:a00:1::1"
)


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_what_is_not_of_the_public_internet_is_told(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_what_is_of_the_public_internet_is_told(address: str) -> None:
    assert is_public(address)
