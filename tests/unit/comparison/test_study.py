"""A painting of the sample beside its reference, through the public door."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest
from tests.unit.comparison.painted import BLOT, CORNERS, corner_error, lightened, photographed, pixels, png

from art_assistant import compare
from art_assistant.comparison import alignment, study
from art_assistant.comparison.alignment import align
from art_assistant.comparison.corrections import KINDS, find_corrections
from art_assistant.comparison.gate import ACCEPTED, compare_head
from art_assistant.comparison.matching.plane import way_to
from art_assistant.comparison.matching.scores import NAMES, PARTS
from art_assistant.comparison.matching.search import Laid
from art_assistant.comparison.since import since
from art_assistant.comparison.study import Comparison
from art_assistant.comparison.values import Overlay
from art_assistant.errors import UsageError
from art_assistant.imaging.arrays import U8
from art_assistant.imaging.colorspace import lstar


@pytest.fixture(scope="module")
def sample(sample_bytes: bytes):
    rgb = pixels(sample_bytes)
    return cv2.resize(rgb, (480, round(480 * rgb.shape[0] / rgb.shape[1])), interpolation=cv2.INTER_AREA)


@pytest.fixture(scope="module")
def attempt(sample: U8):
    """The sample with one passage a value step too light, underexposed by half a stop."""
    return compare(png(sample), png(photographed(lightened(sample, 1.0), stops=-0.5)))


def test_the_painting_is_found_in_its_photograph(attempt: Comparison):
    assert attempt.verdict == "same picture"
    assert attempt.alignment.method == "keypoints"
    assert attempt.alignment.confidence > 0.9
    assert corner_error(attempt.alignment.corners) < 0.005


def test_what_was_painted_too_light_is_told_with_its_place_and_how_much(attempt: Comparison, sample: U8):
    first = attempt.findings.corrections[0]
    assert first.kind == "value"
    changed = (lstar(lightened(sample, 1.0)) - lstar(sample))[BLOT].mean() / 10.0
    assert first.amount == pytest.approx(changed, abs=0.15)
    assert "lighter than in the reference" in first.text
    height, width = sample.shape[:2]
    assert 60 / width < first.x < 170 / width
    assert 60 / height < first.y < 150 / height


def test_the_exposure_is_not_taken_for_the_paint(attempt: Comparison):
    error = attempt.findings.values.error
    beside = np.abs(error[error.shape[0] // 2 :])
    assert np.nanpercentile(beside, 90) <= 0.15
    assert attempt.findings.key is None
    assert attempt.findings.values.key_shift < -0.4


def test_masses_of_the_reference_stand_where_they_stood(attempt: Comparison):
    assert sum(mass.share for mass in attempt.findings.masses) == pytest.approx(1.0, abs=0.01)
    assert attempt.findings.overlap > 0.75
    assert attempt.findings.chroma_ratio == pytest.approx(1.0, abs=0.2)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["value", None])
def test_what_is_intended_is_no_correction(attempt: Comparison, sample: U8, name: Any):
    first = attempt.findings.corrections[0]
    meant = compare(
        png(sample), png(photographed(lightened(sample, 1.0), stops=-0.5)), intended=[name or first.id]
    ).findings
    assert first.id in {one.id for one in meant.intended}
    assert first.id not in {one.id for one in (*meant.corrections, *meant.more)}
    assert len(meant.intended) == 1 or name in KINDS


def test_an_intended_difference_of_no_kind_is_refused(sample: U8):
    with pytest.raises(UsageError, match="No difference is called 'the sky'"):
        compare(png(sample), png(photographed(sample)), intended=["the sky"])


@pytest.mark.slow
def test_the_next_attempt_is_nearer(attempt: Comparison, sample: U8):
    now = compare(png(sample), png(photographed(lightened(sample, 0.1))))
    told = since(attempt, now)
    assert told.error[1] < told.error[0] - 0.02
    assert attempt.findings.corrections[0].id in told.gone
    assert since(replace(attempt, findings=None), now) is None


@pytest.mark.slow
def test_a_card_tells_the_key(sample: U8):
    photo = photographed(lightened(sample, 0.8, slice(None)), stops=-1.0, card=0.18)
    told = compare(png(sample), png(photo), card=(0.945, 0.93)).findings
    assert told.card.kind == "grey"
    assert told.key == pytest.approx(0.8, abs=0.2)
    assert "key" in {one.kind for one in (*told.corrections, *told.more)}


@pytest.mark.slow
def test_a_photograph_on_its_side_is_read_by_the_same_corners(sample: U8):
    turned = compare(png(sample), png(photographed(sample, quarters=1)))
    true = np.stack([CORNERS[:, 1], 1.0 - CORNERS[:, 0]], axis=1)
    assert turned.verdict == "same picture"
    assert corner_error(turned.alignment.corners, true) < 0.005
    by_hand = compare(png(sample), png(photographed(sample, quarters=1)), corners=true.ravel().tolist())
    assert by_hand.alignment.method == "artist"
    assert np.nanmedian(np.abs(by_hand.findings.values.error)) < 0.1


@pytest.mark.slow
def test_another_picture_is_refused(sample: U8):
    rng = np.random.default_rng(11)
    other = cv2.GaussianBlur(rng.normal(0, 1, sample.shape).astype(np.float32), (0, 0), 25)
    other = np.clip(128 + 100 * other / np.abs(other).max(), 0, 255).astype(np.uint8)
    found = compare(png(sample), png(photographed(other)))
    assert found.verdict == "not comparable"
    assert found.findings is None
    assert "set its four corners" in found.reason
    assert found.laid() is None


def test_the_gate_asks_for_every_score_and_cuts_those_that_are_out_of_the_ordinary():
    head = compare_head()
    good = {name: float(head.centre[i] + 9 * np.sign(head.weights[i]) * head.spread[i]) for i, name in enumerate(NAMES)}
    assert head.confidence(good) > 0.99
    assert head.confidence({name: 1e9 * good[name] for name in NAMES}) <= 1.0
    with pytest.raises(KeyError):
        head.confidence({"cons": 1.0})


@pytest.mark.parametrize(
    ("confidence", "verdict"), [(0.1, "not comparable"), (0.5, "same composition"), (0.9, "same picture")]
)
def test_what_is_only_alike_is_called_a_version(
    attempt: Comparison, monkeypatch: pytest.MonkeyPatch, confidence: float, verdict: str
):
    how = replace(attempt.alignment, confidence=confidence, accepted=confidence >= ACCEPTED)
    monkeypatch.setattr(study, "align", lambda *_: how)
    found = study.compare_pictures(attempt.reference, attempt.painting, lambda shown: shown.astype(np.float32))
    assert found.verdict == verdict
    assert (found.findings is None) == (verdict != "same picture")
    assert (found.reason is None) == (verdict == "same picture")


def test_what_is_too_bright_or_has_values_of_its_own_is_told_without_values(
    attempt: Comparison, monkeypatch: pytest.MonkeyPatch
):
    values = attempt.findings.values
    laid = Overlay.of(attempt.reference.standard, attempt.painting.detail, attempt.alignment.way)
    assert study.doubt(values, laid) is None
    assert study.doubt(replace(values, judged=0.3), laid)[0] == "same picture"
    # A wide spread of a wide range is no wider than a narrow one of a narrow range.
    for slope, spread, unsteady, told in (
        (1.0, 13.0, 0.1, False),
        (1.6, 13.0, 0.1, True),
        (0.5, 5.0, 0.1, True),
        (0.5, 5.0, 0.5, False),
        (0.5, 1.0, 0.5, True),
    ):
        monkeypatch.setattr(study, "unsteadiness", lambda _, by=unsteady: by)
        unsure = study.doubt(replace(values, line=replace(values.line, slope=slope, spread=spread)), laid)
        assert (unsure is None) == told
        assert told or unsure[0] == "same composition"


class NeverSure:
    """A head that believes nothing."""

    mean_tokens = np.zeros((16, 16, 384), np.float32)
    believed = 0.1

    def confidence(self, scores: Any) -> float:
        assert set(scores) >= set(NAMES)
        return self.believed


class AlwaysSure(NeverSure):
    """A head that believes everything."""

    believed = 0.95


def test_so_many_keypoints_do_not_agree_by_chance(attempt: Comparison):
    found = align(attempt.reference, attempt.painting, lambda _: NeverSure.mean_tokens, NeverSure(), None)
    assert found.method == "keypoints"
    assert found.accepted


@pytest.mark.parametrize(
    ("head", "parts", "accepted"),
    [(NeverSure(), 0.55, False), (NeverSure(), 0.65, True), (AlwaysSure(), 0.35, False), (AlwaysSure(), 0.45, True)],
)
def test_so_many_parts_do_not_lie_at_their_place_by_chance_and_so_few_only_do_by_chance(
    attempt: Comparison, monkeypatch: pytest.MonkeyPatch, head: NeverSure, parts: float, accepted: bool
):
    way = way_to(np.array(attempt.alignment.corners) * 900)
    laid = Laid(way, "cells", dict.fromkeys(NAMES, 0.0) | {PARTS: parts})
    monkeypatch.setattr(alignment, "search", lambda *_: laid)
    monkeypatch.setattr(alignment, "search_turned", lambda *_: (None, 1))
    found = align(attempt.reference, attempt.painting, lambda _: NeverSure.mean_tokens, head, None)
    assert found.accepted == accepted


@pytest.mark.parametrize(("ratio", "told", "camera"), [(1.44, False, False), (1.6, True, True), (2.0, True, False)])
def test_the_camera_is_named_where_a_colour_is_little_more_off_than_two_photographs_differ(
    attempt: Comparison, ratio: float, told: bool, camera: bool
):
    masses = [replace(mass, chroma_ratio=ratio, hue_shift=None, offset=None) for mass in attempt.findings.masses]
    found = find_corrections(attempt.findings.values, masses, attempt.findings.edges, None)
    color = [one for one in found if one.kind == "color"]
    assert bool(color) == told
    assert all(("camera" in one.text) == camera for one in color)
