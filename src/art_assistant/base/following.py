"""What is wrong with a gallery that goes on with the version it has: a later one was refused, or its store is away."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from art_assistant.base.regular import read_regular

FOLLOWING: Final = ".following.json"
"""File in a gallery's folder that holds the trouble of whoever brings it, for all who search it."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a gallery is not at the version that it could be at.

    Attributes:
        what: ``"refused"``: a version that cannot be used; ``"source"``: the store cannot be read.
        version: the version that was refused.
        code: the code of the error.
        message: what to do, in one sentence.

    """

    what: str
    version: str | None
    code: str
    message: str


def trouble_of(folder: Path) -> Trouble | None:
    """Return what whoever brings the gallery last found wrong; None where nothing is, or nobody brings it."""
    try:
        told = json.loads(read_regular(folder / FOLLOWING))
        return Trouble(**{name: told[name] for name in ("what", "version", "code", "message")})
    except (OSError, ValueError, KeyError, TypeError):
        return None
