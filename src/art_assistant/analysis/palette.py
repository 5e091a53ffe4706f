"""The palette of a picture: few colours that look like it, small strong accents included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.color_cells import ColorCells
from art_assistant.analysis.color_names import color_names
from art_assistant.analysis.harmony import wheel_hue
from art_assistant.imaging.arrays import F32, LabelMap
from art_assistant.imaging.colorspace import (
    ciede2000,
    hex_of,
    linear_to_lab,
    linear_to_srgb,
    oklab_to_linear,
    srgb_to_lab,
    srgb_to_oklab,
)

FINE_COLORS = 24
"""Colours before merging: enough for a small accent to have its own."""

HUE_STRETCH = 2.0
"""OKLab a and b count twice against L, the scaling that agrees best with small-difference data (Ottosson)."""

TWIN_DELTA_E = 4.0
"""Two colours nearer than this (CIEDE2000) are one swatch, whatever K was asked for."""

ACCENT_SHARE = 0.06
"""An accent covers less than this share of the picture ..."""

ACCENT_CHROMA = 18.0
"""... and its C* is above the picture's median by more than this."""

_ITERATIONS = 8
_NODE_STEP = 0.03


@dataclass(frozen=True, slots=True)
class Swatch:
    """One colour of the palette.

    Attributes:
        id: 1..K by share; the number used in the label map.
        rgb: sRGB bytes; hex: the same as ``"#rrggbb"``.
        share: share of the counted pixels.
        l_star, chroma, hue: CIELCh (D65); hue in degrees, None below C* 2, where it means nothing.
        value: Munsell value 0-10, L* / 10.
        wheel: angle on the painter's wheel, red 0, yellow 120, blue 240; None where hue is None.
        name: plain colour name.
        at: (x, y), fractions: the point farthest inside the largest region of this colour.
        accent: small, and much stronger than the picture around it.

    """

    id: int
    rgb: tuple[int, int, int]
    hex: str
    share: float
    l_star: float
    chroma: float
    hue: float | None
    value: float
    wheel: float | None
    name: str
    at: tuple[float, float]
    accent: bool

    def as_dict(self) -> dict[str, Any]:
        """Return plain Python for JSON."""
        return {
            "id": self.id,
            "hex": self.hex,
            "rgb": list(self.rgb),
            "share": round(self.share, 4),
            "l_star": round(self.l_star, 1),
            "chroma": round(self.chroma, 1),
            "hue": None if self.hue is None else round(self.hue, 1),
            "value": round(self.value, 2),
            "wheel": None if self.wheel is None else round(self.wheel, 1),
            "name": self.name,
            "at": [round(self.at[0], 4), round(self.at[1], 4)],
            "accent": self.accent,
        }


@dataclass(frozen=True, slots=True)
class Palette:
    """K colours with the cells and pixels that belong to each.

    Attributes:
        swatches: largest share first.
        labels: (h, w) int32, the swatch id of each pixel, 0 where a pixel is not counted.
        cell_swatch: (n,) int32, the swatch id of each colour cell.

    """

    swatches: tuple[Swatch, ...]
    labels: LabelMap
    cell_swatch: LabelMap


def make_palette(cells: ColorCells, k: int) -> Palette:
    """Return at most ``k`` colours of the picture; fewer where it holds fewer that the eye can tell apart.

    The cells are gathered into nodes of a coarse OKLab grid, quantised to 24 colours by seeded k-means, and those are
    merged two by two at the least cost, where a colour weighs with the square root of its area: a small accent far
    from everything else outlives a large colour that has a near twin.
    """
    if cells.share.size == 0:
        empty = np.zeros(cells.cell_of.shape, dtype=np.int32)
        return Palette((), empty, np.zeros(0, dtype=np.int32))
    points = _stretched(cells.oklab)
    node_of, nodes, weights = _nodes(points, cells.share)
    centres, fine_of = _quantise(nodes, weights, min(FINE_COLORS, weights.size))
    group = _merge(centres, np.bincount(fine_of, weights=weights, minlength=len(centres)), k)[fine_of][node_of]
    return _finish(cells, group)


