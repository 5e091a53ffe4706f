"""The page: who is here, which picture is on the easel, and the tabs around it."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import as_file, files
from typing import Final

import streamlit as st

from art_assistant.studio.compare import compare
from art_assistant.studio.front import front
from art_assistant.studio.house import COOKIE, VISITS, Base
from art_assistant.studio.projects.page import projects
from art_assistant.studio.screens.colour import colour
from art_assistant.studio.screens.composition import composition
from art_assistant.studio.screens.inbox import inbox
from art_assistant.studio.screens.notans import notans
from art_assistant.studio.screens.related import related
from art_assistant.studio.screens.save import save
from art_assistant.studio.screens.served import silence
from art_assistant.studio.screens.studying import studying
from art_assistant.studio.screens.style import style
from art_assistant.studio.screens.tips import tips
from art_assistant.studio.serving.webfiles import text_of
from art_assistant.studio.sidebar import sidebar
from art_assistant.studio.visits import Item, Visit

Screen = Callable[[Visit, Item], None]
TABS: Final[dict[str, Screen]] = {
    "Study": studying,
    "Notans": notans,
    "Colour": colour,
    "Composition": composition,
    "Style": style,
    "Related works": related,
    "Tips": tips,
    "Compare": compare,
    "Projects": projects,
    "Save": save,
}


def show() -> None:
    """Draw the page as it stands."""
    with as_file(files("art_assistant.studio") / "web" / "icon.png") as icon:
        st.set_page_config(
            page_title="Art Assistant studio", page_icon=str(icon), layout="wide", initial_sidebar_state="collapsed"
        )
    st.html(f"<style>{text_of('page.css')}</style>")
    visit = _arrive()
    with st.sidebar:
        sidebar(visit)
    # What draws itself anew finds its place by number: each part has one, whatever stands in those above it.
    above, said, known, below = (st.container() for _ in range(4))
    with above:
        item = inbox(visit)
    if item is None:
        return
    with said:
        silence(visit, item)
    with known:
        front(visit, item)
    with below:
        _tabs(visit, item)


def _tabs(visit: Visit, item: Item) -> None:
    for name, place in zip(TABS, st.tabs(list(TABS), key="tab", on_change="rerun"), strict=True):
        if place.open:
            with place:
                TABS[name](visit, item)


def _arrive() -> Visit:
    """Return the visit of this tab: that of the address where its browser asks, else a new one."""
    cookie = st.context.cookies.get(COOKIE, "")
    # Without a cookie nothing could tell two browsers apart, so that the address says nothing either.
    asked = st.query_params.get("visit") if cookie else st.session_state.get("visit")
    visit = VISITS.enter(asked, cookie, Base.settings)
    if cookie and asked != visit.token:
        st.query_params["visit"] = visit.token
    st.session_state["visit"] = visit.token
    _stay(visit.token, visit)
    return visit


@st.cache_resource(scope="session", show_spinner=False, on_release=lambda leave: leave())
def _stay(token: str, _visit: Visit) -> Callable[[], None]:  # noqa: ARG001 - the token is what it is kept by
    return VISITS.stay(_visit)
