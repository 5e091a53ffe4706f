"""The routes."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import PurePath
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, File, Path, Query, Request, Response, UploadFile
from fastapi.responses import JSONResponse
from pydantic import StringConstraints

from art_assistant.advice.finding.intent import GENRES, Intent, read_intent
from art_assistant.errors import UsageError
from art_assistant.field.corners import corners_asked
from art_assistant.files.ways import WAYS
from art_assistant.service.admission.shared import (
    NO_GALLERY,
    Answered,
    Asking,
    Question,
    SharedFront,
    data_addresses,
    link_addresses,
)
from art_assistant.service.front.compared import PaintingBeside, beside
from art_assistant.service.front.documents import any_of, binary, problems
from art_assistant.service.front.models import Analysis, Artwork, Batch, Found, Health, Ready, ValueStudy, Version
from art_assistant.service.front.problems import ProblemError

BATCH_LIMIT: Final = 10
BATCH_SIZE: Final[dict[str, Any]] = {"minItems": 1, "maxItems": BATCH_LIMIT}
ARTWORK: Final = "/artwork/{artwork_id}"
NAME_LIMIT: Final = 120
TEXTS: Final = 4
"""Texts that one search may add, and as many that it may take away."""

PICTURE_ERRORS: Final = problems(400, 408, 415, 422, 429, 503, 504)
NO_SUCH_FILE: Final = f"There is no such file of a study; use {', '.join(WAYS)}."
NO_MORE: Final = "That picture is no longer kept; ask for the study again."

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

router = APIRouter()
Picture = Annotated[
    UploadFile, File(description="JPEG, PNG, WEBP, TIFF, BMP or GIF; what it is called does not matter.")
]
Blocks = Annotated[int | None, Query(ge=4, le=6, description="Value masses.")]
Coherence = Annotated[float | None, Query(ge=0, le=1, description="Fidelity (0) against bigness (1) of the masses.")]
Plan = Annotated[int | None, Query(ge=3, le=8, description="Steps of the value plan.")]
PlanMethod = Annotated[str | None, Query(pattern="^(quantile|equal|breaks)$", description="How the plan is cut.")]
PlanBrush = Annotated[
    float | None, Query(ge=0, le=0.15, description="No speck of the plan is smaller; a share of the short side.")
]
NotanThreshold = Annotated[
    float | None, Query(ge=0, le=100, description="L* that parts light from shadow; found in the picture by default.")
]
Size = Annotated[int | None, Query(ge=300, le=420, description="Long side of the working copy, in pixels.")]
Canvas = Annotated[
    str | None,
    Query(
        max_length=200,
        description="Where the picture lies in its file: auto, off (study the file whole), or its four corners as "
        "fractions, clockwise from the top left.",
        examples=["0.1,0.1,0.9,0.1,0.9,0.9,0.1,0.9"],
    ),
]
Kind = Annotated[
    str | None,
    Query(pattern="^(auto|painting|drawing|photograph|other)$", description="What it is; a drawing may be a print."),
]
Mixes = Annotated[bool | None, Query(description="Also tell tubes to mix each colour from, approximately.")]
Correct = Annotated[bool | None, Query(description="Put the photograph right where that is safe.")]
IntentWords = Annotated[
    str, Query(max_length=400, description="What it is meant to be, in words.", examples=["high key, quiet"])
]
Focus = Annotated[
    str | None,
    Query(
        max_length=100,
        description="x,y where the eye should go first, as fractions from top left.",
        examples=["0.4,0.6"],
    ),
]
Genre = Annotated[str, Query(max_length=100, description=f"Such as {', '.join(GENRES)}.", examples=["landscape"])]
Inline = Annotated[
    bool,
    Query(
        description="Pictures inside the answer, as data addresses, instead of links; "
        "always so where the service does not keep them."
    ),
]
TopK = Annotated[int, Query(ge=1, le=50, description="How many works.")]
Weights = Annotated[str | None, Query(max_length=200, description="Facet to weight.", examples=["overall=1,value=2"])]
Filters = Annotated[
    str | None,
    Query(max_length=200, description="Words that a work's facts must hold.", examples=["artist:monet"]),
]
Text = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Words = Annotated[
    list[Text],
    Query(
        max_length=TEXTS,
        description="What works show, in words; several are added. The gallery's encoder has to read words.",
        examples=[["two figures under a tree"]],
    ),
]
LessWords = Annotated[list[Text], Query(max_length=TEXTS, description="Words that are taken away.")]
Diversify = Annotated[bool, Query(description="Leave out copies and spread the result.")]
Mirror = Annotated[bool, Query(description="Also find values arranged the other way round.")]


def _drawn(
    blocks: Blocks = None,
    coherence: Coherence = None,
    plan: Plan = None,
    plan_method: PlanMethod = None,
    canvas: Canvas = None,
    *,
    plan_brush: PlanBrush = None,
    notan_threshold: NotanThreshold = None,
    correct: Correct = None,
) -> dict[str, Any]:
    return given(
        blocks=blocks,
        coherence=coherence,
        plan=plan,
        plan_method=plan_method,
        plan_brush=plan_brush,
        notan_threshold=notan_threshold,
        canvas=placed(canvas),
        correct=correct,
    )


def placed(canvas: str | None) -> str | None:
    """Return the corners as they are asked for; raises ProblemError where they make no sense."""
    if canvas is not None:
        try:
            corners_asked(canvas)
        except UsageError as error:
            raise ProblemError(error.code, error.message) from error
    return canvas


def _meant(intent: IntentWords = "", focus: Focus = None, genre: Genre = "") -> dict[str, Any]:
    """Return what was understood, so that the words themselves go no further and two that mean the same are one."""
    try:
        meant = read_intent(intent, focus=focus, genre=genre)
    except UsageError as error:
        raise ProblemError(error.code, error.message) from error
    return {} if meant == Intent() else {"intent": asdict(meant)}


def _sought(
    topk: TopK = 8,
    weights: Weights = None,
    filters: Filters = None,
    canvas: Canvas = None,
    *,
    text: Words = [],  # noqa: B006 - the framework copies it
    minus_text: LessWords = [],  # noqa: B006 - as above
    diversify: Diversify = True,
    mirror: Mirror = False,
) -> dict[str, Any]:
    sought = {"topk": topk, "diversify": diversify, "mirror": mirror}
    words = given(text=text or None, minus_text=minus_text or None)
    return sought | words | given(weights=weights, filters=filters, canvas=placed(canvas))


Drawn = Annotated[dict[str, Any], Depends(_drawn)]
Meant = Annotated[dict[str, Any], Depends(_meant)]
Sought = Annotated[dict[str, Any], Depends(_sought)]
Beside = Annotated[dict[str, Any], Depends(beside)]


def shared_front(request: Request) -> SharedFront:
    """Return what all requests of this process share."""
    front: SharedFront = request.app.state.front
    return front


def _display_name(upload: UploadFile) -> str:
    """Return the client's own name for its picture, cut down to its last part; nobody else ever sees it."""
    name = PurePath((upload.filename or "").replace("\\", "/")).name
    return _CONTROL.sub(" ", name)[:NAME_LIMIT]


