"""What should be of one tone: the paper of a drawing, the border or mat round a picture, the wall behind it.

Only there does a gradient tell of the light; inside a painting it is design.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.field.canvas import PictureCanvas
from art_assistant.field.corners import Corners
from art_assistant.imaging.arrays import F32, U8

GroundName = Literal["paper", "border", "wall"]
Array = NDArray[Any]

_CELLS: Final = 12
_IN_CELL: Final = 20
_SHEET_RANK: Final = 0.85
"""Rank of the lightness, in a cell, that is the paper's: marks are darker, and a few accents lighter."""
_SAME: Final = 3.0
"""L* within which pixels are of the paper's tone."""
_BARE: Final = 0.15
"""Share of a cell that must be bare, for it to tell of the paper."""
_ALONG: Final = 24
_DEPTHS: Final = np.linspace(0.010, 0.032, 6)
"""How far outside the picture its surroundings are read, as shares of the file's diagonal."""
_DEEP: Final = 5.0
"""L* by which the depths of one place may differ where they are of one thing."""
_LIKE: Final = 3.5
"""a*b* by which places of one thing may differ from their median."""
_ASLANT: Final = 2.0
"""How many times more light must change along one axis than along the other, for it to come from a side."""
_ROUNDS: Final = 12
_FITS: Final = 4.0
"""L* from the plane within which a place belongs to it."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Places that should be of one tone, and the plane of light over them.

    Attributes:
        name: what it is.
        lab: (3,) float64, median L*, a*, b* of the places that fit.
        linear: (3,) float64, linear RGB 0-1 of the same.
        across, down: L* by which the right is lighter than the left of the picture, the bottom than the top.
        fits: share of the places that lie on the plane.
        rough: root mean square L* of those from it.
        grain: mean spread of L* inside a place; 0 is a digital ground.

    """

    name: GroundName
    lab: Array
    linear: Array
    across: float
    down: float
    fits: float
    rough: float
    grain: float

    @property
    def lighter(self) -> tuple[str, float]:
        """Return which side or corner is lighter than the one across, and by how many L*."""
        sides = {"right" if self.across > 0 else "left": abs(self.across)}
        sides |= {"bottom" if self.down > 0 else "top": abs(self.down)}
        (horizontal, by_side), (vertical, by_end) = sides.items()
        if by_side > _ASLANT * by_end:
            return horizontal, by_side
        if by_end > _ASLANT * by_side:
            return vertical, by_end
        return f"{vertical} {horizontal}", by_side + by_end


def paper_of(rgb: U8) -> Ground | None:
    """Return the paper that a drawing of (h, w, 3) uint8 sRGB stands on; None where too little is bare."""
    side = _CELLS * _IN_CELL
    small = cv2.resize(rgb, (side, side), interpolation=cv2.INTER_AREA)
    cells = small.reshape(_CELLS, _IN_CELL, _CELLS, _IN_CELL, 3).transpose(0, 2, 1, 3, 4).reshape(_CELLS**2, -1, 3)
    lab = _lab(cells)
    light = np.sort(lab[..., 0], axis=1)
    level = light[:, int(_SHEET_RANK * light.shape[1])]
    bare = np.abs(lab[..., 0] - level[:, None]) <= _SAME
    count = bare.sum(axis=1)
    told = count >= _BARE * bare.shape[1]
    if told.sum() < 0.6 * len(cells):
        return None
    tone = np.einsum("ijk,ij->ik", lab, bare) / np.maximum(count, 1)[:, None]
    spread = np.sqrt((((lab[..., 0] - tone[:, :1]) ** 2) * bare).sum(axis=1) / np.maximum(count, 1))
    rows, columns = np.divmod(np.arange(len(cells)), _CELLS)
    places = (np.stack([columns, rows], axis=1) + 0.5) / _CELLS
    color = np.einsum("ijk,ij->ik", cells.astype(np.float64), bare) / np.maximum(count, 1)[:, None]
    return _ground("paper", places[told], (tone[told], color[told]), float(np.median(spread[told])), (1.0, 1.0))


