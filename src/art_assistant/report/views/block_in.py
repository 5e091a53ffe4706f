"""Steps to paint: the picture in the order in which a teacher demonstrates it, from two values to accents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from art_assistant.analysis.edges.study import CLASSES
from art_assistant.imaging.arrays import U8
from art_assistant.report.draw.canvas import INK, Canvas, resized
from art_assistant.report.draw.letters import shrunk
from art_assistant.report.views.blocks import flat_blocks
from art_assistant.report.views.mass import flat_masses
from art_assistant.report.views.notan import draw_three, draw_two
from art_assistant.report.views.scene import Scene, SceneOf, View

_WIDE: Final = 2.0
"""Width over height from which two pictures stand side by side, and not three."""

_GAP: Final = 26
_LINE: Final = 52
_TYPE: Final = 24
"""Room between pictures, room under them and size of the type there, in pixels of a view of the standard size."""

_TOUCH: Final = 0.012
"""Reach of what a hard edge brings in, on either side of it, as a share of the long side: a brush for details."""

_FEATHER: Final = 0.004
"""The same of the blur with which it runs out."""


@dataclass(frozen=True, slots=True)
class PaintStep:
    """One step: what it is called, and how it looks when it is done."""

    title: str
    draw: Callable[[Scene], U8]


def _two(scene: Scene) -> U8:
    return draw_two(scene, scene.subject.notans.offered[0].kind)


def _three(scene: Scene) -> U8:
    return draw_three(scene, scene.subject.notans.offered[0].kind)


def _blocks(scene: Scene) -> U8:
    return flat_blocks(scene.subject.blocks, scene.width, scene.height)


def draw_accents(scene: Scene) -> U8:
    """Return the colour blocks with the picture itself where its accents lie and along its hard edges.

    Where there are hard edges near the focal point, only those: that is where a painter spends them.
    """
    ground, cover = _blocks(scene), _finished(scene)[..., None]
    return np.asarray(np.rint(ground + (scene.picture.astype(np.float32) - ground) * cover), dtype=np.uint8)


def _finished(scene: Scene) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Return (h, w) float32: how far the picture is finished there, 0-1."""
    side = max(scene.width, scene.height)
    study = scene.subject.blocks
    accents = [block.id - 1 for block in study.items if block.accent]
    sheet = Canvas(np.repeat(scene.enlarged(np.isin(study.labels, accents))[..., None], 3, axis=2).view(np.uint8) * 255)
    for point in _hard_points(scene):
        sheet.disc(point, _TOUCH * side, (255, 255, 255))
    soft = cv2.GaussianBlur(sheet.rgb[..., 0], (0, 0), max(_FEATHER * side, 0.3))
    return np.asarray(soft.astype(np.float32) / np.float32(255.0))


def _hard_points(scene: Scene) -> list[tuple[float, float]]:
    edges = scene.subject.edges
    if edges is None:
        return []
    hard = edges.kinds == CLASSES.index("hard")
    chosen = hard & edges.near if (hard & edges.near).any() else hard
    return [scene.at((float(x), float(y))) for x, y in edges.points[chosen]]


STEPS: Final[tuple[PaintStep, ...]] = (
    PaintStep("Notan", _two),
    PaintStep("Three values", _three),
    PaintStep("Masses", flat_masses),
    PaintStep("Colour blocks", _blocks),
    PaintStep("Accents and hard edges", draw_accents),
)
"""The steps in their order."""


def draw_steps(scene: Scene, width: int) -> list[tuple[str, U8]]:
    """Return the steps as pictures of this width, each with its number and title, and the picture itself last."""
    side = max(width, round(width * scene.height / scene.width))
    small = SceneOf(scene.subject, side)
    shown = [(f"{number}  {step.title}", step.draw(small)) for number, step in enumerate(STEPS, start=1)]
    return [*shown, ("The picture", resized(scene.picture, small.width, small.height))]


def draw_block_in(scene: Scene) -> U8:
    """Return the five steps and the picture as one sheet, each with its number and title under it."""
    width, gap, line = scene.px(1200), scene.px(_GAP), scene.px(_LINE)
    columns = 2 if scene.width / scene.height > _WIDE else 3
    cells = draw_steps(scene, (width - gap * (columns + 1)) // columns)
    tall, wide = cells[0][1].shape[:2]
    sheet = Canvas.blank(width, gap + -(-len(cells) // columns) * (tall + line + gap // 2))
    for place, (title, picture) in enumerate(cells):
        x = gap + (place % columns) * (wide + gap)
        y = gap + place // columns * (tall + line + gap // 2)
        sheet.paste(picture, x, y)
        sheet.frame(x, y, wide, tall, (150, 150, 150))
        size = shrunk(title, "bold", round(_TYPE * scene.unit), wide)
        sheet.text(x, y + tall + 0.66 * line, title, size, INK, face="bold")
    return sheet.rgb


VIEWS: tuple[View, ...] = (View("block-in", "Steps to paint", draw_block_in),)
