"""Models that can be fetched by name. No digest stands here: what is fetched first is noted, and stays the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from art_assistant.errors import UsageError


@dataclass(frozen=True, slots=True)
class Known:
    """Where a model lies on the hub.

    Attributes:
        repository: the hub's name of it.
        files: role to path in the repository.
        about: what it is, in one line.
        licence: of the weights, as their makers state it.

    """

    repository: str
    files: Mapping[str, str]
    about: str
    licence: str


def _files(ending: str = "") -> dict[str, str]:
    return {
        "config": "config.json",
        "preprocessor": "preprocessor_config.json",
        "tokenizer_config": "tokenizer_config.json",
        "tokenizer": "tokenizer.json",
        "text": f"onnx/text_model{ending}.onnx",
        "vision": f"onnx/vision_model{ending}.onnx",
    }


_CLIP: Final = "CLIP ViT-B/32 (OpenAI, 2021)"
KNOWN: Final[Mapping[str, Known]] = {
    "clip-vit-b32": Known("Xenova/clip-vit-base-patch32", _files(), f"{_CLIP}; about 610 MB", "MIT"),
    "clip-vit-b32-int8": Known(
        "Xenova/clip-vit-base-patch32", _files("_quantized"), f"{_CLIP} rounded to 8 bits; about 155 MB", "MIT"
    ),
    "siglip-b16": Known(
        "Xenova/siglip-base-patch16-224", _files(), "SigLIP B/16 (Google, 2023); about 810 MB", "Apache-2.0"
    ),
}
"""Name to where it lies; a further model is a line here."""

USUAL: Final = "clip-vit-b32"
"""The one that is named where somebody has none."""


def known(name: str) -> Known:
    """Return the model of that name.

    Raises:
        UsageError: there is none.

    """
    found = KNOWN.get(name)
    if found is None:
        raise UsageError(
            f"There is no model '{name[:64]}' to fetch; those that are: {', '.join(KNOWN)}. "
            "A folder of your own is taken with 'art-assistant models add'."
        )
    return found
