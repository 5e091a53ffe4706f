"""Where the eye goes, on planes whose tops and valleys are made by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from art_assistant.analysis.composition.focus import (
    PLANE_SIDE,
    FocalPoint,
    MeasuredPlace,
    attention_plane,
    attention_spread,
    border_pull,
    central_bias,
    focal_points,
)

SHAPE = (96, 128)
DIAGONAL = math.hypot(*SHAPE)


def cone(row: int, column: int, height: float, reach: float = 10.0) -> np.ndarray:
    y, x = np.indices(SHAPE)
    return np.maximum(height * (1.0 - np.hypot(y - row, x - column) / reach), 0.0)


def read(relief: np.ndarray) -> tuple[FocalPoint, ...]:
    """The focal points of a relief that is what is left after the central bias."""
    return focal_points((relief / central_bias(relief.shape)).astype(np.float32))


def at(point: FocalPoint) -> tuple[int, int]:
    return round(point.point[1] * SHAPE[0] - 0.5), round(point.point[0] * SHAPE[1] - 0.5)


# Focal points


@pytest.mark.parametrize(("valley", "count"), [(0.50, 2), (0.69, 2), (0.71, 1), (0.78, 1)])
def test_a_second_read_stands_a_tenth_above_the_way_to_the_first(valley: float, count: int) -> None:
    relief = np.maximum(cone(48, 30, 1.0), cone(48, 90, 0.8))
    relief[46:51, 30:91] = np.maximum(relief[46:51, 30:91], valley)
    for turned in (relief, relief[:, ::-1], relief[::-1]):
        assert len(read(turned)) == count


@pytest.mark.parametrize(("part", "count"), [(0.085, 1), (0.115, 2)])
def test_two_reads_lie_a_tenth_of_the_diagonal_apart(part: float, count: int) -> None:
    apart = round(part * DIAGONAL)
    assert len(read(np.maximum(cone(48, 50, 1.0, 6.0), cone(48, 50 + apart, 0.8, 6.0)))) == count


@pytest.mark.parametrize(("height", "count"), [(0.25, 1), (0.29, 1), (0.31, 2), (0.4, 2)])
def test_what_is_less_than_three_tenths_of_the_first_is_no_read(height: float, count: int) -> None:
    assert len(read(np.maximum(cone(48, 30, 1.0), cone(48, 90, height)))) == count


def test_three_reads_at_most_strongest_first() -> None:
    heights = {(20, 20): 0.7, (20, 100): 0.9, (70, 20): 1.0, (70, 100): 0.8, (48, 60): 0.6}
    found = read(np.max([cone(*cell, height) for cell, height in heights.items()], axis=0))
    assert [at(point) for point in found] == [(70, 20), (20, 100), (70, 100)]
    assert [point.rank for point in found] == [1, 2, 3]
    assert [point.strength for point in found] == pytest.approx([1.0, 0.9, 0.8], abs=1e-4)


def test_a_region_is_what_lies_above_three_quarters_of_its_top() -> None:
    (point,) = read(cone(48, 64, 1.0, reach=32.0))
    x0, y0, x1, y1 = point.box
    # A quarter of the way down a cone of 32 cells: 8 cells on every side, and the top's own.
    assert (x1 - x0) * SHAPE[1] == pytest.approx(17.0, abs=1.5)
    assert (y1 - y0) * SHAPE[0] == pytest.approx(17.0, abs=1.5)
    assert ((x0 + x1) / 2 * SHAPE[1], (y0 + y1) / 2 * SHAPE[0]) == pytest.approx((64.5, 48.5), abs=1.0)
    xs, ys = zip(*point.region, strict=True)
    assert (min(xs), min(ys), max(xs), max(ys)) == point.box


def test_a_region_reaches_as_far_on_one_side_as_on_the_other() -> None:
    relief = np.zeros(SHAPE)
    relief[40:52, 50:80] = 1.0
    (point,) = read(relief)
    x0, y0, x1, y1 = point.box
    assert x0 * 128 - 50 == pytest.approx(80 - x1 * 128, abs=1e-6)
    assert y0 * 96 - 40 == pytest.approx(52 - y1 * 96, abs=1e-6)
    assert 0.0 <= x0 * 128 - 50 <= 0.5


@pytest.mark.parametrize("side", [-1, 1])
@pytest.mark.parametrize("axis", [0, 1])
def test_regions_of_two_reads_do_not_overlap_and_hold_their_points(axis: int, side: int) -> None:
    # Between two tops the land is higher than three quarters of either: each region ends half-way.
    one, two = (48 - 9 * side, 48 + 9 * side), (64 - 9 * side, 64 + 9 * side)
    places = [(row, 64) for row in one] if axis else [(48, column) for column in two]
    relief = np.maximum(cone(*places[0], 1.0, 80.0), cone(*places[1], 0.98, 80.0))
    y, x = np.indices(SHAPE)
    relief -= np.where(np.abs(y - 48 if axis else x - 64) < 3, 0.12, 0.0)
    first, second = read(relief)
    for own, other in ((first, second), (second, first)):
        for way in (0, 1):
            assert own.box[way] < own.point[way] < own.box[way + 2]
        assert not own.box[axis] < other.point[axis] < own.box[axis + 2]


def test_a_spot_of_one_cell_has_a_region_of_that_cell() -> None:
    relief = np.zeros(SHAPE)
    relief[48, 64] = 1.0
    (point,) = read(relief)
    x0, y0, x1, y1 = point.box
    assert x0 <= 64.5 / 128 <= x1
    assert y0 <= 48.5 / 96 <= y1
    assert (x1 - x0) * 128 == pytest.approx(1.0, abs=0.6)
    assert (y1 - y0) * 96 == pytest.approx(1.0, abs=0.6)
    assert len(point.region) >= 3


def test_a_plane_without_attention_has_no_reads() -> None:
    assert focal_points(np.zeros(SHAPE, np.float32)) == ()


def test_the_middle_is_looked_at_first_whatever_is_there() -> None:
    bias = central_bias((101, 201))
    assert bias.max() == bias[50, 100] == pytest.approx(1.0)
    assert bias[50, 0] == pytest.approx(0.6 + 0.4 * math.exp(-0.5 * ((0.5 / 201 - 0.5) / 0.35) ** 2), abs=1e-5)
    assert bias[0, 100] == pytest.approx(0.6 + 0.4 * math.exp(-0.5 * ((0.5 / 101 - 0.5) / 0.35) ** 2), abs=1e-5)
    assert bias.min() > 0.6
    assert np.allclose(bias, bias[::-1, ::-1])
    assert np.all(np.diff(bias[50, :101]) > 0.0)


def test_points_and_places_are_told_to_four_digits() -> None:
    point = FocalPoint(2, (1 / 3, 2 / 3), 1 / 7, ((0.0, 1 / 3), (1 / 9, 0.0), (1.0, 1.0)), (0.0, 0.0, 1.0, 2 / 3))
    assert point.as_dict() == {
        "rank": 2,
        "point": [0.3333, 0.6667],
        "strength": 0.1429,
        "region": [[0.0, 0.3333], [0.1111, 0.0], [1.0, 1.0]],
        "box": [0.0, 0.0, 1.0, 0.6667],
    }
    assert MeasuredPlace((1 / 3, 0.5), (0.0, 0.0, 1 / 7, 1.0), 2 / 3).as_dict() == {
        "point": [0.3333, 0.5],
        "box": [0.0, 0.0, 0.1429, 1.0],
        "share": 0.6667,
    }


# The plane


def hill(cx: float = 0.5, cy: float = 0.5, size: float = 0.1) -> np.ndarray:
    y, x = (np.indices((128, 128)) + 0.5) / 128
    return np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * size**2)).astype(np.float32)


@pytest.mark.parametrize(
    ("shape", "plane"),
    [((240, 360), (85, 128)), ((360, 240), (128, 85)), ((50, 50), (128, 128)), ((10, 1000), (4, 128))],
)
def test_the_plane_has_the_shape_of_the_picture(shape: tuple[int, int], plane: tuple[int, int]) -> None:
    found = attention_plane(hill(), shape)
    assert found is not None
    assert found.shape == plane
    assert max(found.shape) == PLANE_SIDE


def test_the_plane_runs_from_its_quiet_level_to_one() -> None:
    found = attention_plane(0.2 + 0.5 * hill(), (100, 100))
    assert found is not None
    assert found.min() == 0.0
    assert found.max() == pytest.approx(1.0)
    assert np.mean(found == 0.0) == pytest.approx(0.05, abs=0.005)
    assert np.allclose(found, attention_plane(hill(), (100, 100)), atol=1e-5)


@pytest.mark.parametrize(("relief", "known"), [(0.02, False), (0.029, False), (0.034, True), (0.2, True)])
def test_a_map_that_hardly_varies_says_nothing(relief: float, known: bool) -> None:
    # A broad wave, which the smoothing leaves nearly whole, from 0.5 up by so much.
    wave = np.repeat(0.5 - 0.5 * np.cos(np.linspace(0.0, 2.0 * np.pi, 128))[None], 128, axis=0)
    assert (attention_plane((0.5 + relief * wave).astype(np.float32), (100, 100)) is not None) is known


def test_speckle_is_smoothed_away() -> None:
    speckle = np.zeros((128, 128), np.float32)
    speckle[::2, ::2] = 0.05
    assert attention_plane(speckle, (100, 100)) is None
    assert attention_plane(0.05 * hill(), (100, 100)) is not None


def test_a_point_spreads_over_a_patch_of_the_network() -> None:
    point = np.zeros((128, 128), np.float32)
    point[64, 64] = 1000.0
    found = attention_plane(point, (128, 128))
    assert found is not None
    sigma = 0.025 * math.hypot(128, 128)
    assert found[64, 64 + round(2 * sigma)] == pytest.approx(math.exp(-0.5 * (round(2 * sigma) / sigma) ** 2), abs=0.02)


def test_what_does_not_count_gets_no_attention_and_sets_no_level() -> None:
    saliency = np.maximum(hill(0.25), 3.0 * hill(0.8))
    counted = np.ones((100, 100), dtype=bool)
    counted[:, 60:] = False
    found = attention_plane(saliency, (100, 100), counted)
    assert found is not None
    assert not found[:, 78:].any()
    assert found[:, :76].max() == pytest.approx(1.0)
    assert attention_plane(saliency, (100, 100), np.zeros((100, 100), dtype=bool)) is None


# How attention lies


def test_attention_in_one_cell_is_no_spread_at_all() -> None:
    plane = np.zeros((8, 8))
    plane[3, 4] = 1.0
    assert attention_spread(plane) == pytest.approx((0.0, 1 / 64))


def test_attention_on_a_quarter_of_the_cells() -> None:
    plane = np.zeros((8, 8))
    plane[:4, :4] = 0.5
    entropy, half = attention_spread(plane)
    assert entropy == pytest.approx(math.log(16) / math.log(64))
    assert half == pytest.approx(8 / 64)


def test_half_the_attention_may_lie_on_little() -> None:
    plane = np.ones((10, 10))
    plane[0, 0] = 99.0
    assert attention_spread(plane)[1] == pytest.approx(1 / 100)
    assert attention_spread(plane)[0] < attention_spread(np.ones((10, 10)))[0]


# The border


def test_the_band_is_six_hundredths_of_the_short_side() -> None:
    plane = np.zeros((50, 100), np.float32)
    plane[3:-3, 3:-3] = 1.0
    pull, _ = border_pull(plane)
    assert pull == 0.0
    plane[2, 2] = 1.0
    assert border_pull(plane)[0] > 0.0


def test_the_pull_is_the_share_of_attention_over_the_share_of_area() -> None:
    plane = np.zeros((50, 100), np.float32)
    plane[0, 0], plane[25, 50] = 1.0, 3.0
    band = 1.0 - (44 * 94) / 5000
    assert border_pull(plane)[0] == pytest.approx(0.25 / band)


@pytest.mark.parametrize(("row", "column"), [(0, 0), (0, 60), (49, 99), (30, 1), (48, 20)])
def test_the_strongest_place_at_the_border_is_told_with_a_box_inside_the_picture(row: int, column: int) -> None:
    plane = np.zeros((50, 100), np.float32)
    plane[row, column], plane[25, 50], plane[2, 33] = 0.7, 1.0, 0.5
    _, place = border_pull(plane)
    assert place.point == pytest.approx(((column + 0.5) / 100, (row + 0.5) / 50))
    assert place.share == pytest.approx(0.7)
    x0, y0, x1, y1 = place.box
    assert (x0, x1) == pytest.approx((max(0, column - 6) / 100, min(100, column + 7) / 100))
    assert (y0, y1) == pytest.approx((max(0, row - 6) / 50, min(50, row + 7) / 50))
