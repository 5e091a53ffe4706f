"""The easel: reference, squint, masses and plan, with the tips beside them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from art_assistant.advice.coach import Advice
from art_assistant.studio import answers
from art_assistant.studio.parts import component, focal_points, shown, study_of, told_tips, until_there
from art_assistant.studio.visits import Item, Visit


def studying(visit: Visit, item: Item) -> None:
    """Draw the easel; while the tips are being found it looks again by itself."""
    until_there(_easel, visit, item, waiting=True)


def _easel(visit: Visit, item: Item) -> bool:
    key, advice = f"easel-{item.token}", answers.advice(visit, item, patient=False)
    component("easel")(
        key=key,
        data=_data(visit, item, advice or answers.NOT_YET),
        height="content",
        on_settings_change=lambda: _heard(item, key),
    )
    return advice is not None


def _heard(item: Item, key: str) -> None:
    item.choices = item.choices.heard(st.session_state[key].get("settings"))


def _data(visit: Visit, item: Item, advice: Advice) -> dict[str, Any]:
    study = study_of(visit, item)
    return shown(visit, item) | {
        "warnings": list(study.picture.warnings),
        "histogram": list(study.values().histogram),
        "tips": told_tips(advice),
        "tips_reason": advice.reason,
        "focal": focal_points(visit, item) if advice is not answers.NOT_YET else [],
    }
