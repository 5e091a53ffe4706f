"""Emphasis: what else calls besides the first read, how loudly the border calls, and how much of the picture is quiet.

The focal points of ``focus`` are a list, which gains or loses a member at a threshold. These numbers say the same
things smoothly, so that a picture and its thumbnail get the same ones. They are read on two maps: the attention of the
network, and the colour contrast of each passage with its surroundings, which owes nothing to a network and is the same
for a picture and its mirror image.

How much a place stands apart is its *persistence*: how far one must come down from it to reach a higher one. It moves
no more than the map does (D. Cohen-Steiner, H. Edelsbrunner & J. Harer, "Stability of persistence diagrams", Discrete &
Computational Geometry 37 (2007) 103-120), which a distance between two maxima does not promise.
"""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.composition.focus import PLANE_SIDE, attention_plane
from art_assistant.imaging.arrays import F32, U8, BoolMap
from art_assistant.imaging.colorspace import linear_to_lab, srgb_to_linear

_CENTRE: Final = 0.012
_SURROUND: Final = 0.06
"""Standard deviations of centre and surround, shares of the diagonal: a passage the size of a head against what lies
within a hand's breadth of it, on a picture half a metre wide."""

_GRID: Final = 56
"""Long side, in cells, of the grid on which persistence is read: a cell is about half a patch of the network."""
_BORDER: Final = 0.08
_INSIDE: Final = 0.18
"""A place nearer to the frame than the first, as a share of the short side, is at the border; beyond the second it is
inside."""
_CALM_L: Final = 6.0
"""Spread of L* inside a window of 4 % of the diagonal at which a passage is half calm."""
_QUIET: Final = 0.30
"""Attention at which a passage is half quiet."""

Array = NDArray[Any]


def emphasis_metrics(saliency: F32, rgb_standard: U8, counted: BoolMap | None = None) -> dict[str, float | None]:
    """Return the emphasis of (h, w, 3) uint8 sRGB and its (s, s) saliency; None where nothing stands out.

    - ``emphasis.rival``: persistence of the second place of attention over that of the first, 0-1.
    - ``emphasis.border``: strongest attention at a place near the frame, over the strongest inside, 0-2.
    - ``emphasis.contrast_rival``, ``emphasis.contrast_border``: the same two on colour contrast.
    - ``emphasis.quiet_share``: share 0-1 of the picture that is calm in value and not attended to.
    - ``emphasis.contrast_peak``: CIELAB distance of the loudest passage from its surroundings.
    """
    small = _small_lab(rgb_standard, counted)
    contrast = _local_contrast(small)
    plane = attention_plane(saliency, (rgb_standard.shape[0], rgb_standard.shape[1]), counted)
    peak = float(contrast.max())
    loud = peak > 1.0
    return {
        "emphasis.rival": None if plane is None else _rival(plane),
        "emphasis.border": None if plane is None else _border(plane),
        "emphasis.contrast_rival": _rival(contrast) if loud else None,
        "emphasis.contrast_border": _border(contrast) if loud else None,
        "emphasis.quiet_share": None if plane is None else _quiet_share(plane, small[..., 0]),
        "emphasis.contrast_peak": peak,
    }


