"""Where a painting is lighter or darker than its reference, in value steps, once the photograph's share is taken off.

An exposure multiplies light. Its cube root, of which L* is made above 8, then lies on a line, down to black; L* itself
does not, so that a dark passage would seem off where only the exposure is. Lines are laid through *roots*: L* without
the straight piece at its dark end.

Both are squinted, with whatever the photograph cuts off left out of both; what a straight line explains (the
photograph's exposure and contrast, the painting's own key and range) is taken off by a robust fit, and so is a plane of
light where that explains much of the rest. What is left is local, and the painter's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.comparison.bare import unpainted
from art_assistant.comparison.matching.plane import F64, SQUARE, Size, laid_out, projected
from art_assistant.comparison.matching.scores import visible
from art_assistant.comparison.matching.shot import fitted
from art_assistant.imaging.arrays import F32, U8, BoolMap
from art_assistant.imaging.colorspace import LUMINANCE, lstar_from_luminance, luminance_from_lstar, srgb_to_linear

LONG: Final = 256
"""Long side, in pixels, of the map of errors."""
SQUINT: Final = 0.015
"""Spread of the squint, in long sides."""
_CUT_OFF: Final = 251
"""Byte of any channel from which the photograph may have cut the light off."""
_CUT: Final = 0.02
"""Share of a place from which it counts as cut off."""
_BORDER: Final = 0.015
"""Part of the long side at the rim that is not judged: frames and shadows reach into it."""
_COVERED: Final = 0.5
"""Share of a squint that must be seen for its middle to be judged."""
_STEEP: Final = 0.8
"""L* a pixel, from which a place weighs less: there a drawing that is a little off looks like an error of value."""
_SLOPES: Final = (0.35, 2.6)
"""Ratios of the ranges that are thought possible."""
_BLACK: Final = 5e-4
"""Luminance below which neither paint nor a camera tells anything apart."""
_LEAST_SPREAD: Final = 0.6
_TUKEY: Final = 3.0
COPY: Final = 3.0
"""Spread about the line, in the reference's L*, up to which a painting is a copy of its values."""
_FIELD_GAIN, _FIELD_LEAST = 0.85, 0.04
"""A plane of light is taken off where it leaves at most so much of the spread and reaches so far (logarithm of
L* + 16)."""
_LOOSE, _BELIEVED = 4.5, 0.9
"""Spread that it leaves, in the reference's L*, and that times its reach, up to which it is light: the further a plane
reaches and the looser the copy, the likelier it is the painter's."""
_UNSEEN: Final = 0.6
"""Stops from side to side of a slow light that may be there without anybody's seeing it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A photograph's roots out of the reference's: ``slope`` x root + ``offset``, with a ``spread`` about it in L*."""

    slope: float
    offset: float
    spread: float

    @property
    def missed(self) -> float:
        """The spread in the reference's own L*, whatever the photograph's exposure and contrast."""
        return self.spread / self.slope


@dataclass(frozen=True, slots=True)
class ValueMap:
    """Where and how far the values are off.

    Attributes:
        error: (h, w) float32 value steps, + where the painting is lighter; NaN where nothing can be judged.
        squint: (h, w) float32 L* of the reference, squinted.
        painted: (h, w) float32 L* of the painting, squinted, as if it had the reference's key and range.
        line: what the photograph makes of the reference's values.
        field: L* + 16 across the picture by which uneven light was taken off, as a logarithm; 0 for none.
        judged: share of the reference that can be judged.
        bare: (h, w) bool, where the canvas is not painted yet.
        cut: share of what is shown whose light the photograph cut off.

    """

    error: F32
    squint: F32
    painted: F32
    line: Line
    field: float
    judged: float
    bare: BoolMap
    cut: float

    @property
    def key_shift(self) -> float:
        """Steps by which the photograph of the painting is lighter at the reference's middle value."""
        middle = np.median(self.squint)
        return float(shown_by(self.line, middle) - middle) / 10.0


