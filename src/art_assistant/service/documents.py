"""What the OpenAPI document says beyond the routes themselves: examples, and every error each can answer with."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from art_assistant.service.problems import MEDIA_TYPE, STATUS

Responses = dict[int | str, dict[str, Any]]

REFERENCE_EXAMPLE: Final = {
    "rank": 1,
    "id": "aic-100326",
    "title": "Still Life with Basket of Fruit",
    "artist": "Floris Gerritsz. van Schooten",
    "date": "1628",
    "museum": "Art Institute of Chicago",
    "image_url": None,
    "museum_url": None,
    "rights": "CC0, as stated by the museum",
    "score": 0.7312,
    "facets": {"overall": 98.4, "manner": 91.0, "palette": 77.5, "value": 95.2},
    "reason": "Both set strong darks against strong lights (σ 24 L* and 26 L*).",
}
SEARCH_EXAMPLE: Final[dict[str, Any]] = {"results": [REFERENCE_EXAMPLE], "close_match": True, "cache_hit": False}
BATCH_EXAMPLE: Final[dict[str, Any]] = {
    "results": [
        {"name": "a.jpg"} | SEARCH_EXAMPLE,
        {"name": "b.jpg", "error": {"code": "empty_file", "message": "The file is empty; export it again."}},
    ]
}
VIEWS_EXAMPLE: Final = {"masses": f"/views/{'0f3c' * 16}/masses.png"}
ANALYZE_EXAMPLE: Final[dict[str, Any]] = {
    "schema": "1.0",
    "picture": {"name": "a.jpg", "width": 4000, "height": 3000},
    "values": {"key": "full range", "l_p50": 52.1},
    "masses": {"k": 5, "shapes": 9, "explained": 0.81},
    "views": VIEWS_EXAMPLE,
    "cache_hit": False,
}
STUDY_EXAMPLE: Final[dict[str, Any]] = {
    "values": {"key": "full range", "l_p50": 52.1},
    "masses": {"k": 5, "shapes": 9, "explained": 0.81},
    "notans": {"light_share": 0.46},
    "views": VIEWS_EXAMPLE,
    "cache_hit": False,
}
ARTWORK_EXAMPLE: Final = {"id": "aic-100326", "title": "Still Life with Basket of Fruit", "date": "1628"}
HEALTH_EXAMPLE: Final = {
    "status": "healthy",
    "index_size": 520,
    "metadata_count": 520,
    "cache_size": 0,
    "cache_max": 64_000_000,
}
VERSION_EXAMPLE: Final = {
    "version": "1.0.0",
    "gallery": "starter",
    "gallery_digest": "0123456789abcdef",
    "encoder": "dinov2-vits14-focus-int8@1",
}

PROBLEM_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": sorted(STATUS)},
        "detail": {"type": "string"},
    },
}


def success(example: dict[str, Any]) -> Responses:
    """Return the documentation of a successful answer: an example, and that its keys are always there."""
    schema = {"type": "object", "required": sorted(example)}
    return {200: {"description": "Done.", "content": {"application/json": {"schema": schema, "example": example}}}}


def binary(media_type: str, what: str) -> Responses:
    """Return the documentation of a successful answer that is not JSON."""
    return {200: {"description": what, "content": {media_type: {"schema": {"type": "string"}}}}}


def problems(*statuses: int) -> Responses:
    """Return the documentation of the problem documents of these statuses, and of 500."""
    return {status: _problem(status) for status in (*statuses, 500)}


def _problem(status: int) -> dict[str, Any]:
    codes = sorted(code for code, of in STATUS.items() if of == status)
    title = HTTPStatus(status).phrase
    example = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "code": codes[0],
        "detail": "One sentence that says what to do.",
    }
    described: dict[str, Any] = {
        "description": f"{title}; code is one of: {', '.join(codes)}.",
        "content": {MEDIA_TYPE: {"schema": PROBLEM_SCHEMA, "example": example}},
    }
    if status in {429, 503}:
        described["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "seconds"}}
    return described
