"""What a picture is: the head's own promises, and a few things that nobody would mistake."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from art_assistant.field.kind import KindHead, PictureKind, kind_head
from art_assistant.field.labels import DRAWING, KINDS, OTHER, PAINTING, PHOTOGRAPH, UNSURE
from art_assistant.study.opening import open_picture
from art_assistant.vision.backbone import backbone
from art_assistant.vision.manner import RAW_WIDTH, TEXTURE_WIDTH, manner_encoder

ZEROS, NO_TEXTURE = np.zeros(RAW_WIDTH, np.float32), np.zeros(TEXTURE_WIDTH, np.float32)


def read(pixels: np.ndarray) -> PictureKind:
    stream = cv2.imencode(".png", np.ascontiguousarray(pixels[..., ::-1]))[1].tobytes()
    square = open_picture(stream).model_input
    seen = manner_encoder().encode(square, backbone().run(square).embedding)
    return kind_head().read(seen.raw, seen.texture)


def page_of_text() -> np.ndarray:
    page = np.full((420, 560, 3), 250, np.uint8)
    for y in range(30, 410, 18):
        cv2.putText(page, "the quick brown fox jumps over the lazy dog and on", (20, y), 0, 0.55, (20, 20, 25), 1)
    return page


def strokes(seed: int = 3) -> np.ndarray:
    """Return a hill below a sky in short broad strokes, each of one tone with bristles along it."""
    rng = np.random.default_rng(seed)
    canvas = np.full((480, 600, 3), (196, 180, 150), np.uint8)
    for _ in range(2600):
        x, y = rng.uniform(0, 600), rng.uniform(0, 480)
        ground = y > 260 + 60 * np.sin(x / 90)
        tone = np.array((96, 122, 58) if ground else (120, 160, 205)) + rng.normal(0, 22, 3) - (y - 240) * 0.12
        angle = rng.normal(0.2 if ground else -0.3, 0.35)
        along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
        for at in np.linspace(-6, 6, 7):
            start = np.array([x, y]) + across * at
            ink = np.clip(tone + rng.normal(0, 9), 0, 255).tolist()
            cv2.line(canvas, *(tuple(int(v) for v in end) for end in (start, start + along * 30)), ink, 2, cv2.LINE_AA)
    return canvas


def on_a_wall(picture: np.ndarray) -> np.ndarray:
    """Return the picture, small, in a dark frame on a clean wall that is lit from the left."""
    wall = np.full((560, 560, 3), 226.0) * np.linspace(1.03, 0.9, 560)[None, :, None]
    small = cv2.resize(picture, (250, 200), interpolation=cv2.INTER_AREA)
    wall[172:388, 147:413] = 40
    wall[180:380, 155:405] = small
    return np.clip(wall, 0, 255).astype(np.uint8)


NOTHING = {
    "one pixel": np.full((1, 1, 3), 90, np.uint8),
    "one row": np.full((1, 300, 3), 90, np.uint8),
    "flat": np.full((300, 400, 3), 128, np.uint8),
    "noise": np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype=np.uint8),
}


@pytest.mark.parametrize("pixels", NOTHING.values(), ids=NOTHING)
def test_a_picture_of_nothing_gets_an_answer_and_is_never_called_a_photograph(pixels: np.ndarray):
    found = read(pixels)
    assert found.label in {*KINDS, UNSURE} - {PHOTOGRAPH}
    assert sum(found.probabilities.values()) == pytest.approx(1.0)


def test_a_page_of_text_is_neither_art_nor_photograph():
    assert read(page_of_text()).label == OTHER


@pytest.mark.parametrize("seed", [3, 4])
def test_strokes_are_not_called_a_photograph_by_themselves_or_framed_on_a_wall(seed: int):
    assert read(strokes(seed)).label == PAINTING
    assert read(on_a_wall(strokes(seed))).label != PHOTOGRAPH


def test_the_texture_has_its_say():
    smooth, rough = (kind_head().probabilities(ZEROS, NO_TEXTURE + value) for value in (0.0, 1.0))
    assert np.abs(smooth - rough).max() > 0.01


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1), st.floats(0.0, 50.0))
def test_a_label_is_the_likeliest_kind_or_none(seed: int, size: float):
    drawn = (np.random.default_rng(seed).normal(size=RAW_WIDTH + TEXTURE_WIDTH) * size).astype(np.float32)
    found = kind_head().read(drawn[:RAW_WIDTH], drawn[RAW_WIDTH:])
    likeliest = max(found.probabilities, key=lambda kind: found.probabilities[kind])
    assert tuple(found.probabilities) == KINDS
    assert all(0.0 <= p <= 1.0 for p in found.probabilities.values())
    assert found.label in {likeliest, UNSURE}
    assert found.as_dict()["label"] == found.label


class _Told(KindHead):
    """A head that says what it is told to, to see what it makes of it."""

    def __init__(self, told: list[float]) -> None:
        self._told = np.array(told)
        self._least, self._least_photograph = 0.45, 0.6

    def probabilities(self, raw: np.ndarray, texture: np.ndarray) -> np.ndarray:  # noqa: ARG002 - it does not look
        return self._told


@pytest.mark.parametrize(
    ("told", "label"),
    [
        ([0.1, 0.2, 0.65, 0.05], PHOTOGRAPH),
        ([0.2, 0.2, 0.55, 0.05], UNSURE),
        ([0.2, 0.55, 0.2, 0.05], DRAWING),
        ([0.3, 0.3, 0.3, 0.1], UNSURE),
    ],
)
def test_a_photograph_is_asserted_later_than_anything_else(told: list[float], label: str):
    assert _Told(told).read(ZEROS, NO_TEXTURE).label == label


@pytest.mark.parametrize("bad", [np.zeros(3, np.float32), np.full(RAW_WIDTH, np.nan, np.float32)])
def test_features_that_nobody_computed_are_refused(bad: np.ndarray):
    with pytest.raises(ValueError, match="expected"):
        kind_head().read(bad, NO_TEXTURE)


@pytest.mark.parametrize("bad", [np.zeros(0, np.float32), np.full(TEXTURE_WIDTH, np.inf, np.float32)])
def test_a_texture_that_is_unknown_is_refused(bad: np.ndarray):
    with pytest.raises(ValueError, match="expected"):
        kind_head().read(ZEROS, bad)
