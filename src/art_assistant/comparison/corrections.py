"""The differences worth a painter's next hour, each of one kind, with its place and what would bring it nearer.

They are differences, not faults: what is meant stays as it is, and goes from the list when it is said to be intended.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import cv2
import numpy as np

from art_assistant.analysis.places import point_words
from art_assistant.comparison.parts import EdgeDifference, MassDifference
from art_assistant.comparison.values import ValueMap
from art_assistant.errors import UsageError
from art_assistant.imaging.arrays import BoolMap

Kind = Literal["value", "range", "key", "color", "drawing", "edges"]
KINDS: Final[tuple[Kind, ...]] = ("value", "range", "key", "color", "drawing", "edges")

SHOWN: Final = 3
"""Corrections that are told: more is a list, not a plan."""
_VALUE: Final = 0.35
"""Value steps from which a passage is told: twice what a change of exposure alone leaves."""
_PASSAGE: Final = 0.008
"""Share of the picture from which a passage is told."""
CORE: Final = 0.6
"""Part of its greatest error from which a place belongs to the middle of a passage."""
_NOISY: Final = 3.0
"""Spreads of what the fit leaves within which nothing is told."""
_RANGE: Final = 0.18
"""Logarithm of the ratio of ranges from which it is told: a photograph's contrast differs by half of that."""
_KEY: Final = 0.5
_CHROMA, _HUE = 0.38, 21.0
"""Logarithm of the chroma's ratio, and degrees of hue, from which they are told: two photographs of one painting differ
by less in nine corrections of ten (``bench/progress.py``, decision 0033)."""
_SURE: Final = 1.5
"""How many times that a colour must be off before the camera is no longer named as a reason."""
_CAMERA: Final = " It may be the camera's: two photographs of one painting can differ by nearly as much."
_DRAWING: Final = 0.009
"""Diagonals by which a mass lies elsewhere, from which that is told."""
_EDGES: Final = 0.3
"""Share of the edges that are softer or harder, from which that is told."""
TOLD_FROM: Final[Mapping[str, float]] = {
    "value": _VALUE,
    "range": _RANGE,
    "key": _KEY,
    "chroma": _CHROMA,
    "hue": _HUE,
    "place": _DRAWING,
    "edges": _EDGES,
}
"""How far off each difference must be to be told, by the first word of its id: value steps; logarithm of a ratio; value
steps; logarithm of a ratio; degrees; diagonals; share."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One difference.

    Attributes:
        id: stable for one reference, such as ``"value-upper-left"``: what ``--intended`` names.
        kind: one of ``KINDS``.
        amount: how much, in ``unit``; its sign is painting less reference.
        unit: ``"steps"``, ``"ratio"``, ``"degrees"``, ``"% of the diagonal"`` or ``"share"``.
        text: what differs, and what would bring it nearer.
        x, y: where, as fractions of the reference; None where it is all over.
        box: left, top, right, bottom of it, as fractions; None where it is all over.
        weight: how much it matters beside the others; 1 is just worth saying.

    """

    id: str
    kind: Kind
    amount: float
    unit: str
    text: str
    x: float | None
    y: float | None
    box: tuple[float, float, float, float] | None
    weight: float

    def as_dict(self) -> dict[str, Any]:
        """Return the correction, JSON-ready."""
        place = None if self.x is None or self.y is None else {"x": round(self.x, 4), "y": round(self.y, 4)}
        box = None if self.box is None else [round(side, 4) for side in self.box]
        head = {"id": self.id, "kind": self.kind, "amount": round(self.amount, 3), "unit": self.unit}
        return {**head, "text": self.text, "place": place, "box": box}


def find_corrections(
    values: ValueMap, masses: Sequence[MassDifference], edges: EdgeDifference, key: float | None
) -> list[Correction]:
    """Return every difference that is worth a word, the weightiest first.

    Args:
        values, masses, edges: what was measured.
        key: steps by which the painting is lighter, where a card tells; else None.

    """
    found = [
        *_passages(values),
        *_range(values),
        *_key(key),
        *(one for mass in masses for one in (*_colors(mass), *_places(mass))),
        *_edges(edges),
    ]
    found.sort(key=lambda one: -one.weight)
    return _named_apart(found)


