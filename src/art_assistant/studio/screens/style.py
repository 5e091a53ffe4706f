"""The style card: context for looking, never feedback."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from art_assistant.report.page.style_numbers import style_verdict
from art_assistant.studio.parts import study_of
from art_assistant.studio.visits import Item, Visit


def style(visit: Visit, item: Item) -> None:
    """Draw the likely labels with their chances, the ways of handling, and the nearest works."""
    card = study_of(visit, item).style().as_dict()
    st.markdown(f"##### {style_verdict(card)}")
    if card["note"]:
        st.write(card["note"])
    if not card["photograph"]:
        st.html("".join(map(_chance, card["top"])))
    # Only a painting has a place among the masters' paintings.
    if axes := [_axis(axis) for axis in card["axes"] if axis["percentile"] is not None]:
        st.markdown("##### How it is handled, among masters")
        st.html("".join(axes))
    if card["evidence"]:
        with st.expander("Nearest works, and the style each is filed under"):
            st.markdown("\n".join(map(_filed, card["evidence"])))


def _chance(entry: Mapping[str, Any]) -> str:
    share = 100.0 * entry["probability"]
    return (
        f'<div class="art-bar"><span>{escape(entry["label"])}</span><i><b style="width:{share:.1f}%"></b></i>'
        f"<span>{share:.0f} in 100</span></div>"
    )


def _axis(axis: Mapping[str, Any]) -> str:
    """Return a ruler from one way of handling to the other, with the picture's place on it, and what would move it."""
    low, _, high = axis["label"].partition(" to ")
    place = axis["percentile"]
    return (
        f'<div class="art-axis"><div class="art-ends"><span>{escape(low)}</span><span>{escape(high)}</span></div>'
        f'<i><b style="left:{place:.1f}%"></b></i><p>{escape(axis["words"]).capitalize()}: percentile {place:.0f}.</p>'
        f"<details><summary>To move it</summary><p>Towards {escape(low)}: {escape(axis['less'])} "
        f"Towards {escape(high)}: {escape(axis['more'])}</p></details></div>"
    )


def _filed(work: Mapping[str, Any]) -> str:
    title, artist = work["title"] or "Untitled", work["artist"] or "unknown artist"
    return f"- *{title}*, {artist}: {work['style'] or 'unknown'}"
