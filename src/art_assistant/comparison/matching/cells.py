"""Hypotheses from the backbone's cells: what two pictures show alike, however it is painted.

Each cell of the reference looks for the cell of the photograph, or of a part of it, that is most like it; the places
that agree on one plane map are found by chance and voting. What every picture has at a place of the square is taken
off first, so that a place alone never matches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from art_assistant.comparison.matching.plane import (
    F64,
    SQUARE,
    Size,
    all_plausible,
    derivatives,
    diagonal,
    moved,
    plausible,
    projected,
)
from art_assistant.imaging.arrays import F32
from art_assistant.vision.backbone import TOKENS

COUNT: Final = TOKENS * TOKENS
_STEPS: Final = (np.arange(TOKENS) + 0.5) / TOKENS
PLACES: Final = np.stack(np.meshgrid(_STEPS, _STEPS), axis=-1).reshape(-1, 2)
"""(256, 2) middles of the cells, as fractions."""
APART: Final = np.linalg.norm(PLACES[:, None] - PLACES[None], axis=2)
"""(256, 256) distances of the cells from each other."""

_TRIES: Final = 3000
_NEAR: Final = 0.05
"""Diagonals of the painting within which a match votes for a map."""
_SHAPE: Final = 1.45
"""Ratio of the found proportions to the reference's beyond which the map is wrong."""
_STIFF: Final = 0.02
"""How much less perspective is believed than place and size."""
_WINDOWS: Final = ((0.24, (0.06, 0.04)), (0.17, (0.04, 0.03)))
"""Rounds of settling: how far a cell may look, and the spreads at which its matches are weighed."""


@dataclass(frozen=True, slots=True)
class Matches:
    """Cells of a reference that found their like.

    Attributes:
        here: (n, 2) fractions of the reference.
        there: (n, 2) pixels of the photograph.
        weight: (n,) how much more alike they are than the rest.

    """

    here: F64
    there: F64
    weight: F64


def unit(tokens: F32, mean: F32) -> F32:
    """Return (256, 384) float32 cells of length one, without what every picture has at their place."""
    cells = (tokens - mean).reshape(COUNT, -1)
    return np.asarray(cells / np.maximum(np.linalg.norm(cells, axis=1, keepdims=True), 1e-6), dtype=np.float32)


def matched(own: F32, other: F32, way: F64, places: F64 = PLACES) -> Matches:
    """Return the cells that choose each other.

    Args:
        own, other: (256, 384) as ``unit`` gives them.
        way: from fractions of what ``other`` was made of, into pixels of the photograph.
        places: (256, 2) where the reference's cells lie in it.

    """
    alike = own @ other.T
    best, back = alike.argmax(axis=1), alike.argmax(axis=0)
    mutual = np.flatnonzero(back[best] == np.arange(COUNT))
    excess = alike[mutual, best[mutual]] - np.median(alike[mutual], axis=1)
    there = projected(way, _between(alike[mutual], best[mutual]))
    return Matches(places[mutual], there, excess.astype(np.float64))


def joined(several: list[Matches]) -> Matches:
    """Return the matches of several looks as one list."""
    parts = zip(*((one.here, one.there, one.weight) for one in several), strict=True)
    return Matches(*(np.concatenate(part) for part in parts))


def _between(alike: F32, best: np.ndarray) -> F64:
    """Return where between cells the likeness is greatest, as fractions: a parabola through three cells each way."""
    maps = alike.reshape(-1, TOKENS, TOKENS)
    rows, (y, x) = np.arange(len(best)), np.divmod(best, TOKENS)

    def peak(before: F32, here: F32, after: F32) -> F32:
        bend = before - 2.0 * here + after
        return np.where(bend < -1e-6, np.clip(0.5 * (before - after) / np.minimum(bend, -1e-6), -0.5, 0.5), 0.0)

    last = TOKENS - 1
    here = maps[rows, y, x]
    # At the rim nothing lies beyond, and the middle of the cell stands.
    dx = peak(maps[rows, y, np.maximum(x - 1, 0)], here, maps[rows, y, np.minimum(x + 1, last)]) * _inner(x)
    dy = peak(maps[rows, np.maximum(y - 1, 0), x], here, maps[rows, np.minimum(y + 1, last), x]) * _inner(y)
    return np.stack([(x + 0.5 + dx) / TOKENS, (y + 0.5 + dy) / TOKENS], axis=1)


def _inner(number: np.ndarray) -> np.ndarray:
    return (number > 0) & (number < TOKENS - 1)


def voted(found: Matches, size: Size, proportion: float, rng: np.random.Generator) -> tuple[F64 | None, float]:
    """Return the map that most matches agree on, None where there is none, and their votes.

    Args:
        found: the matches.
        size: of the photograph.
        proportion: width over height of the reference as it would lie upright in the photograph's pixels.
        rng: chooses what is tried.

    """
    count = len(found.here)
    if count < 8:
        return None, 0.0
    quads, ways = _tried(found, size, proportion, rng)
    if not len(ways):
        return None, 0.0
    own = np.column_stack([found.here, np.ones(count)])
    lengths = np.linalg.norm(quads[:, :2] - quads[:, 2:], axis=2).mean(axis=1)
    off = np.linalg.norm(own @ ways - found.there, axis=2) / lengths[:, None]
    votes = (found.weight * np.exp(-((off / _NEAR) ** 2))).sum(axis=1)
    best = int(votes.argmax())
    way = np.vstack([ways[best].T, [0.0, 0.0, 1.0]])
    return settled(found, way, size), float(votes[best])


