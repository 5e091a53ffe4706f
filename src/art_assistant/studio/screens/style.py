"""The style card: context for looking, never feedback."""

from __future__ import annotations

import streamlit as st

from art_assistant.report.page.style_works_numbers import style_verdict
from art_assistant.studio.parts import study_of
from art_assistant.studio.visits import Item, Visit


def style(visit: Visit, item: Item) -> None:
    """Draw the likely labels with their chances, the ways of handling, and the nearest works."""
    card = study_of(visit, item).style().as_dict()
    st.subheader(style_verdict(card))
    st.caption("A label is context for looking, not a judgement.")
    if card["note"]:
        st.write(card["note"])
    if not card["photograph"]:
        for entry in card["top"]:
            chance = entry["probability"]
            st.progress(min(1.0, chance), f"{entry['label']}: {100 * chance:.0f} in 100")
    st.subheader("How it is handled, among masters")
    for axis in card["axes"]:
        if axis["percentile"] is not None:
            st.slider(
                f"{axis['label'].capitalize()}: {axis['words']}",
                0.0,
                100.0,
                float(axis["percentile"]),
                disabled=True,
                key=f"axis-{axis['name']}-{item.token}",
                help=f"To move one way: {axis['less']} To move the other: {axis['more']}",
            )
    if card["evidence"]:
        with st.expander("Nearest works, and the style each is filed under"):
            for work in card["evidence"]:
                st.write(
                    f"*{work['title'] or 'Untitled'}*, {work['artist'] or 'unknown'}: {work['style'] or 'unknown'}"
                )
