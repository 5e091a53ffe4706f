from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.files.killed import NOTES, OLD, RUNS, held, study, write

from art_assistant.files.lock import HeldError, locked
from art_assistant.files.placing import WORKSHOP, ChangedError, mend, place
from art_assistant.files.studies import read_study

NEW = study(masses=b"new masses", palette=b"new palette")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")
def test_a_kill_at_any_moment_leaves_the_old_study_or_the_new():
    script = Path(__file__).with_name("killed.py")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    kills = json.loads(done.stdout)
    assert kills.keys() == RUNS.keys()
    assert min(kills.values()) >= 10


def test_what_the_study_before_wrote_goes_and_what_others_wrote_stays(tmp_path: Path):
    write(tmp_path, OLD)
    (tmp_path / "notes.txt").write_bytes(NOTES["notes.txt"])
    (tmp_path / "squint.png").write_bytes(b"painted over")
    write(tmp_path, NEW)
    assert held(tmp_path) == {**NEW, **NOTES, "squint.png": b"painted over"}


@pytest.mark.parametrize("name", ["masses.png", "palette.png", "report.json"])
def test_a_file_that_is_not_as_it_was_written_is_never_replaced(tmp_path: Path, name: str):
    write(tmp_path, OLD)
    mine = OLD["report.json"].replace(b'"1.1"', b'"1.2"') if name == "report.json" else b"mine"
    (tmp_path / name).write_bytes(mine)
    before = held(tmp_path)
    with pytest.raises(ChangedError) as caught:
        write(tmp_path, NEW)
    assert caught.value.filename == name
    assert held(tmp_path) == before


def test_a_link_in_the_place_of_a_file_is_never_replaced(tmp_path: Path):
    write(tmp_path / "study", OLD)
    (tmp_path / "mine.png").write_bytes(OLD["masses.png"])
    (tmp_path / "study" / "masses.png").unlink()
    (tmp_path / "study" / "masses.png").symlink_to(tmp_path / "mine.png")
    with pytest.raises(ChangedError):
        write(tmp_path / "study", NEW)
    assert (tmp_path / "study" / "masses.png").is_symlink()


def test_a_report_that_lists_files_elsewhere_removes_none_of_them(tmp_path: Path):
    (tmp_path / "precious.txt").write_bytes(b"old masses")
    write(tmp_path / "study", OLD)
    report = tmp_path / "study" / "report.json"
    report.write_bytes(report.read_bytes().replace(b"masses.png", b"../precious.txt"))
    study = read_study(tmp_path / "study")
    assert study is not None
    assert set(study.files) == {"notan.png", "squint.png"}


def half_done(folder: Path, at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk refuse every rename from the one of that number on, as a program that holds a file open does."""
    left, replace = [at], Path.replace

    def refusing(self: Path, target: Path) -> Path:
        if WORKSHOP in str(target) or WORKSHOP in str(self):
            left[0] -= 1
            if left[0] == 0:
                raise OSError(errno.EACCES, "in use")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refusing)
    with pytest.raises(OSError, match="in use"):
        write(folder, NEW)
    monkeypatch.undo()


@pytest.mark.parametrize("at", range(1, 8))
def test_a_rename_that_is_refused_undoes_those_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int):
    write(tmp_path, OLD)
    half_done(tmp_path, at, monkeypatch)
    assert held(tmp_path) == OLD


def test_a_disk_that_fills_up_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        write(tmp_path / "deep" / "study", NEW)
    assert list(tmp_path.iterdir()) == []


def test_what_the_artist_did_after_a_stop_is_not_moved_over(tmp_path: Path):
    write(tmp_path, OLD)
    workshop = tmp_path / WORKSHOP
    (workshop / "new").mkdir(parents=True)
    (workshop / "old").mkdir()
    (workshop / "new" / "masses.png").write_bytes(b"new masses")
    plan = {"masses.png": [[10, "0" * 64], [10, "1" * 64]]}
    (workshop / "plan.json").write_text(json.dumps(plan))
    with pytest.raises(ChangedError):
        mend(tmp_path)
    assert (tmp_path / "masses.png").read_bytes() == OLD["masses.png"]
    assert (workshop / "new" / "masses.png").is_file()


@pytest.mark.parametrize("plan", ["", "[]", '{"../x": [null, null]}', '{"x": 3}'])
def test_a_plan_that_is_not_ours_is_not_carried_out(tmp_path: Path, plan: str):
    (tmp_path / WORKSHOP).mkdir()
    (tmp_path / WORKSHOP / "plan.json").write_text(plan)
    with pytest.raises(ChangedError):
        mend(tmp_path)


def test_a_linked_workshop_is_not_entered(tmp_path: Path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / ".draft.part").write_text("mine")
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / WORKSHOP).symlink_to(tmp_path / "mine")
    with pytest.raises(ChangedError):
        write(tmp_path / "study", NEW)
    assert (tmp_path / "mine" / ".draft.part").read_text() == "mine"


@pytest.mark.parametrize("part", ["new", "old"])
def test_a_link_inside_the_workshop_is_not_followed(tmp_path: Path, part: str):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "portrait.png").write_text("mine")
    (tmp_path / "study" / WORKSHOP).mkdir(parents=True)
    (tmp_path / "study" / WORKSHOP / part).symlink_to(tmp_path / "mine")
    with pytest.raises(ChangedError):
        write(tmp_path / "study", NEW)
    assert (tmp_path / "mine" / "portrait.png").read_text() == "mine"


@pytest.mark.skipif(os.name == "nt", reason="the system has no way to tell a link while it opens it")
def test_a_linked_lock_makes_nothing_elsewhere(tmp_path: Path):
    (tmp_path / "study" / WORKSHOP).mkdir(parents=True)
    (tmp_path / "study" / WORKSHOP / "lock").symlink_to(tmp_path / "made")
    with pytest.raises(OSError, match="levels of symbolic links"):
        write(tmp_path / "study", NEW)
    assert not (tmp_path / "made").exists()


def test_a_folder_that_cannot_be_made_leaves_none_of_those_above_it(tmp_path: Path):
    with pytest.raises(OSError, match="too long"):
        write(tmp_path / "a" / "b" / ("x" * 300), NEW)
    assert list(tmp_path.iterdir()) == []


def test_two_at_once_take_turns(tmp_path: Path):
    def second() -> None:
        with pytest.raises(HeldError), locked(tmp_path / WORKSHOP / "lock"):
            pass

    place(tmp_path, OLD, second)
    assert held(tmp_path) == OLD


def test_a_lock_is_taken_after_it_was_let_go(tmp_path: Path):
    for _ in range(2):
        with locked(tmp_path / "lock"):
            assert (tmp_path / "lock").exists()
    assert not (tmp_path / "lock").exists()
