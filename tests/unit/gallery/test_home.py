from __future__ import annotations

import json
import os
import struct
import threading
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.unit.gallery.conftest import MakeGallery, make_works

from art_assistant.errors import GalleryCorruptError, GalleryError, GalleryNotFoundError, OutputError
from art_assistant.gallery.bring.carry import export_gallery, import_archive, is_archive
from art_assistant.gallery.bring.importer import find_foreign
from art_assistant.gallery.bundle import FILES, MANIFEST, WORDS
from art_assistant.gallery.encoder import dims_of
from art_assistant.gallery.home import open_gallery
from art_assistant.gallery.make.opening import opened
from art_assistant.gallery.make.write import write_gallery
from art_assistant.gallery.opened import open_folder
from art_assistant.gallery.places import (
    delete_gallery,
    folder_of,
    home_of,
    list_galleries,
    own_folder,
    starter_folder,
)
from art_assistant.gallery.preview import read_preview
from art_assistant.gallery.versions import in_use
from art_assistant.settings import GallerySettings, Settings
from art_assistant.vision.encoders import shipped_encoder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(gallery=GallerySettings(home=str(tmp_path / "home")))


@pytest.fixture
def mine(settings: Settings) -> Path:
    dims = dims_of(shipped_encoder())
    rows = np.random.default_rng(0).normal(size=(6, sum(dims.values()))).astype(np.float16)
    folder = home_of(settings) / "mine"
    write_gallery(folder, make_works(6), rows, encoder=shipped_encoder().identity, dims=dims)
    return folder


def test_the_starter_gallery_is_whole() -> None:
    gallery = open_gallery("starter")
    size = sum(path.stat().st_size for path in starter_folder().iterdir())
    assert len(gallery.works) >= 480
    assert size <= 3_000_000
    assert len({work.id for work in gallery.works}) == len(gallery.works)
    for work in gallery.works:
        assert work.title
        assert work.rights
        assert work.path is None
        assert work.sha256 is None
        assert work.palette
        assert read_preview(work.preview) is not None
        assert work.artist is None or "(" not in work.artist or "Ágost" in work.artist
        assert work.century is None or 13 <= work.century <= 20
    norms = np.linalg.norm(gallery.features[:, gallery.layout.slice("manner")].astype(np.float32), axis=1)
    assert np.allclose(norms, 1.0, atol=2e-3)


def test_the_starter_gallery_keeps_doubt_about_the_hand() -> None:
    works = {work.id: work for work in open_gallery("starter").works}
    doubted = [work for work in works.values() if work.attribution]
    assert any(work.attribution == "Follower of" and work.artist == "Jan Massys" for work in doubted)
    rubens = works["artic-100342"]
    assert (rubens.artist, rubens.nationality, rubens.artist_dates) == ("Peter Paul Rubens", "Flemish", "1577–1640")


def test_a_gallery_is_opened_once(mine: Path, settings: Settings) -> None:
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(open_gallery("mine", settings))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(gallery) for gallery in found}) == 1
    assert open_gallery(mine, settings) is found[0]


def test_a_gallery_that_changed_is_opened_again(mine: Path, settings: Settings) -> None:
    before = open_gallery("mine", settings)
    dims = dims_of(shipped_encoder())
    rows = np.zeros((2, sum(dims.values())), np.float16)
    write_gallery(mine, make_works(2), rows, encoder=shipped_encoder().identity, dims=dims)
    after = open_gallery("mine", settings)
    assert (len(before.works), len(after.works)) == (6, 2)
    assert before.works[5].id == "w5"


def test_names_are_found_in_their_places(mine: Path, settings: Settings) -> None:
    assert list_galleries(settings) == ["starter", "mine"]
    assert folder_of("mine", settings) == mine
    assert folder_of(str(mine), settings) == mine
    assert folder_of(str(mine.with_name("later")), settings) == mine.with_name("later")
    assert folder_of("starter", settings) == starter_folder()


@pytest.mark.parametrize("name", ["none", "../mine", "/etc", ""])
def test_what_is_not_there_is_said(name: str, settings: Settings) -> None:
    with pytest.raises(GalleryNotFoundError):
        open_gallery(name or "x y", settings)


