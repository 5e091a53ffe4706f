"""Three notans of a picture: the same subject as three arrangements of dark and light.

* ``families``: the light family against the shadow family, parted by one threshold;
* ``local``: dark and light against what lies around, so that lights in the shadow and darks in the light show;
* ``connected``: the middle shapes given to the darks or to the lights so that each side hangs together.

Source of the exercise: A. W. Dow, *Composition* (1913), part III, "Notan".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, TypeVar, get_args

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.ink import SURROUND, Ink, blur, counterchange, drafted, finished, share_of
from art_assistant.analysis.middles import arrangements, dark_parts, difference, merit, shape_graph
from art_assistant.analysis.plan import natural_breaks
from art_assistant.analysis.tones import count_tones, tone_map, two_families
from art_assistant.errors import UsageError
from art_assistant.imaging.arrays import F32, U8, BoolMap, LabelMap
from art_assistant.imaging.colorspace import lstar_from_luminance, lstar_to_grey, luminance_from_lstar

NotanKind = Literal["families", "local", "connected"]
NOTAN_KINDS: Final[tuple[NotanKind, ...]] = get_args(NotanKind)

LEAST_DIFFERENCE: Final = 0.10
"""Two notans of one picture differ on at least this share of it."""

TWO_GREYS: Final = (12.0, 96.0)
"""L* of the ink and of the paper in a drawn notan."""

THREE_GREYS: Final = (12.0, 58.0, 96.0)
"""L* of the ink, the half tone and the paper in a drawn three-value notan."""

_Kind = TypeVar("_Kind", np.bool_, np.float32)

_TITLES: Final[dict[NotanKind, str]] = {
    "families": "Light family and shadow family",
    "local": "Dark and light against their surroundings",
    "connected": "Middles joined so that shapes connect",
}
_SOFTEN: Final = 0.008
_FLAT_L: Final = 1.0
_BROAD: Final = 0.012
_ENOUGH: Final = 0.105
_HOPELESS: Final = 0.09
_LOCAL_READINGS: Final = ((SURROUND, 0.35), (0.08, 0.35), (SURROUND, 0.2), (0.2, 0.2), (SURROUND, 0.08), (0.2, 0.0))
"""Surroundings (share of the long side) and pull towards the families, from the plainest reading on."""

_LEVELS: Final = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82)
_SEARCH_MARGIN: Final = 0.015


@dataclass(frozen=True, slots=True)
class Notan:
    """One arrangement of dark and light.

    Attributes:
        kind: ``"families"``, ``"local"`` or ``"connected"``.
        title, reason: what it is, and why these parts are dark, one line each.
        dark: (h, w) bool, True where there is ink; never where nothing counts.
        dark_share: share 0-1 of the counted picture that is dark.
        dark_shapes, light_shapes: shares 0-1 of the connected pieces, largest first.
        counterchange: 0-1, how evenly dark-on-light and light-on-dark share the contour; None without a contour.
        mass_dark: the share 0-1 of each mass that is dark, by mass id - 1.
        flipped: ids of the masses that the artist turned over.
        base: (h, w) bool, the arrangement before anything was flipped.
        tone: (h, w) float32, what was divided to make the notan; darker is lower.
        mass_labels: (h, w) int32, mass id - 1; negative where not counted.
        counted: (h, w) bool, or None when all counts.

    """

    kind: NotanKind
    title: str
    reason: str
    dark_share: float
    dark_shapes: tuple[float, ...]
    light_shapes: tuple[float, ...]
    counterchange: float | None
    mass_dark: tuple[float, ...]
    flipped: tuple[int, ...]
    dark: BoolMap = field(repr=False, compare=False)
    base: BoolMap = field(repr=False, compare=False)
    tone: F32 = field(repr=False, compare=False)
    mass_labels: LabelMap = field(repr=False, compare=False)
    counted: BoolMap | None = field(repr=False, compare=False)

    @property
    def dark_connected(self) -> float | None:
        """The share of the dark that lies in its largest connected piece; None where nothing is dark."""
        return self.dark_shapes[0] / sum(self.dark_shapes) if self.dark_shapes else None

    @property
    def light_connected(self) -> float | None:
        """The share of the light that lies in its largest connected piece; None where nothing is light."""
        return self.light_shapes[0] / sum(self.light_shapes) if self.light_shapes else None

    def three_value(self) -> U8:
        """Return (h, w) uint8: 0 dark, 1 half tone, 2 light; flipped masses turned over.

        The half tone is the middle class of ``tone`` where it is broad enough for a brush; the rest is as in ``base``.
        """
        low, high = _three_cuts(self.tone, self.counted)
        middle = drafted((self.tone > low) & (self.tone <= high), self.counted)
        reach = max(1, round(_BROAD * max(middle.shape)))
        brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
        broad = drafted(cv2.morphologyEx(middle.astype(np.uint8), cv2.MORPH_OPEN, brush) > 0, self.counted)
        three = np.where(broad, 1, np.where(self.base, 0, 2)).astype(np.uint8)
        turned = np.isin(self.mass_labels, np.asarray(self.flipped, dtype=np.int64) - 1)
        three[turned] = 2 - three[turned]
        return three

    def as_dict(self) -> dict[str, Any]:
        """Return the notan without its maps, JSON-ready."""
        return {
            "kind": self.kind,
            "title": self.title,
            "reason": self.reason,
            "dark_share": round(self.dark_share, 4),
            "dark_shapes": [round(share, 4) for share in self.dark_shapes],
            "light_shapes": [round(share, 4) for share in self.light_shapes],
            "dark_connected": _rounded(self.dark_connected),
            "light_connected": _rounded(self.light_connected),
            "counterchange": _rounded(self.counterchange),
            "masses": [{"id": index + 1, "dark": round(share, 4)} for index, share in enumerate(self.mass_dark)],
            "flipped": list(self.flipped),
        }


@dataclass(frozen=True, slots=True)
class Notans:
    """The three notans of one picture.

    Attributes:
        families, local, connected: the notans.
        differences: the share 0-1 of the picture on which families and local, families and connected, and local and
            connected differ.
        note: None, or why some of them are nearly alike.

    """

    families: Notan
    local: Notan
    connected: Notan
    differences: tuple[float, float, float]
    note: str | None

    def __iter__(self) -> Iterator[Notan]:
        return iter((self.families, self.local, self.connected))

    def as_dict(self) -> dict[str, Any]:
        """Return the notans, JSON-ready."""
        names = ("families_local", "families_connected", "local_connected")
        return {
            "items": [notan.as_dict() for notan in self],
            "differences": {name: round(share, 4) for name, share in zip(names, self.differences, strict=True)},
            "note": self.note,
        }

    def metrics(self) -> dict[str, float | None]:
        """Return the numbers that are ranked among the masters, under ``notan.<kind>.<name>``."""
        found: dict[str, float | None] = {}
        for notan in self:
            found |= {
                f"notan.{notan.kind}.dark_share": notan.dark_share,
                f"notan.{notan.kind}.dark_shapes": float(len(notan.dark_shapes)),
                f"notan.{notan.kind}.light_shapes": float(len(notan.light_shapes)),
                f"notan.{notan.kind}.dark_connected": notan.dark_connected,
                f"notan.{notan.kind}.light_connected": notan.light_connected,
                f"notan.{notan.kind}.counterchange": notan.counterchange,
            }
        return found


def study_notans(
    l_map: F32,
    squint_l: F32,
    mass_labels: LabelMap,
    shape_labels: LabelMap,
    counted: BoolMap | None = None,
) -> Notans:
    """Return the three notans of a picture.

    Args:
        l_map: (h, w) float32, L* 0-100.
        squint_l: (h, w) float32, squinted L* 0-100.
        mass_labels: (h, w) int32, mass id - 1, dark to light; negative where not counted.
        shape_labels: (h, w) int32, shape id - 1; negative where not counted.
        counted: (h, w) bool, False where the original is transparent; None when all counts.

    """
    ground = None if counted is None or counted.all() or not counted.any() else counted
    scene = _Scene(_softened(l_map, ground), squint_l, mass_labels, shape_labels, ground)
    families, threshold = _families(scene)
    local = _local(scene, families, threshold)
    connected = _connected(scene, families, local, threshold)
    three = (families, local, connected)
    differences = _differences(three, ground)
    return Notans(*three, differences, _note(l_map, ground, min(differences)))


def flip(notan: Notan, mass_id: int) -> Notan:
    """Return ``notan`` with one mass turned from mostly dark to all light, or the other way; measured again.

    Flipping the same mass again restores what was there.

    Raises:
        UsageError: there is no such mass.

    """
    if not 1 <= mass_id <= len(notan.mass_dark):
        raise UsageError(f"There is no mass {mass_id}; the masses are 1 to {len(notan.mass_dark)}.")
    flipped = tuple(sorted(set(notan.flipped) ^ {mass_id}))
    dark = notan.base.copy()
    for index in flipped:
        region = notan.mass_labels == index - 1
        dark[region] = not np.mean(notan.base[region]) > 0.5
    draft = drafted(dark, notan.counted) if flipped else notan.base
    return _measured(replace(notan, flipped=flipped), finished(draft, notan.counted))


def notan_image(notan: Notan, *, values: int = 2) -> U8:
    """Return the notan as a grey picture, (h, w, 3) uint8 sRGB, in two or three values.

    Raises:
        UsageError: ``values`` is neither 2 nor 3.

    """
    if values not in {2, 3}:
        raise UsageError(f"A notan has 2 or 3 values, not {values}.")
    steps = np.where(notan.dark, 0, 1) if values == 2 else notan.three_value()
    greys = lstar_to_grey(np.asarray(TWO_GREYS if values == 2 else THREE_GREYS))
    return np.repeat(greys[steps][..., None], 3, axis=2)


@dataclass(frozen=True, slots=True)
class _Scene:
    """What the three are made from."""

    soft: F32
    squint_l: F32
    mass_labels: LabelMap
    shape_labels: LabelMap
    counted: BoolMap | None


def _softened(l_map: F32, counted: BoolMap | None) -> F32:
    """Return L* blurred in linear light just enough that brush marks do not break a contour."""
    sigma = _SOFTEN * max(l_map.shape)
    light = luminance_from_lstar(l_map)
    if counted is None:
        return lstar_from_luminance(blur(light, sigma))
    weight = blur(counted.astype(np.float32), sigma)
    return lstar_from_luminance(np.where(weight > 1e-3, blur(light * counted, sigma) / np.maximum(weight, 1e-3), light))


def _families(scene: _Scene) -> tuple[Notan, float]:
    threshold, _, _, split = two_families(count_tones(tone_map(scene.squint_l), scene.counted))
    reason = (
        f"One threshold, value {threshold / 10.0:.1f}, where the squinted picture divides most cleanly: "
        f"the two families account for {split:.0%} of its contrast."
    )
    return _notan("families", reason, scene, scene.soft, drafted(scene.soft <= threshold, scene.counted)), threshold


def _local(scene: _Scene, families: Notan, threshold: float) -> Notan:
    """Take the first reading of the surroundings at which the pattern truly differs from the two families."""
    tones = (_against_surroundings(scene, scale, pull, threshold) for scale, pull in _LOCAL_READINGS)
    tone = next(tones)
    share, dark = _first_apart([tone <= 0.0], (families.dark,), scene.counted)
    for other in tones:
        if share >= _ENOUGH:
            break
        if _apart(other <= 0.0, (families.dark,), scene.counted) > max(share, _HOPELESS):
            tone = other
            share, dark = _first_apart([tone <= 0.0], (families.dark,), scene.counted)
    if share < _ENOUGH:
        last = _against_surroundings(scene, *_LOCAL_READINGS[-1], threshold)
        level = _first_apart(_levels(last, scene.counted), (families.dark,), scene.counted)
        if level[0] > share:
            tone, dark = last, level[1]
    reason = (
        "Each part is judged against the area around it, not against the whole: "
        "what is darker than its surroundings is ink, so lights inside the shadow and darks inside the light appear."
    )
    return _notan("local", reason, scene, tone, dark)


def _against_surroundings(scene: _Scene, scale: float, pull: float, threshold: float) -> F32:
    """Return L* minus that of the surroundings, leaning to the families where the two are nearly alike.

    Without that lean the squint is read, so that texture does not make a pattern of its own.
    """
    sigma = scale * max(scene.soft.shape)
    if scene.counted is None:
        around = blur(scene.squint_l, sigma)
    else:
        weight = scene.counted.astype(np.float32)
        around = blur(scene.squint_l * weight, sigma) / np.maximum(blur(weight, sigma), 1e-3)
    near = scene.soft if pull else scene.squint_l
    return np.asarray(near - around + pull * (near - threshold), dtype=np.float32)


def _connected(scene: _Scene, families: Notan, local: Notan, threshold: float) -> Notan:
    others = (families.dark, local.dark)
    graph = shape_graph(scene.squint_l, scene.mass_labels, scene.shape_labels)
    if not graph.area.size:
        return _notan("connected", "There is no shape to join.", scene, scene.soft, families.dark)
    ways = arrangements(graph, threshold)
    parts = [dark_parts(dark, scene.shape_labels, len(graph.area)) for dark in others]
    apart = np.min([difference(graph, ways, part) for part in parts], axis=0)
    best = int(np.lexsort((-merit(graph, ways, threshold), apart < LEAST_DIFFERENCE + _SEARCH_MARGIN))[0])
    chosen = ways[best]
    share, dark = _first_apart([_of_shapes(chosen, scene)], others, scene.counted)
    if share < _ENOUGH:
        level = _first_apart(_levels(scene.soft, scene.counted), others, scene.counted)
        if level[0] > share:
            reason = "The middles all go to one side: the threshold moves until shapes that were apart connect."
            return _notan("connected", reason, scene, scene.soft, level[1])
    tone = _of_shapes(_shape_tone(graph.mass, graph.l_mean, chosen, threshold), scene)
    moved = int(np.count_nonzero(chosen != (graph.l_mean <= threshold)))
    return _with_connection(_notan("connected", "", scene, tone, dark), moved)


def _of_shapes(table: NDArray[_Kind], scene: _Scene) -> NDArray[_Kind]:
    """Return the map of what ``table`` says of each shape; the last shape's where nothing counts."""
    return np.asarray(table[scene.shape_labels])


