from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from art_assistant.cli.sources import Source, find_pictures
from art_assistant.errors import UnreadableFileError
from art_assistant.files.studies import UNSEALED, StudyFiles, Writing, sealed
from art_assistant.files.walk import STUDIES
from art_assistant.imaging.limits import Limits


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def a_study(folder: Path) -> None:
    make(folder, "study.png", "masses.png")
    listed = StudyFiles({"study.png": Writing.of(b""), "masses.png": Writing.of(b"")}).as_dict()
    report = f'{{"schema": "1.1", "written": {listed}, "seal": "{UNSEALED}"}}'.replace("'", '"')
    (folder / "report.json").write_bytes(sealed(report.encode()))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def names_of(*names: str) -> list[str]:
    return [source.path.as_posix() if source.path else "-" for source in find_pictures(names).sources]


def test_folders_are_walked_in_order_and_what_is_left_out_is_counted(tmp_path: Path) -> None:
    make(tmp_path, "in/b.JPG", "in/a.png", "in/notes.txt", "in/.hidden.jpg", "in/deep/c.webp", "in/@eaDir/b.JPG")
    a_study(tmp_path / "in" / "a-study")
    make(tmp_path, "in/a-study/mine.jpg")
    found = find_pictures(["in"])
    paths = [source.path.relative_to("in").as_posix() for source in found.sources if source.path]
    assert paths == ["a.png", "b.JPG", "a-study/mine.jpg", "deep/c.webp"]
    assert sum(found.passed.values()) == 4
    assert found.passed[STUDIES] == 2
    assert not found.failed


@pytest.mark.parametrize(("name", "words"), [("empty", "no picture"), ("done", "own studies"), ("*.tif", "pattern")])
def test_a_name_that_stands_for_nothing_fails_alone(tmp_path: Path, name: str, words: str) -> None:
    make(tmp_path, "a.png", "empty/notes.txt")
    a_study(tmp_path / "done")
    found = find_pictures([name, "a.png"])
    assert [source.name for source in found.sources] == ["a.png"]
    assert [called for called, _ in found.failed] == [name]
    assert words in str(found.failed[0][1])


def test_a_pattern_is_expanded_where_the_shell_did_not(tmp_path: Path) -> None:
    make(tmp_path, "b.jpg", "a.jpg", "c.png", "deep/d.jpg")
    assert names_of("*.jpg") == ["a.jpg", "b.jpg"]
    assert names_of("**/*.jpg") == ["a.jpg", "b.jpg", "deep/d.jpg"]
    assert names_of(str(tmp_path / "?.png")) == [(tmp_path / "c.png").as_posix()]


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
def test_a_file_that_has_the_name_of_a_pattern_is_that_file(tmp_path: Path) -> None:
    make(tmp_path, "a.jpg", "[a].jpg", "*.jpg")
    assert names_of("[a].jpg", "*.jpg") == ["[a].jpg", "*.jpg"]


def test_a_picture_named_twice_is_studied_once(tmp_path: Path) -> None:
    make(tmp_path, "in/a.png", "b.png")
    (tmp_path / "link.png").symlink_to("b.png")
    found = find_pictures(["in/a.png", "in", "./in/a.png", "b.png", "link.png", "-", "-"])
    assert [source.name for source in found.sources] == ["a.png", "b.png", "picture"]
    assert found.repeats == 4


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and sockets lie among files only on POSIX")
def test_what_is_no_file_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("socket.jpg")
    (tmp_path / "loop.jpg").symlink_to("loop.jpg")
    (tmp_path / "gone.jpg").symlink_to("nowhere.jpg")
    found = find_pictures([str(tmp_path), "/dev/zero"])
    assert [source.name for source in found.sources] == ["gone.jpg", "loop.jpg", "pipe.jpg", "socket.jpg", "zero"]
    for source in found.sources:
        with pytest.raises(Exception, match=r"file|opened"):
            source.read(Limits())
    listener.close()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may list anything")
def test_a_folder_that_cannot_be_listed_is_a_failure(tmp_path: Path) -> None:
    make(tmp_path, "in/locked/a.png", "in/b.png")
    (tmp_path / "in" / "locked").chmod(0)
    found = find_pictures(["in"])
    (tmp_path / "in" / "locked").chmod(0o700)
    assert [source.name for source in found.sources] == ["b.png"]
    assert [(name, type(error)) for name, error in found.failed] == [("locked", UnreadableFileError)]


def test_the_standard_input_has_a_name_and_no_path() -> None:
    assert (Source().name, Source(Path("x/y.jpg")).name) == ("picture", "y.jpg")


def test_a_name_that_is_empty_or_too_long_fails_alone(tmp_path: Path) -> None:
    make(tmp_path, "a.png")
    found = find_pictures(["", "n" * 300 + ".jpg", "a.png"])
    assert [len(source.name) for source in found.sources] == [304, 5]
    assert [str(error) for _, error in found.failed] == ["A name is empty; name a picture or a folder."]
