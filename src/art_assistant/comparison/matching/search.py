"""Searching a photograph for the painting of a reference: keypoints first, else cells and outlines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np

from art_assistant.comparison.matching.blocks import parts_agree
from art_assistant.comparison.matching.cells import PLACES, Matches, agreement, joined, matched, unit, voted, windowed
from art_assistant.comparison.matching.keypoints import ENOUGH, by_keypoints
from art_assistant.comparison.matching.plane import (
    F64,
    FAR_OUT,
    NEAR_EDGE,
    SQUARE,
    diagonal,
    plausible,
    projected,
    way_to,
)
from art_assistant.comparison.matching.scores import PARTS, cells_seen, pixel_scores, quality, scored, visible
from art_assistant.comparison.matching.settle import COARSE, FINE, THOROUGH, settle
from art_assistant.comparison.matching.shot import Shot, fitted, squashed
from art_assistant.imaging.arrays import F32, U8

Method = Literal["keypoints", "cells", "outline", "artist"]
Look = Callable[[U8], F32]
"""From (224, 224, 3) uint8 to the backbone's (16, 16, 384) cells."""

MARGIN: Final = 0.06
"""Part of the reference round it that is seen while a map is settled on its cells."""
_ZOOM: Final = 0.12
_PART: Final = 0.66
"""Side of the parts of the photograph that are looked at by themselves."""
_SEEN: Final = 64
_WORSE: Final = 0.05
"""Quality that a map may lose when it is settled finely: it is measured on blurred pictures, and moves by that much."""
_TAKEN: Final = 4
"""Hypotheses that are judged after they were settled."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A reference laid over a photograph.

    Attributes:
        way: (3, 3) from the reference's fractions into pixels of the photograph's copy.
        method: ``"keypoints"``, ``"cells"`` or ``"outline"``: which hypothesis it grew from.
        scores: what speaks for it, by name.

    """

    way: F64
    method: Method
    scores: dict[str, float]


@dataclass(frozen=True)
class Sought:
    """A reference, as it is sought.

    Attributes:
        rgb: (h, w, 3) uint8 sRGB.
        cells: (256, 384) of the reference alone.
        look: how cells are seen.

    """

    rgb: U8
    cells: F32
    look: Look

    @classmethod
    def of(cls, rgb: U8, see: Look, mean: F32) -> Sought:
        """Return a reference with its cells; ``mean`` is what every picture has at each place."""

        def look(shown: U8) -> F32:
            return unit(see(shown), mean)

        return cls(rgb, look(squashed(rgb)), look)

    @cached_property
    def padded(self) -> F32:
        """The same cells, seen with ``MARGIN`` round the reference."""
        return self.look(squashed(self.rgb, MARGIN))

    @property
    def proportion(self) -> float:
        """Width over height."""
        return float(self.rgb.shape[1] / self.rgb.shape[0])


def search(
    sought: Sought, shot: Shot, outlines: Callable[[], Sequence[F64]], known: tuple[F64 | None, int]
) -> Laid | None:
    """Return the reference laid over the photograph where it fits best, None where nothing can be tried.

    Args:
        sought: the reference.
        shot: the photograph.
        outlines: says the (4, 2) corners of what could be a canvas in it, in its pixels.
        known: what the keypoints say, as ``by_keypoints`` gives it.

    """
    way, agree = known
    if way is not None and agree >= ENOUGH:
        return laid(sought, shot, settle(sought.rgb, shot, way, FINE, FAR_OUT), "keypoints", agree)
    best = max(judged(sought, shot, outlines, way), key=lambda one: one[0], default=None)
    return None if best is None else finished(sought, shot, best, agree)


def judged(
    sought: Sought, shot: Shot, outlines: Callable[[], Sequence[F64]], by_points: F64 | None
) -> Iterator[tuple[float, F64, Method]]:
    """Yield the likeliest maps, with how good each looks and what it grew from."""
    tried = _ranked(sought, shot, _hypotheses(sought, shot, outlines(), by_points))
    yield from _settled(sought, shot, tried[:_TAKEN])


def finished(sought: Sought, shot: Shot, chosen: tuple[float, F64, Method], agree: int) -> Laid:
    """Return one of those maps settled finely, where it does not look worse for that."""
    before, found, method = chosen
    better = settle(sought.rgb, shot, found, THOROUGH, NEAR_EDGE)
    kept = better if quality(pixel_scores(sought.rgb, shot, better)) > before - _WORSE else found
    return laid(sought, shot, kept, method, agree)


def laid(sought: Sought, shot: Shot, way: F64, method: Method, agree: int) -> Laid:
    """Return a map with all that speaks for it."""
    own, other = cells_seen(sought.cells, sought.look(shot.seen(way)), way, shot.size)
    parts = parts_agree(sought.rgb, shot, way, visible(way, fitted(sought.rgb, _SEEN), shot.size))
    return Laid(way, method, {**scored(own, other, pixel_scores(sought.rgb, shot, way), agree), PARTS: parts})


