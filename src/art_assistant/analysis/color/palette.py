"""The palette of a picture: few colours that look like it, small strong accents included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.color.accents import OWN_DELTA_E, Attended, attended, next_accent, unattended
from art_assistant.analysis.color.cells import (
    ColorCells,
    ColorNodes,
    lifted,
    mass_of,
    means_of,
    nearest,
    nearest_of,
    stretched,
    unstretched,
    weighted_means,
)
from art_assistant.analysis.color.harmony import wheel_hue
from art_assistant.analysis.color_names import color_names
from art_assistant.analysis.deepest import deepest_pixel
from art_assistant.analysis.painter_names import painter_names, told_apart
from art_assistant.imaging.arrays import F32, U8, LabelMap
from art_assistant.imaging.colorspace import (
    ciede2000,
    hex_of,
    linear_to_lab,
    linear_to_srgb,
    srgb_to_lab,
    srgb_to_oklab,
)

FINE_COLORS = 24
"""Colours before merging: enough for a small accent to have its own."""

TWIN_DELTA_E = 4.0
"""Two colours nearer than this (CIEDE2000) are one swatch, whatever K was asked for."""

LEAST_SHARE = 0.002
"""What covers less of the picture than this gets no swatch."""

ACCENT_SHARE = 0.06
"""An accent covers less than this share of the picture ..."""

ACCENT_CHROMA = 18.0
"""... and is what the eye meets first, or its C* is above the picture's median by more than this ..."""

ACCENT_LEAST_CHROMA = 25.0
"""... and no less than this, so that a grey picture has none."""

HUE_FLOOR = 2.0
"""C*ab below which a hue angle means nothing."""

WEIGHT_POWER = 0.5
"""A colour weighs with its mass to this power when colours are merged."""

ATTENTION_CHROMA = 10.0
"""A colour of this C*ab weighs twice as much as a grey of the same area when the palette is sought."""

SEEN_CHROMA = 20.0
"""The same for the mean colour of a swatch: the eye names a patch by its purer strokes."""

_ITERATIONS = 10


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
        name: the ISCC-NBS name.
        painter_name: what a painter calls it; two of one name are told apart, "pale grey, darker".
        at: (x, y), fractions: the point farthest inside the largest region of this colour.
        accent: small, and what the eye meets first or much stronger than the picture around it.

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
    painter_name: str
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
            "painter_name": self.painter_name,
            "at": [round(self.at[0], 4), round(self.at[1], 4)],
            "accent": self.accent,
        }


@dataclass(frozen=True, slots=True)
class _Fine:
    """The colours before merging: centres (c, 3), L*a*b*, weight of attention and share of the picture of each."""

    centres: NDArray[np.float64]
    lab: F32
    apart: NDArray[np.float64]
    weight: NDArray[np.float64]
    share: NDArray[np.float64]


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


@dataclass(frozen=True, slots=True)
class Shades:
    """What a palette is made from before it is known where the eye goes: the nodes, their weights, 24 fine colours."""

    scene: Attended
    weight: NDArray[np.float64]
    fine: _Fine


def shades_of(nodes: ColorNodes) -> Shades | None:
    """Return what palettes of a picture are made from; None where nothing of it counts.

    Colours weigh with their area and gain with their chroma, as they do for the eye. They are quantised to 24 by
    seeded k-means.
    """
    if nodes.share.size == 0:
        return None
    scene = unattended(nodes)
    weight = scene.share * (1.0 + scene.chroma / ATTENTION_CHROMA)
    weight /= weight.sum()
    return Shades(scene, weight, _quantise(nodes, weight))


def make_palette(
    cells: ColorCells, nodes: ColorNodes, k: int, attention: F32 | None = None, shades: Shades | None = None
) -> Palette:
    """Return at most ``k`` colours of the picture; fewer where it holds fewer that the eye can tell apart.

    Its fine colours are merged two by two at the least cost to the colours wanted, which then settle by k-means. The
    accents that these miss get up to a third of the places for themselves.

    Args:
        cells, nodes: the colours of the picture.
        k: colours wanted.
        attention: (a, b) float32, 0-1, of any size: where the eye goes; None where that is not known.
        shades: ``shades_of(nodes)``, where that is known.

    """
    shades = shades or shades_of(nodes)
    if shades is None:
        empty = np.zeros(cells.cell_of.shape, dtype=np.int32)
        return Palette((), empty, np.zeros(0, dtype=np.int32))
    scene = attended(cells, nodes, attention, shades.scene)
    centres, accents = _with_accents(scene, shades.fine, shades.weight, k)
    return _finish(cells, centres, accents, _median(scene.chroma, nodes.share))


