"""What each route answers with, as the contract tells it. Nothing more than these fields is ever there."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

Percentile = Annotated[float, Field(ge=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]
Colour = Annotated[str, Field(pattern="^#[0-9a-f]{6}$")]
Count = Annotated[int, Field(ge=0)]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Reference(_Answer):
    """One related work; null is unknown."""

    rank: Annotated[int, Field(ge=1)]
    id: str
    title: str | None
    artist: str | None
    attribution: str | None
    nationality: str | None
    date: str | None
    medium: str | None
    museum: str | None
    style: str | None
    path: None = Field(description="Where a file lies is told to nobody.")
    image_url: str | None
    museum_url: str | None
    rights: str | None
    credit: str | None
    score: Annotated[float, Field(ge=-1, le=1)]
    facets: dict[str, Percentile | None]
    reason: str
    palette: list[tuple[Colour, Share]]
    value_grid: str | None
    preview: str | None


class Found(_Answer):
    """The related works, best first; none where nothing fits."""

    results: list[Reference]
    close_match: bool | None = Field(
        description="null where it cannot be said: too small a gallery, a search with words, or nothing counts."
    )
    cache_hit: bool


class NamedFound(Found):
    """What was found for one picture of a batch."""

    name: str


class Refusal(_Answer):
    """Why nothing could be found."""

    code: str
    message: str


class NamedRefusal(_Answer):
    """One picture of a batch that could not be used."""

    name: str
    error: Refusal


class Batch(_Answer):
    """An answer for each picture, in their order."""

    results: list[NamedFound | NamedRefusal]


class Artwork(_Answer):
    """What the gallery knows of one work; what is unknown is left out."""

    id: str
    title: str | None = None
    artist: str | None = None
    attribution: str | None = None
    nationality: str | None = None
    artist_dates: str | None = None
    date: str | None = None
    century: Annotated[int, Field(ge=1, le=21)] | None = None
    medium: str | None = None
    museum: str | None = None
    museum_url: str | None = None
    image_url: str | None = None
    style: str | None = None
    rights: str | None = None
    credit: str | None = None
    palette: list[tuple[Colour, Share]] = []
    value_grid: str | None = None
    preview: str | None = None
    measures: dict[str, float] = {}


class GalleryTrouble(_Answer):
    """Why the gallery is not at the version that it could be at, and goes on with the one it has."""

    what: Literal["refused", "source"]
    version: str | None
    code: str
    message: str


class Health(_Answer):
    """That the process lives; works in the gallery, bytes in the cache, and what is wrong with the gallery."""

    status: Literal["healthy"]
    index_size: Count
    metadata_count: Count
    cache_size: Count
    cache_max: Count
    trouble: GalleryTrouble | None


class Ready(_Answer):
    """That there is a gallery to search."""

    status: Literal["ready"]


class Version(_Answer):
    """Which version and which gallery answer; null where there is no gallery."""

    version: str
    gallery: str | None
    gallery_digest: str | None
    encoder: str | None


class Analysis(RootModel[dict[str, Any]]):
    """The report, as its published schema describes it, with the views and whether it was kept."""


class ValueStudy(RootModel[dict[str, Any]]):
    """The values, masses and notans of the report, with the views and whether they were kept."""


class Problem(_Answer):
    """A problem document (RFC 9457) with a stable code to match on."""

    type: Literal["about:blank"]
    title: str
    status: int
    code: str
    detail: str
