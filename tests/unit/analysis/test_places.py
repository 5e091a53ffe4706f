"""Where things are said to be: shapes drawn on paper and the words for them."""

from __future__ import annotations

import numpy as np
import pytest

from art_assistant.analysis.places import (
    WHOLE,
    Place,
    box_place,
    box_words,
    cell_place,
    mask_place,
    point_words,
    polygon_place,
    whole,
)

OTHER_SIDE = {"left": "right", "right": "left"}
OTHER_END = {"upper": "lower", "lower": "upper", "top": "bottom", "bottom": "top"}


def turned(words: str, others: dict[str, str]) -> str:
    return " ".join(others.get(word, word) for word in words.split())


# Points


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        (0.1, 0.1, "the upper left"),
        (0.5, 0.1, "the upper middle"),
        (0.9, 0.1, "the upper right"),
        (0.1, 0.5, "the middle left"),
        (0.5, 0.5, "the centre"),
        (0.9, 0.5, "the middle right"),
        (0.1, 0.9, "the lower left"),
        (0.5, 0.9, "the lower middle"),
        (0.9, 0.9, "the lower right"),
        (0.33, 0.33, "the upper left"),
        (0.34, 0.34, "the centre"),
        (0.66, 0.66, "the centre"),
        (0.67, 0.67, "the lower right"),
    ],
)
def test_a_point_is_in_one_of_nine_parts(x: float, y: float, words: str) -> None:
    assert point_words(x, y) == words


# Boxes


@pytest.mark.parametrize(
    ("box", "words"),
    [
        ((0.0, 0.0, 1.0, 1.0), "most of the picture"),
        ((0.1, 0.1, 0.83, 0.83), "most of the picture"),
        ((0.0, 0.0, 1.0, 0.71), "the band across the middle"),
        ((0.0, 0.0, 0.71, 1.0), "the upright band in the middle"),
        ((0.0, 0.0, 1.0, 0.13), "the strip along the upper edge"),
        ((0.0, 0.0, 1.0, 0.15), "the band across the top"),
        ((0.0, 0.87, 1.0, 1.0), "the strip along the lower edge"),
        ((0.0, 0.85, 1.0, 1.0), "the band across the bottom"),
        ((0.0, 0.0, 0.13, 1.0), "the strip along the left edge"),
        ((0.0, 0.0, 0.15, 1.0), "the left side"),
        ((0.87, 0.0, 1.0, 1.0), "the strip along the right edge"),
        ((0.85, 0.0, 1.0, 1.0), "the right side"),
        ((0.0, 0.0, 0.3, 0.15), "the upper edge on the left"),
        ((0.4, 0.0, 0.6, 0.15), "the upper edge near its middle"),
        ((0.7, 0.85, 1.0, 1.0), "the lower edge on the right"),
        ((0.0, 0.4, 0.15, 0.6), "the left edge halfway up"),
        ((0.85, 0.17, 1.0, 0.3), "the right edge near the top"),
        ((0.0, 0.7, 0.15, 0.83), "the left edge near the bottom"),
        ((0.0, 0.0, 0.17, 0.17), "the upper left"),
        ((0.2, 0.2, 0.4, 0.4), "the upper left"),
        ((0.4, 0.4, 0.6, 0.6), "the centre"),
    ],
)
def test_a_box_is_named_by_its_reach_then_by_its_edge_then_by_its_middle(
    box: tuple[float, float, float, float], words: str
) -> None:
    x0, y0, x1, y1 = box
    assert box_words(*box) == words
    assert box_words(1.0 - x1, y0, 1.0 - x0, y1) == turned(words, OTHER_SIDE)
    assert box_words(x0, 1.0 - y1, x1, 1.0 - y0) == turned(words, OTHER_END)


def test_a_box_is_clipped_to_the_picture() -> None:
    place = box_place(-0.2, 0.4, 0.2, 1.3)
    assert place.polygon == ((0.0, 0.4), (0.2, 0.4), (0.2, 1.0), (0.0, 1.0))
    assert place.centre == pytest.approx((0.1, 0.7))


def test_a_polygon_is_named_by_its_box() -> None:
    place = polygon_place(((0.7, 0.2), (0.9, 0.3), (0.8, 0.6)))
    assert place == Place(((0.7, 0.2), (0.9, 0.3), (0.8, 0.6)), "the middle right")
    assert place.centre == pytest.approx((0.8, 0.4))


