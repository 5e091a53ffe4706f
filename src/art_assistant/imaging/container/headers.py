"""Read sizes and frame counts from headers alone, before a decoder is asked for anything.

Each reader walks the container's own structure with plain slicing, so that its time and memory do not depend on what
the header claims. Sources: ITU-T T.81 (JPEG), ISO/IEC 15948 and APNG (PNG), the GIF89a specification, the WebP
container specification, the BMP structures of the Windows GDI, and ISO/IEC 14496-12 with 23008-12 (HEIF, AVIF).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from PIL import PngImagePlugin

from art_assistant.imaging.container.frames import pages_of, several
from art_assistant.imaging.container.layouts import misread_tiff, odd_jpeg, odd_tiff
from art_assistant.imaging.container.png_colour import said_of_cicp, said_of_colours
from art_assistant.imaging.container.tiff import Tags, read_pages
from art_assistant.imaging.damage import Budget, corrupt, truncated, unread
from art_assistant.imaging.limits import Limits
from art_assistant.imaging.pixels.depth import FULL
from art_assistant.imaging.pixels.icc import TOO_LARGE

ENDS_EARLY = "The file stops before its end mark; every pixel is there and was read."


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says about itself.

    Attributes:
        width, height: size of the first frame's canvas as stored, before any orientation is applied.
        frames: number of frames or pages, at least 1.
        body: the bytes to decode: the file, less the parts that no pixel depends on where those could do harm.
        warnings: plain sentences about what is odd.
        one_scan: whether one pass over the bytes holds the whole picture, as in a baseline JPEG.
        odd: what sort of file it is, beginning with "a", where the decoder may not know that sort.
        depth: bits of each sample.
        white: the largest value that a sample may have, where the file says so; None where it does not.

    """

    width: int
    height: int
    frames: int
    body: bytes
    warnings: tuple[str, ...] = ()
    one_scan: bool = False
    odd: str | None = None
    depth: int = 8
    white: int | None = None


def read_header(data: bytes, kind: str, limits: Limits) -> Header:
    """Return the header of ``data``, which begins like ``kind``, its claims within ``limits``.

    Raises:
        TruncatedImageError: the structure stops before the last pixel.
        CorruptImageError: the structure contradicts itself.
        LimitError: a side, the pixels of all frames together, or the scans are over the limit.

    """
    return _READERS[kind](data, limits)


def _checked(limits: Limits, header: Header, pixels: int | None = None) -> Header:
    if header.width < 1 or header.height < 1:
        raise corrupt("it says that it has no pixels")
    area = header.width * header.height * header.frames
    limits.check_size(header.width, header.height, area if pixels is None else pixels)
    return header


def _unpack(form: str, data: bytes, at: int) -> tuple[int, ...]:
    try:
        return struct.unpack_from(form, data, at)
    except struct.error as error:
        raise truncated() from error


# JPEG


_SOF = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_SEQUENTIAL = frozenset({0xC0, 0xC1, 0xC9})
_SOS, _EOI = 0xDA, 0xD9
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})


