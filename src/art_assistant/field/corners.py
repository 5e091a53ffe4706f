"""Reading the corners that an artist sets: what cannot be the outline of a picture is refused in one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.errors import UsageError

Corner = tuple[float, float]
Corners = tuple[Corner, Corner, Corner, Corner]
"""Fractions of the upright file's width and height, clockwise from the picture's top left."""

AUTO: Final = "auto"
OFF: Final = "off"
"""What may be asked instead of corners: find them, or study the file whole."""

WHOLE: Final[Corners] = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))

_OVERSHOOT: Final = 0.02
"""A corner dragged so far beyond the file lies on its edge."""
_LEAST_AREA: Final = 0.001
"""Share of the file below which there is no picture between the corners."""
_FLATTEST: Final = 0.02
"""Sine of the angle by which a corner must bend, at least."""
_ASKEW: Final = 3.0
"""Degrees about a turn of 45 in which nobody can say which corner is the top left one."""
_HOW: Final = (
    "write x1,y1,x2,y2,x3,y3,x4,y4 as fractions of the file from 0 to 1, clockwise from the picture's top left, "
    "or left,top,right,bottom"
)

_ON_CARD: Final = "write x,y as fractions of the photograph from 0 to 1, a point on the card"


def read_point(given: str | Sequence[Any]) -> tuple[float, float]:
    """Return a point as fractions out of what somebody wrote.

    Raises:
        UsageError: it is none.

    """
    try:
        x, y = (float(part) for part in (given.split(",") if isinstance(given, str) else given))
    except (TypeError, ValueError) as error:
        raise UsageError(f"The place of the card cannot be read; {_ON_CARD}.") from error
    if not (0.0 <= x <= 1.0 and 0.0 <= y <= 1.0):
        raise UsageError(f"The place of the card lies outside the photograph; {_ON_CARD}.")
    return x, y


def read_corners(given: str | Sequence[Any], *, turned: bool = False) -> Corners:
    """Return four corners, clockwise from top left, out of what somebody wrote or dragged.

    Args:
        given: eight fractions of the file's width and height (x1,y1 to x4,y4), four of a rectangle (left, top, right,
            bottom), as text parted by commas or as numbers, or four pairs. Corners in another order are put in order
            where it is plain which is which.
        turned: whether the picture may lie on its side or stand on its head: corners that go round clockwise then stay
            in their order, the first the picture's own top left.

    Raises:
        UsageError: something else is given, or corners that no picture can have.

    """
    numbers = _numbers(given)
    if not np.isfinite(numbers).all():
        raise UsageError(f"A corner of the picture is not a number; {_HOW}.")
    if numbers.min() < -_OVERSHOOT or numbers.max() > 1.0 + _OVERSHOOT:
        raise UsageError(f"A corner lies outside the file; {_HOW}.")
    inside = np.clip(numbers, 0.0, 1.0)
    if len(inside) == 4:
        left, top, right, bottom = inside
        inside = np.array([left, top, right, top, right, bottom, left, bottom])
    first, second, third, last = (tuple(float(v) for v in corner) for corner in _ordered(inside.reshape(4, 2), turned))
    return (first, second, third, last)  # type: ignore[return-value]


def corners_asked(canvas: str) -> Corners | None:
    """Return the corners that a setting names, None where it is a word instead; errors as for ``read_corners``."""
    return None if canvas in {AUTO, OFF} else read_corners(canvas)


def _numbers(given: str | Sequence[Any]) -> NDArray[np.float64]:
    try:
        listed = given.replace(",", " ").split() if isinstance(given, str) else list(given)
        numbers = np.asarray(listed, dtype=np.float64).ravel()
    except (TypeError, ValueError, OverflowError):
        numbers = np.empty(0)
    if numbers.size not in {4, 8}:
        raise UsageError(f"The corners of the picture cannot be read; {_HOW}.")
    return numbers


def _ordered(corners: NDArray[np.float64], turned_over: bool) -> NDArray[np.float64]:
    """Return the corners clockwise from top left.

    Raises:
        UsageError: they are not the corners of a convex quadrilateral, or it is not plain which is which.

    """
    around = corners - corners.mean(axis=0)
    turned = corners[np.argsort(np.arctan2(around[:, 1], around[:, 0]), kind="stable")]
    bends, area = _bends(turned)
    if area < _LEAST_AREA or bends.min() < _FLATTEST:
        raise UsageError(f"The corners leave no picture between them; {_HOW}.")
    tops = np.roll(turned, -1, axis=0) - turned
    angles = np.degrees(np.arctan2(tops[:, 1], tops[:, 0]))
    if turned_over and _bends(corners)[0].min() >= _FLATTEST:
        return corners
    start = int(np.argmin(np.abs(angles)))
    if abs(angles[start]) <= 45.0 - _ASKEW:
        return np.asarray(np.roll(turned, -start, axis=0))
    if _bends(corners)[0].min() >= _FLATTEST:
        return corners
    raise UsageError(f"It is not plain which corner is the top left one; {_HOW}.")


def _bends(corners: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return the sine of the turn to the right at each corner, and the area that they enclose."""
    sides = np.roll(corners, -1, axis=0) - corners
    after = np.roll(sides, -1, axis=0)
    turn = sides[:, 0] * after[:, 1] - sides[:, 1] * after[:, 0]
    long = np.linalg.norm(sides, axis=1)
    x, y = corners.T
    area = 0.5 * float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())
    return turn / np.maximum(long * np.roll(long, -1), 1e-12), area
