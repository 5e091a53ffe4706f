"""Write image containers byte by byte, so that any field of them can lie."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
from PIL import Image

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
EOI = b"\xff\xd9"
ORIENTED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""What has to be done to an upright picture so that the EXIF orientation undoes it."""


def mosaic() -> Image.Image:
    """96 x 64 px of flat 8 x 8 blocks that no turn or mirror maps onto itself: a JPEG stores each block exactly."""
    rng = np.random.default_rng(7)
    blocks = rng.integers(30, 226, (8, 12, 3), dtype=np.uint8)
    return Image.fromarray(blocks.repeat(8, axis=0).repeat(8, axis=1))


def noise(width: int = 40, height: int = 30) -> Image.Image:
    """Pixels that do not compress, so that a cut always falls into them."""
    return Image.fromarray(np.random.default_rng(3).integers(0, 256, (height, width, 3), dtype=np.uint8))


def encode(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def exif(orientation: int) -> bytes:
    block = Image.Exif()
    block[0x0112] = orientation
    return block.tobytes()


def oriented(kind: str, orientation: int, **options: Any) -> bytes:
    turn = ORIENTED[orientation]
    stored = mosaic() if turn is None else mosaic().transpose(turn)
    return encode(stored, kind, exif=exif(orientation), **options)


# PNG


def chunk(name: bytes, body: bytes, *, crc: int | None = None) -> bytes:
    check = zlib.crc32(name + body) if crc is None else crc
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)


def ihdr(width: int, height: int, depth: int = 8, colour: int = 2) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))


def png(header: bytes, rows: bytes, *before: bytes, end: bool = True) -> bytes:
    body = chunk(b"IDAT", zlib.compress(rows, 9))
    return PNG_MAGIC + header + b"".join(before) + body + (chunk(b"IEND", b"") if end else b"")


def rows(values: np.ndarray) -> bytes:
    """Unfiltered PNG rows of big-endian samples."""
    lines = values.reshape(values.shape[0], -1)
    big = lines.astype(lines.dtype.newbyteorder(">"))
    return b"".join(b"\x00" + line.tobytes() for line in big)


def with_chunk(data: bytes, name: bytes, body: bytes) -> bytes:
    """Put a chunk behind IHDR."""
    return data[:33] + chunk(name, body) + data[33:]


# JPEG


def jpeg_segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def with_segment(data: bytes, marker: int, body: bytes) -> bytes:
    """Put a segment behind SOI."""
    return data[:2] + jpeg_segment(marker, body) + data[2:]


def jpeg_resized(data: bytes, width: int, height: int) -> bytes:
    """Let the frame header claim another size."""
    at = data.index(b"\xff\xc0") if b"\xff\xc0" in data else data.index(b"\xff\xc2")
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


