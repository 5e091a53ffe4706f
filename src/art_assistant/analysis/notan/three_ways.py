"""The three ways in which a picture is read as dark and light, before anything is measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.notan.arrangements import arrangements, dark_parts, difference, merit, shape_graph
from art_assistant.analysis.notan.by_contours import Lean, chosen_threshold, contour_weight, leaning
from art_assistant.analysis.notan.clean_masks import Ink, as_drawn, blur, drafted, finished, share_of
from art_assistant.analysis.notan.honesty import LEAST_DIFFERENCE, MOST_CONTRADICTION, contradiction
from art_assistant.analysis.notan.line_drawing import line_tone, lines_as_ink
from art_assistant.analysis.value.tones import count_tones, explained_at, tone_map, two_families
from art_assistant.imaging.arrays import F32, BoolMap, LabelMap
from art_assistant.imaging.colorspace import lstar_from_luminance, luminance_from_lstar

_ENOUGH: Final = 0.105
"""What a draft must differ by: the last specks that go take a little of it."""

_HOPELESS: Final = 0.09
"""A mask that differs by less before it is cleaned is not worth cleaning."""

_SEARCH_MARGIN: Final = 0.015
"""What smoothing a contour may take from a difference found by the areas of the shapes."""

_SOFTEN: Final = 0.008
_NEAR: Final = (Lean(0.05, 0.1), Lean(0.05, 0.3), Lean(0.05, 1.0))
"""From what follows the contours most closely on, until the values of the picture bear it out."""

_LEVELS: Final = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82)
"""Shares of the picture put in the dark, tried in this order where no reading differs enough."""

_Kind = TypeVar("_Kind", np.bool_, np.float32)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the three notans are made from.

    Attributes:
        l_map: (h, w) float32, L*.
        soft: (h, w) float32, L* blurred just enough that brush marks do not break a contour.
        squint_l: (h, w) float32, squinted L*.
        mass_labels, shape_labels: (h, w) int32, negative where not counted.
        counted: (h, w) bool, or None when all counts.
        drawing: whether the picture is known as a drawing.
        subject: (h, w) bool, or None where the picture has none that stands out.

    """

    l_map: F32
    soft: F32
    squint_l: F32
    mass_labels: LabelMap
    shape_labels: LabelMap
    counted: BoolMap | None
    drawing: bool = False
    subject: BoolMap | None = None


@dataclass(frozen=True, slots=True)
class NotanReading:
    """One division in dark and light.

    Attributes:
        ink: the clean mask and its pieces.
        tone: (h, w) float32, what was divided; darker is lower.
        reason: one line on why these parts are dark.
        threshold: L* at or below which ``tone`` is dark, where one number says it all; else None.
        of_lines: whether the ink is the lines of a drawing, and ``tone`` by how much they are darker than their paper.

    """

    ink: Ink
    tone: F32
    reason: str
    threshold: float | None = None
    of_lines: bool = False


def scene_of(
    l_map: F32, squint_l: F32, mass_labels: LabelMap, shape_labels: LabelMap, counted: BoolMap | None
) -> Scene:
    """Return what the notans are made from; a picture in which nothing counts is read as if all did."""
    ground = None if counted is None or counted.all() or not counted.any() else counted
    return Scene(l_map, _softened(l_map, ground), squint_l, mass_labels, shape_labels, ground)


def read_three(scene: Scene, threshold: float | None = None) -> tuple[NotanReading, NotanReading, NotanReading]:
    """Return the readings by families, by the contours beside each part, and by connection.

    Of a drawing of lines the second keeps the lines. The third is as different from both others as can be had.

    ``threshold`` is the L* 0-100 at or below which the shadow family lies; where it is None, one that divides cleanly
    where the contours are.
    """
    families, threshold = _families(scene, threshold)
    local = _lines(scene) or _local(scene, threshold)
    return families, local, _connected(scene, (families.ink.dark, local.ink.dark), threshold)


def _softened(l_map: F32, counted: BoolMap | None) -> F32:
    """Return L* blurred in linear light just enough that brush marks do not break a contour."""
    sigma = _SOFTEN * max(l_map.shape)
    light = luminance_from_lstar(l_map)
    if counted is None:
        return lstar_from_luminance(blur(light, sigma))
    weight = blur(counted.astype(np.float32), sigma)
    return lstar_from_luminance(np.where(weight > 1e-3, blur(light * counted, sigma) / np.maximum(weight, 1e-3), light))


def _families(scene: Scene, chosen: float | None) -> tuple[NotanReading, float]:
    counts = count_tones(tone_map(scene.squint_l), scene.counted)
    if chosen is None:
        plain = two_families(counts)[0]
        threshold = chosen_threshold(scene.soft, counts, plain, scene.counted, scene.subject)
        why = "where the squinted picture divides most cleanly along its contours"
    else:
        threshold, why = chosen, "set by hand"
    split = explained_at(counts, threshold)
    reason = (
        f"One threshold, value {threshold / 10.0:.1f}, {why}: the two families account for {split:.0%} of its contrast."
    )
    draft = drafted(scene.soft <= threshold, scene.counted)
    return NotanReading(finished(draft, scene.counted), scene.soft, reason, threshold), threshold


