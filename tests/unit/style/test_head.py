from __future__ import annotations

import csv
import io
from importlib import resources
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from art_assistant.errors import ModelError
from art_assistant.imaging.decode import decode
from art_assistant.style.head import HEAD_CARD, Reading, StyleHead, style_head
from art_assistant.style.labels import LABELS, NEAREST
from art_assistant.vision.backbone import backbone
from art_assistant.vision.manner import manner_encoder


def stored() -> bytes:
    return (resources.files("art_assistant.style") / "data" / "style-head.npz").read_bytes()


def without(name: str) -> bytes:
    with np.load(io.BytesIO(stored()), allow_pickle=False) as arrays:
        buffer = io.BytesIO()
        np.savez(buffer, **{key: arrays[key] for key in arrays.files if key != name})
    return buffer.getvalue()


def test_the_head_is_small() -> None:
    assert HEAD_CARD.size_bytes <= 2_000_000


@settings(max_examples=25, deadline=None)
@given(hnp.arrays(np.float32, 2048, elements=st.floats(-1e6, 1e6, width=32)))
def test_probabilities_are_probabilities_whatever_comes_in(raw: np.ndarray) -> None:
    reading = style_head().read(raw)
    assert reading.probabilities.shape == (24,)
    assert np.isfinite(reading.probabilities).all()
    assert reading.probabilities.min() >= 0.0
    assert reading.probabilities.sum() == pytest.approx(1.0)
    assert 0.0 <= reading.photograph <= 1.0


@pytest.mark.parametrize("broken", [b"", b"PK\x03\x04 nothing", without("gate_bias0"), without("scale1")])
def test_a_broken_head_is_a_clear_error(broken: bytes) -> None:
    with pytest.raises(ModelError):
        StyleHead(broken)


def read(path: Path) -> Reading:
    square = decode(path.read_bytes(), name=path.name).model_input
    return style_head().read(manner_encoder().encode(square, backbone().run(square).embedding).raw)


@pytest.mark.slow
def test_paintings_of_the_masters_are_told_far_above_chance(shared_data: Path) -> None:
    with (shared_data / "masters" / "paintings.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if NEAREST.get(row["style"], row["style"]) in LABELS][::12]
    said = [read(shared_data / "masters" / row["path"]) for row in rows]
    right = [
        LABELS[int(p.probabilities.argmax())] == NEAREST.get(row["style"], row["style"])
        for p, row in zip(said, rows, strict=True)
    ]
    assert np.mean(right) > 0.4
    assert np.mean([p.photograph >= 0.5 for p in said]) < 0.06


@pytest.mark.slow
def test_photographs_are_told_from_paintings(shared_data: Path) -> None:
    files = sorted((shared_data / "subjects").rglob("*.jpg"))[::10]
    assert np.mean([read(file).photograph >= 0.5 for file in files]) > 0.75


def test_a_canvas_on_a_wall_is_still_a_painting(sample_bytes: bytes) -> None:
    painting = cv2.imdecode(np.frombuffer(sample_bytes, np.uint8), cv2.IMREAD_COLOR)
    height, width = painting.shape[:2]
    inset = np.array([[0.06, 0.07], [0.95, 0.05], [0.93, 0.94], [0.08, 0.92]], np.float32) * [width, height]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    place = cv2.getPerspectiveTransform(corners, inset.astype(np.float32))
    wall = np.full_like(painting, (178, 186, 190))
    shot = cv2.warpPerspective(painting, place, (width, height), dst=wall, borderMode=cv2.BORDER_TRANSPARENT)
    shot = cv2.GaussianBlur(shot, (0, 0), width / 500)
    square = cv2.resize(np.ascontiguousarray(shot[..., ::-1]), (224, 224), interpolation=cv2.INTER_AREA)
    raw = manner_encoder().encode(square, backbone().run(square).embedding).raw
    assert style_head().read(raw).photograph < 0.5