def _stretched(oklab: F32) -> NDArray[np.float64]:
    return oklab.astype(np.float64) * np.array([1.0, HUE_STRETCH, HUE_STRETCH])


def _nodes(
    points: NDArray[np.float64], share: F32
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]:
    """Return the node of each cell, and the centre and weight of each node of a coarse grid."""
    grid = np.floor(points / _NODE_STEP).astype(np.int64) + 64
    code = (grid[:, 0] << 16) | (grid[:, 1] << 8) | grid[:, 2]
    _, node_of = np.unique(code, return_inverse=True)
    return node_of, *_centres(points, share.astype(np.float64), node_of, int(node_of.max()) + 1)


def _centres(
    points: NDArray[np.float64], weights: NDArray[np.float64], group: NDArray[np.intp], count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    mass = np.bincount(group, weights=weights, minlength=count)
    sums = [np.bincount(group, weights=weights * points[:, axis], minlength=count) for axis in range(3)]
    return np.stack(sums, axis=-1) / np.maximum(mass, 1e-12)[:, None], mass


def _quantise(
    nodes: NDArray[np.float64], weights: NDArray[np.float64], count: int
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return the centres and the nearest centre of each node: greedy farthest seeds, then Lloyd's iteration."""
    centres = _seeds(nodes, weights, count)
    for _ in range(_ITERATIONS):
        nearest = _nearest(nodes, centres)
        moved, mass = _centres(nodes, weights, nearest, len(centres))
        centres = np.where(mass[:, None] > 0.0, moved, centres)
    return centres, _nearest(nodes, centres)


def _seeds(nodes: NDArray[np.float64], weights: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    root = np.sqrt(weights)
    chosen = [int(np.argmax(weights))]
    distance = ((nodes - nodes[chosen[0]]) ** 2).sum(axis=1)
    while len(chosen) < count:
        chosen.append(int(np.argmax(distance * root)))
        distance = np.minimum(distance, ((nodes - nodes[chosen[-1]]) ** 2).sum(axis=1))
    return nodes[chosen]


def _nearest(points: NDArray[np.float64], centres: NDArray[np.float64]) -> NDArray[np.intp]:
    offset = (centres**2).sum(axis=1)
    return np.asarray((offset - 2.0 * points @ centres.T).argmin(axis=1))


def _merge(centres: NDArray[np.float64], mass: NDArray[np.float64], k: int) -> NDArray[np.intp]:
    """Return the group 0..K-1 of each centre, merging the cheapest pair until ``k`` are left.

    Ward's cost on CIEDE2000 with square-root weights, updated by the Lance-Williams formula.
    """
    lab = linear_to_lab(oklab_to_linear(centres / np.array([1.0, HUE_STRETCH, HUE_STRETCH])))
    weight = np.sqrt(mass)
    squared = ciede2000(lab[:, None], lab[None, :]) ** 2
    pair = weight[:, None] * weight[None, :] / np.maximum(weight[:, None] + weight[None, :], 1e-12)
    cost = pair * squared
    np.fill_diagonal(cost, np.inf)
    cost[mass <= 0.0] = np.inf
    cost[:, mass <= 0.0] = np.inf
    group = np.arange(len(mass))
    left = int((mass > 0.0).sum())
    while left > 1:
        i, j = np.unravel_index(int(np.argmin(cost)), cost.shape)
        apart = cost[i, j] / max(float(weight[i] * weight[j] / (weight[i] + weight[j])), 1e-12)
        if left <= k and apart > TWIN_DELTA_E**2:
            break
        _join(cost, weight, int(i), int(j))
        group[group == j] = i
        left -= 1
    return np.unique(group, return_inverse=True)[1]


def _join(cost: NDArray[np.float64], weight: NDArray[np.float64], i: int, j: int) -> None:
    wi, wj = weight[i], weight[j]
    total = wi + wj + weight
    joined = ((wi + weight) * cost[i] + (wj + weight) * cost[j] - weight * cost[i, j]) / total
    cost[i], cost[:, i] = joined, joined
    cost[i, i] = np.inf
    cost[j], cost[:, j] = np.inf, np.inf
    weight[i] = wi + wj


def _finish(cells: ColorCells, group: NDArray[np.intp]) -> Palette:
    count = int(group.max()) + 1
    share = cells.share.astype(np.float64)
    means, _ = _centres(_stretched(cells.oklab), share, group, count)
    near = _nearest(_stretched(cells.oklab), means)
    means, mass = _centres(_stretched(cells.oklab), share, near, count)
    kept = np.flatnonzero(mass > 0.0)
    order = kept[np.argsort(-mass[kept], kind="stable")]
    rank = np.zeros(count, dtype=np.int32)
    rank[order] = np.arange(1, order.size + 1)
    cell_swatch = rank[near]
    labels = np.where(cells.cell_of < 0, 0, cell_swatch[cells.cell_of]).astype(np.int32)
    colors = linear_to_srgb(oklab_to_linear(means[order] / np.array([1.0, HUE_STRETCH, HUE_STRETCH])))
    swatches = _swatches(colors, mass[order] / mass.sum(), labels, median_chroma(cells))
    return Palette(swatches, labels, cell_swatch)


def median_chroma(cells: ColorCells) -> float:
    """Return the area-weighted median C*ab of the cells; 0 when there are none."""
    if cells.share.size == 0:
        return 0.0
    order = np.argsort(cells.chroma)
    return float(
        cells.chroma[order][
            np.searchsorted(np.cumsum(cells.share[order], dtype=np.float64), 0.5).clip(max=order.size - 1)
        ]
    )


def _swatches(
    colors: NDArray[np.uint8], share: NDArray[np.float64], labels: LabelMap, typical: float
) -> tuple[Swatch, ...]:
    lab = srgb_to_lab(colors)
    names, wheels = color_names(lab), wheel_hue(srgb_to_oklab(colors))
    return tuple(
        _swatch(
            index + 1,
            colors[index],
            lab[index],
            float(share[index]),
            names[index],
            float(wheels[index]),
            labels,
            typical,
        )
        for index in range(len(colors))
    )


def _swatch(
    number: int,
    rgb: NDArray[np.uint8],
    lab: F32,
    share: float,
    name: str,
    wheel: float,
    labels: LabelMap,
    typical: float,
) -> Swatch:
    chroma = float(np.hypot(lab[1], lab[2]))
    hued = chroma >= 2.0
    hue = float(np.degrees(np.arctan2(lab[2], lab[1])) % 360.0)
    return Swatch(
        id=number,
        rgb=(int(rgb[0]), int(rgb[1]), int(rgb[2])),
        hex=hex_of(rgb),
        share=share,
        l_star=float(lab[0]),
        chroma=chroma,
        hue=hue if hued else None,
        value=float(np.clip(lab[0] / 10.0, 0.0, 10.0)),
        wheel=wheel if hued else None,
        name=name,
        at=deepest_point(labels == number),
        accent=share < ACCENT_SHARE and chroma - typical > ACCENT_CHROMA,
    )


def deepest_point(mask: NDArray[np.bool_]) -> tuple[float, float]:
    """Return (x, y), fractions, of the pixel centre farthest inside the largest 4-connected region of ``mask``."""
    height, width = mask.shape
    _, regions, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4, ltype=cv2.CV_32S)
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    left, top, wide, high = (int(stats[largest, column]) for column in range(4))
    inside = (regions[top : top + high, left : left + wide] == largest).astype(np.uint8)
    depth = cv2.distanceTransform(cv2.copyMakeBorder(inside, 1, 1, 1, 1, cv2.BORDER_CONSTANT), cv2.DIST_L2, 3)
    y, x = np.unravel_index(int(np.argmax(depth)), depth.shape)
    return (left + float(x) - 0.5) / width, (top + float(y) - 0.5) / height
