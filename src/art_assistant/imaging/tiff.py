"""Read the page directories of a TIFF or BigTIFF without decoding anything (Adobe TIFF 6.0; BigTIFF proposal)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Literal

from art_assistant.imaging.damage import Budget, corrupt, truncated
from art_assistant.imaging.limits import Limits

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_WIDTH, _HEIGHT, _BITS = 256, 257, 258
_STRIPS, _STRIP_BYTES, _TILES, _TILE_BYTES = 273, 279, 324, 325
_TILE_WIDTH, _TILE_HEIGHT = 322, 323
_MOST_ENTRIES = 4096
_ENTRY_COST = 4
_ORDINARY_TILE = 2048
"""Tiles up to this side, in pixels, may be larger than the picture that they hold."""


@dataclass(frozen=True, slots=True)
class Page:
    """Size of one page, in pixels."""

    width: int
    height: int


class _Reader:
    """Numbers of one file in its byte order and offset size."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.order: Literal["little", "big"] = "little" if data[:2] == b"II" else "big"
        self.big = data[2:4] in {b"+\x00", b"\x00+"}
        self.word = 8 if self.big else 4
        self.budget = Budget()

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


_NEEDED = frozenset({_WIDTH, _HEIGHT, _BITS, _STRIPS, _STRIP_BYTES, _TILES, _TILE_BYTES, _TILE_WIDTH, _TILE_HEIGHT})


def _page(tags: dict[int, tuple[int, ...]]) -> Page:
    width, height = tags.get(_WIDTH, ()), tags.get(_HEIGHT, ())
    if not width or not height:
        raise corrupt("its size is missing")
    return Page(width[0], height[0])


def _check_pieces(tags: dict[int, tuple[int, ...]], page: Page, size: int) -> None:
    """Refuse a tile far larger than its picture, and pixels that lie behind the end of the file."""
    for tag, side in ((_TILE_WIDTH, page.width), (_TILE_HEIGHT, page.height)):
        if tags.get(tag, (0,))[0] > max(_ORDINARY_TILE, side + 16):
            raise corrupt("its tiles are far larger than the picture")
    for offsets, counts in ((_STRIPS, _STRIP_BYTES), (_TILES, _TILE_BYTES)):
        pairs = zip(tags.get(offsets, ()), tags.get(counts, ()), strict=False)
        if any(start + length > size for start, length in pairs):
            raise truncated()
