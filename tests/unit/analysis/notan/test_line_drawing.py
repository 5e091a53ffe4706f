"""A drawing of lines keeps them as ink, whatever light falls on its paper; nothing else is taken for one."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from art_assistant.analysis.mass.study import study_masses
from art_assistant.analysis.notan.line_drawing import line_tone, lines_as_ink
from art_assistant.analysis.notan.study import Notans, flip, study_notans


def _drawing(grain: float = 0.0) -> tuple[Any, Any]:
    """Return a sheet that darkens to one side, with circles and hatching on it; and where the lines are."""
    lines = np.zeros((240, 320), dtype=np.uint8)
    for x in (60, 150, 240):
        cv2.circle(lines, (x, 90), 40, 1, 2)
    for x in range(40, 120, 6):
        cv2.line(lines, (x, 170), (x + 30, 220), 1, 1)
    sheet = np.linspace(88, 76, 320, dtype=np.float32)[None, :].repeat(240, axis=0)
    l_map = np.where(lines > 0, sheet - 40.0, sheet) + np.random.default_rng(4).normal(0, 1, lines.shape) * grain
    return np.clip(l_map, 0, 100).astype(np.float32), lines > 0


def _notans(l_map: Any) -> Notans:
    masses = study_masses(l_map)
    return study_notans(l_map, cv2.GaussianBlur(l_map, (0, 0), 6.0), masses.labels, masses.shape_labels)


@pytest.mark.parametrize("grain", [0.0, 1.5])
def test_lines_are_ink_and_paper_is_paper(grain: float):
    l_map, lines = _drawing(grain)
    tone = line_tone(l_map)
    assert tone is not None
    ink = lines_as_ink(tone)
    assert ink[lines].mean() > 0.97
    beside = cv2.dilate(lines.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    assert not ink[~beside].any()
    assert ink.sum() > 1.2 * lines.sum()


def test_a_speck_is_no_line_and_a_faint_line_counts_where_it_runs_on_from_a_clear_one():
    l_map = np.full((200, 300), 85.0, dtype=np.float32)
    cv2.line(l_map, (20, 40), (280, 40), 45.0, 2)
    cv2.line(l_map, (20, 120), (150, 120), 45.0, 2)
    cv2.line(l_map, (151, 120), (280, 120), 56.0, 2)
    l_map[170:173, 100:103] = 40.0
    tone = line_tone(l_map)
    assert tone is not None
    ink = lines_as_ink(tone)
    assert ink[120, 20:280].all()
    assert not ink[160:185].any()


def test_the_lines_are_offered_first_and_survive_a_flip():
    l_map, lines = _drawing()
    best = _notans(l_map).offered[0]
    assert (best.kind, best.of_lines, best.threshold) == ("local", True, None)
    assert best.reason.startswith("A drawing of lines")
    assert best.contradiction < 0.01
    assert best.dark[lines].mean() > 0.97
    assert sum(best.dark_shapes) == pytest.approx(best.dark_share)
    assert sum(best.dark_shapes + best.light_shapes) == pytest.approx(1.0)
    three = best.three_value()
    assert (three[best.dark] == 0).all()
    assert 0.02 < np.mean(three == 1) < 0.4
    once = flip(best, 1)
    assert not np.array_equal(once.dark, best.dark)
    assert np.array_equal(flip(once, 1).dark, best.dark)


def test_shapes_and_flat_sheets_are_no_drawing_of_lines():
    shapes = np.full((200, 300), 80.0, dtype=np.float32)
    cv2.circle(shapes, (150, 100), 70, 25.0, -1)
    assert line_tone(shapes) is None
    assert line_tone(np.full((200, 300), 80.0, dtype=np.float32)) is None
    assert line_tone(np.linspace(0, 100, 60_000, dtype=np.float32).reshape(200, 300)) is None


def test_a_picture_that_does_not_count_as_a_whole_is_read_as_before():
    l_map, _ = _drawing()
    masses = study_masses(l_map)
    counted = np.ones(l_map.shape, dtype=bool)
    counted[:, 300:] = False
    found = study_notans(l_map, cv2.GaussianBlur(l_map, (0, 0), 6.0), masses.labels, masses.shape_labels, counted)
    assert not found.local.of_lines


def test_a_desk_beside_the_sheet_hides_the_lines_of_what_is_known_as_a_drawing_no_longer():
    lines = _drawing()[1]
    l_map = np.where(lines, np.float32(45.0), np.float32(85.0))
    l_map[:, :16] = 25.0
    assert line_tone(l_map) is None
    tone = line_tone(l_map, drawing=True)
    assert tone is not None
    assert lines_as_ink(tone)[lines].mean() > 0.95
    rng = np.random.default_rng(1)
    shapes = cv2.GaussianBlur(rng.normal(50, 200, (200, 300)).astype(np.float32), (0, 0), 12.0)
    assert line_tone(np.clip(shapes, 0, 100), drawing=True) is None


def test_hatching_closes_to_a_blot_only_where_it_is_not_known_as_a_drawing():
    l_map = np.full((240, 320), 88.0, dtype=np.float32)
    for y in range(8, 232, 3):
        cv2.line(l_map, (10, y), (310, y), 40.0, 1)
    l_map += np.random.default_rng(5).normal(0, 1, l_map.shape).astype(np.float32)
    tone = line_tone(l_map, drawing=True)
    assert tone is not None
    closed, open_ = lines_as_ink(tone), lines_as_ink(tone, drawing=True)
    between = (l_map > 80.0) & (cv2.erode(closed.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0)
    assert between.sum() > 1000
    assert open_[between].mean() < 0.1
    assert open_[l_map < 50.0].all()
