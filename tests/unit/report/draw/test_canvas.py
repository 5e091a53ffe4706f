from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from art_assistant.imaging.colorspace import linear_to_srgb, srgb_to_linear
from art_assistant.report.draw.canvas import (
    BLACK,
    WHITE,
    Canvas,
    Stroke,
    dashes,
    painted_labels,
    window_of,
)

TABLE = np.array([[10, 10, 10], [120, 60, 30], [240, 240, 240], [200, 200, 200]], dtype=np.uint8)


@pytest.mark.parametrize("face", ["serif", "italic", "sans", "bold"])
def test_the_faces_have_the_letters_that_names_and_numbers_need(face: str):
    sheet = Canvas.blank(400, 60, WHITE)
    missing = Canvas.blank(60, 60, WHITE)
    missing.text(5, 40, "夜", 30, BLACK, face=face)
    for letter in "aZ09éüçñøśŁžαЖ–“”…×−±°·*%#":
        sheet = Canvas.blank(60, 60, WHITE)
        sheet.text(5, 40, letter, 30, BLACK, face=face)
        assert (sheet.rgb != 255).any(), letter
        assert not np.array_equal(sheet.rgb, missing.rgb), letter


def test_drawing_over_the_edge_is_cut():
    sheet = Canvas.blank(40, 30, WHITE)
    sheet.text(-200, -200, "far away", 20)
    sheet.text(35, 28, "half outside", 20)
    sheet.badge((-50, 500), "7", 16)
    sheet.line([(-100, -100), (300, 300)], Stroke(BLACK, 3, (4, 4), halo=WHITE))
    sheet.paste(np.zeros((50, 50, 3), dtype=np.uint8), 30, 20)
    assert sheet.rgb.shape == (30, 40, 3)
    assert (sheet.rgb[20:, 30:] == 0).all()


def test_dashes_cover_their_part_of_the_line():
    pieces = dashes([(0, 0), (60, 0), (60, 40)], 6, 4)
    length = sum(np.hypot(*np.diff(np.asarray(piece), axis=0).T).sum() for piece in pieces)
    assert length == pytest.approx(60.0)
    assert len(pieces) == 10


@pytest.mark.parametrize("scale", [1, 2, 5])
def test_enlarged_labels_keep_their_colours_and_places(scale: int):
    labels = np.zeros((40, 60), dtype=np.int32)
    labels[:, 20:45] = 1
    labels[:, 45:] = 2
    rgb = painted_labels(labels, TABLE, 60 * scale, 40 * scale)
    for x, row in ((8, 0), (32, 1), (54, 2)):
        assert (rgb[:, x * scale] == TABLE[row]).all()
    edge = np.abs(rgb[20 * scale].astype(int) - TABLE[0].astype(int)).sum(axis=1)
    assert abs(int(np.argmax(edge > 60)) - 20 * scale) <= scale


def test_what_is_not_counted_takes_the_last_colour():
    labels = np.full((20, 20), -1, dtype=np.int32)
    labels[:, :10] = 0
    rgb = painted_labels(labels, TABLE, 60, 60)
    assert (rgb[30, 50] == TABLE[-1]).all()
    assert (rgb[30, 5] == TABLE[0]).all()


def test_contours_mix_only_the_two_neighbours():
    labels = np.zeros((30, 30), dtype=np.int32)
    labels[:, 15:] = 2
    rgb = painted_labels(labels, TABLE, 120, 120)
    assert rgb.min() >= 10
    assert rgb.max() <= 240
    assert (rgb[..., 0] == rgb[..., 1]).all()


@given(seed=st.integers(0, 1000), block=st.integers(1, 6), width=st.integers(1, 90), height=st.integers(1, 90))
@settings(max_examples=60, deadline=None)
def test_each_pixel_mixes_the_two_strongest_labels_by_how_far_they_are_apart(
    seed: int, block: int, width: int, height: int
):
    small = np.random.default_rng(seed).integers(-1, 3, (7, 9)).astype(np.int32)
    labels = small.repeat(block, axis=0).repeat(block, axis=1)
    scale = max(width / labels.shape[1], height / labels.shape[0])
    weights = np.stack([blurred(labels == label, width, height, 0.6 * scale) for label in (0, 1, 2, -1)])
    # Of labels as strong as each other the first one leads, as a stable sort has it.
    order = np.argsort(-weights.astype(int), axis=0, kind="stable")
    first, second = (np.take_along_axis(weights, order[rank][None], axis=0)[0].astype(int) for rank in (0, 1))
    lead = np.clip(0.5 + 0.5 * (first - second) / (255.0 / (1.5 * max(scale, 1.0))), 0.5, 1.0)[..., None]
    light = srgb_to_linear(TABLE)
    expected = linear_to_srgb(light[order[0]] * lead + light[order[1]] * (1.0 - lead))
    assert np.abs(painted_labels(labels, TABLE, width, height).astype(int) - expected).max() <= 1


def blurred(mask: np.ndarray, width: int, height: int, sigma: float) -> np.ndarray:
    large = cv2.resize(mask.astype(np.uint8) * 255, (width, height), interpolation=cv2.INTER_LINEAR)
    return cv2.GaussianBlur(large, (0, 0), min(sigma, 8.0)) if sigma > 0.3 else large


@given(
    box=st.tuples(st.integers(0, 19), st.integers(0, 29), st.integers(1, 6), st.integers(1, 6)),
    width=st.integers(1, 200),
    height=st.integers(1, 200),
    sigma=st.floats(0.3, 8.0),
)
@settings(max_examples=80, deadline=None)
def test_a_blurred_mask_ends_inside_its_window(box: tuple[int, int, int, int], width: int, height: int, sigma: float):
    mask = np.zeros((20, 30), dtype=np.bool_)
    mask[box[0] : box[0] + box[2], box[1] : box[1] + box[3]] = True
    large = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    whole = cv2.GaussianBlur(large, (0, 0), sigma)
    window = window_of(mask, width, height, sigma)
    outside = whole.copy()
    outside[window] = 0.0
    assert not outside.any()
    assert np.allclose(cv2.GaussianBlur(large[window], (0, 0), sigma), whole[window], atol=1e-6)


def test_the_window_of_a_small_mask_is_small():
    mask = np.zeros((100, 100), dtype=np.bool_)
    mask[40:44, 10:12] = True
    rows, columns = window_of(mask, 200, 200, 1.0)
    assert rows.stop - rows.start < 30
    assert columns.stop - columns.start < 26
