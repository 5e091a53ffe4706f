from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.unit.gallery.conftest import MakeGallery

from art_assistant.errors import (
    GalleryCorruptError,
    GalleryCountError,
    GalleryEncoderError,
    GalleryError,
    GalleryNotFoundError,
    GallerySchemaError,
)
from art_assistant.gallery.bundle import FILES, MANIFEST, canonical, check_name
from art_assistant.gallery.opened import open_folder
from art_assistant.gallery.versions import in_use


@pytest.fixture
def folder(make_gallery: MakeGallery, tmp_path: Path):
    make_gallery(12)
    return in_use(tmp_path / "test")


def rewrite(folder: Path, **changes: Any):
    manifest = json.loads((folder / MANIFEST).read_bytes())
    (folder / MANIFEST).write_bytes(canonical({**manifest, **changes}))


def test_a_gallery_comes_back_as_it_was_written(folder: Path):
    gallery = open_folder(folder)
    assert [work.id for work in gallery.works] == [f"w{i}" for i in range(12)]
    assert gallery.features.dtype == np.float16
    assert gallery.index.size == 12


def test_every_one_of_200_flipped_bits_is_refused(folder: Path) -> None:
    rng = np.random.default_rng(7)
    names = (MANIFEST, *FILES)
    for trial in range(200):
        target = folder / names[trial % len(names)]
        sound = target.read_bytes()
        data = bytearray(sound)
        bit = int(rng.integers(len(data) * 8))
        data[bit // 8] ^= 1 << (bit % 8)
        target.write_bytes(data)
        with pytest.raises((GalleryCorruptError, GallerySchemaError)):
            open_folder(folder)
        target.write_bytes(sound)
    open_folder(folder)


@pytest.mark.parametrize("name", [MANIFEST, *FILES])
@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.9, 1.0])
def test_every_truncation_is_refused(folder: Path, name: str, share: float):
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: min(int(len(data) * share), len(data) - 1)])
    with pytest.raises(GalleryCorruptError):
        open_folder(folder)


@pytest.mark.parametrize("name", list(FILES))
def test_a_missing_file_is_damage(folder: Path, name: str):
    (folder / name).unlink()
    with pytest.raises(GalleryCorruptError):
        open_folder(folder)


def test_distinct_faults_have_distinct_errors(folder: Path, tmp_path: Path):
    with pytest.raises(GalleryNotFoundError):
        open_folder(tmp_path / "none")
    with pytest.raises(GalleryEncoderError):
        open_folder(folder, searched=True)
    rewrite(folder, n=11)
    with pytest.raises(GalleryCountError):
        open_folder(folder)
    rewrite(folder, schema=2)
    with pytest.raises(GallerySchemaError):
        open_folder(folder)


def test_an_index_of_other_rows_is_refused(folder: Path, make_gallery: MakeGallery, tmp_path: Path):
    make_gallery(9, "other")
    (folder / "index.faiss").write_bytes((in_use(tmp_path / "other") / "index.faiss").read_bytes())
    files = json.loads((folder / MANIFEST).read_bytes())["files"]
    other = json.loads((in_use(tmp_path / "other") / MANIFEST).read_bytes())["files"]
    rewrite(folder, files=files | {"index.faiss": other["index.faiss"]})
    with pytest.raises(GalleryCountError):
        open_folder(folder)


@pytest.mark.parametrize(
    "changes", [{"files": []}, {"dims": {}}, {"pair_quantiles": None}, {"close_threshold": "x"}, {"same_thresholds": 1}]
)
def test_a_well_signed_manifest_that_lacks_something_is_refused(folder: Path, changes: dict[str, Any]):
    rewrite(folder, **changes)
    with pytest.raises(GalleryCorruptError):
        open_folder(folder)


def test_an_index_of_a_later_version_is_named_as_such(folder: Path):
    rewrite(folder, index="tree")
    with pytest.raises(GallerySchemaError, match="update"):
        open_folder(folder)


@pytest.mark.parametrize("name", ["", "..", "a/b", "a\\b", ".hidden", "x" * 65, "ü"])
def test_a_name_cannot_lead_out_of_the_home(name: str):
    with pytest.raises(GalleryError):
        check_name(name)
