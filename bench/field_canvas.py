"""Measure whether the picture is found in its file, and how often something is cut off one that fills its file.

Corners are right where the worst one lies within 2 % of the diagonal of where a person put it. Beside it stands what
the product did before it looked for corners: it warned of bars or of a border of one colour. Composites of the gallery,
which nothing was learned from, say what simulated shots would promise. What the backbone says of each picture is kept
in the work folder (``ART_FIELD_WORK``, else ``build/field``).
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from _common import ROOT, best_of, emit, shared_data
from art_assistant.field.canvas import PictureCanvas, find_canvas
from art_assistant.imaging.pixels.bars import surroundings
from art_assistant.study.opening import open_picture
from art_assistant.vision.backbone import backbone

sys.path.insert(0, str(ROOT / "scripts"))
from canvas_scenes import MORE, SAYS, area_of, more_scene
from field_scenes import BOXES, PLACES, any_scene

DATA = shared_data()
WORK = Path(os.environ.get("ART_FIELD_WORK", ROOT / "build" / "field"))
NEAR = 0.02
FLAT = ("border", "mat", "bars", "page")
COMPOSITES = 120
TIMED = 24


@dataclass(frozen=True)
class Shot:
    """A file with its truth: corners as fractions, or None where the picture fills it."""

    group: str
    standard: np.ndarray
    square: np.ndarray
    corners: np.ndarray | None


def rows(folder: str, table: str) -> list[dict[str, str]]:
    with (DATA / folder / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shot_of(path: Path, group: str, corners: np.ndarray | None = None) -> Shot:
    picture = open_picture(path)
    return Shot(group, picture.standard, picture.model_input, corners)


def labelled() -> Iterator[Shot]:
    for row in rows("field", "corners.csv"):
        given = [row[f"{axis}{k}"] for k in range(1, 5) for axis in "xy"]
        corners = np.array(given, float).reshape(4, 2) if row["surround"] != "none" else None
        yield shot_of(DATA / "field" / row["path"], row["surround"], corners)


def photographs() -> Iterator[Shot]:
    for row in rows("field", "pictures.csv"):
        if row["kind"] == "photograph":
            yield shot_of(DATA / "field" / row["path"], "photographs")


def works(folder: str, table: str) -> Callable[[], Iterator[Shot]]:
    def made() -> Iterator[Shot]:
        for number, row in enumerate(rows(folder, table)):
            half = ("learned from", "not learned from")[number % 2] if folder == "masters" else "not learned from"
            yield shot_of(DATA / folder / row["path"], f"{folder}, {half}")

    return made


def composites() -> Iterator[Shot]:
    rng = np.random.default_rng(99)
    files = [DATA / "gallery" / row["path"] for row in rows("gallery", "artworks.csv")]
    places = [_rgb(path) for path in sorted((DATA / "subjects").glob("*.jpg"))]
    for k in range(COMPOSITES):
        picture = _rgb(files[int(rng.integers(len(files)))])
        if k % 2:
            made = any_scene(picture, places, rng, str(rng.choice((*BOXES, *PLACES))))
        else:
            made = more_scene(picture, places, rng, str(rng.choice(MORE, p=SAYS)))
        if area_of(made.corners) > 0.03:
            scale = 512 / max(made.pixels.shape[:2])
            small = cv2.resize(made.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            square = cv2.resize(made.pixels, (224, 224), interpolation=cv2.INTER_AREA)
            fills = bool(np.abs(made.corners - [[0, 0], [1, 0], [1, 1], [0, 1]]).max() < 1e-6)
            group = "flat" if made.surround in {*FLAT, "thin", "barred"} else "places"
            yield Shot("none" if fills else group, small, square, None if fills else made.corners)


def _rgb(path: Path) -> np.ndarray:
    return np.ascontiguousarray(cv2.imread(str(path))[..., ::-1])


def looked_at(name: str, shots: Iterable[Shot]) -> tuple[list[Shot], np.ndarray]:
    """Return shots with the backbone's cells of each, from the work folder where they are."""
    listed, path = list(shots), WORK / f"bench-cells-{name}.npy"
    if not path.is_file():
        WORK.mkdir(parents=True, exist_ok=True)
        np.save(path, np.stack([backbone().run(shot.square).tokens for shot in listed]).astype(np.float16))
    return listed, np.load(path)


def worst_corner(found: PictureCanvas, shot: Shot) -> float:
    """Return how far the worst corner is off, in diagonals; a picture that is not found is taken for the file."""
    corners = np.array(found.corners or [[0, 0], [1, 0], [1, 1], [0, 1]])
    size = np.array([shot.standard.shape[1], shot.standard.shape[0]])
    return float(np.linalg.norm((corners - shot.corners) * size, axis=1).max() / np.linalg.norm(size))


def report(name: str, shots: list[Shot], cells: np.ndarray) -> None:
    found = [find_canvas(s.standard, c.astype(np.float32)) for s, c in zip(shots, cells, strict=True)]
    warned = [bool(surroundings(s.standard, None)) for s in shots]
    for group in sorted({shot.group for shot in shots}):
        own = [k for k, shot in enumerate(shots) if shot.group == group]
        line = {"question": f"{name}: {group}", "n": len(own), "today_warned": sum(warned[k] for k in own)}
        if shots[own[0]].corners is None:
            line |= {"cut": sum(found[k].applied for k in own), "offered": sum(_offered(found[k]) for k in own)}
        else:
            off = {k: worst_corner(found[k], shots[k]) for k in own}
            line |= {
                "right": sum(v <= NEAR for v in off.values()),
                "median_worst_corner": round(float(np.median(list(off.values()))), 4),
                "applied": sum(found[k].applied for k in own),
                "applied_and_right": sum(found[k].applied and off[k] <= NEAR for k in own),
            }
        emit(line)


def _offered(found: PictureCanvas) -> bool:
    return found.corners is not None and not found.applied


def gathered_groups(shots: list[Shot]) -> list[Shot]:
    """Return labelled shots under the two headings of the aims: what lies flat round the picture, and places."""
    heading = {True: "borders, mats, bars, pages", False: "easel, wall, frame, desk, garden"}
    return [
        Shot(s.group if s.corners is None else heading[s.group in FLAT], s.standard, s.square, s.corners) for s in shots
    ]


def timed(name: str, shots: list[Shot], cells: np.ndarray) -> None:
    own = list(zip(shots, cells.astype(np.float32), strict=True))[:: max(1, len(shots) // TIMED)][:TIMED]
    spent = best_of(lambda: [find_canvas(s.standard, c) for s, c in own], repeat=3)
    emit({"question": f"time: {name}", "n": len(own), **{k: round(v / len(own), 2) for k, v in spent.items()}})


def main() -> None:
    cv2.setNumThreads(1)
    shots, cells = looked_at("labelled", labelled())
    report("corners", [s for s in shots if s.corners is not None], cells[[s.corners is not None for s in shots]])
    report("all", gathered_groups(shots), cells)
    timed("labelled", shots, cells)
    report("fills", *looked_at("photographs", photographs()))
    for folder, table in (("masters", "paintings.csv"), ("gallery", "artworks.csv")):
        shots, cells = looked_at(folder, works(folder, table)())
        report("fills", shots, cells)
        timed(folder, shots, cells)
    report("composites", *looked_at("composites", composites()))


if __name__ == "__main__":
    main()
