"""A notan that contradicts the values is not offered, and of the true ones at most two are."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from art_assistant.analysis.notan.honesty import MOST_CONTRADICTION, contradiction, offered, told
from art_assistant.analysis.notan.study import flip, study_notans


@dataclass
class Made:
    """A notan as it is judged."""

    kind: str
    contradiction: float = 0.0
    dark_share: float = 0.5
    dark_shapes: tuple[float, ...] = (0.5,)
    light_shapes: tuple[float, ...] = (0.5,)
    of_lines: bool = False
    of_subject: bool = False


APART = (0.2, 0.2, 0.2)


def steps() -> np.ndarray:
    """Return five upright bands of L* 10, 30, 50, 70 and 90, a fifth of the picture each."""
    return np.repeat(np.array([10, 30, 50, 70, 90], dtype=np.float32), 20)[None, :].repeat(50, axis=0)


@pytest.mark.parametrize(
    ("inked", "wrong"),
    [
        ({10, 30}, 0.0),
        ({10, 30, 50, 70}, 0.0),
        # The paper's median lies from 50 to 70: the ink of 90 is lighter. The ink's is 30: no paper is darker.
        ({10, 30, 90}, 0.2),
        # All of the light is ink: everything is the wrong way round.
        ({70, 90}, 1.0),
    ],
)
def test_it_is_the_share_on_which_ink_is_lighter_than_paper_or_the_reverse(inked: set[int], wrong: float):
    values = steps()
    assert contradiction(np.isin(values, list(inked)), values, None) == pytest.approx(wrong)


def test_what_does_not_count_contradicts_nothing():
    values = steps()
    dark, counted = np.isin(values, [10, 30, 90]), values < 80
    assert contradiction(dark, values, None) > MOST_CONTRADICTION
    assert contradiction(dark, values, counted) == 0.0


def test_one_side_alone_contradicts_nothing():
    assert contradiction(np.ones((30, 30), dtype=bool), np.full((30, 30), 90, dtype=np.float32), None) == 0.0


def test_two_are_offered_at_most_and_what_follows_its_contours_first_among_equals():
    assert [notan.kind for notan in offered([Made("families"), Made("local"), Made("connected")], APART)] == [
        "local",
        "families",
    ]


def test_an_untrue_one_is_not_offered_however_well_it_hangs_together():
    cut = Made("local", dark_shapes=(0.05,) * 10, light_shapes=(0.05,) * 10)
    joined = Made("connected", contradiction=MOST_CONTRADICTION + 0.001)
    assert [notan.kind for notan in offered([Made("families"), cut, joined], APART)] == ["families", "local"]


def test_the_joined_one_is_offered_only_where_no_other_is_true():
    joined, wrong = Made("connected", contradiction=MOST_CONTRADICTION), MOST_CONTRADICTION + 0.001
    assert [notan.kind for notan in offered([Made("families"), Made("local", wrong), joined], APART)] == ["families"]
    assert [notan.kind for notan in offered([Made("families", wrong), Made("local", wrong), joined], APART)] == [
        "connected"
    ]


def test_a_second_that_is_nearly_the_first_is_not_offered():
    three = [Made("families"), Made("local"), Made("connected", contradiction=0.5)]
    assert [notan.kind for notan in offered(three, (0.09, 0.2, 0.2))] == ["local"]


def test_a_lopsided_division_gives_way_to_one_with_two_sides():
    blot = Made("local", dark_share=0.99, dark_shapes=(0.99,), light_shapes=(0.01,))
    blot = replace(blot, dark_shapes=(0.5, 0.49))
    assert offered([Made("families"), blot, Made("connected")], APART)[0].kind == "families"
    assert offered([Made("families"), replace(blot, dark_share=0.85), Made("connected")], APART)[0].kind == "local"


def test_many_pieces_cost_and_so_does_a_side_that_falls_apart():
    specks = Made("local", dark_shapes=(0.45, *(0.002,) * 24))
    parts = Made("local", dark_shapes=(0.1,) * 5, light_shapes=(0.1,) * 5)
    for worse in (specks, parts):
        assert [notan.kind for notan in offered([Made("families"), worse, Made("connected")], APART)] == [
            "families",
            "local",
        ]


def test_what_was_set_by_hand_comes_first_where_it_is_true():
    stands = Made("connected", of_subject=True)
    three = [Made("families", dark_shapes=(0.1,) * 5), Made("local"), Made("connected")]
    assert [notan.kind for notan in offered(three, APART, by_hand="families")] == ["families", "local"]
    twin = [*three[:2], stands]
    assert [notan.kind for notan in offered(twin, (0.2, 0.05, 0.2), by_hand="families")] == ["families", "local"]
    untrue = [replace(three[0], contradiction=MOST_CONTRADICTION + 0.001), *three[1:]]
    assert [notan.kind for notan in offered(untrue, APART, by_hand="families")] == ["local"]


def test_among_equals_the_order_is_that_of_the_readings_and_not_of_the_list():
    found = offered([Made("connected"), Made("local"), Made("families")], APART)
    assert [notan.kind for notan in found] == ["local", "families"]


def test_a_notan_that_is_turned_over_contradicts_its_values():
    values = steps()
    masses = np.where(values < 60, 0, 1).astype(np.int32)
    notan = study_notans(values, values, masses, masses).families
    assert notan.contradiction == 0.0
    assert notan.is_true
    assert notan.caution is None
    turned = flip(flip(notan, 1), 2)
    assert turned.contradiction > 0.9
    assert not turned.is_true
    assert turned.caution == told(turned.contradiction)


def test_where_none_is_true_the_truest_stands_alone():
    three = [Made("families", 0.2), Made("local", 0.1), Made("connected", 0.3)]
    assert [notan.kind for notan in offered(three, APART)] == ["local"]


def test_it_is_told_with_its_share():
    assert told(MOST_CONTRADICTION) is None
    assert "14%" in (told(0.14) or "")


def test_a_picture_of_one_value_has_no_half_tone_and_one_notan():
    l_map = np.full((40, 60), 10.0, dtype=np.float32)
    l_map[3, 5] += np.float32(2e-6)
    whole = np.zeros(l_map.shape, dtype=np.int32)
    notans = study_notans(l_map, l_map, whole, whole)
    assert len(notans.offered) == 1
    assert len(np.unique(notans.offered[0].three_value())) == 1


def test_the_lines_of_a_drawing_are_offered_first_however_many_they_are():
    lines = Made("local", dark_share=0.08, dark_shapes=(0.01,) * 8, of_lines=True)
    assert offered([Made("families"), lines, Made("connected")], APART)[0] is lines
    untrue = replace(lines, contradiction=0.1)
    assert "local" not in [notan.kind for notan in offered([Made("families"), untrue, Made("connected")], APART)]


def test_the_subject_takes_the_second_place_and_that_of_a_first_that_is_nearly_alike():
    stands = Made("connected", of_subject=True)
    three = [Made("families"), Made("local"), stands]
    assert [notan.kind for notan in offered(three, APART)] == ["local", "connected"]
    assert [notan.kind for notan in offered(three, (0.2, 0.2, 0.05))] == ["connected", "families"]
    wrong = replace(stands, contradiction=MOST_CONTRADICTION + 0.001)
    assert [notan.kind for notan in offered([*three[:2], wrong], APART)] == ["local", "families"]
