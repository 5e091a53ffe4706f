from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from art_assistant.files import walk
from art_assistant.files.studies import StudyFiles
from art_assistant.files.walk import pictures_below


def put(path: Path, data: bytes = b"picture") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def names(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in pictures_below(folder).pictures]


def study(folder: Path, **files: bytes) -> None:
    listed = {f"{name}.png": {"bytes": len(d), "sha256": hashlib.sha256(d).hexdigest()} for name, d in files.items()}
    for name, data in files.items():
        put(folder / f"{name}.png", data)
    put(folder / "report.json", json.dumps({"schema": "1", "written": listed}).encode())


def test_every_ending_of_a_picture_is_read_and_no_other(tmp_path: Path):
    for name in ("a.JPG", "b.jfif", "c.jpe", "d.dng", "e.txt", "f.xmp", "jpg"):
        put(tmp_path / name)
    assert names(tmp_path) == ["a.JPG", "b.jfif", "c.jpe", "d.dng"]


def test_files_come_before_folders_in_name_order(tmp_path: Path):
    for name in ("z.png", "b/2/d.png", "b/c.png", "a/e.png"):
        put(tmp_path / name)
    assert names(tmp_path) == ["z.png", "a/e.png", "b/c.png", "b/2/d.png"]


def test_a_painters_own_folder_is_searched_whatever_its_name(tmp_path: Path):
    put(tmp_path / "hand-study" / "a.png")
    assert names(tmp_path) == ["hand-study/a.png"]


def test_only_what_a_study_wrote_is_left_out_and_counted(tmp_path: Path):
    study(tmp_path / "any name", masses=b"masses", sheet=b"sheet")
    put(tmp_path / "any name" / "own.png", b"the painter's own")
    put(tmp_path / "any name" / "masses.png", b"drawn over by hand, of another size")
    found = pictures_below(tmp_path)
    assert [path.name for path in found.pictures] == ["masses.png", "own.png"]
    assert found.passed == {walk.STUDIES: 1}


def test_a_study_of_an_earlier_release_is_known_by_its_three_files(tmp_path: Path):
    for name in ("report.json", "report.html", "study.png", "masses.png", "painting.jpg", "painting.png"):
        put(tmp_path / "p-study" / name, b"{}")
    assert names(tmp_path) == ["p-study/painting.jpg", "p-study/painting.png"]


def test_thumbnails_bins_and_hidden_files_are_left_out_and_counted(tmp_path: Path):
    for name in ("@eaDir/a.jpg/T.jpg", "#recycle/b.jpg", "$RECYCLE.BIN/c.jpg", ".Trash/d.jpg", "._e.jpg", "f.jpg"):
        put(tmp_path / name)
    found = pictures_below(tmp_path)
    assert [path.name for path in found.pictures] == ["f.jpg"]
    assert found.passed == {walk.SYSTEM: 3, walk.HIDDEN_FOLDERS: 1, walk.HIDDEN: 1}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="links need a right on Windows")
def test_linked_folders_are_counted_and_linked_files_are_pictures(tmp_path: Path):
    put(tmp_path / "a" / "p.png")
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "gone.png").symlink_to("/nowhere/gone.png")
    found = pictures_below(tmp_path)
    assert names(tmp_path) == ["gone.png", "a/p.png"]
    assert found.passed == {walk.LINKED: 1}


def test_a_folder_that_is_not_there_is_unlisted(tmp_path: Path):
    assert pictures_below(tmp_path / "none").unlisted == [tmp_path / "none"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_a_pipe_called_like_a_report_keeps_nobody_waiting(tmp_path: Path):
    put(tmp_path / "p.jpg")
    os.mkfifo(tmp_path / "report.json")
    code = "import sys, pathlib; from art_assistant.files.walk import pictures_below as below; "
    code += "print(len(below(pathlib.Path(sys.argv[1])).pictures))"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(["src", os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout) == (0, "1\n"), done.stderr
    assert not StudyFiles(seal="0" * 64).still_holds(tmp_path / "report.json")
