"""Regions and their merging, on grids that one can fill in by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from art_assistant.analysis.blocks.merging import Color, ColorRegions, Rule, gathered, pixels_of, settled


def grid(rows: list[list[float]]) -> np.ndarray:
    return np.repeat(np.array(rows, dtype=np.float32)[..., None], 3, axis=2)


def regions_of(rows: list[list[float]], counted: list[list[bool]] | None = None) -> ColorRegions:
    features = grid(rows)
    mask = np.ones(features.shape[:2], dtype=bool) if counted is None else np.array(counted)
    return pixels_of(features, mask)


def row_of(*parts: tuple[float, int]) -> ColorRegions:
    """Regions beside each other, each of one feature value and so many pixels."""
    area = np.array([pixels for _, pixels in parts], dtype=float)
    total = (np.array([value for value, _ in parts], dtype=float) * area,) * 3
    place = np.arange(len(parts))
    return ColorRegions(place, area, total, place[:-1], place[1:], np.ones(len(parts) - 1))


def never(_mean: Color, _around: list[Color], _lengths: list[float]) -> bool:
    return False


def rule(least: float = 0.0, limit: float = 0.0, most: int = 99) -> Rule:
    return Rule(least=least, limit=limit, most=most, accent=(1.0, math.inf), stands_out=never)


def split(owner: np.ndarray) -> list[set[int]]:
    return sorted(({int(i) for i in np.flatnonzero(owner == group)} for group in np.unique(owner)), key=min)


def test_pixels_touch_their_four_neighbours_that_count():
    found = regions_of([[1, 2, 3], [4, 5, 6]], [[True, True, False], [True, True, True]])
    assert found.total[0].tolist() == [1, 2, 4, 5, 6]
    touching = {(a, b) for a, b in zip(found.one.tolist(), found.two.tolist(), strict=True)}
    assert touching == {(0, 1), (2, 3), (3, 4), (0, 2), (1, 3)}
    assert found.length.tolist() == [1.0] * 5


def test_gathering_joins_what_is_alike_and_adds_up_contours():
    found = gathered(regions_of([[0, 1, 50, 51], [0, 1, 50, 51]]), 2)
    assert split(found.owner) == [{0, 1, 4, 5}, {2, 3, 6, 7}]
    assert found.area.tolist() == [4.0, 4.0]
    assert (found.total[0] / found.area).tolist() == [0.5, 50.5]
    assert (found.one.tolist(), found.two.tolist(), found.length.tolist()) == ([0], [1], [2.0])


def test_gathering_prefers_the_longer_contour():
    row = row_of((0, 1), (10, 1), (20, 1))
    found = gathered(replace(row, length=np.array([1.0, 4.0])), 2)
    assert split(found.owner) == [{0}, {1, 2}]


def test_gathering_ends_where_nothing_touches():
    islands = gathered(regions_of([[3, 9, 3]], [[True, False, True]]), 1)
    assert islands.area.tolist() == [1.0, 1.0]


def test_a_flat_picture_is_one_region():
    assert gathered(regions_of([[7.0] * 9] * 6), 1).area.tolist() == [54.0]


def test_unions_are_made_up_to_the_limit_by_wards_cost():
    # 1 and 2 pixels, 3 apart in each of three features: 1 * 2 / 3 * 27 = 18.
    assert split(settled(row_of((0, 1), (3, 2)), rule(limit=18.0))) == [{0, 1}]
    assert split(settled(row_of((0, 1), (3, 2)), rule(limit=17.9))) == [{0}, {1}]


def test_the_cheapest_union_is_made_first():
    # 10 joins 14 before 20 can: their mean is then too far from 20.
    assert split(settled(row_of((10, 1), (14, 1), (20, 1)), rule(limit=60.0))) == [{0, 1}, {2}]


def test_what_is_too_small_joins_its_nearest_whatever_that_costs():
    assert split(settled(row_of((0, 3), (40, 1), (100, 3)), rule(least=2.0))) == [{0, 1}, {2}]


def test_an_accent_stays_and_its_surroundings_still_merge():
    def strong(mean: Color, around: list[Color], lengths: list[float]) -> bool:
        asked.append((mean[0], [color[0] for color in around], lengths))
        return mean[0] > 90.0

    asked: list[tuple[float, list[float], list[float]]] = []
    row = row_of((0, 2), (1, 2), (100, 1), (2, 4))
    kept = Rule(least=3.0, limit=0.0, most=99, accent=(1.0, 1.0), stands_out=strong)
    assert split(settled(row, kept)) == [{0, 1}, {2}, {3}]
    assert asked[-1] == (100.0, [2.0, 0.5], [1.0, 1.0])
    # Smaller or larger than an accent may be, it has to join like any other.
    for bounds in ((2.0, 9.0), (0.1, 0.9)):
        other = Rule(least=3.0, limit=0.0, most=99, accent=bounds, stands_out=strong)
        assert {2} not in split(settled(row, other))


def test_a_large_region_does_not_swallow_an_accent_that_is_cheap():
    row = row_of((0, 9), (5, 1), (10, 9))
    kept = Rule(least=0.0, limit=100.0, most=99, accent=(1.0, 1.0), stands_out=lambda mean, *_: mean[0] == 5.0)
    assert split(settled(row, kept)) == [{0}, {1}, {2}]


def test_an_accent_is_asked_anew_when_its_surroundings_have_changed():
    def far(mean: Color, around: list[Color], _lengths: list[float]) -> bool:
        return all(abs(mean[0] - color[0]) >= 45.0 for color in around)

    # The 50 stands out between 0 and 100 and is kept at 5,000; at 5,227 the 0 joins the 33, and is then 26.4.
    row = row_of((33, 8), (0, 2), (50, 1), (100, 6))
    changing = Rule(least=3.0, limit=0.0, most=99, accent=(1.0, 1.0), stands_out=far)
    assert split(settled(row, changing)) == [{0, 1, 2}, {3}]


def test_there_are_no_more_than_asked_for_and_the_weakest_accent_goes_first():
    row = row_of((0, 1), (20, 1), (60, 1), (100, 1))
    kept = Rule(least=0.0, limit=0.0, most=3, accent=(1.0, 1.0), stands_out=lambda *_: True)
    assert split(settled(row, kept)) == [{0, 1}, {2}, {3}]
    assert len(split(settled(row, rule(most=1)))) == 1
