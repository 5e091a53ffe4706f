"""The pictures of the chosen works: which are missing, how each is had, and what is kept of it."""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from art_assistant.errors import InputError, LimitError
from art_assistant.imaging.limits import Limits
from art_assistant.museum.fetch.catalogue import image_name
from art_assistant.museum.fetch.house import TakenError, place_file, stands
from art_assistant.museum.fetch.journal import FetchJournal, Kept, Listing
from art_assistant.museum.fetch.outcomes import DAMAGED, IN_THE_WAY, LATER, NO_ADDRESS, TOO_LARGE, FetchFault, Marks
from art_assistant.museum.fetch.patience import LeftAlone, Patient, Staff
from art_assistant.museum.fetch.pictures import Prepared, prepared
from art_assistant.museum.sources.work import WorkSource

FETCHED: Final = "fetched"
UNCHANGED: Final = "unchanged"
BEFORE: Final = "kept from before"

Got = tuple[Prepared | None, bytes, Marks]
"""A picture, None where it has not changed; the bytes that came; the marks that came with it."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where pictures are kept, and how.

    Attributes:
        folder, journal: of the catalogue.
        run: the run that is under way.
        side: longest side, in pixels.
        limits: what one picture may cost.
        missing_only: whether pictures that are there are left as they are.

    """

    folder: Path
    journal: FetchJournal
    run: int
    side: int
    limits: Limits
    missing_only: bool = False

    @property
    def form(self) -> str:
        """The form in which pictures are kept."""
        return f"jpeg {self.side}"


def keep_pictures(shelf: Shelf, source: WorkSource, staff: Staff, step: Callable[[], None]) -> Counter[str]:
    """Fetch every picture that is not settled in this run, and return how many came to what.

    Raises:
        LeftAlone: the host refuses everything; what was kept before is.

    """
    told: Counter[str] = Counter()
    known = shelf.journal.pictures()
    works = shelf.journal.chosen()
    for work, before, got in _in_order(_begun(shelf, source, staff, works, known)):
        kept, outcome = _taken(shelf, work, before, got)
        if kept is not None:
            with shelf.journal.change():
                shelf.journal.keep_picture(work.id, kept)
        told[outcome] += 1
        step()
    return told


Begun = tuple[Listing, Kept | None, "Future[Got] | FetchFault | None"]


def _begun(
    shelf: Shelf,
    source: WorkSource,
    staff: Staff,
    works: list[Listing],
    known: dict[str, Kept],
) -> Iterator[Begun]:
    """Yield each work with what its picture will be; None where it is settled already."""
    for work in works:
        before = known.get(work.id)
        if before is not None and before.sha256 and not _whole(shelf, work, before):
            before = None
        if before is not None and _settled(shelf, before, work):
            yield work, before, None
        else:
            yield work, before, _asked(shelf, source, staff, work, before)


def _whole(shelf: Shelf, work: Listing, before: Kept) -> bool:
    """Whether the picture that was kept is still there, and is the one that is wanted."""
    same = before.place == work.place and before.form == shelf.form
    return same and stands(shelf.folder, image_name(work.id), before.sha256)


def _settled(shelf: Shelf, before: Kept, work: Listing) -> bool:
    if before.sha256:
        return before.run == shelf.run or shelf.missing_only
    same = before.run == shelf.run and before.place == work.place
    return same and before.reason not in LATER and not shelf.missing_only


def _asked(
    shelf: Shelf, source: WorkSource, staff: Staff, work: Listing, before: Kept | None
) -> Future[Got] | FetchFault:
    if not work.place:
        return FetchFault(NO_ADDRESS)
    try:
        data = source.read(work.place)
    except LimitError:
        return FetchFault(TOO_LARGE)
    except InputError:
        return FetchFault(DAMAGED)
    if data is not None:
        return staff.hands.submit(_local, data, shelf, before)
    marks = before.marks if before is not None and before.sha256 else None
    return staff.hands.submit(_fetched, staff.asking(), work.place, shelf, marks)


def _local(data: bytes, shelf: Shelf, before: Kept | None) -> Got:
    if before is not None and before.sha256 and before.source == hashlib.sha256(data).hexdigest():
        return None, b"", Marks()
    return prepared(data, shelf.side, shelf.limits), data, Marks()


def _fetched(patient: Patient, address: str, shelf: Shelf, marks: Marks | None) -> Got:
    return patient.picture(
        address, lambda data: prepared(data, shelf.side, shelf.limits), marks, shelf.limits.max_bytes
    )


_WIDTH: Final = 12
"""Pictures that may be under way at once, so that a slow one holds nothing up and the memory stays small."""


def _in_order(begun: Iterator[Begun]) -> Iterator[tuple[Listing, Kept | None, Got | FetchFault | None]]:
    waiting: deque[Begun] = deque()
    for one in begun:
        waiting.append(one)
        if len(waiting) >= _WIDTH:
            yield from _first_of(waiting)
    while waiting:
        yield from _first_of(waiting)


def _first_of(waiting: deque[Begun]) -> Iterator[tuple[Listing, Kept | None, Got | FetchFault | None]]:
    """Yield the first when it has ended; where the host was left alone, what others brought meanwhile comes too."""
    try:
        yield _ended(waiting.popleft())
    except LeftAlone:
        for one in waiting:
            with suppress(LeftAlone):
                yield _ended(one)
        raise


def _ended(begun: Begun) -> tuple[Listing, Kept | None, Got | FetchFault | None]:
    work, before, future = begun
    if not isinstance(future, Future):
        return work, before, future
    try:
        return work, before, future.result()
    except LeftAlone:
        raise
    except FetchFault as fault:
        return work, before, fault


def _taken(shelf: Shelf, work: Listing, before: Kept | None, got: Got | FetchFault | None) -> tuple[Kept | None, str]:
    """Keep a picture; return what to note of it, None for nothing, and its line in the summary."""
    if got is None:
        return None, (before.reason if before and before.reason else BEFORE)
    if isinstance(got, FetchFault):
        if before is not None and before.sha256:
            # The old picture is worth more than none; the next start asks again.
            return None, got.reason
        return Kept(shelf.run, work.place, shelf.form, got.reason), got.reason
    picture, _, marks = got
    if picture is None or (before is not None and before.sha256 and before.source == picture.source):
        old = before or Kept(shelf.run, work.place, shelf.form)
        return Kept(shelf.run, work.place, shelf.form, "", old.sha256, old.source, marks), UNCHANGED
    try:
        digest = place_file(shelf.folder, shelf.journal, image_name(work.id), picture.data)
    except TakenError:
        return Kept(shelf.run, work.place, shelf.form, IN_THE_WAY), IN_THE_WAY
    return Kept(shelf.run, work.place, shelf.form, "", digest, picture.source, marks), FETCHED
