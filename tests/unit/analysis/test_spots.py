"""Lightest light, deepest dark and accents, on pictures whose spots were put there."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from art_assistant.analysis.spots import (
    LEAST_ACCENT,
    LEAST_SPOT,
    colourful,
    deepest_dark,
    largest_accent,
    lightest_light,
)

H, W = 240, 320


def spotted(ground: float, spot: float, radius: int) -> np.ndarray:
    return cv2.circle(np.full((H, W), ground, np.float32), (200, 90), radius, spot, -1)


@settings(deadline=None, max_examples=30)
@given(ground=st.floats(20.0, 60.0), more=st.floats(10.0, 39.0))
def test_a_spot_of_the_size_of_a_coin_is_the_lightest_light_and_a_speck_is_not(ground: float, more: float) -> None:
    coin, speck = (spotted(ground, ground + more, radius) for radius in (9, 1))
    assert lightest_light(coin) == pytest.approx(ground + more, abs=1.5)
    assert lightest_light(speck) < ground + 0.6 * more
    # Light turned round is dark.
    assert deepest_dark(100.0 - coin) == pytest.approx(100.0 - lightest_light(coin), abs=0.5)


def test_a_percentile_misses_what_a_spot_shows() -> None:
    l_map = spotted(30.0, 95.0, 8)
    assert np.percentile(l_map, 99) == pytest.approx(30.0)
    assert lightest_light(l_map) > 85.0
    assert np.pi * 8**2 / l_map.size > LEAST_SPOT


def test_what_does_not_count_is_neither_light_nor_dark() -> None:
    l_map, counted = spotted(50.0, 98.0, 20), np.ones((H, W), dtype=bool)
    counted[60:120, 170:230] = False
    assert lightest_light(l_map, counted) == pytest.approx(50.0, abs=1.0)
    assert deepest_dark(100.0 - l_map, counted) == pytest.approx(50.0, abs=1.0)


def test_an_accent_is_of_colour_and_large_enough() -> None:
    ground = np.tile(np.float32([50.0, 3.0, 8.0]), (H, W, 1))
    red, grey, dot = (
        cv2.circle(ground.copy(), (200, 90), radius, colour, -1)
        for radius, colour in ((14, (50.0, 55.0, 40.0)), (14, (85.0, 0.0, 0.0)), (3, (50.0, 55.0, 40.0)))
    )
    assert largest_accent(red) > LEAST_ACCENT
    assert largest_accent(grey) == 0.0
    assert largest_accent(dot) < LEAST_ACCENT
    assert largest_accent(ground) == 0.0


def test_colour_everywhere_is_counted_by_area_and_by_field() -> None:
    lab = np.tile(np.float32([50.0, 0.0, 0.0]), (H, W, 1))
    lab[:, : W // 2, 1] = 60.0
    assert colourful(lab, 10.0) == pytest.approx((0.5, 0.5), abs=0.02)
    # Strips of colour lie in every field, and are half of none.
    strips = np.tile(np.float32([50.0, 0.0, 0.0]), (H, W, 1))
    strips[np.arange(H) % 30 < 12, :, 1] = 60.0
    area, fields = colourful(strips, 30.0)
    assert area == pytest.approx(0.4, abs=0.05)
    assert fields == 0.0
