"""What another machine or version told, read back: what makes no sense there is a ValueError."""

from __future__ import annotations

import math
from typing import Any, Final

MOST_TEXT: Final = 4000


def read_text(told: Any) -> str:
    """Return a text of at most ``MOST_TEXT`` characters.

    Raises:
        ValueError: it is none.

    """
    if not isinstance(told, str) or len(told) > MOST_TEXT:
        raise ValueError(type(told))
    return told


def read_number(told: Any) -> float:
    """Return a finite number.

    Raises:
        ValueError: it is none.

    """
    if isinstance(told, bool) or not isinstance(told, int | float) or not math.isfinite(told):
        raise ValueError(type(told))
    return float(told)


def read_answer(told: Any) -> bool | None:
    """Return yes, no, or None where nobody knows.

    Raises:
        ValueError: it is neither.

    """
    if told is not None and not isinstance(told, bool):
        raise ValueError(type(told))
    return told


def read_list(told: Any, most: int = 1000) -> list[Any]:
    """Return a list of at most ``most``.

    Raises:
        ValueError: it is none.

    """
    if not isinstance(told, list) or len(told) > most:
        raise ValueError(type(told))
    return told


def read_table(told: Any) -> dict[str, Any]:
    """Return a table of names.

    Raises:
        ValueError: it is none.

    """
    if not isinstance(told, dict):
        # Whoever reads what others wrote asks for one kind of error.
        raise ValueError(type(told))  # noqa: TRY004
    return told
