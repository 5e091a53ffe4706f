"""The deepest point of a passage, against the distance of every pixel to every place outside."""

from __future__ import annotations

import numpy as np
import pytest

from art_assistant.analysis.deepest import deepest_pixel
from art_assistant.analysis.rounding import rounded


def test_it_lies_inside_a_bent_passage_whose_centre_of_gravity_does_not():
    ring = np.zeros((21, 21), dtype=bool)
    ring[2:19, 2:19] = True
    ring[5:16, 5:19] = False

    row, column = deepest_pixel(ring)

    assert ring[row, column]
    assert not ring[10, 10]


def test_the_frame_bounds_it():
    assert deepest_pixel(np.ones((9, 15), dtype=bool)) == (4, 4)


@pytest.mark.parametrize("seed", range(5))
def test_no_pixel_is_clearly_deeper(seed: int):
    inside = np.random.default_rng(seed).random((16, 12)) < 0.85
    outside = np.argwhere(~np.pad(inside, 1)) - 1
    depth = {(int(r), int(c)): float(np.min(np.hypot(*(outside - (r, c)).T))) for r, c in np.argwhere(inside)}

    # The distance by a mask of 3 by 3 is off by a tenth at most.
    assert depth[deepest_pixel(inside)] >= 0.9 * max(depth.values())


def test_nothing_measured_stays_nothing():
    assert rounded(None) is None
    assert rounded(0.123456) == 0.1235
    assert rounded(12.34, 1) == 12.3
