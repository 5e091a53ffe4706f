"""The notebook runs from its first cell to its last, against a museum on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import ROOT
from tests.museum.server import Museum, serving
from tests.ops.conftest import KEPT

from art_assistant.cli.main import main

NOTEBOOK: dict[str, Any] = json.loads((ROOT / "examples" / "refresh.ipynb").read_text(encoding="utf-8"))
CELLS = ["".join(cell["source"]) for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]
RUN = """
import sys
names = {"__name__": "__main__"}
for number, cell in enumerate(sys.stdin.read().split("\\f")):
    exec(compile(cell, f"cell {number}", "exec"), names)
"""


def has_the_line() -> bool:
    try:
        main(["museum", "refresh", "--help"])
    except SystemExit as end:
        return end.code == 0
    return False


def test_the_notebook_is_one_and_holds_no_output() -> None:
    assert (NOTEBOOK["nbformat"], NOTEBOOK["nbformat_minor"]) >= (4, 5)
    assert len(CELLS) >= 5
    ids = [cell["id"] for cell in NOTEBOOK["cells"]]
    assert len(ids) == len(set(ids))
    for cell in NOTEBOOK["cells"]:
        assert cell["metadata"] == {}
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    for number, cell in enumerate(CELLS):
        compile(cell, f"cell {number}", "exec")


@pytest.mark.slow
def test_every_cell_runs_and_the_second_refresh_measures_nothing(tmp_path: Path) -> None:
    if not has_the_line():
        pytest.skip("the museum's line is not here")
    with serving(Museum(24)) as museum:
        env = {name: os.environ[name] for name in KEPT if name in os.environ}
        env |= {"HOME": str(tmp_path), "ART_MUSEUM_ADDRESS": museum.here}
        env["PYTHONPATH"] = os.environ.get("PYTHONPATH", str(ROOT / "src"))
        done = subprocess.run(
            [sys.executable, "-c", RUN],
            input="\f".join(CELLS),
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = done.stdout.splitlines()
    assert lines[0] == "24 works, 24 measured now"
    assert "0 measured now; changed: {'new': 0, 'pictures': 0, 'facts': 0, 'gone': 0}" in lines
    assert "the same gallery" in lines