def _jpeg(data: bytes, limits: Limits) -> Header:
    """Read a JPEG's frame header, and count the scans where the first one does not hold the whole picture."""
    header: Header | None = None
    sequential, components = False, 0
    for marker, at in _jpeg_segments(data):
        if marker in _SOF and header is None:
            bits, height, width, components = _unpack(">BHHB", data, at + 2)
            sequential = marker in _SEQUENTIAL
            odd = odd_jpeg(marker, bits, components)
            header = _checked(limits, Header(width, height, 1, data, odd=odd, depth=bits))
        elif marker == _SOS and header is not None:
            whole = sequential and _unpack("B", data, at + 2) == (components,)
            limits.check_scans(1 if whole else data.count(b"\xff\xda", at - 2))
            return replace(header, one_scan=whole)
        elif marker in {_SOS, _EOI}:
            break
    raise corrupt("its size is missing")


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield ``(marker, offset of its length)`` up to the end of the bytes."""
    at, budget = 2, Budget.of(len(data))
    while True:
        budget.spend(10)
        at = data.find(b"\xff", at)
        if at < 0:
            raise truncated()
        (marker,) = _unpack("B", data, at + 1)
        if marker in {0xFF, 0x00} | _BARE:
            at += 1 if marker == 0xFF else 2
            continue
        yield marker, at + 2
        (length,) = _unpack(">H", data, at + 2)
        at += 2 + max(length, 2)


# PNG


_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"eXIf", b"IDAT", b"IEND"})
_PNG_SAID = 64
"""Bytes of a chunk that are looked at for what it says of colours; the longest has 32."""
_PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"


def _png(data: bytes, limits: Limits) -> Header:
    """Read a PNG, and leave out the chunks no pixel depends on: compressed text is never inflated."""
    width, height = _unpack(">II", data, 16)
    if data[12:16] != b"IHDR":
        raise corrupt("its size is missing")
    _checked(limits, Header(width, height, 1, data))
    frames, still = 0, False
    notes: list[str] = []
    kept: dict[int, bytes] = {0: data[:8]}
    seen: dict[bytes, bytes] = {}
    for name, start, end in _png_chunks(data):
        if name == b"acTL":
            frames = max(frames, *_unpack(">I", data, start + 8))
        still |= name == b"IDAT" and b"fcTL" not in seen
        seen.setdefault(name, data[start + 8 : min(end - 4, start + 8 + _PNG_SAID)])
        if name == b"iCCP" and not _png_profile_fits(data[start + 8 : end - 4], limits):
            notes.append(TOO_LARGE)
        elif name in _PNG_KEPT:
            kept[start] = data[start:end]
    if b"IDAT" not in seen:
        raise truncated()
    if b"IEND" not in seen:
        kept[len(data)] = _PNG_END
        notes.append(ENDS_EARLY)
    # A picture that no frame control stands before is shown where nothing moves, and is no frame of the animation.
    frames = frames + still if frames else 1
    notes += (*several(frames), *said_of_colours(seen))
    header = Header(width, height, frames, b"".join(kept.values()), tuple(notes), depth=data[24])
    return _checked(limits, header)


def _png_profile_fits(chunk: bytes, limits: Limits) -> bool:
    """Whether an ``iCCP`` chunk inflates to no more than a profile may have; it is not inflated further than that."""
    most = min(limits.max_icc_bytes, PngImagePlugin.MAX_TEXT_CHUNK)
    name_end = chunk.find(b"\x00")
    try:
        return len(zlib.decompressobj().decompress(chunk[name_end + 2 :], most + 1)) <= most
    except zlib.error:
        return True


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield ``(name, start, end)`` of each whole chunk; stop at IEND, or where the bytes end after the last pixel."""
    at, seen_pixels, budget = 8, False, Budget.of(len(data))
    while at + 12 <= len(data):
        budget.spend(4)
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(data):
            break
        yield name, at, end
        if name == b"IEND":
            return
        seen_pixels |= name == b"IDAT"
        at = end
    if data[at + 4 : at + 8] == b"IDAT" or not seen_pixels:
        raise truncated()


# GIF


def _gif(data: bytes, limits: Limits) -> Header:
    width, height, flags = _unpack("<HHB", data, 6)
    at = 13 + _gif_table(flags)
    frames, budget = 0, Budget.of(len(data))
    while True:
        budget.spend(20)
        block = data[at : at + 1]
        if block == b";" or (not block and frames):
            break
        if block == b",":
            at, extent = _gif_frame(data, at, budget)
            if extent is None:
                break
            if frames == 0:
                width, height = max(width, extent[0]), max(height, extent[1])
            frames += 1
            _checked(limits, Header(width, height, frames, data))
        elif block == b"!":
            at = _gif_blocks(data, at + 2, budget)
        elif block:
            raise corrupt("it holds an unknown block")
        if at < 0 or not block:
            break
    if frames == 0:
        raise truncated()
    notes = () if data[at : at + 1] == b";" else (ENDS_EARLY,)
    return _checked(limits, Header(width, height, frames, data, (*notes, *several(frames))))


def _gif_table(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _gif_frame(data: bytes, at: int, budget: Budget) -> tuple[int, tuple[int, int] | None]:
    """Return the offset behind a frame and its extent on the canvas; None where the frame is not whole."""
    if at + 10 > len(data):
        return -1, None
    left, top, width, height, flags = _unpack("<HHHHB", data, at + 1)
    end = _gif_blocks(data, at + 11 + _gif_table(flags), budget)
    return end, None if end < 0 else (left + width, top + height)


def _gif_blocks(data: bytes, at: int, budget: Budget) -> int:
    """Return the offset behind a chain of sub-blocks, or -1 where the bytes end in it."""
    size = len(data)
    while at < size:
        budget.spend()
        length = data[at]
        at += 1 + length
        if length == 0:
            return at
    return -1


# WEBP


def _webp(data: bytes, limits: Limits) -> Header:
    (riff,) = _unpack("<I", data, 4)
    if riff + 8 > len(data):
        raise truncated()
    name = data[12:16]
    if name == b"VP8X":
        _unpack("<I6x", data, 20)
        width = 1 + int.from_bytes(data[24:27], "little")
        height = 1 + int.from_bytes(data[27:30], "little")
    elif name == b"VP8 ":
        width, height = (side & 0x3FFF for side in _unpack("<HH", data, 26))
    elif name == b"VP8L":
        (bits,) = _unpack("<I", data, 21)
        width, height = 1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF)
    else:
        raise corrupt("its size is missing")
    frames = max(1, _webp_frames(data))
    return _checked(limits, Header(width, height, frames, data, several(frames)))


