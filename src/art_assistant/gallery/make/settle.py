"""What a gallery holds after a change: settled in the journal and published, or neither."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from art_assistant.errors import GalleryError
from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.bring.table import Facts, match_facts
from art_assistant.gallery.bundle import verify
from art_assistant.gallery.encoder import dims_of
from art_assistant.gallery.make.journal import FileState, Journal
from art_assistant.gallery.make.measuring import digest_of, display
from art_assistant.gallery.make.members import AtHand, missing_members, order_of
from art_assistant.gallery.make.write import spoken, write_gallery
from art_assistant.vision.encoders import Encoder


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a build.

    Attributes:
        works: how many the gallery holds now.
        measured: how many pictures went through the network this time.
        unchanged: how many files were not even opened.
        recognised: how many files were new by name and known by content.
        left: how many works left the gallery because their file is gone.
        kept: reason to how many works stay although their file is not at hand.
        waiting: how many works come back when their file is: another encoder has to measure them.
        passed: reason to how many pictures or folders below the source were left out.
        unlisted: folders below the source that the system does not list.
        twins: files whose content another file of the gallery has.
        failed: (path, reason) of every file that cannot be used.
        strangers: rows of the table of facts that no work answers to.
        aside: name under which a damaged journal was kept, or None.

    """

    works: int
    left: int = 0
    twins: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    measured: int = 0
    unchanged: int = 0
    recognised: int = 0
    kept: Mapping[str, int] = field(default_factory=dict)
    waiting: int = 0
    passed: Mapping[str, int] = field(default_factory=dict)
    unlisted: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()
    aside: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a command asks for, besides looking again.

    Attributes:
        source: the folder that the gallery is made from, or None.
        here: what of the gallery is at hand.
        added: every file that was added one by one.
        let_in, out: digests of the pictures that come back, and of those that are taken out.
        facts: what a table tells.
        force: whether files that look unchanged are looked into as well.
        forget: whether works leave whose files are missing for no known reason.

    """

    source: Path | None
    here: AtHand
    added: tuple[str, ...]
    let_in: tuple[str, ...] = ()
    out: tuple[str, ...] = ()
    facts: Facts = field(default_factory=dict)
    force: bool = False
    forget: bool = False

    def apply(self, journal: Journal) -> None:
        """Note in the journal what is asked for."""
        if self.source is not None:
            journal.remember("source", str(self.source))
        journal.set_added(self.added)
        journal.set_removed(self.let_in, out=False)
        journal.set_removed(self.out, out=True)


@dataclass(frozen=True, slots=True)
class Members:
    """Which works a gallery holds, and through which files.

    Attributes:
        states: of every file that is a member.
        first: digest to the file that stands for the work, in the order of the gallery.
        twins: further files of the same content.
        away: file that is not at hand to the reason why it stays.
        waiting: digests of works that another encoder has to measure.

    """

    states: Mapping[str, FileState]
    first: Mapping[str, str]
    twins: tuple[str, ...]
    away: Mapping[str, str]
    waiting: frozenset[str]


def _members(journal: Journal, change: Change) -> Members:
    here, states, removed, usable = change.here, journal.files(), journal.removed(), journal.works()
    seen = {states[name].sha256 for name in here.paths if states[name].reason is None}
    absent = [
        name for name, state in states.items() if name not in here.paths and state.sha256 and state.sha256 not in seen
    ]
    reasons = missing_members([*here.paths, *absent], here, change.added, forget=change.forget)
    away = {name: reason for name, reason in reasons.items() if reason is not None}

    def rank(name: str) -> int:
        return 2 if name in away else int(states[name].reason is not None)

    first: dict[str, str] = {}
    twins, waiting = [], set()
    for name in sorted([*here.paths, *away], key=lambda name: (rank(name), order_of(name))):
        digest = states[name].sha256
        if not digest or digest in removed:
            continue
        if digest not in usable:
            waiting.add(digest)
        elif digest not in first:
            first[digest] = name
        elif rank(name) == 0:
            twins.append(name)
    ordered = dict(sorted(first.items(), key=lambda item: order_of(item[1])))
    kept = {name: states[name] for name in (*here.paths, *away)}
    return Members(kept, ordered, tuple(twins), away, frozenset(waiting))


def finish(folder: Path, journal: Journal, encoder: Encoder, change: Change) -> Built:
    """Write the gallery if anything in it has changed, and say what it holds; the counts of this run are not known."""
    journal.begin()
    change.apply(journal)
    members = _members(journal, change)
    if members.waiting and change.here.away:
        raise GalleryError("The gallery was made with another encoder and its pictures are away; connect them first.")
    left = journal.works() - set(members.first) - journal.removed()
    _let_facts_follow(journal, members)
    strangers = _take_facts(journal, members, change)
    journal.keep_only(members.states, {state.sha256 for state in members.states.values()})
    _publish(folder, journal, encoder, members)
    return Built(
        works=len(members.first),
        left=len(left),
        twins=tuple(map(display, members.twins)),
        failed=tuple((display(name), state.reason) for name, state in members.states.items() if state.reason),
        kept=dict(Counter(members.away[name] for name in members.first.values() if name in members.away)),
        waiting=len(members.waiting),
        passed=dict(change.here.passed),
        unlisted=tuple(map(display, change.here.unlisted)),
        strangers=tuple(map(display, strangers)),
    )


def _let_facts_follow(journal: Journal, members: Members) -> None:
    """Give a picture that was worked on the facts of what its file held before, unless that lies elsewhere now."""
    told, held = journal.told(), {state.sha256 for state in members.states.values()}
    for state in members.states.values():
        if state.was and state.was not in held and state.was in told and state.sha256 not in told:
            journal.tell(state.sha256, told[state.was])


def _take_facts(journal: Journal, members: Members, change: Change) -> tuple[str, ...]:
    """Keep what a table tells, field by field over what was told before, and return the rows that match nothing."""
    works = {name: state.sha256 for name, state in members.states.items() if state.sha256}
    matched = match_facts(change.facts, works, change.source)
    told = journal.told()
    for digest, facts in matched.facts.items():
        known = {name: value for name, value in (told.get(digest, {}) | dict(facts)).items() if value is not None}
        journal.tell(digest, known)
    return matched.strangers


def _publish(folder: Path, journal: Journal, encoder: Encoder, members: Members) -> None:
    told, removed = journal.told(), sorted(journal.removed())
    works = [
        _artwork(name, digest, journal.work(digest)[1], told.get(digest, {})) for digest, name in members.first.items()
    ]
    content = repr([work.as_dict() for work in works]) + encoder.identity + "".join(removed)
    digest = digest_of(content.encode())
    if _content_of(folder) == digest:
        journal.commit()
        return
    width = sum(dims_of(encoder).values())
    vectors = [journal.work(digest, width)[0] for digest in members.first]
    write_gallery(
        folder,
        works,
        np.array(vectors, dtype=np.float16).reshape(len(works), width),
        encoder=encoder.identity,
        dims=dims_of(encoder),
        extra={"content": digest, "removed": removed},
        commit=journal.commit,
    )


def _content_of(folder: Path) -> str | None:
    """Return the digest of what a sound gallery holds; None where it has to be written, damaged ones included."""
    try:
        return str(verify(folder).get("content"))
    except GalleryError:
        return None


def _artwork(name: str, digest: str, seen: Mapping[str, Any], told: Mapping[str, Any]) -> Artwork:
    own = {
        "title": display(PurePosixPath(name).stem),
        "path": display(name),
        "sha256": digest,
        "id": identifier_of(digest),
    }
    known = {field: value for field, value in told.items() if value}
    return Artwork.from_dict(own | dict(seen) | {"measures": spoken(seen["measures"])} | known)


def identifier_of(digest: str) -> str:
    """Return the id of the work whose file has that digest."""
    return f"own-{digest[:12]}"
