from __future__ import annotations

import errno
import hashlib
import json
import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from PIL import Image

from art_assistant.errors import OutputError, UsageError
from art_assistant.files.studies import read_study
from art_assistant.report import report_schema, write, write_study
from art_assistant.report.model import Report
from art_assistant.report.target import DRAWN, UNSAVED, chosen_views, identities
from art_assistant.report.views import views_of


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
    jsonschema.Draft202012Validator(report_schema()).validate(form)


def test_the_report_lists_what_was_written_with_it(study: tuple[Path, list[Path]]):
    folder, written = study
    listed = json.loads((folder / "report.json").read_text(encoding="utf-8"))["written"]
    told = {path.name: (path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()) for path in written[1:]}
    assert {name: (entry["bytes"], entry["sha256"]) for name, entry in listed.items()} == told


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


@pytest.mark.parametrize(
    ("views", "pictures", "plates"),
    [
        ((), [], []),
        (("masses",), ["masses.png"], ["masses"]),
        (("study",), ["study.png"], []),
    ],
)
def test_only_the_named_views_are_drawn(
    report: Report, tmp_path: Path, views: tuple[str, ...], pictures: list[str], plates: list[str]
):
    written = write_study(report, tmp_path / "brief", views=views)
    assert [path.name for path in written] == ["report.json", "report.html", *pictures]
    page = written[1].read_text(encoding="utf-8")
    shown = re.findall(r'id="view-([a-z0-9-]+)"', page)
    assert shown == plates
    assert re.findall(r'class="look look-(\d)"', page) == ["0"], "the picture itself is always there"
    assert set(re.findall(r'href="#view-([a-z0-9-]+)"', page)) <= set(shown)
    assert not re.findall(r'src="(?!data:image/)', page)
    assert "Which one is your picture about?" not in page


def test_the_progress_counts_up_to_the_end(report: Report, tmp_path: Path):
    told: list[tuple[str, int, int]] = []
    write_study(report, tmp_path, views=("masses", "notan-local"), progress=lambda *step: told.append(step))
    assert told == [
        *(("views", done, 2) for done in range(3)),
        *(("page and files", done, 3) for done in range(4)),
    ]


def test_a_study_is_renewed_and_other_files_are_left_alone(bare_report: Report, tmp_path: Path):
    write_study(bare_report, tmp_path, views=("masses", "squint"))
    (tmp_path / "notes.txt").write_text("mine")
    write_study(bare_report, tmp_path, views=("masses",))
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["masses.png", "notes.txt", "report.html", "report.json"]


def other_picture(report: Report) -> Report:
    return replace(report, picture=replace(report.picture, sha256="f" * 64))


def test_the_study_of_another_picture_is_replaced_only_by_force(bare_report: Report, tmp_path: Path):
    write_study(bare_report, tmp_path, views=())
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(OutputError, match=r"another picture.*--force"):
        write_study(other_picture(bare_report), tmp_path, views=())
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    write_study(other_picture(bare_report), tmp_path, views=(), force=True)
    assert json.loads((tmp_path / "report.json").read_bytes())["picture"]["sha256"] == "f" * 64


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("name", ["report.json", "report.html", "masses.png", "Masses.PNG"])
def test_a_file_of_the_artist_is_never_replaced(bare_report: Report, tmp_path: Path, name: str, *, force: bool):
    (tmp_path / name).write_text("mine")
    with pytest.raises(OutputError, match=rf"'{name}'.*--out"):
        write_study(bare_report, tmp_path, views=("masses",), force=force)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "mine"


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("name", ["report.json", "report.html", "masses.png"])
def test_a_file_of_a_study_that_was_changed_is_never_replaced(
    bare_report: Report, tmp_path: Path, name: str, *, force: bool
):
    write_study(bare_report, tmp_path, views=("masses",))
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes() + b" ")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(OutputError, match=rf"'{name}'.*changed"):
        write_study(bare_report, tmp_path, views=("masses",), force=force)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_picture_is_never_written_over_by_whatever_link(bare_report: Report, tmp_path: Path):
    write_study(bare_report, tmp_path / "study", views=("masses",))
    own = tmp_path / "my picture.png"
    own.hardlink_to(tmp_path / "study" / "masses.png")
    with pytest.raises(OutputError, match="itself"):
        write_study(bare_report, tmp_path / "study", views=("masses",), inputs=identities([own]))


def test_a_view_that_is_studied_itself_does_not_go_with_its_study(bare_report: Report, tmp_path: Path):
    masses = write_study(bare_report, tmp_path / "study", views=("masses",))[-1]
    for force in (False, True):
        with pytest.raises(OutputError, match=r"'masses.png' itself"):
            write_study(bare_report, masses.parent, views=(), inputs=identities([masses]), force=force)
    assert masses.is_file()
    write_study(bare_report, masses.parent, views=())
    assert not masses.exists()


def test_two_writers_at_once_leave_one_whole_study(bare_report: Report, tmp_path: Path):
    with ThreadPoolExecutor(3) as pool:
        runs = [pool.submit(write_study, bare_report, tmp_path, views=("masses",)) for _ in range(3)]
        assert all(len(run.result()) == 3 for run in runs)
    study = read_study(tmp_path)
    assert study is not None
    assert all(study.still_holds(path) for path in tmp_path.iterdir())
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("text", ["none", "masses", " Masses.png , study", None])
def test_views_are_chosen_by_name(text: str | None):
    named = {"none": (), "masses": ("masses",), None: DRAWN}
    assert chosen_views(text) == named.get(text, ("study", "masses"))


@pytest.mark.parametrize("text", ["", ",", "mases", "masses,picture", "none,masses"])
def test_a_view_that_there_is_not_is_named_with_those_there_are(text: str):
    with pytest.raises(UsageError, match=r"study, .*masses, .*grid"):
        chosen_views(text)


def test_a_full_disk_leaves_what_was_there(bare_report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "notes.html").write_text("yesterday's")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="disk is full") as caught:
        write_study(bare_report, tmp_path, views=("masses",))
    assert str(tmp_path) not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.html"]
    assert (tmp_path / "notes.html").read_text() == "yesterday's"


def test_a_fault_of_our_own_leaves_nothing_half_written(
    bare_report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(write, "as_html", broken)
    with pytest.raises(RuntimeError):
        write_study(bare_report, tmp_path, views=("masses",))
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_an_output_error(bare_report: Report, tmp_path: Path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(OutputError, match="in the way"):
        write_study(bare_report, tmp_path / "taken", views=())
    with pytest.raises(OutputError, match="in the way"):
        write_study(bare_report, tmp_path / "taken" / "below", views=())
    (tmp_path / "study" / "report.html").mkdir(parents=True)
    with pytest.raises(OutputError, match=r"'report.html'.*move it away"):
        write_study(bare_report, tmp_path / "study", views=())
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    with pytest.raises(OutputError, match="in the way"):
        write_study(bare_report, tmp_path / "dangling", views=())
    assert [path.name for path in (tmp_path / "study").iterdir()] == ["report.html"]


def test_a_name_that_is_too_long_is_an_output_error(bare_report: Report, tmp_path: Path):
    with pytest.raises(OutputError, match="too long"):
        write_study(bare_report, tmp_path / ("x" * 300), views=())


def test_a_picture_of_one_pixel_gets_a_whole_study(make_report: Callable[..., Report], tmp_path: Path):
    one = make_report(np.full((1, 1, 3), 77, dtype=np.uint8), name="dot.png")
    written = write_study(replace(one, tips_reason="The picture is of one value."), tmp_path)
    assert all(path.stat().st_size for path in written)
