"""What an artist can take from a related work: one sentence that can be checked on the two small pictures beside it.

Each trait is one number, measured alike on what the gallery keeps of the work and on as little of the artist's own
picture. A work that has it plainly where the picture plainly lacks it shows what the picture *could* do; where both
have it, what it already does. Nothing is said in between.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from art_assistant.analysis.color.temperature import warmth
from art_assistant.corpus.metrics import signed
from art_assistant.imaging.arrays import F32
from art_assistant.imaging.colorspace import srgb_to_lab
from art_assistant.report.likeness.glimpse import VALUES, Glimpse
from art_assistant.report.words.text import place_words

_LEAST_VALUE: Final = 0.04
"""A value that covers less of the picture is a speck, and its pieces say nothing."""
_RING: Final = 2
"""Cells of the grid that count as the border: a twelfth of a side."""
_GREY: Final = 12.0
"""Chroma C* below which a swatch counts as grey."""
_COLOURLESS: Final = 4.0
"""A palette of a lower mean chroma C* is one of greys."""
_SMALL: Final = 0.12
"""An accent covers no more of the picture than this."""
_TWICE: Final = 2
"""A sentence that is read a third time teaches nothing."""
_SAME_PLACE: Final = 0.12
"""How near two centres of light are to be one place, as a share of a side."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One sentence on a work, and what it rests on.

    Attributes:
        trait: key of what it speaks of.
        text: the sentence.
        measured: the numbers behind it, in words.
        could: whether the picture lacks what the work shows; else it has it too.
        strength: how plainly, higher is plainer.

    """

    trait: str
    text: str
    measured: str
    could: bool
    strength: float


@dataclass(frozen=True, slots=True)
class Trait:
    """Something that can be seen in a glimpse.

    Attributes:
        measure: its number; None where it cannot be told.
        has, lacks: from where on a picture plainly has it, and up to where it plainly has not.
        could, shared: the sentence where the picture lacks what the work has, and where both have it.
        told: what was measured, with ``{yours}`` and ``{its}``.
        shown: how the number is written.

    """

    measure: Callable[[Glimpse], float | None]
    has: float
    lacks: float
    could: str
    shared: str
    told: str
    shown: Callable[[float], str]


def _together(step: int) -> Callable[[Glimpse], float | None]:
    """Measure how much of the darkest (0) or lightest (-1) of three values lies in its largest piece, 0-1."""

    def measure(glimpse: Glimpse) -> float | None:
        if glimpse.steps is None or len(glimpse.steps[1]) < VALUES:
            return None
        mask = (glimpse.steps[0] == step % VALUES).astype(np.uint8)
        if mask.mean() < _LEAST_VALUE:
            return None
        _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
        return float(stats[1:, cv2.CC_STAT_AREA].max() / mask.sum())

    return measure


def _largest(glimpse: Glimpse) -> float | None:
    """Measure the share of the picture that the largest of its three values covers, 0-1."""
    return None if glimpse.steps is None else float(np.bincount(glimpse.steps[0].ravel()).max() / glimpse.steps[0].size)


def _apart(glimpse: Glimpse) -> float | None:
    """Measure how many steps of value lie between the darks and the lights."""
    return None if glimpse.steps is None else (glimpse.steps[1][-1] - glimpse.steps[1][0]) / 10.0


def _one_border(glimpse: Glimpse) -> float | None:
    """Measure the share of the border that has the border's commonest value, 0-1."""
    if glimpse.steps is None or len(glimpse.steps[1]) < VALUES:
        return None
    ring = np.ones(glimpse.steps[0].shape, dtype=bool)
    ring[_RING:-_RING, _RING:-_RING] = False
    return float(np.bincount(glimpse.steps[0][ring]).max() / ring.sum())


