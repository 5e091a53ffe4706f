"""The two errors for a file that is not whole, worded once."""

from __future__ import annotations

from art_assistant.errors import CorruptImageError, TruncatedImageError


def truncated() -> TruncatedImageError:
    """Return the error for a file that stops before its last pixel."""
    return TruncatedImageError("The file stops in the middle of the picture; copy or download it again.")


def corrupt(detail: str) -> CorruptImageError:
    """Return the error for a damaged file; ``detail`` says in plain words what is wrong with it."""
    return CorruptImageError(f"The file is damaged ({detail}); open it in an editor and save it again.")
