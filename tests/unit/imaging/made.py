"""Small pictures and TIFF layouts for the tests of this folder."""

from __future__ import annotations

import io
import struct
from typing import Any

import numpy as np
from PIL import Image

SIZE = (96, 64)
LINEAR_GREY = 1.0


def ramp() -> np.ndarray:
    """Shares of light 0.05-0.95, as (64, 96) float64, a slope with one place for each value."""
    return np.linspace(0.05, 0.95, SIZE[0] * SIZE[1]).reshape(SIZE[::-1])


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def tiff(samples: np.ndarray, order: str = "<", **tags: int | tuple[int, ...]) -> bytes:
    """One uncompressed page of (h, w[, channels]) samples, least byte first; ``t<number>`` sets a tag to SHORTs."""
    height, width = samples.shape[:2]
    channels = 1 if samples.ndim == 2 else samples.shape[2]
    sort = {"u": 1, "i": 2, "f": 3}[samples.dtype.kind]
    pixels = samples.astype(samples.dtype.newbyteorder(order)).tobytes()
    entries: dict[int, tuple[int, ...]] = {
        256: (width,),
        257: (height,),
        258: (samples.dtype.itemsize * 8,) * channels,
        259: (1,),
        262: (2 if channels > 1 else 1,),
        277: (channels,),
        278: (height,),
        339: (sort,) * channels,
    }
    entries |= {int(name[1:]): value if isinstance(value, tuple) else (value,) for name, value in tags.items()}
    table = [(tag, 3, len(values), struct.pack(f"{order}{len(values)}H", *values)) for tag, values in entries.items()]
    table += [(273, 4, 1, struct.pack(f"{order}I", 8)), (279, 4, 1, struct.pack(f"{order}I", len(pixels)))]
    return _page(sorted(table), pixels, order)


def _page(table: list[tuple[int, int, int, bytes]], pixels: bytes, order: str) -> bytes:
    at = 8 + len(pixels)
    tail_at = at + 2 + 12 * len(table) + 4
    fields, tail = b"", b""
    for tag, kind, count, value in table:
        short = len(value) <= 4
        field = value.ljust(4, b"\x00") if short else struct.pack(f"{order}I", tail_at + len(tail))
        tail += b"" if short else value
        fields += struct.pack(f"{order}HHI", tag, kind, count) + field
    head = (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HI", 42, at)
    return head + pixels + struct.pack(f"{order}H", len(table)) + fields + bytes(4) + tail


def dng(sensor: np.ndarray, *, claims: tuple[int, int] | None = None) -> bytes:
    """A DNG whose first page is a grey preview of 16 x 12 px and whose sub-page holds (h, w) uint16 sensor values."""
    height, width = sensor.shape
    wide, high = claims or (width, height)
    values = sensor.astype("<u2").tobytes()
    preview = bytes([200]) * (16 * 12 * 3)
    preview_at, values_at = 8, 8 + len(preview)
    raw_at = values_at + len(values)
    raw = _directory(
        raw_at,
        {
            254: (4, (0,)),
            256: (4, (wide,)),
            257: (4, (high,)),
            258: (3, (16,)),
            259: (3, (1,)),
            262: (3, (32803,)),
            273: (4, (values_at,)),
            277: (3, (1,)),
            278: (4, (high,)),
            279: (4, (len(values),)),
            33421: (3, (2, 2)),
            33422: (1, (0, 1, 1, 2)),
            50714: (3, (0,)),
            50717: (3, (65535,)),
        },
    )
    first = _directory(
        raw_at + len(raw),
        {
            254: (4, (1,)),
            256: (4, (16,)),
            257: (4, (12,)),
            258: (3, (8, 8, 8)),
            259: (3, (1,)),
            262: (3, (2,)),
            271: (2, tuple(b"CAMERA\x00")),
            272: (2, tuple(b"MODEL\x00")),
            273: (4, (preview_at,)),
            277: (3, (3,)),
            278: (4, (12,)),
            279: (4, (len(preview),)),
            330: (4, (raw_at,)),
            50706: (1, (1, 4, 0, 0)),
            50721: (10, (1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1)),
            50728: (5, (1, 1, 1, 1, 1, 1)),
        },
    )
    return b"II*\x00" + struct.pack("<I", raw_at + len(raw)) + preview + values + raw + first


_FORMS = {1: "B", 2: "B", 3: "H", 4: "I", 5: "I", 10: "i"}


def _directory(at: int, entries: dict[int, tuple[int, tuple[int, ...]]]) -> bytes:
    tail_at = at + 2 + 12 * len(entries) + 4
    fields, tail = b"", b""
    for tag, (kind, numbers) in sorted(entries.items()):
        value = struct.pack(f"<{len(numbers)}{_FORMS[kind]}", *numbers)
        count = len(numbers) // 2 if kind in {5, 10} else len(numbers)
        short = len(value) <= 4
        field = value.ljust(4, b"\x00") if short else struct.pack("<I", tail_at + len(tail))
        tail += b"" if short else value + b"\x00" * (len(value) & 1)
        fields += struct.pack("<HHI", tag, kind, count) + field
    return struct.pack("<H", len(entries)) + fields + bytes(4) + tail
