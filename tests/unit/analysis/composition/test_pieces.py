"""The shape of a passage: masks drawn by hand, and where their largest piece must lie."""

from __future__ import annotations

import numpy as np
import pytest

from art_assistant.analysis.composition.pieces import Piece, fullest_cell, largest_piece


def block(x0: int, y0: int, x1: int, y1: int, shape: tuple[int, int] = (120, 180)) -> np.ndarray:
    mask = np.zeros(shape, dtype=bool)
    mask[y0:y1, x0:x1] = True
    return mask


def found(mask: np.ndarray) -> Piece:
    piece = largest_piece(mask)
    assert piece is not None
    return piece


def reach(piece: Piece) -> tuple[float, float, float, float]:
    xs, ys = zip(*piece.polygon, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def test_a_piece_has_the_box_the_outline_and_the_centre_of_what_was_drawn() -> None:
    piece = found(block(100, 10, 150, 40))
    assert piece.box == pytest.approx((100 / 180, 10 / 120, 150 / 180, 40 / 120))
    assert reach(piece) == pytest.approx(piece.box, abs=0.012)
    assert piece.centre == pytest.approx((125 / 180, 25 / 120), abs=0.005)


def test_the_largest_of_several_is_taken_wherever_it_lies() -> None:
    small, large = block(10, 80, 30, 110), block(120, 10, 160, 40)
    assert found(small | large).box == found(large).box
    assert found((small | large)[:, ::-1]).box[0] == pytest.approx(20 / 180)


def test_a_hair_joins_nothing_but_is_a_piece_where_there_is_nothing_else() -> None:
    hair = block(60, 95, 120, 96)
    assert found(block(10, 80, 60, 110) | block(120, 85, 160, 105) | hair).box[2] == pytest.approx(60 / 180, abs=0.02)
    alone = found(hair)
    assert alone.box == pytest.approx((60 / 180, 95 / 120, 120 / 180, 96 / 120))
    assert len(alone.polygon) == 4


@pytest.mark.parametrize(("side", "seen"), [(6, False), (7, True)])
def test_a_speck_of_less_than_two_thousandths_is_nothing(side: int, seen: bool) -> None:
    assert (largest_piece(block(50, 50, 50 + side, 50 + side)) is not None) is seen


def test_what_is_thinner_than_half_a_cell_of_the_grid_is_nothing() -> None:
    # A cell of the 180 that are looked at is 6.7 pixels of 1200.
    assert largest_piece(block(100, 100, 1100, 103, shape=(900, 1200))) is None
    line = found(block(100, 100, 1100, 104, shape=(900, 1200)))
    assert line.box == pytest.approx((100 / 1200, 100 / 900, 1100 / 1200, 107 / 900), abs=0.001)
    assert reach(line) == pytest.approx(line.box, abs=0.006)


def test_the_ground_is_no_piece_however_much_larger_or_smaller_it_is() -> None:
    speck, ground = block(2, 2, 12, 12), block(0, 20, 180, 120)
    assert found(speck | ground).box == pytest.approx((0.0, 20 / 120, 1.0, 1.0))
    assert found(speck | block(100, 60, 120, 80)).box == pytest.approx((100 / 180, 0.5, 120 / 180, 80 / 120))


def test_nothing_is_no_piece() -> None:
    assert largest_piece(np.zeros((50, 70), dtype=bool)) is None


def test_a_large_mask_has_the_same_piece_as_a_small_one() -> None:
    large = found(block(600, 100, 900, 400, shape=(900, 1200)))
    small = found(block(60, 10, 90, 40, shape=(90, 120)))
    assert large.box == pytest.approx(small.box, abs=0.01)


def test_an_outline_has_few_corners_and_follows_the_shape() -> None:
    y, x = np.indices((180, 180)) - 90.0
    star = np.hypot(x, y) < 50.0 + 25.0 * np.cos(9.0 * np.arctan2(y, x))
    piece = found(star)
    assert 3 <= len(piece.polygon) <= 14
    assert reach(piece) == pytest.approx(piece.box, abs=0.14)
    corner = block(0, 0, 60, 120) | block(0, 90, 180, 120)
    assert len(found(corner).polygon) == 6


@pytest.mark.parametrize(("row", "column"), [(0, 0), (1, 3), (0, 2)])
def test_the_fullest_cell_is_told_in_fractions(row: int, column: int) -> None:
    counts = np.ones((2, 4))
    counts[row, column] = 2.0
    assert fullest_cell(counts) == (column / 4, row / 2, (column + 1) / 4, (row + 1) / 2)
