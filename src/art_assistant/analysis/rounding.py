"""Numbers as they are written down: rounded, or None where there is nothing to measure."""

from __future__ import annotations


def rounded(number: float | None, digits: int = 4) -> float | None:
    """Return ``number`` to so many decimals, 4 as for shares; None stays None."""
    return None if number is None else round(number, digits)