def in_words(name: str) -> str:
    """Return a difference in few words, by its id."""
    what, _, rest = name.partition("-")
    where = rest.replace("-", " ")
    return {
        "value": f"the values of the {where}",
        "range": "the range from dark to light",
        "key": "how light the painting is as a whole",
        "chroma": f"the strength of the colours of value {where}",
        "hue": f"the hues of value {where}",
        "place": f"the place of value {where}",
        "edges": "how hard the edges are",
    }.get(what, name)


def without_intended(
    found: Sequence[Correction], intended: Collection[str]
) -> tuple[list[Correction], list[Correction]]:
    """Return the corrections that stay, and those that are intended: named by their id or by their kind."""
    meant = [one for one in found if one.id in intended or one.kind in intended]
    return [one for one in found if one not in meant], meant


def check_intended(found: Collection[Correction], intended: Collection[str]) -> None:
    """Raise UsageError for a name no difference can have: neither a kind, nor an id of those found or like one."""
    for name in intended:
        if name in KINDS or any(one.id == name for one in found) or name.split("-")[0] in TOLD_FROM:
            continue
        kinds = ", ".join(KINDS)
        raise UsageError(f"No difference is called '{name[:40]}'; name one by its id, or a kind of {kinds}.")


def _named_apart(found: list[Correction]) -> list[Correction]:
    """Return the corrections, each with an id of its own."""
    seen: dict[str, int] = {}
    named = []
    for one in found:
        seen[one.id] = seen.get(one.id, 0) + 1
        named.append(replace(one, id=f"{one.id}-{seen[one.id]}") if seen[one.id] > 1 else one)
    return named


def _slug(words: str) -> str:
    return words.removeprefix("the ").replace(" ", "-")


def _passages(values: ValueMap) -> Iterator[Correction]:
    """Yield the passages that are lighter or darker than the rest of the painting would have them."""
    error = np.nan_to_num(values.error)
    least = max(_VALUE, 0.1 * _NOISY * (values.line.missed - 0.6))
    for sign in (1.0, -1.0):
        for piece in _pieces(sign * error > least):
            # Its middle tells how far it is off: at its rim the squint mixes it with what lies beside.
            off = sign * error[piece]
            steps = sign * float(np.median(off[off > CORE * np.percentile(off, 90)]))
            share, light = float(piece.mean()), float(np.median(values.squint[piece])) / 10.0
            x, y, box = _placed(piece)
            where = point_words(x, y)
            more, do = ("lighter", "darken") if sign > 0 else ("darker", "lighten")
            yield Correction(
                f"value-{_slug(where)}",
                "value",
                steps,
                "steps",
                f"{where[:1].upper()}{where[1:]} is {_steps(steps)} {more} than in the reference: about value "
                f"{np.clip(light + steps, 0, 10):.1f} where it has {light:.1f}. To come nearer, {do} it.",
                x,
                y,
                box,
                abs(steps) / _VALUE * float(np.sqrt(share / 0.02)),
            )


def _pieces(mask: BoolMap) -> Iterator[BoolMap]:
    round_brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    opened = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, round_brush)
    count, labels, facts, _ = cv2.connectedComponentsWithStats(opened, connectivity=4)
    for number in range(1, count):
        if facts[number, cv2.CC_STAT_AREA] >= _PASSAGE * mask.size:
            yield labels == number


def _placed(piece: BoolMap) -> tuple[float, float, tuple[float, float, float, float]]:
    """Return the point deepest inside a piece and the box round it, as fractions."""
    height, width = piece.shape
    depth = cv2.distanceTransform(np.pad(piece, 1).astype(np.uint8), cv2.DIST_L2, 3)[1:-1, 1:-1]
    row, column = np.unravel_index(int(depth.argmax()), depth.shape)
    y, x = np.nonzero(piece)
    box = (x.min() / width, y.min() / height, (x.max() + 1) / width, (y.max() + 1) / height)
    return (float(column) + 0.5) / width, (float(row) + 0.5) / height, tuple(float(side) for side in box)  # type: ignore[return-value]


def _steps(steps: float) -> str:
    rounded = f"{abs(steps):.1f}"
    return f"{rounded} of a value step" if abs(steps) < 0.95 else f"{rounded} value steps"


