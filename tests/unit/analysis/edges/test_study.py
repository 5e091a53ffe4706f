from __future__ import annotations

import json
import math
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from scipy.special import erf

from art_assistant.analysis.edges.contours import trace_contours
from art_assistant.analysis.edges.study import CLASSES, edge_metrics, study_edges
from art_assistant.imaging.colorspace import lab_to_linear, linear_to_srgb

SAMPLE = Path(__file__).parents[4] / "examples" / "sample-painting.jpg"
NOWHERE = np.zeros((128, 128), dtype=np.float32)
LARGE, SMALL = (750, 1000), (384, 512)


def step(
    width: float,
    angle: float,
    *,
    low: float = 30.0,
    high: float = 70.0,
    shape: tuple[int, int] = LARGE,
    noise: float = 0.0,
) -> np.ndarray:
    """A picture of one straight edge whose L* rises from 10 to 90 % over ``width`` % of the diagonal."""
    height, across = shape
    sigma = width / 100.0 * math.hypot(*shape) / 2.5631
    y, x = np.indices(shape)
    t = (x - across / 2) * math.cos(angle) + (y - height / 2) * math.sin(angle)
    lab = np.zeros((*shape, 3))
    lab[..., 0] = low + (high - low) * (0.5 + 0.5 * erf(t / (sigma * math.sqrt(2.0))))
    if noise:
        lab[..., 0] += np.random.default_rng(0).normal(0.0, noise, shape)
    return linear_to_srgb(lab_to_linear(lab))


@pytest.mark.parametrize("angle", [0.0, 0.3, math.pi / 4, 1.2])
@pytest.mark.parametrize("width", [0.4, 0.8, 1.5, 2.4])
@pytest.mark.parametrize("shape", [LARGE, SMALL])
def test_a_known_width_is_measured_within_ten_percent(width: float, angle: float, shape: tuple[int, int]) -> None:
    found = study_edges(step(width, angle, shape=shape), NOWHERE)
    assert found.width_median == pytest.approx(width, rel=0.10)


@pytest.mark.parametrize("width", [0.4, 0.8, 2.4])
def test_contours_traced_on_the_small_copy_serve_the_large_one(width: float) -> None:
    large = step(width, 0.3)
    small = cv2.resize(large, SMALL[::-1], interpolation=cv2.INTER_AREA)
    shared = trace_contours(small)
    assert study_edges(large, NOWHERE, contours=shared).width_median == pytest.approx(width, rel=0.10)
    assert edge_metrics(small, NOWHERE, contours=shared) == edge_metrics(small, NOWHERE)


@pytest.mark.parametrize("shape", [(1, 1), (1, 512), (512, 2), (64, 64)])
def test_flat_pictures_of_any_shape_have_no_contours(shape: tuple[int, int]) -> None:
    found = trace_contours(np.full((*shape, 3), 90, np.uint8))
    assert len(found.points) == 0
    assert found.length == 0.0
    assert found.stroke_scale is None


def test_contrast_does_not_change_hardness() -> None:
    widths = [study_edges(step(0.8, 0.3, low=50 - c, high=50 + c), NOWHERE).width_median for c in (12, 20, 40)]
    assert widths == pytest.approx([widths[-1]] * 3, rel=0.06)


@pytest.mark.parametrize("noise", [1.0, 2.0, 4.0])
def test_noise_hardly_changes_width(noise: float) -> None:
    found = study_edges(step(0.8, 0.3, noise=noise), NOWHERE)
    assert found.width_median == pytest.approx(0.8, rel=0.10)


@pytest.mark.parametrize(("width", "kind"), [(0.15, "hard"), (0.9, "firm"), (2.2, "soft")])
def test_classes_follow_the_width(width: float, kind: str) -> None:
    found = study_edges(step(width, 0.5), NOWHERE)
    assert found.share(kind) > 0.9
    assert sum(found.share(name) for name in CLASSES) == pytest.approx(1.0)


def test_an_edge_of_colour_without_value_is_lost() -> None:
    lab = np.zeros((384, 512, 3))
    lab[..., 0] = 55.0
    lab[:, :256, 1], lab[:, 256:, 1] = 30.0, -30.0
    found = study_edges(linear_to_srgb(lab_to_linear(lab)), NOWHERE)
    assert found.share("lost") > 0.9
    assert found.width_median is None


