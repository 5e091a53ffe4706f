"""The contours of a picture that matter, as long smooth curves, the strongest first."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from art_assistant.analysis.lines.chains import Chain, chains, joined, length_of
from art_assistant.analysis.lines.curves import normals_of, smoothed, stepped
from art_assistant.analysis.lines.gradient import lab_of, standing_alone, thinned
from art_assistant.analysis.lines.taken import Taken, once_each, read_at, runs
from art_assistant.imaging.arrays import F32, U8, BoolMap, LabelMap

_FINE, _BROAD = 0.004, 0.012
"""Scales of the contours that are drawn, as shares of the diagonal: what an eye sees of a picture at arm's length, and
broad transitions where no such contour lies."""
_POOR: Final = 3.0
"""A picture with less line than this, in diagonals, is looked at for fainter and finer ones."""
_FAINT, _FAINT_RISE = 0.0025, (1.2, 3.0)
"""Their scale, and the CIELAB rises at which they go on and begin."""
STEP: Final = 0.005
"""Distance of the points of a curve, as a share of the diagonal."""
_SPECK: Final = 0.006
"""A chain below this share of the diagonal is not even joined to others."""
_GAP: Final = 0.015
"""Ends that lie farther apart than this are not joined."""
LEAST: Final = 0.03
"""A curve shorter than this share of the diagonal is a mark, not a contour."""
BESIDE: Final = 0.007
"""Two lines that run side by side within this share of the diagonal are one."""
_RIM: Final = 0.012
"""What lies within this share of the diagonal of the frame is the frame, ..."""
_ALONG: Final = 3.0
"""... where it stays there for so many times that distance."""
_SQUINT: Final = 0.006
_ASIDE: Final = 0.013
"""Blur and distance from the line, as shares of the diagonal, at which its two sides are compared."""
_MOST_SIDES, _MOST_ALONE = 40.0, 15.0
"""CIELAB units from which a difference of the sides, and of the line itself, is simply strong."""
_LONG: Final = 0.4
"""Length, as a share of the diagonal, from which a line is simply long."""
_NEAR_MASS: Final = 0.012


def strongest_curves(rgb: U8, most: float, attention: F32 | None = None, masses: LabelMap | None = None) -> list[Chain]:
    """Return the curves of a picture in pixels of ``rgb``, ranked, each once, at even steps.

    Args:
        rgb: (h, w, 3) uint8 sRGB, its long side 512 px.
        most: diagonals of line in all.
        attention: (a, b) float32, 0-1; a line where the eye goes counts up to twice.
        masses: (c, d) int32; a line along a border of these labels counts half as much again.

    """
    lab = lab_of(rgb)
    diagonal = float(np.hypot(*rgb.shape[:2]))
    found, alone = _curves(lab, diagonal)
    soft = np.asarray(cv2.GaussianBlur(lab, (0, 0), _SQUINT * diagonal), dtype=np.float32)
    weights = _weights((rgb.shape[0], rgb.shape[1]), attention, masses)
    told = _matters(found, soft, alone, weights)
    ranked = [found[i] for i in np.argsort([-much for much in told], kind="stable")]
    taken = Taken(rgb.shape[:2], BESIDE * diagonal)
    return once_each(ranked, taken, LEAST * diagonal, most * diagonal)


def _curves(lab: F32, diagonal: float) -> tuple[list[Chain], F32]:
    """Return the joined and smoothed contours at both scales, and how strong a line at each place stands alone."""
    sigma = max(0.8, _FINE * diagonal)
    fine, broad = thinned(lab, sigma), thinned(lab, max(0.8, _BROAD * diagonal))
    broad.edges[_beside(fine.edges, diagonal)] = 0
    whole = [chain for layer in (fine, broad) for chain in _long_chains(layer.edges, diagonal)]
    if sum(map(length_of, whole)) < _POOR * diagonal:
        # Thin pencil on paper: what is there is fainter and finer than a contour of masses.
        faint = thinned(lab, max(0.8, _FAINT * diagonal), *_FAINT_RISE)
        faint.edges[_beside(fine.edges | broad.edges, diagonal)] = 0
        whole += _long_chains(faint.edges, diagonal)
    inside = [piece for chain in whole for piece in inside_frame(chain, lab.shape)]
    long = [chain for chain in inside if length_of(chain) >= LEAST * diagonal]
    return [stepped(smoothed(stepped(chain, 1.0), 2.0), STEP * diagonal) for chain in long], standing_alone(fine, sigma)


def _beside(edges: U8, diagonal: float) -> BoolMap:
    """Return where a map of edges has one within reach."""
    reach = 2 * max(1, round(_BROAD * diagonal)) + 1
    return np.asarray(cv2.dilate(edges, np.ones((reach, reach), np.uint8)) > 0)


def _long_chains(edges: U8, diagonal: float) -> list[Chain]:
    pieces = [chain for chain in chains(edges) if length_of(chain) >= _SPECK * diagonal]
    return joined(pieces, _GAP * diagonal)


def inside_frame(chain: Chain, shape: tuple[int, ...]) -> list[Chain]:
    """Return the pieces of a chain that do not run along the frame of an (h, w) picture."""
    rim = _RIM * float(np.hypot(shape[0], shape[1]))
    x, y = chain.T
    gap = np.minimum(np.minimum(x, shape[1] - 1 - x), np.minimum(y, shape[0] - 1 - y))
    at_rim = gap <= rim
    for start, end in runs(at_rim):
        # What only runs out of the picture is kept to its end.
        if at_rim[start] and end - start < _ALONG * rim:
            at_rim[start:end] = False
    return [chain[start:end] for start, end in runs(at_rim) if not at_rim[start]]


def _weights(shape: tuple[int, int], attention: F32 | None, masses: LabelMap | None) -> F32:
    """Return how much a line at each place of the picture counts, from 1 up."""
    size = (shape[1], shape[0])
    weights = np.ones(shape, dtype=np.float32)
    if attention is not None:
        weights += cv2.resize(attention, size, interpolation=cv2.INTER_LINEAR)
    if masses is not None:
        labels = cv2.resize(masses.astype(np.int16), size, interpolation=cv2.INTER_NEAREST)
        square = np.ones((3, 3), np.uint8)
        border = (cv2.dilate(labels, square) != cv2.erode(labels, square)).astype(np.uint8)
        reach = 2 * max(1, round(_NEAR_MASS * float(np.hypot(*shape)))) + 1
        weights += 0.5 * cv2.dilate(border, np.ones((reach, reach), np.uint8)).astype(np.float32)
    return weights


def _matters(curves: list[Chain], soft: F32, alone: F32, weights: F32) -> list[float]:
    """Return how much each curve matters: its difference and its strength along it, by the root of its length."""
    if not curves:
        return []
    diagonal = float(np.hypot(*alone.shape))
    places = np.concatenate(curves)
    across = np.concatenate([normals_of(curve) for curve in curves]) * np.float32(_ASIDE * diagonal)
    sides = np.linalg.norm(read_at(soft, places + across) - read_at(soft, places - across), axis=1)
    much = np.minimum(sides, _MOST_SIDES) + 2.0 * np.minimum(read_at(alone, places), _MOST_ALONE)
    each = np.split(much * read_at(weights, places), np.cumsum([len(curve) for curve in curves])[:-1])
    return [
        float(along.mean()) * min(length_of(curve) / diagonal, _LONG) ** 0.5
        for curve, along in zip(curves, each, strict=True)
    ]
