from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from art_assistant.advice.finding.evidence import Evidence
from art_assistant.analysis.color.study import study_color
from art_assistant.analysis.composition.study import study_composition
from art_assistant.analysis.edges.study import study_edges
from art_assistant.analysis.mass.study import study_masses
from art_assistant.analysis.value.study import study_values
from art_assistant.imaging.arrays import Picture
from art_assistant.imaging.decode import decode
from art_assistant.measure import pixel_metrics, seen_metrics


def evidence_of(picture: Picture) -> Evidence:
    """The evidence of a picture, with a made-up attention: a hill left of the centre and a lower one on the right."""
    y, x = np.mgrid[0:64, 0:64] / 63.0
    hills = np.exp(-((x - 0.4) ** 2 + (y - 0.5) ** 2) / 0.03) + 0.5 * np.exp(-((x - 0.85) ** 2 + (y - 0.3) ** 2) / 0.01)
    saliency = hills.astype(np.float32) / float(hills.max())
    values = study_values(picture.working, picture.counted)
    masses = study_masses(values.l_map, counted=picture.counted)
    composition = study_composition(saliency, picture.working, values.l_map, counted=picture.counted)
    metrics = pixel_metrics(picture) | masses.metrics() | composition.metrics() | seen_metrics(picture, saliency)
    return Evidence(
        metrics,
        picture.standard,
        values,
        masses,
        study_color(picture.working, counted=picture.counted),
        composition,
        study_edges(picture.detail, saliency),
    )


@pytest.fixture(scope="session")
def sample(sample_bytes: bytes) -> Evidence:
    return evidence_of(decode(sample_bytes, name="sample.jpg"))


@pytest.fixture
def rivalled(sample: Evidence) -> Evidence:
    """Return the sample's evidence with a second place in it that is nearly as loud: two things to tell."""
    return replace(sample, metrics={**sample.metrics, "emphasis.rival": 0.9})


@pytest.fixture
def moved(sample: Evidence):
    """Return the sample's evidence with some metrics replaced."""

    def move(**metrics: float | None) -> Evidence:
        named = {name.replace("__", "."): value for name, value in metrics.items()}
        return replace(sample, metrics={**sample.metrics, **named})

    return move
