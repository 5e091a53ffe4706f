"""The outline for transfer: how large, how much of it, and the file, made when it is asked for."""

from __future__ import annotations

from functools import partial

import streamlit as st

from art_assistant.errors import UsageError
from art_assistant.files.outlines import DETAILS, FORMATS, TYPES, Detail, Format
from art_assistant.files.paper import grid_of, sheet_of
from art_assistant.report.outline.written import Printed, written
from art_assistant.studio.parts import study_of
from art_assistant.studio.visits import Item, Visit

DPI = 300
"""Pixels an inch of a PNG: what printers print."""
SIZES = "Such as 300x400mm, 12x16in, 400mm along the longer side, a4 or letter"


def transfer(visit: Visit, item: Item, stem: str) -> None:
    """Draw the choices of an outline and a button for each format."""
    st.write("**Outline for transfer**: what must be placed, in clean lines at the size you paint.")
    left, middle, right = st.columns(3)
    detail: Detail = left.selectbox("Detail", DETAILS, key="outline-detail")
    size = middle.text_input("Size", "a4", max_chars=40, key="outline-size", help=f"{SIZES}.")
    squares = right.text_input("Grid", "", max_chars=20, key="outline-grid", help="Columns x rows, such as 4x4.")
    mirror = left.checkbox("Mirrored", key="outline-mirror", help="To transfer from the back of the sheet.")
    try:
        # What cannot be printed is said before anything is drawn.
        sheet_of(size, 1.0).pixels(DPI)
        grid = grid_of(squares) if squares.strip() else None
    except UsageError as error:
        st.warning(str(error))
        return

    def make(form: Format) -> bytes:
        outline = study_of(visit, item).outline(detail)
        return written(outline, Printed(sheet_of(size, outline.aspect), mirror=mirror, grid=grid), form, DPI)

    for place, form in zip((middle, right), FORMATS, strict=True):
        place.download_button(
            f"Outline ({form.upper()})",
            partial(make, form),
            f"{stem}-outline.{form}",
            TYPES[form],
            on_click="ignore",
            width="stretch",
            key=f"save-outline-{form}",
        )
