"""The errors for a file that is not whole, and for one that is but cannot be read, worded once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from art_assistant.errors import CorruptImageError, TruncatedImageError, UnsupportedFormatError

EXPORT = "export it as an ordinary JPEG, PNG or 8-bit TIFF and try again"


def truncated() -> TruncatedImageError:
    """Return the error for a file that stops before its last pixel."""
    return TruncatedImageError("The file stops in the middle of the picture; copy or download it again.")


def corrupt(detail: str) -> CorruptImageError:
    """Return the error for a damaged file; ``detail`` says in plain words what is wrong with it."""
    return CorruptImageError(f"The file is damaged ({detail}); open it in an editor and save it again.")


def unread(what: str) -> UnsupportedFormatError:
    """Return the error for a sound file of a sort that is not read; ``what`` names the sort, beginning with "a"."""
    return UnsupportedFormatError(f"The file is {what}, which is not read; {EXPORT}.")


@dataclass(slots=True)
class Budget:
    """How much longer one file's structure is walked, in units of the cheapest piece, a block of a GIF.

    A GIF of 50 MB has about 200,000 of them; pieces that take longer to look at cost more units each.
    """

    left: int = 400_000

    @classmethod
    def of(cls, size: int) -> Self:
        """Return the budget of a file of ``size`` bytes: where larger files are allowed, they have more pieces."""
        return cls(max(cls().left, size // 125))

    def spend(self, pieces: int = 1) -> None:
        """Take ``pieces`` off, and raise CorruptImageError where none are left."""
        self.left -= pieces
        if self.left < 0:
            raise corrupt("it is cut into too many pieces")