def _range(values: ValueMap) -> Iterator[Correction]:
    ratio = values.line.slope
    if abs(np.log(ratio)) < _RANGE:
        return
    narrower = ratio < 1.0
    text = (
        f"From its darks to its lights the painting reaches {ratio:.0%} as far as the reference. "
        f"To come nearer, {'spread' if narrower else 'bring together'} the darks and the lights; a photograph's "
        "contrast may be part of it."
    )
    weight = abs(float(np.log(ratio))) / _RANGE
    yield Correction("range", "range", ratio, "ratio", text, None, None, None, weight)


def _key(key: float | None) -> Iterator[Correction]:
    if key is None or abs(key) < _KEY:
        return
    more, do = ("lighter", "darken") if key > 0 else ("darker", "lighten")
    text = f"By the card in the shot, the painting as a whole is {_steps(key)} {more}. To come nearer, {do} all of it."
    yield Correction("key", "key", key, "steps", text, None, None, None, abs(key) / _KEY)


def _colors(mass: MassDifference) -> Iterator[Correction]:
    where = point_words(mass.x, mass.y)
    size = float(np.sqrt(mass.share / 0.2))
    off = 0.0 if mass.chroma_ratio is None else abs(float(np.log(max(mass.chroma_ratio, 1e-3))))
    if mass.chroma_ratio is not None and off > _CHROMA:
        more, do = ("stronger", "greyer") if mass.chroma_ratio > 1.0 else ("greyer", "stronger")
        text = (
            f"The colours of value mass {mass.id} ({where}) have {mass.chroma_ratio:.0%} of the reference's strength: "
            f"they are {more}. To come nearer, mix them {do}.{_or_the_camera(off / _CHROMA)}"
        )
        weight = 0.7 * off / _CHROMA * size
        yield _of_mass(mass, "color", "chroma", (mass.chroma_ratio, "ratio", text), weight)
    if mass.hue_shift is not None and abs(mass.hue_shift) > _HUE:
        text = (
            f"The hues of value mass {mass.id} ({where}) are turned by {abs(mass.hue_shift):.0f} degrees against the "
            "rest of the painting. To come nearer, mix that passage again beside the reference."
            f"{_or_the_camera(abs(mass.hue_shift) / _HUE)}"
        )
        weight = 0.7 * abs(mass.hue_shift) / _HUE * size
        yield _of_mass(mass, "color", "hue", (mass.hue_shift, "degrees", text), weight)


def _or_the_camera(far: float) -> str:
    return _CAMERA if far < _SURE else ""


def _places(mass: MassDifference) -> Iterator[Correction]:
    if mass.offset is None:
        return
    far = float(np.hypot(*mass.offset))
    if far < _DRAWING:
        return
    across, down = mass.offset
    words = [
        word
        for size, word in ((across, "right" if across > 0 else "left"), (down, "down" if down > 0 else "up"))
        if abs(size) > 0.4 * far
    ]
    text = (
        f"The contours of value mass {mass.id} ({point_words(mass.x, mass.y)}) lie {100 * far:.1f} % of the diagonal "
        f"further {' and '.join(words)}. To come nearer, check its place against its neighbours before its values."
    )
    weight = 0.8 * far / _DRAWING * float(np.sqrt(mass.share / 0.2))
    yield _of_mass(mass, "drawing", "place", (100.0 * far, "% of the diagonal", text), weight)


def _of_mass(mass: MassDifference, kind: Kind, what: str, told: tuple[float, str, str], weight: float) -> Correction:
    amount, unit, text = told
    return Correction(f"{what}-mass-{mass.id}", kind, amount, unit, text, mass.x, mass.y, None, float(weight))


def _edges(edges: EdgeDifference) -> Iterator[Correction]:
    share = max(edges.softer or 0.0, edges.harder or 0.0)
    if share < _EDGES or edges.x is None or edges.y is None:
        return
    do = "sharpen" if edges.change == "softer" else "lose"
    text = (
        f"{share:.0%} of the edges are {edges.change} than the rest, most of them about "
        f"{point_words(edges.x, edges.y)}. To come nearer, {do} those that matter."
    )
    yield Correction("edges", "edges", share, "share", text, edges.x, edges.y, None, 0.7 * share / _EDGES)
