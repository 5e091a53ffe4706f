"""Masses turned over by hand: each from what was there before anything was turned."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from art_assistant.analysis.notan.half_tone import three_cuts
from art_assistant.analysis.notan.study import Notan, flip, study_notans
from art_assistant.errors import UsageError


def striped(*marks: int, width: int = 40) -> Notan:
    """Upright stripes of equal width, one a mass, dark (1) or light (0) as said."""
    dark = np.array(marks, dtype=bool)
    labels = np.repeat(np.arange(len(dark), dtype=np.int32), width)[None].repeat(100, axis=0)
    l_map = np.where(dark[labels], 20.0, 80.0).astype(np.float32)
    notan = study_notans(l_map, l_map, labels, labels).families
    return replace(notan, base=dark[labels], dark=dark[labels])


def said(notan: Notan) -> list[bool]:
    return [round(share) == 1 for share in notan.mass_dark]


@pytest.mark.parametrize("order", list(permutations((1, 2, 4))))
def test_the_order_of_flips_does_not_matter(order: tuple[int, ...]) -> None:
    notan = striped(1, 0, 1, 0)
    for mass in order:
        notan = flip(notan, mass)
    assert notan.flipped == (1, 2, 4)
    assert said(notan) == [False, True, True, True]


def test_a_second_flip_leaves_the_first_turned() -> None:
    notan = flip(flip(striped(1, 0, 1, 0), 1), 4)
    assert said(notan) == [False, False, True, True]
    assert said(flip(notan, 1)) == [True, False, True, True]
    assert said(flip(flip(notan, 1), 4)) == [True, False, True, False]


def test_a_mass_mostly_dark_turns_all_light_and_one_half_dark_turns_all_dark() -> None:
    notan = striped(1, 0)
    base = notan.base.copy()
    base[:40, 40:] = True  # two fifths of the light mass
    base[:40, :40] = False  # three fifths of the dark mass stay dark
    notan = replace(notan, base=base, dark=base)
    assert said(flip(notan, 1))[0] is False
    assert flip(notan, 1).mass_dark[0] == pytest.approx(0.0, abs=0.02)
    assert flip(notan, 2).mass_dark[1] == pytest.approx(1.0, abs=0.02)
    half = base.copy()
    half[:, :40] = False
    half[:50, :40] = True
    assert flip(replace(notan, base=half, dark=half), 1).mass_dark[0] == pytest.approx(1.0, abs=0.02)


def test_measures_follow_the_flip() -> None:
    notan = striped(1, 0, 0, 0)
    turned = flip(notan, 3)
    assert turned.dark_share == pytest.approx(0.5, abs=0.01)
    assert len(turned.dark_shapes) == 2
    assert len(turned.light_shapes) == 2
    assert turned.dark_connected == pytest.approx(0.5, abs=0.01)
    assert flip(turned, 3).dark_share == pytest.approx(0.25, abs=0.01)
    assert np.array_equal(flip(turned, 3).dark, notan.base)
    assert turned.tone is notan.tone


@pytest.mark.parametrize("mass", [0, -1, 3])
def test_only_masses_that_are_there_can_be_flipped(mass: int) -> None:
    with pytest.raises(UsageError, match="1 to 2"):
        flip(striped(1, 0), mass)
    assert flip(striped(1, 0), 2).flipped == (2,)


def test_a_flipped_mass_is_turned_over_in_three_values_too() -> None:
    notan = striped(1, 0, 0)
    plain, turned = notan.three_value(), flip(notan, 2).three_value()
    inside = notan.mass_labels == 1
    assert np.array_equal(turned[inside], 2 - plain[inside])
    assert np.array_equal(turned[~inside], plain[~inside])


def test_three_values_are_cut_at_the_natural_breaks() -> None:
    tone = np.repeat(np.array([10.0, 50.0, 90.0], dtype=np.float32), 50)[None].repeat(20, axis=0)
    low, high = three_cuts(tone, None)
    assert 10.0 < low < 50.0 < high < 90.0
    counted = tone < 60.0
    assert three_cuts(tone, counted)[0] == three_cuts(tone, counted)[1]
    assert 10.0 < three_cuts(tone, counted)[0] < 50.0


def test_a_broad_middle_is_a_half_tone_and_a_thin_one_is_not() -> None:
    l_map = np.full((120, 180), 90.0, dtype=np.float32)
    l_map[:, :60] = 10.0
    l_map[:, 60:120] = 50.0
    labels = np.digitize(l_map, [30.0, 70.0]).astype(np.int32)
    three = study_notans(l_map, l_map, labels, labels).families.three_value()
    assert three[60, 20] == 0
    assert three[60, 90] == 1
    assert three[60, 160] == 2
    thin = np.full((120, 180), 90.0, dtype=np.float32)
    thin[:, :60] = 10.0
    thin[:, 60:62] = 50.0
    thin[:50, 100:180] = 50.0
    labels = np.digitize(thin, [30.0, 70.0]).astype(np.int32)
    three = study_notans(thin, thin, labels, labels).families.three_value()
    assert set(np.unique(three[90])) == {0, 2}
    assert three[20, 140] == 1


def test_a_thin_rim_beside_a_half_tone_joins_it_and_a_broad_shape_does_not() -> None:
    tone = np.full((200, 300), 90.0, dtype=np.float32)
    tone[:, :100] = 10.0
    tone[:, 100:180] = 50.0
    tone[:, 180:182] = 10.0
    labels = np.zeros(tone.shape, dtype=np.int32)
    notan = replace(study_notans(tone, tone, labels, labels).families, base=tone < 30.0, tone=tone)
    three = notan.three_value()
    assert set(np.unique(three[100, 100:183]).tolist()) <= {1, 2}
    assert (three[100, 20], three[100, 80], three[100, 140], three[100, 250]) == (0, 0, 1, 2)


def test_nothing_flipped_is_told_from_something_flipped() -> None:
    notan = striped(1, 0, 1)
    assert notan.as_dict()["flipped"] == []
    assert flip(notan, 3).as_dict()["flipped"] == [3]
    assert [mass["id"] for mass in notan.as_dict()["masses"]] == [1, 2, 3]
