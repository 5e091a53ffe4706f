from __future__ import annotations

import numpy as np
import pytest

from art_assistant.analysis.color_names import centroids, color_name, color_names
from art_assistant.imaging.colorspace import srgb_to_lab


def test_the_list_has_all_267_centroids():
    names, lab = centroids()
    assert len(set(names)) == 267
    assert lab.shape == (267, 3)


def test_each_centroid_bears_its_own_name():
    names, lab = centroids()
    assert color_names(lab) == list(names)


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ((255, 255, 255), "white"),
        ((0, 0, 0), "black"),
        ((128, 128, 128), "medium gray"),
        ((54, 69, 80), "dark grayish blue"),
        ((190, 0, 45), "vivid red"),
        ((110, 78, 54), "moderate brown"),
    ],
)
def test_plain_colours_have_plain_names(rgb: tuple[int, int, int], name: str):
    assert color_name(srgb_to_lab(np.array(rgb, np.uint8))) == name


def test_no_grey_has_a_hue_in_its_name():
    grey = np.arange(256, dtype=np.uint8)
    names = color_names(srgb_to_lab(np.stack([grey] * 3, axis=-1)))
    assert list(dict.fromkeys(names)) == ["black", "dark gray", "medium gray", "light gray", "white"]


def test_what_a_jpeg_leaves_on_grey_has_no_hue_and_a_faint_tint_has_its_own():
    grey = np.stack([np.arange(5, 250, dtype=np.int16)] * 3, axis=-1)
    for shift in ((1, 0, -1), (-1, 0, 1), (1, -1, 1)):
        names = color_names(srgb_to_lab((grey + shift).astype(np.uint8)))
        assert {name.split()[-1] for name in names} == {"black", "gray", "white"}
        assert not any(name.split()[0].endswith("ish") for name in names)
    assert color_name(np.array([36.0, 0.0, -6.0])) == "dark bluish gray"


@pytest.mark.parametrize("chroma", [2.5, 3.0, 4.0])
def test_a_near_grey_is_not_named_after_the_opposite_hue(chroma: float):
    names, points = centroids()
    hues = np.radians(np.arange(0.0, 360.0, 10.0))
    for lightness in (15.0, 35.0, 55.0, 75.0, 90.0):
        lab = np.stack([np.full(36, lightness), chroma * np.cos(hues), chroma * np.sin(hues)], axis=-1)
        for colour, name in zip(lab, color_names(lab), strict=True):
            centre = points[names.index(name)]
            assert colour[1:] @ centre[1:] >= 0.0 or np.hypot(*centre[1:]) < 2.0
