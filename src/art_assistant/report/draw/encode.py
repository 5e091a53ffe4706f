"""Pixels to bytes: PNG and JPEG without any metadata, and data URIs."""

from __future__ import annotations

import base64
import io
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from art_assistant.imaging.arrays import U8

_PALETTE_SIZE: Final = 256
_FLAT_GREYS: Final = 128
"""A picture of more greys than this is treated as a photograph."""

_LEVEL_FLAT: Final = 6
_LEVEL_PHOTO: Final = 2
"""Deflate levels: on photographs level 6 takes four times as long as level 2 to save 10 %."""


_SCREEN_QUALITY: Final = 85


def encode_png(rgb: U8) -> bytes:
    """Return the PNG of (h, w, 3) uint8 sRGB pixels, lossless, in the smallest of three forms that holds them.

    Pictures in greys are written with one channel, those of at most 256 colours with a palette. Nothing but pixels is
    written: no time, no software, no profile.
    """
    buffer = io.BytesIO()
    image = _compact(rgb)
    image.save(buffer, "PNG", compress_level=_LEVEL_FLAT if _is_flat(image) else _LEVEL_PHOTO)
    return buffer.getvalue()


def _is_flat(image: Image.Image) -> bool:
    """Return whether a compact picture is flat shapes rather than a photograph in colours or greys."""
    return image.mode == "P" or (image.mode == "L" and image.getcolors(_FLAT_GREYS) is not None)


def _compact(rgb: U8) -> Image.Image:
    if bool((rgb[..., 0] == rgb[..., 1]).all() and (rgb[..., 1] == rgb[..., 2]).all()):
        return Image.fromarray(np.ascontiguousarray(rgb[..., 0]))
    image = Image.fromarray(np.ascontiguousarray(rgb))
    colors = image.getcolors(_PALETTE_SIZE)
    return image if colors is None else _indexed(rgb, [color for _, color in colors])


def _indexed(rgb: U8, colors: list[Any]) -> Image.Image:
    table = np.array(sorted(colors), dtype=np.uint8)
    index = np.searchsorted(_codes(table), _codes(rgb)).astype(np.uint8)
    image = Image.fromarray(index)
    image.putpalette(table.tobytes(), "RGB")
    return image


def _codes(rgb: U8) -> NDArray[np.int32]:
    wide = rgb.astype(np.int32)
    return (wide[..., 0] << 16) | (wide[..., 1] << 8) | wide[..., 2]


def encode_jpeg(rgb: U8, quality: int = 75) -> bytes:
    """Return the JPEG of (h, w, 3) uint8 sRGB pixels, without metadata."""
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(rgb)).save(buffer, "JPEG", quality=quality, optimize=True)
    return buffer.getvalue()


def encode_screen(rgb: U8) -> tuple[bytes, str]:
    """Return (h, w, 3) uint8 sRGB pixels as a file for the screen, and its type: PNG of few flat colours, else JPEG."""
    compact = _compact(rgb)
    if not _is_flat(compact):
        return encode_jpeg(rgb, _SCREEN_QUALITY), "image/jpeg"
    buffer = io.BytesIO()
    compact.save(buffer, "PNG", compress_level=_LEVEL_PHOTO)
    return buffer.getvalue(), "image/png"


def smallest_uri(rgb: U8) -> str:
    """Return a data URI of the pixels: PNG for few flat colours, JPEG where that is smaller."""
    jpeg = encode_jpeg(rgb)
    compact = _compact(rgb)
    if not _is_flat(compact):
        return data_uri(jpeg, "image/jpeg")
    png = encode_png(rgb)
    return data_uri(png, "image/png") if len(png) <= len(jpeg) else data_uri(jpeg, "image/jpeg")


def data_uri(data: bytes, mime: str) -> str:
    """Return ``data`` as a ``data:`` address."""
    return f"data:{mime};base64,{base64.b64encode(data).decode('ascii')}"
