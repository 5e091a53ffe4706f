from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from art_assistant.analysis.value.study import OPENING_METHOD, OPENING_PLAN
from art_assistant.settings import AnalysisSettings, Settings
from art_assistant.studio.choices import Choices

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(max_size=5), parts, max_size=4),
    max_leaves=12,
)
KEYS = tuple(Choices().told())
MEANT = {
    "k": st.integers(4, 6),
    "coherence": st.floats(0, 1),
    "plan": st.integers(3, 8),
    "method": st.sampled_from(("quantile", "equal", "breaks")),
    "brush": st.floats(0.0, 0.15),
    "squint": st.floats(0.005, 0.05),
    "cuts": st.none() | st.lists(st.integers(1, 99), min_size=2, max_size=7, unique=True).map(sorted),
    "overrides": st.dictionaries(st.integers(1, 6).map(str), st.floats(0, 10), max_size=6),
}
WITH_ONE_FAULT = st.tuples(st.fixed_dictionaries(MEANT), st.sampled_from(KEYS), JSON).map(
    lambda parts: {**parts[0], parts[1]: parts[2]}
)
START = Choices(k=6, coherence=0.3, plan=5, cuts=(30.0, 60.0, 70.0, 80.0), overrides={1: 2.0})


def check_sensible(choices: Choices) -> None:
    choices.settings(Settings())
    assert math.isfinite(choices.coherence)
    assert math.isfinite(choices.squint)
    cuts = choices.cuts or ()
    assert len(cuts) <= 7
    assert list(cuts) == sorted(cuts)
    assert all(0 <= cut <= 100 for cut in cuts)
    assert all(1 <= mass <= 6 and 0 <= value <= 10 for mass, value in choices.overrides.items())
    json.dumps(choices.told(), allow_nan=False)


@given(st.fixed_dictionaries(MEANT))
def test_what_the_easel_says_is_what_is_chosen(said: dict[str, Any]) -> None:
    found = Choices().heard(said)
    check_sensible(found)
    assert (found.k, found.plan, found.method) == (said["k"], said["plan"], said["method"])
    assert found.coherence == pytest.approx(said["coherence"], abs=0.006)
    assert found.squint == pytest.approx(said["squint"], abs=1e-4)
    assert found.brush == pytest.approx(said["brush"], abs=6e-4)
    assert (found.cuts is None) == (said["cuts"] is None)
    assert found.cuts is None or found.cuts == pytest.approx(said["cuts"], abs=0.006)
    assert found.overrides == {int(mass): pytest.approx(value, abs=0.006) for mass, value in said["overrides"].items()}
    assert Choices().heard(found.told()) == found, "told and heard are one language"


@given(JSON | WITH_ONE_FAULT | st.dictionaries(st.sampled_from(KEYS), JSON))
def test_what_makes_no_sense_changes_nothing_or_is_kept_within_bounds(said: Any) -> None:
    found = START.heard(said)
    check_sensible(found)
    if said is None or not isinstance(said, dict) or set(KEYS) - set(said):
        assert found == START


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("k", 9),
        ("k", 0),
        ("plan", 2),
        ("plan", 300),
        ("method", "magic"),
        ("cuts", [50.0, math.nan]),
        ("cuts", [-3.0, 40.0]),
        ("overrides", {"99": 5.0}),
        ("overrides", {"0": 5.0}),
        ("cuts", [60.0, 40.0]),
        ("cuts", list(range(1, 50))),
        ("k", math.inf),
    ],
)
def test_a_setting_out_of_range_changes_nothing(name: str, value: object) -> None:
    assert START.heard(START.told() | {name: value}) == START


@given(st.tuples(st.floats(), st.floats()))
def test_the_eye_goes_only_where_the_picture_is(point: tuple[float, float]) -> None:
    found = Choices(focus=(0.5, 0.5)).aimed(point).focus
    assert found == (point if all(0 <= part <= 1 for part in point) else (0.5, 0.5))
    assert Choices(focus=(0.5, 0.5)).aimed(None).focus is None


def test_choices_make_the_settings_that_flags_would_make() -> None:
    chosen = Choices(size=400, k=4, coherence=0.2, plan=5, method="breaks", brush=0.1, squint=0.03, palette=8)
    how = chosen.settings(Settings()).analysis
    assert (how.size, how.blocks, how.coherence, how.plan, how.plan_method) == (400, 4, 0.2, 5, "breaks")
    assert how.plan_brush == 0.1
    assert Choices.of(chosen.settings(Settings())) == chosen


def test_an_intent_is_read_as_the_command_line_reads_it() -> None:
    assert Choices().read_intent() is None
    meant = Choices(intent="high key, quiet", genre="portrait", focus=(0.25, 0.75)).read_intent()
    assert meant is not None
    assert meant.focus == (0.25, 0.75)


def test_a_picture_begins_with_the_plan_to_paint_from_unless_another_was_set() -> None:
    begun = Choices.of(Settings())
    assert (begun.plan, begun.method) == (OPENING_PLAN, OPENING_METHOD)
    own = Settings(analysis=AnalysisSettings(plan=7, plan_method="equal", plan_brush=0.02))
    assert (Choices.of(own).plan, Choices.of(own).method, Choices.of(own).brush) == (7, "equal", 0.02)
