from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from art_assistant.report import SCHEMA_VERSION, as_json, report_schema
from art_assistant.report.model import KEYS, Report
from art_assistant.report.schema import as_written_json, plain


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(report_schema())


def strict(text: str) -> Any:
    def refuse(name: str) -> None:
        raise AssertionError(name)

    return json.loads(text, parse_constant=refuse)


def test_the_schema_is_one(validator: jsonschema.Draft202012Validator):
    jsonschema.Draft202012Validator.check_schema(validator.schema)


def test_a_full_and_a_bare_report_fit_it(
    report: Report, bare_report: Report, validator: jsonschema.Draft202012Validator
):
    for one in (report, bare_report):
        assert [error.message for error in validator.iter_errors(strict(as_json(one)))] == []


@pytest.mark.parametrize("kind", ["flat", "one pixel", "transparent", "strip"])
def test_odd_pictures_fit_it(make_report: Callable[..., Report], validator: jsonschema.Draft202012Validator, kind: str):
    rgb, counted = {
        "flat": (np.full((40, 60, 3), 128, dtype=np.uint8), None),
        "one pixel": (np.full((1, 1, 3), 30, dtype=np.uint8), None),
        "transparent": (np.zeros((40, 60, 3), dtype=np.uint8), np.zeros((40, 60), dtype=bool)),
        "strip": (np.random.default_rng(1).integers(0, 256, (2, 300, 3), dtype=np.uint8), None),
    }[kind]
    form = strict(as_json(make_report(rgb, counted=counted)))
    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(form)] == []


def spoiled(form: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    copy = json.loads(json.dumps(form))
    at: Any = copy
    *way, last = path.split(".")
    for step in way:
        at = at[int(step)] if step.isdigit() else at[step]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return copy


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema", "2.0"),
        ("extra", 1),
        ("tips", ...),
        ("masses.shapes", [1, 2]),
        ("masses.items.0.share", 1.5),
        ("masses.items.0.role", "Leading"),
        ("color.palette.0.hex", "red"),
        ("values.plan.method", "kmeans"),
        ("values.histogram", [0.1]),
        ("tips.0.source", "guess"),
        ("tips.0.region", [[0.1, 2.0], [0.2, 0.2], [0.3, 0.1]]),
        ("references.0.rank", 0),
        ("references.0.credit", 1),
        ("references.0.museum", []),
        ("picture.sha256", "abc"),
    ],
)
def test_a_spoiled_report_does_not_fit(
    report: Report, validator: jsonschema.Draft202012Validator, path: str, value: Any
):
    assert not validator.is_valid(spoiled(strict(as_json(report)), path, value))


def test_the_keys_stand_in_the_order_of_the_vocabulary(report: Report):
    keys = list(strict(as_json(report)))
    assert [key for key in keys if key in KEYS] == list(KEYS)
    assert set(keys) - set(KEYS) == {"tips_reason", "tips_note", "standing", "intent", "mixes"}
    assert keys[0] == "schema"
    assert strict(as_json(report))["schema"] == SCHEMA_VERSION


def test_one_report_is_one_line(report: Report):
    named = replace(report, picture=replace(report.picture, name="a\nb\u2028c\u0085d\udc80.jpg"))
    line = as_json(named)
    assert len(line.splitlines()) == 1
    line.encode("utf-8")
    assert strict(line).items() <= strict(as_written_json(named, {}).decode()).items()


def test_the_same_report_gives_the_same_line(report: Report):
    assert as_json(report) == as_json(replace(report))


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(JSONS)
def test_anything_plain_can_be_written(value: Any):
    text = json.dumps(plain(value), allow_nan=False, ensure_ascii=False)
    text.encode("utf-8")
    assert len(text.splitlines()) <= 1
    assert plain(plain(value)) == plain(value)


def test_what_is_not_finite_is_unknown():
    assert plain({"a": [math.nan, math.inf, -math.inf, -0.0, 1.23456789]}) == {"a": [None, None, None, 0.0, 1.234568]}
    assert str(plain(-0.0)) == "0.0"
