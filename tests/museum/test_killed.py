"""Killed at any moment, a fetch goes on where it was, and ends with the bytes of one that nobody disturbed."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.museum.conftest import held
from tests.museum.server import Handler, Museum, Trouble, dropped, page_of_a_guard, status, wrong_length

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


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files as POSIX systems can")
def test_a_full_disk_is_told_and_the_next_start_goes_on(opened: Open, tmp_path: Path) -> None:
    museum = opened(4)
    limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, -1))\n"
    limited += "from art_assistant.cli.main import main\nsys.exit(main(sys.argv[1:]))"
    flags = ("--contact", "painter@example.org", "--out", str(tmp_path / "out"), "--longest-side", "560")
    # What measures the tests' reach writes files of its own, which the disk would refuse as well.
    plain = {name: text for name, text in os.environ.items() if not name.startswith("COV")}
    environment = plain | {"ART_MUSEUM_ADDRESS": museum.here}

    def fetch(*command: str) -> subprocess.CompletedProcess[str]:
        called = [sys.executable, *command, "museum", "fetch", "met", *flags]
        return subprocess.run(called, env=environment, capture_output=True, text=True, check=False)

    done = fetch("-c", limited)
    assert done.returncode == 2, done.stderr
    assert "The catalogue's folder cannot be written" in done.stderr.splitlines()[-1]
    done = fetch("-m", "art_assistant")
    assert done.returncode == 0, done.stderr
    assert "holds 4 works, 4 with a picture" in done.stdout
    assert not list((tmp_path / "out").rglob("*.part"))


def ill_now_and_then(seed: int) -> Trouble:
    """Misbehave at one request in ten, each time in another way, and not twice at the same."""
    ways = [status(403), status(429, ("retry-after", "0")), status(500), page_of_a_guard, dropped, wrong_length]
    chance, seen = random.Random(seed), set[str]()

    def answered(handler: Handler) -> bool:
        with handler.museum.lock:
            fresh = handler.path not in seen
            seen.add(handler.path)
            ill, way = chance.random() < 0.1, chance.choice(ways)
        if fresh and ill:
            with contextlib.suppress(OSError):
                way(handler)
        return fresh and ill

    return answered


@pytest.mark.slow
def test_a_misbehaving_museum_and_five_kills_end_as_if_nothing_had_been(opened: Open, tmp_path: Path) -> None:
    museum = opened(200)
    assert run(museum, tmp_path / "undisturbed", 200) == 0
    museum.trouble["/"] = ill_now_and_then(5)
    for kill_at in (40, 90, 60, 50, 30):
        assert run(museum, tmp_path / "out", 200, kill_at) != 0
    assert run(museum, tmp_path / "out", 200) == 0
    assert held(tmp_path / "out") == held(tmp_path / "undisturbed")
