from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.museum.conftest import Counting
from tests.museum.records import painting
from tests.unit.gallery.conftest import FakeBackbone, FakeEncoder

from art_assistant.gallery.make.measuring import Tools
from art_assistant.museum.line.embed import Embedded, embed
from art_assistant.museum.sources.work import COLUMNS
from art_assistant.vision.encoders import ENCODERS

MEASURED = {"values.l_p50": 40.0, "color.chroma_mean": None}


def tools(passes: FakeBackbone | None = None) -> Tools:
    """Means of the picture in place of the networks: quick, and other for other pictures."""
    return Tools(lambda _: FakeEncoder(), passes or FakeBackbone(), lambda *_: MEASURED, workers=2)  # type: ignore[arg-type]


def row(number: int, **other: Any) -> dict[str, Any]:
    told = {"id": f"met-{number}", "title": f"Quail {number}", "licence": "CC0 1.0", "century": 16, "date": "1520"}
    return dict.fromkeys(COLUMNS) | told | other


def write_catalogue(folder: Path, seeds: Mapping[int, int], **facts: Any) -> Path:
    """Write a catalogue of works by number, each with the picture of its seed."""
    (folder / "images").mkdir(parents=True, exist_ok=True)
    rows = []
    for number, seed in seeds.items():
        data, name = painting(seed, 48, 36), f"images/met-{number}.jpg"
        (folder / name).write_bytes(data)
        rows.append(row(number, path=name, sha256=hashlib.sha256(data).hexdigest(), **facts))
    write_rows(folder, rows)
    return folder


def write_rows(folder: Path, rows: list[dict[str, Any]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows)
    (folder / "catalogue.jsonl").write_text(lines, encoding="utf-8")


def made(folder: Path) -> dict[str, bytes]:
    """Every file of a line but its mark, which tells where the catalogues lie."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".line"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


Run = Callable[..., Embedded]


@pytest.fixture(autouse=True)
def _fake_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """The encoder of these tests is a line in the registry, as any further one is."""
    monkeypatch.setitem(ENCODERS, FakeEncoder.identity, FakeEncoder)  # type: ignore[arg-type]


@pytest.fixture
def measure() -> Run:
    def call(line: Path, *catalogues: Path, passes: FakeBackbone | None = None) -> Embedded:
        return embed(catalogues, line, tools(passes), Counting())

    return call
