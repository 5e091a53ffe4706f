"""Where the eye goes: focal points, spread and border pull of a saliency map.

The map is smoothed by 2.5 % of the diagonal, about the size of one patch of the network that made it, and stretched so
that its quiet level (5th percentile) is 0 and its highest point 1. A *focal point* is a local maximum that stands out:
one must come down by at least 0.10 to reach a higher one. A map that hardly varies has no focal point.
"""

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32, BoolMap

PLANE_SIDE = 128
"""Long side, in cells, of the plane on which attention is read."""

_SMOOTH = 0.025
_PROMINENCE = 0.10
_APART = 0.10
"""Two focal points closer than this share of the diagonal are one."""
_LEAST = 0.30
"""A maximum below this share of the first is no focal point."""
FLAT = 0.03
"""A saliency map whose range is below this says nothing about where the eye goes."""
_MOST = 3
_SEEN = 3.0
"""CIELAB units of spread from which a passage holds something: at 20 later reads of masters it is 7.5 and more."""
_WITHIN = 0.03
"""How far from a maximum that may be, as a share of the diagonal: half a patch of the network, and its blur."""
_FAIR_PART = 0.2
"""Share of the passage around a later read that must belong to what stands out."""
_BIAS, _BIAS_SIGMA = 0.4, 0.35
"""Depth of the central bias, and its standard deviation as a share of each side."""
_BORDER = 0.06
"""Width of the border band, as a share of the short side."""


@dataclass(frozen=True, slots=True)
class FocalPoint:
    """One place the eye goes to.

    Attributes:
        rank: 1 for the first read, 2 and 3 for those after it.
        point: (x, y) in fractions of the picture.
        strength: height of the attention there, 0-1, the first read being near 1.
        region: corners (x, y) of a polygon around the place, in fractions.
        box: (x0, y0, x1, y1) of the region, in fractions.

    """

    rank: int
    point: tuple[float, float]
    strength: float
    region: tuple[tuple[float, float], ...]
    box: tuple[float, float, float, float]

    def as_dict(self) -> dict[str, Any]:
        """Return the point as JSON-ready plain Python."""
        return {
            "rank": self.rank,
            "point": [round(v, 4) for v in self.point],
            "strength": round(self.strength, 4),
            "region": [[round(v, 4) for v in corner] for corner in self.region],
            "box": [round(v, 4) for v in self.box],
        }


@dataclass(frozen=True, slots=True)
class MeasuredPlace:
    """A point or region with a number: ``point`` (x, y) and ``box`` (x0, y0, x1, y1) in fractions."""

    point: tuple[float, float]
    box: tuple[float, float, float, float]
    share: float

    def as_dict(self) -> dict[str, Any]:
        """Return the place as JSON-ready plain Python."""
        return {
            "point": [round(v, 4) for v in self.point],
            "box": [round(v, 4) for v in self.box],
            "share": round(self.share, 4),
        }


