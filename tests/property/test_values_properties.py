"""What must hold for every picture: tiling, mirroring, order and sums."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from art_assistant.analysis.value.plan import PLAN_METHODS
from art_assistant.analysis.value.study import study_values

PICTURES = hnp.arrays(np.uint8, st.tuples(st.integers(1, 24), st.integers(1, 24), st.just(3)))
BY_PIXEL = (
    "values.l_p1",
    "values.l_p50",
    "values.l_p95",
    "values.l_mean",
    "values.contrast",
    "values.dark_share",
    "values.light_share",
    "values.mid_share",
    "values.crowding",
    "values.evenness",
    "values.darks_clumped",
)


def _metrics(rgb: Any) -> list[float | None]:
    found = study_values(rgb).metrics()
    return [found[name] for name in BY_PIXEL]


@given(PICTURES, st.sampled_from(PLAN_METHODS), st.integers(3, 8), st.integers(1, 3), st.integers(1, 3))
def test_tiling_changes_no_count(rgb: Any, method: str, k: int, down: int, across: int):
    one = study_values(rgb, plan_method=method, plan_k=k)
    many = study_values(np.tile(rgb, (down, across, 1)), plan_method=method, plan_k=k)
    assert _metrics(np.tile(rgb, (down, across, 1))) == pytest.approx(_metrics(rgb))
    assert many.plan.levels == pytest.approx(one.plan.levels)
    assert many.plan.boundaries == pytest.approx(one.plan.boundaries)
    assert many.plan.shares == pytest.approx(one.plan.shares)
    assert np.array_equal(many.plan.labels, np.tile(one.plan.labels, (down, across)))


@given(PICTURES, st.sampled_from(PLAN_METHODS), st.sampled_from([np.fliplr, np.flipud]))
def test_the_mirror_image_has_the_mirrored_study(rgb: Any, method: str, mirror: Any):
    one = study_values(rgb, plan_method=method)
    two = study_values(np.ascontiguousarray(mirror(rgb)), plan_method=method)
    assert one.histogram == two.histogram
    assert one.plan == two.plan
    assert np.array_equal(mirror(one.plan.labels), two.plan.labels)
    assert np.allclose(mirror(one.squint_l), two.squint_l, atol=0.01)


@given(PICTURES, st.sampled_from(PLAN_METHODS), st.integers(3, 8))
def test_a_plan_rises_and_covers_the_picture(rgb: Any, method: str, k: int):
    study = study_values(rgb, plan_method=method, plan_k=k)
    plan = study.plan
    assert 1 <= len(plan.levels) <= k
    assert all(low < high for low, high in itertools.pairwise(plan.levels))
    assert all(
        low < cut < high for (low, high), cut in zip(itertools.pairwise(plan.levels), plan.boundaries, strict=True)
    )
    assert sum(plan.shares) == pytest.approx(1.0)
    order = np.argsort(study.l_map, axis=None)
    assert np.all(np.diff(plan.labels.ravel()[order]) >= 0)


@given(PICTURES)
def test_shares_sum_to_one_and_percentiles_rise(rgb: Any):
    study = study_values(rgb)
    assert sum(study.histogram) == pytest.approx(1.0)
    assert sum(study.zones) == pytest.approx(1.0)
    found = study.metrics()
    ladder = [found[f"values.l_p{percent}"] for percent in (1, 5, 25, 50, 75, 95, 99)]
    assert ladder == sorted(ladder)
    assert study.l_map.min() - 0.02 <= ladder[0] <= ladder[-1] <= study.l_map.max() + 0.02


@given(st.permutations(range(6)), st.lists(st.integers(0, 255), min_size=6, max_size=6), st.sampled_from(PLAN_METHODS))
def test_where_equal_regions_stand_does_not_matter(order: list[int], greys: list[int], method: str):
    tiles = np.array(greys, dtype=np.uint8)
    one = np.repeat(np.repeat(tiles, 4)[None, :, None], 4, axis=0).repeat(3, axis=2)
    two = np.repeat(np.repeat(tiles[list(order)], 4)[None, :, None], 4, axis=0).repeat(3, axis=2)
    assert _metrics(one) == pytest.approx(_metrics(two))
    assert study_values(one, plan_method=method).plan == study_values(two, plan_method=method).plan


@given(PICTURES, st.data())
def test_what_does_not_count_changes_nothing(rgb: Any, data: Any):
    counted = data.draw(hnp.arrays(np.bool_, rgb.shape[:2]))
    counted[0, 0] = True
    other = rgb.copy()
    other[~counted] = 255 - other[~counted]
    assert study_values(rgb, counted).metrics() == study_values(other, counted).metrics()
