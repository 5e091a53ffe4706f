"""A notan in which the subject stands out: the plain division, with whole shapes turned over where that shows it.

A head of the value of its ground is parted from it by hue or by a narrow step of value, and a division by value alone
lets the two run together. The masses know its contour. So middle shapes are called dark or light as a whole where that
puts ink on the one side of more of the contour and paper on the other, and does not contradict the values.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.mass.regions import borders
from art_assistant.analysis.notan.arrangements import arrangements, dark_parts, difference, shape_graph
from art_assistant.analysis.notan.clean_masks import drafted, finished, sampling
from art_assistant.analysis.notan.honesty import MOST_CONTRADICTION, contradiction
from art_assistant.analysis.notan.parted import parted_by
from art_assistant.analysis.notan.three_ways import NotanReading, Scene
from art_assistant.imaging.arrays import BoolMap

_CLEAR: Final = 0.45
"""How far ink and paper part the subject from its ground where a notan needs no help."""

_GAIN: Final = 0.1
"""What turning shapes over must add to that to be worth it."""

_ELSEWHERE: Final = 0.3
"""What contour costs that is drawn anew elsewhere, as long as the subject's, beside 1 for parting the whole of that."""

_TURNED: Final = 0.5
"""What it costs likewise to turn over the whole picture, ..."""
_UNTRUE: Final = 0.1
"""... to do so against a value that lies 1 L* from the threshold, ..."""
_LOPSIDED: Final = 2.0
"""... and to leave this much less than ``_LEAST_SIDE`` to one side."""
_LEAST_SIDE: Final = 0.15

_TRIED: Final = 2
"""Arrangements that are drawn, the best first, until one does not contradict the values."""


def standing_out(scene: Scene, known: tuple[NotanReading, NotanReading], subject: BoolMap) -> NotanReading | None:
    """Return the notan in which the subject stands out best; None where ``known`` show it as well.

    Args:
        scene: what the notans are made from.
        known: the plain division, whose shapes are turned over, and the local reading.
        subject: (h, w) bool.

    """
    plain = known[0].ink.dark
    shown = max(parted_by(reading.ink.dark, subject) for reading in known)
    if shown >= _CLEAR:
        return None
    for turned in _arranged(scene, plain, subject, known[0].threshold or 0.0):
        ink = finished(drafted(turned, scene.counted), scene.counted)
        if parted_by(ink.dark, subject) < shown + _GAIN:
            continue
        if contradiction(ink.dark, scene.squint_l, scene.counted) <= MOST_CONTRADICTION:
            share = float(np.mean(ink.dark != plain))
            reason = (
                f"The plain division with whole shapes turned over, {share:.0%} of the picture, so that the subject "
                "stands out from its ground where their values run together."
            )
            return NotanReading(ink, scene.soft, reason)
    return None


def _arranged(scene: Scene, plain: BoolMap, subject: BoolMap, threshold: float) -> list[BoolMap]:
    """Return the plain division with shapes turned over, the arrangement that parts the subject best first."""
    graph = shape_graph(scene.squint_l, scene.mass_labels, scene.shape_labels)
    count = graph.area.size
    step = sampling(scene.shape_labels.shape)
    one, other, length = borders(scene.shape_labels[::step, ::step], count)
    of_subject = dark_parts(subject, scene.shape_labels, count) > 0.5
    contour = length * (of_subject[one] != of_subject[other])
    if not contour.any():
        return []
    ways, before = arrangements(graph, threshold), dark_parts(plain, scene.shape_labels, count)
    parted = (ways[:, one] != ways[:, other]) @ contour / contour.sum()
    called = before > 0.5
    new = (ways[:, one] != ways[:, other]) & (called[one] == called[other])[None, :]
    elsewhere = new @ (length - contour) / contour.sum()
    away = graph.l_mean - threshold
    untrue = np.where(ways, np.maximum(away, 0.0), np.maximum(-away, 0.0)) @ graph.area
    dark = ways @ graph.area
    lopsided = np.maximum(_LEAST_SIDE - np.minimum(dark, 1.0 - dark), 0.0)
    price = _ELSEWHERE * elsewhere + _UNTRUE * untrue + _TURNED * difference(graph, ways, before)
    merit = parted - price - _LOPSIDED * lopsided
    best = np.argsort(-merit, kind="stable")[:_TRIED]
    # What hardly gains on the shapes gains nothing when it is drawn.
    kept = np.abs(before[one] - before[other]) @ contour / contour.sum()
    return [_turned(scene, plain, ways[i], before) for i in best if parted[i] >= kept + _GAIN]


def _turned(scene: Scene, plain: BoolMap, way: NDArray[np.bool_], before: NDArray[np.float64]) -> BoolMap:
    """Return the division in which the shapes that this way calls otherwise are dark or light as a whole."""
    other = way != (before > 0.5)
    return np.where(other[scene.shape_labels], way[scene.shape_labels], plain)
