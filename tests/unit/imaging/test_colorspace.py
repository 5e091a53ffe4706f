from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from skimage.color import rgb2lab

from art_assistant.imaging import colorspace as cs

GREY_MUNSELL = np.arange(1, 10)
LAB_OF = {
    (255, 0, 0): (53.24, 80.09, 67.20),
    (0, 255, 0): (87.73, -86.18, 83.18),
    (0, 0, 255): (32.30, 79.19, -107.86),
    (255, 255, 0): (97.14, -21.55, 94.48),
    (0, 255, 255): (91.11, -48.09, -14.13),
    (255, 0, 255): (60.32, 98.23, -60.82),
    (128, 0, 0): (25.53, 48.05, 38.06),
    (128, 128, 0): (51.87, -12.93, 56.67),
    (0, 128, 128): (48.25, -28.85, -8.48),
    (0, 0, 128): (12.97, 47.50, -64.70),
    (255, 255, 255): (100.0, 0.0, 0.0),
    (0, 0, 0): (0.0, 0.0, 0.0),
}
# Sharma, Wu & Dalal (2005), table 1.
SHARMA = np.array(
    [
        [50.0, 2.6772, -79.7751, 50.0, 0.0, -82.7485, 2.0425],
        [50.0, 3.1571, -77.2803, 50.0, 0.0, -82.7485, 2.8615],
        [50.0, 2.8361, -74.0200, 50.0, 0.0, -82.7485, 3.4412],
        [50.0, -1.3802, -84.2814, 50.0, 0.0, -82.7485, 1.0000],
        [50.0, -1.1848, -84.8006, 50.0, 0.0, -82.7485, 1.0000],
        [50.0, -0.9009, -85.5211, 50.0, 0.0, -82.7485, 1.0000],
        [50.0, 0.0, 0.0, 50.0, -1.0, 2.0, 2.3669],
        [50.0, -1.0, 2.0, 50.0, 0.0, 0.0, 2.3669],
        [50.0, 2.4900, -0.0010, 50.0, -2.4900, 0.0009, 7.1792],
        [50.0, 2.4900, -0.0010, 50.0, -2.4900, 0.0010, 7.1792],
        [50.0, 2.4900, -0.0010, 50.0, -2.4900, 0.0011, 7.2195],
        [50.0, 2.4900, -0.0010, 50.0, -2.4900, 0.0012, 7.2195],
        [50.0, -0.0010, 2.4900, 50.0, 0.0009, -2.4900, 4.8045],
        [50.0, -0.0010, 2.4900, 50.0, 0.0010, -2.4900, 4.8045],
        [50.0, -0.0010, 2.4900, 50.0, 0.0011, -2.4900, 4.7461],
        [50.0, 2.5, 0.0, 50.0, 0.0, -2.5, 4.3065],
        [50.0, 2.5, 0.0, 73.0, 25.0, -18.0, 27.1492],
        [50.0, 2.5, 0.0, 61.0, -5.0, 29.0, 22.8977],
        [50.0, 2.5, 0.0, 56.0, -27.0, -3.0, 31.9030],
        [50.0, 2.5, 0.0, 58.0, 24.0, 15.0, 19.4535],
        [50.0, 2.5, 0.0, 50.0, 3.1736, 0.5854, 1.0000],
        [50.0, 2.5, 0.0, 50.0, 3.2972, 0.0, 1.0000],
        [50.0, 2.5, 0.0, 50.0, 1.8634, 0.5757, 1.0000],
        [50.0, 2.5, 0.0, 50.0, 3.2592, 0.3350, 1.0000],
        [60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644],
        [63.0109, -31.0961, -5.8663, 62.8187, -29.7946, -4.0864, 1.2630],
        [61.2901, 3.7196, -5.3901, 61.4292, 2.2480, -4.9620, 1.8731],
        [35.0831, -44.1164, 3.7933, 35.0232, -40.0716, 1.5901, 1.8645],
        [22.7233, 20.0904, -46.6940, 23.0331, 14.9730, -42.5619, 2.0373],
        [36.4612, 47.8580, 18.3852, 36.2715, 50.5065, 21.2231, 1.4146],
        [90.8027, -2.0831, 1.4410, 91.1528, -1.6435, 0.0447, 1.4441],
        [90.9257, -0.5406, -0.9208, 88.6381, -0.8985, -0.7239, 1.5381],
        [6.7747, -0.2908, -2.4247, 5.8714, -0.0985, -2.2286, 0.6377],
        [2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514, 0.9082],
    ]
)


def _astm_luminance(value: np.ndarray) -> np.ndarray:
    """ASTM D1535: luminance factor in per cent of a Munsell value."""
    return 1.1914 * value - 0.22533 * value**2 + 0.23352 * value**3 - 0.020484 * value**4 + 0.00081939 * value**5


def _every_colour(step: int) -> np.ndarray:
    axis = np.arange(0, 256, step, dtype=np.uint8)
    return np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1).reshape(1, -1, 3)


