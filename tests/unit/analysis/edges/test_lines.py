"""The lines that edges are drawn along, on pictures whose contours are known."""

from __future__ import annotations

import itertools

import cv2
import numpy as np
import pytest

from art_assistant.analysis.edges.lines import MOST_LINE, EdgeLines, edge_lines
from art_assistant.analysis.edges.study import CLASSES

HARD, SOFT, LOST = (CLASSES.index(kind) for kind in ("hard", "soft", "lost"))


def in_rgb(grey: np.ndarray) -> np.ndarray:
    return np.repeat(np.asarray(grey, dtype=np.uint8)[..., None], 3, axis=-1)


@pytest.fixture(scope="module")
def hard_and_soft() -> EdgeLines:
    """A hard upright edge at a quarter of the width, a soft one at three quarters."""
    grey = np.full((600, 800), 60, dtype=np.uint8)
    grey[:, 200:] = 190
    soft = np.full((600, 800), 190, dtype=np.uint8)
    soft[:, 600:] = 60
    grey[:, 400:] = cv2.GaussianBlur(soft, (0, 0), 14.0)[:, 400:]
    return edge_lines(in_rgb(grey))


def test_each_edge_is_one_line_where_it_lies_and_as_hard_as_it_is(hard_and_soft: EdgeLines) -> None:
    hard, soft = sorted(hard_and_soft.curves, key=lambda curve: float(curve.points[0, 0]))
    assert set(hard.kinds) == {HARD}
    assert set(soft.kinds) == {SOFT}
    np.testing.assert_allclose(hard.points[:, 0], 0.25, atol=0.003)
    np.testing.assert_allclose(soft.points[:, 0], 0.75, atol=0.005)


def test_a_line_is_in_order_and_runs_as_far_as_its_edge(hard_and_soft: EdgeLines) -> None:
    for curve, length in zip(hard_and_soft.curves, hard_and_soft.lengths, strict=True):
        down = np.diff(curve.points[:, 1])
        assert (down > 0).all() or (down < 0).all()
        assert np.ptp(curve.points[:, 1]) > 0.97
        assert length == pytest.approx(np.ptp(curve.points[:, 1]) * 0.6, abs=0.01)


def test_an_edge_between_two_hues_of_one_value_is_lost() -> None:
    rgb = np.full((400, 500, 3), (150, 110, 110), dtype=np.uint8)
    # The same L* in green: CIE luminance 0.2126 R + 0.7152 G + 0.0722 B, linear.
    rgb[:, 250:] = (96, 127, 96)
    (curve,) = edge_lines(rgb).curves
    assert set(curve.kinds) == {LOST}


def test_stretches_meet_where_the_hardness_changes() -> None:
    grey = np.full((600, 600), 60, dtype=np.uint8)
    grey[:, 300:] = 190
    blurred = cv2.GaussianBlur(grey, (0, 0), 14.0)
    grey[300:] = blurred[300:]
    (curve,) = edge_lines(in_rgb(grey)).curves
    parts = curve.stretches()
    assert {kind for kind, _ in parts} >= {HARD, SOFT}
    for (_, first), (_, second) in itertools.pairwise(parts):
        np.testing.assert_array_equal(first[-1], second[0])


def test_busy_work_gets_no_more_line_than_an_eye_can_follow() -> None:
    y, x = np.mgrid[0:512, 0:512]
    lines = edge_lines(in_rgb(np.where((x // 16 + y // 16) % 2, 200, 60)))
    assert lines.curves
    assert 0.8 * MOST_LINE <= float(lines.lengths.sum()) <= MOST_LINE


def test_a_figure_in_foliage_comes_before_the_leaves() -> None:
    rng = np.random.default_rng(4)
    grey = cv2.resize(rng.integers(50, 130, (80, 80)).astype(np.uint8), (480, 480), interpolation=cv2.INTER_CUBIC)
    cv2.circle(grey, (240, 240), 90, 235, -1)
    first = edge_lines(in_rgb(grey)).curves[0].points * 480.0
    radius = np.hypot(*(first - 240.0).T)
    np.testing.assert_allclose(radius, 90.0, atol=5.0)


def test_where_the_eye_goes_a_line_comes_first_and_so_it_does_along_a_mass() -> None:
    grey = np.full((300, 400), 120, dtype=np.uint8)
    cv2.rectangle(grey, (60, 100), (120, 200), 170, -1)
    cv2.rectangle(grey, (280, 100), (340, 200), 170, -1)
    right = np.zeros((30, 40), dtype=np.float32)
    right[:, 20:] = 1.0
    masses = np.zeros((300, 400), dtype=np.int32)
    masses[100:200, 280:340] = 1
    for asked in ({"attention": right}, {"masses": masses}):
        assert edge_lines(in_rgb(grey), **asked).curves[0].points[:, 0].min() > 0.5
    assert edge_lines(in_rgb(grey), attention=right[:, ::-1].copy()).curves[0].points[:, 0].max() < 0.5


def test_both_sides_of_a_pen_stroke_are_one_line_and_the_frame_is_none() -> None:
    paper = np.full((400, 500), 240, dtype=np.uint8)
    cv2.line(paper, (100, 200), (400, 200), 30, 3)
    paper[:4], paper[-4:] = 60, 60
    (curve,) = edge_lines(in_rgb(paper)).curves
    np.testing.assert_allclose(curve.points[:, 1], 0.5, atol=0.01)


def test_a_flat_picture_has_no_lines() -> None:
    lines = edge_lines(np.full((300, 300, 3), 128, dtype=np.uint8))
    assert lines.curves == ()
    assert lines.lengths.size == 0


def test_thin_pencil_on_paper_is_found_where_there_is_little_else() -> None:
    paper = np.full((480, 640), 190, dtype=np.uint8)
    cv2.ellipse(paper, (320, 240), (150, 180), 0, 0, 360, 155, 2, cv2.LINE_AA)
    assert float(edge_lines(in_rgb(paper)).lengths.sum()) == pytest.approx(2 * np.pi * 165.7 / 800, rel=0.05)
    # Within contours that are drawn with force it is passed over.
    cv2.rectangle(paper, (12, 12), (628, 468), 40, 6)
    cv2.rectangle(paper, (40, 30), (600, 450), 40, 6)
    beside = [curve for curve in edge_lines(in_rgb(paper)).curves if 0.2 < curve.points[:, 0].mean() < 0.8]
    assert all(abs(curve.points[:, 1] - 0.5).max() > 0.42 for curve in beside)
