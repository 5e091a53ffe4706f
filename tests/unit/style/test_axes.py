from __future__ import annotations

from dataclasses import dataclass

import pytest

from art_assistant.corpus.quantiles import masters
from art_assistant.style.axes import SCALES, axes_of


@dataclass(frozen=True)
class Place:
    value: float
    percentile: float | None


def test_every_axis_reads_a_metric_that_the_masters_have() -> None:
    assert {scale.metric for scale in SCALES} <= set(masters().metrics)


@pytest.mark.parametrize(("percentile", "words"), [(5.0, "linear"), (50.0, "between"), (95.0, "painterly")])
def test_wide_edges_are_painterly(percentile: float, words: str) -> None:
    axis = axes_of({"edges.width_median": Place(0.4, percentile)})[0]
    assert axis.as_dict()["words"] == words
    assert axis.as_dict()["percentile"] == percentile


def test_what_was_not_measured_is_unknown_and_not_zero() -> None:
    axes = [axis.as_dict() for axis in axes_of({"color.chroma_mean": Place(12.0, None)})]
    assert [axis["value"] for axis in axes] == [None, None, 12.0, None]
    assert {axis["percentile"] for axis in axes} == {None}
    assert {axis["words"] for axis in axes} == {""}


def test_the_standing_of_the_corpus_fits() -> None:
    low = masters().metrics["edges.stroke_scale"].quantiles[2]
    axis = axes_of(masters().standings({"edges.stroke_scale": float(low)}))[3]
    assert axis.words == "fine touch"
    assert axis.value == pytest.approx(float(low), abs=1e-3)
