from __future__ import annotations

import numpy as np
import pytest

from art_assistant.analysis.color.study import study_color
from art_assistant.analysis.color.temperature import SAME_TEMPERATURE, third_weights, warmth


@pytest.mark.parametrize(
    ("chroma", "hue", "expected"),
    [
        (0.0, 0.0, -0.5),
        (50.0, 50.0, 0.8150),  # 0.02 x 50^1.07 = 0.02 x 65.748
        (50.0, 230.0, -1.8150),
        (50.0, 140.0, -0.5),
        (30.0, 80.0, 0.1593),  # 0.02 x 30^1.07 x cos 30 = 0.02 x 38.064 x 0.86603
        (100.0, 290.0, -1.8803),  # 0.02 x 100^1.07 x cos 240 = -0.02 x 138.038 x 0.5
    ],
)
def test_warmth_is_the_published_formula(chroma: float, hue: float, expected: float):
    angle = np.radians(hue)
    assert float(warmth([60.0, chroma * np.cos(angle), chroma * np.sin(angle)])) == pytest.approx(expected, abs=2e-4)


def picture(light: tuple[int, int, int], dark: tuple[int, int, int]) -> np.ndarray:
    rgb = np.zeros((60, 60, 3), np.uint8)
    rgb[:20], rgb[20:40], rgb[40:] = light, (128, 128, 128), dark
    return rgb


def test_lights_minus_darks_has_the_sign_of_the_lights():
    warm = study_color(picture((240, 210, 160), (30, 40, 70))).temperature
    cool = study_color(picture((190, 215, 240), (80, 40, 20))).temperature
    assert warm.lights_minus_darks > 0.5
    assert cool.lights_minus_darks < -0.5
    assert "warmer" in warm.reading
    assert "cooler" in cool.reading
    assert warm.lights_minus_darks == pytest.approx(warm.lights - warm.darks)


def test_a_single_picture_never_gets_a_verdict_on_its_light():
    for rgb in (picture((240, 210, 160), (30, 40, 70)), picture((235, 220, 205), (60, 40, 30))):
        assert study_color(rgb).temperature.question.endswith("?")


def test_one_hue_has_one_temperature():
    temperature = study_color(picture((235, 225, 205), (130, 120, 100))).temperature
    assert abs(temperature.lights_minus_darks) < SAME_TEMPERATURE
    assert "same temperature" in temperature.reading


@pytest.mark.parametrize("tint", [0, 1])
def test_a_picture_without_colour_has_no_temperature(tint: int):
    greys = picture((220, 220, 220 - tint), (40, 40 + tint, 40))
    study = study_color(greys)
    told = study.temperature.as_dict()
    assert {told[key] for key in ("mean", "spread", "lights", "darks", "lights_minus_darks")} == {None}
    assert "too little colour" in told["reading"]
    assert not told["question"]
    assert {value for key, value in study.metrics().items() if "temperature" in key} == {None}


def test_thirds_split_the_area_not_the_colours():
    dark, light = third_weights(np.array([10, 50, 90], np.float32), np.array([0.9, 0.05, 0.05], np.float32))
    assert dark == pytest.approx([1 / 3, 0, 0], abs=1e-6)
    assert light == pytest.approx([0.9 - 2 / 3, 0.05, 0.05], abs=1e-6)
