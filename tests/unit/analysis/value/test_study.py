"""The value study against the Munsell renotation, hand-made pictures and the words of the trade."""

from __future__ import annotations

import itertools
import json
import math
from typing import Any

import cv2
import numpy as np
import pytest

from art_assistant.analysis.value.false_colour import FALSE_COLOUR_LEGEND, false_colour
from art_assistant.analysis.value.measures import key_word, lightness_and_squint, range_word
from art_assistant.analysis.value.probe import probe
from art_assistant.analysis.value.study import (
    study_values,
    value_metrics,
)
from art_assistant.errors import UsageError
from art_assistant.imaging.colorspace import (
    blur_linear,
    ciede2000,
    lstar,
    lstar_from_luminance,
    luminance,
    srgb_to_lab,
    srgb_to_linear,
)

ASTM_D1535 = {
    1: (1.18, 10.4),
    2: (3.05, 20.2),
    3: (6.39, 30.4),
    4: (11.70, 40.7),
    5: (19.27, 51.0),
    6: (29.30, 61.0),
    7: (42.00, 70.9),
    8: (57.62, 80.5),
    9: (76.70, 90.2),
}
"""Munsell value: luminance factor Y of ASTM D1535 (scaled to Y = 100 for white), and L*."""


def _grey(luminance_factor: float) -> int:
    light = luminance_factor / 100.0
    code = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return round(255 * code)


def _flat(rgb: Any, height: int = 24, width: int = 32) -> Any:
    return np.full((height, width, 3), rgb, dtype=np.uint8)


@pytest.mark.parametrize("value", ASTM_D1535)
def test_munsell_greys_read_at_their_lightness(value: int):
    factor, l_star = ASTM_D1535[value]
    study = study_values(_flat(_grey(factor)))
    assert study.l_p50 == pytest.approx(l_star, abs=0.3)
    assert study.zones[value] == 1.0


@pytest.mark.parametrize(
    ("rgb", "l_star"),
    [
        ((255, 0, 0), 53.24),
        ((0, 255, 0), 87.73),
        ((0, 0, 255), 32.30),
        ((255, 255, 0), 97.14),
        ((0, 255, 255), 91.11),
        ((255, 0, 255), 60.32),
        ((255, 255, 255), 100.0),
        ((0, 0, 0), 0.0),
        ((119, 119, 119), 50.03),
        ((128, 64, 32), 34.74),
    ],
)
def test_colours_read_at_their_cie_lightness_not_their_luma(rgb: Any, l_star: float):
    assert study_values(_flat(rgb)).l_mean == pytest.approx(l_star, abs=0.05)


def test_squint_is_a_gaussian_in_linear_light():
    rgb = np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    rgb[:, 200:] //= 3
    _, squint_l = lightness_and_squint(rgb, None, 0.02)
    exact = lstar_from_luminance(blur_linear(luminance(srgb_to_linear(rgb)), 8.0))
    assert np.abs(squint_l - exact).max() < 0.5


def test_squint_of_black_and_white_is_lighter_than_the_mean_of_their_lightness():
    checks = np.indices((64, 64)).sum(axis=0) % 2
    rgb = np.repeat((checks * 255).astype(np.uint8)[..., None], 3, axis=2)
    study = study_values(rgb, squint=0.05)
    assert study.squint_l.mean() == pytest.approx(76.07, abs=0.3)


def test_what_is_transparent_neither_counts_nor_bleeds():
    rgb = _flat(200, 60, 60)
    rgb[:, 30:] = 0
    counted = np.zeros((60, 60), dtype=bool)
    counted[:, :30] = True
    study = study_values(rgb, counted)
    assert study.l_p5 == study.l_p95 == pytest.approx(80.6, abs=0.2)
    assert np.ptp(study.squint_l[counted]) < 0.1


@pytest.mark.parametrize(
    ("p5", "p50", "p95", "word"),
    [
        (30, 60, 90, "high key"),
        (29.9, 60, 90, "dominantly light"),
        (5, 40, 70, "low key"),
        (5, 40, 70.1, "dominantly dark"),
        (20, 50, 85.1, "full range"),
        (20, 50, 85, "dominantly mid"),
    ],
)
def test_key_is_not_dominance(p5: float, p50: float, p95: float, word: str):
    assert key_word(p5, p50, p95) == word


