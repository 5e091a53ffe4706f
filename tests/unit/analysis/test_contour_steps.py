"""Contours and profiles made by hand."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from tests.unit.analysis.test_edge_steps import disc

from art_assistant.analysis.edges.contours import (
    Contours,
    _pieces,
    _sampled,
    _stroke_scale,
    reduced,
    trace_contours,
)
from art_assistant.analysis.edges.profiles import _crossing, _ends, _projected, _slope, _steepest, measure_rises
from art_assistant.analysis.edges.study import (
    _typical_length,
    study_edges,
)
from art_assistant.analysis.lines.gradient import Layer

# Lengths


def contours(*lengths: float) -> Contours:
    nothing = np.zeros((0, 2), np.float32)
    return Contours(nothing, nothing, np.zeros(0, np.int32), sum(lengths), np.array(lengths, np.float32), None)


def test_half_of_all_contour_is_in_contours_as_long_or_longer() -> None:
    assert _typical_length(contours()) is None
    assert _typical_length(contours(0.3)) == pytest.approx(0.3)
    assert _typical_length(contours(0.1, 0.1, 0.1, 1.0)) == pytest.approx(1.0)
    assert _typical_length(contours(1.0, 0.4, 0.4, 0.4)) == pytest.approx(0.4)


def test_pieces_shorter_than_the_least_are_left_out() -> None:
    edges = np.zeros((20, 40), np.uint8)
    edges[2, 2:12] = edges[6, 2:22] = edges[10, 2:17] = 255
    edges[12:18, 30] = 255
    layer = Layer(edges, np.ones_like(edges, np.int16), np.zeros_like(edges, np.int16))
    pieces = _pieces(layer, 10.0)
    assert pieces.lengths.tolist() == [10.0, 20.0, 15.0]
    assert np.bincount(pieces.labels).tolist() == [10, 20, 15]
    assert set(np.unique(pieces.cells // 40).tolist()) == {2, 6, 10}
    assert _pieces(layer, 10.5).lengths.tolist() == [20.0, 15.0]
    points, normals, labels = _sampled(layer, pieces, 1.0)
    assert len(points) == 45
    assert points[0] == pytest.approx((2.5 / 40, 2.5 / 20))
    assert np.allclose(normals, (1.0, 0.0))
    assert labels.tolist() == pieces.labels.tolist()
    assert len(_sampled(layer, pieces, 0.2)[0]) == 9
    assert len(_sampled(layer, pieces, 7.0)[0]) == 45


def test_corners_join_a_contour() -> None:
    edges = np.eye(20, dtype=np.uint8) * 255
    layer = Layer(edges, np.ones_like(edges, np.int16), np.zeros_like(edges, np.int16))
    assert _pieces(layer, 15.0).lengths.tolist() == [20.0]


# Tracing


def test_the_contour_of_a_disc_is_its_rim() -> None:
    found = trace_contours(disc())
    diagonal = math.hypot(200, 300)
    away = np.hypot(found.points[:, 0] * 300 - 150.0, found.points[:, 1] * 200 - 100.0)
    assert np.abs(away - 60.0).max() < 2.0
    # In pixels a thin circle is 4 x root 2 radii long where steps go aslant, 8 radii where they go round corners.
    assert 4.0 * math.sqrt(2.0) * 60.0 < found.length * diagonal < 8.0 * 60.0
    assert found.lengths.sum() == pytest.approx(found.length)
    outward = (found.points * (300, 200) - (150, 100)) / away[:, None]
    assert np.abs((outward * found.normals).sum(axis=1)).min() > 0.95
    assert np.allclose(np.hypot(*found.normals.T), 1.0, atol=1e-3)
    assert found.labels.max() + 1 == found.lengths.size


def test_no_more_points_than_are_wanted() -> None:
    assert len(trace_contours(disc()).points) > 250
    some = trace_contours(disc(), limit=100)
    assert 100 <= len(some.points) <= 102
    assert some.length == trace_contours(disc()).length


def test_texture_finer_than_a_four_hundredth_of_the_diagonal_is_no_contour() -> None:
    fine, coarse = (
        np.repeat(np.repeat(np.where(np.arange(512) % period < period // 2, 95, 145)[None, :, None], 512, 0), 3, 2)
        for period in (4, 64)
    )
    fine, coarse = fine.astype(np.uint8), coarse.astype(np.uint8)
    assert trace_contours(fine).length == 0.0
    assert trace_contours(coarse).length > 10.0


def test_a_large_picture_is_reduced_and_a_small_one_is_not() -> None:
    assert reduced(np.zeros((600, 1024, 3), np.uint8)).shape == (300, 512, 3)
    assert reduced(np.zeros((5000, 7, 3), np.uint8)).shape == (512, 1, 3)
    small = np.zeros((300, 512, 3), np.uint8)
    assert reduced(small) is small


def test_a_flat_picture_has_no_contours_and_no_strokes() -> None:
    found = trace_contours(np.full((100, 150, 3), 90, np.uint8))
    assert len(found.points) == 0
    assert found.length == 0.0
    assert found.stroke_scale is None
    assert study_edges(np.full((100, 150, 3), 90, np.uint8), np.zeros((8, 8), np.float32)) is not None
    assert study_edges(np.full((31, 150, 3), 90, np.uint8), np.zeros((8, 8), np.float32)) is None


def test_strokes_twice_as_broad_have_twice_the_scale() -> None:
    stripes = [
        np.repeat((50.0 + 20.0 * np.sin(np.arange(512) * 2.0 * np.pi / period)).astype(np.float32)[None], 512, axis=0)
        for period in (4, 8, 16)
    ]
    fine, middle, broad = (_stroke_scale(light) for light in stripes)
    assert fine is not None
    assert middle == pytest.approx(2.0 * fine, rel=0.35)
    assert broad == pytest.approx(2.0 * middle, rel=0.35)
    assert _stroke_scale(np.full((64, 64), 50.0, np.float32)) is None
    assert _stroke_scale(stripes[1] * np.float32(0.5)) == pytest.approx(middle, rel=1e-3)
    checks = 50.0 + 20.0 * (np.indices((512, 512)).sum(axis=0) % 2).astype(np.float32)
    assert _stroke_scale(checks) == pytest.approx(100.0 / math.hypot(512, 512), rel=0.1)


# Profiles


def test_a_slope_is_the_change_of_a_step() -> None:
    assert _slope(np.arange(12.0)[None] * 3.0)[0] == pytest.approx([0, 0, 8 / 3, *([3.0] * 6), 8 / 3, 0, 0], abs=0.35)
    spike = np.zeros((1, 15))
    spike[0, 7:] = 9.0
    found = _slope(spike)[0]
    assert found.sum() == pytest.approx(9.0)
    assert np.allclose(found, found[::-1][np.arange(15) - 0], atol=9.0)
    assert found[6] == found[7] == found.max()


@pytest.mark.parametrize(("level", "left"), [(0.5, 2.5), (1.0, 3.0), (0.25, 2.25)])
def test_a_level_is_passed_between_two_steps(level: float, left: float) -> None:
    signal = np.array([[0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 3.0, 3.0]])
    centre = np.array([4])
    assert _crossing(signal, np.array([level]), centre, -1) == pytest.approx([left])
    # From the other side the same profile, turned, is passed at the mirrored place.
    turned = 3.0 - signal[:, ::-1]
    assert _crossing(turned, np.array([3.0 - level]), np.array([3]), 1) == pytest.approx([7.0 - left])


def test_the_first_passing_from_the_centre_counts() -> None:
    signal = np.array([[0.0, 2.0, 0.0, 1.0, 2.0, 3.0, 1.0, 3.0]])
    assert _crossing(signal, np.array([0.5]), np.array([4]), -1) == pytest.approx([2.5])
    assert _crossing(signal, np.array([2.5]), np.array([4]), 1) == pytest.approx([4.5])


def ramp(width: int, count: int = 41, low: float = 20.0, high: float = 80.0) -> np.ndarray:
    """One profile that rises in a straight line over so many steps, in its middle."""
    return np.clip((np.arange(count) - count // 2) / width + 0.5, 0.0, 1.0)[None] * (high - low) + low


def test_a_step_ends_where_its_slope_is_a_tenth_of_the_steepest() -> None:
    for width in (4, 8, 12):
        left, right = _ends(ramp(width), np.array([20]))
        assert left[0] == pytest.approx(20 - width / 2, abs=2.6)
        assert right[0] == pytest.approx(20 + width / 2, abs=2.6)
        assert 20 - left[0] == right[0] - 20


def test_a_falling_profile_is_turned_to_rise() -> None:
    rising = np.stack([ramp(6, 61)[0], np.zeros(61), np.zeros(61)], axis=1)[None].astype(np.float32)
    for profiles in (rising, rising[:, ::-1]):
        signal = _projected(np.ascontiguousarray(profiles), np.array([30]))
        assert signal[0, 36] - signal[0, 24] == pytest.approx(60.0, abs=1.0)


@pytest.mark.parametrize("width", [4.0, 8.0, 16.0])
@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_a_straight_ramp_rises_from_a_tenth_to_nine_tenths_over_eight_tenths_of_it(width: float, turn: int) -> None:
    x = np.arange(400)
    levels = np.clip((x - 199.5) / width + 0.5, 0.0, 1.0) * 120.0 + 60.0
    rgb = np.repeat(np.repeat(levels[None, :, None], 300, axis=0), 3, axis=2).round().astype(np.uint8)
    rgb = np.ascontiguousarray(np.rot90(rgb, turn))
    points = np.full((5, 2), 0.5, np.float32)
    normals = np.repeat(np.array([[1.0, 0.0] if turn % 2 == 0 else [0.0, 1.0]], np.float32), 5, axis=0)
    rises = measure_rises(rgb, points, normals)
    assert rises.width == pytest.approx(np.full(5, 0.8 * width / 500.0 * 100.0), rel=0.12)
    light = cv2.cvtColor(np.array([[[60] * 3, [180] * 3]], np.float32) / 255.0, cv2.COLOR_RGB2LAB)[0, :, 0]
    assert rises.light_step == pytest.approx(np.full(5, light[1] - light[0]), abs=1.5)
    assert rises.step == pytest.approx(rises.light_step, abs=0.5)


def test_no_points_no_rises() -> None:
    rises = measure_rises(disc(), np.zeros((0, 2), np.float32), np.zeros((0, 2), np.float32))
    assert rises.width.size == rises.light_step.size == rises.step.size == 0


def test_a_flat_place_has_no_step() -> None:
    points, normals = np.array([[0.05, 0.05]], np.float32), np.array([[1.0, 0.0]], np.float32)
    assert np.isnan(measure_rises(disc(), points, normals).width).all()


def test_the_steepest_place_is_looked_for_near_the_point() -> None:
    rgb = np.full((300, 400, 3), 60, np.uint8)
    rgb[:, 201:] = 180
    for off in (0.0, 0.5, 1.0):
        points = np.array([[(200.5 + off) / 400, 0.5]], np.float32)
        rises = measure_rises(rgb, points, np.array([[1.0, 0.0]], np.float32))
        assert rises.light_step[0] > 40.0
        assert rises.width[0] < 0.4
    assert _steepest(np.zeros((1, 121, 3), np.float32)).shape == (1,)
