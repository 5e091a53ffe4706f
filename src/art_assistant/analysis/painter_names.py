"""What a painter calls a colour, such as "slate blue" or "burnt sienna": the nearest of some ninety names.

The words of the studio and of the tube rather than those of a system. Each stands for a typical L*, a*, b* (D65) that
was set by hand for this project; where one name ends and the next begins is a habit, and no standard says it.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32
from art_assistant.imaging.colorspace import ciede2000

_TABLE = "painter_names.csv"


@lru_cache(maxsize=1)
def painters_colours() -> tuple[tuple[str, ...], F32]:
    """Return the names and the typical CIE L*a*b* (D65) colour of each, (n, 3) float32."""
    text = resources.files("art_assistant.analysis").joinpath("data", _TABLE).read_text(encoding="utf-8")
    rows = [line.split(",") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(row[0] for row in rows), np.array([row[1:] for row in rows], dtype=np.float32)


def painter_names(lab: NDArray[Any]) -> list[str]:
    """Return what a painter calls CIE L*a*b* colours (n, 3): the name nearest by CIEDE2000."""
    names, points = painters_colours()
    distance = ciede2000(np.asarray(lab, dtype=np.float32)[:, None, :], points[None, :, :])
    return [names[index] for index in distance.argmin(axis=1).tolist()]
