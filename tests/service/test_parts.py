"""The parts of the front that need no process: the cache, the real client, the problems, the channel."""

from __future__ import annotations

import asyncio
import io
import socket
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from art_assistant.errors import SettingsError, UsageError
from art_assistant.service import server
from art_assistant.service.admission.cache import OVERHEAD, MemoryCache, key_of
from art_assistant.service.admission.clients import Clients, parse_proxies, real_client
from art_assistant.service.admission.intake import kind_of
from art_assistant.service.engines import operations
from art_assistant.service.engines import wire as channel
from art_assistant.service.front.metrics import Metrics, route_of
from art_assistant.service.front.problems import INTERNAL_MESSAGE, STATUS, ProblemError
from art_assistant.settings import Settings
from art_assistant.study import measured

TRUSTED = parse_proxies(["10.0.0.0/8", "2001:db8::/32"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.5", ["1.2.3.4"], "203.0.113.5"),
        ("10.0.0.1", ["1.2.3.4"], "1.2.3.4"),
        ("10.0.0.1", ["6.6.6.6, 1.2.3.4, 10.0.0.2"], "1.2.3.4"),
        ("10.0.0.1", ["6.6.6.6", "1.2.3.4"], "1.2.3.4"),
        ("10.0.0.1", ["nonsense"], "10.0.0.1"),
        ("10.0.0.1", ["6.6.6.6, nonsense, 10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("::ffff:10.0.0.1", ["1.2.3.4"], "1.2.3.4"),
        ("2001:db8::1", ["2a00:1:2:3:4:5:6:7"], "2a00:1:2:3::/64"),
        (None, ["1.2.3.4"], "unknown"),
    ],
)
def test_the_client_is_the_last_that_no_proxy_vouches_past(peer: str | None, forwarded: list[str], client: str) -> None:
    assert real_client(peer, forwarded, TRUSTED) == client


@given(st.lists(st.text(max_size=30), max_size=5))
def test_nothing_in_the_header_changes_who_an_untrusted_peer_is(forwarded: list[str]) -> None:
    assert real_client("203.0.113.5", forwarded, TRUSTED) == "203.0.113.5"


def test_subscribers_of_one_network_are_one_client() -> None:
    first, second = (real_client(f"2a00:1:2:3::{n}", [], ()) for n in (1, 2))
    assert first == second != real_client("2a00:1:2:4::1", [], ())


@pytest.mark.parametrize("rates", [{"search": "often"}, {"search": ""}])
def test_a_rate_that_is_none_is_a_clear_error(rates: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="30/minute"):
        Clients(rates)


def test_settings_of_proxies_and_redis_are_checked() -> None:
    with pytest.raises(SettingsError, match="trusted_proxies"):
        Clients({}, ["everybody"])
    with pytest.raises(SettingsError, match="redis_url"):
        Clients({}, (), "gopher://x")


def test_the_cache_is_bounded_and_forgets_the_least_used() -> None:
    cache = MemoryCache(max_bytes=3 * (100 + OVERHEAD), ttl=60.0)

    async def story() -> list[bool]:
        for name in "abc":
            await cache.put(name, bytes(100))
        await cache.get("a")
        await cache.put("d", bytes(100))
        await cache.put("huge", bytes(10_000))
        return [await cache.get(name) is not None for name in ("a", "b", "c", "d", "huge")]

    assert asyncio.run(story()) == [True, False, True, True, False]
    assert cache.size == 3 * (100 + OVERHEAD)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 500)), max_size=60))
def test_the_cache_never_holds_more_than_it_may(story: list[tuple[str, int]]) -> None:
    cache = MemoryCache(max_bytes=1500, ttl=60.0)

    async def live() -> None:
        kept: dict[str, bytes] = {}
        for name, size in story:
            kept[name] = bytes([size % 251]) * size
            await cache.put(name, kept[name])
            assert cache.size <= 1500
            assert await cache.get(name) == kept[name]

    asyncio.run(live())


