"""Shapes as dots and lines: which arrangements there are, and which hangs together best."""

from __future__ import annotations

import numpy as np
import pytest

from art_assistant.analysis.notan.arrangements import (
    ShapeGraph,
    arrangements,
    dark_parts,
    difference,
    merit,
    shape_graph,
)


def graph(
    area: list[float], l_mean: list[float], mass: list[int], edges: tuple[tuple[int, int], ...] = ()
) -> ShapeGraph:
    return ShapeGraph(np.array(area), np.array(l_mean), np.array(mass, dtype=np.int64), edges)


def merits(found: ShapeGraph, *ways: list[int], threshold: float = 50.0) -> list[float]:
    return merit(found, np.array(ways, dtype=bool), threshold).tolist()


# The graph


def test_the_graph_of_a_striped_picture() -> None:
    shapes = np.repeat(np.array([0, 1, 2], dtype=np.int32), [20, 30, 50])[None].repeat(60, axis=0)
    l_map = np.array([10.0, 50.0, 90.0], dtype=np.float32)[shapes]
    found = shape_graph(l_map, shapes, shapes)
    assert found.area == pytest.approx([0.2, 0.3, 0.5])
    assert found.l_mean == pytest.approx([10.0, 50.0, 90.0])
    assert found.mass.tolist() == [0, 1, 2]
    assert found.edges == ((0, 1), (1, 2))