def _tried(found: Matches, size: Size, proportion: float, rng: np.random.Generator) -> tuple[F64, F64]:
    """Return the corners and the affine maps, (n, 3, 2), of those triples of matches that a camera can have seen."""
    count = len(found.here)
    likely = np.maximum(found.weight, 1e-3) ** 2
    threes = rng.choice(count, (_TRIES, 3), p=likely / likely.sum())
    own = np.concatenate([found.here[threes], np.ones((_TRIES, 3, 1))], axis=2)
    wide = np.abs(np.linalg.det(own)) > 0.02
    ways = np.linalg.solve(own[wide], found.there[threes[wide]])
    quads = np.column_stack([SQUARE, np.ones(4)]) @ ways
    sides = np.linalg.norm(np.roll(quads, -1, axis=1) - quads, axis=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        shape = np.abs(np.log(np.maximum(sides[:, ::2].sum(axis=1) / sides[:, 1::2].sum(axis=1) / proportion, 1e-9)))
    good = all_plausible(quads, size, least=0.03) & (shape < np.log(_SHAPE))
    return quads[good], ways[good]


def settled(found: Matches, way: F64, size: Size, spreads: tuple[float, ...] = (0.05, 0.035, 0.025)) -> F64:
    """Return a map moved onto the matches that are near it, ever nearer."""
    for spread in spreads:
        corners = projected(way, SQUARE)
        off = np.linalg.norm(projected(way, found.here) - found.there, axis=1) / diagonal(corners)
        weight = found.weight * np.exp(-0.5 * (off / spread) ** 2)
        if (weight > 0.05 * weight.max()).sum() < 6:
            return way
        better = _fitted(found, weight, way)
        if better is None or not plausible(projected(better, SQUARE), size):
            return way
        way = better
    return way


def _fitted(found: Matches, weight: F64, way: F64) -> F64 | None:
    """Return the map of least squares, four steps of Gauss and Newton from ``way``; perspective is held a little."""
    corners = projected(way, SQUARE)
    middle, by = corners.mean(axis=0), 1.0 / diagonal(corners)
    inward = np.array([[by, 0.0, -middle[0] * by], [0.0, by, -middle[1] * by], [0.0, 0.0, 1.0]])
    own = inward @ way
    wanted = (found.there - middle) * by
    stiff = np.zeros(8)
    stiff[6:] = _STIFF * weight.max()
    for _ in range(4):
        own = own / own[2, 2]
        there, across, down = derivatives(own, found.here)
        left = wanted - there
        normal = across.T @ (across * weight[:, None]) + down.T @ (down * weight[:, None])
        pull = across.T @ (weight * left[:, 0]) + down.T @ (weight * left[:, 1])
        pull[6:] -= stiff[6:] * own[2, :2]
        own = moved(own, np.linalg.solve(normal + np.diag(stiff + 1e-9), pull))
        if not np.isfinite(own).all():
            return None
    return np.asarray(np.linalg.inv(inward) @ own)


def windowed(own: F32, other: F32, way: F64, size: Size, *, margin: float, turn: int) -> F64:
    """Return a map settled on cells that look near where the map says they lie.

    Args:
        own: the reference's cells, seen with ``margin`` round it.
        other: the photograph's, laid out by ``way`` with the same margin.
        way: what is to be settled.
        size: of the photograph.
        margin: part of the reference round it.
        turn: which round this is, from 0: each looks less far.

    """
    reach, spreads = _WINDOWS[turn]
    places = PLACES * (1.0 + 2.0 * margin) - margin
    inside = ((places > 0.0) & (places < 1.0)).all(axis=1)
    alike = own @ other.T
    best = np.where(reach > APART, alike, -1.0).argmax(axis=1)
    back = alike.argmax(axis=0)
    excess = np.maximum(alike[np.arange(COUNT), best] - np.median(alike, axis=1), 0.0)
    weight = excess * np.where(np.linalg.norm(PLACES[back[best]] - PLACES, axis=1) < 0.09, 1.0, 0.15)
    there = projected(way, _between(alike, best) * (1.0 + 2.0 * margin) - margin)
    found = Matches(places[inside], there[inside], weight[inside].astype(np.float64))
    return settled(found, way, size, spreads)


def agreement(own: F32, other: F32) -> dict[str, float]:
    """Return how the cells of the reference and of the laid-out photograph agree, place by place.

    ``cons`` and ``mcons`` are the shares of cells whose like lies at their place (and whose like they are);
    ``excess`` and ``gap`` how much more alike the same place is than the mean, and than places far away.
    """
    alike = own @ other.T
    best, back = alike.argmax(axis=1), alike.argmax(axis=0)
    there = np.linalg.norm(PLACES[best] - PLACES, axis=1) < 0.1
    near, far = (np.where(mask, alike, -1.0).max(axis=1) for mask in (APART < 0.1, APART > 0.3))
    return {
        "cons": float(there.mean()),
        "mcons": float((there & (back[best] == np.arange(COUNT))).mean()),
        "excess": float((np.diag(alike) - alike.mean(axis=1)).mean()),
        "gap": float((near - far).mean()),
    }
