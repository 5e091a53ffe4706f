from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from art_assistant.analysis.composition.balance import (
    centre_of_mass,
    deviation_of_centre,
    mirror_symmetry,
    preference_for_balance,
    side_balance,
)

WEIGHTS = hnp.arrays(
    np.float64,
    st.tuples(st.integers(2, 12), st.integers(2, 12)),
    elements=st.floats(0.0, 1.0, allow_subnormal=False).map(lambda v: round(v, 3)),
)


def left_half(side: int = 8) -> np.ndarray:
    weights = np.zeros((side, side))
    weights[:, : side // 2] = 1.0
    return weights


def test_a_black_left_half_by_hand() -> None:
    # Columns 0-3 of 8. Vertical axis: all on one side (1). Horizontal: 0. Each diagonal halves it except that the cells
    # on the diagonal itself count for neither side: of 32 cells 4 lie on the diagonal, 6 above and 22 below: 16/32.
    # Inner bands: columns 2-3 against 0-1 and rows 2-5 against the rest are equal (0).
    weights = left_half()
    half = 1.0 - math.sqrt(0.5)
    x = (np.arange(8) + 0.5) / 8
    across, down = np.meshgrid(x, x)
    rings = [abs(np.sign(np.abs(o) - half)[:, :4].sum()) / 32 for o in (across - down, across + down - 1)]
    expected = 100.0 * (1.0 + 0.0 + 0.5 + 0.5 + 0.0 + 0.0 + sum(rings)) / 8.0
    assert preference_for_balance(weights) == pytest.approx(expected)


def test_centre_deviation_by_hand() -> None:
    assert centre_of_mass(left_half()) == pytest.approx((0.25, 0.5))
    assert deviation_of_centre(left_half()) == pytest.approx(100.0 * 0.25 / math.sqrt(0.5))


def test_sides_by_hand() -> None:
    assert side_balance(left_half()) == pytest.approx((-1.0, 0.0))
    assert side_balance(np.array([[1.0, 1.0], [0.0, 2.0]])) == pytest.approx((0.5, 0.0))


def test_mirror_symmetry_by_hand() -> None:
    # One black cell of four in a corner of a 2 x 2 picture: only the fold over its own diagonal meets itself.
    assert mirror_symmetry(np.array([[1.0, 0.0], [0.0, 0.0]])) == pytest.approx(25.0)
    assert mirror_symmetry(left_half()) == pytest.approx(100.0 * (0.0 + 1.0 + 0.5 + 0.5) / 4.0)


@pytest.mark.parametrize("shape", [(6, 6), (5, 9), (12, 4)])
def test_an_even_picture_is_balanced_and_symmetric(shape: tuple[int, int]) -> None:
    even = np.ones(shape)
    assert deviation_of_centre(even) == pytest.approx(0.0, abs=1e-9)
    assert side_balance(even) == pytest.approx((0.0, 0.0))
    assert mirror_symmetry(even) == pytest.approx(100.0)


def test_nothing_that_weighs_is_unknown() -> None:
    nothing = np.zeros((4, 4))
    measures = (centre_of_mass, deviation_of_centre, preference_for_balance, mirror_symmetry, side_balance)
    assert [measure(nothing) for measure in measures] == [None] * 5


@pytest.mark.parametrize("scale", [1e-3, 0.01, 7.0])
def test_only_the_proportions_of_weights_matter(scale: float) -> None:
    weights = np.array([[1.0, 1.0, 0.0], [0.0, 2.0, 3.0]])
    for measure in (centre_of_mass, deviation_of_centre, preference_for_balance, mirror_symmetry, side_balance):
        assert measure(scale * weights) == pytest.approx(measure(weights))


def test_a_transposed_picture_swaps_across_and_down() -> None:
    weights = np.array([[1.0, 1.0, 0.0, 4.0], [0.0, 2.0, 3.0, 0.5]])
    assert centre_of_mass(weights.T) == pytest.approx(centre_of_mass(weights)[::-1])
    assert side_balance(weights.T) == pytest.approx(side_balance(weights)[::-1])
    for measure in (deviation_of_centre, preference_for_balance, mirror_symmetry):
        assert measure(weights.T) == pytest.approx(measure(weights))


def test_the_inner_half_is_half_of_the_area() -> None:
    # All weight in the inner half across: the ring across is wholly out of balance, its sides are not.
    inner = np.zeros((8, 8))
    inner[:, 2:6] = 1.0
    assert side_balance(inner) == pytest.approx((0.0, 0.0))
    assert preference_for_balance(inner) >= 100.0 / 8.0
    assert preference_for_balance(np.ones((8, 8))) < 5.0


def test_weight_in_a_corner_is_as_far_from_the_middle_as_can_be() -> None:
    corner = np.zeros((400, 400))
    corner[0, 399] = 1.0
    assert deviation_of_centre(corner) == pytest.approx(100.0, abs=0.3)
    assert centre_of_mass(corner) == pytest.approx((399.5 / 400, 0.5 / 400))
    assert side_balance(corner) == pytest.approx((1.0, -1.0))


@given(WEIGHTS)
def test_all_stay_in_range_and_a_mirror_only_turns_the_sign(weights: np.ndarray) -> None:
    if weights.sum() == 0.0:
        return
    for measure in (preference_for_balance, deviation_of_centre, mirror_symmetry):
        value = measure(weights)
        assert value is not None
        assert -1e-9 <= value <= 100.0 + 1e-9
        assert measure(weights[:, ::-1]) == pytest.approx(value, abs=1e-9)
    one, two = side_balance(weights), side_balance(weights[:, ::-1])
    assert one is not None
    assert two == pytest.approx((-one[0], one[1]), abs=1e-9)
