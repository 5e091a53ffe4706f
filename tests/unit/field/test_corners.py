"""Corners that an artist sets: read as they are meant, or refused in one line."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from art_assistant.errors import UsageError
from art_assistant.field.corners import read_corners

ASKEW = ((0.1, 0.15), (0.9, 0.1), (0.85, 0.9), (0.12, 0.8))


def test_text_and_numbers_and_pairs_are_read_alike():
    text = "0.1,0.15, 0.9,0.1, 0.85,0.9, 0.12,0.8"
    flat = [v for corner in ASKEW for v in corner]
    assert read_corners(text) == read_corners(flat) == read_corners(ASKEW) == ASKEW


def test_four_numbers_are_a_rectangle():
    assert read_corners("0.1,0.2,0.8,0.9") == ((0.1, 0.2), (0.8, 0.2), (0.8, 0.9), (0.1, 0.9))


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_any_order_is_put_right_where_it_is_plain(order: tuple[int, ...]):
    assert read_corners([ASKEW[k] for k in order]) == ASKEW


def test_a_picture_that_stands_on_a_corner_is_taken_in_the_order_given():
    diamond = [(0.5, 0.1), (0.9, 0.5), (0.5, 0.9), (0.1, 0.5)]
    assert read_corners(diamond) == tuple(diamond)
    with pytest.raises(UsageError, match="top left"):
        read_corners(diamond[::-1])


def test_a_corner_hardly_beyond_the_file_lies_on_its_edge():
    assert read_corners("-0.01,0,1.01,0,1,1,0,1.02")[0] == (0.0, 0.0)
    assert read_corners("-0.01,0,1.01,0,1,1,0,1.02")[3] == (0.0, 1.0)


REFUSED: dict[str, Any] = {
    "nothing": "",
    "words": "the middle one",
    "half of it": "0.1,0.2,0.3",
    "too many": "0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9",
    "not numbers": [None] * 8,
    "no sequence": 7,
    "ragged": [[0.1], [0.2, 0.3]],
    "nan": "nan,0,1,0,1,1,0,1",
    "infinite": "0,0,inf,0,1,1,0,1",
    "pixels": "0,0,640,0,640,480,0,480",
    "beyond": "0,0,1.1,0,1,1,0,1",
    "a line": "0,0,0.5,0.5,1,1,0.2,0.2",
    "dented": "0,0,1,0,0.3,0.3,0,1",
    "a point": "0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5",
    "a sliver": "0,0.5,1,0.5001",
}


@pytest.mark.parametrize("given_corners", REFUSED.values(), ids=REFUSED)
def test_what_no_picture_can_have_is_refused_in_one_line(given_corners: Any):
    with pytest.raises(UsageError) as told:
        read_corners(given_corners)
    assert "\n" not in str(told.value)
    assert "clockwise" in str(told.value)


@given(st.lists(st.floats(), min_size=8, max_size=8))
def test_whatever_is_read_is_a_convex_outline_in_the_file(numbers: list[float]):
    try:
        corners = np.array(read_corners(numbers))
    except UsageError:
        return
    sides = np.roll(corners, -1, axis=0) - corners
    after = np.roll(sides, -1, axis=0)
    assert (corners >= 0.0).all()
    assert (corners <= 1.0).all()
    assert (sides[:, 0] * after[:, 1] - sides[:, 1] * after[:, 0] > 0.0).all()