def test_the_starter_cannot_be_written(settings: Settings) -> None:
    with pytest.raises(GalleryError, match="ships with"):
        own_folder("starter", settings)


def test_a_gallery_is_deleted_even_if_it_is_damaged(mine: Path, settings: Settings) -> None:
    (in_use(mine) / MANIFEST).write_bytes(b"{")
    delete_gallery("mine", settings)
    assert not mine.exists()
    with pytest.raises(GalleryNotFoundError):
        delete_gallery("mine", settings)


def test_a_gallery_is_carried(mine: Path, settings: Settings, tmp_path: Path) -> None:
    archive = tmp_path / "mine.zip"
    export_gallery(mine, archive)
    assert is_archive(archive)
    assert import_archive(archive, "again", lambda name: own_folder(name, settings)) == ("again", 6)
    assert [w.id for w in open_gallery("again", settings).works] == [f"w{i}" for i in range(6)]
    with pytest.raises(GalleryError, match="already"):
        import_archive(archive, None, lambda name: own_folder(name, settings))


def test_the_same_gallery_is_the_same_file_and_replaces_none(mine: Path, tmp_path: Path) -> None:
    export_gallery(mine, tmp_path / "one.zip")
    export_gallery(mine, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    (tmp_path / "own.zip").write_text("the painter's own")
    with pytest.raises(OutputError, match="already"):
        export_gallery(mine, tmp_path / "own.zip")
    assert (tmp_path / "own.zip").read_text() == "the painter's own"
    with pytest.raises(OutputError, match="cannot be written"):
        export_gallery(mine, tmp_path / "none" / "mine.zip")
    assert {path.name for path in tmp_path.iterdir()} == {"home", "one.zip", "two.zip", "own.zip"}


def test_a_gallery_that_is_damaged_is_not_carried(mine: Path, tmp_path: Path) -> None:
    (mine / "CURRENT").write_text("000009-0123456789ab\n")
    with pytest.raises(GalleryCorruptError, match=MANIFEST):
        export_gallery(mine, tmp_path / "mine.zip")
    assert not (tmp_path / "mine.zip").exists()


def test_an_import_that_fails_cleans_after_itself(
    mine: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_gallery(mine, tmp_path / "mine.zip")
    before = sorted(path.name for path in home_of(settings).iterdir())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("art_assistant.gallery.bring.carry.shutil.copyfileobj", full)
        with pytest.raises(OutputError, match="full"):
            import_archive(tmp_path / "mine.zip", "again", lambda name: own_folder(name, settings))
    assert sorted(path.name for path in home_of(settings).iterdir()) == before
    assert import_archive(tmp_path / "mine.zip", "again", lambda name: own_folder(name, settings))[1] == 6


def test_an_imported_gallery_is_not_changed(mine: Path, settings: Settings, tmp_path: Path) -> None:
    export_gallery(mine, tmp_path / "mine.zip")
    import_archive(tmp_path / "mine.zip", "again", lambda name: own_folder(name, settings))
    with pytest.raises(GalleryError, match="imported"), opened(own_folder("again", settings)):
        pass


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("trick", ["twice", "bomb", "link"])
def test_archives_that_trick_are_refused(mine: Path, settings: Settings, tmp_path: Path, trick: str) -> None:
    archive = tmp_path / "evil.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in (MANIFEST, *FILES[1:]):
            packed.write(in_use(mine) / name, name)
        if trick == "bomb":
            packed.writestr(FILES[0], bytes(20_000_000))
            assert packed.getinfo(FILES[0]).compress_size < 100_000
        elif trick == "link":
            entry = zipfile.ZipInfo(FILES[0])
            entry.external_attr = 0o120777 << 16
            packed.writestr(entry, str(in_use(mine) / FILES[0]))
        else:
            packed.writestr(FILES[0], b"another")
            packed.write(in_use(mine) / FILES[0], FILES[0])
    with pytest.raises(GalleryCorruptError, match="claims more" if trick == "bomb" else "."):
        import_archive(archive, "evil", lambda name: own_folder(name, settings))
    assert [path.name for path in home_of(settings).iterdir()] == ["mine"]


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_that_is_packed_otherwise_is_refused(
    mine: Path, settings: Settings, tmp_path: Path, packing: int
) -> None:
    with zipfile.ZipFile(tmp_path / "dense.zip", "w", packing) as packed:
        for name in (MANIFEST, *FILES):
            packed.write(in_use(mine) / name, name)
    with pytest.raises(GalleryCorruptError, match="not an exported gallery"):
        import_archive(tmp_path / "dense.zip", "dense", lambda name: own_folder(name, settings))


def test_an_archive_that_claims_to_be_longer_than_it_is_is_refused(
    mine: Path, settings: Settings, tmp_path: Path
) -> None:
    export_gallery(mine, tmp_path / "mine.zip")
    data = bytearray((tmp_path / "mine.zip").read_bytes())
    at = data.rindex(b"PK\x01\x02") + 20
    data[at : at + 8] = struct.pack("<II", 2**30, 2**31)  # packed, and unpacked: just steep enough to be let pass
    (tmp_path / "long.zip").write_bytes(data)
    with pytest.raises(GalleryCorruptError, match="not an exported gallery"):
        import_archive(tmp_path / "long.zip", "long", lambda name: own_folder(name, settings))


def test_an_archive_writes_only_a_gallerys_own_files(mine: Path, settings: Settings, tmp_path: Path) -> None:
    archive = tmp_path / "evil.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for name in (MANIFEST, *FILES):
            packed.write(in_use(mine) / name, name)
        packed.writestr("../../escaped.txt", "out")
        packed.writestr("extra.pkl", "out")
    import_archive(archive, "tame", lambda name: own_folder(name, settings))
    assert sorted(path.name for path in in_use(own_folder("tame", settings)).iterdir()) == sorted((MANIFEST, *FILES))
    assert not list(tmp_path.rglob("escaped.txt"))


def test_an_archive_carries_the_index_of_words(
    mine: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("art_assistant.gallery.make.write.LEAST_WORKS", 1)
    rows = open_folder(mine).features
    dims = dims_of(shipped_encoder())
    write_gallery(mine, make_works(6), rows, encoder=shipped_encoder().identity, dims=dims)
    export_gallery(mine, tmp_path / "mine.zip")
    import_archive(tmp_path / "mine.zip", "again", lambda name: own_folder(name, settings))
    again = in_use(own_folder("again", settings))
    assert (again / WORDS).read_bytes() == (in_use(mine) / WORDS).read_bytes()
    assert open_folder(again).works.rows_matching("century:17 artist:1").tolist() == [3, 4, 5]


@pytest.mark.parametrize("keep", [0, 1, 3])
def test_half_an_archive_is_refused(mine: Path, settings: Settings, tmp_path: Path, keep: int) -> None:
    archive = tmp_path / "half.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for name in (MANIFEST, *FILES)[:keep]:
            packed.write(in_use(mine) / name, name)
    with pytest.raises(GalleryCorruptError):
        import_archive(archive, "half", lambda name: own_folder(name, settings))
    assert not own_folder("half", settings).exists()


def test_a_manifest_names_its_encoder_and_its_sums(make_gallery: MakeGallery, tmp_path: Path) -> None:
    make_gallery(3)
    manifest = json.loads((in_use(tmp_path / "test") / MANIFEST).read_bytes())
    assert manifest["encoder"] == "fake@1"
    assert manifest["n"] == 3
    assert set(manifest["files"]) == set(FILES)
    assert all(len(digest) == 64 for digest in manifest["files"].values())


def test_deleting_takes_nothing_that_others_put_there(mine: Path, settings: Settings) -> None:
    (mine / "sketch.jpg").write_bytes(b"the painter's own")
    (mine / "versions" / "notes.txt").write_bytes(b"mine")
    delete_gallery("mine", settings)
    assert list_galleries(settings) == ["starter"]
    assert sorted(path.name for path in mine.rglob("*")) == ["notes.txt", "sketch.jpg", "versions"]


def test_deleting_takes_the_journal_of_no_other_gallery(mine: Path, settings: Settings) -> None:
    names = [".mine.journal", ".mine.journal-wal", ".mine.journal.damaged", ".mine.journal.damaged2-shm"]
    others = [".mine.journal2.journal", ".mine.journal.x.journal", ".mine2.journal"]
    for name in (*names, *others):
        (mine.parent / name).write_bytes(b"")
    delete_gallery("mine", settings)
    assert sorted(path.name for path in mine.parent.iterdir()) == sorted(others)


def test_a_gallery_that_was_only_begun_can_be_deleted(mine: Path, settings: Settings) -> None:
    (mine.parent / ".half.journal").write_bytes(b"")
    delete_gallery("half", settings)
    assert [path.name for path in mine.parent.iterdir()] == ["mine"]


@pytest.mark.parametrize("name", ["manifest.json", "CURRENT", "picture.jpg"])
def test_a_folder_of_somebody_else_becomes_no_gallery(name: str, settings: Settings) -> None:
    folder = home_of(settings) / "site"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(b"{}")
    with pytest.raises(GalleryError, match="holds other files"), opened(folder):
        pass
    with pytest.raises(GalleryNotFoundError):
        delete_gallery("site", settings)
    assert list_galleries(settings) == ["starter"]
    assert [path.name for path in home_of(settings).rglob("*")] == ["site", name]


def test_the_next_version_takes_nothing_that_others_put_there(mine: Path) -> None:
    for path in (mine / "manifest.json", mine / "versions" / "notes.txt"):
        path.write_bytes(b"mine")
    dims = dims_of(shipped_encoder())
    rows = np.zeros((2, sum(dims.values())), np.float16)
    write_gallery(mine, make_works(2), rows, encoder=shipped_encoder().identity, dims=dims)
    assert (mine / "manifest.json").read_bytes() == (mine / "versions" / "notes.txt").read_bytes() == b"mine"


def test_the_name_of_an_own_gallery_is_not_that_of_a_folder_where_one_stands(
    mine: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = tmp_path / "stand"
    for name in ("mine", "other"):
        (stand / name).mkdir(parents=True)
        for file in (MANIFEST, *FILES):
            (stand / name / file).write_bytes(b"{}")
    monkeypatch.chdir(stand)
    assert folder_of("mine", settings) == mine
    assert folder_of("other", settings) == Path("other")


@pytest.mark.parametrize("name", ["CON", "nul.2", "mine.", "com1", "Starter"])
def test_a_new_name_is_one_that_every_system_holds(name: str, settings: Settings) -> None:
    with pytest.raises(GalleryError, match="not every system"):
        own_folder(name, settings)
    (home_of(settings) / name / "versions").mkdir(parents=True)
    (home_of(settings) / name / "CURRENT").write_text("000001-123456789abc\n")
    assert own_folder(name, settings).name == name


@pytest.mark.parametrize("name", ["none.zip", "text.zip", "text", "n" * 300])
def test_what_is_no_gallery_in_a_file_is_said(name: str, tmp_path: Path, settings: Settings) -> None:
    if name.startswith("text"):
        (tmp_path / name).write_text("hello")
    with pytest.raises(GalleryError, match=r"no file|not an exported|not there"):
        take_in(tmp_path / name, settings)


def take_in(source: Path, settings: Settings) -> None:
    if is_archive(source):
        import_archive(source, "new", lambda name: own_folder(name, settings))
    else:
        find_foreign(source, None, None)


def test_a_name_that_is_too_long_takes_no_export(mine: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="too long"):
        export_gallery(mine, tmp_path / ("n" * 300))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs modes of files, and root may delete anything")
def test_what_cannot_be_deleted_stays_whole_with_its_journal(mine: Path, settings: Settings) -> None:
    journal = mine.parent / ".mine.journal"
    journal.write_bytes(b"")
    for place in (mine, mine / "versions", in_use(mine), mine.parent):
        place.chmod(0o555)
        try:
            with pytest.raises(OutputError, match="not allowed"):
                delete_gallery("mine", settings)
        finally:
            place.chmod(0o755)
        assert journal.exists()
        assert len(open_gallery("mine", settings).works) == 6


def test_galleries_that_cannot_be_listed_are_not_none(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(GalleryError, match="cannot be listed"):
        list_galleries(Settings(gallery=GallerySettings(home=str(tmp_path / "home"))))
    assert list_galleries(Settings(gallery=GallerySettings(home=str(tmp_path / "none")))) == ["starter"]
