"""The command itself: what it says, whom it asks, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.museum.conftest import lines
from tests.museum.records import painting
from tests.museum.server import Museum, always, status

from art_assistant.cli.main import main
from art_assistant.museum.sources.hosts import ELSEWHERE, HOSTS, host_for

Open = Callable[[int], Museum]
CONTACT = ("--contact", "painter@example.org")


@pytest.fixture
def museum(opened: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Museum:
    found = opened(4)
    monkeypatch.setenv(ELSEWHERE, found.here)
    monkeypatch.chdir(tmp_path)
    return found


@pytest.mark.usefixtures("museum")
@pytest.mark.parametrize(("source", "name"), [("met", "Metropolitan"), ("aic", "Chicago"), ("cleveland", "Cleveland")])
def test_a_museum_is_fetched_and_told(
    source: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["museum", "fetch", source, *CONTACT, "--delay", "0", "--limit", "3"]) == 0
    told = capsys.readouterr()
    assert told.err.startswith("art-assistant: Asking ")
    assert name in told.err
    assert "127.0.0.1" in told.err
    assert told.out == f"The catalogue in {source}-catalogue holds 3 works, 3 with a picture.\nPictures: 3 fetched.\n"
    assert len(lines(tmp_path / f"{source}-catalogue")) == 3


@pytest.mark.usefixtures("museum")
def test_every_flag_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flags = (
        "--limit",
        "2",
        "--query",
        "quail",
        "--medium",
        "any",
        "--min-year",
        "1500",
        "--max-year",
        "1950",
        "--thumb",
    )
    more = ("--balance-by-century", "--delay", "0", "--longest-side", "256", "--all-rights", "--out", "mine", "--json")
    assert main(["museum", "fetch", "met", *CONTACT, *flags, *more, "--metadata-only"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["works"], told["pictures"], told["complete"]) == (2, 0, True)
    assert main(["museum", "fetch", "met", *CONTACT, *flags, *more, "--download-missing"]) == 0
    assert json.loads(capsys.readouterr().out)["pictures_by_reason"] == {"fetched": 2}
    assert all("/web-large/" in row["image_url"] for row in lines(tmp_path / "mine"))


def test_a_host_that_refuses_is_told_and_ends_with_four(museum: Museum, capsys: pytest.CaptureFixture[str]) -> None:
    museum.trouble["/"] = always(status(429, ("retry-after", "4000")))
    assert main(["museum", "fetch", "aic", *CONTACT, "--delay", "0"]) == 4
    told = capsys.readouterr().out
    assert "127.0.0.1 does not answer us now (refused by host). It asks for 4000 seconds." in told
    assert "the same command goes on from here" in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("met",), "--contact"),
        (("met", "--contact", "me"), "--contact"),
        (("met", "--contact", "a@b\r\nx: y"), "--contact"),
        (("met", *CONTACT, "--limit", "0"), "--limit"),
        (("met", *CONTACT, "--longest-side", "8"), "--longest-side"),
        (("met", *CONTACT, "--delay", "-1"), "--delay"),
        (("met", *CONTACT, "--delay", "nan"), "--delay"),
        (("met", *CONTACT, "--min-year", "1900", "--max-year", "1800"), "--min-year"),
        (("met", *CONTACT, "--metadata-only", "--download-missing"), "--metadata-only"),
        (("aic", *CONTACT, "--csv", "x.csv"), "--csv"),
        (("aic", "somewhere", *CONTACT), "takes no folder"),
        (("folder",), "Name the folder"),
        (("folder", "nowhere"), "no folder"),
        (("folder", ".", "--out", "below"), "outside"),
        (("folder", ".."), "outside"),
        (("met", *CONTACT, "--csv", "nowhere.csv"), "no table"),
        (("met", *CONTACT, "--csv", __file__), "no column"),
        (("louvre", *CONTACT), "invalid choice"),
        (("met", *CONTACT, "--download-missing"), "no catalogue"),
    ],
)
def test_wrong_usage_is_one_line_and_asks_nobody(
    arguments: tuple[str, ...], said: str, museum: Museum, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["museum", "fetch", *arguments]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err.splitlines()[-1]
    assert museum.asked == []
    assert list(tmp_path.iterdir()) == [], "nothing is made"


def test_wikiart_shows_its_terms(museum: Museum, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "wikiart").mkdir()
    (tmp_path / "wikiart" / "a_b.jpg").write_bytes(painting(1))
    assert main(["museum", "fetch", "wikiart", "wikiart", "--out", "out"]) == 0
    assert "terms-of-use" in capsys.readouterr().err
    assert museum.asked == []


def test_another_server_is_named_by_the_environment_alone() -> None:
    assert host_for("aic", {}) is HOSTS["aic"]
    assert host_for("aic", {ELSEWHERE: "http://10.0.0.1:8099/"}).base == "http://10.0.0.1:8099"
    assert not any(host.named or host.least < 0.2 for host in HOSTS.values())
    assert all(host.base.startswith("https://") for host in HOSTS.values())


CODE = """
import sys
sys.modules["pyarrow"] = sys.modules["httpx"] = sys.modules["httpcore"] = None
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name in {"pyarrow", "httpx", "httpcore"} else found(name, *more)
from art_assistant.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def test_without_the_extra_a_folder_works_and_a_museum_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "a.jpg").write_bytes(painting(1))

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", CODE, "museum", "fetch", *arguments]
        return subprocess.run(command, cwd=tmp_path, env=os.environ, capture_output=True, text=True, check=False)

    done = run("folder", "p", "--out", "out")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir() if path.name[0] != ".") == [
        *("catalogue.jsonl", "images")
    ]
    done = run("met", *CONTACT)
    assert done.returncode == 2
    assert "art-assistant[museum]" in done.stderr
