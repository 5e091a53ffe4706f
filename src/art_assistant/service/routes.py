"""The routes."""

from __future__ import annotations

import asyncio
from pathlib import PurePath
from typing import Annotated, Any, Final

from fastapi import APIRouter, File, Query, Request, Response, UploadFile
from fastapi.responses import JSONResponse

from art_assistant.service.documents import (
    ANALYZE_EXAMPLE,
    BATCH_EXAMPLE,
    HEALTH_EXAMPLE,
    SEARCH_EXAMPLE,
    problems,
    success,
)
from art_assistant.service.house import Answered, House
from art_assistant.service.problems import ProblemError

BATCH_LIMIT: Final = 10
NAME_LIMIT: Final = 120

router = APIRouter()
Picture = Annotated[
    UploadFile, File(description="JPEG, PNG, WEBP, TIFF, BMP or GIF; what it is called does not matter.")
]
Flags = Annotated[str | None, Query(max_length=200)]


def _house(request: Request) -> House:
    house: House = request.app.state.house
    return house


def _display_name(upload: UploadFile) -> str:
    """Return the client's own name for its picture, cut down to its last part."""
    return PurePath((upload.filename or "").replace("\\", "/")).name[:NAME_LIMIT]


def _given(**parameters: Any) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if value is not None}


@router.post("/analyze", responses=success(ANALYZE_EXAMPLE) | problems(400, 408, 413, 415, 422, 429, 503, 504))
async def analyze(
    request: Request,
    file: Picture,
    blocks: Annotated[int | None, Query(ge=4, le=6, description="value masses")] = None,
    coherence: Annotated[float | None, Query(ge=0, le=1, description="fidelity against bigness")] = None,
    plan: Annotated[int | None, Query(ge=3, le=8, description="steps of the value plan")] = None,
    plan_method: Annotated[str | None, Query(pattern="^(quantile|equal|breaks)$")] = None,
    size: Annotated[int | None, Query(ge=300, le=420, description="long side of the working copy")] = None,
    views: Annotated[str | None, Query(max_length=400, description="names of views, separated by commas")] = None,
    inline: Annotated[bool, Query(description="views inside the answer instead of links")] = False,
) -> JSONResponse:
    """Study a picture: values, masses, notans, palette, composition, style, related works and two tips."""
    house = _house(request)
    await house.admit("analyze", request)
    parameters = _given(blocks=blocks, coherence=coherence, plan=plan, plan_method=plan_method, size=size)
    names = sorted({name.strip() for name in (views or "").split(",") if name.strip()})
    answered = await house.ask("analyze", parameters | {"views": names}, await file.read(), deadline=house.deadline())
    report = answered.body["report"]
    report["picture"]["name"] = _display_name(file)
    pictures = house.inline(answered.body["views"]) if inline else await house.linked(answered.body["views"])
    return JSONResponse(report | {"views": pictures, "cache_hit": answered.cached})


@router.post("/value-study", responses=success(ANALYZE_EXAMPLE) | problems(400, 408, 413, 415, 422, 429, 503, 504))
async def value_study(
    request: Request,
    file: Picture,
    blocks: Annotated[int | None, Query(ge=4, le=6)] = None,
    coherence: Annotated[float | None, Query(ge=0, le=1)] = None,
    plan: Annotated[int | None, Query(ge=3, le=8)] = None,
    plan_method: Annotated[str | None, Query(pattern="^(quantile|equal|breaks)$")] = None,
    inline: Annotated[bool, Query(description="pictures inside the answer instead of links")] = False,
) -> JSONResponse:
    """Study the values of a picture: squint, plan, masses and notans, with their pictures."""
    house = _house(request)
    await house.admit("analyze", request)
    parameters = _given(blocks=blocks, coherence=coherence, plan=plan, plan_method=plan_method)
    answered = await house.ask("value_study", parameters, await file.read(), deadline=house.deadline())
    pictures = house.inline(answered.body["views"]) if inline else await house.linked(answered.body["views"])
    return JSONResponse(answered.body["study"] | {"views": pictures, "cache_hit": answered.cached})


