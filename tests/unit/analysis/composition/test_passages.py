"""Where things are, on pictures made by hand: what is looked for was put there, and the rest must not be found."""

from __future__ import annotations

import numpy as np
import pytest

from art_assistant.analysis.composition.passages import (
    between,
    beyond,
    counted_at,
    counted_values,
    crowded_cells,
    farthest_call,
    loudest_at_the_frame,
    nearest_to_quiet,
    strongest_chroma,
)

SHAPE = (240, 320)
LEFT_COUNTS = np.zeros((60, 80), dtype=np.bool_)
LEFT_COUNTS[:, :40] = True
RAMP = np.tile(np.linspace(0.0, 100.0, 80, dtype=np.float32), (60, 1))


def picture(*spots: tuple[slice, slice, tuple[int, int, int]]) -> np.ndarray:
    rgb = np.full((*SHAPE, 3), 128, dtype=np.uint8)
    for rows, columns, color in spots:
        rgb[rows, columns] = color
    return rgb


# What counts


def test_what_counts_is_told_at_any_size() -> None:
    large = counted_at(LEFT_COUNTS, (160, 120))
    assert large.shape == (120, 160)
    assert large[:, :80].all()
    assert not large[:, 80:].any()


@pytest.mark.parametrize("counted", [None, np.zeros((60, 80), dtype=np.bool_)])
def test_where_nothing_is_left_out_or_nothing_is_left_all_counts(counted: np.ndarray | None) -> None:
    assert counted_at(counted, (30, 20)).all()
    assert counted_values(RAMP, counted).size == RAMP.size


def test_only_what_counts_is_read() -> None:
    assert counted_values(RAMP, LEFT_COUNTS).max() < 50.0
    assert np.array_equal(between(RAMP, LEFT_COUNTS, 20.0, 100.0), (RAMP >= 20.0) & LEFT_COUNTS)


def test_both_bounds_belong_to_what_lies_between_them() -> None:
    steps = np.array([[1.0, 2.0, 3.0, 4.0]])
    assert between(steps, None, 2.0, 3.0).tolist() == [[False, True, True, False]]


@pytest.mark.parametrize(("sign", "columns"), [(1, slice(20, 40)), (-1, slice(0, 20))])
def test_beyond_a_percentile_lies_that_share_of_what_counts(sign: int, columns: slice) -> None:
    expected = np.zeros_like(LEFT_COUNTS)
    expected[:, columns] = True
    assert np.array_equal(beyond(RAMP, LEFT_COUNTS, 50.0, sign), expected)


def test_what_lies_at_the_percentile_belongs_to_what_is_beyond_it() -> None:
    steps = np.array([[1.0, 2.0, 3.0]])
    assert beyond(steps, None, 50.0, 1).tolist() == [[False, True, True]]
    assert beyond(steps, None, 50.0, -1).tolist() == [[True, True, False]]


# Colour


def test_it_is_five_of_a_hundred_that_are_strongest() -> None:
    wild = np.random.default_rng(4).integers(0, 256, (*SHAPE, 3), dtype=np.uint8)
    assert strongest_chroma(wild, None).mean() == pytest.approx(0.05, abs=0.002)


def test_the_strongest_colour_is_found_and_the_lightest_is_not() -> None:
    rgb = picture((slice(160, 240), slice(0, 120), (200, 40, 40)), (slice(0, 80), slice(200, 320), (250, 250, 250)))
    mask = strongest_chroma(rgb, None)
    assert mask.shape == (60, 80)
    assert mask[44:58, 2:26].sum() > 0.03 * mask.size
    assert not mask[:36].any()
    assert not mask[:, 36:].any()


def test_a_colour_that_does_not_count_is_not_found() -> None:
    rgb = picture((slice(0, 80), slice(200, 320), (255, 0, 0)), (slice(160, 240), slice(0, 80), (150, 110, 110)))
    mask = strongest_chroma(rgb, LEFT_COUNTS)
    assert not mask[:, 40:].any()
    assert mask[50, 8]


# Loud and quiet


@pytest.mark.parametrize(
    ("rows", "columns", "at"),
    [
        (slice(100, 140), slice(0, 14), (0.03, 0.5)),
        (slice(100, 140), slice(306, 320), (0.97, 0.5)),
        (slice(0, 14), slice(140, 180), (0.5, 0.03)),
        (slice(226, 240), slice(140, 180), (0.5, 0.97)),
    ],
)
def test_the_loudest_place_at_the_frame_is_found(rows: slice, columns: slice, at: tuple[float, float]) -> None:
    louder_inside = (slice(100, 140), slice(140, 180), (255, 255, 0))
    x, y = loudest_at_the_frame(picture((rows, columns, (160, 160, 160)), louder_inside), None)
    assert (x, y) == pytest.approx(at, abs=0.09)


