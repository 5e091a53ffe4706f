"""Train the two heads that find the outline of the picture in its file, and measure them on pictures they never saw.

    python scripts/make_outline_head.py --work build/outline --out src/art_assistant/field/data/outline-head.npz

Learns from composites (``field_scenes``, ``canvas_scenes``) of the masters and from masters and photographs that fill
their file; the corners of ``field/`` are for measuring only. The map is learned twice more, on half of the pictures
each, so that the scorer learns from maps of pictures that the map's own head has not seen. Reads the folder of real
pictures (``ART_TEST_DATA``, else ``../shared/data``); only numbers leave the pictures.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from canvas_scenes import MORE, SAYS, area_of, more_scene
from field_scenes import BOXES, PLACES, SQUARE, any_scene
from numpy.typing import NDArray
from perceptrons import Adam, Layer, active, backward, forward, made, steepness
from tqdm import tqdm

from art_assistant.field.outline.candidates import Candidates, candidates
from art_assistant.field.outline.scorer import OUTLIER
from art_assistant.field.outline.scorer import gathered as gathered_cues
from art_assistant.field.outline.seen import FINE, GRID, described, unfolded
from art_assistant.study.opening import open_picture
from art_assistant.vision.backbone import TOKENS, backbone

ROOT: Final = Path(__file__).resolve().parents[1]
DATA: Final = Path(os.environ.get("ART_TEST_DATA", ROOT.parent / "shared" / "data"))
SEEDS: Final = {"scenes": 740, "more": 1, "further": 3, "masters": 0, "photographs": 0}
EACH, BORDERS, MATS = 100, 80, 40
MORE_SCENES, FURTHER_SCENES = 2400, 1200
DIRECTIONS, SEEN_HIDDEN, SEEN_ROUNDS, SEEN_BATCH = 48, 48, 10, 4096
TOLD, HIDDEN, ROUNDS, BATCH = 24, (48, 24), 20, 32
LEFT_OUT: Final = 0.1
"""Share of the features of cells that a step does not see."""
RIGHT, NOT_WRONG = 0.008, 0.03
"""Deviation and limit, in diagonals, of the worst corner of a candidate that may be called right."""

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]
Made = tuple[U8, F32, int]
"""A file, the corners of its picture, and which picture it is: its number decides its half."""


@dataclass(frozen=True, slots=True)
class Set:
    """Files to learn from.

    Attributes:
        files: their pixels, long side 512 px.
        tokens: (n, 16, 16, 384) float16.
        corners: (n, 4, 2) float32 fractions.
        half: (n,) 0 or 1.

    """

    files: list[U8]
    tokens: NDArray[np.float16]
    corners: F32
    half: NDArray[np.intp]


def listed(folder: str, table: str) -> list[Path]:
    """Return the files of a table of the real pictures."""
    with (DATA / folder / table).open(encoding="utf-8", newline="") as file:
        return [DATA / folder / row["path"] for row in csv.DictReader(file)]


def read_rgb(path: Path) -> U8:
    """Return the (h, w, 3) sRGB bytes of a picture file."""
    return np.ascontiguousarray(cv2.imread(str(path), cv2.IMREAD_COLOR)[..., ::-1])


def places_of(style_step: int, *, subjects: bool) -> list[U8]:
    """Return photographs of places, to stand behind a canvas."""
    files = sorted((DATA / "subjects").glob("*.jpg")) if subjects else []
    return [read_rgb(p) for p in files + sorted((DATA / "style/train/photograph").iterdir())[::style_step]]


def scenes_set(rng: np.random.Generator) -> Iterator[Made]:
    """Yield masters in borders, mats, bars, frames, rooms, on sheets and easels."""
    places, masters = places_of(1, subjects=False), listed("masters", "paintings.csv")
    names = [name for name in (*BOXES, *PLACES) for _ in range(EACH)] + ["border"] * BORDERS + ["mat"] * MATS
    names = [names[k] for k in rng.permutation(len(names))]
    for number, name in zip(rng.integers(0, len(masters), len(names)), names, strict=True):
        shot = any_scene(read_rgb(masters[number]), places, rng, name)
        yield shot.pixels, shot.corners, int(number)


def more_set(count: int) -> Callable[[np.random.Generator], Iterator[Made]]:
    """Return what yields masters with thin borders, cut off, in bars, and with what only looks like a border."""

    def made_of(rng: np.random.Generator) -> Iterator[Made]:
        places, masters = places_of(2, subjects=True), listed("masters", "paintings.csv")
        for _ in range(count):
            kind, number = str(rng.choice(MORE, p=SAYS)), int(rng.integers(len(masters)))
            shot = more_scene(read_rgb(masters[number]), places, rng, kind)
            while area_of(shot.corners) <= 0.03:
                shot = more_scene(read_rgb(masters[number]), places, rng, kind)
            yield shot.pixels, shot.corners, number

    return made_of


def plain_set(files: list[Path]) -> Callable[[np.random.Generator], Iterator[Made]]:
    """Return what yields every second of the pictures as they are: they fill their file."""

    def made_of(_: np.random.Generator) -> Iterator[Made]:
        for number in range(0, len(files), 2):
            yield open_picture(files[number]).standard, SQUARE.astype(np.float32), number

    return made_of


def scaled(pixels: U8, side: int) -> U8:
    """Return pixels with a long side of ``side``."""
    by = side / max(pixels.shape[:2])
    size = (max(1, round(pixels.shape[1] * by)), max(1, round(pixels.shape[0] * by)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def gathered(work: Path, name: str, maker: Callable[[np.random.Generator], Iterator[Made]]) -> Set:
    """Return a set, from the work folder where it is there."""
    folder = work / name
    if not (work / f"{name}.npz").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        tokens, corners, half = [], [], []
        for k, (pixels, outline, number) in enumerate(tqdm(maker(np.random.default_rng(SEEDS[name])), desc=name)):
            written = cv2.imencode(".jpg", np.ascontiguousarray(pixels[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, 95])[1]
            (folder / f"{k:05d}.jpg").write_bytes(written.tobytes())
            square = np.asarray(cv2.resize(pixels, (224, 224), interpolation=cv2.INTER_AREA), dtype=np.uint8)
            tokens.append(backbone().run(square).tokens.astype(np.float16))
            corners.append(outline)
            half.append(number // 2 % 2)
        np.savez(work / f"{name}.npz", tokens=np.stack(tokens), corners=np.stack(corners), half=np.array(half))
    with np.load(work / f"{name}.npz", allow_pickle=False) as stored:
        files = [scaled(read_rgb(path), 512) for path in sorted(folder.glob("*.jpg"))]
        return Set(files, stored["tokens"], stored["corners"].astype(np.float32), stored["half"])


def goal_map(corners: F32) -> F32:
    """Return (256, 16) float32: how much of each finer cell of each cell lies between the corners."""
    fine = np.zeros((4 * GRID, 4 * GRID), np.uint8)
    cv2.fillPoly(fine, [np.round(corners * (4 * GRID) * 16).astype(np.int32)], 1, shift=4)
    cells = cv2.resize(fine.astype(np.float32), (GRID, GRID), interpolation=cv2.INTER_AREA)
    folded = cells.reshape(TOKENS, FINE, TOKENS, FINE).transpose(0, 2, 1, 3)
    return np.asarray(folded.reshape(TOKENS * TOKENS, FINE * FINE), dtype=np.float32)


@dataclass(slots=True)
class SeenLearned:
    """The head of the map, as it is learned."""

    mean: F32
    directions: F32
    layers: list[Layer]

    def read(self, tokens: NDArray[np.float16]) -> F32:
        """Return (64, 64) of one picture."""
        logits = forward(self.layers, described(tokens.astype(np.float32), self.mean, self.directions))[0][-1]
        return unfolded(1.0 / (1.0 + np.exp(-logits)))

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return what is stored."""
        (first, first_bias), (second, second_bias) = self.layers
        named = {"mean": self.mean, "directions": self.directions, "first": first, "first_bias": first_bias}
        return {f"seen_{n}": a for n, a in (named | {"second": second, "second_bias": second_bias}).items()}


