"""One picture from bytes to Report: the whole flow on one screen.

The network looks as soon as its own small copy of the picture exists, while the rest is still being decoded. What
follows is cut into jobs that as many hands as the machine has cores take in turn. Everything is deterministic but
``timings``.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from art_assistant.advice.coach import advise
from art_assistant.advice.evidence import Evidence
from art_assistant.advice.expectation import expectation
from art_assistant.advice.intent import Intent
from art_assistant.analysis.color import ColorStudy, study_color
from art_assistant.analysis.composition import Composition, study_composition
from art_assistant.analysis.contours import trace_contours
from art_assistant.analysis.edges import EdgeStudy, study_edges
from art_assistant.analysis.masses import MassStudy, override, study_masses
from art_assistant.analysis.notan import Notans, study_notans
from art_assistant.analysis.values import ValueStudy, study_values
from art_assistant.corpus.quantiles import masters
from art_assistant.gallery.encoder import measured_facets
from art_assistant.gallery.facets import FacetVectors as Facets
from art_assistant.gallery.home import open_gallery
from art_assistant.gallery.search import Query, find_references
from art_assistant.imaging.arrays import U8, Picture
from art_assistant.imaging.decode import decode, read_file
from art_assistant.imaging.limits import Limits
from art_assistant.measure import Metrics, pixel_metrics, seen_metrics, shape_metrics
from art_assistant.report.model import Report
from art_assistant.settings import AnalysisSettings, Settings
from art_assistant.stages import Stage
from art_assistant.style.card import classify
from art_assistant.vision.backbone import Features, backbone
from art_assistant.vision.manner import FacetVectors, manner_encoder

_HANDS: Final = ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 1), thread_name_prefix="art-hand")
"""Take jobs in the order in which they are given. A job may wait for one given before it, which has then begun."""

_T = TypeVar("_T")


class Stages:
    """A stopwatch for the named stages of one run, in milliseconds."""

    def __init__(self) -> None:
        self.timings: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: Stage) -> Iterator[None]:
        """Time the block as ``stage``."""
        start = time.perf_counter()
        yield
        self.timings[stage] = (time.perf_counter() - start) * 1000.0

    def job(self, stage: Stage, work: Callable[..., _T], *after: Future[Any]) -> Future[_T]:
        """Give ``work`` to the next free hand, with what the jobs ``after`` find; time it, not its waiting."""

        def timed() -> _T:
            found = [job.result() for job in after]
            with self(stage):
                return work(*found)

        return _HANDS.submit(timed)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the networks see in a picture: saliency and embedding, and the learned facets."""

    features: Features
    learned: FacetVectors


@dataclass(frozen=True, slots=True)
class Shapes:
    """The studies of light and dark, each of which rests on the one before."""

    values: ValueStudy
    masses: MassStudy
    notans: Notans


@dataclass(frozen=True, slots=True)
class _Studied:
    """Everything that is measured on one picture, its facets, and its flat metrics."""

    seen: Seen
    shapes: Shapes
    color: ColorStudy
    composition: Composition
    edges: EdgeStudy | None
    facets: Facets
    metrics: Metrics


def limits_of(settings: Settings) -> Limits:
    """Return what one picture may cost, as the settings say."""
    chosen = settings.limits
    return Limits(max_bytes=int(chosen.max_mb * 1_000_000), max_pixels=int(chosen.max_megapixels * 1_000_000))


def open_picture(
    source: bytes | str | Path,
    *,
    name: str = "",
    settings: Settings | None = None,
    detail: bool = True,
    early: Callable[[U8], object] | None = None,
) -> Picture:
    """Return the decoded picture of bytes or of a path, within the limits of ``settings``.

    ``detail`` and ``early`` are as for ``decode``.
    """
    chosen = settings or Settings()
    limits = limits_of(chosen)
    if not isinstance(source, bytes):
        name = name or Path(source).name
        source = read_file(source, limits)
    size = chosen.analysis.size
    return decode(source, name=name, limits=limits, working_side=size, detail=detail, early=early)


def analyze(
    source: bytes | str | Path, *, name: str = "", intent: Intent | None = None, settings: Settings | None = None
) -> Report:
    """Return the report on one picture.

    Args:
        source: the bytes of an image file, or the path of one.
        name: what to call the picture; the file's own name by default.
        intent: what the picture is meant to be, where the artist says so (see ``advice.intent.read_intent``).
        settings: how to study it; ``Settings()`` by default. The environment is not read here.

    Raises:
        InputError: the picture cannot be read.
        LimitError: the picture is over a limit.
        ModelError: an embedded model is missing or damaged.
        GalleryError: the gallery cannot be used.

    """
    chosen, stages = settings or Settings(), Stages()
    looking: list[Future[Seen]] = []
    with stages("decode"):
        picture = open_picture(
            source,
            name=name,
            settings=chosen,
            early=lambda model_input: looking.append(begin_to_look(model_input, chosen.analysis.threads, stages)),
        )
    return study(picture, chosen, stages, intent, looking[0])


