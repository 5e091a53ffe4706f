"""Which notans tell the truth about a picture, and which of these to paint from.

A notan may join shapes and move contours; it may not turn a light dome dark or a dark tree white. What it calls ink is
held against what it calls paper, and where it contradicts the values of too much of the picture it is not offered.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import Final, Protocol, TypeVar

import numpy as np

from art_assistant.analysis.notan.clean_masks import sampling
from art_assistant.imaging.arrays import F32, BoolMap

LEAST_DIFFERENCE: Final = 0.10
"""Two notans of one picture that are worth looking at beside each other differ on at least this share of it."""

MOST_CONTRADICTION: Final = 0.06
"""A notan that contradicts the values on more of the picture than this is not offered."""

OFFERED: Final = 2
"""Two good notans teach more than three."""

_PREFERRED: Final = {"local": 0.8, "families": 0.3}
"""What follows its contours reads best: of 33 pictures two blind readers could both use it in 26, the families in 25,
with a fifth of a grade less; the joined one in 3 of 30 others. How much that weighs is a judgement."""

_JOINED: Final = "connected"
"""Read blind in two times 30 pictures, what hangs together at any price is hardly ever to be painted from."""

_FEW: Final = 4
"""Pieces of ink and paper that the eye takes in at thumb size ..."""

_CLUTTER: Final = 0.03
"""... and what each further one costs."""

_BALANCED: Final = (0.15, 0.85)
"""Shares of ink between which a notan has two sides."""

_LOPSIDED: Final = 2.0


class Arranged(Protocol):
    """As much of a notan as it is judged by."""

    @property
    def kind(self) -> str:
        """Its kind."""
        ...

    @property
    def contradiction(self) -> float:
        """Share 0-1 of the picture on which it contradicts the values."""
        ...

    @property
    def of_lines(self) -> bool:
        """Whether its ink is the lines of a drawing."""
        ...

    @property
    def of_subject(self) -> bool:
        """Whether shapes were turned over so that the subject stands out."""
        ...

    @property
    def dark_share(self) -> float:
        """Share 0-1 of the picture that is ink."""
        ...

    @property
    def dark_shapes(self) -> tuple[float, ...]:
        """Shares of the connected pieces of ink, largest first."""
        ...

    @property
    def light_shapes(self) -> tuple[float, ...]:
        """Shares of the connected pieces of paper, largest first."""
        ...


_Some = TypeVar("_Some", bound=Arranged)


def contradiction(dark: BoolMap, squint_l: F32, counted: BoolMap | None) -> float:
    """Return the share 0-1 of the counted picture on which a notan says the reverse of its values.

    That is ink lighter than the median of the paper, and paper darker than the median of the ink. Large pictures are
    sampled.

    Args:
        dark: (h, w) bool, True where there is ink.
        squint_l: (h, w) float32, squinted L* 0-100.
        counted: (h, w) bool, or None when all counts.

    """
    step = sampling(dark.shape)
    inside = np.ones_like(dark) if counted is None else counted
    dark, light, inside = (part[::step, ::step] for part in (dark & inside, ~dark & inside, inside))
    values = squint_l[::step, ::step]
    ink, paper = values[dark], values[light]
    if not ink.size or not paper.size:
        return 0.0
    wrong = np.count_nonzero(ink > np.median(paper)) + np.count_nonzero(paper < np.median(ink))
    return float(wrong / np.count_nonzero(inside))


def is_true(notan: Arranged) -> bool:
    """Whether the values of the picture bear the notan out."""
    return notan.contradiction <= MOST_CONTRADICTION


def told(share: float) -> str | None:
    """Return what to know of a notan that contradicts the values on this share 0-1 of the picture, if anything."""
    if share <= MOST_CONTRADICTION:
        return None
    return f"On {share:.0%} of the picture it says the reverse of the values: take its shapes with care."


def offered(notans: Sequence[_Some], differences: Sequence[float], *, by_hand: str | None = None) -> tuple[_Some, ...]:
    """Return the one or two notans to paint from, the best first.

    They are true to the values, and the second differs from the first on a tenth of the picture. The joined one is
    offered only where no other is true, and where none is true at all, the truest alone.

    Args:
        notans: the notans, in the order of their kinds.
        differences: the share on which each pair of them differs, pairs in the order of ``itertools.combinations``.
        by_hand: the kind that the artist set, which comes first where it is true.

    """
    true = [at for at, notan in enumerate(notans) if is_true(notan)]
    if not true:
        return (min(notans, key=lambda notan: notan.contradiction),)
    of_subject = [at for at in true if notans[at].of_subject]
    true = [at for at in true if notans[at].kind != _JOINED] or true
    ranked = sorted(true, key=lambda at: (notans[at].kind != by_hand, -_clarity(notans[at])))
    apart = dict(zip(combinations(range(len(notans)), 2), differences, strict=True))
    # One that lets the subject stand out takes the place of its twin, or else that of the second.
    for at in of_subject:
        twin = at not in ranked and apart[min(ranked[0], at), max(ranked[0], at)] < LEAST_DIFFERENCE
        ranked.insert(0 if twin and notans[ranked[0]].kind != by_hand else 1, at)
    first = ranked[0]
    others = [at for at in ranked[1:] if apart[min(first, at), max(first, at)] >= LEAST_DIFFERENCE]
    return tuple(notans[at] for at in (first, *others)[:OFFERED])


def _clarity(notan: Arranged) -> float:
    """Return how well a notan reads at thumb size; lines read best.

    Each side lies in one piece, the pieces are few, and there are two sides.
    """
    if notan.of_lines:
        return math.inf
    sides = [shapes[0] / sum(shapes) if shapes else 0.0 for shapes in (notan.dark_shapes, notan.light_shapes)]
    pieces = len(notan.dark_shapes) + len(notan.light_shapes)
    low, high = _BALANCED
    lopsided = max(low - notan.dark_share, 0.0) + max(notan.dark_share - high, 0.0)
    clutter = _CLUTTER * max(0, pieces - _FEW)
    return sum(sides) / 2.0 - clutter - _LOPSIDED * lopsided + _PREFERRED.get(notan.kind, 0.0)