def learn_seen(tokens: NDArray[np.float16], goals: F32, seed: int = 0) -> SeenLearned:
    """Return the head that tells picture from surroundings, cell by cell."""
    rng = np.random.default_rng(seed)
    cells = tokens.reshape(-1, tokens.shape[-1])
    some = cells[np.sort(rng.permutation(len(cells))[:40_000])].astype(np.float32)
    mean = some.mean(axis=0)
    _, size, turned = np.linalg.svd(some - mean, full_matrices=False)
    directions = (turned[:DIRECTIONS].T / (size[:DIRECTIONS] / np.sqrt(len(some)))).astype(np.float32)
    x = np.concatenate([described(t.astype(np.float32), mean, directions).astype(np.float16) for t in tokens])
    y = goals.reshape(len(x), -1)
    layers = made([x.shape[1], SEEN_HIDDEN, FINE * FINE], rng)
    steps = len(x) // SEEN_BATCH
    adam = Adam(layers, 2e-3, 0.02, steps * SEEN_ROUNDS)
    for _ in range(SEEN_ROUNDS):
        order = rng.permutation(len(x))
        for k in range(steps):
            own = order[k * SEEN_BATCH : (k + 1) * SEEN_BATCH]
            kept = (rng.random((1, x.shape[1])) > LEFT_OUT).astype(np.float32) / (1.0 - LEFT_OUT)
            inputs, raws = forward(layers, x[own].astype(np.float32) * kept)
            error = (1.0 / (1.0 + np.exp(-inputs[-1])) - y[own]) / SEEN_BATCH
            adam.step(backward(layers, inputs, raws, error.astype(np.float32))[0])
    return SeenLearned(mean, directions, layers)


