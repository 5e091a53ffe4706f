"""Every flat metric of a picture, at the one scale at which pictures are compared: what the corpus of masters ranks."""

from __future__ import annotations

from art_assistant.analysis.color import color_metrics
from art_assistant.analysis.composition import Composition, study_composition
from art_assistant.analysis.contours import Contours
from art_assistant.analysis.edges import edge_metrics
from art_assistant.analysis.emphasis import emphasis_metrics
from art_assistant.analysis.masses import MassStudy, study_masses
from art_assistant.analysis.notan import Notans, study_notans
from art_assistant.analysis.value_measures import value_metrics
from art_assistant.analysis.values import study_values
from art_assistant.imaging.arrays import F32, Picture
from art_assistant.vision.backbone import Features

Metrics = dict[str, float | None]


def pixel_metrics(picture: Picture) -> Metrics:
    """Return the metrics of values and colour."""
    rgb, counted = picture.standard, picture.standard_counted
    return value_metrics(rgb, counted) | color_metrics(rgb, counted)


def seen_metrics(picture: Picture, saliency: F32, contours: Contours | None = None) -> Metrics:
    """Return the metrics of edges and emphasis, which need to know where the eye goes."""
    rgb, counted = picture.standard, picture.standard_counted
    pixel = max(rgb.shape[:2]) / max(picture.width, picture.height)
    return edge_metrics(rgb, saliency, contours=contours, pixel=pixel) | emphasis_metrics(saliency, rgb, counted)


def shape_metrics(masses: MassStudy, notans: Notans, composition: Composition) -> Metrics:
    """Return the metrics of the studies that are made on the working copy; they hardly depend on its scale."""
    return masses.metrics() | notans.metrics() | composition.metrics()


def measure_picture(picture: Picture, features: Features) -> Metrics:
    """Return every metric of a picture, studied with the default settings."""
    values = study_values(picture.working, picture.counted)
    masses = study_masses(values.l_map, counted=picture.counted)
    notans = study_notans(values.l_map, values.squint_l, masses.labels, masses.shape_labels, picture.counted)
    composition = study_composition(features.saliency, picture.working, values.l_map, counted=picture.counted)
    return (
        pixel_metrics(picture) | shape_metrics(masses, notans, composition) | seen_metrics(picture, features.saliency)
    )
