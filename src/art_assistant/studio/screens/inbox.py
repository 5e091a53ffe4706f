"""How pictures come in: dropped, pasted, taken with the camera, the sample; and the row of those that are here."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable
from importlib.resources import files

import streamlit as st

from art_assistant.base.hosts import is_here
from art_assistant.errors import ArtAssistantError
from art_assistant.studio.folders import folder
from art_assistant.studio.house import VISITS
from art_assistant.studio.parts import base_of, component, plain
from art_assistant.studio.projects.easel import going_on
from art_assistant.studio.screens.served import whereabouts
from art_assistant.studio.visits import Item, Visit


def inbox(visit: Visit) -> Item | None:
    """Draw the ways in and the row of pictures; return the one on the easel."""
    item = visit.find(visit.current)
    if item is None:
        _welcome(visit)
    else:
        _bar(visit, item)
    for line in st.session_state.get("faults", []):
        st.error(line)
    return visit.find(visit.current)


def _welcome(visit: Visit) -> None:
    st.title("Show me a picture")
    st.write(f"A painting, a drawing, or the photograph you paint from. {whereabouts(visit)}")
    _ways_in(visit)
    going_on(visit)


def _bar(visit: Visit, item: Item) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        _tray(visit)
        more = st.popover("Add pictures")
    with more:
        st.caption("Drop, choose, photograph; or copy one and press Ctrl+V (⌘V) anywhere.")
        _ways_in(visit, tray=False)
        if st.button(f"Remove {plain(item.name)}", key="remove"):
            visit.remove(item)
            st.rerun()


def _ways_in(visit: Visit, *, tray: bool = True) -> None:
    turn = st.session_state.setdefault("turn", 0)
    st.file_uploader(
        "Drop pictures here, or choose them",
        accept_multiple_files=True,
        key=f"drop-{turn}",
        on_change=_dropped,
        args=(visit, f"drop-{turn}"),
    )
    if tray:
        _tray(visit)
    sample, camera = st.columns(2)
    with sample:
        st.button("Try the sample painting", on_click=_sample, args=(visit,), width="stretch")
    with camera, st.popover("Use the camera", width="stretch"):
        # The camera asks for permission as soon as it is drawn, so that it is drawn only when it is wanted.
        if st.toggle("Camera on", key="camera"):
            st.camera_input("Take a photograph", key=f"shot-{turn}", on_change=_shot, args=(visit, f"shot-{turn}"))
    if is_here(visit.settings.studio.host):
        folder(visit, take)


def _tray(visit: Visit) -> None:
    shown = [{"token": one.token, "name": one.name, "base": base_of(one)} for one in visit.pictures.values()]
    component("tray")(
        key="tray",
        data={"pictures": shown, "current": visit.current, "most": int(visit.settings.limits.max_mb * 1e6)},
        on_picked_change=lambda: _picked(visit),
        on_pasted_change=lambda: _pasted(visit),
    )


def _picked(visit: Visit) -> None:
    token = st.session_state["tray"].get("picked")
    if visit.find(token):
        visit.current = token


def _pasted(visit: Visit) -> None:
    said = st.session_state["tray"].get("pasted") or {}
    try:
        data = base64.b64decode(said["base64"], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error):
        return
    take(visit, [(str(said.get("name") or "pasted picture"), data)])


def _dropped(visit: Visit, key: str) -> None:
    # While the page is busy the browser may send the same files once more, for a field that has been emptied.
    if pictures := st.session_state.get(key):
        take(visit, [(one.name, one.getvalue()) for one in pictures])
        _turn(key)


def _shot(visit: Visit, key: str) -> None:
    shot = st.session_state.get(key)
    if shot is not None:
        take(visit, [("camera.jpg", shot.getvalue())])
        _turn(key)


def _turn(key: str) -> None:
    """Empty the field: what it held is ours now, and is not to be kept twice."""
    st.session_state["turn"] += 1
    del st.session_state[key]


def _sample(visit: Visit) -> None:
    sample = files("art_assistant.studio") / "web" / "sample.jpg"
    take(visit, [("sample painting.jpg", sample.read_bytes())])


def take(visit: Visit, pictures: Iterable[tuple[str, bytes]]) -> None:
    """Put pictures on the easel, the last one in front; of one that cannot be read, say why."""
    # What is said of the last pictures stays until other ones come: the page is drawn anew more often than it is read.
    faults = st.session_state["faults"] = []
    for name, data in pictures:
        before = visit.current
        item = visit.add(name, data, hashlib.sha256(data).hexdigest())
        try:
            VISITS.study(visit, item)
        except ArtAssistantError as error:
            visit.remove(item)
            visit.current = before
            faults.append(f"**{plain(name)}**: {error}")
