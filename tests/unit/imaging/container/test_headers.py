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


# Structures by hand: what a reader says of the smallest file of its kind


def _webp(*chunks: bytes) -> bytes:
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _riff(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\x00" * (len(body) % 2)


def _canvas(width: int, height: int) -> bytes:
    return _riff(b"VP8X", b"\x02\x00\x00\x00" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little"))


@pytest.mark.parametrize("length", [0, 1, 2, 7, 8])
def test_frames_behind_a_chunk_of_odd_length_are_found(length: int):
    frames = [_riff(b"ANMF", bytes(16))] * 3
    data = _webp(
        _canvas(300, 200), _riff(b"ICCP", bytes(length)), frames[0], _riff(b"XMP ", bytes(length)), *frames[1:]
    )
    header = read_header(data, "WEBP", Limits())
    assert (header.width, header.height, header.frames) == (300, 200, 3)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (300, 200), (16383, 3)])
def test_each_kind_of_webp_tells_its_size(width: int, height: int):
    lossy = _riff(b"VP8 ", bytes(3) + b"\x9d\x01\x2a" + struct.pack("<HH", width | 0x4000, height | 0xC000))
    lossless = _riff(b"VP8L", b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14 | 1 << 28))
    for chunk in (lossy, lossless, _canvas(width, height)):
        header = read_header(_webp(chunk), "WEBP", Limits())
        assert (header.width, header.height, header.frames) == (width, height, 1)


def test_a_webp_of_large_canvas_tells_all_three_bytes():
    header = read_header(_webp(_canvas(70_000, 3)), "WEBP", Limits(max_side=80_000))
    assert (header.width, header.height) == (70_000, 3)


def test_a_webp_that_stops_early_is_truncated():
    data = _webp(_canvas(300, 200), _riff(b"ANMF", bytes(16)))
    assert read_header(data + b"more", "WEBP", Limits()).frames == 1
    with pytest.raises(TruncatedImageError):
        read_header(data[:-1], "WEBP", Limits())
    with pytest.raises(CorruptImageError, match="size is missing"):
        read_header(_webp(_riff(b"ALPH", bytes(16))), "WEBP", Limits())


@pytest.mark.parametrize(("width", "height"), [(3, 5), (3, -5), (300, 2)])
def test_a_bitmap_may_run_upwards(width: int, height: int):
    data = b"BM" + bytes(12) + struct.pack("<Iii", 40, width, height)
    header = read_header(data, "BMP", Limits())
    assert (header.width, header.height, header.frames) == (width, abs(height), 1)


def test_an_old_bitmap_has_short_sides():
    header = read_header(b"BM" + bytes(12) + struct.pack("<IHH", 12, 40_000, 7), "BMP", Limits())
    assert (header.width, header.height) == (40_000, 7)


def _segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def _frame(marker: int, components: int = 3) -> bytes:
    return _segment(marker, struct.pack(">BHHB", 8, 200, 300, components) + bytes(3 * components))


def _scan(components: int) -> bytes:
    return _segment(0xDA, bytes([components]) + bytes(2 * components + 3)) + b"\x12\x34"


@pytest.mark.parametrize("marker", [0xC0, 0xC1, 0xC2, 0xC3, 0xC9, 0xCF])
def test_a_jpeg_tells_its_size_whatever_stands_before_it(marker: int):
    comment = _segment(0xFE, b"\xff\xc0 not a frame")
    fill = b"\xff\xff\xff\x01\xff\xd0\x00"
    data = b"\xff\xd8" + _segment(0xE0, bytes(9)) + comment + fill + _frame(marker) + _scan(3) + b"\xff\xd9"
    header = read_header(data, "JPEG", Limits())
    assert (header.width, header.height, header.frames) == (300, 200, 1)
    assert header.one_scan is (marker in {0xC0, 0xC1, 0xC9})


@pytest.mark.parametrize("marker", [0xC4, 0xC8, 0xCC])
def test_tables_are_no_frames(marker: int):
    data = b"\xff\xd8" + _frame(marker) + _frame(0xC0) + _scan(3)
    assert read_header(data, "JPEG", Limits()).one_scan
    with pytest.raises(CorruptImageError, match="size is missing"):
        read_header(b"\xff\xd8" + _frame(marker) + _scan(3), "JPEG", Limits())


