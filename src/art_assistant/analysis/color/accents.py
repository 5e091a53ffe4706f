"""Accents: the small colours that the eye meets first, found by attention times the difference to the rest.

A candidate is a neighbourhood of colours that no colour of the palette stands for yet. It counts by how much of the
picture it covers, how much of the attention lies on it, how far it stands from the rest of the picture and from the
palette, and how strong it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.color.cells import ColorCells, ColorNodes, mass_of, unstretched
from art_assistant.imaging.arrays import F32
from art_assistant.imaging.colorspace import ciede2000, linear_to_lab

MISSED_DELTA_E: Final = 11.0
"""A colour farther than this (CIEDE2000) from every colour of the palette is missed by it."""

LEAST_CHROMA: Final = 14.0
"""C*ab below which a small colour is a grey to the eye, and no accent."""

LEAST_AREA: Final = 0.001
"""Share of the picture that an accent covers at the least, its near neighbours counted by their nearness."""

SEEN_FROM: Final = 11.0
"""The score from which a missed colour takes a place of the palette; tuned on half of the sources, as all of these."""

ATTENTION_FLOOR: Final = 0.4
"""Attention of what lies where nobody looks: a strong red is seen in the corner of the eye, too."""

UNKNOWN_ATTENTION: Final = 0.7
"""Attention everywhere where nobody knows where the eye goes."""

OWN_DELTA_E: Final = 8.0
"""What lies nearer to an accent than this (CIEDE2000) is of the accent and of no main colour."""

_SPREAD: Final = 0.05
"""Standard deviation of a neighbourhood in the stretched OKLab space: one paint in its own light and shade."""

_AREA_POWER: Final = 0.35
_FULL_CHROMA: Final = 30.0
_LIGHTNESS: Final = 0.25
"""How much lightness counts against hue and chroma in the difference to the rest: light and dark are no accents."""

_CHROMA_GAIN: Final = 8.0
"""A colour of this C*ab weighs twice as much as a grey in the mean of its neighbourhood."""

_MOST_LEADS: Final = 1000
"""Colours around which an accent is looked for."""


@dataclass(frozen=True, slots=True)
class Attended:
    """The colours of a picture with the attention that lies on them.

    Attributes:
        points: (m, 3) float64 in the stretched OKLab space.
        lab: (m, 3) float32 CIE L*a*b*; chroma: (m,) float64 C*ab.
        share: (m,) float64, summing to 1.
        attention: (m,) float64, from the floor to 1.

    """

    points: NDArray[np.float64]
    lab: F32
    chroma: NDArray[np.float64]
    share: NDArray[np.float64]
    attention: NDArray[np.float64]


def unattended(nodes: ColorNodes) -> Attended:
    """Return the nodes of a picture as if nobody knew where the eye goes."""
    lab = linear_to_lab(unstretched(nodes.points))
    chroma = np.hypot(lab[:, 1], lab[:, 2]).astype(np.float64)
    return Attended(nodes.points, lab, chroma, nodes.share, np.full(nodes.share.size, UNKNOWN_ATTENTION))


def attended(
    cells: ColorCells, nodes: ColorNodes, attention: F32 | None = None, scene: Attended | None = None
) -> Attended:
    """Return the nodes of a picture with the attention on each.

    Args:
        cells, nodes: the colours of the picture.
        attention: (a, b) float32, 0-1, over the picture, of any size; None where it is not known.
        scene: ``unattended(nodes)``, where that is known.

    """
    scene = scene or unattended(nodes)
    return scene if attention is None else replace(scene, attention=_attention(cells, nodes, attention))


def _attention(cells: ColorCells, nodes: ColorNodes, attention: F32) -> NDArray[np.float64]:
    height, width = cells.cell_of.shape
    plane = cv2.resize(np.asarray(attention, dtype=np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    counted = cells.cell_of >= 0
    cell, looked = cells.cell_of[counted].astype(np.intp), plane[counted].astype(np.float64)
    # Stretched between its own ends: a map that is faint all over still says where the eye goes first.
    low, high = float(looked.min()), float(looked.max())
    looked = (looked - low) / max(high - low, 1e-6)
    sums, count = mass_of(cell, looked, cells.share.size), np.bincount(cell, minlength=cells.share.size)
    total = mass_of(nodes.node_of, count.astype(np.float64), nodes.share.size)
    mean = mass_of(nodes.node_of, sums, nodes.share.size) / np.maximum(total, 1.0)
    return np.asarray(ATTENTION_FLOOR + (1.0 - ATTENTION_FLOOR) * mean)


def next_accent(
    scene: Attended, palette: NDArray[np.float64], rest: F32, rest_share: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """Return the accent (3,), in the stretched OKLab space, that the palette misses most; None where it misses none.

    Args:
        scene: the colours of the picture.
        palette: (k, 3) colours chosen so far, in the same space.
        rest: (c, 3) CIE L*a*b* of a few colours that stand for the whole picture.
        rest_share: (c,) their shares, summing to 1.

    """
    colored = np.flatnonzero(scene.chroma > LEAST_CHROMA)
    away = ciede2000(scene.lab[colored, None], linear_to_lab(unstretched(palette))[None]).min(axis=1, initial=np.inf)
    far = away > MISSED_DELTA_E
    missed, away = colored[far], away[far]
    if missed.size == 0:
        return None
    # A colour is seen with its neighbours: the lit and the shaded side of one red are one accent.
    points, share, attention = scene.points[missed], scene.share[missed], scene.attention[missed]
    # Of thousands of colours, as noise has them, only the largest that are looked at can lead.
    leads = missed.size > _MOST_LEADS
    first = np.sort(np.argsort(-share * attention, kind="stable")[:_MOST_LEADS]) if leads else np.arange(missed.size)
    near = _nearness(points[first], points)
    area, looked = (near @ np.stack([share, share * attention], axis=1).astype(np.float32)).astype(np.float64).T
    pull = looked / area
    # Attention times the difference to the rest; size counts little, since a small strong colour is seen first.
    led = missed[first]
    apart = np.sqrt(_stands_out(scene.lab[led], rest, rest_share) * away[first])
    score = (100.0 * area) ** _AREA_POWER * pull * apart * scene.chroma[led] / _FULL_CHROMA
    score[area < LEAST_AREA] = -1.0
    best = int(np.argmax(score))
    if score[best] < SEEN_FROM:
        return None
    weight = near[best] * share * (1.0 + scene.chroma[missed] / _CHROMA_GAIN)
    return np.asarray(weight @ points / weight.sum())


def _nearness(some: NDArray[np.float64], points: NDArray[np.float64]) -> F32:
    """Return (n, m) how near each of ``points`` (m, 3) is to each of ``some`` (n, 3): 1 where they are one."""
    # Squared distances from one product of matrices, and in float32: as exact as the colours, at a tenth of the work.
    one, two = (np.asarray(part / _SPREAD, dtype=np.float32) for part in (some, points))
    power = one @ two.T
    power -= 0.5 * (one**2).sum(axis=1)[:, None]
    power -= 0.5 * (two**2).sum(axis=1)[None]
    return np.asarray(np.exp(np.minimum(power, 0.0, out=power), out=power))


def _stands_out(lab: F32, rest: F32, share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean difference (n,) of colours (n, 3) to all of the picture, hue and chroma before lightness."""
    scale = np.array([_LIGHTNESS, 1.0, 1.0], dtype=np.float32)
    return np.asarray(ciede2000((lab * scale)[:, None], (rest * scale)[None]) @ share)
