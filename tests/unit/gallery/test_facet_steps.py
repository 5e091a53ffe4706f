"""The facets and what a gallery knows of itself, on vectors and colours one can work out."""

from __future__ import annotations

import base64
import io
import math
import pickle
from pathlib import Path

import numpy as np
import pytest
from tests.unit.gallery.conftest import make_works, random_facets

from art_assistant.errors import GalleryCorruptError, UsageError
from art_assistant.gallery.encoder import dims_of, shipped_encoder
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
from art_assistant.gallery.home import _OPEN, _Opened, open_gallery
from art_assistant.gallery.pairs import PAIRS, _pairs, pair_quantiles, same_works
from art_assistant.gallery.places import home_of
from art_assistant.gallery.plain_npy import read_objects
from art_assistant.gallery.preview import _byte, _frequencies, make_preview, read_preview
from art_assistant.gallery.reasons import Ranks, by_facet, least, shared
from art_assistant.gallery.write import write_gallery
from art_assistant.imaging.colorspace import lstar_to_grey
from art_assistant.settings import GallerySettings, Settings

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
    assert parse_weights("") == parse_weights(None)
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


# Pairs


def test_all_pairs_of_a_few_works_and_random_ones_of_many() -> None:
    first, second = _pairs(5)
    assert sorted(zip(first.tolist(), second.tolist(), strict=True)) == [
        (a, b) for a in range(5) for b in range(a + 1, 5)
    ]
    first, second = _pairs(633)
    assert len(first) == PAIRS
    assert np.all(first != second)
    assert first.min() == second.min() == 0
    assert first.max() == second.max() == 632
    assert len(_pairs(632)[0]) == 632 * 631 // 2


def test_quantiles_run_from_the_least_to_the_greatest_cosine() -> None:
    rows = np.zeros((3, 9), np.float32)
    rows[:, 0] = 1.0
    rows[0, 2], rows[1, 2], rows[2, 3] = 1.0, 1.0, 1.0
    found = pair_quantiles(rows, SMALL)
    assert set(found) == {"overall", "manner", "value"}
    assert found["overall"] == [1.0] * 101
    assert (found["manner"][0], found["manner"][50], found["manner"][100]) == (0.0, 0.0, 1.0)
    rows[:, 5] = (1.0, 0.5, -0.5)
    spread = pair_quantiles(rows, SMALL)["value"]  # cosines 0.5, -0.5 and -0.25
    assert (spread[0], spread[50], spread[100]) == (-0.5, -0.25, 0.5)
    assert spread[25] == pytest.approx(-0.375)
    alone = pair_quantiles(rows[:1], SMALL)["overall"]
    assert (alone[0], alone[50], alone[100], len(alone)) == (-1.0, 0.0, 1.0, 101)


@pytest.mark.parametrize(
    ("overall", "value", "same"), [(0.99, 0.99, True), (0.82, 0.99, False), (0.99, 0.79, False), (0.84, 0.81, True)]
)
def test_one_painting_is_alike_in_what_it_shows_and_in_its_values(overall: float, value: float, same: bool) -> None:
    rows = np.zeros((2, 9), np.float32)
    rows[0, 0] = rows[0, 5] = 1.0
    rows[1, :2] = overall, math.sqrt(1 - overall**2)
    rows[1, 5:7] = value, math.sqrt(1 - value**2)
    found = same_works(rows, SMALL)
    assert found[0, 1] == found[1, 0] == same
    assert found.diagonal().all()


@pytest.mark.parametrize(("overall", "same"), [(0.96, False), (0.98, True)])
def test_where_only_one_vector_is_known_it_has_to_be_almost_equal(overall: float, same: bool) -> None:
    layout = Layout({"overall": 2, "manner": 0, "palette": 0, "value": 0})
    rows = np.array([[1.0, 0.0], [overall, math.sqrt(1 - overall**2)]], np.float32)
    assert same_works(rows, layout)[0, 1] == same


# Reasons


RANKS = Ranks.of([{"values.l_p50": float(i)} for i in range(101)])


@pytest.mark.parametrize(
    ("yours", "its", "key"),
    [
        (81.0, 95.0, "values.l_p50.high"),
        (95.0, 81.0, "values.l_p50.high"),
        (79.0, 95.0, None),
        (95.0, 79.0, None),
        (19.0, 5.0, "values.l_p50.low"),
        (5.0, 19.0, "values.l_p50.low"),
        (21.0, 5.0, None),
        (5.0, 21.0, None),
    ],
)
def test_both_lie_in_the_same_outer_fifth(yours: float, its: float, key: str | None) -> None:
    query = {"values.l_p50": yours}
    found = shared(query, RANKS.place(query), {"values.l_p50": its}, RANKS)
    assert [candidate.key for candidate in found] == ([key] if key else [])
    if found:
        outer = min(yours, its) if key == "values.l_p50.high" else 100.0 - max(yours, its)
        assert found[0].strength == pytest.approx(outer, abs=1.0)
        assert found[0].kind == "values.l_p50"


