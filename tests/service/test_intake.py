"""Sizes, speeds and rates of what comes in."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest
from tests.service.conftest import WITH_FAKE_ENGINE, Server, Start

HEAD = "POST /search HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
PART = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
END = b"\r\n--b--\r\n"


def small(start: Start, **env: object) -> Server:
    return start(WITH_FAKE_ENGINE, ART_SERVICE_MAX_UPLOAD_MB="0.2", **env)


def raw(server: Server, *pieces: bytes) -> bytes:
    """Return everything that is answered to these bytes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20.0) as line:
        for piece in pieces:
            line.sendall(piece)
        answer = b""
        while chunk := line.recv(65536):
            answer += chunk
            head, _, body = answer.partition(b"\r\n\r\n")
            if body and b"content-length: %d" % len(body) in head.lower():
                break
    return answer


def end_of(line: socket.socket) -> bytes:
    try:
        return line.recv(65536)[:12]
    except ConnectionResetError:
        return b"reset"


def chunks(count: int) -> Iterator[bytes]:
    yield PART
    for _ in range(count):
        yield bytes(10_000)
    yield END


def test_a_body_that_is_too_large_is_413(start: Start) -> None:
    server = small(start)
    honest = httpx.post(server.url + "/search", files={"file": bytes(400_000)})
    chunked = httpx.post(
        server.url + "/search",
        content=chunks(40),
        headers={"content-type": "multipart/form-data; boundary=b"},
    )
    for response in (honest, chunked):
        assert response.status_code == 413
        assert response.json()["code"] == "file_too_large"
    one_picture = httpx.post(server.url + "/search", files={"file": bytes(220_000)})
    assert one_picture.status_code == 413
    assert httpx.post(server.url + "/search", files={"file": b"fine"}).status_code == 200
    # A batch has room of its own, and one picture in it that is too large fails alone.
    batch = httpx.post(server.url + "/search/batch", files=[("files", bytes(220_000)), ("files", b"fine")])
    codes = [answer.get("error", {}).get("code") for answer in batch.json()["results"]]
    assert codes == ["file_too_large", None]


def test_a_length_that_lies_gains_nothing(start: Start) -> None:
    server = small(start, ART_SERVICE_BODY_TIMEOUT="1")
    claims_much = raw(server, f"{HEAD}Content-Length: 999999999\r\n\r\n".encode(), PART)
    assert claims_much.startswith(b"HTTP/1.1 413")
    claims_little = raw(server, f"{HEAD}Content-Length: 10\r\n\r\n".encode(), PART + bytes(1000) + END)
    assert claims_little.startswith(b"HTTP/1.1 400")
    sends_little = raw(server, f"{HEAD}Content-Length: 5000\r\n\r\n".encode(), PART)
    assert sends_little.startswith(b"HTTP/1.1 408")
    not_a_length = raw(server, f"{HEAD}Content-Length: ten\r\n\r\n".encode())
    assert not_a_length.startswith(b"HTTP/1.1 400")
    assert json.loads(not_a_length.partition(b"\r\n\r\n")[2])["code"] == "bad_request"
    assert httpx.post(server.url + "/search", files={"file": b"fine"}).status_code == 200


def test_two_hundred_dripping_sockets_starve_nobody_and_are_cut_off(start: Start) -> None:
    server = small(start, ART_SERVICE_BODY_TIMEOUT="3")
    lines = [socket.create_connection(("127.0.0.1", server.port), timeout=20.0) for _ in range(200)]
    try:
        for line in lines:
            line.sendall(f"{HEAD}Content-Length: 5000\r\n\r\n".encode() + PART)
        for turn in range(10):
            for line in lines:
                with contextlib.suppress(OSError):
                    line.send(b".")
            assert httpx.get(server.url + "/health").status_code == 200
            response = httpx.post(server.url + "/search", files={"file": bytes([turn])})
            assert response.status_code == 200
        # On a slow machine some are cut off while they still drip: they see a reset in place of the answer.
        assert {end_of(line) for line in lines} <= {b"HTTP/1.1 408", b"reset"}
        assert b'art_rejected_total{reason="slow"} 200' in httpx.get(server.url + "/metrics").content
    finally:
        for line in lines:
            line.close()


def test_a_body_that_nobody_waits_for_does_not_go_on_for_ever(start: Start) -> None:
    server = small(start)
    going_on = {
        line for line in ("POST /search", "POST /nothing", "GET /health", "PUT /analyze") if _drips_on(server, line)
    }
    assert going_on == set()
    assert httpx.get(server.url + "/health").status_code == 200


def _drips_on(server: Server, line: str) -> bool:
    """Send a body without an end for half a minute; return whether the connection is still open then."""
    head = f"{line} HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=20.0) as sender:
        sender.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        begin = time.monotonic()
        with contextlib.suppress(ConnectionError):
            while time.monotonic() - begin < 30.0:
                sender.sendall(b"4\r\nnope\r\n")
                time.sleep(0.05)
            return True
    return False


