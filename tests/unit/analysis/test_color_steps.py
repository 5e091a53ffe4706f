"""The steps of the colour study, each on a few colours whose numbers one can add up."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from art_assistant.analysis.color import (
    Gamut,
    _common,
    _outermost,
    study_color,
    study_colorfulness,
)
from art_assistant.analysis.color_cells import color_cells, lifted, nearest, nearest_of
from art_assistant.analysis.harmony import (
    BINS,
    TOLERANCE,
    Harmony,
    _outside,
    _rotated,
    fit_templates,
    hue_histogram,
    study_harmony,
)
from art_assistant.analysis.palette import _appearance, _median, _seeds, _settle, deepest_point, merge_colors
from art_assistant.analysis.temperature import Temperature
from art_assistant.imaging.colorspace import srgb_to_lab


def patches(*colours: tuple[int, int, int], side: int = 20) -> np.ndarray:
    """A row of square patches."""
    return np.concatenate([np.full((side, side, 3), colour, dtype=np.uint8) for colour in colours], axis=1)


# The wheel


def test_a_histogram_is_the_share_of_weight_in_each_two_degrees() -> None:
    hues = hue_histogram(np.array([0.0, 1.9, 2.0, 359.9], np.float32), np.array([1.0, 2.0, 3.0, 4.0], np.float32))
    assert hues.shape == (BINS,)
    assert hues[[0, 1, 179]].tolist() == pytest.approx([0.3, 0.3, 0.4])
    assert hues.sum() == pytest.approx(1.0)
    assert not hue_histogram(np.zeros(0, np.float32), np.zeros(0, np.float32)).any()
    assert not hue_histogram(np.zeros(3, np.float32), np.zeros(3, np.float32)).any()


@pytest.mark.parametrize(
    ("hue", "away"), [(0.0, 0.0), (9.0, 0.0), (10.0, 1.0), (351.0, 0.0), (349.0, 2.0), (180.0, 171.0), (99.0, 90.0)]
)
def test_a_hue_lies_outside_a_sector_by_the_way_to_its_edge(hue: float, away: float) -> None:
    assert _outside(np.array([hue]), ((0.0, 18.0),)) == pytest.approx([away])
    assert _outside(np.array([hue - 360.0]), ((0.0, 18.0),)) == pytest.approx([away])
    assert _outside(np.array([hue + 100.0]), ((100.0, 18.0),)) == pytest.approx([away])
    assert _outside(np.array([-hue]), ((0.0, 18.0),)) == pytest.approx([away])


def test_the_nearest_sector_counts() -> None:
    pair = ((0.0, 18.0), (180.0, 18.0))
    assert _outside(np.array([0.0, 20.0, 90.0, 160.0, 175.0]), pair) == pytest.approx([0.0, 11.0, 81.0, 11.0, 0.0])


def test_templates_turn_and_the_l_has_two_hands() -> None:
    assert _rotated("L", 30.0, mirrored=False) == ((30.0, 18.0), (120.0, 79.2))
    assert _rotated("L", 30.0, mirrored=True) == ((30.0, 18.0), (300.0, 79.2))
    assert _rotated("I", 270.0, mirrored=False) == ((270.0, 18.0), (90.0, 18.0))


def test_the_penalty_is_the_mass_of_the_density() -> None:
    single = np.zeros(BINS, dtype=np.float32)
    single[0] = 1.0
    fits = {fit.template: fit for fit in fit_templates(single)}
    # One sector of 18 degrees, falling by e every 6 degrees on both sides: 18 + 2 x 6 degrees, read on two-degree bins.
    assert fits["i"].residual == 0.0
    assert TOLERANCE == 6.0
    assert fits["i"].penalised == pytest.approx(6.0 * math.log(18.0 + 2.0 * 6.0), abs=0.1)
    assert fits["T"].penalised == pytest.approx(TOLERANCE * math.log(180.0 + 2.0 * 6.0), abs=0.1)
    assert fits["I"].penalised == pytest.approx(TOLERANCE * math.log(2 * 18.0 + 4.0 * 6.0), abs=0.1)
    found = fit_templates(single)
    assert [fit.penalised for fit in found] == sorted(fit.penalised for fit in found)
    assert found[0].template == "i"


def harmony(*hues: float, chroma: float = 40.0, share: float = 1.0) -> Harmony:
    count = len(hues)
    return study_harmony(
        np.array(hues, np.float32), np.full(count, chroma, np.float32), np.full(count, share / count, np.float32)
    )


def test_hues_are_named_by_the_narrowest_template_that_holds_them() -> None:
    assert harmony(40.0).template == "i"
    assert harmony(40.0, 100.0).template == "V"
    assert harmony(40.0, 220.0).template == "I"
    found = harmony(40.0, 220.0)
    assert found.residual == 0.0
    assert found.second not in {None, "I"}
    assert found.margin is not None
    assert found.margin > 0.0
    assert found.clear
    assert {round(centre - found.angle) % 180 for centre, _ in found.sectors} == {0}
    assert found.hues.sum() == pytest.approx(1.0)


def test_hues_all_round_have_no_clear_template() -> None:
    assert not harmony(*np.arange(0.0, 360.0, 4.0).tolist()).clear


@pytest.mark.parametrize(("share", "neutral"), [(0.14, True), (0.16, False)])
def test_below_fifteen_hundredths_of_coloured_pixels_no_template_is_named(share: float, neutral: bool) -> None:
    found = study_harmony(
        np.array([40.0, 0.0], np.float32), np.array([40.0, 2.0], np.float32), np.array([share, 1 - share], np.float32)
    )
    assert (found.template == "N") is neutral
    assert found.colored_share == pytest.approx(share)
    assert found.hues[20] == pytest.approx(1.0)


@pytest.mark.parametrize(("chroma", "coloured"), [(9.9, 0.0), (10.0, 1.0)])
def test_colour_begins_at_a_chroma_of_ten(chroma: float, coloured: float) -> None:
    assert harmony(40.0, chroma=chroma).colored_share == coloured


def test_a_harmony_is_told_to_a_tenth() -> None:
    told = replace(
        harmony(40.0),
        angle=12.34,
        sectors=((12.34, 18.06),),
        residual=3.456,
        second="V",
        margin=1.26,
        colored_share=0.123456,
        wheel="painter",
    )
    assert told.as_dict() == {
        "template": "i",
        "name": "one hue",
        "angle": 12.3,
        "sectors": [[12.3, 18.1]],
        "residual": 3.5,
        "second": "V",
        "margin": 1.3,
        "clear": True,
        "colored_share": 0.1235,
        "wheel": "painter",
    }


def test_a_temperature_is_told_to_three_digits() -> None:
    told = Temperature(0.12345, 0.5, None, -0.98765, 0.1, "warm", "Is it?").as_dict()
    assert told == {
        "mean": 0.123,
        "spread": 0.5,
        "lights": None,
        "darks": -0.988,
        "lights_minus_darks": 0.1,
        "reading": "warm",
        "question": "Is it?",
    }


def test_a_gamut_is_told_to_a_tenth() -> None:
    grid = np.zeros((44, 44), np.float32)
    assert Gamut(((1.26, -2.34),), 12.345, (0.06, 7.89), grid).as_dict() == {
        "hull": [[1.3, -2.3]],
        "area": 12.3,
        "centre": [0.1, 7.9],
    }
    assert Gamut((), 0.0, None, grid).as_dict()["centre"] is None


# Colourfulness and chroma


def test_colourfulness_is_that_of_the_paper() -> None:
    rgb = patches((200, 40, 90), (30, 120, 60), (128, 128, 128))
    red, green, blue = (rgb[..., i].astype(np.float64) for i in range(3))
    rg, yb = red - green, (red + green) / 2.0 - blue
    expected = math.hypot(rg.std(), yb.std()) + 0.3 * math.hypot(rg.mean(), yb.mean())
    assert study_colorfulness(rgb).value == pytest.approx(expected, rel=1e-5)
    assert study_colorfulness(np.full((4, 4, 3), 77, np.uint8)).value == 0.0


def test_a_word_of_colourfulness_holds_from_its_limit_on() -> None:
    # A flat colour has no spread: what is left is 0.3 x the distance from grey, here 0.3 x hypot(100, 50) = 33.54.
    rgb = np.full((4, 4, 3), (200, 100, 100), np.uint8)
    found = study_colorfulness(rgb)
    assert found.value == pytest.approx(0.3 * math.hypot(100.0, 50.0))
    words = [study_colorfulness(np.full((4, 4, 3), (level, 0, 0), np.uint8)).words for level in range(256)]
    values = [0.3 * math.hypot(level, level / 2.0) for level in range(256)]
    for limit in (15.0, 33.0, 45.0, 59.0, 82.0):
        first = next(i for i, value in enumerate(values) if value >= limit)
        assert words[first] != words[first - 1], limit
    assert len(set(words)) == 6
    # Exactly at the limit the next word holds: red less green is 30, yellow less blue 40, and 0.3 x 50 is 15.
    at_limit = study_colorfulness(np.full((4, 4, 3), (130, 100, 75), np.uint8))
    assert at_limit.value == pytest.approx(15.0, abs=1e-12)
    assert at_limit.words == words[next(i for i, value in enumerate(values) if value >= 15.0)]


def test_chroma_numbers_of_three_patches() -> None:
    rgb = patches((128, 128, 128), (128, 128, 128), (200, 40, 40), (128, 128, 128))
    found = study_color(rgb).metrics()
    red = float(np.hypot(*srgb_to_lab(np.array([[200, 40, 40]], np.uint8))[0, 1:]))
    assert found["color.chroma_mean"] == pytest.approx(red / 4.0, rel=0.01)
    assert found["color.near_neutral_share"] == pytest.approx(0.75)
    assert found["color.chroma_share_high"] == pytest.approx(0.25)
    assert found["color.chroma_p95"] == pytest.approx(red, rel=0.02)
    assert found["color.accent_strength"] == pytest.approx(red, rel=0.35)


def test_the_hull_of_a_gamut_goes_round_the_colours() -> None:
    points = np.array([(0, 0), (10, 0), (10, 10), (0, 10), (5, 5), (4, 6), (9.5, 5.0)], dtype=np.float32)
    kept = _outermost(points)
    assert {tuple(point) for point in kept.tolist()} >= {(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)}
    assert (5.0, 5.0) not in {tuple(point) for point in kept.tolist()}
    # A corner that no main direction finds first stays: it lies outside the octagon.
    ring = [(math.cos(a) * 10, math.sin(a) * 10) for a in np.radians(np.arange(0, 360, 9))]
    kept = _outermost(np.array([*ring, (0, 0), (1, 2), (-3, 1)], dtype=np.float32))
    assert len(kept) == 40


def test_rare_colours_are_no_part_of_a_gamut() -> None:
    density = np.array([0.5, 0.002, 0.4, 0.098])
    assert _common(density).tolist() == [True, False, True, True]
    assert _common(np.array([0.5, 0.006, 0.4, 0.094])).tolist() == [True, True, True, True]


def test_the_gamut_of_four_patches() -> None:
    rgb = patches((200, 40, 40), (40, 160, 60), (50, 60, 190), (128, 128, 128))
    found = study_color(rgb).gamut
    lab = srgb_to_lab(rgb[0, ::20])
    assert len(found.hull) == 3
    a, b = (lab[:3, i].astype(float) for i in (1, 2))
    area = abs((a[1] - a[0]) * (b[2] - b[0]) - (a[2] - a[0]) * (b[1] - b[0])) / 2.0
    assert found.area == pytest.approx(area, rel=0.01)
    assert found.centre == pytest.approx((lab[:, 1].mean(), lab[:, 2].mean()), abs=0.2)
    assert found.density.sum() == pytest.approx(1.0)
    row, column = (int((value + 110.0) / 5.0) for value in (lab[0, 2], lab[0, 1]))
    assert found.density[row, column] == pytest.approx(0.25)


# The palette


def test_colours_that_the_eye_cannot_part_are_one() -> None:
    line = np.array([0.0, 1.0, 30.0, 60.0])
    apart = np.abs(line[:, None] - line[None])
    assert merge_colors(apart, np.ones(4), 4).tolist() == [0, 0, 1, 2]
    assert len(set(merge_colors(np.abs(line[:, None] - line[None]) * 20.0, np.ones(4), 4).tolist())) == 4


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
