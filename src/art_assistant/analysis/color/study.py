"""The colour study: palette, harmony, temperature, chroma, gamut and limited palettes of one picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.color.cells import ColorCells, ColorNodes, color_cells, gather, mass_of
from art_assistant.analysis.color.harmony import CHROMA_FLOOR, Harmony, study_harmony, wheel_hue
from art_assistant.analysis.color.limited_palette import LimitedFit, fit_limited_palettes
from art_assistant.analysis.color.palette import Shades, Swatch, make_palette, shades_of
from art_assistant.analysis.color.temperature import Temperature, study_temperature, third_weights
from art_assistant.analysis.rounding import rounded
from art_assistant.errors import UsageError
from art_assistant.imaging.arrays import F32, U8, BoolMap, LabelMap

MIN_COLORS, MAX_COLORS, DEFAULT_COLORS = 3, 8, 6

HIGH_CHROMA = 40.0
"""C*ab from which a colour counts as high in chroma."""

GAMUT_REACH = 110.0
"""The a*b* plane is drawn from -110 to +110, which holds every sRGB colour but the deepest blues' edge."""

GAMUT_STEP = 5.0
"""Side of one bin of the a*b* density, in units of a* and b*."""

_GAMUT_COVER = 0.995
_ON_THE_SIDE = 1e-2
_SPARSE_SIDE = 128
_GREY = 2.0
"""C*ab below which no colour of a picture has a hue, and the picture no gamut mask."""
_HUED_DARKS = 2.0
"""Mean C*ab below which the darks have no hue to speak of."""
_COLORFUL_WORDS = (
    (15.0, "not colorful"),
    (33.0, "slightly colorful"),
    (45.0, "moderately colorful"),
    (59.0, "averagely colorful"),
    (82.0, "quite colorful"),
    (109.0, "highly colorful"),
)


@dataclass(frozen=True, slots=True)
class Colorfulness:
    """Hasler and Suesstrunk's colourfulness, with the word of the category that it has reached."""

    value: float | None
    words: str

    def as_dict(self) -> dict[str, Any]:
        """Return plain Python for JSON."""
        return {"value": None if self.value is None else round(self.value, 1), "words": self.words}


@dataclass(frozen=True, slots=True)
class Gamut:
    """Where the colours lie on the a*b* plane.

    Attributes:
        hull: (n, 2) corners (a*, b*) of the convex hull of the colours, rare ones (0.5 %) left out.
        area: area of that hull, in square units of a*b*.
        centre: mean (a*, b*).
        mask: (m, 2) corners (degrees, C*) of the hull of the same colours on the painter's wheel: the gamut mask; none
            of a grey picture.
        density: (44, 44) float32 share of each 5-unit bin, row = b* from -110 up, column = a* from -110 up.

    """

    hull: tuple[tuple[float, float], ...]
    area: float
    centre: tuple[float, float] | None
    mask: tuple[tuple[float, float], ...]
    density: F32

    def as_dict(self) -> dict[str, Any]:
        """Return plain Python for JSON; the density is for drawing and stays out."""
        return {
            "hull": [[round(a, 1), round(b, 1)] for a, b in self.hull],
            "area": round(self.area, 1),
            "centre": None if self.centre is None else [round(self.centre[0], 1), round(self.centre[1], 1)],
            "mask": [[round(degrees, 1), round(chroma, 1)] for degrees, chroma in self.mask],
        }


