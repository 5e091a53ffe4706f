"""Views of the colour blocks: flat and numbered, and a first stroke of each."""

from __future__ import annotations

from typing import Final

import numpy as np

from art_assistant.analysis.blocks.strokes import FirstStroke, first_strokes
from art_assistant.analysis.blocks.study import BlockStudy
from art_assistant.imaging.arrays import U8
from art_assistant.report.draw.canvas import PAPER, Canvas, Color, Stroke, painted_labels
from art_assistant.report.views.mass import number_ink
from art_assistant.report.views.scene import PAPER_ROW, Scene, Step, View, scale_strip
from art_assistant.report.views.subject import Subject

_TONED: Final[Color] = (186, 176, 160)
"""A ground of a middle value, between warm and cool: colours look on it as they are."""

_TRACE: Final[Color] = (150, 141, 127)
_SMALLEST: Final = 18
_LARGEST: Final = 40
"""Size of the smallest and the largest number, in pixels of a view of the standard size."""


def flat_blocks(study: BlockStudy, width: int, height: int) -> U8:
    """Return the blocks flat in their colours, (height, width, 3) uint8 sRGB."""
    table = np.array([block.rgb for block in study.items], dtype=np.uint8).reshape(-1, 3)
    return painted_labels(study.labels, np.concatenate([table, PAPER_ROW]), width, height)


def draw_color_blocks(scene: Scene) -> U8:
    """Return the colour blocks, flat and numbered in the order of painting."""
    study = scene.subject.blocks
    sheet = Canvas(flat_blocks(study, scene.width, scene.height))
    for block in study.items:
        size = scene.px(float(np.clip(220.0 * np.sqrt(block.share), _SMALLEST, _LARGEST)))
        x, y = scene.at(block.centre)
        x = min(max(x, 0.6 * size), sheet.width - 0.6 * size)
        sheet.text(x, y, str(block.id), size, number_ink(block.lab[0]), face="bold", anchor="mm")
    return sheet.rgb


def legend_blocks(subject: Subject, width: int) -> U8:
    """Return the colours in the order of painting, with their shares."""
    steps = [
        Step(block.rgb, str(block.id), f"{block.share:.0%}" if block.share >= 0.01 else "<1%")
        for block in subject.blocks.items
    ]
    note = "In the order of painting: dark to light, and large before small."
    return scale_strip(steps or [Step(PAPER, "")], width, note)


def draw_first_strokes(scene: Scene) -> U8:
    """Return one stroke of each block in its colour, where it can be set down, on a toned ground."""
    study = scene.subject.blocks
    grounds = np.full((len(study.items) + 1, 3), _TONED, dtype=np.uint8)
    grounds[-1] = PAPER_ROW
    sheet = Canvas(painted_labels(study.labels, grounds, scene.width, scene.height))
    trace = Stroke(_TRACE, scene.px(2))
    for block in study.items:
        for ring in scene.rings(np.equal(study.labels, block.id - 1)):
            sheet.line(ring, trace, closed=True)
    for stroke in first_strokes(study):
        _paint(sheet, scene, stroke)
    return sheet.rgb


def _paint(sheet: Canvas, scene: Scene, stroke: FirstStroke) -> None:
    width = max(2.0, stroke.width * max(scene.width, scene.height))
    ends = [scene.at(stroke.start), scene.at(stroke.end)]
    # A thick line ends in round caps; a dab has no length.
    sheet.line(ends, Stroke(stroke.block.rgb, width))
    sheet.disc(ends[0], width / 2.0, stroke.block.rgb)
    size = scene.px(float(np.clip(0.5 * width / scene.unit, _SMALLEST, _LARGEST)))
    x, y = scene.at(stroke.block.centre)
    sheet.text(x, y, str(stroke.block.id), size, number_ink(stroke.block.lab[0]), face="bold", anchor="mm")


VIEWS: tuple[View, ...] = (
    View("color-blocks", "Colour blocks", draw_color_blocks, legend_blocks),
    View("first-strokes", "First strokes", draw_first_strokes),
)
