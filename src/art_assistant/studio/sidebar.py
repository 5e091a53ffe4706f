"""The sidebar: which works to compare with, how values are numbered, and who may phrase the tips."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from art_assistant.base.hosts import is_here
from art_assistant.errors import ArtAssistantError
from art_assistant.gallery.home import open_gallery
from art_assistant.settings import LanguageSettings, Settings
from art_assistant.studio.answers import service_of
from art_assistant.studio.bringing import bringing
from art_assistant.studio.visits import Visit

_LANGUAGE = {"base_url": ("url", ""), "model": ("model", ""), "api_key": ("key", ""), "send_picture": ("send", False)}
_NUMBERING = {"black": "0 is black, 10 is white", "white": "0 is white, 10 is black"}
_HERE = "Pictures are studied on this machine, by its processor (CPU). Nothing is sent anywhere unless you ask for it."
_HOSTED = (
    "Pictures are sent to the machine that runs this studio, kept in its memory, and forgotten half an hour "
    "after your last tab is closed."
)


def sidebar(visit: Visit) -> None:
    """Draw the sidebar and keep what it says."""
    wishes = visit.wishes
    st.header("Studio")
    # A field is known by its key, and keeps the focus when its value changes.
    wishes.numbering = st.radio(
        "Values",
        list(_NUMBERING),
        index=list(_NUMBERING).index(wishes.numbering),
        format_func=_NUMBERING.__getitem__,
        key="numbering",
    )
    surround = ("grey", "white", "black")
    wishes.surround = st.radio(
        "Around the pictures", surround, index=surround.index(wishes.surround), horizontal=True, key="surround"
    )
    _size(visit)
    st.subheader("Related works")
    served = service_of(visit)
    if served:
        st.caption(f"Tips and related works come from `{served}`")
    else:
        _gallery(visit)
    wishes.top = st.slider("How many (Top-K)", 1, 20, wishes.top, key="top")
    here = is_here(visit.settings.studio.host)
    if here and not served:
        bringing(visit)
        _language()
    elif visit.settings.llm.enabled and not served:
        st.caption("Tips are phrased by the language model that this studio names.")
    st.divider()
    st.caption(_HERE if here else _HOSTED)
    if served:
        st.caption("Each picture is also sent to the service that gives tips and related works.")


def _size(visit: Visit) -> None:
    """Let the artist choose at what size the picture on the easel is studied."""
    item = visit.find(visit.current)
    if item is not None:
        size = st.slider("Downscale to (pixels)", 300, 420, item.choices.size, 10, key=f"size-{item.token}")
        item.choices = replace(item.choices, size=size)


def _gallery(visit: Visit) -> None:
    wishes, settings = visit.wishes, visit.settings
    offered = list(dict.fromkeys((settings.gallery.name, *settings.studio.galleries)))
    if is_here(settings.studio.host):
        name = st.text_input(
            "Gallery", wishes.gallery or settings.gallery.name, help="A name, or the folder of a gallery bundle."
        ).strip()
    else:
        name = st.selectbox("Gallery", offered, index=offered.index(wishes.gallery) if wishes.gallery in offered else 0)
    try:
        st.caption(f"{len(open_gallery(name or None, settings).works):,} works.")
        wishes.gallery = name
    except ArtAssistantError as error:
        st.error(str(error))


def _language() -> None:
    """Let the artist name a language model; the key stays in this tab's memory and goes with it."""
    said = {name: st.session_state.get(f"llm-{field}", empty) for name, (field, empty) in _LANGUAGE.items()}
    named = bool(said["model"] and (said["base_url"] or said["api_key"]))
    st.session_state["llm"] = _checked(said) if named else None
    # A heading that changed would be another one to Streamlit, and close what the artist is filling in.
    with st.expander("Language model"):
        st.caption("It may phrase the two tips. What was measured is sent to it, the picture only if you say so.")
        st.text_input("Address", placeholder="http://127.0.0.1:11434/v1", key="llm-url")
        st.text_input("Model", key="llm-model")
        st.text_input("Key", type="password", key="llm-key", autocomplete="off")
        st.toggle("Send the picture too", key="llm-send")
    st.caption("The language model is on." if st.session_state["llm"] else "The language model is off.")


def _checked(chosen: dict[str, object]) -> LanguageSettings | None:
    try:
        return Settings().merged({"llm": chosen}, source="the studio").llm
    except ArtAssistantError as error:
        st.error(str(error))
        return None