@dataclass(frozen=True, slots=True)
class ColorStudy:
    """Everything that is said about the colours of one picture.

    Attributes:
        palette: at most K swatches, largest share first.
        palette_labels: (h, w) int32, the swatch id of each pixel, 0 where not counted.
        harmony, temperature, colorfulness, gamut: see each.
        chroma_mean, chroma_p95: C*ab; None when nothing is counted.
        limited: how far Zorn's and two other limited palettes reach.
        numbers: the flat metrics.

    """

    palette: tuple[Swatch, ...]
    palette_labels: LabelMap
    harmony: Harmony
    temperature: Temperature
    chroma_mean: float | None
    chroma_p95: float | None
    colorfulness: Colorfulness
    gamut: Gamut
    limited: tuple[LimitedFit, ...]
    numbers: dict[str, float | None]

    @property
    def by_value(self) -> tuple[int, ...]:
        """The ids of the swatches from dark to light."""
        return tuple(swatch.id for swatch in sorted(self.palette, key=lambda swatch: swatch.l_star))

    def as_dict(self) -> dict[str, Any]:
        """Return plain Python for JSON."""
        return {
            "palette": [swatch.as_dict() for swatch in self.palette],
            "by_value": list(self.by_value),
            "harmony": self.harmony.as_dict(),
            "temperature": self.temperature.as_dict(),
            "chroma": {"mean": rounded(self.chroma_mean, 1), "p95": rounded(self.chroma_p95, 1)},
            "colorfulness": self.colorfulness.as_dict(),
            "gamut": self.gamut.as_dict(),
            "limited_palettes": [fit.as_dict() for fit in self.limited],
        }

    def metrics(self) -> dict[str, float | None]:
        """Return the flat numbers; see ``color_metrics``."""
        return dict(self.numbers)


@dataclass(frozen=True, slots=True)
class ColorParts:
    """Everything in the colours of a picture but its palette, and what that is made from: it needs no network.

    Attributes:
        cells, nodes: the colours.
        shades: what palettes are made from; None where nothing counts.
        numbers: the flat metrics.

    The rest is as in ``ColorStudy``.
    """

    cells: ColorCells
    nodes: ColorNodes
    shades: Shades | None
    harmony: Harmony
    temperature: Temperature
    colorfulness: Colorfulness
    gamut: Gamut
    limited: tuple[LimitedFit, ...]
    numbers: dict[str, float | None]


def color_parts(rgb: U8, counted: BoolMap | None = None) -> ColorParts:
    """Return what the colour study of ``rgb`` (h, w, 3) uint8 sRGB finds wherever the eye goes; see ``study_color``."""
    # A few thousand cells stand for all pixels, and a few hundred nodes where the work grows with their square.
    cells = color_cells(rgb, counted)
    nodes = gather(cells)
    parts = _parts(cells, rgb, counted)
    return ColorParts(
        cells,
        nodes,
        shades_of(nodes),
        parts.harmony,
        parts.temperature,
        parts.colorfulness,
        _gamut(cells),
        fit_limited_palettes(nodes),
        _numbers(cells, parts),
    )


def study_color(
    rgb: U8,
    *,
    counted: BoolMap | None = None,
    k: int = DEFAULT_COLORS,
    attention: F32 | None = None,
    parts: ColorParts | None = None,
) -> ColorStudy:
    """Return the colour study of ``rgb`` (h, w, 3) uint8 sRGB.

    Args:
        rgb: the working copy.
        counted: (h, w) bool, False where a pixel takes no part; None when all count.
        k: colours asked for, 3-8.
        attention: (a, b) float32, 0-1, of any size: where the eye goes; None where that is not known.
        parts: ``color_parts(rgb, counted)``, where that is known.

    Raises:
        UsageError: ``k`` is out of its range.

    """
    if not MIN_COLORS <= k <= MAX_COLORS:
        raise UsageError(f"A palette has {MIN_COLORS} to {MAX_COLORS} colours, not {k}.")
    known = parts or color_parts(rgb, counted)
    palette = make_palette(known.cells, known.nodes, k, attention, known.shades)
    return ColorStudy(
        palette=palette.swatches,
        palette_labels=palette.labels,
        harmony=known.harmony,
        temperature=known.temperature,
        chroma_mean=known.numbers["color.chroma_mean"],
        chroma_p95=known.numbers["color.chroma_p95"],
        colorfulness=known.colorfulness,
        gamut=known.gamut,
        limited=known.limited,
        numbers=known.numbers,
    )


