from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SUN, MOON = {"p0.png": "Sun"}, {"p1.png": "Moon"}
BEFORE = {f"p{i}.png": f"p{i}" for i in range(4)} | SUN
AFTER = {
    "build": BEFORE | MOON | {"p4.png": "p4"},
    "first_build": BEFORE,
    "add": BEFORE | {"far.png": "far"},
    "remove": {name: title for name, title in BEFORE.items() if name != "p3.png"},
}


@pytest.mark.parametrize("points", [3, pytest.param(12, marks=pytest.mark.slow)])
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_a_kill_at_any_point_loses_nothing_and_the_next_run_completes(tmp_path: Path, points: int) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(["src", ".", os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-m", "tests.unit.gallery.killed", str(tmp_path), str(points)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    trials = [json.loads(line) for line in done.stdout.splitlines()]
    for change, wanted in AFTER.items():
        mine = [one for one in trials if one["change"] == change]
        assert len(mine) == points
        before = {} if change == "first_build" else BEFORE
        for one in mine:
            assert one["status"] == -9, one
            # A first build starts by taking away what was there.
            assert one["killed"] in ([before, wanted, BEFORE] if change == "first_build" else [before, wanted]), one
            assert (one["again"], one["works"]) == (0, wanted), one
            assert one["left"] == ["CURRENT", "versions"], one
