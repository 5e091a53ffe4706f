"""The route that answers with an outline as a file."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from art_assistant.errors import UsageError
from art_assistant.files.outlines import TYPES, Detail, Format
from art_assistant.files.paper import LEAST_DPI, MOST_DPI, grid_of, sheet_of
from art_assistant.service.admission.shared import Question
from art_assistant.service.front.documents import any_of, problems
from art_assistant.service.front.problems import ProblemError
from art_assistant.service.front.routes import Canvas, Picture, bytes_of, given, placed, shared_front

MOST_PIXELS: Final = 36_000_000
"""Pixels of a PNG that the service draws: a sheet of A2 at 300 dpi; larger ones are for SVG or the command line."""

router = APIRouter()


@router.post(
    "/outline",
    response_class=Response,
    responses=any_of(TYPES.values(), "The outline as a file.") | problems(400, 408, 415, 422, 429, 503, 504),
)
async def outline(
    request: Request,
    file: Picture,
    *,
    size: Annotated[
        str,
        Query(max_length=40, description="Of the sheet.", examples=["300x400mm", "400mm", "a4", "letter"]),
    ] = "a4",
    dpi: Annotated[int, Query(ge=LEAST_DPI, le=MOST_DPI, description="Pixels an inch of a PNG.")] = 300,
    detail: Annotated[Detail, Query(description="How much is drawn.")] = "simple",
    form: Annotated[Format, Query(alias="format", description="What it is written in.")] = "svg",
    grid: Annotated[str | None, Query(max_length=20, description="Columns x rows.", examples=["4x4"])] = None,
    mirror: Annotated[bool, Query(description="Exchange left and right.")] = False,
    canvas: Canvas = None,
) -> Response:
    """Draw a picture as an outline for transfer: SVG in exact millimetres, or PNG with its resolution."""
    try:
        # The shape of the picture is not known yet: a square is the largest that any sheet can hold.
        sheet = sheet_of(size, 1.0)
        if form == "png":
            sheet.pixels(dpi, MOST_PIXELS)
        cells = None if grid is None else grid_of(grid)
    except UsageError as error:
        raise ProblemError(error.code, error.message) from error
    asked = {"sheet": size, "dpi": dpi, "detail": detail, "format": form, "grid": cells, "mirror": mirror}
    front = shared_front(request)
    question = Question("outline", asked | given(canvas=placed(canvas)), await bytes_of(front, file))
    answered = await front.ask(question)
    ((_, data),) = answered.pictures.values()
    name = f'attachment; filename="outline.{form}"'
    return Response(data, media_type=TYPES[form], headers={"Content-Disposition": name})
