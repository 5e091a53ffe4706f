"""The facets and what a gallery knows of itself, on vectors and colours one can work out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.unit.gallery.conftest import random_facets

from art_assistant.errors import UsageError
from art_assistant.gallery.facets import (
    FACETS,
    FLAT,
    PALETTE_WIDTH,
    VALUE_SIDE,
    VALUE_WIDTH,
    Layout,
    _blurred,
    _hue_kernel,
    _small,
    _soft_hues,
    _soft_line,
    mirrored_value,
    palette_facet,
    parse_weights,
    squinted_grid,
    unit,
    value_facet,
)
from art_assistant.imaging.colorspace import lstar_to_grey

SMALL = Layout({"overall": 2, "manner": 3, "palette": 0, "value": 4})


# Rows


def test_facets_stand_side_by_side() -> None:
    assert SMALL.width == 9
    assert [SMALL.slice(facet) for facet in FACETS] == [slice(0, 2), slice(2, 5), slice(5, 5), slice(5, 9)]
    assert np.array_equal(
        random_facets(3).stacked(), np.concatenate([getattr(random_facets(3), facet) for facet in FACETS])
    )


def test_weights_are_shares_of_one() -> None:
    row = np.ones(9, np.float32)
    assert SMALL.weighted(row, {"overall": 3.0, "value": 1.0}).tolist() == pytest.approx(
        [0.75] * 2 + [0.0] * 3 + [0.25] * 4
    )
    assert np.array_equal(row, np.ones(9))


def test_cosines_are_told_of_the_facets_that_are_there() -> None:
    rows = np.arange(18, dtype=np.float32).reshape(2, 9)
    found = SMALL.cosines(rows, rows[0])
    assert set(found) == {"overall", "manner", "value"}
    assert found["overall"].tolist() == [1.0, 10.0]
    assert found["manner"].tolist() == [4 + 9 + 16, 22 + 36 + 52]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("overall", "written as"),
        ("overall=x", "0 to 100"),
        ("overall=-1", "0 to 100"),
        ("overall=101", "0 to 100"),
        ("tone=1", "no facet"),
        ("value=0", "above 0"),
    ],
)
def test_weights_that_say_nothing_are_refused(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse_weights(text)


def test_weights_may_be_text_or_numbers() -> None:
    assert parse_weights(" value=100, palette=0") == {"overall": 0.0, "manner": 0.0, "palette": 0.0, "value": 100.0}
    assert parse_weights({"value": "2"})["value"] == 2.0
    assert sum(parse_weights(None).values()) == pytest.approx(1.0)


def test_a_unit_vector_has_length_one_and_nothing_stays_nothing() -> None:
    assert unit(np.array([3.0, 4.0])).tolist() == pytest.approx([0.6, 0.8])
    assert unit(np.zeros(3)).tolist() == [0.0, 0.0, 0.0]
    assert unit(np.full(3, 1e-12)).tolist() == [0.0, 0.0, 0.0]


# Value


def grey(l_map: np.ndarray) -> np.ndarray:
    return np.repeat(lstar_to_grey(l_map)[..., None], 3, axis=2)


def test_the_grid_reads_each_sixteenth() -> None:
    l_map = np.full((160, 320), 20.0)
    l_map[:, 160:] = 80.0
    grid = squinted_grid(grey(l_map))
    assert grid.shape == (VALUE_SIDE, VALUE_SIDE)
    assert grid[:, :6] == pytest.approx(np.full((16, 6), 20.0), abs=0.7)
    assert grid[:, 10:] == pytest.approx(np.full((16, 6), 80.0), abs=0.7)
    assert squinted_grid(grey(l_map), 24).shape == (24, 24)


def test_the_value_facet_is_half_grades_and_half_plan() -> None:
    grid = np.full((16, 16), 20.0, np.float32)
    grid[:, 8:] = 80.0
    facet = value_facet(grid)
    assert facet.shape == (VALUE_WIDTH,)
    assert np.linalg.norm(facet[:256]) == pytest.approx(math.sqrt(0.5), abs=1e-4)
    assert np.linalg.norm(facet[256:]) == pytest.approx(math.sqrt(0.5), abs=1e-4)
    assert facet[:8].tolist() == pytest.approx([-math.sqrt(0.5) / 16] * 8, abs=1e-4)
    assert np.allclose(value_facet(grid + 10.0), facet, atol=1e-5)
    assert np.allclose(value_facet(100.0 - grid), -facet, atol=1e-4)


def test_a_plan_has_three_values_whatever_the_contrast() -> None:
    thirds = np.repeat(np.array([20.0, 50.0, 80.0], np.float32), [5, 6, 5])[None].repeat(16, axis=0)
    plan = value_facet(thirds)[256:].reshape(16, 16)[0]
    assert len(np.unique(plan.round(3))) == 3
    assert plan[:5].max() < plan[5:11].min() < plan[11:].min()
    weak = value_facet((thirds - 50.0) * 0.4 + 50.0)[256:].reshape(16, 16)[0]
    assert np.corrcoef(plan, weak)[0, 1] > 0.99


def test_softness_keeps_noise_from_making_a_plan() -> None:
    rng = np.random.default_rng(1)
    faint = (50.0 + rng.normal(0.0, 0.5, (16, 16))).astype(np.float32)
    # A grid that varies by much less than two L* is planned nearly as it is graded: no steps are made of noise.
    facet = value_facet(faint)
    assert facet[:256] @ facet[256:] > 0.49
    strong = value_facet((50.0 + (faint - 50.0) * 30.0).astype(np.float32))
    assert strong[:256] @ strong[256:] < 0.48


@pytest.mark.parametrize(("sigma", "says"), [(0.9 * FLAT, False), (1.1 * FLAT, True)])
def test_a_grid_without_relief_says_nothing(sigma: float, says: bool) -> None:
    grid = np.full((16, 16), 50.0, np.float32)
    grid[::2] += 2.0 * sigma
    assert value_facet(grid).any() == says


def test_a_mirrored_facet_is_turned_row_by_row() -> None:
    facet = np.arange(VALUE_WIDTH, dtype=np.float32)
    turned = mirrored_value(facet)
    assert turned[:16].tolist() == list(range(15, -1, -1))
    assert turned[256:272].tolist() == list(range(271, 255, -1))
    assert np.array_equal(mirrored_value(turned), facet)


# Palette


def test_a_colour_is_shared_among_its_nearest_bins() -> None:
    # OKLab lightness 0.5 is the middle of bins 2 and 3 of six; hue 7.5 degrees is half a bin of 24.
    angle = math.radians(7.5)
    lab = np.array([[0.5, 0.1 * math.cos(angle), 0.1 * math.sin(angle)]], np.float32)
    table = _soft_hues(lab, np.array([8.0]))
    assert table.shape == (6, 24)
    assert table[2:4, :2].ravel().tolist() == pytest.approx([2.0] * 4, abs=1e-4)
    assert table.sum() == pytest.approx(8.0)


def test_hues_go_round_and_lightness_ends() -> None:
    angle = math.radians(-7.5)
    lab = np.array([[0.0, 0.1 * math.cos(angle), 0.1 * math.sin(angle)], [1.0, 0.1, 0.0]], np.float32)
    table = _soft_hues(lab, np.array([1.0, 1.0]))
    assert table[0, [23, 0]].tolist() == pytest.approx([0.5, 0.5], abs=1e-4)
    assert table[5, 0] == pytest.approx(1.0)
    assert table.sum() == pytest.approx(2.0)


def test_greys_are_shared_along_a_line() -> None:
    found = _soft_line(np.array([0.0, 0.25, 1.0], np.float32), np.array([1.0, 2.0, 4.0]), 8)
    assert found.tolist() == pytest.approx([1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 4.0])


def test_hues_are_spread_a_little_round_the_circle() -> None:
    kernel = _hue_kernel()
    assert kernel.shape == (24, 24)
    assert np.allclose(kernel.sum(axis=0), 1.0)
    assert np.allclose(kernel, kernel.T)
    assert kernel[0, 23] == pytest.approx(kernel[0, 1])
    assert kernel[0, 0] > kernel[0, 1] > kernel[0, 2] > 0.0
    assert kernel[0, 12] == pytest.approx(0.0, abs=1e-6)
    assert kernel[0, 1] / kernel[0, 0] == pytest.approx(math.exp(-0.5 / 0.81))
    spread = _blurred(np.eye(6, 24))
    assert spread.sum(axis=1) == pytest.approx(np.ones(6))


def test_grey_pictures_lie_on_the_greys_and_colours_on_the_hues() -> None:
    grey_facet = palette_facet(np.full((40, 60, 3), 119, np.uint8))
    assert grey_facet.shape == (PALETTE_WIDTH,) == (152,)
    assert np.linalg.norm(grey_facet[144:]) == pytest.approx(1.0, abs=1e-3)
    red = palette_facet(np.full((40, 60, 3), (220, 20, 20), np.uint8))
    assert np.linalg.norm(red[:144]) == pytest.approx(1.0, abs=1e-3)
    blue = palette_facet(np.full((40, 60, 3), (20, 40, 200), np.uint8))
    assert red @ blue < 0.05


def test_chroma_counts_more_than_area() -> None:
    rgb = np.full((96, 96, 3), 119, np.uint8)
    rgb[:24, :24] = (220, 20, 20)
    facet = palette_facet(rgb)
    accent = float((facet[:144] ** 2).sum())
    assert accent > 0.3  # of a sixteenth of the area
    counted = np.ones((96, 96), dtype=bool)
    counted[:24, :24] = False
    assert palette_facet(rgb, counted)[:144].max() == pytest.approx(0.0, abs=1e-3)
    assert not palette_facet(rgb, np.zeros((96, 96), dtype=bool)).any()


def test_a_palette_does_not_depend_on_size_or_side() -> None:
    rgb = np.full((120, 200, 3), 119, np.uint8)
    rgb[:60, :100] = (220, 20, 20)
    rgb[60:, 100:] = (40, 90, 200)
    plain = palette_facet(rgb)
    for turned in (rgb[:, ::-1], rgb.transpose(1, 0, 2), np.repeat(np.repeat(rgb, 2, axis=0), 2, axis=1)):
        assert plain @ palette_facet(np.ascontiguousarray(turned)) > 0.998
    assert _small(np.zeros((300, 600, 3), np.float32), 96).shape == (48, 96, 3)
    assert _small(np.zeros((30, 60, 3), np.float32), 96).shape == (30, 60, 3)
    assert _small(np.zeros((1, 600, 3), np.float32), 96).shape == (1, 96, 3)
