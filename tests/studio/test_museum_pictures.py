"""A museum's server is a stranger: whatever it answers, the studio keeps its time, its memory and its network."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.studio.conftest import moon

from art_assistant.base.hosts import is_public
from art_assistant.errors import ArtAssistantError, InputError, UsageError
from art_assistant.settings import Settings
from art_assistant.studio.serving import museum_pictures
from art_assistant.studio.serving.museum_pictures import MuseumPictures

PICTURE = moon(120)
PRIVATE = "http://10.255.255.1/secret.png"


class Museum(BaseHTTPRequestHandler):
    """Answers each path with one kind of trouble."""

    asked: list[str]
    hurried: threading.Event

    def do_GET(self) -> None:
        self.asked.append(self.path)
        name = self.path.strip("/").partition("/")[0]
        with contextlib.suppress(OSError):
            getattr(self, f"give_{name}")()

    def answer(self, status: int, *headers: tuple[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for header in headers:
            self.send_header(*header)
        self.end_headers()
        self.wfile.write(body)

    def give_picture(self) -> None:
        self.answer(200, ("content-type", "image/png"), body=PICTURE)

    def give_page(self) -> None:
        self.answer(200, ("content-type", "image/png"), body=b"<!doctype html><title>Please log in</title>")

    def give_nothing(self) -> None:
        self.answer(200, body=b"")

    def give_missing(self) -> None:
        self.answer(404, body=PICTURE)

    def give_slow(self) -> None:
        self.hurried.wait(20)

    def give_drops(self) -> None:
        """Send a byte now and then, each well within the patience that one read may take."""
        self.answer(200)
        for byte in PICTURE:
            if self.hurried.wait(0.1):
                return
            self.wfile.write(bytes([byte]))
            self.wfile.flush()

    def give_large(self) -> None:
        self.answer(200)
        for _ in range(400):
            self.wfile.write(bytes(1_000_000))

    def give_claim(self) -> None:
        self.answer(200, ("content-length", "9000000000"), body=PICTURE)

    def give_once(self) -> None:
        self.answer(302, ("location", "/picture"))

    def give_loop(self) -> None:
        self.answer(302, ("location", "/loop"))

    def give_private(self) -> None:
        self.answer(301, ("location", PRIVATE))

    def give_file(self) -> None:
        self.answer(301, ("location", "file:///etc/passwd"))

    def give_nowhere(self) -> None:
        self.answer(302)

    def give_noise(self) -> None:
        self.wfile.write(b"\x00\xff this is no HTTP\r\n\r\n")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def museum() -> Iterator[str]:
    Museum.asked, Museum.hurried = [], threading.Event()
    with ThreadingHTTPServer(("127.0.0.1", 0), Museum) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        Museum.hurried.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def pictures() -> MuseumPictures:
    return MuseumPictures(allowed="127.0.0.1".__eq__, schemes=frozenset({"http", "https"}), seconds=0.5)


def test_a_picture_is_fetched_once_and_drawn_for_the_screen(museum: str, pictures: MuseumPictures) -> None:
    assert pictures.bytes_of(f"{museum}/picture") == PICTURE
    drawing = pictures.drawing(f"{museum}/picture", Settings())
    assert drawing.data[:2] == b"\xff\xd8" or drawing.data[:4] in {b"RIFF", b"\x89PNG"}
    assert pictures.drawing(f"{museum}/picture", Settings()) is drawing
    assert Museum.asked == ["/picture"]


def test_a_file_may_be_called_as_its_museum_likes(museum: str, pictures: MuseumPictures) -> None:
    assert pictures.bytes_of(f"{museum}/picture/Étretat à midi (1885).png?size=80%25") == PICTURE
    assert Museum.asked == ["/picture/%C3%89tretat%20%C3%A0%20midi%20(1885).png?size=80%25"]


def test_the_museum_may_send_to_another_place(museum: str, pictures: MuseumPictures) -> None:
    assert pictures.bytes_of(f"{museum}/once") == PICTURE
    assert Museum.asked == ["/once", "/picture"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("missing", "answers 404"),
        ("slow", "could not be fetched"),
        ("drops", "could not be fetched"),
        ("large", "larger than 15 MB"),
        ("claim", "larger than 15 MB|could not be fetched"),
        ("loop", "from one address to another"),
        ("nowhere", "from one address to another"),
        ("private", "could not be fetched"),
        ("file", "not at an https address"),
        ("noise", "could not be fetched"),
    ],
)
def test_trouble_is_told_in_words(museum: str, pictures: MuseumPictures, path: str, words: str) -> None:
    began = time.monotonic()
    with pytest.raises(UsageError, match=words):
        pictures.bytes_of(f"{museum}/{path}")
    assert time.monotonic() - began < museum_pictures.SECONDS, "it gave up long before a person would"
    assert len(Museum.asked) <= museum_pictures.REDIRECTS + 1
    with pytest.raises(ArtAssistantError):
        pictures.drawing(f"{museum}/{path}", Settings())


@pytest.mark.parametrize("path", ["page", "nothing"])
def test_what_is_no_picture_is_not_shown(museum: str, pictures: MuseumPictures, path: str) -> None:
    with pytest.raises(InputError):
        pictures.drawing(f"{museum}/{path}", Settings())


def test_nothing_is_asked_of_a_private_address(museum: str) -> None:
    guarded = MuseumPictures(schemes=frozenset({"http"}), seconds=0.5)
    for address in (
        museum,
        museum.replace("127.0.0.1", "localhost"),
        museum.replace("127.0.0.1", "[::ffff:127.0.0.1]"),
    ):
        with pytest.raises(UsageError, match="could not be fetched"):
            guarded.bytes_of(f"{address}/picture")
    assert Museum.asked == []


@pytest.mark.parametrize("address", ["http://museum.example/a.jpg", "file:///etc/passwd", "ftp://a/b", "", "//x", "x"])
def test_only_https_is_spoken(address: str) -> None:
    with pytest.raises(UsageError, match="not at an https address"):
        MuseumPictures().bytes_of(address)


@pytest.mark.parametrize("address", ["https://", "https:///a", "https://[", "https://mu\x00seum/a", "https://ü ü/a b"])
def test_an_address_that_is_none_is_refused_in_words(address: str) -> None:
    with pytest.raises(UsageError, match="could not be fetched"):
        MuseumPictures(allowed=lambda _: False).bytes_of(address)


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