def test_a_name_of_the_internet_is_not_that_of_a_service_at_home(start: Start) -> None:
    server = start(WITH_FAKE_ENGINE)
    codes = {}
    for host in ("evil.example.com", "127.0.0.1.example.com:80", "localhost", "studio.localhost", "127.0.0.1", "[::1]"):
        codes[host] = httpx.get(server.url + "/health", headers={"host": host}).status_code
    assert list(codes.values()) == [400, 400, 200, 200, 200, 200]
    refused = httpx.get(server.url + "/artwork/work-1", headers={"host": "evil.example.com"})
    assert refused.json()["code"] == "bad_request"
    assert raw(server, b"GET /health HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 200")
    behind = start(WITH_FAKE_ENGINE, ART_SERVICE_TRUSTED_PROXIES="127.0.0.1")
    assert httpx.get(behind.url + "/health", headers={"host": "art.example.com"}).status_code == 200


def test_a_stroke_too_many_is_nothing_and_leads_nowhere(service: Server) -> None:
    for path in ("/health/", "/artwork/", "//example.com/%2f.."):
        response = httpx.get(service.url + path, headers={"host": "x"})
        assert (response.status_code, response.json()["code"]) == (404, "not_found")


LIMITED = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
sys.argv[1:] = ["serve", "--port", "0"]
runpy.run_module("art_assistant", run_name="__main__")
"""


def test_an_upload_that_the_disk_does_not_take_is_no_fault_of_its_sender(start: Start) -> None:
    server = start(("-c", LIMITED))
    response = httpx.post(server.url + "/analyze", files={"file": bytes(2_000_000)})
    assert (response.status_code, response.json()["code"]) == (500, "internal")
    assert server.wait_for("upload cannot be kept")["request_id"] == response.headers["x-request-id"]


def test_what_libraries_have_to_say_is_an_event_like_the_others(start: Start) -> None:
    server = start(WITH_FAKE_ENGINE)
    headers = {"content-type": "multipart/form-data; boundary=b"}
    assert httpx.post(server.url + "/search", content=b"no form\n{}", headers=headers).status_code == 400
    assert server.wait_for("server")["detail"]
    assert server.stop() == 0
    assert server.errors == []


@pytest.mark.slow
def test_a_head_that_never_ends_is_cut_off(start: Start) -> None:
    server = small(start)
    with socket.create_connection(("127.0.0.1", server.port), timeout=30.0) as line:
        line.sendall(b"GET /health HT")
        begin = time.monotonic()
        with contextlib.suppress(ConnectionResetError):
            assert line.recv(100) == b""
        assert time.monotonic() - begin < 25.0


def test_two_hundred_forged_addresses_are_one_client(start: Start) -> None:
    server = start(WITH_FAKE_ENGINE, ART_SERVICE_RATE_SEARCH="30/hour")
    codes: Counter[int] = Counter()
    with httpx.Client(base_url=server.url) as client:
        for n in range(200):
            forged = {"x-forwarded-for": f"10.{n % 7}.{n // 256}.{n % 256}, 8.8.8.{n % 256}"}
            response = client.post("/search", files={"file": b"same"}, headers=forged)
            codes[response.status_code] += 1
    assert codes == {200: 30, 429: 170}
    assert response.json()["code"] == "too_many_requests"
    assert 1 <= int(response.headers["retry-after"]) <= 3600


def test_behind_a_trusted_proxy_every_client_has_its_own_rate(start: Start) -> None:
    server = start(WITH_FAKE_ENGINE, ART_SERVICE_RATE_SEARCH="2/hour", ART_SERVICE_TRUSTED_PROXIES="127.0.0.0/8")

    def ask(forwarded: str) -> int:
        headers = {"x-forwarded-for": forwarded}
        return httpx.post(server.url + "/search", files={"file": b"x"}, headers=headers).status_code

    assert [ask("203.0.113.1") for _ in range(3)] == [200, 200, 429]
    assert ask("203.0.113.2") == 200
    # What the client itself writes at the left is not believed.
    assert ask("203.0.113.9, 203.0.113.1") == 429


def test_every_answer_has_a_request_id_and_closed_doors(service: Server) -> None:
    given = httpx.get(service.url + "/health", headers={"x-request-id": "my-own.id_1"})
    assert given.headers["x-request-id"] == "my-own.id_1"
    for response in (
        httpx.get(service.url + "/nothing", headers={"x-request-id": "a b\tc"}),
        httpx.put(service.url + "/search"),
        httpx.get(service.url + "/health", headers={"origin": "https://example.org"}),
    ):
        assert len(response.headers["x-request-id"]) == 32
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert "access-control-allow-origin" not in response.headers
        assert "server" not in response.headers
    assert httpx.get(service.url + "/docs").status_code == 404


def test_listed_origins_may_read_answers_and_refusals(start: Start) -> None:
    server = start(
        WITH_FAKE_ENGINE, ART_SERVICE_CORS_ORIGINS="https://museum.example", ART_SERVICE_RATE_SEARCH="1/hour"
    )
    for expected in (200, 429):
        headers = {"origin": "https://museum.example"}
        response = httpx.post(server.url + "/search", files={"file": b"x"}, headers=headers)
        assert response.status_code == expected
        assert response.headers["access-control-allow-origin"] == "https://museum.example"
    other = httpx.get(server.url + "/health", headers={"origin": "https://elsewhere.example"})
    assert "access-control-allow-origin" not in other.headers