def test_what_does_not_count_is_not_loud() -> None:
    spots = (
        (slice(100, 140), slice(306, 320), (255, 255, 255)),
        (slice(100, 140), slice(0, 14), (140, 140, 140)),
    )
    assert loudest_at_the_frame(picture(*spots), None)[0] > 0.9
    assert loudest_at_the_frame(picture(*spots), LEFT_COUNTS)[0] < 0.1


def test_loud_is_what_differs_not_what_is_light() -> None:
    light = np.full((*SHAPE, 3), 220, dtype=np.uint8)
    light[100:140, :14] = 90
    assert loudest_at_the_frame(light, None) == pytest.approx((0.03, 0.5), abs=0.09)


def test_a_step_to_what_does_not_count_is_not_loud() -> None:
    spots = (slice(0, 240), slice(160, 320), (255, 0, 0)), (slice(100, 140), slice(0, 14), (150, 150, 150))
    assert loudest_at_the_frame(picture(*spots), LEFT_COUNTS)[0] < 0.1


def noise(calm: slice) -> np.ndarray:
    light = np.random.default_rng(1).uniform(20.0, 80.0, (96, 96)).astype(np.float32)
    light[30:66, calm] = 50.0
    return light


@pytest.mark.parametrize(("calm", "x"), [(slice(4, 40), 0.23), (slice(56, 92), 0.77)])
def test_quiet_is_where_values_spread_least(calm: slice, x: float) -> None:
    assert nearest_to_quiet(noise(calm), None, None) == pytest.approx((x, 0.5), abs=0.08)


def test_quiet_is_where_nobody_looks() -> None:
    flat = np.full((96, 96), 50.0, dtype=np.float32)
    attention = np.ones((48, 48), dtype=np.float32)
    attention[30:40, 10:20] = 0.0
    x, y = nearest_to_quiet(flat, attention, None)
    assert 10 / 48 < x < 20 / 48
    assert 30 / 48 < y < 40 / 48


def test_quiet_that_does_not_count_is_passed_over() -> None:
    light = noise(slice(56, 92))
    assert nearest_to_quiet(light, None, None)[0] > 0.5
    assert nearest_to_quiet(light, None, LEFT_COUNTS)[0] < 0.5


@pytest.mark.parametrize("turn", [False, True])
def test_the_window_of_quiet_lies_inside_the_picture(turn: bool) -> None:
    corner = np.random.default_rng(3).uniform(20.0, 80.0, (96, 96)).astype(np.float32)
    corner[:16, :16] = 50.0
    x, y = nearest_to_quiet(corner[::-1, ::-1].copy() if turn else corner, None, None)
    assert 12 / 96 < x < 84 / 96
    assert 12 / 96 < y < 84 / 96


# Calls and crowds


def test_a_weaker_call_far_away_counts_more_than_a_stronger_one_beside_the_first() -> None:
    attention = np.zeros((50, 100), dtype=np.float32)
    attention[25, 25] = 1.0  # beside the first read
    attention[25, 90] = 0.4
    assert farthest_call(attention, (0.2, 0.5)) == pytest.approx((0.905, 0.51))


def test_beyond_a_third_of_the_picture_distance_no_longer_counts() -> None:
    attention = np.zeros((50, 100), dtype=np.float32)
    attention[25, 60], attention[25, 99] = 0.6, 0.5
    assert farthest_call(attention, (0.2, 0.5))[0] == pytest.approx(0.605)


def test_points_are_counted_by_cells_rows_first() -> None:
    points = np.array([[0.9, 0.1], [0.95, 0.05], [0.1, 0.9]], dtype=np.float32)
    counts = crowded_cells(points)
    assert counts.shape == (6, 6)
    assert counts[0, 5] == 2
    assert counts[5, 0] == 1
    assert counts.sum() == 3


def test_a_crowd_in_one_cell_is_one_crowd() -> None:
    counts = crowded_cells(np.array([[0.52, 0.55], [0.64, 0.66]], dtype=np.float32))
    assert counts[3, 3] == 2


def test_cells_around_a_place_are_empty() -> None:
    y, x = np.mgrid[0.5:6, 0.5:6] / 6
    everywhere = np.stack([x.ravel(), y.ravel()], axis=1).astype(np.float32)
    assert crowded_cells(everywhere).min() == 1
    left = crowded_cells(everywhere, (0.35, 0.65))
    expected = np.ones((6, 6))
    expected[2:5, 1:4] = 0.0
    assert np.array_equal(left, expected)