@dataclass(frozen=True, slots=True)
class Choices:
    """Candidates of many files, padded: cues of sides and of the whole, errors of the worst corner (9 for padding)."""

    sides: F32
    whole: F32
    error: F32


def worst_corner(corners: F32, truth: F32, shape: tuple[int, ...]) -> F32:
    """Return (n,) the distance of each candidate's worst corner from its place, in diagonals."""
    size = np.array([shape[1], shape[0]], np.float32) / np.hypot(*shape[:2])
    off = np.linalg.norm((np.clip(corners, 0.0, 1.0) - truth) * size, axis=2)
    return np.asarray(off.max(axis=1), dtype=np.float32)


def choices_of(own: Set, maps: list[F32], name: str) -> Choices:
    """Return the candidates of a set."""
    all_of = [candidates(file, seen) for file, seen in tqdm(list(zip(own.files, maps, strict=True)), desc=name)]
    errors = [
        worst_corner(c.corners, truth, f.shape) for c, truth, f in zip(all_of, own.corners, own.files, strict=True)
    ]
    return joined([Choices(*one) for one in zip(*_padded(all_of, errors), strict=True)])


def _padded(all_of: list[Candidates], errors: list[F32]) -> tuple[list[F32], list[F32], list[F32]]:
    most = max(map(len, errors))

    def filled(array: F32, value: float = 0.0) -> F32:
        gap = [(0, most - len(array))] + [(0, 0)] * (array.ndim - 1)
        return np.pad(array, gap, constant_values=value)[None]

    return [filled(c.sides) for c in all_of], [filled(c.whole) for c in all_of], [filled(e, 9.0) for e in errors]


def joined(parts: list[Choices]) -> Choices:
    """Return several as one."""
    most = max(part.error.shape[1] for part in parts)
    grown = []
    for part in parts:
        gap = most - part.error.shape[1]
        sides = np.pad(part.sides, [(0, 0), (0, gap), (0, 0), (0, 0)])
        whole, error = np.pad(part.whole, [(0, 0), (0, gap), (0, 0)]), part.error
        grown.append((sides, whole, np.pad(error, [(0, 0), (0, gap)], constant_values=9.0)))
    return Choices(*(np.concatenate(all_of) for all_of in zip(*grown, strict=True)))


def goals_of(error: F32) -> F32:
    """Return which candidates should be chosen: the better the corners, the more; the file where none is right."""
    share = np.exp(-((error / RIGHT) ** 2) / 2) * (error < NOT_WRONG)
    share[:, 0] += 1e-6
    return np.asarray(share / share.sum(axis=1, keepdims=True), dtype=np.float32)


