"""Ways out: a project as a ZIP, and deleting an attempt, a project or all of them, asked for twice."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from art_assistant.errors import ArtAssistantError
from art_assistant.practice.carry import files_of
from art_assistant.practice.projects import Project
from art_assistant.studio.projects.cupboard import CUPBOARD
from art_assistant.studio.screens.save import zipped
from art_assistant.studio.visits import Visit

_PROJECT, _ALL = "project", "all"


def leaving(visit: Visit, project: Project, projects: int) -> None:
    """Draw the ways out of a project, of ``projects`` that there are."""
    export, delete = st.columns(2, vertical_alignment="bottom")
    export.download_button(
        "Export the project (ZIP)",
        lambda: _packed(visit, project),
        f"{_plain_name(project.name)}.zip",
        "application/zip",
        on_click="ignore",
        width="stretch",
        key=f"export-{project.name}",
    )
    with delete.popover("Delete…", width="stretch"):
        _delete(visit, project, projects)


def _packed(visit: Visit, project: Project) -> bytes:
    with CUPBOARD.open(visit.settings) as opened:
        return zipped(files_of(opened, project.name))


def _plain_name(name: str) -> str:
    """Return a name that can be one of a file."""
    return "".join(letter if letter.isalnum() or letter in " -_" else "-" for letter in name).strip() or "project"


def _delete(visit: Visit, project: Project, projects: int) -> None:
    turn = st.session_state.setdefault("delete-turn", 0)
    offered = {_PROJECT: f"The project '{project.name}'"}
    offered |= {str(one.number): f"Attempt {one.number} of {one.day}" for one in project.attempts}
    offered |= {_ALL: f"All {projects} projects"} if projects > 1 else {}
    what = st.selectbox("What", list(offered), format_func=offered.__getitem__, key=f"delete-{project.name}-{turn}")
    st.write(_lost(project, what, projects))
    sure = st.checkbox("Yes, delete it for good", key=f"sure-{what}-{turn}")
    st.button("Delete", disabled=not sure, on_click=_gone, args=(visit, project, what), key=f"delete-{turn}")


def _lost(project: Project, what: str, projects: int) -> str:
    attempts = f"{len(project.attempts)} photograph{'' if len(project.attempts) == 1 else 's'} of attempts"
    lost = {
        _PROJECT: f"Lost are the reference, {attempts}, all notes and numbers, and what was marked as meant.",
        _ALL: f"Lost are all {projects} projects with every picture, note and number in them.",
    }.get(what, "Lost are its photograph, its note and its numbers; what changed is then told of those that stay.")
    return f"{lost} Your own files stay where they are. Nothing brings it back: export first what you may want."


def _gone(visit: Visit, project: Project, what: str) -> None:
    st.session_state["delete-turn"] += 1
    st.session_state["project-fault"] = st.session_state["project-said"] = ""
    try:
        _DELETE.get(what, _attempt)(visit, project, what)
    except ArtAssistantError as error:
        st.session_state["project-fault"] = str(error)


def _attempt(visit: Visit, project: Project, what: str) -> None:
    CUPBOARD.forget(visit.settings, project.name, int(what))
    st.session_state["project-said"] = f"Attempt {what} is deleted."


def _project(visit: Visit, project: Project, _what: str) -> None:
    CUPBOARD.forget(visit.settings, project.name)
    st.session_state["project-said"] = f"'{project.name}' is deleted."


def _all(visit: Visit, _project: Project, _what: str) -> None:
    for one in CUPBOARD.every(visit.settings):
        CUPBOARD.forget(visit.settings, one.name)
    st.session_state["project-said"] = "All projects are deleted."


_DELETE: dict[str, Callable[[Visit, Project, str], None]] = {_PROJECT: _project, _ALL: _all}