def _swatches(glimpse: Glimpse) -> tuple[F32, F32] | None:
    """Return the palette as (n, 3) CIELAB and (n,) shares that sum to 1; None where it is unknown."""
    if not glimpse.palette:
        return None
    codes = [[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour, _ in glimpse.palette]
    shares = np.array([max(share, 0.0) for _, share in glimpse.palette], dtype=np.float32)
    if not float(shares.sum()):
        return None
    return srgb_to_lab(np.array([codes], dtype=np.uint8))[0], shares / shares.sum()


def _in_colour(glimpse: Glimpse) -> tuple[F32, F32] | None:
    """Return the palette likewise; None of a picture in tones as well, which lacks no colour."""
    known = _swatches(glimpse)
    return None if known is None or glimpse.of_tone or _chroma(known) < _COLOURLESS else known


def _greys(glimpse: Glimpse) -> float | None:
    """Measure the share of the palette that is nearly grey, 0-1."""
    known = _in_colour(glimpse)
    return None if known is None else float(known[1][np.hypot(known[0][:, 1], known[0][:, 2]) < _GREY].sum())


def _accent(glimpse: Glimpse) -> float | None:
    """Measure how far the strongest small colour stands above the mean of the others, in chroma C*."""
    known = _in_colour(glimpse)
    if known is None or len(known[1]) < VALUES:
        return None
    chroma, share = np.hypot(known[0][:, 1], known[0][:, 2]), known[1]
    small = np.where(share <= _SMALL, chroma, -1.0)
    best = int(np.argmax(small))
    if small[best] < 0.0:
        return 0.0
    rest = np.arange(len(share)) != best
    return float(max(0.0, chroma[best] - np.average(chroma[rest], weights=share[rest])))


def _warmer_lights(glimpse: Glimpse) -> float | None:
    """Measure how much warmer the lighter half of the palette is than the darker, on the warm-cool scale."""
    known = _in_colour(glimpse)
    if known is None or len(known[1]) < 2:
        return None
    (lab, share), order = known, np.argsort(known[0][:, 0], kind="stable")
    half = np.zeros(len(share), dtype=bool)
    half[order[len(order) // 2 :]] = True
    warm = warmth(lab)
    lights, darks = (float(np.average(warm[part], weights=share[part] + 1e-6)) for part in (half, ~half))
    return lights - darks


def _cooler_lights(glimpse: Glimpse) -> float | None:
    """Measure how much cooler the lighter half of the palette is than the darker, on the warm-cool scale."""
    warmer = _warmer_lights(glimpse)
    return None if warmer is None else -warmer


def _one_family(glimpse: Glimpse) -> float | None:
    """Measure how closely the hues of the palette agree, 0-1, each counted by its share and strength."""
    known = _in_colour(glimpse)
    if known is None:
        return None
    ab = known[0][:, 1:] * known[1][:, None]
    return float(np.hypot(*ab.sum(axis=0)) / np.hypot(ab[:, 0], ab[:, 1]).sum())


def _chroma(known: tuple[F32, F32]) -> float:
    return float(np.average(np.hypot(known[0][:, 1], known[0][:, 2]), weights=known[1]))


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _plain(number: float) -> str:
    return signed(number, 1)


def _whole(number: float) -> str:
    return signed(number, 0)


TRAITS: Final[Mapping[str, Trait]] = {
    "lights": Trait(
        _together(-1),
        0.9,
        0.7,
        "Its lights sit in one shape, as yours could.",
        "Its lights sit in one shape, as yours do.",
        "Of three values, the lightest lies in one piece to {yours} in yours, {its} in this.",
        _percent,
    ),
    "darks": Trait(
        _together(0),
        0.9,
        0.7,
        "Its darks hang together in one shape, as yours could.",
        "Its darks hang together in one shape, as yours do.",
        "Of three values, the darkest lies in one piece to {yours} in yours, {its} in this.",
        _percent,
    ),
    "leader": Trait(
        _largest,
        0.6,
        0.48,
        "One of its three values covers most of it; in yours, too, one could lead.",
        "One of its three values covers most of it, as in yours.",
        "The largest of three values covers {yours} of yours, {its} of this.",
        _percent,
    ),
    "steps": Trait(
        _apart,
        4.5,
        3.4,
        "Its darks and lights stand further apart than yours: it reads from across a room, as yours could.",
        "Its darks and lights stand far apart, as yours do: it reads from across a room.",
        "Between the darkest and the lightest of three values lie {yours} steps of value in yours, {its} in this.",
        _plain,
    ),
    "border": Trait(
        _one_border,
        0.75,
        0.58,
        "Along its frame it keeps to one value, so that the eye stays inside; yours could do the same.",
        "Along its frame it keeps to one value, as yours does, and the eye stays inside.",
        "Along the frame one value takes {yours} in yours, {its} in this.",
        _percent,
    ),
    "greys": Trait(
        _greys,
        0.6,
        0.35,
        "Greys do most of its work, so that its few colours count; yours could lean on more of them.",
        "Greys do most of its work, as in yours, so that its few colours count.",
        "Of the palette {yours} is nearly grey in yours, {its} in this.",
        _percent,
    ),
    "accent": Trait(
        _accent,
        18.0,
        9.0,
        "One small strong colour stands among quieter ones; yours could have one such place.",
        "One small strong colour stands among quieter ones, as in yours.",
        "The strongest small colour stands {yours} C* of chroma above the others in yours, {its} in this.",
        _whole,
    ),
    "warm lights": Trait(
        _warmer_lights,
        0.35,
        0.12,
        "Its lights are warmer than its darks; yours could differ in warmth as well.",
        "Its lights are warmer than its darks, as yours are.",
        "On the warm-cool scale lights less darks are {yours} in yours, {its} in this.",
        _plain,
    ),
    "cool lights": Trait(
        _cooler_lights,
        0.35,
        0.12,
        "Its lights are cooler than its darks; yours could differ in warmth as well.",
        "Its lights are cooler than its darks, as yours are.",
        "On the warm-cool scale darks less lights are {yours} in yours, {its} in this.",
        _plain,
    ),
    "one family": Trait(
        _one_family,
        0.92,
        0.65,
        "Its colours keep to one family of hues; yours could be tried with one hue less.",
        "Its colours keep to one family of hues, as yours do.",
        "The hues of the palette agree to {yours} in yours, {its} in this.",
        _percent,
    ),
}
"""What can be learnt, by its key. The numbers from where on it is said part plainly what a thumbnail shows from what it
does not; they are our own, set by looking."""

_OF_WARMTH: Final = ("warm lights", "cool lights")
_STEPS, _PIECES = ("steps",), ("lights", "darks")

WANTED: Final[Mapping[str, tuple[str, ...]]] = {
    "compressed_range": _STEPS,
    "lifted_darks": _STEPS,
    "dull_lights": _STEPS,
    "midtone_soup": ("steps", "leader"),
    "merging_neighbours": _STEPS,
    "equal_masses": ("leader",),
    "small_shapes": _PIECES,
    "scattered_attention": ("leader", *_PIECES),
    "competing_focus": ("lights", "leader"),
    "no_resting_place": ("leader", "border"),
    "border_pull": ("border",),
    "frame_tangent": ("border",),
    "chroma_everywhere": ("greys",),
    "no_chroma_accent": ("accent",),
    "one_temperature": _OF_WARMTH,
    "scattered_hues": ("one family",),
}
"""Kind of finding to the lessons that answer it."""


def lessons(yours: Glimpse, its: Glimpse) -> list[Lesson]:
    """Return what a work has plainly and the picture lacks, then what both have; the plainest first."""
    found = [lesson for key, trait in TRAITS.items() if (lesson := _lesson(key, trait, yours, its)) is not None]
    same = _same_place(yours, its)
    return sorted(
        [*found, *([] if same is None else [same])], key=lambda one: (not one.could, -one.strength, one.trait)
    )


def _lesson(key: str, trait: Trait, yours: Glimpse, its: Glimpse) -> Lesson | None:
    own, other = trait.measure(yours), trait.measure(its)
    if own is None or other is None or other < trait.has or trait.lacks < own < trait.has:
        return None
    could = own <= trait.lacks
    # What lies the other way round in the picture is a choice of its own, and no lack.
    if could and key in _OF_WARMTH and own < -trait.lacks:
        return None
    told = trait.told.format(yours=trait.shown(own), its=trait.shown(other))
    room = trait.has - trait.lacks
    return Lesson(
        key, trait.could if could else trait.shared, told, could, (other - (own if could else trait.has)) / room
    )


def _same_place(yours: Glimpse, its: Glimpse) -> Lesson | None:
    """Return that the light falls in the same place, if it does."""
    own, other = _centre(yours), _centre(its)
    if own is None or other is None:
        return None
    gap = float(np.hypot(own[0] - other[0], own[1] - other[1]))
    if gap > _SAME_PLACE:
        return None
    text = f"Its light falls where yours does: {place_words(own)}."
    return Lesson(
        "place", text, f"The centres of the two lights lie {gap:.0%} of a side apart.", could=False, strength=0.0
    )


def _centre(glimpse: Glimpse) -> tuple[float, float] | None:
    """Return the centre of the lightest of three values, (x, y) in fractions; None where it is in several pieces."""
    together = TRAITS["lights"].measure(glimpse)
    if glimpse.steps is None or together is None or together < TRAITS["lights"].has:
        return None
    rows, columns = np.nonzero(glimpse.steps[0] == VALUES - 1)
    height, width = glimpse.steps[0].shape
    return float((columns.mean() + 0.5) / width), float((rows.mean() + 0.5) / height)


def give_lessons(found: Sequence[Sequence[Lesson]], wanted: Collection[str]) -> list[Lesson | None]:
    """Return one lesson a work, each trait as seldom as can be, what answers a tip first; None where none is left."""
    used: Counter[str] = Counter()
    given: list[Lesson | None] = []
    for options in found:
        best = min(
            (one for one in options if used[one.trait] < _TWICE),
            key=lambda one: (used[one.trait], not (one.could and one.trait in wanted), not one.could, -one.strength),
            default=None,
        )
        if best is not None:
            used[best.trait] += 1
        given.append(best)
    return given


def first_shown(given: Sequence[Lesson | None], tips: Sequence[str]) -> tuple[int, int | None]:
    """Return which work is worth the first look, and the number of the tip that it answers, from 1; else None.

    Args:
        given: the lesson of each work, the nearest work first.
        tips: kinds of findings of the tips, in their order.

    """
    for number, finding in enumerate(tips, start=1):
        for at, lesson in enumerate(given):
            if lesson is not None and lesson.could and lesson.trait in WANTED.get(finding, ()):
                return at, number
    told = [(not lesson.could, at) for at, lesson in enumerate(given) if lesson is not None]
    return min(told, default=(False, 0))[1], None
