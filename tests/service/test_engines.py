"""Engines that are stuck, die or are all busy; stops; and what waits in the queue."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.service.conftest import WITH_FAKE_ENGINE, Server, Start
from tests.service.fake_engine import DIE, FAULT, SLOW, STUCK

from art_assistant.errors import EmptyFileError
from art_assistant.service.engines import engine, operations
from art_assistant.service.engines.pool import EnginePool
from art_assistant.service.front.metrics import Metrics
from art_assistant.service.front.problems import ProblemError
from art_assistant.settings import ServiceSettings, Settings


def search(server: Server, data: bytes) -> httpx.Response:
    return httpx.post(server.url + "/search", files={"file": ("a.jpg", data)}, timeout=60.0)


def metric(server: Server, name: str) -> float:
    lines = httpx.get(server.url + "/metrics").text.splitlines()
    return next((float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(f"{name} ")), 0.0)


def wait_until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_stuck_engine_is_killed_at_the_deadline_and_the_next_request_is_fine(start: Start) -> None:
    server = start(WITH_FAKE_ENGINE, ART_SERVICE_DEADLINE="1.5", ART_SERVICE_CONCURRENCY="1")
    begin = time.monotonic()
    response = search(server, STUCK)
    assert response.status_code == 504
    assert response.json()["code"] == "deadline_exceeded"
    assert time.monotonic() - begin < 30.0
    wait_until(lambda: search(server, b"fine").status_code == 200)
    assert server.wait_for("worker killed")["reason"] == "deadline"
    assert metric(server, 'art_engines_killed_total{reason="deadline"}') >= 1
    assert metric(server, 'art_rejected_total{reason="deadline"}') >= 1


def test_an_engine_that_dies_costs_one_answer(start: Start) -> None:
    server = start(WITH_FAKE_ENGINE, ART_SERVICE_CONCURRENCY="1")
    response = search(server, DIE)
    assert (response.status_code, response.json()["code"]) == (422, "limit")
    assert search(server, b"fine").status_code == 200
    assert server.wait_for("worker killed")["reason"] == "died"


def test_a_fault_of_our_own_says_nothing_but_its_request_id(start: Start) -> None:
    server = start(WITH_FAKE_ENGINE)
    response = search(server, FAULT)
    assert (response.status_code, response.json()["code"]) == (500, "internal")
    assert "KeyError" not in response.text
    assert "secret" not in response.text
    assert server.wait_for("engine fault")["request_id"] == response.headers["x-request-id"]


def test_an_engine_that_does_not_start_is_our_fault() -> None:
    async def ask() -> None:
        pool = EnginePool(ServiceSettings(), Metrics(), (sys.executable, "-c", "raise SystemExit(3)"))
        try:
            async with pool.lease(time.monotonic() + 60.0) as lease:
                await lease.ask("search", {}, b"")
        finally:
            await pool.close()

    with pytest.raises(ProblemError) as caught:
        asyncio.run(ask())
    assert caught.value.code == "internal"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (MemoryError(), "limit"),
        (RuntimeError("std::bad_alloc"), "limit"),
        (RuntimeError("(-4:Insufficient memory) Failed to allocate 99 bytes"), "limit"),
        (KeyError("/secret/path"), "internal"),
        (EmptyFileError("The file is empty."), "empty_file"),
    ],
)
def test_an_engine_answers_whatever_happens(monkeypatch: pytest.MonkeyPatch, error: Exception, code: str) -> None:
    def fail(*_: object) -> operations.Outcome:
        raise error

    monkeypatch.setattr(operations, "load", lambda _: {})
    monkeypatch.setitem(engine.OPERATIONS, "search", fail)
    found, body = engine.Engine(Settings()).answer({"op": "search", "parameters": {}}, b"x")
    assert found["error"]["code"] == code
    assert "secret" not in str(found["error"])
    assert ("fault" in found) == (code == "internal")
    assert body == b""


def test_no_module_is_taken_from_the_working_directory(tmp_path: Path, gallery: Path) -> None:
    for name in ("cv2", "secrets", "uvicorn", "art_assistant"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'taken')!r}, 'w').write(__name__)")
    own = {"ART_GALLERY_NAME": str(gallery), "ART_SERVICE_WORKERS": "2", "ART_SERVICE_CONCURRENCY": "1"}
    command = [sys.executable, "-P", "-m", "art_assistant", "serve", "--port", "0"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=dict(os.environ) | own, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            port = next(json.loads(line)["port"] for line in process.stdout if '"listening"' in line)
            url = f"http://127.0.0.1:{port}/artwork/work-1"
            answer = httpx.get(url, timeout=60.0)
        finally:
            process.terminate()
    assert answer.json()["id"] == "work-1"
    assert not (tmp_path / "taken").exists()


def test_an_engine_is_held_to_its_memory() -> None:
    code = "from art_assistant.service.engines.engine import limit_memory; limit_memory(1024); bytearray(2 * 1024**3)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert "MemoryError" in done.stderr


def test_fifty_clients_on_a_queue_of_eight(start: Start) -> None:
    server = start(WITH_FAKE_ENGINE, ART_SERVICE_QUEUE="8", ART_SERVICE_CONCURRENCY="2")
    assert search(server, b"fine").status_code == 200
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda n: search(server, SLOW + bytes([n])), range(50)))
    codes = Counter(answer.status_code for answer in answers)
    assert set(codes) == {200, 503}, codes
    assert codes[200] >= 10
    refused = [answer for answer in answers if answer.status_code == 503]
    assert all(answer.json()["code"] == "busy" and int(answer.headers["retry-after"]) >= 1 for answer in refused)
    assert metric(server, 'art_rejected_total{reason="queue"}') == codes[503]
    assert metric(server, "art_queue_depth") == 0


def test_who_asks_the_same_at_the_same_time_shares_one_answer(start: Start) -> None:
    server = start(WITH_FAKE_ENGINE, ART_SERVICE_CONCURRENCY="2", ART_SERVICE_CACHE_MB="0")
    assert search(server, b"fine").status_code == 200
    worked = metric(server, 'art_stage_duration_seconds_count{stage="engine"}')

    def analyze(name: str) -> dict[str, Any]:
        answer = httpx.post(server.url + "/analyze", files={"file": (name, SLOW)}, timeout=60.0)
        found: dict[str, Any] = answer.json()
        return found

    with ThreadPoolExecutor(20) as pool:
        names = [f"{n}.jpg" for n in range(20)]
        answers = list(pool.map(analyze, names))
    assert [answer["picture"]["name"] for answer in answers] == names
    # A client that comes after the first twenty were answered is on his own.
    assert metric(server, 'art_stage_duration_seconds_count{stage="engine"}') - worked <= 4


def test_who_waits_for_one_that_fails_asks_for_himself(start: Start) -> None:
    server = start(WITH_FAKE_ENGINE, ART_SERVICE_CONCURRENCY="2")
    with ThreadPoolExecutor(3) as pool:
        codes = [answer.status_code for answer in pool.map(lambda _: search(server, SLOW + DIE), range(3))]
    assert codes == [422] * 3
    assert search(server, b"fine").status_code == 200


def test_a_stop_finishes_what_runs(start: Start) -> None:
    server = start(WITH_FAKE_ENGINE, ART_SERVICE_CONCURRENCY="2")
    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(search, server, SLOW + bytes([n])) for n in range(4)]
        # This scrape is a request in progress as well.
        wait_until(lambda: metric(server, "art_requests_in_progress") == 5)
        server.process.send_signal(signal.SIGTERM)
        assert [answer.result().status_code for answer in answers] == [200] * 4
    assert server.stop() == 0
    assert server.events()[-1]["event"] == "stopped"


def test_a_stop_that_is_told_again_and_again_is_still_a_success(start: Start) -> None:
    server = start(WITH_FAKE_ENGINE)
    while server.process.poll() is None:
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.0005)
    assert server.stop() == 0
    assert server.events()[-1]["event"] == "stopped"


@pytest.mark.slow
def test_workers_share_one_port_and_count_together(start: Start) -> None:
    server = start(
        ("-m", "art_assistant", "serve", "--port", "0", "--workers", "2"),
        ART_SERVICE_LOG_LEVEL="info",
    )
    for _ in range(40):
        assert httpx.get(server.url + "/version").status_code == 200
    wait_until(lambda: metric(server, 'art_http_requests_total{code="200",route="/version"}') == 40)
    pids = {event["hint"] for event in server.events() if event["event"] == "limits and cache are per worker"}
    assert pids == {"set service.redis_url to share them"}
    assert server.stop() == 0
