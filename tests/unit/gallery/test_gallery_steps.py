"""What a gallery knows of itself, on vectors one can work out."""

from __future__ import annotations

import base64
import io
import math
import pickle
from pathlib import Path

import numpy as np
import pytest
from tests.unit.gallery.conftest import make_works

from art_assistant.errors import GalleryCorruptError
from art_assistant.gallery.bring.plain_npy import read_objects
from art_assistant.gallery.encoder import dims_of
from art_assistant.gallery.facets import (
    FACETS,
    Layout,
)
from art_assistant.gallery.home import _OPEN, _Opened, open_gallery
from art_assistant.gallery.make.write import write_gallery
from art_assistant.gallery.pairs import PAIRS, _pairs, pair_quantiles, same_works
from art_assistant.gallery.places import home_of
from art_assistant.gallery.preview import _byte, _frequencies, make_preview, read_preview
from art_assistant.gallery.search.ranks import Ranks
from art_assistant.gallery.search.reasons import by_facet, least, shared
from art_assistant.gallery.thresholds import Thresholds
from art_assistant.settings import GallerySettings, Settings
from art_assistant.vision.encoders import shipped_encoder

SMALL = Layout({"overall": 2, "manner": 3, "palette": 0, "value": 4})


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
    found = same_works(rows, SMALL, Thresholds())
    assert found[0, 1] == found[1, 0] == same
    assert found.diagonal().all()


@pytest.mark.parametrize(("overall", "same"), [(0.96, False), (0.98, True)])
def test_where_only_one_vector_is_known_it_has_to_be_almost_equal(overall: float, same: bool) -> None:
    layout = Layout({"overall": 2, "manner": 0, "palette": 0, "value": 0})
    rows = np.array([[1.0, 0.0], [overall, math.sqrt(1 - overall**2)]], np.float32)
    assert same_works(rows, layout, Thresholds())[0, 1] == same


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
    assert "99.0%" in found[0].text
    assert "99.9%" in by_facet({"value": 100.0}, {"value": 1.0})[0].text
    rest = least(place)
    assert [candidate.key for candidate in rest] == ["least.manner", "least.overall", "least.value", "least.palette"]
    assert rest[0].strength == 99.0
    assert "99.0%" in rest[0].text


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