def _with_connection(notan: Notan, moved: int) -> Notan:
    shapes = "no middle shape changes" if not moved else f"{moved} middle shape{'s' if moved > 1 else ''} changed"
    reason = (
        f"The darkest and the lightest masses stay; {shapes} side so that the darks "
        f"({notan.dark_connected or 0.0:.0%} in one piece) and the lights ({notan.light_connected or 0.0:.0%}) connect."
    )
    return replace(notan, reason=reason)


def _shape_tone(mass: NDArray[np.int64], l_mean: NDArray[np.float64], chosen: BoolMap, threshold: float) -> F32:
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
    values = tone if counted is None else tone[counted]
    return (tone <= level for level in np.quantile(values, _LEVELS))


def _notan(kind: NotanKind, reason: str, scene: _Scene, tone: F32, draft: BoolMap) -> Notan:
    ink = finished(draft, scene.counted)
    blank = Notan(
        kind=kind,
        title=_TITLES[kind],
        reason=reason,
        dark_share=0.0,
        dark_shapes=(),
        light_shapes=(),
        counterchange=None,
        mass_dark=(0.0,) * (int(scene.mass_labels.max(initial=-1)) + 1),
        flipped=(),
        dark=ink.dark,
        base=ink.dark,
        tone=tone,
        mass_labels=scene.mass_labels,
        counted=scene.counted,
    )
    return _measured(blank, ink)


