"""What comes of asking: an answer with its marks, or a fault in the words of the summary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

REFUSED: Final = "refused by host"
UNREACHABLE: Final = "host not reachable, or too slow"
CUT: Final = "answer cut short"
GONE: Final = "not found at the museum"
PRIVATE: Final = "address that is not of the public Internet"
MISDIRECTED: Final = "sent from one address to another without an end"
DAMAGED: Final = "damaged picture"
TOO_LARGE: Final = "picture over a limit"
IN_THE_WAY: Final = "a file of yours in its place"
STOPPED: Final = "stopped before its turn"
NO_ADDRESS: Final = "address of the picture not known"


LATER: Final = frozenset({REFUSED, UNREACHABLE, CUT, STOPPED})
"""Reasons that may be gone at the next start, so that the run is not at its end."""


class FetchFault(Exception):  # noqa: N818 - the cause of a line in the summary, and no error of the run
    """Something could not be fetched.

    Attributes:
        reason: one of the reasons above.
        wait: seconds that the host asked us to wait; None where it named none.
        tries: how often the same is asked for altogether before it is given up.

    """

    tries: ClassVar[int] = 1

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.wait = reason, wait


class PassingFault(FetchFault):
    """It may help to wait and try again."""

    tries = 6


class SpoiltFault(FetchFault):
    """What came is not whole; it may be at the next try, and hardly at the tenth."""

    tries = 3


@dataclass(frozen=True, slots=True)
class Marks:
    """What an answer is known by when it is asked for again: ``ETag`` and ``Last-Modified``, empty where not told."""

    etag: str = ""
    modified: str = ""

    def headers(self) -> dict[str, str]:
        """Return the headers of a conditional request."""
        told = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; ``body`` is None where nothing has changed since the marks."""

    body: bytes | None
    marks: Marks
