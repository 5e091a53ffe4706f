"""The painter's hand: what every part of the picture is made with, from a wash of colour to a single dash."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from brushwork import Brush, Canvas, Map, Strokes, lch, smoothstep

if TYPE_CHECKING:
    from collections.abc import Sequence

DASH = Brush(1, 1, dry=0.4, wet=0.1, body=1.4, opacity=0.92, hue_jitter=2.5)

Points: TypeAlias = "Sequence[tuple[float, ...]]"


def rows(text: str, columns: int = 2) -> list[tuple[float, ...]]:
    """Read a table of numbers written in one line: points "x y x y", or ellipses "x y rx ry" with 4 columns."""
    values = [float(word) for word in text.split()]
    return [tuple(values[at : at + columns]) for at in range(0, len(values), columns)]


def curve(points: Points, steps: int = 12) -> Points:
    """Pass a Catmull-Rom curve through the points, ends included."""
    p = np.array([points[0], *points, points[-1]], np.float64)
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = []
    for a, b, c, d in zip(p[:-3], p[1:-2], p[2:-1], p[3:], strict=True):
        parts.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    line = np.vstack([*parts, p[-1:]])
    return [(float(x), float(y)) for x, y in line]


def below(points: Points, floor: float) -> Points:
    """Close a skyline curve down to `floor`."""
    line = curve(points)
    return [*line, (line[-1][0], floor), (line[0][0], floor)]


class Painter:
    """A canvas with its coordinates in design pixels, and the few gestures the picture needs."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.x, self.y = canvas.grid()
        self.flat = np.zeros_like(self.x)

    def tone(self, *colour: float) -> Map:
        """Spread one L*, C, h over the canvas."""
        return np.asarray(lch(*colour) + np.zeros((*self.x.shape, 1), np.float32), np.float32)

    def passes(self, mask: Map, colour: Map, angle: Map, *brushes: Brush, cut: Map | None = None) -> None:
        """Paint one area with several brushes, the large first; a brush finer than a pixel is put away."""
        for brush in brushes:
            if brush.width * self.canvas.scale >= 0.9:
                self.canvas.fill(mask, colour, angle, brush, cut)

    def slab(self, points: Points, colour: Map, angle: float, width: float = 13, edge: float = 0.5) -> None:
        """Cut in one plane: strokes that stop at the contour, hard where `edge` is small."""
        cut = self.canvas.soften(self.canvas.shape(points), edge)
        brush = Brush(width, width * 2.6, 3.0, wander=0.12, dry=0.12, wet=0.04, hue_jitter=2.2, body=1.5, overhang=1.5)
        finer = replace(brush, width=width * 0.6, cover=1.2, dry=0.4)
        grown = smoothstep(0.02, 0.2, self.canvas.soften(cut, 2.0))
        self.passes(grown, colour, self.flat + angle, brush, finer, cut=cut)

    def dashes(
        self, place: tuple[Map, Map], size: tuple[Map, Map], lab: Map, angle: float = 0.0, **brush: float
    ) -> None:
        """Lay separate strokes at `place` (x, y) of `size` (length, width), all about one direction."""
        rng, n = self.canvas.rng, len(lab)
        turn = angle + rng.normal(0, 0.05, n)
        bend = rng.normal(0, 0.15, n) / np.maximum(size[0], 1)
        self.strokes((*place, turn, bend, *size, lab), replace(DASH, **brush))

    def strokes(self, parts: tuple[Map, ...], brush: Brush) -> None:
        """Lay strokes given as x, y, angle, curvature, length, width and colour."""
        self.canvas.lay(Strokes(*(np.asarray(part, np.float32) for part in parts)), brush)

    def blobs(self, table: str, tight: float) -> Map:
        """Give the highest of several soft ellipses "x y rx ry", (H, W) 0-1: a silhouette to break up."""
        total = np.zeros_like(self.x)
        for cx, cy, rx, ry in rows(table, 4):
            distance = ((self.x - cx) / rx) ** 2 + ((self.y - cy) / ry) ** 2
            total = np.maximum(total, np.exp(-tight * distance))
        return np.asarray(total, np.float32)

    def line(self, points: Points, widths: tuple[float, float], colour: Map, jitter: float = 2.0) -> None:
        """Draw with a loaded brush along a curve, tapering from the first width to the second."""
        p = np.array(curve(points, 10))
        a, b = p[:-1], p[1:]
        step = b - a
        size = np.hypot(step[:, 0], step[:, 1])
        wide = np.linspace(widths[0], widths[1], len(a))
        n = len(a)
        lab = colour + self.canvas.rng.normal(0, jitter, (n, 3))
        turn = np.arctan2(step[:, 1], step[:, 0])
        middle = (a + b) / 2
        parts = (middle[:, 0], middle[:, 1], turn, np.zeros(n), size * 1.6 + wide, wide, lab)
        self.strokes(parts, Brush(1, 1, dry=0.1, wet=0.05, body=1.3))
