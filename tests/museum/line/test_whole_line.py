"""The whole line through a misbehaving museum, killed five times, ends with the bytes of one that nobody disturbed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.museum.conftest import held
from tests.museum.line.conftest import made
from tests.museum.server import Museum
from tests.museum.test_killed import ill_now_and_then

WORKS = 2000
Open = Callable[[int], Museum]


def start(museum: Museum, place: Path, works: int) -> subprocess.Popen[bytes]:
    flags = ("--delay", "0", "--contact", "painter@example.org", "--limit", str(works), "--longest-side", "96")
    command = [sys.executable, "-m", "art_assistant", "museum", "refresh", "met", *flags, "--json"]
    place.mkdir(exist_ok=True)
    environment = os.environ | {"ART_MUSEUM_ADDRESS": museum.here}
    with (place / "told.json").open("wb") as told:
        return subprocess.Popen(command, cwd=place, env=environment, stdout=told)


def killed_when(museum: Museum, place: Path, works: int, reached: Callable[[], bool]) -> None:
    process = start(museum, place, works)
    while process.poll() is None and not reached():
        time.sleep(0.05)
    assert process.poll() is None, "killed while it is at work"
    process.kill()
    process.wait()


def whole(place: Path) -> dict[str, bytes]:
    return held(place / "met-catalogue") | made(place / "met-line")


@pytest.mark.slow
def test_a_refresh_killed_five_times_is_as_if_nothing_had_been(opened: Open, tmp_path: Path) -> None:
    museum = opened(WORKS)
    museum.trouble["/"] = ill_now_and_then(7)
    place = tmp_path / "killed"
    images, shards = place / "met-catalogue" / "images", place / "met-line" / "shards"

    def count(folder: Path, pattern: str) -> int:
        return len(list(folder.glob(pattern)))

    steps: list[Callable[[], bool]] = [
        lambda: count(images, "*.jpg") >= WORKS // 4,
        lambda: count(images, "*.jpg") >= WORKS * 3 // 4,
        lambda: count(shards, "*.done") >= WORKS // 64 // 4,
        lambda: count(shards, "*.done") >= WORKS // 64 * 3 // 4,
        (place / "met-line" / "embedded.jsonl").exists,
    ]
    for reached in steps:
        killed_when(museum, place, WORKS, reached)
    assert start(museum, place, WORKS).wait() == 0
    told = json.loads((place / "told.json").read_text("utf-8"))
    assert (told["fetch"][0]["works"], told["embed"]["works"], told["verify"]["passed"]) == (WORKS, WORKS, True)
    museum.trouble.clear()
    assert start(museum, tmp_path / "undisturbed", WORKS).wait() == 0
    assert whole(place) == whole(tmp_path / "undisturbed")
    sys.stderr.write(f"{len(whole(place))} files of {WORKS} works are the same after {len(steps)} kills\n")
