"""Clean masks and what is measured on them, on masks drawn by hand."""

from __future__ import annotations

import numpy as np
import pytest

from art_assistant.analysis.notan.clean_masks import (
    LEAST_PIECE,
    blur,
    counterchange,
    drafted,
    finished,
    sampling,
    share_of,
)

SHAPE = (100, 150)
LEAST = round(LEAST_PIECE * SHAPE[0] * SHAPE[1])


def boxes(*places: tuple[int, int, int, int], shape: tuple[int, int] = SHAPE) -> np.ndarray:
    """Dark boxes (row, column, rows, columns) on light."""
    mask = np.zeros(shape, dtype=bool)
    for row, column, rows, columns in places:
        mask[row : row + rows, column : column + columns] = True
    return mask


# Blur


@pytest.mark.parametrize("sigma", [0.5, 2.0, 4.0, 12.0])
def test_blurring_keeps_the_mean_and_spreads_by_sigma(sigma: float) -> None:
    plane = np.zeros((121, 161), dtype=np.float32)
    plane[60, 80] = 1000.0
    soft = blur(plane, sigma)
    assert soft.shape == plane.shape
    assert soft.sum() == pytest.approx(1000.0, rel=0.02)
    rows, columns = np.indices(plane.shape)
    spread = np.sqrt((soft * (rows - 60.0) ** 2).sum() / soft.sum())
    across = np.sqrt((soft * (columns - 80.0) ** 2).sum() / soft.sum())
    assert spread == pytest.approx(sigma, rel=0.15)
    assert across == pytest.approx(sigma, rel=0.15)


def test_a_flat_plane_stays_flat_up_to_its_rim() -> None:
    for sigma in (0.01, 2.0, 30.0):
        assert np.allclose(blur(np.full((40, 60), 7.0, np.float32), sigma), 7.0, atol=1e-4)


# Drafts


def test_a_draft_keeps_shapes_and_drops_specks_of_both_sides() -> None:
    clean = boxes((20, 20, 50, 60))
    noisy = clean ^ boxes((5, 120, 2, 2), (40, 40, 2, 3), (90, 90, 3, 2))
    draft = drafted(noisy, None)
    assert np.mean(draft != clean) < 0.01
    assert draft[41, 41]
    assert not draft[6, 121]


def test_what_does_not_count_is_never_dark() -> None:
    counted = ~boxes((0, 0, 100, 40))
    draft = drafted(boxes((20, 20, 50, 60)), counted)
    assert not draft[~counted].any()
    assert draft[40, 60]


def test_a_draft_of_odd_size_has_that_size() -> None:
    for shape in ((1, 1), (5, 3), (101, 151)):
        dark = np.ones(shape, dtype=bool)
        assert np.array_equal(drafted(dark, None), dark)
        assert not drafted(~dark, None).any()


def test_a_draft_turns_with_the_picture() -> None:
    dark = boxes((20, 10, 50, 60), (60, 90, 30, 40))
    assert np.array_equal(drafted(np.ascontiguousarray(dark[:, ::-1]), None)[:, ::-1], drafted(dark, None))
    assert np.array_equal(drafted(np.ascontiguousarray(dark.T), None).T, drafted(dark, None))


# Pieces


@pytest.mark.parametrize(("area", "stays"), [(LEAST - 1, False), (LEAST, True), (LEAST + 1, True)])
def test_a_piece_of_the_least_size_stays(area: int, stays: bool) -> None:
    dark = boxes((20, 20, 50, 60))
    dark[5, 80 : 80 + area] = True
    assert finished(dark, None).dark[5, 80] == stays
    # A hole is a piece of light, ruled alike.
    holed = ~dark
    assert finished(holed, None).dark[5, 80] != stays


