"""One fetch from its beginning, or from where an earlier one stopped, to the catalogue and the summary."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NoReturn, Protocol

from art_assistant.base.processes import cores
from art_assistant.errors import UsageError
from art_assistant.files.there import is_file
from art_assistant.imaging.limits import DEFAULT_LIMITS, Limits
from art_assistant.museum.fetch.answers import Answers
from art_assistant.museum.fetch.catalogue import refuse_changed, write_catalogue
from art_assistant.museum.fetch.choose import choose
from art_assistant.museum.fetch.house import JOURNAL, journal_in
from art_assistant.museum.fetch.journal import FetchJournal
from art_assistant.museum.fetch.keep import Shelf, keep_pictures
from art_assistant.museum.fetch.outcomes import LATER
from art_assistant.museum.fetch.pace import Pace
from art_assistant.museum.fetch.patience import LeftAlone, Patient, Staff
from art_assistant.museum.sources.hosts import Host
from art_assistant.museum.sources.question import Inquiry
from art_assistant.museum.sources.work import Ask, WorkSource

GONE_FROM_LIST: Final = "no longer listed; the picture stays where it is"


class Watch(Protocol):
    """Shows how far a fetch is."""

    def start(self, total: int, what: str) -> None:
        """Begin to count."""
        ...

    def step(self) -> None:
        """Count one more."""
        ...


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be fetched, and how.

    Attributes:
        question: what is asked.
        source: makes the source, of what asks a museum.
        host: the museum's server; None for what lies on this machine.
        contact: an address at which the museum reaches whoever runs this.
        delay: seconds between two requests; None for the museum's own.
        facts_only: whether the pictures are left for another time.
        missing_only: whether nothing is listed, and only missing pictures are fetched.
        limits: what one picture may cost.
        patience: seconds to wait for each part of an answer.

    """

    question: Inquiry
    source: Callable[[Ask], WorkSource]
    host: Host | None
    contact: str = ""
    delay: float | None = None
    facts_only: bool = False
    missing_only: bool = False
    limits: Limits = DEFAULT_LIMITS
    patience: float = 20.0


@dataclass(slots=True)
class Fetched:
    """What came of a fetch.

    Attributes:
        works, pictures: how many the catalogue holds now.
        passed: what was listed and passed over, by reason.
        kept: what became of the pictures of the chosen works, by reason.
        left_alone: why the host was left alone; empty where it was not.
        wait: seconds that the host asked for then; None where it named none.
        complete: whether nothing is left that another start could bring.

    """

    works: int = 0
    pictures: int = 0
    passed: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    left_alone: str = ""
    wait: float | None = None
    complete: bool = False


def fetch(order: Order, folder: Path, watch: Watch) -> Fetched:
    """Fetch, or go on fetching, and write the catalogue.

    Raises:
        UsageError: the folder holds a catalogue of something else, or none where only missing pictures are wanted.
        OutputError: the folder is not ours, or cannot be written.

    """
    done = Fetched()
    if order.missing_only and not is_file(folder / JOURNAL):
        raise _none_yet()
    with journal_in(folder) as journal:
        refuse_changed(folder, journal)
        run = _begun(journal, order)
        shelf = Shelf(folder, journal, run, order.question.side, order.limits, order.missing_only)
        with _staff(order) as staff:
            try:
                _work(order, shelf, staff, watch, done)
            except LeftAlone as fault:
                done.left_alone, done.wait = fault.reason, fault.wait
        _end(journal, order, folder, run, done)
    return done


def _begun(journal: FetchJournal, order: Order) -> int:
    """Return the run to go on with, or begin a new one."""
    source, question = order.question.source, order.question.digest
    known = journal.fact("source")
    if known not in {"", source}:
        raise UsageError(f"This folder holds a catalogue of '{known}'; name another with --out.")
    run = int(journal.fact("run") or 0)
    if order.missing_only:
        if not journal.fact("passed"):
            raise _none_yet()
        return run
    state = journal.fact("state")
    # Facts that came without the places of the pictures, from a table, are asked for once more.
    pictures_next = state == "facts" and not order.facts_only and all(work.place for work in journal.chosen())
    goes_on = journal.fact("question") == question and (state == "" or pictures_next)
    if run and goes_on:
        return run
    with journal.change():
        for name, value in (("source", source), ("question", question), ("run", str(run + 1)), ("state", "")):
            journal.remember(name, value)
    return run + 1


def _none_yet() -> UsageError:
    return UsageError("There is no catalogue in this folder yet; run this without --download-missing first.")


@contextmanager
def _staff(order: Order) -> Iterator[Staff]:
    """Hold whoever asks, and the hands that wait for answers."""
    host = order.host
    with ExitStack() as stack:
        if host is None:
            yield Staff(None, stack.enter_context(ThreadPoolExecutor(cores())))
            return
        from art_assistant.museum.fetch.transport import Courier  # noqa: PLC0415 - an extra, and only for who asks

        courier = stack.enter_context(
            Courier(host.headers(order.contact), [host.place] if host.named else [], order.patience)
        )
        delay = host.delay if order.delay is None else max(order.delay, host.least)
        pace = Pace(delay, host.backing)
        hands = ThreadPoolExecutor(host.hands)
        try:
            yield Staff(Patient(courier, pace), hands)
        finally:
            pace.stop()
            hands.shutdown(cancel_futures=True)


def _work(order: Order, shelf: Shelf, staff: Staff, watch: Watch, done: Fetched) -> None:
    journal, run = shelf.journal, shelf.run
    answers = None if staff.patient is None else Answers(journal, staff.patient, staff.hands, run)
    source = order.source(_Nobody() if answers is None else answers)
    if not order.missing_only and journal.fact("chosen") != str(run):
        watch.start(order.question.limit, "work")
        chosen = choose(source, order.question, done.passed, watch.step)
        with journal.change():
            journal.choose(run, chosen)
            journal.remember("passed", json.dumps(done.passed))
            if answers is None or not answers.incomplete:
                journal.remember("chosen", str(run))
    done.passed = Counter(json.loads(journal.fact("passed") or "{}"))
    if not order.facts_only:
        watch.start(len(journal.chosen()), "picture")
        done.kept = keep_pictures(shelf, source, staff, watch.step)


class _Nobody:
    """Stands where a museum would be asked: what lies on this machine asks nobody."""

    def page(self, address: str) -> NoReturn:
        raise AssertionError(address)

    def each(self, addresses: Sequence[str]) -> NoReturn:
        raise AssertionError(addresses)


def _end(journal: FetchJournal, order: Order, folder: Path, run: int, done: Fetched) -> None:
    """Write the catalogue of what is there, and note whether the run is at its end."""
    rows = write_catalogue(folder, journal) if journal.fact("passed") else []
    done.works, done.pictures = len(rows), sum(row["path"] is not None for row in rows)
    names = {row["id"] for row in rows}
    left = sum(bool(kept.sha256) for name, kept in journal.pictures().items() if name not in names)
    if left:
        done.passed[GONE_FROM_LIST] += left
    later = any(reason in LATER for reason in (*done.kept, *done.passed))
    done.complete = not done.left_alone and not later
    if done.complete and journal.fact("chosen") == str(run):
        with journal.change():
            journal.remember("state", "facts" if order.facts_only else "all")
            journal.forget_answers(run)
