"""What every vector index must do, against numpy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from art_assistant.errors import GalleryCorruptError, GallerySchemaError
from art_assistant.gallery.index.choose import KINDS, build_index, parse_index
from art_assistant.gallery.index.faiss_index import FaissIndex
from art_assistant.gallery.index.protocol import VectorIndex

Make = Callable[[np.ndarray], VectorIndex]
small = st.floats(-1.0, 1.0, width=32)


def rows(count: int, width: int = 24, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture(params=list(KINDS))
def make(request: pytest.FixtureRequest):
    def build(vectors: np.ndarray) -> VectorIndex:
        return build_index(vectors, request.param)

    return build


@given(
    vectors=st.integers(0, 40).flatmap(lambda n: arrays(np.float32, (n, 8), elements=small)),
    query=arrays(np.float32, 8, elements=small),
    k=st.integers(-1, 60),
)
def test_the_exact_index_agrees_with_numpy(vectors: np.ndarray, query: np.ndarray, k: int):
    found = build_index(vectors, "flat").search(query, k)
    truth = vectors.astype(np.float64) @ query.astype(np.float64)
    assert len(found.ids) == len(set(found.ids.tolist())) == min(max(k, 0), len(vectors))
    assert np.allclose(found.scores, truth[found.ids], atol=1e-5)
    assert np.allclose(found.scores, np.sort(truth)[::-1][: len(found.ids)], atol=1e-5)


def test_more_than_there_are_gives_each_row_once(make: Make):
    found = make(rows(7)).search(rows(1, seed=5)[0], 100)
    assert sorted(found.ids.tolist()) == list(range(7))
    assert (np.diff(found.scores) <= 0).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_query_that_is_no_number_finds_nothing(make: Make, bad: float):
    query = rows(1)[0].copy()
    query[3] = bad
    assert make(rows(9)).search(query, 3).ids.size == 0


@pytest.mark.parametrize("k", [0, -5])
def test_none_wanted_none_given(make: Make, k: int):
    assert make(rows(9)).search(rows(1)[0], k).ids.size == 0


def test_a_query_of_another_width_finds_nothing(make: Make):
    assert make(rows(9)).search(np.ones(5, np.float32), 3).ids.size == 0


def test_an_empty_index_finds_nothing(make: Make):
    found = make(np.zeros((0, 24), np.float32)).search(rows(1)[0], 3)
    assert found.ids.size == found.scores.size == 0


def test_bytes_bring_the_same_index_back(make: Make):
    index = make(rows(50))
    again = parse_index(index.to_bytes(), index.kind)
    assert (again.size, again.width, again.kind) == (index.size, index.width, index.kind)
    query = rows(1, seed=9)[0]
    assert np.array_equal(again.search(query, 9).ids, index.search(query, 9).ids)


def test_eight_bits_find_nearly_all_the_nearest(make: Make):
    vectors, hits = rows(3000, 64), 0
    index = make(vectors)
    for query in rows(50, 64, seed=1):
        truth = set(np.argsort(-(vectors @ query))[:10].tolist())
        hits += len(truth & set(index.search(query, 40).ids.tolist()))
    assert hits / 500 >= 0.98


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_index_is_refused(kind: str):
    with pytest.raises(GalleryCorruptError):
        parse_index(b"this is not an index at all, only a line of text", kind)


def test_a_kind_of_a_later_version_says_what_to_do(make: Make):
    with pytest.raises(GallerySchemaError, match="update, or build it again"):
        parse_index(make(rows(5)).to_bytes(), "tree")


def test_the_index_is_chosen_by_size(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("art_assistant.gallery.index.choose.FLAT_LIMIT", 30)
    assert build_index(rows(30)).kind == "flat"
    assert build_index(rows(31)).kind == "sq8"
    assert isinstance(build_index(rows(31)), FaissIndex)
