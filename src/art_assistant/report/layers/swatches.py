"""The palette as swatches: GIMP's palette, Adobe's swatch exchange and Photoshop's colours.

Sources: GIMP developers, *GIMP palette format* (https://developer.gimp.org/core/standards/gpl/); Adobe, *Photoshop File
Formats Specification*, "Color swatches" (aco); O. Selapa, *Swatch file formats* (https://www.selapa.net/swatches/colors/
fileformats.php), for the swatch exchange (ase), of which Adobe has published no description.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import Final

from art_assistant.analysis.color.palette import Swatch

_RGB: Final = 0
"""Photoshop's number of the colour space."""

_COLOR_ENTRY: Final = 1
_NORMAL: Final = 2
"""Of the swatch exchange: a block that holds one colour, and a colour that is neither global nor spot."""

Named = tuple[str, tuple[int, int, int]]


def named(palette: Iterable[Swatch]) -> list[Named]:
    """Return the colours of a palette with the name that a paint program shows: what it is called and its value."""
    return [(f"{swatch.name}, value {swatch.value:.1f}", swatch.rgb) for swatch in palette]


def as_gpl(colors: Sequence[Named], title: str) -> bytes:
    """Return colours as a GIMP palette, which Krita, Inkscape and MyPaint open as well."""
    lines = [f"{red:3d} {green:3d} {blue:3d}\t{name}" for name, (red, green, blue) in colors]
    return "\n".join(["GIMP Palette", f"Name: {title}", f"Columns: {len(colors)}", "#", *lines, ""]).encode()


def as_ase(colors: Sequence[Named]) -> bytes:
    """Return colours as an Adobe swatch exchange file: RGB from 0 to 1."""
    blocks = [_block(name, rgb) for name, rgb in colors]
    return b"ASEF" + struct.pack(">HHI", 1, 0, len(blocks)) + b"".join(blocks)


def _block(name: str, rgb: tuple[int, int, int]) -> bytes:
    shares = struct.pack(">4s3fH", b"RGB ", *(part / 255.0 for part in rgb), _NORMAL)
    body = struct.pack(">H", _units(name)) + _text(name) + shares
    return struct.pack(">HI", _COLOR_ENTRY, len(body)) + body


def as_aco(colors: Sequence[Named]) -> bytes:
    """Return colours as a Photoshop swatch file: once without names, as old readers want it, and once with them."""
    plain = [struct.pack(">5H", _RGB, *(257 * part for part in rgb), 0) for _, rgb in colors]
    told = [
        color + struct.pack(">I", _units(name)) + _text(name) for color, (name, _) in zip(plain, colors, strict=True)
    ]
    head = struct.pack(">HH", 1, len(colors)), struct.pack(">HH", 2, len(colors))
    return b"".join((head[0], *plain, head[1], *told))


def _text(name: str) -> bytes:
    return f"{name}\0".encode("utf-16-be")


def _units(name: str) -> int:
    return len(_text(name)) // 2
