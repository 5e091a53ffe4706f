"""A comparison told, drawn and written."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.unit.comparison.painted import lightened, photographed, pixels, png

from art_assistant import compare
from art_assistant.cli.attempts.ways import WRITTEN
from art_assistant.comparison.alignment import NOWHERE
from art_assistant.comparison.study import EXPOSURE, Comparison
from art_assistant.errors import OutputError
from art_assistant.report.compared import (
    ERRORS,
    FILES,
    MAP,
    Ways,
    as_dict,
    check_folder,
    draw_errors,
    files_of,
    scale_colors,
    told,
    told_reason,
    told_rest,
    write_comparison,
)


@pytest.fixture(scope="module")
def compared(sample_bytes: bytes):
    rgb = np.ascontiguousarray(pixels(sample_bytes)[::2, ::2])
    where = (slice(rgb.shape[0] // 4, rgb.shape[0] // 2), slice(rgb.shape[1] // 4, rgb.shape[1] // 2))
    return compare(png(rgb), png(photographed(lightened(rgb, -1.2, where))), names=("r.png", "p.png"))


@pytest.fixture
def refused(compared: Comparison):
    return Comparison(compared.reference, compared.painting, NOWHERE, "not comparable", "Try again.", None)


def test_the_report_is_json_and_unknown_is_null(compared: Comparison, refused: Comparison):
    whole = json.loads(json.dumps(as_dict(compared), allow_nan=False))
    assert whole["verdict"] == "same picture"
    assert whole["global"]["note"].startswith("A photograph alone cannot tell")
    assert whole["corrections"][0]["amount"] < -0.9
    assert set(whole["masses"][0]) >= {"id", "share", "error_steps"}
    nothing = json.loads(json.dumps(as_dict(refused), allow_nan=False))
    assert (nothing["global"], nothing["values"], nothing["masses"]) == (None, None, [])
    assert nothing["alignment"]["corners"] is None


def test_the_lines_say_where_and_how_much(compared: Comparison, refused: Comparison):
    lines = list(told(compared, ways=WRITTEN))
    assert any("1.2 value steps darker" in line or "1.1 value steps darker" in line for line in lines)
    assert any(line.startswith("1. ") and "[value-" in line for line in lines)
    assert list(told(refused)) == ["Not comparable. Try again."]


def test_each_face_adds_how_it_is_done_there(compared: Comparison, refused: Comparison):
    assert not [line for line in told(compared) if "--" in line or "[value-" in line]
    assert any(line.startswith(EXPOSURE) and "--card" in line for line in told(compared, ways=WRITTEN))
    assert list(told(refused, ways=Ways(corners="Drag them."))) == ["Not comparable. Try again. Drag them."]
    # Corners are no way out where the painting was found.
    found = replace(refused, alignment=compared.alignment, reason="Too bright.")
    assert told_reason(found, WRITTEN) == "Too bright."


def test_what_weighs_less_is_named_in_words(compared: Comparison):
    findings = compared.findings
    assert findings is not None
    one = findings.corrections[0]
    names = ("value-upper-left", "key", "hue-mass-2", "edges", "place-mass-1", "range", "chroma-mass-3")
    more = tuple(replace(one, id=name) for name in names)
    (line,) = (line for line in told(replace(compared, findings=replace(findings, more=more))) if "weighs" in line)
    assert "the values of the upper left, how light the painting is as a whole, the hues of value mass 2" in line
    assert not [name for name in names if re.search(rf"\b{name}\b", line) and "-" in name]
    assert told_rest([]) == ""


def test_the_scale_runs_from_blue_over_grey_to_orange_and_darkens_to_both_ends():
    dark, even, light = scale_colors([-2.0, 0.0, 2.0]).astype(int)
    assert dark[2] > dark[0] + 60
    assert light[0] > light[2] + 60
    assert np.ptp(even) <= 3
    assert even.mean() > max(dark.mean(), light.mean())
    np.testing.assert_array_equal(scale_colors([5.0]), scale_colors([2.0]))


def test_the_map_shows_errors_and_hatches_what_is_not_judged(compared: Comparison):
    drawn = draw_errors(compared)
    error = compared.findings.values.error
    by = 900 / max(error.shape)
    row, column = np.unravel_index(np.nanargmin(error), error.shape)
    spot = drawn[int((row + 0.5) * by), int((column + 0.5) * by)].astype(int)
    assert spot[2] > spot[0] + 30
    rim = drawn[9, 100:300].astype(int)
    assert np.ptp(rim) > 20
    assert set(np.unique(rim)) <= set(range(80, 160))


def test_files_are_written_renewed_and_never_over_somebodys(compared: Comparison, refused: Comparison, tmp_path: Path):
    folder = tmp_path / "compared"
    write_comparison(compared, folder)
    assert {path.name for path in folder.iterdir()} == set(FILES)
    held = np.load(folder / ERRORS, allow_pickle=False)
    np.testing.assert_array_equal(held, compared.findings.values.error)
    assert (held.dtype, np.isnan(held).any()) == (np.float32, True)
    write_comparison(refused, folder)
    assert {path.name for path in folder.iterdir()} == {"report.json"}
    write_comparison(compared, folder)
    (folder / MAP).write_bytes(b"mine")
    with pytest.raises(OutputError, match=r"value_error\.png"):
        write_comparison(compared, folder)
    assert (folder / MAP).read_bytes() == b"mine"


def test_a_study_and_a_file_of_that_name_are_left_alone(tmp_path: Path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "report.json").write_text("{}")
    with pytest.raises(OutputError, match=r"report\.json"):
        check_folder(tmp_path / "a", frozenset())
    (tmp_path / "b").write_text("a file")
    with pytest.raises(OutputError):
        check_folder(tmp_path / "b", frozenset())
    study = {"schema": "x", "written": {"report.html": {"bytes": 1, "sha256": "0"}}}
    (tmp_path / "a" / "report.json").write_text(json.dumps(study))
    with pytest.raises(OutputError, match="study of a picture"):
        check_folder(tmp_path / "a", frozenset())


def test_the_same_comparison_gives_the_same_bytes(compared: Comparison):
    first, second = files_of(compared), files_of(compared)
    assert first == second
    assert np.load(io.BytesIO(first[ERRORS])).shape == compared.findings.values.error.shape
