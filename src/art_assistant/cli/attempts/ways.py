"""How whoever writes commands does what a comparison says."""

from __future__ import annotations

from typing import Final

from art_assistant.report.compared import Ways

WRITTEN: Final = Ways(
    corners="They are written --corners X1,Y1,X2,Y2,X3,Y3,X4,Y4, as fractions of the photograph from its top left.",
    card="A point on it is written --card X,Y, as fractions of the photograph.",
    ids=True,
)
