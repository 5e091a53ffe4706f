"""The subject of a picture as a mask, and how far it stands apart from its ground.

Whoever has a map of what the eye attends to, a network or a person who clicks, gets a mask that follows the contours of
the picture: the map is smoothed along them by a guided filter and cut between its own division and its middle.

Sources: He, Sun & Tang, "Guided image filtering", ECCV 2010; Otsu, IEEE Trans. SMC 9 (1979).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import cv2
import numpy as np

from art_assistant.analysis.composition.focus import FLAT
from art_assistant.analysis.rounding import rounded
from art_assistant.imaging.arrays import F32, U8, BoolMap
from art_assistant.imaging.colorspace import ciede2000, srgb_to_lab

REACH: Final = 0.02
"""Radius of the guided filter, as a share of the long side; chosen on photographs with masks, as are the next two."""

EPSILON: Final = 1e-4
"""Variance of L* / 100 from which the filter follows a contour."""

MIDDLE: Final = 0.5
"""Attention at which a map without a division of its own would be cut; Otsu's cut and this one are averaged."""

MOST: Final = 0.9
"""What covers more of the picture than this is no subject: attention lies evenly."""

_SIDES: Final = 0.02
"""How far from the contour its two sides are read, as a share of the long side."""

DIFFERS: Final = 6.0
"""CIEDE2000 between the two sides of a contour from which the picture itself parts subject and ground there."""

MOSTLY: Final = 0.5
"""Share of its contour across which the picture has to differ for the subject to be parted from its ground there."""


@dataclass(frozen=True, slots=True)
class SubjectMask:
    """What stands out from the rest of a picture.

    Attributes:
        mask: (h, w) bool on the grid of the picture; never where nothing counts.
        share: share 0-1 of the counted picture that it covers.
        threshold: attention 0-1 from which a pixel belongs to it.
        value_apart: median Munsell value of the subject less that of the ground, in steps (L* / 10); + is lighter.
        chroma_apart: mean C*ab of the subject less that of the ground; + is stronger.
        parted: share 0-1 of its contour across which the picture differs by CIEDE2000 6 or more; None where no ground
            lies beside it.

    """

    mask: BoolMap = field(repr=False, compare=False)
    share: float
    threshold: float
    value_apart: float
    chroma_apart: float
    parted: float | None

    def as_dict(self) -> dict[str, Any]:
        """Return the subject without its mask, JSON-ready."""
        return {
            "share": round(self.share, 4),
            "threshold": round(self.threshold, 3),
            "value_apart": round(self.value_apart, 2),
            "chroma_apart": round(self.chroma_apart, 1),
            "parted": rounded(self.parted),
        }


def borne_out(subject: SubjectMask | None) -> BoolMap | None:
    """Return the mask of a subject whose contour the picture itself bears out, mostly; None where there is none."""
    return subject.mask if subject is not None and (subject.parted or 0.0) >= MOSTLY else None


def subject_of(
    attention: F32, rgb: U8, counted: BoolMap | None = None, *, lab: F32 | None = None
) -> SubjectMask | None:
    """Return the subject, or None where nothing stands out.

    Args:
        attention: (a, b) float32, 0-1, of any size: where the eye goes, or what was pointed at.
        rgb: (h, w, 3) uint8 sRGB, the picture.
        counted: (h, w) bool, or None when all counts.
        lab: (h, w, 3) float32 CIELAB of it, where that is known.

    """
    inside = np.ones(rgb.shape[:2], dtype=np.bool_) if counted is None else counted
    if not inside.any() or float(np.ptp(attention)) < FLAT:
        return None
    # Plane by plane: what steps over three numbers to the next pixel takes five times as long.
    planes = cv2.split(srgb_to_lab(rgb) if lab is None else lab)
    map_ = _along_contours(attention, np.asarray(planes[0] / 100.0, dtype=np.float32))
    threshold = (_division(map_[inside]) + MIDDLE) / 2.0
    mask = np.asarray((map_ > threshold) & inside)
    ground = inside & ~mask
    share = float(np.count_nonzero(mask) / np.count_nonzero(inside))
    if not 0.0 < share <= MOST:
        return None
    chroma = np.hypot(planes[1], planes[2])
    return SubjectMask(
        mask=mask,
        share=share,
        threshold=threshold,
        value_apart=float(np.median(planes[0][mask]) - np.median(planes[0][ground])) / 10.0,
        chroma_apart=float(chroma[mask].mean() - chroma[ground].mean()),
        parted=_parted(mask, ground, planes),
    )


def _along_contours(attention: F32, guide: F32) -> F32:
    """Return the map (h, w) at the size of ``guide`` (h, w), smoothed along the contours of it."""
    height, width = guide.shape
    map_ = cv2.resize(attention.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    radius = max(1, round(REACH * max(height, width)))
    mean_guide, mean_map = _mean(guide, radius), _mean(map_, radius)
    # Within each window the map is a line in L*: its slope is the covariance over the variance.
    slope = (_mean(guide * map_, radius) - mean_guide * mean_map) / (
        _mean(guide * guide, radius) - mean_guide**2 + EPSILON
    )
    offset = mean_map - slope * mean_guide
    return np.asarray(_mean(slope, radius) * guide + _mean(offset, radius), dtype=np.float32)


def _mean(plane: Any, radius: int) -> F32:
    size = 2 * radius + 1
    return np.asarray(cv2.boxFilter(plane, -1, (size, size), borderType=cv2.BORDER_REFLECT), dtype=np.float32)


def _division(values: F32) -> float:
    """Return where Otsu parts the values, in their own unit."""
    low, high = float(values.min()), float(values.max())
    steps = np.rint((values - low) / max(high - low, 1e-9) * 255.0).astype(np.uint8)
    cut = float(cv2.threshold(steps, 0, 255, cv2.THRESH_OTSU)[0])
    return low + cut / 255.0 * (high - low)


def _parted(mask: BoolMap, ground: BoolMap, planes: Sequence[Any]) -> float | None:
    """Return the share of the contour whose two sides, each averaged near it, differ in L*, a*, b* (h, w)."""
    contour = mask & (cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) == 0)
    radius = max(1, round(_SIDES * max(mask.shape)))
    weights = [part.astype(np.float32) for part in (mask, ground)]
    near = [_mean(weight, radius) for weight in weights]
    # Beside what does not count, the contour has no other side.
    contour = contour & (near[1] > 1.0 / (2 * radius + 1) ** 2)
    if not contour.any():
        return None
    at = np.flatnonzero(contour)
    sides = [
        np.stack([_mean(plane * part, radius).ravel()[at] for plane in planes], axis=1)
        / np.maximum(weight.ravel()[at], 1e-6)[:, None]
        for part, weight in zip(weights, near, strict=True)
    ]
    apart = ciede2000(*sides)
    return float(np.mean(apart >= DIFFERS))
