"""The outline of the picture in its file, and how likely it is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

import numpy as np

from art_assistant.field.outline.candidates import Candidates, candidates
from art_assistant.field.outline.cues import CONTRAST, STRIP_SPREAD
from art_assistant.field.outline.margins import may_have_margins
from art_assistant.field.outline.scorer import OutlineHead
from art_assistant.field.outline.seen import SeenHead
from art_assistant.field.outline.settle import settled
from art_assistant.imaging.arrays import F32, U8
from art_assistant.vision.backbone import CARD
from art_assistant.vision.heads import Arrays, reading_head
from art_assistant.vision.model_card import ModelCard
from art_assistant.vision.session import read_verified

_FILE: Final = "outline-head.npz"

OUTLINE_CARD: Final = ModelCard(
    name="outline-head",
    revision="1",
    task="How much of each cell is picture; and which of several quadrilaterals is the outline of the picture",
    licence="MIT",
    source="trained here by scripts/make_outline_head.py",
    training_data=(
        "4,620 composites of 496 public-domain paintings in borders, mats, frames, bars, rooms, on easels and sheets, "
        "before photographs of places (style data, subjects); half of the paintings and of subjects as they are; no "
        "picture is shipped"
    ),
    input="tokens: (16, 16, 384) float32, the backbone's eighth block; standard: (h, w, 3) uint8 sRGB, long side 512",
    preprocessing={"directions": 48, "cut": 5.0},
    outputs={"seen": 4096, "outline": 1},
    size_bytes=140_978,
    sha256="07441bf0947f3beea389f81315e27a1d4ac364ec082c15dec1b7d2dd25b44d80",
    features={CARD.name: CARD.sha256},
)

NEAR: Final = 0.03
"""Candidates whose corners differ by less than this part of the file say the same."""
EVEN: Final = 0.4
"""Spread, in twenties of Lab, below which a strip is of one tone: light falls off along a mat, paper has a grain."""
PLAIN: Final = 0.12
"""The same, below which nothing but noise is in a strip."""
STEP: Final = 1.0
"""Contrast, in twenties of Lab, of the edge of a plain border."""
ALL_SEEN: Final = 0.90
"""Mean of the map of what is picture from which a file without plain sides needs no further look."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A quadrilateral in a file.

    Attributes:
        corners: (4, 2) float32 fractions, clockwise from top left.
        confidence: how likely the picture's corners are these, 0-1.
        sides: (4, SIDE_CUES) float32, what was read along its sides: left, right, above, below.

    """

    corners: F32
    confidence: float
    sides: F32

    @property
    def area(self) -> float:
        """The share of the file that lies within."""
        x, y = self.corners.T.astype(np.float64)
        return 0.5 * float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())

    def is_even(self, beside: Sequence[bool]) -> bool:
        """Whether what lies beside these sides (left, right, above, below) is of one tone up to the file's edge."""
        own = self.sides[list(beside)]
        return bool(own.size) and bool((own[:, STRIP_SPREAD] < EVEN).all())

    def is_marked(self, beside: Sequence[bool]) -> bool:
        """Whether it is plainly of one tone, and ends in a plain step: a printed or digital border, a scanner's lid."""
        own = self.sides[list(beside)]
        return bool(own.size) and bool(((own[:, STRIP_SPREAD] < PLAIN) & (own[:, CONTRAST] > STEP)).all())


class OutlineFinder:
    """Both stored heads; read-only and safe to share between threads."""

    card = OUTLINE_CARD

    def __init__(self, stored: bytes) -> None:
        """Read the arrays.

        Raises:
            ModelError: an array is missing or cannot be read.

        """
        with reading_head(stored, OUTLINE_CARD) as arrays:
            self._seen, self._head = _heads(arrays)

    def find(self, standard: U8, tokens: F32) -> Outline | None:
        """Return the likeliest outline; None where the picture fills its file.

        Args:
            standard: (h, w, 3) uint8 sRGB, long side 512 px.
            tokens: (16, 16, 384) float32, as ``Features`` has them.

        Raises:
            ValueError: the tokens have another shape or hold something that is not finite.

        """
        seen = self._seen.read(tokens)
        if seen.mean() > ALL_SEEN and not may_have_margins(standard):
            return None
        return self.chosen(standard, candidates(standard, seen))

    def likely(self, standard: U8, tokens: F32, count: int) -> F32:
        """Return the likeliest outlines that differ from each other, (n, 4, 2) float32 fractions, n at most ``count``.

        The whole file is not among them. Arguments and errors are those of ``find``.
        """
        among = candidates(standard, self._seen.read(tokens))
        likely = self._head.probabilities(among.sides, among.whole)[1:]
        kept: list[F32] = []
        for corners in among.corners[1:][np.argsort(-likely, kind="stable")]:
            if len(kept) < count and all(np.abs(corners - other).max() >= NEAR for other in kept):
                kept.append(corners)
        return np.asarray(kept, dtype=np.float32).reshape(-1, 4, 2)

    def chosen(self, standard: U8, among: Candidates) -> Outline | None:
        """Return the likeliest of the candidates, its sides on their edges; None where that is the whole file."""
        likely = self._head.probabilities(among.sides, among.whole)
        whole, likely = float(likely[0]), likely[1:]
        # Many say nearly the same, of which none is likely alone; the whole file has no neighbours.
        flat = among.corners[1:].reshape(-1, 8)
        best = int(np.argmax(likely)) if likely.size else 0
        together = float(likely[np.abs(flat - flat[best : best + 1]).max(axis=1) < NEAR].sum())
        if together <= whole:
            return None
        corners = settled(standard, among.corners[best + 1])
        return Outline(corners, together, among.sides[best + 1])


def _heads(arrays: Arrays) -> tuple[SeenHead, OutlineHead]:
    return SeenHead(arrays), OutlineHead(arrays)


@lru_cache(maxsize=1)
def outline_finder() -> OutlineFinder:
    """Return the process's one finder, read from the package.

    Raises:
        ModelError: the file is missing.
        ModelMismatchError: the file is not the one its card describes, or was made for another network.

    """
    return OutlineFinder(read_verified(resources.files("art_assistant.field") / "data" / _FILE, OUTLINE_CARD, (CARD,)))
