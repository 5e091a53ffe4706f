"""Where the eye goes, and what follows when it is meant to go elsewhere."""

from __future__ import annotations

from typing import Any

import streamlit as st

from art_assistant.studio import answers
from art_assistant.studio.parts import component, focal_points, shown, until_there
from art_assistant.studio.screens.tips import cards
from art_assistant.studio.visits import Item, Visit


def composition(visit: Visit, item: Item) -> None:
    """Draw the picture to click the meant focal point on, and the tips that follow."""
    until_there(_lens, visit, item)


def _lens(visit: Visit, item: Item) -> bool:
    key = f"composition-{item.token}"
    advice = answers.advice(visit, item) or answers.NOT_YET
    component("lens")(
        key=key,
        data=shown(visit, item)
        | {"mode": "composition", "focus": item.choices.focus, "focal": focal_points(visit, item)},
        on_focus_change=lambda: _meant(item, key),
    )
    cards(advice)
    return advice is not answers.NOT_YET


def _meant(item: Item, key: str) -> None:
    """Keep the point that the artist clicked; nothing takes it back."""
    said: Any = (st.session_state.get(key) or {}).get("focus")
    try:
        item.choices = item.choices.aimed((float(said[0]), float(said[1])) if said else None)
    except (TypeError, ValueError, LookupError):
        return
