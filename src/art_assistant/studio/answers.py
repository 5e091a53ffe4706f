"""Tips and related works: from the service that the studio was told of, else from the picture's own study.

A page asks here and is never kept waiting for the network: what is still on its way is None, and the page looks again.
Where the service does not answer, why is kept with the picture, and its own study answers until the artist tries again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import wait
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from art_assistant.advice.coach import Advice
from art_assistant.base.reading import read_answer
from art_assistant.client import Client, ServiceError
from art_assistant.errors import UsageError
from art_assistant.gallery.search.find import Reference, References
from art_assistant.gallery.search.query import Wish
from art_assistant.related import find_by_text
from art_assistant.settings import AnalysisSettings
from art_assistant.studio.choices import Choices
from art_assistant.studio.house import CALLS
from art_assistant.studio.parts import job, study_of
from art_assistant.studio.visits import Item, Visit

SECONDS: Final = 30.0
"""What the service has for one answer."""

PATIENCE: Final = 0.25
"""Seconds for which a page waits when it asks first, because what was asked for before is answered at once."""

_ODD: Final = "That is not an answer of the service; check its address and version."
_SERVED: Final = "served"
NOT_YET: Final = Advice((), "Measuring what stands out…", ())
"""What a page shows as long as the tips are being found."""

_T = TypeVar("_T")


def service_of(visit: Visit) -> str:
    """Return the address of the service as it may be shown: without a password; empty where there is none."""
    address = urlsplit(visit.settings.studio.server)
    return address._replace(netloc=address.netloc.rpartition("@")[2]).geturl()


def advice(visit: Visit, item: Item, *, patient: bool = True) -> Advice | None:
    """Return the tips of a picture; None as long as they are being found.

    Args:
        visit: whose picture it is.
        item: the picture.
        patient: whether to wait for what this machine finds by itself.

    Raises:
        UsageError: what the picture is meant to be is not understood.

    """
    study, intent = study_of(visit, item), item.choices.read_intent()
    how, choices = study.settings.analysis, item.choices
    found = _served(visit, item, ("advice", how, intent), lambda client: _tips(client, item, choices, how), patient)
    if asks(visit, item):
        return found
    own = job(item, ("advice", study.settings, intent), lambda: study.advice(intent))
    return own.result() if patient or own.done() else None


def related(visit: Visit, item: Item) -> References | None:
    """Return the works related to a picture, as the sidebar and the sliders ask; None as long as they are looked for.

    Raises:
        UsageError: the weights, the keywords or the words make no sense.
        GalleryError: the gallery cannot be used, or reads no words.

    """
    wishes = visit.wishes
    if wishes.words.strip():
        return _worded(visit, item)
    wish = Wish.of(wishes.weights or None, top=wishes.top, keywords=wishes.keywords or None)
    weights = ",".join(f"{facet}={weight}" for facet, weight in wish.weights.items())
    asked = {"weights": weights, "filters": wish.keywords, "canvas": item.choices.canvas}
    key = "related", wish.top, *asked.values()
    found = _served(visit, item, key, lambda client: _works(client, item.data, wish.top, **asked), patient=True)
    if not asks(visit, item):
        return study_of(visit, item).related(wish.weights, wish.keywords, gallery=wishes.gallery or None, top=wish.top)
    visit.remember(work.artwork for work in (found.items if found else ()))
    return found


def _worded(visit: Visit, item: Item) -> References | None:
    """Return the works that words ask for, whatever the picture looks like."""
    wishes, text = visit.wishes, " ".join(visit.wishes.words.split())
    keywords = wishes.keywords or None
    asked = {"text": [text], "filters": keywords}
    key = "worded", wishes.top, text, keywords
    found = _served(visit, item, key, lambda client: _works(client, None, wishes.top, **asked), patient=True)
    if not asks(visit, item):
        settings = study_of(visit, item).settings
        gallery = wishes.gallery or None
        return find_by_text(text, settings=settings, gallery=gallery, top=wishes.top, keywords=keywords)
    visit.remember(work.artwork for work in (found.items if found else ()))
    return found


def asks(visit: Visit, item: Item) -> bool:
    """Whether the service is asked about a picture: there is one, and it has not failed this picture."""
    return bool(visit.settings.studio.server) and not item.alone


def try_again(item: Item) -> None:
    """Ask the service about a picture once more."""
    item.alone = ""
    for key, call in list(item.jobs.items()):
        if isinstance(key, tuple) and key[0] == _SERVED and call.done() and call.result() is None:
            del item.jobs[key]


def _served(
    visit: Visit, item: Item, key: tuple[Hashable, ...], ask: Callable[[Client], _T], patient: bool
) -> _T | None:
    """Return what the service says; None where it is not asked, has not said it yet, or did not."""
    if not asks(visit, item):
        return None
    address, key = visit.settings.studio.server, (_SERVED, *key)
    patience = PATIENCE if patient and key not in item.jobs else 0.0
    call = job(item, key, lambda: _called(item, address, ask), CALLS)
    wait([call], patience)
    return call.result() if call.done() else None


def _called(item: Item, address: str, ask: Callable[[Client], _T]) -> _T | None:
    """Return the answer to one call; where there is none, the picture is studied here alone from now on."""
    try:
        with Client(address, timeout=SECONDS, attempts=1) as client:
            return ask(client)
    except (ServiceError, UsageError) as error:
        item.alone = error.message
    except ValueError:
        item.alone = _ODD
    return None


def _tips(client: Client, item: Item, meant: Choices, how: AnalysisSettings) -> Advice:
    told = client.analyze(
        item.data,
        intent=meant.intent,
        focus=meant.focus,
        genre=meant.genre,
        blocks=how.blocks,
        coherence=how.coherence,
        plan=how.plan,
        plan_method=how.plan_method,
        plan_brush=how.plan_brush,
        size=how.size,
        kind=how.kind,
        canvas=how.canvas,
        correct=how.correct,
    )
    return Advice.from_report(told)


def _works(client: Client, picture: bytes | None, top: int, **asked: Any) -> References:
    told = client.search(picture, topk=top, **asked)
    return References(tuple(map(Reference.from_dict, told.results[:top])), read_answer(told.close_match))