def _lines(scene: Scene) -> NotanReading | None:
    """Return the lines of a drawing as ink; None where the picture is none, or does not count as a whole."""
    tone = line_tone(scene.l_map, drawing=scene.drawing) if scene.counted is None else None
    if tone is None:
        return None
    reason = (
        "A drawing of lines: the lines are the ink, a little thicker than they were drawn, and the paper stays paper, "
        "however it was lit."
    )
    return NotanReading(as_drawn(lines_as_ink(tone, drawing=scene.drawing), None), tone, reason, of_lines=True)


def _local(scene: Scene, threshold: float) -> NotanReading:
    """Follow the contours as closely as the values of the picture bear out."""
    weight = contour_weight(scene.soft, scene.counted, scene.subject)
    reason = (
        "Each part is judged by the contours beside it, not by one value for all: what lies on the darker side of them "
        "is ink, so that lights inside the shadow and darks inside the light appear."
    )
    for lean in _NEAR:
        dark = scene.soft <= leaning(scene.soft, weight, threshold, lean)
        ink = finished(drafted(dark, scene.counted), scene.counted)
        if contradiction(ink.dark, scene.squint_l, scene.counted) <= MOST_CONTRADICTION:
            break
    # Half tones are those of the picture: what was shifted beside a contour is no value.
    return NotanReading(ink, scene.soft, reason)


def _connected(scene: Scene, others: tuple[BoolMap, BoolMap], threshold: float) -> NotanReading:
    """Take the best arrangement of the middle shapes among those that differ from the other notans."""
    graph = shape_graph(scene.squint_l, scene.mass_labels, scene.shape_labels)
    if not graph.area.size:
        return NotanReading(finished(others[0], scene.counted), scene.soft, "There is no shape to join.")
    ways = arrangements(graph, threshold)
    parts = [dark_parts(dark, scene.shape_labels, len(graph.area)) for dark in others]
    # It must differ from both other notans, so the nearer of them counts.
    apart = np.min([difference(graph, ways, part) for part in parts], axis=0)
    # Those that differ come first, then the best of them: lexsort sorts by its last key first.
    best = int(np.lexsort((-merit(graph, ways, threshold), apart < LEAST_DIFFERENCE + _SEARCH_MARGIN))[0])
    chosen = ways[best]
    share, dark = _first_apart([_of_shapes(chosen, scene)], others, scene.counted)
    # Where no arrangement of whole shapes differs enough, another threshold may.
    if share < _ENOUGH:
        level = _first_apart(_levels(scene.soft, scene.counted), others, scene.counted)
        if level[0] > share:
            reason = "The middles all go to one side: the threshold moves until shapes that were apart connect."
            return NotanReading(finished(level[1], scene.counted), scene.soft, reason)
    tone = _of_shapes(_shape_tone(graph.mass, graph.l_mean, chosen, threshold), scene)
    ink = finished(dark, scene.counted)
    return NotanReading(ink, tone, _connection(ink, int(np.count_nonzero(chosen != (graph.l_mean <= threshold)))))


def _of_shapes(table: NDArray[_Kind], scene: Scene) -> NDArray[_Kind]:
    """Return the map of what ``table`` says of each shape; the last shape's where nothing counts."""
    return np.asarray(table[scene.shape_labels])


def _connection(ink: Ink, moved: int) -> str:
    shapes = "no middle shape changes" if not moved else f"{moved} middle shape{'s' * (moved > 1)} changed"
    dark, light = (pieces[0] / sum(pieces) if pieces else 0.0 for pieces in (ink.dark_pieces, ink.light_pieces))
    return (
        f"The darkest and the lightest masses stay; {shapes} side so that the darks "
        f"({dark:.0%} in one piece) and the lights ({light:.0%}) connect."
    )


def _shape_tone(
    mass: NDArray[np.int64], l_mean: NDArray[np.float64], chosen: NDArray[np.bool_], threshold: float
) -> F32:
    """Return 0, 1 or 2 for each shape: the middle mass nearest the threshold is the half tone."""
    tone = np.where(chosen, 0.0, 2.0).astype(np.float32)
    middles = np.setdiff1d(mass, [mass.min(), mass.max()])
    if middles.size:
        distance = [abs(float(np.mean(l_mean[mass == index])) - threshold) for index in middles]
        tone[mass == middles[int(np.argmin(distance))]] = 1.0
    return tone


def _first_apart(
    candidates: Iterable[BoolMap], others: tuple[BoolMap, ...], counted: BoolMap | None
) -> tuple[float, BoolMap]:
    """Return the first candidate, cleaned, that differs enough from all ``others``, else the one that differs most."""
    best: tuple[float, BoolMap] | None = None
    for raw in candidates:
        if best is not None and _apart(raw, others, counted) < _HOPELESS:
            continue
        clean = drafted(raw, counted)
        share = _apart(clean, others, counted)
        if best is None or share > best[0]:
            best = (share, clean)
        if share >= _ENOUGH:
            break
    return best or (0.0, others[0])


def _apart(dark: BoolMap, others: tuple[BoolMap, ...], counted: BoolMap | None) -> float:
    return min(share_of(dark != other, counted) for other in others)


def _levels(tone: F32, counted: BoolMap | None) -> Iterator[BoolMap]:
    """Yield the masks that put half of ``tone`` in the dark, then more and more uneven parts of it."""
    values = tone[::2, ::2] if counted is None else tone[counted]
    return (tone <= level for level in np.quantile(values, _LEVELS))
