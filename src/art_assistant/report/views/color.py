"""Views of colour: palette, gamut, harmony wheel, limited palettes."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.color.harmony import BINS, wheel_hue
from art_assistant.analysis.color.limited_palette import LIMITED_PALETTES, LimitedPalette, recolor
from art_assistant.analysis.color.palette import Swatch
from art_assistant.analysis.color.study import GAMUT_REACH, GAMUT_STEP, ColorStudy
from art_assistant.imaging.arrays import F32, U8
from art_assistant.imaging.colorspace import lab_to_linear, linear_to_oklab, linear_to_srgb, oklab_to_linear
from art_assistant.report.draw.canvas import (
    BLACK,
    INK,
    MAT,
    QUIET,
    WHITE,
    Canvas,
    Color,
    Point,
    Stroke,
    resized,
)
from art_assistant.report.draw.letters import Face, shrunk
from art_assistant.report.views.scene import Scene, Step, View, ink_on, scale_strip
from art_assistant.report.views.subject import Subject

_WHEEL_L: Final = 0.72
_WHEEL_CHROMA: Final = 0.115
"""Lightness and chroma of the drawn wheel in OKLCh: about the most that every hue of sRGB can reach."""

_WHEEL_NAMES: Final = ("red", "orange", "yellow", "green", "blue", "violet")
_NEAR_REACH: Final = 60.0
"""Chroma at the rim of the a*b* plot of a quiet picture; a stronger one gets the whole plane."""

_CHROMA_RIM: Final = 80.0
"""C*ab at which a colour sits on the rim of the wheel."""


def draw_palette(scene: Scene) -> U8:
    """Return the palette: a strip by share and one by value, then each colour with its names, share and code."""
    color = scene.subject.color
    width, bar, line = scene.px(1200), scene.px(200), scene.px(44)
    pad, size, gap = scene.px(28), scene.px(24), scene.px(16)
    steps = scene.px(76)
    top = pad + bar + gap + steps + gap
    sheet = Canvas.blank(width, pad + top + line * max(1, len(color.palette)))
    x = float(pad)
    for swatch in color.palette:
        wide = swatch.share * (width - 2 * pad)
        sheet.box(x, pad, wide, bar, swatch.rgb)
        x += wide
    draw_by_value(sheet, color, (pad, pad + bar + gap, width - 2 * pad, steps), round(size * 0.92))
    for index, swatch in enumerate(color.palette):
        y = top + index * line
        sheet.box(pad, y + line * 0.12, line * 1.4, line * 0.76, swatch.rgb)
        _swatch_line(sheet, scene, swatch, y + line * 0.68)
    if not color.palette:
        sheet.text(pad, pad + bar, "No colour to show.", size, QUIET)
    return sheet.rgb


def draw_by_value(sheet: Canvas, color: ColorStudy, box: tuple[float, float, float, float], size: int) -> None:
    """Draw the colours of a palette from dark to light into a box (x, y, width, height), each with its value."""
    x, y, width, height = box
    swatches = {swatch.id: swatch for swatch in color.palette}
    each = width / max(1, len(swatches))
    for place, identity in enumerate(color.by_value):
        swatch = swatches[identity]
        sheet.box(x + place * each, y, each, height, swatch.rgb)
        middle = x + (place + 0.5) * each, y + height / 2
        sheet.text(*middle, f"{swatch.value:.1f}", size, ink_on(swatch.rgb), face="bold", anchor="mm")


def _swatch_line(sheet: Canvas, scene: Scene, swatch: Swatch, base: float) -> None:
    size, pad = scene.px(24), scene.px(28)
    name = swatch.painter_name + (" (accent)" if swatch.accent else "")
    share = f"{swatch.share:.0%}" if swatch.share >= 0.01 else "under 1%"
    numbers = f"value {swatch.value:.1f}   chroma {swatch.chroma:.0f}"
    columns: tuple[tuple[int, str, int, Face, Color], ...] = (
        (84, name, 270, "bold", INK),
        (366, swatch.name, 260, "sans", QUIET),
        (640, share, 110, "sans", INK),
        (750, swatch.hex, 108, "sans", QUIET),
        (874, numbers, 300, "sans", QUIET),
    )
    for place, text, room, face, color in columns:
        fits = shrunk(text, face, size, room * scene.unit)
        sheet.text(pad + place * scene.unit, base, text, fits, color, face=face)


def draw_gamut(scene: Scene) -> U8:
    """Return where the colours lie on the a*b* plane, on a middle grey."""
    side = scene.px(900)
    sheet = Canvas.blank(side, side, MAT)
    _density(sheet, scene.subject.color.gamut.density, _reach(scene))
    centre, unit, reach = side / 2.0, scene.unit, _reach(scene)
    for chroma in range(20, round(reach), 20):
        radius = chroma / reach * centre
        sheet.ring((centre, centre), radius, Stroke((150, 150, 150), unit, (5 * unit, 7 * unit)))
        x, y = centre + 0.7071 * radius, centre + 0.7071 * radius
        sheet.text(x, y, str(chroma), scene.px(20), WHITE, anchor="mm")
    for ends in (((0.0, centre), (float(side), centre)), ((centre, 0.0), (centre, float(side)))):
        sheet.line(ends, Stroke((160, 160, 160), unit))
    _hull(sheet, scene)
    for label, x, y, anchor in (
        ("red +a*", side - 14 * unit, centre - 12 * unit, "rs"),
        ("green −a*", 14 * unit, centre - 12 * unit, "ls"),
        ("yellow +b*", centre + 12 * unit, 30 * unit, "ls"),
        ("blue −b*", centre + 12 * unit, side - 16 * unit, "ls"),
    ):
        sheet.text(x, y, label, scene.px(22), WHITE, face="bold", anchor=anchor)
    return sheet.rgb


def _reach(scene: Scene) -> float:
    """Return the chroma at the rim of the plot: one of two scales, so that quiet pictures can be compared too."""
    farthest = max((float(np.hypot(a, b)) for a, b in scene.subject.color.gamut.hull), default=0.0)
    return _NEAR_REACH if farthest < 0.95 * _NEAR_REACH else GAMUT_REACH


def _density(sheet: Canvas, density: F32, reach: float) -> None:
    """Paint each bin of the plane in its own colour, as solid as the colour is common."""
    cut = round((GAMUT_REACH - reach) / GAMUT_STEP)
    density = density[cut : len(density) - cut, cut : len(density) - cut]
    side, count = sheet.width, density.shape[0]
    axis = (np.arange(count) + 0.5) * GAMUT_STEP - reach
    lab = np.stack([np.full((count, count), 62.0), *np.meshgrid(axis, axis)], axis=-1)
    colors = linear_to_srgb(lab_to_linear(lab))[::-1]
    solid = np.sqrt(density / max(float(density.max()), 1e-9))[::-1].astype(np.float32)
    solid = np.where(solid > 0.0, 0.25 + 0.75 * solid, 0.0).astype(np.float32)
    large = cv2.resize(solid, (side, side), interpolation=cv2.INTER_LINEAR)[..., None]
    paint = cv2.resize(colors, (side, side), interpolation=cv2.INTER_LINEAR)
    sheet.rgb[...] = np.rint(sheet.rgb * (1.0 - large) + paint * large).astype(np.uint8)


def _hull(sheet: Canvas, scene: Scene) -> None:
    half, reach = sheet.width / 2.0, _reach(scene)
    gamut, unit = scene.subject.color.gamut, scene.unit

    def place(a: float, b: float) -> Point:
        return half + a / reach * half, half - b / reach * half

    if len(gamut.hull) > 2:
        sheet.line([place(a, b) for a, b in gamut.hull], Stroke(WHITE, 3 * unit, halo=BLACK), closed=True)
    for swatch in reversed(scene.subject.color.palette):
        angle = np.radians(swatch.hue or 0.0)
        _dot(sheet, place(swatch.chroma * np.cos(angle), swatch.chroma * np.sin(angle)), swatch.share, swatch.rgb, unit)


def _dot(sheet: Canvas, at: Point, share: float, rgb: tuple[int, int, int], unit: float) -> None:
    radius = (9.0 + 26.0 * float(np.sqrt(share))) * unit
    sheet.disc(at, radius + 4 * unit, BLACK)
    sheet.disc(at, radius + 2.5 * unit, WHITE)
    sheet.disc(at, radius, rgb)


@lru_cache(maxsize=1)
def wheel_colors() -> U8:
    """Return (360, 3) uint8 sRGB: the colour at each degree of the painter's wheel, red at 0, yellow at 120."""
    hue = np.linspace(0.0, 2.0 * np.pi, 2880, endpoint=False)
    oklab = np.stack([np.full_like(hue, _WHEEL_L), _WHEEL_CHROMA * np.cos(hue), _WHEEL_CHROMA * np.sin(hue)], axis=-1)
    shown = linear_to_srgb(oklab_to_linear(oklab))
    where = wheel_hue(linear_to_oklab(oklab_to_linear(oklab)))
    nearest = np.abs((where[None, :] - np.arange(360.0)[:, None] + 180.0) % 360.0 - 180.0).argmin(axis=1)
    table: U8 = shown[nearest]
    table.setflags(write=False)
    return table


