"""A colour that stands for transparency, and inks that do not say which way round they are stored."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image
from tests.badfiles import builders
from tests.unit.imaging.made import ramp

from art_assistant.imaging.decode import decode
from art_assistant.imaging.pixels.read import UNSAID_INKS


def _png(samples: np.ndarray, depth: int, key: tuple[int, ...]) -> bytes:
    """A PNG of (h, w) grey or (h, w, 3) colours whose samples are below 2**depth; ``key`` is its transparent colour."""
    grey = samples.ndim == 2
    rows = [_packed(row.ravel(), depth) for row in samples]
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", samples.shape[1], samples.shape[0], depth, 0 if grey else 2, 0, 0, 0)),
        (b"tRNS", struct.pack(f">{len(key)}H", *key)),
        (b"IDAT", zlib.compress(b"".join(b"\x00" + row for row in rows))),
        (b"IEND", b""),
    ]
    told = (struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(told)


def _packed(row: np.ndarray, depth: int) -> bytes:
    if depth == 16:
        return row.astype(">u2").tobytes()
    bits = (row[:, None] >> np.arange(depth)[::-1]) & 1
    return np.packbits(bits.astype(np.uint8)).tobytes()


def _halves(depth: int, white: int, channels: int) -> np.ndarray:
    """Grey on the left whose bytes are not the key's, and the key, a third of white, on the right."""
    top = (1 << depth) - 1
    grey = np.rint(ramp() * white).astype(np.uint16)
    grey[np.abs(grey.astype(int) - top // 3) <= top // 255] += 1 + 2 * (top // 255)
    grey[:, 48:] = top // 3
    return grey if channels == 1 else np.dstack([grey] * 3)


@pytest.mark.parametrize(("depth", "channels"), [(1, 1), (2, 1), (4, 1), (8, 1), (16, 1), (8, 3), (16, 3)], ids=str)
def test_a_transparent_colour_is_found_at_every_depth(depth: int, channels: int):
    top = (1 << depth) - 1
    samples = _halves(depth, top, channels)
    picture = decode(_png(samples, depth, (top // 3,) * channels))
    assert picture.counted is not None
    if depth > 1:
        assert picture.counted[:, :40].all()
    assert not picture.counted[:, 56:].any()
    left = np.rint(samples.reshape(64, 96, -1)[:, :40, 0] / top * 255).astype(int)
    if depth > 1:
        assert np.abs(picture.detail[:, :40, 0].astype(int) - left).max() <= 1


def test_what_is_transparent_tells_nothing_of_the_range():
    samples = np.rint(ramp() * 4095).astype(np.uint16)
    samples[:, 48:] = 65535
    picture = decode(_png(samples, 16, (65535,)))
    assert any("4095 is taken as white" in said for said in picture.warnings)
    meant = np.rint(samples[:, :40] / 4095 * 255).astype(int)
    assert np.abs(picture.detail[:, :40, 0].astype(int) - meant).max() <= 1


def test_inks_that_do_not_say_which_way_round_they_are_have_a_warning():
    buffer = io.BytesIO()
    builders.mosaic().convert("CMYK").save(buffer, "JPEG")
    data = buffer.getvalue()
    at = data.index(b"\xff\xee")
    unsaid = data[:at] + data[at + 2 + int.from_bytes(data[at + 2 : at + 4], "big") :]
    assert UNSAID_INKS not in decode(data).warnings
    assert UNSAID_INKS in decode(unsaid).warnings
    assert np.array_equal(decode(data).detail, decode(unsaid).detail)


def test_colours_that_fill_their_range_are_told_nothing():
    rgb = np.dstack([np.rint(ramp() * 255).astype(np.uint8)] * 3)
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "PNG")
    assert not any("16 bits" in said for said in decode(buffer.getvalue()).warnings)
