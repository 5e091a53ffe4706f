"""Which middle shapes to call dark and which light, so that the darks and the lights each hang together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.notan.clean_masks import sampling
from art_assistant.imaging.arrays import BoolMap, LabelMap

_FREE_MAX: Final = 10
"""Middle shapes tried both ways; 2^10 arrangements are all judged. Any further one follows its own value."""

_LEAST_CONTACT: Final = 0.02
"""Shapes join where they share a border of at least this part of the long side."""

_BALANCE: Final = (0.3, 0.7)
_WEIGHT_PIECES: Final = 0.03
_WEIGHT_BALANCE: Final = 2.0
_WEIGHT_TRUTH: Final = 1.0

Bits = NDArray[np.bool_]
F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ShapeGraph:
    """The shapes of a picture and which of them touch.

    Attributes:
        area: (n,) share 0-1 of each shape.
        l_mean: (n,) mean L* of each.
        mass: (n,) index of the mass each belongs to, dark to light.
        edges: pairs of shapes that share a border long enough to join them.

    """

    area: F64
    l_mean: F64
    mass: NDArray[np.int64]
    edges: tuple[tuple[int, int], ...]


def shape_graph(l_map: NDArray[np.float32], mass_labels: LabelMap, shape_labels: LabelMap) -> ShapeGraph:
    """Return the graph of the shapes 0..n-1 of (h, w) ``shape_labels``; negative labels are left out."""
    count, step = int(shape_labels.max(initial=-1)) + 1, sampling(shape_labels.shape)
    masses, shapes = mass_labels[::step, ::step], shape_labels[::step, ::step]
    bins = (shapes + 1).ravel()
    size = np.bincount(bins, minlength=count + 1)[1:].astype(np.float64)
    safe = np.maximum(size, 1.0)
    mass = np.bincount(bins, weights=masses.ravel(), minlength=count + 1)[1:] / safe
    return ShapeGraph(
        area=size / max(size.sum(), 1.0),
        l_mean=np.bincount(bins, weights=l_map[::step, ::step].ravel(), minlength=count + 1)[1:] / safe,
        mass=np.rint(mass).astype(np.int64),
        edges=_touching(shapes, count, max(1.0, _LEAST_CONTACT * max(shapes.shape))),
    )


def _touching(labels: LabelMap, count: int, least: float) -> tuple[tuple[int, int], ...]:
    lengths = np.zeros(count * count, dtype=np.int64)
    for one, two in ((labels[:, :-1], labels[:, 1:]), (labels[:-1], labels[1:])):
        differ = (one != two) & (one >= 0) & (two >= 0)
        lengths += np.bincount(one[differ].astype(np.int64) * count + two[differ], minlength=count * count)
    table = lengths.reshape(count, count)
    table += table.T
    return tuple((int(a), int(b)) for a, b in np.argwhere(np.triu(table, 1) >= least))


def arrangements(graph: ShapeGraph, threshold: float) -> Bits:
    """Return (m, n) bool, every way to call the shapes dark: ends fixed, the largest middle shapes both ways.

    The darkest mass is always dark and the lightest always light; with fewer than three masses only the darkest and
    the lightest shape are fixed.
    """
    fixed = (graph.mass == graph.mass.min()) | (graph.mass == graph.mass.max())
    if fixed.all():
        fixed = np.zeros_like(fixed)
        fixed[[int(np.argmin(graph.l_mean)), int(np.argmax(graph.l_mean))]] = True
    middles = np.flatnonzero(~fixed)
    free = middles[np.argsort(-graph.area[middles], kind="stable")][:_FREE_MAX]
    choices = np.arange(2 ** len(free))[:, None] >> np.arange(len(free)) & 1
    ways = np.repeat((graph.l_mean <= threshold)[None, :], len(choices), axis=0)
    if graph.mass.min() < graph.mass.max():
        ways[:, graph.mass == graph.mass.min()] = True
        ways[:, graph.mass == graph.mass.max()] = False
    ways[:, free] = choices.astype(np.bool_)
    return ways


def difference(graph: ShapeGraph, ways: Bits, dark_part: F64) -> F64:
    """Return (m,): the share of the picture on which each arrangement differs from a notan.

    ``dark_part`` (n,) is the share 0-1 of each shape that is dark in that notan.
    """
    return np.asarray(np.where(ways, 1.0 - dark_part, dark_part) @ graph.area)


def dark_parts(dark: BoolMap, shape_labels: LabelMap, count: int) -> F64:
    """Return (n,): the share 0-1 of each shape that is dark in (h, w) ``dark``."""
    step = sampling(dark.shape)
    shapes, ink = shape_labels[::step, ::step], dark[::step, ::step]
    tally = np.bincount(((shapes + 1) * 2 + ink).ravel(), minlength=2 * count + 2)[2 : 2 * count + 2]
    light_and_dark = tally.reshape(count, 2)
    return np.asarray(light_and_dark[:, 1] / np.maximum(light_and_dark.sum(axis=1), 1))


def merit(graph: ShapeGraph, ways: Bits, threshold: float) -> F64:
    """Return (m,): how well the darks and the lights of each arrangement hang together, higher is better.

    The mean of the two shares that lie in the largest connected piece of their side, less a little for each piece,
    for leaving a third of the picture or less to one side, and for calling dark what is light by far.
    """
    connected, pieces = _connection(graph, ways)
    dark = ways @ graph.area
    low, high = _BALANCE
    lopsided = np.maximum(low - dark, 0.0) + np.maximum(dark - high, 0.0)
    away = (graph.l_mean - threshold) / max(float(np.ptp(graph.l_mean)), 1.0)
    untrue = np.where(ways, np.maximum(away, 0.0), np.maximum(-away, 0.0)) @ graph.area
    return np.asarray(
        connected - _WEIGHT_PIECES * pieces - _WEIGHT_BALANCE * lopsided - _WEIGHT_TRUTH * untrue, dtype=np.float64
    )


def _connection(graph: ShapeGraph, ways: Bits) -> tuple[F64, F64]:
    rows, count = ways.shape
    root = np.broadcast_to(np.arange(count), (rows, count)).copy()
    joined = [(a, b, ways[:, a] == ways[:, b]) for a, b in graph.edges]
    # All arrangements at once: the least number spreads through shapes that join until nothing changes.
    for _ in range(count):
        before = root.copy()
        for a, b, same in joined:
            least = np.minimum(root[:, a], root[:, b])
            root[:, a] = np.where(same, least, root[:, a])
            root[:, b] = np.where(same, least, root[:, b])
        if np.array_equal(before, root):
            break
    # One bin for each root of each arrangement gathers the area of a connected part.
    flat = (np.arange(rows)[:, None] * count + root).ravel()
    size = np.bincount(flat, weights=np.tile(graph.area, rows), minlength=rows * count).reshape(rows, count)
    dark, light = size * ways, size * ~ways
    share = [side.max(axis=1) / np.maximum(side.sum(axis=1), 1e-9) for side in (dark, light)]
    return (share[0] + share[1]) / 2.0, np.asarray(np.count_nonzero(size, axis=1), dtype=np.float64)
