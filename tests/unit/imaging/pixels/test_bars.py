"""Bars and borders of one colour are told of; pictures that fill their file are not."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image

from art_assistant.imaging.decode import decode


def _scene(width: int = 600, height: int = 450) -> np.ndarray:
    """A light sky over a dark land with shapes and grain."""
    rng = np.random.default_rng(4)
    scene = np.zeros((height, width, 3), np.float64)
    scene[:], scene[height // 2 :] = (150, 175, 205), (96, 112, 70)
    for _ in range(9):
        centre = (int(rng.integers(width)), int(rng.integers(height)))
        axes = (int(rng.integers(30, 140)), int(rng.integers(20, 110)))
        cv2.ellipse(scene, centre, axes, 0, 0, 360, rng.integers(20, 235, 3).tolist(), -1)
    return np.clip(cv2.GaussianBlur(scene, (0, 0), 1.5) + rng.normal(0, 6, scene.shape), 0, 255).astype(np.uint8)


def _padded(top: int, bottom: int, left: int, right: int, colour: tuple[int, int, int]) -> np.ndarray:
    return cv2.copyMakeBorder(_scene(), top, bottom, left, right, cv2.BORDER_CONSTANT, value=colour)


def _told(rgb: np.ndarray, **options: object) -> list[str]:
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, **(options or {"format": "PNG"}))
    return [said for said in decode(buffer.getvalue()).warnings if "of one colour" in said]


@pytest.mark.parametrize("colour", [(0, 0, 0), (180, 40, 30)])
@pytest.mark.parametrize(
    ("sides", "said", "share"),
    [
        ((80, 80, 0, 0), "above and below the picture", 26),
        ((0, 0, 120, 120), "left and right of the picture", 29),
        ((12, 12, 0, 0), "above and below the picture", 5),
        ((60, 90, 0, 0), "above and below the picture", 25),
        ((40, 40, 40, 40), "round the picture", 25),
        ((12, 12, 14, 14), "round the picture", 9),
    ],
)
def test_bars_and_borders_of_any_colour_are_told_of(
    sides: tuple[int, int, int, int], said: str, share: int, colour: tuple[int, int, int]
):
    rgb = _padded(*sides, colour)
    for options in ({"format": "PNG"}, {"format": "JPEG", "quality": 60 if max(sides) >= 40 else 85}):
        (found,) = _told(rgb, **options)
        assert said in found
        assert abs(int(re.search(r"(\d+) %", found)[1]) - share) <= 1


def test_large_and_small_files_are_told_alike():
    rgb = _padded(80, 80, 0, 0, (0, 0, 0))
    for factor in (0.4, 3.0):
        size = (round(rgb.shape[1] * factor), round(rgb.shape[0] * factor))
        assert len(_told(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA))) == 1


def _night() -> np.ndarray:
    """A black sky above, a black ground below, and lights between that end nowhere in a line."""
    rgb = np.zeros((400, 600, 3), np.uint8)
    rng = np.random.default_rng(8)
    for _ in range(60):
        centre = (int(rng.integers(600)), int(np.clip(rng.normal(200, 40), 90, 310)))
        cv2.circle(rgb, centre, int(rng.integers(2, 18)), rng.integers(60, 255, 3).tolist(), -1)
    return rgb


def _vignette() -> np.ndarray:
    """A drawing in the middle of white paper."""
    rgb = np.full((500, 400, 3), 255, np.uint8)
    cv2.ellipse(rgb, (200, 250), (120, 160), 20, 0, 360, (60, 50, 40), -1)
    cv2.line(rgb, (120, 60), (280, 440), (30, 30, 30), 3)
    return rgb


def _one_side() -> np.ndarray:
    return _padded(0, 90, 0, 0, (0, 0, 0))


def _two_colours() -> np.ndarray:
    rgb = _padded(60, 60, 0, 0, (0, 0, 0))
    rgb[-60:] = 255
    return rgb


@pytest.mark.parametrize("make", [_scene, _night, _vignette, _one_side, _two_colours])
def test_a_picture_that_fills_its_file_is_told_nothing(make: Callable[[], np.ndarray]):
    assert _told(make()) == []


def test_a_flat_picture_is_told_nothing():
    assert _told(np.full((300, 400, 3), 90, np.uint8)) == []
