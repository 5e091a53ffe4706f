from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from art_assistant.errors import ArtAssistantError
from art_assistant.imaging.arrays import Picture
from art_assistant.imaging.decode import decode

HERE = Path(__file__).resolve().parent
TABLE = list(csv.DictReader((HERE / "expected.csv").read_text(encoding="utf-8").splitlines()))
NAMES = [row["file"] for row in TABLE]
BY_NAME = {row["file"]: row for row in TABLE}
CUTTABLE = ["plain.jpg", "progressive.jpg", "plain.png", "plain.webp", "lzw.tif", "plain.gif", "one-bit.bmp"]


def _bytes(name: str) -> bytes:
    return (HERE / "files" / name).read_bytes()


def _arrays(picture: Picture) -> list[np.ndarray]:
    return [picture.working, picture.standard, picture.detail, picture.model_input]


def _outcome(data: bytes) -> tuple[str, Picture | None]:
    try:
        return "ok", decode(data)
    except ArtAssistantError as error:
        refusal = error
    message = str(refusal)
    assert "\n" not in message
    assert message.endswith(".")
    assert refusal.code != "internal"
    return refusal.code, None


def test_the_table_names_every_file_and_nothing_else():
    assert sorted(NAMES) == sorted(path.name for path in (HERE / "files").iterdir())
    assert len(NAMES) >= 120


@pytest.mark.parametrize("row", TABLE, ids=NAMES)
def test_each_file_comes_to_what_the_table_says(row: dict[str, str]):
    code, picture = _outcome(_bytes(row["file"]))
    assert code in row["outcome"].split("|")
    if row["outcome"] != "ok":
        return
    assert picture is not None
    found = (picture.format, picture.width, picture.height, picture.frames)
    assert found == (row["format"], int(row["width"]), int(row["height"]), int(row["frames"]))
    assert max(picture.standard.shape[:2]) == 512
    assert picture.model_input.shape == (224, 224, 3)
    assert picture.detail.shape[:2] == (picture.height, picture.width) or max(picture.detail.shape[:2]) == 1600


@pytest.mark.parametrize("row", [row for row in TABLE if row["notes"] == "warns"], ids=lambda row: row["file"])
def test_what_is_assumed_is_said(row: dict[str, str]):
    assert any("colour profile" in warning for warning in decode(_bytes(row["file"])).warnings)


@pytest.mark.parametrize("name", [n for n in NAMES if BY_NAME[n]["outcome"] == "ok"])
def test_the_same_bytes_give_the_same_arrays(name: str):
    one, two = decode(_bytes(name)), decode(_bytes(name))
    assert all(np.array_equal(a, b) for a, b in zip(_arrays(one), _arrays(two), strict=True))
    assert one.sha256 == two.sha256


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif"])
def test_the_eight_orientations_are_one_picture(ending: str):
    upright, *turned = (decode(_bytes(f"orientation-{number}.{ending}")) for number in range(1, 9))
    for picture in turned:
        assert all(np.array_equal(a, b) for a, b in zip(_arrays(upright), _arrays(picture), strict=True))
        assert (picture.width, picture.height) == (upright.width, upright.height)


@pytest.mark.parametrize("name", CUTTABLE)
def test_a_cut_file_is_refused_or_is_the_whole_picture(name: str):
    data = _bytes(name)
    whole = decode(data).detail
    for length in {*range(0, len(data), max(1, len(data) // 150)), *range(len(data) - 40, len(data))}:
        code, picture = _outcome(data[:length])
        assert picture is None or np.array_equal(picture.detail, whole), f"{name} cut to {length}: {code}"


def test_a_text_bomb_leaves_no_trace():
    plain, bomb = decode(_bytes("plain.png")), decode(_bytes("bomb-ztxt.png"))
    assert np.array_equal(plain.detail, bomb.detail)
    assert bomb.warnings == plain.warnings


REFUSED_BOMBS = [name for name in NAMES if name.startswith("bomb-") and BY_NAME[name]["outcome"] != "ok"]


@pytest.mark.parametrize("name", [n for n in REFUSED_BOMBS if not n.endswith(".avif")])
def test_a_bomb_is_refused_before_any_decoder_sees_it(name: str, monkeypatch: pytest.MonkeyPatch):
    def opened(*_: object, **__: object) -> None:
        raise AssertionError("a decoder was asked")

    monkeypatch.setattr(Image, "open", opened)
    code, _ = _outcome(_bytes(name))
    assert code == BY_NAME[name]["outcome"]


def test_the_kinds_of_bomb_are_at_least_five():
    assert len(REFUSED_BOMBS) >= 5
    assert {name.rsplit(".", 1)[1] for name in REFUSED_BOMBS} >= {"png", "jpg", "gif", "webp", "bmp", "tif"}
