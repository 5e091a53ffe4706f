"""Say which sound files the decoders do not read, so that none of them is called damaged."""

from __future__ import annotations

from typing import Final

from PIL import TiffImagePlugin

from art_assistant.imaging.container.tiff import Tags

_PHOTOMETRIC, _BITS, _COMPRESSION, _SAMPLES, _PLANES, _EXTRA, _FORMAT = 262, 258, 259, 277, 284, 338, 339
_SIGNED: Final = 2
_REAL: Final = 3
_SEPARATE: Final = 2
_BYTE: Final = 8
_PHOTOMETRICS: Final = {
    0: "grey",
    1: "grey",
    2: "RGB",
    3: "palette colours",
    5: "CMYK",
    6: "YCbCr",
    8: "CIE L*a*b*",
    9: "ICC L*a*b*",
    10: "ITU L*a*b*",
    32844: "LogL",
    32845: "LogLuv",
}
_SURE: Final = frozenset({1, 2, 3, 4, 5, 7, 8, 32773, 32946})
"""Compressions that every build of Pillow reads (Adobe TIFF 6.0 and its supplements)."""
_METHODS: Final = {
    6: "old-style JPEG",
    34661: "JBIG",
    34712: "JPEG 2000",
    34887: "LERC",
    34892: "lossy JPEG",
    34925: "LZMA",
    50000: "Zstandard",
    50001: "WebP",
    50002: "JPEG XL",
    52546: "JPEG XL",
}
_MOST_BITS, _MOST_SAMPLES, _MOST_FORMAT = 64, 64, 6


def misread_tiff(tags: Tags) -> str | None:
    """Return what sort of TIFF a page is, where Pillow gives wrong pixels and no error; None elsewhere.

    It reads planes of 16 bits as planes of 8, and bytes with a sign as bytes without one.
    """
    bits, samples = tags.get(_BITS, (1,)), tags.get(_SAMPLES, (1,))[0]
    if _SIGNED in tags.get(_FORMAT, ()) and max(bits, default=1) <= _BYTE:
        return f"a TIFF of {max(bits)}-bit numbers with a sign"
    if tags.get(_PLANES, (1,))[0] != _SEPARATE or samples == 1 or max(bits, default=1) <= _BYTE:
        return None
    return f"a TIFF of {max(bits)}-bit colours in separate planes"


def odd_tiff(tags: Tags, order: bytes) -> str | None:
    """Return what sort of TIFF a page is, where Pillow may not read it; None where it does, or where it makes no sense.

    The sort begins with "a", as in "a TIFF of 32-bit floating-point RGB". ``order`` is the file's byte order, b"II" or
    b"MM": Pillow reads some sorts in one of them only.
    """
    bits, formats, samples = tags.get(_BITS, (1,)), tags.get(_FORMAT, (1,)), tags.get(_SAMPLES, (1,))[0]
    sane = all(0 < depth <= _MOST_BITS for depth in bits) and all(0 < sort <= _MOST_FORMAT for sort in formats)
    if not sane or not 0 < samples <= _MOST_SAMPLES or len(bits) > samples:
        return None
    method = tags.get(_COMPRESSION, (1,))[0]
    if method not in _SURE:
        return f"a TIFF compressed by {_METHODS.get(method, f'method {method}')}"
    if _known(tags, bits, samples, order):
        return None
    sort = "floating-point " if _REAL in formats else ""
    colours = _PHOTOMETRICS.get(tags.get(_PHOTOMETRIC, (0,))[0], "unknown colours")
    return f"a TIFF of {max(bits)}-bit {sort}{colours} in {samples} channel{'s' if samples > 1 else ''}"


def _known(tags: Tags, bits: tuple[int, ...], samples: int, order: bytes) -> bool:
    """Whether Pillow's own table of layouts holds this one."""
    photometric = tags.get(_PHOTOMETRIC, (0,))[0]
    depths = bits * samples if len(bits) == 1 else bits
    formats = tags.get(_FORMAT, (1,))
    sort = formats[:1] if len(set(formats)) == 1 else formats
    key = (order, photometric, sort, 1, depths, tags.get(_EXTRA, ()))
    return key in TiffImagePlugin.OPEN_INFO


def odd_jpeg(marker: int, bits: int, components: int) -> str | None:
    """Return what sort of JPEG a frame header announces, where Pillow may not read it (ITU-T T.81, table B.1).

    The sort begins with "a"; None for the baseline and progressive ones of 8 bits and 1, 3 or 4 components, and for
    what T.81 does not know.
    """
    if not 2 <= bits <= 16 or not 1 <= components <= 4:
        return None
    if bits != 8:
        return f"a JPEG of {bits} bits"
    if marker in {0xC3, 0xC7, 0xCB, 0xCF}:
        return "a lossless JPEG"
    if marker in {0xC5, 0xC6, 0xCD, 0xCE}:
        return "a hierarchical JPEG"
    if marker in {0xC9, 0xCA}:
        return "a JPEG with arithmetic coding"
    return "a JPEG of two components" if components == 2 else None
