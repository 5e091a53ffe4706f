"""Related works on the page: each beside the artist's own picture, with what can be learnt from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from art_assistant.gallery.seen.rights import terms_of
from art_assistant.imaging.arrays import U8
from art_assistant.report.draw.encode import data_uri, encode_jpeg
from art_assistant.report.likeness.contrary import fitting
from art_assistant.report.likeness.glimpse import SIDE, Glimpse, glimpse_of, glimpse_of_work
from art_assistant.report.likeness.lessons import WANTED, Lesson, first_shown, give_lessons, lessons
from art_assistant.report.model import Report
from art_assistant.report.page.sections import section
from art_assistant.report.works_seen import UNSEEN, WorkPicture, WorksSeen

_QUALITY: Final = 80
_COLOURS, _VALUES = "The colours of", "The light and dark of"

INTROS: Final[Mapping[bool | None, str]] = {
    True: "Works that share something measurable with yours, and why each was chosen.",
    False: "No work in the gallery is truly close; these are the nearest.",
    None: "The gallery holds too few works to say whether one is truly close, or its model does not tell; these are "
    "the nearest.",
}

_BESIDE: Final = (
    "Each stands beside yours, both drawn from as little as the gallery keeps: colours, three values, palette."
)


def cards(report: Report, seen: WorksSeen = UNSEEN) -> list[dict[str, Any]]:
    """Return a card for each related work, the nearest first; ``seen`` are museums' own pictures of them."""
    works = [reference.as_dict() for reference in report.references]
    if not works:
        return []
    yours, glimpses = glimpse_of(report), [glimpse_of_work(work) for work in works]
    own = _look("Yours", yours, "your picture")
    given = _lessons(report, yours, glimpses)
    found = [_card(*one, seen) | {"own": own} for one in zip(works, glimpses, given, strict=True)]
    first, tip = first_shown(given, _findings(report))
    found[first]["first"] = {"tip": tip, "near": report.close_match is not False}
    return found


def _lessons(report: Report, yours: Glimpse, glimpses: Sequence[Glimpse]) -> list[Lesson | None]:
    wanted = {trait for finding in _findings(report) for trait in WANTED.get(finding, ())}
    praised = [str(strength.as_dict()["strength"]) for strength in report.strengths]
    found = [fitting(lessons(yours, its), _findings(report), praised) for its in glimpses]
    return give_lessons(found, wanted)


def _findings(report: Report) -> list[str]:
    return [str(tip.as_dict()["finding"]) for tip in report.tips]


def references_section(report: Report, works: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return the related works, given as cards, as a part of the page; None where no gallery was searched."""
    if report.close_match is None and not works:
        return None
    intro = INTROS[report.close_match]
    hint = f"{len(works)} works beside yours, and what each can show" if len(works) > 1 else "A work beside yours"
    return section(
        "works", "Related works", hint, f"{intro} {_BESIDE}", [{"kind": "works", "entries": works, "paper": True}]
    )


def _card(work: Mapping[str, Any], glimpse: Glimpse, lesson: Lesson | None, seen: WorksSeen) -> dict[str, Any]:
    picture, title = seen.pictures.get(str(work.get("id"))), work.get("title") or "Untitled"
    return {
        "title": title,
        "artist": _by(work),
        "date": work.get("date") or "",
        "museum": work.get("museum") or "",
        "museum_url": web_link(work.get("museum_url")),
        "image_url": web_link(work.get("image_url")),
        "rights": work.get("rights") or "rights unknown",
        "terms_url": terms_of(work.get("rights")) if picture else "",
        "credit": work.get("credit") or "",
        "picture_note": _picture_note(work, seen),
        "lesson": _plain_reason(work) if lesson is None else lesson.text,
        "measured": _measured(work, lesson),
        "its": _its(work, glimpse, picture),
        "whole": picture is not None,
        "first": None,
    }


def _plain_reason(work: Mapping[str, Any]) -> str:
    """Return why the gallery chose a work, without the numbers that it gives in brackets."""
    said, bracket, numbers = str(work.get("reason") or "").partition(" (")
    if not bracket:
        return said
    shared = "yours" in numbers or "both" in numbers
    return f"In both: {said[:1].lower()}{said[1:].rstrip('.')}." if shared else f"{said.rstrip('.')}."


def _measured(work: Mapping[str, Any], lesson: Lesson | None) -> list[str]:
    lines = [work.get("reason") or "", "" if lesson is None else lesson.measured, _facets(work.get("facets"))]
    return [line for line in lines if line]


def _by(work: Mapping[str, Any]) -> str:
    artist = work.get("artist") or "Unknown artist"
    return f"{work['attribution']} {artist}" if work.get("attribution") else artist


_FACETS: Final = {"overall": "subject", "manner": "handling", "palette": "palette", "value": "light and dark"}


def _facets(facets: Any) -> str:
    """Return how near the work is by each of four likenesses, as a sentence; empty where none is known."""
    if not isinstance(facets, Mapping):
        return ""
    known = [f"{_FACETS.get(name, name)} {rank:.0f}" for name, rank in facets.items() if isinstance(rank, (int, float))]
    return f"Of 100 pairs of works here, so many are less alike: {', '.join(known)}." if known else ""


def web_link(address: Any) -> str:
    """Return an address if it is a plain web address, else nothing: no other scheme may stand behind a link."""
    if not isinstance(address, str):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.netloc else ""


def _picture_note(work: Mapping[str, Any], seen: WorksSeen) -> str:
    """Return what must be known of a museum's picture: that it is smaller than theirs, or why it is not there."""
    identifier = str(work.get("id"))
    if identifier in seen.pictures:
        return "The picture is the museum's, made smaller."
    fault = seen.faults.get(identifier)
    return f"The museum's picture could not be fetched when this page was written: {fault}." if fault else ""


def _its(work: Mapping[str, Any], glimpse: Glimpse, picture: WorkPicture | None) -> dict[str, Any]:
    """Return how a work looks: the museum's picture of it where there is one, in place of its colours in little."""
    title = work.get("title") or "the work"
    if picture is None:
        return _look("This work", glimpse, title)
    size = {"width": picture.width, "height": picture.height}
    alt = f"{title} by {_by(work)}, the museum's picture"
    scale = SIDE / max(picture.width, picture.height)
    values = glimpse.values((max(1, round(picture.height * scale)), max(1, round(picture.width * scale))))
    shown = [{"uri": data_uri(picture.jpeg, "image/jpeg"), "alt": alt, **size}, *_drawn(_VALUES, values, title)]
    return {"label": "This work", "pictures": shown, "palette": _strip(glimpse)}


def _look(label: str, glimpse: Glimpse, title: str) -> dict[str, Any]:
    """Return how a picture looks in little: its colours, its values and its palette, as far as they are known."""
    shown = [*_drawn(_COLOURS, glimpse.colours(), title), *_drawn(_VALUES, glimpse.values(), title)]
    return {"label": label, "pictures": shown, "palette": _strip(glimpse)}


def _drawn(what: str, rgb: U8 | None, title: str) -> list[dict[str, Any]]:
    """Return a drawing with its description; none where there is none."""
    if rgb is None:
        return []
    uri = data_uri(encode_jpeg(rgb, _QUALITY), "image/jpeg")
    return [{"uri": uri, "width": rgb.shape[1], "height": rgb.shape[0], "alt": f"{what} {title}, in little"}]


def _strip(glimpse: Glimpse) -> list[dict[str, Any]]:
    return [{"hex": colour, "flex": round(1000.0 * share, 1)} for colour, share in glimpse.palette]