@dataclass(frozen=True, slots=True)
class Overlay:
    """A reference and the photograph of its painting in one geometry.

    Attributes:
        own: (h, w, 3) float32 linear light of the reference, long side ``LONG``.
        light: the same of the painting.
        cut: (h, w) float32, how much of each place the photograph cut off.
        inside: (h, w) bool, what the photograph shows.
        bare: (h, w) bool, where the canvas is not painted yet.

    """

    own: F32
    light: F32
    cut: F32
    inside: BoolMap
    bare: BoolMap

    @classmethod
    def of(cls, reference: U8, photo: U8, way: F64, gain: tuple[float, float, float] | None = None) -> Overlay:
        """Return both, laid over each other.

        Args:
            reference: (h, w, 3) uint8 sRGB.
            photo: (H, W, 3) uint8 sRGB.
            way: from the reference's fractions into the photograph's.
            gain: by which the photograph's linear light is multiplied, where a card tells it.

        """
        size, sheet = fitted(reference, LONG), (photo.shape[1], photo.shape[0])
        light, cut = laid_light(photo, way, size)
        if gain is not None:
            light = light * np.array(gain, dtype=np.float32)
        shrunk = cv2.resize(srgb_to_linear(reference), size, interpolation=cv2.INTER_AREA)
        own = np.asarray(shrunk, dtype=np.float32)
        inside = visible(np.diag([*sheet, 1.0]) @ way, size, sheet)
        return cls(own, light, cut, inside, unpainted(own, light, inside))


def measure_values(laid: Overlay) -> ValueMap:
    """Return where the values of a painting are off."""
    cut = float(laid.cut[laid.inside].mean()) if laid.inside.any() else 1.0
    seen = (laid.cut < _CUT) & laid.inside & ~laid.bare
    return errors_of(laid.own, laid.light, seen, laid.bare, cut)


def unsteadiness(laid: Overlay) -> float:
    """Return by how many value steps, on the mean, a slow light that nobody may see would change what is told.

    A copy's line stays, and the light is taken off. Where values are all their own, either may tip over.
    """
    height, width = (max(8, side // 2) for side in laid.cut.shape)

    def half(part: NDArray[Any]) -> F32:
        return np.asarray(cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA), dtype=np.float32)

    own, light = half(laid.own), half(laid.light)
    seen = (laid.cut < _CUT) & laid.inside & ~laid.bare
    known, none = half(seen.astype(np.float32)) > 0.99, np.zeros((height, width), dtype=bool)
    down, across = ((np.arange(side) + 0.5) / side - 0.5 for side in (height, width))
    first = errors_of(own, light, known, none).error
    changes = []
    for plane in (across[None, :] + 0.0 * down[:, None], down[:, None] + 0.0 * across[None, :]):
        lit = light * np.exp2(_UNSEEN * plane)[..., None].astype(np.float32)
        changes.append(np.abs(errors_of(own, lit, known, none).error - first)[np.isfinite(first)])
    return float(np.mean(changes)) if changes[0].size else 0.0


def laid_light(photo: U8, way: F64, size: Size) -> tuple[F32, F32]:
    """Return linear light, (h, w, 3), and how much is cut off, (h, w), of a photograph in the reference's geometry."""
    height, width = photo.shape[:2]
    light, cut = srgb_to_linear(photo), (photo >= _CUT_OFF).any(axis=2).astype(np.float32)
    # As fine as the result and no finer, so that sampling it does not alias.
    corners = projected(way, SQUARE) * [width, height]
    side = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1).mean()
    by = min(1.0, 1.3 * sum(size) / 2.0 / max(side, 1.0))
    shrunk = max(8, round(width * by)), max(8, round(height * by))
    both = [cv2.resize(np.asarray(part), shrunk, interpolation=cv2.INTER_AREA) for part in (light, cut)]
    there = np.diag([shrunk[0], shrunk[1], 1.0]) @ way
    return laid_out(both[0], there, size), laid_out(both[1], there, size)


