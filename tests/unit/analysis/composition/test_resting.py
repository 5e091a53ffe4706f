"""Where the eye may rest, and the box that is drawn there."""

from __future__ import annotations

import numpy as np
import pytest

from art_assistant.analysis.composition.resting import largest_box, resting_place


def test_rest_is_where_it_is_calm_and_nobody_looks() -> None:
    plane = np.zeros((60, 100), np.float32)
    plane[:, :50] = 1.0
    rest = resting_place(plane, np.full((60, 100), 50.0, np.float32))
    assert rest is not None
    assert rest.box == pytest.approx((0.5, 0.0, 1.0, 1.0))
    assert rest.share == pytest.approx(0.5)
    assert rest.point[0] == pytest.approx(0.75, abs=0.21)
    assert rest.point[1] == pytest.approx(0.5, abs=0.25)


def test_the_larger_of_two_places_is_rest_and_its_deepest_point_is_told() -> None:
    plane = np.ones((60, 100), np.float32)
    plane[5:25, 5:35] = 0.0
    plane[30:50, 45:65] = 0.0
    rest = resting_place(plane, np.full((60, 100), 50.0, np.float32))
    assert rest is not None
    assert rest.box == pytest.approx((0.05, 5 / 60, 0.35, 25 / 60))
    assert rest.share == pytest.approx(600 / 6000)
    x, y = rest.point[0] * 100, rest.point[1] * 60
    assert 14.0 <= x <= 26.0
    assert 14.0 <= y <= 16.0


@pytest.mark.parametrize(("attention", "quiet"), [(0.0, True), (0.29, True), (0.31, False), (1.0, False)])
def test_rest_begins_below_three_tenths_of_attention(attention: float, quiet: bool) -> None:
    plane = np.full((60, 100), attention, np.float32)
    assert (resting_place(plane, np.full((60, 100), 50.0, np.float32)) is not None) is quiet


@pytest.mark.parametrize(("spread", "quiet"), [(0.0, True), (5.5, True), (6.5, False), (20.0, False)])
def test_rest_begins_below_a_spread_of_six(spread: float, quiet: bool) -> None:
    checks = np.where(np.indices((60, 100)).sum(axis=0) % 2, spread, -spread)
    assert (resting_place(np.zeros((60, 100), np.float32), (50.0 + checks).astype(np.float32)) is not None) is quiet


def test_no_rest_where_nothing_counts() -> None:
    plane, light = np.zeros((60, 100), np.float32), np.full((60, 100), 50.0, np.float32)
    counted = np.zeros((60, 100), dtype=bool)
    assert resting_place(plane, light, counted) is None
    counted[:, :30] = True
    rest = resting_place(plane, light, counted)
    assert rest is not None
    assert rest.box == pytest.approx((0.0, 0.0, 0.3, 1.0))


def test_places_that_touch_at_corners_are_two() -> None:
    plane = np.ones((60, 100), np.float32)
    plane[10:30, 10:30] = plane[30:50, 30:51] = 0.0
    rest = resting_place(plane, np.full((60, 100), 50.0, np.float32))
    assert rest is not None
    assert rest.share == pytest.approx(420 / 6000)


def brute_force(inside: np.ndarray) -> int:
    """Return the greatest area of a box of a mask that is at most three times as long as broad."""
    height, width = inside.shape
    best = 0
    for top in range(height):
        for bottom in range(top + 1, height + 1):
            for left in range(width):
                for right in range(left + 1, width + 1):
                    tall, wide = bottom - top, right - left
                    if max(tall, wide) <= 3 * min(tall, wide) and inside[top:bottom, left:right].all():
                        best = max(best, tall * wide)
    return best


@pytest.mark.parametrize("seed", range(6))
def test_the_box_is_as_large_as_any_and_lies_inside(seed: int) -> None:
    inside = np.random.default_rng(seed).random((7, 8)) < 0.75
    left, top, right, bottom = largest_box(inside)
    assert inside[top:bottom, left:right].all()
    area, tall, wide = (right - left) * (bottom - top), bottom - top, right - left
    assert area * min(1.0, 3.0 * min(tall, wide) / max(tall, wide)) >= brute_force(inside)


def test_nothing_has_no_box_and_a_strip_gives_way_to_a_place() -> None:
    assert largest_box(np.zeros((5, 6), dtype=bool)) == (0, 0, 0, 0)
    inside = np.zeros((60, 60), dtype=bool)
    inside[:, :4] = True
    inside[20:35, 30:45] = True
    assert largest_box(inside) == (30, 20, 45, 35)


def test_the_box_never_frames_what_stands_in_the_calm() -> None:
    plane = np.zeros((60, 100), np.float32)
    plane[20:40, 40:60] = 1.0
    rest = resting_place(plane, np.full((60, 100), 50.0, np.float32))
    assert rest is not None
    assert rest.share == pytest.approx(1.0 - 400 / 6000)
    left, top, right, bottom = rest.box
    assert not plane[round(60 * top) : round(60 * bottom), round(100 * left) : round(100 * right)].any()


def test_the_box_keeps_clear_of_the_subject_where_the_eye_does_not_see_it() -> None:
    plane, light = np.zeros((60, 100), np.float32), np.full((60, 100), 50.0, np.float32)
    subject = np.zeros((120, 200), dtype=bool)
    subject[:, 80:130] = True
    rest = resting_place(plane, light, subject=subject)
    assert rest is not None
    assert rest.share == 1.0
    left, _, right, _ = rest.box
    assert right <= 0.4 or left >= 0.65
    everything = resting_place(plane, light, subject=np.ones((120, 200), dtype=bool))
    assert everything is not None
    left, top, right, bottom = everything.box
    assert (right - left) * (bottom - top) == pytest.approx(1 / 6000)
    assert left <= everything.point[0] <= right
    assert top <= everything.point[1] <= bottom
