"""What the artist's words are read into: what is meant, what the picture is made with, what it is, what is unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from art_assistant.advice.finding.catalogue import BY_ID
from art_assistant.advice.finding.intent import GENRES, MEANINGS, Intent, read_intent

COLORS = {kind.id for kind in BY_ID.values() if kind.aspect == "color"}


@pytest.mark.parametrize(
    ("text", "medium", "kind"),
    [
        ("drawing", "drawing", "drawing"),
        ("a quick sketch", "drawing", "drawing"),
        ("Charcoal on grey paper", "drawing", "drawing"),
        ("graphite portrait", "drawing", "drawing"),
        ("pen and ink", "drawing", "drawing"),
        ("an etching", "print", "drawing"),
        ("linocut", "print", "drawing"),
        ("watercolor", "watercolour", "painting"),
        ("watercolour sketch", "watercolour", "painting"),
        ("pen and wash", "watercolour", "painting"),
        ("gouache", "gouache", "painting"),
        ("acrylic", "acrylic", "painting"),
        ("oil sketch, plein air", "oil", "painting"),
        ("soft pastel", "pastel", None),
        ("digital", "digital", None),
        ("photo", None, "photograph"),
        ("reference photograph", None, "photograph"),
        ("photo of my painting", None, "painting"),
        ("charcoal drawing from a photo", "drawing", "drawing"),
        ("oil over a charcoal drawing", "oil", None),
        ("not a photograph", None, None),
        ("no charcoal", None, None),
        ("high key", None, None),
        ("", None, None),
    ],
)
def test_a_line_says_the_medium_and_the_kind(text: str, medium: str | None, kind: str | None) -> None:
    found = read_intent(text)
    assert (found.medium, found.kind) == (medium, kind)


@pytest.mark.parametrize(
    ("text", "words", "unknown"),
    [
        ("b&w", ("monochrome",), ()),
        ("B/W", ("monochrome",), ()),
        ("Black & White", ("monochrome",), ()),
        ("limited palette, block-in", ("limited palette", "unfinished"), ()),
        ("not finished", ("unfinished",), ()),
        ("grey day in the snow", ("overcast", "snow"), ()),
        ("sunset with fog", ("fog", "sunset"), ()),
        ("quiet and beautiful", ("quiet",), ("beautiful",)),
        ("my café, after Wyeth", (), ("café", "after", "wyeth")),
        ("not quiet", (), ("not quiet",)),
        ("a picture of the day", (), ()),
        ("20 x 30 !?", (), ()),
        ("beautiful beautiful", (), ("beautiful",)),
    ],
)
def test_what_is_understood_and_what_is_not(text: str, words: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    found = read_intent(text)
    assert (found.words, found.unknown) == (words, unknown)
    assert found.as_dict()["understood"] == list(words)
    assert found.as_dict()["unknown"] == list(unknown)


def test_a_genre_is_read_like_the_line() -> None:
    assert read_intent(genre="Still-Life") == Intent(("still life",))
    assert read_intent(genre="seascape") == Intent(("landscape",))
    assert read_intent("quiet", genre="selfie") == Intent(("quiet",), None, ("selfie",))
    assert all(read_intent(genre=genre) == Intent((genre,)) for genre in GENRES)


@given(st.text(max_size=300), st.text(max_size=100))
def test_no_word_stops_a_study(text: str, genre: str) -> None:
    found = read_intent(text, genre=genre)
    assert set(found.words) <= set(MEANINGS)
    assert len(found.unknown) <= 12
    assert all(word and len(word) <= 30 and all(c.isalnum() or c == " " for c in word) for word in found.unknown)
    assert hash(found) == hash(read_intent(text, genre=genre))
    assert set(found.as_dict()) == {"understood", "unknown", "medium", "kind", "focus"}


def test_every_word_is_understood_as_itself() -> None:
    for word in MEANINGS:
        assert word in read_intent(word).words, word


@pytest.mark.parametrize("text", ["black and white", "grisaille", "sepia"])
def test_one_tone_on_purpose_explains_every_finding_about_colour(text: str) -> None:
    assert all(read_intent(text).explains(kind) for kind in COLORS)


def test_a_medium_alone_says_nothing_of_how_the_picture_should_look() -> None:
    assert not read_intent("oil painting from a photo").stated
    assert not read_intent("charcoal").stated
    assert read_intent("charcoal, quiet").stated


def test_what_a_medium_cannot_do_is_no_fault_in_it() -> None:
    assert read_intent("pencil").explains("lifted_darks")
    assert not read_intent("charcoal").explains("lifted_darks")
    assert read_intent("linocut").explains("all_hard_edges")
    assert read_intent("watercolour").explains("chalky_lights")
    assert read_intent("snow").explains("chalky_lights")