def test_a_scan_of_fewer_components_is_not_the_whole():
    start = b"\xff\xd8" + _frame(0xC0)
    assert not read_header(start + _scan(1) * 3 + b"\xff\xd9", "JPEG", Limits()).one_scan
    scans = Limits().max_scans
    assert read_header(start + _scan(1) * scans, "JPEG", Limits())
    with pytest.raises(LimitError):
        read_header(start + _scan(1) * (scans + 1), "JPEG", Limits())
    # In a file of one scan more marks are no scans: they are bytes of the picture.
    assert read_header(start + _scan(3) + b"\xff\xda" * (scans + 1), "JPEG", Limits()).one_scan


def test_the_first_frame_counts():
    data = b"\xff\xd8" + _frame(0xC0) + _segment(0xC2, struct.pack(">BHHB", 8, 9, 9, 3) + bytes(9)) + _scan(3)
    header = read_header(data, "JPEG", Limits())
    assert (header.width, header.height, header.one_scan) == (300, 200, True)


def _box(name: bytes, body: bytes, *, long: bool = False) -> bytes:
    if long:
        return struct.pack(">I", 1) + name + struct.pack(">Q", 16 + len(body)) + body
    return struct.pack(">I", 8 + len(body)) + name + body


def _ispe(width: int, height: int) -> bytes:
    return _box(b"ispe", bytes(4) + struct.pack(">II", width, height))


@pytest.mark.parametrize("long", [False, True])
def test_the_largest_picture_of_a_container_counts(long: bool):
    inner = _box(b"ipco", _ispe(40, 30) + _ispe(300, 200) + _ispe(200, 40), long=long)
    meta = _box(b"meta", bytes(4) + _box(b"hdlr", bytes(3)) + _box(b"iprp", inner, long=long), long=long)
    for kind in ("HEIF", "AVIF"):
        header = read_header(_box(b"ftyp", bytes(12)) + meta, kind, Limits())
        assert (header.width, header.height, header.frames) == (300, 200, 1)


def test_a_last_box_may_run_to_the_end():
    data = bytearray(_box(b"ftyp", bytes(12)) + _box(b"meta", bytes(4) + _ispe(300, 200)))
    data[20:24] = bytes(4)
    assert read_header(bytes(data), "AVIF", Limits()).width == 300


def test_boxes_that_contradict_each_other_are_corrupt():
    for size in (2, 7):
        with pytest.raises(CorruptImageError, match="overlap"):
            read_header(struct.pack(">I", size) + b"meta" + bytes(20), "AVIF", Limits())
    with pytest.raises(CorruptImageError, match="overlap"):
        read_header(struct.pack(">I", 1) + b"meta" + struct.pack(">Q", 15) + bytes(20), "AVIF", Limits())
    with pytest.raises(TruncatedImageError):
        read_header(struct.pack(">I", 30) + b"free" + bytes(20), "AVIF", Limits())
    with pytest.raises(TruncatedImageError):
        read_header(struct.pack(">I4sQ", 1, b"free", (1 << 56) + 24) + bytes(8) + _ispe(3, 4), "AVIF", Limits())
    assert read_header(_ispe(3, 4) + _box(b"free", bytes(20)), "AVIF", Limits()).height == 4
    assert read_header(_ispe(3, 4) + _box(b"free", b""), "AVIF", Limits()).height == 4
    with pytest.raises(TruncatedImageError):
        read_header(_ispe(3, 4) + struct.pack(">I", 30) + b"free", "AVIF", Limits())
    with pytest.raises(CorruptImageError, match="size is missing"):
        read_header(_box(b"free", bytes(20)), "AVIF", Limits())


def test_a_gif_frame_may_reach_over_the_canvas_and_have_a_table():
    table = b"," + struct.pack("<HHHHB", 2, 3, 4, 5, 0x80) + bytes(6) + b"\x02\x01\x00\x00"
    plain = b"," + struct.pack("<HHHHB", 50, 60, 1, 1, 0) + b"\x02\x00"
    note = b"!\xfe\x03abc\x00"
    header = read_header(GIF + note + table + note + plain + b";", "GIF", Limits())
    # Only the first frame makes the canvas larger.
    assert (header.width, header.height, header.frames) == (6, 8, 2)