def test_facets_stand_back_and_the_nearest_comes_first() -> None:
    place = {"overall": 85.0, "manner": 99.0, "palette": 79.9, "value": 80.0}
    found = by_facet(place, dict.fromkeys(FACETS, 1.0))
    assert [candidate.key.split(".")[1] for candidate in found if candidate.key.endswith(".0")] == [
        "manner",
        "overall",
        "value",
    ]
    assert found[0].strength == pytest.approx(99.0 - 15.0)
    assert found[1].strength == pytest.approx(99.0 - 15.0 - 1.0)
    assert "99.0 %" in found[0].text
    assert "99.9 %" in by_facet({"value": 100.0}, {"value": 1.0})[0].text
    rest = least(place)
    assert [candidate.key for candidate in rest] == ["least.manner", "least.overall", "least.value", "least.palette"]
    assert rest[0].strength == 99.0
    assert "99.0 %" in rest[0].text


def test_ranks_keep_four_digits_and_need_twenty_works() -> None:
    assert Ranks.of([{"values.l_p50": 1.0}] * 20).quantiles
    told = Ranks({"values.l_p50": (1 / 3, 123456.0)}).as_dict()
    assert told == {"values.l_p50": [0.3333, 123500.0]}
    assert RANKS.place({"values.l_p50": -5.0}) == {"values.l_p50": 0.0}
    assert RANKS.place({"values.l_p50": 500.0}) == {"values.l_p50": 100.0}
    assert RANKS.place({"values.l_p50": None, "else": 3.0}) == {}


# Previews


def test_a_preview_keeps_where_light_and_colour_are() -> None:
    rgb = np.full((64, 96, 3), (40, 60, 150), np.uint8)
    rgb[:, 48:] = (230, 180, 60)
    rgb[32:] = rgb[32:] // 2
    seen = read_preview(make_preview(rgb), side=48)
    assert seen is not None
    assert seen.shape == (32, 48, 3)
    corners = {(8, 8): rgb[8, 8], (8, 40): rgb[8, 80], (24, 8): rgb[48, 8], (24, 40): rgb[48, 80]}
    for (row, column), truth in corners.items():
        assert np.abs(seen[row, column].astype(int) - truth).max() < 60
    turned = read_preview(make_preview(np.ascontiguousarray(rgb.transpose(1, 0, 2))), side=48)
    assert turned is not None
    assert np.abs(turned.transpose(1, 0, 2).astype(int) - seen).max() <= 24
    mirrored = read_preview(make_preview(np.ascontiguousarray(rgb[:, ::-1])), side=48)
    assert mirrored is not None
    assert np.abs(mirrored[:, ::-1].astype(int) - seen).mean() < 8


def test_a_preview_is_made_of_28_and_twice_10_waves() -> None:
    assert [len(_frequencies(order)) for order in (7, 4, 4)] == [28, 10, 10]
    assert _frequencies(2) == [(0, 0), (0, 1), (1, 0)]
    assert [_byte(value) for value in (-3.0, 0.4, 0.6, 254.6, 300.0)] == [0, 0, 1, 255, 255]


def test_what_is_almost_a_preview_is_none() -> None:
    text = make_preview(np.full((40, 60, 3), 90, np.uint8))
    data = base64.b64decode(text)
    assert read_preview(text) is not None
    for other in (data[:-1], data + b"\0"):
        assert read_preview(base64.b64encode(other).decode()) is None
    # Signs that base64 does not have are no noise to be skipped.
    assert read_preview(text[:8] + "!" + text[8:]) is None
    assert read_preview(text[:8] + "\n" + text[8:]) is None


# One open copy


def test_a_few_galleries_are_kept_open_and_the_latest_used_stay(tmp_path: Path) -> None:
    settings = Settings(gallery=GallerySettings(home=str(tmp_path)))
    dims = dims_of(shipped_encoder())
    rows = np.random.default_rng(0).normal(size=(2, sum(dims.values()))).astype(np.float16)
    names = [f"g{i}" for i in range(_OPEN + 1)]
    for name in names:
        write_gallery(home_of(settings) / name, make_works(2), rows, encoder=shipped_encoder().identity, dims=dims)
    opened = {name: open_gallery(name, settings) for name in names[:_OPEN]}
    assert all(open_gallery(name, settings) is opened[name] for name in names[:_OPEN])
    open_gallery(names[0], settings)
    open_gallery(names[_OPEN], settings)
    assert len(_Opened.galleries) == _OPEN
    assert open_gallery(names[0], settings) is opened[names[0]]
    assert open_gallery(names[1], settings) is not opened[names[1]]


# Plain data in an .npy file


def saved(items: list[object], protocol: int, tmp_path: Path) -> Path:
    array = np.empty(len(items), dtype=object)
    array[:] = items
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(buffer, np.lib.format.header_data_from_array_1_0(array))
    path = tmp_path / "works.npy"
    path.write_bytes(buffer.getvalue() + pickle.dumps(array, protocol=protocol))
    return path


PLAIN = [{"title": "A", "tags": ["x", "y"], "size": (1, 2.5), "more": None, "yes": True, "no": False, "raw": b"z"}, {}]


@pytest.mark.parametrize("protocol", [3, 4, 5])
def test_plain_items_are_read_as_they_were_written(protocol: int, tmp_path: Path) -> None:
    found = read_objects(saved(PLAIN, protocol, tmp_path))
    assert found == PLAIN
    assert found[0]["yes"] is True
    assert found[0]["no"] is False


@pytest.mark.parametrize("item", [Path("x"), print, {1, 2}, complex(1, 2), np.float64])
def test_what_is_more_than_data_is_refused(item: object, tmp_path: Path) -> None:
    with pytest.raises(GalleryCorruptError):
        read_objects(saved([item], 4, tmp_path))