def _small_lab(rgb: U8, counted: BoolMap | None) -> F32:
    scale = PLANE_SIDE / max(rgb.shape[:2])
    size = (max(4, round(rgb.shape[1] * scale)), max(4, round(rgb.shape[0] * scale)))
    linear = cv2.resize(srgb_to_linear(rgb), size, interpolation=cv2.INTER_AREA)
    lab = linear_to_lab(np.asarray(linear, dtype=np.float32))
    if counted is not None and counted.any():
        inside = cv2.resize(counted.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
        if inside.any():
            lab[~inside] = lab[inside].mean(axis=0)
    return np.asarray(lab, dtype=np.float32)


def _local_contrast(lab: F32) -> F32:
    diagonal = float(np.hypot(*lab.shape[:2]))
    blurred = [
        cv2.GaussianBlur(lab, (0, 0), share * diagonal, borderType=cv2.BORDER_REFLECT) for share in (_CENTRE, _SURROUND)
    ]
    return np.asarray(np.linalg.norm(blurred[0] - blurred[1], axis=-1), dtype=np.float32)


def persistence(plane: Array) -> list[tuple[float, int, int]]:
    """Return (persistence, row, column) of every place of an (h, w) map that stands apart, most apart first.

    Every cell belongs to the top that the steepest way up from it leads to. From the highest pass down, the tops at
    its two ends become one, and the lower of them ends there.
    """
    width = plane.shape[1]
    order = np.argsort(-plane, axis=None, kind="stable")
    # Ranks tell equal heights apart, so that there is one steepest way up from everywhere.
    height_rank = np.empty(order.size, dtype=np.intp)
    height_rank[order] = np.arange(order.size)
    top = _tops(height_rank.reshape(plane.shape))
    levels = plane.ravel()
    owner = {cell: cell for cell in np.unique(top).tolist()}
    found: list[tuple[float, int, int]] = []
    # The elder rule: at a pass the lower top ends, and persists by its rise above that pass (H. Edelsbrunner,
    # D. Letscher and A. Zomorodian, Discrete & Computational Geometry 28, 2002, 511-533).
    for low, one, two in _passes(height_rank, top, plane.shape):
        kept, ended = sorted((_root(owner, one), _root(owner, two)), key=height_rank.__getitem__)
        owner[ended] = kept
        rise = float(levels[ended]) - float(levels[order[low]])
        if kept != ended and rise > 0.0:
            found.append((rise, *divmod(ended, width)))
    # The highest top never ends: it rises from the lowest ground.
    first = int(order[0])
    found.append((float(levels[first]) - float(levels.min()), *divmod(first, width)))
    return sorted(found, key=lambda place: (-place[0], place[1:]))


def _tops(rank: Array) -> Array:
    """Return, for each cell of an (h, w) map of ranks (0 is highest), the flat index of the top it leads up to."""
    height, width = rank.shape
    framed = np.pad(rank, 1, constant_values=rank.size)
    shifts = ((0, -width), (2, width), (1, -1), (1, 1))
    around = np.stack(
        [framed[1:-1, 1:-1]]
        + [framed[row : row + height, 1:-1] for row, _ in shifts[:2]]
        + [framed[1:-1, 1 + by : 1 + by + width] for _, by in shifts[2:]]
    )
    steps = np.array([0, *(by for _, by in shifts)])
    top = (np.arange(rank.size).reshape(rank.shape) + steps[around.argmin(axis=0)]).ravel()
    while not np.array_equal(top, higher := top[top]):
        top = higher
    return np.asarray(top)


def _passes(rank: Array, top: Array, shape: tuple[int, ...]) -> list[tuple[int, int, int]]:
    """Return (rank of the lower cell, top, other top) where two neighbours lead to different tops.

    The highest comes first, and each two tops only once.
    """
    cells = np.arange(rank.size).reshape(shape)
    one = np.concatenate([cells[:, :-1].ravel(), cells[:-1].ravel()])
    two = np.concatenate([cells[:, 1:].ravel(), cells[1:].ravel()])
    apart = np.flatnonzero(top[one] != top[two])
    low = np.maximum(rank[one[apart]], rank[two[apart]])
    by_height = np.argsort(low, kind="stable")
    ends = np.sort(np.stack([top[one[apart[by_height]]], top[two[apart[by_height]]]]), axis=0)
    _, highest = np.unique(ends[0] * rank.size + ends[1], return_index=True)
    highest.sort()
    return list(zip(low[by_height][highest].tolist(), *ends[:, highest].tolist(), strict=True))


def _root(owner: dict[int, int], cell: int) -> int:
    while owner[cell] != cell:
        cell = owner[cell]
    return cell


def _rival(plane: F32) -> float:
    scale = _GRID / max(plane.shape)
    size = (max(3, round(plane.shape[1] * scale)), max(3, round(plane.shape[0] * scale)))
    places = persistence(cv2.resize(plane, size, interpolation=cv2.INTER_AREA))
    return places[1][0] / places[0][0] if len(places) > 1 else 0.0


def _border(plane: F32) -> float:
    """Return the height of the highest top near the frame over that of the highest elsewhere, at most 2.

    A top belongs to the frame by degrees: wholly within ``_BORDER`` of it, not at all from ``_INSIDE`` on.
    """
    height, width = plane.shape
    rows, columns = np.nonzero(plane >= cv2.dilate(plane, np.ones((5, 5), np.uint8)))
    tops = plane[rows, columns]
    gap = np.minimum(np.minimum(rows, height - 1 - rows), np.minimum(columns, width - 1 - columns)) + 0.5
    t = np.clip((_INSIDE - gap / min(height, width)) / (_INSIDE - _BORDER), 0.0, 1.0)
    near = t * t * (3.0 - 2.0 * t)
    inner = float((tops * (1.0 - near)).max())
    return float(np.clip((tops * near).max() / max(inner, 1e-6), 0.0, 2.0))


def _quiet_share(plane: F32, light: F32) -> float:
    sigma = 0.02 * float(np.hypot(*plane.shape))
    mean = cv2.GaussianBlur(light, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
    spread = np.sqrt(cv2.GaussianBlur((light - mean) ** 2, (0, 0), sigma, borderType=cv2.BORDER_REFLECT))
    calm = 1.0 / (1.0 + np.exp((spread - _CALM_L) / 1.5))
    unseen = 1.0 / (1.0 + np.exp((plane - _QUIET) / 0.08))
    return float(np.mean(calm * unseen))
