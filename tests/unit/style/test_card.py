from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from types import SimpleNamespace

import jsonschema
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from art_assistant.field.kind import PictureKind
from art_assistant.field.labels import KINDS
from art_assistant.style.card import StyleCard, card_of, classify
from art_assistant.style.head import Reading
from art_assistant.style.labels import LABELS, PHOTOGRAPH, family_of

THRESHOLD = 0.6


@dataclass(frozen=True)
class Work:
    title: str | None
    artist: str | None
    date: str | None
    style: str | None


def reading(**shares: float) -> Reading:
    """A reading with the given shares (underscores for blanks and hyphens); the rest is spread evenly."""
    named = {name.replace("_", " "): share for name, share in shares.items()}
    rest = (1.0 - sum(named.values())) / (len(LABELS) - len(named))
    return Reading(np.array([named.get(label.replace("-", " "), rest) for label in LABELS]), 0.01, THRESHOLD)


def taken_for(label: str, photograph: float = 0.02) -> PictureKind:
    return PictureKind(label, {kind: photograph if kind == "photograph" else (1 - photograph) / 3 for kind in KINDS})


PAINTED = taken_for("painting")


def related(rank: int, style: str | None) -> SimpleNamespace:
    return SimpleNamespace(rank=rank, artwork=Work(f"Work {rank}", "A. Painter", "1900", style))


def schema() -> dict:
    text = resources.files("art_assistant.report").joinpath("schema", "report.schema.json").read_text(encoding="utf-8")
    whole = json.loads(text)
    return {**whole["$defs"]["style"], "$defs": whole["$defs"]}


def test_a_sure_label_speaks_and_carries_its_note() -> None:
    card = card_of(reading(Cubism=0.8), PAINTED, {}, ())
    assert (card.top[0].label, card.family, card.abstained) == ("Cubism", "Cubism & Surrealism", False)
    assert card.note is not None
    assert "Braque" in card.note
    assert len(card.top) == 3


def test_an_unsure_label_gives_way_to_its_family() -> None:
    card = card_of(reading(Early_Renaissance=0.3, High_Renaissance=0.3, Baroque=0.35), PAINTED, {}, ())
    assert card.top[0].label == "Baroque"
    assert card.abstained
    assert card.family == "Renaissance"
    assert card.family_probability > 0.6
    assert card.note is None


def test_a_photograph_is_named_no_style() -> None:
    card = card_of(reading(Realism=0.8), taken_for("photograph", 0.9), {}, [related(1, "Realism")])
    assert card.photograph
    assert not card.abstained
    assert card.note is not None
    assert "no style" in card.note
    assert card.evidence == ()


def test_an_undecided_kind_is_no_photograph_and_no_style() -> None:
    card = card_of(reading(Photograph=0.7), taken_for("unsure", 0.45), {}, ())
    assert card.top[0].label == PHOTOGRAPH
    assert not card.photograph
    assert card.abstained


def test_evidence_agrees_first_and_knows_museum_names() -> None:
    works = [related(1, "Baroque"), related(2, None), related(3, "Tonalism"), related(4, "Impressionism")]
    evidence = card_of(reading(Impressionism=0.9), PAINTED, {}, works).evidence
    assert [(n.rank, n.agrees) for n in evidence] == [(3, True), (4, True), (1, False)]


def test_evidence_of_an_unsure_card_is_of_its_family() -> None:
    works = [related(1, "Northern Renaissance"), related(2, "Rococo")]
    card = card_of(reading(Early_Renaissance=0.4, High_Renaissance=0.3), PAINTED, {}, works)
    assert [(n.rank, n.agrees) for n in card.evidence] == [(1, True), (2, False)]


@given(
    hnp.arrays(np.float64, len(LABELS), elements=st.floats(1e-6, 1.0)).map(lambda weights: weights / weights.sum()),
    st.sampled_from((*KINDS, "unsure")),
    st.floats(0.0, 1.0),
    st.floats(0.0, 1.0),
)
def test_every_card_fits_the_report_and_its_own_numbers(
    shares: np.ndarray, label: str, photograph: float, threshold: float
) -> None:
    card: StyleCard = card_of(Reading(shares, 0.5, threshold), taken_for(label, photograph), {}, ())
    data = json.loads(json.dumps(card.as_dict(), allow_nan=False))
    jsonschema.validate(data, schema())
    ranked = [entry["probability"] for entry in data["top"]]
    assert ranked == sorted(ranked, reverse=True)
    assert card.family_probability >= card.top[0].probability - 1e-9
    assert not (card.photograph and card.abstained)
    assert (card.note is None) == card.abstained
    if not card.abstained and not card.photograph:
        assert card.top[0].probability >= threshold
        assert card.top[0].family == family_of(card.top[0].label)


def test_the_same_features_give_the_same_card() -> None:
    features = SimpleNamespace(raw=np.random.default_rng(1).normal(0.0, 1.0, 2048).astype(np.float32))
    assert classify(features, PAINTED).as_dict() == classify(features, PAINTED).as_dict()


@pytest.mark.parametrize("raw", [np.zeros(2047, np.float32), np.full(2048, np.nan, np.float32)])
def test_other_features_are_refused(raw: np.ndarray) -> None:
    with pytest.raises(ValueError, match="2048"):
        classify(SimpleNamespace(raw=raw), PAINTED)
