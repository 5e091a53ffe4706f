"""HEIC pictures through the real decoder, where the extra ``heif`` is installed."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from art_assistant.errors import ArtAssistantError, TooManyPixelsError, TruncatedImageError
from art_assistant.imaging.decode import decode
from art_assistant.imaging.limits import Limits

pillow_heif = pytest.importorskip("pillow_heif", reason="needs the extra 'heif'")


def heic(image: Image.Image, **options: object) -> bytes:
    pillow_heif.register_heif_opener()
    stream = io.BytesIO()
    image.save(stream, "HEIF", quality=90, **options)
    return stream.getvalue()


@pytest.fixture(scope="module")
def painting() -> Image.Image:
    """Four blocks of colour, wider than high."""
    blocks = np.array([[[200, 60, 40], [30, 90, 160]], [[240, 220, 150], [20, 40, 30]]], np.uint8)
    return Image.fromarray(blocks).resize((320, 240), Image.Resampling.NEAREST)


def test_a_heic_picture_is_what_its_pixels_say(painting: Image.Image) -> None:
    picture = decode(heic(painting), name="phone.heic")
    assert picture.format == "HEIF"
    assert (picture.width, picture.height) == painting.size
    truth = np.asarray(painting.resize(picture.working.shape[1::-1], Image.Resampling.BOX), np.int64)
    assert np.abs(truth - picture.working).mean() < 4.0


def test_orientation_is_applied_once(painting: Image.Image) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = decode(heic(painting, exif=exif.tobytes()), name="turned.heic")
    assert (turned.width, turned.height) == painting.size[::-1]
    truth = np.asarray(painting.rotate(-90, expand=True).resize(turned.working.shape[1::-1]), np.int64)
    assert np.abs(truth - turned.working).mean() < 6.0


@pytest.mark.parametrize("percent", [10, 50, 90, 99])
def test_a_cut_file_is_refused(painting: Image.Image, percent: int) -> None:
    data = heic(painting)
    with pytest.raises(TruncatedImageError):
        decode(data[: len(data) * percent // 100], name="cut.heic")


def test_limits_hold(painting: Image.Image) -> None:
    with pytest.raises(TooManyPixelsError):
        decode(heic(painting), name="large.heic", limits=Limits(max_pixels=1000))


def test_only_our_errors_escape_from_flipped_bytes(painting: Image.Image) -> None:
    data, rng, refused = heic(painting), np.random.default_rng(5), 0
    for _ in range(120):
        broken = bytearray(data)
        for place in rng.integers(0, min(len(data), 2000), rng.integers(1, 8)):
            broken[place] = rng.integers(0, 256)
        try:
            decode(bytes(broken), name="flipped.heic")
        except ArtAssistantError:
            refused += 1
    assert refused > 20
