"""The colour blocks of one picture, in the order in which they are painted: dark to light, and large to small."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.blocks.partition import ACCENT_DELTA_E, partition
from art_assistant.analysis.color_names import color_names
from art_assistant.analysis.deepest import deepest_pixel
from art_assistant.analysis.mass.regions import borders
from art_assistant.analysis.rounding import rounded
from art_assistant.imaging.arrays import F32, U8, BoolMap, LabelMap
from art_assistant.imaging.colorspace import ciede2000, hex_of, linear_to_lab, linear_to_srgb, srgb_to_linear

F64 = NDArray[np.float64]
Color = tuple[float, float, float]
Point = tuple[float, float]

BAND: Final = 20.0
"""L* of one band of the order: two values. Inside a band size leads, from band to band light does."""

LARGEST_ACCENT: Final = 0.05
"""Share above which a block is no accent, however strong."""

_NO_VARIANCE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class ColorBlock:
    """One connected shape in its own colour.

    Attributes:
        id: 1..n, its place in the order of painting.
        rgb: the colour, sRGB 0-255: the mean of its pixels in linear light.
        lab: that colour in CIE L*a*b* (D65).
        name: of the colour.
        share: part of the counted picture, 0-1.
        centre: (x, y) fractions of the point farthest inside.
        accent: at most ``LARGEST_ACCENT`` large, and CIEDE2000 25 or more from what touches it, by length of contour.

    """

    id: int
    rgb: tuple[int, int, int]
    lab: Color
    name: str
    share: float
    centre: Point
    accent: bool

    def as_dict(self) -> dict[str, Any]:
        """Return plain Python for JSON; ``value`` is Munsell 0-10, ``chroma`` CIELAB C*."""
        return {
            "id": self.id,
            "hex": hex_of(np.array(self.rgb)),
            "name": self.name,
            "value": round(self.lab[0] / 10.0, 2),
            "chroma": round(float(np.hypot(*self.lab[1:])), 1),
            "share": round(self.share, 4),
            "centre": [round(v, 4) for v in self.centre],
            "accent": self.accent,
        }


@dataclass(frozen=True, slots=True)
class BlockStudy:
    """The picture as a few flat shapes of colour.

    Attributes:
        items: the blocks in the order of painting; none where nothing is counted.
        labels: (h, w) int32, block id - 1; -1 where not counted.
        explained: share 0-1 of the variance of L*a*b* that the mean colours of the blocks explain; None without any.
        explained_hue: the same of a*b* alone.

    """

    items: tuple[ColorBlock, ...]
    labels: LabelMap = field(repr=False)
    explained: float | None
    explained_hue: float | None

    def as_dict(self) -> dict[str, Any]:
        """Return plain Python for JSON."""
        return {
            "explained": rounded(self.explained),
            "explained_hue": rounded(self.explained_hue),
            "items": [block.as_dict() for block in self.items],
        }


def study_blocks(rgb: U8, counted: BoolMap | None = None, lab: F32 | None = None) -> BlockStudy:
    """Return the colour blocks of ``rgb`` (h, w, 3) uint8 sRGB; pixels where ``counted`` is False are left out.

    ``lab`` is its (h, w, 3) float32 CIELAB, where that is known. Each is 4-connected and has its own colour. A passage
    of at least 1.2 % of the picture can be one; an accent, which differs by CIEDE2000 25 from its surroundings, from
    0.4 % on. There are at most 20.
    """
    mask = np.ones(rgb.shape[:2], dtype=np.bool_) if counted is None else counted
    if not mask.any():
        return BlockStudy((), np.full(rgb.shape[:2], -1, dtype=np.int32), None, None)
    linear = srgb_to_linear(rgb)
    lab = linear_to_lab(linear) if lab is None else lab
    labels = partition(linear, lab, mask)
    area, colors, means, centres = _measured(labels, linear, lab)
    order = paint_order(linear_to_lab(colors)[:, 0], area)
    rank = np.full(order.size + 1, -1, dtype=np.int32)
    rank[order] = np.arange(order.size, dtype=np.int32)
    labels, share = rank[labels], area[order] / area.sum()
    explained, explained_hue = _explained(means[order], share, lab, mask)
    return BlockStudy(_items(labels, share, colors[order], centres[order]), labels, explained, explained_hue)


def paint_order(l_star: NDArray[Any], area: NDArray[Any]) -> NDArray[np.intp]:
    """Return the order in which blocks of these L* (n,) and areas (n,) are painted: band by band, the largest first."""
    return np.lexsort((-area, np.floor(np.asarray(l_star, dtype=np.float64) / BAND)))


def _measured(labels: LabelMap, linear: F32, lab: F32) -> tuple[F64, F32, F64, F64]:
    """Return of each label its pixels (n,), mean linear RGB (n, 3), mean L*a*b* (n, 3), and deepest point (n, 2)."""
    found = [_one(np.equal(labels, label).view(np.uint8), linear, lab) for label in range(int(labels.max()) + 1)]
    area, colors, means, centres = (np.array(column) for column in zip(*found, strict=True))
    return area, colors.astype(np.float32), means, centres


def _one(mask: U8, linear: F32, lab: F32) -> tuple[float, Color, Color, Point]:
    x, y, width, height = cv2.boundingRect(mask)
    window = np.s_[y : y + height, x : x + width]
    own = np.ascontiguousarray(mask[window])
    color, mean = (cv2.mean(planes[window], mask=own)[:3] for planes in (linear, lab))
    row, column = deepest_pixel(own.view(np.bool_))
    centre = (x + column + 0.5) / mask.shape[1], (y + row + 0.5) / mask.shape[0]
    return float(cv2.countNonZero(own)), color, mean, centre


def _items(labels: LabelMap, share: F64, colors: F32, centres: F64) -> tuple[ColorBlock, ...]:
    rgb, lab = linear_to_srgb(colors), linear_to_lab(colors)
    apart = _apart(labels, lab)
    return tuple(
        ColorBlock(
            id=i + 1,
            rgb=(int(rgb[i, 0]), int(rgb[i, 1]), int(rgb[i, 2])),
            lab=(float(lab[i, 0]), float(lab[i, 1]), float(lab[i, 2])),
            name=name,
            share=float(share[i]),
            centre=(float(centres[i, 0]), float(centres[i, 1])),
            accent=bool(share[i] <= LARGEST_ACCENT and apart[i] >= ACCENT_DELTA_E),
        )
        for i, name in enumerate(color_names(lab))
    )


def _apart(labels: LabelMap, lab: F32) -> F64:
    """Return the mean CIEDE2000 (n,) of each block to those that touch it, by length of contour; 0 where none does."""
    one, two, length = borders(labels, len(lab))
    difference = length * ciede2000(lab[one], lab[two])
    both = np.concatenate([one, two])
    total = np.bincount(both, weights=np.tile(difference, 2), minlength=len(lab))
    return np.asarray(total / np.maximum(np.bincount(both, weights=np.tile(length, 2), minlength=len(lab)), 1.0))


def _explained(means: F64, share: F64, lab: F32, counted: BoolMap) -> tuple[float | None, float | None]:
    """Return the share of variance explained of L*a*b* and of a*b*: what the means alone have of it."""
    whole = cv2.meanStdDev(lab, mask=counted.view(np.uint8))[1].ravel() ** 2
    between = share @ np.square(means - share @ means)
    return _part(between.sum(), whole.sum()), _part(between[1:].sum(), whole[1:].sum())


def _part(between: float, whole: float) -> float | None:
    return None if whole < _NO_VARIANCE else float(between / whole)
