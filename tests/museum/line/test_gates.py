"""No gallery gets its word that lacks something: each gate is led a gallery that it alone refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tests.museum.line.conftest import Run, tools, write_catalogue
from tests.unit.gallery.conftest import FakeBackbone, FakeEncoder

from art_assistant.errors import GalleryNotFoundError, NotVerifiedError, UsageError
from art_assistant.gallery.bundle import bundle_files, read_bundle
from art_assistant.gallery.index.choose import build_index
from art_assistant.museum.line.build import build
from art_assistant.museum.line.verified import passed_of, verified
from art_assistant.museum.line.verify import Verified, verify
from art_assistant.vision.encoders import ENCODERS

WORKS = 12


@pytest.fixture
def line(measure: Run, tmp_path: Path) -> Path:
    """A line that is measured and built."""
    folder = tmp_path / "line"
    measure(folder, write_catalogue(tmp_path / "catalogue", {n: n for n in range(WORKS)}))
    build(folder)
    return folder


def failed(line: Path, **how: Any) -> list[str]:
    return verify(line, tools(), **how).failed


def rewrite(line: Path, change: Callable[[Any], None]) -> None:
    """Write the gallery anew with something changed, all its digests right."""
    bundle = read_bundle(line / "gallery")
    works = [json.loads(text) for text in bytes(bundle.artworks).splitlines()]
    parts = SimpleNamespace(manifest=dict(bundle.manifest), works=works, rows=np.array(bundle.features), shown=None)
    change(parts)
    index = build_index(parts.rows if parts.shown is None else parts.shown).to_bytes()
    for name, data in bundle_files(parts.manifest, index, parts.works, parts.rows).items():
        (line / "gallery" / name).unlink()
        (line / "gallery" / name).write_bytes(data)


def test_a_sound_gallery_gets_its_word(line: Path) -> None:
    with pytest.raises(NotVerifiedError, match="museum verify"):
        verified(line)
    done = verify(line, tools())
    assert done.failed == []
    assert done.verdicts["golden queries"].passed is None, "told as absent"
    assert done.verdicts["self-recall"].figure == 1.0
    assert verified(line) == line / "gallery"
    assert set(passed_of(line)["gates"]) == set(done.verdicts)


def test_the_word_is_for_one_gallery_alone(line: Path, measure: Run, tmp_path: Path) -> None:
    verify(line, tools())
    build(line)
    assert verified(line), "built again to the same bytes, it is the same gallery"
    measure(line, write_catalogue(tmp_path / "catalogue", {n: n for n in range(WORKS + 1)}))
    assert verified(line), "what is measured next is not in it yet"
    build(line)
    assert passed_of(line) == {}
    with pytest.raises(NotVerifiedError):
        verified(line)
    verify(line, tools())
    (line / "verified.json").write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(NotVerifiedError):
        verified(line)


def test_nothing_is_verified_that_is_not_built(measure: Run, tmp_path: Path) -> None:
    measure(tmp_path / "line", write_catalogue(tmp_path / "catalogue", {1: 1}))
    for call in (lambda: verify(tmp_path / "line", tools()), lambda: verified(tmp_path / "line")):
        with pytest.raises(GalleryNotFoundError, match="museum build"):
            call()


@pytest.mark.parametrize("name", ["index.faiss", "artworks.jsonl", "features.npy", "manifest.json"])
def test_one_bit_is_found(name: str, line: Path) -> None:
    verify(line, tools())
    data = bytearray((line / "gallery" / name).read_bytes())
    data[len(data) // 2] ^= 1
    (line / "gallery" / name).write_bytes(bytes(data))
    assert failed(line) == ["checksums"]
    assert passed_of(line) == {}, "the word it had before is gone"


def test_a_damaged_shard_is_found(line: Path) -> None:
    shard = next((line / "shards").glob("*.jsonl"))
    shard.write_bytes(shard.read_bytes()[:-1])
    assert failed(line) == ["checksums"]


def spoil_count(parts: Any) -> None:
    parts.works[3] = parts.works[2]


def spoil_numbers(parts: Any) -> None:
    parts.rows[3, -1] = np.nan


def spoil_norms(parts: Any) -> None:
    parts.rows[3] *= 1.02


def spoil_learned(parts: Any) -> None:
    parts.rows[3, :6] = 0.0


def spoil_index(parts: Any) -> None:
    parts.shown = np.roll(parts.rows, 1, axis=0)[:, ::-1].copy()


def spoil_encoder(parts: Any) -> None:
    parts.manifest["encoder"] = "stranger@1"


def spoil_rights(parts: Any) -> None:
    del parts.works[3]["rights"]


@pytest.mark.parametrize(
    ("spoil", "gate"),
    [
        (spoil_count, "counts"),
        (spoil_numbers, "numbers"),
        (spoil_norms, "norms"),
        (spoil_learned, "norms"),
        (spoil_index, "self-recall"),
        (spoil_encoder, "encoder"),
        (spoil_rights, "facts"),
    ],
)
def test_each_gate_refuses_its_own_fault(spoil: Callable[[Any], None], gate: str, line: Path) -> None:
    rewrite(line, spoil)
    assert gate in failed(line)
    with pytest.raises(NotVerifiedError):
        verified(line)


class Other(FakeBackbone):
    """Sees everything a little brighter."""

    def run(self, model_input: np.ndarray) -> Any:
        seen = super().run(model_input)
        return SimpleNamespace(saliency=seen.saliency, embedding=seen.embedding + 20.0)


def test_a_network_that_sees_otherwise_is_found(line: Path) -> None:
    assert verify(line, tools(Other())).failed == ["encoder"]


def test_an_encoder_that_is_not_here_is_found(line: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(ENCODERS, FakeEncoder.identity)
    assert verify(line, tools()).failed == ["encoder"]


def test_pictures_that_are_away_or_changed_cannot_be_compared(line: Path, tmp_path: Path) -> None:
    for change in (lambda path: path.write_bytes(b"x"), Path.unlink):
        change(tmp_path / "catalogue" / "images" / "met-0.jpg")
        assert failed(line) == ["encoder"]


def test_golden_queries_are_remembered_and_asked_again(line: Path) -> None:
    done = verify(line, tools(), remembers=True)
    assert (done.failed, done.remembered) == ([], WORKS)
    told = json.loads((line / "golden.json").read_text("utf-8"))
    assert told["manifest_sha256"] == passed_of(line)["manifest_sha256"]
    assert all(len(set(query["expected"]) - {query["id"]}) == 2 for query in told["queries"])
    done = verify(line, tools())
    assert (done.verdicts["golden queries"].passed, done.verdicts["golden queries"].figure) == (True, 1.0)


def test_a_gallery_that_answers_otherwise_is_refused(line: Path, measure: Run, tmp_path: Path) -> None:
    verify(line, tools(), remembers=True)
    measure(line, write_catalogue(tmp_path / "catalogue", {n: 100 + n for n in range(WORKS)} | {n: n for n in (1, 2)}))
    build(line)
    done = verify(line, tools())
    assert done.failed == ["golden queries"]
    assert done.verdicts["golden queries"].figure < 1.0


def change_golden(line: Path, **other: Any) -> None:
    place = line / "golden.json"
    place.write_text(json.dumps(json.loads(place.read_text("utf-8")) | other), encoding="utf-8")


def test_a_query_whose_work_is_gone_finds_nothing(line: Path) -> None:
    verify(line, tools(), remembers=True)
    change_golden(line, queries=[{"id": "met-99", "expected": ["met-1"], "least": 0.5}])
    assert failed(line) == ["golden queries"]
    change_golden(line, encoder="fake@0")
    assert failed(line) == ["golden queries"]


def test_files_that_hold_no_golden_queries_are_told(line: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--remember"):
        verify(line, tools(), golden=tmp_path / "nowhere.json")
    verify(line, tools(), remembers=True)
    change_golden(line, queries=[{"id": "met-1", "expected": [], "least": 0.5}])
    with pytest.raises(UsageError, match="--golden"):
        verify(line, tools())
    (tmp_path / "mine.json").write_text('{"mine": 1}', encoding="utf-8")
    for remembers in (False, True):
        with pytest.raises(UsageError, match="no golden queries"):
            verify(line, tools(), golden=tmp_path / "mine.json", remembers=remembers)
    assert (tmp_path / "mine.json").read_text("utf-8") == '{"mine": 1}'
    done = verify(line, tools(), golden=tmp_path / "other.json", remembers=True)
    assert done.remembered == WORKS
    assert (tmp_path / "other.json").is_file()


def test_a_gallery_of_one_work_has_nothing_to_remember(measure: Run, tmp_path: Path) -> None:
    measure(tmp_path / "line", write_catalogue(tmp_path / "catalogue", {1: 1}))
    build(tmp_path / "line")
    with pytest.raises(UsageError, match="one work"):
        verify(tmp_path / "line", tools(), remembers=True)
    assert verify(tmp_path / "line", tools()).failed == []


def test_verdicts_are_told_as_numbers() -> None:
    verdict = verify.__globals__["failed"]("why", 0.12345678)
    assert verdict.as_dict() == {"passed": False, "figure": 0.123457, "said": "why"}
    assert Verified({"a": verdict, "b": replace(verdict, passed=None)}).failed == ["a"]