def attention_plane(saliency: F32, shape: tuple[int, int], counted: BoolMap | None = None) -> F32 | None:
    """Return attention 0-1, float32, long side 128, at the picture's own aspect; None for a map without relief.

    Args:
        saliency: (s, s) float32 over the squashed picture.
        shape: (h, w) of the picture.
        counted: (h, w) bool, False where nothing is counted; such places get no attention.

    """
    scale = PLANE_SIDE / max(shape)
    size = (max(4, round(shape[1] * scale)), max(4, round(shape[0] * scale)))
    plane = cv2.resize(np.asarray(saliency, dtype=np.float32), size, interpolation=cv2.INTER_LINEAR)
    sigma = _SMOOTH * float(np.hypot(*size))
    plane = cv2.GaussianBlur(plane, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
    inside = np.ones(plane.shape, dtype=bool)
    if counted is not None:
        inside = cv2.resize(counted.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    if not inside.any() or not np.isfinite(plane).all():
        return None
    # From the 5th percentile up: attention is read by its relief, not by the level of its ground.
    low, high = float(np.percentile(plane[inside], 5)), float(plane[inside].max())
    if high - low < FLAT:
        return None
    stretched = np.clip((plane - low) / (high - low), 0.0, 1.0) * inside
    return np.asarray(stretched, dtype=np.float32)


def central_bias(shape: tuple[int, ...]) -> F32:
    """Return how readily the eye goes to each cell of an (h, w) plane whatever is there: 1 in the middle, less outside.

    Eyes begin near the centre of a picture and return to it (Tatler, Journal of Vision 7(14), 2007); the network's map
    does not know that, and peaks at the very frame where a shape is cut off. With the bias, a picture and its mirror
    image agree on the first read in 173 of 200 photographs instead of 149.
    """
    y, x = ((np.arange(n) + 0.5) / n - 0.5 for n in shape[:2])
    fall = np.exp(-0.5 * ((y[:, None] / _BIAS_SIGMA) ** 2 + (x[None, :] / _BIAS_SIGMA) ** 2))
    return np.asarray(1.0 - _BIAS + _BIAS * fall, dtype=np.float32)


def something(stirred: F32, shape: tuple[int, ...]) -> BoolMap:
    """Return which cells of an (h, w) plane have something to look at within reach.

    Args:
        stirred: float32, how much each passage of the picture varies, in CIELAB (``analysis.ground.stir``).
        shape: of the plane.

    """
    seen = cv2.resize(stirred, (shape[1], shape[0]), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.dilate(seen, _within(shape)) >= _SEEN)


def outstanding(subject: BoolMap, shape: tuple[int, ...]) -> BoolMap:
    """Return which cells of an (h, w) plane have a fair part of the (a, b) ``subject`` within reach."""
    held = cv2.resize(subject.astype(np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_AREA)
    reach = _within(shape).shape
    return np.asarray(cv2.blur(held, (reach[1], reach[0]), borderType=cv2.BORDER_REPLICATE) >= _FAIR_PART)


def _within(shape: tuple[int, ...]) -> NDArray[np.uint8]:
    reach = max(1, round(_WITHIN * float(np.hypot(shape[0], shape[1]))))
    return np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)


def shown_and_faint(
    points: tuple[FocalPoint, ...], stands_out: BoolMap | None
) -> tuple[tuple[FocalPoint, ...], tuple[FocalPoint, ...]]:
    """Return the reads that are told, ranked anew, and later ones that lie where nothing stands out.

    Args:
        points: the first read first.
        stands_out: (h, w) bool, where something does (``outstanding``); everywhere when None. The first read is told
            wherever it lies.

    """
    if stands_out is None:
        return points, ()
    held = [point.rank == 1 or bool(stands_out[_cell(stands_out.shape, point.point)]) for point in points]
    shown = [point for point, holds in zip(points, held, strict=True) if holds]
    faint = tuple(point for point, holds in zip(points, held, strict=True) if not holds)
    return tuple(replace(point, rank=rank) for rank, point in enumerate(shown, start=1)), faint


def focal_points(
    plane: F32, meant: tuple[float, float] | None = None, there: BoolMap | None = None
) -> tuple[FocalPoint, ...]:
    """Return up to three focal points of an attention plane, strongest first, read with the eye's central bias.

    Args:
        plane: (h, w) float32, attention 0-1.
        meant: a point (x, y) in fractions that is taken for the first read whatever its strength: the others follow,
            and one that is stronger than it says that the eye goes there first all the same.
        there: (h, w) bool, where something is (``something``): the network's map also has hills in an empty sky, which
            nobody looks at. Everywhere when None.

    """
    plane = plane * central_bias(plane.shape)
    plane /= max(float(plane.max()), 1e-6)
    kept = [] if meant is None else [_cell(plane.shape, meant)]
    for row, column in _maxima(plane):
        if len(kept) == _MOST:
            break
        if there is not None and not there[row, column]:
            continue
        if plane[row, column] >= _LEAST and _stands_apart(plane, (row, column), kept):
            kept.append((row, column))
    if not kept and there is not None and there.any():
        row, column = divmod(int(np.argmax(plane * there)), plane.shape[1])
        kept.append((row, column))
    return tuple(_describe(plane, kept, index) for index in range(len(kept)))


def _cell(shape: tuple[int, ...], point: tuple[float, float]) -> tuple[int, int]:
    return min(shape[0] - 1, int(point[1] * shape[0])), min(shape[1] - 1, int(point[0] * shape[1]))


def _maxima(plane: F32) -> list[tuple[int, int]]:
    peaks = (plane >= cv2.dilate(plane, np.ones((5, 5), np.uint8))) & (plane > 0.0)
    count, _, _, centres = cv2.connectedComponentsWithStats(peaks.astype(np.uint8), connectivity=8)
    height, width = plane.shape
    cells = {(min(height - 1, round(float(y))), min(width - 1, round(float(x)))) for x, y in centres[1:count]}
    return sorted(cells, key=lambda cell: (-float(plane[cell]), cell))


def _stands_apart(plane: F32, cell: tuple[int, int], higher: list[tuple[int, int]]) -> bool:
    if not higher:
        return True
    least = _APART * float(np.hypot(*plane.shape))
    if min(np.hypot(cell[0] - row, cell[1] - column) for row, column in higher) < least:
        return False
    labels = _components(plane >= float(plane[cell]) - _PROMINENCE)
    return all(labels[cell] != labels[other] for other in higher)


def _components(mask: BoolMap) -> NDArray[np.int32]:
    return np.asarray(cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)[1], dtype=np.int32)


def _describe(plane: F32, kept: list[tuple[int, int]], index: int) -> FocalPoint:
    row, column = kept[index]
    height, width = plane.shape
    labels = _components(plane >= 0.75 * float(plane[row, column]))
    mask = (labels == labels[row, column]) & _nearest(plane.shape, kept, index)
    place = _outline(mask, (row, column))
    corners = tuple((float(x) / width, float(y) / height) for x, y in place)
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return FocalPoint(
        rank=index + 1,
        point=((column + 0.5) / width, (row + 0.5) / height),
        strength=float(plane[row, column]),
        region=corners,
        box=(min(xs), min(ys), max(xs), max(ys)),
    )


def _nearest(shape: tuple[int, ...], kept: list[tuple[int, int]], index: int) -> BoolMap:
    """Return where the point ``index`` is the nearest of those kept; of two as near, the stronger has the cell."""
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    own, *others = [
        (rows - row) ** 2 + (columns - column) ** 2 for row, column in (kept[index], *kept[:index], *kept[index + 1 :])
    ]
    mine = np.ones(shape, dtype=bool)
    for number, other in enumerate(others):
        mine &= own < other if number < index else own <= other
    return mine


def _outline(mask: BoolMap, cell: tuple[int, int]) -> list[tuple[float, float]]:
    """Return the simplified outline of the piece of ``mask`` that holds ``cell``, in cells, outer edges included."""
    labels = _components(mask)
    grown = cv2.resize((labels == labels[cell]).astype(np.uint8), None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
    contours, _ = cv2.findContours(grown, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    simple = cv2.approxPolyDP(max(contours, key=len), 2.0, closed=True)[:, 0]
    if len(simple) < 3:
        row, column = cell
        return [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
    return [((float(x) + 0.5) / 2.0, (float(y) + 0.5) / 2.0) for x, y in simple]


def attention_spread(plane: F32) -> tuple[float, float]:
    """Return (entropy, half area): how evenly attention lies.

    The entropy is divided by that of an even plane: 1 is everywhere alike. The half area is the smallest share of the
    picture that holds half the attention.
    """
    density = plane.ravel().astype(np.float64) / float(plane.sum())
    positive = density[density > 0.0]
    entropy = float(-(positive * np.log(positive)).sum() / np.log(density.size))
    held = np.cumsum(np.sort(density)[::-1])
    return entropy, float(np.searchsorted(held, 0.5) + 1) / density.size


def border_pull(plane: F32) -> tuple[float, MeasuredPlace]:
    """Return (pull, strongest place): the border band's share of attention over that of area, 1 for an even plane.

    The place is the highest attention inside the band, its share that height 0-1.
    """
    height, width = plane.shape
    band = max(1, round(_BORDER * min(height, width)))
    border = np.ones(plane.shape, dtype=bool)
    border[band : height - band, band : width - band] = False
    pull = float(plane[border].sum() / plane.sum() / border.mean())
    row, column = divmod(int(np.argmax(np.where(border, plane, -1.0))), width)
    reach = 2 * band
    box = (
        max(0, column - reach) / width,
        max(0, row - reach) / height,
        min(width, column + reach + 1) / width,
        min(height, row + reach + 1) / height,
    )
    return pull, MeasuredPlace(((column + 0.5) / width, (row + 0.5) / height), box, float(plane[row, column]))
