"""Related works: what they are alike by, and the reason for each."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import streamlit as st

from art_assistant.errors import ArtAssistantError
from art_assistant.gallery.facets import DEFAULT_WEIGHTS
from art_assistant.gallery.search.find import Reference, References
from art_assistant.report.page.works import INTROS, web_link
from art_assistant.studio import answers
from art_assistant.studio.house import MUSEUMS
from art_assistant.studio.parts import base_of, until_there
from art_assistant.studio.screens.inbox import take
from art_assistant.studio.serving.works import work_of
from art_assistant.studio.visits import Item, Visit

_FACETS = {
    "overall": "Subject",
    "manner": "Handling",
    "palette": "Palette",
    "value": "Light and dark",
}
_ACROSS = 3
_WORDED = "The nearest to your words, the nearest first; whether one truly fits, your eye says."


def related(visit: Visit, item: Item) -> None:
    """Draw the sliders and the cards."""
    until_there(_works, visit, item)


def _works(visit: Visit, item: Item) -> bool:
    wishes = visit.wishes
    _side_by_side(visit, item)
    st.caption("Alike by what? Move a slider; the works follow.")
    for place, (facet, label) in zip(st.columns(len(_FACETS)), _FACETS.items(), strict=True):
        start = wishes.weights.get(facet, DEFAULT_WEIGHTS[facet])
        wishes.weights[facet] = place.slider(label, 0.0, 1.0, start, 0.05, key=f"weight-{facet}")
    wishes.keywords = st.text_input(
        "Only works with these words", wishes.keywords, placeholder="monet landscape, or artist:monet", key="keywords"
    )
    wishes.words = st.text_input(
        "Or say what you look for",
        wishes.words,
        max_chars=400,
        placeholder="two figures under a tree",
        key="words",
        help="Words stand in for your picture. The gallery has to be made with a model that reads words, such as CLIP.",
    )
    wishes.consent = st.toggle(
        "Show museums' own pictures",
        wishes.consent,
        key="consent",
        help="This machine then asks each museum for its picture; the museum learns that somebody here looks at it.",
    )
    try:
        found = answers.related(visit, item)
    except ArtAssistantError as error:
        st.error(str(error))
        return True
    if found is None:
        st.caption("Looking for works that are alike…")
        return False
    _cards(visit, item, found)
    return True


def _cards(visit: Visit, item: Item, found: References) -> None:
    if not found.items:
        st.info("No work in this gallery fits; try fewer words or another gallery.")
        return
    st.write(_WORDED if visit.wishes.words.strip() else INTROS[found.close_match])
    for first in range(0, len(found.items), _ACROSS):
        row = found.items[first : first + _ACROSS]
        for place, work in zip(st.columns(_ACROSS), row, strict=False):
            with place:
                _card(visit, item, work)


def _card(visit: Visit, item: Item, reference: Reference) -> None:
    work = reference.as_dict()
    st.html(_face(visit, item, work) + _words(reference.rank, work))
    _links(work)
    if _may_show(visit, work):
        st.button(
            "Study this one", key=f"study-{work['id']}", width="stretch", on_click=_study, args=(visit, work["id"])
        )
    st.button("Set beside mine", key=f"beside-{work['id']}", width="stretch", on_click=_beside, args=(work["id"],))


def _links(work: Mapping[str, Any]) -> None:
    """Draw the ways to the museum: its page on the work, and its picture."""
    ways = {"At the museum": web_link(work["museum_url"]), "Its picture": web_link(work["image_url"])}
    known = {label: address for label, address in ways.items() if address}
    for place, (label, address) in zip(st.columns(len(known)) if known else (), known.items(), strict=True):
        place.link_button(label, address, width="stretch")


def _may_show(visit: Visit, work: Mapping[str, Any]) -> bool:
    return visit.wishes.consent and bool(web_link(work["image_url"]))


def _face(visit: Visit, item: Item, work: Mapping[str, Any]) -> str:
    """Return how a work looks: the museum's picture where it may be fetched, else a preview; values and palette."""
    title = html.escape(work["title"] or "Untitled")
    seen = (
        ("museum", f"{title}, the museum's picture")
        if _may_show(visit, work)
        else ("preview", f"The colours of {title}, much blurred")
    )
    shown = (seen, ("values", f"The pattern of light and dark in {title}, much blurred"))
    pictures = "".join(f'<img src="{_address(item, work, what)}" alt="{alt}">' for what, alt in shown)
    strip = "".join(f'<i style="background:{colour};flex:{share}"></i>' for colour, share in work["palette"])
    return f'<div class="art-faces">{pictures}</div><div class="art-strip" aria-hidden="true">{strip}</div>'


def _address(item: Item, work: Mapping[str, Any], what: str) -> str:
    return html.escape(f"{base_of(item)}/work?id={quote(work['id'], safe='')}&what={what}")


def _words(rank: int, work: Mapping[str, Any]) -> str:
    by = " ".join(filter(None, (work["attribution"], work["artist"] or "Unknown artist")))
    facts = ", ".join(filter(None, (by, work["date"])))
    return (
        f'<div class="art-work"><h3>{rank}. {html.escape(work["title"] or "Untitled")}</h3><p>{html.escape(facts)}</p>'
        f"<p>{html.escape(work['reason'])}</p>{_source(work)}</div>"
    )


def _source(work: Mapping[str, Any]) -> str:
    """Return where a work is, what may be done with it, and the credit that its museum wants."""
    linked = work.get("museum_url") or work.get("image_url")
    rights = work.get("rights") or ("rights unknown" if linked else None)
    place = ". ".join(filter(None, (work.get("museum"), rights, work.get("credit"))))
    return f"<p><small>{html.escape(place)}</small></p>"


def _study(visit: Visit, identifier: str) -> None:
    """Put the museum's picture of a work on the easel."""
    try:
        work = work_of(visit, identifier)
        data = MUSEUMS.bytes_of(work.image_url or "")
    except ArtAssistantError as error:
        st.session_state["faults"] = [str(error)]
        return
    take(visit, [(f"{work.title or 'Untitled'}, {work.artist or 'unknown'}", data)])


def _beside(identifier: str | None) -> None:
    st.session_state["beside"] = identifier


def _side_by_side(visit: Visit, item: Item) -> None:
    """Draw the work that was chosen beside the artist's own picture."""
    chosen = st.session_state.get("beside")
    if chosen is None:
        return
    try:
        work = work_of(visit, chosen).as_dict()
    except ArtAssistantError:
        return
    facts = {"title": None, "image_url": None, "palette": [], **work}
    mine, other = st.columns(2)
    mine.html(f'<div class="art-beside"><img src="{base_of(item)}/view/picture?side=900" alt="Yours"></div>')
    other.html(f'<div class="art-beside">{_face(visit, item, facts)}</div><div class="art-work">{_source(work)}</div>')
    st.button("Put it away", on_click=_beside, args=(None,))
