from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.unit.gallery.conftest import MakeGallery, make_works, random_facets

from art_assistant.errors import FilterError, GalleryEncoderError, UsageError
from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.facets import FACETS, FacetVectors, mirrored_value, parse_weights, unit
from art_assistant.gallery.search.find import Query, closeness, find_references, is_close
from art_assistant.gallery.thresholds import Thresholds


def plain(facets: FacetVectors, **more: Any) -> Query:
    return Query(facets=facets, diversify=False, **more)


def test_a_work_finds_itself_under_every_weighting(make_gallery: MakeGallery):
    gallery = make_gallery(60)
    rng = np.random.default_rng(3)
    for row in range(0, 60, 7):
        weights = dict(zip(FACETS, rng.uniform(0.05, 1.0, 4), strict=True))
        found = find_references(gallery, plain(random_facets(row), weights=weights, top=3))
        assert found.items[0].artwork.id == f"w{row}"
        assert found.items[0].score == pytest.approx(1.0, abs=2e-3)
        assert min(found.items[0].facets.values()) == 100.0


@pytest.mark.parametrize("text", ["overall=1", "value=2,palette=1", "manner=3,overall=0.1"])
def test_scores_are_the_weighted_sum_of_the_cosines(make_gallery: MakeGallery, text: str):
    gallery, weights = make_gallery(30), parse_weights(text)
    query = random_facets(999)
    total = sum(weights.values())
    expected = np.zeros(30)
    for facet in FACETS:
        part = gallery.features[:, gallery.layout.slice(facet)].astype(np.float64)
        expected += weights[facet] / total * (part @ getattr(query, facet))
    found = find_references(gallery, plain(query, weights=weights, top=30))
    order = np.argsort(-expected)
    assert [item.artwork.id for item in found.items] == [f"w{i}" for i in order]
    assert [item.score for item in found.items] == pytest.approx(expected[order], abs=1e-3)


def test_what_is_not_a_number_finds_nothing(make_gallery: MakeGallery):
    broken = replace(random_facets(1), overall=np.full(6, np.nan, np.float32))
    found = find_references(make_gallery(10), plain(broken))
    assert found.items == ()
    assert not found.close_match


def test_an_empty_gallery_answers_with_nothing(make_gallery: MakeGallery):
    found = find_references(make_gallery(0), plain(random_facets(1)))
    assert found.as_dict() == {"references": [], "close_match": None}


def test_more_than_there_are_gives_all_of_them_once(make_gallery: MakeGallery):
    found = find_references(make_gallery(5), plain(random_facets(1), top=50))
    assert sorted(item.artwork.id for item in found.items) == [f"w{i}" for i in range(5)]
    assert [item.rank for item in found.items] == [1, 2, 3, 4, 5]


def test_vectors_of_another_width_are_refused(make_gallery: MakeGallery):
    gallery = make_gallery(5)
    with pytest.raises(GalleryEncoderError):
        find_references(gallery, plain(replace(random_facets(1), overall=np.ones(7, np.float32))))


def test_top_has_bounds():
    with pytest.raises(UsageError):
        Query(facets=random_facets(0), top=0)


def test_the_mirror_finds_a_turned_pattern(make_gallery: MakeGallery):
    gallery, weights = make_gallery(40), parse_weights("value=1")
    turned = replace(random_facets(9), value=mirrored_value(random_facets(9).value))
    without = find_references(gallery, plain(turned, weights=weights))
    mirrored = find_references(gallery, plain(turned, weights=weights, mirror=True))
    assert mirrored.items[0].artwork.id == "w9"
    assert without.items[0].score < 0.5 < mirrored.items[0].score
    assert mirrored.items[0].facets["value"] == 100.0


def test_keywords_limit_the_works(make_gallery: MakeGallery):
    gallery = make_gallery(30)
    found = find_references(gallery, plain(random_facets(2), keywords="artist:artist 1605", top=20))
    assert [item.artwork.date for item in found.items] == ["1605"]
    assert find_references(gallery, plain(random_facets(2), keywords="nobody")).items == ()


def test_a_filter_that_leaves_many_ranks_the_nearest_of_them(
    make_gallery: MakeGallery, monkeypatch: pytest.MonkeyPatch
):
    gallery = make_gallery(400)
    for keywords in ("century:18", "artist:13"):
        wish = {"keywords": keywords, "top": 8, "mirror": True}
        all_ranked = find_references(gallery, plain(random_facets(900), **wish))
        with monkeypatch.context() as patched:
            patched.setattr("art_assistant.gallery.search.find.MANY", 3)
            patched.setattr("art_assistant.gallery.search.find.POOL", 8)
            some_ranked = find_references(gallery, plain(random_facets(900), **wish))
        assert [item.artwork.id for item in some_ranked.items] == [item.artwork.id for item in all_ranked.items]
        assert [item.score for item in some_ranked.items] == pytest.approx([item.score for item in all_ranked.items])


