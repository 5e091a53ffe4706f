from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.unit.gallery.conftest import FakeEncoder, MakeGallery, picture_bytes

from art_assistant.errors import GalleryError, GalleryNotFoundError, PictureNotFoundError
from art_assistant.gallery.make.build import add_pictures, build_gallery, remove_works
from art_assistant.gallery.make.journal import Journal
from art_assistant.gallery.make.measuring import Tools
from art_assistant.gallery.opened import open_folder
from art_assistant.gallery.places import journal_of
from art_assistant.gallery.versions import has_gallery, in_use, published


@pytest.fixture
def source(tmp_path: Path):
    folder = tmp_path / "pictures"
    (folder / "sketches" / "2024").mkdir(parents=True)
    for i, name in enumerate(("a.png", "b.PNG", "sketches/c.png", "sketches/2024/d.png")):
        (folder / name).write_bytes(picture_bytes(i))
    return folder


@pytest.fixture
def folder(tmp_path: Path):
    return tmp_path / "home" / "mine"


def paths(folder: Path):
    return sorted(work.path for work in open_folder(folder).works)


def test_a_folder_is_indexed_through_all_its_folders(folder: Path, source: Path, tools: Tools):
    (source / ".hidden.png").write_bytes(picture_bytes(9))
    (source / "notes.txt").write_text("no picture")
    built = build_gallery(folder, source, tools)
    assert (built.works, built.measured) == (4, 4)
    assert paths(folder) == ["a.png", "b.PNG", "sketches/2024/d.png", "sketches/c.png"]
    work = open_folder(folder).works[0]
    assert (work.title, work.artist, work.rights) == ("a", None, None)
    assert len(work.palette) >= 1
    assert len(work.sha256) == 64


def test_unchanged_files_are_not_even_opened(folder: Path, source: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch):
    build_gallery(folder, source, tools)
    before = tools.backbone.passes, published(folder)

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("art_assistant.gallery.make.measuring.read_file", never)
    built = build_gallery(folder, source, tools)
    assert (built.unchanged, built.measured) == (4, 0)
    assert (tools.backbone.passes, published(folder)) == before


def test_a_renamed_file_is_known_by_its_content(folder: Path, source: Path, tools: Tools):
    build_gallery(folder, source, tools)
    (source / "a.png").rename(source / "sketches" / "renamed.png")
    built = build_gallery(folder, source, tools)
    assert (built.recognised, built.measured, built.left) == (1, 0, 0)
    assert tools.backbone.passes == 4
    assert "sketches/renamed.png" in paths(folder)
    assert "a.png" not in paths(folder)


def test_changed_files_are_measured_and_deleted_ones_leave(folder: Path, source: Path, tools: Tools):
    build_gallery(folder, source, tools)
    (source / "a.png").write_bytes(picture_bytes(77))
    (source / "b.PNG").unlink()
    built = build_gallery(folder, source, tools)
    assert (built.works, built.measured, built.left) == (3, 1, 2)
    assert paths(folder) == ["a.png", "sketches/2024/d.png", "sketches/c.png"]


