"""Contours of objects, colours and values, traced on all three channels of L*a*b* at two scales.

Fine contours are found at 0.25 % of the diagonal; broad transitions that only
show at four times that scale are added where no fine contour lies.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.lines.gradient import Layer, lab_of, thinned
from art_assistant.imaging.arrays import CORPUS_SIDE, F32, U8

MOST_POINTS = 1600
"""How many contour points are measured at most; the share of a class is then known to about 1 %."""

_FINE, _BROAD = 0.0025, 0.010
"""Scales (Gaussian sigma) of the fine and the broad contours, as shares of the diagonal."""
_LEAST_LENGTH = 0.03
"""Contours shorter than this share of the diagonal are brushwork or noise, not contours."""
_OCTAVES, _STILL = 5, 1e-6


@dataclass(frozen=True, slots=True)
class Contours:
    """Traced contour points.

    Attributes:
        points: (n, 2) float32, (x, y) in fractions of the picture.
        normals: (n, 2) float32, unit vectors in pixels across the contour, towards the greater change.
        labels: (n,) int32, which contour each point belongs to, 0..m-1.
        length: total length of the contours over the diagonal.
        lengths: (m,) float32, length of each contour over the diagonal.
        stroke_scale: mean scale of the detail of the copy they were traced on, % of the diagonal; None where flat.

    """

    points: F32
    normals: F32
    labels: NDArray[np.int32]
    length: float
    lengths: F32
    stroke_scale: float | None


def trace_contours(rgb: U8, limit: int = MOST_POINTS) -> Contours:
    """Return the contours of a picture, about ``limit`` points at most, spread evenly over their length.

    Args:
        rgb: (h, w, 3) uint8 sRGB; a picture with a long side over 512 px is reduced to that first.
        limit: greatest number of points.

    """
    lab = lab_of(reduced(rgb))
    height, width = lab.shape[:2]
    diagonal = float(np.hypot(height, width))
    # Crisp edges show at a fine scale; soft ones at a broad one, for which half the pixels do.
    fine = thinned(lab, max(0.8, _FINE * diagonal))
    small = (max(1, width // 2), max(1, height // 2))
    half = np.asarray(cv2.resize(lab, small, interpolation=cv2.INTER_AREA), dtype=np.float32)
    broad = thinned(half, max(0.8, 0.5 * _BROAD * diagonal))
    # An edge that both scales see is the fine one's.
    broad.edges[_near(fine.edges, half.shape, _BROAD * diagonal) > 0] = 0
    pieces = [_pieces(fine, _LEAST_LENGTH * diagonal), _pieces(broad, 0.5 * _LEAST_LENGTH * diagonal)]
    # A pixel of the halved layer is two of the other; points are shared out by length.
    total = pieces[0].lengths.sum() + 2.0 * pieces[1].lengths.sum()
    shares = (limit / max(float(total), limit), 2.0 * limit / max(float(total), limit))
    sampled = [_sampled(layer, piece, share) for layer, piece, share in zip((fine, broad), pieces, shares, strict=True)]
    lengths = np.concatenate([pieces[0].lengths, 2.0 * pieces[1].lengths]) / diagonal
    labels = np.concatenate([sampled[0][2], sampled[1][2] + pieces[0].lengths.size])
    return Contours(
        points=np.concatenate([points for points, _, _ in sampled]),
        normals=np.concatenate([normals for _, normals, _ in sampled]),
        labels=np.asarray(labels, dtype=np.int32),
        length=float(lengths.sum()),
        lengths=np.asarray(lengths, dtype=np.float32),
        stroke_scale=_stroke_scale(np.ascontiguousarray(lab[..., 0])),
    )


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Flat indices of the pixels of m contours of a layer, the contour 0..m-1 of each, and the m lengths in pixels."""

    cells: Any
    labels: Any
    lengths: Any


def reduced(rgb: U8) -> U8:
    """Return (h, w, 3) uint8 sRGB at the size on which contours are traced, its long side at most 512 px."""
    height, width = rgb.shape[:2]
    scale = CORPUS_SIDE / max(height, width)
    if scale >= 1.0:
        return rgb
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _stroke_scale(light: F32) -> float | None:
    """Return the energy-weighted mean scale of five octave bands of (h, w) lightness, as % of the diagonal."""
    level: NDArray[Any] = light
    energies: list[float] = []
    for _ in range(_OCTAVES):
        smaller = cv2.pyrDown(level)
        back = cv2.pyrUp(smaller, dstsize=(level.shape[1], level.shape[0]))
        energies.append(cv2.norm(level, back, cv2.NORM_L2SQR) / level.size)
        level = smaller
    total = sum(energies)
    if total < _STILL:
        return None
    octave = sum(index * energy for index, energy in enumerate(energies)) / total
    return float(100.0 * 2.0**octave / np.hypot(*light.shape))


def _near(edges: U8, shape: tuple[int, ...], reach: float) -> U8:
    """Return 255 on a grid of ``shape`` wherever an edge of the full grid lies within ``reach`` of its pixels."""
    size = 2 * max(1, round(0.6 * reach)) + 1
    wide = cv2.dilate(edges, np.ones((size, size), np.uint8))
    return np.asarray(cv2.resize(wide, (shape[1], shape[0]), interpolation=cv2.INTER_NEAREST), dtype=np.uint8)


def _pieces(layer: Layer, least: float) -> _Pieces:
    """Return the contours that are at least ``least`` pixels long."""
    count, labels = cv2.connectedComponents(layer.edges, connectivity=8)
    cells = np.flatnonzero(layer.edges)
    piece = labels.ravel()[cells]
    areas = np.bincount(piece, minlength=count)
    keep = areas >= least
    keep[0] = False
    renamed = np.cumsum(keep, dtype=np.int32) - 1
    kept = keep[piece]
    return _Pieces(cells[kept], renamed[piece[kept]], areas[keep].astype(np.float32))


def _sampled(layer: Layer, pieces: _Pieces, share: float) -> tuple[F32, F32, NDArray[np.int32]]:
    """Return (points, normals, labels from 0) of an even ``share`` of a layer's contour pixels."""
    found = pieces.cells.size
    wanted = min(found, int(np.ceil(found * min(1.0, share))))
    chosen = np.linspace(0, found - 1, wanted).astype(np.intp) if wanted else np.zeros(0, dtype=np.intp)
    height, width = layer.edges.shape
    rows, columns = np.divmod(pieces.cells[chosen], width)
    points = np.stack([(columns + 0.5) / width, (rows + 0.5) / height], axis=1).astype(np.float32)
    normals = np.stack([layer.dx[rows, columns], layer.dy[rows, columns]], axis=1).astype(np.float32)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-6)
    return points, normals, np.asarray(pieces.labels[chosen], dtype=np.int32)
