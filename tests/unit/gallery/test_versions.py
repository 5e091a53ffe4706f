from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.unit.gallery.conftest import DIMS, MakeGallery, make_works

from art_assistant.errors import GalleryCorruptError, GalleryNotFoundError, OutputError
from art_assistant.gallery.bundle import FILES, MANIFEST, read_manifest, roll_back, write_bundle
from art_assistant.gallery.make.write import write_gallery
from art_assistant.gallery.opened import open_folder
from art_assistant.gallery.versions import CURRENT, KEPT, VERSIONS, has_gallery, in_use, published, reading, versions_of


def write(folder: Path, count: int) -> None:
    rows = np.ones((count, sum(DIMS.values())), np.float16)
    write_gallery(folder, make_works(count), rows, encoder="fake@1", dims=DIMS, kind="flat")


def count(folder: Path) -> int:
    return len(open_folder(folder).works)


@pytest.fixture
def flat(tmp_path: Path) -> Path:
    """A gallery as earlier releases wrote it."""
    write(tmp_path / "made", 3)
    folder = tmp_path / "flat"
    shutil.copytree(in_use(tmp_path / "made"), folder)
    return folder


def test_a_version_is_never_changed_and_some_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "g"
    write(folder, 1)
    first = in_use(folder)
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in first.iterdir()}
    write(folder, 2)
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in first.iterdir()} == before
    for works in range(3, 8):
        write(folder, works)
    assert len(versions_of(folder)) == KEPT
    assert sorted(path.name for path in folder.iterdir()) == [CURRENT, VERSIONS]
    assert len(list((folder / VERSIONS).iterdir())) == KEPT
    assert count(folder) == 7


def test_a_flat_gallery_opens_and_is_carried_over_at_the_next_publish(flat: Path) -> None:
    assert (count(flat), in_use(flat), has_gallery(flat)) == (3, flat, True)
    write(flat, 4)
    assert sorted(path.name for path in flat.iterdir()) == [CURRENT, VERSIONS]
    assert count(flat) == 4
    roll_back(flat)
    assert count(flat) == 3


@pytest.mark.parametrize("stop_at", [CURRENT, FILES[0], MANIFEST])
def test_a_failed_publish_leaves_what_was_there(flat: Path, monkeypatch: pytest.MonkeyPatch, stop_at: str) -> None:
    def refuse(path: Path, data: bytes) -> None:
        if stop_at in str(path):
            raise OSError(28, "No space left on device")
        path.write_bytes(data)

    write(flat, 4)
    before = published(flat), versions_of(flat)
    monkeypatch.setattr("art_assistant.gallery.bundle.write_new", refuse)
    monkeypatch.setattr("art_assistant.gallery.versions.write_whole", refuse)
    with pytest.raises(OutputError, match="disk is full"):
        write_bundle(flat, {}, b"", [], np.zeros((0, 4), np.float16))
    assert (published(flat), versions_of(flat)) == before
    assert count(flat) == 4


def test_the_first_publish_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(13, "Permission denied")

    monkeypatch.setattr("art_assistant.gallery.bundle.write_new", refuse)
    with pytest.raises(OutputError):
        write(tmp_path / "g", 1)
    assert not list(tmp_path.iterdir())


def test_one_step_back_and_forth(tmp_path: Path) -> None:
    folder = tmp_path / "g"
    for works in (1, 2, 3):
        write(folder, works)
    roll_back(folder)
    assert count(folder) == 2
    roll_back(folder)
    assert count(folder) == 1
    with pytest.raises(GalleryNotFoundError, match="earlier"):
        roll_back(folder)
    roll_back(folder, forward=True)
    assert count(folder) == 2
    write(folder, 9)
    assert count(folder) == 9
    with pytest.raises(GalleryNotFoundError, match="later"):
        roll_back(folder, forward=True)


def test_a_damaged_version_is_not_gone_back_to(tmp_path: Path) -> None:
    folder = tmp_path / "g"
    write(folder, 1)
    (in_use(folder) / FILES[0]).write_bytes(b"damage")
    write(folder, 2)
    with pytest.raises(GalleryCorruptError):
        roll_back(folder)
    assert count(folder) == 2


@pytest.mark.parametrize("text", [b"", b"../../etc\n", b"000001-zzzzzzzzzzzz\n", b"\xff\xfe", b"000009-000000000000\n"])
def test_a_damaged_current_is_said_and_mended_by_the_next_publish(tmp_path: Path, text: bytes) -> None:
    folder = tmp_path / "g"
    write(folder, 1)
    (folder / CURRENT).write_bytes(text)
    with pytest.raises(GalleryCorruptError):
        open_folder(folder)
    write(folder, 2)
    assert count(folder) == 2


def test_a_reader_whose_version_went_away_reads_the_new_one(tmp_path: Path) -> None:
    folder, seen = tmp_path / "g", []
    write(folder, 1)

    def read(place: Path) -> int:
        seen.append(place)
        if len(seen) == 1:
            write(folder, 2)
            shutil.rmtree(place)
        return int(read_manifest(place)["n"])

    assert reading(folder, read) == 2
    assert len(set(seen)) == 2


def test_what_is_published_is_told_apart(tmp_path: Path, flat: Path) -> None:
    assert published(tmp_path / "none") is None
    before = published(flat)
    assert before == published(flat)
    write(flat, 4)
    assert published(flat) != before


def test_a_gallery_that_an_earlier_release_had_moved_aside_comes_back(flat: Path) -> None:
    flat.rename(flat.with_name(f".{flat.name}.old"))
    assert count(flat) == 3


def test_readers_at_work_never_fail(tmp_path: Path, make_gallery: MakeGallery) -> None:
    make_gallery(2, "g")
    folder, stop = tmp_path / "g", tmp_path / "stop"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(["src", ".", os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-m", "tests.unit.gallery.readers", str(folder), str(stop)]
    readers = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    try:
        assert [reader.stdout.readline() for reader in readers if reader.stdout] == ["reading\n"] * 3
        for n in range(60):
            write(folder, 1 + n % 4)
    finally:
        stop.touch()
    told = [json.loads(reader.communicate(timeout=60)[0]) for reader in readers]
    assert [(one["failures"], one["first"]) for one in told] == [(0, [])] * 3
    assert all(one["reads"] for one in told)
