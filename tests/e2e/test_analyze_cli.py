from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import jsonschema
import pytest
from PIL import Image
from tests.conftest import ROOT
from tests.e2e.conftest import Run

SAMPLE = ROOT / "examples" / "sample-painting.jpg"
SCHEMA = ROOT / "src" / "art_assistant" / "report" / "schema" / "report.schema.json"


def small(path: Path, colour: tuple[int, int, int] = (120, 90, 60)) -> Path:
    """Write a small picture with two values in it."""
    picture = Image.new("RGB", (64, 48), colour)
    picture.paste((230, 220, 200), (0, 0, 32, 24))
    picture.save(path)
    return path


def one_line(text: str) -> bool:
    return text.count("\n") == 1 and text.endswith("\n") and "Traceback" not in text


def test_a_study_is_written_beside_where_one_stands(run: Run, tmp_path: Path) -> None:
    done = run("analyze", SAMPLE)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "sample-painting-study"
    names = {path.name for path in folder.iterdir()}
    assert {"report.json", "report.html", "study.png"} <= names
    assert len([name for name in names if name.endswith(".png")]) >= 12
    report = json.loads((folder / "report.json").read_text())
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(report)
    assert report["picture"]["name"] == "sample-painting.jpg"
    assert str(tmp_path) not in (folder / "report.html").read_text()
    assert "sample-painting-study/report.html" in done.stdout


def test_json_prints_lines_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    small(tmp_path / "a.png")
    (tmp_path / "b.jpg").write_bytes(b"not a picture")
    small(tmp_path / "c.png", (10, 200, 30))
    before = set(tmp_path.iterdir())
    done = run("analyze", "a.png", "b.jpg", "c.png", "--json")
    assert done.returncode == 4
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["picture"]["name"] for line in lines] == ["a.png", "b.jpg", "c.png"]
    assert lines[1] == {"picture": {"name": "b.jpg"}, "error": lines[1]["error"]}
    assert lines[1]["error"]["code"] == "unsupported_format"
    assert set(tmp_path.iterdir()) == before


def test_the_same_bytes_give_the_same_report(run: Run, tmp_path: Path) -> None:
    reports = []
    for _ in range(2):
        done = run("analyze", SAMPLE, "--json")
        report = json.loads(done.stdout)
        assert report.pop("timings")
        reports.append(report)
    assert reports[0] == reports[1]
    assert not list(tmp_path.iterdir())


def test_several_pictures_get_a_folder_each(run: Run, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    small(tmp_path / "one" / "x.png")
    small(tmp_path / "two" / "x.jpg")
    done = run("analyze", "one", "two/x.jpg", "--out", "all")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == ["x", "x-2"]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["analyze", "missing.jpg"], 2, "missing.jpg"),
        (["analyze", "empty.jpg"], 2, "empty"),
        (["analyze", "a.png", "--blocks", "9"], 2, "from 4 to 6"),
        (["analyze", "a.png", "--plan-method", "magic"], 2, "--help"),
        (["analyze", "a.png", "--size", "tiny"], 2, "--help"),
        (["analyze"], 2, "--help"),
        (["paint"], 2, "--help"),
        (["analyze", "no-pictures"], 2, "no picture"),
    ],
)
def test_wrong_use_is_one_line_and_status_two(
    run: Run, tmp_path: Path, arguments: list[str], status: int, words: str
) -> None:
    small(tmp_path / "a.png")
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "no-pictures").mkdir()
    done = run(*arguments)
    assert done.returncode == status
    assert one_line(done.stderr), done.stderr
    assert words in done.stderr
    assert done.stdout == ""


def test_a_limit_is_status_three(run: Run, tmp_path: Path) -> None:
    small(tmp_path / "a.png")
    done = run("analyze", "a.png", ART_LIMITS_MAX_MEGAPIXELS="0.001")
    assert done.returncode == 3
    assert one_line(done.stderr)
    assert not (tmp_path / "a-study").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs modes of files, and root may write anywhere")
def test_a_folder_that_cannot_be_written_is_one_line(run: Run, tmp_path: Path) -> None:
    small(tmp_path / "a.png")
    (tmp_path / "locked").mkdir(mode=0o500)
    done = run("analyze", "a.png", "--out", "locked/out")
    assert done.returncode == 2
    assert one_line(done.stderr)


def test_a_file_in_the_way_of_the_folder_is_one_line(run: Run, tmp_path: Path) -> None:
    small(tmp_path / "a.png")
    (tmp_path / "out").write_text("mine")
    done = run("analyze", "a.png", "--out", "out")
    assert done.returncode == 2
    assert one_line(done.stderr)
    assert (tmp_path / "out").read_text() == "mine"


def test_flags_reach_the_report(run: Run, tmp_path: Path) -> None:
    shutil.copy(SAMPLE, tmp_path / "p.jpg")
    done = run("analyze", "p.jpg", "--json", "--blocks", "4", "--plan", "3", "--plan-method", "breaks", "--size", "420")
    report = json.loads(done.stdout)
    assert report["masses"]["k"] == 4
    assert (report["values"]["plan"]["k"], report["values"]["plan"]["method"]) == (3, "breaks")
    assert max(report["picture"]["working_size"]) == 420


def test_the_version_and_the_help_say_something(run: Run) -> None:
    assert run("--version").stdout.startswith("art-assistant ")
    assert "analyze" in run("--help").stdout
