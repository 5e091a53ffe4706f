"""Searching by words: alone, beside a picture, added and taken away; and what is said where no words are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.clip.conftest import TINY
from tests.clip.told import PICTURES, TEXTS, picture
from tests.service.conftest import picture_bytes

from art_assistant.errors import FilterError, GalleryEncoderError, GalleryWordsError, UsageError
from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.encoder import dims_of
from art_assistant.gallery.facets import FACETS, FacetVectors, Layout
from art_assistant.gallery.home import open_gallery
from art_assistant.gallery.make.write import write_gallery
from art_assistant.gallery.opened import Gallery, open_folder
from art_assistant.gallery.places import folder_of
from art_assistant.gallery.search.find import Query, find_references
from art_assistant.gallery.search.query import Likeness, Wish, build_query
from art_assistant.gallery.search.words import only_words, reader_of, said, with_words
from art_assistant.pipeline import Study
from art_assistant.related import find_by_text, find_related
from art_assistant.service.engines.engine import OPERATIONS
from art_assistant.settings import Settings
from art_assistant.studio.answers import related
from art_assistant.studio.visits import Visit
from art_assistant.vision import encoders
from art_assistant.vision.encoders import named_encoder
from art_assistant.vision.fetched.bring import add_folder
from art_assistant.vision.twin.twin import Twin

WORKS = 40


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings whose gallery was made with the tiny CLIP: six pictures that it saw, and works that it did not."""
    base = tmp_path_factory.mktemp("words")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoders, "ENCODERS", dict(encoders.ENCODERS))
        made = Settings().merged(
            {
                "models": {"home": str(base / "models"), "device": "cpu"},
                "gallery": {"home": str(base), "name": "worded", "top": 5},
            }
        )
        twin = Twin(add_folder(TINY / "clip", "tiny", made.models))
        write_worded(base / "worded", twin)
        yield made


def write_worded(folder: Path, twin: Twin) -> None:
    layout = Layout(dims_of(twin))
    rows = np.random.default_rng(0).normal(size=(WORKS, layout.width)).astype(np.float32)
    rows[: len(PICTURES), layout.slice("overall")] = [twin.look([picture(name)])[0] for name in PICTURES]
    for facet in layout.dims:
        part = layout.slice(facet)
        rows[:, part] /= np.linalg.norm(rows[:, part], axis=1, keepdims=True)
    titles = [*PICTURES, *(f"other {n}" for n in range(WORKS - len(PICTURES)))]
    works = [Artwork(id=title, title=title, artist=f"Painter {n % 9}") for n, title in enumerate(titles)]
    write_gallery(folder, works, rows.astype(np.float16), encoder=twin.identity, dims=dict(layout.dims))


@pytest.fixture
def gallery(settings: Settings) -> Gallery:
    return open_gallery(None, settings)


def by_hand(gallery: Gallery, words: np.ndarray) -> list[str]:
    rows = gallery.rows(np.arange(WORKS))[:, gallery.layout.slice("overall")]
    return [gallery.works[int(at)].id for at in np.argsort(-(rows @ words), kind="stable")]


@pytest.mark.parametrize("text", TEXTS[:3])
def test_words_find_what_is_nearest_to_them(settings: Settings, gallery: Gallery, text: str):
    words = reader_of(gallery).read(text)

    found = find_by_text(text, settings=settings, diversify=False)

    assert [item.artwork.id for item in found.items] == by_hand(gallery, words)[:5]
    best = gallery.rows(np.array([gallery.works.row_of(found.items[0].artwork.id)]))[0, gallery.layout.slice("overall")]
    assert found.items[0].score == pytest.approx(float(best @ words), abs=1e-3)


def test_nothing_is_said_that_words_cannot_know(settings: Settings):
    found = find_by_text("a tree", settings=settings)

    assert found.close_match is None
    assert all(set(item.facets.values()) == {None} for item in found.items)
    reasons = [item.reason for item in found.items]
    assert len(set(reasons)) == 5
    assert all(f"Number {rank} by the words" in reason for rank, reason in enumerate(reasons, start=1))
    assert f"{found.items[0].score:.2f} near them" in reasons[0]


def test_words_are_added_and_taken_away(settings: Settings, gallery: Gallery):
    reader = reader_of(gallery)
    sea, tree = reader.read("the sea"), reader.read("a tree")

    found = find_by_text(["the sea"], settings=settings, minus_text=["a tree"], diversify=False)

    assert [item.artwork.id for item in found.items] == by_hand(gallery, sea - tree)[:5]
    assert np.allclose(said(reader, ["the sea", "a tree"]), (sea + tree) / np.linalg.norm(sea + tree), atol=1e-6)


def test_a_filter_and_a_number_hold_for_words_too(settings: Settings):
    found = find_by_text("a tree", settings=settings, keywords="artist:3", top=2)

    assert [item.artwork.artist for item in found.items] == ["Painter 3"] * 2
    with pytest.raises(FilterError):
        find_by_text("a tree", settings=settings, keywords="stlye:x")
    with pytest.raises(UsageError, match="1 to 50"):
        find_by_text("a tree", settings=settings, top=51)
    for nothing in ("", [], ["a tree", " "]):
        with pytest.raises(UsageError, match="text is empty"):
            find_by_text(nothing, settings=settings)