def errors_of(own: F32, light: F32, seen: BoolMap, bare: BoolMap, cut: float = 0.0, *, even: bool = False) -> ValueMap:
    """Return where values are off, of what is laid out already.

    Args:
        own: (h, w, 3) float32 linear light of the reference.
        light: the same of the painting.
        seen: (h, w) bool, False where the photograph says nothing.
        bare: (h, w) bool, where the canvas is not painted.
        cut: share of what is shown that the photograph cut off.
        even: whether the light is known to be even, so that no plane of it is sought.

    """
    squint, shown, known = _squinted(own, light, seen)
    x, y = root_of(squint), root_of(shown)
    slope = np.hypot(*(cv2.Sobel(squint, cv2.CV_32F, *axis, scale=0.125) for axis in ((1, 0), (0, 1))))
    weight = (known / (1.0 + (slope / _STEEP) ** 2)).astype(np.float64)
    if known.sum() < 64:
        nothing = np.full(x.shape, np.nan, dtype=np.float32)
        return ValueMap(nothing, squint, nothing, Line(1.0, 0.0, 0.0), 0.0, 0.0, bare, cut)
    line = fit_line(x[::2, ::2][known[::2, ::2]], y[::2, ::2][known[::2, ::2]], weight[::2, ::2][known[::2, ::2]])
    line, level, reach = (line, y, 0.0) if even else _without_field(x, y, weight, line)
    painted = lstar_of_root((level - line.offset) / line.slope)
    error = np.where(known, (painted - squint) / 10.0, np.nan).astype(np.float32)
    return ValueMap(error, squint, painted, line, reach, float(known.mean()), bare, cut)


def root_of(lstar: Any) -> F32:
    """Return the roots of L*: the same from 8 on, further apart below; float32."""
    light = np.maximum(luminance_from_lstar(lstar), _BLACK)
    return np.asarray(116.0 * np.cbrt(light) - 16.0, dtype=np.float32)


def lstar_of_root(root: Any) -> F32:
    """Return L*, float32, of roots."""
    return lstar_from_luminance((np.maximum(np.asarray(root, dtype=np.float32) + 16.0, 0.0) / 116.0) ** 3)


def shown_by(line: Line, lstar: Any) -> F32:
    """Return the L* that a photograph shows of the reference's, float32."""
    return lstar_of_root(line.slope * root_of(lstar) + line.offset)


def _squinted(own: F32, light: F32, seen: BoolMap) -> tuple[F32, F32, BoolMap]:
    """Return squinted L* of both, and where they are known: what one lacks, the other is squinted without too."""
    height, width = seen.shape
    mask = cv2.erode(seen.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(np.float32)
    sigma = SQUINT * max(height, width)
    cover = cv2.GaussianBlur(mask, (0, 0), sigma)

    def squint(linear: F32) -> F32:
        held = cv2.GaussianBlur((linear @ LUMINANCE) * mask, (0, 0), sigma)
        return lstar_from_luminance(held / (cover + 1e-4))

    rim = max(2, round(_BORDER * max(height, width)))
    known = np.zeros(seen.shape, dtype=bool)
    known[rim:-rim, rim:-rim] = cover[rim:-rim, rim:-rim] > _COVERED
    return squint(own), squint(light), known


def weighted_median(values: NDArray[Any], weights: NDArray[Any]) -> float:
    """Return the value below which half of the weight lies."""
    order = np.argsort(values)
    running = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(running, 0.5 * running[-1])])


