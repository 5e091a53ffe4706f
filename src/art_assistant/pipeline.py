"""One picture from bytes to Report: the whole flow on one screen.

What the network sees is followed up on one thread while the other measures pixels and shapes. Everything is
deterministic but ``timings``.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from art_assistant.advice.coach import advise
from art_assistant.advice.evidence import Evidence
from art_assistant.advice.intent import Intent
from art_assistant.analysis.color import study_color
from art_assistant.analysis.composition import study_composition
from art_assistant.analysis.contours import trace_contours
from art_assistant.analysis.edges import EdgeStudy, study_edges
from art_assistant.analysis.masses import study_masses
from art_assistant.analysis.notan import study_notans
from art_assistant.analysis.values import study_values
from art_assistant.corpus.quantiles import masters
from art_assistant.gallery.encoder import facets_of
from art_assistant.gallery.home import open_gallery
from art_assistant.gallery.search import Query, find_references
from art_assistant.imaging.arrays import Picture
from art_assistant.imaging.decode import decode, read_file
from art_assistant.imaging.limits import Limits
from art_assistant.measure import Metrics, pixel_metrics, seen_metrics, shape_metrics
from art_assistant.report.model import Report
from art_assistant.settings import Settings
from art_assistant.style.card import classify
from art_assistant.vision.backbone import Features, backbone
from art_assistant.vision.manner import FacetVectors, manner_encoder

_EYES: Final = ThreadPoolExecutor(max_workers=4, thread_name_prefix="art-eyes")


class Stages:
    """A stopwatch for the named stages of one run, in milliseconds."""

    def __init__(self) -> None:
        self.timings: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Time the block as ``stage``."""
        start = time.perf_counter()
        yield
        self.timings[stage] = (time.perf_counter() - start) * 1000.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What follows from the network's pass.

    Attributes:
        features: saliency and embedding.
        learned: the learned facets, and the features that heads are trained on.
        edges: the edges, told apart by whether they lie near the focal point.
        metrics: the flat metrics of edges and emphasis.

    """

    features: Features
    learned: FacetVectors
    edges: EdgeStudy | None
    metrics: Metrics


def limits_of(settings: Settings) -> Limits:
    """Return what one picture may cost, as the settings say."""
    chosen = settings.limits
    return Limits(max_bytes=int(chosen.max_mb * 1_000_000), max_pixels=int(chosen.max_megapixels * 1_000_000))


def open_picture(source: bytes | str | Path, *, name: str = "", settings: Settings | None = None) -> Picture:
    """Return the decoded picture of bytes or of a path, within the limits of ``settings``."""
    chosen = settings or Settings()
    limits = limits_of(chosen)
    if not isinstance(source, bytes):
        name = name or Path(source).name
        source = read_file(source, limits)
    return decode(source, name=name, limits=limits, working_side=chosen.analysis.size)


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
    with stages("decode"):
        picture = open_picture(source, name=name, settings=chosen)
    return study(picture, chosen, stages, intent)


def study(picture: Picture, settings: Settings, stages: Stages, intent: Intent | None = None) -> Report:
    """Return the report on a decoded picture."""
    how, counted = settings.analysis, picture.counted
    eyes = _EYES.submit(look, picture, how.threads, stages)
    with stages("values"):
        values = study_values(
            picture.working,
            counted,
            squint=how.squint,
            plan_k=how.plan,
            plan_method=how.plan_method,
            thresholds=how.thresholds,
        )
    with stages("masses"):
        masses = study_masses(values.l_map, k=how.blocks, coherence=how.coherence, counted=counted)
    with stages("notans"):
        notans = study_notans(values.l_map, values.squint_l, masses.labels, masses.shape_labels, counted)
    with stages("color"):
        color = study_color(picture.working, counted=counted, k=how.palette)
    with stages("metrics"):
        metrics = pixel_metrics(picture)
    seen = eyes.result()
    with stages("composition"):
        composition = study_composition(seen.features.saliency, picture.working, values.l_map, counted=counted)
    metrics |= seen.metrics | shape_metrics(masses, notans, composition)
    with stages("references"):
        facets = facets_of(picture, seen.learned.overall, seen.learned.manner)
        query = Query(facets, metrics, top=settings.gallery.top, exclude=picture.sha256)
        related = find_references(open_gallery(None, settings), query)
    standing = masters().standings(metrics)
    with stages("style"):
        style = classify(seen.learned, standing, related.items)
    with stages("tips"):
        spoken = None if style.abstained or style.photograph else style.family
        evidence = Evidence(metrics, picture.standard, values, masses, color, composition, seen.edges, spoken)
        advice = advise(evidence, intent, settings.llm)
    return Report(
        picture=picture,
        values=values,
        masses=masses,
        notans=notans,
        color=color,
        composition=composition,
        edges=seen.edges,
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


def look(picture: Picture, threads: int, stages: Stages) -> Seen:
    """Return what the networks see in a picture, and the edges read with it."""
    with stages("model"):
        features = backbone(threads).run(picture.model_input)
    with stages("manner"):
        learned = manner_encoder().encode(picture.model_input, features.embedding)
    with stages("edges"):
        contours = trace_contours(picture.standard)
        edges = study_edges(picture.detail, features.saliency, contours=contours)
        metrics = seen_metrics(picture, features.saliency, contours)
    return Seen(features, learned, edges, metrics)
