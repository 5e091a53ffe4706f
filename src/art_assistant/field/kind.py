"""What a picture is: painted, drawn or printed, a photograph of the world, or a page of text, a screen or a blank.

A multinomial logistic regression and small perceptrons, which vote, on the features of the two embedded networks, which
are computed anyway, on the texture within one of them, and on the verdict of the gate that was learned with the style
head. It may be unsure: an answer that asks the artist instead of
asserting. ``scripts/make_kind_head.py`` makes the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.field.labels import KINDS, PHOTOGRAPH, UNSURE
from art_assistant.imaging.arrays import F32
from art_assistant.vision.heads import OUTLIER, Arrays, check_features, reading_head, standardised
from art_assistant.vision.manner import RAW_CARDS, RAW_WIDTH, TEXTURE_WIDTH
from art_assistant.vision.model_card import ModelCard
from art_assistant.vision.session import read_verified

_FILE: Final = "kind-head.npz"
_STEEPEST: Final = 40.0
"""Beyond this an exponential is 0 or infinite in float32."""
_LEAST: Final = 1e-9
_SURE: Final = 8.0
"""Beyond this logit the gate's verdict says nothing more."""

KIND_CARD: Final = ModelCard(
    name="kind-head",
    revision="2",
    task="Probabilities that a picture is a painting, a drawing or print, a photograph of the world, or none of these",
    licence="MIT",
    source="trained here by scripts/make_kind_head.py",
    training_data=(
        "903 pictures as artists have them, from 33 sources; 5,306 in 24 classes, a part of them from WikiArt, whose "
        "images are offered for non-commercial research, 2,150 composites of such and 750 of such by other cameras; "
        "256 photographs under free licences and 512 parts of them; 800 rendered pages and screens; the gate as "
        "style-head has it; no picture is shipped"
    ),
    input="raw: (2048,) and texture: (928,) float32, as the encoder of facets gives them",
    preprocessing={"standardised": "mean and deviation of the training pictures", "cut": OUTLIER},
    outputs={"probabilities": len(KINDS)},
    size_bytes=951_191,
    sha256="5ee618a603a538379d21f3de332fd02b5f1f2a8b4161b02b51e76615542adc8c",
    features={
        "dinov2-vits14-focus-int8": "5ef99916f3cafa1b89de0a12c4e67f345d0ca5eea5cad9b480d10f9ad071c130",
        "efficientnet-lite0-manner": "6a6bbccf7c8228fcee26a430cacaf4b94d7dc2fffef2632c1e1c6c609f6ebefb",
    },
)


@dataclass(frozen=True, slots=True)
class PictureKind:
    """What a picture is taken for.

    Attributes:
        label: one of ``KINDS``, or ``unsure``.
        probabilities: each of ``KINDS`` with its calibrated probability, sum 1.
        monochrome: whether it is without colour, or of one tone throughout.
        chosen: who says so: ``"us"`` or ``"artist"``.

    """

    label: str
    probabilities: dict[str, float]
    monochrome: bool = False
    chosen: str = "us"

    def as_dict(self) -> dict[str, Any]:
        """Return the kind in JSON-ready form."""
        return {
            "label": self.label,
            "probabilities": {k: round(p, 4) for k, p in self.probabilities.items()},
            "monochrome": self.monochrome,
            "chosen": self.chosen,
        }


class Gate:
    """The perceptrons that learned photographs from paintings on the style data, as one more feature."""

    def __init__(self, arrays: Arrays) -> None:
        """Read the arrays of the gate, in float32 what is stored in int8 steps."""
        names = ("mean", "deviation", "steps", "scale", "bias", "second", "offset")
        self._mean, self._deviation, steps, scale, self._bias, self._second, self._offset = (
            arrays[f"gate_{name}"].astype(np.float32) for name in names
        )
        self._first = steps * scale

    def logits(self, raw: F32) -> F32:
        """Return (...,) float32 for (..., 2048) raw features: above 0 is a photograph; cut at 8."""
        active = _active(standardised(raw, self._mean, self._deviation) @ self._first + self._bias)
        return np.asarray(np.clip(active @ self._second + self._offset, -_SURE, _SURE), dtype=np.float32)


class KindHead:
    """The stored regression and perceptrons; read-only and safe to share between threads."""

    card = KIND_CARD

    def __init__(self, stored: bytes) -> None:
        """Read the arrays of a head, in float32 what is stored in int8 steps.

        Raises:
            ModelError: an array is missing or cannot be read.

        """
        with reading_head(stored, KIND_CARD) as arrays:
            self._gate = Gate(arrays)
            names = ("mean", "deviation", "weights", "gate_weights", "intercept", "shares")
            self._mean, self._deviation, self._weights, self._gate_weights, self._intercept, self._shares = (
                arrays[name].astype(np.float32) for name in names
            )
            names = ("steps", "scale", "gate_first", "bias", "second", "offset")
            steps, scale, self._gate_first, self._bias, self._second, self._offset = (
                arrays[name].astype(np.float32) for name in names
            )
            self._first = steps * scale
            self._sharpness, self._least, self._least_photograph = (
                float(arrays[name]) for name in ("sharpness", "least", "least_photograph")
            )

    def probabilities(self, raw: F32, texture: F32) -> NDArray[np.float64]:
        """Return (len(KINDS),) float64 probabilities of one picture.

        Args:
            raw: (2048,) float32 features, not standardised.
            texture: (928,) float32, as the encoder gives it with them.

        Raises:
            ValueError: an array has another shape or holds something that is not finite.

        """
        check_features(raw, RAW_WIDTH)
        check_features(texture, TEXTURE_WIDTH)
        seen = standardised(np.concatenate([raw, texture]), self._mean, self._deviation)
        gate = self._gate.logits(raw)
        plain = seen @ self._weights + gate * self._gate_weights + self._intercept
        active = _active(seen @ self._first + gate * self._gate_first + self._bias).reshape(len(self._second), -1)
        bent = np.einsum("mh,mhk->mk", active, self._second) + self._offset
        found = self._shares @ _softmax(np.concatenate([plain[None], bent]))
        sharp = np.maximum(found, _LEAST) ** self._sharpness
        return np.asarray(sharp / sharp.sum(), dtype=np.float64)

    def read(self, raw: F32, texture: F32) -> PictureKind:
        """Return what a picture is; a photograph is asserted only where it is likelier than other kinds must be.

        A painting that is called a photograph hears nothing of use; a photograph that is asked about costs one answer.
        Arguments and errors are those of ``probabilities``.
        """
        found = self.probabilities(raw, texture)
        likeliest = KINDS[int(np.argmax(found))]
        least = self._least_photograph if likeliest == PHOTOGRAPH else self._least
        label = likeliest if found.max() >= least else UNSURE
        return PictureKind(label, {kind: float(p) for kind, p in zip(KINDS, found, strict=True)})


def _active(hidden: F32) -> F32:
    return np.asarray(hidden / (1.0 + np.exp(-np.clip(hidden, -_STEEPEST, _STEEPEST))), dtype=np.float32)


def _softmax(logits: F32) -> NDArray[np.float64]:
    powers = np.exp(np.asarray(logits - logits.max(axis=-1, keepdims=True), dtype=np.float64))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float64)


@lru_cache(maxsize=1)
def kind_head() -> KindHead:
    """Return the process's one head, read from the package.

    Raises:
        ModelError: the file is missing.
        ModelMismatchError: the file is not the one its card describes, or was made for other networks.

    """
    return KindHead(read_verified(resources.files("art_assistant.field") / "data" / _FILE, KIND_CARD, RAW_CARDS))