@router.post("/search", responses=success(SEARCH_EXAMPLE) | problems(400, 408, 413, 415, 422, 429, 503, 504))
async def search(
    request: Request,
    file: Picture,
    topk: Annotated[int, Query(ge=1, le=50)] = 8,
    weights: Annotated[str | None, Query(max_length=200, examples=["overall=1,value=2"])] = None,
    filters: Annotated[str | None, Query(max_length=200, examples=["artist:monet"])] = None,
    diversify: Annotated[bool, Query()] = True,
    mirror: Annotated[bool, Query()] = False,
) -> JSONResponse:
    """Find works related to a picture, with the reason for each."""
    house = _house(request)
    await house.admit("search", request)
    parameters = {"topk": topk, "diversify": diversify, "mirror": mirror} | _given(weights=weights, filters=filters)
    answered = await house.ask("search", parameters, await file.read(), deadline=house.deadline())
    return JSONResponse(_found(answered))


@router.post("/search/batch", responses=success(BATCH_EXAMPLE) | problems(400, 408, 413, 429, 503))
async def search_batch(
    request: Request,
    files: Annotated[list[UploadFile], File(description="at most 10 pictures")],
    topk: Annotated[int, Query(ge=1, le=50)] = 8,
    weights: Annotated[str | None, Query(max_length=200)] = None,
    filters: Annotated[str | None, Query(max_length=200)] = None,
) -> JSONResponse:
    """Find works related to each of several pictures; a bad one does not fail the others."""
    house = _house(request)
    if len(files) > BATCH_LIMIT:
        raise ProblemError("bad_request", f"A batch holds at most {BATCH_LIMIT} pictures; send the rest in another.")
    await house.admit("batch", request)
    parameters = {"topk": topk, "diversify": True, "mirror": False} | _given(weights=weights, filters=filters)
    deadline = house.deadline()
    answers = [await _one_of_batch(house, parameters, upload, deadline) for upload in files]
    return JSONResponse({"results": answers})


async def _one_of_batch(
    house: House, parameters: dict[str, Any], upload: UploadFile, deadline: float
) -> dict[str, Any]:
    name = _display_name(upload)
    try:
        answered = await house.ask("search", parameters, await upload.read(), deadline=deadline)
    except ProblemError as problem:
        return {"name": name, "error": {"code": problem.code, "message": problem.message}}
    return {"name": name} | _found(answered)


def _found(answered: Answered) -> dict[str, Any]:
    return answered.body | {"cache_hit": answered.cached}


@router.get("/artwork/{artwork_id}", responses=problems(404, 503, 504))
async def artwork(request: Request, artwork_id: str) -> JSONResponse:
    """Return what the gallery knows of one work."""
    house = _house(request)
    if len(artwork_id) > NAME_LIMIT:
        raise ProblemError("gallery_not_found", "There is no such work in the gallery.")
    answered = await house.ask("artwork", {"id": artwork_id}, b"", deadline=house.deadline())
    return JSONResponse(answered.body)


@router.get("/views/{key}/{name}", response_class=Response, responses=problems(404))
async def view(request: Request, key: str, name: str) -> Response:  # noqa: ARG001 - the name is for people
    """Return one picture that an answer linked to, as long as it is kept."""
    png = await _house(request).picture(key)
    if png is None:
        raise ProblemError("not_found", "That picture is no longer kept; ask for the study again.")
    return Response(png, media_type="image/png")


@router.get("/health", responses=success(HEALTH_EXAMPLE))
async def health(request: Request) -> JSONResponse:
    """Say that the process lives; loads nothing."""
    return JSONResponse(_house(request).health())


@router.get("/ready", responses=problems(503))
async def ready(request: Request) -> JSONResponse:
    """Say whether new work is taken: there is a gallery, and the service is not stopping."""
    house = _house(request)
    if house.stopping:
        raise ProblemError("stopping", "The service is being restarted.", retry_after=5)
    if await asyncio.to_thread(house.gallery) is None:
        raise ProblemError("gallery", "There is no gallery to search; see the service's log.", retry_after=30)
    return JSONResponse({"status": "ready"})


@router.get("/metrics", response_class=Response)
async def metrics(request: Request) -> Response:
    """Return the metrics in the Prometheus text format."""
    return Response(_house(request).metrics.exposition(), media_type="text/plain; version=0.0.4; charset=utf-8")


@router.get("/version")
async def version(request: Request) -> JSONResponse:
    """Say which version and which gallery answer."""
    return JSONResponse(_house(request).version())
