"""Pixels put in order: open lines, rings and junctions, and what is joined."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from art_assistant.analysis.lines.chains import chains, joined, length_of


def drawn(*lines: tuple[tuple[int, int], ...]) -> np.ndarray:
    sheet = np.zeros((80, 100), dtype=np.uint8)
    for line in lines:
        cv2.polylines(sheet, [np.array(line, dtype=np.int32)], isClosed=False, color=255)
    return sheet


def is_in_order(chain: np.ndarray) -> bool:
    steps = np.abs(np.diff(chain, axis=0)).max(axis=1)
    return bool((steps == 1).all())


def test_an_open_line_is_one_chain_from_end_to_end() -> None:
    sheet = drawn(((10, 10), (60, 40), (90, 15)))
    (chain,) = chains(sheet)
    assert is_in_order(chain)
    assert {tuple(chain[0]), tuple(chain[-1])} == {(10.0, 10.0), (90.0, 15.0)}
    assert len(chain) == np.count_nonzero(sheet)


def test_a_ring_ends_where_it_begins() -> None:
    sheet = np.zeros((80, 100), dtype=np.uint8)
    cv2.circle(sheet, (50, 40), 25, 255, 1)
    (ring,) = chains(sheet)
    assert is_in_order(ring)
    np.testing.assert_array_equal(ring[0], ring[-1])
    assert length_of(ring) == pytest.approx(2 * np.pi * 25, rel=0.08)


def test_a_right_angle_is_no_junction() -> None:
    sheet = drawn(((10, 10), (50, 10), (50, 60)))
    (chain,) = chains(sheet)
    assert is_in_order(chain)


def test_three_lines_leave_a_junction_and_none_is_walked_twice() -> None:
    sheet = drawn(((10, 40), (90, 40)), ((50, 40), (50, 70)))
    found = [chain for chain in chains(sheet) if len(chain) > 4]
    assert len(found) == 3
    assert sum(map(length_of, found)) == pytest.approx(80 + 30, abs=4)


def test_nothing_has_no_chains() -> None:
    assert chains(np.zeros((20, 20), dtype=np.uint8)) == []


def straight(*ends: tuple[float, float]) -> np.ndarray:
    (x0, y0), (x1, y1) = ends
    count = int(max(abs(x1 - x0), abs(y1 - y0))) + 1
    return np.stack([np.linspace(x0, x1, count), np.linspace(y0, y1, count)], axis=1).astype(np.float32)


def test_lines_that_go_on_in_each_other_are_joined_in_order() -> None:
    pieces = [straight((0, 0), (20, 0)), straight((46, 0), (24, 0)), straight((50, 0), (80, 0))]
    (whole,) = joined(pieces, gap=5.0)
    across = np.diff(whole[:, 0])
    assert (across > 0).all() or (across < 0).all()
    assert length_of(whole) == pytest.approx(80.0)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (((30, 0), (50, 0)), "the gap is too wide"),
        (((21, 0), (21, 30)), "it turns too far"),
        (((20, 4), (50, 4)), "the gap lies beside the way"),
    ],
)
def test_lines_that_do_not_go_on_stay_two(other: tuple[tuple[float, float], ...], why: str) -> None:
    assert len(joined([straight((0, 0), (20, 0)), straight(*other)], gap=6.0)) == 2, why


def test_an_end_is_joined_once_and_to_the_straightest() -> None:
    pieces = [straight((0, 20), (20, 20)), straight((21, 20), (50, 30)), straight((21, 20), (50, 20))]
    long, short = sorted(joined(pieces, gap=5.0), key=length_of, reverse=True)
    np.testing.assert_allclose(long[:, 1], 20.0)
    assert length_of(short) < 31.0


def test_a_chain_is_not_closed_on_itself_and_rings_are_left_alone() -> None:
    angles = np.linspace(0.0, 1.9 * np.pi, 60)
    almost = np.stack([30 + 20 * np.cos(angles), 30 + 20 * np.sin(angles)], axis=1).astype(np.float32)
    ring = np.concatenate([almost, almost[:1]])
    assert [len(chain) for chain in joined([almost, ring], gap=10.0)] == [60, 61]
