"""All the sizes of one picture, on pictures whose sizes and light one can work out."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from art_assistant.imaging.arrays import CORPUS_SIDE, DETAIL_SIDE, MODEL_SIDE
from art_assistant.imaging.colorspace import linear_to_srgb, lstar, srgb_to_linear
from art_assistant.imaging.sizes import (
    MID_GREY,
    Wanted,
    _compared,
    _counted,
    _halved,
    _over_grey,
    _resized,
    _shrunk,
    encode,
    fitted,
    make_sizes,
    scaled_to,
)


def light(width: int, height: int, value: float = 0.5) -> np.ndarray:
    return np.full((height, width, 3), round(value * 65535), dtype=np.uint16)


def checks(width: int, height: int, cell: int = 1) -> np.ndarray:
    rows, columns = np.indices((height, width)) // cell
    return np.repeat((((rows + columns) % 2) * 65535).astype(np.uint16)[..., None], 3, axis=2)


# Sides


@pytest.mark.parametrize(
    ("size", "side", "scaled"),
    [
        ((400, 300), 200, (200, 150)),
        ((300, 400), 200, (150, 200)),
        ((400, 300), 800, (800, 600)),
        ((1000, 1), 100, (100, 1)),
        ((3, 7), 100, (43, 100)),
    ],
)
def test_a_picture_is_scaled_to_its_long_side(size: tuple[int, int], side: int, scaled: tuple[int, int]) -> None:
    assert scaled_to(light(*size), side) == scaled
    assert fitted(light(*size), side) == (scaled if max(size) > side else size)


def test_a_picture_of_just_the_side_is_not_reduced() -> None:
    assert fitted(light(200, 30), 200) == (200, 30)
    assert fitted(light(201, 30), 200) == (200, 30)


def test_every_size_of_one_picture() -> None:
    rgb = np.full((300, 400, 3), 90, np.uint8)
    sizes = make_sizes(rgb, None, None, Wanted(working_side=350))
    assert sizes.working.shape == (262, 350, 3)
    assert sizes.standard.shape == (384, 512, 3)
    assert sizes.detail.shape == rgb.shape
    assert sizes.model_input.shape == (MODEL_SIDE, MODEL_SIDE, 3)
    assert sizes.counted is None
    assert sizes.standard_counted is None
    for made in (sizes.working, sizes.standard, sizes.detail, sizes.model_input):
        assert np.abs(made.astype(int) - 90).max() <= 1


# Halving


@pytest.mark.parametrize(
    ("size", "halved"),
    [
        ((1534, 1000), (1534, 1000)),
        ((1536, 1000), (768, 500)),
        ((3072, 2000), (768, 500)),
        ((3070, 2000), (1535, 1000)),
        ((1537, 1000), (1537, 1000)),
        ((2000, 1001), (2000, 1001)),
        ((1000, 1536), (500, 768)),
    ],
)
def test_pairs_are_averaged_while_much_is_left_and_both_sides_are_even(
    size: tuple[int, int], halved: tuple[int, int]
) -> None:
    assert _halved(light(*size)).shape[1::-1] == halved


def test_halving_averages_light_exactly() -> None:
    small = _halved(checks(1536, 64))
    assert small.shape == (32, 768, 3)
    assert np.abs(small.astype(int) - 32768).max() <= 1
    assert np.array_equal(_halved(checks(1536, 64, cell=2)), checks(768, 32))


# Reducing


def test_a_reduction_averages_light_and_an_enlargement_bytes() -> None:
    assert np.abs(_resized(checks(64, 64), (16, 16)).astype(int) - 188).max() <= 1
    assert np.array_equal(_resized(checks(64, 64), (64, 64)), encode(checks(64, 64)))
    enlarged = _resized(checks(8, 8, cell=4), (80, 80))
    assert enlarged[40, 39, 0] == pytest.approx(255 / 2, abs=40)
    assert enlarged.shape == (80, 80, 3)
    # One side smaller, one larger: reduced first, then enlarged.
    assert _resized(light(100, 10), (50, 20)).shape == (20, 50, 3)


def test_a_gentle_reduction_is_bilinear_and_a_strong_one_by_area() -> None:
    lines = np.zeros((8, 120, 3), np.uint16)
    lines[:, ::12] = 65535
    for width in (100, 81, 79, 40, 10):
        mean = _shrunk(lines, (width, 8)).astype(float).mean()
        if width < 80:
            assert mean == pytest.approx(65535 / 12, rel=0.001)
    for size in ((100, 8), (80, 8), (120, 6)):
        assert np.array_equal(_shrunk(lines, size), cv2.resize(lines, size, interpolation=cv2.INTER_LINEAR))
    point = np.zeros((60, 60, 3), np.uint16)
    point[30, 30] = 65535
    # By area a point always leaves all of its light; between two and two thirds of the size it may fall through.
    for size in ((20, 60), (60, 20), (39, 39)):
        found = _shrunk(point, size).astype(float)
        assert found.sum() / 3 == pytest.approx(65535 * size[0] * size[1] / 3600, rel=0.02)
    assert _shrunk(point, (60, 60)) is point


def test_a_side_reduced_strongly_makes_the_whole_reduction_strong() -> None:
    lines = np.zeros((60, 60, 3), np.uint16)
    lines[:, ::6] = 65535
    tall = np.ascontiguousarray(lines.transpose(1, 0, 2))
    assert np.array_equal(_shrunk(lines, (30, 60)), _shrunk(tall, (60, 30)).transpose(1, 0, 2))
    assert _shrunk(lines, (20, 60)).astype(float).mean() == pytest.approx(lines.astype(float).mean(), rel=0.001)
    assert _shrunk(tall, (60, 20)).astype(float).mean() == pytest.approx(tall.astype(float).mean(), rel=0.001)


# The copy for comparison


def step(width: int, height: int) -> np.ndarray:
    x = (np.arange(width) + 0.5) / width
    edge = np.clip((x - 0.5) * 200.0 + 0.5, 0.0, 1.0)
    return np.repeat(np.repeat((edge * 50000 + 5000).astype(np.uint16)[None, :, None], height, axis=0), 3, axis=2)


@pytest.mark.parametrize("width", [513, 560, 640, 767, 768])
def test_an_edge_is_as_sharp_from_a_file_of_nearly_the_size(width: int) -> None:
    size = (512, 64)
    reference = _compared(step(512, 64), size)
    found = _compared(step(width, round(width / 8)), size)
    assert found.shape == (64, 512, 3)
    assert np.abs(found.astype(int) - reference).max() <= 16
    # Nothing is lighter or darker than what it stands between.
    assert found.min() >= reference.min() - 1
    assert found.max() <= reference.max() + 1


def test_the_very_size_and_a_large_one_are_plain_reductions() -> None:
    same = step(512, 64)
    assert np.array_equal(_compared(same, (512, 64)), encode(same))
    large = step(1024, 128)
    assert np.array_equal(_compared(large, (512, 64)), _resized(large, (512, 64)))
    upright = np.ascontiguousarray(step(600, 75).transpose(1, 0, 2))
    assert np.array_equal(_compared(upright, (64, 512)), _compared(step(600, 75), (512, 64)).transpose(1, 0, 2))


def test_small_pictures_are_enlarged() -> None:
    small = step(256, 32)
    assert np.array_equal(_compared(small, (512, 64)), _resized(small, (512, 64)))


# Transparency


def test_what_shows_through_is_middle_grey_in_linear_light() -> None:
    assert lstar(np.full((1, 1, 3), MID_GREY, np.uint8))[0, 0] == pytest.approx(50.0, abs=0.3)
    alpha = np.array([[0, 255, 128]], np.uint8)
    mixed = _over_grey(np.full((1, 3, 3), 65535, np.uint16), alpha).astype(float)[0, :, 0] / 65535
    grey = float(srgb_to_linear(np.full((1, 1, 3), MID_GREY, np.uint8))[0, 0, 0])
    assert mixed == pytest.approx([grey, 1.0, grey + (1.0 - grey) * 128 / 255], abs=1e-4)


@pytest.mark.parametrize(("part", "counts"), [(0.45, False), (0.55, True)])
def test_a_pixel_counts_where_half_of_what_it_covers_is_opaque(part: float, counts: bool) -> None:
    alpha = np.full((40, 40), round(255 * part), np.uint8)
    alpha[:20] = 255
    found = _counted(alpha, (10, 10))
    if counts:
        assert found is None
    else:
        assert found is not None
        assert found[:5].all()
        assert not found[5:].any()
    assert _counted(None, (10, 10)) is None


def test_a_map_of_what_counts_has_the_shape_of_its_copy() -> None:
    alpha = np.zeros((60, 40), np.uint8)
    alpha[:30] = 255
    found = _counted(alpha, (20, 30))
    assert found is not None
    assert found.shape == (30, 20)
    assert found[:15].all()
    assert not found[15:].any()


# Detail and colour


@pytest.mark.parametrize(("width", "detail"), [(1600, 1600), (1601, 1600), (3000, 1600), (900, 900)])
def test_the_detail_copy_has_at_most_its_side(width: int, detail: int) -> None:
    sizes = make_sizes(np.zeros((20, width, 3), np.uint8), None, None, Wanted(working_side=360))
    assert sizes.detail.shape[1] == detail <= DETAIL_SIDE
    without = make_sizes(np.zeros((20, width, 3), np.uint8), None, None, Wanted(working_side=360, detail=False))
    assert without.detail.shape[1] == CORPUS_SIDE


def test_a_correction_is_made_once_and_every_size_follows() -> None:
    seen = []

    def invert(image: Image.Image) -> Image.Image:
        seen.append(image.size)
        return Image.fromarray(255 - np.asarray(image))

    early = []
    sizes = make_sizes(np.full((200, 2000, 3), 55, np.uint8), None, invert, Wanted(360, early=early.append))
    assert seen == [(1600, 160)]
    for made in (sizes.working, sizes.standard, sizes.detail, sizes.model_input):
        assert np.abs(made.astype(int) - 200).max() <= 1
    assert early[0] is sizes.model_input


def test_every_byte_survives_the_way_to_light_and_back() -> None:
    grey = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    linear = np.rint(srgb_to_linear(grey).astype(np.float64) * 65535).astype(np.uint16)
    assert np.array_equal(encode(linear), grey)
    assert np.array_equal(linear_to_srgb(srgb_to_linear(grey)), grey)
