"""What is printed: marks at places in millimetres, each as plain data for the setter."""

from __future__ import annotations

from typing import Any, Final, Literal

from art_assistant.report.draw.box import Box
from art_assistant.report.draw.letters import Face

Mark = dict[str, Any]
MM_OF_POINT: Final = 25.4 / 72
"""Millimetres of a point."""

_FACES: Final[dict[Face, tuple[str, int]]] = {
    "serif": ("EB Garamond 12", 400),
    "italic": ("EB Garamond 12", 400),
    "sans": ("Inter", 400),
    "bold": ("Inter", 600),
    "han": ("Study Han", 400),
}
INK: Final = "#1c1c1c"
QUIET: Final = "#525252"
RULE: Final = "#8c8c8c"
HAIR: Final = 0.15
"""Thickness of lines, in millimetres."""


def image(file: str, at: Box, alt: str) -> Mark:
    """Return a picture that fills a box."""
    return {"kind": "image", "file": file, "alt": alt, **_at(at)}


def box(
    at: Box, fill: str | None = None, stroke: str | None = RULE, thick: float = HAIR, *, dashed: bool = False
) -> Mark:
    """Return a rectangle; its outline runs along its edges, half inside and half outside."""
    return {"kind": "box", "fill": fill, "stroke": stroke, "thick": thick, "dashed": dashed, **_at(at)}


def line(start: tuple[float, float], end: tuple[float, float], stroke: str = RULE, thick: float = HAIR) -> Mark:
    """Return a straight line."""
    way = Box(start[0], start[1], end[0] - start[0], end[1] - start[1])
    return {"kind": "line", "stroke": stroke, "thick": thick, "dashed": False, **_at(way)}


def text(
    words: str,
    at: tuple[float, float],
    width: float,
    size: float = 7.5,
    *,
    face: Face = "sans",
    ink: str = INK,
    align: Literal["left", "center", "right"] = "left",
) -> Mark:
    """Return words set from a top left corner in lines of a width; ``size`` is in points."""
    font, weight = _FACES[face]
    told = {"kind": "text", "text": words, "size": size, "font": font, "weight": weight, "ink": ink, "align": align}
    return told | _at(Box(at[0], at[1], width, 0.0))


def _at(box: Box) -> Mark:
    return {name: round(getattr(box, name), 4) for name in ("x", "y", "width", "height")}
