"""A museum's answers, each asked for once a run, and kept; of earlier ones it is asked whether they changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Any

from art_assistant.museum.fetch.journal import FetchJournal
from art_assistant.museum.fetch.outcomes import GONE, LATER, FetchFault, Marks
from art_assistant.museum.fetch.patience import LeftAlone, Patient, unfit


class Answers:
    """Asks, and remembers.

    Attributes:
        incomplete: whether something that was asked for could not be had now.

    """

    def __init__(self, journal: FetchJournal, patient: Patient, hands: Executor, run: int) -> None:
        self._journal, self._patient, self._hands, self._run = journal, patient, hands, run
        self.incomplete = False

    def page(self, address: str) -> Any:
        """Return the answer of an address, without which nothing can be listed.

        Raises:
            LeftAlone: there is none.

        """
        (answer,) = self.each([address])
        if isinstance(answer, str):
            raise LeftAlone(answer)
        return answer

    def each(self, addresses: Sequence[str]) -> list[Any]:
        """Return for each address its answer as parsed JSON, or a text that says why there is none.

        Raises:
            LeftAlone: the host refuses everything.

        """
        known = {address: self._journal.answer(address) for address in addresses}
        asked = [address for address, found in known.items() if found is None or found[0] != self._run]
        futures = {address: self._hands.submit(self._asked, address, _marks(known[address])) for address in asked}
        found: dict[str, Any] = {}
        for address, before in known.items():
            if address in futures:
                found[address] = self._taken(address, futures[address].result(), before)
            elif before is not None:
                found[address] = json.loads(before[2])
        return [found[address] for address in addresses]

    def _asked(self, address: str, marks: Marks | None) -> tuple[Any, bytes, Marks] | FetchFault:
        try:
            return self._patient.json(address, parsed, marks)
        except FetchFault as fault:
            return fault

    def _taken(
        self, address: str, got: tuple[Any, bytes, Marks] | FetchFault, before: tuple[int, Marks, bytes] | None
    ) -> Any:
        """Keep an answer, and return it."""
        if isinstance(got, LeftAlone):
            raise got
        if isinstance(got, FetchFault) and got.reason != GONE:
            self.incomplete |= got.reason in LATER
            return got.reason
        if isinstance(got, FetchFault):
            got = (GONE, json.dumps(GONE).encode(), Marks())
        value, body, marks = got
        if not body and before is not None:
            body, value = before[2], json.loads(before[2])
        with self._journal.change():
            self._journal.keep_answer(address, self._run, marks, body)
        return value


def _marks(before: tuple[int, Marks, bytes] | None) -> Marks | None:
    return None if before is None else before[1]


def parsed(body: bytes) -> Any:
    """Return the JSON of an answer.

    Raises:
        PassingFault: it is none, as the page of a guard in the way.

    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise unfit() from error
