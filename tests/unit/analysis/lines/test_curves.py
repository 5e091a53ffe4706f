"""Chains smoothed, stepped and simplified, against circles and straight lines."""

from __future__ import annotations

import numpy as np
import pytest

from art_assistant.analysis.lines.chains import length_of
from art_assistant.analysis.lines.curves import is_ring, normals_of, simplified, smoothed, stepped
from art_assistant.analysis.lines.taken import Taken, once_each


def circle(radius: float, count: int = 200) -> np.ndarray:
    angles = np.linspace(0.0, 2.0 * np.pi, count)
    points = np.stack([50 + radius * np.cos(angles), 50 + radius * np.sin(angles)], axis=1).astype(np.float32)
    points[-1] = points[0]
    return points


def line(y: float, start: float = 10.0, end: float = 90.0) -> np.ndarray:
    x = np.arange(start, end + 1.0)
    return np.stack([x, np.full_like(x, y)], axis=1).astype(np.float32)


def test_smoothing_takes_the_steps_off_and_keeps_a_straight_line_and_its_ends() -> None:
    stairs = line(40.0)
    stairs[:, 1] += (np.arange(len(stairs)) // 2) % 2
    soft = smoothed(stairs, 3.0)
    assert np.ptp(soft[8:-8, 1]) < 0.05
    np.testing.assert_allclose(smoothed(line(40.0), 3.0), line(40.0), atol=1e-4)


def test_a_ring_stays_closed_and_round() -> None:
    soft = smoothed(circle(30.0), 3.0)
    assert is_ring(soft)
    np.testing.assert_allclose(np.hypot(*(soft - 50.0).T), 30.0, atol=0.3)
    few = simplified(soft, 0.5)
    assert is_ring(few)
    assert 8 <= len(few) <= 40


def test_steps_are_even_and_the_ends_are_kept() -> None:
    found = stepped(line(40.0), 5.0)
    np.testing.assert_allclose(np.diff(found[:, 0]), 5.0)
    np.testing.assert_array_equal(found[[0, -1]], line(40.0)[[0, -1]])


def test_simplifying_strays_no_farther_than_told() -> None:
    angles = np.linspace(0.0, np.pi, 300)
    arc = np.stack([50 + 40 * np.cos(angles), 50 + 40 * np.sin(angles)], axis=1).astype(np.float32)
    few = simplified(arc, 0.4)
    assert len(few) < 30
    dense = stepped(few, 0.2)
    assert abs(np.hypot(*(dense - 50.0).T) - 40.0).max() <= 0.42


def test_normals_lie_across() -> None:
    np.testing.assert_allclose(np.abs(normals_of(line(40.0))), np.tile([0.0, 1.0], (81, 1)), atol=1e-6)


def test_a_line_beside_one_that_is_drawn_is_not_drawn_again() -> None:
    taken = Taken((100, 100), 3.0)
    kept = once_each([line(40.0), line(42.0), line(60.0)], taken, least=5.0, most=1000.0)
    assert [float(curve[0, 1]) for curve in kept] == [40.0, 60.0]


def test_what_crosses_a_line_is_drawn_whole() -> None:
    upright = np.ascontiguousarray(line(50.0)[:, ::-1])
    kept = once_each([line(40.0), upright], Taken((100, 100), 3.0), least=5.0, most=1000.0)
    assert [len(curve) for curve in kept] == [81, 81]


def test_what_leaves_a_line_is_drawn_from_where_it_leaves() -> None:
    fork = line(41.0)
    fork[:, 1] += np.maximum(0.0, fork[:, 0] - 50.0)
    _, branch = once_each([line(40.0), fork], Taken((100, 100), 3.0), least=5.0, most=1000.0)
    assert 45.0 <= branch[0, 0] <= 56.0
    assert branch[-1, 0] == pytest.approx(90.0)


def test_short_pieces_are_left_out_and_the_last_line_is_the_last_that_fits() -> None:
    lines = [line(20.0), line(40.0, 10.0, 13.0), line(60.0), line(80.0)]
    kept = once_each(lines, Taken((100, 100), 3.0), least=5.0, most=170.0)
    assert [float(curve[0, 1]) for curve in kept] == [20.0, 60.0]
    assert sum(map(length_of, kept)) <= 170.0


def test_what_only_touches_a_line_is_not_parted_there() -> None:
    x = np.arange(10.0, 91.0, 5.0)
    valley = np.stack([x, 40.0 + 0.38 * np.abs(x - 50.0)], axis=1).astype(np.float32)
    taken = Taken((100, 100), 2.0)
    taken.add(line(40.0))
    assert 0 < np.count_nonzero(~taken.free(valley)) < 4
    (whole,) = once_each([valley], taken, least=5.0, most=1000.0)
    np.testing.assert_array_equal(whole, valley)
