"""The subject as a mask: it follows the picture, and what is said of it is measured there."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from art_assistant.analysis.subject import REACH, subject_of

HEIGHT, WIDTH = 180, 240
CENTRE, RADIUS = (150, 80), 40


def disc(radius: int = RADIUS) -> np.ndarray:
    return cv2.circle(np.zeros((HEIGHT, WIDTH), np.uint8), CENTRE, radius, 1, -1) > 0


def painted(subject: tuple[int, int, int] = (220, 200, 190), ground: tuple[int, int, int] = (60, 60, 60)) -> np.ndarray:
    return np.where(disc()[..., None], np.array(subject), np.array(ground)).astype(np.uint8)


def blurred(radius: int = RADIUS) -> np.ndarray:
    """Return a map of attention as a network gives it: soft, and a little too wide or too narrow."""
    map_ = cv2.GaussianBlur(disc(radius).astype(np.float32), (0, 0), 7.0)
    return cv2.resize(map_, (60, 45), interpolation=cv2.INTER_AREA)


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / (one | other).sum())


@pytest.mark.parametrize("radius", [36, 40, 44])
def test_the_mask_follows_the_contour_of_the_picture(radius: int):
    found = subject_of(blurred(radius), painted())
    plain = cv2.resize(blurred(radius), (WIDTH, HEIGHT)) > found.threshold
    assert overlap(found.mask, disc()) > max(0.88, overlap(plain, disc()) - 0.01)
    flat = subject_of(blurred(radius), np.full((HEIGHT, WIDTH, 3), 128, np.uint8))
    if radius != RADIUS:
        assert overlap(found.mask, disc()) > overlap(flat.mask, disc())


def test_value_and_chroma_are_those_of_the_subject_less_the_ground():
    found = subject_of(blurred(), painted((200, 200, 200), (50, 50, 50)))
    assert found.value_apart == pytest.approx(8.02 - 2.08, abs=0.1)
    assert found.chroma_apart == pytest.approx(0.0, abs=0.3)
    assert found.parted == 1.0
    darker = subject_of(blurred(), painted((60, 20, 20), (200, 200, 200)))
    assert darker.value_apart < -5.0
    assert darker.chroma_apart > 10.0


def test_a_contour_without_a_difference_is_not_called_one():
    found = subject_of(blurred(), np.full((HEIGHT, WIDTH, 3), 128, np.uint8))
    assert found.parted == 0.0
    assert found.value_apart == 0.0


def test_half_a_contour_is_half():
    rgb = painted((128, 128, 128), (128, 128, 128))
    rgb[:, : CENTRE[0]][~disc()[:, : CENTRE[0]]] = 30
    assert subject_of(blurred(), rgb).parted == pytest.approx(0.5, abs=0.12)


def test_a_mirrored_picture_has_the_mirrored_subject():
    one = subject_of(blurred(), painted())
    two = subject_of(np.ascontiguousarray(blurred()[:, ::-1]), np.ascontiguousarray(painted()[:, ::-1]))
    assert np.mean(one.mask != two.mask[:, ::-1]) < 1e-3


def test_what_does_not_count_is_no_subject():
    counted = np.ones((HEIGHT, WIDTH), dtype=bool)
    counted[:, CENTRE[0] :] = False
    found = subject_of(blurred(), painted(), counted)
    assert not found.mask[~counted].any()
    assert found.share == pytest.approx(found.mask.sum() / counted.sum())


@pytest.mark.parametrize("level", [0.0, 0.4, 1.0])
def test_nothing_stands_out_of_a_flat_map(level: float):
    assert subject_of(np.full((32, 32), level, np.float32), painted()) is None


def test_a_map_that_hardly_varies_has_no_subject():
    assert subject_of(np.asarray(0.5 + 0.02 * blurred(), dtype=np.float32), painted()) is None


def test_beside_what_does_not_count_there_is_no_other_side():
    rgb = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    counted = np.ones((HEIGHT, WIDTH), dtype=bool)
    counted[:, CENTRE[0] :] = False
    assert subject_of(blurred(), rgb, counted).parted == 0.0


def test_nothing_counts_or_all_is_subject():
    assert subject_of(blurred(), painted(), np.zeros((HEIGHT, WIDTH), dtype=bool)) is None
    assert subject_of(blurred(), painted(), cv2.erode(disc().astype(np.uint8), np.ones((25, 25))) > 0) is None


def test_a_subject_that_fills_the_frame_to_its_sides_has_only_inner_contour():
    map_ = np.zeros((45, 60), np.float32)
    map_[:, 30:] = 1.0
    rgb = np.full((HEIGHT, WIDTH, 3), 40, np.uint8)
    rgb[:, WIDTH // 2 :] = 200
    found = subject_of(map_, rgb)
    assert found.share == pytest.approx(0.5, abs=REACH)
    assert found.parted == 1.0
