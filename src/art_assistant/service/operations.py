"""What an engine can do, each from JSON-ready parameters and a picture's bytes to JSON-ready answers."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any, Final

from art_assistant.gallery.facets import parse_weights
from art_assistant.gallery.home import default_gallery
from art_assistant.gallery.search import Query, find_references
from art_assistant.pipeline import analyze, open_picture, query_of, study_values_of
from art_assistant.report.pictures import view_pngs
from art_assistant.settings import Settings
from art_assistant.vision.backbone import backbone

ANALYSIS_PARAMETERS: Final = ("blocks", "coherence", "plan", "plan_method", "size")
VALUE_VIEWS: Final = ("squint", "plan", "masses")
UNNAMED: Final = "upload"
"""What every uploaded picture is called: names belong to the client that sent them."""


def warm(_parameters: dict[str, Any], _body: bytes, settings: Settings) -> dict[str, Any]:
    """Load the model and the gallery; return how many works there are."""
    backbone(settings.analysis.threads)
    return {"works": len(default_gallery(settings).artworks)}


def analyze_picture(parameters: dict[str, Any], body: bytes, settings: Settings) -> dict[str, Any]:
    """Return ``{"report", "views"}``: the whole report, and the named views as base64 PNG."""
    chosen = _with_flags(settings, parameters)
    report = analyze(body, name=UNNAMED, settings=chosen)
    return {"report": report.as_dict(), "views": _encoded(view_pngs(report, parameters.get("views", [])))}


def value_study(parameters: dict[str, Any], body: bytes, settings: Settings) -> dict[str, Any]:
    """Return ``{"values", "masses", "notans", "views"}`` without asking any model."""
    raise NotImplementedError


def _with_flags(settings: Settings, parameters: dict[str, Any]) -> Settings:
    flags = {name: parameters.get(name) for name in ANALYSIS_PARAMETERS}
    merged = settings.merged({"analysis": flags}, source="the request")
    merged.validate()
    return merged


def _encoded(pictures: dict[str, bytes]) -> dict[str, str]:
    return {name: base64.b64encode(png).decode("ascii") for name, png in pictures.items()}