async def bytes_of(front: SharedFront, upload: UploadFile) -> bytes:
    """Return the bytes of an upload; raises ProblemError where there are too many."""
    limit = front.settings.service.max_upload_mb
    if (upload.size or 0) > limit * 1e6:
        raise ProblemError("file_too_large", f"A picture may hold {limit:g} MB; send a smaller one.")
    return await upload.read()


def given(**parameters: Any) -> dict[str, Any]:
    """Return the parameters that somebody gave."""
    return {name: value for name, value in parameters.items() if value is not None}


@router.post("/analyze", response_model=Analysis, responses=PICTURE_ERRORS)
async def analyze(
    request: Request,
    file: Picture,
    parameters: Drawn,
    meant: Meant,
    *,
    size: Size = None,
    kind: Kind = None,
    mixes: Mixes = None,
    views: Annotated[
        str | None, Query(max_length=400, description="Names of views, by commas.", examples=["masses,squint"])
    ] = None,
    inline: Inline = False,
) -> JSONResponse:
    """Study a picture: values, masses, notans, palette, composition, style, related works and two tips."""
    front = shared_front(request)
    names = sorted({name.strip() for name in (views or "").split(",") if name.strip()})
    asked = parameters | meant | given(size=size, kind=kind, mixes=mixes) | {"views": names}
    answered = await front.ask(Question("analyze", asked, await bytes_of(front, file)))
    answered.body["picture"]["name"] = _display_name(file)
    return await _with_views(front, answered, as_data=inline)


