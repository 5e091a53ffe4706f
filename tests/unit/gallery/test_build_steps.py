"""One file on its way into a gallery."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tests.unit.gallery.conftest import DIMS, picture_bytes

from art_assistant.files.walk import SUFFIXES
from art_assistant.gallery.bundle import _dumps, _lines
from art_assistant.gallery.make.journal import FileState
from art_assistant.gallery.make.measuring import COLORS, GRID_SIDE, Tools, _Begun, _Look, measure_work
from art_assistant.gallery.preview import read_preview


def looker(tools: Tools, known: Collection[str] = (), seen: Mapping[str, dict[str, Any]] | None = None) -> _Look:
    return _Look(tools, tools.encoder_for(None), set(known), seen or {}, "as ever", _Begun())


def test_a_file_that_went_away_is_known_by_nothing(tools: Tools, tmp_path: Path) -> None:
    name, state, work = looker(tools)("gone.png", tmp_path / "gone.png", None)
    assert (name, work) == ("gone.png", None)
    assert (state.size, state.mtime, state.sha256) == (0, 0, "")
    assert state.reason is not None


def test_a_picture_is_known_by_its_size_time_and_content(tools: Tools, tmp_path: Path) -> None:
    data = picture_bytes(1)
    path = tmp_path / "a.png"
    path.write_bytes(data)
    _, state, work = looker(tools)("a.png", path, None)
    assert (state.size, state.sha256, state.reason) == (len(data), hashlib.sha256(data).hexdigest(), None)
    assert state.mtime == path.stat().st_mtime_ns
    assert work is not None
    assert work[0].shape == (sum(DIMS.values()),)
    # What is known by content is not measured again; what was only seen gets new vectors.
    assert looker(tools, {state.sha256})("b.png", path, None)[2] is None
    seen = {"palette": ["kept"]}
    again = looker(tools, seen={state.sha256: seen})("c.png", path, None)[2]
    assert again is not None
    assert again[1] is seen


def test_a_broken_file_keeps_its_size_and_what_it_was(tools: Tools, tmp_path: Path) -> None:
    path = tmp_path / "broken.png"
    path.write_bytes(picture_bytes(1)[:-40])
    before = FileState(10, 20, "what it was")
    _, state, work = looker(tools)("broken.png", path, before)
    assert work is None
    assert state.size == path.stat().st_size
    assert state.sha256 == "what it was"
    assert state.reason is not None


def test_a_card_shows_a_palette_a_grid_and_a_preview(tools: Tools) -> None:
    vectors, card = measure_work(picture_bytes(3, size=(300, 200)), "a.png", tools, tools.encoder_for(None))
    assert vectors.dtype == np.float16
    assert set(card) == {"palette", "value_grid", "preview", "measures"}
    assert len(base64.b64decode(card["value_grid"])) == GRID_SIDE**2 == 576
    assert 1 <= len(card["palette"]) <= COLORS == 6
    assert sum(share for _, share in card["palette"]) == pytest.approx(1.0, abs=0.01)
    assert all(round(share, 3) == share for _, share in card["palette"])
    assert read_preview(card["preview"]) is not None
    json.dumps(card)


@pytest.mark.parametrize(("level", "byte"), [(0, 0), (255, 255), (119, 127)])
def test_a_grid_holds_lightness_in_bytes(level: int, byte: int, tools: Tools, tmp_path: Path) -> None:
    path = tmp_path / "flat.png"
    Image.fromarray(np.full((60, 90, 3), level, np.uint8)).save(path)
    _, card = measure_work(path.read_bytes(), "a", tools, tools.encoder_for(None))
    grid = np.frombuffer(base64.b64decode(card["value_grid"]), np.uint8)
    assert np.abs(grid.astype(int) - byte).max() <= 1


def test_lists_are_written_alike_whatever_the_order_of_their_keys() -> None:
    assert _lines([{"b": 1, "a": [2, 3]}]) == b'{"a":[2,3],"b":1}\n'
    assert _lines([]) == b""
    assert _dumps({"é": None}) == '{"\\u00e9":null}'
    with pytest.raises(ValueError, match="JSON"):
        _dumps({"x": float("nan")})


def test_several_pictures_are_in_hand_but_at_least_one(tools: Tools) -> None:
    assert 1 <= Tools(tools.encoder_for, tools.backbone, tools.measure).workers <= 4
    assert replace(tools, workers=1).workers == 1
    assert {".jpg", ".png", ".webp", ".avif"} <= SUFFIXES