def _webp_frames(data: bytes) -> int:
    at, frames, budget = 12, 0, Budget.of(len(data))
    while at + 8 <= len(data):
        budget.spend(4)
        frames += data[at : at + 4] == b"ANMF"
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + length + (length & 1)
    return frames


# BMP


def _bmp(data: bytes, limits: Limits) -> Header:
    (info,) = _unpack("<I", data, 14)
    width, height = _unpack("<HH" if info == 12 else "<ii", data, 18)
    return _checked(limits, Header(abs(width), abs(height), 1, data))


# HEIF and AVIF


def _boxes(data: bytes, limits: Limits) -> Header:
    """Read the largest ``ispe`` (picture size) property of a HEIF or AVIF file."""
    found = list(_properties(data, 0, len(data), 0, Budget.of(len(data))))
    sizes = [_unpack(">II", data, at + 4) for name, at in found if name == b"ispe"]
    if not sizes:
        raise corrupt("its size is missing")
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    colours = [at for name, at in found if name == b"colr"]
    return _checked(limits, Header(width, height, 1, data, _said_of_boxes(data, colours)))


def _said_of_boxes(data: bytes, colours: list[int]) -> tuple[str, ...]:
    """Return what to say of ``colr`` boxes: code points count only where there is no profile."""
    kinds = [data[at : at + 4] for at in colours]
    if any(kind in {b"prof", b"rICC"} for kind in kinds) or b"nclx" not in kinds:
        return ()
    primaries, curve = _unpack(">HH", data, colours[kinds.index(b"nclx")] + 4)
    return said_of_cicp(primaries, curve)


_CONTAINERS = {b"meta": 4, b"iprp": 0, b"ipco": 0}


def _properties(data: bytes, at: int, end: int, depth: int, budget: Budget) -> Iterator[tuple[bytes, int]]:
    """Yield ``(name, offset of its content)`` of the properties that tell a picture's size and colours."""
    while at + 8 <= end:
        budget.spend()
        size, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        head = 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        stop = end if size == 0 else at + size
        if size != 0 and size < head:
            raise corrupt("its boxes overlap")
        if stop > end:
            raise truncated()
        if name in {b"ispe", b"colr"}:
            yield name, at + head
        elif name in _CONTAINERS and depth < len(_CONTAINERS):
            yield from _properties(data, at + head + _CONTAINERS[name], stop, depth + 1, budget)
        at = stop


# TIFF


def _tiff(data: bytes, limits: Limits) -> Header:
    pages = read_pages(data, limits)
    first = pages[0]
    pixels = sum(page.width * page.height for page in pages)
    frames, notes = pages_of(pages)
    header = Header(
        first.width,
        first.height,
        frames,
        data,
        notes,
        odd=odd_tiff(first.tags, data[:2]),
        depth=max(first.tags.get(_BITS, ()), default=1),
        white=_white(first.tags),
    )
    misread = misread_tiff(first.tags)
    if misread is not None:
        raise unread(misread)
    return _checked(limits, header, pixels)


_BITS, _MAX_SAMPLE = 258, 281


def _white(tags: Tags) -> int | None:
    """Return the largest value of a sample where the depth does not tell it: 12 of 16 bits, or what a tag says."""
    depth = max(tags.get(_BITS, ()), default=1)
    stated = max(tags.get(_MAX_SAMPLE, ()), default=0)
    if 8 < depth < 16:
        return (1 << depth) - 1
    return stated if depth == 16 and 1 < stated < FULL else None


_READERS = {
    "JPEG": _jpeg,
    "PNG": _png,
    "GIF": _gif,
    "WEBP": _webp,
    "BMP": _bmp,
    "TIFF": _tiff,
    "HEIF": _boxes,
    "AVIF": _boxes,
}