def _with_accents(scene: Attended, fine: _Fine, weight: NDArray[np.float64], k: int) -> tuple[NDArray[np.float64], int]:
    """Return the colours of the palette, the accents last, and how many these are."""
    accents = np.empty((0, 3))
    while True:
        centres = _settle(scene.points, weight, _merged(fine, accents, k), len(accents))
        found = next_accent(scene, centres, fine.lab, fine.share) if len(accents) < k // 3 else None
        if found is None:
            return centres, len(accents)
        accents = np.vstack([accents, found])


def _chroma(lab: NDArray[Any]) -> NDArray[np.float64]:
    return np.asarray(np.hypot(lab[..., 1], lab[..., 2]), dtype=np.float64)


def _quantise(nodes: ColorNodes, weight: NDArray[np.float64]) -> _Fine:
    seeds = _seeds(nodes.points, weight, min(FINE_COLORS, weight.size))
    centres = _settle(nodes.points, weight, seeds, 0)
    near = nearest(nodes.points, centres)
    count, lab = len(centres), linear_to_lab(unstretched(centres))
    apart = ciede2000(lab[:, None], lab[None])
    return _Fine(centres, lab, apart, mass_of(near, weight, count), mass_of(near, nodes.share, count))


def _seeds(points: NDArray[np.float64], weight: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Return ``count`` of the points, each the one with most to lose (root of weight, distance squared) so far."""
    root = np.sqrt(weight)
    chosen = [int(np.argmax(weight))]
    x, y, z = np.ascontiguousarray(points.T)
    distance = np.full(len(points), np.inf)
    while True:
        last = chosen[-1]
        distance = np.minimum(distance, (x - x[last]) ** 2 + (y - y[last]) ** 2 + (z - z[last]) ** 2)
        if len(chosen) == count:
            return points[chosen]
        chosen.append(int(np.argmax(distance * root)))


def _settle(
    points: NDArray[np.float64], weight: NDArray[np.float64], centres: NDArray[np.float64], frozen: int
) -> NDArray[np.float64]:
    """Return the centres after Lloyd's iteration; the last ``frozen`` stay where they are."""
    free = np.arange(len(centres)) < len(centres) - frozen
    ready, moments = lifted(points), weight * points.T
    before = np.empty(0, dtype=np.intp)
    for _ in range(_ITERATIONS):
        near = nearest_of(ready, centres)
        if np.array_equal(near, before):
            break
        before = near
        moved, mass = means_of(weight, moments, near, len(centres))
        centres = np.where((free & (mass > 0.0))[:, None], moved, centres)
    return centres


def _merged(fine: _Fine, accents: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """Return ``k`` colours or fewer, the accents last."""
    main = (fine.share >= LEAST_SHARE) & (fine.weight > 0.0)
    if len(accents):
        own = ciede2000(fine.lab[:, None], linear_to_lab(unstretched(accents))[None]).min(axis=1) < OWN_DELTA_E
        main = main & ~own if (main & ~own).any() else main
    used = np.flatnonzero(main)
    group = merge_colors(fine.apart[np.ix_(used, used)], fine.weight[used], k - len(accents))
    merged, _ = weighted_means(fine.centres[used], fine.weight[used], group, int(group.max()) + 1)
    return np.vstack([merged, accents])


def merge_colors(apart: NDArray[np.float64], mass: NDArray[np.float64], k: int) -> NDArray[np.intp]:
    """Return the group 0..K-1 of each colour, merging the cheapest pair until ``k`` are left and no two are twins.

    ``apart`` (c, c) are their CIEDE2000 differences, ``mass`` (c,) what each weighs, above 0.

    Ward's cost on CIEDE2000 with weights of mass to the power 0.5, updated by the Lance-Williams formula.
    """
    weight = mass**WEIGHT_POWER
    # Ward's cost of joining two: their distance squared, times what they weigh one by one over what they weigh together
    # (J. H. Ward, Journal of the American Statistical Association 58, 1963, 236-244).
    pair = weight[:, None] * weight[None, :] / (weight[:, None] + weight[None, :])
    cost = pair * apart**2
    np.fill_diagonal(cost, np.inf)
    group = np.arange(len(mass))
    for left in range(len(mass), 1, -1):
        i, j = (int(index) for index in np.unravel_index(int(np.argmin(cost)), cost.shape))
        twins = cost[i, j] < TWIN_DELTA_E**2 * weight[i] * weight[j] / (weight[i] + weight[j])
        if left <= k and not twins:
            break
        _join(cost, weight, i, j)
        group[group == j] = i
    return np.unique(group, return_inverse=True)[1]


def _join(cost: NDArray[np.float64], weight: NDArray[np.float64], i: int, j: int) -> None:
    wi, wj = weight[i], weight[j]
    # The cost to the joined two from the costs to each (G. N. Lance and W. T. Williams, Computer Journal 9, 1967,
    # 373-380), so that no distance is measured again.
    joined = ((wi + weight) * cost[i] + (wj + weight) * cost[j] - weight * cost[i, j]) / (wi + wj + weight)
    cost[i], cost[:, i] = joined, joined
    cost[i, i] = np.inf
    # The second of the two is no candidate any more.
    cost[j], cost[:, j] = np.inf, np.inf
    weight[i] = wi + wj


def _accent_floor(typical: float) -> float:
    return max(typical + ACCENT_CHROMA, ACCENT_LEAST_CHROMA)


def _finish(cells: ColorCells, centres: NDArray[np.float64], accents: int, typical: float) -> Palette:
    points, share = stretched(cells.oklab), cells.share.astype(np.float64)
    near = nearest(points, centres)
    seen, _ = weighted_means(points, share * (1.0 + cells.chroma / SEEN_CHROMA), near, len(centres))
    mass = mass_of(near, share, len(centres))
    seen[len(centres) - accents :] = centres[len(centres) - accents :]
    order = np.argsort(-mass, kind="stable")[: int((mass > 0.0).sum())]
    rank = np.zeros(len(centres), dtype=np.int32)
    rank[order] = np.arange(1, order.size + 1)
    cell_swatch = rank[near]
    labels = np.take(np.append(cell_swatch, np.int32(0)), cells.cell_of)
    colors = linear_to_srgb(unstretched(seen[order]))
    met = order >= len(centres) - accents
    return Palette(_swatches(colors, mass[order] / mass.sum(), labels, met, typical), labels, cell_swatch)


def _median(values: NDArray[np.float64], share: NDArray[np.float64]) -> float:
    order = np.argsort(values)
    middle = np.searchsorted(np.cumsum(share[order]), share.sum() / 2.0)
    return float(values[order[min(int(middle), order.size - 1)]])


def _swatches(
    colors: U8, share: NDArray[np.float64], labels: LabelMap, met: NDArray[np.bool_], typical: float
) -> tuple[Swatch, ...]:
    lab = srgb_to_lab(colors)
    names, spoken, wheels = color_names(lab), told_apart(painter_names(lab), lab), wheel_hue(srgb_to_oklab(colors))
    accent = (share < ACCENT_SHARE) & (met | (_chroma(lab) > _accent_floor(typical)))
    return tuple(
        Swatch(
            id=index + 1,
            rgb=(int(rgb[0]), int(rgb[1]), int(rgb[2])),
            hex=hex_of(rgb),
            share=float(share[index]),
            **_appearance(lab[index], float(wheels[index])),
            name=names[index],
            painter_name=spoken[index],
            at=deepest_point(labels == index + 1),
            accent=bool(accent[index]),
        )
        for index, rgb in enumerate(colors)
    )


def _appearance(lab: F32, wheel: float) -> dict[str, Any]:
    chroma = float(np.hypot(lab[1], lab[2]))
    hue = float(np.degrees(np.arctan2(lab[2], lab[1])) % 360.0)
    hued = chroma >= HUE_FLOOR
    return {
        "l_star": float(lab[0]),
        "chroma": chroma,
        "hue": hue if hued else None,
        "value": float(np.clip(lab[0] / 10.0, 0.0, 10.0)),
        "wheel": wheel if hued else None,
    }


def deepest_point(mask: NDArray[np.bool_]) -> tuple[float, float]:
    """Return (x, y), fractions, of the pixel centre farthest inside the largest region of ``mask`` (h, w).

    Every second pixel is looked at, unless the mask is too thin for that.
    """
    half = mask[::2, ::2]
    step = 2 if half.any() else 1
    x, y = _deepest_pixel(half if step == 2 else mask)
    return (x * step + 0.5) / mask.shape[1], (y * step + 0.5) / mask.shape[0]


def _deepest_pixel(mask: NDArray[np.bool_]) -> tuple[int, int]:
    _, regions = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8, ltype=cv2.CV_32S)
    sizes = np.bincount(regions.ravel())
    sizes[0] = 0
    y, x = deepest_pixel(regions == int(np.argmax(sizes)))
    return x, y
