"""The numbers of the value study, on tones one can count."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from art_assistant.analysis.value.measures import zone_shares
from art_assistant.analysis.value.plan import ValuePlan, build_plan, plan_image
from art_assistant.analysis.value.probe import probe
from art_assistant.analysis.value.study import ValueStudy, study_values
from art_assistant.analysis.value.tones import (
    TONE_COUNT,
    count_tones,
    crowded_window,
    share_between,
    tone_map,
    two_families,
)
from art_assistant.imaging.colorspace import lstar_from_luminance, lstar_to_grey, luminance_from_lstar


def counts(*tones: tuple[float, int]) -> np.ndarray:
    """Pixels by L*."""
    return count_tones(tone_map(np.repeat([tone for tone, _ in tones], [n for _, n in tones]).astype(np.float32)))


def grey(l_map: np.ndarray) -> np.ndarray:
    return np.repeat(lstar_to_grey(np.asarray(l_map, dtype=np.float32))[..., None], 3, axis=2)


def halves(dark: float = 20.0, light: float = 80.0, shape: tuple[int, int] = (60, 90)) -> np.ndarray:
    l_map = np.full(shape, dark, dtype=np.float32)
    l_map[:, shape[1] // 2 :] = light
    return l_map


# Tones


def test_every_pixel_has_a_tone() -> None:
    found = counts((0.0, 3), (50.0, 2), (100.0, 1))
    assert found.shape == (TONE_COUNT,) == (4001,)
    assert np.flatnonzero(found).tolist() == [0, 2000, 4000]
    assert found[[0, 2000, 4000]].tolist() == [3, 2, 1]
    assert tone_map(np.array([-3.0, 0.0124, 0.0126, 99.99, 100.02, 130.0])).tolist() == [0, 0, 1, 4000, 4000, 4000]


def test_a_share_includes_both_its_ends() -> None:
    found = counts((10.0, 1), (20.0, 2), (30.0, 5))
    assert share_between(found, 10.0, 20.0) == pytest.approx(3 / 8)
    assert share_between(found, 10.1, 20.0) == pytest.approx(2 / 8)
    assert share_between(found, 10.0, 19.9) == pytest.approx(1 / 8)
    assert share_between(found, -5.0, 500.0) == 1.0
    assert share_between(found, 40.0, 50.0) == 0.0


def test_the_most_crowded_window_is_the_darkest_of_equals() -> None:
    share, begin = crowded_window(counts((10.0, 2), (12.0, 3), (60.0, 4), (70.0, 1)), 5.0)
    assert share == pytest.approx(0.5)
    assert begin == pytest.approx(7.0, abs=0.03)
    assert crowded_window(counts((10.0, 1), (60.0, 1)), 5.0)[1] == pytest.approx(5.0, abs=0.03)
    assert crowded_window(counts((10.0, 1), (15.0, 1), (90.0, 1)), 5.0)[0] == pytest.approx(2 / 3)


def test_two_families_are_parted_half_way() -> None:
    threshold, dark, light, split = two_families(counts((10.0, 3), (20.0, 1), (80.0, 2)))
    assert threshold == pytest.approx((20.0 + 80.0) / 2.0, abs=0.05)
    assert dark == pytest.approx(12.5)
    assert light == pytest.approx(80.0)
    mean = (30 + 20 + 160) / 6
    whole = 3 * (10 - mean) ** 2 + (20 - mean) ** 2 + 2 * (80 - mean) ** 2
    assert split == pytest.approx((4 * (12.5 - mean) ** 2 + 2 * (80 - mean) ** 2) / whole)
    assert two_families(counts((10.0, 1), (80.0, 3)))[:3] == pytest.approx((45.0, 10.0, 80.0), abs=0.05)
    assert two_families(counts((10.0, 3), (80.0, 1)))[:3] == pytest.approx((45.0, 10.0, 80.0), abs=0.05)
    assert two_families(counts((40.0, 5))) == pytest.approx((40.0, 40.0, 40.0, 0.0))


def test_light_families_mirror_dark_ones() -> None:
    threshold, dark, light, split = two_families(counts((20.0, 2), (80.0, 1), (90.0, 3)))
    assert threshold == pytest.approx(50.0, abs=0.05)
    assert (dark, light) == pytest.approx((20.0, 87.5))
    assert split == pytest.approx(two_families(counts((10.0, 3), (20.0, 1), (80.0, 2)))[3])


def test_zones_are_centred_on_whole_values() -> None:
    found = zone_shares(counts((4.9, 1), (5.0, 1), (14.9, 1), (15.0, 1), (94.9, 2), (95.0, 2), (0.0, 1), (100.0, 1)))
    assert len(found) == 11
    assert found[0] == pytest.approx(2 / 10)
    assert found[1] == pytest.approx(2 / 10)
    assert found[2] == pytest.approx(1 / 10)
    assert found[9] == pytest.approx(2 / 10)
    assert found[10] == pytest.approx(3 / 10)
    assert sum(found) == pytest.approx(1.0)


# The study in words and numbers


def test_a_study_is_told_with_few_digits() -> None:
    study = study_values(grey(halves(21.3, 77.7)))
    told = study.as_dict()
    for key in ("l_p5", "l_p50", "l_p95", "l_mean", "contrast"):
        exact = getattr(study, key)
        assert told[key] == round(exact, 2)
    assert told["range"] == {"steps": round(study.range_steps, 2), "word": "medium"}
    assert told["dark_share"] == 0.0
    assert sum(told["histogram"]) == pytest.approx(1.0, abs=1e-4)
    assert len(told["histogram"]) == 101
    assert [zone["value"] for zone in told["zones"]] == list(range(11))
    assert told["zones"][2]["share"] == 0.5
    assert told["squint"] == 0.02


def test_shares_of_a_third_are_told_with_four_digits_and_of_the_histogram_with_five() -> None:
    l_map = halves(10.0, 90.0)
    l_map[:, :60] = 10.0
    told = study_values(grey(l_map)).as_dict()
    assert told["dark_share"] == 0.6667
    assert told["light_share"] == 0.3333
    assert 0.66667 in told["histogram"]
    assert {zone["share"] for zone in told["zones"]} == {0.0, 0.6667, 0.3333}
    assert told["contrast"] == round(told["contrast"], 2)
    third = study_values(grey(np.full((3, 3), 1 / 3 * 100)), squint=0.0333333).as_dict()
    assert third["squint"] == 0.0333


def test_numbers_with_many_digits_are_cut_to_two() -> None:
    l_map = np.linspace(12.345, 87.654, 90 * 60, dtype=np.float32).reshape(60, 90)
    study = study_values(grey(l_map))
    for key in ("l_p5", "l_p50", "l_p95", "l_mean", "contrast"):
        told = study.as_dict()[key]
        assert told == round(getattr(study, key), 2)
        assert abs(told * 100.0 - round(told * 100.0)) < 1e-6
    exact = replace(study, measures=replace(study.measures, l_p5=1.23456, contrast=7.65432, range_steps=3.14159))
    told = exact.as_dict()
    assert (told["l_p5"], told["contrast"], told["range"]["steps"]) == (1.23, 7.65, 3.14)


def test_a_transparent_picture_tells_nothing_it_does_not_know() -> None:
    told = study_values(grey(halves()), np.zeros((60, 90), dtype=bool)).as_dict()
    assert told["key"] is None
    assert told["range"] == {"steps": None, "word": None}
    assert told["histogram"] is None
    assert told["plan"] is None
    assert {zone["share"] for zone in told["zones"]} == {None}
    assert told["note"] is not None


@pytest.mark.parametrize("squint", [0.005, 0.05])
def test_the_ends_of_the_squint_belong_to_it(squint: float) -> None:
    study = study_values(grey(halves()), squint=squint)
    assert study.squint == squint
    left, right = study.squint_l[30, 44], study.squint_l[30, 45]
    assert 20.0 < left < right < 80.0


@pytest.mark.parametrize("method", ["quantile", "equal", "breaks"])
@pytest.mark.parametrize("k", [3, 5, 8])
def test_the_plan_is_the_one_that_was_asked_for(method: str, k: int) -> None:
    l_map = np.linspace(5.0, 95.0, 5400, dtype=np.float32).reshape(60, 90)
    plan = study_values(grey(l_map), plan_k=k, plan_method=method).plan
    assert (plan.k, plan.method) == (k, method)
    assert len(plan.levels) == k
    assert study_values(grey(l_map)).plan.k == 7
    assert study_values(grey(l_map)).plan.method == "quantile"


def test_what_is_dark_and_light_lies_beyond_the_thresholds() -> None:
    l_map = np.repeat(np.arange(5.0, 100.0, 10.0, dtype=np.float32), 9)[None].repeat(60, axis=0)
    study = study_values(grey(l_map))
    assert (study.thresholds.dark_l, study.thresholds.light_l) == (20.0, 80.0)
    assert study.dark_share == pytest.approx(0.2)
    assert study.light_share == pytest.approx(0.2)
    planned = study_values(grey(l_map), thresholds="plan", plan_k=5)
    assert planned.thresholds.dark_l == planned.plan.boundaries[0]
    assert planned.thresholds.light_l == planned.plan.boundaries[-1]
    assert planned.dark_share == pytest.approx(planned.plan.shares[0])
    three = grey(np.repeat(np.array([10.0, 50.0, 90.0], np.float32), 30)[None].repeat(60, axis=0))
    adaptive = study_values(three, thresholds="adaptive")
    assert 10.0 < adaptive.thresholds.dark_l < 50.0 < adaptive.thresholds.light_l < 90.0
    assert adaptive.dark_share == pytest.approx(1 / 3)


@pytest.mark.parametrize(("spread", "said"), [(0.8, True), (3.0, False)])
def test_a_picture_of_one_value_is_said_to_be(spread: float, said: bool) -> None:
    note = study_values(grey(halves(50.0, 50.0 + spread))).note
    assert (note is not None and "one value" in note) is said


# Probes


@pytest.fixture(scope="module")
def split() -> ValueStudy:
    return study_values(grey(halves()))


@pytest.mark.parametrize(("x", "value"), [(0.0, 2.0), (0.49, 2.0), (0.5, 8.0), (0.51, 8.0), (1.0, 8.0)])
def test_a_probe_of_one_pixel_reads_it(x: float, value: float, split: ValueStudy) -> None:
    for y in (0.0, 0.3, 1.0):
        found = probe(split, x, y, 0.0)
        assert found.value == pytest.approx(value, abs=0.03)
        assert found.l_star == pytest.approx(10.0 * value, abs=0.3)


def test_a_probe_reads_a_disc(split: ValueStudy) -> None:
    # Radius 9 pixels, three columns from the division: what lies beyond it counts by its area, in light.
    found = probe(split, 42.5 / 90, 0.5, 0.1)
    rows, columns = np.indices((19, 19)) - 9
    disc = rows**2 + columns**2 <= 81
    light = disc & (columns >= 3)
    mix = (luminance_from_lstar(np.array([20.0, 80.0])) * [(disc & ~light).sum(), light.sum()]).sum() / disc.sum()
    assert found.l_star == pytest.approx(float(lstar_from_luminance(np.array([mix]))[0]), abs=0.2)


def test_a_probe_at_the_frame_reads_what_is_there() -> None:
    l_map = halves()
    l_map[0, 0] = 100.0
    study = study_values(grey(l_map))
    corner = probe(study, 0.0, 0.0, 1 / 90)
    mix = luminance_from_lstar(np.array([100.0, 20.0, 20.0])).mean()
    assert corner.l_star == pytest.approx(float(lstar_from_luminance(np.array([mix]))[0]), abs=0.3)
    assert probe(study, 1.0, 1.0, 0.25).l_star == pytest.approx(80.0, abs=0.3)


def test_a_probe_leaves_out_what_does_not_count() -> None:
    counted = np.ones((60, 90), dtype=bool)
    counted[:, 45:] = False
    study = study_values(grey(halves()), counted)
    assert probe(study, 0.5, 0.5, 0.1).l_star == pytest.approx(20.0, abs=0.3)
    assert probe(study, 0.9, 0.5, 0.0).value is None


# Plans


def test_a_plan_is_told_step_by_step() -> None:
    plan = ValuePlan(
        2, "breaks", (12.3456, 78.9), (45.6789,), (1 / 3, 2 / 3), "Why.", None, 0.04, np.zeros((1, 1), dtype=np.int32)
    )
    assert plan.as_dict() == {
        "k": 2,
        "method": "breaks",
        "steps": [
            {"step": 1, "l_star": 12.35, "value": 1.23, "share": 0.3333},
            {"step": 2, "l_star": 78.9, "value": 7.89, "share": 0.6667},
        ],
        "boundaries_l": [45.68],
        "brush": 0.04,
        "explanation": "Why.",
        "note": None,
    }


def plan_of(l_map: np.ndarray, k: int, method: str) -> ValuePlan:
    tones = tone_map(l_map.astype(np.float32))
    return build_plan(tones, count_tones(tones), k=k, method=method)


def test_equal_steps_are_cut_at_equal_l() -> None:
    plan = plan_of(np.linspace(0.0, 100.0, 4001)[None], 4, "equal")
    assert plan.boundaries == pytest.approx((25.0, 50.0, 75.0))
    assert plan.levels == pytest.approx((12.5, 37.5, 62.5, 87.5))
    assert plan.shares == pytest.approx((0.25,) * 4, abs=0.001)
    three = plan_of(np.linspace(0.0, 100.0, 4001)[None], 3, "equal")
    assert three.boundaries == pytest.approx((100 / 3, 200 / 3), abs=0.02)


def test_a_boundary_lies_half_way_between_the_tones_on_its_sides() -> None:
    l_map = np.array([[10.0, 10.0, 30.0, 30.0, 80.0, 80.0]])
    for method in ("quantile", "breaks"):
        plan = plan_of(l_map, 3, method)
        assert plan.boundaries == pytest.approx((20.0, 55.0))
        assert plan.levels == pytest.approx((10.0, 30.0, 80.0))
        assert plan.labels.tolist() == [[0, 0, 1, 1, 2, 2]]
    assert np.unique(plan_image(plan)).size == 3


@pytest.mark.parametrize(("shape", "k"), [((1, 100), 4), ((1, 97), 5)])
def test_areas_are_equal_to_within_a_pixel(shape: tuple[int, int], k: int) -> None:
    plan = plan_of(np.linspace(3.0, 97.0, shape[1]).reshape(shape), k, "quantile")
    assert max(abs(share * shape[1] - shape[1] / k) for share in plan.shares) < 1.0


def test_evenness_of_zones_is_an_entropy() -> None:
    even = np.repeat(np.arange(0.0, 101.0, 10.0, dtype=np.float32), 9)[None].repeat(60, axis=0)
    assert study_values(grey(even)).metrics()["values.evenness"] == pytest.approx(1.0, abs=0.001)
    two = study_values(grey(halves())).metrics()["values.evenness"]
    assert two == pytest.approx(math.log(2) / math.log(11), abs=0.001)
