"""Killed at any moment, a fetch goes on where it was, and ends with the bytes of one that nobody disturbed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.museum.conftest import held
from tests.museum.server import Museum

Open = Callable[[int], Museum]


def start(museum: Museum, out: Path, works: int) -> subprocess.Popen[bytes]:
    flags = ("--delay", "0", "--contact", "painter@example.org", "--out", str(out), "--limit", str(works))
    command = [sys.executable, "-m", "art_assistant", "museum", "fetch", "met", *flags]
    environment = os.environ | {"ART_MUSEUM_ADDRESS": museum.here}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def run(museum: Museum, out: Path, works: int, kill_at: int | None = None) -> int:
    """Fetch, and be killed before the request of that number is answered; return the exit status."""
    museum.asked.clear()
    process: list[subprocess.Popen[bytes]] = []

    def on_request(number: int) -> None:
        if number == kill_at:
            process[0].kill()
            process[0].wait()

    museum.on_request = on_request
    process.append(start(museum, out, works))
    return process[0].wait(timeout=120)


def test_killed_again_and_again_a_fetch_ends_as_if_nothing_had_been(opened: Open, tmp_path: Path) -> None:
    museum, works = opened(6), 6
    assert run(museum, tmp_path / "undisturbed", works) == 0
    asked_in_all = len(museum.asked)
    asked = 0
    for kill_at in (2, 5):
        assert run(museum, tmp_path / "out", works, kill_at) != 0
        asked += len(museum.asked)
    assert run(museum, tmp_path / "out", works) == 0
    asked += len(museum.asked)
    assert held(tmp_path / "out") == held(tmp_path / "undisturbed")
    # What had been kept is not asked for again: each kill costs at most what was under way in four hands and the
    # pictures that waited for their turn to be kept.
    assert asked - asked_in_all <= 4 * 12


def kills_stood(museum: Museum, folder: Path, works: int, step: int) -> int:
    script = Path(__file__).with_name("killed.py")
    command = [sys.executable, script, museum.here, folder, str(works), str(step)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")
def test_a_kill_on_the_disk_loses_nothing(opened: Open, tmp_path: Path) -> None:
    assert kills_stood(opened(1), tmp_path, works=1, step=4) >= 3


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")
def test_a_kill_at_any_operation_on_the_disk_loses_nothing(opened: Open, tmp_path: Path) -> None:
    assert kills_stood(opened(3), tmp_path, works=3, step=1) >= 20


@pytest.mark.slow
@pytest.mark.parametrize("kill_at", range(1, 26, 2))
def test_a_kill_at_any_request_loses_nothing(kill_at: int, opened: Open, tmp_path: Path) -> None:
    museum = opened(12)
    assert run(museum, tmp_path / "undisturbed", 12) == 0
    assert run(museum, tmp_path / "out", 12, kill_at) != 0
    assert run(museum, tmp_path / "out", 12) == 0
    assert held(tmp_path / "out") == held(tmp_path / "undisturbed")
