"""The two errors for a file that is not whole, worded once."""

from __future__ import annotations

from dataclasses import dataclass

from art_assistant.errors import CorruptImageError, TruncatedImageError


def truncated() -> TruncatedImageError:
    """Return the error for a file that stops before its last pixel."""
    return TruncatedImageError("The file stops in the middle of the picture; copy or download it again.")


def corrupt(detail: str) -> CorruptImageError:
    """Return the error for a damaged file; ``detail`` says in plain words what is wrong with it."""
    return CorruptImageError(f"The file is damaged ({detail}); open it in an editor and save it again.")


@dataclass(slots=True)
class Budget:
    """How much longer one file's structure is walked, in units of the cheapest piece, a block of a GIF.

    A GIF of 50 MB has about 200,000 of them; pieces that take longer to look at cost more units each.
    """

    left: int = 400_000

    def spend(self, pieces: int = 1) -> None:
        """Take ``pieces`` off, and raise CorruptImageError where none are left."""
        self.left -= pieces
        if self.left < 0:
            raise corrupt("it is cut into too many pieces")
