from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.unit.report.conftest import Told

from art_assistant.advice.finding.strengths import VIRTUES
from art_assistant.advice.language.sentences import MOST_WORDS
from art_assistant.advice.wording import WORDINGS
from art_assistant.report.drawn import Drawn
from art_assistant.report.model import Report
from art_assistant.report.page.first import looks, marks, shape
from art_assistant.report.page.front import front
from art_assistant.report.page.plates import Plates
from art_assistant.report.page.tips import parted, plain_of
from art_assistant.report.words.kept import KEPT

BOX = [[0.4, 0.4], [0.6, 0.4], [0.6, 0.6], [0.4, 0.6]]
WHOLE = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]


def test_every_place_is_marked_under_its_own_number_and_the_whole_picture_is_not():
    told = [{"region": WHOLE}, {"region": BOX}, {"region": None}]
    (mark,) = marks(told)
    assert (mark["number"], mark["x"], mark["y"]) == (2, 40.0, 40.0)
    assert mark["paths"] == ["M40.0 40.0L60.0 40.0L60.0 60.0L40.0 60.0Z"]


def test_numbers_stand_apart_and_inside_the_picture():
    corner = [[0.0, 0.0], [0.3, 0.0], [0.3, 0.2], [0.1, 0.3], [0.0, 0.2]]
    first, second = marks([{"region": corner}, {"region": corner}])
    assert min(first["x"], first["y"], second["x"], second["y"]) >= 5.0
    assert abs(first["x"] - second["x"]) + abs(first["y"] - second["y"]) > 12.0
    assert first["paths"][0].count("Q") == 5


@pytest.mark.parametrize(
    ("size", "laid"), [((40, 160), "standing"), ((100, 100), "standing"), ((130, 100), "lying"), ((160, 40), "wide")]
)
def test_the_screen_is_laid_out_by_the_picture(make_report: Callable[..., Report], size: tuple[int, int], laid: str):
    width, height = size
    assert shape(make_report(np.random.default_rng(1).integers(0, 255, (height, width, 3)).astype(np.uint8))) == laid


def test_the_notan_among_the_looks_is_the_one_to_paint_from(bare_report: Report):
    drawn = Drawn(bare_report)
    names = [look.name for look in looks(bare_report, Plates(drawn))]
    assert names == ["picture", "squint", "value-plan-3", f"notan-{bare_report.notans.offered[0].kind}"]
    assert [look.label for look in looks(bare_report, Plates(drawn, ["squint"]))] == ["Picture", "Squint"]


def test_a_tip_is_parted_into_what_was_found_and_what_it_asks():
    assert parted("The darks end at value 4.2; 96 of 100 go darker. Is that meant?") == (
        "The darks end at value 4.2; 96 of 100 go darker.",
        "Is that meant?",
    )
    assert parted("Soften two edges.") == ("", "Soften two edges.")
    asks = [ask for wording in WORDINGS.values() for kind in ("painting", "drawing") for ask in wording.told(kind).asks]
    assert [ask for ask in asks if parted(ask)[0]] == []
    assert all(len(ask.split()) < MOST_WORDS for ask in asks)


def test_another_place_than_the_tip_s_own_is_told_at_once_and_numbers_are_not():
    found = "One looks first to the upper left. The middle right stands out too: 73% as much. See the middle right."
    assert plain_of(found, "the middle right") == "One looks first to the upper left."
    assert plain_of(found, "") == ""


def test_every_strength_has_plain_words():
    assert set(KEPT) == {virtue.id for virtue in VIRTUES}
    assert not [words for words in KEPT.values() if any(sign.isdigit() for sign in words)]


def test_what_an_artist_may_have_to_set_right_is_never_folded(report: Report):
    unsure = Told(
        {"label": "unsure", "monochrome": False, "chosen": "us", "probabilities": {"painting": 0.5, "photograph": 0.4}}
    )
    told = front(replace(report, kind=unsure))
    assert told["open"][0].startswith("Is it a painting")
    assert told["open"][0] not in told["lines"]
