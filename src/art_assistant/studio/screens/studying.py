"""The easel: reference, squint, masses and plan, with the tips beside them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from art_assistant.studio.parts import advice_job, base_of, component, study_of, told_tips
from art_assistant.studio.visits import Item, Visit

POLL_SECONDS = 0.3


def studying(visit: Visit, item: Item) -> None:
    """Draw the easel; while the tips are being found it looks again by itself."""
    job = advice_job(visit, item)
    waiting = not job.done()

    def easel() -> None:
        if waiting and job.done():
            st.rerun()
        key = f"easel-{item.token}"
        component("easel")(
            key=key, data=_data(visit, item), height="content", on_settings_change=lambda: _heard(item, key)
        )

    st.fragment(easel, run_every=POLL_SECONDS if waiting else None)()


def _heard(item: Item, key: str) -> None:
    item.choices = item.choices.heard(st.session_state[key].get("settings"))


def _data(visit: Visit, item: Item) -> dict[str, Any]:
    study, job = study_of(visit, item), advice_job(visit, item)
    advice = job.result() if job.done() else None
    picture = study.picture
    return {
        "base": base_of(item),
        "picture": {"name": item.name, "width": picture.width, "height": picture.height},
        "warnings": list(picture.warnings),
        "histogram": list(study.values().histogram),
        "settings": item.choices.told(),
        "numbering": visit.wishes.numbering,
        "surround": visit.wishes.surround,
        "tips": told_tips(advice) if advice else [],
        "tips_reason": advice.reason if advice else "Measuring what stands out…",
        "focal": _focal(study, item) if advice else [],
    }


def _focal(study: Any, item: Item) -> list[dict[str, Any]]:
    found = study.composition(item.choices.focus).as_dict()["focal_points"]
    return [{"rank": one["rank"], "point": one["point"], "region": one["region"]} for one in found]
