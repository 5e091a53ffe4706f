"""``art-assistant compare`` at the terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from tests.unit.comparison.painted import CORNERS, lightened, photographed, pixels, png

from art_assistant.cli.attempts.compare import NOT_COMPARED
from art_assistant.cli.main import main


@pytest.fixture(scope="module")
def files(sample_bytes: bytes, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("paintings")
    rgb = np.ascontiguousarray(pixels(sample_bytes)[::2, ::2])
    where = (slice(rgb.shape[0] // 4, rgb.shape[0] // 2), slice(rgb.shape[1] // 4, rgb.shape[1] // 2))
    (folder / "reference.png").write_bytes(png(rgb))
    (folder / "first.png").write_bytes(png(photographed(lightened(rgb, 1.2, where))))
    (folder / "second.png").write_bytes(png(photographed(rgb, stops=-0.3)))
    blank = cv2.GaussianBlur(np.random.default_rng(0).normal(128, 300, rgb.shape), (0, 0), 30)
    (folder / "other.png").write_bytes(png(photographed(np.clip(blank, 0, 255).astype(np.uint8))))
    return folder


@pytest.mark.slow
def test_the_loop_from_one_attempt_to_the_next(files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "out"
    named = [str(files / name) for name in ("reference.png", "second.png", "first.png")]
    assert main(["compare", *named[:2], "--before", named[2], "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "nearer than last time" in printed
    assert f"Open {out / 'value_error.png'}" in printed
    assert json.loads((out / "report.json").read_text())["since"]["gone"]


def test_json_is_one_object_and_corners_are_taken_as_they_are_set(files: Path, capsys: pytest.CaptureFixture[str]):
    corners = ",".join(f"{v:.4f}" for v in CORNERS.ravel())
    named = [str(files / name) for name in ("reference.png", "first.png")]
    assert main(["compare", *named, "--corners", corners, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["alignment"]["method"] == "artist"
    assert told["corrections"][0]["kind"] == "value"


@pytest.mark.slow
def test_what_cannot_be_compared_says_so_in_its_status(files: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["compare", str(files / "reference.png"), str(files / "other.png")]) == NOT_COMPARED
    assert "could not be found" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--corners", "1,2"], "corners"),
        (["--card", "2,2"], "card"),
        (["--intended", "sky"], "No difference is called"),
    ],
)
def test_what_makes_no_sense_is_one_line(files: Path, capsys: pytest.CaptureFixture[str], flags: list[str], said: Any):
    assert main(["compare", str(files / "reference.png"), str(files / "first.png"), *flags]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_a_picture_is_never_written_over(files: Path, capsys: pytest.CaptureFixture[str]):
    (files / "here").mkdir(exist_ok=True)
    painting = files / "here" / "aligned.png"
    painting.write_bytes((files / "first.png").read_bytes())
    before = painting.read_bytes()
    assert main(["compare", str(files / "reference.png"), str(painting), "--out", str(files / "here")]) == 2
    assert "itself" in capsys.readouterr().err
    assert painting.read_bytes() == before
