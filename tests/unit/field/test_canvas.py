"""Where the picture lies in its file: in places where nobody would mistake it, and nowhere where it fills its file."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from art_assistant.field.canvas import FILLS, PictureCanvas, find_canvas
from art_assistant.study.opening import open_picture
from art_assistant.vision.backbone import TOKEN_WIDTH, TOKENS, backbone

ROOT = Path(__file__).resolve().parents[3]
WIDE, HIGH = 640, 480
UPRIGHT = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], float)


@pytest.fixture(scope="module")
def painting() -> np.ndarray:
    """The sample painting of the project, (h, w, 3) sRGB."""
    return np.ascontiguousarray(cv2.imread(str(ROOT / "examples" / "sample-painting.jpg"))[..., ::-1])


def looked_at(pixels: np.ndarray) -> PictureCanvas:
    stream = cv2.imencode(".jpg", np.ascontiguousarray(pixels[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()
    picture = open_picture(stream)
    return find_canvas(picture.standard, backbone().run(picture.model_input).tokens)


def worst_corner(found: PictureCanvas, corners: np.ndarray, size: tuple[int, int] = (WIDE, HIGH)) -> float:
    assert found.corners is not None
    off = (np.array(found.corners) - corners) * size
    return float(np.linalg.norm(off, axis=1).max() / np.hypot(*size))


def wall(tone: tuple[int, int, int], seed: int = 0) -> np.ndarray:
    """Return a wall with its grain, lighter on one side than on the other."""
    rng = np.random.default_rng(seed)
    grain = rng.normal(0.0, 3.0, (HIGH, WIDE, 1))
    light = np.linspace(1.0, 0.86, WIDE)[None, :, None]
    return np.clip(np.array(tone) * light + grain, 0, 255).astype(np.uint8)


def laid(picture: np.ndarray, ground: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """Return the picture on a ground, its corners at these fractions of it."""
    height, width = picture.shape[:2]
    size = np.array([ground.shape[1], ground.shape[0]])
    place = cv2.getPerspectiveTransform(
        (UPRIGHT * [width, height]).astype(np.float32), (corners * size).astype(np.float32)
    )
    small = cv2.GaussianBlur(picture, (0, 0), 0.5 * width / np.ptp(corners[:, 0] * size[0]))
    cover = cv2.warpPerspective(np.ones((height, width), np.float32), place, size.tolist())[..., None]
    return (cv2.warpPerspective(small, place, size.tolist()) * cover + ground * (1.0 - cover)).astype(np.uint8)


def test_a_canvas_on_a_wall_is_found(painting: np.ndarray):
    corners = np.array([[0.22, 0.15], [0.80, 0.20], [0.77, 0.82], [0.19, 0.86]])
    found = looked_at(laid(painting, wall((190, 182, 170)), corners))
    assert worst_corner(found, corners) < 0.01
    assert found.applied


def test_a_mat_in_a_frame_is_no_part_of_the_picture(painting: np.ndarray):
    framed = cv2.copyMakeBorder(
        cv2.resize(painting, (300, 220)), *(50,) * 4, cv2.BORDER_CONSTANT, value=(238, 235, 228)
    )
    framed = cv2.copyMakeBorder(framed, *(16,) * 4, cv2.BORDER_CONSTANT, value=(70, 45, 30))
    ground = wall((205, 205, 200))
    top, left = (HIGH - framed.shape[0]) // 2, (WIDE - framed.shape[1]) // 2
    ground[top : top + framed.shape[0], left : left + framed.shape[1]] = framed
    corners = (UPRIGHT * [300, 220] + [left + 66, top + 66]) / [WIDE, HIGH]
    found = looked_at(ground)
    assert worst_corner(found, corners) < 0.01
    assert found.applied


@pytest.mark.parametrize(("above", "below"), [(60, 60), (90, 40), (0, 80)], ids=["alike", "unlike", "one"])
def test_bars_are_cut_off(painting: np.ndarray, above: int, below: int):
    between = cv2.resize(painting, (WIDE, HIGH - above - below), interpolation=cv2.INTER_AREA)
    shot = cv2.copyMakeBorder(between, above, below, 0, 0, cv2.BORDER_CONSTANT, value=(0, 0, 0))
    corners = np.array([[0, above], [WIDE, above], [WIDE, HIGH - below], [0, HIGH - below]]) / [WIDE, HIGH]
    found = looked_at(shot)
    assert worst_corner(found, corners) < 0.005
    assert found.surround == "bars"
    assert found.applied


@pytest.mark.parametrize("by", [12, 24])
def test_a_thin_white_border_is_cut_off(painting: np.ndarray, by: int):
    inner = cv2.resize(painting, (WIDE - 2 * by, HIGH - 2 * by), interpolation=cv2.INTER_AREA)
    found = looked_at(cv2.copyMakeBorder(inner, *(by,) * 4, cv2.BORDER_CONSTANT, value=(252, 252, 250)))
    corners = (UPRIGHT * [WIDE - 2 * by, HIGH - 2 * by] + by) / [WIDE, HIGH]
    assert worst_corner(found, corners) < 0.005
    assert found.surround == "border"


def test_a_sheet_that_leaves_the_file_ends_with_it(painting: np.ndarray):
    corners = np.array([[0.12, 0.1], [1.05, 0.12], [1.04, 0.88], [0.1, 0.9]])
    found = looked_at(laid(painting, wall((96, 66, 44)), corners))
    assert worst_corner(found, np.clip(corners, 0.0, 1.0)) < 0.02


def plain(width: int, height: int, tone: int = 128) -> np.ndarray:
    return np.full((height, width, 3), tone, np.uint8)


NOTHING_ROUND = {
    "flat": plain(400, 300),
    "white": plain(400, 300, 255),
    "noise": np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype=np.uint8),
    "one pixel": plain(1, 1),
    "a row": plain(300, 1),
    "a strip": plain(900, 8),
}


@pytest.mark.parametrize("pixels", NOTHING_ROUND.values(), ids=NOTHING_ROUND)
def test_where_there_is_nothing_to_find_nothing_is_cut(pixels: np.ndarray):
    assert not looked_at(pixels).applied


def test_a_painting_that_fills_its_file_is_left_alone(painting: np.ndarray):
    assert looked_at(painting) == FILLS


def test_a_border_that_the_artist_painted_is_left_alone(painting: np.ndarray):
    small = cv2.resize(painting, (WIDE, HIGH), interpolation=cv2.INTER_AREA)
    hand = small - cv2.GaussianBlur(small, (0, 0), 6).astype(float)
    y, x = np.mgrid[0:HIGH, 0:WIDE]
    depth = np.minimum(np.minimum(x, WIDE - 1 - x), np.minimum(y, HIGH - 1 - y)) + 3.0 * np.sin(x / 9.0) * np.cos(
        y / 7.0
    )
    ring = np.where((depth < 34)[..., None], np.array([150, 110, 40]) + 1.3 * hand, small)
    assert not looked_at(np.clip(ring, 0, 255).astype(np.uint8)).applied


def test_the_same_file_gets_the_same_answer(painting: np.ndarray):
    corners = np.array([[0.2, 0.1], [0.8, 0.15], [0.8, 0.9], [0.2, 0.85]])
    shot = laid(painting, wall((150, 160, 170)), corners)
    assert looked_at(shot) == looked_at(shot)


@pytest.mark.parametrize(
    "cells", [np.zeros((16, 16, 3)), np.full((TOKENS, TOKENS, TOKEN_WIDTH), np.nan)], ids=["shape", "nan"]
)
def test_cells_that_no_backbone_gives_are_refused(cells: np.ndarray):
    with pytest.raises(ValueError, match="finite"):
        find_canvas(plain(512, 400), cells.astype(np.float32))
