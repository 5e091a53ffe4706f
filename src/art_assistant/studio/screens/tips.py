"""The tips at length, what is done well, and what the picture is meant to be."""

from __future__ import annotations

import streamlit as st

from art_assistant.advice.coach import Advice
from art_assistant.advice.finding.intent import GENRES, MEANINGS
from art_assistant.advice.tips import Tip
from art_assistant.corpus.metrics import METRICS
from art_assistant.errors import UsageError
from art_assistant.studio import answers
from art_assistant.studio.parts import study_of, told_tips, until_there
from art_assistant.studio.screens.numbers import numbers
from art_assistant.studio.visits import Item, Visit


def tips(visit: Visit, item: Item) -> None:
    """Draw the intent, the tips and the strengths."""
    until_there(_tips, visit, item)


def _tips(visit: Visit, item: Item) -> bool:
    _intent(item)
    try:
        with st.spinner("Measuring what stands out…"):
            advice = answers.advice(visit, item) or answers.NOT_YET
    except UsageError as error:
        st.error(str(error))
        return True
    if advice.reason:
        st.info(advice.reason)
    if advice.note:
        st.caption(advice.note)
    cards(advice)
    _again(visit, item, advice)
    if advice.strengths:
        st.markdown("##### Done well")
        for strength in advice.strengths:
            st.write(strength.text)
    numbers(study_of(visit, item))
    return advice is not answers.NOT_YET


def cards(advice: Advice) -> None:
    """Draw tips side by side."""
    for place, tip in zip(st.columns(max(1, len(advice.tips))), told_tips(advice), strict=False):
        with place.container(border=True):
            st.markdown(f"##### {tip['title']}")
            st.write(tip["text"])
            st.write(f"**Ten minutes:** {tip['exercise']}")
            with st.expander("Why, and how it is measured again"):
                st.write(f"{tip['why']} Measured: {tip['measured']}")
                st.write(f"Measure again: {tip['remeasure']}")
                st.caption(tip["unless"])


def _again(visit: Visit, item: Item, advice: Advice) -> None:
    """Let the artist measure what the tips speak of in another photograph of this visit."""
    others = {one.token: one for one in visit.pictures.values() if one is not item}
    if not (others and advice.tips):
        return
    chosen = st.selectbox(
        "Measure again in a new photograph",
        list(others),
        index=None,
        format_func=lambda token: others[token].name,
        placeholder="Choose one of this visit's pictures",
        key=f"again-in-{item.token}",
    )
    if chosen:
        now = study_of(visit, others[chosen]).metrics()
        st.markdown("\n".join(f"- **{tip.title}**: {_change(tip, now.get(tip.metric))}" for tip in advice.tips))


def _change(tip: Tip, now: float | None) -> str:
    known = METRICS[tip.metric]
    there = "unknown" if now is None else known.told(now)
    return f"{known.name} {known.told(tip.value)} here, {there} in the new photograph."


def _intent(item: Item) -> None:
    words, kind = st.columns([3, 1])
    said = [word for word in item.choices.intent.split(", ") if word]
    chosen = words.multiselect(
        "What it is meant to be",
        list(dict.fromkeys([*(word for word in MEANINGS if word not in GENRES), *said])),
        said,
        key=f"intent-{item.token}",
        help="What is meant is not called a fault. Words of your own may be added.",
        accept_new_options=True,
    )
    genre = kind.selectbox("Genre", ["", *GENRES], ["", *GENRES].index(item.choices.genre), key=f"genre-{item.token}")
    item.choices = item.choices.meant(", ".join(chosen), genre)
