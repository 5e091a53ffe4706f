"""Read the page directories of a TIFF or BigTIFF without decoding anything (Adobe TIFF 6.0; BigTIFF proposal)."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from art_assistant.errors import ArtAssistantError
from art_assistant.imaging.damage import Budget, corrupt, truncated
from art_assistant.imaging.limits import Limits

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_SUBFILE, _WIDTH, _HEIGHT, _BITS = 254, 256, 257, 258
_PHOTOMETRIC, _SUB_PAGES, _DNG_VERSION = 262, 330, 50706
_STRIPS, _STRIP_BYTES, _TILES, _TILE_BYTES = 273, 279, 324, 325
_TILE_WIDTH, _TILE_HEIGHT = 322, 323
_MOST_ENTRIES = 4096
_ENTRY_COST = 4
_ORDINARY_TILE = 2048
"""Tiles up to this side, in pixels, may be larger than the picture that they hold."""


_SENSOR = frozenset({32803, 34892})
"""Photometric interpretations of a sensor's own values: colour filter array and linear raw (TIFF/EP, DNG)."""

_MOST_SUB_PAGES = 16
_LITTLE_PAGE = 0b101
"""NewSubfileType of a page that is a smaller copy (bit 0) or a mask (bit 2) of another."""

Tags = Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        width, height: in pixels.
        copy: whether it is declared to be a smaller copy, or a mask, of another page.
        tags: its whole-number entries.

    """

    width: int
    height: int
    copy: bool
    tags: Tags


class _Reader:
    """Numbers of one file in its byte order and offset size."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.order: Literal["little", "big"] = "little" if data[:2] == b"II" else "big"
        self.big = data[2:4] in {b"+\x00", b"\x00+"}
        self.word = 8 if self.big else 4
        self.budget = Budget.of(len(data))

    def number(self, at: int, size: int) -> int:
        raw = self.data[at : at + size]
        if len(raw) < size:
            raise truncated()
        return int.from_bytes(raw, self.order)

    def values(self, kind: int, count: int, at: int) -> tuple[int, ...]:
        """Return the whole numbers of one directory entry whose value field stands at ``at``."""
        size = _SIZES[kind]
        if kind not in {1, 3, 4, 13, 16}:
            return ()
        self.budget.spend(count)
        start = at if count * size <= self.word else self.number(at, self.word)
        raw = self.data[start : start + count * size]
        if len(raw) < count * size:
            raise truncated()
        form = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q"}[kind]
        return struct.unpack(f"{'<' if self.order == 'little' else '>'}{count}{form}", raw)


def read_pages(data: bytes, limits: Limits) -> list[Page]:
    """Return the pages in file order; reading stops as soon as their pixels together pass the limit.

    Raises:
        TruncatedImageError: a directory, or the first page's pixels, lie behind the end of the bytes.
        CorruptImageError: the directories run in a circle, or one contradicts itself.

    """
    reader = _Reader(data)
    at = reader.number(8 if reader.big else 4, reader.word)
    pages: list[Page] = []
    seen: set[int] = set()
    pixels = 0
    while at and pixels <= limits.max_pixels:
        if at in seen:
            raise corrupt("its pages run in a circle")
        seen.add(at)
        tags, at = _directory(reader, at)
        page = _page(tags)
        if not pages:
            _check_pieces(tags, page, len(data))
        pages.append(page)
        pixels += page.width * page.height
    if not pages:
        raise corrupt("it holds no page")
    return pages


def is_camera_raw(data: bytes) -> bool:
    """Whether a TIFF holds the values of a camera's sensor (DNG, NEF, ARW, PEF, SRW, ...), whatever else it shows.

    Cameras put a small picture first and the sensor's values into a sub-page; a broken sub-page counts as none.
    """
    try:
        reader = _Reader(data)
        tags, following = _directory(reader, reader.number(8 if reader.big else 4, reader.word))
    except ArtAssistantError:
        return False
    others = (*tags.get(_SUB_PAGES, ())[:_MOST_SUB_PAGES], following)
    return _is_sensor(tags) or any(_sensor_at(reader, at) for at in others if at)


def _sensor_at(reader: _Reader, at: int) -> bool:
    try:
        return _is_sensor(_directory(reader, at)[0])
    except ArtAssistantError:
        return False


def _is_sensor(tags: Tags) -> bool:
    return _DNG_VERSION in tags or bool(_SENSOR & set(tags.get(_PHOTOMETRIC, ())))


def _directory(reader: _Reader, at: int) -> tuple[dict[int, tuple[int, ...]], int]:
    """Return the entries we need of one directory, and the offset of the next one."""
    count_size, entry_size = (8, 20) if reader.big else (2, 12)
    count = reader.number(at, count_size)
    if count > _MOST_ENTRIES:
        raise corrupt("a page has too many entries")
    reader.budget.spend(_ENTRY_COST * (count + 1))
    tags: dict[int, tuple[int, ...]] = {}
    for entry in range(at + count_size, at + count_size + count * entry_size, entry_size):
        tag, kind = reader.number(entry, 2), reader.number(entry + 2, 2)
        if tag in _NEEDED and kind in _SIZES:
            length = reader.number(entry + 4, reader.word)
            tags[tag] = reader.values(kind, length, entry + 4 + reader.word)
    return tags, reader.number(at + count_size + count * entry_size, reader.word)


_LAYOUT = frozenset({259, 277, 281, 284, 338, 339})
"""Compression, samples a pixel, largest value, planes, extra samples, and the sort of number (see ``layouts``)."""

_NEEDED = _LAYOUT | {
    *(_SUBFILE, _WIDTH, _HEIGHT, _BITS, _PHOTOMETRIC, _SUB_PAGES, _DNG_VERSION),
    *(_STRIPS, _STRIP_BYTES, _TILES, _TILE_BYTES, _TILE_WIDTH, _TILE_HEIGHT),
}


def _page(tags: Tags) -> Page:
    width, height = tags.get(_WIDTH, ()), tags.get(_HEIGHT, ())
    if not width or not height:
        raise corrupt("its size is missing")
    return Page(width[0], height[0], bool(tags.get(_SUBFILE, (0,))[0] & _LITTLE_PAGE), tags)


def _check_pieces(tags: Tags, page: Page, size: int) -> None:
    """Refuse a tile far larger than its picture, and pixels that lie behind the end of the file."""
    for tag, side in ((_TILE_WIDTH, page.width), (_TILE_HEIGHT, page.height)):
        if tags.get(tag, (0,))[0] > max(_ORDINARY_TILE, side + 16):
            raise corrupt("its tiles are far larger than the picture")
    for offsets, counts in ((_STRIPS, _STRIP_BYTES), (_TILES, _TILE_BYTES)):
        pairs = zip(tags.get(offsets, ()), tags.get(counts, ()), strict=False)
        if any(start + length > size for start, length in pairs):
            raise truncated()
