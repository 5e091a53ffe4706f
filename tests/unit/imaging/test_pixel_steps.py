"""What the bytes begin with, and how numbers become levels."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from PIL import Image, ImageCms

from art_assistant.errors import UnsupportedFormatError
from art_assistant.imaging.colorspace import (
    ciede2000,
    lab_to_linear,
    linear_to_lab,
    lstar_from_luminance,
    luminance_from_lstar,
)
from art_assistant.imaging.container.sniff import sniff
from art_assistant.imaging.pixels.icc import BROKEN, MISMATCHED, TOO_LARGE, to_srgb
from art_assistant.imaging.pixels.read import _copied


def ftyp(major: bytes, *others: bytes, size: int | None = None) -> bytes:
    body = b"ftyp" + major + bytes(4) + b"".join(others)
    return struct.pack(">I", len(body) + 4 if size is None else size) + body


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (ftyp(b"avif"), "AVIF"),
        (ftyp(b"heic"), "HEIF"),
        (ftyp(b"isom", b"avis"), "AVIF"),
        (ftyp(b"isom", b"mp41", b"mif1"), "HEIF"),
        (ftyp(b"mif1", b"avif"), "AVIF"),
        (ftyp(b"isom", *[b"mp41"] * 59, b"avif"), "AVIF"),
    ],
)
def test_a_container_is_known_by_any_of_its_brands(data: bytes, kind: str) -> None:
    assert sniff(data) == kind


@pytest.mark.parametrize(
    "data",
    [
        ftyp(b"isom", b"mp41"),
        ftyp(b"isom", b"mp41", b"avif", size=20),
        ftyp(b"isom", *[b"mp41"] * 60, b"avif"),
        ftyp(b"isom", b"xavi", b"fxxx"),
    ],
)
def test_brands_beyond_the_box_or_across_two_fields_do_not_count(data: bytes) -> None:
    with pytest.raises(UnsupportedFormatError, match="video or sound"):
        sniff(data)


def test_a_webp_is_a_riff_of_that_name() -> None:
    assert sniff(b"RIFF\x00\x00\x00\x00WEBPVP8 ") == "WEBP"
    for data in (b"RIFF\x00\x00\x00\x00WAVEfmt ", b"RIFX\x00\x00\x00\x00WEBPVP8 "):
        with pytest.raises(UnsupportedFormatError):
            sniff(data)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (b"\xef\xbb\xbf  <!DOCTYPE html>", "web page"),
        (b"\n<HTML>", "web page"),
        (b"<?xml version='1.0'?><svg>", "SVG"),
        (b"<?xml version='1.0'?><note>", "XML"),
        (b"<?xml version='1.0'?>" + b" " * 1100 + b"<svg>", "XML"),
        (b"no picture", "a text"),
    ],
)
def test_a_stranger_of_text_is_named(text: bytes, what: str) -> None:
    with pytest.raises(UnsupportedFormatError, match=what):
        sniff(text)


def test_a_tall_image_is_copied_whole() -> None:
    rgb = np.random.default_rng(2).integers(0, 256, (3000, 3, 3), dtype=np.uint8)
    assert np.array_equal(_copied(Image.fromarray(rgb)), rgb)


# Profiles


def profile(name: str) -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(name)).tobytes()


def test_a_profile_that_changes_nothing_costs_nothing() -> None:
    assert to_srgb(profile("sRGB"), "RGB", 10**6) == (None, ())
    assert to_srgb(None, "RGB", 10**6) == (None, ())
    assert to_srgb(b"", "RGB", 10**6) == (None, ())


def test_a_profile_that_cannot_be_used_is_said_to_be() -> None:
    srgb = profile("sRGB")
    assert to_srgb(srgb, "RGB", len(srgb)) == (None, ())
    assert to_srgb(srgb, "RGB", len(srgb) - 1) == (None, (TOO_LARGE,))
    assert to_srgb(srgb, "CMYK", 10**6) == (None, (MISMATCHED,))
    assert to_srgb(b"not a profile", "RGB", 10**6) == (None, (BROKEN,))
    correct, notes = to_srgb(profile("LAB"), "LAB", 10**6)
    assert correct is not None
    assert notes == ()


# Lightness at the foot of its curve


def test_lightness_and_luminance_are_whole_at_the_join_of_their_two_parts() -> None:
    y = np.array([0.0, 0.001, 216 / 24389, 0.0089, 0.5, 1.0])
    assert lstar_from_luminance(y)[:3] == pytest.approx([0.0, 0.9033, 8.0], abs=1e-4)
    assert luminance_from_lstar(lstar_from_luminance(y)) == pytest.approx(y, abs=1e-6)
    dark = np.array([[[0.0005, 0.002, 0.001], [0.01, 0.0, 0.02]]], dtype=np.float32)
    assert lab_to_linear(linear_to_lab(dark)) == pytest.approx(dark, abs=1e-5)


def test_a_grey_and_a_colour_differ_whatever_hue_the_grey_has() -> None:
    grey, colour = np.array([50.0, 0.0, 0.0]), np.array([50.0, 10.0, -20.0])
    assert ciede2000(grey, colour) == pytest.approx(ciede2000(colour, grey))
    assert ciede2000(grey, grey) == 0.0
    near = np.array([50.0, 1e-9, 1e-9])
    assert ciede2000(near, colour) == pytest.approx(ciede2000(grey, colour), abs=1e-3)