@pytest.mark.parametrize(("steps", "word"), [(3.49, "narrow"), (3.5, "medium"), (6.5, "medium"), (6.51, "wide")])
def test_range_has_three_words(steps: float, word: str):
    assert range_word(steps) == word


def test_numbers_of_a_picture_in_four_values():
    greys = [_grey(ASTM_D1535[value][0]) for value in (1, 4, 6, 9)]
    rgb = np.repeat(np.array(greys, dtype=np.uint8), 25)[None, :, None].repeat(40, axis=0).repeat(3, axis=2)
    study = study_values(rgb)
    levels = [ASTM_D1535[value][1] for value in (1, 4, 6, 9)]
    assert study.l_mean == pytest.approx(np.mean(levels), abs=0.2)
    assert study.contrast == pytest.approx(np.std(levels), abs=0.2)
    assert study.range_steps == pytest.approx((levels[3] - levels[0]) / 10, abs=0.05)
    assert (study.dark_share, study.light_share) == (0.25, 0.25)
    found = study.metrics()
    assert found["values.mid_share"] == 0.5
    assert found["values.crowding"] == 0.25 + 0.25 * (levels[2] - levels[1] < 20)
    assert found["values.zones_used"] == 4.0
    assert found["values.evenness"] == pytest.approx(math.log(4) / math.log(11))


def test_measures_tell_crushed_darks_from_open_ones():
    ramp = np.linspace(2, 250, 256).astype(np.uint8)[None, :, None].repeat(64, axis=0).repeat(3, axis=2)
    crushed = ramp.copy()
    crushed[:, :64] = 2
    assert value_metrics(crushed)["values.darks_clumped"] == 1.0
    assert value_metrics(ramp)["values.darks_clumped"] < 0.6


def test_squint_keeps_masses_and_loses_texture():
    masses = np.zeros((128, 128, 3), dtype=np.uint8)
    masses[:, 64:] = 220
    texture = (np.random.default_rng(2).integers(0, 2, (128, 128, 1)) * 220).astype(np.uint8).repeat(3, axis=2)
    assert value_metrics(masses)["values.squint_retained"] > 0.85
    assert value_metrics(texture)["values.squint_retained"] < 0.1
    assert value_metrics(texture)["values.local_contrast"] > 30.0


@pytest.mark.parametrize("method", ["fixed", "adaptive", "plan"])
def test_thresholds_are_reported_with_their_reason(method: str):
    ramp = np.arange(256, dtype=np.uint8)[None, :, None].repeat(8, axis=0).repeat(3, axis=2)
    study = study_values(ramp, thresholds=method, plan_k=4)
    told = study.as_dict()["thresholds"]
    assert told["method"] == method
    assert told["reason"].endswith(".")
    assert study.dark_share == pytest.approx(np.mean(study.l_map <= study.thresholds.dark_l), abs=0.005)
    assert study.light_share == pytest.approx(np.mean(study.l_map >= study.thresholds.light_l), abs=0.005)
    if method == "plan":
        assert study.dark_share == pytest.approx(study.plan.shares[0], abs=1e-6)
        assert study.light_share == pytest.approx(study.plan.shares[-1], abs=1e-6)


def test_thresholds_fall_back_where_there_is_nothing_to_divide():
    assert study_values(_flat(90), thresholds="adaptive").thresholds.method == "fixed"


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (40, 1), (2, 3)])
def test_tiny_pictures_get_finite_numbers(shape: tuple[int, int]):
    rgb = np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)
    for method in ("quantile", "equal", "breaks"):
        study = study_values(rgb, plan_method=method)
        assert study.plan.labels.shape == shape
        assert all(number is None or math.isfinite(number) for number in study.metrics().values())
        json.dumps(study.as_dict(), allow_nan=False)


def test_flat_picture_leaves_ratios_unknown_and_says_why():
    study = study_values(_flat(140))
    assert study.metrics()["values.squint_retained"] is None
    assert study.metrics()["values.families_split"] is None
    assert "one value" in study.note
    assert len(study.plan.levels) == 1


