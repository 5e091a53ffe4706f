"""An outline written for print: SVG to the hundredth of a millimetre, PNG with its resolution in it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from art_assistant.analysis.lines.outline import LineDrawing, Why
from art_assistant.errors import UsageError
from art_assistant.files.outlines import FORMATS, Format
from art_assistant.files.paper import INCH, Sheet
from art_assistant.report.outline.smooth import Points, bezier, flattened

PENS: Final[dict[Why, float]] = {"subject": 0.6, "mass": 0.4, "inner": 0.25}
"""Breadth of the lines in millimetres: what is placed first is drawn with the broadest pen."""
_THIN: Final = 0.15
"""The same of the frame and the grid."""
_INK, _GRID_GREY = 26, 150
_WHITE: Final = 255


@dataclass(frozen=True, slots=True)
class Printed:
    """How an outline is printed.

    Attributes:
        sheet: the paper, and where the picture lies on it.
        mirror: left and right are exchanged, for transfer from the back of the sheet.
        grid: columns and rows of a grid over the picture; None for none.

    """

    sheet: Sheet
    mirror: bool = False
    grid: tuple[int, int] | None = None


def formats_of(text: str) -> tuple[Format, ...]:
    """Return the formats that are named, by commas; raises UsageError where one is none of them."""
    names = {name.strip().lower() for name in text.split(",") if name.strip()}
    if not names or names - set(FORMATS):
        raise UsageError(f"'{text[:40]}' is no format; write {', '.join(FORMATS)}, or both.")
    return tuple(form for form in FORMATS if form in names)


def outline_svg(outline: LineDrawing, how: Printed) -> bytes:
    """Return an SVG whose sides are those of the sheet in millimetres, and whose unit is a millimetre."""
    sheet = how.sheet
    groups = [_group("grid", _THIN, _GRID_GREY, [_polyline(line) for line in _ruled(how)])]
    for why, pen in PENS.items():
        lines = [_path(pieces, closed=closed) for pieces, closed in _pieces(outline, how, why)]
        groups.append(_group(why, pen, _INK, lines))
    width, height = _number(sheet.width), _number(sheet.height)
    sides = f'width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {sides}>'
    parts = [head, "<title>Outline for transfer</title>", *groups, "</svg>"]
    return ("\n".join(parts) + "\n").encode()


def _group(name: str, pen: float, grey: int, lines: list[str]) -> str:
    ink = f"#{grey:02x}{grey:02x}{grey:02x}"
    style = f'fill="none" stroke="{ink}" stroke-width="{pen:g}" stroke-linecap="round" stroke-linejoin="round"'
    return "\n".join([f'<g id="{name}" {style}>', *(f'<path d="{line}"/>' for line in lines), "</g>"])


def _polyline(points: Points) -> str:
    return "M" + "L".join(_place(point) for point in points)


def _path(pieces: Points, *, closed: bool) -> str:
    corners = "".join(f"C{' '.join(_place(place) for place in piece[1:])}" for piece in pieces)
    return f"M{_place(pieces[0, 0])}{corners}{'Z' if closed else ''}"


def _place(point: NDArray[Any]) -> str:
    return f"{_number(float(point[0]))} {_number(float(point[1]))}"


def _number(number: float) -> str:
    """Return millimetres to the hundredth, without noughts at the end."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def outline_png(outline: LineDrawing, how: Printed, dpi: int) -> bytes:
    """Return a PNG in greys that knows its resolution.

    Raises:
        UsageError: the resolution is outside its range, or makes too many pixels.

    """
    width, height = how.sheet.pixels(dpi)
    page = np.full((height, width), _WHITE, dtype=np.uint8)
    unit = dpi / INCH
    for line in _ruled(Printed(how.sheet, grid=how.grid)):
        _stroke(page, line * unit, _THIN * unit, _GRID_GREY)
    for why in reversed(PENS):
        for pieces, _ in _pieces(outline, Printed(how.sheet), why):
            _stroke(page, flattened(pieces * unit, max(1.0, 0.5 * unit)), PENS[why] * unit, _INK)
    buffer = io.BytesIO()
    # The page is turned over as a whole, so that a mirrored print is the other one to the pixel.
    image = Image.fromarray(np.ascontiguousarray(page[:, ::-1]) if how.mirror else page)
    image.save(buffer, "PNG", dpi=(dpi, dpi))
    return buffer.getvalue()


def _stroke(page: NDArray[np.uint8], points: Points, breadth: float, grey: int) -> None:
    # The middle of the first pixel lies half a pixel from the edge of the sheet.
    path = np.rint((points - 0.5) * 16.0).astype(np.int32)
    cv2.polylines(page, [path], False, grey, max(1, round(breadth)), cv2.LINE_AA, 4)  # noqa: FBT003


def _pieces(outline: LineDrawing, how: Printed, why: Why) -> list[tuple[Points, bool]]:
    """Return the curves of one kind on the sheet, in millimetres, and whether each is closed."""
    curves = [curve for curve in outline.curves if curve.why == why and len(curve.points) > 1]
    return [(bezier(_on_sheet(curve.points, how), closed=curve.closed), curve.closed) for curve in curves]


def _on_sheet(points: NDArray[Any], how: Printed) -> Points:
    """Return points in fractions of the picture as millimetres of the sheet."""
    sheet = how.sheet
    size, corner = (sheet.picture_width, sheet.picture_height), (sheet.left, sheet.top)
    places = np.asarray(points, dtype=np.float64) * size + corner
    if how.mirror:
        places[:, 0] = sheet.width - places[:, 0]
    return places


def _ruled(how: Printed) -> list[Points]:
    """Return the frame of the picture and the lines of the grid, in millimetres."""
    columns, rows = how.grid or (1, 1)
    upright = [((x / columns, 0.0), (x / columns, 1.0)) for x in range(columns + 1)]
    level = [((0.0, y / rows), (1.0, y / rows)) for y in range(rows + 1)]
    return [_on_sheet(np.array(line), how) for line in (*upright, *level)]


def written(outline: LineDrawing, how: Printed, form: Format, dpi: int) -> bytes:
    """Return the outline as a file of one format; raises UsageError as ``outline_png`` does."""
    return outline_svg(outline, how) if form == "svg" else outline_png(outline, how, dpi)
