"""Limited palettes and views of masses, on mixes and shapes made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from art_assistant.analysis.color.limited_palette import (
    INSIDE_DELTA_E,
    LIMITED_PALETTES,
    LimitedPalette,
    _clamped_and_nearest,
    _fit,
    _nearest_mixes,
    _soft_mixes,
    mixtures,
)

ZORN = LIMITED_PALETTES[0]
MIXES = np.array([[0.0, 0, 0], [1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0], [9.0, 9, 9], [8.0, 8, 8], [7.0, 7, 7]])


def soft_mixes(points: np.ndarray, mixes: np.ndarray) -> np.ndarray:
    return _soft_mixes(points, mixes[_nearest_mixes(points, mixes)])


def test_a_colour_on_a_mix_is_that_mix() -> None:
    for mix in MIXES[:4]:
        assert soft_mixes(mix[None], MIXES)[0] == pytest.approx(mix, abs=1e-5)


def test_a_colour_as_near_to_four_mixes_is_their_middle() -> None:
    middle = np.array([[0.25, 0.25, 0.25]])
    found = soft_mixes(middle, MIXES)[0]
    away = ((MIXES[:4] - middle) ** 2).sum(axis=1)
    expected = (MIXES[:4] / away[:, None]).sum(axis=0) / (1.0 / away).sum()
    assert found == pytest.approx(expected, abs=1e-5)


def test_only_the_four_nearest_count_wherever_the_rest_lie() -> None:
    point = np.array([[0.3, 0.1, 0.0]])
    far = np.concatenate([MIXES[:4], MIXES[4:] * 100.0])
    assert soft_mixes(point, far) == pytest.approx(soft_mixes(point, MIXES), abs=1e-9)


def test_moving_all_moves_the_answer() -> None:
    points = np.random.default_rng(2).uniform(0.0, 1.0, (50, 3))
    shift = np.array([0.3, -0.2, 0.1])
    plain, moved = soft_mixes(points, MIXES), soft_mixes(points + shift, MIXES + shift)
    assert moved == pytest.approx(plain + shift, abs=1e-4)
    many = np.tile(points, (200, 1))
    assert np.array_equal(soft_mixes(many, MIXES)[-50:], soft_mixes(points, MIXES))


@pytest.mark.parametrize("palette", LIMITED_PALETTES, ids=lambda palette: palette.id)
def test_the_four_nearest_mixes_are_those_that_a_search_of_all_finds(palette: LimitedPalette) -> None:
    mixes = mixtures(palette)
    points = np.random.default_rng(5).uniform(mixes.min(axis=0) - 0.3, mixes.max(axis=0) + 0.3, (300, 3))
    away = ((points[:, None] - mixes[None]) ** 2).sum(axis=2)
    found = np.take_along_axis(away, _nearest_mixes(points, mixes), axis=1)
    assert found == pytest.approx(np.sort(away, axis=1)[:, :4], abs=1e-6)


def test_what_is_outside_is_told_with_how_far_it_is() -> None:
    delta = np.array([0.0, INSIDE_DELTA_E, INSIDE_DELTA_E + 2.0, INSIDE_DELTA_E + 8.0])
    share = np.array([0.4, 0.2, 0.3, 0.1])
    fit = _fit(ZORN, delta, share)
    assert fit.share_inside == pytest.approx(0.6)
    assert fit.mean_delta_e_outside == pytest.approx(
        (0.3 * (INSIDE_DELTA_E + 2.0) + 0.1 * (INSIDE_DELTA_E + 8.0)) / 0.4
    )
    assert _fit(ZORN, delta[:2], share[:2]).mean_delta_e_outside is None
    told = replace(fit, share_inside=1 / 3, mean_delta_e_outside=20 / 3).as_dict()
    assert told["share_inside"] == 0.3333
    assert told["mean_delta_e_outside"] == 6.67


@pytest.mark.parametrize("palette", LIMITED_PALETTES, ids=lambda palette: palette.id)
def test_a_mix_is_its_own_nearest_and_what_no_paint_reaches_is_drawn_in(palette: LimitedPalette) -> None:
    mixes = mixtures(palette)
    middle = np.median(mixes[:, 0])
    inside = mixes[np.abs(mixes[:, 0] - middle) < 0.1][:20]
    clamped, nearest = _clamped_and_nearest(inside, mixes)
    assert clamped == pytest.approx(inside)
    assert nearest == pytest.approx(inside, abs=0.02)
    clamped, nearest = _clamped_and_nearest(np.array([[-50.0, 0.0, 0.0], [500.0, 0.0, 0.0]]), mixes)
    assert clamped[:, 0].min() >= mixes[:, 0].min()
    assert clamped[:, 0].max() <= mixes[:, 0].max()
    assert np.abs(nearest - clamped).max() < 0.2