def test_fully_transparent_picture_knows_nothing():
    counted = np.zeros((24, 32), dtype=bool)
    study = study_values(_flat(119), counted)
    assert set(study.metrics().values()) == {None}
    assert study.as_dict()["l_p50"] is None
    assert study.as_dict()["plan"] is None
    assert "transparent" in study.note
    assert set(value_metrics(_flat(119), counted)) == set(value_metrics(_flat(119)))


def test_metrics_do_not_depend_on_the_way_they_are_reached():
    rgb = np.random.default_rng(4).integers(0, 256, (80, 90, 3), dtype=np.uint8)
    assert study_values(rgb).metrics() == value_metrics(rgb)


def test_probe_averages_light_not_lightness():
    rgb = _flat(0, 100, 100)
    rgb[:, 50:] = 255
    study = study_values(rgb)
    assert probe(study, 0.1, 0.5).value == pytest.approx(0.0)
    assert probe(study, 0.9, 0.5).value == pytest.approx(10.0)
    assert probe(study, 0.5, 0.5, 0.2).l_star == pytest.approx(76.07, abs=1.0)
    assert probe(study, 1.0, 1.0, 0.0).l_star == pytest.approx(100.0)


def test_probe_over_nothing_is_unknown():
    study = study_values(_flat(90), np.zeros((24, 32), dtype=bool))
    assert probe(study, 0.5, 0.5).as_dict()["l_star"] is None


@pytest.mark.parametrize(("x", "y", "radius"), [(-0.1, 0, 0.1), (0, 1.1, 0.1), (0.5, 0.5, 0.3), (math.nan, 0, 0)])
def test_probe_outside_is_refused(x: float, y: float, radius: float):
    with pytest.raises(UsageError):
        probe(study_values(_flat(90)), x, y, radius)


@pytest.mark.parametrize(
    "options", [{"squint": 0.001}, {"squint": 0.2}, {"squint": math.nan}, {"plan_k": 99}, {"thresholds": "guess"}]
)
def test_options_out_of_range_are_refused(options: dict[str, Any]):
    with pytest.raises(UsageError):
        study_values(_flat(90), **options)


def test_false_colours_have_the_lightness_they_stand_for():
    colours = np.array([entry.rgb for entry in FALSE_COLOUR_LEGEND], dtype=np.uint8)
    assert [entry.value for entry in FALSE_COLOUR_LEGEND] == list(range(11))
    assert np.abs(lstar(colours) - np.arange(11) * 10).max() < 0.25


def test_false_colours_keep_order_and_distance_for_colour_blind_eyes():
    colours = np.array([entry.rgb for entry in FALSE_COLOUR_LEGEND], dtype=np.uint8)
    linear = srgb_to_linear(colours).astype(np.float64)
    deuteranopia = np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    )
    protanopia = np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    )
    for simulation in (np.eye(3), deuteranopia, protanopia):
        seen = np.clip(linear @ simulation.T, 0, 1).astype(np.float32)
        codes = np.rint(255 * np.where(seen <= 0.0031308, 12.92 * seen, 1.055 * seen ** (1 / 2.4) - 0.055)).astype(
            np.uint8
        )
        assert all(low < high for low, high in itertools.pairwise(lstar(codes)))
        assert ciede2000(srgb_to_lab(codes[1:]), srgb_to_lab(codes[:-1])).min() > 5.0


def test_false_colour_paints_the_nearest_value():
    painted = false_colour(np.array([[0.0, 4.9, 5.0, 44.9, 100.0, 120.0]], dtype=np.float32))
    legend = [entry.rgb for entry in FALSE_COLOUR_LEGEND]
    assert [tuple(int(c) for c in pixel) for pixel in painted[0]] == [legend[v] for v in (0, 0, 1, 4, 10, 10)]


def test_value_is_the_same_on_a_thumbnail_and_a_large_copy():
    rng = np.random.default_rng(9)
    small = cv2.resize(rng.integers(0, 256, (8, 10, 3), dtype=np.uint8), (160, 128), interpolation=cv2.INTER_CUBIC)
    large = small.repeat(3, axis=0).repeat(3, axis=1)
    one, two = value_metrics(small), value_metrics(large)
    for name in ("values.l_p50", "values.contrast", "values.squint_contrast", "values.crowding"):
        assert one[name] == pytest.approx(two[name], rel=0.02), name
