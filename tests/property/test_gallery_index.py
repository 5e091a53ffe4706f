"""What every vector index must do, whatever stands behind it: numpy, FAISS, a file of milvus-lite, its server."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from tests.beyond.server import row_server
from tests.property.numpy_index import NumpyIndex

from art_assistant.errors import GalleryCorruptError, GallerySchemaError
from art_assistant.gallery.facets import Layout
from art_assistant.gallery.index.axes import LONGEST, Axes, Block, grouped
from art_assistant.gallery.index.choose import KINDS, build_index, parse_index
from art_assistant.gallery.index.milvus_index import IndexServer, parse, send_rows
from art_assistant.gallery.index.products import products
from art_assistant.gallery.index.protocol import VectorIndex

Make = Callable[[np.ndarray], VectorIndex]
Read = Callable[[bytes, str, np.ndarray], VectorIndex]
small = st.floats(-1.0, 1.0, width=32)
MILVUS = ("milvus-file", "milvus-server")
SLOW = [pytest.param(name, marks=pytest.mark.slow) for name in MILVUS]


def rows(count: int, width: int = 24, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class Backend:
    """One way to keep rows: ``make`` builds an index over them, ``read`` brings it back from its bytes."""

    def __init__(self, make: Make, read: Read) -> None:
        self.make, self.read = make, read


def on_milvus(server: IndexServer) -> Backend:
    numbers = itertools.count()
    return Backend(
        lambda vectors: send_rows(server, f"rows_{next(numbers)}", vectors, lambda _: None),
        lambda data, *_: parse(data, server),
    )


@pytest.fixture(scope="module")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Backend]]:
    """Starts a server, or opens a file, when it is first asked for."""
    opened: dict[str, Backend] = {}
    with ExitStack() as stack:

        def call(name: str) -> Backend:
            if find_spec("pymilvus") is None or find_spec("milvus_lite") is None:
                pytest.skip("needs the extra 'milvus'")
            if name not in opened:
                home = tmp_path_factory.mktemp(name)
                address = str(home / "rows.db")
                if name == "milvus-server":
                    address = stack.enter_context(row_server(home / "rows")).address
                opened[name] = on_milvus(IndexServer(address))
            return opened[name]

        yield call


@pytest.fixture(params=["numpy", *KINDS, *SLOW])
def backend(request: pytest.FixtureRequest, milvus: Callable[[str], Backend]) -> Backend:
    if request.param in MILVUS:
        return milvus(request.param)
    if request.param == "numpy":
        return Backend(NumpyIndex, lambda data, *_: NumpyIndex.parse(data))
    return Backend(partial(build_index, kind=request.param), parse_index)


@pytest.fixture
def make(backend: Backend) -> Make:
    return backend.make


ANY_SEARCH = {
    "vectors": st.integers(0, 40).flatmap(lambda n: arrays(np.float32, (n, 8), elements=small)),
    "query": arrays(np.float32, 8, elements=small),
    "k": st.integers(-1, 60),
}


@given(**ANY_SEARCH)
def test_the_exact_index_agrees_with_numpy(vectors: np.ndarray, query: np.ndarray, k: int):
    check_exact(partial(build_index, kind="flat"), vectors, query, k)


@pytest.mark.slow
@pytest.mark.parametrize("name", MILVUS)
def test_milvus_agrees_with_numpy(milvus: Callable[[str], Backend], name: str):
    make = milvus(name).make

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(**ANY_SEARCH)
    def agrees(vectors: np.ndarray, query: np.ndarray, k: int) -> None:
        check_exact(make, vectors, query, k)

    agrees()


def check_exact(make: Make, vectors: np.ndarray, query: np.ndarray, k: int) -> None:
    found = make(vectors).search(query, k)
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


def test_a_weighted_query_weighs_every_row(make: Make):
    vectors, query = rows(300), rows(1, seed=3)[0]
    weights = np.repeat(np.float32([4.0, 0.0, 1.0]), 8)
    found = make(vectors).search(query * weights, 5)
    assert found.ids[0] == np.argmax(vectors @ (query * weights)) != np.argmax(vectors @ query)


def test_bytes_bring_the_same_index_back(backend: Backend):
    vectors = rows(50)
    index = backend.make(vectors)
    again = backend.read(index.to_bytes(), index.kind, vectors)
    assert (again.size, again.width, again.kind) == (index.size, index.width, index.kind)
    query = rows(1, seed=9)[0]
    assert np.array_equal(again.search(query, 9).ids, index.search(query, 9).ids)


def test_every_kind_finds_nearly_all_the_nearest(make: Make):
    vectors, hits = rows(3000, 64), 0
    index = make(vectors)
    for query in rows(50, 64, seed=1):
        truth = set(np.argsort(-(vectors @ query))[:10].tolist())
        hits += len(truth & set(index.search(query, 40).ids.tolist()))
    assert hits / 500 >= 0.98


DIMS = {"overall": 16, "manner": 12, "palette": 24, "value": 48}


def blends(count: int, seed: int) -> np.ndarray:
    """Return rows that blend two of a hundred works each, every facet a unit vector, as works of a museum lie."""
    rng, parts = np.random.default_rng(seed), []
    for at, width in enumerate(DIMS.values()):
        real = np.abs(np.random.default_rng(at).normal(size=(100, width))) ** 2
        part = real[rng.integers(0, 100, (count, 2))].mean(axis=1) + rng.normal(0, 0.2, (count, width))
        parts.append(part / np.linalg.norm(part, axis=1, keepdims=True))
    return np.concatenate(parts, axis=1).astype(np.float16)


@pytest.fixture(scope="module")
def museum():
    vectors = blends(4000, seed=1)
    return vectors, build_index(vectors, "pq4", DIMS)


@pytest.mark.parametrize("spoken", [*([facet] for facet in DIMS), ["overall", "value"], [*DIMS]])
def test_codes_find_the_nearest_by_any_weighting_and_tell_their_exact_scores(
    museum: tuple[np.ndarray, VectorIndex], spoken: list[str], monkeypatch: pytest.MonkeyPatch
):
    vectors, index, layout, hits = *museum, Layout(DIMS), 0
    monkeypatch.setattr("art_assistant.gallery.index.coded.READ", 150 * sum(DIMS[facet] for facet in spoken))
    monkeypatch.setattr("art_assistant.gallery.index.coded.RANKED", 150)
    for query in blends(30, seed=2).astype(np.float32):
        weighted = layout.weighted(query, dict.fromkeys(spoken, 1.0))
        exact = vectors.astype(np.float32) @ weighted
        found = index.search(weighted, 10)
        hits += len(set(np.argsort(-exact)[:10].tolist()) & set(found.ids.tolist()))
        assert np.allclose(found.scores, exact[found.ids], atol=1e-6)
    assert hits / 300 >= 0.97


def test_the_same_works_make_the_same_codes():
    vectors = blends(700, seed=3)
    assert build_index(vectors, "pq4", DIMS).to_bytes() == build_index(vectors.copy(), "pq4", DIMS).to_bytes()


def test_a_row_of_anything_but_numbers_is_not_found():
    vectors = blends(300, seed=4)
    index, query = build_index(vectors, "pq4", DIMS), vectors[7].astype(np.float32)
    assert index.search(query, 300).ids.size == 300
    vectors[7, 3], vectors[8, 50] = np.nan, np.inf
    assert {*range(300)} - {*index.search(query, 300).ids.tolist()} == {7, 8}


@given(
    seed=st.integers(0, 999), power=st.integers(-100, 100), part=st.sampled_from([(0, 40), (3, 17), (39, 40), (5, 5)])
)
def test_products_with_halves_are_those_with_the_floats_they_stand_for(seed: int, power: int, part: tuple[int, int]):
    rng, columns = np.random.default_rng(seed), slice(*part)
    bits = rng.integers(0, 2**16, (700, 40)).astype(np.uint16)
    # Halves of every size and sign, the smallest and both zeros among them, and none that is no number.
    halves = np.where(bits & 0x7C00 == 0x7C00, bits & 0x83FF, bits).astype(np.uint16).view(np.float16)
    ids = np.sort(rng.integers(0, 700, 600))
    query = np.ldexp(rng.normal(size=part[1] - part[0]).astype(np.float32), power)
    exact = halves[ids, columns].astype(np.float64) @ query.astype(np.float64)
    size = np.abs(halves[ids, columns].astype(np.float64)) @ np.abs(query.astype(np.float64))
    assert np.all(np.abs(products(halves, ids, columns, query) - exact) <= 1e-5 * size)
    assert np.allclose(
        products(halves.astype(np.float32), ids, columns, query), exact, rtol=1e-4, atol=1e-5 * size.max(initial=0)
    )


def test_a_query_that_says_nothing_finds_any(make: Make):
    assert make(rows(9)).search(np.zeros(24, np.float32), 3).ids.size == 3


@given(variance=st.lists(st.floats(0.0, 10.0), min_size=1, max_size=60), codes=st.integers(1, 30))
def test_every_code_keeps_an_axis_and_none_too_many(variance: list[float], codes: int):
    sizes = grouped(np.sort(np.array(variance))[::-1], min(codes, len(variance)))
    assert len(sizes) == min(codes, len(variance))
    assert all(1 <= size <= LONGEST for size in sizes)
    assert sum(sizes) <= len(variance)


def test_the_longest_axes_are_kept_first():
    scales = np.array([0.1, 9.0, 0.1, 3.0, 0.1], np.float32)
    sample = rows(500, 5) * scales
    axes = Axes.fit(sample, [Block(5, 2)])
    assert np.argmax(np.abs(axes.turns[0]), axis=0)[:2].tolist() == [1, 3]
    assert np.abs(axes.spread(sample)).mean(axis=0)[[0, LONGEST]].min() > 0.5


def test_an_axis_that_matters_more_has_a_code_to_itself():
    assert grouped(np.array([1.0, *[0.01] * 20]), 3)[0] == 1
    assert grouped(np.array([1.0, *[0.01] * 20]), 3)[1:] == (10, 10)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_index_is_refused(kind: str):
    with pytest.raises(GalleryCorruptError):
        parse_index(b"this is not an index at all, only a line of text", kind, rows(5))


def test_a_kind_of_a_later_version_says_what_to_do():
    with pytest.raises(GallerySchemaError, match="update, or build it again"):
        parse_index(build_index(rows(5)).to_bytes(), "tree", rows(5))


def test_the_index_is_chosen_by_size(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("art_assistant.gallery.index.choose.FLAT_LIMIT", 30)
    assert build_index(rows(30)).kind == "flat"
    assert build_index(rows(31)).kind == "pq4"
