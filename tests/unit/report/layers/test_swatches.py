from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import pytest
from PIL.GimpPaletteFile import GimpPaletteFile

from art_assistant.report.drawn import Drawn
from art_assistant.report.layers.swatches import as_aco, as_ase, as_gpl
from art_assistant.report.model import Report
from art_assistant.report.ways import made

COLORS = [("pale blue, value 6.2", (139, 150, 161)), ("Ocker „hell“, value 0.0", (0, 255, 128))]


def of_aco(data: bytes) -> tuple[list[tuple[int, ...]], list[tuple[str, tuple[int, ...]]]]:
    """Read Photoshop's swatches as Adobe describes them: version 1, then version 2 with names."""
    stream = io.BytesIO(data)

    def take(form: str) -> tuple[int, ...]:
        return struct.unpack(">" + form, stream.read(struct.calcsize(">" + form)))

    version, count = take("HH")
    assert version == 1
    plain = [take("5H") for _ in range(count)]
    version, again = take("HH")
    assert (version, again) == (2, count)
    named = []
    for _ in range(count):
        color, (letters,) = take("5H"), take("I")
        named.append((stream.read(2 * letters).decode("utf-16-be").removesuffix("\0"), color))
    assert stream.read() == b""
    return plain, named


def of_ase(data: bytes) -> Iterator[tuple[str, str, tuple[float, ...]]]:
    """Read a swatch exchange file block by block, by the lengths that the blocks tell."""
    magic, major, minor, count = struct.unpack_from(">4sHHI", data)
    assert (magic, major, minor) == (b"ASEF", 1, 0)
    at = 12
    for _ in range(count):
        kind, length = struct.unpack_from(">HI", data, at)
        body = data[at + 6 : at + 6 + length]
        at += 6 + length
        assert kind == 1
        (letters,) = struct.unpack_from(">H", body)
        name = body[2 : 2 + 2 * letters].decode("utf-16-be")
        assert name.endswith("\0")
        space, *parts, sort = struct.unpack(">4s3fH", body[2 + 2 * letters :])
        assert sort == 2
        yield name[:-1], space.decode(), tuple(parts)
    assert at == len(data)


def test_photoshop_s_swatches_hold_each_colour_twice_and_its_name():
    plain, named = of_aco(as_aco(COLORS))
    assert [(name, color) for name, color in named] == [
        (name, (0, *(257 * part for part in rgb), 0)) for name, rgb in COLORS
    ]
    assert plain == [color for _, color in named]


def test_the_swatch_exchange_holds_shares_of_red_green_and_blue():
    for (name, rgb), (told, space, parts) in zip(COLORS, of_ase(as_ase(COLORS)), strict=True):
        assert (told, space) == (name, "RGB ")
        assert parts == pytest.approx([part / 255 for part in rgb], abs=1e-7)


def test_pillow_reads_the_gimp_palette():
    data = as_gpl(COLORS, "Mine")
    palette = GimpPaletteFile(io.BytesIO(data)).getpalette()[0]
    assert tuple(palette[:6]) == (*COLORS[0][1], *COLORS[1][1])
    lines = data.decode().splitlines()
    assert lines[:4] == ["GIMP Palette", "Name: Mine", "Columns: 2", "#"]
    assert [line.split("\t")[1] for line in lines[4:]] == [name for name, _ in COLORS]


def test_no_colours_are_a_file_without_any():
    assert of_aco(as_aco([])) == ([], [])
    assert list(of_ase(as_ase([]))) == []
    assert as_gpl([], "None") == b"GIMP Palette\nName: None\nColumns: 0\n#\n"


def test_every_colour_of_the_palette_has_its_name_and_value(report: Report):
    drawn = Drawn(report)
    told = [(f"{one.name}, value {one.value:.1f}", tuple(one.rgb)) for one in report.color.palette]
    assert len(told) >= 3
    assert [name for name, *_ in of_ase(made(drawn, "palette.ase"))] == [name for name, _ in told]
    named = of_aco(made(drawn, "palette.aco"))[1]
    assert [(name, tuple(part // 257 for part in color[1:4])) for name, color in named] == told
    lines = made(drawn, "palette.gpl").decode().splitlines()[4:]
    assert [(line[12:], tuple(map(int, line[:11].split()))) for line in lines] == told
