from __future__ import annotations

import math

import numpy as np
import pytest
from skimage.measure import label as skimage_label

from art_assistant.analysis.mass.regions import (
    borders,
    connected_pieces,
    find_regions,
    level_energy,
    merge_regions,
    ward_energy,
)


def test_pieces_are_those_of_skimage() -> None:
    labels = np.random.default_rng(3).integers(-1, 4, (60, 47)).astype(np.int32)
    pieces, owner = connected_pieces(labels)
    truth, count = skimage_label(labels, connectivity=1, background=-1, return_num=True)
    assert owner.size == count
    assert len(np.unique(np.stack([pieces.ravel(), truth.ravel()]), axis=1).T) == count + 1
    assert np.array_equal(owner[pieces[pieces >= 0]], labels[pieces >= 0])


def test_corners_do_not_join() -> None:
    _, owner = connected_pieces(np.array([[0, 1], [1, 0]], dtype=np.int32))
    assert owner.tolist() == [0, 0, 1, 1]


def test_borders_count_pixel_sides() -> None:
    pieces = np.array([[0, 0, 1], [2, 2, 1], [-1, 2, 1]], dtype=np.int32)
    found = [x.tolist() for x in borders(pieces, 3)]
    assert list(zip(*found, strict=True)) == [(0, 1, 1), (0, 2, 2), (1, 2, 2)]


def test_a_union_costs_what_ward_says() -> None:
    joint = ward_energy(10.0, 300.0) - ward_energy(4.0, 60.0) - ward_energy(6.0, 240.0)
    assert math.isclose(joint, 4.0 * 6.0 / 10.0 * (15.0 - 40.0) ** 2)


def test_level_energy_takes_the_best_level() -> None:
    pixels = np.array([38.0, 41.0, 47.0])
    energy = level_energy(np.array([20.0, 40.0, 80.0]))
    assert math.isclose(
        energy(3.0, float(pixels.sum())) + float((pixels**2).sum()), float(((pixels - 40.0) ** 2).sum())
    )


@pytest.mark.parametrize(("least", "limit", "groups"), [(0.0, 0.0, 3), (25.0, 0.0, 2), (0.0, 600.0, 2), (0.0, 1e9, 1)])
def test_merging_obeys_size_and_price(least: float, limit: float, groups: int) -> None:
    l_map = np.full((10, 20), 20.0, dtype=np.float32)
    l_map[:, 10:] = 80.0
    l_map[4:6, 2:7] = 26.0
    regions = find_regions(l_map, np.digitize(l_map, [22.0, 50.0]).astype(np.int32))
    group, means = merge_regions(regions, ward_energy, least=least, limit=limit)
    assert means.size == groups
    weight = np.bincount(group, weights=regions.area)
    assert math.isclose(float((means * weight).sum()), float(l_map.sum()), rel_tol=1e-6)


def test_the_cheapest_neighbour_is_taken_first() -> None:
    l_map = np.array([[10.0] * 9 + [30.0] + [36.0] * 9], dtype=np.float32)
    regions = find_regions(l_map, np.digitize(l_map, [20.0, 33.0]).astype(np.int32))
    group, _ = merge_regions(regions, ward_energy, least=2.0, limit=0.0)
    assert group[1] == group[2] != group[0]
