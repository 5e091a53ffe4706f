"""Draw the rooms of the package and what each imports, from the sources and the layers of ``pyproject.toml``.

    python scripts/draw_architecture.py            # writes docs/img/architecture.svg
    python scripts/draw_architecture.py --check    # exit 1 where the drawing is not what the sources say

An arrow that others imply is left out: where A needs B and B needs C, A's own arrow to C is not drawn.
"""

from __future__ import annotations

import argparse
import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple
from xml.sax.saxutils import escape

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = ROOT / "src" / "art_assistant"
DRAWING: Final = ROOT / "docs" / "img" / "architecture.svg"

WIDTH: Final = 1200
BOX: Final = 236
GAP: Final = 34
LINE: Final = 17
HEAD: Final = 34
BETWEEN: Final = 40

Needs = dict[str, set[str]]


class Place(NamedTuple):
    """Where a room is drawn: its top left corner and its height."""

    x: float
    y: float
    tall: float


def layers() -> list[list[str]]:
    """Return the floors of the house, the top one first, each with its rooms, as the import contract has them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    house: dict[str, Any] = next(contract for contract in contracts if contract["type"] == "layers")
    return [[room.strip(" ()") for room in floor.split("|")] for floor in house["layers"]]


def inside(room: str) -> list[str]:
    """Return the rooms within a room, or the modules of one that has none; nothing for a single module."""
    folder = PACKAGE / room
    if not folder.is_dir():
        return []
    rooms = sorted(path.parent.name for path in folder.glob("*/__init__.py"))
    modules = sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
    return [f"{name}/" for name in rooms] + modules


def needs() -> Needs:
    """Return room to the rooms that it imports."""
    found: Needs = {room: set() for floor in layers() for room in floor}
    for path in sorted(PACKAGE.rglob("*.py")):
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if room in found:
            found[room] |= {name for name in _imported(path) if name in found and name != room}
    return found


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "art_assistant":
            parts = node.module.split(".")
            yield from [parts[1]] if len(parts) > 1 else [alias.name for alias in node.names]


def without_implied(all_needs: Needs) -> Needs:
    """Return the arrows that no chain of other arrows implies."""
    return {
        room: {
            other for other in found if not any(other in _reached(step, all_needs) for step in found if step != other)
        }
        for room, found in all_needs.items()
    }


def _reached(room: str, all_needs: Needs) -> set[str]:
    seen: set[str] = set()
    waiting = [room]
    while waiting:
        for other in all_needs[waiting.pop()] - seen:
            seen.add(other)
            waiting.append(other)
    return seen


def _lines(names: list[str], most: int = 30) -> list[str]:
    """Break a list of names into lines of at most ``most`` characters."""
    lines: list[str] = []
    for name in names:
        if lines and len(lines[-1]) + len(name) + 2 <= most:
            lines[-1] += f", {name}"
        else:
            lines.append(name)
    return lines


def draw() -> str:
    """Return the drawing as SVG."""
    places: dict[str, Place] = {}
    boxes: list[str] = []
    y = 20.0
    for floor in layers():
        tall = max(HEAD + LINE * len(_lines(inside(room))) for room in floor)
        left = (WIDTH - len(floor) * BOX - (len(floor) - 1) * GAP) / 2
        for at, room in enumerate(floor):
            x = left + at * (BOX + GAP)
            places[room] = Place(x, y, tall)
            boxes.append(_box(room, places[room]))
        y += tall + BETWEEN
    pairs = [(room, other) for room, found in without_implied(needs()).items() for other in sorted(found)]
    arrows = [_arrow(places[room], places[other], 1 - 2 * (at % 2)) for at, (room, other) in enumerate(pairs)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y - BETWEEN + 20:.0f}" '
        'font-family="system-ui, sans-serif" role="img">'
        "<title>The rooms of the package; each imports only from rooms below it</title>"
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0L8 4L0 8z" fill="#555"/></marker></defs>'
        '<rect width="100%" height="100%" fill="#fff"/>'
    )
    return "\n".join([head, *arrows, *boxes, "</svg>"]) + "\n"


def _box(room: str, place: Place) -> str:
    x, y = place.x, place.y
    text = "".join(
        f'<text x="{x + 12:.0f}" y="{y + HEAD + 8 + LINE * at:.0f}" font-size="12" fill="#444">{escape(line)}</text>'
        for at, line in enumerate(_lines(inside(room)))
    )
    name = f'<text x="{x + 12:.0f}" y="{y + 22:.0f}" font-size="15" font-weight="600" fill="#111">{escape(room)}</text>'
    frame = (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{BOX}" height="{place.tall:.0f}" rx="6" fill="#f4f4f4" stroke="#555"/>'
    )
    return frame + name + text


def _arrow(start: Place, end: Place, side: int) -> str:
    """Return an arrow: straight down to a room just below, else in a bow beside the house, right (1) or left (-1)."""
    if end.y - start.y - start.tall <= BETWEEN + 1:
        x0, y0, x1, y1 = start.x + BOX / 2, start.y + start.tall, end.x + BOX / 2, end.y - 2
        bend = (y1 - y0) / 2
        path = f"M{x0:.0f} {y0:.0f}C{x0:.0f} {y0 + bend:.0f} {x1:.0f} {y1 - bend:.0f} {x1:.0f} {y1:.0f}"
    else:
        x0, x1 = ((place.x + BOX if side > 0 else place.x) for place in (start, end))
        y0, y1 = start.y + start.tall / 2, end.y + end.tall / 2
        out = max(x0 * side, x1 * side) * side + side * (24 + (y1 - y0) * 0.22)
        path = f"M{x0:.0f} {y0:.0f}C{out:.0f} {y0:.0f} {out:.0f} {y1:.0f} {x1 + 2 * side:.0f} {y1:.0f}"
    return f'<path d="{path}" fill="none" stroke="#777" marker-end="url(#tip)"/>'


def main() -> int:
    """Write the drawing, or say whether it is true."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true")
    drawing = draw()
    if parser.parse_args().check:
        return int(DRAWING.read_text(encoding="utf-8") != drawing)
    DRAWING.write_text(drawing, encoding="utf-8", newline="\n")
    print(f"wrote {DRAWING.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
