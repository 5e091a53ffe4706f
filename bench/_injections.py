"""Defects put into a good picture, one at a time, each with the finding it must raise. Only the benchmark knows them.

An injection takes (h, w, 3) uint8 sRGB and an amount 0-1 and returns the same kind of array; 0 leaves the picture
alone, and the metric it aims at moves in one direction with the amount.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Rgb = NDArray[np.uint8]
F32 = NDArray[np.float32]


@dataclass(frozen=True)
class Scene:
    """The untouched picture, the attention the network gives it (h, w, 0-1), and what says where a defect goes."""

    rgb: Rgb
    attention: F32
    seed: int
    place: int = 0

    def rng(self) -> np.random.Generator:
        """Return the same generator every time: an injection keeps its place while its amount is searched."""
        return np.random.default_rng(self.seed)


@dataclass(frozen=True)
class Injection:
    """One defect: the finding it must raise, the metric it is measured by, and which way that metric goes.

    A defect that may go to several ``places`` is put into the first that moves the metric far enough.
    """

    name: str
    finding: str
    metric: str
    sign: int
    apply: Callable[[Scene, float], Rgb]
    main: bool = True
    places: int = 1


def _lab(rgb: Rgb) -> F32:
    return cv2.cvtColor(rgb.astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB)


def _rgb(lab: Any) -> Rgb:
    back = cv2.cvtColor(np.asarray(lab, dtype=np.float32), cv2.COLOR_LAB2RGB)
    return np.clip(np.rint(back * 255.0), 0, 255).astype(np.uint8)


def _toned(scene: Scene, curve: Callable[[F32], Any]) -> Rgb:
    lab = _lab(scene.rgb)
    lab[..., 0] = np.clip(curve(lab[..., 0]), 0.0, 100.0)
    return _rgb(lab)


def range_compressed(scene: Scene, t: float) -> Rgb:
    middle = float(np.median(_lab(scene.rgb)[..., 0]))
    return _toned(scene, lambda light: middle + (light - middle) * (1.0 - t))


def _toe(light: Any, height: float) -> Any:
    return np.sqrt(light**2 + height**2) * 100.0 / np.hypot(100.0, height)


def darks_lifted(scene: Scene, t: float) -> Rgb:
    return _toned(scene, lambda light: _toe(light, 90.0 * t))


def lights_dulled(scene: Scene, t: float) -> Rgb:
    return _toned(scene, lambda light: 100.0 - _toe(100.0 - light, 110.0 * t))


def midtones_crowded(scene: Scene, t: float) -> Rgb:
    def curve(light: F32) -> Any:
        u = (light - 50.0) / 50.0
        return 50.0 + 50.0 * np.sign(u) * np.abs(u) ** (1.0 + 2.5 * t)

    return _toned(scene, curve)


def chroma_pushed(scene: Scene, t: float) -> Rgb:
    lab = _lab(scene.rgb)
    lab[..., 1:] *= 1.0 + 4.0 * t
    return _rgb(lab)


def chroma_drained(scene: Scene, t: float) -> Rgb:
    lab = _lab(scene.rgb)
    lab[..., 1:] *= 1.0 - t
    return _rgb(lab)


def _blob(shape: tuple[int, ...], centre: tuple[float, float], radius: float) -> F32:
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    distance = np.hypot(rows - centre[1], columns - centre[0])
    return np.clip((radius - distance) / (0.15 * radius) + 0.5, 0.0, 1.0).astype(np.float32)[..., None]


_BRIGHT = np.array([[255, 244, 200], [255, 96, 32], [40, 220, 255]], dtype=np.uint8)


def _brightest_stranger(rgb: Rgb, centre: tuple[float, float]) -> F32:
    """Return the bright colour that differs most from what lies around ``centre``."""
    x, y = int(centre[0]), int(centre[1])
    reach = max(rgb.shape[:2]) // 10
    around = _lab(rgb[max(0, y - reach) : y + reach, max(0, x - reach) : x + reach]).reshape(-1, 3).mean(axis=0)
    away = np.linalg.norm(_lab(_BRIGHT[None])[0] - around, axis=1)
    return _BRIGHT[int(np.argmax(away))].astype(np.float32)


def border_distractor(scene: Scene, t: float) -> Rgb:
    """Add a bright light, close to a seeded place of the frame."""
    height, width = scene.rgb.shape[:2]
    rng = scene.rng()
    side, along = int(rng.integers(4)), float(rng.uniform(0.2, 0.8))
    inset = 0.07 * min(height, width)
    centre = [
        (along * width, inset),
        (along * width, height - inset),
        (inset, along * height),
        (width - inset, along * height),
    ][side]
    radius = (0.022 + 0.02 * t) * float(np.hypot(height, width))
    cover = _blob(scene.rgb.shape, centre, radius) * min(1.0, 1.3 * t)
    bright = _brightest_stranger(scene.rgb, centre)
    return np.clip(scene.rgb * (1.0 - cover) + bright * cover, 0, 255).astype(np.uint8)


_FOCUS_RADII = (0.07, 0.11)
_FOCUS_SPOTS = 5


def _calmest(attention: F32, margin: tuple[float, float], first: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the (row, column) of up to five spots, least attended to first, inside a margin and far from the first."""
    height, width = attention.shape
    rows, columns = np.mgrid[:height, :width]
    diagonal = float(np.hypot(height, width))
    allowed = (abs(rows - height / 2) <= height / 2 - margin[0]) & (abs(columns - width / 2) <= width / 2 - margin[1])
    distance = np.hypot(rows - first[0], columns - first[1]) / diagonal
    far = allowed & (distance >= min(0.3, 0.75 * float(distance[allowed].max())))
    soft = np.where(far, cv2.GaussianBlur(attention, (0, 0), 0.05 * diagonal), np.inf)
    found = []
    while len(found) < _FOCUS_SPOTS and np.isfinite(soft).any():
        row, column = divmod(int(np.argmin(soft)), width)
        found.append((row, column))
        soft[np.hypot(rows - row, columns - column) < 0.14 * diagonal] = np.inf
    return found