def test_a_filter_that_leaves_only_what_is_far_ranks_all_of_it(
    make_gallery: MakeGallery, monkeypatch: pytest.MonkeyPatch
):
    # The works 101 to 200 are of the 18th century.
    gallery = make_gallery(500, rows=[random_facets(seed if 101 <= seed <= 200 else 1) for seed in range(500)])
    monkeypatch.setattr("art_assistant.gallery.search.find.MANY", 3)
    monkeypatch.setattr("art_assistant.gallery.search.find.POOL", 8)
    wish = {"keywords": "century:18", "top": 5}
    found = find_references(gallery, plain(random_facets(1), **wish))
    assert [101 <= int(item.artwork.id[1:]) <= 200 for item in found.items] == [True] * 5


def test_a_picture_does_not_find_its_own_file(make_gallery: MakeGallery):
    works = [replace(work, sha256=f"{i:064x}") for i, work in enumerate(make_works(20))]
    gallery = make_gallery(20, works=works)
    found = find_references(gallery, plain(random_facets(4), exclude=f"{4:064x}", top=20))
    assert "w4" not in {item.artwork.id for item in found.items}
    assert len(found.items) == 19


def test_plus_and_minus_move_the_query(make_gallery: MakeGallery):
    gallery = make_gallery(40)
    base, other = random_facets(5), random_facets(6)
    plus = find_references(gallery, plain(base, plus=[other], top=40))
    places = {item.artwork.id: item.rank for item in plus.items}
    assert {places["w5"], places["w6"]} == {1, 2}
    minus = find_references(gallery, plain(base, minus=[other], top=40))
    assert minus.items[-1].artwork.id == "w6"


def test_the_result_is_spread_and_holds_two_of_an_artist_at_most(make_gallery: MakeGallery):
    works = [replace(work, artist="One Hand" if i < 30 else f"A{i}") for i, work in enumerate(make_works(40))]
    gallery = make_gallery(40, works=works)
    found = find_references(gallery, Query(facets=random_facets(0), top=10))
    assert sum(item.artwork.artist == "One Hand" for item in found.items) == 2
    free = find_references(gallery, plain(random_facets(0), top=10))
    assert sum(item.artwork.artist == "One Hand" for item in free.items) > 2


def test_the_answer_is_json_ready_and_says_nothing_it_does_not_know(make_gallery: MakeGallery):
    gallery = make_gallery(20, works=[Artwork(id=f"x{i}") for i in range(20)])
    first = find_references(gallery, plain(random_facets(0), top=1)).as_dict()["references"][0]
    assert first["artist"] is None
    assert first["rights"] is None
    assert set(first["facets"]) == set(FACETS)
    assert all(0.0 <= value <= 100.0 for value in first["facets"].values())


def test_closeness_is_that_of_the_ten_nearest(make_gallery: MakeGallery):
    gallery = make_gallery(50)
    row = random_facets(77).stacked()
    cosines = gallery.layout.cosines(gallery.features.astype(np.float32), row)
    expected = np.sort(0.25 * cosines["overall"] + 0.75 * cosines["manner"])[-10:].mean()
    assert closeness(gallery, row) == pytest.approx(float(expected), abs=1e-3)
    assert closeness(make_gallery(0, "empty"), row) == -1.0


MARKED = {"values.l_p50": 90.0, "color.chroma_mean": 60.0, "edges.hard_share": 0.9, "values.range_steps": 9.0}


@pytest.mark.parametrize("count", [1, 2, 3, 19])
def test_a_gallery_of_few_works_tells_no_percentiles(make_gallery: MakeGallery, count: int):
    works = [replace(work, measures=MARKED if n % 2 else {}) for n, work in enumerate(make_works(count))]
    found = find_references(make_gallery(count, works=works), plain(random_facets(0), metrics=MARKED, top=50))
    assert len(found.items) == count
    assert found.close_match is None
    for item in found.as_dict()["references"]:
        assert set(item["facets"].values()) == {None}
        assert "pairs" not in item["reason"]
        assert "%" not in item["reason"].partition("(hard edges")[0]
    reasons = [item.reason for item in found.items]
    assert len(set(reasons)) == count
    assert reasons[0] == f"Number 1 of the nearest; with so few works here ({count}) nothing more can be said."