def test_pieces_are_told_largest_first_as_shares_of_what_counts() -> None:
    dark = boxes((10, 10, 20, 20), (10, 60, 30, 30), (60, 10, 10, 20))
    ink = finished(dark, None)
    assert ink.dark_pieces == pytest.approx([900 / 15000, 400 / 15000, 200 / 15000])
    assert ink.light_pieces == pytest.approx([13500 / 15000])
    counted = ~boxes((80, 0, 20, 150))
    ink = finished(dark, counted)
    assert ink.dark_pieces == pytest.approx([900 / 12000, 400 / 12000, 200 / 12000])
    assert ink.light_pieces == pytest.approx([10500 / 12000])


def test_pieces_that_meet_at_a_corner_are_two() -> None:
    ink = finished(boxes((10, 10, 20, 20), (30, 30, 20, 20)), None)
    assert ink.dark_pieces == pytest.approx([400 / 15000] * 2)


def test_of_specks_alone_the_largest_stays() -> None:
    ink = finished(boxes((10, 10, 3, 3), (50, 50, 4, 4)), None)
    assert ink.dark_pieces == pytest.approx([16 / 15000])
    assert ink.dark[51, 51]
    assert not ink.dark[11, 11]


def test_filling_a_hole_may_leave_a_speck_that_goes_in_turn() -> None:
    # A ring too small to stay holds a hole too small to stay.
    dark = boxes((20, 20, 50, 60)) ^ boxes((30, 100, 7, 7)) ^ boxes((32, 102, 3, 3))
    ink = finished(dark, None)
    assert len(ink.dark_pieces) == len(ink.light_pieces) == 1
    assert not ink.dark[30:37, 100:107].any()


@pytest.mark.parametrize("dark", [True, False])
def test_an_island_too_small_for_ink_is_paper(dark: bool) -> None:
    counted = boxes((0, 0, 100, 100), (50, 130, 4, 4))
    mask = boxes((20, 20, 50, 50))
    mask[50:54, 130:134] = dark
    assert not finished(mask, counted).dark[51, 131]


def test_nothing_dark_has_no_pieces() -> None:
    ink = finished(np.zeros(SHAPE, dtype=bool), None)
    assert ink.dark_pieces == ()
    assert ink.light_pieces == (1.0,)


# Counterchange


def test_small_maps_are_looked_at_whole() -> None:
    assert [sampling(shape) for shape in ((128, 400), (127, 400), (400, 127), (200, 200))] == [2, 1, 1, 2]


def test_figures_of_one_tone_have_no_counterchange() -> None:
    dark = boxes((20, 20, 15, 15), (60, 100, 15, 15))
    assert counterchange(dark, None) == 0.0
    assert counterchange(~dark, None) == 0.0


def test_exchanged_figures_share_the_contour_by_their_length() -> None:
    dark = boxes((0, 75, 100, 75))
    dark[40:50, 20:30] = True  # 40 sides of dark on light
    dark[40:50, 110:115] = False  # 30 sides of light on dark
    # The division itself, 100 sides, is neither, save where the smaller figures tip it.
    assert counterchange(dark, None) == pytest.approx(2 * 30 / 170, abs=0.02)
    turned = np.ascontiguousarray(dark.T)
    assert counterchange(turned, None) == pytest.approx(counterchange(dark, None), abs=0.01)


def test_a_contour_with_what_does_not_count_is_no_contour() -> None:
    dark, counted = boxes((0, 0, 100, 75)), ~boxes((0, 75, 100, 75))
    assert counterchange(dark, counted) is None
    dark[40:50, 20:30] = False
    assert counterchange(dark, counted) == 0.0
    # Beside what does not count the surroundings are those that count: a figure there is no other than inside.
    assert counterchange(dark & ~boxes((40, 60, 15, 15)), counted) == 0.0


# Shares


def test_a_share_is_of_what_counts() -> None:
    mask = boxes((0, 0, 100, 30))
    assert share_of(mask, None) == pytest.approx(0.2)
    assert share_of(mask, boxes((0, 0, 50, 60))) == pytest.approx(0.5)
