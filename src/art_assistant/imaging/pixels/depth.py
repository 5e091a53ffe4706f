"""Bring grey of more than 8 bits to 0-65535, by what its numbers are and never by its largest one alone.

Where the type or a tag tells the range, that is the range. Else the range is judged by the value that one pixel in a
thousand exceeds, so that a hot pixel or a glint decides nothing; whatever lies beyond is clipped, and what was assumed
is said. See ``docs/decisions/0002-decoding.md``.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

U16 = NDArray[np.uint16]

FULL: Final = 65535
STRETCHED: Final = "The pixel values are not in a known range; they are stretched from the darkest to the lightest."
EMPTY: Final = "The picture holds no number that is finite; it is shown black."
DARK: Final = (
    "The picture has 16 bits and leaves at least half of their range empty: its values are taken as they stand. If it "
    "is a scan of 10, 12, 14 or 15 bits, export it with the full range."
)
_DISPLAYED: Final = "as display values, not as linear light; for linear light, export it as a 16-bit picture."

_RARE: Final = 0.1
"""Per cent of the pixels that may lie beyond the robust end at either side."""
_HOT: Final = 1e-4
"""Share of the pixels that may lie above the range of a 12-bit scan: a sensor's hot pixels, not a sky's stars."""
_SLACK: Final = 1.02
"""What a resampling filter overshoots: up to here above 1.0, 255, ... still counts as that range."""
_BRIGHT: Final = 16.0
"""Floating point up to here is light brighter than white (four stops); above it are the numbers of an integer type."""
_BULK: Final = (85.0, 95.0)
"""Percentiles: up to the first lies the bulk, which tells the range; up to the second what surely belongs to a picture
whose bulk is brighter than white. What is above may be a sun or a lamp."""
_ABOVE: Final = 1.5
"""How far above its bulk a picture's white may lie."""
_STEPS: Final = (8, 10, 12)
"""Bits of scanners and cameras that are kept in 16. A whole picture below 4096 of 65535 has no L* above 5, so it is a
scan of 12 bits that is more believable; 14 bits reach L* 27, and there a night picture is as believable."""
_HALF: Final = 0.5
"""Where 15 bits end that were kept in 16, and the value of L* 53: hardly a picture has no light above it."""
_REAL_STEPS: Final = (255, 4095, 65535)


class Deep(NamedTuple):
    """Grey 0-65535, and what was assumed."""

    grey: U16
    warnings: tuple[str, ...]


def deep_grey(values: NDArray[Any], white: int | None = None) -> Deep:
    """Return grey values of any number type as (h, w) uint16.

    Args:
        values: (h, w); uint16, int32, uint32, or float32 in which NaN is black and infinities are the ends.
        white: the largest value a sample may have, where the file says so.

    """
    values = values.astype(values.dtype.newbyteorder("="), copy=False)
    if values.dtype.kind == "f":
        return _real(values.astype(np.float64))
    low, high = float(values.min()), _robust(values)[1]
    if low < 0.0:
        return _stretched(values.astype(np.float64))
    if white is not None and float(values.max()) <= white:
        return Deep(_placed(values, 0.0, float(white)), ())
    if values.dtype == np.uint16:
        return _sixteen(values, high)
    return _whole(values, high)


def is_half_empty(values: NDArray[Any], white: int) -> bool:
    """Whether a 16-bit picture leaves the upper half of its range to a few odd pixels.

    Args:
        values: how light each pixel is, of any shape, whole numbers; its upper bytes alone will do.
        white: the largest that ``values`` may hold.

    """
    return 0.0 < _robust(values)[1] <= _HALF * (white + 1)


def _sixteen(values: NDArray[Any], high: float) -> Deep:
    for bits in _STEPS:
        white = 2**bits - 1
        if white / 2 < high <= white and np.count_nonzero(values > white) <= max(1.0, _HOT * values.size):
            note = f"The picture has 16 bits and uses {bits} of them; {white} is taken as white."
            return Deep(_placed(values, 0.0, float(white)), (note,))
    return Deep(np.asarray(values, dtype=np.uint16), (DARK,) if is_half_empty(values, FULL) else ())


def _whole(values: NDArray[Any], high: float) -> Deep:
    """Place whole numbers of a wide type: by the smallest customary range that holds them, or from end to end."""
    ranges = tuple(2**bits - 1 for bits in (8, 10, 12, 14, 15, 16, 31, 32))
    white = next((top for top in ranges if top / 2 < high <= top), None)
    if white is None:
        return _stretched(values.astype(np.float64))
    return Deep(
        _placed(values, 0.0, float(white)), (f"The picture does not say its range; {white} is taken as white.",)
    )


def _real(values: NDArray[np.float64]) -> Deep:
    """Place floating point: 0-1 and brighter, else the range of an integer type, else from end to end."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return Deep(np.zeros(values.shape, dtype=np.uint16), (EMPTY,))
    low, high = _robust(finite)
    white = _white_of(_most(finite, high))
    if white is None or low < -(_SLACK - 1.0) * white:
        return _stretched(values)
    beyond = " What is lighter or darker is clipped." if finite.max() > white or finite.min() < 0.0 else ""
    ends = f"0 is taken as black and {round(white, 2):g} as white"
    note = f"The picture is of floating-point numbers: {ends}, {_DISPLAYED}{beyond}"
    return Deep(_placed(values, 0.0, white), (note,))


def _most(finite: NDArray[np.float64], high: float) -> float:
    """Return the value that decides the range: ``high``, unless a few highlights lie far above all the rest.

    A sun or a lamp may be many times as bright as white; it is clipped, and does not darken the picture. The range in
    which the bulk of the pixels lies tells such a picture from a night in 0-255, whose lamps are no more than white.
    Whole numbers are those of an integer type, in which nothing lies above white; and black tells no range, so that the
    bars of a film or the ground of a still life do not count among the bulk.
    """
    if high <= _SLACK or (finite == np.rint(finite)).all():
        return high
    bulk, light = (float(value) for value in np.percentile(finite[finite > 0.0], _BULK))
    if bulk <= _SLACK:
        return min(high, max(1.0, _ABOVE * bulk))
    return min(high, _ABOVE * light) if high <= _BRIGHT else high


def _white_of(high: float) -> float | None:
    """Return the value taken as white where one pixel in a thousand exceeds ``high``."""
    if high <= _SLACK:
        return 1.0
    if high <= _BRIGHT:
        return high
    return next((float(top) for top in _REAL_STEPS if high <= _SLACK * top), None)


def _stretched(values: NDArray[np.float64]) -> Deep:
    finite = values[np.isfinite(values)]
    low, high = _robust(finite)
    if low == high:
        low, high = float(finite.min()), float(finite.max())
    return Deep(_placed(values, low, high), (STRETCHED,))


def _robust(values: NDArray[Any]) -> tuple[float, float]:
    low, high = np.percentile(values, (_RARE, 100.0 - _RARE))
    return float(low), float(high)


def _placed(values: NDArray[Any], black: float, white: float) -> U16:
    real = np.nan_to_num(values.astype(np.float64), nan=black, posinf=white, neginf=black)
    share = (np.clip(real, black, white) - black) / max(white - black, 1e-300)
    return np.asarray(np.rint(share * FULL), dtype=np.uint16)
