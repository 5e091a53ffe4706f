"""A small oil painter: bristle strokes laid one by one on a canvas that keeps colour and relief.

Strokes follow an orientation field from large brushes to small ones (Litwinowicz 1997; Hertzmann 1998, "Painterly
rendering with curved brush strokes of multiple sizes"). Colours are planned in CIELAB, so that a value is a value.
Every length is in design pixels of a canvas 1600 wide; `Canvas.scale` turns them into real ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Map = NDArray[np.floating[Any]]  # held as float32; float64 where few numbers are meant
Bytes = NDArray[np.uint8]

DESIGN_WIDTH, DESIGN_HEIGHT = 1600, 1200
BRISTLES = 48  # rows of the widest brush's footprint
ATLAS_ROWS, ATLAS_COLUMNS = 1024, 2048
WHITE_D65 = np.array([0.95047, 1.0, 1.08883], np.float32)  # CIE 1931 2 degree observer
XYZ_TO_RGB = np.array(  # IEC 61966-2-1
    [[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]], np.float32
)


def lch(lightness: float, chroma: float, hue: float) -> Map:
    """Give CIELAB (3,) float32 of L* 0-100, chroma and hue in degrees."""
    angle = np.deg2rad(hue)
    return np.array([lightness, chroma * np.cos(angle), chroma * np.sin(angle)], np.float32)


def lab_to_srgb(lab: Map) -> Map:
    """Turn CIELAB (..., 3) under D65 into sRGB 0-1 of the same shape, clipped to the gamut."""
    fy = (lab[..., 0] + 16.0) / 116.0
    f = np.stack([fy + lab[..., 1] / 500.0, fy, fy - lab[..., 2] / 200.0], -1)
    xyz = np.where(f > 6.0 / 29.0, f**3, (f - 4.0 / 29.0) * (108.0 / 841.0)) * WHITE_D65
    linear = np.clip(xyz @ XYZ_TO_RGB.T, 0.0, 1.0)
    srgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.ascontiguousarray(srgb, dtype=np.float32)


def smoothstep(low: float, high: float, x: Map) -> Map:
    """Rise smoothly from 0 at `low` to 1 at `high`; any shape, float32."""
    t = np.clip((x - low) / (high - low), 0.0, 1.0)
    return np.asarray(t * t * (3.0 - 2.0 * t), np.float32)


def blend(under: Map, over: Map, share: Map) -> Map:
    """Mix (H, W, 3) or (3,) colours by an (H, W) share of the second."""
    return np.asarray(under + (over - under) * share[..., None], np.float32)


@dataclass(frozen=True, slots=True)
class Brush:
    """How one pass over an area is painted; lengths in design pixels, angles in radians."""

    width: float
    length: float
    cover: float = 1.0  # strokes per footprint: 1 just covers, less lets what lies below show
    opacity: float = 0.95
    wander: float = 0.25  # sigma of the angle
    bend: float = 0.25  # sigma of curvature times length
    dry: float = 0.35  # 0 loaded, 1 nearly empty at the end of the stroke
    wet: float = 0.12  # share of colour picked up from below
    taper: float = 0.0  # share of the width lost towards the end of the stroke
    body: float = 1.0  # thickness of paint
    value_jitter: float = 1.3  # sigma in L*
    hue_jitter: float = 3.2  # sigma in a* and b*: broken colour at equal value
    feather: float = 1.0  # above 1 the pass reaches out into the faint rim of its mask
    overhang: float = 0.35  # how far a stroke may leave its shape, in widths


@dataclass(frozen=True, slots=True)
class Strokes:
    """A batch of strokes: arrays of length n; colours (n, 3) in CIELAB."""

    x: Map
    y: Map
    angle: Map
    bend: Map
    length: Map
    width: Map
    lab: Map


class Canvas:
    """Paint on a toned, woven ground: sRGB colour and relief, both float32."""

    def __init__(self, width: int, seed: int, ground: Map) -> None:
        self.scale = width / DESIGN_WIDTH
        self.width, self.height = width, round(width * DESIGN_HEIGHT / DESIGN_WIDTH)
        self.rng = np.random.default_rng(seed)
        self._design = np.random.default_rng([seed, 1])  # apart, so that the shapes are the same at every size
        self.strokes = 0
        self._bristles = self._make_bristles()
        self.relief = np.zeros((self.height, self.width), np.float32)
        tone = lab_to_srgb(ground) * np.ones((self.height, self.width, 1), np.float32)
        self.rgb: Map = np.ascontiguousarray(tone * (1.0 + 0.10 * self.noise(60, 4)[..., None]), dtype=np.float32)

    def _make_bristles(self) -> Map:
        """Draw the streak texture: noise long in the direction of the stroke, 0-1."""
        size = (ATLAS_COLUMNS, ATLAS_ROWS)
        fine = self.rng.random((ATLAS_ROWS, ATLAS_COLUMNS // 8), np.float32)
        coarse = self.rng.random((ATLAS_ROWS // 3, ATLAS_COLUMNS // 48), np.float32)
        smooth = np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), np.float32)
        mix = 0.45 * np.asarray(cv2.resize(fine, size, interpolation=cv2.INTER_LINEAR), np.float32) + 0.55 * smooth
        ranks = np.interp(mix.ravel(), np.quantile(mix, np.linspace(0, 1, 65)), np.linspace(0, 1, 65))
        return np.asarray(ranks.reshape(mix.shape), np.float32)

    def grid(self) -> tuple[Map, Map]:
        """Give the design coordinates (x, y) of every pixel, each (H, W)."""
        y, x = np.mgrid[0 : self.height, 0 : self.width].astype(np.float32)
        return (x + 0.5) / self.scale, (y + 0.5) / self.scale

    def noise(self, cell: float, octaves: int = 3, stretch: float = 1.0) -> Map:
        """Give (H, W) fractal noise about -1..1 of a first wavelength `cell`, `stretch` times longer sideways."""
        total = np.zeros((self.height, self.width), np.float32)
        for octave in range(octaves):
            step = cell / 2**octave
            shape = (int(DESIGN_HEIGHT / step) + 3, int(DESIGN_WIDTH / step / stretch) + 3)
            layer = self._design.standard_normal(shape, np.float32)
            wave = cv2.resize(layer, (self.width, self.height), interpolation=cv2.INTER_CUBIC)
            total += np.asarray(wave, np.float32) / 2.0**octave
        return np.asarray(total / 1.6, np.float32)

    def shape(self, points: Sequence[tuple[float, ...]], rough: float = 0.0, grain: float = 40.0) -> Map:
        """Fill a polygon given in design pixels, its contour shaken by noise of `rough` pixels; (H, W) 0-1."""
        shift = 4
        corners = np.array(points, np.float64) * self.scale * 2**shift
        mask = np.zeros((self.height, self.width), np.uint8)
        cv2.fillPoly(mask, [np.round(corners).astype(np.int32)], 255, cv2.LINE_AA, shift)
        filled: Map = mask.astype(np.float32) / 255.0
        return self.shake(filled, rough, grain) if rough else filled

    def shake(self, image: Map, rough: float, grain: float) -> Map:
        """Displace an image by noise of `rough` design pixels and wavelength `grain`."""
        x, y = np.meshgrid(np.arange(self.width, dtype=np.float32), np.arange(self.height, dtype=np.float32))
        reach = rough * self.scale
        dx, dy = x + reach * self.noise(grain), y + reach * self.noise(grain)
        moved = cv2.remap(image, dx, dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(moved, np.float32)

    def soften(self, image: Map, sigma: float) -> Map:
        """Blur by a Gaussian of `sigma` design pixels."""
        return np.asarray(cv2.GaussianBlur(image, (0, 0), max(sigma * self.scale, 0.3)), np.float32)

    def along(self, image: Map, sigma: float) -> Map:
        """Give the direction of the contours of a map, radians (H, W): strokes that follow the form."""
        smooth = self.soften(image, sigma)
        gx, gy = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
        return np.asarray(np.arctan2(gx, -gy), np.float32)

    def shifted(self, image: Map, dx: float, dy: float) -> Map:
        """Move a map by design pixels, repeating its rim."""
        move = np.array([[1, 0, dx * self.scale], [0, 1, dy * self.scale]], np.float32)
        size = (self.width, self.height)
        return np.asarray(cv2.warpAffine(image, move, size, borderMode=cv2.BORDER_REPLICATE), np.float32)

    def sample(self, image: Map, x: Map, y: Map) -> Map:
        """Read a map at design coordinates, clamped to the canvas."""
        column = np.clip((x * self.scale).astype(np.int32), 0, self.width - 1)
        row = np.clip((y * self.scale).astype(np.int32), 0, self.height - 1)
        return np.asarray(image[row, column], np.float32)

    def fill(self, mask: Map, colour: Map, angle: Map, brush: Brush, cut: Map | None = None) -> None:
        """Paint an area with one brush: centres where `mask` is set, colour (H, W, 3) Lab, angle (H, W) radians."""
        strokes = self.plan(mask, colour, angle, brush)
        self.lay(strokes, brush, cut)

    def plan(self, mask: Map, colour: Map, angle: Map, brush: Brush) -> Strokes:
        """Choose the strokes of a pass: jittered grid, turned along the field, shortened where they leave the shape."""
        rng, step = self.rng, np.sqrt(brush.width * brush.length * 0.45 / brush.cover)
        gx, gy = np.meshgrid(np.arange(-step, DESIGN_WIDTH + step, step), np.arange(-step, DESIGN_HEIGHT + step, step))
        centres = np.stack([gx.ravel(), gy.ravel()]) + rng.uniform(-0.55, 0.55, (2, gx.size)) * step
        x, y = centres.astype(np.float32)
        keep = self.sample(mask, x, y) > rng.uniform(0.25, 0.75, x.size) ** brush.feather
        order = rng.permutation(np.flatnonzero(keep))
        x, y, n = x[order], y[order], order.size
        theta = self.sample(angle, x, y) + rng.normal(0, brush.wander, n).astype(np.float32)
        length = (brush.length * np.exp(rng.normal(0, 0.25, n))).astype(np.float32)
        width = (brush.width * np.exp(rng.normal(0, 0.18, n))).astype(np.float32)
        length = self._shorten(mask, (x, y, theta), length, brush)
        lab = self.sample(self.soften(colour, brush.width * 0.35), x, y)
        lab = lab + rng.normal(0, 1, (n, 3)) * np.array([brush.value_jitter, brush.hue_jitter, brush.hue_jitter])
        bend = rng.normal(0, brush.bend, n).astype(np.float32) / np.maximum(length, 1.0)
        return Strokes(x, y, theta, bend, length, width, lab.astype(np.float32))

    def _shorten(self, mask: Map, place: tuple[Map, Map, Map], length: Map, brush: Brush) -> Map:
        x, y, theta = place
        for _ in range(4):
            reach = np.maximum(length / 2 - brush.overhang * brush.width, 0.0)
            dx, dy = reach * np.cos(theta), reach * np.sin(theta)
            ends = np.minimum(self.sample(mask, x + dx, y + dy), self.sample(mask, x - dx, y - dy))
            length = np.where(ends < 0.4, np.maximum(length * 0.7, brush.width * 1.1), length).astype(np.float32)
        return length

    def lay(self, strokes: Strokes, brush: Brush, cut: Map | None = None) -> None:
        """Paint a batch in order; `cut` (H, W) 0-1 keeps the paint off where it is 0."""
        n = strokes.x.size
        spread = np.array([2.0, brush.hue_jitter, brush.hue_jitter], np.float32)
        twin = strokes.lab + self.rng.normal(0, 1, (n, 3)).astype(np.float32) * spread
        first, second = lab_to_srgb(strokes.lab), lab_to_srgb(twin)
        for i in range(n):
            self._stroke(strokes, i, (first[i], second[i]), brush, cut)
        self.strokes += n

    def _stroke(self, s: Strokes, i: int, pair: tuple[Map, Map], brush: Brush, cut: Map | None) -> None:
        """Lay one curved stroke: its footprint is a parabola strip, streaked along its length."""
        k = self.scale
        half, radius = float(s.length[i]) * k / 2, max(float(s.width[i]) * k / 2, 0.45)
        cx, cy, angle = float(s.x[i]) * k, float(s.y[i]) * k, float(s.angle[i])
        cos, sin, bend = float(np.cos(angle)), float(np.sin(angle)), float(s.bend[i]) / k
        sag = abs(bend) * half * half / 2 + radius
        rx, ry = abs(half * cos) + abs(sag * sin) + 1, abs(half * sin) + abs(sag * cos) + 1
        x0, x1 = max(int(cx - rx), 0), min(int(cx + rx) + 2, self.width)
        y0, y1 = max(int(cy - ry), 0), min(int(cy + ry) + 2, self.height)
        if x0 >= x1 or y0 >= y1:
            return
        dx = np.arange(x0, x1, dtype=np.float32) + (0.5 - cx)
        dy = (np.arange(y0, y1, dtype=np.float32) + (0.5 - cy))[:, None]
        along = dx * cos + dy * sin
        across = dy * cos - dx * sin - 0.5 * bend * along * along
        count = min(max(int(2 * radius / 1.4), 3), BRISTLES)
        row = np.clip((across * (0.5 / radius) + 0.5) * count, 0, count - 1).astype(np.int32)
        seed_row, seed_column = int(self.rng.integers(ATLAS_ROWS - BRISTLES)), int(self.rng.integers(ATLAS_COLUMNS))
        column = ((along / k * 1.3).astype(np.int32) + seed_column) & (ATLAS_COLUMNS - 1)
        streak = self._bristles[row + seed_row, column]
        profile = self._bristles[seed_row : seed_row + BRISTLES, seed_column]
        rounding = min(radius, half * 0.5) * (0.5 * (across / radius) ** 2 + 0.6 * profile[row])
        reach = radius * (1.0 - brush.taper * np.clip(0.5 + along / (2 * half), 0, 1))
        alpha = np.clip(reach - np.abs(across) + 0.5, 0, 1) * np.clip(half - rounding - np.abs(along) + 0.5, 0, 1)
        dryness = brush.dry * (0.45 + 0.55 * along / max(half, 1.0))
        alpha *= np.clip((streak - dryness) * 4.0 + 0.75, 0, 1) * brush.opacity
        box = (slice(y0, y1), slice(x0, x1))
        if cut is not None:
            alpha *= cut[box]
        under = self.rgb[min(max(int(cy), 0), self.height - 1), min(max(int(cx), 0), self.width - 1)]
        mixed = pair[0] + np.clip(profile * 1.6 - 0.4, 0, 1)[:, None] * (pair[1] - pair[0])
        load = (mixed * (1 - brush.wet) + under * brush.wet).astype(np.float32)
        paint = load[row] * (0.965 + 0.07 * streak)[..., None]
        self.rgb[box] += (paint - self.rgb[box]) * alpha[..., None]
        ridge = (0.5 + 0.6 * streak + 0.3 * (np.abs(across) > 0.75 * radius)) * (0.35 + float(load.mean()))
        relief = self.relief[box]
        relief += (ridge * (brush.body * min(radius / k, 14.0) / 10.0) - relief * 0.75) * alpha

    def finish(self) -> Bytes:
        """Light the relief from the upper left, let the weave show where paint is thin; BGR (H, W, 3) uint8."""
        relief = self.soften(self.relief, 1.1)
        slope = cv2.Sobel(relief, cv2.CV_32F, 1, 0, scale=0.125) + cv2.Sobel(relief, cv2.CV_32F, 0, 1, scale=0.125)
        light = 0.095 * np.tanh(-2.0 * slope * self.scale)
        x, y = self.grid()
        weave = np.sin(x * (2 * np.pi / 5.3)) * np.sin(y * (2 * np.pi / 5.0)) * (0.6 + 0.4 * self.noise(9, 1))
        thin = np.exp(-1.6 * relief)
        shade = 1.0 + light + 0.035 * weave * (0.25 + 0.75 * thin)
        rgb = np.clip(self.rgb * shade[..., None], 0.0, 1.0)
        return np.asarray(np.round(rgb[..., ::-1] * 255.0), np.uint8)
