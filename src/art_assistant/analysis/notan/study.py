"""Three notans of a picture: the same subject as three arrangements of dark and light.

* ``families``: the light family against the shadow family, parted by one threshold;
* ``local``: dark and light against what lies around, so that lights in the shadow and darks in the light show;
* ``connected``: the middle shapes given to the darks or to the lights so that each side hangs together.

Two of them are offered at most, the best first (see ``honesty``).

Source of the exercise: A. W. Dow, *Composition* (1913), part III, "Notan".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, get_args

import cv2
import numpy as np

from art_assistant.analysis.ground import levelled
from art_assistant.analysis.notan.arrangements import dark_parts
from art_assistant.analysis.notan.clean_masks import Ink, as_drawn, blur, counterchange, drafted, finished, share_of
from art_assistant.analysis.notan.half_tone import brush, opened, three_cuts
from art_assistant.analysis.notan.honesty import LEAST_DIFFERENCE, contradiction, is_true, offered, told
from art_assistant.analysis.notan.standing_out import standing_out
from art_assistant.analysis.notan.three_ways import NotanReading, Scene, read_three, scene_of
from art_assistant.analysis.rounding import rounded
from art_assistant.analysis.value.brushed import brushed
from art_assistant.errors import UsageError
from art_assistant.imaging.arrays import F32, U8, BoolMap, LabelMap

NotanKind = Literal["families", "local", "connected"]
NOTAN_KINDS: Final[tuple[NotanKind, ...]] = get_args(NotanKind)

TWO_GREYS: Final = (12.0, 96.0)
"""L* of the ink and of the paper in a drawn notan."""

THREE_GREYS: Final = (12.0, 58.0, 96.0)
"""L* of the ink, the half tone and the paper in a drawn three-value notan."""

_TITLES: Final[dict[NotanKind, str]] = {
    "families": "Light family and shadow family",
    "local": "Dark and light against their surroundings",
    "connected": "Middles joined so that shapes connect",
}
_OF_LINES: Final = "The lines of the drawing"
_OF_SUBJECT: Final = "The subject against its ground"
_FLAT_L: Final = 1.0
_MIDDLE_GREY: Final = 50.0
"""L* up to which a sheet of one value is dark."""

_THREE_BRUSH: Final = 0.08
"""Width of the brush that a three-value notan is laid in with, as a share of the short side: a touch of it is about
the smallest piece of a two-value one."""

_DENSE: Final = 0.02
"""Standard deviation of the blur in which lines that lie close make one tone, as a share of the long side."""

_BROAD: Final = 0.012
"""Radius of the least half tone, as a share of the long side."""


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
        contradiction: share 0-1 of the counted picture on which the notan says the reverse of the values: ink that is
            lighter than the median of the paper, or paper darker than the median of the ink.
        mass_dark: the share 0-1 of each mass that is dark, by mass id - 1.
        flipped: ids of the masses that the artist turned over.
        base: (h, w) bool, the arrangement before anything was flipped.
        tone: (h, w) float32, what was divided to make the notan; darker is lower.
        squint_l: (h, w) float32, squinted L* 0-100, which the notan has to be true to; of lines, their ``tone``.
        mass_labels: (h, w) int32, mass id - 1; negative where not counted.
        counted: (h, w) bool, or None when all counts.
        threshold: L* at or below which ``tone`` is dark, where one number says it all; else None.
        of_lines: whether its ink is the lines of a drawing.
        of_subject: whether shapes were turned over so that the subject stands out.

    """

    kind: NotanKind
    title: str
    reason: str
    dark_share: float
    dark_shapes: tuple[float, ...]
    light_shapes: tuple[float, ...]
    counterchange: float | None
    contradiction: float
    mass_dark: tuple[float, ...]
    flipped: tuple[int, ...]
    dark: BoolMap = field(repr=False, compare=False)
    base: BoolMap = field(repr=False, compare=False)
    tone: F32 = field(repr=False, compare=False)
    squint_l: F32 = field(repr=False, compare=False)
    mass_labels: LabelMap = field(repr=False, compare=False)
    counted: BoolMap | None = field(repr=False, compare=False)
    threshold: float | None = field(default=None, repr=False)
    of_lines: bool = field(default=False, repr=False)
    of_subject: bool = field(default=False, repr=False)

    @property
    def is_true(self) -> bool:
        """Whether the values of the picture bear it out."""
        return is_true(self)

    @property
    def caution(self) -> str | None:
        """What to know of it before it is painted from; None where the values bear it out."""
        return told(self.contradiction)

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

        The half tone is the middle class of ``tone`` where it is broad enough for a brush; thin rims beside it join
        it, and the rest is as in ``base``. Then a broad brush goes over all three: what is smaller than a touch of it
        joins what lies nearest, and contours keep no bend that is much narrower.
        """
        if self.of_lines:
            return self._hatched()
        low, high = three_cuts(self.tone, self.counted)
        reach = max(1, round(_BROAD * max(self.tone.shape)))
        middle = drafted((self.tone > low) & (self.tone <= high), self.counted)
        broad = drafted(opened(middle, reach), self.counted)
        three = np.where(broad, 1, np.where(self.base, 0, 2)).astype(np.uint8)
        beside = cv2.dilate(broad.astype(np.uint8), brush(2 * reach)) > 0
        for side in (0, 2):
            rim = (three == side) & beside & ~opened(three == side, reach)
            three[rim] = 1
        turned = np.isin(self.mass_labels, np.asarray(self.flipped, dtype=np.int64) - 1)
        three[turned] = 2 - three[turned]
        inside = three.astype(np.int32) if self.counted is None else np.where(self.counted, three, np.int32(-1))
        painted = brushed(inside, 3, _THREE_BRUSH)
        return np.asarray(np.where(painted < 0, three, painted), dtype=np.uint8)

    def _hatched(self) -> U8:
        """Return the lines as ink, and a half tone where they lie so close that they make one."""
        dense = blur(self.tone, _DENSE * max(self.tone.shape))
        hatched = drafted(dense <= three_cuts(dense, self.counted)[0], self.counted)
        return np.where(self.dark, 0, np.where(hatched, 1, 2)).astype(np.uint8)

    def as_dict(self) -> dict[str, Any]:
        """Return the notan without its maps, JSON-ready."""
        return {
            "kind": self.kind,
            "title": self.title,
            "reason": self.reason,
            "dark_share": round(self.dark_share, 4),
            "dark_shapes": [round(share, 4) for share in self.dark_shapes],
            "light_shapes": [round(share, 4) for share in self.light_shapes],
            "dark_connected": rounded(self.dark_connected),
            "light_connected": rounded(self.light_connected),
            "counterchange": rounded(self.counterchange),
            "contradiction": round(self.contradiction, 4),
            "masses": [{"id": index + 1, "dark": round(share, 4)} for index, share in enumerate(self.mass_dark)],
            "flipped": list(self.flipped),
        }


@dataclass(frozen=True, slots=True)
class Notans:
    """The three notans of one picture, and which of them to paint from.

    Attributes:
        families, local, connected: the notans.
        differences: the share 0-1 of the picture on which families and local, families and connected, and local and
            connected differ.
        note: None, or why some of them are nearly alike.
        joined: the connected notan as it is ranked among the masters', where the subject's stands in its place.
        by_hand: whether the artist set the threshold that parts the families.

    """

    families: Notan
    local: Notan
    connected: Notan
    differences: tuple[float, float, float]
    note: str | None
    joined: Notan | None = field(default=None, repr=False)
    by_hand: bool = field(default=False, repr=False)

    def __iter__(self) -> Iterator[Notan]:
        return iter((self.families, self.local, self.connected))

    @property
    def offered(self) -> tuple[Notan, ...]:
        """The one or two notans to paint from, the best first: true to the values, clear, and unlike each other.

        Families that were parted by hand come before it.
        """
        chosen = self.families.kind if self.by_hand else None
        return offered((self.families, self.local, self.connected), self.differences, by_hand=chosen)

    def as_dict(self) -> dict[str, Any]:
        """Return the notans, JSON-ready."""
        names = ("families_local", "families_connected", "local_connected")
        return {
            "items": [notan.as_dict() for notan in self],
            "offered": [notan.kind for notan in self.offered],
            "differences": {name: round(share, 4) for name, share in zip(names, self.differences, strict=True)},
            "note": self.note,
        }

    def metrics(self) -> dict[str, float | None]:
        """Return the numbers that are ranked among the masters, under ``notan.<kind>.<name>``."""
        found: dict[str, float | None] = {}
        for notan in (self.families, self.local, self.joined or self.connected):
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
    *,
    threshold: float | None = None,
    level: F32 | None = None,
    subject: BoolMap | None = None,
    drawing: bool = False,
) -> Notans:
    """Return the three notans of a picture.

    Args:
        l_map: (h, w) float32, L* 0-100.
        squint_l: (h, w) float32, squinted L* 0-100.
        mass_labels: (h, w) int32, mass id - 1, dark to light; negative where not counted.
        shape_labels: (h, w) int32, shape id - 1; negative where not counted.
        counted: (h, w) bool, False where the original is transparent; None when all counts.
        threshold: L* at or below which the shadow family lies; where the picture divides most cleanly when None.
        level: ``l_map`` with its grounds at one value (``ground.levelled``), where that is known.
        subject: (h, w) bool, where the picture has one whose contour it bears out.
        drawing: whether the picture is known as a drawing, so that its lines are looked for beside what else is dark.

    Raises:
        UsageError: the threshold is outside 0-100.

    """
    if threshold is not None and not 0.0 <= threshold <= 100.0:
        raise UsageError(f"A threshold is an L* from 0 to 100, not {threshold:g}.")
    # Nobody laid a pattern into the grain of a sheet and the shadow across it.
    l_map, squint_l = levelled(l_map, counted) if level is None else level, levelled(squint_l, counted)
    scene = replace(scene_of(l_map, squint_l, mass_labels, shape_labels, counted), drawing=drawing, subject=subject)
    readings: tuple[NotanReading, ...] = read_three(scene, threshold)
    flat = _range_of(l_map, scene.counted) < _FLAT_L
    if flat:
        readings = tuple(_undivided(reading, scene, threshold) for reading in readings)
    families, local, connected = (
        _notan(kind, reading, scene) for kind, reading in zip(NOTAN_KINDS, readings, strict=True)
    )
    differences = _differences((families, local, connected), scene.counted)
    note = _note(min(differences), flat=flat)
    shown = None if subject is None or flat else standing_out(scene, (readings[0], readings[1]), subject)
    by_hand = threshold is not None
    if shown is None:
        return Notans(families, local, connected, differences, note, by_hand=by_hand)
    stands = replace(_notan("connected", shown, scene), title=_OF_SUBJECT, of_subject=True)
    differences = _differences((families, local, stands), scene.counted)
    return Notans(families, local, stands, differences, note, joined=connected, by_hand=by_hand)


def _undivided(reading: NotanReading, scene: Scene, threshold: float | None) -> NotanReading:
    """Return the reading of a picture of one value, all light or all dark: what a division finds there is rounding."""
    middle = _MIDDLE_GREY if threshold is None else threshold
    dark = np.full(scene.squint_l.shape, bool(np.median(scene.squint_l) <= middle))
    return replace(reading, ink=finished(dark, scene.counted), of_lines=False)


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
    turned = replace(notan, flipped=flipped)
    # A brush that smooths a contour would take the lines with it.
    if notan.of_lines:
        return _measured(turned, as_drawn(dark, notan.counted))
    draft = drafted(dark, notan.counted) if flipped else notan.base
    return _measured(turned, finished(draft, notan.counted))


def _notan(kind: NotanKind, reading: NotanReading, scene: Scene) -> Notan:
    blank = Notan(
        kind=kind,
        title=_OF_LINES if reading.of_lines else _TITLES[kind],
        reason=reading.reason,
        dark_share=0.0,
        dark_shapes=(),
        light_shapes=(),
        counterchange=None,
        contradiction=0.0,
        mass_dark=(0.0,) * (int(scene.mass_labels.max(initial=-1)) + 1),
        flipped=(),
        dark=reading.ink.dark,
        base=reading.ink.dark,
        tone=reading.tone,
        squint_l=reading.tone if reading.of_lines else scene.squint_l,
        mass_labels=scene.mass_labels,
        counted=scene.counted,
        threshold=reading.threshold,
        of_lines=reading.of_lines,
    )
    return _measured(blank, reading.ink)


def _measured(notan: Notan, ink: Ink) -> Notan:
    inside = dark_parts(ink.dark, notan.mass_labels, len(notan.mass_dark))
    return replace(
        notan,
        dark=ink.dark,
        dark_share=share_of(ink.dark, notan.counted),
        dark_shapes=ink.dark_pieces,
        light_shapes=ink.light_pieces,
        counterchange=counterchange(ink.dark, notan.counted),
        contradiction=contradiction(ink.dark, notan.squint_l, notan.counted),
        mass_dark=tuple(float(share) for share in inside),
    )


def _differences(three: tuple[Notan, Notan, Notan], counted: BoolMap | None) -> tuple[float, float, float]:
    one, two, last = (notan.dark for notan in three)
    return share_of(one != two, counted), share_of(one != last, counted), share_of(two != last, counted)


def _range_of(l_map: F32, counted: BoolMap | None) -> float:
    values = l_map if counted is None else l_map[counted]
    return float(np.ptp(values)) if values.size else 0.0


def _note(least: float, *, flat: bool) -> str | None:
    if flat:
        return "The picture is of one value: there is no dark and light to arrange."
    if least < LEAST_DIFFERENCE:
        return "Some of these are nearly alike: the values divide this picture in one way."
    return None