def jpeg_of_many_scans(count: int) -> bytes:
    """Repeat the last scan of a progressive picture."""
    data = encode(mosaic(), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    scan = data[last:-2]
    return data[:-2] + scan * count + EOI


# TIFF


def tiff(entries: list[tuple[int, int, int, bytes | int]], pixels: bytes = b"", *, following: int = 0) -> bytes:
    """Write a little-endian TIFF: header, pixels at offset 8, one directory, and the values that do not fit in it."""
    directory = 8 + len(pixels) + (len(pixels) & 1)
    tail_at = directory + 2 + 12 * len(entries) + 4
    table, tail = b"", b""
    for tag, kind, count, value in sorted(entries, key=lambda entry: entry[0]):
        if isinstance(value, int):
            field = struct.pack("<HH" if kind == 3 else "<I", *((value, 0) if kind == 3 else (value,)))
        else:
            field = struct.pack("<I", tail_at + len(tail))
            tail += value
        table += struct.pack("<HHI", tag, kind, count) + field
    pad = b"\x00" * (len(pixels) & 1)
    head = b"II*\x00" + struct.pack("<I", directory)
    return head + pixels + pad + struct.pack("<H", len(entries)) + table + struct.pack("<I", following) + tail


def grey_tiff(width: int, height: int, pixels: bytes, **changes: int) -> bytes:
    """A one-strip grey TIFF; ``t<tag>=value`` changes or adds a LONG entry."""
    tags = {256: width, 257: height, 258: 8, 259: 1, 262: 1, 273: 8, 277: 1, 278: height, 279: len(pixels)}
    tags |= {int(name[1:]): value for name, value in changes.items()}
    return tiff([(tag, 4, 1, value) for tag, value in tags.items()], pixels)


# GIF, BMP, WEBP, AVIF


def gif_frames(width: int, height: int, frames: int) -> bytes:
    """A GIF of many frames of one pixel on a canvas of any size."""
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\x00\x00\x00\xff\xff\xff"
    frame = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return head + frame * frames + b";"


def bmp(width: int, height: int, *, bits: int = 24, compression: int = 0, pixels: bytes = b"\x80" * 16) -> bytes:
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, compression, len(pixels), 2835, 2835, 0, 0)
    palette = bytes(1024) if bits == 8 else b""
    offset = 14 + len(info) + len(palette)
    return b"BM" + struct.pack("<IHHI", offset + len(pixels), 0, 0, offset) + info + palette + pixels


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(
        name + struct.pack("<I", len(part)) + part + b"\x00" * (len(part) & 1) for name, part in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def vp8x(width: int, height: int, flags: int = 0) -> tuple[bytes, bytes]:
    return b"VP8X", bytes([flags, 0, 0, 0]) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")


def timeless(data: bytes) -> bytes:
    """Set the times of a moving AVIF to zero (version 1 of the movie, track and media headers)."""
    out = bytearray(data)
    for name in (b"mvhd", b"tkhd", b"mdhd"):
        at = data.find(name)
        while at >= 0:
            out[at + 8 : at + 24] = bytes(16)
            at = data.find(name, at + 1)
    return bytes(out)


# Colour profiles (ICC.1:2001-04, version 2)


def _s15(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _icc(space: bytes, tags: list[tuple[bytes, bytes]]) -> bytes:
    at, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for name, part in tags:
        table += name + struct.pack(">II", at + len(body), len(part))
        body += part + b"\x00" * (-len(part) % 4)
    size = at + len(body)
    head = struct.pack(">I4sI4s4s4s", size, b"none", 0x02400000, b"mntr", space, b"XYZ ")
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + _s15(0.9642) + _s15(1.0) + _s15(0.8249)
    return head.ljust(128, b"\x00") + struct.pack(">I", len(tags)) + table + body


def _text(name: bytes) -> bytes:
    return b"desc" + bytes(4) + struct.pack(">I", len(name) + 1) + name + b"\x00" + bytes(11 + 67 + 1)


def _xyz(x: float, y: float, z: float) -> bytes:
    return b"XYZ " + bytes(4) + _s15(x) + _s15(y) + _s15(z)


def _gamma(value: float) -> bytes:
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(value * 256)) + b"\x00\x00"


def _srgb_curve() -> bytes:
    code = np.arange(1024) / 1023
    line = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    return b"curv" + bytes(4) + struct.pack(">I", 1024) + np.rint(line * 65535).astype(">u2").tobytes()


P3_PRIMARIES = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
SRGB_PRIMARIES = ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410))


def profile_rgb(primaries: tuple[tuple[float, float, float], ...]) -> bytes:
    """Three primaries, adapted to D50, with the curve of sRGB."""
    curve = _srgb_curve()
    tags = [(b"desc", _text(b"RGB for tests")), (b"wtpt", _xyz(0.9505, 1.0, 1.0891))]
    tags += [(name, _xyz(*primary)) for name, primary in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries, strict=True)]
    return _icc(b"RGB ", [*tags, (b"rTRC", curve), (b"gTRC", curve), (b"bTRC", curve)])


def profile_grey(gamma: float) -> bytes:
    return _icc(
        b"GRAY",
        [(b"desc", _text(b"grey for tests")), (b"wtpt", _xyz(0.9642, 1.0, 0.8249)), (b"kTRC", _gamma(gamma))],
    )
