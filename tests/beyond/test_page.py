"""The page on going beyond one machine: every command of it is one, and those that need no other machine run."""

from __future__ import annotations

import shlex
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.conftest import ROOT
from tests.test_docs import blocks, our_commands

from art_assistant.cli.main import build_parser, main

PAGE = ROOT / "docs" / "guide" / "beyond.md"
CALLS = [
    call.rpartition("art-assistant ")[2]
    for block in blocks(PAGE.read_text(encoding="utf-8"), "")
    for line in block.splitlines()
    for call in our_commands(line[line.find("art-assistant ") :] if "art-assistant " in line else "")
]


def test_every_command_of_the_page_is_one():
    assert len(CALLS) >= 8
    for call in CALLS:
        assert build_parser().parse_args(shlex.split(call)).command == call.split()[0]


@pytest.mark.slow
@pytest.mark.skipif(find_spec("pymilvus") is None, reason="needs the extra 'milvus'")
def test_those_with_a_file_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "examples" / "sample-painting.jpg", "painting.jpg")
    calls = [call for call in CALLS if "rows.db" in call]
    assert len(calls) == 2
    for call in calls:
        assert main(shlex.split(call)) == 0
