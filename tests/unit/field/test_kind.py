"""What a picture is: the head's own promises, and a few things that nobody would mistake."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from art_assistant.field.kind import KindHead, kind_head
from art_assistant.field.labels import DRAWING, KINDS, OTHER, PHOTOGRAPH, UNSURE
from art_assistant.study.opening import open_picture
from art_assistant.vision.backbone import backbone
from art_assistant.vision.manner import RAW_WIDTH, manner_encoder


def raw_of(pixels: np.ndarray) -> np.ndarray:
    stream = cv2.imencode(".png", np.ascontiguousarray(pixels[..., ::-1]))[1].tobytes()
    square = open_picture(stream).model_input
    return manner_encoder().encode(square, backbone().run(square).embedding).raw


def page_of_text() -> np.ndarray:
    page = np.full((420, 560, 3), 250, np.uint8)
    for y in range(30, 410, 18):
        cv2.putText(page, "the quick brown fox jumps over the lazy dog and on", (20, y), 0, 0.55, (20, 20, 25), 1)
    return page


NOTHING = {
    "one pixel": np.full((1, 1, 3), 90, np.uint8),
    "one row": np.full((1, 300, 3), 90, np.uint8),
    "flat": np.full((300, 400, 3), 128, np.uint8),
    "noise": np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype=np.uint8),
}


@pytest.mark.parametrize("pixels", NOTHING.values(), ids=NOTHING)
def test_a_picture_of_nothing_gets_an_answer_and_is_never_called_a_photograph(pixels: np.ndarray):
    found = kind_head().read(raw_of(pixels))
    assert found.label in {*KINDS, UNSURE} - {PHOTOGRAPH}
    assert sum(found.probabilities.values()) == pytest.approx(1.0)


def test_a_page_of_text_is_neither_art_nor_photograph():
    assert kind_head().read(raw_of(page_of_text())).label == OTHER


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1), st.floats(0.0, 50.0))
def test_a_label_is_the_likeliest_kind_or_none(seed: int, size: float):
    raw = (np.random.default_rng(seed).normal(size=RAW_WIDTH) * size).astype(np.float32)
    found = kind_head().read(raw)
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

    def probabilities(self, raw: np.ndarray) -> np.ndarray:  # noqa: ARG002 - it does not look
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
    assert _Told(told).read(np.zeros(RAW_WIDTH, np.float32)).label == label


@pytest.mark.parametrize("bad", [np.zeros(3, np.float32), np.full(RAW_WIDTH, np.nan, np.float32)])
def test_features_that_nobody_computed_are_refused(bad: np.ndarray):
    with pytest.raises(ValueError, match="expected"):
        kind_head().read(bad)
