"""The addresses at which the browser finds pictures and planes; each belongs to one picture of one visitor."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from art_assistant.errors import ArtAssistantError
from art_assistant.pipeline import Study
from art_assistant.studio.house import COOKIE, VISITS
from art_assistant.studio.projects.cupboard import CUPBOARD, may_see
from art_assistant.studio.serving import planes
from art_assistant.studio.serving.asked import Asked
from art_assistant.studio.serving.webfiles import STATIC, web_version
from art_assistant.studio.serving.works import picture_of
from art_assistant.studio.visits import Item, Visit

_FOREVER: Final = "private, max-age=31536000, immutable"
_A_WHILE: Final = "private, max-age=600"
_BYTES: Final = "application/octet-stream"
_JSON: Final = "application/json"
_TYPES: Final = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}

Answer = tuple[bytes, str]
"""What is sent, and its media type."""

Make = Callable[[Study, Asked], bytes]
_MADE: Final[dict[str, tuple[Make, str]]] = {
    "plane": (planes.lightness, _BYTES),
    "masses": (planes.masses, _BYTES),
    "notan": (planes.notan, _BYTES),
    "colours": (planes.colours, _BYTES),
    "plan": (planes.plan, _JSON),
    "planned": (planes.planned, _BYTES),
    "probe": (planes.probed, _JSON),
}


def routes() -> list[BaseRoute]:
    """Return every route of ours."""
    return [
        Route("/studio/health", _health),
        Route(f"{STATIC}/{{version}}/{{name}}", _static),
        Route("/studio/p/{token}/view/{name}", _view),
        Route("/studio/p/{token}/file", _file),
        Route("/studio/p/{token}/work", _work),
        Route("/studio/p/{token}/compared/{name}", _compared),
        Route("/studio/p/{token}/kept/{digest}", _kept),
        Route("/studio/p/{token}/{what}", _plane),
    ]


async def _health(_request: Request) -> Response:
    return Response('{"status":"ok"}', media_type=_JSON)


async def _static(request: Request) -> Response:
    name, kind = request.path_params["name"], request.path_params["name"].rpartition(".")[2]
    file = files("art_assistant.studio") / "web" / name
    if request.path_params["version"] != web_version() or kind not in _TYPES or not file.is_file():
        return _gone()
    return Response(file.read_bytes(), media_type=_TYPES[kind], headers={"cache-control": _FOREVER})


async def _plane(request: Request) -> Response:
    make = _MADE.get(request.path_params["what"])
    if make is None:
        return _gone()
    return await _answer(request, lambda study, asked: (make[0](study, asked), make[1]))


async def _view(request: Request) -> Response:
    def drawn(study: Study, asked: Asked) -> Answer:
        drawing = asked.view(study, request.path_params["name"])
        return drawing.data, drawing.mime

    return await _answer(request, drawn)


async def _file(request: Request) -> Response:
    def drawn(study: Study, asked: Asked) -> Answer:
        drawing = study.file_view(asked.side)
        return drawing.data, drawing.mime

    return await _answer(request, drawn)


async def _work(request: Request) -> Response:
    return await _answered(request, lambda visit, _item, words: picture_of(visit, words))


async def _compared(request: Request) -> Response:
    found = VISITS.picture(request.path_params["token"].partition("~")[0], request.cookies.get(COOKIE, ""))
    shown = found and found[1].compared.get(request.path_params["name"])
    if not shown:
        return _gone()
    return Response(shown[0], media_type=shown[1], headers={"cache-control": _A_WHILE})


async def _kept(request: Request) -> Response:
    found = VISITS.picture(request.path_params["token"].partition("~")[0], request.cookies.get(COOKIE, ""))
    if found is None or not may_see(found[0].settings):
        return _gone()
    visit, digest = found[0], request.path_params["digest"]
    try:
        shown = await run_in_threadpool(CUPBOARD.thumb, visit.settings, visit.project, digest)
    except ArtAssistantError as error:
        return Response(str(error), status_code=422, media_type="text/plain; charset=utf-8")
    if shown is None:
        return _gone()
    # Not kept by the browser: what is deleted is to be gone from there too.
    return Response(shown[0], media_type=shown[1], headers={"cache-control": "no-store"})


async def _answer(request: Request, make: Callable[[Study, Asked], Answer]) -> Response:
    framing = request.path_params["token"].partition("~")[2]

    def made(visit: Visit, item: Item, words: dict[str, str]) -> Answer:
        # What was asked for before other corners were set is still of the picture between the old ones.
        choices = item.framed(framing) or item.choices
        return make(VISITS.study(visit, item, choices=choices), Asked.of(choices, words))

    return await _answered(request, made)


async def _answered(request: Request, make: Callable[[Visit, Item, dict[str, str]], Answer]) -> Response:
    token, _, framing = request.path_params["token"].partition("~")
    found = VISITS.picture(token, request.cookies.get(COOKIE, ""))
    if found is None or found[1].framed(framing) is None:
        return _gone()
    try:
        data, kind = await run_in_threadpool(make, *found, dict(request.query_params))
    except ArtAssistantError as error:
        return Response(str(error), status_code=422, media_type="text/plain; charset=utf-8")
    return Response(data, media_type=kind, headers={"cache-control": _A_WHILE})


def _gone() -> Response:
    return Response("Not here, or no longer: load the page again.", status_code=404, media_type="text/plain")