def test_a_gif_with_a_table_of_its_own_starts_behind_it():
    start = b"GIF89a" + struct.pack("<HHBBB", 7, 9, 0x81, 0, 0) + bytes(12)
    header = read_header(start + b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x00;", "GIF", Limits())
    assert (header.width, header.height, header.frames) == (7, 9, 1)


def test_a_gif_that_ends_behind_a_frame_is_read_and_said():
    frame = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x01\x00\x00"
    assert read_header(GIF + frame, "GIF", Limits()).warnings
    for cut in range(1, len(frame)):
        header = read_header(GIF + frame + frame[:cut], "GIF", Limits())
        assert header.frames == 1
        assert header.warnings
    with pytest.raises(TruncatedImageError):
        read_header(GIF + frame[:-1], "GIF", Limits())
    with pytest.raises(CorruptImageError, match="unknown block"):
        read_header(GIF + frame + b"?", "GIF", Limits())


def _png(*chunks: bytes) -> bytes:
    return PNG + b"".join(chunks)


IDAT, IEND = _chunk(b"IDAT", zlib.compress(bytes(200))), _chunk(b"IEND")


def test_frames_of_a_moving_png_count():
    moving = read_header(_png(_chunk(b"acTL", struct.pack(">II", 7, 0)), IDAT, IEND), "PNG", Limits())
    # No control of a frame stands before the data, so that the still picture is one beside the seven.
    assert moving.frames == 8
    assert read_header(_png(IDAT, IEND), "PNG", Limits()).frames == 1
    with pytest.raises(LimitError):
        read_header(_png(_chunk(b"acTL", struct.pack(">II", 7, 0)), IDAT, IEND), "PNG", Limits(max_pixels=64 * 6))


def test_a_png_that_lacks_its_end_is_mended_and_said():
    header = read_header(_png(IDAT), "PNG", Limits())
    assert header.body == _png(IDAT, IEND)
    assert header.warnings
    assert read_header(_png(IDAT) + b"\x00\x00", "PNG", Limits()).body == _png(IDAT, IEND)
    assert header.body[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(header.body) == len(_png(IDAT, IEND))
    assert read_header(_png(IDAT, IEND) + b"behind", "PNG", Limits()).body == _png(IDAT, IEND)


def test_a_png_without_all_its_pixels_is_truncated():
    for data in (_png(), _png(IEND), _png(IDAT[:-1]), _png(IDAT, IDAT[:-1])):
        with pytest.raises(TruncatedImageError):
            read_header(data, "PNG", Limits())
    with pytest.raises(CorruptImageError, match="size is missing"):
        read_header(b"\x89PNG\r\n\x1a\n" + IDAT + IEND, "PNG", Limits())


def test_a_profile_that_inflates_too_far_is_left_out_and_said():
    limits = Limits(max_icc_bytes=1000)
    for size, kept in ((1000, True), (1001, False)):
        profile = _chunk(b"iCCP", b"name\x00\x00" + zlib.compress(bytes(size)))
        header = read_header(_png(profile, IDAT, IEND), "PNG", limits)
        assert (profile in header.body) is kept
        assert bool(header.warnings) is not kept
    broken = _chunk(b"iCCP", b"name\x00\x00not zlib")
    assert broken in read_header(_png(broken, IDAT, IEND), "PNG", limits).body


def _page(entries: list[tuple[int, int, int, int]], following: int = 0) -> bytes:
    """One directory of a little-endian TIFF: (tag, kind, count, value)."""
    rows = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return struct.pack("<H", len(entries)) + rows + struct.pack("<I", following)


def _tiff(*pages: bytes, pixels: bytes = b"") -> bytes:
    return b"II*\x00" + struct.pack("<I", 8) + b"".join(pages) + pixels


SIDES = [(256, 4, 1, 300), (257, 4, 1, 200)]


@pytest.mark.parametrize("kind", [3, 4])
def test_a_page_tells_its_size_and_pages_are_counted(kind: int):
    sides = [(256, kind, 1, 300), (257, kind, 1, 200)]
    first = _page(sides)
    header = read_header(_tiff(first), "TIFF", Limits())
    assert (header.width, header.height, header.frames) == (300, 200, 1)
    one = _page(sides, following=8 + len(first))
    second = _page([(256, kind, 1, 30), (257, kind, 1, 20)])
    assert read_header(_tiff(one, second), "TIFF", Limits(max_pixels=300 * 200 + 600)).frames == 2
    with pytest.raises(LimitError):
        read_header(_tiff(one, second), "TIFF", Limits(max_pixels=300 * 200 + 599))
    # Beyond the limit no further page is looked at.
    with pytest.raises(LimitError):
        read_header(_tiff(_page(sides, following=8)), "TIFF", Limits(max_pixels=300 * 200 - 1))


def test_a_big_endian_and_a_big_tiff_tell_the_same():
    big_endian = b"MM\x00*" + struct.pack(">I", 8) + struct.pack(">H", 2)
    big_endian += b"".join(struct.pack(">HHIHH", tag, 3, 1, side, 0) for tag, side in ((256, 300), (257, 200)))
    header = read_header(big_endian + bytes(4), "TIFF", Limits())
    assert (header.width, header.height) == (300, 200)
    large = b"II+\x00\x08\x00\x00\x00" + struct.pack("<Q", 16) + struct.pack("<Q", 2)
    large += b"".join(struct.pack("<HHQQ", tag, 16, 1, side) for tag, side in ((256, 300), (257, 200)))
    header = read_header(large + bytes(8), "TIFF", Limits())
    assert (header.width, header.height) == (300, 200)


def test_pages_that_run_in_a_circle_are_corrupt():
    with pytest.raises(CorruptImageError, match="circle"):
        read_header(_tiff(_page(SIDES, following=8)), "TIFF", Limits())
    with pytest.raises(CorruptImageError, match="no page"):
        read_header(b"II*\x00" + bytes(4), "TIFF", Limits())
    with pytest.raises(CorruptImageError, match="size is missing"):
        read_header(_tiff(_page(SIDES[:1])), "TIFF", Limits())


@pytest.mark.parametrize("tags", [(273, 279), (324, 325)])
def test_pixels_behind_the_end_of_the_file_are_truncated(tags: tuple[int, int]):
    start = 8 + len(_page([*SIDES, (0, 4, 1, 0), (0, 4, 1, 0)]))
    for length, whole in ((50, True), (51, False)):
        data = _tiff(_page([*SIDES, (tags[0], 4, 1, start), (tags[1], 4, 1, length)]), pixels=bytes(50))
        if whole:
            assert read_header(data, "TIFF", Limits()).width == 300
        else:
            with pytest.raises(TruncatedImageError):
                read_header(data, "TIFF", Limits())


@pytest.mark.parametrize("tag", [322, 323])
def test_tiles_are_no_larger_than_ordinary_ones_or_than_the_picture(tag: int):
    for tile, fits in ((2048, True), (2049, False)):
        data = _tiff(_page([*SIDES, (tag, 4, 1, tile)]))
        if fits:
            assert read_header(data, "TIFF", Limits()).height == 200
        else:
            with pytest.raises(CorruptImageError, match="tiles"):
                read_header(data, "TIFF", Limits())
    large = [(256, 4, 1, 3000), (257, 4, 1, 3000)]
    assert read_header(_tiff(_page([*large, (tag, 4, 1, 3016)])), "TIFF", Limits()).width == 3000
    with pytest.raises(CorruptImageError, match="tiles"):
        read_header(_tiff(_page([*large, (tag, 4, 1, 3017)])), "TIFF", Limits())


def test_numbers_that_do_not_fit_into_an_entry_stand_elsewhere():
    page_size = len(_page([*SIDES, (273, 3, 3, 0), (279, 3, 3, 0)]))
    strips, counts = 8 + page_size, 8 + page_size + 6
    entries = [*SIDES, (273, 3, 3, strips), (279, 3, 3, counts)]
    table = struct.pack("<3H", 0, 10, 20) + struct.pack("<3H", 10, 10, 10)
    assert read_header(_tiff(_page(entries), pixels=table), "TIFF", Limits()).width == 300
    table = struct.pack("<3H", 0, 10, 20) + struct.pack("<3H", 10, 10, 900)
    with pytest.raises(TruncatedImageError):
        read_header(_tiff(_page(entries), pixels=table), "TIFF", Limits())
    with pytest.raises(TruncatedImageError):
        read_header(_tiff(_page(entries), pixels=table[:-1]), "TIFF", Limits())


def test_an_entry_that_is_no_whole_number_tells_nothing():
    with pytest.raises(CorruptImageError, match="size is missing"):
        read_header(_tiff(_page([(256, 11, 1, 300), (257, 4, 1, 200)])), "TIFF", Limits())
    with pytest.raises(CorruptImageError, match="size is missing"):
        read_header(_tiff(_page([(256, 99, 1, 300), (257, 4, 1, 200)])), "TIFF", Limits())


def test_a_page_has_no_more_entries_than_pages_have():
    rows = [(40_000, 3, 1, 0)] * 4094
    assert read_header(_tiff(_page([*rows, *SIDES])), "TIFF", Limits()).width == 300
    with pytest.raises(CorruptImageError, match="too many entries"):
        read_header(_tiff(_page([*rows, *SIDES, rows[0]])), "TIFF", Limits())
