"""The painting beside its reference: found in its photograph, laid over the picture on the easel, and what differs."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from art_assistant.comparing import compare_opened
from art_assistant.errors import ArtAssistantError
from art_assistant.pipeline import Study
from art_assistant.report.compared import Ways, as_dict, told, told_card
from art_assistant.studio.parts import (
    ask_card,
    ask_corners,
    base_of,
    component,
    job,
    plain,
    study_of,
    until_there,
)
from art_assistant.studio.projects.easel import remember
from art_assistant.studio.serving.compared import pictures_of
from art_assistant.studio.visits import Attempted, Item, Visit

_POINTED: Final = Ways(corners="Drag them below.", card="Point at it below.")


@dataclass(frozen=True, slots=True)
class SideBySide:
    """What the browser shows of a comparison.

    Attributes:
        made: a name for it that stands in addresses.
        told: as JSON.
        lines: in words.
        card: what a card says; None without one.
        size: width and height of what is shown.
        files: the pictures, by what they show; empty where nothing could be compared.

    """

    made: str
    told: dict[str, Any]
    lines: tuple[str, ...]
    card: str | None
    size: tuple[int, int]
    files: dict[str, tuple[bytes, str]]


def compare(visit: Visit, item: Item) -> None:
    """Draw the comparison of a photograph of this visit with the picture on the easel, which is its reference."""
    others = {one.token: one for one in visit.pictures.values() if one.token != item.token}
    if not others:
        st.info(
            f"{plain(item.name)} is the reference. Add a photograph of your painting of it above, choose "
            f"{plain(item.name)} again, and come back here."
        )
        return
    if item.attempted.painting not in others:
        item.attempted = Attempted(next(reversed(others)))
    token = st.selectbox(
        f"A photograph of your painting of {plain(item.name)}",
        list(others),
        index=list(others).index(item.attempted.painting),
        format_func=lambda one: others[one].name,
        key=f"painting-{item.token}",
    )
    if token != item.attempted.painting:
        item.attempted = Attempted(token)
    until_there(_compared, visit, item)


def _compared(visit: Visit, item: Item) -> bool:
    painting = visit.find(item.attempted.painting)
    if painting is None:
        return True
    asked = item.attempted
    key: Hashable = ("compared", painting.sha256, item.choices.framing, asked.corners, asked.intended, asked.card)
    # What belongs to this tab is looked up here: the work itself is done by a thread that knows no tab.
    studies = study_of(visit, item), study_of(visit, painting)
    # The same blocks stand here from the first, in the same order, so that what comes later finds its place.
    said, beside, below = (st.container() for _ in range(3))
    made = job(item, key, lambda: _made(item, painting.sha256, asked, studies))
    if not made.done():
        said.markdown("Finding the painting in its photograph, and comparing it with the reference…")
        return False
    try:
        _draw(visit, item, painting, made.result(), (said, beside))
    except ArtAssistantError as error:
        said.error(str(error))
    found = None if made.exception() else made.result()
    # What was set stands open, with what came of it: these blocks are drawn anew after each comparison.
    with below, st.expander("Set the painting's corners", expanded=bool(asked.corners or (found and not found.files))):
        _corners(visit, item, painting, found)
    with below, st.expander("Point at a grey or white card", expanded=bool(asked.card)):
        st.caption((found and found.card) or "Laid beside the painting, it tells its key from the camera's exposure.")
        _card(visit, item, painting)
    return True


def _made(item: Item, painting: str, asked: Attempted, studies: tuple[Study, Study]) -> SideBySide:
    """Compare the photograph ``painting``, known by its digest, whole, with the reference as it is studied."""
    reference, photograph = studies[0].picture, studies[1].file
    threads = studies[0].settings.analysis.threads
    found = compare_opened(
        reference, photograph, threads, corners=asked.corners, card=asked.card, intended=asked.intended
    )
    name = hashlib.sha256(repr((painting, item.choices.framing, asked)).encode()).hexdigest()[:16]
    files = pictures_of(found)
    shape = found.reference.standard.shape
    card = None if found.findings is None else told_card(found.findings)
    result = SideBySide(name, as_dict(found), tuple(told(found, ways=_POINTED)), card, (shape[1], shape[0]), files)
    item.keep_compared({f"{name}-{what}": file for what, file in files.items()})
    return result


def _draw(
    visit: Visit, item: Item, painting: Item, found: SideBySide, places: tuple[DeltaGenerator, DeltaGenerator]
) -> None:
    said, beside = places
    for line in found.lines:
        # Corrections stand in the list below, with their places.
        if not line[:2].rstrip(".").isdigit():
            said.caption(plain(line))
    if found.files:
        with beside:
            _side_by_side(visit, item, painting, found)


def _side_by_side(visit: Visit, item: Item, painting: Item, found: SideBySide) -> None:
    key = f"compare-{item.token}-{painting.token}"
    component("compare")(
        key=key,
        data={
            "base": base_of(item),
            "made": found.made,
            "width": found.size[0],
            "height": found.size[1],
            "corrections": found.told["corrections"],
        },
        on_intended_change=lambda: _meant(visit, item, st.session_state[key].get("intended")),
    )
    if item.attempted.project:
        st.caption(f"What you mean so is remembered in the project '{plain(item.attempted.project)}'.")
    elif item.attempted.intended and st.button("Tell again what I meant so", key=f"unmeant-{item.token}"):
        item.attempted = item.attempted.without_intended()
        st.rerun()


def _meant(visit: Visit, item: Item, said: Any) -> None:
    if isinstance(said, str) and len(said) <= 80:
        item.attempted = item.attempted.meaning(said)
        if item.attempted.project:
            remember(visit, item.attempted.project, said)


def _corners(visit: Visit, item: Item, painting: Item, found: SideBySide | None) -> None:
    known = None if found is None else found.told["alignment"]["corners"]

    def take(corners: str | None) -> None:
        item.attempted = item.attempted.between(corners)

    ask_corners(visit, painting, f"painted-corners-{item.token}-{painting.token}", known, take)


def _card(visit: Visit, item: Item, painting: Item) -> None:
    def take(point: tuple[float, float] | None) -> None:
        item.attempted = item.attempted.with_card(point)

    ask_card(visit, painting, f"card-{item.token}-{painting.token}", item.attempted.card, take)
