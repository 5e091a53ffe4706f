"""What a project puts on the easel: its reference to go on with, or one of its attempts beside it in *Compare*."""

from __future__ import annotations

import hashlib

import streamlit as st

from art_assistant.errors import ArtAssistantError
from art_assistant.field.corners import OFF
from art_assistant.practice.marking import mark
from art_assistant.practice.meant import without_meant
from art_assistant.practice.projects import Attempt, Original, Project
from art_assistant.studio.house import VISITS
from art_assistant.studio.parts import plain
from art_assistant.studio.projects.cupboard import CUPBOARD, may_see
from art_assistant.studio.visits import Attempted, Item, Visit


def go_on(visit: Visit, name: str) -> None:
    """Put the reference of a project on the easel, and open the project."""
    try:
        with CUPBOARD.open(visit.settings) as projects:
            reference = projects.reference(name)
        visit.current = bring(visit, reference).token
    except ArtAssistantError as error:
        st.session_state["faults"] = [str(error)]
        return
    visit.project = name
    st.session_state["tab"] = "Projects"


def going_on(visit: Visit) -> None:
    """Offer the projects of this machine's owner to go on with, where nothing is on the easel yet."""
    if not may_see(visit.settings):
        return
    try:
        every = CUPBOARD.every(visit.settings)
    except ArtAssistantError as error:
        st.error(str(error))
        return
    if every:
        st.subheader("Go on with a project")
        with st.container(horizontal=True):
            for one in every:
                st.button(plain(one.name), on_click=go_on, args=(visit, one.name), key=f"go-on-{one.name}")


def beside(visit: Visit, project: Project, attempt: Attempt) -> None:
    """Put the reference on the easel, and an attempt beside it in *Compare*, as it was compared."""
    try:
        with CUPBOARD.open(visit.settings) as projects:
            pictures = projects.reference(project.name), projects.painting(project.name, attempt.number)
        reference, painting = (bring(visit, picture) for picture in pictures)
    except ArtAssistantError as error:
        st.session_state["faults"] = [str(error)]
        return
    # The reference of a project is the whole of its file.
    reference.choices = reference.choices.placed(OFF)
    meant = without_meant(attempt.comparison, project.intended)["intended"]
    reference.attempted = Attempted(painting.token, _by_hand(attempt), tuple(one["id"] for one in meant), project.name)
    visit.current = reference.token
    st.session_state["tab"] = "Compare"


def remember(visit: Visit, name: str, difference: str) -> None:
    """Remember in a project that a difference of one of its attempts is meant."""
    try:
        with CUPBOARD.open(visit.settings) as projects:
            mark(projects, name, difference)
    except ArtAssistantError as error:
        st.session_state["faults"] = [str(error)]


def bring(visit: Visit, picture: Original) -> Item:
    """Return a picture as one of this visit, with that on the easel left where it is.

    Raises:
        ArtAssistantError: it cannot be read.

    """
    on_easel = visit.find(visit.current)
    if on_easel is not None:
        # The picture that was looked at longest ago may have to go for this one.
        visit.pictures.move_to_end(on_easel.token)
    item = visit.add(picture.name, picture.data, hashlib.sha256(picture.data).hexdigest())
    try:
        VISITS.study(visit, item)
    except ArtAssistantError:
        visit.remove(item)
        raise
    finally:
        if on_easel is not None and visit.find(on_easel.token):
            visit.current = on_easel.token
    return item


def _by_hand(attempt: Attempt) -> str | None:
    """Return the corners that the artist set, as they are asked with; None where they were found."""
    alignment = attempt.comparison["alignment"]
    if alignment["method"] != "artist":
        return None
    return ",".join(f"{part:.5f}" for corner in alignment["corners"] for part in corner)