@router.post("/value-study", response_model=ValueStudy, responses=PICTURE_ERRORS)
async def value_study(request: Request, file: Picture, parameters: Drawn, *, inline: Inline = False) -> JSONResponse:
    """Study the values of a picture: squint, plan, masses and notans, with their pictures."""
    front = shared_front(request)
    answered = await front.ask(Question("value_study", parameters, await bytes_of(front, file)))
    return await _with_views(front, answered, as_data=inline)


@router.post(
    "/files/{name}",
    response_class=Response,
    responses=any_of([way.media for way in WAYS.values()], "The file.")
    | PICTURE_ERRORS
    | problems(404, s404=("not_found", NO_SUCH_FILE)),
)
async def file_of_study(
    request: Request,
    name: Annotated[
        str, Path(max_length=NAME_LIMIT, description=f"One of {', '.join(WAYS)}.", examples=["layers.ora"])
    ],
    file: Picture,
    parameters: Drawn,
    meant: Meant,
    *,
    size: Size = None,
    kind: Kind = None,
) -> Response:
    """Study a picture and return one file of its study for a paint program or the printer."""
    if name not in WAYS:
        raise ProblemError("not_found", NO_SUCH_FILE)
    front = shared_front(request)
    asked = parameters | meant | given(size=size, kind=kind) | {"file": name}
    answered = await front.ask(Question("file", asked, await bytes_of(front, file)))
    return Response(answered.pictures[name][1], media_type=WAYS[name].media)


async def _with_views(front: SharedFront, answered: Answered, *, as_data: bool) -> JSONResponse:
    linked = not as_data and await front.can_link(answered.pictures)
    views = link_addresses(answered.pictures) if linked else data_addresses(answered.pictures)
    return JSONResponse(answered.body | {"views": views, "cache_hit": answered.cached})


@router.post("/compare", response_model=PaintingBeside, responses=PICTURE_ERRORS)
async def compare(
    request: Request,
    reference: Picture,
    painting: Picture,
    parameters: Beside,
    before: Annotated[UploadFile | None, File(description="An earlier attempt at the same reference.")] = None,
    *,
    inline: Inline = False,
) -> JSONResponse:
    """Compare a photographed painting with the picture that it was painted from, in value steps."""
    front = shared_front(request)
    files = [await bytes_of(front, upload) for upload in (reference, painting, before) if upload is not None]
    asked = parameters | {"sizes": [len(data) for data in files]}
    answered = await front.ask(Question("compare", asked, b"".join(files)))
    for name, upload in (("reference", reference), ("painting", painting)):
        answered.body[name]["name"] = _display_name(upload)
    return await _with_views(front, answered, as_data=inline)


@router.post("/search", response_model=Found, responses=PICTURE_ERRORS)
async def search(request: Request, file: Picture, parameters: Sought) -> JSONResponse:
    """Find works related to a picture, with the reason for each."""
    front = shared_front(request)
    front.require_gallery()
    answered = await front.ask(Question("search", parameters, await bytes_of(front, file)))
    return JSONResponse(_found(answered))


