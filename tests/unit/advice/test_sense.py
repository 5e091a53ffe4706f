"""When a finding may be said at all, whatever it weighs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from tests.unit.advice.finding.test_findings import everything_wrong

from art_assistant.advice.finding.catalogue import BY_ID, KINDS, Kind, expected
from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.finding.findings import agrees_with_focus, find, weigh
from art_assistant.advice.finding.intent import Intent, read_intent
from art_assistant.advice.finding.norms import norms
from art_assistant.analysis.composition.focus import FocalPoint
from art_assistant.corpus.quantiles import masters

OF_HUES = {"one_temperature", "one_dark_hue", "scattered_hues"}


def sayable(metrics: Mapping[str, float | None]) -> dict[str, float]:
    """How far each finding may be said, 0-1: what is left of its rank."""
    found = weigh(metrics, among=norms())
    return {kind: weight.rank / (weight.severity - norms().kinds[kind].level + 1.0) for kind, weight in found.items()}


def greyed(sample: Evidence, share: float | None) -> dict[str, float]:
    return sayable({**everything_wrong(sample), "color.near_neutral_share": share})


def test_a_grey_picture_is_told_nothing_of_its_hues(sample: Evidence) -> None:
    coloured, grey = greyed(sample, 0.3), greyed(sample, 0.98)
    assert set(coloured) >= OF_HUES
    assert not OF_HUES & set(grey)
    # What is said of other things does not change.
    assert set(grey) == set(coloured) - OF_HUES
    assert all(grey[kind] == pytest.approx(coloured[kind]) for kind in grey)


def test_the_greyer_a_picture_the_less_is_said_of_its_hues(sample: Evidence) -> None:
    found = [greyed(sample, share) for share in (0.3, 0.8, 0.82, 0.885, 0.93, 0.95)]
    for kind in OF_HUES:
        left = [said[kind] / found[0][kind] for said in found]
        assert left[1] == pytest.approx(1.0)
        assert 1.0 > left[2] > left[3] > left[4] > left[5] > 0.0
        # Half-way between where it begins and where it ends, half is left.
        assert left[3] == pytest.approx(0.5)


def test_what_is_left_to_less_than_a_fiftieth_is_not_said(sample: Evidence) -> None:
    # At 0.954 of greys about 0.026 is left of a question about hues, at 0.9575 about 0.016.
    assert set(greyed(sample, 0.954)) & OF_HUES
    assert not set(greyed(sample, 0.9575)) & OF_HUES


def test_an_unknown_share_of_greys_silences_nothing(sample: Evidence) -> None:
    unknown, coloured = greyed(sample, None), greyed(sample, 0.3)
    assert all(unknown[kind] == pytest.approx(coloured[kind]) for kind in OF_HUES)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_a_finding_is_said_only_on_its_own_side_of_the_middle(kind: Kind, sample: Evidence) -> None:
    points = norms().scales[kind.metric].points
    wrong, right = (float(points[90 if (kind.sign > 0) == bad else 10]) for bad in (True, False))
    source = {"color.temperature_gap": "color.temperature_lights_minus_darks"}.get(kind.metric, kind.metric)
    if source == "values.darks_bottom":
        source, wrong, right = "values.l_p1", *(30.0 - bottom for bottom in (wrong, right))
    metrics = {**everything_wrong(sample), "values.l_p5": 30.0}
    assert kind.id in weigh({**metrics, source: wrong}, among=norms())
    assert kind.id not in weigh({**metrics, source: right}, among=norms())
    assert kind.id not in weigh({**metrics, source: None}, among=norms())


def test_a_finding_begins_a_little_before_the_middle_and_is_whole_a_little_behind_it(sample: Evidence) -> None:
    kind = BY_ID["border_pull"]
    scale = norms().scales[kind.metric]
    metrics = everything_wrong(sample)

    def part(score: float) -> float:
        return sayable({**metrics, kind.metric: scale.value(score)}).get(kind.id, 0.0)

    assert part(-0.5) == 0.0
    assert 0.0 < part(-0.2) < 0.5
    assert part(0.0) == pytest.approx(0.5, abs=0.05)
    assert 0.5 < part(0.2) < 1.0
    assert part(0.5) == pytest.approx(1.0, abs=0.01)


def test_what_the_artist_meant_is_not_weighed(sample: Evidence) -> None:
    metrics = everything_wrong(sample)
    assert "compressed_range" in weigh(metrics, among=norms())
    meant = read_intent("high key")
    assert meant is not None
    silent = {kind for kind in weigh(metrics, among=norms()) if meant.explains(kind)}
    assert silent
    assert set(weigh(metrics, meant, among=norms())) == set(weigh(metrics, among=norms())) - silent


def test_a_finding_tells_its_metric_its_place_and_what_is_usual(sample: Evidence) -> None:
    kind = BY_ID["border_pull"]
    found = find(kind, 1.25, sample, masters(), norms())
    assert found.value == sample.metrics[kind.metric]
    assert found.percentile == masters().percentile(kind.metric, found.value)
    assert found.usual == float(norms().scales[kind.metric].points[50])
    assert found.severity == 1.25
    assert found.kind is kind


def test_a_likened_finding_tells_what_the_look_would_have(sample: Evidence) -> None:
    likened = next(kind for kind in KINDS if kind.likened)
    shown = replace(sample, metrics={**sample.metrics, expected(likened.metric): 0.7})
    scale = norms().scales[likened.metric]
    assert find(likened, 1.0, shown, masters(), norms()).expected == scale.value(0.7)
    assert find(likened, 1.0, replace(shown, metrics=sample.metrics), masters(), norms()).expected is None
    plain = next(kind for kind in KINDS if not kind.likened)
    shown = replace(sample, metrics={**sample.metrics, expected(plain.metric): 0.7})
    assert find(plain, 1.0, shown, masters(), norms()).expected is None


# A stated focus


def looked_at(sample: Evidence, *points: tuple[float, float]) -> Evidence:
    made = tuple(FocalPoint(i, point, 1.0, (), (0.0, 0.0, 1.0, 1.0)) for i, point in enumerate(points, start=1))
    return replace(sample, composition=replace(sample.composition, focal_points=made))


@pytest.mark.parametrize(
    ("first", "stands"),
    [
        ((0.5, 0.5), False),
        ((0.64, 0.5), False),
        ((0.66, 0.5), True),
        ((0.34, 0.5), True),
        ((0.5, 0.36), False),
        ((0.5, 0.34), True),
        ((0.9, 0.9), True),
    ],
)
def test_nothing_competes_with_the_place_the_artist_meant(
    first: tuple[float, float], stands: bool, sample: Evidence
) -> None:
    intent = Intent(focus=(0.5, 0.5))
    seen = looked_at(sample, first, (0.5, 0.5))
    assert agrees_with_focus("competing_focus", intent, seen) is stands
    assert agrees_with_focus("scattered_attention", intent, seen) is stands
    assert agrees_with_focus("border_pull", intent, seen)


def test_without_a_stated_focus_or_a_read_findings_stand(sample: Evidence) -> None:
    seen = looked_at(sample, (0.5, 0.5))
    assert agrees_with_focus("competing_focus", None, seen)
    assert agrees_with_focus("competing_focus", Intent(), seen)
    assert agrees_with_focus("competing_focus", Intent(focus=(0.5, 0.5)), looked_at(sample))