def second_focus(scene: Scene, t: float) -> Rgb:
    """Lay a copy of what is looked at first, as large as a head or a bust, over a calm spot far from it."""
    height, width = scene.rgb.shape[:2]
    row, column = divmod(int(np.argmax(scene.attention)), width)
    radius = _FOCUS_RADII[scene.place % 2] * float(np.hypot(height, width))
    margin = (min(1.15 * radius, 0.45 * height), min(1.15 * radius, 0.45 * width))
    spots = _calmest(scene.attention, margin, (row, column))
    to_row, to_column = spots[min(scene.place // 2, len(spots) - 1)]
    shift = np.array([[1, 0, to_column - column], [0, 1, to_row - row]], dtype=np.float32)
    moved = cv2.warpAffine(scene.rgb, shift, (width, height), borderMode=cv2.BORDER_REFLECT)
    cover = _blob(scene.rgb.shape, (to_column, to_row), radius) * t
    return np.clip(np.rint(scene.rgb * (1.0 - cover) + moved * cover), 0, 255).astype(np.uint8)


def edges_blurred(scene: Scene, t: float) -> Rgb:
    if t <= 0.0:
        return scene.rgb
    linear = (scene.rgb.astype(np.float32) / 255.0) ** 2.2
    soft = cv2.GaussianBlur(linear, (0, 0), 0.2 + 6.0 * t)
    return np.clip(np.rint(soft ** (1.0 / 2.2) * 255.0), 0, 255).astype(np.uint8)


def edges_sharpened(scene: Scene, t: float) -> Rgb:
    """Move each pixel to the nearer of the lightest and the darkest of its neighbours: steps, without halos."""
    picture = scene.rgb.astype(np.float32)
    kernel = np.ones((3, 3), np.uint8)
    sharp = cv2.GaussianBlur(picture, (0, 0), 0.8)
    for _ in range(4):
        high, low = cv2.dilate(sharp, kernel), cv2.erode(sharp, kernel)
        grey = sharp @ np.array([0.3, 0.6, 0.1], dtype=np.float32)
        middle = 0.5 * (cv2.dilate(grey, kernel) + cv2.erode(grey, kernel))
        sharp = np.where((grey > middle)[..., None], high, low)
    return np.clip(picture * (1.0 - t) + sharp * t, 0, 255).astype(np.uint8)


def one_temperature(scene: Scene, t: float) -> Rgb:
    """Take away the chroma along the warm-cool axis that goes with lightness."""
    lab = _lab(scene.rgb)
    axis = np.array([np.cos(np.radians(50.0)), np.sin(np.radians(50.0))], dtype=np.float32)
    warm = lab[..., 1:] @ axis
    light = lab[..., 0]
    low, high = np.percentile(light, 33.3), np.percentile(light, 66.7)
    darks, lights = float(warm[light <= low].mean()), float(warm[light >= high].mean())
    ramp = np.clip((light - low) / max(high - low, 1.0), 0.0, 1.0) - 0.5
    lab[..., 1:] -= (1.15 * t * (lights - darks) * ramp)[..., None] * axis
    return _rgb(lab)


def darks_crushed(scene: Scene, t: float) -> Rgb:
    return _toned(scene, lambda light: np.maximum(light - 45.0 * t, 0.0) / (1.0 - 0.45 * t))


def lights_chalky(scene: Scene, t: float) -> Rgb:
    return _toned(scene, lambda light: 96.0 * np.minimum(light / (100.0 - 62.0 * t), 1.0))


def darks_of_one_hue(scene: Scene, t: float) -> Rgb:
    lab = _lab(scene.rgb)
    weight = np.clip((float(np.percentile(lab[..., 0], 45.0)) - lab[..., 0]) / 8.0, 0.0, 1.0)[..., None] * t
    tint = np.array([9.0, -14.0], dtype=np.float32)
    lab[..., 1:] = lab[..., 1:] * (1.0 - weight) + tint * weight
    return _rgb(lab)


def weight_to_one_side(scene: Scene, t: float) -> Rgb:
    lab = _lab(scene.rgb)
    ramp = np.linspace(1.0, 0.0, scene.rgb.shape[1], dtype=np.float32)[None, :]
    left = ramp if int(scene.rng().integers(2)) else 1.0 - ramp
    lab[..., 0] -= (0.95 * t * left**2) * lab[..., 0]
    return _rgb(lab)


def broken_into_patches(scene: Scene, t: float) -> Rgb:
    height, width = scene.rgb.shape[:2]
    cells = scene.rng().normal(0.0, 1.0, (9, 9)).astype(np.float32)
    field = np.sign(cv2.resize(cells, (width, height), interpolation=cv2.INTER_CUBIC))
    lab = _lab(scene.rgb)
    lab[..., 0] = np.clip(lab[..., 0] + 40.0 * t * field, 0.0, 100.0)
    return _rgb(lab)


def focus_softened(scene: Scene, t: float) -> Rgb:
    """Soften the edges near the first read and leave all others."""
    cover = cv2.GaussianBlur(np.clip(scene.attention * 2.2, 0.0, 1.0), (0, 0), 6.0)[..., None]
    soft = cv2.GaussianBlur(scene.rgb, (0, 0), 0.3 + 5.0 * t).astype(np.float32)
    return np.clip(scene.rgb * (1.0 - cover) + soft * cover, 0, 255).astype(np.uint8)


def rest_filled(scene: Scene, t: float) -> Rgb:
    """Lay broken touches over everything that was calm."""
    height, width = scene.rgb.shape[:2]
    cells = scene.rng().normal(0.0, 1.0, (height // 10, width // 10)).astype(np.float32)
    touches = cv2.resize(cells, (width, height), interpolation=cv2.INTER_CUBIC)
    lab = _lab(scene.rgb)
    lab[..., 0] = np.clip(lab[..., 0] + 22.0 * t * touches * (1.0 - scene.attention), 0.0, 100.0)
    return _rgb(lab)


INJECTIONS = (
    Injection("range compressed", "compressed_range", "values.range_steps", -1, range_compressed),
    Injection("darks lifted", "lifted_darks", "values.l_p5", 1, darks_lifted),
    Injection("lights dulled", "dull_lights", "values.l_p95", -1, lights_dulled),
    Injection("mid-tones crowded", "midtone_soup", "values.mid_share", 1, midtones_crowded),
    Injection("chroma pushed", "chroma_everywhere", "color.chroma_mean", 1, chroma_pushed),
    Injection("chroma drained", "no_chroma_accent", "color.accent_strength", -1, chroma_drained),
    Injection("bright distractor near the border", "border_pull", "emphasis.contrast_border", 1, border_distractor),
    Injection("second focal point", "competing_focus", "emphasis.rival", 1, second_focus, places=10),
    Injection("edges all blurred", "all_soft_edges", "edges.width_median", 1, edges_blurred),
    Injection("edges all sharpened", "all_hard_edges", "edges.hard_share", 1, edges_sharpened),
    Injection("one temperature", "one_temperature", "color.temperature_gap", -1, one_temperature),
    Injection("darks crushed", "crushed_darks", "values.darks_clumped", 1, darks_crushed, main=False),
    Injection("lights chalky", "chalky_lights", "values.light_share", 1, lights_chalky, main=False),
    Injection("darks of one hue", "one_dark_hue", "color.dark_hue_concentration", 1, darks_of_one_hue, main=False),
    Injection("weight to one side", "lopsided_weight", "composition.imbalance", 1, weight_to_one_side, main=False),
    Injection("broken into patches", "small_shapes", "masses.boundary_length", 1, broken_into_patches, main=False),
    Injection("focus softened", "hard_edges_off_focus", "edges.hard_focus_lead", -1, focus_softened, main=False),
    Injection("rest filled", "no_resting_place", "emphasis.quiet_share", -1, rest_filled, main=False),
)
