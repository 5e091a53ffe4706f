"""Emphasis on maps small enough to work it out on paper."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from art_assistant.analysis.composition.emphasis import (
    _border,
    _local_contrast,
    _quiet_share,
    _rival,
    _small_lab,
    emphasis_metrics,
    persistence,
)
from art_assistant.analysis.composition.focus import PLANE_SIDE

MAPS = hnp.arrays(np.float64, st.tuples(st.integers(2, 8), st.integers(2, 8)), elements=st.integers(0, 9).map(float))


def tops(*places: tuple[int, int, float], shape: tuple[int, int] = (50, 100)) -> np.ndarray:
    plane = np.zeros(shape, dtype=np.float32)
    for row, column, height in places:
        plane[row, column] = height
    return plane


def spots(*places: tuple[float, float, float], side: int = 128, size: float = 0.05) -> np.ndarray:
    y, x = (np.indices((side, side)) + 0.5) / side
    total = sum(h * np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * size**2)) for cx, cy, h in places)
    return np.asarray(total, dtype=np.float32)


# Persistence


def test_a_lower_top_stands_apart_by_its_height_over_the_pass() -> None:
    assert persistence(np.array([[0.0, 3.0, 1.0, 2.0, 0.0]])) == [(3.0, 0, 1), (1.0, 0, 3)]


def test_of_three_tops_each_ends_at_its_own_pass() -> None:
    ridge = np.array([[5.0, 9.0, 4.0, 6.0, 1.0, 7.0, 2.0]])
    assert persistence(ridge) == [(8.0, 0, 1), (6.0, 0, 5), (2.0, 0, 3)]
    assert persistence(ridge.T) == [(8.0, 1, 0), (6.0, 5, 0), (2.0, 3, 0)]


def test_the_way_between_two_tops_is_the_highest_one() -> None:
    # The straight way from 8 to 6 goes down to 1, the way round to 4.
    plane = np.array([[8.0, 1.0, 6.0], [5.0, 0.0, 5.0], [4.0, 4.0, 4.0]])
    assert persistence(plane) == [(8.0, 0, 0), (2.0, 0, 2)]


def test_corners_are_no_way() -> None:
    plane = np.array([[5.0, 0.0], [0.0, 4.0]])
    assert persistence(plane) == [(5.0, 0, 0), (4.0, 1, 1)]


def test_an_even_map_has_one_place_that_stands_apart_by_nothing() -> None:
    assert persistence(np.full((3, 4), 2.0)) == [(0.0, 0, 0)]


@given(MAPS, st.integers(-3, 3), st.sampled_from([0.5, 2.0, 3.0]))
def test_persistence_is_that_of_the_relief(plane: np.ndarray, more: int, scale: float) -> None:
    plain = [rise for rise, _, _ in persistence(plane)]
    assert [rise for rise, _, _ in persistence(plane + more)] == plain
    assert [rise for rise, _, _ in persistence(plane * scale)] == [scale * rise for rise in plain]
    for turned in (plane[:, ::-1], plane[::-1], plane.T):
        assert [rise for rise, _, _ in persistence(turned)] == plain
    assert plain[0] == plane.max() - plane.min()
    assert all(float(plane[row, column]) - rise >= plane.min() for rise, row, column in persistence(plane))


# The rival


def test_the_rival_is_the_second_place_over_the_first() -> None:
    plane = spots((0.25, 0.5, 1.0), (0.75, 0.5, 0.6))
    assert _rival(plane) == pytest.approx(0.6, abs=0.01)
    assert _rival(plane[:, ::-1].copy()) == pytest.approx(_rival(plane), abs=1e-6)


def test_two_places_of_one_ridge_are_rivals_by_what_parts_them() -> None:
    plane = np.maximum(spots((0.25, 0.5, 1.0), (0.75, 0.5, 0.8)), 0.5)
    assert _rival(plane) == pytest.approx((0.8 - 0.5) / (1.0 - 0.5), abs=0.02)


def test_one_place_has_no_rival() -> None:
    assert _rival(spots((0.5, 0.5, 1.0), size=0.3)) == 0.0


# The border


@pytest.mark.parametrize(
    ("column", "belongs"),
    # The gap is (column + 0.5) / 50 of the short side: whole up to 0.08, nothing from 0.18, smooth between.
    [(0, 1.0), (3, 1.0), (4, 0.972), (5, 0.784), (6, 0.5), (7, 0.216), (8, 0.028), (9, 0.0), (16, 0.0)],
)
def test_a_top_belongs_to_the_frame_by_its_gap_in_short_sides(column: int, belongs: float) -> None:
    for plane in (tops((25, 50, 1.0), (25, column, 0.6)), tops((25, 50, 1.0), (column, 50, 0.6))):
        for turned in (plane, plane[::-1, ::-1], plane.T):
            assert _border(np.ascontiguousarray(turned)) == pytest.approx(0.6 * belongs, abs=1e-6)


def test_what_is_half_at_the_frame_is_half_inside() -> None:
    assert _border(tops((25, 6, 1.0))) == pytest.approx(1.0)
    assert _border(tops((25, 5, 1.0))) == pytest.approx(min(2.0, 0.784 / 0.216))
    assert _border(tops((25, 7, 1.0))) == pytest.approx(0.216 / 0.784)


def test_the_border_is_at_most_twice_as_loud() -> None:
    assert _border(tops((25, 50, 0.5), (25, 1, 0.9))) == pytest.approx(1.8)
    assert _border(tops((25, 50, 0.3), (25, 1, 0.9))) == 2.0
    assert _border(tops((25, 1, 0.9))) == 2.0
    assert _border(tops((25, 50, 0.9))) == 0.0


def test_only_tops_call() -> None:
    beside_a_higher_one = tops((25, 50, 1.0), (25, 3, 0.7), (25, 5, 0.8))
    assert _border(beside_a_higher_one) == pytest.approx(0.8 * 0.784, abs=1e-6)
    for rows in ((3, 5), (46, 44)):
        plane = tops((25, 50, 1.0), (rows[0], 50, 0.7), (rows[1], 50, 0.8))
        assert _border(plane) == pytest.approx(0.8 * 0.784, abs=1e-6)
    for rows in ((3, 6), (46, 43)):
        plane = tops((25, 50, 1.0), (rows[0], 50, 0.7), (rows[1], 50, 0.8))
        assert _border(plane) == pytest.approx(0.7, abs=1e-6)
    for columns in ((96, 94), (96, 93)):
        plane = tops((25, 50, 1.0), (25, columns[0], 0.7), (25, columns[1], 0.8))
        assert _border(plane) == pytest.approx(0.8 * 0.784 if columns[1] == 94 else 0.7, abs=1e-6)
    far_enough = tops((25, 50, 1.0), (25, 3, 0.7), (25, 6, 0.8))
    assert _border(far_enough) == pytest.approx(0.7, abs=1e-6)


# Quiet


def test_a_passage_is_quiet_where_it_is_calm_and_nobody_looks() -> None:
    even, nobody, everybody = (np.full((40, 60), v, dtype=np.float32) for v in (50.0, 0.0, 1.0))
    assert _quiet_share(nobody, even) > 0.95
    assert _quiet_share(everybody, even) < 0.001
    noisy = even + np.where(np.indices(even.shape).sum(axis=0) % 2, 30.0, -30.0).astype(np.float32)
    assert _quiet_share(nobody, noisy) < 0.001


def test_where_half_is_looked_at_half_is_quiet() -> None:
    plane = np.zeros((40, 60), dtype=np.float32)
    plane[:, 30:] = 1.0
    whole = _quiet_share(np.zeros_like(plane), np.full_like(plane, 50.0))
    assert _quiet_share(plane, np.full_like(plane, 50.0)) == pytest.approx(whole / 2.0, rel=0.001)


def test_half_of_the_quiet_is_left_at_a_spread_of_six_and_at_an_attention_of_three_tenths() -> None:
    even = np.full((40, 60), 50.0, dtype=np.float32)
    checks = np.where(np.indices(even.shape).sum(axis=0) % 2, 1.0, -1.0).astype(np.float32)
    nobody = np.zeros_like(even)
    whole = _quiet_share(nobody, even)
    assert _quiet_share(nobody, even + 6.0 * checks) == pytest.approx(whole / 2.0, rel=0.04)
    assert _quiet_share(nobody + np.float32(0.30), even) == pytest.approx(whole / 2.0, rel=0.04)
    assert _quiet_share(nobody, even + 3.0 * checks) > 0.85 * whole > 0.15 * whole
    assert _quiet_share(nobody, even + 9.0 * checks) < 0.15 * whole
    assert _quiet_share(nobody + np.float32(0.1), even) > 0.9 * whole
    assert _quiet_share(nobody + np.float32(0.5), even) < 0.1 * whole


def test_a_slow_change_of_value_is_calm() -> None:
    ramp = np.repeat(np.linspace(20.0, 80.0, 120, dtype=np.float32)[None], 80, axis=0)
    nobody = np.zeros_like(ramp)
    assert _quiet_share(nobody, ramp) > 0.9 * _quiet_share(nobody, np.full_like(ramp, 50.0))


# Colour contrast


def test_contrast_is_that_of_a_passage_with_its_surroundings() -> None:
    lab = np.full((96, 128, 3), 50.0, dtype=np.float32)
    assert _local_contrast(lab).max() == pytest.approx(0.0, abs=1e-3)
    lab[40:52, 60:72, 1] += 40.0
    contrast = _local_contrast(lab)
    row, column = divmod(int(contrast.argmax()), 128)
    assert abs(row - 45.5) <= 1.0
    assert abs(column - 65.5) <= 1.0
    assert 20.0 < contrast.max() < 40.0
    assert contrast[5, 5] < 1.0


def test_a_fine_texture_and_a_broad_division_contrast_less_than_a_head() -> None:
    plain = np.zeros((128, 128, 3), dtype=np.float32)
    texture, head, halves = plain.copy(), plain.copy(), plain.copy()
    texture[..., 0] = 40.0 * (np.indices((128, 128)).sum(axis=0) % 2)
    head[56:68, 56:68, 0] = 40.0
    halves[:, 64:, 0] = 40.0
    fine, middle, broad = (float(_local_contrast(lab).max()) for lab in (texture, head, halves))
    assert fine < 0.1 * middle
    assert broad < 0.8 * middle


def test_contrast_turns_with_the_picture_and_ignores_its_key() -> None:
    lab = np.random.default_rng(2).uniform(0.0, 60.0, (60, 90, 3)).astype(np.float32)
    plain = _local_contrast(lab)
    assert np.allclose(_local_contrast(lab + np.float32(20.0)), plain, atol=1e-3)
    assert np.allclose(_local_contrast(lab * np.float32(0.5)), 0.5 * plain, atol=1e-3)
    assert np.allclose(_local_contrast(np.ascontiguousarray(lab[:, ::-1])), plain[:, ::-1], atol=1e-3)
    assert np.allclose(_local_contrast(np.ascontiguousarray(lab.transpose(1, 0, 2))), plain.T, atol=1e-3)


def test_what_does_not_count_takes_the_mean_colour_of_the_rest() -> None:
    rgb = np.full((100, 200, 3), 119, dtype=np.uint8)
    rgb[:, 150:] = (255, 0, 0)
    counted = np.ones((100, 200), dtype=bool)
    counted[:, 150:] = False
    small = _small_lab(rgb, counted)
    assert small.shape == (PLANE_SIDE // 2, PLANE_SIDE, 3)
    assert np.allclose(small[:, : PLANE_SIDE * 3 // 4 - 1], (50.0, 0.0, 0.0), atol=0.5)
    assert np.allclose(small, (50.0, 0.0, 0.0), atol=1.5)
    assert _small_lab(rgb, None)[32, 120, 1] > 70.0
    nothing = _small_lab(rgb, np.zeros_like(counted))
    assert np.array_equal(nothing, _small_lab(rgb, None))


# All together


def red_spot(column: int, background: int = 128) -> np.ndarray:
    rgb = np.full((120, 180, 3), background, dtype=np.uint8)
    rgb[50:66, column : column + 16] = (200, 40, 40)
    return rgb


def test_the_two_maps_are_read_alike_but_apart() -> None:
    middle = emphasis_metrics(spots((0.5, 0.5, 1.0), (0.03, 0.5, 0.6)), red_spot(82))
    assert middle["emphasis.border"] == pytest.approx(0.6, abs=0.12)
    assert middle["emphasis.contrast_border"] < 0.2
    assert middle["emphasis.rival"] > 0.3
    assert middle["emphasis.contrast_rival"] < 0.2
    edge = emphasis_metrics(spots((0.5, 0.5, 1.0)), red_spot(0))
    assert edge["emphasis.border"] < 0.05
    assert edge["emphasis.contrast_border"] == 2.0
    assert edge["emphasis.contrast_peak"] > 10.0


def test_without_relief_there_is_no_emphasis() -> None:
    flat = emphasis_metrics(np.zeros((64, 64), np.float32), np.full((60, 90, 3), 90, np.uint8))
    assert flat.pop("emphasis.contrast_peak") == pytest.approx(0.0, abs=0.01)
    assert set(flat.values()) == {None}
    assert len(flat) == 5


def test_a_contrast_below_one_is_no_contrast() -> None:
    seen = emphasis_metrics(spots((0.5, 0.5, 1.0)), np.full((60, 90, 3), 90, np.uint8))
    assert seen["emphasis.contrast_rival"] is None
    assert seen["emphasis.contrast_border"] is None
    assert seen["emphasis.rival"] == pytest.approx(0.0, abs=0.02)
    assert seen["emphasis.quiet_share"] > 0.5


def test_a_mirror_changes_nothing_that_is_told() -> None:
    saliency, rgb = spots((0.3, 0.4, 1.0), (0.9, 0.6, 0.7)), red_spot(20)
    plain = emphasis_metrics(saliency, rgb)
    turned = emphasis_metrics(np.ascontiguousarray(saliency[:, ::-1]), np.ascontiguousarray(rgb[:, ::-1]))
    assert turned == pytest.approx(plain, abs=0.01)
