from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from art_assistant.analysis.value.plan import plan_at
from art_assistant.analysis.value.tones import count_tones, tone_map
from art_assistant.imaging.colorspace import (
    blur_linear,
    lstar,
    lstar_from_luminance,
    lstar_to_grey,
    luminance_from_lstar,
)

NODE = shutil.which("node")
HERE = Path(__file__).parent / "web"
CUTS = ((30.0, 60.0), (12.5, 25.0, 50.0, 62.5, 75.0, 90.0), (1.0, 99.5))

pytestmark = pytest.mark.skipif(NODE is None, reason="needs Node 20 or later: the browser side is tested with it")


def _expected() -> dict[str, object]:
    plane = np.random.default_rng(19).integers(0, 201, (24, 36)).astype(np.uint8)
    l_map = plane.astype(np.float32) / 2.0
    tones = tone_map(l_map)
    plans = [plan_at(tones, count_tones(tones), cuts) for cuts in CUTS]
    every_grey = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
    return {
        "greys": lstar_to_grey(np.arange(201) / 2.0).tolist(),
        "lightness": lstar(every_grey).tolist(),
        "plane": plane.ravel().tolist(),
        "plans": [
            {"cuts": plan.boundaries, "steps": plan.labels.ravel().tolist(), "levels": plan.levels} for plan in plans
        ],
        "squint": _squint(),
    }


def _squint() -> dict[str, object]:
    """A light disc on a dark ground with a bright bar at the frame, blurred by a true Gaussian."""
    rows, columns = np.mgrid[0:60, 0:80]
    plane = np.where((rows - 30) ** 2 + (columns - 40) ** 2 < 200, 150, 40).astype(np.uint8)
    plane[:, 74:] = 190
    light = blur_linear(luminance_from_lstar(plane / 2.0), 6.0)
    return {
        "width": 80,
        "height": 60,
        "sigma": 6.0,
        "plane": plane.ravel().tolist(),
        "squinted": lstar_from_luminance(light).ravel().tolist(),
    }


def test_the_browser_side_agrees_with_the_core_and_with_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = tmp_path / "expected.json"
    expected.write_text(json.dumps(_expected()), encoding="utf-8")
    monkeypatch.setenv("ART_EXPECTED", str(expected))
    files = sorted(str(path) for path in HERE.glob("*.test.mjs"))
    assert files
    done = subprocess.run([str(NODE), "--test", *files], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