def learn_outline(found: Choices, seed: int = 0) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of the head that chooses."""
    rng, real = np.random.default_rng(seed), found.error < 9.0
    stored: dict[str, NDArray[np.generic]] = {}
    scaled_cues = []
    for name, cues in (("side", found.sides), ("whole", found.whole)):
        flat = cues[real].reshape(-1, cues.shape[-1])
        mean, deviation = flat.mean(axis=0), flat.std(axis=0) + np.float32(1e-3)
        stored |= {f"{name}_mean": mean, f"{name}_deviation": deviation}
        scaled_cues.append(np.clip((cues - mean) / deviation, -OUTLIER, OUTLIER).astype(np.float32))
    sides, whole = scaled_cues
    embed = made([sides.shape[-1], TOLD, 1], rng)[:1]
    layers = made([TOLD + 2 * sides.shape[-1] + whole.shape[-1], *HIDDEN, 1], rng)
    goals, steps, rest = goals_of(found.error), len(real) // BATCH, gathered_cues(sides, whole)
    adams = [Adam(part, 2e-3, 0.01, steps * ROUNDS) for part in (embed, layers)]
    for _ in range(ROUNDS):
        order = rng.permutation(len(real))
        for k in range(steps):
            own = order[k * BATCH : (k + 1) * BATCH]
            slopes = _slopes(embed, layers, (sides[own], rest[own]), (goals[own], real[own]))
            for adam, slope in zip(adams, slopes, strict=True):
                adam.step(slope)
    stored |= {"side_weights": embed[0][0], "side_bias": embed[0][1]}
    for k, (weights, bias) in enumerate(layers):
        stored |= {f"layer_weights_{k}": weights, f"layer_bias_{k}": bias}
    return stored


def _slopes(
    embed: list[Layer], layers: list[Layer], cues: tuple[F32, F32], wanted: tuple[F32, NDArray[np.bool_]]
) -> tuple[list[Layer], list[Layer]]:
    """Return the slopes of the cross entropy between what is chosen and what should be."""
    (sides, rest), (goals, real) = cues, wanted
    raw = sides @ embed[0][0] + embed[0][1]
    count = len(goals) * goals.shape[1]
    inputs, raws = forward(layers, np.concatenate([active(raw).mean(axis=2), rest], axis=2).reshape(count, -1))
    logits = np.where(real, inputs[-1].reshape(goals.shape), -1e9)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    error = (powers / powers.sum(axis=1, keepdims=True) - goals) / len(goals)
    slopes, by_input = backward(layers, inputs, raws, error.reshape(count, 1).astype(np.float32))
    told = by_input[:, :TOLD].reshape(*raw.shape[:2], 1, TOLD) / sides.shape[2] * steepness(raw)
    told = told.reshape(-1, TOLD).astype(np.float32)
    return [[sides.reshape(len(told), -1).T @ told, told.sum(axis=0)]], slopes


def main() -> int:
    """Gather, learn the map and the choice, and write both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    makers = {
        "scenes": scenes_set,
        "more": more_set(MORE_SCENES),
        "further": more_set(FURTHER_SCENES),
        "masters": plain_set(listed("masters", "paintings.csv")),
        "photographs": plain_set(sorted((DATA / "subjects").glob("*.jpg"))),
    }
    sets = {name: gathered(args.work, name, maker) for name, maker in makers.items()}
    tokens = np.concatenate([own.tokens for own in sets.values()])
    goals = np.stack([goal_map(corners) for own in sets.values() for corners in own.corners])
    half = np.concatenate([own.half for own in sets.values()])
    seen = learn_seen(tokens, goals)
    by_half = [learn_seen(tokens[half != k], goals[half != k]) for k in (0, 1)]
    parts = []
    for name, own in sets.items():
        maps = [by_half[k].read(t) for k, t in zip(own.half, own.tokens, strict=True)]
        parts.append(choices_of(own, maps, name))
    outline = learn_outline(joined(parts))
    np.savez_compressed(args.out, **seen.arrays(), **outline)
    stored = args.out.read_bytes()
    print(json.dumps({"bytes": len(stored), "sha256": hashlib.sha256(stored).hexdigest(), "files": len(half)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
