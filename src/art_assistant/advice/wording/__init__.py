"""The words of the findings, kind by kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from art_assistant.advice.wording.color import COLOR
from art_assistant.advice.wording.composition import COMPOSITION
from art_assistant.advice.wording.edges import EDGES
from art_assistant.advice.wording.form import Wording
from art_assistant.advice.wording.value import VALUE

__all__ = ["WORDINGS", "Wording"]

WORDINGS: Final[Mapping[str, Wording]] = {**VALUE, **COMPOSITION, **COLOR, **EDGES}
