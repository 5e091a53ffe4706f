"""Grey of more than 8 bits, and floating point: the right value, or a warning that says what was assumed."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from tests.badfiles import builders
from tests.unit.imaging.made import encoded, ramp, tiff

from art_assistant.errors import UnsupportedFormatError
from art_assistant.imaging.arrays import Picture
from art_assistant.imaging.colorspace import lstar
from art_assistant.imaging.decode import decode
from art_assistant.imaging.pixels.depth import DARK, EMPTY, STRETCHED, deep_grey


def _said(picture: Picture) -> list[str]:
    return [warning for warning in picture.warnings if "original is only" not in warning]


def _median(data: bytes) -> float:
    return float(np.median(lstar(decode(data).detail)))


def _real(values: np.ndarray) -> bytes:
    return tiff(values.astype(np.float32))


MIDDLE = _median(tiff((ramp() * 65535).astype(np.uint16)))


def _with(share: np.ndarray, value: float) -> np.ndarray:
    changed = share.copy()
    changed.flat[7] = value
    return changed


@pytest.mark.parametrize(
    "values",
    [
        ramp(),
        _with(ramp(), 1.0001),
        _with(ramp(), 40.0),
        _with(ramp(), -3.0),
        _with(ramp(), np.nan),
        _with(ramp(), np.inf),
        _with(ramp(), -np.inf),
        ramp() * 255,
        ramp() * 4095,
        ramp() * 65535,
    ],
    ids=["0-1", "one over", "glint", "one below", "nan", "inf", "-inf", "0-255", "0-4095", "0-65535"],
)
def test_real_numbers_keep_their_middle_whatever_their_range_and_their_odd_ones(values: np.ndarray):
    picture = decode(_real(values))
    assert abs(float(np.median(lstar(picture.detail))) - MIDDLE) < 1.0
    (said,) = _said(picture)
    assert "taken as black" in said
    assert "not as linear light" in said


def test_light_above_white_is_scaled_and_what_is_white_is_said():
    picture = decode(_real(ramp() * 1.3))
    assert picture.detail.max() >= 254
    assert "1.23 as white" in _said(picture)[0]


def test_numbers_of_no_known_range_are_stretched_and_none_at_all_are_black():
    for values in (ramp() - 0.5, ramp() * 1e9, -ramp()):
        picture = decode(_real(values))
        assert _said(picture) == [STRETCHED]
        assert abs(float(np.median(lstar(picture.detail))) - MIDDLE) < 1.0
    assert _said(decode(_real(ramp() * np.nan))) == [EMPTY]


def test_a_constant_stays_the_grey_it_is():
    assert abs(int(decode(_real(np.full((64, 96), 0.5))).detail[0, 0, 0]) - 128) <= 1


@settings(max_examples=60, deadline=None)
@given(top=st.floats(0.2, 70000.0), over=st.floats(1.0, 1e6))
def test_one_pixel_decides_nothing(top: float, over: float):
    values = (ramp() * top).astype(np.float32)
    odd = values.copy()
    odd.flat[0] = top * over
    same = deep_grey(values).grey.flat[1:].astype(int) - deep_grey(odd).grey.flat[1:]
    assert np.abs(same).max() <= 70  # the range may follow the percentile, by a thousandth


@pytest.mark.parametrize("bits", [8, 10, 12])
def test_fewer_bits_kept_in_sixteen_are_read_by_their_own_range(bits: int):
    values = (ramp() * (2**bits - 1)).astype(np.uint16)
    for data in (tiff(values), encoded(Image.fromarray(values), "PNG")):
        assert abs(_median(data) - MIDDLE) < 1.0
        assert f"uses {bits} of them" in _said(decode(data))[0]


def test_a_hot_pixel_hides_no_twelve_bits_and_stars_are_no_hot_pixels():
    values = (ramp() * 4095).astype(np.uint16)
    values.flat[5] = 65535
    assert abs(_median(tiff(values)) - MIDDLE) < 1.0
    values.flat[:6] = 65535
    assert _said(decode(tiff(values))) == [DARK]


def test_a_stated_range_needs_no_guess():
    values = (ramp() * 16383).astype(np.uint16)
    stated = decode(tiff(values, t281=16383))
    assert abs(float(np.median(lstar(stated.detail))) - MIDDLE) < 1.0
    assert _said(stated) == []


@pytest.mark.parametrize("top", [255, 4095, 16383, 65535])
def test_the_order_of_the_bytes_changes_nothing(top: int):
    values = (ramp() * top).astype(np.uint16)
    little, big = decode(tiff(values)), decode(tiff(values, ">"))
    assert np.array_equal(little.detail, big.detail)
    assert little.warnings == big.warnings


def test_a_hot_pixel_hides_no_dark_colours():
    values = np.dstack([(ramp() * 4095).astype(np.uint16)] * 3)
    values[3, 5] = 65535
    assert _said(decode(tiff(values))) == [DARK]
    assert _said(decode(tiff(values[..., 0] * np.uint16(16)))) == []


@pytest.mark.parametrize("top", [1800, 9000, 16383, 32768])
def test_a_dark_picture_stays_dark_and_is_told_of(top: int):
    grey = (ramp() * top).astype(np.uint16)
    for values in (grey, np.dstack([grey] * 3)):
        picture = decode(tiff(values))
        assert float(np.median(lstar(picture.detail))) < 28.0
        assert _said(picture) == [DARK]


@pytest.mark.parametrize("top", [255, 4095, 16383, 32767, 65535, 2**32 - 1])
def test_whole_numbers_of_32_bits_say_what_is_white(top: int):
    picture = decode(tiff((ramp() * top).astype(np.uint32)))
    assert abs(float(np.median(lstar(picture.detail))) - MIDDLE) < 1.0
    assert f"{top} is taken as white" in _said(picture)[0]


def test_numbers_with_a_sign_are_read_or_named_and_never_taken_for_dark():
    picture = decode(tiff((ramp() * 32767).astype(np.int16)))
    assert abs(float(np.median(lstar(picture.detail))) - MIDDLE) < 1.0
    assert "32767 is taken as white" in _said(picture)[0]
    with pytest.raises(UnsupportedFormatError, match="8-bit numbers with a sign"):
        decode(tiff((ramp() * 127).astype(np.int8)))


@pytest.mark.parametrize("top", [1.5, 255.0, 4095.0, 65535.0])
def test_black_bars_tell_no_range(top: float):
    values = np.linspace(0.0, 1.0, 10_000).reshape(100, 100)
    values[:87] = 0.0
    lit = deep_grey((values * top).astype(np.float32)).grey[87:]
    assert np.median(lit) == pytest.approx(np.median(values[87:]) * 65535, rel=0.01)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_deep_grey_is_read_by_its_profile(kind: str):
    profile = builders.profile_grey(1.0)
    grey8 = Image.fromarray(np.rint(ramp() * 255).astype(np.uint8))
    transform = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), "L", "RGB"
    )
    meant = np.asarray(ImageCms.applyTransform(grey8, transform)).astype(int)
    deep = Image.fromarray((ramp() * 65535).astype(np.uint16))
    assert np.abs(decode(encoded(deep, kind, icc_profile=profile)).detail - meant).max() <= 2
    real = Image.fromarray(ramp().astype(np.float32))
    assert np.abs(decode(encoded(real, "TIFF", icc_profile=profile)).detail - meant).max() <= 2


def test_grey_with_the_profile_of_its_coloured_original_is_read_by_it():
    p3 = builders.profile_rgb(builders.P3_PRIMARIES)
    grey = Image.fromarray(np.rint(ramp() * 255).astype(np.uint8))
    picture = decode(encoded(grey, "PNG", icc_profile=p3))
    assert _said(picture) == []
    assert np.abs(picture.detail.astype(int) - np.asarray(grey)[..., None]).max() <= 1


@pytest.mark.parametrize("bright", [1.5, 8.0, 100.0, 5000.0])
@pytest.mark.parametrize("share", [0.0005, 0.002, 0.03, 0.12])
def test_a_few_highlights_far_above_white_darken_nothing(share: float, bright: float) -> None:
    values = np.linspace(0.0, 0.9, 10_000).astype(np.float32)
    plain = np.median(deep_grey(values.reshape(100, 100)).grey)
    values[: round(share * values.size)] = bright
    found = deep_grey(values.reshape(100, 100))
    assert 0.6 * plain < np.median(found.grey) <= 1.3 * plain
    assert found.warnings


@pytest.mark.parametrize("dusk", [2.3, 5.0, 20.0, 60.0])
def test_a_night_in_bytes_stays_night_though_its_lamps_are_few(dusk: float) -> None:
    values = np.abs(np.random.default_rng(0).normal(dusk, dusk / 3.0, (100, 100))).astype(np.float32)
    values[:1] = 200.5
    assert np.median(deep_grey(values).grey) == pytest.approx(dusk / 255.0 * 65535.0, rel=0.05)