def test_the_whole_is_the_whole() -> None:
    assert whole() == Place(WHOLE, "the whole picture")
    assert WHOLE == ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    assert whole().centre == (0.5, 0.5)


# Masks


def block(x0: int, y0: int, x1: int, y1: int, shape: tuple[int, int] = (120, 180)) -> np.ndarray:
    mask = np.zeros(shape, dtype=bool)
    mask[y0:y1, x0:x1] = True
    return mask


def box_of(place: Place | None) -> tuple[float, float, float, float]:
    assert place is not None
    xs, ys = zip(*place.polygon, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def test_a_mask_is_outlined_where_it_is() -> None:
    place = mask_place(block(100, 10, 150, 40))
    assert box_of(place) == pytest.approx((100 / 180, 10 / 120, 150 / 180, 40 / 120), abs=0.012)
    assert place is not None
    assert place.words == "the upper right"


def test_of_several_pieces_the_largest_is_the_place() -> None:
    place = mask_place(block(10, 80, 30, 110) | block(120, 10, 160, 40))
    assert place is not None
    assert place.words == "the upper right"
    place = mask_place(block(10, 80, 60, 110) | block(120, 10, 160, 40))
    assert place is not None
    assert place.words == "the lower left"


def test_pieces_that_a_hair_joins_are_parted() -> None:
    hair = block(60, 95, 120, 96)
    place = mask_place(block(10, 80, 60, 110) | block(120, 85, 160, 105) | hair)
    assert box_of(place)[2] == pytest.approx(60 / 180, abs=0.02)


def test_a_mask_of_hairs_alone_is_still_a_place() -> None:
    place = mask_place(block(20, 60, 160, 61))
    assert place is not None
    assert place.words == "the band across the middle"
    assert len(place.polygon) == 4


@pytest.mark.parametrize(("side", "seen"), [(5, False), (8, True)])
def test_a_speck_is_no_place(side: int, seen: bool) -> None:
    # 0.2 % of 120 x 180 is 43 pixels: between 5 x 5 and 8 x 8.
    assert (mask_place(block(50, 50, 50 + side, 50 + side)) is not None) is seen


def test_an_empty_mask_is_no_place() -> None:
    assert mask_place(np.zeros((50, 70), dtype=bool)) is None


def test_a_large_mask_is_looked_at_on_a_small_grid() -> None:
    place = mask_place(block(600, 100, 900, 400, shape=(900, 1200)))
    assert box_of(place) == pytest.approx((0.5, 100 / 900, 0.75, 400 / 900), abs=0.01)


def test_a_mask_all_over_is_named_by_where_most_of_it_lies() -> None:
    mask = block(0, 0, 180, 4) | block(176, 0, 180, 120) | block(80, 80, 180, 120)
    place = mask_place(mask)
    assert place is not None
    assert place.words == "the large area around the lower right"
    mirrored = mask_place(np.ascontiguousarray(mask[:, ::-1]))
    assert mirrored is not None
    assert mirrored.words == "the large area around the lower left"


def test_a_ragged_outline_keeps_few_corners_and_its_extent() -> None:
    y, x = np.indices((180, 180)) - 90.0
    star = np.hypot(x, y) < 50.0 + 25.0 * np.cos(9.0 * np.arctan2(y, x))
    place = mask_place(star)
    assert place is not None
    assert 3 <= len(place.polygon) <= 14
    x0, y0, x1, y1 = box_of(place)
    assert (x0, y0, x1, y1) == pytest.approx((20 / 180, 20 / 180, 160 / 180, 160 / 180), abs=0.14)


# Cells


@pytest.mark.parametrize(("row", "column", "words"), [(0, 0, "the upper left"), (2, 1, "the lower middle")])
def test_the_fullest_cell_is_told(row: int, column: int, words: str) -> None:
    counts = np.ones((3, 3))
    counts[row, column] = 2.0
    place = cell_place(counts)
    assert box_of(place) == pytest.approx((column / 3, row / 3, (column + 1) / 3, (row + 1) / 3))
    assert place.words == words


def test_cells_may_be_more_across_than_down() -> None:
    counts = np.zeros((2, 4))
    counts[1, 3] = 1.0
    assert box_of(cell_place(counts)) == pytest.approx((0.75, 0.5, 1.0, 1.0))
