from __future__ import annotations

import cv2
import numpy as np
import pytest

from art_assistant.analysis.color.palette import deepest_point
from art_assistant.analysis.color.study import study_color
from art_assistant.imaging.colorspace import ciede2000, srgb_to_lab


def sea(seed: int = 1) -> np.ndarray:
    """A grey-green sea under a pale sky, with the spread of brushwork."""
    rng = np.random.default_rng(seed)
    top, bottom = np.array([190, 200, 205]), np.array([70, 95, 95])
    ramp = np.where(np.arange(240)[:, None, None] < 90, top, bottom) + np.linspace(15, -15, 240)[:, None, None]
    return np.clip(ramp + rng.normal(0, 9, (240, 360, 1)) + rng.normal(0, 4, (240, 360, 3)), 0, 255).astype(np.uint8)


def delta_e(one: tuple[int, int, int], two: tuple[int, int, int]) -> float:
    return float(ciede2000(srgb_to_lab(np.array(one, np.uint8)), srgb_to_lab(np.array(two, np.uint8))))


def test_two_colours_come_back_as_they_are():
    rgb = np.zeros((60, 100, 3), np.uint8)
    rgb[:, :70], rgb[:, 70:] = (30, 60, 120), (220, 180, 40)
    swatches = study_color(rgb).palette
    assert [(swatch.rgb, round(swatch.share, 6)) for swatch in swatches] == [
        ((30, 60, 120), 0.7),
        ((220, 180, 40), 0.3),
    ]
    assert [swatch.hex for swatch in swatches] == ["#1e3c78", "#dcb428"]


def test_a_red_boat_of_half_a_percent_survives():
    rgb = sea()
    boat = slice(150, 170), slice(200, 222)
    rgb[boat] = (190, 35, 30)
    swatches = study_color(rgb).palette
    red = min(swatches, key=lambda swatch: delta_e(swatch.rgb, (190, 35, 30)))
    assert delta_e(red.rgb, (190, 35, 30)) < 3.0
    assert red.accent
    assert red.share == pytest.approx(440 / (240 * 360), rel=0.1)
    assert 200 / 360 < red.at[0] < 222 / 360
    assert 150 / 240 < red.at[1] < 170 / 240


def test_a_few_specks_are_no_accent():
    rgb = sea()
    rgb[150:155, 200:205] = (190, 35, 30)
    assert not any(swatch.accent for swatch in study_color(rgb).palette)


def test_twins_are_one_swatch():
    rgb = np.zeros((40, 40, 3), np.uint8)
    rgb[:20], rgb[20:] = (120, 100, 80), (122, 101, 82)
    assert len(study_color(rgb, k=3).palette) == 1


def test_swatches_are_ordered_and_labels_agree():
    study = study_color(sea(), k=5)
    shares = [swatch.share for swatch in study.palette]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1.0, abs=1e-6)
    counts = np.bincount(study.palette_labels.ravel(), minlength=len(shares) + 1)
    assert counts[0] == 0
    assert counts[1:] / counts.sum() == pytest.approx(shares, abs=1e-5)


def test_each_point_lies_on_its_own_colour():
    study = study_color(sea(), k=8)
    height, width = study.palette_labels.shape
    for swatch in study.palette:
        x, y = int(swatch.at[0] * width), int(swatch.at[1] * height)
        assert study.palette_labels[y, x] == swatch.id


def test_the_deepest_point_is_the_middle_of_the_largest_region():
    mask = np.zeros((100, 200), dtype=bool)
    mask[10:30, 10:30] = True
    mask[40:90, 100:180] = True
    x, y = deepest_point(mask)
    assert 100 + 20 < x * 200 < 180 - 20
    assert y * 100 == pytest.approx(65, abs=2)


def test_a_line_one_pixel_wide_still_has_a_point():
    mask = np.zeros((21, 21), dtype=bool)
    mask[:, 5] = True
    x, y = deepest_point(mask)
    assert mask[int(y * 21), int(x * 21)]


def test_the_palette_explains_a_picture_as_well_as_kmeans_and_keeps_its_accents():
    rng = np.random.default_rng(4)
    field = cv2.resize(rng.integers(60, 190, (6, 9, 3)).astype(np.float32), (180, 120), interpolation=cv2.INTER_CUBIC)
    rgb = np.clip(field, 0, 255).astype(np.uint8)
    rgb[40:50, 60:72] = (230, 190, 20)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 1.0)
    cv2.setRNGSeed(0)
    _, _, rival = cv2.kmeans(rgb.reshape(-1, 3).astype(np.float32), 6, None, stop, 3, cv2.KMEANS_PP_CENTERS)
    ours = np.array([swatch.rgb for swatch in study_color(rgb, k=6).palette], np.uint8)

    def error(palette: np.ndarray) -> float:
        lab = srgb_to_lab(rgb.reshape(-1, 3))
        return float(np.min([ciede2000(lab, color) for color in srgb_to_lab(palette)], axis=0).mean())

    assert error(ours) < 1.1 * error(np.rint(rival).astype(np.uint8))
    assert min(delta_e(tuple(color), (230, 190, 20)) for color in ours) < 5.0
