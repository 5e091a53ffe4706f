"""What the artist says the picture is meant to be, read into what a finding may then say.

Only words of a fixed list are understood; the text itself goes no further than this module.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from art_assistant.errors import UsageError

_FLAT: Final = ("compressed_range", "no_accent", "all_hard_edges", "crushed_darks", "restless_contours")

MEANINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "high key": ("lifted_darks", "chalky_lights", "compressed_range"),
    "low key": ("dull_lights", "crushed_darks", "compressed_range"),
    "nocturne": ("dull_lights", "crushed_darks", "compressed_range", "one_dark_hue"),
    "quiet": ("compressed_range", "no_accent", "no_chroma_accent", "all_soft_edges", "scattered_attention"),
    "calm": ("compressed_range", "no_accent", "no_chroma_accent", "all_soft_edges"),
    "fog": ("compressed_range", "lifted_darks", "dull_lights", "midtone_soup", "all_soft_edges", "merging_neighbours"),
    "mist": ("compressed_range", "lifted_darks", "dull_lights", "midtone_soup", "all_soft_edges", "merging_neighbours"),
    "soft": ("all_soft_edges", "compressed_range", "merging_neighbours"),
    "crisp": ("all_hard_edges", "hard_edges_off_focus"),
    "flat": _FLAT,
    "graphic": _FLAT,
    "abstract": (
        *_FLAT,
        "competing_focus",
        "scattered_attention",
        "lopsided_weight",
        "border_pull",
        "no_resting_place",
    ),
    "decorative": (*_FLAT, "no_resting_place", "small_shapes", "equal_masses", "scattered_attention"),
    "pattern": ("no_resting_place", "small_shapes", "equal_masses", "scattered_attention", "restless_contours"),
    "crowd": ("no_resting_place", "small_shapes", "competing_focus", "scattered_attention", "restless_contours"),
    "busy": ("no_resting_place", "small_shapes", "restless_contours", "scattered_attention"),
    "colorful": ("chroma_everywhere", "scattered_hues"),
    "vivid": ("chroma_everywhere", "scattered_hues"),
    "muted": ("no_chroma_accent", "one_temperature"),
    "monochrome": ("no_chroma_accent", "one_temperature", "one_dark_hue"),
    "grisaille": ("no_chroma_accent", "one_temperature", "one_dark_hue"),
    "tonal": ("no_chroma_accent", "one_temperature", "one_dark_hue", "all_soft_edges", "midtone_soup"),
    "dramatic": ("crushed_darks", "lopsided_weight"),
    "asymmetrical": ("lopsided_weight", "border_pull"),
    "cropped": ("border_pull", "frame_tangent"),
    "portrait": ("no_resting_place",),
    "landscape": ("scattered_attention", "competing_focus"),
    "still life": ("competing_focus",),
    "figure": ("border_pull",),
    "interior": ("crushed_darks",),
}
"""What each understood word explains away. A genre explains little: it only says what is usual in it."""

_SPELLINGS: Final[Mapping[str, str]] = {
    "colourful": "colorful",
    "foggy": "fog",
    "misty": "mist",
    "night": "nocturne",
    "moody": "low key",
    "bright": "high key",
    "hazy": "mist",
    "sharp": "crisp",
    "saturated": "vivid",
    "grey": "muted",
    "gray": "muted",
    "asymmetric": "asymmetrical",
    "patterned": "pattern",
    "serene": "calm",
}

GENRES: Final = ("portrait", "figure", "landscape", "still life", "interior", "abstract")


@dataclass(frozen=True, slots=True)
class Intent:
    """What the picture is meant to be.

    Attributes:
        words: the understood words, sorted.
        focus: (x, y) where the eye should go first, fractions of the picture; None where nothing was said.
        kind: stub
    """

    words: tuple[str, ...] = ()
    focus: tuple[float, float] | None = None
    kind: str | None = None

    def as_dict(self) -> dict[str, object]:
        return {"understood": list(self.words), "unknown": [], "medium": None, "kind": self.kind, "focus": self.focus}

    @property
    def stated(self) -> bool:
        """Whether the artist said what the picture should look like."""
        return bool(self.words)

    def explains(self, kind: str) -> bool:
        """Return whether what was said makes a finding of ``kind`` no finding."""
        return any(kind in MEANINGS[word] for word in self.words)


def read_intent(text: str = "", *, focus: str | tuple[float, float] | None = None, genre: str = "") -> Intent:
    """Return the intent of a line such as ``"high key, quiet"``, a focus such as ``"0.4,0.6"`` and a genre.

    Raises:
        UsageError: nothing in the line is understood, the focus is no point of the picture, or the genre is unknown.

    """
    words = set(_understood(text))
    if text.strip() and not words:
        raise UsageError(f"None of the intent is understood; use words such as {_listed(sorted(MEANINGS))}.")
    if genre.strip():
        name = genre.strip().lower().replace("-", " ")
        if name not in GENRES:
            raise UsageError(f"A genre is {_listed(GENRES)}.")
        words.add(name)
    return Intent(tuple(sorted(words)), _point(focus))


def _understood(text: str) -> Iterable[str]:
    line = f" {re.sub(r'[^a-z]+', ' ', text.lower())} "
    names = {**{word: word for word in MEANINGS}, **_SPELLINGS}
    return (word for spelling, word in names.items() if f" {spelling} " in line)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _point(focus: str | tuple[float, float] | None) -> tuple[float, float] | None:
    if focus is None or not focus:
        return None
    parts = focus.split(",") if isinstance(focus, str) else focus
    try:
        x, y = (float(part) for part in parts)
    except ValueError as error:
        raise UsageError("The focus is a point x,y in fractions of the picture, such as 0.4,0.6.") from error
    if not (math.isfinite(x) and math.isfinite(y) and 0.0 <= x <= 1.0 and 0.0 <= y <= 1.0):
        raise UsageError("The focus lies inside the picture: x and y are fractions from 0 to 1.")
    return x, y
