"""The encoder of the facets overall and manner: shape, identity, and what its vectors must and must not tell apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from art_assistant.errors import ModelError, ModelMismatchError
from art_assistant.vision import backbone as backbone_module
from art_assistant.vision.backbone import backbone
from art_assistant.vision.manner import (
    ENCODER_CARD,
    MANNER_WIDTH,
    NETWORK_CARD,
    OVERALL_WIDTH,
    PROJECTION_CARD,
    RAW_CARDS,
    RAW_WIDTH,
    TEXTURE_WIDTH,
    FacetVectors,
    MannerEncoder,
    encode,
    manner_encoder,
)
from art_assistant.vision.model_card import ModelCard
from art_assistant.vision.session import read_verified

CANONICAL = json.loads((Path(__file__).parent / "canonical_vectors.json").read_text(encoding="utf-8"))
DATA = resources.files("art_assistant.vision") / "data"


def picture(kind: int = 0) -> np.ndarray:
    """A (224, 224, 3) uint8 picture from integers alone, the same on every machine."""
    y, x = np.mgrid[0:224, 0:224]
    red = (x * y // (37 + kind) + 3 * x + 11 * kind) % 256
    green = ((x - 112) ** 2 + (y - 90 - 5 * kind) ** 2) // 61 % 256
    blue = (5 * y + (x // 16) * (y // 16) * (7 + kind)) % 256
    return np.stack([red, green, blue], axis=-1).astype(np.uint8)


def facets(square: np.ndarray) -> FacetVectors:
    return encode(square, backbone().run(square).embedding)


def test_the_canonical_picture_has_its_canonical_vectors():
    found = facets(picture())
    assert CANONICAL["encoder_sha256"] == ENCODER_CARD.sha256
    for name in ("overall", "manner"):
        np.testing.assert_allclose(getattr(found, name)[:16], CANONICAL[name], atol=0.02)


def test_both_facets_are_unit_vectors_of_the_declared_width():
    found = facets(picture(3))
    assert found.overall.shape == (OVERALL_WIDTH,)
    assert found.manner.shape == (MANNER_WIDTH,)
    assert found.raw.shape == (RAW_WIDTH,)
    assert np.linalg.norm(found.overall) == pytest.approx(1.0, abs=1e-5)
    assert np.linalg.norm(found.manner) == pytest.approx(1.0, abs=1e-5)
    assert {v.dtype for v in (found.overall, found.manner, found.raw)} == {np.dtype(np.float32)}


def test_texture_tells_grain_from_calm_and_is_unknown_for_stored_features():
    calm = np.full((224, 224, 3), 128, np.uint8)
    grain = np.clip(calm + np.random.default_rng(0).normal(0, 30, calm.shape), 0, 255).astype(np.uint8)
    first = slice(16, 32)
    assert (facets(grain).texture[first] > facets(calm).texture[first]).mean() > 0.8
    found = facets(picture())
    assert found.texture.shape == (TEXTURE_WIDTH,)
    assert np.isfinite(found.texture).all()
    assert manner_encoder().project(found.raw).texture.size == 0


def test_the_vectors_cannot_be_changed_by_a_caller():
    with pytest.raises(ValueError, match="read-only"):
        facets(picture()).manner[0] = 1.0


def test_the_projection_follows_its_formula():
    found = facets(picture(1))
    with np.load(BytesIO((DATA / "manner-projection.npz").read_bytes()), allow_pickle=False) as stored:
        arrays = {name: stored[name].astype(np.float64) for name in stored.files}
    z = np.clip((found.raw - arrays["mean"]) / arrays["deviation"], -6, 6)
    overall = z @ (arrays["overall"] * arrays["overall_scale"])
    parts = []
    for k in range(3):
        first = arrays[f"first{k}"] * arrays[f"first{k}_scale"]
        inner = np.einsum("i,ij->j", z, first) + arrays[f"bias{k}"]
        out = np.einsum("i,ij->j", inner * 0.5 * (1 + np.tanh(inner / 2)), arrays[f"second{k}"])
        parts.append(out / np.sqrt((out**2).sum()))
    manner = np.concatenate(parts)
    np.testing.assert_allclose(found.overall, overall / np.linalg.norm(overall), atol=1e-4)
    np.testing.assert_allclose(found.manner, manner / np.linalg.norm(manner), atol=1e-4)


def test_the_same_pixels_give_the_same_vectors_from_many_threads():
    squares = [picture(k) for k in range(4)] * 3
    alone = [facets(s).manner for s in squares[:4]]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda s: facets(s).manner, squares))
    for k, vector in enumerate(together):
        np.testing.assert_array_equal(vector, alone[k % 4])


def test_a_recompressed_copy_stays_nearer_than_another_picture(sample_bytes: bytes):
    sample = cv2.cvtColor(cv2.imdecode(np.frombuffer(sample_bytes, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    square = cv2.resize(sample, (224, 224), interpolation=cv2.INTER_AREA)
    worse = cv2.imdecode(cv2.imencode(".jpg", square, [cv2.IMWRITE_JPEG_QUALITY, 40])[1], cv2.IMREAD_COLOR)
    first, copy, other = facets(square), facets(worse), facets(picture())
    for name in ("overall", "manner"):
        vector = getattr(first, name)
        assert vector @ getattr(copy, name) > 0.8
        assert vector @ getattr(copy, name) > vector @ getattr(other, name) + 0.2


@pytest.mark.parametrize(
    "square", [np.zeros((224, 224), np.uint8), np.zeros((225, 224, 3), np.uint8), np.zeros((224, 224, 3), np.float32)]
)
def test_other_shapes_and_types_are_refused(square: np.ndarray):
    with pytest.raises(ValueError, match="expected"):
        encode(square, np.zeros(768, np.float32))


@pytest.mark.parametrize("embedding", [np.zeros(767, np.float32), np.full(768, np.nan, np.float32)])
def test_an_embedding_that_is_no_embedding_is_refused(embedding: np.ndarray):
    with pytest.raises(ValueError, match="expected"):
        encode(picture(), embedding)


@settings(max_examples=25, deadline=None)
@given(scale=st.floats(0.0, 1e6), seed=st.integers(0, 2**32 - 1))
def test_the_projection_never_leaves_the_unit_sphere(scale: float, seed: int):
    raw = (np.random.default_rng(seed).normal(size=RAW_WIDTH) * scale).astype(np.float32)
    found = manner_encoder().project(raw)
    for vector in (found.overall, found.manner):
        assert np.isfinite(vector).all()
        assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize(
    ("card", "name"),
    [(NETWORK_CARD, "efficientnet-lite0-manner.onnx"), (PROJECTION_CARD, "manner-projection.npz")],
)
def test_each_card_describes_the_shipped_file(card: ModelCard, name: str):
    raw = (DATA / name).read_bytes()
    assert len(raw) == card.size_bytes
    assert hashlib.sha256(raw).hexdigest() == card.sha256


def test_the_shipped_files_stay_small():
    assert NETWORK_CARD.size_bytes <= 5_000_000
    assert PROJECTION_CARD.size_bytes <= 2_000_000


def test_the_encoder_card_names_its_parts_and_its_terms():
    card = json.loads(json.dumps(ENCODER_CARD.as_dict()))
    assert card["outputs"] == {"overall": OVERALL_WIDTH, "manner": MANNER_WIDTH}
    assert set(card["preprocessing"]) == {backbone_module.CARD.name, NETWORK_CARD.name, PROJECTION_CARD.name}
    assert "non-commercial" in card["training_data"]
    assert card["identity"].endswith(card["preprocessing_hash"])


@pytest.mark.parametrize("damage", [lambda raw: raw[:-1], lambda raw: raw[:100] + bytes([raw[100] ^ 1]) + raw[101:]])
def test_a_damaged_file_is_refused_before_it_is_parsed(tmp_path: Path, damage: Callable[[bytes], bytes]):
    copy = tmp_path / "projection.npz"
    copy.write_bytes(damage((DATA / "manner-projection.npz").read_bytes()))
    with pytest.raises(ModelMismatchError, match="damaged"):
        read_verified(copy, PROJECTION_CARD, RAW_CARDS)


def test_a_missing_file_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("art_assistant.vision.manner.resources.files", lambda _: tmp_path)
    with pytest.raises(ModelError, match="missing"):
        MannerEncoder()