def color_metrics(rgb: U8, counted: BoolMap | None = None) -> dict[str, float | None]:
    """Return the flat metrics of ``rgb`` (h, w, 3) uint8 sRGB, without palette, gamut and limited palettes.

    Keys (C* is CIELAB chroma; None where unknown):

    - ``color.chroma_mean``, ``color.chroma_p95``: mean and 95th percentile of C*.
    - ``color.chroma_share_high``: share of pixels with C* >= 40.
    - ``color.accent_strength``: 99th percentile of C* minus its median; near 0 where chroma is alike everywhere.
    - ``color.near_neutral_share``: share of pixels with C* < 10.
    - ``color.colorfulness``: Hasler & Suesstrunk.
    - ``color.temperature_mean``, ``color.temperature_spread``, ``color.temperature_lights_minus_darks``: warm-cool.
    - ``color.hue_entropy``: 0 one hue, 1 all hues alike; chroma-weighted over C* >= 10.
    - ``color.dark_hue_concentration``: 1 where the darkest third holds one single hue, near 0 where its hues vary.
    - ``color.harmony_residual``: degrees; None when near-neutral.

    Every fourth pixel of a picture of 128 px and more is looked at: on 512 px that leaves tens of thousands.
    """
    if min(rgb.shape[:2]) >= _SPARSE_SIDE:
        rgb, counted = rgb[::2, ::2], None if counted is None else counted[::2, ::2]
    cells = color_cells(rgb, counted)
    return _numbers(cells, _parts(cells, rgb, counted))


