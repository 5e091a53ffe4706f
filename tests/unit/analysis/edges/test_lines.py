"""The lines that edges are drawn along, on one picture with a hard edge on the left and a soft one on the right."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from art_assistant.analysis.edges.lines import edge_lines
from art_assistant.analysis.edges.study import CLASSES, EdgeStudy, study_edges

HARD, SOFT = CLASSES.index("hard"), CLASSES.index("soft")


@pytest.fixture(scope="module")
def picture() -> np.ndarray:
    grey = np.full((600, 800), 60, dtype=np.uint8)
    grey[:, 200:] = 190
    soft = np.full((600, 800), 190, dtype=np.uint8)
    soft[:, 600:] = 60
    grey[:, 400:] = cv2.GaussianBlur(soft, (0, 0), 14.0)[:, 400:]
    return np.repeat(grey[..., None], 3, axis=-1)


@pytest.fixture(scope="module")
def study(picture: np.ndarray) -> EdgeStudy:
    found = study_edges(picture, np.zeros((128, 128), dtype=np.float32))
    assert found is not None
    return found


def test_each_point_takes_the_class_that_was_measured_where_it_lies(picture: np.ndarray, study: EdgeStudy) -> None:
    lines = edge_lines(picture, study)
    left = lines.points[:, 0] < 0.5
    assert set(lines.kinds[left]) == {HARD}
    assert set(lines.kinds[~left]) == {SOFT}
    assert left.any()
    assert (~left).any()


def test_far_from_every_measured_point_there_is_no_class(picture: np.ndarray, study: EdgeStudy) -> None:
    left = study.points[:, 0] < 0.5
    half = replace(study, points=study.points[left], kinds=study.kinds[left])
    lines = edge_lines(picture, half)
    assert set(lines.kinds[lines.points[:, 0] > 0.5]) == {-1}
    assert set(lines.kinds[lines.points[:, 0] < 0.5]) == {HARD}


def test_without_a_measured_point_no_point_has_a_class(picture: np.ndarray, study: EdgeStudy) -> None:
    none = replace(study, points=study.points[:0], kinds=study.kinds[:0])
    lines = edge_lines(picture, none)
    assert lines.kinds.size
    assert set(lines.kinds) == {-1}


def test_no_point_of_a_long_contour_is_left_out() -> None:
    y, x = np.mgrid[0:512, 0:512]
    board = np.where((x // 32 + y // 32) % 2, 200, 60).astype(np.uint8)
    board = np.repeat(board[..., None], 3, axis=-1)
    found = study_edges(board, np.zeros((128, 128), dtype=np.float32))
    assert found is not None
    assert len(edge_lines(board, found).points) > 4 * len(found.points)
