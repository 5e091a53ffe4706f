"""What lies under a point: its value, averaged in linear light over a disc."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from art_assistant.errors import UsageError
from art_assistant.imaging.arrays import F32, BoolMap
from art_assistant.imaging.colorspace import lstar_from_luminance, luminance_from_lstar

PROBE_RADIUS_MAX: Final = 0.25


class Valued(Protocol):
    """As much of a value study as a probe looks at."""

    @property
    def l_map(self) -> F32:
        """(h, w) float32 L* 0-100."""
        ...

    @property
    def counted(self) -> BoolMap | None:
        """(h, w) bool, None when all counts."""
        ...


@dataclass(frozen=True, slots=True)
class Probe:
    """The value at a point, averaged in linear light over a disc.

    Attributes:
        x, y: centre, fractions of width and height, origin top left.
        radius: as a fraction of the long side.
        l_star: L* 0-100, None where nothing under the disc counts.
        value: Munsell value 0-10, or None.

    """

    x: float
    y: float
    radius: float
    l_star: float | None
    value: float | None

    def as_dict(self) -> dict[str, Any]:
        """Return the probe, JSON-ready."""
        return {
            "x": round(self.x, 4),
            "y": round(self.y, 4),
            "radius": round(self.radius, 4),
            "l_star": None if self.l_star is None else round(self.l_star, 2),
            "value": None if self.value is None else round(self.value, 2),
        }


def probe(study: Valued, x: float, y: float, radius: float = 0.01) -> Probe:
    """Return the value at a point of the picture.

    Args:
        study: the value study of the picture.
        x, y: fractions 0-1 of width and height, origin top left.
        radius: of the disc that is averaged, 0-0.25 of the long side; 0 reads one pixel.

    Raises:
        UsageError: the point lies outside the picture or the radius outside its range.

    """
    window, inside = disc_at(study.l_map.shape, x, y, radius, study.counted)
    if not inside.any():
        return Probe(x, y, radius, None, None)
    light = luminance_from_lstar(study.l_map[window][inside]).mean(dtype=np.float64)
    l_star = float(lstar_from_luminance(np.asarray([light]))[0])
    return Probe(x, y, radius, l_star, l_star / 10.0)


def disc_at(
    shape: tuple[int, int], x: float, y: float, radius: float, counted: BoolMap | None = None
) -> tuple[tuple[NDArray[np.intp], ...], BoolMap]:
    """Return the part of a (h, w) map around a point and which of its pixels lie under the disc and count.

    Args:
        shape: (h, w) of the map.
        x, y, radius: as for ``probe``.
        counted: (h, w) bool; None when all counts.

    Raises:
        UsageError: the point lies outside the picture or the radius outside its range.

    """
    if not (0.0 <= x <= 1.0 and 0.0 <= y <= 1.0):
        raise UsageError("A probe lies inside the picture: x and y are fractions from 0 to 1.")
    if not 0.0 <= radius <= PROBE_RADIUS_MAX:
        raise UsageError(f"A probe's radius is 0 to {PROBE_RADIUS_MAX} of the long side.")
    height, width = shape
    column, row = min(width - 1, int(x * width)), min(height - 1, int(y * height))
    reach = int(radius * max(height, width))
    rows = np.arange(max(0, row - reach), min(height, row + reach + 1))
    columns = np.arange(max(0, column - reach), min(width, column + reach + 1))
    inside = (rows[:, None] - row) ** 2 + (columns[None, :] - column) ** 2 <= reach**2
    window = np.ix_(rows, columns)
    if counted is not None:
        inside &= counted[window]
    return window, inside
