"""The steps of the palette, each on a few colours whose numbers one can add up."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.unit.analysis.test_color_steps import patches

from art_assistant.analysis.color.cells import color_cells, lifted, nearest, nearest_of
from art_assistant.analysis.color.palette import _appearance, _median, _seeds, _settle, deepest_point, merge_colors
from art_assistant.analysis.color.study import (
    study_color,
)
from art_assistant.imaging.colorspace import srgb_to_lab

# The palette


def test_colours_that_the_eye_cannot_part_are_one() -> None:
    line = np.array([0.0, 1.0, 30.0, 60.0])
    apart = np.abs(line[:, None] - line[None])
    assert merge_colors(apart, np.ones(4), 4).tolist() == [0, 0, 1, 2]
    assert len(set(merge_colors(np.abs(line[:, None] - line[None]) * 20.0, np.ones(4), 4).tolist())) == 4
    # Twins lie less than four apart, whatever they weigh.
    for mass in (0.01, 1.0, 100.0):
        for distance, one in ((3.9, True), (4.1, False)):
            apart = np.array([[0.0, distance], [distance, 0.0]])
            for weights in ([mass, mass], [mass, 9.0 * mass]):
                assert (len(set(merge_colors(apart, np.array(weights), 2).tolist())) == 1) is one


def test_the_cheapest_pair_is_merged_first() -> None:
    line = np.array([0.0, 20.0, 45.0, 90.0])
    apart = np.abs(line[:, None] - line[None])
    assert merge_colors(apart, np.ones(4), 3).tolist() == [0, 0, 1, 2]
    assert merge_colors(apart, np.ones(4), 2).tolist() == [0, 0, 0, 1]
    assert merge_colors(apart, np.ones(4), 1).tolist() == [0, 0, 0, 0]


def test_a_light_colour_is_cheaper_to_give_up_than_a_heavy_one() -> None:
    # Ward: w1 w2 / (w1 + w2) d^2 with w = root of mass. 20 apart at weights 10 and 10 costs 2,000;
    # 40 apart at weights 10 and 1 costs 1,455.
    line = np.array([0.0, 20.0, 60.0])
    apart = np.abs(line[:, None] - line[None])
    assert merge_colors(apart, np.array([100.0, 100.0, 1.0]), 2).tolist() == [0, 1, 1]
    assert merge_colors(apart, np.array([100.0, 100.0, 100.0]), 2).tolist() == [0, 0, 1]
    # 50 apart at weights 10 and 1 costs 2,273.
    farther = np.array([0.0, 20.0, 70.0])
    apart = np.abs(farther[:, None] - farther[None])
    assert merge_colors(apart, np.array([100.0, 100.0, 1.0]), 2).tolist() == [0, 0, 1]


def test_a_union_weighs_what_its_parts_weigh() -> None:
    # After 0 and 1 join, the union (weight 2, at 5) is 35 from 2: 2/3 x 35^2 = 817; from 2 to 3: 1/2 x 38^2 = 722.
    line = np.array([0.0, 10.0, 40.0, 78.0])
    apart = np.abs(line[:, None] - line[None])
    assert merge_colors(apart, np.ones(4), 2).tolist() == [0, 0, 1, 1]


def test_seeds_begin_with_the_heaviest_and_go_on_with_what_is_farthest() -> None:
    points = np.array([[0.0, 0, 0], [1.0, 0, 0], [0, 10.0, 0], [0, 0, 9.0]])
    assert _seeds(points, np.array([4.0, 1.0, 1.0, 1.0]), 3).tolist() == [[0, 0, 0], [0, 10, 0], [0, 0, 9]]
    for axes in ([1, 0, 2], [2, 0, 1], [1, 2, 0]):
        for sign in (1.0, -1.0):
            turned = sign * points[:, axes]
            assert _seeds(turned, np.array([4.0, 1.0, 1.0, 1.0]), 3).tolist() == turned[[0, 2, 3]].tolist()
    # Four times the weight makes up for the root of it in distance: 9 x root 2 > 10.
    assert _seeds(points, np.array([9.0, 1.0, 1.0, 4.0]), 2).tolist() == [[0, 0, 0], [0, 0, 9]]


def test_centres_settle_in_the_middle_of_what_is_theirs() -> None:
    points = np.array([[0.0, 0, 0], [2.0, 0, 0], [10.0, 0, 0], [12.0, 0, 0]])
    weight = np.array([1.0, 3.0, 1.0, 1.0])
    found = _settle(points, weight, np.array([[0.0, 0, 0], [4.0, 0, 0]]), 0)
    assert found[:, 0].tolist() == pytest.approx([1.5, 11.0])
    held = _settle(points, weight, np.array([[0.0, 0, 0], [9.0, 0, 0]]), 1)
    assert held[:, 0].tolist() == pytest.approx([1.5, 9.0])
    alone = _settle(points, weight, np.array([[5.0, 0, 0], [99.0, 0, 0]]), 0)
    assert alone[1, 0] == 99.0


def test_the_median_is_by_share() -> None:
    values = np.array([30.0, 10.0, 20.0])
    assert _median(values, np.array([0.2, 0.2, 0.6])) == 20.0
    assert _median(values, np.array([0.6, 0.2, 0.2])) == 30.0
    assert _median(values, np.array([0.1, 0.8, 0.1])) == 10.0


@pytest.mark.parametrize(("chroma", "hued"), [(1.9, False), (2.1, True), (30.0, True)])
def test_a_grey_has_no_hue(chroma: float, hued: bool) -> None:
    found = _appearance(np.array([45.0, -chroma * 0.6, chroma * 0.8], np.float32), 77.0)
    assert found["l_star"] == 45.0
    assert found["value"] == 4.5
    assert found["chroma"] == pytest.approx(chroma)
    assert found["wheel"] == (77.0 if hued else None)
    assert found["hue"] == (pytest.approx(math.degrees(math.atan2(0.8, -0.6))) if hued else None)
    assert _appearance(np.array([105.0, 0.0, 0.0], np.float32), 0.0)["value"] == 10.0


@pytest.mark.parametrize("side", [1, 2, 7, 40])
def test_the_deepest_point_lies_in_the_middle_of_the_largest_region(side: int) -> None:
    mask = np.zeros((60, 90), dtype=bool)
    mask[10 : 10 + side, 40 : 40 + side] = True
    x, y = deepest_point(mask)
    assert x * 90 == pytest.approx(40 + side / 2, abs=1.6)
    assert y * 60 == pytest.approx(10 + side / 2, abs=1.6)
    mask[50:59, 2:4] = side > 5
    assert deepest_point(mask) == (x, y)
    assert mask[int(y * 60), int(x * 90)]


def test_a_hair_has_a_deepest_point_too() -> None:
    mask = np.zeros((60, 90), dtype=bool)
    mask[11, 41:61] = True
    x, y = deepest_point(mask)
    assert mask[int(y * 60), int(x * 90)]


def test_a_palette_of_three_patches_is_those() -> None:
    rgb = patches((200, 40, 40), (200, 40, 40), (40, 160, 60), (128, 128, 128), (128, 128, 128), (128, 128, 128))
    palette = study_color(rgb).palette
    assert [swatch.share for swatch in palette] == pytest.approx([3 / 6, 2 / 6, 1 / 6])
    assert [swatch.id for swatch in palette] == [1, 2, 3]
    for swatch, truth in zip(palette, [(128, 128, 128), (200, 40, 40), (40, 160, 60)], strict=True):
        assert np.abs(np.array(swatch.rgb) - truth).max() <= 2
    assert palette[0].hue is None
    assert palette[1].wheel == pytest.approx(0.0, abs=25.0) or palette[1].wheel > 335.0


def test_a_swatch_is_told_with_few_digits() -> None:
    (swatch,) = study_color(np.full((33, 47, 3), (201, 37, 93), np.uint8)).palette
    told = swatch.as_dict()
    assert told["share"] == 1.0
    assert replace(swatch, share=1 / 3).as_dict()["share"] == 0.3333
    for key, digits in (("l_star", 1), ("chroma", 1), ("hue", 1), ("value", 2), ("wheel", 1)):
        exact = getattr(swatch, key)
        assert told[key] == round(exact, digits)
        assert exact != told[key]
    assert told["at"] == [round(v, 4) for v in swatch.at]
    assert told["rgb"] == list(swatch.rgb)


# Cells


def test_a_cell_holds_the_mean_of_its_pixels() -> None:
    rgb = np.zeros((2, 4, 3), dtype=np.uint8)
    rgb[0], rgb[1] = (200, 101, 50), (200, 101, 48)
    cells = color_cells(rgb)
    assert cells.share.sum() == pytest.approx(1.0)
    assert cells.share.size == 1
    expected = srgb_to_lab(np.array([[200, 101, 49]], np.uint8))[0]
    assert cells.lab[0] == pytest.approx(expected, abs=0.15)
    assert cells.chroma[0] == pytest.approx(float(np.hypot(*expected[1:])), abs=0.15)


@pytest.mark.parametrize("channel", [0, 1, 2])
def test_channels_are_not_mixed_up(channel: int) -> None:
    rgb = np.full((3, 3, 3), 20, dtype=np.uint8)
    rgb[..., channel] = 220
    assert color_cells(rgb).lab[0] == pytest.approx(srgb_to_lab(rgb)[0, 0], abs=0.1)


def test_the_nearest_centre_is_the_nearest() -> None:
    rng = np.random.default_rng(6)
    points, centres = rng.uniform(-1, 1, (500, 3)), rng.uniform(-1, 1, (7, 3))
    truth = ((points[:, None] - centres[None]) ** 2).sum(axis=2).argmin(axis=1)
    assert np.array_equal(nearest(points, centres), truth)
    # Many centres are compared a few points at a time, and one point at least.
    many = rng.uniform(-1, 1, (4000, 3))
    some = points[:80]
    truth = ((some[:, None] - many[None]) ** 2).sum(axis=2).argmin(axis=1)
    assert np.mean(nearest_of(lifted(some), many) == truth) > 0.95


def test_a_third_of_the_places_at_most_goes_to_small_accents() -> None:
    """Two greys of half the picture each, and two strong spots of a hundredth: of three places spots have one."""
    rgb = np.full((100, 150, 3), 60, np.uint8)
    rgb[:, 75:] = 190
    rgb[10:22, 10:22], rgb[10:22, 120:132] = (220, 20, 20), (20, 60, 210)
    three, six = (study_color(rgb, k=k).palette for k in (3, 6))
    assert [swatch.accent for swatch in three] == [False, False, True]
    assert three[0].l_star < 40.0
    assert three[1].l_star > 70.0
    assert sum(swatch.accent for swatch in six) == 2
