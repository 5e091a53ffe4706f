"""Whether a reference that was laid over a photograph really lies there: a small regression that refuses.

It weighs a dozen scores; what it was trained on and how often it errs is told in its card and in
``docs/decisions/0032-compare.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Final

import numpy as np

from art_assistant.comparison.matching.scores import NAMES
from art_assistant.imaging.arrays import F32
from art_assistant.vision.backbone import CARD
from art_assistant.vision.heads import reading_head
from art_assistant.vision.model_card import ModelCard
from art_assistant.vision.session import read_verified

_FILE: Final = "compare-head.npz"

COMPARE_CARD: Final = ModelCard(
    name="compare-head",
    revision="1",
    task="Whether a reference laid over the photograph of a painting lies where it was painted",
    licence="MIT",
    source="trained here by train/compare_head.py",
    training_data=(
        "68 painted pairs of 525 public-domain works and 68 pairs that are not of one another "
        "(scripts/painted_pairs.py): 71 maps that were right, 153 that were wrong; no picture is shipped"
    ),
    input="scores: (12,) float64, as comparison.matching.scores gives them",
    preprocessing={"cut": 4.0},
    outputs={"logit": 1, "mean_tokens": 98_304},
    size_bytes=99_713,
    sha256="5796aa30ca9f1e26885cc6ab0a822d8c95faea56293ae4659f32acc40bac68d7",
    features={CARD.name: CARD.sha256},
)

CUT: Final = 4.0
"""Scores further than so many deviations from the training mean count as just so far."""
ACCEPTED: Final = 0.7
"""Confidence from which what differs is told."""
ALIKE: Final = 0.3
"""Confidence from which both have one composition, though one may be another version of the motif."""


class CompareHead:
    """The stored regression, and what every picture has at each place; safe to share between threads."""

    card = COMPARE_CARD

    def __init__(self, stored: bytes) -> None:
        """Read the arrays.

        Raises:
            ModelError: an array is missing or cannot be read.

        """
        with reading_head(stored, COMPARE_CARD) as arrays:
            self.mean_tokens: F32 = arrays["token_steps"].astype(np.float32) * arrays["token_scale"].astype(np.float32)
            self.centre, self.spread, self.weights, self.bias = (
                arrays[name].astype(np.float64) for name in ("centre", "spread", "weights", "bias")
            )
        self.mean_tokens.setflags(write=False)

    def confidence(self, scores: Mapping[str, float]) -> float:
        """Return how likely the map is right, 0-1.

        Args:
            scores: each of ``NAMES``.

        """
        raw = np.array([scores[name] for name in NAMES])
        seen = np.clip((raw - self.centre) / self.spread, -CUT, CUT)
        return float(1.0 / (1.0 + np.exp(-(seen @ self.weights + float(self.bias)))))


@lru_cache(maxsize=1)
def compare_head() -> CompareHead:
    """Return the process's one head, read from the package.

    Raises:
        ModelError: the file is missing.
        ModelMismatchError: the file is not the one its card describes, or was made for another network.

    """
    folder = resources.files("art_assistant.comparison") / "data"
    return CompareHead(read_verified(folder / _FILE, COMPARE_CARD, (CARD,)))
