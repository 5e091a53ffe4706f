"""The switches that keep libraries from reporting home: which, when they are set, and what they leave alone."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from art_assistant.base import telemetry
from art_assistant.base.telemetry import SWITCHES

ROOT = Path(__file__).resolve().parents[2]
EVERYWHERE = {switch.variable: switch.value for switch in SWITCHES if switch.everywhere}


def bare_environment() -> dict[str, str]:
    known = {switch.variable for switch in SWITCHES}
    return {name: value for name, value in os.environ.items() if name not in known}


def test_a_process_of_ours_has_every_switch() -> None:
    environment: dict[str, str] = {}
    telemetry.silence_process(environment)
    assert environment == {switch.variable: switch.value for switch in SWITCHES}


def test_what_somebody_set_stays_and_an_empty_variable_counts_as_not_set() -> None:
    chosen = {"ORT_DISABLE_TELEMETRY": "0", "DO_NOT_TRACK": "", "RAY_USAGE_STATS_ENABLED": "1"}
    telemetry.silence_process(chosen)
    assert (chosen["ORT_DISABLE_TELEMETRY"], chosen["RAY_USAGE_STATS_ENABLED"]) == ("0", "1")
    assert chosen["DO_NOT_TRACK"] == "1"


def test_importing_the_package_changes_only_what_must_be_set_before_an_import() -> None:
    code = "import json, os; before = dict(os.environ); import art_assistant.errors; after = dict(os.environ)\n"
    code += "print(json.dumps({k: v for k, v in after.items() if before.get(k) != v}))"
    command = [sys.executable, "-c", code]
    printed = subprocess.run(command, env=bare_environment(), capture_output=True, text=True, check=True).stdout
    assert json.loads(printed) == EVERYWHERE == {"ORT_DISABLE_TELEMETRY": "1"}


def test_the_command_line_hands_every_switch_to_what_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    for switch in SWITCHES:
        monkeypatch.delenv(switch.variable, raising=False)
    code = "import os, sys; from art_assistant.cli import main; main(['gallery', 'list']); "
    code += "import json; sys.stderr.write(json.dumps(dict(os.environ)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    environment = json.loads(done.stderr)
    assert {switch.variable: environment.get(switch.variable) for switch in SWITCHES} == {
        switch.variable: switch.value for switch in SWITCHES
    }


def test_the_security_page_has_the_table_of_switches() -> None:
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    for switch in SWITCHES:
        where = "everywhere" if switch.everywhere else "our processes"
        assert f"| `{switch.variable}={switch.value}` | {where} | {switch.why} |" in page


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The line and the first word of each name that a file imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module.split(".")[0]


@pytest.mark.parametrize("folder", ["bench", "examples", "scripts", "train"])
def test_every_tool_imports_the_package_before_onnx_runtime(folder: str) -> None:
    for file in sorted((ROOT / folder).glob("*.py")):
        lines = list(imported(ast.parse(file.read_text(encoding="utf-8"))))
        runtime = [line for line, name in lines if name == "onnxruntime"]
        ours = [line for line, name in lines if name == "art_assistant"]
        assert not runtime or min(ours, default=sys.maxsize) < min(runtime), file.name
