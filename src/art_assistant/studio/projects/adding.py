"""A further attempt: the photograph taken in, compared in the background, kept, or refused with the reason."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import streamlit as st

from art_assistant.errors import ArtAssistantError
from art_assistant.practice.adding import Where, compared, keep
from art_assistant.practice.projects import LONGEST_NOTE, Original, Project
from art_assistant.settings import Settings
from art_assistant.studio.parts import ask_corners, job, plain, until_there
from art_assistant.studio.projects.easel import bring
from art_assistant.studio.visits import Item, Visit

_PENDING = "attempt-coming"


@dataclass(frozen=True, slots=True)
class Coming:
    """An attempt that is being compared.

    Attributes:
        project: name of its project.
        token: of its photograph among the pictures of the visit.
        day: when it was painted.
        note: the artist's own words.
        corners: where the painting lies in its photograph; None to have it found.

    """

    project: str
    token: str
    day: date
    note: str
    corners: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an attempt was not kept, and where the painting may lie, as far as that is known."""

    reason: str
    corners: list[list[float]] | None


def adding(visit: Visit, item: Item, project: Project) -> None:
    """Draw the form for a further attempt, or what becomes of the one that was handed in."""
    coming = st.session_state.get(_PENDING)
    if coming is not None and coming.project == project.name and visit.find(coming.token):
        until_there(_coming, visit, item, waiting=True)
        return
    turn = st.session_state.setdefault("attempt-turn", 0)
    with st.expander("Add an attempt", expanded=not project.attempts, key=f"add-{project.name}-{turn}"):
        _form(visit, item, project, turn)


def _form(visit: Visit, item: Item, project: Project, turn: int) -> None:
    others = {one.token: one.name for one in visit.pictures.values() if one.token != item.token}
    with st.form(f"attempt-{turn}", border=False):
        st.file_uploader("A photograph of your painting", key=f"attempt-file-{turn}")
        if others:
            st.selectbox(
                "Or one of this visit's pictures",
                list(others),
                index=None,
                format_func=others.__getitem__,
                key=f"attempt-other-{turn}",
            )
        day, note = st.columns([1, 3])
        day.date_input("Painted on", "today", format="YYYY-MM-DD", key=f"attempt-day-{turn}")
        note.text_input("A note", key=f"attempt-note-{turn}", max_chars=LONGEST_NOTE)
        st.form_submit_button("Compare and keep", on_click=_hand_in, args=(visit, project, turn))


def _hand_in(visit: Visit, project: Project, turn: int) -> None:
    said = {part: st.session_state.get(f"attempt-{part}-{turn}") for part in ("file", "other", "day", "note")}
    st.session_state["project-fault"] = st.session_state["project-said"] = ""
    try:
        photograph = _photograph(visit, said["file"], said["other"])
    except ArtAssistantError as error:
        st.session_state["project-fault"] = str(error)
        return
    if photograph is None:
        st.session_state["project-fault"] = "Choose a photograph of your painting first."
        return
    st.session_state["attempt-turn"] = turn + 1
    today = date.today()  # noqa: DTZ011 - the artist's own day
    st.session_state[_PENDING] = Coming(project.name, photograph.token, said["day"] or today, said["note"] or "")


def _photograph(visit: Visit, file: Any, other: str | None) -> Item | None:
    if file is not None:
        return bring(visit, Original(file.name, file.getvalue()))
    return visit.find(other)


def _coming(visit: Visit, item: Item) -> bool:  # noqa: ARG001 - as every part that is drawn until it is there
    coming: Coming | None = st.session_state.get(_PENDING)
    photograph = None if coming is None else visit.find(coming.token)
    if coming is None or photograph is None:
        # The photograph was left: the form stands in this place again.
        st.rerun()
    key: Hashable = ("attempt", coming)
    settings, picture = visit.settings, Original(photograph.name, photograph.data)
    # The same blocks stand here from the first, in the same order, so that what comes later finds its place.
    said, below = st.container(), st.container()
    made = job(photograph, key, lambda: _made(settings, coming, picture))
    if not made.done():
        said.markdown(
            f"Finding the painting in {plain(photograph.name)} and comparing it with the reference: a few seconds…"
        )
        return False
    try:
        outcome = made.result()
    except ArtAssistantError as error:
        outcome = Refused(str(error), None)
    if isinstance(outcome, int):
        _clear(photograph, key)
        st.session_state["project-said"] = f"Attempt {outcome} is kept."
        st.rerun()
    said.error(f"Not added. {outcome.reason}")
    with below:
        _ask(visit, photograph, outcome)
        st.button("Leave this photograph", on_click=_clear, args=(photograph, key), key="attempt-leave")
    return True


def _made(settings: Settings, coming: Coming, picture: Original) -> int | Refused:
    found = compared(settings, coming.project, picture, Where(coming.corners))
    if found.findings is None:
        known = found.alignment.as_dict()["corners"]
        return Refused(found.reason or "", known)
    number, _ = keep(settings, coming.project, picture, found, day=coming.day, note=coming.note)
    return number


def _ask(visit: Visit, photograph: Item, refused: Refused) -> None:
    st.write("If it is a photograph of this painting, set the painting's corners and it is compared between them.")
    ask_corners(visit, photograph, f"attempt-corners-{photograph.token}", refused.corners, _between)


def _between(corners: str | None) -> None:
    st.session_state[_PENDING] = replace(st.session_state[_PENDING], corners=corners)


def _clear(photograph: Item, key: Hashable) -> None:
    photograph.jobs.pop(key, None)
    st.session_state.pop(_PENDING, None)