def test_greys_of_the_munsell_scale_have_the_lightness_of_astm_d1535():
    expected = [10.4, 20.2, 30.4, 40.7, 51.0, 61.0, 70.9, 80.5, 90.2]
    luminance = _astm_luminance(GREY_MUNSELL.astype(float)) / 100.0
    bytes_of_greys = np.repeat(cs.linear_to_srgb(luminance)[:, None], 3, axis=1)
    assert np.abs(cs.lstar(bytes_of_greys) - expected).max() < 0.3
    assert np.abs(cs.lstar_from_luminance(luminance) - expected).max() < 0.06


@pytest.mark.parametrize(("rgb", "lab"), LAB_OF.items(), ids=str)
def test_colours_have_their_published_coordinates(rgb: tuple[int, int, int], lab: tuple[float, float, float]):
    found = cs.srgb_to_lab(np.array(rgb, dtype=np.uint8))
    assert found == pytest.approx(lab, abs=0.06)
    assert float(cs.lstar(np.array(rgb, dtype=np.uint8))) == pytest.approx(lab[0], abs=0.06)


def test_lab_agrees_with_scikit_image_on_every_seventeenth_level():
    colours = _every_colour(17)
    assert np.abs(cs.srgb_to_lab(colours) - rgb2lab(colours)).max() < 0.05


def test_ciede2000_gives_the_published_differences():
    assert np.abs(cs.ciede2000(SHARMA[:, :3], SHARMA[:, 3:6]) - SHARMA[:, 6]).max() < 6e-5


def test_ciede2000_does_not_care_which_colour_comes_first():
    assert np.allclose(cs.ciede2000(SHARMA[:, :3], SHARMA[:, 3:6]), cs.ciede2000(SHARMA[:, 3:6], SHARMA[:, :3]))


def test_ciede2000_of_one_pair_is_that_of_many():
    rng = np.random.default_rng(0)
    one, two = (rng.uniform([0, -90, -90], [100, 90, 90], (400, 3)) for _ in range(2))
    # Greys have no hue, and of opposite hues either side could be half-way.
    greys = np.array([[50.0, 0.0, 0.0], [30.0, 0.0, 0.0], [40.0, 20.0, -35.0]])
    one, two = (
        np.vstack([one, greys, one, SHARMA[:, :3]]),
        np.vstack([two, greys[::-1], one * [1, -1, -1], SHARMA[:, 3:6]]),
    )
    many = cs.ciede2000(one, two)
    assert [cs.ciede2000_of(tuple(a), tuple(b)) for a, b in zip(one, two, strict=True)] == pytest.approx(many, abs=1e-9)


@pytest.mark.parametrize("there", [cs.srgb_to_lab, cs.lstar])
def test_a_colour_is_the_same_wherever_it_lies(there: Callable[[np.ndarray], Any]):
    for count in (1, 5, 16, 37, 299):
        found = there(np.full((1, count, 3), (151, 93, 40), dtype=np.uint8))
        assert np.ptp(found.reshape(count, -1), axis=0).max() == 0.0
    assert there(np.zeros((0, 3), dtype=np.uint8)).shape[0] == 0


@pytest.mark.parametrize(
    ("there", "back"),
    [
        (cs.srgb_to_linear, lambda x: x),
        (cs.srgb_to_lab, cs.lab_to_linear),
        (cs.srgb_to_oklab, cs.oklab_to_linear),
    ],
    ids=["linear", "lab", "oklab"],
)
def test_every_colour_comes_back(there: Callable[[np.ndarray], Any], back: Callable[[Any], Any]):
    colours = _every_colour(15)
    assert np.array_equal(cs.linear_to_srgb(back(there(colours))), colours)


@given(st.lists(st.floats(0.0, 100.0, width=32), min_size=1, max_size=50))
def test_lightness_and_luminance_undo_each_other(values: list[float]):
    lightness = np.array(values, dtype=np.float32)
    assert np.allclose(cs.lstar_from_luminance(cs.luminance_from_lstar(lightness)), lightness, atol=2e-3)


def test_white_of_oklab_is_one_and_grey_has_no_chroma():
    greys = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
    oklab = cs.srgb_to_oklab(greys)
    assert oklab[-1, 0] == pytest.approx(1.0, abs=1e-4)
    assert np.abs(oklab[:, 1:]).max() < 1e-4


def test_a_blur_keeps_the_mean_light():
    linear = np.random.default_rng(0).random((40, 60, 3), dtype=np.float32)
    assert cs.blur_linear(linear, 3.0).mean() == pytest.approx(linear.mean(), abs=5e-3)
    assert cs.blur_linear(linear, 0.0) is linear


def test_a_colour_is_written_in_hex():
    assert cs.hex_of(np.array([1, 171, 255], dtype=np.uint8)) == "#01abff"


def test_lightness_shows_as_the_grey_of_that_lightness():
    shown = cs.lstar_to_grey(np.array([0.0, 50.0, 100.0, 130.0]))
    assert shown.tolist() == [0, 119, 255, 255]
