from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from tests.unit.practice.conftest import REFERENCE, comparison, painting

from art_assistant.errors import OutputError, ProjectNotFoundError
from art_assistant.practice.carry import export
from art_assistant.practice.meant import Meant
from art_assistant.practice.progress import ASPECTS, UNCERTAIN, curves_of, marks_of, told
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
    values, overlap, chroma = (
        f"{aspect.least:.2f}" for aspect in ASPECTS if aspect.key in {"value_error", "mass_overlap", "chroma_error"}
    )
    assert told(project(comparison(1.2, 0.8), comparison(0.5, 0.6))) == (
        f"Better since last time: values (off by 1.20, now 0.50 value steps, ± {values}).",
        f"Farther off than last time: drawing of the masses (overlap 0.80, now 0.60, ± {overlap}).",
        f"About the same: chroma (off by 0.10, now 0.10, ± {chroma}).",
        UNCERTAIN,
    )


def test_a_change_under_the_bar_is_none_and_glare_is_warned_of() -> None:
    least = next(aspect.least for aspect in ASPECTS if aspect.key == "value_error")
    under, over = (told(project(comparison(1.0), comparison(1.0 - by * least)))[0] for by in (0.95, 1.05))
    assert under.startswith("About the same")
    assert over.startswith("Better since last time: values")
    shining = comparison(0.5) | {"values": {"mean_error_steps": 0.5, "glare": 0.02}}
    assert "glare in the photograph of attempt 2" in told(project(comparison(1.0), shining))[-1]
    assert not any("glare" in line for line in told(project(shining, comparison(0.6), comparison(0.5))))


def test_a_gap_is_bridged_and_a_last_attempt_without_number_is_not_judged() -> None:
    bridged = project(comparison(1.0, 0.5), comparison(1.0, None), comparison(1.0, 0.9))
    assert told(bridged)[0].startswith("Better since last time: drawing of the masses (overlap 0.50, now 0.90")
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
        projects.intend("Vase", [Meant("edges")])
        export(projects, "Vase", tmp_path / "out")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"reference.jpg", "attempt-01.png", "attempt-02", "project.json", "curves.csv"}
    assert (tmp_path / "out" / "reference.jpg").read_bytes() == REFERENCE.data
    assert (tmp_path / "out" / "attempt-02").read_bytes() == b"second"
    whole = json.loads((tmp_path / "out" / "project.json").read_text())
    assert [attempt["comparison"] for attempt in whole["attempts"]] == [comparison(1.0), comparison(0.5, None)]
    assert whole["attempts"][0]["note"] == "less water"
    assert whole["told"][0].startswith("Better since last time: values")
    assert whole["intended"] == [{"difference": "edges", "told": None}]
    assert (whole["exercises"], whole["measured_again"]) == ([], [])
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