def test_bad_files_are_listed_with_reasons_and_stop_nothing(folder: Path, source: Path, tools: Tools):
    (source / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 not a picture")
    (source / "empty.png").write_bytes(b"")
    (source / "text.png").write_text("hello")
    for _ in range(2):
        built = build_gallery(folder, source, tools)
        assert built.works == 4
        assert [path for path, _ in built.failed] == ["broken.jpg", "empty.png", "text.png"]
        assert all(reason.endswith(".") and str(source) not in reason for _, reason in built.failed)


def test_the_same_picture_twice_is_one_work(folder: Path, source: Path, tools: Tools):
    shutil.copy(source / "a.png", source / "z-copy.png")
    built = build_gallery(folder, source, tools)
    assert built.works == 4
    assert built.twins == ("z-copy.png",)


def test_copies_are_measured_once_however_many_there_are(folder: Path, source: Path, tools: Tools):
    for number in range(12):
        shutil.copy(source / "a.png", source / f"copy-{number}.png")
    built = build_gallery(folder, source, replace(tools, workers=4))
    assert (built.works, built.measured, built.recognised) == (4, 4, 12)
    assert tools.backbone.passes == 4


def test_a_copy_of_what_cannot_be_measured_fails_like_it(folder: Path, source: Path, tools: Tools):
    (source / "bad.png").write_bytes(picture_bytes(99)[:200])
    shutil.copy(source / "bad.png", source / "bad-too.png")
    built = build_gallery(folder, source, replace(tools, workers=4))
    assert [name for name, _ in built.failed] == ["bad-too.png", "bad.png"]
    assert len({reason for _, reason in built.failed}) == 1


def test_facts_come_from_a_table(folder: Path, source: Path, tools: Tools):
    facts = {"a.png": {"title": "Sunflowers", "artist": "Me", "date": "1999"}}
    build_gallery(folder, source, tools, facts=facts)
    work = open_folder(folder).works[0]
    assert (work.title, work.artist, work.century) == ("Sunflowers", "Me", 20)


def test_removed_works_stay_out_until_they_are_added(folder: Path, source: Path, tools: Tools):
    build_gallery(folder, source, tools)
    identifier = open_folder(folder).works[0].id
    assert remove_works(folder, [identifier], tools).works == 3
    assert build_gallery(folder, source, tools).works == 3
    assert add_pictures(folder, [source / "a.png"], tools).works == 4
    with pytest.raises(GalleryNotFoundError):
        remove_works(folder, ["nothing"], tools)


def test_pictures_can_be_added_from_anywhere(folder: Path, source: Path, tools: Tools, tmp_path: Path):
    build_gallery(folder, source, tools)
    (tmp_path / "far.png").write_bytes(picture_bytes(50))
    assert add_pictures(folder, [tmp_path / "far.png"], tools).works == 5
    assert build_gallery(folder, source, tools).works == 5
    with pytest.raises(PictureNotFoundError):
        add_pictures(folder, [tmp_path / "none.png"], tools)


def test_another_encoder_makes_only_the_vectors_again(folder: Path, source: Path, tools: Tools):
    build_gallery(folder, source, tools)

    class Other(FakeEncoder):
        identity = "fake@2"

    def never(*_: object) -> None:
        raise AssertionError

    built = build_gallery(folder, source, replace(tools, encoder_for=lambda _: Other(), measure=never))
    assert built.measured == 4
    assert open_folder(folder).manifest["encoder"] == "fake@2"
    assert open_folder(folder).works[0].measures


def test_a_name_is_not_taken_over_by_another_folder(folder: Path, source: Path, tools: Tools, tmp_path: Path):
    build_gallery(folder, source, tools)
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "other.png").write_bytes(picture_bytes(60))
    with pytest.raises(GalleryError, match="another folder"):
        build_gallery(folder, tmp_path / "else", tools)
    with pytest.raises(PictureNotFoundError):
        build_gallery(folder, tmp_path / "none", tools)


def test_two_builds_at_once_are_refused(folder: Path, source: Path, tools: Tools):
    with Journal(journal_of(folder)) as journal:
        journal.remember("held", "yes")
        with pytest.raises(GalleryError, match="another process"):
            build_gallery(folder, source, tools)


@pytest.mark.parametrize("name", ["manifest.json", "index.faiss", "artworks.jsonl", "features.npy"])
def test_building_again_mends_a_damaged_gallery(folder: Path, source: Path, tools: Tools, name: str) -> None:
    build_gallery(folder, source, tools)
    damaged = in_use(folder) / name
    damaged.write_bytes(damaged.read_bytes()[:-1])
    assert build_gallery(folder, source, tools).measured == 0
    assert len(open_folder(folder).works) == 4


def test_a_gallery_that_was_imported_keeps_its_works(
    folder: Path, source: Path, tools: Tools, make_gallery: MakeGallery, tmp_path: Path
) -> None:
    make_gallery(5)
    for change in (
        lambda: build_gallery(tmp_path / "test", source, tools),
        lambda: add_pictures(tmp_path / "test", [source / "a.png"], tools),
        lambda: remove_works(tmp_path / "test", ["w1"], tools),
    ):
        with pytest.raises(GalleryError, match="imported"):
            change()
    assert len(open_folder(tmp_path / "test").works) == 5
    assert not journal_of(folder).exists()


KILLED = """
    import sys, time
    from pathlib import Path
    from tests.unit.gallery.conftest import FakeBackbone, FakeEncoder
    from art_assistant.gallery.make.build import build_gallery
    from art_assistant.gallery.make.measuring import Tools

    class Slow(FakeBackbone):
        def run(self, model_input):
            time.sleep(0.05)
            return super().run(model_input)

    tools = Tools(encoder_for=lambda _: FakeEncoder(), backbone=Slow(), measure=lambda *_: {}, workers=1)
    build_gallery(Path(sys.argv[1]), Path(sys.argv[2]), tools)
"""


@pytest.mark.slow
def test_a_killed_build_goes_on_where_it_was(folder: Path, source: Path, tools: Tools):
    for i in range(60):
        (source / f"n{i:02d}.png").write_bytes(picture_bytes(100 + i))
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(["src", "."])}
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(folder), str(source)]
    process = subprocess.Popen(command, env=environment)
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline and not _journalled(folder):
        time.sleep(0.05)
    process.kill()
    process.wait()
    assert not has_gallery(folder)
    built = build_gallery(folder, source, tools)
    assert built.works == 64
    assert 0 < built.unchanged < 64
    assert built.measured == tools.backbone.passes == 64 - built.unchanged
    assert np.isfinite(open_folder(folder).features.astype(np.float32)).all()


def _journalled(folder: Path) -> bool:
    """Whether some pictures are in the journal's log; it is held exclusively, so only its size can be seen."""
    log = journal_of(folder).with_name(journal_of(folder).name + "-wal")
    return log.exists() and log.stat().st_size > 200_000
