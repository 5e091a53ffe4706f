from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

EXAMPLES = Path(__file__).parents[3] / "examples"
SHIPPED = EXAMPLES / "sample-painting.jpg"
Image = NDArray[np.float32]


def run_script(*arguments: str) -> subprocess.CompletedProcess[str]:
    script = EXAMPLES / "make_sample.py"
    return subprocess.run([sys.executable, str(script), *arguments], capture_output=True, text=True, check=False)


def painted(out: Path, seed: int = 6) -> tuple[dict[str, int], bytes]:
    done = run_script("--size", "320", "--seed", str(seed), "--out", str(out))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), out.read_bytes()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, int], bytes]:
    return painted(tmp_path_factory.mktemp("sample") / "small.jpg")


@pytest.fixture(scope="module")
def shipped() -> Image:
    """CIELAB of the shipped picture, 400 x 300."""
    bgr = cv2.imread(str(SHIPPED), cv2.IMREAD_COLOR)
    assert bgr is not None
    assert bgr.shape == (1200, 1600, 3)
    reduced = cv2.resize(bgr, (400, 300), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(reduced.astype(np.float32) / 255, cv2.COLOR_BGR2Lab), np.float32)


def box(lab: Image, left: float, top: float, right: float, bottom: float) -> Image:
    """Cut out a box given in design pixels of the 1600 x 1200 canvas."""
    return lab[round(top / 4) : round(bottom / 4), round(left / 4) : round(right / 4)]


def segments(data: bytes) -> set[int]:
    """Give the JPEG marker codes that stand before the scan."""
    found, at = set(), 2
    while data[at + 1] != 0xDA:
        assert data[at] == 0xFF
        found.add(data[at + 1])
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return found


@pytest.mark.slow
def test_same_seed_gives_the_same_bytes(small: tuple[dict[str, int], bytes], tmp_path: Path) -> None:
    facts, data = small
    assert painted(tmp_path / "again.jpg") == (facts, data)


@pytest.mark.slow
def test_another_seed_gives_another_picture(small: tuple[dict[str, int], bytes], tmp_path: Path) -> None:
    assert painted(tmp_path / "other.jpg", seed=8)[1] != small[1]


def test_reports_what_it_painted(small: tuple[dict[str, int], bytes]) -> None:
    facts, data = small
    assert facts["strokes"] >= 200
    assert (facts["width"], facts["height"]) == (320, 240)
    assert facts["bytes"] == len(data)


@pytest.mark.parametrize("size", ["0", "-5", "100000"])
def test_refuses_a_size_it_cannot_paint(size: str, tmp_path: Path) -> None:
    out = tmp_path / "never.jpg"
    done = run_script("--size", size, "--out", str(out))
    assert done.returncode == 2
    assert "--size" in done.stderr
    assert not out.exists()


def test_shipped_picture_is_what_the_script_paints(small: tuple[dict[str, int], bytes], shipped: Image) -> None:
    bgr = cv2.imdecode(np.frombuffer(small[1], np.uint8), cv2.IMREAD_COLOR)
    assert bgr is not None
    lightness = cv2.cvtColor(cv2.resize(bgr, (40, 30), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2Lab)[..., 0]
    expected = cv2.resize(shipped[..., 0], (40, 30), interpolation=cv2.INTER_AREA)
    assert np.corrcoef(lightness.ravel(), expected.ravel())[0, 1] > 0.97


def test_shipped_file_is_small_and_carries_no_metadata() -> None:
    data = SHIPPED.read_bytes()
    assert len(data) <= 900_000
    application = {code for code in segments(data) if 0xE0 <= code <= 0xEF or code == 0xFE}
    assert application <= {0xE0}


def test_squinting_leaves_five_value_masses(shipped: Image) -> None:
    squint = cv2.GaussianBlur(shipped[..., 0], (0, 0), 8)
    samples = squint.reshape(-1, 1).astype(np.float32)
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_MAX_ITER, 100, 1e-3)
    start = np.digitize(samples, np.quantile(samples, [0.2, 0.4, 0.6, 0.8])).astype(np.int32)
    _, labels, centres = cv2.kmeans(samples, 5, start, criteria, 1, cv2.KMEANS_USE_INITIAL_LABELS)
    shares = np.bincount(labels.ravel(), minlength=5) / labels.size
    assert shares.min() > 0.08
    assert np.diff(np.sort(centres.ravel())).min() > 9
    assert np.ptp(np.quantile(shipped[..., 0], [0.05, 0.95])) > 65


def test_distance_is_lighter_and_quieter(shipped: Image) -> None:
    far, hill, near = (
        box(shipped, *where) for where in ((400, 400, 640, 450), (1450, 420, 1590, 540), (0, 0, 300, 60))
    )
    assert far[..., 0].mean() > hill[..., 0].mean() + 15 > near[..., 0].mean() + 25


def test_house_is_the_focal_point(shipped: Image) -> None:
    house = box(shipped, 880, 420, 1180, 610)
    chroma = np.hypot(house[..., 1], house[..., 2])
    everywhere = np.hypot(shipped[..., 1], shipped[..., 2])
    assert np.ptp(np.quantile(house[..., 0], [0.02, 0.98])) > 60
    assert np.quantile(chroma, 0.95) > np.quantile(everywhere, 0.98)
