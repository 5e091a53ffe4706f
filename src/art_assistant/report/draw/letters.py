"""The bundled typefaces, and words set in them: any script is shown, and no name is cut."""

from __future__ import annotations

import io
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Final, Literal

from anyascii import anyascii
from PIL import ImageFont

Face = Literal["serif", "italic", "sans", "bold", "han"]

_FILES: Final[dict[Face, str]] = {
    "serif": "EBGaramond12-Regular.otf",
    "italic": "EBGaramond12-Italic.otf",
    "sans": "Inter-Regular.otf",
    "bold": "Inter-SemiBold.otf",
    "han": "StudyHan.ttf",
}
_EAST: Final[Face] = "han"
"""Sets the Chinese and Japanese signs that the face of a line lacks."""

_NOWHERE: Final = "\uffff"
"""A character that no face holds, by definition of Unicode."""

_SMALLEST: Final = 9
"""Type is shrunk to no less than this, in pixels: smaller is no longer read."""


@lru_cache(maxsize=8)
def _font_bytes(face: Face) -> bytes:
    return resources.files("art_assistant.report").joinpath("fonts", _FILES[face]).read_bytes()


@lru_cache(maxsize=64)
def font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    """Return one of the bundled faces at ``size`` pixels."""
    return ImageFont.truetype(io.BytesIO(_font_bytes(face)), size)


@lru_cache(maxsize=8)
def _missing(face: Face) -> bytes:
    return bytes(font(face, 32).getmask(_NOWHERE))


@lru_cache(maxsize=4096)
def has_glyph(sign: str, face: Face) -> bool:
    """Return whether a face holds a character; white space is always there."""
    return sign.isspace() or (sign.isprintable() and bytes(font(face, 32).getmask(sign)) != _missing(face))


@lru_cache(maxsize=4096)
def settable(text: str, face: Face) -> str:
    """Return ``text`` in signs that a face holds, or that of Chinese and Japanese.

    Letters and figures of other scripts are written in Latin letters, from left to right. Pictographs are left out,
    unless nothing else is there; control characters are left out always. Only a text without any sign that could be
    told comes out empty.
    """
    signs = [" " if sign.isspace() else sign for sign in unicodedata.normalize("NFC", text)]
    signs = [sign for sign in signs if sign.isprintable()]
    if all(_is_held(sign, face) for sign in signs):
        return "".join(signs)
    told = "".join(_told(sign, face) for sign in signs)
    return " ".join((told if told.strip() else _held(anyascii("".join(signs)), face)).split())


def _is_held(sign: str, face: Face) -> bool:
    return has_glyph(sign, face) or has_glyph(sign, _EAST)


def runs(text: str, face: Face) -> list[tuple[str, Face]]:
    """Return settable text in pieces, each with the face that holds its signs."""
    pieces: list[tuple[str, Face]] = []
    for sign in text:
        chosen = face if has_glyph(sign, face) else _EAST
        if pieces and pieces[-1][1] == chosen:
            pieces[-1] = (pieces[-1][0] + sign, chosen)
        else:
            pieces.append((sign, chosen))
    return pieces


def _told(sign: str, face: Face) -> str:
    if _is_held(sign, face):
        return sign
    return "" if unicodedata.category(sign).startswith("S") else _held(anyascii(sign), face)


def _held(text: str, face: Face) -> str:
    return "".join(sign for sign in text if has_glyph(sign, face))


def text_width(text: str, face: Face, size: int) -> float:
    """Return the advance width of ``text`` as it is set, in pixels."""
    return float(sum(font(chosen, size).getlength(part) for part, chosen in runs(settable(text, face), face)))


@lru_cache(maxsize=16384)
def _advance(word: str, face: Face, size: int) -> float:
    return text_width(word, face, size)


def wrap_text(text: str, face: Face, size: int, width: float) -> list[str]:
    """Return ``text`` broken at spaces into lines at most ``width`` pixels wide; a longer word is broken too."""
    lines: list[str] = []
    space, room = _advance(" ", face, size), 0.0
    for word in settable(text, face).split():
        wide = _advance(word, face, size)
        if lines and space + wide <= room:
            lines[-1] = f"{lines[-1]} {word}"
            room -= space + wide
        else:
            lines.extend(_pieces(word, face, size, width) if wide > width else [word])
            room = width - _advance(lines[-1], face, size)
    return lines


def _pieces(word: str, face: Face, size: int, width: float) -> Iterator[str]:
    """Yield a word in pieces that fit; one sign is never broken."""
    start = 0
    while start < len(word):
        ends = range(start + 1, len(word) + 1)
        end = start + max(1, bisect_right([text_width(word[start:end], face, size) for end in ends], width))
        yield word[start:end]
        start = end


def shrunk(text: str, face: Face, size: int, width: float, lines: int = 1) -> int:
    """Return the largest size up to ``size`` at which ``text`` takes no more than so many lines of a width."""
    while size > _SMALLEST and len(wrap_text(text, face, size, width)) > lines:
        size -= max(1, size // 16)
    return max(_SMALLEST, size)