def test_words_beside_a_picture_set_works_apart_as_far_as_it_does(gallery: Gallery):
    reader = reader_of(gallery)
    rows = gallery.rows(np.arange(WORKS))[:, gallery.layout.slice("overall")]
    mine, words = rows[0], reader.read("at night")
    query = build_query(Likeness(only_words(gallery, mine), {}, "x"), Wish())

    moved = with_words(gallery, query, words)

    theirs = mine + words * (rows @ mine).std() / (rows @ words).std()
    assert np.allclose(moved.facets.overall, theirs / np.linalg.norm(theirs), atol=1e-5)
    assert (moved.worded, query.worded) == (True, False)
    silent = with_words(gallery, build_query(Likeness(only_words(gallery, 0 * mine), {}, "x"), Wish()), words)
    assert np.allclose(silent.facets.overall, words, atol=1e-6)


def test_a_picture_is_moved_by_words(settings: Settings, gallery: Gallery):
    data = picture_bytes(3, (320, 240))
    alone = find_related(data, settings=settings, weights="overall=1", diversify=False)

    moved = find_related(
        data, settings=settings, weights="overall=1", diversify=False, plus_text=["at night"], minus_text=["a tree"]
    )

    words = said(reader_of(gallery), ["at night"], ["a tree"])
    near = {name: rank for rank, name in enumerate(by_hand(gallery, words))}
    ranks = [np.mean([near[item.artwork.id] for item in found.items]) for found in (alone, moved)]
    assert ranks[1] < ranks[0]
    assert moved.close_match is None
    assert all(item.facets["overall"] is None and item.facets["manner"] is not None for item in moved.items)


def test_a_study_looks_with_the_model_of_its_gallery_once(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    passes: list[int] = []
    looks = Twin.look
    monkeypatch.setattr(Twin, "look", lambda self, pictures: passes.append(1) or looks(self, pictures))
    study = Study(picture_bytes(3, (320, 240)), settings=settings)

    first, second = study.related("overall=1"), study.related("overall=1,value=1")

    assert passes == [1]
    assert first.close_match is None
    assert [item.artwork.id for item in first.items] != [item.artwork.id for item in second.items]


def test_a_gallery_that_reads_no_words_says_how_to_make_one(settings: Settings):
    with pytest.raises(GalleryWordsError) as caught:
        find_by_text("a tree", settings=settings, gallery="starter")
    assert "models fetch clip-vit-b32, then art-assistant gallery build FOLDER --name NAME --encoder" in str(
        caught.value
    )
    with pytest.raises(GalleryWordsError):
        find_related(picture_bytes(3), settings=settings, gallery="starter", plus_text=["a tree"])


def test_a_gallery_whose_model_is_away_says_so(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(encoders, "ENCODERS", {encoders.shipped_encoder().identity: encoders.shipped_encoder})
    away = settings.merged({"models": {"home": str(tmp_path)}})
    with pytest.raises(GalleryEncoderError, match="was made with the model clip-24@"):
        open_fresh(away)


def open_fresh(settings: Settings) -> Gallery:
    encoders.enrol(settings.models)
    return open_folder(folder_of("worded", settings), searched=True)


def test_what_was_found_for_ours_is_not_taken_for_theirs(gallery: Gallery):
    assert gallery.thresholds.close is None
    assert gallery.thresholds.same_overall == 0.97
    assert gallery.manifest["encoder"].startswith("clip-24@")


def test_a_measured_nearness_of_pictures_says_nothing_of_words(settings: Settings):
    gallery = open_gallery("starter", settings)
    row = gallery.rows(np.array([0]))[0]
    query = Query(FacetVectors(*(row[gallery.layout.slice(facet)] for facet in FACETS)))

    assert find_references(gallery, query).close_match is True
    assert find_references(gallery, replace(query, worded=True)).close_match is None


def test_an_engine_answers_words(settings: Settings):
    asked = {"text": ["a tree"], "minus_text": [], "topk": 3, "diversify": True}
    answer, pictures = OPERATIONS["search_text"](asked, b"", settings)

    wanted = find_by_text("a tree", settings=settings, top=3).as_dict()
    assert answer == {"results": wanted["references"], "close_match": None}
    assert pictures == {}
    words = {"text": ["at night"], "minus_text": ["a tree"]}
    beside, _ = OPERATIONS["search"](
        {"topk": 3, "diversify": False, "mirror": False, **words}, picture_bytes(3), settings
    )
    moved = find_related(
        picture_bytes(3), settings=settings, top=3, diversify=False, plus_text=["at night"], minus_text=["a tree"]
    )
    assert beside["results"] == moved.as_dict()["references"]
    plain = find_related(picture_bytes(3), settings=settings, top=3, diversify=False)
    assert beside["results"] != plain.as_dict()["references"]


def test_the_studio_looks_for_words_in_place_of_the_picture(settings: Settings):
    visit = Visit("a visit", "cookie", settings)
    item = visit.add("mine.jpg", picture_bytes(3, (320, 240)), "mine")
    visit.wishes.words, visit.wishes.keywords, visit.wishes.top = " a  tree ", "artist:painter", 4

    found = related(visit, item)

    wanted = find_by_text("a tree", settings=settings, keywords="artist:painter", top=4)
    assert found is not None
    assert found.as_dict() == wanted.as_dict()
    visit.wishes.gallery = "starter"
    with pytest.raises(GalleryWordsError):
        related(visit, item)
    visit.wishes.words = "  "
    assert related(visit, item).close_match is not None


def test_the_model_is_the_one_that_is_named(settings: Settings):
    assert named_encoder("tiny", settings.models).identity == open_gallery(None, settings).manifest["encoder"]
