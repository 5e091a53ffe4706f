"""The notans to paint from, to part elsewhere and to turn masses over in."""

from __future__ import annotations

from typing import Any

import streamlit as st

from art_assistant.studio.parts import component, shown
from art_assistant.studio.visits import Item, Visit

MOST_TOLD = 2_000
"""Characters of what a browser may say of its notans."""


def notans(visit: Visit, item: Item) -> None:
    """Draw the notans that are offered."""
    st.fragment(_lens)(visit, item)


def _lens(visit: Visit, item: Item) -> None:
    key = f"notans-{item.token}"
    component("lens")(
        key=key,
        data=shown(visit, item) | {"mode": "notans", "notan": item.notan},
        on_notan_change=lambda: _heard(item, key),
    )


def _heard(item: Item, key: str) -> None:
    """Keep what was turned over: Streamlit forgets it as soon as another tab is drawn."""
    said: Any = st.session_state[key].get("notan")
    item.notan = said if isinstance(said, dict) and len(str(said)) <= MOST_TOLD else None
