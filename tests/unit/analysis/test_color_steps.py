"""The steps of the colour study, each on a few colours whose numbers one can add up."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from art_assistant.analysis.color.harmony import (
    BINS,
    TOLERANCE,
    Harmony,
    _outside,
    _rotated,
    fit_templates,
    hue_histogram,
    study_harmony,
)
from art_assistant.analysis.color.study import (
    Gamut,
    _common,
    _outermost,
    study_color,
    study_colorfulness,
)
from art_assistant.analysis.color.temperature import Temperature
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


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_family_with_a_hue_at_a_right_angle_has_either_hand(mirrored: bool) -> None:
    sign = -1.0 if mirrored else 1.0
    wide = [(120.0 + sign * (90.0 + off)) % 360.0 for off in range(-38, 39, 2)]
    found = harmony(*([120.0] * 30), *wide)
    assert found.template == "L"
    assert found.residual == pytest.approx(0.0, abs=0.05)
    assert found.sectors[0][0] == pytest.approx(120.0, abs=9.0)
    assert (found.sectors[1][0] - found.sectors[0][0]) % 360.0 == pytest.approx(270.0 if mirrored else 90.0)


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
    assert Gamut(((1.26, -2.34),), 12.345, (0.06, 7.89), ((359.96, 5.04),), grid).as_dict() == {
        "hull": [[1.3, -2.3]],
        "area": 12.3,
        "centre": [0.1, 7.9],
        "mask": [[360.0, 5.0]],
    }
    assert Gamut((), 0.0, None, (), grid).as_dict()["centre"] is None


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
