"""The commands of the line: what they say, and how they end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.museum.line.conftest import made
from tests.museum.records import painting
from tests.museum.server import Museum, always, status

from art_assistant.cli.main import main
from art_assistant.gallery.home import open_gallery
from art_assistant.museum.sources.hosts import ELSEWHERE

Open = Callable[[int], Museum]
CONTACT = ("--contact", "painter@example.org", "--longest-side", "64", "--limit", "3")


@pytest.fixture
def museum(opened: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Museum:
    found = opened(3)
    monkeypatch.setenv(ELSEWHERE, found.here)
    monkeypatch.chdir(tmp_path)
    return found


@pytest.mark.slow
def test_a_refresh_goes_all_the_way_and_the_next_does_what_changed(
    museum: Museum, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["museum", "refresh", "met", *CONTACT]) == 0
    told = capsys.readouterr().out
    assert "The line in met-line holds 3 works in 1 shard: 3 measured now." in told
    assert "Since the last time: 3 new, 0 with another picture, 0 with other facts, 0 gone." in told
    assert "golden queries absent" in told
    before = made(tmp_path / "met-line")
    museum.changes[2] = {"title": "Partridge"}
    assert main(["museum", "refresh", "met", *CONTACT, "--to", "releases", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["fetch", "embed", "build", "verify", "publish"]
    assert (told["publish"]["channel"], told["publish"]["works"]) == ("staging", 3)
    assert main(["museum", "promote", "releases"]) == 0
    assert "'production' is at version" in capsys.readouterr().out
    assert len(open_gallery(tmp_path / "releases").works) == 3
    assert (told["embed"]["measured"], told["embed"]["changes"]["facts"]) == (0, ["met-2"])
    assert told["verify"]["passed"]
    after = made(tmp_path / "met-line")
    assert {name for name in after if after[name] != before.get(name)} == {
        *("embedded.jsonl", "gallery/artworks.jsonl", "gallery/manifest.json", "verified.json")
    }


def test_the_steps_one_by_one_and_a_gate_that_refuses(
    museum: Museum, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert museum.here
    (tmp_path / "own").mkdir()
    for seed in range(3):
        (tmp_path / "own" / f"{seed}.jpg").write_bytes(painting(seed, 64, 48))
    assert main(["museum", "fetch", "folder", "own", "--out", "own-catalogue"]) == 0
    assert main(["museum", "embed", "own-catalogue", "--line", "mine", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["works"] == 3
    assert main(["museum", "build", "mine", "--json"]) == 0
    assert not json.loads(capsys.readouterr().out)["unchanged"]
    assert main(["museum", "verify", "mine", "--remember"]) == 2
    told = capsys.readouterr()
    assert "facts          FAILED  3 works tell no rights" in told.out
    assert told.err.endswith("The gallery did not pass 1 gate: facts.\n")
    assert not (tmp_path / "mine" / "verified.json").exists()
    assert main(["museum", "build", "mine"]) == 0
    assert "it was so before" in capsys.readouterr().out


def test_a_museum_that_refuses_ends_it_before_anything_is_built(
    museum: Museum, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    museum.trouble["/"] = always(status(429, ("retry-after", "4000")))
    assert main(["museum", "refresh", "aic", *CONTACT, "--json"]) == 4
    assert list(json.loads(capsys.readouterr().out)) == ["fetch"]
    assert not (tmp_path / "aic-line").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("louvre", *CONTACT), "no source 'louvre'"),
        (("folder",), "Name the folder"),
        (("met", "met", *CONTACT), "named once"),
        (("met", "aic", "--out", "x", *CONTACT), "--out"),
        (("met",), "--contact"),
    ],
)
def test_wrong_usage_is_one_line_and_asks_nobody(
    arguments: tuple[str, ...], said: str, museum: Museum, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["museum", "refresh", *arguments]) == 2
    assert said in capsys.readouterr().err.splitlines()[-1]
    assert museum.asked == []
    assert list(tmp_path.iterdir()) == []


def test_pictures_that_cannot_be_used_end_with_four(
    museum: Museum, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["museum", "fetch", "met", *CONTACT]) == 0
    assert museum.asked
    (tmp_path / "met-catalogue" / "images" / "met-2.jpg").unlink()
    assert main(["museum", "embed", "met-catalogue"]) == 4
    told = capsys.readouterr()
    assert "  met-2: " in told.err
    assert "1 picture cannot be used." in told.out
