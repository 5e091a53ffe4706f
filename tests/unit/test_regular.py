from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from art_assistant.base.regular import open_regular, read_regular

PIPES = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
READERS = {
    "facts.csv": "from art_assistant.gallery.bring.table import read_table; read_table(home / 'facts.csv')",
    "versions/000001-0123456789ab/manifest.json": (
        "from art_assistant.gallery.bundle import read_manifest; read_manifest(home)"
    ),
    ".art-assistant-writing/plan.json": "from art_assistant.files.placing import mend; mend(home)",
    "art-assistant.toml": "from art_assistant.settings import Settings; os.chdir(home); Settings.load(env={})",
}
"""Where a pipe lies, and what reads there."""


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"words")
    (tmp_path / "link").symlink_to("file")
    assert read_regular(tmp_path / "file") == read_regular(tmp_path / "link") == b"words"


@pytest.mark.parametrize("name", [".", "none", os.devnull])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OSError, match=r"no regular file|No such file|cannot find"):
        open_regular(tmp_path / name)


@PIPES
@pytest.mark.parametrize("name", READERS)
def test_a_pipe_keeps_nobody_waiting(tmp_path: Path, name: str) -> None:
    (tmp_path / "CURRENT").write_text("000001-0123456789ab")
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(tmp_path / name)
    code = f"import os, pathlib, sys; home = pathlib.Path(sys.argv[1]); {READERS[name]}"
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "Error: " in done.stderr.splitlines()[-1]
