"""Every flat metric of a picture, at the one scale at which pictures are compared: what the corpus of masters ranks."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from art_assistant.analysis.color.study import color_metrics
from art_assistant.analysis.composition.emphasis import emphasis_metrics
from art_assistant.analysis.composition.study import Composition, study_composition
from art_assistant.analysis.edges.contours import Contours, trace_contours
from art_assistant.analysis.edges.study import edge_metrics
from art_assistant.analysis.mass.study import MassStudy, study_masses
from art_assistant.analysis.notan.study import Notans, study_notans
from art_assistant.analysis.subject import SubjectMask, borne_out, subject_of
from art_assistant.analysis.value.measures import value_metrics
from art_assistant.analysis.value.study import study_values
from art_assistant.imaging.arrays import F32, U8, WORKING_SIDE, BoolMap, Picture
from art_assistant.imaging.sizes import fitted, working_copy
from art_assistant.vision.backbone import Features

Metrics = dict[str, float | None]


def pixel_metrics(picture: Picture) -> Metrics:
    """Return the metrics of values and colour."""
    rgb, counted = picture.standard, picture.standard_counted
    return value_metrics(rgb, counted) | color_metrics(rgb, counted)


def contour_metrics(picture: Picture, saliency: F32, contours: Contours | None = None) -> Metrics:
    """Return the metrics of edges."""
    rgb = picture.standard
    pixel = max(rgb.shape[:2]) / max(picture.width, picture.height)
    return edge_metrics(rgb, saliency, contours=contours, pixel=pixel)


def seen_metrics(picture: Picture, saliency: F32, contours: Contours | None = None) -> Metrics:
    """Return the metrics of edges and emphasis, which need to know where the eye goes."""
    emphasis = emphasis_metrics(saliency, picture.standard, picture.standard_counted)
    return contour_metrics(picture, saliency, contours) | emphasis


def shape_metrics(masses: MassStudy, notans: Notans, composition: Composition) -> Metrics:
    """Return the metrics of the studies that are made on the working copy, where the settings are the default ones."""
    return masses.metrics() | notans.metrics() | composition.metrics()


def standard_shape_metrics(picture: Picture, saliency: F32) -> Metrics:
    """Return the same metrics with the default settings, whichever size the working copy has."""
    working, counted = _compared(picture)
    values = study_values(working, counted, plan_brush=0.0)
    subject = subject_of(saliency, working, counted)
    masses = _masses(values.l_map, subject, working, counted)
    shapes = masses.labels, masses.shape_labels
    notans = study_notans(values.l_map, values.squint_l, *shapes, counted, subject=borne_out(subject))
    return shape_metrics(masses, notans, study_composition(saliency, working, values.l_map, counted=counted))


def cited_metrics(picture: Picture, look: Callable[[], F32]) -> Metrics:
    """Return what the reasons of a gallery may cite: every metric but those of notans and emphasis.

    Args:
        picture: the decoded picture.
        look: returns the saliency map; it is asked for when all that needs none is measured.

    """
    working, counted = _compared(picture)
    pixels, l_map = pixel_metrics(picture), study_values(working, counted, plan_brush=0.0).l_map
    contours = trace_contours(picture.standard)
    saliency = look()
    masses = masses_of(l_map, saliency, working, counted)
    composition = study_composition(saliency, working, l_map, counted=counted)
    return pixels | masses.metrics() | composition.metrics() | contour_metrics(picture, saliency, contours)


def measure_picture(picture: Picture, features: Features) -> Metrics:
    """Return every metric of a picture, studied with the default settings."""
    saliency = features.saliency
    return pixel_metrics(picture) | standard_shape_metrics(picture, saliency) | seen_metrics(picture, saliency)


def masses_of(l_map: F32, saliency: F32, working: U8, counted: BoolMap | None) -> MassStudy:
    """Return the masses of a picture (h, w, 3) with L* ``l_map``, where the eye goes as ``saliency`` says."""
    return _masses(l_map, subject_of(saliency, working, counted), working, counted)


def _masses(l_map: F32, subject: SubjectMask | None, working: U8, counted: BoolMap | None) -> MassStudy:
    return study_masses(l_map, rgb=working, subject=None if subject is None else subject.mask, counted=counted)


def _compared(picture: Picture) -> tuple[U8, BoolMap | None]:
    """Return the working copy of the default size, and what counts in it."""
    if max(picture.working.shape[:2]) == min(WORKING_SIDE, max(picture.width, picture.height)):
        return picture.working, picture.counted
    width, height = fitted(picture.detail, WORKING_SIDE)
    cover = None if picture.counted is None else cv2.resize(picture.counted.astype(np.float32), (width, height))
    counted = None if cover is None else np.asarray(cover.reshape(height, width) >= 0.5, dtype=np.bool_)
    return working_copy(picture.detail, WORKING_SIDE), counted
