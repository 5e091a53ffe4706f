"""Every number of a picture beside its place among masters, folded away until it is wanted."""

from __future__ import annotations

from html import escape

import streamlit as st

from art_assistant.corpus.metrics import METRICS
from art_assistant.pipeline import Study


def numbers(study: Study) -> None:
    """Draw the control and, when it is on, the table."""
    if not st.toggle("All numbers", key="numbers"):
        return
    standing = study.standing()
    rows = "".join(
        f"<tr><th scope='row'>{escape(METRICS[key].name.capitalize())}</th><td>{escape(METRICS[key].told(value))}</td>"
        f"<td>{f'{standing[key].percentile:.0f}' if key in standing else ''}</td></tr>"
        for key, value in study.metrics().items()
        if key in METRICS and value is not None
    )
    st.html(
        "<table class='art-numbers'><thead><tr><th scope='col'>What</th><th scope='col'>Here</th>"
        f"<th scope='col'>Percentile among masters</th></tr></thead><tbody>{rows}</tbody></table>"
    )
