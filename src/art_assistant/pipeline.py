"""One picture from bytes to Report: the whole flow on one screen.

The network's pass runs beside the studies that do not need it. Everything is deterministic but ``timings``.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from art_assistant.analysis.color import color_metrics, study_color
from art_assistant.analysis.composition import Composition, study_composition
from art_assistant.analysis.edges import edge_metrics, study_edges
from art_assistant.analysis.masses import MassStudy, study_masses
from art_assistant.analysis.notan import Notans, study_notans
from art_assistant.analysis.value_measures import value_metrics
from art_assistant.analysis.values import study_values
from art_assistant.corpus.quantiles import masters
from art_assistant.imaging.arrays import Picture
from art_assistant.imaging.decode import decode, read_file
from art_assistant.imaging.limits import Limits
from art_assistant.report.model import Report
from art_assistant.settings import AnalysisSettings, Settings
from art_assistant.vision.backbone import Features, backbone

Metrics = dict[str, float | None]

_MODEL: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="art-model")


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


def open_picture(source: bytes | str | Path, *, name: str = "", settings: Settings | None = None) -> Picture:
    """Return the decoded picture of bytes or of a path, within the limits of ``settings``."""
    chosen = settings or Settings()
    limits = Limits(
        max_bytes=int(chosen.limits.max_mb * 1_000_000), max_pixels=int(chosen.limits.max_megapixels * 1_000_000)
    )
    if not isinstance(source, bytes):
        name = name or Path(source).name
        source = read_file(source, limits)
    return decode(source, name=name, limits=limits, working_side=chosen.analysis.size)


def analyze(source: bytes | str | Path, *, name: str = "", settings: Settings | None = None) -> Report:
    """Return the report on one picture.

    Args:
        source: the bytes of an image file, or the path of one.
        name: what to call the picture; the file's own name by default.
        settings: how to study it; ``Settings()`` by default. The environment is not read here.

    Raises:
        InputError: the picture cannot be read.
        LimitError: the picture is over a limit.
        ModelError: an embedded model is missing or damaged.

    """
    chosen, stages = settings or Settings(), Stages()
    with stages("decode"):
        picture = open_picture(source, name=name, settings=chosen)
    return study(picture, chosen.analysis, stages)


def study(picture: Picture, how: AnalysisSettings, stages: Stages) -> Report:
    """Return the report on a decoded picture."""
    counted = picture.counted
    seen = _MODEL.submit(_see, picture, how.threads, stages)
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
    features = seen.result()
    with stages("composition"):
        composition = study_composition(features.saliency, picture.working, values.l_map, counted=counted)
    with stages("edges"):
        edges = study_edges(picture.detail, features.saliency)
        metrics |= edge_metrics(picture.standard, features.saliency)
    return Report(
        picture=picture,
        values=values,
        masses=masses,
        notans=notans,
        color=color,
        composition=composition,
        edges=edges,
        standing=masters().standings(metrics | shape_metrics(masses, notans, composition)),
        timings=stages.timings,
    )


def _see(picture: Picture, threads: int, stages: Stages) -> Features:
    with stages("model"):
        return backbone(threads).run(picture.model_input)


def pixel_metrics(picture: Picture) -> Metrics:
    """Return the flat metrics of values and colour, at the one scale at which pictures are compared."""
    return value_metrics(picture.standard, picture.standard_counted) | color_metrics(
        picture.standard, picture.standard_counted
    )


def shape_metrics(masses: MassStudy, notans: Notans, composition: Composition) -> Metrics:
    """Return the flat metrics of the studies that do not depend on scale."""
    return masses.metrics() | notans.metrics() | composition.metrics()


def measure_picture(picture: Picture, features: Features) -> Metrics:
    """Return every flat metric of a picture, with the default settings: what the corpus of masters is made of."""
    values = study_values(picture.working, picture.counted)
    masses = study_masses(values.l_map, counted=picture.counted)
    notans = study_notans(values.l_map, values.squint_l, masses.labels, masses.shape_labels, picture.counted)
    composition = study_composition(features.saliency, picture.working, values.l_map, counted=picture.counted)
    edges = edge_metrics(picture.standard, features.saliency)
    return pixel_metrics(picture) | shape_metrics(masses, notans, composition) | edges
