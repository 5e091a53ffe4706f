"""Plane maps, turned photographs, and what a camera can have seen."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from art_assistant.comparison.matching.plane import (
    FAR_OUT,
    SQUARE,
    derivatives,
    laid_out,
    moved,
    plausible,
    projected,
    way_to,
)
from art_assistant.comparison.matching.scores import visible
from art_assistant.comparison.matching.turns import turn_of, upright

QUAD = np.array([[20.0, 30.0], [180.0, 20.0], [190.0, 140.0], [10.0, 150.0]])
SHEET = (200, 160)
ASIDE = np.array([90.0, 0.0])


def test_a_map_takes_the_square_to_its_corners_as_opencv_does():
    there = projected(way_to(QUAD), [[0.3, 0.7]])
    wanted = cv2.perspectiveTransform(
        np.float32([[[0.3, 0.7]]]), cv2.getPerspectiveTransform(SQUARE.astype(np.float32), QUAD.astype(np.float32))
    )
    np.testing.assert_allclose(there, wanted[0], atol=1e-3)


@pytest.mark.parametrize(
    ("corners", "out", "said"),
    [
        (QUAD, 0.15, True),
        (QUAD[::-1], 0.15, False),
        (QUAD * 0.1, 0.15, False),
        (QUAD + ASIDE, 0.15, False),
        (QUAD + ASIDE, FAR_OUT, True),
        (QUAD[[0, 2, 1, 3]], 0.15, False),
        (np.array([[20.0, 30.0], [180.0, 20.0], [110.0, 140.0], [100.0, 150.0]]), 0.15, False),
        (QUAD * np.nan, 0.15, False),
    ],
)
def test_only_what_a_camera_can_have_seen_is_plausible(corners: Any, out: float, said: Any):
    assert plausible(corners, SHEET, out=out) is said


def test_what_is_laid_out_is_the_picture_itself_where_the_map_is_the_whole():
    picture = np.random.default_rng(0).integers(0, 255, (40, 60, 3)).astype(np.uint8)
    whole = way_to(SQUARE * [60, 40])
    np.testing.assert_array_equal(laid_out(picture, whole, (60, 40)), picture)
    framed = laid_out(picture, whole, (90, 60), 0.25)
    np.testing.assert_array_equal(framed[10:50, 15:75], picture)
    np.testing.assert_array_equal(framed[0, 15:75], picture[0])


def test_the_derivatives_are_those_of_the_map():
    way, points = way_to(QUAD), np.random.default_rng(1).uniform(0, 1, (7, 2))
    way /= way[2, 2]
    there, across, down = derivatives(way, points)
    for number in range(8):
        step = np.zeros(8)
        step[number] = 1e-6
        change = (projected(moved(way, step), points) - there) / 1e-6
        np.testing.assert_allclose(change[:, 0], across[:, number], rtol=1e-3, atol=1e-3)
        np.testing.assert_allclose(change[:, 1], down[:, number], rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_turned_photograph_is_turned_as_numpy_turns_it(quarters: int):
    photo = np.zeros((16, 20))
    photo[3, 11] = 1.0
    row, column = np.argwhere(np.rot90(photo, quarters))[0]
    assert projected(turn_of((20, 16), quarters), [[11.5, 3.5]])[0] == pytest.approx([column + 0.5, row + 0.5])


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_outlines_in_a_turned_photograph_begin_at_its_own_top_left(quarters: int):
    corners = projected(turn_of(SHEET, quarters), QUAD)
    (first,) = upright([corners], quarters)
    assert first[0] == pytest.approx(first[np.argmin(first.sum(axis=1))])


def test_only_what_the_photograph_shows_is_visible():
    half = visible(way_to(QUAD + np.array([100.0, 0.0])), (10, 10), SHEET)
    assert half[:, :4].all()
    assert not half[:, 8:].any()
    assert visible(way_to(QUAD), (10, 10), SHEET).all()
