"""The rooms of the house stay small enough to find things in, and one name means one thing."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src" / "art_assistant"
FILES_IN_A_ROOM = 12
LINES_IN_A_MODULE = 400
MEDIAN_FUNCTION = 10
LONG_FUNCTION = 35

ON_PURPOSE = {
    # The service's answers are named in its published schema after what they hold, and its client names them likewise.
    "Artwork",
    "Found",
    "Health",
    "Reference",
    "ValueStudy",
    # The encoder of manner names what it learned by the facets that the gallery makes of it.
    "FacetVectors",
}
"""Classes of one name in more than one module, each for the reason above it."""


def _trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCES.rglob("*.py"))}


def test_no_room_is_crowded():
    rooms: dict[Path, int] = defaultdict(int)
    for path in SOURCES.rglob("*.py"):
        rooms[path.parent] += path.name != "__init__.py"

    assert {room.name: files for room, files in rooms.items() if files > FILES_IN_A_ROOM} == {}


def test_no_module_is_long():
    lines = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES.rglob("*.py")}

    assert {name: count for name, count in lines.items() if count > LINES_IN_A_MODULE} == {}


def test_functions_are_short():
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for tree in _trees().values() for node in ast.walk(tree) if isinstance(node, kinds)]
    tenths = quantiles([(node.end_lineno or 0) - node.lineno + 1 for node in nodes], n=10)

    assert tenths[4] <= MEDIAN_FUNCTION
    assert tenths[8] <= LONG_FUNCTION


def test_one_name_means_one_class():
    places: dict[str, set[str]] = defaultdict(set)
    for path, tree in _trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                places[node.name].add(path.relative_to(SOURCES).as_posix())
    twice = {name: sorted(modules) for name, modules in places.items() if len(modules) > 1}

    assert {name: modules for name, modules in twice.items() if name not in ON_PURPOSE} == {}
    assert sorted(ON_PURPOSE - set(twice)) == [], "is used once only, and needs no reason any more"
