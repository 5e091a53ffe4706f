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
