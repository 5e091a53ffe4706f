from __future__ import annotations

import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from art_assistant.errors import ArtAssistantError
from art_assistant.imaging.colorspace import srgb_to_linear
from art_assistant.imaging.decode import decode

SIDES = st.integers(1, 300)
SEEDS = st.integers(0, 2**32 - 1)


def _pixels(width: int, height: int, seed: int, channels: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, channels), dtype=np.uint8)


def _png(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


@given(SIDES, SIDES, SEEDS, st.sampled_from(["PNG", "JPEG", "BMP", "TIFF", "WEBP", "GIF"]))
def test_any_size_comes_out_in_the_right_shapes(width: int, height: int, seed: int, kind: str):
    buffer = io.BytesIO()
    Image.fromarray(_pixels(width, height, seed)).save(buffer, kind)
    picture = decode(buffer.getvalue())
    assert picture.detail.shape == picture.working.shape == (height, width, 3)
    assert max(picture.standard.shape[:2]) == 512
    assert abs(picture.standard.shape[0] * width - picture.standard.shape[1] * height) <= max(width, height)
    assert picture.model_input.shape == (224, 224, 3)
    assert {a.dtype for a in (picture.detail, picture.working, picture.standard, picture.model_input)} == {
        np.dtype(np.uint8)
    }


@given(st.integers(513, 640), st.integers(300, 640), SEEDS)
def test_a_reduction_keeps_the_mean_light(width: int, height: int, seed: int):
    pixels = _pixels(width, height, seed)
    picture = decode(_png(pixels))
    mean = srgb_to_linear(pixels).mean(axis=(0, 1), dtype=np.float64)
    for reduced in (picture.working, picture.standard, picture.model_input):
        assert np.abs(srgb_to_linear(reduced).mean(axis=(0, 1), dtype=np.float64) - mean).max() < 2e-3


@given(st.integers(2, 120), st.integers(2, 120), st.data())
def test_only_what_is_opaque_counts(width: int, height: int, data: st.DataObject):
    rgba = _pixels(width, height, 1, 4)
    edge = data.draw(st.integers(1, width - 1))
    rgba[:, :edge, 3] = 0
    rgba[:, edge:, 3] = 255
    picture = decode(_png(rgba))
    assert picture.counted is not None
    assert np.array_equal(picture.counted, rgba[..., 3] == 255)
    assert np.array_equal(picture.detail[picture.counted], rgba[..., :3][picture.counted])


@given(
    st.binary(max_size=400), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"BM", b"II*\x00"])
)
def test_any_bytes_give_a_picture_or_one_of_our_errors(tail: bytes, head: bytes):
    try:
        picture = decode(head + tail)
    except ArtAssistantError as error:
        code = error.code
    else:
        code = "ok" if picture.width * picture.height > 0 else "internal"
    assert code != "internal"
