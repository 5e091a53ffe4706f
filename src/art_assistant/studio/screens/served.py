"""What is said of the service that gives tips and related works, and of its silence."""

from __future__ import annotations

import streamlit as st

from art_assistant.base.hosts import is_here
from art_assistant.studio.answers import service_of, try_again
from art_assistant.studio.visits import Item, Visit


def silence(visit: Visit, item: Item) -> None:
    """Say why the service does not help with this picture, where it does not, and offer to ask it again."""
    if not item.alone:
        return
    said, again = st.columns([5, 1], vertical_alignment="center")
    said.warning(f"`{service_of(visit)}`: {item.alone} Tips and related works are found here meanwhile.")
    again.button("Try again", on_click=try_again, args=(item,), key=f"again-{item.token}", width="stretch")


def whereabouts(visit: Visit) -> str:
    """Return where pictures go, for the artist who brings them."""
    if visit.settings.studio.server:
        return "It is sent to the service that gives tips and related works, and to nobody else."
    return "It stays on this machine." if is_here(visit.settings.studio.host) else ""