def test_few_works_share_what_is_marked_among_masters(make_gallery: MakeGallery):
    works = [replace(work, measures=MARKED) for work in make_works(2)]
    found = find_references(make_gallery(2, works=works), plain(random_facets(0), metrics=MARKED))
    assert all("both" in item.reason for item in found.items)
    quiet = dict.fromkeys(MARKED, None) | {"values.l_p50": 50.0}
    assert (
        "Number 1"
        in find_references(make_gallery(2, "b", works), plain(random_facets(0), metrics=quiet)).items[0].reason
    )


def test_twenty_works_are_enough_for_percentiles(make_gallery: MakeGallery):
    found = find_references(make_gallery(20), plain(random_facets(0)))
    assert all(isinstance(at, float) for item in found.items for at in item.facets.values())
    assert isinstance(found.close_match, bool)


def test_the_gallery_says_whether_it_is_close_whatever_the_filter_leaves(make_gallery: MakeGallery):
    gallery = make_gallery(30)
    some = find_references(gallery, plain(random_facets(1)))
    none = find_references(gallery, plain(random_facets(1), keywords="nobody"))
    assert none.items == ()
    assert none.close_match is some.close_match is not None


@pytest.mark.parametrize("keywords", ["", "  ", "artist:", "stlye:x"])
def test_a_filter_that_means_nothing_is_refused(keywords: str):
    with pytest.raises(FilterError):
        Query(facets=random_facets(0), keywords=keywords)


def test_a_match_is_not_close_for_the_picture_itself(make_gallery: MakeGallery):
    works = [replace(work, sha256=f"{i:064x}") for i, work in enumerate(make_works(20))]
    gallery = make_gallery(20, works=works)
    row, own, other = random_facets(4).stacked(), f"{4:064x}", f"{5:064x}"
    beside, alone = closeness(gallery, row), closeness(gallery, row, exclude=own)
    assert beside > alone + 0.1
    near = replace(gallery, thresholds=Thresholds(close=(beside + alone) / 2.0))
    assert is_close(near, row)
    assert not is_close(near, row, exclude=own)
    assert is_close(near, row, exclude=other)
    assert find_references(near, Query(facets=random_facets(4))).close_match
    assert not find_references(near, Query(facets=random_facets(4), exclude=own)).close_match


def test_a_match_is_close_from_the_threshold_on(make_gallery: MakeGallery):
    gallery, row = make_gallery(20), random_facets(77).stacked()
    found = closeness(gallery, row)
    assert is_close(replace(gallery, thresholds=Thresholds(close=found)), row)
    assert not is_close(replace(gallery, thresholds=Thresholds(close=found + 1e-6)), row)


@pytest.mark.parametrize(("count", "looked_at"), [(4, 1), (9, 1), (10, 2), (49, 9), (50, 10), (60, 10)])
def test_closeness_looks_at_a_fifth_of_a_small_gallery(count: int, looked_at: int, make_gallery: MakeGallery):
    gallery, row = make_gallery(count), random_facets(77).stacked()
    cosines = gallery.layout.cosines(gallery.features.astype(np.float32), row)
    expected = np.sort(0.25 * cosines["overall"] + 0.75 * cosines["manner"])[-looked_at:].mean()
    assert closeness(gallery, row) == pytest.approx(float(expected), abs=1e-3)


def test_works_are_alike_by_the_facets_that_count(make_gallery: MakeGallery):
    """By value w0 and w1 are twins and w2 is another; by palette w0 and w2 are twins."""
    one, other = random_facets(0), random_facets(1)
    rows = [one, replace(other, value=one.value), replace(random_facets(2), palette=one.palette)]
    gallery = make_gallery(3, works=[replace(work, artist=None) for work in make_works(3)], rows=rows)
    value, palette = one.value + 0.9 * rows[2].value, one.palette + 0.9 * other.palette
    query = replace(one, value=unit(value), palette=unit(palette))
    by_value = find_references(gallery, Query(facets=query, weights=parse_weights("value=1"), top=3))
    by_palette = find_references(gallery, Query(facets=query, weights=parse_weights("palette=1"), top=3))
    assert [item.artwork.id for item in by_value.items] == ["w0", "w2", "w1"]
    assert [item.artwork.id for item in by_palette.items] == ["w0", "w1", "w2"]


@pytest.mark.parametrize("facet", FACETS)
def test_a_facet_by_which_a_picture_says_nothing_has_no_percentile(make_gallery: MakeGallery, facet: str):
    own = random_facets(1)
    mute = replace(own, **{facet: np.zeros_like(getattr(own, facet))})
    for item in find_references(make_gallery(30), Query(facets=mute, top=5)).items:
        assert {name for name, place in item.facets.items() if place is None} == {facet}
        assert facet not in item.reason