def test_hard_edges_near_the_focal_point_are_told_from_those_elsewhere() -> None:
    rgb = np.concatenate(
        [step(0.1, 0.0, shape=(384, 256)), step(2.0, 0.0, low=70.0, high=30.0, shape=(384, 256))], axis=1
    )
    y, x = (np.indices((128, 128)) + 0.5) / 128
    saliency = np.exp(-((x - 0.25) ** 2) / 0.01).astype(np.float32)
    metrics = edge_metrics(rgb, saliency)
    assert metrics["edges.hard_near_focal"] > 0.9
    assert metrics["edges.hard_elsewhere"] < 0.5
    assert metrics["edges.hard_focus_lead"] > 0.4
    assert y.shape == x.shape


def test_a_line_close_along_the_frame_is_a_tangent() -> None:
    rgb = np.full((384, 512, 3), 200, dtype=np.uint8)
    cv2.rectangle(rgb, (100, 120), (504, 260), (60, 60, 60), -1)
    tangent = study_edges(rgb, NOWHERE).tangent
    assert tangent.side == "right"
    assert tangent.share == pytest.approx(140 / 384, abs=0.06)
    cv2.rectangle(rgb, (440, 100), (511, 300), (200, 200, 200), -1)
    assert study_edges(rgb, NOWHERE).tangent is None


@pytest.mark.parametrize("shape", [(1, 1), (1, 400), (31, 200), (64, 64), (33, 1600)])
def test_flat_and_tiny_pictures_have_no_edges(shape: tuple[int, int]) -> None:
    found = study_edges(np.full((*shape, 3), 128, np.uint8), NOWHERE)
    if found is not None:
        assert found.width_median is None
        json.dumps(found.as_dict(), allow_nan=False)
    assert (found is None) == (min(shape) < 32)


def test_a_mirror_keeps_the_shares() -> None:
    rng = np.random.default_rng(3)
    rgb = cv2.GaussianBlur(rng.integers(0, 256, (384, 512, 3), dtype=np.uint8), (0, 0), 9)
    rgb = cv2.normalize(rgb, None, 0, 255, cv2.NORM_MINMAX)
    rgb[100:280, 180:330] = (230, 220, 90)
    one, two = edge_metrics(rgb, NOWHERE), edge_metrics(rgb[:, ::-1].copy(), NOWHERE)
    for name in ("edges.hard_share", "edges.soft_share", "edges.lost_share"):
        assert one[name] == pytest.approx(two[name], abs=0.03)


@pytest.fixture(scope="module")
def fine() -> np.ndarray:
    """The sample painting with a long side of 512 px."""
    with Image.open(SAMPLE) as image:
        size = (512, round(512 * image.height / image.width))
        return np.asarray(image.convert("RGB").resize(size, Image.Resampling.BOX))


@pytest.mark.parametrize("share", [0.8, 0.6])
def test_a_coarser_file_of_a_picture_keeps_its_edges(fine: np.ndarray, share: float) -> None:
    coarse = cv2.resize(fine, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    enlarged = cv2.resize(coarse, fine.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    truth, raw = edge_metrics(fine, NOWHERE), edge_metrics(enlarged, NOWHERE)
    found = edge_metrics(enlarged, NOWHERE, pixel=1.0 / share)
    for name in ("edges.hard_share", "edges.width_median", "edges.stroke_scale"):
        assert abs(found[name] - truth[name]) < 0.6 * abs(raw[name] - truth[name])
    assert found["edges.lost_share"] == raw["edges.lost_share"]
    assert found["edges.density"] == raw["edges.density"]


def test_only_so_much_is_made_up_for_and_nothing_where_the_file_is_fine(fine: np.ndarray) -> None:
    assert edge_metrics(fine, NOWHERE, pixel=0.13) == edge_metrics(fine, NOWHERE)
    assert edge_metrics(fine, NOWHERE, pixel=9.0) == edge_metrics(fine, NOWHERE, pixel=2.0)
