"""The application: the routes, the gate around them, and the problems they answer with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from art_assistant import log
from art_assistant._version import __version__
from art_assistant.gallery.home import gallery_folder
from art_assistant.service.gate import REQUEST_ID, Gate
from art_assistant.service.house import House
from art_assistant.service.pool import ENGINE
from art_assistant.service.problems import ProblemError
from art_assistant.service.routes import router
from art_assistant.settings import Settings

LOGGER = log.get_logger(__name__)
_CODES = {404: "not_found", 405: "method_not_allowed", 413: "file_too_large"}


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
    house = House(chosen, gallery or gallery_folder(chosen.gallery.name, chosen), engine)
    app = FastAPI(
        title="Art Assistant",
        version=__version__,
        description="What a good teacher would see in a picture, measured.",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    app.state.house = house
    app.include_router(router)
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    if chosen.service.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(chosen.service.cors_origins),
            allow_methods=["GET", "POST"],
            expose_headers=[REQUEST_ID, "Retry-After"],
        )
    service = chosen.service
    return Gate(
        app, metrics=house.metrics, max_body=int(service.max_upload_mb * 1e6), body_seconds=service.body_timeout
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    house: House = app.state.house
    service = house.settings.service
    house.gallery()
    if service.workers > 1 and not service.redis_url:
        LOGGER.warning("limits and cache are per worker", workers=service.workers, hint="set service.redis_url")
    if service.warm:
        await house.pool.warm()
    yield
    house.stopping = True
    await house.pool.close()


async def _problem(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, ProblemError):
        raise error
    return error.response()


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    first: dict[str, Any] = dict(error.errors()[0]) if error.errors() else {}
    where = ".".join(str(part) for part in first.get("loc", ())[1:]) or "the request"
    code = "missing" if first.get("type") == "missing" else "bad_request"
    return ProblemError(code, f"{where[:60]}: {str(first.get('msg', 'is not valid'))[:160]}.").response()


async def _http(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    code = _CODES.get(error.status_code, "bad_request" if error.status_code < 500 else "internal")
    messages = {"not_found": "There is nothing here.", "method_not_allowed": "That method is not allowed here."}
    return ProblemError(code, messages.get(code, "The request could not be understood.")).response()
