"""One thing that was looked at, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final, Literal

State = Literal["ok", "warn", "fail"]
REINSTALL: Final = "pip install --force-reinstall art-assistant"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        area: the part of the check-up, such as ``models``.
        what: the thing.
        state: ``ok``; ``warn``, where something is missing that not everybody needs; ``fail``.
        told: what was found, one line.
        remedy: what to do about it; empty where nothing is to be done.

    """

    area: str
    what: str
    state: State
    told: str
    remedy: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return the check, JSON-ready."""
        return asdict(self)


def worst(checks: list[Check]) -> State:
    """Return the gravest state among checks; ``ok`` where there are none."""
    states = {check.state for check in checks}
    return "fail" if "fail" in states else "warn" if "warn" in states else "ok"
