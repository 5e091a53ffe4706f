"""What is assumed or left out is told: frames, pages, colours that a file names without a profile."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from PIL import Image
from tests.badfiles import builders
from tests.unit.imaging.made import encoded

from art_assistant.imaging.arrays import Picture
from art_assistant.imaging.decode import decode


def _said(picture: Picture) -> list[str]:
    return [warning for warning in picture.warnings if "original is only" not in warning]


def _frames() -> list[Image.Image]:
    return [Image.new("RGB", (96, 64), colour) for colour in ((10, 20, 30), (200, 180, 160), (90, 40, 10))]


@pytest.mark.parametrize(
    ("kind", "noun"), [("GIF", "frames"), ("PNG", "frames"), ("WEBP", "frames"), ("TIFF", "pages"), ("AVIF", "frames")]
)
def test_several_frames_are_counted_and_the_first_is_said_to_be_studied(kind: str, noun: str):
    first, *others = _frames()
    picture = decode(encoded(first, kind, save_all=True, append_images=others))
    assert picture.frames == 3
    (said,) = _said(picture)
    assert f"3 {noun}, and only the first is studied" in said
    assert np.abs(picture.detail.astype(int) - (10, 20, 30)).max() <= 8


def test_a_still_before_an_animation_is_counted_with_its_frames():
    first, *others = _frames()
    data = encoded(first, "PNG", save_all=True, append_images=others, default_image=True)
    picture = decode(data)
    assert picture.frames == 3
    with Image.open(io.BytesIO(data)) as reference:
        assert reference.n_frames == 3


def test_a_jpeg_of_several_pictures_says_so():
    first, *others = _frames()
    picture = decode(encoded(first, "MPO", save_all=True, append_images=others))
    assert (picture.format, picture.frames) == ("JPEG", 3)
    assert "3 pictures, and only the first is studied" in _said(picture)[0]


def test_a_smaller_copy_is_no_page_and_a_preview_before_the_picture_is_told():
    large, small = Image.new("RGB", (400, 300), (90, 40, 10)), Image.new("RGB", (40, 30))
    copy = encoded(large, "TIFF", save_all=True, append_images=[_marked(small)])
    assert (decode(copy).frames, _said(decode(copy))) == (1, [])
    preview = decode(encoded(_marked(small), "TIFF", save_all=True, append_images=[large]))
    assert any("40 x 30 px, is a preview" in said and "400 x 300" in said for said in preview.warnings)


def _marked(image: Image.Image) -> Image.Image:
    """Mark an image as a smaller copy (NewSubfileType 1)."""
    marked = image.copy()
    marked.encoderinfo = {"tiffinfo": {254: 1}}
    return marked


def test_one_picture_is_told_nothing():
    for kind in ("GIF", "PNG", "WEBP", "TIFF", "JPEG", "AVIF", "BMP"):
        assert _said(decode(encoded(builders.mosaic(), kind))) == []


SRGB = (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
ADOBE = (31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000)


def _chunk(name: bytes, *numbers: int) -> bytes:
    return builders.chunk(name, struct.pack(f">{len(numbers)}I", *numbers))


@pytest.mark.parametrize(
    ("chunks", "said"),
    [
        (_chunk(b"gAMA", 100_000), "power of 1.00"),
        (_chunk(b"gAMA", 55_556), "power of 0.56"),
        (_chunk(b"cHRM", *ADOBE), "primary colours"),
        (builders.chunk(b"cICP", bytes([9, 16, 0, 1])), "high dynamic range"),
        (builders.chunk(b"cICP", bytes([12, 13, 0, 1])), "another colour space"),
        (_chunk(b"gAMA", 45_455) + _chunk(b"cHRM", *SRGB), None),
        (builders.chunk(b"sRGB", b"\x00") + _chunk(b"gAMA", 100_000), None),
        (builders.chunk(b"cICP", bytes([1, 13, 0, 1])) + _chunk(b"gAMA", 100_000), None),
    ],
)
def test_a_png_that_names_other_colours_than_srgb_is_told_of(chunks: bytes, said: str | None):
    data = encoded(builders.mosaic(), "PNG")
    found = _said(decode(data[:33] + chunks + data[33:]))
    assert found == [] if said is None else (len(found) == 1 and said in found[0])


def test_an_avif_of_another_colour_space_is_told_of():
    data = encoded(builders.mosaic(), "AVIF")
    at = data.index(b"colrnclx") + 8
    wide = data[:at] + struct.pack(">HH", 9, 16) + data[at + 4 :]
    assert any("high dynamic range" in said for said in _said(decode(wide)))
    assert _said(decode(data)) == []


def test_adobe_rgb_of_a_camera_without_a_profile_is_told_of():
    exif = Image.Exif()
    exif[0x0112] = 1
    exif.get_ifd(0x8769)[0xA005] = {1: "R03"}
    marked = {"exif": exif.tobytes()}
    assert any("Adobe RGB" in said for said in _said(decode(encoded(builders.mosaic(), "JPEG", **marked))))
    profile = builders.profile_rgb(builders.P3_PRIMARIES)
    assert _said(decode(encoded(builders.mosaic(), "JPEG", icc_profile=profile, **marked))) == []
