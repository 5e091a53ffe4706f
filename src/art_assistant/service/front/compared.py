"""What a comparison is asked with, and answers with, as the contract tells it; null is unknown."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from art_assistant.errors import UsageError
from art_assistant.field.corners import read_corners, read_point
from art_assistant.service.front.problems import ProblemError

Part = Annotated[float, Field(ge=0, le=1)]
Point = Annotated[list[float], Field(min_length=2, max_length=2)]


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Lying(_Told):
    """Where the reference lies in the photograph, clockwise from its top left; outside 0-1 beyond the photograph."""

    method: Literal["keypoints", "cells", "outline", "artist"] | None
    confidence: Part
    accepted: bool
    corners: Annotated[list[Point], Field(min_length=4, max_length=4)] | None


class Overall(_Told):
    """What all of the painting is off by; without a card not told from the exposure, as the note says."""

    key_shift_steps: float
    range_ratio: Annotated[float, Field(gt=0)]
    card: Literal["grey", "white"] | None
    note: str | None


class ErrorOfValues(_Told):
    """How far the values are off, and what of the picture could be judged."""

    mean_error_steps: Annotated[float, Field(ge=0)]
    judged: Part
    cut_off: Part
    unpainted: Part
    uneven_light: Annotated[float, Field(ge=0)]
    glare: Part | None


class PlaceBeside(_Told):
    """A point, as fractions of the reference."""

    x: float
    y: float


class MassBeside(_Told):
    """What differs in one value mass of the reference, painting less reference; offsets in diagonals."""

    id: Annotated[int, Field(ge=1)]
    share: Part
    error_steps: float | None
    overlap: Part | None
    chroma_ratio: float | None
    hue_shift: float | None
    offset: Point | None
    place: PlaceBeside


class DrawingBeside(_Told):
    """How far the masses lie elsewhere."""

    overlap: Part | None
    offset: float | None


class ColorBeside(_Told):
    """Strength and hue of colour."""

    chroma_ratio: float | None
    hue_shift_degrees: float | None
    note: str


class EdgesBeside(_Told):
    """How hard the edges are."""

    softer: Part | None
    harder: Part | None
    photo_width_ratio: float | None


class Difference(_Told):
    """One difference that is worth a word."""

    id: str
    kind: Literal["value", "range", "key", "color", "drawing", "edges"]
    amount: float
    unit: str
    text: str
    place: PlaceBeside | None
    box: list[float] | None


class SinceBefore(_Told):
    """What changed since the attempt before."""

    mean_error_steps: Point
    mass_overlap: Point | None
    gone: list[str]
    come: list[str]
    text: str


class PaintingBeside(_Told):
    """What differs between a painting and its reference."""

    schema_: str = Field(alias="schema")
    reference: dict[str, Any]
    painting: dict[str, Any]
    verdict: Literal["same picture", "same composition", "not comparable"]
    reason: str | None
    alignment: Lying
    global_: Overall | None = Field(alias="global")
    values: ErrorOfValues | None
    masses: list[MassBeside]
    drawing: DrawingBeside | None
    color: ColorBeside | None
    edges: EdgesBeside | None
    corrections: Annotated[list[Difference], Field(max_length=3)]
    more: list[Difference]
    intended: list[Difference]
    since: SinceBefore | None
    views: dict[str, str]
    cache_hit: bool


def beside(
    corners: Annotated[
        str | None,
        Query(
            max_length=200,
            description="Where the painting's corners lie in its photograph, as fractions, clockwise from its own top "
            "left; found by default.",
            examples=["0.1,0.1,0.9,0.1,0.9,0.9,0.1,0.9"],
        ),
    ] = None,
    card: Annotated[
        str | None,
        Query(max_length=60, description="x,y of a grey or white card in the photograph.", examples=["0.9,0.9"]),
    ] = None,
    intended: Annotated[
        str, Query(max_length=400, description="Ids or kinds of differences that are meant.", examples=["edges"])
    ] = "",
) -> dict[str, Any]:
    """Return what a comparison is asked with; raises ProblemError where it makes no sense."""
    try:
        read = {
            "corners": None if corners is None else read_corners(corners, turned=True),
            "card": None if card is None else read_point(card),
        }
    except UsageError as error:
        raise ProblemError(error.code, error.message) from error
    names = sorted({name.strip() for name in intended.split(",") if name.strip()})
    return {name: value for name, value in read.items() if value is not None} | {"intended": names}
