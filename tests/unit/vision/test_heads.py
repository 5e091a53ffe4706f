"""Every head says, written out, on which networks' features it was trained, and is not opened with any other."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from art_assistant.advice.finding import expectation
from art_assistant.errors import ModelError, ModelMismatchError
from art_assistant.field import kind
from art_assistant.style import head
from art_assistant.vision import manner
from art_assistant.vision.heads import OUTLIER, check_features, standardised
from art_assistant.vision.model_card import ModelCard

HEADS: list[tuple[ModuleType, ModelCard, Callable[[], object]]] = [
    (head, head.HEAD_CARD, head.style_head.__wrapped__),
    (kind, kind.KIND_CARD, kind.kind_head.__wrapped__),
    (expectation, expectation.EXPECTATION_CARD, expectation.expectation.__wrapped__),
    (manner, manner.PROJECTION_CARD, manner.MannerEncoder),
]
NAMES = [card.name for _, card, _ in HEADS]


@pytest.mark.parametrize(("_module", "card", "opened"), HEADS, ids=NAMES)
def test_a_head_opens_with_the_networks_that_ship(_module: ModuleType, card: ModelCard, opened: Callable[[], object]):
    assert card.made_for(manner.RAW_CARDS)
    assert opened()


@pytest.mark.parametrize("changed", [0, 1], ids=[card.name for card in manner.RAW_CARDS])
@pytest.mark.parametrize(("module", "card", "opened"), HEADS, ids=NAMES)
def test_a_head_is_refused_where_a_network_is_another(
    monkeypatch: pytest.MonkeyPatch,
    module: ModuleType,
    card: ModelCard,
    opened: Callable[[], object],
    changed: int,
):
    networks = list(manner.RAW_CARDS)
    networks[changed] = replace(networks[changed], sha256="0" * 64)
    monkeypatch.setattr(module, "RAW_CARDS", tuple(networks))
    with pytest.raises(ModelMismatchError, match=f"{card.name} was made for other networks"):
        opened()


def test_vectors_of_a_gallery_stay_comparable_whatever_a_card_says_of_its_training():
    plain = replace(manner.PROJECTION_CARD, features={})
    assert plain.identity == manner.PROJECTION_CARD.identity


READERS: list[tuple[ModelCard, Callable[[bytes], object]]] = [
    (head.HEAD_CARD, head.StyleHead),
    (kind.KIND_CARD, kind.KindHead),
    (expectation.EXPECTATION_CARD, expectation.Expectation.read),
    (manner.PROJECTION_CARD, manner._Projection),
]


def as_npz(**arrays: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


WHOLE = as_npz(mean=np.arange(400.0), names=np.array(["a"]))
SPOILT = {
    "empty": b"",
    "no archive": b"PK nonsense",
    "cut": WHOLE[: len(WHOLE) // 2],
    "scrambled": WHOLE[:60] + bytes(byte ^ 255 for byte in WHOLE[60:140]) + WHOLE[140:],
    "no array": np.lib.format.magic(1, 0),
    "lacks an array": as_npz(mean=np.zeros(3, np.float32)),
    "objects": as_npz(mean=np.array([{}], dtype=object)),
}


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT)
@pytest.mark.parametrize(("card", "read"), READERS, ids=NAMES)
def test_a_head_that_cannot_be_read_says_which_and_what_to_do(
    card: ModelCard, read: Callable[[bytes], object], spoilt: bytes
):
    with pytest.raises(ModelError) as caught:
        read(spoilt)
    assert str(caught.value) == f"The embedded model {card.name} cannot be read. Install art-assistant again."


@given(st.lists(st.floats(-1e6, 1e6, width=32), min_size=3, max_size=3))
def test_features_are_told_in_deviations_and_cut_where_the_cards_say(raw: list[float]):
    mean, deviation = np.array([1.0, 0.0, -3.0], np.float32), np.array([2.0, 1.0, 0.5], np.float32)
    found = standardised(np.array(raw, np.float32), mean, deviation)
    truth = [min(max((value - m) / d, -6.0), 6.0) for value, m, d in zip(raw, mean, deviation, strict=True)]
    np.testing.assert_allclose(found, truth, atol=1e-5)
    assert found.dtype == np.float32
    assert {card.preprocessing["cut"] for card, _ in READERS} == {OUTLIER}


@pytest.mark.parametrize("bad", [np.zeros(3), np.zeros((1, 2)), np.array([0.0, np.inf]), np.array([np.nan, 0.0])])
def test_features_that_no_head_can_read_are_refused(bad: np.ndarray):
    with pytest.raises(ValueError, match="expected"):
        check_features(bad.astype(np.float32), 2)
