"""What an engine can do, each from JSON-ready parameters and a picture's bytes to a JSON-ready answer and PNG files."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from art_assistant.advice.finding.intent import Intent
from art_assistant.comparing import compare
from art_assistant.comparison.since import since
from art_assistant.errors import GalleryError, GalleryNotFoundError, UsageError
from art_assistant.files.outlines import Format
from art_assistant.files.paper import sheet_of
from art_assistant.files.there import is_file
from art_assistant.gallery.home import open_gallery
from art_assistant.gallery.search.find import References
from art_assistant.gallery.versions import MANIFEST
from art_assistant.pipeline import Study, analyze
from art_assistant.related import find_by_text, find_related
from art_assistant.report.compared import as_dict, pictures_of
from art_assistant.report.drawn import Drawn
from art_assistant.report.outline.written import Printed, written
from art_assistant.report.pictures import SHEET, Shapes, shape_pngs, view_pngs
from art_assistant.report.views import BY_NAME, undrawn
from art_assistant.report.ways import made
from art_assistant.settings import Settings
from art_assistant.vision.backbone import backbone

Outcome = tuple[dict[str, Any], dict[str, bytes]]

ANALYSIS_PARAMETERS: Final = (
    *("blocks", "coherence", "plan", "plan_method", "plan_brush", "notan_threshold"),
    *("mixes", "size", "kind", "canvas", "correct"),
)
VALUE_VIEWS: Final = ("squint", "value-plan", "masses", "notan-families", "notan-local", "notan-connected")
PRIVATE: Final = ("path", "sha256")
"""What a gallery knows of a work and nobody else needs to: where its file lies."""

UNNAMED: Final = "upload"
"""What every uploaded picture is called here: names belong to the client that sent them."""


def load(settings: Settings) -> dict[str, Any]:
    """Load the model and the gallery; return what they are and the seconds each took.

    A gallery that cannot be opened is named with its code: what needs no gallery works all the same.
    """
    start = time.perf_counter()
    model = backbone(settings.analysis.threads)
    middle = time.perf_counter()
    loaded: dict[str, Any] = {"model": model.card.name, "device": "cpu", "model_seconds": round(middle - start, 3)}
    try:
        gallery = open_gallery(None, settings)
    except GalleryError as error:
        return loaded | {"gallery_error": error.code}
    seconds = round(time.perf_counter() - middle, 3)
    return loaded | {"gallery": gallery.name, "works": len(gallery.works), "gallery_seconds": seconds}


def searching(settings: Settings, place: str | None) -> Settings:
    """Return the settings with the version of the gallery that the front has accepted, where that is still there."""
    if place is None or not is_file(Path(place) / MANIFEST):
        return settings
    return settings.merged({"gallery": {"name": place}}, source="the front")


def nothing(_parameters: dict[str, Any], _body: bytes, _settings: Settings) -> Outcome:
    """Do nothing; what is loaded at a first message is loaded at this one."""
    return {}, {}


def analyze_picture(parameters: dict[str, Any], body: bytes, settings: Settings) -> Outcome:
    """Return the whole report, and the pictures of the views that are asked for."""
    views = _known_views(parameters["views"])
    intent = _intent(parameters.get("intent"))
    report = analyze(body, name=UNNAMED, intent=intent, settings=_with_flags(settings, parameters))
    pictures = view_pngs(report, views)
    answer = report.as_dict()
    answer["references"] = [_public(reference) for reference in answer["references"]]
    return answer | {"warnings": undrawn(report, views)}, pictures


def file_of_study(parameters: dict[str, Any], body: bytes, settings: Settings) -> Outcome:
    """Return one file for paint programs or the printer, by its name.

    Raises:
        UsageError: there is no such file, or it needs an extra that is missing.

    """
    name, intent = str(parameters["file"]), _intent(parameters.get("intent"))
    report = analyze(body, name=UNNAMED, intent=intent, settings=_with_flags(settings, parameters))
    return {}, {name: made(Drawn(report), name)}


def value_study(parameters: dict[str, Any], body: bytes, settings: Settings) -> Outcome:
    """Return the values, masses and notans, where the picture lies in its file, and their pictures."""
    study = Study(body, name=UNNAMED, settings=_with_flags(settings, parameters))
    shapes = Shapes(study.picture, study.values(), study.masses(), study.notans())
    answer = {part: getattr(shapes, part).as_dict() for part in ("values", "masses", "notans")}
    answer["canvas"] = study.canvas().as_dict()
    return answer, shape_pngs(shapes, VALUE_VIEWS)


def outline(parameters: dict[str, Any], body: bytes, settings: Settings) -> Outcome:
    """Return the file of an outline for transfer."""
    form: Format = parameters["format"]
    drawn = Study(body, name=UNNAMED, settings=_with_flags(settings, parameters)).outline(parameters["detail"])
    columns_and_rows = parameters["grid"]
    grid = None if columns_and_rows is None else (int(columns_and_rows[0]), int(columns_and_rows[1]))
    how = Printed(sheet_of(parameters["sheet"], drawn.aspect), mirror=bool(parameters["mirror"]), grid=grid)
    return {}, {"outline": written(drawn, how, form, int(parameters["dpi"]))}


def search(parameters: dict[str, Any], body: bytes, settings: Settings) -> Outcome:
    """Return ``{"results", "close_match"}``: the works related to a picture."""
    found = find_related(
        body,
        settings=_with_flags(settings, parameters),
        top=int(parameters["topk"]),
        weights=parameters.get("weights"),
        keywords=parameters.get("filters"),
        diversify=bool(parameters["diversify"]),
        mirror=bool(parameters["mirror"]),
        plus_text=parameters.get("text", ()),
        minus_text=parameters.get("minus_text", ()),
    )
    return _told(found)


def search_text(parameters: dict[str, Any], _body: bytes, settings: Settings) -> Outcome:
    """Return ``{"results", "close_match"}``: the works nearest to words."""
    found = find_by_text(
        parameters["text"],
        settings=settings,
        top=int(parameters["topk"]),
        keywords=parameters.get("filters"),
        diversify=bool(parameters["diversify"]),
        minus_text=parameters["minus_text"],
    )
    return _told(found)


def _told(found: References) -> Outcome:
    results = [_public(reference.as_dict()) for reference in found.items]
    return {"results": results, "close_match": found.close_match}, {}


def compare_pictures(parameters: dict[str, Any], body: bytes, settings: Settings) -> Outcome:
    """Return what differs between a painting and its reference, and its pictures.

    The body holds the reference, the painting and, where there is one, an earlier attempt, one after the other;
    ``sizes`` says how long each is.
    """
    ends = np.cumsum(parameters["sizes"])
    files = [body[end - size : end] for end, size in zip(ends, parameters["sizes"], strict=True)]
    names = (UNNAMED, UNNAMED)
    how = {name: parameters.get(name) for name in ("corners", "card")}
    intended = parameters.get("intended", ())
    now = compare(files[0], files[1], **how, intended=intended, settings=settings, names=names)
    earlier = since(compare(files[0], files[2], settings=settings, names=names), now) if len(files) > 2 else None
    return as_dict(now, earlier), pictures_of(now)


def artwork(parameters: dict[str, Any], _body: bytes, settings: Settings) -> Outcome:
    """Return the facts of one work.

    Raises:
        GalleryNotFoundError: there is no work of that id.

    """
    works = open_gallery(None, settings).works
    row = works.row_of(str(parameters["id"]))
    if row is None:
        raise GalleryNotFoundError("There is no such work in the gallery.")
    return {name: fact for name, fact in works[row].as_dict().items() if name not in PRIVATE}, {}


def _known_views(names: Sequence[str]) -> Sequence[str]:
    """Return the names; raises UsageError for one that nothing is called by, before any work is done for it."""
    known = (SHEET, *BY_NAME)
    unknown = next((name for name in names if name not in known), None)
    if unknown is not None:
        raise UsageError(f"There is no view '{unknown[:40]}'; use {', '.join(known)}.")
    return names


def _intent(understood: Mapping[str, Any] | None) -> Intent | None:
    """Return the intent that the front has read."""
    if understood is None:
        return None
    point = understood["focus"]
    words, unknown = (tuple(understood[name]) for name in ("words", "unknown"))
    return Intent(words, None if point is None else (point[0], point[1]), unknown)


def _public(reference: dict[str, Any]) -> dict[str, Any]:
    return reference | {name: None for name in PRIVATE if name in reference}


def _with_flags(settings: Settings, parameters: dict[str, Any]) -> Settings:
    flags = {name: parameters.get(name) for name in ANALYSIS_PARAMETERS}
    return settings.merged({"analysis": flags}, source="the request")
