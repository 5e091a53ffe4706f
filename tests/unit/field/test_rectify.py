"""The picture between its corners: what comes out is what was there, with all the sizes of a decoded picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from art_assistant.errors import UsageError
from art_assistant.field.corners import WHOLE, Corners
from art_assistant.field.rectify import aspect, rectified
from art_assistant.imaging.arrays import CORPUS_SIDE, MODEL_SIDE, Picture
from art_assistant.imaging.decode import decode


def opened(pixels: np.ndarray, **wanted: bool) -> Picture:
    order = [2, 1, 0, 3][: pixels.shape[2]]
    stream = cv2.imencode(".png", np.ascontiguousarray(pixels[..., order]))[1].tobytes()
    return decode(stream, name="shot.png", working_side=360, **wanted)


def painted(width: int, height: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    small = rng.uniform(30, 225, (height // 25, width // 25, 3)).astype(np.float32)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC).clip(0, 255).astype(np.uint8)


def photographed(picture: np.ndarray, corners: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    height, width = picture.shape[:2]
    own = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) - 0.5
    place = cv2.getPerspectiveTransform(own, (corners * size - 0.5).astype(np.float32))
    wall = np.full((size[1], size[0], 3), 128, np.uint8)
    return cv2.warpPerspective(picture, place, size, dst=wall, borderMode=cv2.BORDER_TRANSPARENT)


def as_corners(array: np.ndarray) -> Corners:
    return tuple((float(x), float(y)) for x, y in array)


def test_the_whole_file_is_the_picture_as_it_was():
    picture = opened(painted(700, 500))
    assert rectified(picture, WHOLE, 360) is picture


@given(st.integers(0, 200), st.integers(0, 150), st.integers(260, 700), st.integers(220, 500))
def test_an_upright_rectangle_is_cut_out_without_touching_a_pixel(left: int, top: int, right: int, bottom: int):
    pixels = painted(700, 500)
    corners = as_corners(np.array([[left, top], [right, top], [right, bottom], [left, bottom]]) / [700, 500])
    got = rectified(opened(pixels), corners, 360)
    alone = opened(np.ascontiguousarray(pixels[top:bottom, left:right]))
    assert (got.width, got.height) == (right - left, bottom - top)
    for copy in ("detail", "standard", "working", "model_input"):
        assert np.array_equal(getattr(got, copy), getattr(alone, copy)) or (left, top, right, bottom) == (
            0,
            0,
            700,
            500,
        )


def test_a_known_perspective_is_undone_to_a_pixel():
    dots = np.full((600, 900, 3), 235, np.uint8)
    centres = [(x, y) for x in (60, 450, 840) for y in (50, 300, 550)]
    for x, y in centres:
        cv2.circle(dots, (x, y), 9, (20, 20, 20), -1, cv2.LINE_AA)
    corners = np.array([[0.12, 0.08], [0.93, 0.15], [0.88, 0.90], [0.07, 0.84]])
    got = rectified(opened(photographed(dots, corners, (1200, 900))), as_corners(corners), 360)
    height, width = got.detail.shape[:2]
    dark = cv2.threshold(cv2.cvtColor(got.detail, cv2.COLOR_RGB2GRAY), 128, 1, cv2.THRESH_BINARY_INV)[1]
    found = cv2.connectedComponentsWithStats(dark)[3][1:]
    assert len(found) == len(centres)
    for x, y in centres:
        expected = np.array([(x + 0.5) / 900 * width, (y + 0.5) / 600 * height]) - 0.5
        assert np.abs(found - expected).max(axis=1).min() < 1.0


def seen_by_a_camera(ratio: float, turn: tuple[float, float, float], focal: float = 1500.0) -> np.ndarray:
    flat = np.array([[-ratio, -1, 0], [ratio, -1, 0], [ratio, 1, 0], [-ratio, 1, 0]]) / 2.0
    there = flat @ cv2.Rodrigues(np.array(turn))[0].T + [0.05, -0.02, 2.6]
    return focal * there[:, :2] / there[:, 2:] + [800, 600]


@pytest.mark.parametrize("ratio", [0.7, 1.0, 1.6])
def test_the_proportions_are_those_of_the_thing_that_was_photographed(ratio: float):
    pixels = seen_by_a_camera(ratio, (0.5, 0.45, 0.1))
    sides = np.linalg.norm(np.roll(pixels, -1, axis=0) - pixels, axis=1)
    assert aspect(pixels, (1600, 1200)) == pytest.approx(ratio, rel=0.01)
    assert (sides[0] + sides[2]) / (sides[1] + sides[3]) != pytest.approx(ratio, rel=0.03)


def test_without_convergence_the_sides_tell_the_proportions():
    leaning = np.array([[300, 200], [900, 260], [860, 660], [260, 600]], float)
    assert aspect(leaning, (1600, 1200)) == pytest.approx(1.5, rel=0.01)


def test_what_no_lens_shows_keeps_the_lengths_of_its_sides():
    wild = np.array([[100, 100], [1500, 500], [1200, 700], [150, 1100]], float)
    sides = np.linalg.norm(np.roll(wild, -1, axis=0) - wild, axis=1)
    assert aspect(wild, (1600, 1200)) == pytest.approx((sides[0] + sides[2]) / (sides[1] + sides[3]))


def test_light_is_averaged_as_light():
    stripes = np.zeros((600, 800, 3), np.uint8)
    stripes[:, ::2] = 255
    corners = as_corners(np.array([[0.1, 0.11], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]]))
    got = rectified(opened(stripes), corners, 360)
    # Half of the light is sRGB 188, not the mean of the bytes.
    assert got.working.mean() == pytest.approx(188, abs=3)


def test_all_sizes_are_made_and_the_facts_of_the_file_are_kept():
    shot = photographed(painted(900, 600), np.array([[0.2, 0.2], [0.8, 0.25], [0.78, 0.75], [0.22, 0.8]]), (2400, 1800))
    whole = opened(shot)
    got = rectified(whole, ((0.2, 0.2), (0.8, 0.25), (0.78, 0.75), (0.22, 0.8)), 300)
    assert (got.name, got.sha256, got.format, got.frames) == (whole.name, whole.sha256, whole.format, whole.frames)
    assert max(got.standard.shape) == CORPUS_SIDE
    assert max(got.working.shape) == 300
    assert got.model_input.shape == (MODEL_SIDE, MODEL_SIDE, 3)
    assert got.width == pytest.approx(got.detail.shape[1] * 1.5, abs=1)
    assert got.width / got.height == pytest.approx(got.detail.shape[1] / got.detail.shape[0], rel=0.01)


def test_without_a_detail_copy_the_standard_copy_stands_in_its_place_again():
    whole = opened(painted(1800, 1200), detail=False)
    got = rectified(whole, ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)), 360)
    assert got.detail is got.standard


def test_what_is_transparent_is_cut_along():
    pixels = np.dstack([painted(800, 600), np.full((600, 800), 255, np.uint8)])
    pixels[:, :400, 3] = 0
    whole = opened(pixels)
    left = rectified(whole, ((0.25, 0.1), (0.75, 0.1), (0.75, 0.9), (0.25, 0.9)), 360)
    assert left.counted is not None
    assert left.standard_counted is not None
    assert left.counted.shape == left.working.shape[:2]
    assert left.counted.mean() == pytest.approx(0.5, abs=0.01)
    right = rectified(whole, ((0.6, 0.1), (0.95, 0.1), (0.95, 0.9), (0.6, 0.9)), 360)
    assert (right.counted, right.standard_counted) == (None, None)


def test_a_border_that_is_cut_off_is_warned_of_no_more():
    bars = np.zeros((600, 800, 3), np.uint8)
    bars[90:510] = painted(800, 420)
    whole = opened(bars)
    assert any("Bars of one colour" in warning for warning in whole.warnings)
    got = rectified(whole, ((0.0, 0.15), (1.0, 0.15), (1.0, 0.85), (0.0, 0.85)), 360)
    assert got.warnings == ()


def test_few_pixels_between_the_corners_are_told():
    got = rectified(opened(painted(800, 600)), ((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6)), 360)
    assert any("only 160 px" in warning for warning in got.warnings)


@pytest.mark.parametrize("width", [31, 32])
def test_a_side_must_have_its_pixels(width: int):
    pixels = painted(800, 600)
    right = 0.5 + width / 800
    corners = ((0.5, 0.2), (right, 0.2), (right, 0.8), (0.5, 0.8))
    if width >= 32:
        assert rectified(opened(pixels), corners, 360).detail.shape[1] == 32
    else:
        with pytest.raises(UsageError, match="less than 32 pixels"):
            rectified(opened(pixels), corners, 360)
