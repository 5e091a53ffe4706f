"""Killed at any moment, what changes a store leaves readers the old version or the new one, and can be gone on with."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")


def kills_stood(folder: Path, store: str, step: int, kills: int = 1) -> int:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, Path(__file__).with_name("killed.py"), folder, store, str(step), str(kills)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.slow
def test_a_kill_shows_no_mixture(tmp_path: Path) -> None:
    assert kills_stood(tmp_path, str(tmp_path / "stores"), step=13) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("kills", [1, 2, 3])
def test_kills_at_any_operation_on_the_disk_show_no_mixture(kills: int, tmp_path: Path) -> None:
    assert kills_stood(tmp_path, str(tmp_path / "stores"), step=1, kills=kills) >= 50 * kills


@pytest.mark.slow
def test_a_kill_at_requests_to_a_bucket_shows_no_mixture(s3: str, tmp_path: Path) -> None:
    assert kills_stood(tmp_path, f"{s3}/{tmp_path.name}", step=7) >= 12
