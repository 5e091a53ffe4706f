"""Which tubes to reach for: the nearest mix of two or three for each colour of a palette, approximated.

Every two and every three of the twenty-four tubes are mixed in parts that a palette knife can measure. Of the mixes
that are as near as the theory can tell, one with the fewest tubes is taken, and of these the one whose tubes already
look most like the colour: an earth rather than two strong colours that grey each other. See ``tubes`` for how paint
mixes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import gcd
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.color.palette import Swatch
from art_assistant.analysis.color.tubes import TUBES, mixed, spectra
from art_assistant.imaging.arrays import F32
from art_assistant.imaging.colorspace import ciede2000, hex_of, linear_to_lab, linear_to_srgb, srgb_to_lab

SAME_DELTA_E: Final = 1.5
"""A mix no farther off than this (CIEDE2000) more than the nearest is as good: less than the theory knows."""

NEAR_DELTA_E: Final = 4.0
"""A mix within this (CIEDE2000) of the colour is called near: less than two makers differ in one tube."""

APPROXIMATION: Final = (
    "Approximate: Kubelka-Munk theory from one typical colour a tube. Real tubes differ by 5-10 ΔE and in strength: "
    "mix a dab beside the picture before you trust it."
)

_PAIRS: Final = ((1, 1), (2, 1), (3, 1), (4, 1), (6, 1), (10, 1), (20, 1), (40, 1), (3, 2))
"""Parts of two tubes, each also the other way round."""

_TINTS: Final = ((80, 1), (160, 1), (320, 1))
_DOUBLE_TINTS: Final = (
    (40, 1, 1),
    (40, 2, 1),
    (40, 10, 1),
    (100, 1, 1),
    (100, 4, 1),
    (100, 20, 1),
    (200, 2, 1),
    (300, 10, 1),
)
"""Parts of white with a touch of one or two tubes: the theory takes dark tubes for stronger than they are."""

_TRIPLES: Final = ((1, 1, 1), (2, 1, 1), (2, 2, 1), (4, 2, 1), (4, 1, 1), (8, 2, 1), (8, 4, 1), (20, 4, 1), (20, 10, 1))
"""Parts of three tubes, each in every order."""

_CLOSE: Final = 400
"""Mixes of three tubes that are looked at closely, of about a hundred thousand."""

_TOUCH: Final = 20.0
"""One part in so many of the largest is a touch of the brush."""


@dataclass(frozen=True, slots=True)
class TubeShare:
    """One tube of a mix: its name, its whole parts, and its share 0-1."""

    tube: str
    parts: int
    share: float


@dataclass(frozen=True, slots=True)
class Mix:
    """The nearest mix for one colour of the palette.

    Attributes:
        swatch: id of that colour.
        parts: the tubes, the largest share first; one to three.
        rgb: sRGB bytes of the mix; hex: the same as ``"#rrggbb"``.
        delta_e: CIEDE2000 from the colour.
        words: the mix as one says it.

    """

    swatch: int
    parts: tuple[TubeShare, ...]
    rgb: tuple[int, int, int]
    hex: str
    delta_e: float
    words: str

    @property
    def near(self) -> bool:
        """Whether these tubes come near the colour at all."""
        return self.delta_e <= NEAR_DELTA_E

    def as_dict(self) -> dict[str, Any]:
        """Return plain Python for JSON."""
        return {
            "swatch": self.swatch,
            "parts": [{"tube": one.tube, "parts": one.parts, "share": round(one.share, 4)} for one in self.parts],
            "rgb": list(self.rgb),
            "hex": self.hex,
            "delta_e": round(self.delta_e, 1),
            "near": self.near,
            "words": self.words,
        }


@dataclass(frozen=True, slots=True)
class Mixes:
    """Mixes for every colour of a palette, in its order, with what they do not know."""

    items: tuple[Mix, ...]
    approximation: str = APPROXIMATION

    def as_dict(self) -> dict[str, Any]:
        """Return plain Python for JSON, with the tubes that were there to choose from."""
        return {
            "tubes": [one.as_dict() for one in TUBES],
            "mixes": [mix.as_dict() for mix in self.items],
            "approximation": self.approximation,
        }


def find_mixes(palette: Sequence[Swatch]) -> Mixes:
    """Return the nearest mix of one to three of the twenty-four tubes for each colour of ``palette``."""
    return Mixes(tuple(_mix(swatch, _lab_of(swatch)) for swatch in palette))


def _lab_of(swatch: Swatch) -> NDArray[np.float64]:
    turn = np.radians(swatch.hue or 0.0)
    return np.array([swatch.l_star, swatch.chroma * np.cos(turn), swatch.chroma * np.sin(turn)])


@dataclass(frozen=True, slots=True)
class _Book:
    """All mixes: (m, 3) tubes and parts (0 where there are fewer than three), how many tubes, and L*a*b*."""

    tubes: NDArray[np.intp]
    parts: NDArray[np.intp]
    count: NDArray[np.intp]
    lab: F32
    rgb: NDArray[np.float32]


def _mix(swatch: Swatch, lab: NDArray[np.float64]) -> Mix:
    book = _book()
    # CIEDE2000 is only worked out for what plain distance calls near: it stretches L*a*b*, but not by that much.
    plain = ((book.lab - lab.astype(np.float32)) ** 2).sum(axis=1)
    close = np.argpartition(plain, _CLOSE)[:_CLOSE]
    close = np.union1d(close, np.flatnonzero(book.count < book.parts.shape[1]))
    away = ciede2000(book.lab[close], lab)
    good = close[away <= away.min() + SAME_DELTA_E]
    tubes = ciede2000(srgb_to_lab(np.array([one.rgb for one in TUBES], dtype=np.uint8)), lab)
    # A touch of a strong tube counts as much as the rest: it is what makes a mix hard to hit.
    unlike = (tubes[book.tubes[good]] * (book.parts[good] > 0)).sum(axis=1)
    best = int(good[np.lexsort((unlike, book.count[good]))[0]])
    return _told(swatch.id, book, best, float(ciede2000(book.lab[best], lab)))


def _told(swatch: int, book: _Book, index: int, delta_e: float) -> Mix:
    parts = book.parts[index]
    order = [place for place in np.argsort(-parts, kind="stable").tolist() if parts[place] > 0]
    found = tuple(
        TubeShare(TUBES[book.tubes[index, place]].name, int(parts[place]), float(parts[place] / parts.sum()))
        for place in order
    )
    rgb = linear_to_srgb(book.rgb[index])
    return Mix(swatch, found, (int(rgb[0]), int(rgb[1]), int(rgb[2])), hex_of(rgb), delta_e, _words(found))


def _words(parts: tuple[TubeShare, ...]) -> str:
    """Return a mix as one says it: "4 titanium white, 1 yellow ochre, a touch of ultramarine"."""
    if len(parts) == 1:
        return f"{parts[0].tube}, as it is"
    most = parts[0].parts
    measured = [one for one in parts if most < _TOUCH * one.parts]
    least = gcd(*(one.parts for one in measured))
    told = [f"a touch of {one.tube}" if one not in measured else f"{one.parts // least} {one.tube}" for one in parts]
    return ", ".join(told) if len(measured) > 1 else ", ".join([measured[0].tube, *told[1:]])


@lru_cache(maxsize=1)
def _book() -> _Book:
    """Return every mix of one, two and three tubes, made once."""
    rows = np.concatenate(
        [_recipes(1, ((1,),)), _recipes(2, _PAIRS), _recipes(3, _TRIPLES), _tints(2, _TINTS), _tints(3, _DOUBLE_TINTS)]
    )
    tubes, parts = rows[:, :3], rows[:, 3:]
    weights = np.zeros((len(rows), len(TUBES)))
    np.put_along_axis(weights, tubes, parts / parts.sum(axis=1, keepdims=True), axis=1)
    rgb = mixed(weights, spectra()).astype(np.float32)
    return _Book(tubes, parts, (parts > 0).sum(axis=1), linear_to_lab(rgb), rgb)


def _recipes(count: int, proportions: Sequence[tuple[int, ...]]) -> NDArray[np.intp]:
    """Return (n, 6): tubes, then parts, of every ``count`` tubes in every order of the proportions."""
    orders = sorted({order for parts in proportions for order in _orders(parts)})
    rows = []
    for chosen in combinations(range(len(TUBES)), count):
        # Tubes that take no part stand there with 0 parts, each another one, so that none is written over.
        spare = [one for one in range(3) if one not in chosen][: 3 - count]
        rows += [[*chosen, *spare, *order, *[0] * (3 - count)] for order in orders]
    return np.array(rows, dtype=np.intp)


def _tints(count: int, proportions: Sequence[tuple[int, ...]]) -> NDArray[np.intp]:
    """Return the rows of ``_recipes`` in which the first tube, white, is by far the most."""
    rows = _recipes(count, proportions)
    return np.asarray(rows[(rows[:, 0] == 0) & (rows[:, 3] == rows[:, 3:].max(axis=1))])


def _orders(parts: tuple[int, ...]) -> list[tuple[int, ...]]:
    if len(parts) == 1:
        return [parts]
    return [
        (first, *rest) for place, first in enumerate(parts) for rest in _orders((*parts[:place], *parts[place + 1 :]))
    ]
