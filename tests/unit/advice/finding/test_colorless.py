"""Which pictures have no colour that anything could be said of."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from art_assistant.advice.finding.catalogue import is_colorless
from art_assistant.analysis.color.study import color_metrics
from art_assistant.imaging.colorspace import lab_to_linear, linear_to_srgb


def _toned(chroma: float, hue: float, noise: float = 0.0) -> np.ndarray:
    """A print in one ink, (120, 160, 3): every L* from 8 to 92, and the ink's colour strongest in its middle values."""
    rng = np.random.default_rng(3)
    blobs = cv2.resize(rng.uniform(8.0, 92.0, (6, 8)).astype(np.float32), (160, 120), interpolation=cv2.INTER_LINEAR)
    strength = chroma * (1.0 - (np.abs(blobs - 50.0) / 50.0) ** 2)
    angle = np.radians(hue)
    ab = np.dstack([strength * np.cos(angle), strength * np.sin(angle)])
    ab += noise * cv2.GaussianBlur(rng.normal(size=ab.shape), (0, 0), 2.0) * 7.0
    return linear_to_srgb(lab_to_linear(np.dstack([blobs, ab])))


@pytest.mark.parametrize("hue", [40.0, 75.0, 250.0])
@pytest.mark.parametrize("chroma", [0.0, 5.0, 13.0])
@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_a_print_in_one_ink_is_without_colour(chroma: float, hue: float, noise: float):
    assert is_colorless(color_metrics(_toned(chroma, hue, noise)))


@pytest.mark.parametrize("hue", [140.0, 320.0, 250.0])
def test_one_touch_of_colour_is_colour(hue: float):
    # Hues of 140 and 320 are neither warm nor cool, so that the temperature does not give them away.
    rgb = _toned(12.0, 75.0)
    touch = linear_to_srgb(lab_to_linear([50.0, 30.0 * np.cos(np.radians(hue)), 30.0 * np.sin(np.radians(hue))]))
    cv2.circle(rgb, (60, 50), 16, touch.tolist(), -1)
    assert not is_colorless(color_metrics(rgb))


def test_quiet_colours_of_two_kinds_are_colours():
    rgb = _toned(12.0, 60.0)
    rgb[:, :80] = _toned(12.0, 250.0)[:, :80]
    assert not is_colorless(color_metrics(rgb))


def test_what_is_not_known_is_not_without_colour():
    assert not is_colorless({"color.near_neutral_share": None, "color.accent_strength": None})
