"""``art-assistant project`` at the terminal: the loop with real comparisons, and what is meant."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from tests.unit.comparison.painted import lightened, photographed, pixels, png

from art_assistant.cli.main import main
from art_assistant.practice.projects import Original, Projects
from art_assistant.settings import Settings

Say = Callable[..., str]


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    monkeypatch.setenv("ART_PROJECTS_HOME", str(tmp_path / "home"))

    def said(*words: str, status: int = 0) -> str:
        assert main(["project", *words]) == status
        told = capsys.readouterr()
        return told.out + told.err

    return said


def kept(*ids: str) -> None:
    """Keep an attempt that tells of these differences, without any picture being compared."""
    told = [
        {"id": one, "kind": "edges", "amount": 0.5, "unit": "share", "text": "Soft.", "place": None, "box": None}
        for one in ids
    ]
    with Projects.open(Settings.load()) as projects:
        projects.new("Vase", Original("a.png", b"a"), date(2026, 3, 1))
        projects.add("Vase", Original("b.png", b"b"), {"corrections": told, "more": []}, date(2026, 3, 2))


def test_what_is_meant_is_marked_listed_and_told_again(say: Say) -> None:
    kept("edges")
    assert "To do next, edges. Ten minutes" in say("show", "Vase")
    assert "Meant in 'Vase', and not told: edges, color." in say("intend", "Vase", "edges", "color")
    shown = say("show", "Vase")
    assert "To do next" not in shown
    assert "Meant, and not told: edges, color." in shown
    whole = json.loads(say("show", "Vase", "--json"))
    assert [one["told"] and one["told"]["text"] for one in whole["intended"]] == ["Soft.", None]
    assert "not told: color." in say("intend", "Vase", "edges", "--undo")
    assert "not among what is meant" in say("intend", "Vase", "edges", "--undo", status=2)
    assert "No difference is called 'nonsense'" in say("intend", "Vase", "nonsense", status=2)
    assert "no project 'Pears'" in say("intend", "Pears", "edges", status=2)


@pytest.mark.slow
def test_the_loop_measures_again_what_was_told_and_leaves_what_is_meant(
    say: Say, sample_bytes: bytes, tmp_path: Path
) -> None:
    rgb = np.ascontiguousarray(pixels(sample_bytes)[::2, ::2])
    height, width = rgb.shape[:2]
    upper = (slice(height // 5, height // 2), slice(width // 6, width // 2))
    lower = (slice(height * 3 // 5, height * 9 // 10), slice(width // 2, width * 7 // 8))
    (tmp_path / "vase.png").write_bytes(png(rgb))
    paintings = [lightened(lightened(rgb, 1.2, upper), 1.0, lower), lightened(rgb, 1.0, lower)]
    for number, painted in enumerate(paintings, start=1):
        (tmp_path / f"{number}.png").write_bytes(png(photographed(painted, stops=0.2 * number - 0.5)))
    say("new", "Vase", str(tmp_path / "vase.png"))
    first = say("add", "Vase", str(tmp_path / "1.png"), "--day", "2026-03-01")
    lower_id = next(
        one["id"]
        for one in json.loads(say("show", "Vase", "--json"))["attempts"][0]["comparison"]["corrections"]
        if one["place"]["y"] > 0.55
    )
    assert f"[{lower_id}]" in first
    say("intend", "Vase", lower_id)
    second = say("add", "Vase", str(tmp_path / "2.png"), "--day", "2026-03-08", "--intended", "edges")
    assert "Measured again, value-" in second
    assert "Done: " in second
    assert "Meant so, and not told: " in second
    assert not [line for line in second.splitlines() if line[:1].isdigit() and f"[{lower_id}]" in line]
    whole = json.loads(say("show", "Vase", "--json"))
    assert [one["state"] for one in whole["measured_again"] if one["difference"].startswith("value")] == ["done"]
    assert {one["difference"] for one in whole["intended"]} == {lower_id, "edges"}
    # What was measured stays whole: only what is told of it leaves out what is meant.
    assert any(one["place"]["y"] > 0.55 for one in whole["attempts"][1]["comparison"]["corrections"])
    assert "already, as attempt 2" in say("add", "Vase", str(tmp_path / "2.png"), status=2)
