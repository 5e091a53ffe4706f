"""The view of edges: a key that tells its lines apart without colour, and no more lines than there is room for."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from art_assistant.analysis.edges.lines import EdgeCurve, EdgeLines
from art_assistant.analysis.edges.study import CLASSES
from art_assistant.report.draw.canvas import PAPER
from art_assistant.report.model import Report
from art_assistant.report.views.edges import LOOKS, draw_edges
from art_assistant.report.views.scene import Scene


class Lined:
    """A report with lines of our own."""

    def __init__(self, report: Report, lines: EdgeLines | None) -> None:
        self._report, self.lines = report, lines

    def __getattr__(self, name: str) -> object:
        return getattr(self._report, name)


def level(y: float, kind: int = 0) -> EdgeCurve:
    return EdgeCurve(np.array([[0.1, y], [0.5, y], [0.9, y]], dtype=np.float32), np.full(3, kind, dtype=np.int32))


def drawn(report: Report, lines: EdgeLines | None, side: int = 1200) -> np.ndarray:
    return draw_edges(Scene(Lined(report, lines), side))  # type: ignore[arg-type]


def changed(report: Report, lines: EdgeLines, side: int = 1200) -> np.ndarray:
    """Return the rows in which a view with these lines differs from one without."""
    other = drawn(report, lines, side) != drawn(report, EdgeLines((), np.zeros(0, dtype=np.float32)), side)
    return np.flatnonzero(other.any(axis=(1, 2)))


def test_each_class_has_its_own_line_even_in_greys() -> None:
    patterns = {(round(look.width), look.dash) for look in LOOKS.values()}
    assert set(LOOKS) == set(CLASSES)
    assert len(patterns) == len(CLASSES)


@pytest.mark.parametrize("side", [300, 1200])
def test_the_key_stands_in_the_corner_at_any_size(report: Report, side: int) -> None:
    view = drawn(report, None, side)
    corner = view[-round(0.02 * side) :, : round(0.2 * side)]
    assert (corner == PAPER).all(axis=-1).mean() > 0.4
    # Thin lines on a small view are mixed with the paper, and near enough.
    key = view[-round(0.2 * side) :].reshape(-1, 3).astype(int)
    for look in LOOKS.values():
        assert np.abs(key - look.color).sum(axis=1).min() <= (0 if side == 1200 else 150), look


def test_a_line_lies_where_it_was_found(report: Report) -> None:
    view = drawn(report, EdgeLines((level(0.25),), np.array([0.8], dtype=np.float32)))
    rows = changed(report, EdgeLines((level(0.25),), np.array([0.8], dtype=np.float32)))
    assert rows.min() >= 0.25 * view.shape[0] - 5
    assert rows.max() <= 0.25 * view.shape[0] + 5


def test_a_small_view_draws_only_the_first_lines(report: Report) -> None:
    lines = EdgeLines((level(0.2), level(0.4), level(0.6)), np.array([2.0, 2.0, 2.0], dtype=np.float32))
    seen = {side: changed(report, lines, side) / drawn(report, None, side).shape[0] for side in (300, 600, 1200)}
    assert {side: [bool((abs(rows - y) < 0.02).any()) for y in (0.2, 0.4, 0.6)] for side, rows in seen.items()} == {
        300: [True, False, False],
        600: [True, True, False],
        1200: [True, True, True],
    }


def test_stretches_are_drawn_each_in_its_own_way(report: Report) -> None:
    kinds = np.array([0] * 10 + [3] * 10, dtype=np.int32)
    points = np.stack([np.linspace(0.1, 0.9, 20), np.full(20, 0.3)], axis=1).astype(np.float32)
    one = drawn(report, EdgeLines((EdgeCurve(points, kinds),), np.array([0.8], dtype=np.float32)))
    bare = drawn(report, None)
    row = np.abs(one.astype(int) - bare).sum(axis=-1)[round(0.3 * one.shape[0])] > 60
    left, right = row[: row.size // 2], row[row.size // 2 :]
    spots = [cv2.connectedComponents(part.astype(np.uint8)[None])[0] - 1 for part in (left, right)]
    assert spots[0] == 1
    assert spots[1] > 8