def draw_harmony(scene: Scene) -> U8:
    """Return the painter's wheel with the hues of the picture and the template that fits them best."""
    side = scene.px(900)
    sheet = Canvas.blank(side, side, MAT)
    centre, unit = side / 2.0, scene.unit
    outer, inner = 340 * unit, 296 * unit
    _wheel(sheet, centre, outer, inner)
    _sectors(sheet, scene, centre, outer)
    _hues(sheet, scene, centre, inner)
    _gamut_mask(sheet, scene, centre, inner - 40 * unit)
    for index, name in enumerate(_WHEEL_NAMES):
        x, y = _on_wheel(centre, outer + 72 * unit, 60.0 * index)
        sheet.text(x, y, name, scene.px(22), WHITE, face="bold", anchor="mm")
    for swatch in reversed(scene.subject.color.palette):
        reach = min(1.0, swatch.chroma / _CHROMA_RIM) * (inner - 40 * unit)
        _dot(sheet, _on_wheel(centre, reach, swatch.wheel or 0.0), swatch.share, swatch.rgb, unit)
    return sheet.rgb


def _on_wheel(centre: float, radius: float, degrees: float) -> Point:
    """Return the point at an angle of the wheel: red on top, then clockwise."""
    angle = np.radians(degrees)
    return centre + radius * float(np.sin(angle)), centre - radius * float(np.cos(angle))


