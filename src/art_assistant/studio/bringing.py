"""An index that another program made, taken in as a gallery; only where the studio answers to its own machine."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from art_assistant.errors import ArtAssistantError
from art_assistant.gallery.bring.importer import find_foreign, import_foreign
from art_assistant.gallery.places import own_folder
from art_assistant.studio.folders import folder_of
from art_assistant.studio.visits import Visit


def bringing(visit: Visit) -> None:
    """Draw the fields; a gallery that was taken in is the one that is compared with."""
    with st.expander("An index and a list of works"):
        index = st.text_input("Index path", placeholder="index.faiss", key="bring-index")
        listed = st.text_input("Metadata path", placeholder="artworks.jsonl", key="bring-list")
        encoder = st.text_input("Encoder that made it", key="bring-encoder")
        name = st.text_input("Name of the gallery", key="bring-name")
        if st.button("Bring it in", disabled=not (index and listed and name), key="bring"):
            _bring(visit, folder_of(index), folder_of(listed), encoder, name)


def _bring(visit: Visit, index: Path, listed: Path, encoder: str, name: str) -> None:
    try:
        found = find_foreign(None, index, listed)
        works = import_foreign(own_folder(name, visit.settings), found, encoder=encoder or None)
    except ArtAssistantError as error:
        st.error(str(error))
        return
    visit.wishes.gallery = name
    st.success(f"{works:,} works, as '{name}'.")
