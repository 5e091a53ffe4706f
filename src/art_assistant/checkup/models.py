"""The embedded models: each file against its card, each network opened and run once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np

from art_assistant.advice.finding.expectation import EXPECTATION_CARD, expectation
from art_assistant.checkup.check import REINSTALL, Check
from art_assistant.comparison.gate import COMPARE_CARD, compare_head
from art_assistant.errors import ModelError
from art_assistant.field.kind import KIND_CARD, kind_head
from art_assistant.field.outline.find import OUTLINE_CARD, outline_finder
from art_assistant.imaging.arrays import MODEL_SIDE
from art_assistant.settings import Settings
from art_assistant.style.head import HEAD_CARD, style_head
from art_assistant.vision.backbone import CARD, EMBEDDING_WIDTH, backbone
from art_assistant.vision.manner import NETWORK_CARD, manner_encoder

_AREA: Final = "models"
_GREY: Final = 119
_FILES: Final[tuple[tuple[str, Callable[[], Any]], ...]] = (
    (KIND_CARD.name, kind_head),
    (OUTLINE_CARD.name, outline_finder),
    (COMPARE_CARD.name, compare_head),
    (HEAD_CARD.name, style_head),
    (EXPECTATION_CARD.name, expectation),
)


def look(settings: Settings) -> Iterator[Check]:
    """Yield a check of each embedded model."""
    threads = settings.analysis.threads
    grey = np.full((MODEL_SIDE, MODEL_SIDE, 3), _GREY, dtype=np.uint8)
    flat = np.zeros(EMBEDDING_WIDTH, dtype=np.float32)
    yield _tried(CARD.name, lambda: backbone(threads).run(grey).embedding, "It is whole, opens, and runs.")
    yield _tried(
        NETWORK_CARD.name, lambda: manner_encoder(threads).encode(grey, flat).overall, "It is whole, opens, and runs."
    )
    for name, opening in _FILES:
        yield _tried(name, opening, "It is whole and opens.")


def _tried(name: str, work: Callable[[], Any], told: str) -> Check:
    try:
        found = work()
    except ModelError as error:
        return Check(_AREA, name, "fail", str(error).removesuffix(" Install art-assistant again."), REINSTALL)
    if isinstance(found, np.ndarray) and not np.isfinite(found).all():
        return Check(_AREA, name, "fail", "It gives no numbers on this machine.", "pip install -U onnxruntime")
    return Check(_AREA, name, "ok", told)
