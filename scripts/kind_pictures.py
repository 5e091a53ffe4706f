"""The pictures that the head of kinds learns from and is steered by, a set at a time, each with the kinds it may be.

Pictures that are made are seeded by their set and number, so that a set can be made again in part.
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from field_others import other
from field_scenes import BOXES, PLACES, any_scene
from kind_views import hung, stood, taken, unsquashed
from numpy.typing import NDArray

from art_assistant.field.labels import DRAWING, OTHER, PAINTING, PHOTOGRAPH
from art_assistant.study.opening import open_picture

ROOT: Final = Path(__file__).resolve().parents[1]
DATA: Final = Path(os.environ.get("ART_TEST_DATA", ROOT.parent / "shared" / "data"))
SIDE: Final = 224
REALISTS: Final = ("Realism", "Romanticism", "Neoclassicism", "Contemporary")
A_REALIST_STYLE: Final = 445
FIRST_OF_A_STYLE, MORE_OF_A_STYLE, OTHERS, SCENES, SCENES_OF_PHOTOGRAPHS = 45, 110, 800, 700, 200
HUNG, HUNG_PHOTOGRAPHS, ROOMS, ROOMS_OF_PHOTOGRAPHS = 650, 100, 450, 50
ART_TAKEN, PHOTOGRAPHS_TAKEN, PARTS, SHARPEST = 250, 500, 2, 900

U8 = NDArray[np.uint8]
Made = tuple[U8, list[str]]
Rows = list[dict[str, str]]
Maker = Callable[[Path | None], Iterator[Made]]
"""Makes a set; what it is given is the folder of further photographs."""


def rows_of(folder: str, table: str) -> Rows:
    """Return the rows of a table of the real pictures."""
    with (DATA / folder / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def squashed(pixels: U8) -> U8:
    """Return the (224, 224, 3) square that the networks see."""
    small = min(pixels.shape[:2]) < SIDE
    return np.asarray(cv2.resize(pixels, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR if small else cv2.INTER_AREA))


def read_rgb(path: Path) -> U8:
    """Return the (h, w, 3) sRGB bytes of a picture file."""
    return np.ascontiguousarray(cv2.imread(str(path), cv2.IMREAD_COLOR)[..., ::-1])


def kinds_of(style: str) -> list[str]:
    """Return what a picture of the style data may be; Japanese prints are painted as often as printed there."""
    if style == "Photograph":
        return [PHOTOGRAPH]
    return [PAINTING, DRAWING] if style == "Ukiyo-e" else [PAINTING]


def seeded(name: str, number: int = -1) -> np.random.Generator:
    """Return what decides all about one picture of a set, or about the set."""
    return np.random.default_rng([sum(map(ord, name)), number + 1])


@lru_cache(maxsize=1)
def style_rows() -> tuple[Rows, Rows]:
    """Return the training rows of the style data: art, then photographs."""
    train = [row for row in rows_of("style", "labels.csv") if row["split"] == "train"]
    return [r for r in train if r["style"] != "Photograph"], [r for r in train if r["style"] == "Photograph"]


def style_square(row: dict[str, str]) -> U8:
    """Return a picture of the style data as it is."""
    return read_rgb(DATA / "style" / row["path"])


@lru_cache(maxsize=1)
def places() -> list[U8]:
    """Return the photographs of the style data, to stand behind pictures."""
    return [style_square(row) for row in style_rows()[1]]


def drawn(name: str, art: int, photographs: int) -> Rows:
    """Return some rows of the style data, as the set's seed has them."""
    rng = seeded(name)
    counts = zip(style_rows(), (art, photographs), strict=True)
    return [rows[i] for rows, count in counts for i in rng.permutation(len(rows))[:count]]


def field_set(_: Path | None) -> Iterator[Made]:
    """Yield the field's pictures."""
    for row in rows_of("field", "pictures.csv"):
        yield open_picture(DATA / "field" / row["path"]).model_input, [row["kind"]]


def cornered_rows() -> Rows:
    """Return the rows of the field's corners in which something surrounds the picture, each with its ``source``."""
    of = {row["path"]: row for row in rows_of("field", "pictures.csv")}
    rows = [row for row in rows_of("field", "corners.csv") if row["surround"] != "none" and row["x1"]]
    return [{**row, "source": of[row["path"]]["source"], "kind": of[row["path"]]["kind"]} for row in rows]


def crops_set(_: Path | None) -> Iterator[Made]:
    """Yield what lies inside the labelled corners of the field's pictures, as a crop by hand leaves it."""
    for row in cornered_rows():
        pixels = read_rgb(DATA / "field" / row["path"])
        shares = np.array([[float(row[f"{axis}{k}"]) for axis in "xy"] for k in range(1, 5)])
        corners = shares * [pixels.shape[1], pixels.shape[0]]
        sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
        wide, high = max(8, round(float(sides[[0, 2]].max()))), max(8, round(float(sides[[1, 3]].max())))
        box = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
        place = cv2.getPerspectiveTransform(corners.astype(np.float32), box)
        yield squashed(cv2.warpPerspective(pixels, place, (wide, high), flags=cv2.INTER_CUBIC)), [row["kind"]]


def others_set(_: Path | None) -> Iterator[Made]:
    """Yield pages, screens and blanks."""
    inside = places() + [style_square(row) for row in drawn("others", 200, 0)]
    for i in range(OTHERS):
        yield squashed(other(seeded("others", i), inside)), [OTHER]