@router.post("/search/text", response_model=Found, responses=problems(400, 408, 422, 429, 503, 504))
async def search_text(
    request: Request,
    text: Annotated[Words, Query(min_length=1)],
    topk: TopK = 8,
    filters: Filters = None,
    minus_text: LessWords = [],  # noqa: B006 - the framework copies it
    *,
    diversify: Diversify = True,
) -> JSONResponse:
    """Find works by words alone, where the gallery's encoder reads them."""
    front = shared_front(request)
    front.require_gallery()
    asked = {"text": text, "minus_text": minus_text, "topk": topk, "diversify": diversify} | given(filters=filters)
    return JSONResponse(_found(await front.ask(Question("search_text", asked))))


@router.post("/search/batch", response_model=Batch, responses=problems(400, 408, 429, 503, 504))
async def search_batch(
    request: Request,
    files: Annotated[
        list[UploadFile], File(description=f"At most {BATCH_LIMIT} pictures.", json_schema_extra=BATCH_SIZE)
    ],
    parameters: Sought,
) -> JSONResponse:
    """Find works related to each of several pictures, in their order; a bad one does not fail the others."""
    front = shared_front(request)
    if len(files) > BATCH_LIMIT:
        raise ProblemError("bad_request", f"A batch holds at most {BATCH_LIMIT} pictures; send the rest in another.")
    front.require_gallery()
    async with front.asking() as ask:
        answers = [await _one_of_batch(front, ask, parameters, upload) for upload in files]
    return JSONResponse({"results": answers})


async def _one_of_batch(
    front: SharedFront, ask: Asking, parameters: dict[str, Any], upload: UploadFile
) -> dict[str, Any]:
    name = _display_name(upload)
    try:
        answered = await ask(Question("search", parameters, await bytes_of(front, upload)))
    except ProblemError as problem:
        if problem.code == "busy":
            # No engine was lent to this batch: that is not the picture's fault, and so it is with the others.
            raise
        return {"name": name, "error": {"code": problem.code, "message": problem.message}}
    return {"name": name} | _found(answered)


def _found(answered: Answered) -> dict[str, Any]:
    return answered.body | {"cache_hit": answered.cached}


@router.get(ARTWORK, response_model=Artwork, responses=problems(400, 404, 429, 503, 504))
async def artwork(request: Request, artwork_id: Annotated[str, Path(max_length=NAME_LIMIT)]) -> JSONResponse:
    """Return what the gallery knows of one work."""
    front = shared_front(request)
    front.require_gallery()
    answered = await front.ask(Question("artwork", {"id": artwork_id}))
    return JSONResponse(answered.body)


@router.get(
    "/views/{key}/{name}",
    response_class=Response,
    responses=binary("image/png", "The picture.") | problems(404, s404=("not_found", NO_MORE)),
)
async def view(request: Request, key: str, name: str) -> Response:  # noqa: ARG001 - the name is for people
    """Return one picture that an answer linked to, as long as it is kept."""
    png = await shared_front(request).picture(key)
    if png is None:
        raise ProblemError("not_found", NO_MORE)
    return Response(png, media_type="image/png")


@router.get("/health", response_model=Health, responses=problems())
async def health(request: Request) -> JSONResponse:
    """Say that the process lives; loads nothing."""
    return JSONResponse(shared_front(request).health())


@router.get("/ready", response_model=Ready, responses=problems(503, s503=("gallery", NO_GALLERY)))
async def ready(request: Request) -> JSONResponse:
    """Say whether there is a gallery to search."""
    shared_front(request).require_gallery()
    return JSONResponse({"status": "ready"})


@router.get("/metrics", response_class=Response, responses=binary("text/plain", "Prometheus text format.") | problems())
async def metrics(request: Request) -> Response:
    """Return the metrics in the Prometheus text format."""
    return Response(shared_front(request).metrics.exposition(), media_type="text/plain; version=0.0.4; charset=utf-8")


@router.get("/version", response_model=Version, responses=problems())
async def version(request: Request) -> JSONResponse:
    """Say which version and which gallery answer."""
    return JSONResponse(shared_front(request).version())
