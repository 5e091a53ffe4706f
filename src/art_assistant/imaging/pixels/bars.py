"""Tell bars of one colour, or a mat all round, from the picture between them: they are part of the file, not of it.

A bar is a run of whole rows or columns of one colour that ends in a straight edge. A painted sky or a white paper with
a drawing on it has no such edge: there the last uniform line is followed by a few strokes, not by a picture of the
width of the sheet.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32, U8, BoolMap
from art_assistant.imaging.colorspace import srgb_to_lab

_THIN: Final = 0.015
"""Least thickness of a bar, as a share of the side it is taken from: 2 % less what reducing blurs."""
_MOST: Final = 0.75
"""What all bars of one direction may cover: above it the picture is a small thing on a large ground."""
_LEAST_LINES: Final = 3
_EVEN: Final = 3.0
"""Root mean square distance in L*a*b* from the bar's colour that JPEG leaves in the middle line of a bar."""
_RINGING: Final = 8.0
"""The same in the lines beside the edge, into which JPEG rings: up to 8 pixels of the file."""
_LIKE: Final = 4.0
"""How far two opposite bars may differ, in units of L*a*b*."""
_STEP: Final = 8.0
"""L*a*b* distance from the bar's colour by which a pixel beyond the edge is something else."""
_EDGE_SHARE: Final = 0.6
"""Share of the line behind the edge that must be something else, for the edge to be a straight one."""
_BLUR: Final = 6
"""Lines in which an edge that was reduced or enlarged is complete."""
_LEAST_SIDE: Final = 64


def surroundings(rgb: U8, counted: BoolMap | None) -> tuple[str, ...]:
    """Return a warning where (h, w, 3) uint8 sRGB has bars or a mat of one colour at two opposite sides.

    A picture with transparent parts is not looked at: what lies there is not counted anyway.
    """
    if counted is not None or min(rgb.shape[:2]) < _LEAST_SIDE or not (_may_be(rgb) or _may_be(rgb.transpose(1, 0, 2))):
        return ()
    lab = srgb_to_lab(rgb)
    top, bottom = _pair(lab)
    # The sides are read between the bars above and below, which would break their lines.
    left, right = _pair(lab[top : lab.shape[0] - bottom].transpose(1, 0, 2))
    if not left and top:
        return (_said("above and below", top + bottom, lab.shape[0]),)
    if left and not top:
        top, bottom = _pair(lab[:, left : lab.shape[1] - right])
        if not top:
            return (_said("left and right of", left + right, lab.shape[1]),)
    if not left:
        return ()
    inside = (lab.shape[0] - top - bottom) * (lab.shape[1] - left - right)
    return (_mat(1.0 - inside / (lab.shape[0] * lab.shape[1])),)


def _may_be(rgb: U8) -> bool:
    """Whether both ends of the first axis could be bars, by their outermost lines alone; most could not."""
    ends = (srgb_to_lab(lines) for lines in (rgb[:_LEAST_LINES], rgb[-_LEAST_LINES:]))
    return all(bool((_spread(_away(lab, _colour(lab))) <= _RINGING).all()) for lab in ends)


def _said(where: str, thickness: int, side: int) -> str:
    return (
        f"Bars of one colour lie {where} the picture, {100.0 * thickness / side:.0f} % of it: they count as part of "
        "the picture, in its values, colours and composition. Crop them for true numbers."
    )


def _mat(share: float) -> str:
    return (
        f"A border of one colour lies round the picture, {100.0 * share:.0f} % of it: it counts as part of the "
        "picture, in its values, colours and composition. Crop it for true numbers."
    )


def _pair(lab: F32) -> tuple[int, int]:
    """Return how many lines two like bars have at the beginning and the end of the first axis; 0, 0 where none."""
    first, last = _bar(lab), _bar(lab[::-1])
    if not first or not last or first + last > _MOST * lab.shape[0]:
        return 0, 0
    alike = float(np.linalg.norm(_colour(lab[:first]) - _colour(lab[-last:]))) <= _LIKE
    return (first, last) if alike else (0, 0)


def _bar(lab: F32) -> int:
    """Return how many lines from the first on are of one colour, if they end in a straight edge; else 0."""
    colour = _colour(lab[:_LEAST_LINES])
    away = _away(lab, colour)
    spread = _spread(away)
    flat = spread <= _RINGING
    count = int(np.argmin(flat)) if not flat.all() else 0
    if count < max(_LEAST_LINES, round(_THIN * lab.shape[0])) or np.median(spread[:count]) > _EVEN:
        return 0
    return count if _is_straight(away[count : count + _BLUR]) else 0


def _is_straight(behind: NDArray[np.floating]) -> bool:
    """Whether most of the line changes at once: ``behind`` are the first lines after the bar, as distances from it."""
    return bool(behind.size) and float((behind.max(axis=0) > _STEP).mean()) >= _EDGE_SHARE


def _away(lab: F32, colour: F32) -> F32:
    return np.asarray(np.linalg.norm(lab - colour, axis=-1), dtype=np.float32)


def _spread(away: F32) -> F32:
    """Return how plain each line is, by its root mean square: a few far pixels tell more than many near ones."""
    return np.asarray(np.sqrt((away**2).mean(axis=1)), dtype=np.float32)


def _colour(lines: F32) -> F32:
    return np.asarray(np.median(lines.reshape(-1, 3), axis=0), dtype=np.float32)
