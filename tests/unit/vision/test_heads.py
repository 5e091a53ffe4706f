"""Every head says, written out, on which networks' features it was trained, and is not opened with any other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import ModuleType

import pytest

from art_assistant.advice.finding import expectation
from art_assistant.errors import ModelMismatchError
from art_assistant.style import head
from art_assistant.vision import manner
from art_assistant.vision.model_card import ModelCard

HEADS: list[tuple[ModuleType, ModelCard, Callable[[], object]]] = [
    (head, head.HEAD_CARD, head.style_head.__wrapped__),
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
