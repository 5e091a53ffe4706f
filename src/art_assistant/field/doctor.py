"""The photo doctor: what the photograph of a picture can carry, and the picture put right where that is safe.

What is a fault of the photograph in one medium is design in another, so that each question is asked only of the kinds
whose answer it tells: a gradient only where there is paper, border or wall, glare only on a painted surface, lights
and darks that are cut off only where they are not ink or paper. See ``docs/decisions/0024-photo-doctor.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np

from art_assistant.field.canvas import PictureCanvas
from art_assistant.field.corners import WHOLE
from art_assistant.field.labels import DRAWING, OTHER, PAINTING, PHOTOGRAPH
from art_assistant.field.light import words
from art_assistant.field.light.balance import balanced
from art_assistant.field.light.ends import measure_ends, measure_glare, shadow_noise
from art_assistant.field.light.evening import evened, paper_light
from art_assistant.field.light.ground import Ground, paper_of, surround_of, trapezium
from art_assistant.field.light.sharpness import FEWEST_PIXELS, light_of, measure_sharpness
from art_assistant.field.photo import SOUND, Carried, PhotoCheck, Remark
from art_assistant.imaging.arrays import U8, Picture

Said = tuple[Remark, tuple[Carried, ...], float]
"""A remark, what the photograph cannot carry because of it, and how grave it is; 1 is just worth saying."""

SURE: Final = 0.7
"""Confidence in the corners from which what lies outside them is asked."""

UNEVEN: Final = 10.0
"""L* across a ground from which its light is uneven: one value."""
UNEVEN_KEY: Final = 15.0
_PLANE: Final = (0.7, 1.9)
"""Share of the places of a ground that must lie on one plane, and L* by which they may miss it."""
_SHEET_TOP: Final = 14.0
"""L* by which paper may lie below the lightest twentieth of a drawing."""

GREY_PAPER: Final = 72.0
GREY_BORDER: Final = 68.0
_DARK_GROUND: Final = 50.0
"""L* below which a ground was never white."""
_COLORLESS: Final = 6.5
_GRAIN: Final = {"paper": 0.5, "border": 0.22, "wall": 0.22}
"""Spread of L* inside a place of each ground below which no camera saw it: it was made on a screen."""

_UNROUGH: Final = 0.6
"""L* by which a real sheet of paper misses the plane of light at least."""

CAST: Final = 4.0
CAST_LIMIT: Final = 12.0
"""Beyond this a*b* a border is rather coloured than lit in colour."""
CREAM: Final = (20.0, 130.0)
"""Hue angles of a*b* that mats and papers have of themselves: from rose to pale olive."""
CREAM_CAST: Final = 8.0
"""a*b* from which a border of such a hue is asked about; it is never taken for white."""
_WHITE_BORDER: Final = 80.0

NOISY: Final = 2.3
CUT: Final = 0.012
"""Share of the picture in flat runs at an end from which it is worth saying."""
CUT_HELD: Final = 0.025
"""Share of the picture from which lights or darks that were cut off say nothing any more."""
_CROWDED: Final = (3.0, 2.0)
"""How many times fuller the end must be than the levels next to it: lights, darks."""
KEYSTONE: Final = 6.0
"""% by which opposite sides differ: three times what the corners are known to."""


def check_photo(
    whole: Picture, canvas: PictureCanvas, kind: str, picture: Picture, *, correct: bool = True
) -> tuple[PhotoCheck, Picture]:
    """Return what the photograph of a picture can carry, and the picture as it is to be studied.

    Args:
        whole: the upright file.
        canvas: where the picture lies in it.
        kind: one of ``KINDS`` or ``unsure``; of a photograph of the world only blur and lost ends are told.
        picture: what lies between the corners; ``whole`` itself where nothing was cut.
        correct: whether the light may be taken off: a cast only where a bright, even, nearly neutral border bears
            witness, uneven light only from the paper of a drawing.

    Returns:
        The check, and ``picture`` itself or a copy without the cast or with its paper lit evenly.

    """
    if kind == OTHER or whole.nothing_counts or min(picture.standard.shape[:2]) < 16:
        return SOUND, picture
    said = [*_sharp(picture, kind), *_ends(picture.standard, kind)]
    studied = picture
    if kind != PHOTOGRAPH:
        surround = surround_of(whole.standard, canvas) if canvas.confidence >= SURE else None
        light = paper_light(picture.working) if correct and kind == DRAWING else None
        if light is not None:
            studied = evened(picture, light)
            said.append((words.evened(light.across), (), 0.1 * light.across))
        said += [*_square(whole, canvas), *_lit(studied.standard, surround, kind)]
        if kind == PAINTING:
            said += _surface(picture.standard)
        white = _white_of(surround, canvas)
        if white is not None:
            corrected = correct and kind in {PAINTING, DRAWING} and not _is_cream(white)
            said += _cast(white, corrected=corrected)
            studied = balanced(studied, white.linear) if corrected else studied
    return _gathered(said), studied


def _gathered(said: list[Said]) -> PhotoCheck:
    ordered = sorted(said, key=lambda one: (-one[2], one[0].id))
    held: set[Carried] = {what for one in said for what in one[1]}
    return PhotoCheck(tuple(one[0] for one in ordered), tuple(sorted(held)))


def _sharp(picture: Picture, kind: str) -> Iterator[Said]:
    side = max(picture.width, picture.height)
    if side < FEWEST_PIXELS:
        yield words.few_pixels(side), ("edges",), FEWEST_PIXELS / side
        return
    sharpness = measure_sharpness(picture)
    if sharpness.blurred:
        yield words.blur(sharpness.percent, of_world=kind == PHOTOGRAPH), ("edges",), 2.0 + sharpness.percent


def _ends(rgb: U8, kind: str) -> Iterator[Said]:
    # A drawing's paper may be white and its ink black.
    if kind == DRAWING:
        return
    of_world = kind == PHOTOGRAPH
    ends = measure_ends(rgb, of_world=of_world)
    both: tuple[tuple[Carried, float, float], ...] = (
        ("lights", ends.lights, ends.lights_crowd / _CROWDED[0]),
        ("darks", ends.darks, ends.darks_crowd / _CROWDED[1]),
    )
    for end, share, crowded in both:
        if share >= CUT and crowded >= 1.0:
            yield words.clipped(end, share, of_world=of_world), (end,) if share >= CUT_HELD else (), share / CUT


def _surface(rgb: U8) -> Iterator[Said]:
    lab = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB), dtype=np.uint8)
    shine = measure_glare(lab)
    if shine is not None:
        yield words.glare(shine.share, shine.at), ("lights",), 1.0 + 50.0 * shine.share
    speckle = shadow_noise(lab)
    if speckle is not None and speckle >= NOISY:
        yield words.noise(speckle), (), speckle / NOISY


def _square(whole: Picture, canvas: PictureCanvas) -> Iterator[Said]:
    if canvas.corners is None or canvas.corners == WHOLE or canvas.confidence < SURE:
        return
    percent, degrees = trapezium(canvas.corners, (whole.width, whole.height))
    if percent >= KEYSTONE:
        grave = 0.5 if canvas.applied else percent / KEYSTONE
        yield words.keystone(percent, degrees, corrected=canvas.applied), (), grave


def _lit(rgb: U8, surround: Ground | None, kind: str) -> Iterator[Said]:
    ground = _paper(rgb) if kind == DRAWING else surround
    if ground is None or ground.fits < _PLANE[0] or ground.rough > _PLANE[1]:
        return
    lighter, uneven = ground.lighter
    if uneven >= UNEVEN and ground.lab[0] >= _DARK_GROUND:
        held: tuple[Carried, ...] = ("key",) if uneven >= UNEVEN_KEY else ()
        yield words.uneven_light(ground.name, lighter, uneven), held, uneven / UNEVEN
    least = GREY_PAPER if ground.name == "paper" else GREY_BORDER
    camera = ground.grain >= _GRAIN[ground.name] and (ground.name == "border" or ground.rough >= _UNROUGH)
    if ground.name != "wall" and camera and _DARK_GROUND <= ground.lab[0] < least and _chroma(ground) <= _COLORLESS:
        yield words.dark_ground(ground.name, float(ground.lab[0])), ("key", "lights"), least / float(ground.lab[0])


def _paper(rgb: U8) -> Ground | None:
    paper = paper_of(rgb)
    if paper is None:
        return None
    top = float(np.percentile(light_of(rgb), 95))
    return paper if paper.lab[0] >= top - _SHEET_TOP - 0.5 * paper.lighter[1] else None


def _white_of(surround: Ground | None, canvas: PictureCanvas) -> Ground | None:
    """Return the border if a camera saw it bright, even and off grey, as a white one is seen in coloured light."""
    if surround is None or surround.name != "border" or not canvas.applied:
        return None
    even = surround.fits >= 0.85 and surround.rough <= 1.5 and surround.lighter[1] <= UNEVEN
    seen = surround.grain >= _GRAIN[surround.name] and surround.lab[0] >= _WHITE_BORDER
    return surround if even and seen and CAST <= _chroma(surround) <= CAST_LIMIT else None


def _is_cream(ground: Ground) -> bool:
    hue = float(np.degrees(np.arctan2(ground.lab[2], ground.lab[1])))
    return CREAM[0] <= hue <= CREAM[1]


def _chroma(ground: Ground) -> float:
    return float(np.hypot(*ground.lab[1:]))


def _cast(white: Ground, *, corrected: bool) -> Iterator[Said]:
    amount, cream = _chroma(white), _is_cream(white)
    if cream and amount < CREAM_CAST:
        return
    held: tuple[Carried, ...] = () if corrected or cream or amount < CREAM_CAST else ("color",)
    said = words.cast(float(white.lab[1]), float(white.lab[2]), corrected=corrected, cream=cream)
    yield said, held, 0.9 if corrected else amount / CREAM_CAST
