"""The three notans, to part elsewhere and to turn masses over in."""

from __future__ import annotations

from typing import Any

import streamlit as st

from art_assistant.studio.parts import base_of, component, study_of
from art_assistant.studio.visits import Item, Visit


def notans(visit: Visit, item: Item) -> None:
    """Draw the three notans."""
    st.fragment(_lens)(visit, item)


def _lens(visit: Visit, item: Item) -> None:
    key = f"notans-{item.token}"
    picture = study_of(visit, item).picture
    said: dict[str, Any] = st.session_state.get(key) or {}
    component("lens")(
        key=key,
        data={
            "mode": "notans",
            "base": base_of(item),
            "picture": {"name": item.name, "width": picture.width, "height": picture.height},
            "settings": item.choices.told(),
            "numbering": visit.wishes.numbering,
            "surround": visit.wishes.surround,
            "notan": said.get("notan"),
        },
        on_notan_change=lambda: None,
    )
