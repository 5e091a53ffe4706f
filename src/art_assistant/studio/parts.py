"""What several screens need: the components of ours, and what is made in the background."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Executor, Future
from functools import lru_cache
from typing import Any, Final, TypeVar

import streamlit as st

from art_assistant.advice.coach import Advice
from art_assistant.errors import ArtAssistantError
from art_assistant.field.corners import AUTO, OFF, WHOLE, read_corners, read_point
from art_assistant.pipeline import Study
from art_assistant.report.page.tips import told_tip
from art_assistant.studio.house import HANDS, VISITS
from art_assistant.studio.serving.webfiles import loader, text_of
from art_assistant.studio.visits import Item, Visit

POLL_SECONDS: Final = 0.3
_T = TypeVar("_T")
MOST_JOBS = 16
"""Results of background work that are kept of one picture."""


@lru_cache
def component(name: str) -> Callable[..., Any]:
    """Return one of our components: such as ``easel``; each makes its own elements."""
    sheets = {
        "lens": ("easel.css", "lens.css"),
        "compare": ("easel.css", "compare.css"),
        "project": ("easel.css", "project.css"),
        "card": ("corners.css",),
    }.get(name, (f"{name}.css",))
    css = "\n".join(map(text_of, sheets))
    return st.components.v2.component(f"art_assistant_{name}", css=css, js=loader(f"{name}.js"))


def plain(text: str) -> str:
    """Return a name as it is, for where Streamlit would read marks and links into it."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|~<>$:])", r"\\\1", text)


def base_of(item: Item) -> str:
    """Return the address under which everything of a picture is found; another where other corners are set."""
    framing = item.framing()
    return f"/studio/p/{item.token}{framing and f'~{framing}'}"


def study_of(visit: Visit, item: Item) -> Study:
    """Return the study of a picture, with the language model that this tab names, if any."""
    return VISITS.study(visit, item, st.session_state.get("llm"))


def job(item: Item, key: Hashable, make: Callable[[], _T], hands: Executor = HANDS) -> Future[_T]:
    """Return what makes something of a picture in the background, begun when it is first asked for."""
    if key not in item.jobs:
        while len(item.jobs) >= MOST_JOBS:
            del item.jobs[next(iter(item.jobs))]
        item.jobs[key] = hands.submit(make)
    return item.jobs[key]


def ask_corners(
    visit: Visit,
    photograph: Item,
    key: str,
    known: Sequence[Sequence[float]] | None,
    take: Callable[[str | None], None],
) -> None:
    """Let the artist set the corners of the painting in its photograph.

    Args:
        visit: whose picture it is.
        photograph: the picture.
        key: of the component.
        known: where they are thought to lie, as fractions; None where that is not known.
        take: is given the corners as ``read_corners`` takes them, or None to have them found.

    """
    file = study_of(visit, photograph).file
    component("corners")(
        key=key,
        data={
            "base": base_of(photograph),
            "width": file.width,
            "height": file.height,
            "corners": known or [list(corner) for corner in WHOLE],
            "meant": "compared",
        },
        height="content",
        on_placed_change=lambda: _placed(st.session_state[key].get("placed"), take),
    )


def _placed(said: Any, take: Callable[[str | None], None]) -> None:
    """Hand on corners that were set; ``auto`` and ``off`` are the finder's and the whole file's."""
    if said == AUTO:
        take(None)
        return
    try:
        corners = WHOLE if said == OFF else read_corners(said, turned=True)
    except ArtAssistantError:
        return
    take(",".join(f"{part:.5f}" for corner in corners for part in corner))


def ask_card(
    visit: Visit,
    photograph: Item,
    key: str,
    known: tuple[float, float] | None,
    take: Callable[[tuple[float, float] | None], None],
) -> None:
    """Let the artist point at a grey or white card in a photograph.

    Args:
        visit: whose picture it is.
        photograph: the picture.
        key: of the component.
        known: the point that was set, as fractions; None where none was.
        take: is given the point, or None to go without a card.

    """
    file = study_of(visit, photograph).file
    component("card")(
        key=key,
        data={"base": base_of(photograph), "width": file.width, "height": file.height, "point": known},
        height="content",
        on_placed_change=lambda: _pointed(st.session_state[key].get("placed"), take),
    )


def _pointed(said: Any, take: Callable[[tuple[float, float] | None], None]) -> None:
    """Hand on a point; whatever else the browser says is ``none``, and the card's end."""
    try:
        take(None if isinstance(said, str) else read_point(said))
    except ArtAssistantError:
        return


def until_there(draw: Callable[[Visit, Item], bool], visit: Visit, item: Item, *, waiting: bool = False) -> None:
    """Draw a part of the page that is drawn again by itself until ``draw`` says that all of it was there.

    Args:
        draw: draws it, and says whether all was there.
        visit: whose picture it is.
        item: the picture.
        waiting: what is expected of the first time.

    """
    key, alone = f"waiting-{draw.__qualname__}-{item.token}", item.alone
    waits = st.session_state.setdefault(key, waiting)

    def part() -> None:
        there = draw(visit, item)
        # How often a part is drawn, and what stands around it, is settled when the whole page is.
        if there is waits or item.alone != alone:
            st.session_state[key] = not there
            st.rerun()

    st.fragment(part, run_every=POLL_SECONDS if waits else None)()


def shown(visit: Visit, item: Item) -> dict[str, Any]:
    """Return what each of our components is told of the picture on the easel."""
    picture = study_of(visit, item).picture
    return {
        "base": base_of(item),
        "picture": {"name": item.name, "width": picture.width, "height": picture.height},
        "settings": item.choices.told(),
        "numbering": visit.wishes.numbering,
        "surround": visit.wishes.surround,
    }


def focal_points(visit: Visit, item: Item) -> list[dict[str, Any]]:
    """Return where the eye goes, as the browser draws it."""
    found = study_of(visit, item).composition(item.choices.focus).as_dict()["focal_points"]
    return [{"rank": one["rank"], "point": one["point"], "region": one["region"]} for one in found]


def told_tips(advice: Advice) -> list[dict[str, Any]]:
    """Return the tips as the browser shows them, each with its place; it says itself what is which."""
    return [_told(tip.as_dict()) for tip in advice.tips]


def _told(tip: dict[str, Any]) -> dict[str, Any]:
    said = told_tip(tip)
    plain = {"where": tip["where"], "remeasure": tip["remeasure"], "measured": said["measured"].partition(": ")[2]}
    return said | plain | {"id": tip["finding"], "region": tip["region"]}
