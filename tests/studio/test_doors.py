"""Who may come in, and under which protection the page stands: asked of the running studio, without a browser."""

from __future__ import annotations

import http.client
import json
import re
import secrets
from urllib.parse import urlsplit

import httpx
import pytest
from tests.studio.conftest import serving

from art_assistant.studio.serving.webfiles import STATIC, web_version

UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
PAGES = ("/", "/studio/health", "/_stcore/health", "/no/such/page", f"{STATIC}/x/tray.js", "/studio/p/x/plane")


def status(studio: str, path: str, **headers: str) -> int:
    """Return the status of an answer to a request with these headers and no others of the kind."""
    connection = http.client.HTTPConnection(urlsplit(studio).netloc, timeout=20)
    try:
        connection.putrequest("GET", path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_what_protects_it(studio: str, path: str) -> None:
    headers = httpx.get(studio + path).headers
    rules = dict(rule.strip().partition(" ")[::2] for rule in headers["content-security-policy"].split(";"))
    assert rules["default-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    assert rules["object-src"] == "'none'"
    assert rules["base-uri"] == "'self'"
    assert "'unsafe-inline'" not in rules["script-src"]
    assert "'unsafe-eval'" not in rules["script-src"].split()
    assert not re.search(r"https?:|\*", headers["content-security-policy"]), "no host but this one"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"


def test_the_page_marks_its_browser_once_with_a_cookie_that_no_script_reads(studio: str) -> None:
    answers = [httpx.get(studio) for _ in range(2)]
    cookies = [answer.headers["set-cookie"] for answer in answers]
    names = {cookie.partition("=")[0] for cookie in cookies}
    assert names == {"art_studio"}
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie for cookie in cookies)
    values = [cookie.partition("=")[2].partition(";")[0] for cookie in cookies]
    assert values[0] != values[1]
    assert min(map(len, values)) >= 32
    assert "set-cookie" not in httpx.get(studio, cookies={"art_studio": "known"}).headers
    assert "set-cookie" not in httpx.get(f"{studio}/studio/health").headers


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "null", "http://localhost"])
def test_a_page_of_another_site_is_refused(studio: str, origin: str) -> None:
    assert status(studio, "/", Origin=origin) == 403
    assert status(studio, "/studio/p/x/plane", Origin=origin) == 403
    assert status(studio, "/_stcore/stream", Origin=origin, **UPGRADE) == 403


def test_the_studios_own_page_is_let_in(studio: str) -> None:
    assert status(studio, "/", Origin=studio) == 200
    assert status(studio, "/_stcore/stream", Origin=studio, **UPGRADE) == 101


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8501", "192.168.1.2", "127.0.0.1.evil.example", ""])
def test_a_name_that_was_bent_to_this_machine_is_refused(studio: str, host: str) -> None:
    assert status(studio, "/", Host=host) == 403
    assert status(studio, "/_stcore/stream", Host=host, Origin=f"http://{host}", **UPGRADE) == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_every_name_of_this_machine_is_let_in(studio: str, host: str) -> None:
    assert status(studio, "/", Host=f"{host}:{urlsplit(studio).port}") == 200


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/metrics/", "/_stcore/agent", "/_stcore/agent/run", "//_stcore/metrics"]
)
def test_what_nobody_needs_is_closed(studio: str, path: str) -> None:
    assert status(studio, path) in {400, 403, 404}
    answer = httpx.get(f"{studio}/_stcore/metrics", headers={"accept": "*/*"})
    assert "session" not in answer.text.lower()


def test_a_file_cannot_be_left_here_by_another_page(studio: str) -> None:
    """Without the token that only the page itself knows, the field for files takes nothing."""
    address = f"{studio}/_stcore/upload_file/{secrets.token_hex(8)}/{secrets.token_hex(8)}"
    file = {"file": ("a.png", b"\x89PNG", "image/png")}
    assert httpx.put(address, files=file).status_code == 403
    assert httpx.put(address, files=file, cookies={"_streamlit_xsrf": "guess"}).status_code == 403


@pytest.mark.parametrize(
    "name", ["../script.py", "..%2fscript.py", "%2e%2e%2fvisits.py", "sample.jpg", "icon.png", ".", ""]
)
def test_only_the_browsers_own_files_are_served(studio: str, name: str) -> None:
    answer = httpx.get(f"{studio}{STATIC}/{web_version()}/{name}")
    assert answer.status_code != 200 or "text/html" in answer.headers["content-type"]
    assert "import" not in answer.text


def test_the_browsers_files_may_be_kept_for_ever_under_their_version(studio: str) -> None:
    answer = httpx.get(f"{studio}{STATIC}/{web_version()}/tray.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert httpx.get(f"{studio}{STATIC}/another/tray.js").status_code == 404


@pytest.mark.parametrize("what", ["plane", "masses", "notan", "colours", "plan", "probe", "view/picture", "work", "x"])
def test_a_guessed_address_shows_nothing(studio: str, what: str) -> None:
    answer = httpx.get(f"{studio}/studio/p/{secrets.token_urlsafe(18)}/{what}", cookies={"art_studio": "guess"})
    assert answer.status_code == 404
    assert "load the page again" in answer.text


def test_health_is_told(studio: str) -> None:
    assert json.loads(httpx.get(f"{studio}/studio/health").text) == {"status": "ok"}


@pytest.mark.slow
def test_a_studio_for_others_answers_to_its_name_and_turns_other_sites_away() -> None:
    with serving("--host", "0.0.0.0") as address:  # noqa: S104
        assert status(address.replace("localhost", "127.0.0.1"), "/", Host="studio.example") == 200
        assert status(address.replace("localhost", "127.0.0.1"), "/", Origin="https://evil.example") == 403
