"""The cosines that belong to an encoder: written with its galleries, and read from the gallery that is searched."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.gallery.conftest import MakeGallery, make_works, random_facets

from art_assistant.gallery.home import open_gallery
from art_assistant.gallery.search.find import Query, closeness, find_references
from art_assistant.gallery.thresholds import THRESHOLDS, Thresholds

cosines = st.floats(-1.0, 1.0)


@given(cosines, cosines, cosines, cosines)
def test_a_manifest_tells_what_was_written(close: float, overall: float, value: float, vector: float) -> None:
    known = Thresholds(close, overall, value, vector)
    assert Thresholds.of_manifest(known.as_manifest()) == known


def test_what_a_manifest_does_not_tell_is_ours() -> None:
    assert Thresholds.of_manifest({}) == Thresholds(0.35, 0.83, 0.80, 0.97)
    assert Thresholds.of_manifest({"close_threshold": 0.5}) == Thresholds(close=0.5)
    assert Thresholds.of_manifest({"same_thresholds": {"value": 0.5}}) == Thresholds(same_value=0.5)


def test_the_starter_gallery_is_searched_as_ever() -> None:
    gallery = open_gallery("starter")
    assert gallery.thresholds == Thresholds()


@pytest.mark.parametrize("move", [-0.01, 0.01])
def test_a_match_is_close_as_the_gallerys_encoder_has_it(
    move: float, make_gallery: MakeGallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = random_facets(77)
    found = closeness(make_gallery(20, name="usual"), query.stacked())
    monkeypatch.setitem(THRESHOLDS, "fake@1", Thresholds(close=found + move))
    assert find_references(make_gallery(20), Query(facets=query)).close_match == (move < 0)


def test_two_pictures_are_one_painting_as_the_gallerys_encoder_has_it(
    make_gallery: MakeGallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [random_facets(seed) for seed in range(20)]
    rows[1] = replace(rows[1], overall=rows[0].overall, value=rows[0].value)
    works = [replace(work, artist=None) for work in make_works(20)]

    def shown(name: str, thresholds: Thresholds) -> set[str]:
        monkeypatch.setitem(THRESHOLDS, "fake@1", thresholds)
        gallery = make_gallery(20, name=name, works=works, rows=rows)
        return {item.artwork.id for item in find_references(gallery, Query(facets=rows[0], top=20)).items}

    assert len({"w0", "w1"} & shown("usual", Thresholds())) == 1
    assert {"w0", "w1"} <= shown("never", Thresholds(same_overall=1.1))
