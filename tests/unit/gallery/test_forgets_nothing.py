from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.gallery.conftest import FakeEncoder, picture_bytes

from art_assistant.errors import GalleryError, GalleryNotFoundError, InputError, OutputError, PictureNotFoundError
from art_assistant.files import walk
from art_assistant.gallery.make import measuring, members
from art_assistant.gallery.make.build import add_pictures, build_gallery, remove_works
from art_assistant.gallery.make.journal import Journal
from art_assistant.gallery.make.measuring import Tools
from art_assistant.gallery.opened import open_folder
from art_assistant.gallery.places import journal_of
from art_assistant.imaging.limits import Limits

pytestmark = pytest.mark.slow

NAMES = ("a.png", "b.png", "sub/c.png", "sub/deep/d.png")
posix = pytest.mark.skipif(os.name == "nt", reason="names, links and pipes of POSIX")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    for i, name in enumerate(NAMES):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(picture_bytes(i))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "mine"


def paths(folder: Path) -> list[str]:
    return [str(work.path) for work in open_folder(folder).works]


def titles(folder: Path) -> dict[str, str]:
    return {str(work.path): str(work.title) for work in open_folder(folder).works}


def empty(source: Path) -> None:
    shutil.rmtree(source)
    source.mkdir()


@pytest.mark.parametrize("lose", [shutil.rmtree, empty])
def test_a_build_without_a_source_changes_nothing(
    folder: Path, source: Path, tools: Tools, lose: Callable[[Path], None]
) -> None:
    build_gallery(folder, source, tools)
    lose(source)
    for forget in (False, True):
        with pytest.raises(PictureNotFoundError) as refused:
            build_gallery(folder, source, tools, forget=forget)
        assert refused.value.exit_status == 2
    assert paths(folder) == list(NAMES)


def test_an_empty_source_makes_no_gallery_and_takes_no_name(folder: Path, tmp_path: Path, tools: Tools) -> None:
    (tmp_path / "nothing").mkdir()
    with pytest.raises(PictureNotFoundError):
        build_gallery(folder, tmp_path / "nothing", tools)
    assert not folder.parent.exists()


@pytest.mark.parametrize("lose", [shutil.rmtree, empty])
def test_add_and_remove_keep_what_is_away_and_say_so(
    folder: Path, source: Path, tools: Tools, tmp_path: Path, lose: Callable[[Path], None]
) -> None:
    build_gallery(folder, source, tools)
    lose(source)
    (tmp_path / "new.png").write_bytes(picture_bytes(9))
    added = add_pictures(folder, [tmp_path / "new.png"], tools)
    assert (added.works, added.kept, added.left) == (5, {members.AWAY: 4}, 0)
    removed = remove_works(folder, ["b.png"], tools)
    assert (removed.works, removed.kept) == (4, {members.AWAY: 3})


@pytest.mark.parametrize("lose", [shutil.rmtree, empty])
def test_a_folder_that_vanished_or_emptied_is_kept_until_it_may_be_forgotten(
    folder: Path, source: Path, tools: Tools, lose: Callable[[Path], None]
) -> None:
    build_gallery(folder, source, tools)
    lose(source / "sub")
    built = build_gallery(folder, source, tools)
    assert (built.works, built.kept) == (4, {members.EMPTY: 2})
    assert build_gallery(folder, source, tools, forget=True).left == 2
    assert paths(folder) == ["a.png", "b.png"]


