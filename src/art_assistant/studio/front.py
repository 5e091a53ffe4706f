"""Above the tabs: what the picture is taken for, where it lies in its file, and what its photograph can carry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from art_assistant.advice.finding.intent import Intent
from art_assistant.errors import ArtAssistantError
from art_assistant.field.corners import AUTO, OFF, WHOLE, read_corners
from art_assistant.field.labels import DRAWING, OTHER, PAINTING, PHOTOGRAPH, UNSURE
from art_assistant.pipeline import Study
from art_assistant.report.words.front import canvas_told, intent_told, kind_told, photo_told
from art_assistant.studio.parts import base_of, component, job, study_of, until_there
from art_assistant.studio.visits import Item, Visit

_KINDS: Final = {
    AUTO: "Find out",
    PAINTING: "Painting",
    DRAWING: "Drawing or print",
    PHOTOGRAPH: "Photograph of the world",
    OTHER: "Something else",
}
_ASKED: Final = {PAINTING: "A painting", DRAWING: "A drawing or a print", PHOTOGRAPH: "A photograph of the world"}

Told = Mapping[str, Any]


def front(visit: Visit, item: Item) -> None:
    """Draw what is known of the picture as it lay in front of the camera, and let the artist set it right."""
    st.session_state[_drawn(item)] = _said(item)
    until_there(_front, visit, item)


def _drawn(item: Item) -> str:
    return f"front-{item.token}"


def _said(item: Item) -> tuple[str, str]:
    return item.choices.kind, item.choices.framing


def _front(visit: Visit, item: Item) -> bool:
    # What is set here concerns the whole page, and not this part of it alone.
    if st.session_state[_drawn(item)] != _said(item):
        st.rerun()
    study, intent = study_of(visit, item), item.choices.read_intent()
    known = job(item, ("front", study.settings, intent), lambda: _known(study, intent))
    # The same blocks stand here from the first, in the same order, so that what comes later finds its place.
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        line, asked, more = st.empty(), st.container(horizontal=True, width="content"), st.container(width="content")
    below = st.container()
    if not known.done():
        line.markdown("Looking at what it is…")
        return False
    try:
        _draw(item, known.result(), line, (asked, more, below))
    except ArtAssistantError as error:
        line.error(str(error))
    return True


def _known(study: Study, intent: Intent | None) -> Told:
    kind = None if study.picture.nothing_counts else study.kind(intent.kind if intent else None).as_dict()
    return {
        "kind": kind,
        "canvas": study.canvas().as_dict(),
        "photo": study.photo().as_dict(),
        "intent": intent and intent.as_dict(),
        "size": (study.file.width, study.file.height),
    }


def _draw(item: Item, told: Told, line: DeltaGenerator, places: tuple[DeltaGenerator, ...]) -> None:
    asked, more, below = places
    line.markdown(" ".join(said for said in (kind_told(told["kind"]), canvas_told(told["canvas"])) if said))
    with asked:
        _asked(item, told)
    with more, st.popover("Set it right"):
        _set_right(item, told)
    for said in photo_told(told["photo"]) + intent_told(told["intent"]):
        below.caption(said)


def _asked(item: Item, told: Told) -> None:
    """Offer the answers where a question is asked."""
    kind, canvas = told["kind"], told["canvas"]
    if kind and kind["label"] == UNSURE:
        likely = sorted(_ASKED, key=lambda name: -kind["probabilities"][name])[:2]
        for name in sorted(likely, key=list(_ASKED).index):
            st.button(_ASKED[name], on_click=_take, args=(item, name), key=f"kind-{name}-{item.token}")
    if canvas["corners"] and not canvas["applied"]:
        st.button("Study only the picture", on_click=_place, args=(item, canvas["corners"]), key=f"cut-{item.token}")


def _set_right(item: Item, told: Told) -> None:
    kinds = list(_KINDS)
    st.selectbox(
        "What it is",
        kinds,
        index=kinds.index(item.choices.kind),
        format_func=_KINDS.__getitem__,
        key=f"kind-{item.token}",
        on_change=lambda: _take(item, st.session_state[f"kind-{item.token}"]),
    )
    key = f"corners-{item.token}"
    component("corners")(
        key=key,
        data=_placing(item, told),
        height="content",
        on_placed_change=lambda: _place(item, st.session_state[key].get("placed")),
    )
    st.toggle(
        "Put the photograph right where that is safe",
        item.choices.correct,
        key=f"correct-{item.token}",
        on_change=lambda: _correct(item, correct=st.session_state[f"correct-{item.token}"]),
    )


def _placing(item: Item, told: Told) -> dict[str, Any]:
    width, height = told["size"]
    corners = told["canvas"]["corners"]
    return {
        "base": base_of(item),
        "width": width,
        "height": height,
        "corners": corners or [list(corner) for corner in WHOLE],
    }


def _take(item: Item, kind: str) -> None:
    item.choices = item.choices.taken_for(kind)


def _correct(item: Item, *, correct: bool) -> None:
    item.choices = item.choices.placed(item.choices.canvas, correct=correct)


def _place(item: Item, said: Any) -> None:
    """Take corners, or a word instead of them, from the browser; what makes no sense changes nothing."""
    placed = said if said in (AUTO, OFF) else _text_of(said)
    if placed is not None:
        item.choices = item.choices.placed(placed)


def _text_of(corners: Any) -> str | None:
    try:
        return ",".join(f"{part:.4f}" for corner in read_corners(corners) for part in corner)
    except ArtAssistantError:
        return None
