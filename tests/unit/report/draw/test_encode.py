from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from art_assistant.report.draw.encode import data_uri, encode_jpeg, encode_png, smallest_uri


def decoded(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def chunks(png: bytes) -> list[bytes]:
    names, at = [], 8
    while at < len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        names.append(png[at + 4 : at + 8])
        at += size + 12
    return names


def noise(seed: int, height: int, width: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


@given(seed=st.integers(0, 2**32 - 1), height=st.integers(1, 24), width=st.integers(1, 24), colors=st.integers(1, 300))
@settings(max_examples=60, deadline=None)
def test_png_gives_back_every_pixel(seed: int, height: int, width: int, colors: int):
    table = noise(seed, colors, 1)[:, 0]
    rgb = table[np.random.default_rng(seed + 1).integers(0, colors, (height, width))]
    assert np.array_equal(decoded(encode_png(rgb)), rgb)


@pytest.mark.parametrize(
    ("rgb", "mode"),
    [
        (np.repeat(noise(1, 20, 20)[..., :1], 3, axis=-1), "L"),
        (noise(2, 10, 1)[:, 0][np.arange(400).reshape(20, 20) % 10], "P"),
        (noise(3, 40, 40), "RGB"),
    ],
)
def test_png_takes_the_smallest_form(rgb: np.ndarray, mode: str):
    assert Image.open(io.BytesIO(encode_png(rgb))).mode == mode


@pytest.mark.parametrize("rgb", [noise(4, 30, 30), np.full((30, 30, 3), 90, dtype=np.uint8)])
def test_pictures_hold_pixels_and_nothing_else(rgb: np.ndarray):
    assert set(chunks(encode_png(rgb))) <= {b"IHDR", b"PLTE", b"IDAT", b"IEND"}
    jpeg = encode_jpeg(rgb)
    assert b"Exif" not in jpeg
    assert b"ICC_PROFILE" not in jpeg
    assert not Image.open(io.BytesIO(jpeg)).getexif()


def test_the_same_pixels_give_the_same_bytes():
    rgb = noise(5, 50, 60)
    assert encode_png(rgb) == encode_png(rgb.copy())
    assert encode_jpeg(rgb) == encode_jpeg(rgb.copy())


def test_flat_colours_travel_lossless_and_photographs_as_jpeg():
    flat = np.zeros((60, 60, 3), dtype=np.uint8)
    flat[:, 30:] = (200, 40, 40)
    assert smallest_uri(flat).startswith("data:image/png;base64,")
    assert smallest_uri(noise(6, 60, 60)).startswith("data:image/jpeg;base64,")


def test_a_data_uri_holds_the_bytes():
    head, _, body = data_uri(b"\x00\xff ok", "image/png").partition(",")
    assert head == "data:image/png;base64"
    assert base64.b64decode(body) == b"\x00\xff ok"
