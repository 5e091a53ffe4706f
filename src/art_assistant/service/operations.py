"""What an engine can do, each from JSON-ready parameters and a picture's bytes to JSON-ready answers."""

from __future__ import annotations

import base64
from typing import Any, Final

from art_assistant.errors import GalleryNotFoundError
from art_assistant.gallery.facets import parse_weights
from art_assistant.gallery.home import open_gallery
from art_assistant.gallery.search import Gallery
from art_assistant.pipeline import analyze, find_related
from art_assistant.report.pictures import view_pngs
from art_assistant.settings import Settings
from art_assistant.vision.backbone import backbone

ANALYSIS_PARAMETERS: Final = ("blocks", "coherence", "plan", "plan_method", "size")
VALUE_VIEWS: Final = ("squint", "value-plan", "masses", "notan-families", "notan-local", "notan-connected")
UNNAMED: Final = "upload"
"""What every uploaded picture is called here: names belong to the client that sent them."""


def warm(_parameters: dict[str, Any], _body: bytes, settings: Settings) -> dict[str, Any]:
    """Load the model and the gallery; return how many works there are."""
    backbone(settings.analysis.threads)
    return {"works": len(_gallery(settings).artworks)}


def analyze_picture(parameters: dict[str, Any], body: bytes, settings: Settings) -> dict[str, Any]:
    """Return ``{"report", "views"}``: the whole report, and the named views as base64 PNG."""
    report = analyze(body, name=UNNAMED, settings=_with_flags(settings, parameters))
    return {"report": report.as_dict(), "views": _encoded(view_pngs(report, parameters.get("views", [])))}


def value_study(parameters: dict[str, Any], body: bytes, settings: Settings) -> dict[str, Any]:
    """Return ``{"study", "views"}``: values, masses and notans, and their pictures as base64 PNG."""
    report = analyze(body, name=UNNAMED, settings=_with_flags(settings, parameters))
    study = {"values": report.values, "masses": report.masses, "notans": report.notans}
    return {
        "study": {name: part.as_dict() for name, part in study.items()},
        "views": _encoded(view_pngs(report, VALUE_VIEWS)),
    }


def search(parameters: dict[str, Any], body: bytes, settings: Settings) -> dict[str, Any]:
    """Return ``{"results", "close_match"}``: the works related to a picture."""
    found = find_related(
        body,
        settings=settings,
        top=int(parameters["topk"]),
        weights=parse_weights(parameters.get("weights")),
        keywords=parameters.get("filters", ""),
        diversify=bool(parameters["diversify"]),
        mirror=bool(parameters["mirror"]),
    )
    return {"results": [reference.as_dict() for reference in found.items], "close_match": found.close_match}


def artwork(parameters: dict[str, Any], _body: bytes, settings: Settings) -> dict[str, Any]:
    """Return the facts of one work.

    Raises:
        GalleryNotFoundError: there is no work of that id.

    """
    gallery = _gallery(settings)
    row = gallery.row_of.get(str(parameters["id"]))
    if row is None:
        raise GalleryNotFoundError("There is no such work in the gallery.")
    return gallery.artworks[row].as_dict()


def _gallery(settings: Settings) -> Gallery:
    return open_gallery(settings.gallery.name, settings)


def _with_flags(settings: Settings, parameters: dict[str, Any]) -> Settings:
    flags = {name: parameters.get(name) for name in ANALYSIS_PARAMETERS}
    merged = settings.merged({"analysis": flags}, source="the request")
    merged.validate()
    return merged


def _encoded(pictures: dict[str, bytes]) -> dict[str, str]:
    return {name: base64.b64encode(png).decode("ascii") for name, png in pictures.items()}
