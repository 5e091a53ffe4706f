from __future__ import annotations

import json

import numpy as np
import pytest
from skimage.color import rgb2lab

from art_assistant.analysis.color.study import color_metrics, study_color, study_colorfulness
from art_assistant.errors import UsageError

KEYS = {
    "color.accent_strength",
    "color.chroma_mean",
    "color.chroma_p95",
    "color.chroma_share_high",
    "color.colorfulness",
    "color.dark_hue_concentration",
    "color.harmony_residual",
    "color.hue_entropy",
    "color.near_neutral_share",
    "color.temperature_lights_minus_darks",
    "color.temperature_mean",
    "color.temperature_spread",
}


def noise(height: int = 90, width: int = 120, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def flat(*rgb: int, size: tuple[int, int] = (40, 50)) -> np.ndarray:
    return np.full((*size, 3), rgb, dtype=np.uint8)


def test_colorfulness_is_the_published_formula():
    rgb = noise().astype(np.float64)
    rg = rgb[..., 0] - rgb[..., 1]
    yb = (rgb[..., 0] + rgb[..., 1]) / 2 - rgb[..., 2]
    expected = np.hypot(rg.std(), yb.std()) + 0.3 * np.hypot(rg.mean(), yb.mean())
    assert study_colorfulness(noise()).value == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    ("rgb", "words"),
    [((90, 90, 90), "not colorful"), ((255, 200, 150), "slightly colorful"), ((255, 0, 0), "highly colorful")],
)
def test_colorfulness_has_words(rgb: tuple[int, int, int], words: str):
    assert study_colorfulness(flat(*rgb)).words == words


def test_chroma_agrees_with_pixel_by_pixel_truth():
    rgb = noise(seed=3)
    lab = rgb2lab(rgb)
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    study = study_color(rgb)
    assert study.chroma_mean == pytest.approx(chroma.mean(), abs=0.2)
    assert study.chroma_p95 == pytest.approx(np.percentile(chroma, 95), abs=1.0)
    assert study.metrics()["color.near_neutral_share"] == pytest.approx((chroma < 10).mean(), abs=0.01)


def test_study_and_metrics_name_the_same_numbers():
    rgb = noise()
    assert set(study_color(rgb).metrics()) == set(color_metrics(rgb)) == KEYS


def test_metrics_of_a_large_picture_hardly_feel_the_sparse_grid():
    coarse = noise(16, 16, seed=5)
    small, large = np.kron(coarse, np.ones((7, 7, 1), np.uint8)), np.kron(coarse, np.ones((20, 20, 1), np.uint8))
    one, two = color_metrics(small), color_metrics(large)
    assert one == {key: pytest.approx(value, abs=1e-3) for key, value in two.items()}


def test_only_counted_pixels_take_part():
    rgb = np.concatenate([flat(200, 30, 30), flat(20, 60, 220)], axis=1)
    counted = np.zeros(rgb.shape[:2], dtype=bool)
    counted[:, :50] = True
    study = study_color(rgb, counted=counted)
    assert [swatch.rgb for swatch in study.palette] == [(200, 30, 30)]
    assert (study.palette_labels == counted).all()
    assert study.metrics() == {
        key: pytest.approx(value, abs=1e-6) for key, value in study_color(flat(200, 30, 30)).metrics().items()
    }


@pytest.mark.parametrize("k", [2, 9, 0, -1])
def test_a_palette_out_of_range_is_refused(k: int):
    with pytest.raises(UsageError, match="3 to 8"):
        study_color(noise(), k=k)


@pytest.mark.parametrize(
    "rgb",
    [
        flat(0, 0, 0, size=(1, 1)),
        flat(255, 255, 255, size=(1, 400)),
        flat(255, 0, 255, size=(400, 1)),
        flat(10, 20, 30, size=(2, 2)),
        flat(128, 128, 128),
        noise(3, 5),
    ],
)
def test_degenerate_pictures_give_plain_numbers(rgb: np.ndarray):
    for counted in (None, np.zeros(rgb.shape[:2], dtype=bool), np.ones(rgb.shape[:2], dtype=bool)):
        study = study_color(rgb, counted=counted)
        json.dumps({**study.as_dict(), **study.metrics(), **color_metrics(rgb, counted)}, allow_nan=False)
        assert study.palette_labels.shape == rgb.shape[:2]


