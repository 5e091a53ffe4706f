"""While it is unsure where the picture ends, nothing is said of what lies beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from art_assistant.advice.coach import advise
from art_assistant.advice.finding.evidence import Evidence

LEFT_HALF = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))


def box(x0: float, y0: float, x1: float, y1: float) -> tuple[tuple[float, float], ...]:
    return ((x0, y0), (x1, y0), (x1, y1), (x0, y1))


@pytest.mark.parametrize(
    ("place", "beside"),
    [
        (box(0.1, 0.1, 0.4, 0.4), False),
        (box(0.7, 0.1, 0.9, 0.4), True),
        (box(0.0, 0.0, 1.0, 1.0), False),
        (box(0.45, 0.2, 0.8, 0.5), True),
        (box(0.2, 0.2, 0.7, 0.5), False),
    ],
)
def test_a_place_lies_beside_the_picture_where_most_of_it_does(
    sample: Evidence, place: tuple[tuple[float, float], ...], beside: bool
) -> None:
    assert replace(sample, likely=LEFT_HALF).lies_beside(place) == beside
    assert not sample.lies_beside(place)


def test_no_tip_points_beside_the_picture_and_nothing_is_praised(sample: Evidence) -> None:
    corner = ((0.0, 0.0), (0.2, 0.0), (0.2, 0.2), (0.0, 0.2))
    told = advise(sample)
    assert told.tips
    assert told.strengths
    unsure = replace(sample, likely=corner)
    advice = advise(unsure)
    assert advice.strengths == ()
    assert not [tip for tip in advice.tips if unsure.lies_beside(tip.region)]
    assert [tip.finding for tip in advice.tips] != [tip.finding for tip in told.tips]
