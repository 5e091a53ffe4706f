"""The steps of the edge study, on contours and profiles made by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from art_assistant.analysis.edges.study import (
    CLASSES,
    EdgeStudy,
    Tangent,
    _as_if_finer,
    _frame_tangent,
    _near_focus,
    classes_of,
    edge_metrics,
)

SHAPE = (100, 200)


def disc(radius: float = 60.0, size: tuple[int, int] = (200, 300)) -> np.ndarray:
    y, x = np.indices(size)
    cover = np.clip(radius + 0.5 - np.hypot(y - 99.5, x - 149.5), 0.0, 1.0)[..., None]
    return (60.0 + 140.0 * cover * np.ones(3)).astype(np.uint8)


def study(**changes: Any) -> EdgeStudy:
    """Thirty hard, forty firm, twenty soft and ten lost points; the first fifty lie near the focus."""
    kinds = np.repeat(np.arange(4), [30, 40, 20, 10]).astype(np.int8)
    made: dict[str, Any] = {
        "points": np.stack([np.linspace(0.0, 0.99, 100), np.full(100, 0.25)], axis=1).astype(np.float32),
        "normals": np.zeros((100, 2), np.float32),
        "widths": np.where(kinds == 0, 0.2, np.where(kinds == 1, 1.0, 2.0)).astype(np.float32),
        "kinds": kinds,
        "near": np.arange(100) < 50,
        "density": 3.14159,
        "contour_length": 0.123456,
        "stroke_scale": 0.98765,
        "tangent": Tangent("left", 0.123456, (0.25, 0.333333)),
    }
    return EdgeStudy(**(made | changes))


# Classes and shares


@pytest.mark.parametrize(
    ("width", "step", "name"),
    [
        (0.39, 10.0, "hard"),
        (0.4, 10.0, "firm"),
        (1.5, 10.0, "firm"),
        (1.51, 10.0, "soft"),
        (0.2, 4.0, "hard"),
        (0.2, 3.9, "lost"),
        (9.0, 3.9, "lost"),
    ],
)
def test_an_edge_is_hard_below_four_tenths_soft_above_one_and_a_half_and_lost_below_four(
    width: float, step: float, name: str
) -> None:
    assert CLASSES[classes_of(np.array([width]), np.array([step]))[0]] == name


def test_shares_are_by_points_and_need_enough_of_them() -> None:
    edges = study()
    assert [edges.share(kind) for kind in CLASSES] == pytest.approx([0.3, 0.4, 0.2, 0.1])
    assert [edges.share(kind, near=True) for kind in CLASSES] == pytest.approx([0.6, 0.4, 0.0, 0.0])
    assert [edges.share(kind, near=False) for kind in CLASSES] == pytest.approx([0.0, 0.4, 0.4, 0.2])
    assert study(near=np.arange(100) < 24).share("hard", near=True) == 1.0
    assert study(near=np.arange(100) < 23).share("hard", near=True) is None


def test_the_median_width_is_of_what_is_not_lost() -> None:
    assert study().width_median == 1.0
    few = study(kinds=np.repeat([1, 3], [23, 77]).astype(np.int8))
    assert few.width_median is None
    enough = study(kinds=np.repeat([1, 3], [24, 76]).astype(np.int8))
    assert enough.width_median == pytest.approx(0.2)


def test_hard_edges_gather_in_a_sixth_away_from_the_focus() -> None:
    points = np.zeros((100, 2), np.float32)
    points[:40], points[40:70], points[70:] = (0.1, 0.1), (0.9, 0.4), (0.55, 0.9)
    kinds = np.repeat([0, 2], [70, 30]).astype(np.int8)
    near = np.arange(100) < 40
    assert study(points=points, kinds=kinds, near=near).hard_place == pytest.approx((5.5 / 6, 2.5 / 6))
    assert study(points=points, kinds=kinds, near=~near).hard_place == pytest.approx((0.5 / 6, 0.5 / 6))
    assert study(points=points, kinds=kinds, near=np.arange(100) < 47).hard_place is None
    assert study(points=points, kinds=kinds, near=np.arange(100) < 46).hard_place is not None


def test_a_study_is_told_whole_and_to_four_digits() -> None:
    told = study().as_dict()
    assert told["shares"] == {"hard": 0.3, "firm": 0.4, "soft": 0.2, "lost": 0.1}
    assert told["near_focal"] == {"hard": 0.6, "firm": 0.4, "soft": 0.0, "lost": 0.0}
    assert told["elsewhere"] == {"hard": 0.0, "firm": 0.4, "soft": 0.4, "lost": 0.2}
    assert told["width_median"] == 1.0
    assert told["density"] == 3.1416
    assert told["contour_length"] == 0.1235
    assert told["stroke_scale"] == 0.9877
    assert told["measured_points"] == 100
    assert told["hard_place"] is None
    assert told["frame_tangent"] == {"side": "left", "share": 0.1235, "span": [0.25, 0.3333]}
    assert told["thresholds"] == {"hard_below": 0.4, "soft_above": 1.5, "lost_below_l": 4.0}
    bare = study(tangent=None, contour_length=None, near=np.zeros(100, bool)).as_dict()
    assert bare["frame_tangent"] is None
    assert bare["contour_length"] is None
    assert len(bare["hard_place"]) == 2


def test_metrics_of_a_study() -> None:
    assert study().metrics() == pytest.approx(
        {
            "edges.hard_share": 0.3,
            "edges.firm_share": 0.4,
            "edges.soft_share": 0.2,
            "edges.lost_share": 0.1,
            "edges.width_median": 1.0,
            "edges.hard_near_focal": 0.6,
            "edges.hard_elsewhere": 0.0,
            "edges.hard_focus_lead": 0.6,
            "edges.density": 3.14159,
            "edges.contour_length": 0.123456,
            "edges.stroke_scale": 0.98765,
            "edges.frame_tangent": 0.123456,
        }
    )
    bare = study(tangent=None, near=np.zeros(100, bool)).metrics()
    assert bare["edges.frame_tangent"] == 0.0
    assert bare["edges.hard_focus_lead"] is None


# A coarse file


def test_a_coarse_file_is_read_as_a_finer_one_would_be() -> None:
    unit = 100.0 / math.hypot(*SHAPE)
    finer = _as_if_finer(study(widths=np.linspace(0.1, 3.0, 100).astype(np.float32)), SHAPE, 2.0)
    assert finer.widths[-1] == pytest.approx(3.0 - 0.75 * unit)
    assert finer.widths[0] == pytest.approx(0.5 * unit)
    assert np.all((finer.kinds == 3) == (study().kinds == 3))
    assert finer.stroke_scale == pytest.approx(0.98765 - 0.23 * 0.75)
    assert _as_if_finer(study(stroke_scale=0.1), SHAPE, 2.0).stroke_scale == 0.0
    assert _as_if_finer(study(stroke_scale=None), SHAPE, 2.0).stroke_scale is None


def test_metrics_of_a_fine_file_are_left_and_a_very_coarse_one_counts_as_coarse() -> None:
    rgb, saliency = disc(), np.zeros((32, 32), np.float32)
    plain = edge_metrics(rgb, saliency)
    assert edge_metrics(rgb, saliency, pixel=0.5) == edge_metrics(rgb, saliency, pixel=1.0) == plain
    coarse = edge_metrics(rgb, saliency, pixel=1.5)
    assert coarse["edges.width_median"] < plain["edges.width_median"]
    assert edge_metrics(rgb, saliency, pixel=2.0) == edge_metrics(rgb, saliency, pixel=9.0)
    assert edge_metrics(rgb[:31], saliency) == {}
    assert edge_metrics(rgb[:40], saliency) != {}


# Near the focus


def test_points_near_the_focus_are_those_it_shines_on() -> None:
    y, x = (np.indices((64, 64)) + 0.5) / 64
    saliency = np.exp(-((x - 0.75) ** 2 + (y - 0.25) ** 2) / (2 * 0.15**2)).astype(np.float32)
    points = np.array([(0.75, 0.25), (0.25, 0.75), (0.25, 0.25), (0.75, 0.75), (1.0, 1.0), (0.82, 0.25)], np.float32)
    assert _near_focus(points, saliency, SHAPE).tolist() == [True, False, False, False, False, True]
    assert not _near_focus(points, np.zeros((8, 8), np.float32), SHAPE).any()
    corner = np.exp(-((x - 1.0) ** 2 + (y - 1.0) ** 2) / (2 * 0.15**2)).astype(np.float32)
    assert _near_focus(points, corner, SHAPE).tolist() == [False, False, False, False, True, False]


# The frame


def along_side(side: str, gap: float, low: float = 0.2, high: float = 0.6) -> tuple[np.ndarray, np.ndarray]:
    """Points at a gap (in short sides) from one side of the picture, facing it."""
    run = np.linspace(low, high, 400, endpoint=False, dtype=np.float32)
    upright = side in {"left", "right"}
    reach = gap * 100.0 / (SHAPE[1] if upright else SHAPE[0])
    off = np.full_like(run, reach if side in {"left", "top"} else 1.0 - reach)
    points = np.stack([off, run] if upright else [run, off], axis=1).astype(np.float32)
    normals = np.repeat(np.array([[1.0, 0.0] if upright else [0.0, 1.0]], np.float32), run.size, axis=0)
    return points, normals


@pytest.mark.parametrize("side", ["left", "right", "top", "bottom"])
def test_a_contour_that_runs_along_the_frame_is_a_tangent_with_it(side: str) -> None:
    points, normals = along_side(side, 0.02)
    found = _frame_tangent(points, normals, SHAPE)
    assert found is not None
    assert found.side == side
    assert found.share == pytest.approx(16 / 40)
    assert found.span == pytest.approx((0.2, 0.6))
    assert _frame_tangent(points, normals[:, ::-1], SHAPE) is None


@pytest.mark.parametrize(("gap", "kisses"), [(0.004, False), (0.008, True), (0.028, True), (0.032, False)])
def test_a_tangent_is_neither_on_the_frame_nor_far_from_it(gap: float, kisses: bool) -> None:
    for side in ("left", "right", "top", "bottom"):
        assert (_frame_tangent(*along_side(side, gap), SHAPE) is not None) is kisses


def test_the_longest_tangent_is_told_and_a_short_one_is_none() -> None:
    long, short = along_side("top", 0.02, 0.1, 0.5), along_side("right", 0.02, 0.5, 0.7)
    both = tuple(np.concatenate(pair) for pair in zip(long, short, strict=True))
    found = _frame_tangent(*both, SHAPE)
    assert found is not None
    assert found.side == "top"
    assert _frame_tangent(*along_side("left", 0.02, 0.5, 0.55), SHAPE) is not None
    assert _frame_tangent(*along_side("left", 0.02, 0.5, 0.525), SHAPE) is None
    last = _frame_tangent(*along_side("left", 0.02, 0.9, 1.0), SHAPE)
    assert last is not None
    assert last.span == pytest.approx((0.9, 1.0))
