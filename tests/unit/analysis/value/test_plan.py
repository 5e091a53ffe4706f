"""The value plan against brute force, and on pictures that have too few values."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from art_assistant.analysis.breaks import natural_breaks
from art_assistant.analysis.value.plan import PLAN_METHODS, ValuePlan, build_plan, plan_image
from art_assistant.analysis.value.tones import count_tones, tone_map
from art_assistant.errors import UsageError
from art_assistant.imaging.colorspace import lstar


def _plan(l_map: Any, **options: Any) -> ValuePlan:
    tones = tone_map(np.asarray(l_map, dtype=np.float32))
    return build_plan(tones, count_tones(tones), **options)


def _inside_variance(values: Any, weights: Any, cuts: list[int]) -> float:
    total = 0.0
    for part in np.split(np.arange(len(values)), cuts):
        mean = np.average(values[part], weights=weights[part])
        total += float(weights[part] @ (values[part] - mean) ** 2)
    return total


@pytest.mark.parametrize("k", [1, 2, 3, 4])
@pytest.mark.parametrize("seed", range(6))
def test_natural_breaks_are_the_best_of_all_partitions(k: int, seed: int):
    rng = np.random.default_rng(seed)
    values = np.sort(rng.uniform(0, 100, 11))
    weights = rng.integers(1, 50, 11).astype(float)
    found = natural_breaks(values, weights, k)
    best = min(
        _inside_variance(values, weights, list(cuts)) for cuts in itertools.combinations(range(1, len(values)), k - 1)
    )
    assert _inside_variance(values, weights, found) == pytest.approx(best)
    assert found == sorted(set(found))


@pytest.mark.parametrize("k", [2, 3, 4])
def test_breaks_weigh_what_is_better_apart_exactly(k: int):
    rng = np.random.default_rng(k + 4)
    values, weights = np.sort(rng.uniform(0, 100, 9)), rng.integers(1, 50, 9).astype(float)
    together = np.where(rng.random((9, 9)) < 0.3, rng.uniform(0.0, 30_000.0, (9, 9)), 0.0)

    def cost(cuts: list[int]) -> float:
        groups = np.split(np.arange(9), cuts)
        pairs = (pair for group in groups for pair in itertools.combinations(group.tolist(), 2))
        return _inside_variance(values, weights, cuts) + sum(together[pair] for pair in pairs)

    found = natural_breaks(values, weights, k, together)
    assert cost(found) == pytest.approx(min(cost(list(cuts)) for cuts in itertools.combinations(range(1, 9), k - 1)))
    assert found != natural_breaks(values, weights, k)


def test_breaks_plan_finds_the_clusters_of_a_picture():
    rng = np.random.default_rng(3)
    centres = [15.0, 40.0, 55.0, 85.0]
    l_map = np.concatenate([rng.uniform(centre - 4, centre + 4, 900) for centre in centres]).reshape(60, 60)
    plan = _plan(l_map, k=4, method="breaks")
    assert np.allclose(plan.levels, centres, atol=0.5)
    assert np.allclose(plan.shares, 0.25, atol=0.005)
    between = [(low + high) / 2 for low, high in itertools.pairwise(centres)]
    assert np.allclose(plan.boundaries, between, atol=3.0)


@pytest.mark.parametrize("k", [3, 5, 7, 8])
def test_quantile_steps_cover_equal_areas(k: int):
    l_map = np.random.default_rng(1).beta(2, 4, (90, 80)) * 100
    plan = _plan(l_map, k=k, method="quantile")
    assert np.allclose(plan.shares, 1.0 / k, atol=0.01)


def test_one_heavy_value_costs_one_quantile_step_only():
    l_map = np.concatenate([np.zeros(6000), np.linspace(10, 90, 4000)]).reshape(100, 100)
    plan = _plan(l_map, k=5, method="quantile")
    assert plan.shares[0] == pytest.approx(0.6)
    assert np.allclose(plan.shares[1:], 0.1, atol=0.002)


def test_equal_steps_read_the_whole_scale():
    plan = _plan(np.linspace(0, 100, 10_000).reshape(100, 100), k=5, method="equal")
    assert plan.levels == pytest.approx((10, 30, 50, 70, 90))
    assert plan.boundaries == pytest.approx((20, 40, 60, 80), abs=0.02)
    assert np.allclose(plan.shares, 0.2, atol=0.001)


def test_equal_steps_say_when_steps_are_empty():
    plan = _plan(np.linspace(45, 52, 100).reshape(10, 10), k=5, method="equal")
    assert plan.shares == (0.0, 0.0, 1.0, 0.0, 0.0)
    assert plan.note == "The picture fills 1 of the 5 values asked for."


@pytest.mark.parametrize("method", ["quantile", "breaks"])
def test_two_values_give_two_levels_and_say_so(method: str):
    plan = _plan([[20.0, 70.0], [70.0, 70.0]], k=7, method=method)
    assert plan.levels == pytest.approx((20.0, 70.0))
    assert plan.shares == pytest.approx((0.25, 0.75))
    assert plan.boundaries[0] > 20.0
    assert plan.note == "The picture fills 2 of the 7 values asked for."
    assert np.array_equal(plan.labels, [[0, 1], [1, 1]])


def test_pixels_that_do_not_count_have_no_step_and_are_drawn_white():
    tones = tone_map(np.array([[10.0, 50.0, 90.0]], dtype=np.float32))
    counted = np.array([[True, True, False]])
    plan = build_plan(tones, count_tones(tones, counted), counted, k=3, method="breaks")
    assert plan.labels.tolist() == [[0, 1, -1]]
    assert plan.shares == pytest.approx((0.5, 0.5))
    assert plan_image(plan)[0, 2].tolist() == [255, 255, 255]


@pytest.mark.parametrize("method", PLAN_METHODS)
def test_plan_image_shows_each_step_in_its_own_lightness(method: str):
    l_map = np.random.default_rng(5).uniform(5, 95, (40, 50))
    plan = _plan(l_map, k=5, method=method)
    shown = lstar(plan_image(plan))
    assert np.abs(shown - np.asarray(plan.levels)[plan.labels]).max() < 0.3


@pytest.mark.parametrize("options", [{"k": 2}, {"k": 9}, {"method": "median"}])
def test_wrong_options_are_named(options: dict[str, Any]):
    with pytest.raises(UsageError):
        _plan([[50.0]], **options)


def test_json_form_is_plain_and_complete():
    told = _plan(np.linspace(0, 100, 400).reshape(20, 20), k=3).as_dict()
    assert [step["step"] for step in told["steps"]] == [1, 2, 3]
    assert sum(step["share"] for step in told["steps"]) == pytest.approx(1.0, abs=2e-4)
    assert len(told["boundaries_l"]) == 2
