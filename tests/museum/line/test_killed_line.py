"""Killed at any moment, a line goes on where it was; whoever would publish it sees a whole gallery or none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")


def kills_stood(folder: Path, step: int) -> int:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, Path(__file__).with_name("killed.py"), folder, str(step)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.slow
def test_a_kill_loses_nothing(tmp_path: Path) -> None:
    assert kills_stood(tmp_path, step=11) >= 4


@pytest.mark.slow
def test_a_kill_at_any_operation_on_the_disk_loses_nothing(tmp_path: Path) -> None:
    assert kills_stood(tmp_path, step=1) >= 50
