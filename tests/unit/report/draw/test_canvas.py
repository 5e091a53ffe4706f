from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from art_assistant.report.draw.canvas import (
    BLACK,
    WHITE,
    Canvas,
    Stroke,
    dashes,
    fit_text,
    painted_labels,
    text_width,
    wrap_text,
)

TABLE = np.array([[10, 10, 10], [120, 60, 30], [240, 240, 240], [200, 200, 200]], dtype=np.uint8)


@given(text=st.text(min_size=0, max_size=60), width=st.floats(30, 500))
@settings(max_examples=80, deadline=None)
def test_shortened_text_fits(text: str, width: float):
    assert text_width(fit_text(text, "sans", 20, width), "sans", 20) <= width


def test_text_that_fits_is_left_alone():
    assert fit_text("Squint", "serif", 30, 1000.0) == "Squint"


def test_wrapped_lines_fit_and_lose_no_word():
    text = "Value is CIE L* over ten: 0 black, 10 white. Numbers describe; they do not grade."
    lines = wrap_text(text, "sans", 22, 260)
    assert len(lines) > 2
    assert " ".join(lines) == text
    assert all(text_width(line, "sans", 22) <= 260 for line in lines)


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
