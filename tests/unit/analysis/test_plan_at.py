"""A value plan whose values part where the artist says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from art_assistant.analysis.value.plan import ValuePlan, build_plan, plan_at
from art_assistant.analysis.value.study import replan, study_values, tones_of
from art_assistant.analysis.value.tones import count_tones, tone_map
from art_assistant.errors import UsageError


def _ramp() -> np.ndarray:
    return np.linspace(0.0, 100.0, 101, dtype=np.float32).reshape(1, -1)


def _at(l_map: np.ndarray, cuts: list[float], counted: np.ndarray | None = None) -> ValuePlan:
    tones = tone_map(l_map)
    return plan_at(tones, count_tones(tones, counted), cuts, counted)


def test_each_pixel_falls_into_the_step_between_its_cuts_and_a_pixel_on_a_cut_into_the_lighter():
    plan = _at(_ramp(), [25.0, 60.0])
    assert plan.labels[0].tolist() == [0] * 25 + [1] * 35 + [2] * 41
    assert plan.boundaries == (25.0, 60.0)
    assert plan.shares == pytest.approx([25 / 101, 35 / 101, 41 / 101])
    assert plan.levels == pytest.approx([12.0, 42.0, 80.0])
    assert (plan.k, plan.method, plan.note) == (3, "cuts", None)


def test_a_step_without_a_pixel_stands_for_the_middle_of_its_part_of_the_scale():
    plan = _at(np.array([[10.0, 90.0]], dtype=np.float32), [40.0, 60.0])
    assert plan.shares == pytest.approx([0.5, 0.0, 0.5])
    assert plan.levels == pytest.approx([10.0, 50.0, 90.0], abs=0.03)
    assert plan.note == "The picture fills 2 of the 3 values asked for."


def test_what_does_not_count_has_no_step_and_no_share():
    counted = np.ones((1, 101), dtype=bool)
    counted[0, :50] = False
    plan = _at(_ramp(), [30.0, 75.0], counted)
    assert (plan.labels[0, :50] == -1).all()
    assert plan.shares == pytest.approx([0.0, 25 / 51, 26 / 51])


@pytest.mark.parametrize(
    "cuts",
    [
        [],
        [50.0],
        [10.0] * 2,
        [60.0, 40.0],
        [0.0, 50.0],
        [50.0, 101.0],
        [float("nan"), 50.0],
        [10.0 * i for i in range(1, 9)],
    ],
)
def test_cuts_that_make_no_plan_are_refused(cuts: list[float]):
    with pytest.raises(UsageError):
        _at(_ramp(), cuts)


@pytest.mark.parametrize("method", ["quantile", "breaks"])
@pytest.mark.parametrize("k", [3, 5, 8])
def test_the_boundaries_of_a_plan_give_that_plan_again(method: str, k: int):
    l_map = np.random.default_rng(k).uniform(2, 97, (40, 50)).astype(np.float32)
    tones = tone_map(l_map)
    counts = count_tones(tones)
    plan = build_plan(tones, counts, k=k, method=method)
    again = plan_at(tones, counts, [boundary + 1e-6 for boundary in plan.boundaries])
    assert (again.labels == plan.labels).mean() > 0.999
    assert again.levels == pytest.approx(plan.levels, abs=0.05)


@given(st.lists(st.integers(1, 3999), min_size=2, max_size=7, unique=True).map(sorted), st.integers(0, 2**32 - 1))
def test_steps_keep_the_order_of_the_scale(cuts: list[int], seed: int):
    l_map = np.random.default_rng(seed).uniform(0, 100, (8, 9)).astype(np.float32)
    plan = _at(l_map, [cut / 40.0 for cut in cuts])
    assert sum(plan.shares) == pytest.approx(1.0)
    assert list(plan.levels) == sorted(plan.levels)
    order = np.argsort(l_map.ravel(), kind="stable")
    assert (np.diff(plan.labels.ravel()[order]) >= 0).all()


@pytest.mark.parametrize("thresholds", ["fixed", "adaptive", "plan"])
@pytest.mark.parametrize(("k", "method"), [(3, "quantile"), (5, "equal"), (8, "breaks")])
def test_another_plan_for_a_study_is_the_study_with_that_plan(thresholds: str, k: int, method: str):
    rgb = np.random.default_rng(3).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    counted = np.ones((60, 80), dtype=bool)
    counted[:, :20] = False
    base = study_values(rgb, counted, thresholds=thresholds)
    whole = study_values(rgb, counted, plan_k=k, plan_method=method, thresholds=thresholds)
    found = replan(base, k=k, method=method, thresholds=thresholds)
    assert found.as_dict() == whole.as_dict()
    assert (found.plan.labels == whole.plan.labels).all()


def test_the_tones_of_a_picture_in_which_nothing_counts_are_those_of_all_of_it():
    rgb = np.full((4, 5, 3), 90, dtype=np.uint8)
    study = study_values(rgb, np.zeros((4, 5), dtype=bool))
    assert tones_of(study)[1].sum() == 20
