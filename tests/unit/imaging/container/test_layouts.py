"""Sound files of sorts that are not read are refused as that, and never called damaged."""

from __future__ import annotations

import numpy as np
import pytest
from tests.badfiles import builders
from tests.unit.imaging.made import SIZE, encoded, ramp, tiff

from art_assistant.errors import CorruptImageError, UnsupportedFormatError
from art_assistant.imaging.decode import decode

RGB = np.dstack([ramp(), ramp()[::-1], ramp()[:, ::-1]])
DEEP = (RGB * 65535).astype(np.uint16)


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (tiff(RGB.astype(np.float32)), "32-bit floating-point RGB"),
        (tiff(ramp().astype(np.float64)), "64-bit floating-point grey"),
        (tiff(ramp().astype(np.float16)), "16-bit floating-point grey"),
        (tiff((RGB * 4e9).astype(np.uint32)), "32-bit RGB"),
        (tiff(np.dstack([DEEP, DEEP])[..., :5], t338=(0, 0)), "16-bit RGB in 5 channels"),
        (tiff(DEEP, t262=8), r"16-bit CIE L\*a\*b\*"),
        (tiff(DEEP, t262=32845), "LogLuv"),
        (tiff(DEEP[..., 0], t262=3), "16-bit palette colours"),
        (tiff(DEEP[..., 0], t259=34887), "compressed by LERC"),
        (tiff(DEEP[..., 0], t259=50002), "compressed by JPEG XL"),
        (tiff(DEEP[..., 0], t259=12345), "compressed by method 12345"),
        (tiff(DEEP, t284=2), "separate planes"),
        (tiff(DEEP[..., 0], ">", t262=0), "16-bit grey"),
        (tiff((ramp() * 127).astype(np.int8)), "8-bit numbers with a sign"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_odd_tiff_is_named_and_not_called_damaged(data: bytes, named: str):
    with pytest.raises(UnsupportedFormatError, match=f"{named}.*export it as"):
        decode(data)


@pytest.mark.parametrize(
    ("marker", "bits", "named"),
    [(0xC1, 12, "JPEG of 12 bits"), (0xC3, 8, "lossless JPEG"), (0xC5, 8, "hierarchical JPEG")],
)
def test_an_odd_jpeg_is_named(marker: int, bits: int, named: str):
    data = bytearray(encoded(builders.mosaic(), "JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 1], data[at + 4] = marker, bits
    with pytest.raises(UnsupportedFormatError, match=named):
        decode(bytes(data))


def test_a_layout_that_makes_no_sense_is_damage():
    for tags in ({"t258": (99,)}, {"t277": 6500}, {"t339": 77}):
        with pytest.raises(CorruptImageError):
            decode(tiff(DEEP[..., 0], **tags))


def test_ordinary_layouts_are_read():
    for samples in ((RGB * 255).astype(np.uint8), DEEP, np.dstack([DEEP, DEEP[..., :1]])):
        tags = {"t338": 2} if samples.shape[2] == 4 else {}
        picture = decode(tiff(samples, **tags))
        assert (picture.width, picture.height) == SIZE


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X", "without ._"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git lfs pull"),
        (b"bplist00\xd1\x01\x02", "download the picture"),
        (bytes(512), "copy or download it again"),
        (b"\n\n<!DOCTYPE html><title>404</title>", "web page"),
        (b"To be painted tomorrow\n", "text file"),
        (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "JPEG XL"),
        (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "JPEG 2000"),
        (b"8BPS\x00\x01", "Photoshop"),
        (b"%PDF-1.7", "PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_stands_in_place_of_a_picture_is_named(start: bytes, said: str):
    with pytest.raises(UnsupportedFormatError, match=said):
        decode(start)