def _wheel(sheet: Canvas, centre: float, outer: float, inner: float) -> None:
    y, x = np.mgrid[0 : sheet.height, 0 : sheet.width].astype(np.float32) + np.float32(0.5 - centre)
    radius = np.hypot(x, y)
    degree = np.round(np.degrees(np.arctan2(x, -y))).astype(np.int32) % 360
    cover = (np.clip(outer - radius + 0.5, 0.0, 1.0) * np.clip(radius - inner + 0.5, 0.0, 1.0))[..., None]
    sheet.rgb[...] = np.rint(sheet.rgb * (1.0 - cover) + wheel_colors()[degree] * cover).astype(np.uint8)


def _sectors(sheet: Canvas, scene: Scene, centre: float, outer: float) -> None:
    unit = scene.unit
    for middle, width in scene.subject.color.harmony.sectors:
        span = np.linspace(middle - width / 2.0, middle + width / 2.0, max(2, round(width / 2.0)))
        arc = [_on_wheel(centre, outer + 14 * unit, float(a)) for a in span]
        sheet.fill([[(centre, centre), *arc]], WHITE, 0.16)
        sheet.line(arc, Stroke(WHITE, 8 * unit, halo=BLACK))
        for end in (arc[0], arc[-1]):
            sheet.line([(centre, centre), end], Stroke(WHITE, 2 * unit, (10 * unit, 8 * unit)))


def _gamut_mask(sheet: Canvas, scene: Scene, centre: float, rim: float) -> None:
    """Draw the gamut mask: inside it lies every colour of the picture but the rarest."""
    mask = scene.subject.color.gamut.mask
    corners = [_on_wheel(centre, min(1.0, chroma / _CHROMA_RIM) * rim, degrees) for degrees, chroma in mask]
    if len(corners) > 2:
        sheet.fill([corners], WHITE, 0.14)
        sheet.line(corners, Stroke(WHITE, 3 * scene.unit, halo=BLACK), closed=True)


def _hues(sheet: Canvas, scene: Scene, centre: float, inner: float) -> None:
    """Draw the share of each hue as a ray from the rim inwards, in that hue."""
    hues: NDArray[np.float32] = scene.subject.color.harmony.hues
    tallest = float(hues.max()) if hues.size else 0.0
    if tallest <= 0.0:
        return
    for index, share in enumerate(hues):
        degrees = (index + 0.5) * 360.0 / BINS
        tall = 110.0 * scene.unit * float(np.sqrt(share / tallest))
        if tall < 1.0:
            continue
        ends = [_on_wheel(centre, inner - 6 * scene.unit - t, degrees) for t in (0.0, tall)]
        r, g, b = (int(c) for c in wheel_colors()[round(degrees) % 360])
        sheet.line(ends, Stroke((r, g, b), 8 * scene.unit))


def draw_limited(scene: Scene, palette: LimitedPalette) -> U8:
    """Return the picture recoloured with the mixes of a limited palette."""
    return resized(recolor(scene.subject.picture.working, palette), scene.width, scene.height)


def legend_limited(subject: Subject, width: int, palette: LimitedPalette) -> U8:
    """Return the tubes of a limited palette and how much of the picture they reach."""
    steps = [Step(tube.rgb, "", tube.name.split(" (")[0]) for tube in palette.pigments]
    fit = next((fit for fit in subject.color.limited if fit.palette.id == palette.id), None)
    reach = "" if fit is None or fit.share_inside is None else f"Reaches {fit.share_inside:.0%} of the picture. "
    return scale_strip(steps, width, reach + "An approximation: real tubes differ.")


VIEWS: tuple[View, ...] = (
    View("palette", "Palette", draw_palette),
    View("gamut", "Gamut", draw_gamut),
    View("harmony", "Harmony wheel", draw_harmony),
    *(
        View(
            f"limited-{palette.id}",
            palette.name,
            partial(draw_limited, palette=palette),
            partial(legend_limited, palette=palette),
        )
        for palette in LIMITED_PALETTES
    ),
)
