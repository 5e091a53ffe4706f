"""Labels of the artist's own, tried on a picture with nothing trained: which a pair of networks finds nearest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from art_assistant.errors import UsageError
from art_assistant.imaging.arrays import F32
from art_assistant.vision.encoders import Reads

PROMPTS: Final = ("{}", "a painting in the style of {}", "an artwork: {}")
"""What a label stands in; the vectors of all are averaged (Radford et al., "Learning Transferable Visual Models From
Natural Language Supervision", 2021, section 3.1.4)."""

SHARPNESS: Final = 100.0
"""By what cosines are multiplied before they become shares: where CLIP's training stopped (the same, section 2.5)."""

MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class Label:
    """One label.

    Attributes:
        text: as the artist wrote it.
        share: 0-1; those of all labels add up to one. It compares them with each other, and is no probability: one
            label is always nearest, even where none fits.
        cosine: of the picture and the label.

    """

    text: str
    share: float
    cosine: float


def label(seen: F32, reader: Reads, labels: Sequence[str], prompt: str | None = None) -> list[Label]:
    """Return the labels, the nearest first; of two that are as near, the one that was named first.

    Args:
        seen: (width,) unit vector of the picture.
        reader: what reads the labels into the same space.
        labels: two or more, each once.
        prompt: a sentence in which ``{}`` stands for the label; ``PROMPTS`` by default.

    Raises:
        UsageError: fewer than two labels, one told twice, or a prompt without ``{}``.

    """
    texts = list(dict.fromkeys(" ".join(text.split()) for text in labels))
    if not 2 <= len(texts) <= MOST:
        raise UsageError(f"Give 2 to {MOST} different labels, such as --labels 'impressionism,cubism'.")
    if prompt is not None and "{}" not in prompt:
        raise UsageError("A prompt holds {} where the label stands, as in --prompt 'a sketch in the manner of {}'.")
    prompts = PROMPTS if prompt is None else (prompt,)
    rows = np.stack([_meant(reader, text, prompts) for text in texts])
    cosines = rows @ seen
    powers = np.exp(SHARPNESS * (cosines - cosines.max()).astype(np.float64))
    shares = powers / powers.sum()
    order = np.argsort(-cosines, kind="stable")
    return [Label(texts[at], float(shares[at]), float(cosines[at])) for at in order]


def _meant(reader: Reads, text: str, prompts: Sequence[str]) -> F32:
    rows = np.stack([reader.read(prompt.replace("{}", text)) for prompt in prompts])
    middle = rows.mean(axis=0)
    return np.asarray(middle / max(float(np.linalg.norm(middle)), 1e-9), dtype=np.float32)
