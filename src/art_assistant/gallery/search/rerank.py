"""From the nearest works to a useful handful: no copies, not all alike, not all by one hand.

Source: Carbonell & Goldstein, "The use of MMR, diversity-based reranking", SIGIR 1998.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from art_assistant.imaging.arrays import F32, BoolMap

RELEVANCE: Final = 0.75
"""Weight of nearness to the query against unlikeness to the works already chosen."""

PER_ARTIST: Final = 2


def nearest(scores: F32, k: int) -> list[int]:
    """Return the positions of the ``k`` best scores, best first, ties by position."""
    return [int(i) for i in np.argsort(-scores, kind="stable")[:k]]


def diversified(scores: F32, rows: F32, same: BoolMap, artists: Sequence[str | None], k: int) -> list[int]:
    """Return the positions of ``k`` works by maximal marginal relevance, copies left out, two of one artist first.

    Args:
        scores: (n,) float32, best first or not.
        rows: (n, width) float32, the works' weighted facets; unit length is not needed.
        same: (n, n) bool, which of them are one work.
        artists: the artist of each, None where unknown (unknown artists are not limited).
        k: how many are wanted; fewer come back where there are fewer. The limit of an artist falls where it would leave
            places empty, as in a search for that artist or in a gallery of one's own works.

    """
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    alike = (rows / lengths) @ (rows / lengths).T
    taken: list[int] = []
    open_to = np.ones(len(scores), dtype=bool)
    closest = np.zeros(len(scores), dtype=np.float32)
    limited = open_to
    while len(taken) < k and open_to.any():
        gain = np.where(limited, RELEVANCE * scores - (1.0 - RELEVANCE) * closest * float(scores.max()), -np.inf)
        best = int(np.argmax(gain))
        taken.append(best)
        closest = np.maximum(closest, alike[best])
        open_to &= ~same[best]
        open_to[best] = False
        within = open_to & _others(artists, taken)
        limited = within if within.any() else open_to
    return taken


def _others(artists: Sequence[str | None], taken: Sequence[int]) -> BoolMap:
    """Return which works are by nobody who has had all the places of one artist."""
    counts = Counter(artists[i] for i in taken)
    full = {name for name, count in counts.items() if name is not None and count >= PER_ARTIST}
    return np.array([name not in full for name in artists], dtype=np.bool_)
