"""Who is here, and which pictures they brought: kept in memory, bounded, and forgotten when the last tab is gone.

A visit is found by the token in the page's address, and only together with the cookie of the browser that began it, so
that a link that is passed on shows nothing. A picture has a token of its own, the address of all that is drawn from it.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any, Final

from art_assistant.base.memo import Memo
from art_assistant.field.corners import AUTO
from art_assistant.gallery.artwork import Artwork
from art_assistant.pipeline import Study
from art_assistant.settings import LanguageSettings, Settings
from art_assistant.studio.choices import Choices, Wishes

MOST_VISITS: Final = 64
MOST_PICTURES: Final = 12
"""Pictures that one visit keeps; the one that was looked at longest ago goes first."""

MOST_BYTES: Final = 400_000_000
"""What the files of all visits may hold together, and those of one visit by themselves."""

MOST_STUDIES: Final = 24
"""Studies in memory at once, about 11 MB each; one that went is made again from its file when it is asked for."""

MOST_WORKS: Final = 200
"""Works of a service's gallery that one visit remembers, so that they can be shown."""

DECODED: Final = ("size", "kind", "canvas", "correct")
"""Choices that make another study of a picture."""

MOST_COMPARED: Final = 12
"""Pictures of comparisons that are kept of one reference: three to a comparison."""

FORGET_AFTER: Final = 30 * 60.0
"""Seconds after the last tab is gone."""


@dataclass(frozen=True, slots=True)
class Attempted:
    """What is compared with a picture, which is its reference.

    Attributes:
        painting: token of the picture that shows the painting; empty before one is chosen.
        corners: where the painting lies in it, as ``read_corners`` takes them; None to have them found.
        intended: ids of differences that are meant.
        project: name of the project that it is an attempt of, which remembers what is meant; empty where it is none.
        card: a point of the photograph, as fractions, on a grey or white card; None where none was pointed at.

    """

    painting: str = ""
    corners: str | None = None
    intended: tuple[str, ...] = ()
    project: str = ""
    card: tuple[float, float] | None = None

    def between(self, corners: str | None) -> Attempted:
        """Return the same between other corners."""
        return replace(self, corners=corners)

    def with_card(self, card: tuple[float, float] | None) -> Attempted:
        """Return the same with a card at another point."""
        return replace(self, card=card)

    def meaning(self, difference: str) -> Attempted:
        """Return the same with one more difference that is meant; twenty at most."""
        return replace(self, intended=tuple(dict.fromkeys((*self.intended, difference)))[-20:])

    def without_intended(self) -> Attempted:
        """Return the same with nothing meant."""
        return replace(self, intended=())


@dataclass(slots=True)
class Item:
    """A picture of a visit: its file, and what was chosen for it.

    Attributes:
        token: its address; not to be guessed.
        name: of the file, as the artist sees it.
        data: the bytes of the file.
        sha256: their digest.
        choices: the sliders as they stand.
        notan: threshold and flipped masses of the notans, as the browser says them.
        jobs: what is being made of it or was, by what was asked.
        alone: why the service is not asked about it any more; empty as long as it is.
        framings: what of the file was studied, by the name that stands in addresses.
        attempted: what is compared with it.
        compared: pictures of comparisons and their media types, by the name that stands in addresses, the latest last.

    """

    token: str
    name: str
    data: bytes = field(repr=False)
    sha256: str
    choices: Choices
    notan: dict[str, Any] | None = None
    jobs: dict[Hashable, Future[Any]] = field(default_factory=dict, repr=False)
    alone: str = ""
    framings: dict[str, Choices] = field(default_factory=dict, repr=False)
    attempted: Attempted = field(default_factory=Attempted)
    compared: OrderedDict[str, tuple[bytes, str]] = field(default_factory=OrderedDict, repr=False)

    def keep_compared(self, files: Mapping[str, tuple[bytes, str]]) -> None:
        """Keep the pictures of a comparison, so that the browser finds them; those of older ones go."""
        self.compared.update(files)
        while len(self.compared) > MOST_COMPARED:
            self.compared.popitem(last=False)

    def framing(self) -> str:
        """Return the name of what of the file is studied now; what it stands for is found again under it."""
        name = self.choices.framing
        self.framings[name] = self.choices
        return name

    def framed(self, name: str) -> Choices | None:
        """Return the choices, with that of the file studied which a name stands for; None where it stands for none."""
        if name == self.choices.framing:
            return self.choices
        then = self.framings.get(name)
        return then and replace(self.choices, canvas=then.canvas, correct=then.correct)


