"""Limits and answers that several services share through Redis."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.service.conftest import WITH_FAKE_ENGINE, Start


def free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return int(any_port.getsockname()[1])


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A Redis of the test's own: its address and its process."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("needs redis-server (Debian package redis-server)")
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(tmp_path)]
    process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 20.0
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1.0):
            break
        time.sleep(0.05)
    yield f"redis://127.0.0.1:{port}/0", process
    process.terminate()
    process.wait(10.0)


def test_two_services_share_limits_and_answers(start: Start, redis: tuple[str, subprocess.Popen[bytes]]) -> None:
    url, process = redis
    both = [start(WITH_FAKE_ENGINE, ART_SERVICE_REDIS_URL=url, ART_SERVICE_RATE_SEARCH="3/hour") for _ in range(2)]

    def ask(at: int) -> httpx.Response:
        return httpx.post(both[at].url + "/search", files={"file": b"x"}, timeout=30.0)

    answers = [ask(0), ask(1), ask(0), ask(1), ask(0)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert [answer.json()["cache_hit"] for answer in answers[:3]] == [False, True, True]
    process.terminate()
    process.wait(10.0)
    # Without Redis each counts on its own, and answers all the same.
    assert ask(1).status_code == 200
    assert both[1].wait_for("shared limits unavailable")["level"] == "warning"
    assert "shared cache unavailable" in both[1].log()