def study(
    picture: Picture,
    settings: Settings,
    stages: Stages,
    intent: Intent | None = None,
    looking: Future[Seen] | None = None,
) -> Report:
    """Return the report on a decoded picture, which the networks may be ``looking`` at already."""
    found = _studied(picture, settings.analysis, stages, looking)
    with stages("references"):
        query = Query(found.facets, found.metrics, top=settings.gallery.top, exclude=picture.sha256)
        related = find_references(open_gallery(None, settings), query)
    standing = masters().standings(found.metrics)
    with stages("style"):
        style = classify(found.seen.learned, standing, related.items)
    with stages("tips"):
        spoken = None if style.abstained or style.photograph else style.family
        evidence = Evidence(
            found.metrics | expectation().metrics(found.seen.learned.raw),
            picture.standard,
            found.shapes.values,
            found.shapes.masses,
            found.color,
            found.composition,
            found.edges,
            spoken,
        )
        advice = advise(evidence, intent, settings.llm)
    return Report(
        picture=picture,
        values=found.shapes.values,
        masses=found.shapes.masses,
        notans=found.shapes.notans,
        color=found.color,
        composition=found.composition,
        edges=found.edges,
        style=style,
        references=related.items,
        close_match=related.close_match,
        tips=advice.tips,
        tips_reason=advice.reason,
        tips_note=advice.note,
        strengths=advice.strengths,
        standing=standing,
        timings=stages.timings,
    )


def begin_to_look(model_input: U8, threads: int, stages: Stages) -> Future[Seen]:
    """Let the networks look at a picture's (224, 224, 3) model input while other work goes on."""

    def look() -> Seen:
        with stages("model"):
            features = backbone(threads).run(model_input)
        with stages("manner"):
            return Seen(features, manner_encoder().encode(model_input, features.embedding))

    return _HANDS.submit(look)


def study_shapes(picture: Picture, how: AnalysisSettings, stages: Stages) -> Shapes:
    """Return the values of a picture, its masses and its notans."""
    with stages("values"):
        values = study_values(
            picture.working,
            picture.counted,
            squint=how.squint,
            plan_k=how.plan,
            plan_method=how.plan_method,
            thresholds=how.thresholds,
        )
    with stages("masses"):
        masses = study_masses(values.l_map, k=how.blocks, coherence=how.coherence, counted=picture.counted)
    with stages("notans"):
        notans = study_notans(values.l_map, values.squint_l, masses.labels, masses.shape_labels, picture.counted)
    return Shapes(values, masses, notans)


def revalued(picture: Picture, shapes: Shapes, values: Mapping[int, float]) -> Shapes:
    """Return the shapes with the Munsell values of some masses set by hand and all that follows derived again.

    Args:
        picture: the picture they were studied on.
        shapes: as they were measured.
        values: Munsell value 0-10 by mass id.

    Raises:
        UsageError: as for ``analysis.masses.override``.

    """
    study = shapes.values
    masses = override(shapes.masses, study.l_map, values)
    notans = study_notans(study.l_map, study.squint_l, masses.labels, masses.shape_labels, picture.counted)
    return Shapes(study, masses, notans)


def _studied(picture: Picture, how: AnalysisSettings, stages: Stages, looking: Future[Seen] | None) -> _Studied:
    """Give out the jobs, the longest first and those that wait for others last, and gather what they find."""
    counted = picture.counted
    seen = looking or begin_to_look(picture.model_input, how.threads, stages)
    shapes = stages.job("shapes", lambda: study_shapes(picture, how, stages))
    color = stages.job("color", lambda: study_color(picture.working, counted=counted, k=how.palette))
    pixels = stages.job("metrics", lambda: pixel_metrics(picture))
    contours = stages.job("contours", lambda: trace_contours(picture.standard))
    facets = stages.job("facets", lambda: measured_facets(picture))
    emphasis = stages.job(
        "emphasis", lambda eyes, lines: seen_metrics(picture, eyes.features.saliency, lines), seen, contours
    )
    edges = stages.job(
        "edges", lambda eyes, lines: study_edges(picture.detail, eyes.features.saliency, contours=lines), seen, contours
    )
    looked, shaped = seen.result(), shapes.result()
    with stages("composition"):
        composition = study_composition(looked.features.saliency, picture.working, shaped.values.l_map, counted=counted)
    metrics = pixels.result() | emphasis.result() | shape_metrics(shaped.masses, shaped.notans, composition)
    return _Studied(
        seen=looked,
        shapes=shaped,
        color=color.result(),
        composition=composition,
        edges=edges.result(),
        facets=Facets(looked.learned.overall, looked.learned.manner, *facets.result()),
        metrics=metrics,
    )
