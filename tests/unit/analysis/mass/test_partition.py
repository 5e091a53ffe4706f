"""The steps of the partition, each on a grid that one can fill in by hand."""

from __future__ import annotations

import numpy as np
import pytest

from art_assistant.analysis.label_maps import enlarged, filled
from art_assistant.analysis.mass.partition import Grouping, _tidy, joined_without_reason, partition, settle
from art_assistant.analysis.mass.regions import connected_pieces, find_regions
from art_assistant.analysis.mass.rim import evolve, grow
from art_assistant.analysis.mass.sheets import PixelGrid, sheets_of
from art_assistant.analysis.mass.study import study_masses

RULE = Grouping(k=5, share=0.02, coherence=0.6)
ALL = np.ones((40, 60), dtype=bool)


def halves(shape: tuple[int, int] = (40, 60), dark: float = 20.0, light: float = 80.0) -> np.ndarray:
    l_map = np.full(shape, dark, dtype=np.float32)
    l_map[:, shape[1] // 2 :] = light
    return l_map


def sheet_of(l_map: np.ndarray, counted: np.ndarray = ALL) -> PixelGrid:
    return sheets_of(l_map, counted, None, None)[0]


def small_of(l_map: np.ndarray, counted: np.ndarray) -> PixelGrid:
    return sheets_of(l_map, counted, None, None)[1]


# The rule


def test_more_coherence_merges_more_smooths_more_and_costs_more() -> None:
    loose, tight = Grouping(5, 0.02, 0.0), Grouping(5, 0.02, 1.0)
    assert loose.prices.step == 0.0
    assert tight.prices.step == pytest.approx(4.0 * Grouping(5, 0.02, 0.5).prices.step)
    assert tight.prices.apart > loose.prices.apart > 0.0
    assert tight.prices.few < loose.prices.few
    assert tight.width - loose.width == pytest.approx(0.005)
    assert tight.tension - loose.tension == pytest.approx(5.0)
    assert loose.width > 0.0
    assert loose.tension > 0.0


# The grids


def test_a_cell_counts_where_half_of_it_does() -> None:
    counted = np.zeros((300, 300), dtype=bool)
    counted[:, :100] = True
    counted[:, 100:200:4] = True  # a quarter
    counted[:, 200:] = np.arange(100) % 4 > 0  # three quarters
    small = small_of(np.full((300, 300), 50.0, np.float32), counted)
    cells = small.counted.shape[1]
    share = small.counted.mean(axis=0)
    assert share[: cells // 3 - 1].min() == 1.0
    assert share[cells // 3 + 1 : 2 * cells // 3 - 1].max() < 0.5
    assert share[2 * cells // 3 + 1 :].min() > 0.5
    assert small.size == small.counted.sum()


def test_where_no_cell_is_half_counted_the_fullest_count() -> None:
    counted = np.zeros((300, 300), dtype=bool)
    counted[::5, ::5] = True
    assert small_of(np.full((300, 300), 50.0, np.float32), counted).counted.any()


def test_the_small_grid_holds_the_light_of_what_counts() -> None:
    l_map, counted = halves((300, 300)), np.ones((300, 300), dtype=bool)
    l_map[:, 290:] = 100.0
    counted[:, 290:] = False
    small = small_of(l_map, counted)
    light = small.plane[..., 0]
    assert light[small.counted].max() == pytest.approx(80.0, abs=1e-3)
    assert light[small.counted].min() == pytest.approx(20.0, abs=1e-3)
    assert light.shape == (77, 77)
    assert light.size == pytest.approx(6000, rel=0.02)
    assert small.side == pytest.approx(77.0)
    assert small.variance == pytest.approx(30.0**2, rel=0.02)


def test_hue_and_subject_lie_beside_the_light() -> None:
    lab = np.zeros((40, 60, 3), dtype=np.float32)
    lab[..., 0], lab[:, 30:, 2] = 50.0, 40.0
    subject = np.arange(60)[None].repeat(40, axis=0) >= 45
    sheet, _ = sheets_of(lab[..., 0], ALL, lab, subject)
    assert sheet.plane[5, 10] == pytest.approx([50.0, 0.0, 0.0, 0.0], abs=0.6)
    assert sheet.plane[5, 40] == pytest.approx([50.0, 0.0, 40.0, 0.0], abs=0.6)
    assert sheet.plane[5, 50, 3] == 1.0


def test_only_what_counts_varies_and_little_contrast_is_little() -> None:
    counted = ALL.copy()
    counted[:, 30:] = False
    sheet = sheet_of(halves(), counted)
    assert (sheet.variance, sheet.size, sheet.unit) == (36.0, 1200.0, 36.0 * 1200.0)
    assert sheet_of(halves()).variance == pytest.approx(30.0**2)


@pytest.mark.parametrize(("cells", "pixels"), [(3, 6), (3, 7), (2, 6), (4, 4), (1, 5), (5, 12)])
def test_enlarging_takes_the_nearest_cell_and_is_its_own_mirror(cells: int, pixels: int) -> None:
    labels = np.arange(cells, dtype=np.int32)[None, :].repeat(2, axis=0)
    large = enlarged(labels, (2, pixels))
    assert large.shape == (2, pixels)
    middles = (np.arange(pixels) + 0.5) * cells / pixels - 0.5
    assert np.all(np.abs(large[0] - middles) <= 0.5 + 1e-9)
    assert np.array_equal(large[:, ::-1], cells - 1 - large)
    assert np.array_equal(enlarged(labels.T, (pixels, 2)), large.T)


# Contours


def test_pixels_go_to_the_region_that_they_are_nearest_to() -> None:
    truth = (halves() > 50.0).astype(np.int32)
    start = truth.copy()
    start[:, 28:30] = 1
    assert np.array_equal(evolve(sheet_of(halves()), start, width=RULE.width, tension=0.01, rounds=2), truth)


def test_no_island_grows_where_there_was_none() -> None:
    l_map = halves()
    l_map[20, 5] = 80.0
    start = (halves() > 50.0).astype(np.int32)
    assert evolve(sheet_of(l_map), start, width=RULE.width, tension=0.0, rounds=3)[20, 5] == 0


def test_tension_smooths_a_contour_away_from_the_letter() -> None:
    l_map = halves(dark=45.0, light=55.0)
    l_map[20, 30:34] = 45.0
    start = (l_map > 50.0).astype(np.int32)
    sheet = sheet_of(l_map)
    loose = evolve(sheet, start, width=RULE.width, tension=0.0, rounds=3)
    tight = evolve(sheet, start, width=RULE.width, tension=20.0, rounds=3)
    assert np.array_equal(loose, start)
    assert tight[20, 33] == 1
    assert np.array_equal(tight[:10], start[:10])


def test_what_does_not_count_stays_out() -> None:
    counted = ALL.copy()
    counted[:5] = False
    labels = np.where(counted, (halves() > 50.0).astype(np.int32), np.int32(-1))
    moved = evolve(sheet_of(halves(), counted), labels, width=RULE.width, tension=0.1, rounds=1)
    assert np.array_equal(moved < 0, ~counted)


# Pieces


def spotted(side: int, level: float = 80.0) -> tuple[np.ndarray, np.ndarray]:
    l_map = np.full((40, 60), 20.0, dtype=np.float32)
    l_map[10 : 10 + side, 10 : 10 + side] = level
    return l_map, (l_map > 50.0).astype(np.int32)


def test_a_piece_under_the_least_size_is_merged() -> None:
    for side, count in ((4, 1), (8, 2)):
        l_map, labels = spotted(side)
        assert len(np.unique(settle(sheet_of(l_map), labels, Grouping(5, 0.02, 0.0), least=0.02))) == count


def test_pieces_of_one_value_stay_apart_for_their_shades_until_values_are_final() -> None:
    labels = np.arange(3, dtype=np.int32)[None].repeat(20, axis=1).repeat(40, axis=0)
    l_map = np.array([20.0, 60.0, 70.0], dtype=np.float32)[labels]
    assert np.array_equal(settle(sheet_of(l_map), labels, Grouping(2, 0.02, 0.6), least=0.02), labels)
    masses = study_masses(l_map, k=2)
    assert (masses.k, len(masses.shapes)) == (2, 2)


def test_a_piece_grows_to_what_it_needs_over_what_costs_least() -> None:
    l_map, labels = spotted(6)
    l_map[10:16, 16:20] = 100.0  # farther from the ground than from the spot, to its right
    grown = grow(sheet_of(l_map), labels, 48.0)
    own = grown == 1
    assert own.sum() == 48
    assert own[10:16, 10:16].all()
    assert np.count_nonzero(own & (l_map == 100.0)) >= 9
    assert labels.sum() == 36


def test_large_pieces_and_lone_ones_do_not_grow() -> None:
    l_map, labels = spotted(10)
    sheet = sheet_of(l_map)
    assert np.array_equal(grow(sheet, labels, 100.0), labels)
    assert np.array_equal(grow(sheet, labels, 1e6), labels)


def test_growing_stops_at_what_does_not_count() -> None:
    l_map, labels = spotted(6)
    counted = ALL.copy()
    counted[10:16, 16:] = False
    grown = grow(sheet_of(l_map, counted), np.where(counted, labels, np.int32(-1)), 60.0)
    assert (grown == 1).sum() == 60
    assert np.all(grown[~counted] == -1)


def test_crumbs_go_to_what_most_of_their_neighbours_are() -> None:
    labels = np.array([[0, 0, 0, 0, 1], [0, 2, 2, 1, 1], [0, 0, 1, 1, 1]], dtype=np.int32)
    pieces, owner = connected_pieces(labels)
    whole = filled(labels, pieces, np.array([label != 2 for label in owner]))
    # The left crumb has three neighbours of 0; the right one a 0, a crumb, a 1 and a 1.
    assert whole.tolist() == [[0, 0, 0, 0, 1], [0, 0, 1, 1, 1], [0, 0, 1, 1, 1]]
    assert labels[1, 1] == 2


def test_of_neighbours_as_many_the_first_label_is_taken() -> None:
    labels = np.array([[0, 0, 0], [0, 2, 1], [1, 1, 1]], dtype=np.int32)
    pieces, owner = connected_pieces(labels)
    assert filled(labels, pieces, owner != 2)[1, 1] == 0
    assert filled(labels[:, ::-1].copy(), pieces[:, ::-1], owner != 2)[1, 1] == 0


def test_crumbs_are_filled_from_the_rim_inwards() -> None:
    labels = np.zeros((7, 7), dtype=np.int32)
    labels[1:6, 1:6] = 1
    pieces, owner = connected_pieces(labels)
    assert not filled(labels, pieces, np.array([label == 0 for label in owner])).any()


def test_crumbs_with_nothing_around_them_stay() -> None:
    labels = np.full((3, 3), -1, dtype=np.int32)
    labels[1, 1] = 0
    pieces, owner = connected_pieces(labels)
    assert filled(labels, pieces, np.zeros(owner.size, dtype=bool))[1, 1] == 0


def test_tidying_leaves_no_piece_too_small() -> None:
    l_map, labels = spotted(7)  # 49 of 2,400 pixels is just over 2 %
    sheet = sheet_of(l_map)
    assert np.array_equal(_tidy(sheet, labels, RULE), connected_pieces(labels)[0])
    for side in (3, 6):
        pieces, owner = connected_pieces(_tidy(sheet, spotted(side)[1], RULE))
        assert np.bincount(pieces.ravel(), minlength=owner.size).min() >= 48


# All of it


def test_the_design_of_a_plain_picture_is_its_partition() -> None:
    l_map = halves((80, 120))
    l_map[20:50, 10:40] = 55.0
    labels, _ = partition(l_map, np.ones((80, 120), dtype=bool), RULE)
    assert len(np.unique(labels)) == 3
    for level in (20.0, 55.0, 80.0):
        values, counts = np.unique(labels[l_map == level], return_counts=True)
        assert counts.max() / counts.sum() > 0.97, (level, values)


def test_shapes_of_one_value_join_and_the_others_say_why() -> None:
    l_map = halves((60, 90))
    shapes = np.arange(3)[None].repeat(30, axis=1).repeat(60, axis=0).astype(np.int32)
    sheet, _ = sheets_of(l_map, np.ones((60, 90), dtype=bool), None, None)
    group, joined, why = joined_without_reason(sheet, find_regions(sheet, shapes, 3), np.array([0, 0, 1]), RULE)
    assert joined.count == 2
    assert group[0] == group[1] != group[2]
    assert why == {(0, 1): "value"}
