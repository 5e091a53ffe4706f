"""A plan without specks: nothing smaller than the brush stays, and nothing larger moves."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from art_assistant.analysis.value.brushed import brushed
from art_assistant.analysis.value.plan import BRUSH_DEFAULT, BRUSH_MAX, build_plan, plan_at
from art_assistant.analysis.value.study import OPENING_METHOD, shown_plan, study_values
from art_assistant.analysis.value.tones import count_tones, tone_map
from art_assistant.errors import UsageError


def _picture(seed: int, height: int, width: int) -> Any:
    """Return a made picture: clouds of light of several sizes, with grain on them."""
    rng = np.random.default_rng(seed)
    l_map = np.full((height, width), 50.0)
    for size, strength in ((3, 4), (12, 10), (60, 16)):
        coarse = rng.normal(0, strength, (height // size + 2, width // size + 2)).astype(np.float32)
        l_map += cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(l_map + rng.normal(0, 3, (height, width)), 0, 100).astype(np.float32)


def _smallest(labels: Any) -> int:
    pieces = [ndimage.label(labels == step)[0] for step in range(labels.max() + 1)]
    return min(int(np.bincount(part.ravel())[1:].min()) for part in pieces if part.any())


def _plan(l_map: Any, counted: Any = None, **options: Any) -> Any:
    tones = tone_map(l_map)
    return build_plan(tones, count_tones(tones, counted), counted, **options)


@given(
    st.integers(0, 999),
    st.tuples(st.integers(60, 150), st.integers(60, 150)),
    st.sampled_from([0.07, 0.1, BRUSH_MAX]),
    st.sampled_from([(3, "breaks"), (5, "breaks"), (7, "quantile"), (5, "equal")]),
)
def test_no_piece_is_smaller_than_a_touch_of_the_brush(seed: int, shape: Any, brush: float, way: Any):
    l_map = _picture(seed, *shape)
    raw = _plan(l_map, k=way[0], method=way[1])
    clean = _plan(l_map, k=way[0], method=way[1], brush=brush)
    assert _smallest(clean.labels) >= math.pi / 4.0 * (brush * min(shape)) ** 2
    assert (clean.levels, clean.boundaries) == (raw.levels, raw.boundaries)
    assert sum(clean.shares) == pytest.approx(1.0)
    assert clean.shares == pytest.approx([np.mean(clean.labels == step) for step in range(len(clean.levels))])


@pytest.mark.parametrize("way", [(3, "breaks"), (5, "breaks"), (7, "quantile")])
def test_at_its_usual_size_the_brush_leaves_each_step_its_area(way: Any):
    for seed in range(3):
        l_map = _picture(seed, 270, 360)
        raw, clean = (_plan(l_map, k=way[0], method=way[1], brush=brush) for brush in (0.0, BRUSH_DEFAULT))
        assert np.abs(np.asarray(clean.shares) - raw.shares).max() < 0.06
        levels = np.asarray(raw.levels)
        assert np.mean(np.abs(levels[clean.labels] - levels[raw.labels]) > 30.0) < 0.02


@given(st.integers(0, 999), st.floats(0.2, 0.8), st.floats(0.2, 0.8))
def test_a_contour_between_shapes_larger_than_the_brush_stays_where_it_is(seed: int, across: float, down: float):
    height, width = 120, 160
    labels = np.zeros((height, width), dtype=np.int32)
    labels[:, round(across * width) :] = 2
    labels[round(down * height) :] += 1
    grain = np.random.default_rng(seed).random(labels.shape) < 0.03
    clean = brushed(np.where(grain, 3 - labels, labels).astype(np.int32), 4, 0.07)
    # At half size a contour moves by one pixel at most: away from that, all is as it was before the grain fell on it.
    edge = cv2.morphologyEx(labels.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    corner = np.zeros_like(edge)
    y, x = round(down * height), round(across * width)
    corner[max(0, y - 6) : y + 6, max(0, x - 6) : x + 6] = True
    assert np.array_equal(clean[~edge & ~corner], labels[~edge & ~corner])


def test_a_long_line_stays_and_a_spot_of_the_same_width_goes():
    labels = np.zeros((100, 200), dtype=np.int32)
    labels[20:24, 10:190] = 1
    labels[70:74, 50:54] = 1
    clean = brushed(labels, 2, 0.08)
    assert clean[20:24, 20:180].mean() > 0.9
    assert not clean[60:].any()


def test_the_rim_of_middle_values_along_a_contour_goes_half_to_either_side():
    labels = np.zeros((100, 100), dtype=np.int32)
    labels[:, 50:] = 2
    labels[:, 48:52] = 1
    labels[::3, 48:52] = 0
    clean = brushed(labels, 3, 0.2)
    assert set(np.unique(clean)) == {0, 2}
    assert abs(int((clean == 2).sum()) - 5000) <= 200


def test_what_does_not_count_stays_out_and_has_no_say():
    l_map = _picture(3, 90, 121)
    counted = np.ones(l_map.shape, dtype=bool)
    counted[:, :41] = False
    counted[80:, 60:90] = False
    other = np.where(counted, l_map, 100.0 - l_map).astype(np.float32)
    one, two = (_plan(picture, counted, k=5, brush=0.1).labels for picture in (l_map, other))
    assert np.array_equal(one < 0, ~counted)
    assert np.array_equal(one, two)


def test_a_picture_of_specks_alone_keeps_its_largest_piece():
    board = np.indices((60, 60)).sum(axis=0) // 2 % 3
    clean = brushed(board.astype(np.int32), 3, 0.15)
    assert len(np.unique(clean)) == 1


def test_a_brush_of_a_point_and_a_picture_in_which_nothing_counts_change_nothing():
    labels = np.random.default_rng(2).integers(0, 3, (60, 60)).astype(np.int32)
    nothing = np.full((60, 60), -1, dtype=np.int32)
    assert brushed(labels, 3, 0.06) is labels
    assert brushed(labels, 3, 0.0) is labels
    assert brushed(nothing, 3, 0.15) is nothing


@pytest.mark.parametrize("brush", [-0.01, 0.16, float("nan")])
def test_a_brush_outside_its_range_is_refused(brush: float):
    tones = tone_map(_picture(1, 30, 30))
    with pytest.raises(UsageError, match="brush"):
        build_plan(tones, count_tones(tones), brush=brush)
    with pytest.raises(UsageError, match="brush"):
        plan_at(tones, count_tones(tones), [30.0, 60.0], brush=brush)


def test_the_plans_that_are_shown_are_natural_breaks_with_the_brush_of_the_study():
    rgb = np.repeat(_picture(5, 120, 140)[..., None] * 2.5, 3, axis=2).astype(np.uint8)
    study = study_values(rgb, plan_brush=0.1)
    for k in (3, 5, 7):
        shown = shown_plan(study, k)
        assert (shown.k, shown.method, shown.brush) == (k, OPENING_METHOD, 0.1)
        assert _smallest(shown.labels) >= math.pi / 4.0 * 12.0**2
