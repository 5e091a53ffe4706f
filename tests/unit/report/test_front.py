"""What is said of the picture as it came."""

from __future__ import annotations

import pytest

from art_assistant.field.canvas import PictureCanvas
from art_assistant.field.kind import PictureKind
from art_assistant.field.labels import KINDS
from art_assistant.field.photo import PhotoCheck, Remark
from art_assistant.report.words.front import area, canvas_told, intent_told, kind_told, photo_told

HALF = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))


def kind(label: str, *, by: str = "us", grey: bool = False, **likely: float) -> dict:
    shares = {name: likely.get(name, 0.01) for name in KINDS}
    return PictureKind(label, shares, grey, by).as_dict()


def test_what_we_take_it_for_is_no_fact_and_what_the_artist_says_is() -> None:
    assert kind_told(kind("painting")) == "Taken for a painting."
    assert kind_told(kind("drawing", by="artist")) == "Studied as a drawing or a print."
    assert kind_told(kind("drawing", grey=True)) == "Taken for a drawing or a print, without colour."
    assert kind_told(None) == ""


@pytest.mark.parametrize(
    ("likely", "asked"),
    [
        ({"painting": 0.5, "photograph": 0.4}, "Is it a painting, or the photograph it was made from?"),
        ({"photograph": 0.5, "painting": 0.4}, "Is it a painting, or the photograph it was made from?"),
        ({"drawing": 0.5, "painting": 0.4}, "Is it a drawing or a print, or a painting?"),
    ],
)
def test_where_it_is_unsure_it_asks(likely: dict[str, float], asked: str) -> None:
    assert kind_told(kind("unsure", **likely)).startswith(asked)


def test_what_is_left_out_is_told_with_its_share() -> None:
    assert canvas_told(PictureCanvas().as_dict()) == ""
    assert canvas_told(PictureCanvas(HALF, "border", 0.9, applied=True).as_dict()) == (
        "Only the picture is studied. The border round it is left out: 50% of the file."
    )
    assert "until you set its corners" in canvas_told(PictureCanvas(HALF, "scene", 0.4).as_dict())
    assert "the corners you set" in canvas_told(PictureCanvas(HALF, None, 1.0, applied=True).as_dict())


def test_the_area_between_corners() -> None:
    assert area([[0, 0], [1, 0], [1, 1], [0, 1]]) == 1.0
    assert area([[0.1, 0.1], [0.9, 0.1], [0.9, 0.6], [0.1, 0.6]]) == pytest.approx(0.4)


def test_remarks_and_words_are_told_a_line_each() -> None:
    photo = PhotoCheck((Remark("blur", 1.2, "%", "It is blurred: hold still."),), ("edges",))
    assert photo_told(photo.as_dict()) == ["It is blurred: hold still."]
    assert intent_told({"understood": ["quiet", "snow"], "unknown": ["zzz"]}) == [
        "Understood of what it is meant to be: quiet and snow.",
        "Not understood, and left aside: zzz.",
    ]
    assert intent_told(None) == []
