"""The recognised style changes the reading: what is its manner weighs less, what is not weighs as before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from art_assistant.advice.finding.catalogue import BY_ID, KINDS
from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.finding.findings import weigh
from art_assistant.advice.finding.norms import norms

MANNERS = {
    "Ukiyo-e": ("all_hard_edges", "no_accent", "compressed_range"),
    "Abstraction": ("competing_focus", "scattered_attention", "no_resting_place"),
    "Impressionism": ("lifted_darks", "all_soft_edges", "compressed_range"),
    "Baroque & Rococo": ("crushed_darks", "dull_lights"),
}


def everything_wrong(evidence: Evidence) -> dict[str, float | None]:
    """Metrics on the bad side for every kind, so that each may be said."""
    metrics = dict(evidence.metrics)
    for kind in KINDS:
        metrics[kind.metric] = float(norms().scales[kind.metric].points[90 if kind.sign > 0 else 10])
    return metrics


@pytest.mark.parametrize("family", MANNERS)
def test_a_manner_weighs_less_in_its_style_and_the_same_elsewhere(family: str, sample: Evidence) -> None:
    metrics = everything_wrong(sample)
    plain, styled = weigh(metrics, among=norms()), weigh(metrics, family=family, among=norms())
    assert set(plain) == set(styled)
    lowered = {kind for kind in plain if styled[kind].rank < plain[kind].rank}
    assert {kind for kind in MANNERS[family] if kind in plain} <= lowered
    assert all(styled[kind].rank == plain[kind].rank for kind in plain if kind not in lowered)
    assert all(styled[kind].severity == plain[kind].severity for kind in plain)
    assert len(lowered) < len(plain) / 2


@pytest.mark.parametrize("family", ["Realism & Contemporary", "no such family", None])
def test_other_families_change_nothing(family: str | None, sample: Evidence) -> None:
    metrics = everything_wrong(sample)
    assert weigh(metrics, family=family, among=norms()) == weigh(metrics, among=norms())


@pytest.mark.parametrize(
    ("family", "kind", "metrics"),
    [
        ("Ukiyo-e", "all_hard_edges", {"edges.hard_share": 0.75, "edges.firm_share": 0.2, "edges.width_median": 0.25}),
        ("Abstraction", "no_resting_place", {"emphasis.quiet_share": 0.1, "composition.rest_share": 0.1}),
    ],
)
def test_the_reading_of_a_flat_or_abstract_picture_differs(
    family: str, kind: str, metrics: dict[str, float], sample: Evidence
) -> None:
    shown = replace(sample, metrics={**sample.metrics, **metrics})
    plain = weigh(shown.metrics, among=norms())
    styled = weigh(shown.metrics, family=family, among=norms())
    assert kind in plain
    others = [k for k in plain if BY_ID[k].aspect == BY_ID[kind].aspect and k != kind]
    assert styled[kind].rank < plain[kind].rank
    assert any(styled[k].rank == plain[k].rank for k in others)
