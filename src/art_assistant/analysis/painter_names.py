"""What a painter calls a colour, such as "slate blue" or "burnt sienna": the nearest of some ninety names.

The words of the studio and of the tube rather than those of a system. Each stands for a typical L*, a*, b* (D65) that
was set by hand for this project; where one name ends and the next begins is a habit, and no standard says it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import Any, Final

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


_STEPS: Final = {
    2: ("darker", "lighter"),
    3: ("darkest", "middle", "lightest"),
    4: ("darkest", "darker", "lighter", "lightest"),
}
_SAME_VALUE: Final = 3.0
"""Two colours of one name that lie closer than this in L* are told apart by their chroma where that differs more."""


def told_apart(names: Sequence[str], lab: NDArray[Any]) -> list[str]:
    """Return names of which no two are the same: "pale grey, darker" and "pale grey, lighter".

    Args:
        names: what each colour is called.
        lab: CIE L*a*b* of each, (n, 3).

    """
    told = list(names)
    for name in {name for name in names if names.count(name) > 1}:
        alike = [index for index, other in enumerate(names) if other == name]
        for index, word in zip(*_ordered(np.asarray(lab)[alike], alike), strict=True):
            told[index] = f"{name}, {word}"
    return told


def plain_name(name: str) -> str:
    """Return the name without what tells it from another of the same palette."""
    return name.split(",", 1)[0]


def _ordered(lab: NDArray[Any], alike: list[int]) -> tuple[list[int], Sequence[str]]:
    """Return the colours of one name in order, and a word for each."""
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    if len(alike) == 2 and np.ptp(lab[:, 0]) < min(_SAME_VALUE, float(np.ptp(chroma))):
        return [alike[index] for index in np.argsort(chroma, kind="stable")], ("greyer", "stronger")
    order = [alike[index] for index in np.argsort(lab[:, 0], kind="stable")]
    return order, _STEPS.get(len(order)) or [f"{place} from the darkest" for place in range(1, len(order) + 1)]
