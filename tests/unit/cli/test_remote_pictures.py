"""``gallery.remote_pictures`` on the command line: it is said who is asked, and nobody else ever is."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tests.unit.gallery.seen.strangers import Stranger, stranger

from art_assistant.cli.main import main
from art_assistant.service.engines.operations import analyze_picture
from art_assistant.settings import Settings

REMOTE = "ART_GALLERY_REMOTE_PICTURES"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a picture to study and others to compare it with."""
    base = tmp_path_factory.mktemp("remote")
    for number, name in enumerate(("painting", "works/one", "works/two", "works/three")):
        path = base / f"{name}.png"
        path.parent.mkdir(exist_ok=True)
        rough = np.random.default_rng(number).integers(0, 256, (6, 8, 3), dtype=np.uint8)
        Image.fromarray(rough).resize((160, 120), Image.Resampling.BICUBIC).save(path)
    return base


@pytest.fixture(scope="module")
def museum(home: Path) -> Iterator[str]:
    """A museum that is not there for two works of the gallery, and owns the third."""
    with stranger() as address, pytest.MonkeyPatch.context() as patch:
        rows = [
            ["one.png", "The Pond", "CC0", f"{address}/picture", "Gift of Ann Other"],
            ["two.png", "The Mill", "Public domain", f"{address}/missing", ""],
            ["three.png", "The Bridge", "In copyright", f"{address}/picture/three", ""],
        ]
        table = "\n".join(",".join(row) for row in [["path", "title", "rights", "image_url", "credit"], *rows])
        (home / "facts.csv").write_text(table, encoding="utf-8")
        patch.setenv("ART_GALLERY_HOME", str(home / "galleries"))
        assert main(["gallery", "build", str(home / "works"), "--name", "g", "--facts", str(home / "facts.csv")]) == 0
        yield address


@pytest.fixture(autouse=True)
def settled(home: Path, museum: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ART_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ART_GALLERY_HOME", str(home / "galleries"))
    monkeypatch.setenv("ART_MUSEUM_ADDRESS", museum)
    monkeypatch.chdir(home)
    Stranger.asked.clear()


def studied(out: str, *flags: str) -> str:
    """Study the painting into a folder, and return its page."""
    assert main(["analyze", "painting.png", "--gallery", "g", "--views", "none", "--out", out, *flags]) == 0
    return Path(out, "report.html").read_text(encoding="utf-8")


def without_timings(out: str) -> dict[str, Any]:
    form = json.loads(Path(out, "report.json").read_text(encoding="utf-8"))
    return {name: part for name, part in form.items() if name not in {"timings", "seal", "written"}}


@pytest.mark.slow
def test_the_page_has_the_pictures_that_came_and_it_is_said_who_was_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    without = studied("without")
    assert Stranger.asked == []
    assert "asking" not in capsys.readouterr().err
    monkeypatch.setenv(REMOTE, "true")
    page = studied("with")
    said = capsys.readouterr().err
    assert "painting.png: asking 127.0.0.1 for pictures of related works (gallery.remote_pictures)." in said
    assert "1 picture of related works could not be fetched: the museum answers 404." in said
    assert sorted(Stranger.asked) == ["/missing", "/picture"]
    assert page.count("made smaller") == 1
    assert "Gift of Ann Other" in page
    assert not re.search(r'src="(?!data:)', page)
    assert without_timings("with") == without_timings("without")
    assert "made smaller" not in without


def test_numbers_alone_ask_nobody(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv(REMOTE, "true")
    assert main(["analyze", "painting.png", "--gallery", "g", "--json"]) == 0
    assert Stranger.asked == []
    assert "asking" not in capsys.readouterr().err


def test_a_museum_elsewhere_must_have_an_address(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ART_MUSEUM_ADDRESS", "not one")
    monkeypatch.setenv(REMOTE, "true")
    assert main(["analyze", "painting.png", "--gallery", "g", "--out", "none"]) == 2
    assert "ART_MUSEUM_ADDRESS must be" in capsys.readouterr().err
    assert not Path("none").exists()


def test_a_service_asks_nobody(home: Path) -> None:
    settings = Settings.load({"gallery": {"name": "g", "home": str(home / "galleries"), "remote_pictures": True}})
    answer, _ = analyze_picture({"views": []}, Path("painting.png").read_bytes(), settings)
    assert {work["rights"] for work in answer["references"]} == {"CC0", "Public domain", "In copyright"}
    assert Stranger.asked == []


def test_related_works_are_told_with_museum_rights_and_credit(capsys: pytest.CaptureFixture[str], museum: str) -> None:
    assert main(["similar", "painting.png", "--gallery", "g"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "   CC0; Gift of Ann Other" in lines
    assert f"   {museum}/picture" in lines
