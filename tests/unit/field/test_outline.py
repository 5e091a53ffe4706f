"""The parts of the finder: margins, bars, the choice of quadrilaterals, and sides that settle on their edges."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from art_assistant.errors import ModelError
from art_assistant.field.outline.candidates import candidates
from art_assistant.field.outline.find import OUTLINE_CARD, OutlineFinder
from art_assistant.field.outline.lines import lab_of
from art_assistant.field.outline.margins import bar, may_have_margins, thin_margin
from art_assistant.field.outline.quads import _highest
from art_assistant.field.outline.seen import FINE, unfolded
from art_assistant.field.outline.settle import settled
from art_assistant.vision.backbone import CARD, TOKENS

WIDE, HIGH = 512, 384
ALL_PICTURE = np.ones((64, 64), np.float32)


def scene(low: int = 30, high: int = 226, seed: int = 0) -> np.ndarray:
    """Return soft patches of colour with a grain, (HIGH, WIDE, 3)."""
    rng = np.random.default_rng(seed)
    patches = rng.uniform(low, high, (12, 16, 3)).astype(np.float32)
    soft = cv2.resize(patches, (WIDE, HIGH), interpolation=cv2.INTER_CUBIC)
    return np.clip(soft + rng.normal(0.0, 2.0, soft.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("top", "bottom"), [(5, 5), (6, 14), (20, 9)])
def test_a_thin_margin_is_read_to_a_pixel_even_where_it_leans(top: int, bottom: int):
    pixels = scene(20, 180)
    outline = np.array([[0, 0], [top, 0], [bottom, HIGH], [0, HIGH]], np.int32)
    cv2.fillPoly(pixels, [outline], (252, 252, 250), cv2.LINE_AA)
    found = thin_margin(pixels)
    assert found is not None
    assert found[:2] == pytest.approx((top, bottom), abs=1.01)


def test_a_picture_without_a_margin_has_none():
    assert thin_margin(scene()) is None
    assert not may_have_margins(scene())


def test_a_bar_beside_a_dark_picture_ends_where_the_first_light_is():
    pixels = np.zeros((HIGH, WIDE, 3), np.uint8)
    pixels[150:190, 60:] = scene()[150:190, 60:]
    found = bar(lab_of(pixels))
    assert found is not None
    assert found[0] == pytest.approx(60, abs=2)
    assert found[1] < 0.3


def test_a_flat_picture_has_no_bars():
    assert bar(lab_of(np.full((HIGH, WIDE, 3), 90, np.uint8))) is None


@given(st.integers(0, 120), st.integers(0, 120), st.integers(0, 90), st.integers(0, 90))
def test_what_bars_bound_is_always_among_the_candidates(left: int, right: int, above: int, below: int):
    pixels = np.zeros((HIGH, WIDE, 3), np.uint8)
    by = [0 if depth < 6 else depth for depth in (left, right, above, below)]
    left, right, above, below = by
    pixels[above : HIGH - below, left : WIDE - right] = scene(60, 226)[above : HIGH - below, left : WIDE - right]
    truth = np.array([[left, above], [WIDE - right, above], [WIDE - right, HIGH - below], [left, HIGH - below]])
    found = candidates(pixels, ALL_PICTURE).corners
    assert np.abs(found - truth / [WIDE, HIGH]).max(axis=(1, 2)).min() < 0.012
    assert np.allclose(found[0], [[0, 0], [1, 0], [1, 1], [0, 1]])


@given(st.lists(st.floats(-3.0, 3.0), min_size=8, max_size=8))
def test_sides_settle_on_their_edges(off: list[float]):
    truth = np.array([[90, 60], [420, 80], [410, 330], [100, 320]], np.float32)
    fine = np.full((HIGH * 4, WIDE * 4, 3), 200, np.uint8)
    cv2.fillPoly(fine, [np.round(truth * 4).astype(np.int32)], (90, 60, 50), cv2.LINE_AA)
    pixels = cv2.resize(fine, (WIDE, HIGH), interpolation=cv2.INTER_AREA)
    start = (truth + np.array(off).reshape(4, 2)) / [WIDE, HIGH]
    found = settled(pixels, start.astype(np.float32)) * [WIDE, HIGH]
    assert np.abs(found - truth).max() < 0.75


def test_sides_without_an_edge_stay():
    flat = np.full((HIGH, WIDE, 3), 128, np.uint8)
    start = np.array([[0.1, 0.2], [0.8, 0.2], [0.8, 0.9], [0.1, 0.9]], np.float32)
    assert np.allclose(settled(flat, start), start, atol=1e-5)


def test_finer_cells_lie_where_they_were_read():
    cells = np.zeros((TOKENS * TOKENS, FINE * FINE), np.float32)
    row, column, down, across = 3, 10, 2, 1
    cells[row * TOKENS + column, down * FINE + across] = 1.0
    assert np.argwhere(unfolded(cells)).tolist() == [[row * FINE + down, column * FINE + across]]


@pytest.mark.parametrize("stored", [b"", b"PK\x03\x04 cut short"], ids=["nothing", "broken"])
def test_a_damaged_head_is_told_in_one_line(stored: bytes):
    with pytest.raises(ModelError, match="outline-head"):
        OutlineFinder(stored)


def test_the_head_was_made_for_the_backbone_that_is_here():
    assert OUTLINE_CARD.made_for([CARD])


@pytest.mark.parametrize("high", [slice(0, 400, 16), slice(1, 400, 16), slice(0, 40)])
def test_the_highest_are_found_wherever_they_lie(high: slice):
    scores = np.random.default_rng(2).random(2000, dtype=np.float32)
    scores[high] += 1.0
    found = _highest(scores, 20)
    assert sorted(scores[found].tolist()) == sorted(scores.tolist())[-20:]
    assert np.unique(found).size == 20
    assert _highest(scores[:7], 20).size == 6
