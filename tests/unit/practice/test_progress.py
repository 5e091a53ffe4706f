from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from tests.unit.practice.conftest import REFERENCE, comparison, painting

from art_assistant.errors import OutputError, ProjectNotFoundError
from art_assistant.practice.carry import export
from art_assistant.practice.progress import curves_of, marks_of, told
from art_assistant.practice.projects import Attempt, Original, Project, Projects
from art_assistant.settings import Settings

DAY = date(2026, 3, 1)


def project(*comparisons: dict[str, object]) -> Project:
    attempts = (Attempt(n, DAY, "a.jpg", str(n), "", made) for n, made in enumerate(comparisons, start=1))
    return Project("Vase", DAY, "vase.jpg", "x", tuple(attempts))


def test_marks_are_read_from_a_comparison_and_none_is_made_up() -> None:
    marks = marks_of(
        {
            "values": {"mean_error_steps": 0.4},
            "drawing": None,
            "color": {"chroma_ratio": 1.25, "hue_shift_degrees": -8.0},
            "edges": {"softer": 0.2, "harder": 0.05},
        }
    )
    assert marks == {
        "value_error": 0.4,
        "mass_overlap": None,
        "chroma_error": pytest.approx(0.25),
        "hue_error": 8.0,
        "edge_error": pytest.approx(0.25),
    }
    assert set(marks_of({"color": {"chroma_ratio": None}, "edges": {"softer": 0.2, "harder": None}}).values()) == {None}


def test_what_nobody_could_judge_has_no_curve() -> None:
    curves = curves_of(project(comparison(1.0, None), comparison(0.4, 0.7)).attempts)
    assert {curve.aspect.key: curve.values for curve in curves} == {
        "value_error": (1.0, 0.4),
        "mass_overlap": (None, 0.7),
        "chroma_error": (pytest.approx(0.1), pytest.approx(0.1)),
    }


def test_words_name_what_is_nearer_and_what_is_not() -> None:
    assert told(project(comparison(1.2, 0.8), comparison(0.5, 0.6))) == (
        "Better since last time: values (off by 1.20, now 0.50 value steps).",
        "Farther off than last time: drawing of the masses (overlap 0.80, now 0.60).",
        "About the same: chroma.",
    )


def test_a_gap_is_bridged_and_a_last_attempt_without_number_is_not_judged() -> None:
    bridged = project(comparison(1.0, 0.5), comparison(1.0, None), comparison(1.0, 0.9))
    assert "Better since last time: drawing of the masses (overlap 0.50, now 0.90)." in told(bridged)
    last = project(comparison(1.0, 0.5), comparison(1.0, 0.9), comparison(1.0, None))
    assert not any("drawing" in line for line in told(last))


def test_before_the_second_attempt_there_is_nothing_to_tell() -> None:
    assert "No attempt yet" in told(project())[0]
    assert "from the second on" in told(project(comparison(1.0)))[0]
    assert told(project({}, {})) == ("Nothing that both attempts could be judged by.",)


def test_a_project_is_written_out_whole(settings: Settings, tmp_path: Path) -> None:
    with Projects.open(settings) as projects:
        projects.new("Vase", REFERENCE, DAY)
        projects.add("Vase", painting(1), comparison(1.0), DAY, "less water")
        projects.add("Vase", Original("../odd.p/ng", b"second"), comparison(0.5, None), DAY)
        export(projects, "Vase", tmp_path / "out")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"reference.jpg", "attempt-01.png", "attempt-02", "project.json", "curves.csv"}
    assert (tmp_path / "out" / "reference.jpg").read_bytes() == REFERENCE.data
    assert (tmp_path / "out" / "attempt-02").read_bytes() == b"second"
    whole = json.loads((tmp_path / "out" / "project.json").read_text())
    assert [attempt["comparison"] for attempt in whole["attempts"]] == [comparison(1.0), comparison(0.5, None)]
    assert whole["attempts"][0]["note"] == "less water"
    assert whole["told"][0].startswith("Better since last time: values")
    rows = list(csv.DictReader((tmp_path / "out" / "curves.csv").read_text().splitlines()))
    assert [row["value_error"] for row in rows] == ["1.0", "0.5"]
    assert [row["mass_overlap"] for row in rows] == ["0.8", ""]


def test_an_export_takes_nobody_s_place_and_leaves_nothing_behind(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with Projects.open(settings) as projects:
        projects.new("Vase", REFERENCE, DAY)
        with pytest.raises(OutputError, match="already something called 'out'"):
            export(projects, "Vase", tmp_path / "out")
        with pytest.raises(OutputError, match="a folder on the way is not there"):
            export(projects, "Vase", tmp_path / "none" / "out")
        with pytest.raises(ProjectNotFoundError):
            export(projects, "Pears", tmp_path / "new")
    assert {path.name for path in tmp_path.iterdir()} == {"out", "deep"}
