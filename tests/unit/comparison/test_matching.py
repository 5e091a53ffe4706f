"""Finding a map among matches that lie, settling it on pixels, and corners on edges."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from tests.unit.comparison.painted import CORNERS, photographed, pixels

from art_assistant.comparison.matching.blocks import parts_agree
from art_assistant.comparison.matching.cells import PLACES, Matches, agreement, matched, unit, voted
from art_assistant.comparison.matching.plane import SQUARE, diagonal, projected, way_to
from art_assistant.comparison.matching.settle import COARSE, FINE, settle
from art_assistant.comparison.matching.shot import Shot
from art_assistant.comparison.matching.snap import snapped
from art_assistant.imaging.arrays import U8

SIZE = (1000, 800)


@pytest.fixture(scope="module")
def sample(sample_bytes: bytes):
    rgb = pixels(sample_bytes)
    return cv2.resize(rgb, (480, round(480 * rgb.shape[0] / rgb.shape[1])), interpolation=cv2.INTER_AREA)


def test_a_map_is_found_among_matches_of_which_half_are_wrong():
    rng = np.random.default_rng(2)
    quad = np.array([[200.0, 150.0], [700.0, 180.0], [690.0, 640.0], [210.0, 620.0]])
    there = projected(way_to(quad), PLACES)
    there[::2] = rng.uniform(0, 1, (128, 2)) * SIZE
    way, votes = voted(Matches(PLACES, there, np.ones(256)), SIZE, 1.05, np.random.default_rng(0))
    assert np.abs(projected(way, SQUARE) - quad).max() < 4.0
    assert votes > 100


def test_no_map_is_found_among_matches_by_chance_that_is_worth_as_much():
    rng = np.random.default_rng(3)
    there = rng.uniform(0, 1, (256, 2)) * SIZE
    _, votes = voted(Matches(PLACES, there, np.ones(256)), SIZE, 1.0, np.random.default_rng(0))
    assert votes < 30
    assert voted(Matches(PLACES[:5], there[:5], np.ones(5)), SIZE, 1.0, rng) == (None, 0.0)


def test_cells_find_their_like_where_it_lies():
    rng = np.random.default_rng(4)
    tokens = rng.normal(0, 1, (16, 16, 384)).astype(np.float32)
    mean = np.full((16, 16, 384), 3.0, np.float32)
    own = unit(tokens + mean, mean)
    shifted = unit(np.roll(tokens, (0, 2), axis=(0, 1)) + mean, mean)
    found = matched(own, shifted, np.diag([1600.0, 1600.0, 1.0]))
    inner = found.here[:, 0] < 0.8
    np.testing.assert_allclose(found.there[inner] - 1600 * found.here[inner], [[200.0, 0.0]] * inner.sum(), atol=20)
    assert agreement(own, own)["mcons"] == 1.0
    assert agreement(own, unit(rng.normal(0, 1, (16, 16, 384)).astype(np.float32) + mean, mean))["mcons"] < 0.1


def test_a_map_settles_on_the_pixels_at_another_exposure(sample: U8):
    shot = Shot.of(photographed(sample, stops=-0.8))
    quad = CORNERS * shot.size
    start = quad + np.array([[6.0, -5.0], [-5.0, 4.0], [4.0, 6.0], [-6.0, -4.0]])
    there = projected(settle(sample, shot, settle(sample, shot, way_to(start), COARSE, 0.15), FINE, 0.15), SQUARE)
    assert np.linalg.norm(there - quad, axis=1).max() < 0.004 * diagonal(quad)
    assert np.linalg.norm(start - quad, axis=1).max() > 0.01 * diagonal(quad)


def test_a_map_that_would_run_away_stays(sample: U8):
    shot = Shot.of(np.full((400, 500, 3), 128, np.uint8))
    way = way_to(np.array([[100.0, 80.0], [380.0, 90.0], [390.0, 300.0], [90.0, 310.0]]))
    np.testing.assert_allclose(settle(sample, shot, way, FINE, 0.15) / way, np.ones((3, 3)), rtol=1e-6)


def test_corners_go_to_the_canvas_edges_and_stay_where_there_are_none(sample: U8):
    shot = Shot.of(photographed(sample))
    quad = CORNERS * shot.size
    near = quad + np.array([[3.0, 3.0], [-3.0, 3.0], [-3.0, -3.0], [3.0, -3.0]])
    assert np.abs(snapped(shot, near) - quad).max() < 1.5
    blank = Shot.of(np.full((720, 900, 3), 128, np.uint8))
    np.testing.assert_allclose(snapped(blank, near), near, atol=1e-6)


def test_parts_find_themselves_where_a_map_is_right_however_little_of_the_look_is_left(sample: U8):
    rough = cv2.medianBlur(cv2.GaussianBlur(sample, (0, 0), 4), 9)
    quad, (height, width) = CORNERS * SIZE, sample.shape[:2]
    shot = Shot(photographed(np.clip(0.6 * rough.astype(np.float32) + 60, 0, 255).astype(np.uint8), size=SIZE))
    shown = np.ones((8, 8), dtype=bool)
    assert parts_agree(sample, shot, way_to(quad), shown) > 0.8
    for wrong in (quad + 0.08 * diagonal(quad), np.roll(quad, 2, axis=0)):
        assert parts_agree(sample, shot, way_to(wrong), shown) < 0.3
    noise = cv2.GaussianBlur(np.random.default_rng(1).normal(0, 1, (height, width)).astype(np.float32), (0, 0), 9)
    stranger = np.repeat(cv2.normalize(noise, None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)[..., None], 3, axis=2)
    assert parts_agree(stranger, shot, way_to(quad), shown) < 0.3
    assert parts_agree(sample, shot, way_to(quad), np.tri(8, k=-5, dtype=bool)) == 0.0
