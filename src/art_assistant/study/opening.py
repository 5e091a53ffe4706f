"""From bytes to what every study begins with: the decoded picture, and what the networks see in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from art_assistant.base.stages import Stage
from art_assistant.imaging.arrays import U8, Picture
from art_assistant.imaging.decode import decode, read_file
from art_assistant.imaging.limits import Limits
from art_assistant.settings import Settings
from art_assistant.vision.backbone import Features, backbone
from art_assistant.vision.manner import FacetVectors, manner_encoder


class Stages:
    """A stopwatch for the named stages of one run, in milliseconds; threads may share it."""

    def __init__(self) -> None:
        self.timings: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: Stage, *, added: bool = False) -> Iterator[None]:
        """Time the block as ``stage``; ``added`` to what was timed under that name before."""
        start = time.perf_counter()
        yield
        before = self.timings.get(stage, 0.0) if added else 0.0
        self.timings[stage] = before + (time.perf_counter() - start) * 1000.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What the networks see in a picture: saliency and embedding, and the learned facets."""

    features: Features
    learned: FacetVectors


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


def look(model_input: U8, threads: int, stages: Stages) -> Seen:
    """Return what the networks see in a picture's (224, 224, 3) model input, in one pass of each.

    Raises:
        ModelError: an embedded model is missing or damaged.

    """
    with stages("model"):
        features = backbone(threads).run(model_input)
    with stages("manner"):
        return Seen(features, manner_encoder(threads).encode(model_input, features.embedding))