@dataclass(slots=True)
class Visit:
    """One artist's session.

    Attributes:
        token: its address.
        cookie: of the browser that began it; empty where the browser keeps none.
        settings: under which everything is studied, but for the choices of each picture.
        wishes: what was set in the sidebar.
        pictures: by token, the latest last.
        current: which of them is on the easel.
        tabs: how many are open.
        left: when the last one went, or when it began.
        studied: under which keys its studies are kept.
        works: what a service told of its gallery, by the work's id, the latest last.
        project: name of the project that is open; empty before one is.

    """

    token: str
    cookie: str = field(repr=False)
    settings: Settings
    wishes: Wishes = field(default_factory=Wishes)
    pictures: OrderedDict[str, Item] = field(default_factory=OrderedDict)
    current: str | None = None
    tabs: int = 0
    left: float = 0.0
    studied: set[Hashable] = field(default_factory=set, repr=False)
    works: OrderedDict[str, Artwork] = field(default_factory=OrderedDict, repr=False)
    project: str = ""

    def find(self, token: str | None) -> Item | None:
        """Return a picture of this visit; None where it has gone."""
        return self.pictures.get(token or "")

    def add(self, name: str, data: bytes, sha256: str) -> Item:
        """Return the picture of these bytes, the latest now; the same bytes are one picture.

        A new picture begins with the sliders of the latest one, but for what was set by hand on that picture itself.
        """
        found = next((item for item in self.pictures.values() if item.sha256 == sha256), None)
        if found is None:
            found = Item(secrets.token_hex(18), name, data, sha256, self._first_choices())
            self.pictures[found.token] = found
        self.pictures.move_to_end(found.token)
        self.current = found.token
        while len(self.pictures) > MOST_PICTURES or (self.size() > MOST_BYTES and len(self.pictures) > 1):
            self.pictures.popitem(last=False)
        return found

    def remove(self, item: Item) -> None:
        """Forget a picture; the one that came before it is on the easel then."""
        self.pictures.pop(item.token, None)
        self.current = next(reversed(self.pictures), None)

    def remember(self, works: Iterable[Artwork]) -> None:
        """Keep works that are in no gallery of this machine."""
        for work in works:
            self.works[work.id] = work
            self.works.move_to_end(work.id)
        while len(self.works) > MOST_WORKS:
            self.works.popitem(last=False)

    def _first_choices(self) -> Choices:
        if not self.pictures:
            return Choices.of(self.settings)
        latest = next(reversed(self.pictures.values())).choices
        return replace(latest, cuts=None, overrides={}, focus=None, intent="", genre="", kind=AUTO, canvas=AUTO)

    def size(self) -> int:
        """Return how many bytes of files it holds."""
        # Copied in one step: another thread may be adding one.
        return sum(len(item.data) for item in tuple(self.pictures.values()))


class Visits:
    """All visits of this process.

    Args:
        clock: seconds that only rise.

    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._visits: OrderedDict[str, Visit] = OrderedDict()
        self._studies = Memo(MOST_STUDIES)

    def enter(self, token: str | None, cookie: str, settings: Settings) -> Visit:
        """Return the visit of a token, where its browser asks for it; else a new one."""
        with self._lock:
            self.sweep()
            visit = self._visits.get(token or "")
            if visit is None or not hmac.compare_digest(visit.cookie.encode(), cookie.encode()):
                visit = Visit(secrets.token_urlsafe(18), cookie, settings, left=self._clock())
                self._visits[visit.token] = visit
            self._visits.move_to_end(visit.token)
            self._shrink(visit)
            return visit

    def stay(self, visit: Visit) -> Callable[[], None]:
        """Count one more tab; what is returned counts it out again, once."""
        with self._lock:
            visit.tabs += 1
        gone = threading.Event()

        def leave() -> None:
            with self._lock:
                if not gone.is_set():
                    gone.set()
                    visit.tabs -= 1
                    visit.left = self._clock()

        return leave

    def picture(self, token: str, cookie: str) -> tuple[Visit, Item] | None:
        """Return the picture at an address, for the browser that brought it; None for every other."""
        with self._lock:
            for visit in self._visits.values():
                item = visit.find(token)
                if item is not None:
                    return (visit, item) if hmac.compare_digest(visit.cookie.encode(), cookie.encode()) else None
        return None

    def study(
        self, visit: Visit, item: Item, llm: LanguageSettings | None = None, choices: Choices | None = None
    ) -> Study:
        """Return the study of a picture, decoded once for as long as it stays in memory.

        Args:
            visit: whose picture it is.
            item: the picture.
            llm: the language model that phrases its tips; that of the visit's settings by default.
            choices: those by which it is studied; the picture's own by default.

        Raises:
            ArtAssistantError: the picture cannot be read.

        """
        # Other masses or another plan are asked of the same study; another working copy needs another decode.
        chosen = {name: getattr(choices or item.choices, name) for name in DECODED}
        settings = replace(Choices.of(visit.settings), **chosen).settings(visit.settings)
        settings = replace(settings, llm=llm or settings.llm)
        key = visit.token, item.sha256, settings
        visit.studied.add(key)
        return self._studies(key, lambda: Study(item.data, name=item.name, settings=settings))

    def sweep(self) -> None:
        """Forget visits whose last tab is long gone."""
        with self._lock:
            gone = [v for v in self._visits.values() if not v.tabs and self._clock() - v.left > FORGET_AFTER]
            for visit in gone:
                self._forget(visit)

    def _shrink(self, newcomer: Visit) -> None:
        """Let the visits go that nobody looks at, then the oldest, until the rest fits beside the one that came in."""
        for visit in sorted(self._visits.values(), key=lambda one: one.tabs > 0):
            if len(self._visits) <= MOST_VISITS and self.held() <= MOST_BYTES:
                return
            if visit is not newcomer:
                self._forget(visit)

    def _forget(self, visit: Visit) -> None:
        del self._visits[visit.token]
        for key in visit.studied:
            self._studies.forget(key)

    def held(self) -> int:
        """Return how many bytes of files all visits hold."""
        return sum(visit.size() for visit in self._visits.values())

    def __iter__(self) -> Iterator[Visit]:
        with self._lock:
            return iter(list(self._visits.values()))
