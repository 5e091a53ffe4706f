"""Photoshop's layered file, which Krita, GIMP, Affinity and others open as well.

Source: Adobe, *Photoshop File Formats Specification* (https://www.adobe.com/devnet-apps/photoshop/fileformatashtml/):
big-endian; a header, two empty sections, the layers from the lowest up, and the picture as it looks when opened. Rows
are packed by PackBits (Apple, Technical Note TN1023), which every reader of the format knows.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import U8
from art_assistant.report.layers.stack import PaintLayer

_RGB: Final = 3
_DEPTH: Final = 8
_PACKED: Final = 1
_HIDDEN: Final = 2
_OPACITY: Final = -1
"""Number of the channel that says how much a layer covers; red, green and blue are 0, 1 and 2."""

_BLOCK: Final = 32
"""Pixels that are packed together: one byte and its count where they are alike, else a count and themselves."""

_NOTHING: Final = b"\x80"
"""The count that means nothing."""


@dataclass(frozen=True, slots=True)
class _Packed:
    """One channel: the bytes of each of its rows, and how many they are.

    Both together are even: some readers await each channel of a layer there, and others right behind the one before.
    """

    counts: bytes
    rows: bytes

    def alone(self) -> bytes:
        """Return the channel as it stands in a layer."""
        return struct.pack(">H", _PACKED) + self.counts + self.rows


def as_psd(layers: Sequence[PaintLayer]) -> bytes:
    """Return layers, from the lowest up, as a PSD of 8 bits a channel; the lowest covers all and is what is seen."""
    height, width = layers[0].pixels.shape[:2]
    head = struct.pack(">4sH6xHIIHH", b"8BPS", 1, 3, height, width, _DEPTH, _RGB)
    # Each layer's record tells how long its channels are; the channels of all layers follow the records of all.
    channels = [[packed.alone() for packed in _channels(layer.pixels)] for layer in layers]
    records = [_record(layer, own) for layer, own in zip(layers, channels, strict=True)]
    info = struct.pack(">h", len(layers)) + b"".join(records) + b"".join(data for own in channels for data in own)
    info += b"\0" * (len(info) % 2)
    seen = _channels(layers[0].pixels)[:3]
    merged = struct.pack(">H", _PACKED) + b"".join(one.counts for one in seen) + b"".join(one.rows for one in seen)
    return head + _sized(b"") + _sized(b"") + _sized(_sized(info) + _sized(b"")) + merged


def _record(layer: PaintLayer, channels: Sequence[bytes]) -> bytes:
    height, width = layer.pixels.shape[:2]
    lengths = zip((0, 1, 2, _OPACITY), map(len, channels), strict=True)
    told = b"".join(struct.pack(">hI", number, length) for number, length in lengths)
    blending = struct.pack(">4s4s4B", b"8BIM", b"norm", 255, 0, 0 if layer.shown else _HIDDEN, 0)
    extra = _sized(_sized(b"") + _sized(b"") + _short_name(layer.name) + _whole_name(layer.name))
    return struct.pack(">4iH", 0, 0, height, width, len(channels)) + told + blending + extra


def _short_name(name: str) -> bytes:
    """Return a name as old readers want it: up to 31 letters of ASCII with their count, filled up to fours."""
    letters = name.encode("ascii", "replace")[:31]
    text = bytes([len(letters)]) + letters
    return text + b"\0" * (-len(text) % 4)


def _whole_name(name: str) -> bytes:
    """Return a name in UTF-16, filled up to fours."""
    text = name.encode("utf-16-be")
    body = struct.pack(">I", len(text) // 2) + text
    return b"8BIMluni" + _sized(body + b"\0" * (-len(body) % 4))


def _sized(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _channels(pixels: U8) -> list[_Packed]:
    """Return red, green, blue and cover; channels that are alike are packed once."""
    planes = [np.ascontiguousarray(pixels[..., index]) for index in range(pixels.shape[2])]
    if len(planes) == _RGB:
        planes.append(np.full(pixels.shape[:2], 255, dtype=np.uint8))
    known: dict[bytes, _Packed] = {}
    for plane in planes:
        known.setdefault(plane.tobytes(), _packed(plane))
    return [known[plane.tobytes()] for plane in planes]


def _packed(plane: NDArray[np.uint8]) -> _Packed:
    """Return a channel, (h, w) uint8, packed row by row."""
    height, width = plane.shape
    whole = width // _BLOCK * _BLOCK
    parts = [_blocks(plane[:, :whole].reshape(height, -1, _BLOCK)), _blocks(plane[:, whole:].reshape(height, 1, -1))]
    data, keep = (np.concatenate(both, axis=1) for both in zip(*parts, strict=True))
    counts, rows = keep.sum(axis=1).astype(">u2"), data[keep].tobytes()
    if len(rows) % 2:
        counts[0] += 1
        rows = _NOTHING + rows
    return _Packed(counts.tobytes(), rows)


def _blocks(blocks: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Return blocks, (h, n, size), each behind its count, and which of the bytes are written, both a row a row."""
    height, number, size = blocks.shape
    if size == 0:
        return np.zeros((height, 0), np.uint8), np.zeros((height, 0), np.bool_)
    alike = (blocks == blocks[..., :1]).all(axis=2) & (size > 1)
    # A count n < 128 says that n + 1 bytes follow as they are; 257 - n that the next byte stands n times.
    count = np.where(alike, 257 - size, size - 1).astype(np.uint8)
    keep = np.ones((height, number, size + 1), dtype=np.bool_)
    keep[..., 2:] = ~alike[..., None]
    return np.concatenate([count[..., None], blocks], axis=2).reshape(height, -1), keep.reshape(height, -1)
