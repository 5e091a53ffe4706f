"""What the photograph of a picture can carry: what is wrong with it, what to do, and what is not said because of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

Carried = Literal["lights", "darks", "key", "color", "edges"]
"""What a photograph may not carry: how the lights or the darks end, how light the whole is, its hues, its edges."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing about the photograph.

    Attributes:
        id: ``"uneven_light"``, ``"glare"``, ``"blur"``, ``"cast"``, ``"low_light"``, ``"keystone"``,
            ``"clipped_lights"`` or ``"clipped_darks"``.
        amount: how much, in ``unit``.
        unit: of the amount, as it is written.
        text: one line: what was measured, and what to do about it.
        corrected: whether the study is made on a copy that is put right.

    """

    id: str
    amount: float
    unit: str
    text: str
    corrected: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the remark, JSON-ready."""
        return {
            "id": self.id,
            "amount": round(self.amount, 4),
            "unit": self.unit,
            "text": self.text,
            "corrected": self.corrected,
        }


@dataclass(frozen=True, slots=True)
class PhotoCheck:
    """What is known of the photograph.

    Attributes:
        remarks: the gravest first; none where it can carry all that is said.
        holds_back: what it cannot carry, sorted: findings that rest on it are softened or held back.

    """

    remarks: tuple[Remark, ...] = ()
    holds_back: tuple[Carried, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the check, JSON-ready."""
        return {"remarks": [remark.as_dict() for remark in self.remarks], "holds_back": list(self.holds_back)}


SOUND: Final = PhotoCheck()
"""Nothing is wrong with the photograph."""