def surround_of(rgb: U8, canvas: PictureCanvas) -> Ground | None:
    """Return what lies just outside the corners in the file of (h, w, 3) uint8 sRGB; None where it is not one thing."""
    if canvas.corners is None or canvas.surround not in {"border", "scene"}:
        return None
    height, width = rgb.shape[:2]
    corners = np.array(canvas.corners) * (width, height)
    at, inside = _beside(corners, (width, height))
    blurred = cv2.blur(rgb, (3, 3))
    x, y = (np.ascontiguousarray(at[..., k], dtype=np.float32) for k in (0, 1))
    color = cv2.remap(blurred, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    lab = _lab(color)
    spread = lab[..., 0].std(axis=1)
    even = inside.all(axis=1) & (np.ptp(lab[..., 0], axis=1) <= _DEEP)
    # Each side must speak: light is not told from one side alone.
    if even.reshape(4, _ALONG).mean(axis=1).min() < 0.4:
        return None
    places = np.median(at, axis=1) / (width, height)
    tone, mean = np.median(lab, axis=1), np.median(color.astype(np.float64), axis=1)
    box = np.ptp(corners, axis=0) / (width, height)
    name: GroundName = "border" if canvas.surround == "border" else "wall"
    return _ground(
        name, places[even], (tone[even], mean[even]), float(np.median(spread[even])), (float(box[0]), float(box[1]))
    )


def _beside(corners: Array, size: tuple[int, int]) -> tuple[Array, Array]:
    """Return (4 * along, depths, 2) points outside the four sides, in pixels, and which of them are in the file."""
    following = np.roll(corners, -1, axis=0)
    side = following - corners
    outward = np.stack([side[:, 1], -side[:, 0]], axis=1) / np.maximum(np.linalg.norm(side, axis=1), 1e-6)[:, None]
    t = np.linspace(0.04, 0.96, _ALONG)
    on = (corners[:, None] + side[:, None] * t[:, None]).reshape(-1, 1, 2)
    out = np.repeat(outward, _ALONG, axis=0)[:, None] * (_DEPTHS * np.hypot(*size))[:, None]
    at = on + out - 0.5
    return at, ((at >= 1.0) & (at <= np.array(size) - 2.0)).all(axis=-1)


def _ground(
    name: GroundName, places: Array, colors: tuple[Array, Array], grain: float, box: tuple[float, float]
) -> Ground | None:
    """Return the ground of (n, 2) places, whose ``colors`` are their (n, 3) L*a*b* and their (n, 3) sRGB."""
    tone, color = colors
    hue = np.linalg.norm(tone[:, 1:] - np.median(tone[:, 1:], axis=0), axis=1)
    plane, off = _plane(places, tone[:, 0])
    fitting = (np.abs(off) <= _FITS) & (hue <= _LIKE)
    if fitting.sum() < 12 or not _all_round(places[fitting]):
        return None
    return Ground(
        name=name,
        lab=np.median(tone[fitting], axis=0),
        linear=_linear(np.median(color[fitting], axis=0)),
        across=float(plane[0]) * box[0],
        down=float(plane[1]) * box[1],
        fits=float(fitting.mean()),
        rough=float(np.sqrt((off[fitting] ** 2).mean())),
        grain=grain,
    )


def _plane(places: Array, light: Array) -> tuple[Array, Array]:
    """Return (across, down, level) of the plane of light, and how far each place lies from it, in L*.

    Fitted again and again with less weight for what lies far off, and least for what lies below: marks are dark.
    """
    base = np.column_stack([places, np.ones(len(places))])
    weight = np.ones(len(places))
    plane, off = np.zeros(3), light
    for _ in range(_ROUNDS):
        root = np.sqrt(weight)
        plane = np.linalg.lstsq(base * root[:, None], light * root, rcond=None)[0]
        off = light - base @ plane
        weight = 1.0 / (1.0 + (off / np.where(off < 0.0, 1.0, 2.5)) ** 2)
    return plane, off


def _all_round(places: Array) -> bool:
    """Whether each quarter of the picture has a say."""
    middle = 0.5 * (places.min(axis=0) + places.max(axis=0))
    quarter = (places > middle) @ np.array([1, 2])
    return bool(np.bincount(quarter, minlength=4).min() >= 0.08 * len(places))


def _lab(rgb: Array) -> F32:
    """Return L*a*b* float32 of uint8 sRGB of any shape (..., 3), to the step that eight bits give."""
    lab = cv2.cvtColor(np.ascontiguousarray(rgb).reshape(1, -1, 3), cv2.COLOR_RGB2LAB).astype(np.float32)
    lab -= np.array([0.0, 128.0, 128.0], np.float32)
    lab[..., 0] *= 100.0 / 255.0
    return np.asarray(lab.reshape(rgb.shape), dtype=np.float32)


def _linear(rgb: Array) -> Array:
    code = rgb / 255.0
    return np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)


def trapezium(corners: Corners, size: tuple[int, int]) -> tuple[float, float]:
    """Return by how much opposite sides of a quadrilateral differ, in %, and its corners from square, in degrees."""
    at = np.array(corners) * size
    side = np.roll(at, -1, axis=0) - at
    length = np.linalg.norm(side, axis=1)
    lean = max(1.0 - min(a, b) / max(a, b, 1e-6) for a, b in (length[0::2], length[1::2]))
    turn = np.degrees(np.arctan2(side[:, 1], side[:, 0]))
    corner = (np.roll(turn, -1) - turn) % 360.0
    return 100.0 * float(lean), float(np.abs(corner - 90.0).max())
