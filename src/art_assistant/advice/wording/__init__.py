"""The words of the findings, kind by kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from art_assistant.advice.wording.color import COLOR
from art_assistant.advice.wording.composition import COMPOSITION
from art_assistant.advice.wording.edges import EDGES
from art_assistant.advice.wording.form import Told, Wording
from art_assistant.advice.wording.masses import MASSES
from art_assistant.advice.wording.tones import TONES

__all__ = ["WORDINGS", "Told", "Wording"]

WORDINGS: Final[Mapping[str, Wording]] = {**TONES, **MASSES, **COMPOSITION, **COLOR, **EDGES}
