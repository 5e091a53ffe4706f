"""The copy at the scale of comparison is as sharp from a file of nearly that size as from one of exactly that size."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from art_assistant.analysis.edges.study import edge_metrics
from art_assistant.imaging.colorspace import srgb_to_linear
from art_assistant.imaging.decode import decode


def scene(side: int) -> bytes:
    """Return a PNG of discs in greys, drawn at 2240 px and reduced in linear light to a long side of ``side``."""
    rng = np.random.default_rng(4)
    large = np.full((1680, 2240, 3), 0.2, np.float32)
    for _ in range(60):
        x, y, radius = (int(v) for v in rng.uniform((0, 0, 80), (2240, 1680, 300)))
        cv2.circle(large, (x, y), radius, (float(rng.uniform(0.02, 0.9)),) * 3, -1)
    small = cv2.resize(large, (side, round(side * 0.75)), interpolation=cv2.INTER_AREA)
    coded = np.where(small <= 0.0031308, 12.92 * small, 1.055 * small ** (1 / 2.4) - 0.055)
    buffer = io.BytesIO()
    Image.fromarray(np.rint(coded * 255.0).astype(np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


def median_width(side: int) -> float:
    """Return the median width of the edges of the copy of comparison, in its pixels."""
    copy = decode(scene(side)).standard
    width = edge_metrics(copy, np.zeros((8, 8), np.float32))["edges.width_median"]
    assert width is not None
    return width / 100.0 * float(np.hypot(*copy.shape[:2]))


@pytest.mark.parametrize("side", [530, 560, 640, 700, 760])
def test_edges_are_hardly_wider_than_those_of_a_file_of_the_very_size(side: int) -> None:
    assert median_width(side) == pytest.approx(median_width(512), abs=0.25)


@pytest.mark.parametrize("side", [530, 640, 760])
def test_nothing_shows_that_is_lighter_or_darker_than_its_surroundings(side: int) -> None:
    copy = decode(scene(side)).standard
    exact = decode(scene(2240)).standard
    assert copy.min() >= exact.min() - 3
    assert copy.max() <= exact.max() + 3
    gap = srgb_to_linear(copy).mean(dtype=np.float64) - srgb_to_linear(exact).mean(dtype=np.float64)
    assert abs(gap) < 1e-3
