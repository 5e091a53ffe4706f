"""Pictures of a folder of this machine, such as the one a gallery was built from."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import streamlit as st

from art_assistant.errors import ArtAssistantError
from art_assistant.files.there import is_folder
from art_assistant.files.walk import pictures_below
from art_assistant.imaging.decode import read_file
from art_assistant.studio.visits import Visit
from art_assistant.study.opening import limits_of

MOST_LISTED = 500

Take = Callable[[Visit, Iterable[tuple[str, bytes]]], None]


def folder(visit: Visit, take: Take) -> None:
    """Draw the fields; ``take`` puts the picture that is chosen on the easel."""
    with st.expander("From a folder on this machine"):
        named = st.text_input("Folder", placeholder="~/paintings", key="folder").strip()
        if not named:
            return
        listed = _listed(named)
        if not listed:
            st.caption("There is no picture in that folder, or no such folder.")
            return
        chosen = st.selectbox(f"{len(listed):,} pictures", listed, index=None, key=f"in-{named}")
        told = (visit, take, folder_of(named), chosen)
        st.button(
            "Put it on the easel",
            disabled=chosen is None,
            key="from-folder",
            on_click=_open,
            args=told,
        )


def folder_of(named: str) -> Path:
    """Return the folder that an artist names; ``~`` is the home, and a home of nobody is a name like any other."""
    return Path(os.path.expanduser(named))  # noqa: PTH111 - Path.expanduser raises where there is no such home


def _listed(named: str) -> list[str]:
    """Return the pictures below a folder by their names within it; looked for once as long as the name stays."""
    place = folder_of(named)
    known = st.session_state.get("listed")
    if known is None or known[0] != named:
        found = pictures_below(place).pictures[:MOST_LISTED] if is_folder(place) else []
        known = st.session_state["listed"] = (named, [str(path.relative_to(place)) for path in found])
    names: list[str] = known[1]
    return names


def _open(visit: Visit, take: Take, place: Path, chosen: str) -> None:
    try:
        data = read_file(place / chosen, limits_of(visit.settings))
    except ArtAssistantError as error:
        st.session_state["faults"] = [str(error)]
        return
    take(visit, [(Path(chosen).name, data)])