def test_the_cache_forgets_what_is_old() -> None:
    now = [0.0]
    cache = MemoryCache(max_bytes=10_000, ttl=10.0, clock=lambda: now[0])
    asyncio.run(cache.put("a", b"x"))
    now[0] = 9.0
    assert asyncio.run(cache.get("a")) == b"x"
    now[0] = 10.5
    assert asyncio.run(cache.get("a")) is None
    assert cache.size == 0


def test_a_key_tells_every_part_of_a_question_apart() -> None:
    asked = [
        key_of("search", {"topk": 8}, b"x", "m"),
        key_of("analyze", {"topk": 8}, b"x", "m"),
        key_of("search", {"topk": 9}, b"x", "m"),
        key_of("search", {"topk": 8}, b"y", "m"),
        key_of("search", {"topk": 8}, b"x", "n"),
    ]
    assert len(set(asked)) == len(asked)
    assert key_of("s", {"a": 1, "b": 2}, b"", "") == key_of("s", {"b": 2, "a": 1}, b"", "")


@given(st.dictionaries(st.text(), st.integers() | st.text()), st.binary(max_size=200))
def test_messages_come_out_as_they_went_in(head: dict[str, object], body: bytes) -> None:
    pipe = io.BytesIO()
    channel.write(pipe, head, body)
    pipe.seek(0)
    assert channel.read(pipe) == (head, body)
    assert channel.read(pipe) is None


def test_an_impossible_length_is_refused() -> None:
    with pytest.raises(ValueError, match="impossible"):
        channel.lengths(b"\xff" * 8)


def test_a_code_that_nobody_knows_says_nothing() -> None:
    problem = ProblemError("output_failed", "/secret/path")
    assert (problem.status_code, problem.message) == (500, INTERNAL_MESSAGE)
    assert all(ProblemError(code, "x").retry_after for code, status in STATUS.items() if status in {429, 503})


def test_labels_stay_few() -> None:
    metrics = Metrics()
    metrics.stage("nobody-knows", 1.0)
    metrics.refused("nobody-knows")
    metrics.show_bundle(10, "one", "e", "d1")
    metrics.show_bundle(20, "one", "e", "d2")
    text = metrics.exposition().decode()
    assert "nobody-knows" not in text
    assert 'art_bundle_info{digest="d1",encoder="e",name="one"} 0.0' in text
    assert 'art_bundle_info{digest="d2",encoder="e",name="one"} 1.0' in text
    assert {route_of(path) for path in ("/artwork/1", "/artwork/2")} == {"/artwork/{id}"}
    assert route_of("/files/layers.ora") == "/files/{name}"
    assert (kind_of("POST", "/files/layers.ora"), kind_of("GET", "/files/layers.ora")) == ("analyze", None)
    assert route_of("/wp-admin.php") == "other"


def test_connections_do_not_wait_for_acknowledgements() -> None:
    with server.listen("127.0.0.1", 0) as bound:
        bound.settimeout(5.0)
        with socket.create_connection(bound.getsockname()), bound.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_an_address_that_is_taken_is_a_clear_error() -> None:
    with server.listen("127.0.0.1", 0) as bound, pytest.raises(UsageError, match="Cannot listen"):
        server.listen("127.0.0.1", bound.getsockname()[1])


def test_the_front_loads_neither_model_nor_index() -> None:
    code = (
        "import sys, art_assistant.service.front.app; from art_assistant.cli.serve import gallery_to_search; "
        "from art_assistant.settings import Settings; gallery_to_search(Settings()); "
        "print(*{'faiss', 'onnxruntime', 'cv2'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == ""


def test_a_value_study_is_that_of_the_report(sample_bytes: bytes) -> None:
    settings, asked = Settings(), {"blocks": 4, "plan": 3}
    study, pictures = operations.value_study(asked, sample_bytes, settings)
    report, views = operations.analyze_picture(asked | {"views": operations.VALUE_VIEWS}, sample_bytes, settings)
    canvas = {"canvas": report["picture"]["canvas"]}
    assert study == {part: report[part] for part in ("values", "masses", "notans")} | canvas
    assert pictures == views


def test_a_value_study_looks_at_nothing_else(sample_bytes: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("study_color", "study_edges", "study_composition"):
        monkeypatch.delattr(measured, name)
    assert operations.value_study({}, sample_bytes, Settings())[0]["masses"]["items"]