def test_nothing_counted_is_unknown_not_zero():
    study = study_color(noise(), counted=np.zeros((90, 120), dtype=bool))
    assert study.palette == ()
    assert set(study.metrics().values()) == {None}
    assert study.as_dict()["limited_palettes"][0]["share_inside"] is None


def test_the_gamut_hull_holds_nearly_every_colour():
    study = study_color(noise(seed=8))
    hull = np.array(study.gamut.hull)
    edges = np.roll(hull, -1, axis=0) - hull
    lab = rgb2lab(noise(seed=8)).reshape(-1, 3)[:, 1:]
    cross = edges[:, 0] * (lab[:, None, 1] - hull[:, 1]) - edges[:, 1] * (lab[:, None, 0] - hull[:, 0])
    inside = (cross >= -1.0).all(axis=1) | (cross <= 1.0).all(axis=1)
    assert inside.mean() > 0.98
    assert study.gamut.density.sum() == pytest.approx(1.0, abs=1e-4)


def test_one_hue_in_all_darks_is_told_from_many():
    light = flat(235, 230, 220, size=(40, 60))
    one = np.concatenate([light, flat(60, 25, 20, size=(20, 60))])
    hues = [(70, 25, 20), (20, 50, 25), (30, 30, 90)]
    darks = np.concatenate([flat(*rgb, size=(20, 20)) for rgb in hues], axis=1)
    mixed = np.concatenate([light, darks])
    assert color_metrics(one)["color.dark_hue_concentration"] == pytest.approx(1.0, abs=0.01)
    assert color_metrics(mixed)["color.dark_hue_concentration"] < 0.5


def test_an_accent_raises_the_accent_strength():
    calm = flat(120, 115, 105, size=(100, 100))
    lively = calm.copy()
    lively[40:55, 40:55] = (215, 40, 25)
    assert color_metrics(calm)["color.accent_strength"] == pytest.approx(0.0, abs=0.1)
    assert color_metrics(lively)["color.accent_strength"] > 40.0


def test_hue_entropy_grows_with_the_hues():
    bands = [(200, 60, 50), (210, 170, 40), (60, 150, 70), (50, 90, 180), (120, 60, 150), (220, 120, 40)]
    entropies = [
        color_metrics(np.concatenate([flat(*rgb) for rgb in bands[:count]]))["color.hue_entropy"]
        for count in (1, 2, 4, 6)
    ]
    assert entropies[0] == pytest.approx(0.0, abs=1e-6)
    assert entropies == sorted(entropies)
    assert color_metrics(flat(128, 128, 128))["color.hue_entropy"] is None


def test_the_palette_is_also_told_from_dark_to_light() -> None:
    rgb = np.zeros((30, 60, 3), np.uint8)
    rgb[:, :10], rgb[:, 10:40], rgb[:, 40:] = (20, 22, 40), (230, 226, 210), (140, 90, 60)
    study = study_color(rgb)
    assert [swatch.id for swatch in study.palette] == [1, 2, 3]
    assert study.by_value == (3, 2, 1)
    assert study.as_dict()["by_value"] == [3, 2, 1]
    assert [swatch.as_dict()["painter_name"] for swatch in study.palette] == ["off-white", "burnt sienna", "blue-black"]


def test_the_gamut_mask_holds_every_colour_on_the_wheel_and_no_more() -> None:
    rgb = np.zeros((60, 60, 3), np.uint8)
    rgb[:, :20], rgb[:, 20:40], rgb[:, 40:] = (190, 60, 50), (60, 90, 170), (200, 180, 60)
    study = study_color(rgb)
    assert len(study.gamut.mask) == 3
    corners = sorted((round(degrees), round(chroma)) for degrees, chroma in study.gamut.mask)
    assert corners == sorted((round(swatch.wheel), round(swatch.chroma)) for swatch in study.palette)
    assert study.as_dict()["gamut"]["mask"] == [[round(d, 1), round(c, 1)] for d, c in study.gamut.mask]
    assert study_color(rgb, counted=np.zeros((60, 60), bool)).gamut.mask == ()
    rgb[:], rgb[:9, :9] = 255, 0
    assert study_color(rgb).gamut.mask == ()
