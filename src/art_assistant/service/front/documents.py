"""What the OpenAPI document says beyond the routes: examples, limits, and every error that each can answer with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from http import HTTPStatus
from importlib import resources
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from art_assistant.service.admission.intake import kind_of
from art_assistant.service.front.models import Problem
from art_assistant.service.front.problems import INTERNAL_MESSAGE, MEDIA_TYPE, STATUS, ProblemError
from art_assistant.settings import ServiceSettings

Responses = dict[int | str, dict[str, Any]]

ANY: Final = (413, 500)
"""What every route can answer with: a claim of too large a body is refused wherever it is sent, and we have faults."""

SAID: Final[dict[int, tuple[str, str]]] = {
    400: ("missing", "'file' is missing."),
    404: ("gallery_not_found", "There is no such work in the gallery."),
    408: ("too_slow", "The body came too slowly; send it again on a better line."),
    413: ("file_too_large", "A request may hold 20 MB; send a smaller picture."),
    415: ("unsupported_format", "This is not a picture of a kind that is read (JPEG, PNG, WEBP, TIFF, BMP, GIF)."),
    422: ("empty_file", "The file is empty; export or download the picture again."),
    429: ("too_many_requests", "More than 30 per 1 minute from one client; try again later."),
    500: ("internal", INTERNAL_MESSAGE),
    503: ("busy", "The service is busy; try again in a moment."),
    504: ("deadline_exceeded", "The work took longer than is allowed; send a smaller picture."),
}
"""An example of a problem for each status."""

_COMPONENTS: Final = "#/components/schemas/"
_STUDIED: Final = ("values", "masses", "notans")


@lru_cache(maxsize=1)
def examples() -> dict[str, Any]:
    """Return a real answer of each route, by route; ``scripts/openapi_examples.py`` writes them."""
    text = resources.files("art_assistant.service").joinpath("examples.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def binary(media_type: str, what: str) -> Responses:
    """Return the documentation of a successful answer that is not JSON."""
    return {200: {"description": what, "content": {media_type: {"schema": {"type": "string"}}}}}


def any_of(media_types: Iterable[str], what: str) -> Responses:
    """Return the documentation of a successful answer that is one of several kinds of files."""
    return {200: {"description": what, "content": {kind: {"schema": {"type": "string"}} for kind in media_types}}}


def problems(*statuses: int, **said: tuple[str, str]) -> Responses:
    """Return the documentation of the problems of these statuses, and of those that every route can answer with.

    Args:
        statuses: the HTTP statuses.
        said: ``s404`` to code and sentence, where the usual example of a status is not one of this route.

    """
    return {status: _problem(status, *said.get(f"s{status}", SAID[status])) for status in (*statuses, *ANY)}


def _problem(status: int, code: str, detail: str) -> dict[str, Any]:
    codes = sorted(code for code, of in STATUS.items() if of == status)
    title = HTTPStatus(status).phrase
    exact = {"properties": {"status": {"const": status}, "title": {"const": title}, "code": {"enum": codes}}}
    schema = {"allOf": [{"$ref": f"{_COMPONENTS}Problem"}, exact]}
    described: dict[str, Any] = {
        "description": f"{title}; code is one of: {', '.join(codes)}.",
        "content": {MEDIA_TYPE: {"schema": schema, "example": ProblemError(code, detail).as_dict()}},
    }
    if status in {429, 503}:
        described["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "seconds"}}
    return described


def document(app: FastAPI, service: ServiceSettings) -> dict[str, Any]:
    """Return the OpenAPI document of a service with these settings."""
    found = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    schemas = found["components"]["schemas"]
    # The framework thinks of a status of its own for what is wrong with a request; here that is a problem like others.
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas |= {"Problem": Problem.model_json_schema()} | _report_schemas()
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            # Put in here and not at the route: what is unknown stays null, and the framework would leave it out.
            if path in examples():
                operation["responses"]["200"]["content"]["application/json"]["example"] = examples()[path]
            _tell_limits(operation["responses"], kind_of(method.upper(), path), service)
    return found


def _tell_limits(responses: dict[str, Any], kind: str | None, service: ServiceSettings) -> None:
    """Add what this service allows to the statuses that say that it was too much; drop what never comes."""
    if MEDIA_TYPE not in responses.get("422", {}).get("content", {MEDIA_TYPE: None}):
        del responses["422"]
    picture, batch = service.max_upload_mb, service.max_batch_mb
    allowed = {
        "408": f"The whole body must have come within {service.body_timeout:g} s.",
        "413": f"A picture may hold {picture:g} MB" + (f", and a batch {batch:g} MB." if kind == "batch" else "."),
        "429": f"One client may ask {getattr(service, f'rate_{kind}', '')}.",
        "503": f"At most {service.queue} requests wait.",
        "504": f"An answer takes at most {service.deadline:g} s.",
    }
    for status, sentence in allowed.items():
        if status in responses and (kind or status == "413"):
            responses[status]["description"] += f" {sentence}"


_WARNINGS: Final[dict[str, Any]] = {
    "warnings": {
        "type": "array",
        "description": "One sentence for each view that was asked for and is not drawn.",
        "items": {"type": "string"},
    }
}


def _report_schemas() -> dict[str, Any]:
    """Return the published schema of the report as components: the whole for one route, a part for another."""
    path = resources.files("art_assistant").joinpath("report", "schema", "report.schema.json")
    # What it refers to within itself stands among the components here.
    text = path.read_text(encoding="utf-8").replace('"#/$defs/', f'"{_COMPONENTS}report_')
    report = json.loads(text)
    parts = {f"report_{name}": schema for name, schema in report["$defs"].items()}
    study = {name: report["properties"][name] for name in _STUDIED}
    study["canvas"] = report["properties"]["picture"]["properties"]["canvas"]
    return parts | {
        "Analysis": _kept(report["properties"] | _WARNINGS, [*report["required"], *_WARNINGS], report["description"]),
        "ValueStudy": _kept(study, list(study), "The values, masses and notans of the report, and where it lies."),
    }


def _kept(properties: dict[str, Any], required: list[str], description: str) -> dict[str, Any]:
    """Return the schema of a study as it is answered: with its views, and whether it was kept from before."""
    more = {
        "views": {
            "type": "object",
            "additionalProperties": {"type": "string", "pattern": "^(/views/|data:image/png;)"},
        },
        "cache_hit": {"type": "boolean"},
    }
    return {
        "type": "object",
        "description": description,
        "properties": properties | more,
        "required": [*required, *more],
        "additionalProperties": False,
    }
