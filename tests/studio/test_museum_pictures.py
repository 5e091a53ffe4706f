"""A museum's picture in the studio: fetched once, drawn as a screen needs it, and every trouble in a sentence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.unit.gallery.seen.strangers import PICTURE, Stranger, stranger

from art_assistant.errors import ArtAssistantError, InputError, UsageError
from art_assistant.gallery.seen.fetching import MuseumPictures
from art_assistant.settings import Settings
from art_assistant.studio.serving.museum_pictures import KeptPictures


@pytest.fixture
def museum() -> Iterator[str]:
    with stranger() as address:
        yield address


@pytest.fixture
def pictures() -> KeptPictures:
    schemes = frozenset({"http", "https"})
    return KeptPictures(MuseumPictures(allowed="127.0.0.1".__eq__, schemes=schemes, seconds=0.4))


def test_a_picture_is_fetched_once_and_drawn_for_the_screen(museum: str, pictures: KeptPictures) -> None:
    assert pictures.bytes_of(f"{museum}/picture") == PICTURE
    drawing = pictures.drawing(f"{museum}/picture", Settings())
    assert drawing.data[:2] == b"\xff\xd8" or drawing.data[:4] in {b"RIFF", b"\x89PNG"}
    assert pictures.drawing(f"{museum}/picture", Settings()) is drawing
    assert Stranger.asked == ["/picture"]


@pytest.mark.parametrize(
    ("path", "words"), [("missing", "answers 404"), ("heads", "not in time"), ("private", "not one of the public")]
)
def test_trouble_is_told_in_words(museum: str, pictures: KeptPictures, path: str, words: str) -> None:
    with pytest.raises(UsageError, match=f"could not be fetched: .*{words}.*; its own preview stays"):
        pictures.bytes_of(f"{museum}/{path}")
    with pytest.raises(ArtAssistantError):
        pictures.drawing(f"{museum}/{path}", Settings())


@pytest.mark.parametrize("path", ["page", "nothing"])
def test_what_is_no_picture_is_not_shown(museum: str, pictures: KeptPictures, path: str) -> None:
    with pytest.raises(InputError):
        pictures.drawing(f"{museum}/{path}", Settings())
