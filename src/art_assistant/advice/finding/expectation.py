"""What pictures that look like this one measure: a linear reading of the networks' features.

A drawing in pen has harder edges than a pastel, and a still life of flowers more chroma than a street in fog. How far
a picture is from the masters tells little where its subject and its medium explain it. ``scripts/make_expectation.py``
fits the reading (ridge regression) to masters' pictures and to copies of them in other exposures, tints and degrees of
sharpness, each with the numbers of the *unaltered* picture: it learns from what is shown, and not from how light,
strong or sharp it happens to be.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.advice.finding.catalogue import expected
from art_assistant.imaging.arrays import F32
from art_assistant.vision.heads import OUTLIER, check_features, reading_head, standardised
from art_assistant.vision.manner import RAW_CARDS, RAW_WIDTH
from art_assistant.vision.model_card import ModelCard
from art_assistant.vision.session import read_verified

_FILE: Final = "expectation.npz"

EXPECTATION_CARD: Final = ModelCard(
    name="expectation",
    revision="1",
    task="What colour and edges measure, as normal scores, in masters' pictures that look alike",
    licence="MIT",
    source="fitted here by scripts/make_expectation.py",
    training_data="890 paintings before about 1930 in the public domain; no picture is shipped",
    input="raw: (2048,) float32, the backbone's embedding, then EfficientNet's features",
    preprocessing={
        "standardised": "mean and deviation of the paintings",
        "cut": OUTLIER,
    },
    outputs={"metrics": 21},
    size_bytes=54_205,
    sha256="33fec9483993a73ee01e3877581ee67bfc37bf3ab3f84ebcc9bcd1871e86e812",
    features={
        "dinov2-vits14-focus-int8": "5ef99916f3cafa1b89de0a12c4e67f345d0ca5eea5cad9b480d10f9ad071c130",
        "efficientnet-lite0-manner": "6a6bbccf7c8228fcee26a430cacaf4b94d7dc2fffef2632c1e1c6c609f6ebefb",
    },
)


@dataclass(frozen=True)
class Expectation:
    """The stored reading.

    Attributes:
        names: the metrics it speaks of.
        mean, deviation: (2048,) of the features.
        weights: (2048, m) float32.
        offset: (m,) float32.

    """

    names: tuple[str, ...]
    mean: F32
    deviation: F32
    weights: F32
    offset: F32

    @classmethod
    def read(cls, stored: bytes) -> Expectation:
        """Return what ``stored`` said.

        Raises:
            ModelError: an array is missing or cannot be read.

        """
        with reading_head(stored, EXPECTATION_CARD) as arrays:
            weights = np.multiply(arrays["steps"], arrays["scale"], dtype=np.float32)
            names = tuple(str(name) for name in arrays["names"])
            mean, deviation, offset = (arrays[part].astype(np.float32) for part in ("mean", "deviation", "offset"))
        return cls(names, mean, deviation, weights, offset)

    def standardised(self, raw: F32) -> F32:
        """Return the features (..., 2048) as they are weighed."""
        return standardised(raw, self.mean, self.deviation)

    def metrics(self, raw: F32) -> dict[str, float]:
        """Return the expected metrics of one picture, as normal scores among the masters, by their ``expected`` names.

        Args:
            raw: (2048,) float32 features, not standardised.

        Raises:
            ValueError: the array has another shape or holds something that is not finite.

        """
        check_features(raw, RAW_WIDTH)
        scores = self.standardised(raw) @ self.weights + self.offset
        return {expected(name): float(score) for name, score in zip(self.names, scores, strict=True)}


def quantised(weights: NDArray[np.floating]) -> tuple[NDArray[np.int8], F32]:
    """Return the int8 steps and the scale of each column of (n, m) weights."""
    scale = np.maximum(np.abs(weights).max(axis=0, keepdims=True), 1e-12) / 127.0
    return np.rint(weights / scale).astype(np.int8), scale.astype(np.float32)


@lru_cache(maxsize=1)
def expectation() -> Expectation:
    """Return the process's one expectation, read from the package.

    Raises:
        ModelError: the file is missing.
        ModelMismatchError: the file is not the one its card describes, or was made for other networks.

    """
    file = resources.files("art_assistant.advice") / "data" / _FILE
    return Expectation.read(read_verified(file, EXPECTATION_CARD, RAW_CARDS))
