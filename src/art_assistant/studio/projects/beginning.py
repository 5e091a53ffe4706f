"""A new project: its name, and its reference from the easel or from a file."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from art_assistant.errors import ArtAssistantError, UsageError
from art_assistant.practice.projects import LONGEST_NAME, Original
from art_assistant.studio.parts import plain
from art_assistant.studio.projects.cupboard import CUPBOARD
from art_assistant.studio.visits import Item, Visit
from art_assistant.study.opening import open_picture

_EASEL, _FILE = "easel", "file"


def beginning(visit: Visit, item: Item, place: DeltaGenerator) -> None:
    """Draw the form into ``place``."""
    turn = st.session_state.setdefault("project-turn", 0)
    offered = {_EASEL: f"The picture on the easel: {plain(item.name)}", _FILE: "Another file"}
    with place, st.form(f"begin-{turn}", border=False):
        st.text_input("Name of the project", key=f"begin-name-{turn}", max_chars=LONGEST_NAME)
        st.radio("Reference", list(offered), format_func=offered.__getitem__, key=f"begin-from-{turn}")
        st.file_uploader("Another file as the reference", key=f"begin-file-{turn}")
        st.caption("The whole file is the reference: crop it to what you paint.")
        st.form_submit_button("Begin the project", on_click=_begin, args=(visit, item, turn))


def _begin(visit: Visit, item: Item, turn: int) -> None:
    said = {part: st.session_state.get(f"begin-{part}-{turn}") for part in ("name", "from", "file")}
    st.session_state["project-fault"] = st.session_state["project-said"] = ""
    try:
        reference = _reference(item, said["from"], said["file"])
        # What cannot be decoded is no reference, and is better refused now than at the first attempt.
        open_picture(reference.data, name=reference.name, settings=visit.settings)
        with CUPBOARD.open(visit.settings) as projects:
            projects.new(said["name"] or "", reference, date.today())  # noqa: DTZ011 - the artist's own day
            visit.project = (said["name"] or "").strip()
    except ArtAssistantError as error:
        st.session_state["project-fault"] = str(error)
        return
    st.session_state["project-turn"] = turn + 1
    st.session_state["project-said"] = f"'{visit.project}' is begun. Paint, photograph the painting, and add it below."


def _reference(item: Item, source: str | None, file: Any) -> Original:
    if source == _EASEL:
        return Original(item.name, item.data)
    if file is None:
        raise UsageError("Choose the file of the reference, or take the picture on the easel.")
    return Original(file.name, file.getvalue())
