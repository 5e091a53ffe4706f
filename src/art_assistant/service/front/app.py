"""The application: the routes, what is let in, the gate around both, and the problems they answer with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from art_assistant import log
from art_assistant._version import __version__
from art_assistant.files.atomic import why
from art_assistant.gallery.places import folder_of
from art_assistant.service.admission.clients import Clients
from art_assistant.service.admission.envelope import REQUEST_ID, Envelope
from art_assistant.service.admission.intake import Intake
from art_assistant.service.admission.shared import SharedFront
from art_assistant.service.engines.pool import ENGINE
from art_assistant.service.front.documents import document
from art_assistant.service.front.outline import router as outline_router
from art_assistant.service.front.problems import ProblemError
from art_assistant.service.front.routes import router
from art_assistant.settings import ServiceSettings, Settings

PER_WORKER: Final = "limits and cache are per worker"
LOGGER = log.get_logger(__name__)
_HTTP: Final = {
    404: ("not_found", "There is nothing here."),
    405: ("method_not_allowed", "That method is not allowed here."),
}
_SAID_AS_IS: Final = ("int_", "float_", "bool_", "greater_than", "less_than", "string_")
"""Complaints of the validation that say nothing of how we are built."""


def create_app(
    settings: Settings | None = None, *, gallery: Path | None = None, engine: Sequence[str] = ENGINE
) -> ASGIApp:
    """Return the service as one ASGI application.

    Args:
        settings: by default those of file and environment.
        gallery: the gallery's folder; by default the one that the settings name.
        engine: the command that starts an engine.

    Raises:
        SettingsError, GalleryError: something that is set cannot be used.

    """
    chosen = settings or Settings.load()
    chosen.validate()
    service = chosen.service
    front = SharedFront(chosen, gallery or folder_of(chosen.gallery.name, chosen), engine)
    clients = Clients(_rates(service), service.trusted_proxies, service.redis_url)
    guarded: ASGIApp = Intake(_routed(front), service, clients, front.metrics)
    if service.cors_origins:
        guarded = CORSMiddleware(
            guarded,
            allow_origins=list(service.cors_origins),
            allow_methods=["GET", "POST"],
            expose_headers=[REQUEST_ID, "Retry-After"],
        )
    return Envelope(guarded, front.metrics)


def _rates(service: ServiceSettings) -> dict[str, str]:
    return {
        "search": service.rate_search,
        "analyze": service.rate_analyze,
        "batch": service.rate_batch,
        "artwork": service.rate_artwork,
    }


def _routed(front: SharedFront) -> FastAPI:
    app = FastAPI(
        title="Art Assistant",
        version=__version__,
        description="What a good teacher would see in a picture, measured.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
    )
    app.state.front = front
    app.include_router(router)
    app.include_router(outline_router)
    contract = lru_cache(maxsize=1)(lambda: document(app, front.settings.service))
    vars(app)["openapi"] = contract
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    front: SharedFront = app.state.front
    service = front.settings.service
    if front.gallery() is None:
        LOGGER.error("no gallery", hint="searches are answered with 503 until there is one")
    if not service.redis_url:
        LOGGER.info(PER_WORKER, workers=service.workers, hint="set service.redis_url to share them")
    try:
        if service.warm:
            await front.pool.warm()
        yield
    finally:
        await front.pool.close()


async def _problem(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, ProblemError):
        raise error
    return error.response()


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    """Name the first parameter that is missing or wrong, in words that say nothing of how we are built."""
    if not isinstance(error, RequestValidationError):
        raise error
    first: dict[str, Any] = dict(error.errors()[0]) if error.errors() else {}
    kind, where = str(first.get("type")), str(([*first.get("loc", ()), "request"])[1])
    if kind == "missing":
        return ProblemError("missing", f"'{where}' is missing.").response()
    said = str(first["msg"]) if kind.startswith(_SAID_AS_IS) else "This is not what is expected here"
    return ProblemError("bad_request", f"'{where}': {said}.").response()


async def _http(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    if isinstance(error.__cause__, OSError):
        # The framework blames the sender for whatever fails while a form is read, a full disk of ours included.
        LOGGER.error("upload cannot be kept", why=why(error.__cause__))
        return ProblemError.internal().response()
    fallback = ("bad_request", "The request could not be understood.")
    response = ProblemError(*_HTTP.get(error.status_code, fallback)).response()
    response.headers.update({name: value for name, value in (error.headers or {}).items() if name == "Allow"})
    return response
