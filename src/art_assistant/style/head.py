"""From the frozen features of one picture to calibrated probabilities: a small ensemble, and the photograph gate.

``train/style_head.py`` makes the file. Nothing but numpy is needed to run it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32
from art_assistant.style.labels import LABELS
from art_assistant.vision.heads import OUTLIER, Arrays, check_features, reading_head, standardised
from art_assistant.vision.manner import RAW_CARDS, RAW_WIDTH
from art_assistant.vision.model_card import ModelCard
from art_assistant.vision.session import read_verified

_FILE: Final = "style-head.npz"
_STEEPEST: Final = 40.0
"""Beyond this logit a probability is 0 or 1 in float32."""

HEAD_CARD: Final = ModelCard(
    name="style-head",
    revision="5",
    task="Probabilities of 23 styles, and whether the picture is a photograph of the world",
    licence="MIT",
    source="trained here by train/style_head.py",
    training_data=(
        "14,609 pictures in 24 classes and 23,474 altered copies of most of them, for the gate 256 photographs under "
        "free licences too; calibrated on 1,413 by a head that had not seen these; a part of the pictures from "
        "WikiArt, whose images are offered for non-commercial research; no picture is shipped"
    ),
    input="raw: (2048,) float32, the backbone's embedding, then EfficientNet's features",
    preprocessing={
        "standardised": "mean and deviation of the training pictures",
        "cut": OUTLIER,
    },
    outputs={"probabilities": len(LABELS)},
    size_bytes=1_869_827,
    sha256="17cad98a791bc6216f3043795232096b0bdc335606d2c291a3c3a6f2be743c0d",
    features={
        "dinov2-vits14-focus-int8": "5ef99916f3cafa1b89de0a12c4e67f345d0ca5eea5cad9b480d10f9ad071c130",
        "efficientnet-lite0-manner": "6a6bbccf7c8228fcee26a430cacaf4b94d7dc2fffef2632c1e1c6c609f6ebefb",
    },
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the head makes of one picture.

    Attributes:
        probabilities: (24,) float64 in the order of ``LABELS``, sum 1, *Photograph* among them.
        photograph: the gate's probability, 0-1, that the picture is a photograph of the world: a question of its own,
            learned from phone shots of paintings too. It is set so that .5 takes about one painting in fifty for one.
        threshold: probability from which a label is right three times in four.

    """

    probabilities: NDArray[np.float64]
    photograph: float
    threshold: float


class _Ensemble:
    """Perceptrons of one hidden layer (SiLU) side by side; their logits are averaged."""

    def __init__(self, arrays: Arrays, prefix: str) -> None:
        count = sum(name.startswith(f"{prefix}steps") for name in arrays)
        members = [tuple(arrays[f"{prefix}{part}{k}"] for part in _PARTS) for k in range(count)]
        self._first = np.concatenate([np.multiply(m[0], m[1]) for m in members], axis=1, dtype=np.float32)
        self._bias = np.concatenate([m[2] for m in members], dtype=np.float32)
        self._second = np.concatenate([m[3] for m in members], dtype=np.float32) / np.float32(count)
        self._offset = np.mean(np.asarray([m[4] for m in members], dtype=np.float32), axis=0)

    def logits(self, standard: F32) -> NDArray[np.float64]:
        hidden = standard @ self._first + self._bias
        active = hidden / (1.0 + np.exp(-np.clip(hidden, -_STEEPEST, _STEEPEST)))
        return np.asarray(active @ self._second + self._offset, dtype=np.float64)


class StyleHead:
    """The stored ensemble and gate; read-only and safe to share between threads."""

    card = HEAD_CARD

    def __init__(self, stored: bytes) -> None:
        """Read the arrays of a head.

        Raises:
            ModelError: an array is missing or cannot be read.

        """
        with reading_head(stored, HEAD_CARD) as arrays:
            self._mean, self._deviation = (arrays[name].astype(np.float32) for name in ("mean", "deviation"))
            self._threshold = float(arrays["threshold"])
            self._styles, self._gate = _Ensemble(arrays, ""), _Ensemble(arrays, "gate_")

    def read(self, raw: F32) -> Reading:
        """Return the probabilities of one picture.

        Args:
            raw: (2048,) float32 features, not standardised.

        Raises:
            ValueError: the array has another shape or holds something that is not finite.

        """
        check_features(raw, RAW_WIDTH)
        standard = standardised(raw, self._mean, self._deviation)
        gate = float(np.clip(self._gate.logits(standard)[0], -_STEEPEST, _STEEPEST))
        logits = self._styles.logits(standard)
        powers = np.exp(logits - logits.max())
        return Reading(powers / powers.sum(), float(1.0 / (1.0 + np.exp(-gate))), self._threshold)


_PARTS: Final = ("steps", "scale", "bias", "second", "offset")


@lru_cache(maxsize=1)
def style_head() -> StyleHead:
    """Return the process's one head, read from the package.

    Raises:
        ModelError: the file is missing.
        ModelMismatchError: the file is not the one its card describes, or was made for other networks.

    """
    return StyleHead(read_verified(resources.files("art_assistant.style") / "data" / _FILE, HEAD_CARD, RAW_CARDS))
