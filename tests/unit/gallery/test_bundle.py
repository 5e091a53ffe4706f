from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import faiss
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
from art_assistant.gallery.bring.plain_npy import read_objects
from art_assistant.gallery.bundle import (
    ARTWORKS,
    FEATURES,
    FILES,
    INDEX,
    MANIFEST,
    WORDS,
    canonical,
    check_name,
    read_manifest,
)
from art_assistant.gallery.index import coded, faiss_index
from art_assistant.gallery.index.axes import Block
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


@pytest.fixture
def worded(make_gallery: MakeGallery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("art_assistant.gallery.make.write.LEAST_WORKS", 12)
    make_gallery(12)
    return in_use(tmp_path / "test")


def test_an_index_of_words_is_verified_as_every_file_and_not_missed(worded: Path):
    def found() -> list[int]:
        return open_folder(worded).works.rows_matching("century:17 artist:3").tolist()

    sound, rng = (worded / WORDS).read_bytes(), np.random.default_rng(7)
    assert found() == [9, 10, 11]
    for bit in rng.integers(0, 8 * len(sound), 20).tolist():
        data = bytearray(sound)
        data[bit // 8] ^= 1 << (bit % 8)
        (worded / WORDS).write_bytes(data)
        with pytest.raises(GalleryCorruptError, match=r"facts\.sqlite"):
            open_folder(worded)
    for size in (0, len(sound) // 2, len(sound) - 1):
        (worded / WORDS).write_bytes(sound[:size])
        with pytest.raises(GalleryCorruptError, match=r"facts\.sqlite"):
            open_folder(worded)
    # An earlier release copies a gallery without it, or has left one of its own.
    (worded / WORDS).unlink()
    assert found() == [9, 10, 11]
    (worded / "words.sqlite").write_bytes(sound)
    rewrite(worded, files={**read_manifest(worded)["files"], "words.sqlite": hashlib.sha256(sound).hexdigest()})
    assert found() == [9, 10, 11]


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
    "changes",
    [
        *({"files": []}, {"dims": {}}, {"close_threshold": "x"}, {"same_thresholds": 1}),
        *({"pair_quantiles": odd} for odd in (None, {}, {"overall": [0.0] * 101})),
        {"pair_quantiles": dict.fromkeys(("overall", "manner", "palette", "value"), [0.0] * 100)},
    ],
)
def test_a_well_signed_manifest_that_lacks_something_is_refused(folder: Path, changes: dict[str, Any]):
    rewrite(folder, **changes)
    with pytest.raises(GalleryCorruptError):
        open_folder(folder)


@pytest.mark.parametrize("n", [None, True, 12.0, "12"])
def test_a_manifest_counts_its_works(folder: Path, n: Any):
    rewrite(folder, n=n)
    with pytest.raises(GalleryCorruptError):
        read_manifest(folder)


@pytest.mark.parametrize(
    "raw", [b"[" * 100_000, b'{"a":' * 100_000, b'{"n":NaN}', b'{"n":' + b"1" * 5000 + b"}", b"null", b"\xff"]
)
def test_a_manifest_that_is_none_is_damage(folder: Path, raw: bytes):
    (folder / MANIFEST).write_bytes(raw)
    with pytest.raises(GalleryCorruptError):
        open_folder(folder)


def replace_file(folder: Path, name: str, data: bytes):
    (folder / name).write_bytes(data)
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    rewrite(folder, files=files)


@pytest.mark.parametrize(
    "head",
    [
        *(
            b"{'descr': '<f2', 'fortran_order': False, 'shape': %s}" % s
            for s in (b"(-8, -3)", b"(12, 9" + b"9" * 20 + b")")
        ),
        *(b"(" * 400, b"[" * 3000, b"{'descr': '|O', 'fortran_order': False, 'shape': (12, 3)}", b"\xff", b""),
    ],
)
def test_features_of_another_form_are_damage_though_their_checksum_fits(folder: Path, head: bytes):
    data = b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head + bytes(800)
    replace_file(folder, FEATURES, data)
    with pytest.raises(GalleryCorruptError):
        open_folder(folder)
    (folder.parent / "old.npy").write_bytes(data)
    with pytest.raises(GalleryCorruptError):
        read_objects(folder.parent / "old.npy")


@pytest.mark.parametrize("line", [b"[]", b"x", b"[" * 100_000, b"{}", b'{"id":"a","century":' + b"9" * 5000 + b"}"])
def test_a_line_that_is_no_work_is_damage_though_its_checksum_fits(folder: Path, line: bytes):
    others = (folder / ARTWORKS).read_bytes().splitlines()[1:]
    replace_file(folder, ARTWORKS, b"\n".join([line, *others]) + b"\n")
    with pytest.raises(GalleryCorruptError):
        list(open_folder(folder).works)


def other_indexes(rows: np.ndarray) -> dict[str, faiss.Index]:
    width = rows.shape[1]
    ids = faiss.IndexIDMap(faiss.IndexFlatIP(width))
    ids.add_with_ids(rows, np.full(len(rows), 10**12))
    cells = faiss.index_factory(width, "IVF2,Flat", faiss.METRIC_INNER_PRODUCT)
    cells.train(rows)
    others = {"l2": faiss.IndexFlatL2(width), "graph": faiss.IndexHNSWFlat(width, 8), "cells": cells}
    for other in others.values():
        other.add(rows)
    return others | {"ids": ids}


@pytest.mark.parametrize("kind", ["l2", "graph", "cells", "ids"])
def test_an_index_of_a_kind_that_we_never_write_is_refused_though_its_checksum_fits(folder: Path, kind: str):
    rows = np.asarray(open_folder(folder).features, dtype=np.float32)
    replace_file(folder, INDEX, bytes(faiss.serialize_index(other_indexes(rows)[kind]).tobytes()))
    with pytest.raises(GalleryCorruptError):
        open_folder(folder)


@pytest.mark.parametrize("kind", ["flat", "sq8"])
def test_sizes_that_lie_inside_an_index_never_reach_faiss(kind: str, monkeypatch: pytest.MonkeyPatch):
    sound = faiss_index.build(np.random.default_rng(1).normal(size=(9, 6)).astype(np.float32), kind).to_bytes()
    assert (faiss_index.parse(sound).size, faiss_index.parse(sound).kind) == (9, kind)
    monkeypatch.setattr(faiss, "deserialize_index", lambda _: pytest.fail("was read"))
    # The two numbers after the sizes are of no use to FAISS, and what eight-bit codes have learnt may be anything.
    sizes = [*range(16), *range(32, 73), *range(121, 129)] if kind == "sq8" else [*range(16), *range(32, 45)]
    for at in sizes:
        for bit in (1, 128):
            data = bytearray(sound)
            data[at] ^= bit
            with pytest.raises(GalleryCorruptError):
                faiss_index.parse(bytes(data))
    for data in (b"", sound[:20], sound[:-1], sound + b"\0"):
        with pytest.raises(GalleryCorruptError):
            faiss_index.parse(data)


def test_sizes_that_lie_inside_codes_never_reach_faiss(monkeypatch: pytest.MonkeyPatch):
    rows = np.random.default_rng(1).normal(size=(40, 6)).astype(np.float32)
    built = coded.build(rows, [Block(4, 3), Block(2, 1)])
    sound, codes = built.to_bytes(), built.to_bytes().index(b"IPfs")
    assert coded.parse(sound, rows).size == 40
    monkeypatch.setattr(faiss, "deserialize_index", lambda _: pytest.fail("was read"))
    # Not the two numbers of no use, nor axes and values, which may be any numbers. Rows are counted to the next 32, to
    # which they are laid out; the very number is compared with that of the works.
    tail = len(sound) - 64 * 2 - 36
    for at in [
        *range(23),
        *range(87, 98),
        *range(codes, codes + 8),
        *range(codes + 9, codes + 16),
        *range(codes + 32, codes + 69),
        *range(tail, tail + 36),
    ]:
        for bit in (1, 128):
            data = bytearray(sound)
            data[at] ^= bit
            with pytest.raises(GalleryCorruptError):
                coded.parse(bytes(data), rows)
    for data in (b"", sound[:8], sound[:20], sound[: codes + 4], sound[:-1], sound + b"\0"):
        with pytest.raises(GalleryCorruptError):
            coded.parse(data, rows)


def test_an_index_of_a_later_version_is_named_as_such(folder: Path):
    rewrite(folder, index="tree")
    with pytest.raises(GallerySchemaError, match="update"):
        open_folder(folder)


@pytest.mark.parametrize("name", ["", "..", "a/b", "a\\b", ".hidden", "x" * 65, "ü"])
def test_a_name_cannot_lead_out_of_the_home(name: str):
    with pytest.raises(GalleryError):
        check_name(name)
