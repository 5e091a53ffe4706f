"""Catalogues become galleries: only what changed is measured, the same works are the same bytes, facts are told."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tests.museum.conftest import Counting
from tests.museum.line.conftest import Run, made, row, tools, write_catalogue, write_rows
from tests.unit.gallery.conftest import FakeBackbone, FakeEncoder

from art_assistant.errors import (
    GalleryCorruptError,
    GalleryEncoderError,
    GalleryNotFoundError,
    OutputError,
    PictureNotFoundError,
    UsageError,
)
from art_assistant.gallery.bundle import read_bundle
from art_assistant.gallery.opened import open_folder
from art_assistant.museum.line import embed as embedding
from art_assistant.museum.line import shards
from art_assistant.museum.line.build import build
from art_assistant.museum.line.embed import embed
from art_assistant.museum.line.home import opened
from art_assistant.museum.line.measure import OTHER_PICTURE
from art_assistant.vision.encoders import ENCODERS


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "SHARD", 2)


def test_a_catalogue_becomes_a_gallery_with_its_facts(measure: Run, tmp_path: Path) -> None:
    catalogue = write_catalogue(
        tmp_path / "met-catalogue",
        {1: 1, 2: 2, 3: 3},
        artist="Kiyohara\u202eYukinobu",
        medium="Oil",
        style="Rinpa",
        credit="Rogers Fund",
        culture="Japan",
        object_url="https://www.metmuseum.org/1",
        image_url="javascript:alert(1)",
    )
    done = measure(tmp_path / "line", catalogue)
    assert (done.works, done.measured, done.shards, done.failed) == (3, 3, 2, {})
    built = build(tmp_path / "line")
    gallery = open_folder(built.folder)
    work = gallery.works[1]
    assert (built.works, work.id, work.title, work.artist) == (3, "met-2", "Quail 2", "Kiyohara Yukinobu")
    assert (work.rights, work.credit, work.medium, work.style, work.century) == (
        *("CC0 1.0", "Rogers Fund", "Oil", "Rinpa", 16),
    )
    assert (work.museum, work.museum_url) == ("The Metropolitan Museum of Art", "https://www.metmuseum.org/1")
    assert (work.image_url, work.nationality, work.path) == (None, None, None), "nothing unsafe, nothing guessed"
    assert dict(work.measures) == {"values.l_p50": 40.0}
    assert len(work.palette) >= 1
    assert "created" not in gallery.manifest
    assert gallery.manifest["name"] == "met"


def test_the_same_works_are_the_same_bytes_wherever_they_lie(measure: Run, tmp_path: Path) -> None:
    for place in ("one", "other"):
        catalogue = write_catalogue(tmp_path / place / "catalogue", {1: 1, 2: 2, 3: 3})
        measure(tmp_path / place / "line", catalogue)
        build(tmp_path / place / "line")
    assert made(tmp_path / "one" / "line") == made(tmp_path / "other" / "line")
    assert build(tmp_path / "one" / "line").unchanged


def test_only_what_changed_is_measured_again(measure: Run, tmp_path: Path) -> None:
    catalogue, line = tmp_path / "catalogue", tmp_path / "line"
    write_catalogue(catalogue, {1: 1, 2: 2, 3: 3, 4: 4})
    passes = FakeBackbone()
    measure(line, catalogue, passes=passes)
    assert measure(line, catalogue, passes=passes).measured == 0
    assert passes.passes == 4
    write_catalogue(catalogue, {0: 10, 1: 1, 2: 12, 4: 4}, title="Other")
    done = measure(line, catalogue, passes=passes)
    assert passes.passes == 6, "the new work and the new picture"
    assert (done.measured, done.recognised) == (2, 2)
    changes = done.changes
    assert (changes.new, changes.pictures, changes.facts, changes.gone) == (
        *(["met-0"], ["met-2"], ["met-1", "met-4"], ["met-3"]),
    )
    build(line)
    fresh = tmp_path / "fresh"
    measure(fresh, catalogue)
    build(fresh)
    assert made(line) == made(fresh), "as if it had never been otherwise"


def test_another_encoder_or_way_of_measuring_measures_everything(
    measure: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue, line = write_catalogue(tmp_path / "catalogue", {1: 1, 2: 2, 3: 3}), tmp_path / "line"
    measure(line, catalogue)
    monkeypatch.setattr(shards, "MEASURED_AS", 99)
    monkeypatch.setattr(embedding, "MEASURED_AS", 99)
    assert measure(line, catalogue).measured == 3
    monkeypatch.setattr(FakeEncoder, "identity", "fake@2")
    assert measure(line, catalogue).measured == 3
    monkeypatch.delitem(ENCODERS, "fake@1")
    with pytest.raises(GalleryEncoderError):
        build(line)


def test_pictures_that_cannot_be_used_are_told_and_stop_nothing(measure: Run, tmp_path: Path) -> None:
    catalogue, line = write_catalogue(tmp_path / "catalogue", {1: 1, 2: 2, 3: 3, 4: 4}), tmp_path / "line"
    images = catalogue / "images"
    was = (images / "met-2.jpg").read_bytes()
    (images / "met-1.jpg").unlink()
    (images / "met-2.jpg").write_bytes(b"mine")
    done = measure(line, catalogue)
    assert set(done.failed) == {"met-1", "met-2"}
    assert done.failed["met-2"] == OTHER_PICTURE
    assert build(line).works == 2
    (images / "met-2.jpg").write_bytes(was)
    done = measure(line, catalogue)
    assert (set(done.failed), done.measured, done.works) == ({"met-1"}, 1, 3)
    assert done.changes.new == ["met-2"]


def test_a_picture_that_is_none_is_told_in_the_words_of_every_picture(measure: Run, tmp_path: Path) -> None:
    import hashlib

    catalogue = write_catalogue(tmp_path / "catalogue", {1: 1})
    (catalogue / "images" / "met-1.jpg").write_bytes(b"<html>")
    write_rows(catalogue, [row(1, path="images/met-1.jpg", sha256=hashlib.sha256(b"<html>").hexdigest())])
    done = measure(tmp_path / "line", catalogue)
    assert "images/met-1.jpg" not in done.failed["met-1"].replace("met-1.jpg", "")
    with pytest.raises(GalleryNotFoundError, match="No picture"):
        build(tmp_path / "line")


def test_works_of_several_catalogues_are_taken_once(measure: Run, tmp_path: Path) -> None:
    one = write_catalogue(tmp_path / "one", {1: 1, 2: 2})
    two = write_catalogue(tmp_path / "two", {2: 7, 3: 3}, title="Second")
    write_rows(two, [*map(json.loads, (two / "catalogue.jsonl").read_text("utf-8").splitlines()), row(9)])
    done = measure(tmp_path / "line", one, two)
    assert (done.works, done.passed) == (3, {"in two catalogues": 1, "without a picture in the catalogue": 1})
    works = open_folder(build(tmp_path / "line").folder).works
    assert [work.title for work in works] == ["Quail 1", "Quail 2", "Second"]


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        "{",
        '{"id": 1, "path": "a", "sha256": "b"}',
        json.dumps(row(1, path="../secret.jpg", sha256="0" * 64)),
        json.dumps(row(1, path="/etc/passwd", sha256="0" * 64)),
        json.dumps(row(1, path="C:\\secret.jpg", sha256="0" * 64)),
        json.dumps(row(1, path="images/a.jpg", sha256="../x")),
        "",
    ],
)
def test_a_catalogue_that_was_tampered_with_is_refused(line: str, measure: Run, tmp_path: Path) -> None:
    write_catalogue(tmp_path / "catalogue", {1: 1})
    with (tmp_path / "catalogue" / "catalogue.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n" + json.dumps(row(5)) + "\n")
    with pytest.raises(GalleryCorruptError, match="Line 2"):
        measure(tmp_path / "line", tmp_path / "catalogue")
    assert not (tmp_path / "line").exists()


def test_what_is_missing_is_said_with_the_command_that_brings_it(measure: Run, tmp_path: Path) -> None:
    line = tmp_path / "line"
    with pytest.raises(PictureNotFoundError, match="museum fetch"):
        measure(line, tmp_path / "nowhere")
    write_rows(tmp_path / "facts", [row(1)])
    with pytest.raises(PictureNotFoundError, match="--metadata-only"):
        measure(line, tmp_path / "facts")
    with pytest.raises(UsageError, match="museum embed"):
        build(line)
    measure(line, write_catalogue(tmp_path / "catalogue", {1: 1}))
    (line / "embedded.jsonl").write_bytes(b"{}")
    with pytest.raises(GalleryNotFoundError, match="damaged"):
        build(line)


def test_a_folder_of_somebodys_is_not_entered(measure: Run, tmp_path: Path) -> None:
    catalogue = write_catalogue(tmp_path / "catalogue", {1: 1})
    (tmp_path / "line").mkdir()
    (tmp_path / "line" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="something else"):
        measure(tmp_path / "line", catalogue)
    assert [path.name for path in (tmp_path / "line").iterdir()] == ["mine.txt"]


def test_one_command_at_a_time_works_in_a_line(measure: Run, tmp_path: Path) -> None:
    catalogue, line = write_catalogue(tmp_path / "catalogue", {1: 1}), tmp_path / "line"
    measure(line, catalogue)
    with opened(line), pytest.raises(OutputError, match="at work"):
        measure(line, catalogue)


def test_a_shard_that_was_damaged_is_not_built_and_is_measured_again(measure: Run, tmp_path: Path) -> None:
    catalogue, line = write_catalogue(tmp_path / "catalogue", {1: 1, 2: 2, 3: 3}), tmp_path / "line"
    measure(line, catalogue)
    whole = made(line)
    shard = min((line / "shards").glob("*.jsonl"))
    shard.write_bytes(shard.read_bytes().replace(b"met-1", b"met-7"))
    with pytest.raises(GalleryCorruptError, match="museum embed"):
        build(line)
    assert measure(line, catalogue).measured == 2
    assert made(line) == whole
    shard.with_suffix(".done").unlink()
    assert measure(line, catalogue).measured == 2, "a shard without its marker is none"
    assert made(line) == whole


def test_what_was_stored_is_what_was_measured(measure: Run, tmp_path: Path) -> None:
    catalogue, line = write_catalogue(tmp_path / "catalogue", {1: 1, 2: 2, 3: 3}), tmp_path / "line"
    measure(line, catalogue)
    rows = read_bundle(build(line).folder).features
    for number, seed in enumerate((1, 2, 3)):
        alone = tmp_path / f"alone-{seed}"
        measure(alone, write_catalogue(tmp_path / f"catalogue-{seed}", {seed: seed}))
        assert np.array_equal(read_bundle(build(alone).folder).features[0], rows[number])


def test_the_progress_counts_what_is_looked_at(tmp_path: Path) -> None:
    catalogue, watch = write_catalogue(tmp_path / "catalogue", {1: 1, 2: 2, 3: 3}), Counting()
    embed([catalogue], tmp_path / "line", tools(), watch)
    embed([catalogue], tmp_path / "line", tools(), watch)
    assert watch.counts == [["picture", 3, 3], ["picture", 0, 0]]