def study_colorfulness(rgb: U8, counted: BoolMap | None = None) -> Colorfulness:
    """Return the colourfulness of ``rgb`` (h, w, 3) uint8 sRGB.

    M3 = sigma_rgyb + 0.3 mu_rgyb on rg = R - G and yb = (R + G) / 2 - B. Source: D. Hasler & S. Suesstrunk,
    "Measuring colourfulness in natural images", SPIE 5007 (2003), who had seven categories rated; a word holds from the
    value commonly given for its category (15, 33, 45, 59, 82, 109) up to the next.
    """
    mask = None if counted is None else counted.astype(np.uint8)
    if mask is not None and not mask.any():
        return Colorfulness(None, "unknown")
    opponent = cv2.transform(rgb.astype(np.float32), np.array([[1.0, -1.0, 0.0], [0.5, 0.5, -1.0]], dtype=np.float32))
    mean, deviation = cv2.meanStdDev(opponent, mask=mask)
    value = float(np.hypot(*deviation.ravel()[:2]) + 0.3 * np.hypot(*mean.ravel()[:2]))
    word = next((word for limit, word in _COLORFUL_WORDS if value < limit), "extremely colorful")
    return Colorfulness(value, word)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What palette and metrics have in common: harmony, temperature, colourfulness, and how one-hued the darks are."""

    harmony: Harmony
    temperature: Temperature
    colorfulness: Colorfulness
    dark_hue_concentration: float | None


def _parts(cells: ColorCells, rgb: U8, counted: BoolMap | None) -> _Parts:
    wheel, thirds = wheel_hue(cells.oklab), third_weights(cells.lab[:, 0], cells.share) if cells.share.size else None
    return _Parts(
        harmony=study_harmony(wheel, cells.chroma, cells.share),
        temperature=study_temperature(cells.lab, cells.share, thirds),
        colorfulness=study_colorfulness(rgb, counted),
        dark_hue_concentration=None if thirds is None else _dark_hue_concentration(cells, wheel, thirds[0]),
    )


def _numbers(cells: ColorCells, parts: _Parts) -> dict[str, float | None]:
    return {
        **_chroma_numbers(cells),
        "color.colorfulness": parts.colorfulness.value,
        "color.temperature_mean": parts.temperature.mean,
        "color.temperature_spread": parts.temperature.spread,
        "color.temperature_lights_minus_darks": parts.temperature.lights_minus_darks,
        "color.hue_entropy": _hue_entropy(parts.harmony),
        "color.dark_hue_concentration": parts.dark_hue_concentration,
        "color.harmony_residual": parts.harmony.residual,
    }


def _chroma_numbers(cells: ColorCells) -> dict[str, float | None]:
    keys = ("chroma_mean", "chroma_p95", "chroma_share_high", "accent_strength", "near_neutral_share")
    if cells.share.size == 0:
        return {f"color.{key}": None for key in keys}
    chroma, share = cells.chroma.astype(np.float64), cells.share.astype(np.float64)
    order = np.argsort(chroma)
    # Percentiles by area: a chroma stands at the middle of its own share.
    cumulative = np.cumsum(share[order]) - 0.5 * share[order]
    p50, p95, p99 = np.interp((0.5, 0.95, 0.99), cumulative / share.sum(), chroma[order])
    values = (
        float(chroma @ share / share.sum()),
        float(p95),
        float(share[chroma >= HIGH_CHROMA].sum()),
        float(p99 - p50),
        float(share[chroma < CHROMA_FLOOR].sum()),
    )
    return {f"color.{key}": value for key, value in zip(keys, values, strict=True)}


def _hue_entropy(harmony: Harmony) -> float | None:
    if harmony.template == "N":
        return None
    mass = harmony.hues.reshape(36, -1).sum(axis=1, dtype=np.float64)
    present = mass[mass > 0.0]
    return float(-(present * np.log(present)).sum() / np.log(36.0))


def _dark_hue_concentration(cells: ColorCells, wheel: F32, dark: NDArray[np.float64]) -> float | None:
    taken = np.flatnonzero(dark)
    weight = (dark * cells.chroma)[taken]
    if weight.sum() < _HUED_DARKS * dark.sum():
        return None
    angle = np.radians(wheel[taken].astype(np.float64))
    return float(np.hypot(weight @ np.cos(angle), weight @ np.sin(angle)) / weight.sum())


def _gamut(cells: ColorCells) -> Gamut:
    bins = round(2 * GAMUT_REACH / GAMUT_STEP)
    slot = np.clip(((cells.lab[:, 1:] + GAMUT_REACH) / GAMUT_STEP).astype(np.int64), 0, bins - 1)
    place = slot[:, 1] * bins + slot[:, 0]
    density = mass_of(place, cells.share.astype(np.float64), bins * bins)
    grid = density.reshape(bins, bins).astype(np.float32)
    if cells.share.size == 0:
        return Gamut((), 0.0, None, (), grid)
    common = np.flatnonzero(_common(density)[place])
    plane = np.ascontiguousarray(cells.lab[common][:, 1:])
    hull = cv2.convexHull(_outermost(plane)).reshape(-1, 2)
    mean = np.average(cells.lab[:, 1:], axis=0, weights=cells.share)
    corners = tuple((float(a), float(b)) for a, b in hull)
    return Gamut(corners, float(cv2.contourArea(hull)), (float(mean[0]), float(mean[1])), _mask(cells, common), grid)


def _mask(cells: ColorCells, common: NDArray[np.intp]) -> tuple[tuple[float, float], ...]:
    """Return the corners (degrees, C*) of the convex hull of the common colours on the painter's wheel.

    Source: J. Gurney, "Color and Light" (2010), on gamut masking: what lies inside can be mixed from the corners.
    """
    chroma = cells.chroma[common]
    if float(chroma.max()) < _GREY:
        return ()
    turn = np.radians(wheel_hue(cells.oklab[common]))
    plane = np.stack([np.sin(turn), np.cos(turn)], axis=-1) * chroma[:, None]
    hull = cv2.convexHull(_outermost(np.ascontiguousarray(plane, dtype=np.float32))).reshape(-1, 2)
    return tuple((float(np.degrees(np.arctan2(x, y)) % 360.0), float(np.hypot(x, y))) for x, y in hull)


def _outermost(points: F32) -> F32:
    """Leave out points (n, 2) well inside the octagon of the farthest ones: they are no corners of the hull."""
    ways = np.array([(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)], dtype=np.float32)
    octagon = points[list(dict.fromkeys(np.argmax(points @ ways.T, axis=0).tolist()))]
    side = np.roll(octagon, -1, axis=0) - octagon
    distance = points @ np.stack([-side[:, 1], side[:, 0]]) - (octagon[:, 1] * side[:, 0] - octagon[:, 0] * side[:, 1])
    return np.asarray(points[(distance <= _ON_THE_SIDE).any(axis=1)], dtype=np.float32)


def _common(density: NDArray[np.float64]) -> NDArray[np.bool_]:
    order = np.argsort(-density, kind="stable")
    kept = np.zeros(density.size, dtype=np.bool_)
    kept[order[: int(np.searchsorted(np.cumsum(density[order]), _GAMUT_COVER)) + 1]] = True
    return kept