def fit_line(x: NDArray[Any], y: NDArray[Any], weight: NDArray[Any], start: Line | None = None) -> Line:
    """Return the line through most of (x, y): passages that are off do not pull on it.

    From ``start``, or else from the best of many lines through two points, Tukey's weights lead on. The slope is drawn
    a little to 1, so that a picture of one value has a line too.
    """
    x, y, weight = (array.astype(np.float64) for array in (x, y, weight))
    slope, offset = (start.slope, start.offset) if start is not None else _first_line(x, y, weight)
    spread = _LEAST_SPREAD
    for _ in range(30):
        left = y - slope * x - offset
        spread = max(1.4826 * weighted_median(np.abs(left), weight), _LEAST_SPREAD)
        far = left / (_TUKEY * spread)
        kept = weight * np.where(np.abs(far) < 1.0, (1.0 - far * far) ** 2, 0.0)
        here, there = ((kept * array).sum() / kept.sum() for array in (x, y))
        joint, own = (
            (kept * (x - here) * (array - mean)).sum() / kept.sum() for array, mean in ((y, there), (x, here))
        )
        better = float(np.clip((joint + 2.0) / (own + 2.0), *_SLOPES))
        still = abs(better - slope) < 1e-4
        slope, offset = better, float(there - better * here)
        if still:
            break
    return Line(slope, offset, spread)


def _first_line(x: F64, y: F64, weight: F64) -> tuple[float, float]:
    """Return slope and offset of the best of many lines through two points, by the median of what they miss."""
    rng = np.random.default_rng(0)
    first, second = rng.choice(len(x), (2, 120), p=weight / weight.sum())
    apart = np.abs(x[first] - x[second]) > 6.0
    slopes = (y[first] - y[second])[apart] / (x[first] - x[second])[apart]
    tried = [(1.0, weighted_median(y - x, weight))]
    tried += [
        (slope, there - slope * here)
        for slope, here, there in zip(slopes, x[first][apart], y[first][apart], strict=True)
        if _SLOPES[0] < slope < _SLOPES[1]
    ]
    missed = [weighted_median(np.abs(y - slope * x - offset), weight) for slope, offset in tried]
    return tried[int(np.argmin(missed))]


def _without_field(x: F32, y: F32, weight: F64, line: Line) -> tuple[Line, F32, float]:
    """Return the line, the painting's values and the reach of the light after uneven light was taken off, if it was.

    Light multiplies; L* + 16 is a cube root of luminance, so that its logarithm takes a plane.
    """
    height, width = x.shape
    v, u = np.mgrid[:height, :width]
    plane = np.stack([(u + 0.5) / width - 0.5, (v + 0.5) / height - 0.5], axis=-1)
    part = np.zeros_like(weight, dtype=bool)
    part[::2, ::2] = weight[::2, ::2] > 0
    here, there, weights, places = x[part].astype(float), y[part].astype(float), weight[part], plane[part]
    found, tilt = line, np.zeros(2)
    for _ in range(6):
        raised = np.log(np.maximum(there + 16.0, 4.0)) - np.log(
            np.maximum(found.slope * here + found.offset + 16.0, 4.0)
        )
        left = raised - places @ tilt
        spread = max(1.4826 * weighted_median(np.abs(left - weighted_median(left, weights)), weights), 0.008)
        far = left / (2.5 * spread)
        kept = weights * np.where(np.abs(far) < 1.0, (1.0 - far * far) ** 2, 0.0)
        rows = np.column_stack([places, np.ones(len(places))])
        normal = rows.T @ (rows * kept[:, None]) + np.eye(3) * 1e-6 * kept.sum()
        tilt = np.linalg.solve(normal, rows.T @ (kept * raised))[:2]
        found = fit_line(here, (there + 16.0) * np.exp(-places @ tilt) - 16.0, weights, found)
    reach = float(np.ptp(places @ tilt))
    light = found.missed < _LOOSE and found.missed * reach < _BELIEVED
    if light and found.spread < _FIELD_GAIN * line.spread and reach > _FIELD_LEAST:
        return found, ((y + 16.0) * np.exp(-(plane @ tilt)) - 16.0).astype(np.float32), reach
    return line, y, 0.0
