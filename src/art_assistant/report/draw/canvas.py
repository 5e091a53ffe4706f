"""A small drawing surface: smooth lines, type and labels on (h, w, 3) uint8 sRGB pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from art_assistant.imaging.arrays import U8, BoolMap, LabelMap
from art_assistant.imaging.colorspace import linear_to_srgb, srgb_to_linear
from art_assistant.report.draw.letters import Face, font, runs, settable, text_width

Color = tuple[int, int, int]
Point = tuple[float, float]
Window = tuple[slice, slice]

PAPER: Final[Color] = (236, 236, 236)
"""Neutral paper, L* 93: no colour of its own, so that none is lent to the picture."""

INK: Final[Color] = (28, 28, 28)
QUIET: Final[Color] = (82, 82, 82)
"""Grey for what stands second; 6.6:1 on the paper (WCAG 2.2 asks 4.5:1 of small type)."""

RULE: Final[Color] = (176, 176, 176)
MAT: Final[Color] = (119, 119, 119)
"""The mat around pictures, L* 50: values are judged against a middle grey (ISO 3664 asks for a neutral surround)."""

WHITE: Final[Color] = (255, 255, 255)
BLACK: Final[Color] = (0, 0, 0)

_SUBPIXEL_BITS: Final = 4

WIDEST_BLUR: Final = 8.0
"""Contours are rounded by at most this blur, in pixels: a picture of a few pixels would cost seconds, and be mush."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a line is drawn.

    Attributes:
        color: of the line.
        width: in pixels.
        dash: lengths of mark and gap, in pixels; None for a whole line.
        halo: colour of a wider line underneath that keeps it readable on any ground; None for none.

    """

    color: Color
    width: float = 2.0
    dash: tuple[float, float] | None = None
    halo: Color | None = None


class Canvas:
    """Pixels that can be drawn on; coordinates are pixels, origin top left."""

    def __init__(self, rgb: U8) -> None:
        self.rgb: U8 = np.array(rgb, dtype=np.uint8, order="C")

    @classmethod
    def blank(cls, width: int, height: int, color: Color = PAPER) -> Canvas:
        """Return an empty sheet."""
        return cls(np.full((height, width, 3), color, dtype=np.uint8))

    @property
    def width(self) -> int:
        """Width in pixels."""
        return int(self.rgb.shape[1])

    @property
    def height(self) -> int:
        """Height in pixels."""
        return int(self.rgb.shape[0])

    def paste(self, rgb: U8, x: int, y: int) -> None:
        """Set ``rgb`` down with its top left corner at (x, y); what hangs over the edge is cut."""
        height, width = rgb.shape[:2]
        self.rgb[y : y + height, x : x + width] = rgb[: self.height - y, : self.width - x]

    def box(self, x: float, y: float, width: float, height: float, color: Color) -> None:
        """Fill a rectangle, its sides rounded to whole pixels."""
        self.rgb[round(y) : round(y + height), round(x) : round(x + width)] = color

    def frame(self, x: float, y: float, width: float, height: float, color: Color) -> None:
        """Draw the outline of a rectangle, one pixel wide, inside it."""
        left, top, right, bottom = round(x), round(y), round(x + width), round(y + height)
        for y0, y1, x0, x1 in (
            (top, top + 1, left, right),
            (bottom - 1, bottom, left, right),
            (top, bottom, left, left + 1),
            (top, bottom, right - 1, right),
        ):
            self.rgb[y0:y1, x0:x1] = color

    def line(self, points: Sequence[Point], stroke: Stroke, *, closed: bool = False) -> None:
        """Draw a smooth line through ``points``."""
        path = [*points, points[0]] if closed else list(points)
        pieces = dashes(path, *stroke.dash) if stroke.dash else [path]
        if stroke.halo is not None:
            self._polylines(pieces, stroke.halo, stroke.width + 2.0 * max(1.0, stroke.width * 0.45))
        self._polylines(pieces, stroke.color, stroke.width)

    def _polylines(self, pieces: Sequence[Sequence[Point]], color: Color, width: float) -> None:
        paths = [_fixed(piece) for piece in pieces if len(piece) > 1]
        cv2.polylines(self.rgb, paths, False, color, max(1, round(width)), cv2.LINE_AA, _SUBPIXEL_BITS)  # noqa: FBT003

    def fill(self, rings: Sequence[Sequence[Point]], color: Color, opacity: float = 1.0) -> None:
        """Fill the area inside ``rings`` by the even-odd rule."""
        if opacity >= 1.0:
            cv2.fillPoly(self.rgb, [_fixed(ring) for ring in rings], color, cv2.LINE_AA, _SUBPIXEL_BITS)
            return
        over = self.rgb.copy()
        cv2.fillPoly(over, [_fixed(ring) for ring in rings], color, cv2.LINE_AA, _SUBPIXEL_BITS)
        cv2.addWeighted(over, opacity, self.rgb, 1.0 - opacity, 0.0, dst=self.rgb)

    def disc(self, centre: Point, radius: float, color: Color) -> None:
        """Fill a circle."""
        self._circle(centre, radius, color, -1)

    def ring(self, centre: Point, radius: float, stroke: Stroke) -> None:
        """Draw a circle, with its halo where the stroke has one."""
        if stroke.dash is not None:
            angles = np.linspace(0.0, 2.0 * np.pi, 73)
            circle = [(centre[0] + radius * np.cos(a), centre[1] + radius * np.sin(a)) for a in angles]
            self.line(circle, stroke)
            return
        if stroke.halo is not None:
            self._circle(centre, radius, stroke.halo, round(stroke.width + 2.0 * max(1.0, stroke.width * 0.45)))
        self._circle(centre, radius, stroke.color, max(1, round(stroke.width)))

    def _circle(self, centre: Point, radius: float, color: Color, thickness: int) -> None:
        scale = 1 << _SUBPIXEL_BITS
        where = (round(centre[0] * scale), round(centre[1] * scale))
        cv2.circle(self.rgb, where, max(1, round(radius * scale)), color, thickness, cv2.LINE_AA, _SUBPIXEL_BITS)

    def text(
        self, x: float, y: float, text: str, size: int, color: Color = INK, *, face: Face = "sans", anchor: str = "ls"
    ) -> float:
        """Set one line of type and return its width; ``anchor`` as in Pillow (``ls`` is left on the baseline)."""
        wide = text_width(text, face, size)
        start = x - {"l": 0.0, "m": wide / 2.0, "r": wide}[anchor[0]]
        for part, chosen in runs(settable(text, face), face):
            self._set((start, y), part, font(chosen, size), color, f"l{anchor[1]}")
            start += text_width(part, chosen, size)
        return wide

    def _set(self, at: Point, text: str, typeface: ImageFont.FreeTypeFont, color: Color, anchor: str) -> None:
        x, y = at
        left, top, right, bottom = typeface.getbbox(text, anchor=anchor)
        x0, y0 = int(np.floor(left + x)), int(np.floor(top + y))
        x1, y1 = int(np.ceil(right + x)) + 1, int(np.ceil(bottom + y)) + 1
        mask = Image.new("L", (max(1, x1 - x0), max(1, y1 - y0)))
        ImageDraw.Draw(mask).text((x - x0, y - y0), text, fill=255, font=typeface, anchor=anchor)
        self.blend(np.asarray(mask), x0, y0, color)

    def blend(self, coverage: NDArray[np.uint8], x: int, y: int, color: Color) -> None:
        """Lay ``color`` over the pixels from (x, y) on, as thick as ``coverage`` 0-255; the overhang is cut."""
        top, left = max(0, y), max(0, x)
        bottom, right = min(self.height, y + coverage.shape[0]), min(self.width, x + coverage.shape[1])
        if top >= bottom or left >= right:
            return
        alpha = coverage[top - y : bottom - y, left - x : right - x, None].astype(np.float32) / 255.0
        ground = self.rgb[top:bottom, left:right]
        self.rgb[top:bottom, left:right] = np.rint(ground + (np.asarray(color, np.float32) - ground) * alpha)

    def badge(self, centre: Point, text: str, size: int, fill: Color = WHITE, ink: Color = INK) -> None:
        """Set a number in a disc, ringed so that it stands out on any ground; it is moved inside the canvas."""
        radius = max(0.72 * size, 0.5 * text_width(text, "bold", size) + 0.28 * size)
        x = float(np.clip(centre[0], radius + 2.0, max(radius + 2.0, self.width - radius - 2.0)))
        y = float(np.clip(centre[1], radius + 2.0, max(radius + 2.0, self.height - radius - 2.0)))
        self.disc((x, y), radius + max(1.5, 0.07 * size), ink)
        self.disc((x, y), radius, fill)
        self.text(x, y, text, size, ink, face="bold", anchor="mm")


def _fixed(points: Sequence[Point]) -> NDArray[np.int32]:
    return np.rint(np.asarray(points, dtype=np.float64) * (1 << _SUBPIXEL_BITS)).astype(np.int32)


def dashes(points: Sequence[Point], mark: float, gap: float) -> list[list[Point]]:
    """Return the pieces of the line through ``points`` that are drawn: ``mark`` pixels on, ``gap`` pixels off."""
    path = np.asarray(points, dtype=np.float64)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    pieces = []
    for start in np.arange(0.0, along[-1], mark + gap):
        end = min(start + mark, along[-1])
        inner = along[(along > start) & (along < end)]
        stops = np.concatenate([[start], inner, [end]])
        pieces.append(list(zip(np.interp(stops, along, path[:, 0]), np.interp(stops, along, path[:, 1]), strict=True)))
    return pieces


def resized(rgb: U8, width: int, height: int) -> U8:
    """Return ``rgb`` at another size: averaged over areas when it shrinks, cubic when it grows."""
    if rgb.shape[:2] == (height, width):
        return rgb
    shrinks = width * height < rgb.shape[0] * rgb.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(rgb, (width, height), interpolation=how), dtype=np.uint8)


def painted_labels(labels: LabelMap, table: NDArray[Any], width: int, height: int, soften: float = 0.6) -> U8:
    """Return a label map as flat colours at another size, with smooth contours in place of pixel steps.

    Each label's indicator is enlarged and blurred, the strongest wins, and pixels on a contour mix the two strongest
    in linear light.

    Args:
        labels: (h, w) int32; -1 picks the last row of ``table``.
        table: (n, 3) uint8 sRGB, one row a label.
        width: of the result, in pixels.
        height: of the result, in pixels.
        soften: standard deviation of the blur, in pixels of ``labels``.

    """
    wrapped = np.where(labels < 0, len(table) - 1, labels).astype(np.uint8)
    scale = max(width / labels.shape[1], height / labels.shape[0])
    sigma = min(soften * scale, WIDEST_BLUR)
    # A weight and, below it, 255 - label in one number: the larger wins, and of two alike the lower label.
    best, second = (np.full((height, width), 255, dtype=np.uint16) for _ in range(2))
    for label in np.unique(wrapped):
        weight, window = _indicator(wrapped == label, width, height, sigma)
        rank = (weight.astype(np.uint16) << 8) | np.uint16(255 - label)
        np.maximum(second[window], np.minimum(best[window], rank), out=second[window])
        np.maximum(best[window], rank, out=best[window])
    margin = (best >> 8).astype(np.int16) - (second >> 8).astype(np.int16)
    return _mixed(_label_in(best), _label_in(second), margin, np.asarray(table, np.uint8), scale)


def _label_in(rank: NDArray[np.uint16]) -> NDArray[np.uint8]:
    return np.asarray(~rank.astype(np.uint8), dtype=np.uint8)


def _indicator(mask: BoolMap, width: int, height: int, sigma: float) -> tuple[NDArray[np.uint8], Window]:
    """Return an enlarged and blurred mask, 0-255, in the window outside which it is 0."""
    large = cv2.resize(mask.astype(np.uint8) * 255, (width, height), interpolation=cv2.INTER_LINEAR)
    window = window_of(mask, width, height, sigma)
    part = large[window]
    return np.asarray(cv2.GaussianBlur(part, (0, 0), sigma) if sigma > 0.3 else part, dtype=np.uint8), window


def window_of(mask: BoolMap, width: int, height: int, sigma: float) -> Window:
    """Return the window of an enlarged mask, (height, width), that holds all of it when it is blurred by ``sigma``."""
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    return _span(rows, height / mask.shape[0], sigma), _span(columns, width / mask.shape[1], sigma)


def _span(used: NDArray[np.intp], scale: float, sigma: float) -> slice:
    """Return the enlarged pixels over those that are used, their neighbours, and four sigma more on either side."""
    if not used.size:
        return slice(None)
    reach = scale + 4.0 * sigma + 2.0
    return slice(max(0, int(used[0] * scale - reach)), int((used[-1] + 1) * scale + reach) + 1)


def _mixed(
    first: NDArray[np.uint8], second: NDArray[np.uint8], margin: NDArray[np.int16], table: U8, scale: float
) -> U8:
    """Return ``first`` in its colours; the nearer the runner-up comes to it, the more of that one's is mixed in."""
    slope = 255.0 / (1.5 * max(scale, 1.0))
    clear, count = int(np.ceil(slope)), len(table)
    # A few thousand mixes stand for all pixels: each that occurs is worked out once.
    code = (first.astype(np.int32) * count + second) * (clear + 1) + np.minimum(margin, clear)
    mixes = np.flatnonzero(np.bincount(code.ravel()))
    pair, lead_over = np.divmod(mixes, clear + 1)
    lead = np.clip(0.5 + 0.5 * lead_over / slope, 0.5, 1.0).astype(np.float32)[:, None]
    linear = srgb_to_linear(table)
    colors = np.zeros((int(mixes[-1]) + 1, 3), dtype=np.uint8)
    colors[mixes] = linear_to_srgb(linear[pair // count] * lead + linear[pair % count] * (1.0 - lead))
    return np.take(colors, code, axis=0)
