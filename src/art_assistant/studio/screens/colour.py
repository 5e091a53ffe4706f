"""The palette, where each colour lies, and how the hues stand to each other."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from art_assistant.analysis.color.mixes import Mixes
from art_assistant.analysis.color.study import ColorStudy
from art_assistant.studio.parts import base_of, component, shown, study_of
from art_assistant.studio.visits import Item, Visit


def colour(visit: Visit, item: Item) -> None:
    """Draw the palette on the picture, blocks and steps, wheel, gamut, limited palettes and, when asked, the tubes."""
    study = study_of(visit, item)
    seen = shown(visit, item)
    seen["settings"] |= {"palette": item.choices.palette}
    component("lens")(key=f"colour-{item.token}", data=seen | {"mode": "colour"})
    found = study.color(item.choices.palette)
    harmony, warmth = found.as_dict()["harmony"], found.as_dict()["temperature"]
    st.subheader("Harmony and temperature")
    if harmony.get("name"):
        st.write(f"The hues lie nearest to **{harmony['name']}**, {harmony['residual']:.0f}° away on average.")
    if warmth.get("reading"):
        st.write(f"{warmth['reading']} {warmth['question'] or ''}")
    plates(visit, item, ("color-blocks", "first-strokes"))
    plates(visit, item, ("block-in",))
    plates(visit, item, ("harmony", "gamut"))
    if st.toggle("Which tubes?", key=f"mixes-{item.token}"):
        _tubes(study.mixes(item.choices.palette), found)
    with st.expander("Limited palettes: how far each would reach"):
        plates(visit, item, tuple(f"limited-{fit.as_dict()['id']}" for fit in found.limited))


def _tubes(mixes: Mixes, found: ColorStudy) -> None:
    """Tell the tubes for each colour, and what the theory does not know."""
    st.table(
        [
            {"Colour": swatch.painter_name, "Mix, in parts": mix.words, "off by ΔE": f"{mix.delta_e:.1f}"}
            for swatch, mix in zip(found.palette, mixes.items, strict=True)
        ]
    )
    st.caption(mixes.approximation)


def plates(visit: Visit, item: Item, names: Sequence[str]) -> None:
    """Draw views side by side, each with what it shows."""
    study = study_of(visit, item)
    for place, name in zip(st.columns(len(names) or 1), names, strict=False):
        words = study.words(name)
        place.html(
            f'<figure class="art-plate"><img src="{base_of(item)}/view/{name}?side=700" alt="{escape(words.alt)}">'
            f"<figcaption><strong>{escape(words.title)}</strong><br>{escape(words.caption)}</figcaption></figure>"
        )
