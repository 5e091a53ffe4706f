"""The client against whatever may answer in the place of the service."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.service.conftest import Server

from art_assistant import errors
from art_assistant.client import Client, ServiceError
from art_assistant.client import client as module
from art_assistant.service.front.problems import STATUS

ROUTES: dict[str, Callable[[Client], object]] = {
    "/analyze": lambda c: c.analyze(b"x"),
    "/value-study": lambda c: c.value_study(b"x"),
    "/compare": lambda c: c.compare(b"x", b"y"),
    "/files/{name}": lambda c: c.file(b"x", "layers.ora"),
    "/search": lambda c: c.search(b"x"),
    "/search/text": lambda c: c.search(text="a boat"),
    "/outline": lambda c: c.outline(b"x"),
    "/search/batch": lambda c: c.search_batch([b"x"]),
    "/artwork/{artwork_id}": lambda c: c.artwork("a"),
    "/views/{key}/{name}": lambda c: c.view("/views/" + "0" * 64 + "/masses.png"),
    "/health": lambda c: c.health(),
    "/ready": lambda c: c.ready(),
    "/metrics": lambda c: c.metrics(),
    "/version": lambda c: c.version(),
}
OF_JSON = sorted(set(ROUTES) - {"/views/{key}/{name}", "/files/{name}", "/metrics", "/outline"})
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["results", "error", "code", "detail", "status", "index_size"]), inner)
    ),
)


def answering(response: httpx.Response) -> Client:
    return Client("http://service", transport=httpx.MockTransport(lambda _: response), sleep=lambda _: None)


def one_line(error: BaseException) -> bool:
    return 0 < len(str(error)) <= 600 and "\n" not in str(error)


@pytest.fixture
def line() -> Iterator[Callable[..., str]]:
    """Answer every connection with the same bytes and then close it."""
    listeners: list[socket.socket] = []

    def listen(answer: bytes) -> str:
        bound = socket.create_server(("127.0.0.1", 0))
        listeners.append(bound)

        def serve() -> None:
            while True:
                try:
                    connection, _ = bound.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65536)
                    connection.sendall(answer)
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(65536):
                        pass

        threading.Thread(target=serve, daemon=True).start()
        return f"http://127.0.0.1:{bound.getsockname()[1]}"

    yield listen
    for bound in listeners:
        bound.shutdown(socket.SHUT_RDWR)
        bound.close()


def test_it_speaks_for_every_route(service: Server) -> None:
    assert set(httpx.get(service.url + "/openapi.json").json()["paths"]) == set(ROUTES)
    with Client(service.url) as client:
        assert client.ready() is True
        assert "art_http_requests_total" in client.metrics()
        assert client.openapi()["info"]["title"] == "Art Assistant"
        assert client.version()["gallery"]
        assert client.health().status == "healthy"


@pytest.mark.parametrize("code", sorted(STATUS))
def test_a_problem_is_the_error_that_the_package_itself_would_raise(code: str) -> None:
    problem = httpx.Response(STATUS[code], json={"code": code, "detail": "Why."}, headers={"x-request-id": "r"})
    with answering(problem) as client, pytest.raises(ServiceError) as caught:
        client.search(b"x")
    error = caught.value
    assert (error.status, error.code, error.message, str(error)) == (STATUS[code], code, "Why.", "Why.")
    own = {kind.code: kind for kind in vars(errors).values() if isinstance(kind, type)}
    if code not in {"not_found", "internal"} and code in own:
        assert isinstance(error, own[code])
    if STATUS[code] == 400:
        assert isinstance(error, errors.UsageError)


@pytest.mark.parametrize("route", OF_JSON)
@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(200, html="<html><h1>Welcome to the router</h1></html>"),
        httpx.Response(200, content=b""),
        httpx.Response(200, json=[1, 2]),
        httpx.Response(200, content=b"[" * 100_000),
        httpx.Response(200, content=b"\xff\xfe"),
        httpx.Response(302, headers={"location": "http://elsewhere/"}),
        httpx.Response(502, html="<html>\n\n</html>"),
        httpx.Response(500, json={"code": ["x"], "detail": {"a": 1}}),
        httpx.Response(418, json={"code": "new_code", "detail": "many\nlines " * 500}),
    ],
)
def test_what_is_no_answer_of_the_service_is_one_clear_line(route: str, response: httpx.Response) -> None:
    with answering(response) as client, pytest.raises(ServiceError) as caught:
        ROUTES[route](client)
    assert one_line(caught.value)


@given(st.sampled_from(OF_JSON), JSON, st.sampled_from([200, 201, 400, 422, 503]))
def test_any_json_is_an_answer_or_a_service_error(route: str, body: Any, status: int) -> None:
    content = json.dumps(body).encode()
    complaint = "none"
    with answering(httpx.Response(status, content=content)) as client:
        try:
            ROUTES[route](client)
        except ServiceError as error:
            complaint = str(error)
    assert len(complaint) <= 600
    assert "\n" not in complaint


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_a_line_that_breaks_is_one_clear_line(answer: bytes, line: Callable[..., str]) -> None:
    with Client(line(answer), timeout=10.0, sleep=lambda _: None) as client, pytest.raises(ServiceError) as caught:
        client.health()
    assert caught.value.code == "unreachable"


def test_an_answer_without_end_is_cut_off(line: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    packed = zlib.compressobj(wbits=31)
    bomb = packed.compress(bytes(20_000_000)) + packed.flush()
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n"
    monkeypatch.setattr(module, "MOST_BYTES", 1_000_000)
    with Client(line(head.encode() + bomb)) as client, pytest.raises(ServiceError, match="longer") as caught:
        client.health()
    assert caught.value.code == "unexpected"


def test_an_answer_that_drips_ends_with_the_time_of_one_attempt() -> None:
    drops = iter(lambda: b" ", None)
    with (
        Client(
            "http://service",
            timeout=0.05,
            attempts=1,
            transport=httpx.MockTransport(lambda _: httpx.Response(200, content=drops)),
        ) as client,
        pytest.raises(ServiceError) as caught,
    ):
        client.health()
    assert caught.value.code == "unreachable"


@pytest.mark.parametrize("url", ["http://[", "", "127.0.0.1:8000", "http://x:port", "gopher://x", "ftp://x"])
def test_an_address_that_is_none_is_one_clear_line(url: str) -> None:
    with pytest.raises((errors.UsageError, ServiceError)) as caught, Client(url, sleep=lambda _: None) as client:
        client.health()
    assert one_line(caught.value)


@pytest.mark.parametrize(
    "link",
    ["http://elsewhere/a.png", "//elsewhere/a.png", "/health", "/views/../health", "", "data:image/png;base64,?"],
)
def test_a_view_is_never_fetched_from_elsewhere(link: str) -> None:
    asked: list[httpx.Request] = []
    transport = httpx.MockTransport(lambda request: asked.append(request) or httpx.Response(200))
    with Client("http://service", transport=transport) as client, pytest.raises(errors.UsageError):
        client.view(link)
    assert asked == []


def test_a_work_cannot_name_another_route() -> None:
    asked: list[bytes] = []
    transport = httpx.MockTransport(lambda r: asked.append(r.url.raw_path) or httpx.Response(200, json={"id": "x"}))
    with Client("http://service", transport=transport) as client:
        client.artwork("../health?a=1#b/c")
    assert asked == [b"/artwork/..%2Fhealth%3Fa%3D1%23b%2Fc"]


def test_a_file_that_is_not_there_is_the_package_s_own_error(tmp_path: Path) -> None:
    with answering(httpx.Response(200, json={})) as client:
        for missing in (tmp_path / "none.jpg", tmp_path / "a\0b", ""):
            with pytest.raises((errors.PictureNotFoundError, errors.UnreadableFileError)):
                client.search(missing)
        with pytest.raises(errors.UnreadableFileError):
            client.search(tmp_path)


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="file names are text there")
def test_a_name_that_is_not_text_is_sent_all_the_same(tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"caf\xe9.jpg")
    odd.write_bytes(b"bytes")
    found = httpx.Response(200, json={"results": [], "close_match": False, "cache_hit": False})
    with answering(found) as client:
        assert client.search(odd).results == []


def test_a_time_to_wait_that_is_no_number_is_not_waited_for() -> None:
    pauses: list[float] = []
    busy = httpx.Response(503, json={"code": "busy", "detail": "x"}, headers=[(b"retry-after", "²".encode("latin-1"))])
    transport = httpx.MockTransport(lambda _: busy)
    with Client("http://service", transport=transport, sleep=pauses.append) as client, pytest.raises(ServiceError):
        client.health()
    assert pauses == [0.5, 1.0]


def test_a_service_on_this_machine_is_asked_without_a_proxy(
    line: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    body = b'{"version":"1"}'
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    with Client(line(answer)) as client:
        assert client.version() == {"version": "1"}
