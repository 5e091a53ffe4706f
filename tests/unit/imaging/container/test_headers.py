from __future__ import annotations

import struct
import zlib

import pytest

from art_assistant.errors import CorruptImageError, InputError, LimitError, TruncatedImageError
from art_assistant.imaging.container.headers import read_header
from art_assistant.imaging.limits import Limits

MANY = 3_000_000


def _chunk(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


PNG = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
GIF = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0, 0, 0)
TIFF_PAGE = struct.pack("<H", 4000) + struct.pack("<HHII", 273, 4, 4000, 8) * 4000 + bytes(4)
CRUMBS = {
    "PNG": PNG + _chunk(b"IDAT") * MANY,
    "GIF": GIF + b"!\xfe" + b"\x01a" * MANY,
    "JPEG": b"\xff\xd8" + b"\xff\xe0\x00\x02" * MANY,
    "WEBP": b"RIFF"
    + struct.pack("<I", 8 * MANY)
    + b"WEBPVP8L"
    + struct.pack("<I", 8)
    + b"\x2f"
    + bytes(7)
    + b"ANMF\x00\x00\x00\x00" * MANY,
    "AVIF": b"\x00\x00\x00\x08free" * MANY,
    "TIFF": b"II*\x00\x08\x00\x00\x00" + TIFF_PAGE,
}


@pytest.mark.parametrize("kind", CRUMBS)
def test_a_file_of_crumbs_is_refused_before_all_are_looked_at(kind: str):
    with pytest.raises(CorruptImageError, match="too many pieces"):
        read_header(CRUMBS[kind], kind, Limits())


def test_frames_are_counted_against_the_limit_as_they_come():
    frame = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x00"
    with pytest.raises(LimitError):
        read_header(GIF + frame * 11, "GIF", Limits(max_pixels=10))
    assert read_header(GIF + frame * 10 + b";", "GIF", Limits(max_pixels=10)).frames == 10


def test_text_is_left_out_of_what_the_decoder_sees():
    end = _chunk(b"IDAT", zlib.compress(bytes(200))) + _chunk(b"IEND")
    header = read_header(PNG + _chunk(b"zTXt", b"secret") + _chunk(b"eXIf", b"kept") + end, "PNG", Limits())
    assert b"secret" not in header.body
    assert b"kept" in header.body
    assert header.warnings == ()


@pytest.mark.parametrize("kind", CRUMBS)
def test_every_beginning_of_a_header_is_refused(kind: str):
    for length in range(2, 40):
        with pytest.raises(InputError):
            read_header(CRUMBS[kind][:length], kind, Limits())


def test_a_page_behind_the_end_is_truncated():
    with pytest.raises(TruncatedImageError):
        read_header(b"MM\x00*\x00\x00\x10\x00", "TIFF", Limits())