def _measured(notan: Notan, ink: Ink) -> Notan:
    inside = dark_parts(ink.dark, notan.mass_labels, len(notan.mass_dark))
    return replace(
        notan,
        dark=ink.dark,
        dark_share=share_of(ink.dark, notan.counted),
        dark_shapes=ink.dark_pieces,
        light_shapes=ink.light_pieces,
        counterchange=counterchange(ink.dark, notan.counted),
        mass_dark=tuple(float(share) for share in inside),
    )


def _three_cuts(tone: F32, counted: BoolMap | None) -> tuple[float, float]:
    """Return the two natural breaks of ``tone``, found on 64 bins."""
    values = tone.ravel() if counted is None else tone[counted]
    weights, edges = np.histogram(values, bins=64)
    used = np.flatnonzero(weights)
    if used.size < 3:
        middle = float(edges[0] + edges[-1]) / 2.0
        return middle, middle
    middles = (edges[:-1] + edges[1:]) / 2.0
    first, second = natural_breaks(middles[used], weights[used].astype(np.float64), 3)
    low, high = ((middles[used[cut - 1]] + middles[used[cut]]) / 2.0 for cut in (first, second))
    return float(low), float(high)


def _differences(three: tuple[Notan, Notan, Notan], counted: BoolMap | None) -> tuple[float, float, float]:
    one, two, last = (notan.dark for notan in three)
    return share_of(one != two, counted), share_of(one != last, counted), share_of(two != last, counted)


def _note(l_map: F32, counted: BoolMap | None, least: float) -> str | None:
    if least >= LEAST_DIFFERENCE:
        return None
    values = l_map if counted is None else l_map[counted]
    if float(np.ptp(values)) < _FLAT_L:
        return "The picture is of one value: there is no dark and light to arrange."
    return "The picture has too few values for three truly different arrangements; some of these are nearly alike."


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
