"""What is written of pictures that have little to say: no number where there is none, and plain words throughout."""

from __future__ import annotations

import html
import io
import re
from functools import cache

import numpy as np
import pytest
from PIL import Image

from art_assistant import analyze
from art_assistant.corpus.metrics import METRICS
from art_assistant.corpus.quantiles import masters
from art_assistant.report import as_html
from art_assistant.report.model import Report
from art_assistant.report.page.rulers import RULERS, rulers
from art_assistant.report.words.captions import fact

pytestmark = pytest.mark.slow

GREY = np.full((90, 120, 3), 128, np.uint8)


def _scene() -> np.ndarray:
    rng = np.random.default_rng(5)
    small = rng.integers(0, 256, (6, 8, 1)).repeat(3, axis=2)
    return np.asarray(Image.fromarray(small.astype(np.uint8)).resize((160, 120), Image.Resampling.BICUBIC))


def _seen_through(rgb: np.ndarray, rows: int, columns: int) -> np.ndarray:
    alpha = np.zeros(rgb.shape[:2], np.uint8)
    alpha[:rows, :columns] = 255
    return np.dstack([rgb, alpha])


PICTURES = {
    "one pixel": GREY[:1, :1],
    "flat": GREY,
    "two tones": np.where(np.arange(120)[None, :, None] < 60, 0, 255) * np.ones((90, 1, 3)),
    "checkerboard": ((np.indices((90, 120)).sum(0) % 2) * 255)[..., None] * np.ones(3),
    "white with a dot": np.where(np.indices((90, 120)).sum(0)[..., None] == 80, 0, 255) * np.ones(3),
    "grey scene": _scene(),
    "transparent": _seen_through(_scene(), 0, 0),
    "few pixels": _seen_through(_scene(), 9, 9),
    "strip": np.tile(_scene()[:1], (2, 8, 1)),
}


@cache
def _report(name: str) -> Report:
    buffer = io.BytesIO()
    Image.fromarray(np.asarray(PICTURES[name]).astype(np.uint8)).save(buffer, "PNG")
    return analyze(buffer.getvalue(), name="odd.png")


def _words(report: Report) -> str:
    page = re.sub(r"<style.*?</style>|\"data:[^\"]*\"", "", as_html(report, shown=()), flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


@pytest.mark.parametrize("name", PICTURES)
def test_nothing_unspeakable_is_written(name: str):
    words = _words(_report(name))
    assert not re.search(
        r"\b(None|nan|inf|null)\b|[-−]0(\.0+)?%?(?![\d.])|\b1 (shapes|pieces|masses|values in)\b", words
    )
    assert "over over" not in words


def test_no_number_is_told_of_a_picture_in_which_nothing_counts():
    report = _report("transparent")
    assert not report.standing
    assert report.style is None
    assert not report.references
    assert report.close_match is None
    words = _words(report)
    assert "there is nothing to measure" in words
    assert not any(fact(name, report) for name in ("squint", "masses", "notan-local", "edges", "harmony", "gamut"))
    assert not re.search(r"masters\b|\bvalue [0-9]|\bpercentile", words)


def test_a_few_pixels_that_count_are_too_few_to_judge():
    report = _report("few pixels")
    assert not report.tips
    assert not report.strengths
    assert "too small" in str(report.tips_reason)


@pytest.mark.parametrize("name", ["flat", "two tones", "grey scene"])
def test_a_grey_picture_is_neither_warm_nor_cool(name: str):
    report, words = _report(name), _words(_report(name))
    assert not any("temperature" in key for key in report.standing)
    assert "too little colour" in words
    assert "Cooler than" not in words
    assert "nothing of the picture has a clear hue" in fact("harmony", report)


@pytest.mark.parametrize("name", ["one pixel", "two tones", "white with a dot", "grey scene"])
def test_a_ruler_ends_where_its_scale_does(name: str):
    report = _report(name)
    for key in RULERS:
        for ruler in rulers(report.standing, [key]):
            most = METRICS[key].most
            if most is not None and report.standing[key].value <= most >= report.standing[key].p95:
                shown = float(re.sub(r"[^\d.]", "", ruler["high"].split()[0]))
                assert shown <= most * METRICS[key].scale * (100.0 if METRICS[key].unit == "%" else 1.0) + 1e-9, key


def test_what_is_told_of_one_mass_is_told_of_one():
    words = _words(_report("flat"))
    assert "as 1 flat value in 1 shape. One mass is the whole picture." in words
    assert "the others answer it" not in words


def test_a_number_that_is_the_masters_own_is_level_with_them():
    key = "composition.second_ratio"
    (ruler,) = rulers({key: masters().metrics[key].standing(0.0)}, [key])
    assert "level with the masters' median" in ruler["alt"]


def test_one_number_has_one_wording():
    words = _words(_report("flat"))
    assert "range of 0.0 of a value" in words
    assert "0.0 values" not in words