@pytest.mark.parametrize(("side", "step"), [(100, 1), (256, 2)])
def test_shapes_that_touch_by_a_fiftieth_of_the_long_side_join(side: int, step: int) -> None:
    need = round(0.02 * side)
    for run, joined in ((need - step, False), (need, True)):
        shapes = np.zeros((side, side), dtype=np.int32)
        shapes[:, side // 2 :] = 1
        shapes[run:, side // 2 - 4 : side // 2 + 4] = -1
        found = shape_graph(np.full((side, side), 50.0, np.float32), shapes, shapes)
        assert bool(found.edges) is joined, run
        assert bool(shape_graph(np.full((side, side), 50.0, np.float32), shapes.T, shapes.T).edges) is joined


def test_it_is_the_long_side_of_which_they_need_a_fiftieth() -> None:
    for run, joined in ((3, False), (4, True)):
        shapes = np.zeros((100, 200), dtype=np.int32)
        shapes[:, 100:] = 1
        shapes[run:, 98:102] = -1
        for turned in (shapes, np.ascontiguousarray(shapes.T)):
            found = shape_graph(np.full(turned.shape, 50.0, np.float32), turned, turned)
            assert bool(found.edges) is joined


def test_what_does_not_count_is_no_shape() -> None:
    shapes = np.full((10, 10), -1, dtype=np.int32)
    shapes[:5, :4] = 0
    found = shape_graph(np.full((10, 10), 40.0, np.float32), shapes, shapes)
    assert found.area == pytest.approx([1.0])
    assert found.l_mean == pytest.approx([40.0])
    assert found.edges == ()


# Arrangements


def test_ends_are_fixed_and_middles_go_both_ways() -> None:
    found = graph([0.25] * 4, [10.0, 40.0, 60.0, 90.0], [0, 1, 2, 3])
    ways = {tuple(way) for way in arrangements(found, 50.0).tolist()}
    assert ways == {(True, a, b, False) for a in (True, False) for b in (True, False)}


def test_the_ends_stay_even_on_the_wrong_side_of_the_threshold() -> None:
    for threshold in (5.0, 95.0):
        ways = arrangements(graph([0.3, 0.4, 0.3], [10.0, 50.0, 90.0], [0, 1, 2]), threshold)
        assert ways[:, 0].all()
        assert not ways[:, 2].any()


def test_of_two_masses_only_the_outermost_shapes_are_fixed() -> None:
    ways = arrangements(graph([0.25] * 4, [10.0, 20.0, 80.0, 90.0], [0, 0, 1, 1]), 50.0)
    assert len(ways) == 4
    assert {tuple(way[[0, 3]]) for way in ways} == {(True, False)}
    assert {tuple(way[[1, 2]]) for way in ways} == {(a, b) for a in (True, False) for b in (True, False)}


def test_of_one_mass_the_shapes_keep_to_the_threshold_at_their_ends() -> None:
    ways = arrangements(graph([0.3, 0.3, 0.4], [10.0, 20.0, 30.0], [0, 0, 0]), 15.0)
    assert {tuple(way) for way in ways.tolist()} == {(True, True, False), (True, False, False)}


def test_the_ten_largest_middles_are_tried_and_the_rest_follow_their_value() -> None:
    middles = 12
    areas = [0.1, *(0.01 * (20 - i) for i in range(middles)), 0.1]
    levels = [5.0, *([70.0] * 10), 40.0, 60.0, 95.0]
    ways = arrangements(graph(areas, levels, [0, *([1] * middles), 2]), 50.0)
    assert len(ways) == 2**10
    assert ways[:, 11].all()
    assert not ways[:, 12].any()
    assert ways[:, 1:11].any(axis=0).all()
    assert not ways[:, 1:11].all(axis=0).any()


# Difference


def test_difference_is_the_area_on_which_two_arrangements_disagree() -> None:
    found = graph([0.5, 0.3, 0.2], [10.0, 50.0, 90.0], [0, 1, 2])
    ways = np.array([[1, 1, 0], [1, 0, 0], [0, 0, 1]], dtype=bool)
    dark = np.array([1.0, 0.25, 0.0])
    assert difference(found, ways, dark) == pytest.approx([0.3 * 0.75, 0.3 * 0.25, 0.5 + 0.3 * 0.25 + 0.2])


@pytest.mark.parametrize("side", [60, 200])
def test_the_dark_part_of_a_shape(side: int) -> None:
    shapes = np.zeros((side, side), dtype=np.int32)
    shapes[:, side // 2 :] = 1
    shapes[: side // 10] = -1
    dark = np.zeros((side, side), dtype=bool)
    dark[:, : side // 4] = True
    assert dark_parts(dark, shapes, 3) == pytest.approx([0.5, 0.0, 0.0])


# Merit


def test_a_connected_arrangement_is_better_than_a_broken_one() -> None:
    # Dark, middle, dark in a row beside a light: the middle in the dark joins the darks.
    row = graph([0.2, 0.2, 0.2, 0.4], [10.0, 50.0, 10.0, 90.0], [0, 1, 0, 2], ((0, 1), (1, 2), (1, 3)))
    joined, broken = merits(row, [1, 1, 1, 0], [1, 0, 1, 0])
    # All in one piece on both sides: 1; two pieces. Broken: half of the dark, all of the light; three pieces.
    assert joined == pytest.approx(1.0 - 0.03 * 2)
    assert broken == pytest.approx((0.5 + 1.0) / 2.0 - 0.03 * 3)


def test_shapes_join_along_a_chain_whatever_their_numbers() -> None:
    chain = graph([0.1] * 6 + [0.4], [30.0] * 6 + [70.0], [0] * 6 + [1], ((0, 5), (3, 5), (1, 3), (1, 4), (2, 4)))
    (value,) = merits(chain, [1, 1, 1, 1, 1, 1, 0])
    assert value == pytest.approx(1.0 - 0.03 * 2)


def test_less_than_three_tenths_on_a_side_costs_twice_what_is_missing() -> None:
    for dark in (0.1, 0.3, 0.5, 0.7, 0.9):
        pair = graph([dark, 1.0 - dark], [10.0, 90.0], [0, 1])
        missing = max(0.3 - dark, dark - 0.7, 0.0)
        assert merits(pair, [1, 0]) == pytest.approx([1.0 - 0.06 - 2.0 * missing])


def test_calling_dark_what_is_light_costs_by_how_light_it_is() -> None:
    three = graph([0.4, 0.2, 0.4], [10.0, 70.0, 90.0], [0, 1, 2], ((0, 1), (1, 2)))
    true, untrue = merits(three, [1, 0, 0], [1, 1, 0])
    assert true - untrue == pytest.approx(0.2 * 20.0 / 80.0)
    three = graph([0.4, 0.2, 0.4], [10.0, 30.0, 90.0], [0, 1, 2], ((0, 1), (1, 2)))
    untrue, true = merits(three, [1, 0, 0], [1, 1, 0])
    assert true - untrue == pytest.approx(0.2 * 20.0 / 80.0)


def test_a_side_without_shapes_is_not_connected() -> None:
    pair = graph([0.5, 0.5], [50.0, 50.0], [0, 0], ((0, 1),))
    (value,) = merits(pair, [1, 1])
    assert value == pytest.approx(0.5 - 0.03 - 2.0 * 0.3)