def keypoints_of(sought: Sought, shot: Shot) -> tuple[F64 | None, int]:
    """Return what the keypoints say of a photograph, whichever way it is turned."""
    return by_keypoints(sought.rgb, shot.rgb)


def votes_of(sought: Sought, shot: Shot) -> float:
    """Return how strongly the cells of the whole photograph agree on any place for the reference."""
    width, height = shot.size
    return _voted(sought, [_look_at(sought, shot, (0, 0, width, height))], shot)[1]


def _hypotheses(
    sought: Sought, shot: Shot, outlines: Sequence[F64], by_points: F64 | None
) -> Iterator[tuple[Method, F64]]:
    if by_points is not None:
        yield "keypoints", by_points
    way, _ = _voted(sought, [_look_at(sought, shot, box) for box in _boxes(shot)], shot)
    if way is not None:
        yield "cells", _zoomed(sought, shot, way)
    for corners in outlines:
        if plausible(corners, shot.size):
            yield "outline", way_to(corners)


def _voted(sought: Sought, looks: list[Matches], shot: Shot) -> tuple[F64 | None, float]:
    return voted(joined(looks), shot.size, sought.proportion, np.random.default_rng(0))


def _boxes(shot: Shot) -> list[tuple[int, int, int, int]]:
    """Return the whole photograph, its four corners and its middle: left, top, right, bottom."""
    width, height = shot.size
    left, top = int((1 - _PART) * width), int((1 - _PART) * height)
    boxes = [(0, 0, width, height)]
    boxes += [(x, y, x + width - left, y + height - top) for y in (0, top) for x in (0, left)]
    return [*boxes, (left // 2, top // 2, width - left // 2, height - top // 2)]


def _look_at(
    sought: Sought, shot: Shot, box: tuple[int, int, int, int], cells: F32 | None = None, places: F64 = PLACES
) -> Matches:
    left, top, right, bottom = box
    seen = sought.look(squashed(shot.rgb[top:bottom, left:right]))
    way = np.array([[right - left, 0.0, left], [0.0, bottom - top, top], [0.0, 0.0, 1.0]])
    return matched(sought.cells if cells is None else cells, seen, way, places)


def _zoomed(sought: Sought, shot: Shot, way: F64) -> F64:
    """Return a map found again in what lies round it; itself where that finds nothing."""
    corners = projected(way, SQUARE)
    round_it = _ZOOM * np.ptp(corners, axis=0)
    left, top = np.maximum(corners.min(axis=0) - round_it, 0).astype(int)
    right, bottom = np.minimum(corners.max(axis=0) + round_it, shot.size).astype(int)
    if min(right - left, bottom - top) < 40:
        return way
    places = PLACES * (1.0 + 2.0 * MARGIN) - MARGIN
    again, _ = _voted(sought, [_look_at(sought, shot, (left, top, right, bottom), sought.padded, places)], shot)
    return way if again is None else again


def _ranked(sought: Sought, shot: Shot, hypotheses: Iterator[tuple[Method, F64]]) -> list[tuple[Method, F64]]:
    """Return the hypotheses, those first whose cells agree best; of two that say the same, one."""
    ranked: list[tuple[float, Method, F64]] = []
    for method, way in hypotheses:
        corners = projected(way, SQUARE)
        if any(np.abs(projected(other, SQUARE) - corners).max() < 0.01 * diagonal(corners) for *_, other in ranked):
            continue
        own, other = cells_seen(sought.cells, sought.look(shot.seen(way)), way, shot.size)
        ranked.append((agreement(own, other)["mcons"], method, way))
    ranked.sort(key=lambda one: -one[0])
    return [(method, way) for _, method, way in ranked]


def _settled(
    sought: Sought, shot: Shot, hypotheses: Sequence[tuple[Method, F64]]
) -> Iterator[tuple[float, F64, Method]]:
    """Yield each hypothesis, as it is and after its cells were asked again, unsettled and settled, with its quality."""
    for method, way in hypotheses:
        starts = [way] if method == "keypoints" else [way, _by_cells(sought, shot, way)]
        for start in starts:
            # Where little of the look is left, settling may lead away from a canvas that was found well.
            for at in (start, settle(sought.rgb, shot, start, COARSE, NEAR_EDGE)):
                yield quality(pixel_scores(sought.rgb, shot, at)), at, method


def _by_cells(sought: Sought, shot: Shot, way: F64) -> F64:
    for turn in range(2):
        seen = sought.look(shot.seen(way, MARGIN))
        better = windowed(sought.padded, seen, way, shot.size, margin=MARGIN, turn=turn)
        if not plausible(projected(better, SQUARE), shot.size):
            break
        way = better
    return way
