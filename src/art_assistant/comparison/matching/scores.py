"""What speaks for a map: how alike the reference and the laid-out photograph are, in a dozen numbers."""

from __future__ import annotations

from typing import Final

import numpy as np

from art_assistant.comparison.matching.cells import COUNT, agreement
from art_assistant.comparison.matching.keypoints import ENOUGH
from art_assistant.comparison.matching.plane import F64, Size, projected
from art_assistant.comparison.matching.settle import channels, likeness
from art_assistant.comparison.matching.shot import Shot, fitted, lab_at
from art_assistant.imaging.arrays import F32, U8, BoolMap
from art_assistant.imaging.colorspace import blur_linear

NAMES: Final = (
    "cons", "mcons", "excess", "gap",
    "light_fine", "a_fine", "b_fine", "slope_fine",
    "light_coarse", "slope_coarse", "squint", "keypoints",
)  # fmt: skip
"""The scores that the gate weighs, in its order."""
PARTS: Final = "parts"
"""A further score, which the gate does not weigh: the share of parts that lie at their place."""
ENOUGH_SCORE: Final = float(np.log(ENOUGH / 5.0))
"""The score of keypoints from which nothing else is asked."""
_LONG: Final = 160
_FINE, _COARSE, _SQUINT = 0.02, 0.04, 0.02


def visible(way: F64, size: Size, sheet: Size) -> BoolMap:
    """Return (h, w) bool: which places of the reference lie within the photograph.

    Args:
        way: from the reference's fractions into the photograph's pixels.
        size: width and height of the grid of places.
        sheet: of the photograph.

    """
    x, y = ((np.arange(side) + 0.5) / side for side in size)
    grid = np.stack(np.meshgrid(x, y), axis=-1)
    there = projected(way, grid)
    inside = np.asarray(((there > 1.0) & (there < np.array(sheet) - 1.0)).all(axis=1))
    return inside.reshape(size[1], size[0])


def cells_seen(own: F32, other: F32, way: F64, sheet: Size) -> tuple[F32, F32]:
    """Return both cells, 0 where the photograph does not show their place."""
    shown = visible(way, (16, 16), sheet).reshape(COUNT, 1)
    return own * shown, other * shown


def pixel_scores(reference: U8, shot: Shot, way: F64) -> dict[str, float]:
    """Return how alike the pixels are; correlations, -1 to 1, of what the photograph shows of the reference."""
    size = fitted(reference, _LONG)
    own, other = lab_at(reference, size), shot.lab(way, size)
    shown = visible(way, size, shot.size)
    if shown.mean() < 0.1:
        shown = np.ones_like(shown)
    fine, coarse = (
        likeness(*(channels(lab, sigma * _LONG)[shown] for lab in (own, other))) for sigma in (_FINE, _COARSE)
    )
    light = [
        blur_linear(np.ascontiguousarray(lab[..., :1]), _SQUINT * _LONG).reshape(shown.shape) for lab in (own, other)
    ]
    squint = likeness(*(one[shown][:, None] for one in light))
    return {
        "light_fine": float(fine[0]),
        "a_fine": float(fine[1]),
        "b_fine": float(fine[2]),
        "slope_fine": float(fine[3]),
        "light_coarse": float(coarse[0]),
        "slope_coarse": float(coarse[3]),
        "squint": float(squint[0]),
    }


def quality(scores: dict[str, float]) -> float:
    """Return one number by which hypotheses for one pair are ranked."""
    color = 0.25 * (scores["a_fine"] + scores["b_fine"])
    return scores["light_fine"] + scores["slope_fine"] + 0.5 * scores["light_coarse"] + color


def scored(own: F32, other: F32, pixels: dict[str, float], keypoints: int) -> dict[str, float]:
    """Return every score of ``NAMES``."""
    return {**agreement(own, other), **pixels, "keypoints": float(np.log(max(keypoints, 5) / 5.0))}