def test_a_folder_that_the_system_does_not_list_is_kept_even_then(
    folder: Path, source: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_gallery(folder, source, tools)
    listed = os.scandir

    def refused(path: os.PathLike[str]) -> object:
        if Path(path).name == "sub":
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", refused)
    built = build_gallery(folder, source, tools, forget=True)
    assert (built.works, built.kept, built.unlisted) == (4, {members.UNLISTED: 2}, ("sub",))


def test_a_large_loss_is_not_believed_and_a_small_one_is(folder: Path, source: Path, tools: Tools) -> None:
    for i in range(6):
        (source / f"n{i}.png").write_bytes(picture_bytes(20 + i))
    build_gallery(folder, source, tools)
    for i in range(6):
        (source / f"n{i}.png").unlink()
    assert build_gallery(folder, source, tools).kept == {members.MANY: 6}
    for i in range(2):
        (source / f"n{i}.png").write_bytes(picture_bytes(20 + i))
    assert build_gallery(folder, source, tools).left == 4


def test_many_files_that_were_only_renamed_are_no_loss(folder: Path, source: Path, tools: Tools) -> None:
    for i in range(6):
        (source / f"n{i}.png").write_bytes(picture_bytes(20 + i))
    build_gallery(folder, source, tools)
    for i in range(6):
        (source / f"n{i}.png").rename(source / f"m{i}.png")
    built = build_gallery(folder, source, tools)
    assert (built.works, built.recognised, built.kept, built.left) == (10, 6, {}, 0)


def test_files_that_were_added_from_a_stick_stay_while_it_is_away(
    folder: Path, source: Path, tools: Tools, tmp_path: Path
) -> None:
    build_gallery(folder, source, tools)
    stick = tmp_path / "stick" / "far.png"
    stick.parent.mkdir()
    stick.write_bytes(picture_bytes(50))
    add_pictures(folder, [stick], tools)
    stick.unlink()
    built = build_gallery(folder, source, tools)
    assert (built.works, built.kept) == (5, {members.ADDED: 1})


def test_a_moved_source_is_claimed_again_and_another_folder_is_not(
    folder: Path, source: Path, tools: Tools, tmp_path: Path
) -> None:
    build_gallery(folder, source, tools)
    source.rename(tmp_path / "moved")
    built = build_gallery(folder, tmp_path / "moved", tools)
    assert (built.works, built.measured, built.unchanged) == (4, 0, 4)
    (tmp_path / "moved").rename(tmp_path / "away")
    other = tmp_path / "other"
    other.mkdir()
    (other / "x.png").write_bytes(picture_bytes(70))
    with pytest.raises(GalleryError, match="which is away"):
        build_gallery(folder, other, tools)
    assert paths(folder) == list(NAMES)


def test_a_file_that_fails_today_keeps_its_work(folder: Path, source: Path, tools: Tools) -> None:
    build_gallery(folder, source, tools, facts={"a.png": {"title": "Sun"}})
    whole = (source / "a.png").read_bytes()
    (source / "a.png").write_bytes(whole[:200])
    built = build_gallery(folder, source, tools)
    assert (built.works, [name for name, _ in built.failed]) == (4, ["a.png"])
    assert titles(folder)["a.png"] == "Sun"
    (source / "a.png").write_bytes(whole)
    assert (build_gallery(folder, source, tools).failed, titles(folder)["a.png"]) == ((), "Sun")


def test_another_encoder_waits_for_pictures_that_are_away(folder: Path, source: Path, tools: Tools) -> None:
    build_gallery(folder, source, tools)
    shutil.move(source / "sub", source.parent / "sub")

    class Other(FakeEncoder):
        identity = "fake@2"

    newer = replace(tools, encoder_for=lambda _: Other())
    built = build_gallery(folder, source, newer)
    assert (built.works, built.waiting) == (2, 2)
    shutil.move(source.parent / "sub", source / "sub")
    assert build_gallery(folder, source, newer).works == 4


def test_failures_are_tried_again_when_a_limit_is_raised(folder: Path, source: Path, tools: Tools) -> None:
    tight = replace(tools, limits=Limits(max_pixels=100))
    assert len(build_gallery(folder, source, tight).failed) == 4
    assert build_gallery(folder, source, tight).unchanged == 4
    assert build_gallery(folder, source, tight, force=True).unchanged == 0
    assert build_gallery(folder, source, tools).works == 4


def test_failures_are_tried_again_when_an_extra_comes(
    folder: Path, source: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    (source / "bad.png").write_bytes(b"no picture at all")
    assert build_gallery(folder, source, tools).failed
    assert build_gallery(folder, source, tools).unchanged == 5
    monkeypatch.setattr(measuring, "_EXTRAS", ("an_extra", "json"))
    assert build_gallery(folder, source, tools).unchanged == 4


@posix
def test_odd_files_stop_nothing_and_are_tried_again(folder: Path, source: Path, tools: Tools) -> None:
    (source / "broken.jpg").symlink_to("/nowhere/x.jpg")
    (source / "loop.jpg").symlink_to("loop.jpg")
    os.mkfifo(source / "pipe.jpg")
    for _ in range(2):
        built = build_gallery(folder, source, tools)
        assert (built.works, [name for name, _ in built.failed]) == (4, ["broken.jpg", "loop.jpg", "pipe.jpg"])
        assert built.unchanged <= 4
    (source / "broken.jpg").unlink()
    (source / "broken.jpg").write_bytes(picture_bytes(40))
    assert build_gallery(folder, source, tools).works == 5


@posix
def test_a_name_that_is_no_text_is_a_work_like_any_other(folder: Path, source: Path, tools: Tools) -> None:
    odd = os.fsdecode(os.fsencode(source) + b"/caf\xe9.png")
    Path(odd).write_bytes(picture_bytes(40))
    assert build_gallery(folder, source, tools).works == 5
    assert "caf\\xe9.png" in paths(folder)
    assert build_gallery(folder, source, tools).unchanged == 5
    assert remove_works(folder, ["caf\\xe9.png"], tools).works == 4
    assert add_pictures(folder, [Path(odd)], tools).works == 5


def test_facts_stay_through_build_add_remove_rename_and_retouching(
    folder: Path, source: Path, tools: Tools, tmp_path: Path
) -> None:
    build_gallery(folder, source, tools, facts={"a.png": {"title": "Sun", "artist": "Ann"}})
    build_gallery(folder, source, tools)
    (tmp_path / "n.png").write_bytes(picture_bytes(30))
    add_pictures(folder, [tmp_path / "n.png"], tools)
    remove_works(folder, ["b.png"], tools)
    assert titles(folder)["a.png"] == "Sun"
    (source / "a.png").rename(source / "z.png")
    build_gallery(folder, source, tools)
    assert titles(folder)["z.png"] == "Sun"
    (source / "z.png").write_bytes(picture_bytes(31))
    build_gallery(folder, source, tools)
    assert titles(folder)["z.png"] == "Sun"


def test_facts_are_told_field_by_field_and_can_be_cleared(folder: Path, source: Path, tools: Tools) -> None:
    build_gallery(folder, source, tools, facts={"a.png": {"title": "Sun", "artist": "Ann"}})
    build_gallery(folder, source, tools, facts={"a.png": {"title": "Moon"}})
    work = open_folder(folder).works[0]
    assert (work.title, work.artist) == ("Moon", "Ann")
    build_gallery(folder, source, tools, facts={"a.png": {"title": None, "artist": None}})
    work = open_folder(folder).works[0]
    assert (work.title, work.artist) == ("a", None)


def test_a_command_that_fails_changes_nothing(folder: Path, source: Path, tools: Tools, tmp_path: Path) -> None:
    build_gallery(folder, source, tools)
    with pytest.raises(GalleryNotFoundError):
        remove_works(folder, ["a.png", "typo.png"], tools)
    (tmp_path / "n.png").write_bytes(picture_bytes(30))
    with pytest.raises(InputError):
        add_pictures(folder, [tmp_path / "n.png", tmp_path / "none.png"], tools)
    assert build_gallery(folder, source, tools).works == 4


def test_a_full_disk_undoes_the_whole_change(
    folder: Path, source: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_gallery(folder, source, tools)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("art_assistant.gallery.bundle.write_new", full)
        with pytest.raises(OutputError, match="full"):
            remove_works(folder, ["a.png"], tools)
    assert paths(folder) == list(NAMES)
    assert build_gallery(folder, source, tools).works == 4


@pytest.mark.parametrize("damage", ["lost", "damaged"])
def test_a_journal_is_made_again_from_the_gallery(
    folder: Path, source: Path, tools: Tools, damage: str, tmp_path: Path
) -> None:
    (tmp_path / "n.png").write_bytes(picture_bytes(30))
    build_gallery(folder, source, tools, facts={"a.png": {"title": "Sun"}})
    add_pictures(folder, [tmp_path / "n.png"], tools)
    remove_works(folder, ["b.png"], tools)
    shutil.move(source / "sub", tmp_path / "sub")
    journal = journal_of(folder)
    if damage == "lost":
        journal.unlink()
    else:
        journal.write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)
    built = build_gallery(folder, source, tools)
    # Only the work that was taken out is measured, for the gallery does not hold it.
    assert (built.works, built.measured, built.kept) == (4, 1, {members.EMPTY: 2})
    assert (built.aside is None) is (damage == "lost")
    assert built.aside is None or (folder.parent / built.aside).is_file()
    assert "b.png" not in titles(folder)
    assert titles(folder)["a.png"] == "Sun"


@pytest.mark.parametrize("row", ["works SET seen = '{bad'", "works SET vectors = x'0011'", "told SET facts = '[]'"])
def test_an_entry_that_is_damaged_is_one_line_and_the_next_run_mends_it(
    folder: Path, source: Path, tools: Tools, row: str
) -> None:
    build_gallery(folder, source, tools, facts={"a.png": {"title": "Sun"}})
    remove_works(folder, ["b.png"], tools)
    base = sqlite3.connect(journal_of(folder))
    base.execute(f"UPDATE {row}")
    base.commit()
    base.close()
    before = open_folder(folder).manifest
    (source / "new.png").write_bytes(picture_bytes(31))
    with pytest.raises(GalleryError, match="journal is damaged; run the command again"):
        build_gallery(folder, source, tools)
    assert open_folder(folder).manifest == before
    assert build_gallery(folder, source, tools).works == 4
    assert titles(folder)["a.png"] == "Sun"
    assert "b.png" not in titles(folder)
    assert [path.name for path in folder.parent.glob("*damaged*")] == [f"{journal_of(folder).name}.damaged"]


def test_a_home_that_cannot_be_written_is_said_to_be_that(tmp_path: Path, source: Path, tools: Tools) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="folder for galleries cannot be written"):
        build_gallery(tmp_path / "file" / "home" / "mine", source, tools)


def test_a_journal_of_an_earlier_release_keeps_the_facts_of_its_gallery(
    folder: Path, source: Path, tools: Tools
) -> None:
    build_gallery(folder, source, tools, facts={"a.png": {"title": "Sun"}})
    with Journal(journal_of(folder)) as journal:
        base = journal._base
        base.execute("DROP TABLE told")
        base.execute("ALTER TABLE files DROP COLUMN tried")
        base.execute("ALTER TABLE files DROP COLUMN was")
        base.execute("PRAGMA user_version = 0")
    assert build_gallery(folder, source, tools).unchanged == 4
    assert titles(folder)["a.png"] == "Sun"


def test_what_is_passed_over_is_counted(folder: Path, source: Path, tools: Tools) -> None:
    (source / "@eaDir").mkdir()
    (source / "._a.png").write_bytes(b"resource fork")
    assert build_gallery(folder, source, tools).passed == {walk.SYSTEM: 1, walk.HIDDEN: 1}


def test_a_drive_that_fails_is_a_drive_that_is_away(
    folder: Path, source: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    build_gallery(folder, source, tools)
    (tmp_path / "new.png").write_bytes(picture_bytes(9))
    look = os.stat

    def fails(path: object, **named: bool) -> os.stat_result:
        if str(path).startswith(str(source)):
            raise OSError(5, "Input/output error", str(path))
        return look(path, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "stat", fails)
    monkeypatch.setattr(os.path, "isdir", lambda path: not str(path).startswith(str(source)))
    added = add_pictures(folder, [tmp_path / "new.png"], tools)
    assert (added.works, added.kept) == (5, {members.AWAY: 4})
    with pytest.raises(InputError):
        build_gallery(folder, source, tools)
