"""The file of projects: what was kept is there, whatever stops it; what was deleted is gone."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest
from tests.museum.line.killed import in_a_child
from tests.unit.practice.conftest import REFERENCE, comparison, painting

from art_assistant.errors import ProjectError, ProjectNotFoundError
from art_assistant.files.database import open_base
from art_assistant.practice.meant import Meant
from art_assistant.practice.projects import FILE, Original, Projects, home_of
from art_assistant.practice.tables import STEPS, bring_up_to_date
from art_assistant.settings import Settings

DAY = date(2026, 3, 1)


def begun(settings: Settings, attempts: int = 0) -> None:
    with Projects.open(settings) as projects:
        projects.new("Vase", REFERENCE, DAY)
        for number in range(1, attempts + 1):
            projects.add("Vase", painting(number), comparison(1.0 / number), DAY)


def test_what_was_kept_is_there_again(settings: Settings) -> None:
    begun(settings)
    with Projects.open(settings) as projects:
        assert projects.add("vase ", painting(1), comparison(1.0), date(2026, 3, 3), "less water") == 1
        assert projects.add("VASE", painting(2), comparison(0.5), date(2026, 3, 2)) == 2
    with Projects.open(settings) as projects:
        project = projects.project("vase")
        assert (project.name, project.made, project.picture, project.sha256) == (
            "Vase",
            DAY,
            "vase.JPG",
            REFERENCE.sha256,
        )
        later = project.attempts[1]
        assert [attempt.number for attempt in project.attempts] == [2, 1]
        assert (later.day, later.note, later.picture, later.sha256) == (
            date(2026, 3, 3),
            "less water",
            "try 1.png",
            painting(1).sha256,
        )
        assert later.comparison == comparison(1.0)
        assert projects.reference("Vase") == REFERENCE
        assert projects.painting("Vase", 2) == painting(2)


def test_projects_are_listed_by_name_and_one_is_there_once(settings: Settings) -> None:
    with Projects.open(settings) as projects:
        for name in ("pears", "Apples", "Öl"):
            projects.new(name, REFERENCE, DAY)
        assert projects.names() == ("Apples", "pears", "Öl")
        with pytest.raises(ProjectError, match="already a project 'ÖL'"):
            projects.new("ÖL", REFERENCE, DAY)
        assert len(projects.names()) == 3


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\nb", "a\x1b[2Jb"])
def test_a_name_that_is_none_is_refused(name: str, settings: Settings) -> None:
    with Projects.open(settings) as projects, pytest.raises(ProjectError, match="1 to 80 visible signs"):
        projects.new(name, REFERENCE, DAY)


def test_the_same_picture_twice_and_a_long_note_are_refused(settings: Settings) -> None:
    begun(settings, attempts=2)
    with Projects.open(settings) as projects:
        with pytest.raises(ProjectError, match="as attempt 2"):
            projects.add("Vase", painting(2), comparison(0.1), DAY)
        with pytest.raises(ProjectError, match="at most 500"):
            projects.add("Vase", painting(3), comparison(0.1), DAY, "x" * 501)
        with pytest.raises(ValueError, match="Out of range float"):
            projects.add("Vase", painting(3), comparison(float("nan")), DAY)
        assert len(projects.project("Vase").attempts) == 2


def test_what_is_not_there_is_said(settings: Settings) -> None:
    begun(settings)
    with Projects.open(settings) as projects:
        for ask in (projects.project, projects.reference, projects.delete):
            with pytest.raises(ProjectNotFoundError, match="no project 'Pears'"):
                ask("Pears")
        for ask_for in (projects.painting, projects.remove):
            with pytest.raises(ProjectNotFoundError, match="no attempt 7"):
                ask_for("Vase", 7)


def test_an_attempt_and_a_project_go_with_every_byte_of_theirs(settings: Settings) -> None:
    begun(settings, attempts=2)
    with Projects.open(settings) as projects:
        projects.new("Pears", Original("pears.jpg", b"what stays"), DAY)
        projects.remove("Vase", 1)
        assert [attempt.number for attempt in projects.project("Vase").attempts] == [2]
    on_disk = b"".join(path.read_bytes() for path in home_of(settings).iterdir())
    assert painting(1).data not in on_disk
    assert painting(2).data in on_disk
    with Projects.open(settings) as projects:
        projects.delete("Vase")
        assert projects.names() == ("Pears",)
    on_disk = b"".join(path.read_bytes() for path in home_of(settings).iterdir())
    assert b"what stays" in on_disk
    assert not any(gone in on_disk for gone in (REFERENCE.data, painting(2).data, b"try 2.png"))


def test_two_at_once_are_told_to_wait(settings: Settings) -> None:
    begun(settings)
    with (
        patch("art_assistant.files.database._PATIENCE_S", 0.01),
        Projects.open(settings),
        pytest.raises(ProjectError, match="wait until it is done"),
    ):
        Projects.open(settings)


def test_a_damaged_file_is_left_as_it_is(settings: Settings) -> None:
    begun(settings)
    file = home_of(settings) / FILE
    file.write_bytes(b"not a base at all" * 400)
    with pytest.raises(ProjectError, match="is damaged and was left as it is"):
        Projects.open(settings)
    assert file.read_bytes() == b"not a base at all" * 400


def test_a_file_that_was_copied_in_part_is_damaged(settings: Settings) -> None:
    begun(settings, attempts=2)
    file = home_of(settings) / FILE
    file.write_bytes(file.read_bytes()[:-4096])
    with pytest.raises(ProjectError, match="is damaged"):
        Projects.open(settings)


def test_a_picture_in_which_a_byte_changed_is_not_handed_out(settings: Settings) -> None:
    begun(settings, attempts=2)
    file = home_of(settings) / FILE
    file.write_bytes(file.read_bytes().replace(painting(2).data, painting(2).data[:-1] + b"?"))
    with Projects.open(settings) as projects:
        assert projects.painting("Vase", 1) == painting(1)
        with pytest.raises(ProjectError, match="is damaged"):
            projects.painting("Vase", 2)


def test_all_of_the_file_is_looked_through_only_after_a_stop(settings: Settings, tmp_path: Path) -> None:
    begun(settings)

    def checked() -> int:
        with patch("art_assistant.files.database._check") as check, Projects.open(settings):
            return check.call_count

    assert checked() == 0
    with Projects.open(settings) as projects:
        projects.new("Pears", Original("pears.jpg", b"pears"), DAY)
        # What lies on the disk now is what a kill would leave.
        for path in home_of(settings).iterdir():
            tmp_path.joinpath(path.name).write_bytes(path.read_bytes())
    for path in tmp_path.glob(f"{FILE}*"):
        home_of(settings).joinpath(path.name).write_bytes(path.read_bytes())
    assert checked() == 1
    assert checked() == 0


def test_a_place_that_is_none_is_said(settings: Settings) -> None:
    home_of(settings).parent.mkdir()
    home_of(settings).write_text("a file in the way")
    with pytest.raises(ProjectError, match="ART_PROJECTS_HOME"):
        Projects.open(settings)


@pytest.mark.parametrize("version", range(1, len(STEPS) + 1))
def test_a_file_of_any_earlier_release_is_brought_up_to_date(version: int, settings: Settings) -> None:
    home_of(settings).mkdir(parents=True)
    with closing(sqlite3.connect(home_of(settings) / FILE)) as base, base:
        bring_up_to_date(base, STEPS[:version])
        base.execute("INSERT INTO projects VALUES (1, 'Old', 'old', '2026-01-01', 'a.jpg', 'x', x'00')")
        row = "INSERT INTO attempts (id, project, number, day, picture, sha256, comparison, data) VALUES "
        base.execute(row + "(1, 1, 1, '2026-01-02', 'b.jpg', ?, '{}', x'01')", (Original("b.jpg", b"\x01").sha256,))
    with Projects.open(settings) as projects:
        old = projects.project("Old")
        assert (old.attempts[0].note, old.attempts[0].day) == ("", date(2026, 1, 2))
        assert (old.attempts[0].errors, old.intended) == (None, ())
        assert projects.painting("Old", 1).data == b"\x01"
        assert projects.add("Old", painting(1), {}, DAY, "new", errors=b"map") == 2
        projects.intend("Old", [Meant("edges")])
    with Projects.open(settings) as projects:
        now = projects.project("Old")
        assert [attempt.errors for attempt in now.attempts] == [None, b"map"]
        assert now.intended == (Meant("edges"),)


def test_a_step_that_was_released_stays() -> None:
    """The first steps are in files of artists by now: only new ones may be added."""
    digests = [hashlib.sha256(" ".join(step.split()).encode()).hexdigest()[:12] for step in STEPS]
    assert digests == ["f37c83c750cf", "ea5a30688734", "1ae68a3940ab"]


def test_what_is_meant_is_remembered_until_it_is_to_be_told_again(settings: Settings) -> None:
    begun(settings, attempts=1)
    with Projects.open(settings) as projects:
        projects.intend("vase", [Meant("value-left", {"id": "value-left"}), Meant("edges")])
        projects.intend("Vase", [Meant("edges", {"id": "edges"})])
    with Projects.open(settings) as projects:
        meant = projects.project("Vase").intended
        assert {one.difference: dict(one.told) for one in meant} == {
            "value-left": {"id": "value-left"},
            "edges": {"id": "edges"},
        }
        projects.tell_again("Vase", "edges")
        assert [one.difference for one in projects.project("Vase").intended] == ["value-left"]
        with pytest.raises(ProjectError, match="'edges' is not among what is meant"):
            projects.tell_again("Vase", "edges")
        with pytest.raises(ProjectNotFoundError):
            projects.intend("Pears", [Meant("edges")])
        projects.delete("Vase")
        projects.new("Vase", REFERENCE, DAY)
        assert projects.project("Vase").intended == ()


def test_a_step_that_fails_leaves_the_file_as_it_was(settings: Settings) -> None:
    begun(settings, attempts=1)
    later = (*STEPS, "CREATE TABLE more (id INTEGER); ALTER TABLE none ADD COLUMN x TEXT")
    with pytest.raises(sqlite3.OperationalError):
        open_base(home_of(settings) / FILE, lambda base: bring_up_to_date(base, later))
    with Projects.open(settings) as projects:
        assert len(projects.project("Vase").attempts) == 1


def test_a_file_of_a_later_release_is_not_touched(settings: Settings) -> None:
    begun(settings)
    file = home_of(settings) / FILE
    with closing(sqlite3.connect(file)) as base, base:
        base.execute("PRAGMA user_version = 99")
    before = file.read_bytes()
    with pytest.raises(ProjectError, match="later release"):
        Projects.open(settings)
    assert file.read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")
def test_a_kill_at_any_statement_loses_nothing_that_was_kept(settings: Settings, tmp_path: Path) -> None:
    """Three attempts are added and one is removed; killed before statement 1, 2, 3 ... the file holds a whole state."""
    begun(settings, attempts=1)
    kept = {FILE: (home_of(settings) / FILE).read_bytes()}
    seen = set()
    for number in range(1, 40):
        for path in home_of(settings).iterdir():
            path.unlink()
        for name, data in kept.items():
            (home_of(settings) / name).write_bytes(data)
        said = tmp_path / "said"
        said.write_text("1")
        ended = in_a_child(lambda number=number, said=said: _work(settings, said, number))  # type: ignore[misc]
        with Projects.open(settings) as projects:
            now = [attempt.number for attempt in projects.project("Vase").attempts]
            assert all(projects.painting("Vase", n) == painting(n) for n in now)
            meant = [one.difference for one in projects.project("Vase").intended]
        told = [int(n) for n in said.read_text().split()]
        # What was said to be kept is kept; what was under way is there whole or not at all.
        assert now in (told, [*told, max(told) + 1], told[1:]), number
        assert meant == ["edges"] if told == [2, 3, 4] else meant in ([], ["edges"]), number
        seen.add(tuple(now))
        if not ended:
            break
    assert number >= 20, number
    assert seen == {(1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), (2, 3, 4)}


def _work(settings: Settings, said: Path, number: int) -> None:
    left = [number]

    def count(_statement: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    with Projects.open(settings) as projects:
        projects._base.set_trace_callback(count)
        for attempt in (2, 3, 4):
            projects.add("Vase", painting(attempt), comparison(0.5), DAY, errors=bytes(50_000))
            said.write_text(" ".join(map(str, range(1, attempt + 1))))
        projects.intend("Vase", [Meant("edges")])
        projects.remove("Vase", 1)
        said.write_text("2 3 4")


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")
def test_a_kill_in_the_middle_of_writing_loses_nothing_that_was_kept(settings: Settings, tmp_path: Path) -> None:
    """Photographs of two megabytes are added until the process is killed, at twenty moments unknown to it."""
    large = [Original(f"{n}.jpg", bytes([n]) * 2_000_000) for n in range(1, 60)]
    begun(settings)
    said = tmp_path / "said"
    for number in range(20):
        home_of(settings).joinpath(FILE).unlink()
        begun(settings)
        said.write_text("")
        child = os.fork()
        if child == 0:
            _add_all(settings, large, said)
        time.sleep(0.005 + 0.017 * number)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with Projects.open(settings) as projects:
            now = [attempt.number for attempt in projects.project("Vase").attempts]
            assert all(projects.painting("Vase", n) == large[n - 1] for n in now)
        told = said.read_text().split()
        assert len(now) in {len(told), len(told) + 1}, number
    assert told, "the last kills come after something was kept"


def _add_all(settings: Settings, large: list[Original], said: Path) -> None:
    try:
        for one in large:
            with Projects.open(settings) as projects:
                number = projects.add("Vase", one, comparison(0.5), DAY)
            with said.open("a") as told:
                told.write(f"{number} ")
    finally:
        os._exit(0)
