"""The masses as an SVG drawing: one group a mass, one path a shape, for cutters, plotters and vector programs.

Source: W3C, Scalable Vector Graphics 2 (https://www.w3.org/TR/SVG2/). Groups bear the label that Inkscape and others
show as the name of a layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree as ET

import numpy as np

from art_assistant.analysis.mass.shapes import Shape
from art_assistant.imaging.colorspace import lstar_to_grey
from art_assistant.report.draw.canvas import PAPER
from art_assistant.report.views.mass import number_ink, smooth_rings
from art_assistant.report.views.scene import ShapeScene

_INKSCAPE: Final = "http://www.inkscape.org/namespaces/inkscape"
_OVERLAP: Final = 3.0
"""Pixels of outline in a shape's own grey: neighbours reach under each other, so that no ground shows between them."""


def as_svg(scene: ShapeScene) -> bytes:
    """Return the masses of a scene, in its pixels, as an SVG file.

    The groups are ``mass-1`` (darkest) to ``mass-K`` and ``numbers``; every path is filled by the even-odd rule.
    """
    ET.register_namespace("inkscape", _INKSCAPE)
    size = {"width": str(scene.width), "height": str(scene.height), "viewBox": f"0 0 {scene.width} {scene.height}"}
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size})
    ET.SubElement(root, "rect", width=size["width"], height=size["height"], fill=_hex(PAPER))
    shapes = scene.subject.masses.shapes
    for mass in scene.subject.masses.items:
        grey = int(lstar_to_grey(np.array([10.0 * mass.value]))[0])
        grey_hex = _hex((grey, grey, grey))
        drawn = {"fill": grey_hex, "stroke": grey_hex, "fill-rule": "evenodd"}
        group = _layer(root, f"mass-{mass.id}", f"Mass {mass.id} · value {mass.value:.1f}", **drawn)
        group.set("stroke-width", f"{_OVERLAP:g}")
        group.set("stroke-linejoin", "round")
        for shape in (shape for shape in shapes if shape.mass == mass.id):
            ET.SubElement(group, "path", id=f"shape-{shape.id}", d=_path(scene, shape.id))
    _numbers(root, scene, shapes)
    return bytes(ET.tostring(root, "UTF-8", xml_declaration=True))


def _layer(root: ET.Element, name: str, label: str, **drawn: str) -> ET.Element:
    told = {"id": name, f"{{{_INKSCAPE}}}groupmode": "layer", f"{{{_INKSCAPE}}}label": label}
    group = ET.SubElement(root, "g", told | drawn)
    ET.SubElement(group, "title").text = label
    return group


def _path(scene: ShapeScene, shape: int) -> str:
    rings = (" L".join(f"{x:g} {y:g}" for x, y in ring) for ring in smooth_rings(scene, shape))
    return " ".join(f"M{ring} Z" for ring in rings)


def _numbers(root: ET.Element, scene: ShapeScene, shapes: Sequence[Shape]) -> None:
    size = scene.px(40)
    group = _layer(root, "numbers", "Numbers", **{"font-family": "sans-serif", "font-weight": "600"})
    group.set("font-size", str(size))
    group.set("text-anchor", "middle")
    for shape in shapes:
        x, y = scene.at(shape.centre)
        ink = _hex(number_ink(10.0 * scene.subject.masses.items[shape.mass - 1].value))
        text = ET.SubElement(group, "text", x=f"{x:.1f}", y=f"{y + 0.36 * size:.1f}", fill=ink)
        text.text = str(shape.mass)


def _hex(color: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)
