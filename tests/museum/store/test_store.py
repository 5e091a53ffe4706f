"""Publish, promote, roll back, prune, pull: in a folder, and in buckets that servers on this machine play."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.museum.store.conftest import MakeLine

from art_assistant.cli.main import main
from art_assistant.errors import GalleryCorruptError
from art_assistant.gallery.bundle import WORDS
from art_assistant.gallery.opened import open_folder
from art_assistant.gallery.versions import in_use
from art_assistant.museum.store.address import place_of
from art_assistant.museum.store.pull import Origin, pull
from art_assistant.museum.store.shelf import StoreShelf, below

Told = pytest.CaptureFixture[str]


def museum(*words: str | Path) -> int:
    return main(["museum", *map(str, words)])


def versions(store: str, capsys: Told) -> dict:
    capsys.readouterr()
    assert museum("versions", store, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_from_staging_to_production_and_back(
    store: str, line: MakeLine, tmp_path: Path, capsys: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ART_GALLERY_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("art_assistant.gallery.make.write.LEAST_WORKS", 31)
    assert museum("publish", line(30), "--to", store, "--note", "the first") == 0
    assert museum("publish", line(31), "--to", store, "--channel", "staging") == 0
    told = versions(store, capsys)
    first, second = (one["version"] for one in told["versions"])
    assert told["channels"] == {"production": first, "staging": second}
    assert told["versions"][0]["note"] == "the first"
    assert told["versions"][0]["gates"] == {"counts": 30}
    changes = told["versions"][1]["changes"]
    assert (changes["against"], changes["added"], changes["removed"]) == (first, 1, 0)
    assert museum("pull", store, "--name", "met") == 0
    assert len(open_folder(tmp_path / "home" / "met").works) == 30
    assert museum("promote", store) == 0
    assert museum("pull", store, "--name", "met") == 0
    assert len(open_folder(tmp_path / "home" / "met").works) == 31
    assert (in_use(tmp_path / "home" / "met") / WORDS).is_file()
    assert museum("rollback", store) == 0
    assert museum("pull", store, "--name", "met") == 0
    assert len(open_folder(tmp_path / "home" / "met").works) == 30
    assert versions(store, capsys)["channels"] == {"production": first, "staging": second}
    assert museum("rollback", store) == 2


def test_the_same_gallery_again_is_no_new_version(store: str, line: MakeLine, capsys: Told) -> None:
    folder = line(30)
    assert museum("publish", folder, "--to", store) == 0
    assert museum("publish", folder, "--to", store, "--channel", "staging") == 0
    told = versions(store, capsys)
    assert len(told["versions"]) == 1
    assert len(set(told["channels"].values())) == 1


def test_what_is_pointed_at_or_was_just_left_is_not_pruned(store: str, line: MakeLine, capsys: Told) -> None:
    for works in (30, 31, 32, 33):
        assert museum("publish", line(works), "--to", store) == 0
    assert museum("prune", store, "--keep", "1") == 0
    assert len(versions(store, capsys)["versions"]) == 4
    assert museum("rollback", store, "--channel", "production") == 0
    assert museum("prune", store, "--keep", "1", "--grace", "0") == 0
    assert [one["works"] for one in versions(store, capsys)["versions"]] == [32, 33]


def test_a_damaged_version_is_not_pulled_not_promoted_and_mended(store: str, line: MakeLine, tmp_path: Path) -> None:
    place, folder = place_of(store), tmp_path / "home" / "met"
    origin = Origin(store, "production")
    assert museum("publish", line(30), "--to", store) == 0
    assert pull(place, origin, folder).works == 30
    later = line(31)
    assert museum("publish", later, "--to", store) == 0
    version = StoreShelf(place).in_channel("production")
    name = below(version, "features.npy")
    place.fetch(name, tmp_path / "whole")
    sound = (tmp_path / "whole").read_bytes()
    place.write(name, sound[:-1] + bytes([sound[-1] ^ 1]))
    with pytest.raises(GalleryCorruptError):
        pull(place, origin, folder)
    assert len(open_folder(folder).works) == 30
    assert museum("promote", store, "--from", "production", "--to", "other") == 2
    assert museum("publish", later, "--to", store) == 0
    assert pull(place, origin, folder).works == 31


def test_a_bucket_holds_what_was_published(s3: str, line: MakeLine, tmp_path: Path) -> None:
    store = f"{s3}/quick"
    assert museum("publish", line(30), "--to", store) == 0
    assert pull(place_of(store), Origin(store, "production"), tmp_path / "home" / "met").works == 30


def test_a_folder_store_is_a_gallery(line: MakeLine, tmp_path: Path, capsys: Told) -> None:
    store = tmp_path / "store"
    assert museum("publish", line(30), "--to", store) == 0
    assert museum("publish", line(31), "--to", store) == 0
    assert main(["gallery", "info", str(store)]) == 0
    assert "n: 31" in capsys.readouterr().out


def test_a_place_of_other_things_is_left_alone(line: MakeLine, tmp_path: Path, capsys: Told) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "one.txt").write_text("dear", encoding="utf-8")
    assert museum("publish", line(30), "--to", tmp_path / "letters") == 2
    assert "holds something else" in capsys.readouterr().err
    assert museum("promote", tmp_path / "nowhere") == 2
    assert not (tmp_path / "nowhere").exists()
