from __future__ import annotations

import json
import os
import pickle
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import pytest
from tests.unit.gallery.conftest import picture_bytes

from art_assistant.errors import (
    GalleryCorruptError,
    GalleryCountError,
    GalleryEncoderError,
    GalleryError,
    GalleryNotFoundError,
    UsageError,
)
from art_assistant.gallery.bring.importer import find_foreign, import_foreign, read_works
from art_assistant.gallery.bring.plain_npy import read_objects
from art_assistant.gallery.make.measuring import Tools
from art_assistant.gallery.opened import open_folder

ENTRIES = [
    {
        "id": i,
        "image_path": f"/data/old/pics/p{i}.png",
        "url": f"https://x.example/{i}.jpg",
        "style": ["A", "B"],
        "n": 1,
    }
    for i in range(5)
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "old"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    place = tmp_path / "old"
    (place / "data" / "index_samples").mkdir(parents=True)
    (place / "data" / "embeddings_samples").mkdir()
    index = faiss.IndexFlatIP(8)
    index.add(np.random.default_rng(0).normal(size=(5, 8)).astype(np.float32))
    faiss.write_index(index, str(place / "data" / "index_samples" / "index.faiss"))
    lines = "\n".join(json.dumps(entry) for entry in ENTRIES)
    (place / "data" / "embeddings_samples" / "artwork_index.jsonl").write_text(lines)
    return place


def test_an_old_index_is_taken_in_under_its_encoder(source: Path, folder: Path) -> None:
    count = import_foreign(folder, find_foreign(source, None, None), encoder="clip-vit-b32")
    gallery = open_folder(folder)
    assert count == len(gallery.works) == 5
    assert gallery.manifest["encoder"] == "clip-vit-b32"
    work = gallery.works[2]
    assert (work.id, work.style, work.image_url) == ("2", "A, B", "https://x.example/2.jpg")
    assert gallery.layout.dims == {"overall": 8, "manner": 0, "palette": 0, "value": 0}
    assert np.allclose(np.linalg.norm(gallery.features.astype(np.float32), axis=1), 1.0, atol=1e-3)
    assert gallery.index.search(gallery.features[3].astype(np.float32), 1).ids.tolist() == [3]
    with pytest.raises(GalleryEncoderError):
        open_folder(folder, searched=True)


def test_the_environment_names_the_files(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = find_foreign(source, None, None)
    monkeypatch.setenv("FAISS_INDEX_PATH", str(found.index))
    monkeypatch.setenv("FAISS_META_PATH", str(found.meta))
    assert find_foreign(None, None, None) == found
    monkeypatch.setenv("FAISS_META_PATH", str(source / "none.jsonl"))
    with pytest.raises(GalleryNotFoundError):
        find_foreign(None, None, None)
    monkeypatch.delenv("FAISS_INDEX_PATH")
    with pytest.raises(UsageError, match="--index"):
        find_foreign(None, None, None)


def test_pictures_at_hand_are_measured_again(source: Path, folder: Path, tools: Tools, tmp_path: Path) -> None:
    (tmp_path / "now" / "pics").mkdir(parents=True)
    for i in range(3):
        (tmp_path / "now" / "pics" / f"p{i}.png").write_bytes(picture_bytes(i))
    foreign = find_foreign(source, None, None)
    assert import_foreign(folder, foreign, encoder=None, pictures=tmp_path / "now", tools=tools) == 3
    gallery = open_folder(folder)
    assert [work.style for work in gallery.works] == ["A, B"] * 3
    assert gallery.layout.dims["value"] > 0


def test_what_does_not_fit_together_is_refused(source: Path, folder: Path) -> None:
    foreign = find_foreign(source, None, None)
    with pytest.raises(UsageError, match="--encoder"):
        import_foreign(folder, foreign, encoder=None)
    foreign.meta.write_text(json.dumps(ENTRIES[0]))
    with pytest.raises(GalleryCountError):
        import_foreign(folder, foreign, encoder="x")
    foreign.meta.write_text("{not json")
    with pytest.raises(GalleryCorruptError):
        import_foreign(folder, foreign, encoder="x")
    foreign.meta.write_text("\n".join(json.dumps(entry) for entry in ENTRIES))
    foreign.index.write_bytes(b"no index")
    with pytest.raises(GalleryCorruptError):
        import_foreign(folder, foreign, encoder="x")
    assert not folder.exists()


def test_a_name_that_is_taken_is_refused(source: Path, folder: Path) -> None:
    import_foreign(folder, find_foreign(source, None, None), encoder="x")
    with pytest.raises(GalleryError, match="already"):
        import_foreign(folder, find_foreign(source, None, None), encoder="x")


@pytest.mark.parametrize(
    "entries",
    [
        np.array([{"id": "a", "title": "T", "year": 1889, "n": [1, 2.5, None, True]}, {"id": "b"}], dtype=object),
        np.array(["a.jpg", "b.jpg"]),
        np.array(["a", 3, None], dtype=object),
        np.array([("a", 1), ("b", 2)], dtype=[("id", "U4"), ("year", "i4")]),
    ],
)
def test_plain_objects_are_read_from_npy(tmp_path: Path, entries: Any) -> None:
    path = tmp_path / "meta.npy"
    np.save(path, entries, allow_pickle=True)
    expected = np.load(path, allow_pickle=True).tolist()
    if entries.dtype.names:
        expected = [dict(zip(entries.dtype.names, row, strict=True)) for row in expected]
    assert read_objects(path) == expected
    assert len(read_works(path)) == len(entries)


class Bomb:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, ("touch exploded",)


@pytest.mark.parametrize("entries", [[Bomb()], [{"id": Bomb()}], [Path("x")], [{1, 2}], [complex(1, 2)]])
def test_nothing_that_runs_is_ever_run(tmp_path: Path, entries: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "meta.npy"
    array = np.empty(len(entries), dtype=object)
    array[:] = entries
    np.save(path, array, allow_pickle=True)
    try:
        items = read_objects(path)
    except GalleryCorruptError:
        items = []
    assert not (tmp_path / "exploded").exists()
    assert not any(isinstance(item, (Path, Bomb, complex)) for item in items)


def test_names_inside_numpys_frame_are_the_only_ones(tmp_path: Path) -> None:
    path = tmp_path / "meta.npy"
    np.save(path, np.array([{"id": 1}], dtype=object), allow_pickle=True)
    header = path.read_bytes()[: path.read_bytes().index(b"\n") + 1]
    for evil in (
        pickle.dumps(Bomb()),
        b"cos\nsystem\n(S'true'\ntR.",
        b"\x80\x04\x8c\x02os\x8c\x06system\x93.",
        b".",
        b"",
        b"N.",
    ):
        path.write_bytes(header + evil)
        with pytest.raises(GalleryCorruptError):
            read_objects(path)


def test_a_damaged_npy_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "meta.npy"
    np.save(path, np.array([{"id": i, "t": "x" * 20} for i in range(9)], dtype=object), allow_pickle=True)
    whole = path.read_bytes()
    for end in range(0, len(whole) - 1, 23):
        path.write_bytes(whole[:end])
        with pytest.raises(GalleryCorruptError):
            read_objects(path)
