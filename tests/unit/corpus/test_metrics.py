"""One registry for every metric: nothing that is measured lacks words, and no two are called alike."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from art_assistant.advice.finding.catalogue import KINDS, derived
from art_assistant.advice.finding.expectation import expectation
from art_assistant.advice.finding.strengths import VIRTUES
from art_assistant.corpus.metrics import EXPECTED, METRICS, beside_masters, metric
from art_assistant.corpus.quantiles import masters
from art_assistant.gallery.search.phrases import PHRASES
from art_assistant.imaging.decode import decode
from art_assistant.measure import measure_picture
from art_assistant.report.page.rulers import RULERS
from art_assistant.style.axes import SCALES
from art_assistant.vision.backbone import backbone

ROOT = Path(__file__).resolve().parents[3]


def encoded(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


RNG = np.random.default_rng(5)
PICTURES = {
    "noise": encoded(RNG.integers(0, 256, (120, 160, 3)).astype(np.uint8)),
    "one pixel": encoded(np.full((1, 1, 3), 90, np.uint8)),
    "flat": encoded(np.full((200, 300, 3), 200, np.uint8)),
    "transparent": encoded(np.zeros((80, 80, 4), np.uint8)),
}


@pytest.mark.parametrize("name", ["sample", *PICTURES])
def test_every_metric_that_a_picture_has_is_in_the_registry(name: str, sample_bytes: bytes):
    picture = decode(PICTURES.get(name, sample_bytes))
    measured = derived(measure_picture(picture, backbone(1).run(picture.model_input)))
    assert set(measured) <= set(METRICS)
    if name == "sample":
        assert set(measured) == set(METRICS)


def test_whatever_is_spoken_of_is_in_the_registry():
    spoken = {*masters().metrics, *PHRASES, *RULERS}
    spoken |= {kind.metric for kind in KINDS} | {virtue.metric for virtue in VIRTUES} | {axis.metric for axis in SCALES}
    assert spoken <= set(METRICS)
    weighed = {name for kind in KINDS for name in kind.weighed}
    assert all(metric(name).label for name in weighed)
    assert all(metric(f"{EXPECTED}{name}").label for name in expectation().names)


def test_no_two_metrics_are_called_alike_or_explained_alike():
    known = [*METRICS.values(), *(metric(f"{EXPECTED}{name}") for name in METRICS)]
    labels = [re.sub(r"\W+", " ", entry.label).casefold() for entry in known]
    assert len(set(labels)) == len(labels)
    told = [entry.definition for key, entry in METRICS.items() if not key.startswith("notan.")]
    assert len(set(told)) == len(told)


@pytest.mark.parametrize("key", METRICS)
def test_the_words_of_a_metric_can_be_read(key: str):
    entry = METRICS[key]
    assert re.fullmatch(r"[A-Z][^._]*", entry.label)
    assert re.fullmatch(r"[A-Z][^_]*\.", entry.definition)
    assert ". " not in entry.definition
    assert entry.more != entry.less
    assert re.fullmatch(r"[a-z ]+", f"{entry.more} {entry.less}")
    assert beside_masters(key, 91.0) == f"{entry.more} than 91 of 100 masters"
    assert beside_masters(key, 9.0) == f"{entry.less} than 91 of 100 masters"


def test_a_metric_that_nobody_knows_is_an_error():
    with pytest.raises(KeyError):
        metric("values.charm")


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("values.range_steps", 6.04, "6.0 values"),
        ("values.l_p50", 39.0, "3.9"),
        ("values.lights_top", 7.0, "0.7 of a value"),
        ("values.lights_top", 10.2, "1.0 value"),
        ("values.lights_top", 9.96, "1.0 value"),
        ("values.lights_top", 21.0, "2.1 values"),
        ("color.hue_entropy", 0.618, "62%"),
        ("color.temperature_mean", -0.231, "−0.23"),
        ("color.temperature_mean", 0.161, "+0.16"),
        ("color.temperature_mean", 0.001, "0.00"),
        ("edges.width_median", 0.4, "0.40% of the diagonal"),
        ("edges.hard_focus_lead", -0.21, "−21 points"),
        ("edges.density", 1.2, "1 diagonal"),
        ("color.harmony_residual", 2.4, "2°"),
        ("masses.shapes", 11.0, "11"),
        ("values.dark_share", 0.0, "0%"),
        ("values.dark_share", 0.004, "under 1%"),
        ("values.dark_share", 0.006, "1%"),
        ("composition.attention_spread", 0.0003, "under 0.1%"),
        ("composition.balance_lr", 0.003, "0%"),
    ],
)
def test_numbers_are_told_as_a_painter_reads_them(key: str, value: float, told: str):
    assert METRICS[key].told(value) == told


@given(key=st.sampled_from(sorted(METRICS)), value=st.floats(-1e4, 1e4))
def test_a_size_has_no_sign_and_the_rest_of_the_number(key: str, value: float):
    size = METRICS[key].size(value)
    assert size.removeprefix("under ")[0].isdigit()
    assert size == METRICS[key].told(abs(value)).lstrip("+")


def test_the_page_of_metrics_is_what_the_script_makes():
    script = ROOT / "scripts" / "make_metrics_page.py"
    made = subprocess.run([sys.executable, script, "--print"], capture_output=True, check=True).stdout.decode()
    page = (ROOT / "docs" / "reference" / "metrics.md").read_text(encoding="utf-8")
    assert page == made.replace("\r\n", "\n"), "run scripts/make_metrics_page.py"
    assert all(f"`{key}`" in page for key in METRICS)
