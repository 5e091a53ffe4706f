"""Why a museum's picture could not be had, for faces that go on without it."""

from __future__ import annotations


class UnfetchedError(Exception):
    """A picture could not be fetched.

    Attributes:
        reason: half a sentence without a stop: "the museum answers 404".
        ill: whether its host refuses, is ill or is silent, so that it should not be asked for another one now.

    """

    def __init__(self, reason: str, *, ill: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.ill = reason, ill
