"""What goes out: the page, the views, the sheet, the numbers, or all of it; made only when it is asked for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from art_assistant.errors import UsageError
from art_assistant.files.studies import REPORT
from art_assistant.files.ways import SHEETS, WAYS
from art_assistant.museum.sources.hosts import place_elsewhere
from art_assistant.pipeline import analyze
from art_assistant.report.model import Report
from art_assistant.report.pictures import SHEET
from art_assistant.report.print.sheet import require_pdf
from art_assistant.report.target import DRAWN, PAGE
from art_assistant.report.views.scene import VIEW_SIDE
from art_assistant.report.works_seen import UNSEEN, WorksSeen, museums_of
from art_assistant.report.write import study_files
from art_assistant.studio.parts import study_of
from art_assistant.studio.screens.transfer import transfer
from art_assistant.studio.serving.asked import Asked
from art_assistant.studio.visits import Item, Visit
from art_assistant.study.opening import limits_of

_FIRST_TIME = (1980, 1, 1, 0, 0, 0)
_TYPES = {"html": "text/html", "png": "image/png", "json": "application/json", "zip": "application/zip"}


def save(visit: Visit, item: Item) -> None:
    """Draw the ways out."""
    stem = item.name.rpartition(".")[0] or item.name
    st.write(
        "Each file is the one that the command line writes with the same settings, and is made when you ask for it."
    )
    if visit.settings.gallery.remote_pictures:
        st.caption("For the page, museums are asked for their pictures of the related works (gallery.remote_pictures).")
    left, middle, right = st.columns(3)
    made = partial(_files, visit, item)
    _button(left, "The page (HTML)", f"{stem}.html", lambda: made(DRAWN)[PAGE])
    _button(middle, "The sheet (PNG)", f"{stem}-study.png", lambda: made((SHEET,))[f"{SHEET}.png"])
    _button(right, "The numbers (JSON)", f"{stem}.json", lambda: made(())[REPORT])
    _button(left, "Everything (ZIP)", f"{stem}-study.zip", lambda: zipped(made(DRAWN)))
    name = middle.selectbox("One view", [one for one in DRAWN if one != SHEET], key="view")
    _button(right, "This view (PNG)", f"{stem}-{name}.png", lambda: made((name,))[f"{name}.png"])
    _ways(visit, item, stem)
    _by_hand(visit, item, stem)
    transfer(visit, item, stem)


def _ways(visit: Visit, item: Item, stem: str) -> None:
    """Offer the files for paint programs and the printer, where what makes them is installed."""
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    name = left.selectbox(
        "One file for a paint program or the printer",
        _made_here(),
        format_func=lambda one: f"{WAYS[one].title}: {one}",
        key="way",
    )
    _button(right, "This file", f"{stem}-{name}", lambda: _files(visit, item, (name,))[name], WAYS[name].media)


def _made_here() -> list[str]:
    try:
        require_pdf()
    except UsageError:
        return [name for name in WAYS if WAYS[name] not in SHEETS.values()]
    return list(WAYS)


def _by_hand(visit: Visit, item: Item, stem: str) -> None:
    """Offer what the artist set by hand, which no setting of the command line says."""
    chosen = item.choices
    offered = {"value-plan": "My value plan", "masses": "My value masses"}
    set_by_hand = {"value-plan": chosen.cuts, "masses": chosen.overrides}
    for place, name in zip(st.columns(3), [name for name in offered if set_by_hand[name]], strict=False):
        make = partial(_drawn, visit, item, name)
        _button(place, f"{offered[name]}, as set by hand (PNG)", f"{stem}-my-{name}.png", make)


def _drawn(visit: Visit, item: Item, name: str) -> bytes:
    return Asked(item.choices, side=VIEW_SIDE).view(study_of(visit, item), name).data


def _button(place: DeltaGenerator, label: str, name: str, make: Callable[[], bytes], media: str | None = None) -> None:
    """Draw a button behind which a file is made when it is pressed."""
    kind = media or _TYPES[name.rpartition(".")[2]]
    place.download_button(label, make, name, kind, on_click="ignore", width="stretch", key=f"save-{label}")


def _files(visit: Visit, item: Item, views: tuple[str, ...]) -> Mapping[str, bytes]:
    report = report_of(visit, item)
    return study_files(report, views, works=works_for(visit, report, views))


def works_for(visit: Visit, report: Report, views: tuple[str, ...]) -> WorksSeen:
    """Return museums' pictures for the page; for single pictures nobody is asked, since only the page shows works."""
    if not visit.settings.gallery.remote_pictures or views != DRAWN:
        return UNSEEN
    museums = museums_of(visit.settings, limits=limits_of(visit.settings), named=place_elsewhere())
    return UNSEEN if museums is None else museums.seen(report.references)


def report_of(visit: Visit, item: Item) -> Report:
    """Return the report as the command line makes it with the same settings."""
    settings = item.choices.settings(study_of(visit, item).settings)
    return analyze(item.data, name=item.name, intent=item.choices.read_intent(), settings=settings)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files as one ZIP, the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _FIRST_TIME), data)
    return buffer.getvalue()
