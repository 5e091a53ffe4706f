"""What a PNG says about its colours without an ICC profile (PNG third edition, 11.3.2): told where it is not sRGB."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Final

_SRGB_GAMMA: Final = 0.45455
_GAMMA_SLACK: Final = 0.03
"""1/2.2 and the sRGB curve are written as one; a gamma of 1.8 or 1.0 is a different picture."""
_SRGB_PRIMARIES: Final = (0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
_PRIMARY_SLACK: Final = 0.01
_LIKE_SRGB: Final = frozenset({(1, 13), (1, 1), (1, 6), (1, 2), (2, 2), (2, 13), (2, 1)})
"""Pairs of primaries and curve (ITU-T H.273) that are sRGB, its video form, or not stated."""

_READ_AS: Final = "is not applied, and the values are taken as sRGB; export the picture in sRGB for true values."


def said_of_colours(chunks: Mapping[bytes, bytes]) -> tuple[str, ...]:
    """Return warnings about colour chunks (name to content) that say something other than sRGB.

    By the standard ``cICP`` outranks ``iCCP``, that ``sRGB``, and that ``gAMA`` with ``cHRM``.
    """
    if b"cICP" in chunks:
        return said_of_cicp(*chunks[b"cICP"][:2]) if len(chunks[b"cICP"]) >= 2 else ()
    if b"iCCP" in chunks or b"sRGB" in chunks:
        return ()
    return (*_gamma(chunks.get(b"gAMA", b"")), *_primaries(chunks.get(b"cHRM", b"")))


def said_of_cicp(primaries: int, curve: int) -> tuple[str, ...]:
    """Return a warning where code points of ITU-T H.273 name other colours than those of sRGB."""
    if (primaries, curve) in _LIKE_SRGB:
        return ()
    kind = "high dynamic range" if curve in {16, 18} else "another colour space than sRGB"
    return (f"The file says that it holds {kind} (code points {primaries}/{curve}); this {_READ_AS}",)


def _gamma(chunk: bytes) -> tuple[str, ...]:
    if len(chunk) != 4 or chunk == bytes(4):
        return ()
    gamma = int.from_bytes(chunk, "big") / 100_000
    if abs(gamma - _SRGB_GAMMA) <= _GAMMA_SLACK:
        return ()
    return (f"The PNG says that its values stand for light to the power of {gamma:.2f}; this {_READ_AS}",)


def _primaries(chunk: bytes) -> tuple[str, ...]:
    if len(chunk) != 32 or chunk == bytes(32):
        return ()
    found = [number / 100_000 for number in struct.unpack(">8I", chunk)]
    if all(abs(a - b) <= _PRIMARY_SLACK for a, b in zip(found, _SRGB_PRIMARIES, strict=True)):
        return ()
    return (f"The PNG names other primary colours than those of sRGB; this {_READ_AS}",)
