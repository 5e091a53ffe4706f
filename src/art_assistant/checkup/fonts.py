"""The bundled typefaces: each opens and draws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, get_args

from art_assistant.checkup.check import REINSTALL, Check
from art_assistant.report.draw.letters import Face, text_width
from art_assistant.settings import Settings

_AREA: Final = "fonts"
_LATIN, _EASTERN = "Value", "明度"


def look(_settings: Settings) -> Iterator[Check]:
    """Yield a check of each face."""
    for face in get_args(Face):
        yield _face(face)


def _face(face: Face) -> Check:
    try:
        drawn = text_width(_EASTERN if face == "han" else _LATIN, face, 16) > 0
    except OSError:
        drawn = False
    if drawn:
        return Check(_AREA, face, "ok", "It opens.")
    return Check(_AREA, face, "fail", "The typeface is missing or damaged.", REINSTALL)
