from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from art_assistant.corpus.metrics import beside_masters, signed
from art_assistant.corpus.quantiles import Standing
from art_assistant.report.page.rulers import RULERS, rulers
from art_assistant.report.words.text import (
    display_name,
    listed,
    number,
    percent,
    stem,
)


def place(value: float, percentile: float | None, low: float = 2.0, high: float = 8.0) -> Standing:
    step = (high - low) / 4.0
    return Standing(value, percentile, low, low + step, low + 2 * step, low + 3 * step, high, 900)


@given(st.text(max_size=200))
def test_a_shown_name_is_short_printable_and_never_empty(name: str):
    shown = display_name(name)
    assert 0 < len(shown) <= 80
    assert not any(unicodedata.category(ch)[0] == "C" for ch in shown)
    assert shown == " ".join(shown.split())


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\nb\tc.jpg", "a b c.jpg"),
        ("\udc80x.png", "x.png"),
        ("", "picture"),
        ("夜の海.jpg", "夜の海.jpg"),
    ],
)
def test_names_lose_what_could_mislead(name: str, shown: str):
    assert display_name(name) == shown


def test_a_long_name_keeps_both_ends():
    shown = display_name("a" * 100 + "-the-end.jpg")
    assert shown.startswith("aaa")
    assert shown.endswith("-the-end.jpg")


@pytest.mark.parametrize(
    ("name", "shown"), [("sea.jpg", "sea"), (".jpg", ".jpg"), ("a.b.tiff", "a.b"), ("mr. smith", "mr. smith")]
)
def test_the_stem_drops_only_an_ending(name: str, shown: str):
    assert stem(name) == shown


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0%"), (0.001, "under 1%"), (0.236, "24%"), (1.0, "100%"), (None, "unknown")]
)
def test_shares(share: float | None, text: str):
    assert percent(share) == text


def test_numbers_carry_a_true_minus_and_no_negative_zero():
    assert number(-1.26, 1) == "−1.3"
    assert number(-0.01, 1) == "0.0"
    assert number(None) == "unknown"
    assert signed(12.0, 0) == "12"


def test_lists_read_well():
    assert [listed(list("abc")[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


@pytest.mark.parametrize(
    ("percentile", "text"),
    [
        (50.0, "about the middle of the masters"),
        (88.0, "wider than 88 of 100 masters"),
        (12.0, "narrower than 88 of 100 masters"),
        (100.0, "wider than 99 of 100 masters"),
        (0.0, "narrower than 99 of 100 masters"),
        (None, "not placed among the masters"),
    ],
)
def test_a_place_is_told_from_the_side_it_stands_on(percentile: float | None, text: str):
    assert beside_masters("values.range_steps", percentile) == text


@given(
    value=st.floats(-50, 50),
    low=st.floats(-20, 20),
    spread=st.floats(0, 30),
    metric=st.sampled_from(RULERS),
)
def test_everything_on_a_ruler_lies_on_it(value: float, low: float, spread: float, metric: str):
    (ruler,) = rulers({metric: place(value, 40.0, low, low + spread)}, [metric])
    assert 0.0 <= ruler["p5"] <= ruler["p25"] <= ruler["p50"] <= 100.0
    assert 0.0 <= ruler["you"] <= 100.0
    assert ruler["p5"] + ruler["outer"] <= 100.01
    assert ruler["p25"] + ruler["inner"] <= 100.01


def test_a_ruler_says_in_words_what_it_draws():
    (ruler,) = rulers({"values.range_steps": place(3.0, 12.0)}, ["values.range_steps", "values.contrast"])
    assert ruler["value"] == "3.0 values"
    assert "narrower than 88 of 100 masters" in ruler["alt"]
    assert "between 2.0 values and 8.0 values" in ruler["alt"]
