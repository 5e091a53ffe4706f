from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from art_assistant.cli.console import counted, say, tell, tell_json
from art_assistant.cli.main import main


def test_no_name_moves_the_cursor_or_turns_what_follows_round(capsys: pytest.CaptureFixture[str]) -> None:
    say("\x1b[31mred\u202egpj.jpg: no\x07")
    tell("Open \x1b[2J\u2028x\x9b")
    told = capsys.readouterr()
    assert told.err == "art-assistant: ?[31mred?gpj.jpg: no?\n"
    assert told.out == "Open ?[2J?x?\n"


def test_letters_and_pictures_of_letters_stay_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    painter = "\U0001f469\u200d\U0001f3a8 \xe9\u0301 \u9759"
    tell(painter)
    tell_json('{"name": "\u202e"}')
    assert capsys.readouterr().out == f'{painter}\n{{"name": "\u202e"}}\n'


def test_what_is_counted_takes_the_form_of_its_number() -> None:
    assert [counted(n, "work") for n in (0, 1, 2)] == ["0 works", "1 work", "2 works"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("command", [("list",), ("list", "--json"), ("info", "starter"), ("verify", "starter")])
def test_output_that_cannot_be_written_is_one_line_and_no_fault_of_ours(command: tuple[str, ...]) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(["src", os.environ.get("PYTHONPATH", "")])}
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "art_assistant", "gallery", *command],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, "art-assistant: The output cannot be written: the disk is full.\n")


@pytest.mark.parametrize(
    "command",
    [
        ("analyze", "x.png", "--out", ""),
        ("gallery", "build", "", "--name", "g"),
        ("gallery", "add", "g", ""),
        ("gallery", "export", "starter", ""),
    ],
)
def test_an_empty_name_is_not_the_folder_where_one_stands(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ART_GALLERY_HOME", str(tmp_path / "home"))
    assert main(list(command)) == 2
    assert "the name is empty" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
