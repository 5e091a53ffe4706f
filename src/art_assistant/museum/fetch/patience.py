"""A courier that takes its turn, waits where it is told to, tries again, and leaves a host alone that refuses it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final, TypeVar

from art_assistant.museum.fetch.outcomes import REFUSED, FetchFault, Marks, PassingFault, Reply
from art_assistant.museum.fetch.pace import LONGEST_WAIT, Pace

if TYPE_CHECKING:
    # Whoever asks nobody needs no library for it.
    from art_assistant.museum.fetch.transport import Courier

_GIVEN_UP_AFTER: Final = 3
"""Things in a row that the host refused at every try before it is left alone."""

_ACCEPT_JSON: Final = "application/json"
_ACCEPT_PICTURE: Final = "image/jpeg, image/png, image/webp;q=0.9, image/*;q=0.5"
_MOST_JSON: Final = 50_000_000

T = TypeVar("T")
Read = Callable[[bytes], T]
"""Reads an answer; raises ``PassingFault`` where it is not what was asked for."""


class LeftAlone(FetchFault):
    """The host will not have us now; the run ends, and another goes on from here."""


class Patient:
    """Asks a host for one thing after another, from any thread."""

    def __init__(self, courier: Courier, pace: Pace) -> None:
        self._courier, self._pace = courier, pace
        self._in_a_row = 0
        self._lock = threading.Lock()

    def json(self, address: str, read: Read[T], marks: Marks | None = None) -> tuple[T | None, bytes, Marks]:
        """Return what a museum answers, read and as it came; None and no bytes where nothing has changed."""
        return self._got(address, read, marks, most=_MOST_JSON, accept=_ACCEPT_JSON)

    def picture(self, address: str, read: Read[T], marks: Marks | None, most: int) -> tuple[T | None, bytes, Marks]:
        """Return a picture, as ``json`` does an answer; ``most`` is the bytes that it may have."""
        return self._got(address, read, marks, most=most, accept=_ACCEPT_PICTURE)

    def _got(
        self, address: str, read: Read[T], marks: Marks | None, *, most: int, accept: str
    ) -> tuple[T | None, bytes, Marks]:
        """Try until it is there.

        Raises:
            LeftAlone: the host refuses everything.
            FetchFault: this cannot be had.

        """
        for tries in count(1):
            self._pace.turn()
            try:
                answer = self._courier.get(address, most, accept, marks)
                found = None if answer.body is None else read(answer.body)
            except FetchFault as fault:
                self._note(fault, tries)
                if tries >= fault.tries:
                    raise
            else:
                self._welcome()
                return found, answer.body or b"", _marks(answer, marks)
        raise AssertionError  # never: the loop above ends by itself

    def _welcome(self) -> None:
        self._pace.went_well()
        with self._lock:
            self._in_a_row = 0

    def _note(self, fault: FetchFault, tries: int) -> None:
        if not isinstance(fault, PassingFault):
            return
        self._pace.refused(tries, fault.wait)
        if (fault.wait or 0.0) > LONGEST_WAIT:
            raise self._left_alone(fault)
        if tries >= fault.tries:
            with self._lock:
                self._in_a_row += 1
                if self._in_a_row >= _GIVEN_UP_AFTER:
                    raise self._left_alone(fault)

    def _left_alone(self, fault: FetchFault) -> LeftAlone:
        """Stop everybody, and return why."""
        self._pace.stop()
        return LeftAlone(fault.reason, fault.wait)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works on a fetch: who asks the museum, None where nobody is asked, and the hands that wait for answers."""

    patient: Patient | None
    hands: Executor

    def asking(self) -> Patient:
        """Return who asks the museum, where somebody does."""
        if self.patient is None:
            raise AssertionError  # never: whoever reads no files has a museum to ask
        return self.patient


def _marks(answer: Reply, before: Marks | None) -> Marks:
    """Return the marks of an answer; what has not changed may come without any."""
    return answer.marks if answer.body is not None or answer.marks != Marks() else before or Marks()


def unfit() -> PassingFault:
    """Return the fault for an answer that is not what was asked for, such as a page of a guard in the way."""
    return PassingFault(REFUSED)
