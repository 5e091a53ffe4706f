"""The layers of a study, whatever file they go into: the picture below, its studies over it, guides and tips on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from art_assistant.imaging.arrays import U8
from art_assistant.report.draw.canvas import BLACK, WHITE, Canvas, Stroke
from art_assistant.report.drawn import Drawn
from art_assistant.report.page.tips import region_rings
from art_assistant.report.views.guides import lay_guides
from art_assistant.report.views.scene import Scene

_VIEWS: Final = (("Squint", "squint"), ("Value plan", "value-plan"), ("Masses", "masses"))
"""Names of layers, and the views that they hold."""


@dataclass(frozen=True, slots=True)
class PaintLayer:
    """One layer, as large as the picture.

    Attributes:
        name: what the paint program calls it.
        pixels: (h, w, 3) uint8 sRGB where it covers all; (h, w, 4) with straight alpha where it lies on top.
        shown: whether it is switched on when the file is opened.

    """

    name: str
    pixels: U8
    shown: bool = False


def stack_of(drawn: Drawn) -> tuple[PaintLayer, ...]:
    """Return the layers from the lowest to the topmost; only the reference is switched on, and all have its size."""
    scene = drawn.scene
    views = [*_VIEWS, ("Notan", f"notan-{drawn.report.notans.offered[0].kind}")]
    return (
        PaintLayer("Reference", drawn.view("picture"), shown=True),
        *(PaintLayer(name, drawn.view(view)) for name, view in views),
        PaintLayer("Grid", lifted(scene, lambda sheet: lay_guides(sheet, scene, "grid"))),
        *_tips(drawn),
    )


def _tips(drawn: Drawn) -> list[PaintLayer]:
    """Return a layer a tip that speaks of a place, named by the tip, with the place outlined and numbered."""
    scene, layers = drawn.scene, []
    for number, tip in enumerate((tip.as_dict() for tip in drawn.report.tips), start=1):
        rings = [[scene.at(point) for point in ring] for ring in region_rings(tip.get("region"))]
        if rings:
            pixels = lifted(scene, partial(_mark, scene=scene, number=number, rings=rings))
            name = f"Tip {number}: {tip['title']}"
            layers.append(PaintLayer("".join(sign for sign in name if sign.isprintable()), pixels))
    return layers


def _mark(sheet: Canvas, scene: Scene, number: int, rings: Sequence[Sequence[tuple[float, float]]]) -> None:
    for ring in rings:
        sheet.line(ring, Stroke(WHITE, scene.px(3), halo=BLACK), closed=True)
    sheet.badge(rings[0][0], str(number), scene.px(26))


def lifted(scene: Scene, draw: Callable[[Canvas], None]) -> U8:
    """Return what ``draw`` lays over any ground, as (h, w, 4) uint8 sRGB with straight alpha.

    It is drawn once on black and once on white: what covers a pixel takes as much of the difference away as it covers.
    """
    grounds = [Canvas.blank(scene.width, scene.height, color) for color in (BLACK, WHITE)]
    for ground in grounds:
        draw(ground)
    on_black, on_white = (ground.rgb.astype(np.int32) for ground in grounds)
    alpha = 255 - (on_white - on_black).max(axis=2, keepdims=True)
    color = np.clip(np.rint(on_black * 255.0 / np.maximum(alpha, 1)), 0, 255)
    return np.concatenate([np.where(alpha > 0, color, 0), alpha], axis=2).astype(np.uint8)
