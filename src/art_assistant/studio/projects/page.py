"""The tab *Projects*: which one, its attempts and what changed over them, a further attempt, and ways out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from art_assistant.errors import ArtAssistantError
from art_assistant.practice.marking import mark
from art_assistant.practice.projects import Project, Projects
from art_assistant.studio.parts import base_of, component
from art_assistant.studio.projects.adding import adding
from art_assistant.studio.projects.beginning import beginning
from art_assistant.studio.projects.cupboard import CUPBOARD, may_see
from art_assistant.studio.projects.easel import beside
from art_assistant.studio.projects.leaving import leaving
from art_assistant.studio.projects.told import told_project
from art_assistant.studio.visits import Item, Visit

_ELSEWHERE = (
    "Projects lie on the machine that runs this studio and belong to its owner. This studio lets others in, so that it "
    "shows none. Run the studio on your own machine to keep projects of yours."
)


def projects(visit: Visit, item: Item) -> None:
    """Draw the projects of this machine's owner."""
    if not may_see(visit.settings):
        st.info(_ELSEWHERE)
        return
    try:
        every = CUPBOARD.every(visit.settings)
        project = _chosen(visit, item, every)
        if project is not None:
            _draw(visit, item, project)
            leaving(visit, project, len(every))
    except ArtAssistantError as error:
        st.error(str(error))


def _chosen(visit: Visit, item: Item, every: Sequence[Project]) -> Project | None:
    """Let the artist choose a project or begin one; return the one that is open."""
    if not every:
        st.write(
            "A project keeps one reference and your dated attempts at it, and tells what comes nearer from one to the "
            "next. It lies in one file on this machine."
        )
        beginning(visit, item, st.container(border=True))
        return None
    names = [one.name for one in every]
    if visit.project not in names:
        visit.project = names[0]
    if st.session_state.get("project") != visit.project:
        st.session_state["project"] = visit.project
    # Nothing that changes stands in the label: a box shows the one that it was chosen under.
    labels = {one.name: f"{one.name}, begun {one.made}" for one in every}
    choose, new = st.columns([3, 1], vertical_alignment="bottom")
    visit.project = choose.selectbox("Project", names, format_func=labels.__getitem__, key="project")
    beginning(visit, item, new.popover("New project", width="stretch"))
    return next(one for one in every if one.name == visit.project)


def _draw(visit: Visit, item: Item, project: Project) -> None:
    # What was said of the last step stays until the next one.
    if said := st.session_state.get("project-said"):
        st.success(said)
    if fault := st.session_state.get("project-fault"):
        st.error(fault)
    adding(visit, item, project)
    key = f"project-{project.name}"
    component("project")(
        key=key,
        data=told_project(project, base_of(item)),
        height="content",
        on_opened_change=lambda: _opened(visit, project, st.session_state[key].get("opened")),
        on_intended_change=lambda: _meant(visit, project, st.session_state[key].get("intended")),
        on_again_change=lambda: _again(visit, project, st.session_state[key].get("again")),
    )


def _opened(visit: Visit, project: Project, said: Any) -> None:
    attempt = next((one for one in project.attempts if one.number == said), None)
    if attempt is not None:
        beside(visit, project, attempt)


def _meant(visit: Visit, project: Project, said: Any) -> None:
    if isinstance(said, str):
        _change(visit, lambda opened: mark(opened, project.name, said))


def _again(visit: Visit, project: Project, said: Any) -> None:
    if isinstance(said, str):
        _change(visit, lambda opened: opened.tell_again(project.name, said))


def _change(visit: Visit, change: Callable[[Projects], None]) -> None:
    st.session_state["project-fault"] = st.session_state["project-said"] = ""
    try:
        with CUPBOARD.open(visit.settings) as opened:
            change(opened)
    except ArtAssistantError as error:
        st.session_state["project-fault"] = str(error)
