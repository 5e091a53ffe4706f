from __future__ import annotations

import errno
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from art_assistant.errors import OutputError
from art_assistant.report import write, write_study
from art_assistant.report.model import Report
from art_assistant.report.views import views_of
from art_assistant.report.write import UNSAVED


@pytest.fixture(scope="module")
def study(report: Report, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    folder = tmp_path_factory.mktemp("study") / "deep" / "evening"
    return folder, write_study(report, folder)


def test_it_writes_the_report_the_sheet_and_every_view(report: Report, study: tuple[Path, list[Path]]):
    folder, written = study
    views = [f"{view.name}.png" for view in views_of(report) if view.name not in UNSAVED]
    assert [path.name for path in written] == ["report.json", "report.html", "study.png", *views]
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in written)
    assert {"squint.png", "value-plan.png", "masses.png", "notan-connected.png", "palette.png"} <= set(views)


def test_the_json_is_the_report(report: Report, study: tuple[Path, list[Path]]):
    form = json.loads((study[0] / "report.json").read_text(encoding="utf-8"))
    assert form["picture"]["name"] == report.picture.name
    assert form["masses"]["shapes"] == len(report.masses.shapes)


def test_pictures_carry_no_metadata(study: tuple[Path, list[Path]]):
    for path in study[0].glob("*.png"):
        with Image.open(path) as picture:
            assert picture.info.keys() <= {"transparency"}, path.name
            assert not picture.getexif()


def test_the_sheet_has_the_proportions_of_paper(study: tuple[Path, list[Path]]):
    with Image.open(study[0] / "study.png") as sheet:
        assert sorted(sheet.size) == [2400, 3394]
        assert max(sheet.size) / min(sheet.size) == pytest.approx(2**0.5, rel=1e-3)


def test_the_same_report_gives_the_same_bytes(report: Report, study: tuple[Path, list[Path]], tmp_path: Path):
    for path in write_study(report, tmp_path):
        assert path.read_bytes() == (study[0] / path.name).read_bytes(), path.name


def test_views_can_be_left_out(report: Report, tmp_path: Path):
    written = write_study(report, tmp_path / "brief", views=False)
    assert [path.name for path in written] == ["report.json", "report.html", "study.png"]


def test_other_files_are_left_alone_and_old_ones_replaced(bare_report: Report, tmp_path: Path):
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "report.json").write_text("old")
    write_study(bare_report, tmp_path, views=False)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["schema"]


@pytest.mark.parametrize("step", ["draw_sheet", "encode_png", "as_html", "_save", "_move"])
def test_a_full_disk_leaves_what_was_there(
    bare_report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
):
    (tmp_path / "report.html").write_text("yesterday's")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(write, step, full)
    with pytest.raises(OutputError, match="disk is full") as caught:
        write_study(bare_report, tmp_path, views=step == "encode_png")
    assert str(tmp_path) not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert (tmp_path / "report.html").read_text() == "yesterday's"


def test_a_fault_of_our_own_leaves_nothing_half_written(
    bare_report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(write, "draw_sheet", broken)
    with pytest.raises(RuntimeError):
        write_study(bare_report, tmp_path, views=False)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_an_output_error(bare_report: Report, tmp_path: Path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(OutputError, match="in the way"):
        write_study(bare_report, tmp_path / "taken", views=False)
    with pytest.raises(OutputError, match="in the way"):
        write_study(bare_report, tmp_path / "taken" / "below", views=False)
    (tmp_path / "study" / "report.html").mkdir(parents=True)
    with pytest.raises(OutputError, match="in the way"):
        write_study(bare_report, tmp_path / "study", views=False)
    assert [path.name for path in (tmp_path / "study").iterdir()] == ["report.html"]


def test_a_name_that_is_too_long_is_an_output_error(bare_report: Report, tmp_path: Path):
    with pytest.raises(OutputError, match="too long"):
        write_study(bare_report, tmp_path / ("x" * 300), views=False)


def test_a_picture_of_one_pixel_gets_a_whole_study(make_report: Callable[..., Report], tmp_path: Path):
    one = make_report(np.full((1, 1, 3), 77, dtype=np.uint8), name="dot.png")
    written = write_study(replace(one, tips_reason="The picture is of one value."), tmp_path)
    assert all(path.stat().st_size for path in written)