def style_set(_: Path | None) -> Iterator[Made]:
    """Yield all photographs and, in two draws, some pictures of each style."""
    for name, count in (("stylesub", FIRST_OF_A_STYLE), ("style2", MORE_OF_A_STYLE)):
        for row in of_each_style(np.random.default_rng(sum(map(ord, name))), count, both=name == "stylesub"):
            yield style_square(row), kinds_of(row["style"])


def of_each_style(rng: np.random.Generator, count: int, *, both: bool) -> Rows:
    """Return some rows of each style: with all photographs, in the order of styles, or without them, mixed."""
    art, photographs = style_rows()
    chosen: Rows = []
    for style in sorted({row["style"] for row in art} | ({"Photograph"} if both else set())):
        own = photographs if style == "Photograph" else [row for row in art if row["style"] == style]
        chosen += [own[i] for i in rng.permutation(len(own))[: len(own) if style == "Photograph" else count]]
    return chosen if both else [chosen[i] for i in rng.permutation(len(chosen))]


def realists_set(_: Path | None) -> Iterator[Made]:
    """Yield pictures of the styles that are nearest to photographs."""
    rng = seeded("realists")
    for style in REALISTS:
        own = [row for row in style_rows()[0] if row["style"] == style]
        for i in rng.permutation(len(own))[:A_REALIST_STYLE]:
            yield style_square(own[i]), [PAINTING]


def scenes_set(_: Path | None) -> Iterator[Made]:
    """Yield pictures of the style data in mats, frames, rooms and on easels; a page is drawn upon."""
    rng = np.random.default_rng(sum(map(ord, "kscenes")))
    art, photographs = style_rows()
    chosen = [art[i] for i in rng.permutation(len(art))[:SCENES]]
    chosen += [photographs[i] for i in rng.permutation(len(photographs))[:SCENES_OF_PHOTOGRAPHS]]
    for row, surround in zip(chosen, [str(rng.choice((*BOXES, *PLACES))) for _ in chosen], strict=True):
        pixels = any_scene(unsquashed(style_square(row), rng), places(), rng, surround).pixels
        own = kinds_of(row["style"])
        yield squashed(pixels), [DRAWING, own[0]] if surround == "page" else own


def hung_set(_: Path | None) -> Iterator[Made]:
    """Yield pictures of the style data, small, by turns on a clean wall and on an easel in a real place."""
    for i, row in enumerate(drawn("hung", HUNG, HUNG_PHOTOGRAPHS)):
        rng = seeded("hung", i)
        picture = unsquashed(style_square(row), rng)
        yield squashed(hung(picture, rng) if i % 2 else stood(picture, places(), rng)), kinds_of(row["style"])


def taken_set(_: Path | None) -> Iterator[Made]:
    """Yield parts of the style data's photographs, and of some art, taken by other cameras."""
    for i, row in enumerate(drawn("taken", ART_TAKEN, PHOTOGRAPHS_TAKEN)):
        rng = seeded("taken", i)
        yield squashed(taken(unsquashed(style_square(row), rng), rng)), kinds_of(row["style"])


@lru_cache(maxsize=1)
def further(folder: Path | None) -> list[U8]:
    """Return the further photographs that lie in a folder, at most ``SHARPEST`` pixels long; none without one."""
    sys.path.insert(0, str(ROOT / "train"))
    os.environ.setdefault("ART_STYLE_DATA", str(DATA / "style"))
    import photographs  # noqa: PLC0415 - beside the training scripts

    there = photographs.gathered(folder) if folder else {}
    with photographs.LISTED.open(encoding="utf-8", newline="") as file:
        listed = [there[row["sha256"]] for row in csv.DictReader(file) if row["sha256"] in there]
    return [shortened(cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_COLOR)) for data in listed]


def shortened(bgr: U8) -> U8:
    """Return (h, w, 3) RGB bytes of a picture, reduced where it is longer than ``SHARPEST``."""
    scale = min(1.0, SHARPEST / max(bgr.shape[:2]))
    reduced = cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(reduced[..., ::-1])


def photographs_set(folder: Path | None) -> Iterator[Made]:
    """Yield the further photographs, each whole and in small parts."""
    for i, whole in enumerate(further(folder)):
        yield squashed(whole), [PHOTOGRAPH]
        for k in range(PARTS):
            yield squashed(taken(whole, seeded("photographs", PARTS * i + k), 0.35)), [PHOTOGRAPH]


def rooms_set(folder: Path | None) -> Iterator[Made]:
    """Yield pictures of the style data in places that are among the further photographs too."""
    behind = places() + 2 * further(folder)
    for i, row in enumerate(drawn("rooms", ROOMS, ROOMS_OF_PHOTOGRAPHS)):
        rng = seeded("rooms", i)
        picture = unsquashed(style_square(row), rng)
        yield squashed(any_scene(picture, behind, rng, str(rng.choice(PLACES))).pixels), kinds_of(row["style"])


LEARNED: Final[dict[str, Maker]] = {
    "others": others_set,
    "style": style_set,
    "realists": realists_set,
    "scenes": scenes_set,
    "hung": hung_set,
    "taken": taken_set,
    "rooms": rooms_set,
    "photographs": photographs_set,
}
"""What is learned from beside the field's pictures."""
