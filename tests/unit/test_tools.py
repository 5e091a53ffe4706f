"""Benchmarks and scripts ask for what the package has: a move of a module does not leave them behind."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = sorted(path for folder in ("bench", "scripts", "train", "examples") for path in (ROOT / folder).glob("*.py"))


def asked_of_us(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "art_assistant":
            yield from ((node.module or "", alias.name) for alias in node.names)


def has(module: str, name: str) -> bool:
    if hasattr(importlib.import_module(module), name):
        return True
    try:
        importlib.import_module(f"{module}.{name}")
    except ModuleNotFoundError:
        return False
    return True


@pytest.mark.parametrize("path", TOOLS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_tool_asks_only_for_what_is_there(path: Path):
    missing = [f"{module}.{name}" for module, name in asked_of_us(path) if not has(module, name)]
    assert not missing
