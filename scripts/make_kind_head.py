"""Train the head that tells paintings, drawings, photographs and other pictures apart, and measure it by source.

    python scripts/make_kind_head.py --work build/field                  # leaves one source out in turn, prints
    python scripts/make_kind_head.py --work build/field --out src/art_assistant/field/data/kind-head.npz

Reads ``field/`` and ``style/`` of the folder of real pictures (``ART_TEST_DATA``, else ``../shared/data``), and with
``--photographs`` a folder laid as ``train/README.md`` says. Features are kept in the work folder, a file a set, and
made only where one is missing. Only numbers leave the pictures.
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
from field_others import other
from field_scenes import BOXES, PLACES, any_scene
from numpy.typing import NDArray
from scipy.optimize import minimize
from tqdm import tqdm

from art_assistant.field.kind import Gate
from art_assistant.field.labels import DRAWING, KINDS, OTHER, PAINTING, PHOTOGRAPH, UNSURE
from art_assistant.study.opening import open_picture
from art_assistant.vision.backbone import backbone
from art_assistant.vision.heads import standardised
from art_assistant.vision.manner import manner_encoder

ROOT: Final = Path(__file__).resolve().parents[1]
DATA: Final = Path(os.environ.get("ART_TEST_DATA", ROOT.parent / "shared" / "data"))
SIDE: Final = 224
OTHERS, SCENES, SCENES_OF_PHOTOGRAPHS, A_STYLE, STYLE_PHOTOGRAPHS = 900, 900, 200, 155, 500
COMPONENTS: Final = 200
"""Principal directions that the regression is held to, so that two thousand features do not learn thirty sources."""
DECAY: Final = 0.02
SAY: Final = {"others": (1.0, 1.0), "style": (0.6, 0.3), "scenes": (0.4, 0.2), "photographs": (0.3, 0.3)}
"""What a set weighs beside one kind of the field's pictures, which weighs 1: its art, its photographs."""
ENTROPY_STEPS: Final = 60
GATE_OF: Final = ROOT / "src" / "art_assistant" / "style" / "data" / "style-head.npz"
GATE_SAY: Final = 2.0
"""The gate's logit is worth so many deviations, so that decay hardly holds it."""
PARTS: Final = ("steps", "scale", "bias", "second", "offset")

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]
Made = tuple[U8, list[str]]


@dataclass(frozen=True, slots=True)
class Set:
    """Pictures to learn from: raw features, which kinds each may be (partial labels), and its weight."""

    raw: F32
    allowed: F32
    weight: F32


def rows_of(folder: str, table: str) -> list[dict[str, str]]:
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


def style_rows(rng: np.random.Generator) -> list[dict[str, str]]:
    """Return some rows of the training split, as many of each style, and more photographs."""
    train = [row for row in rows_of("style", "labels.csv") if row["split"] == "train"]
    chosen = []
    for style in sorted({row["style"] for row in train}):
        own = [row for row in train if row["style"] == style]
        count = STYLE_PHOTOGRAPHS if style == "Photograph" else A_STYLE
        chosen += [own[i] for i in rng.permutation(len(own))[:count]]
    return chosen


def field_set(_: np.random.Generator) -> Iterator[Made]:
    """Yield the field's pictures."""
    for row in rows_of("field", "pictures.csv"):
        yield open_picture(DATA / "field" / row["path"]).model_input, [row["kind"]]


def others_set(rng: np.random.Generator) -> Iterator[Made]:
    """Yield pages, screens and blanks."""
    for _ in range(OTHERS):
        yield squashed(other(rng)), [OTHER]


def style_set(rng: np.random.Generator) -> Iterator[Made]:
    """Yield some pictures of each style."""
    for row in style_rows(rng):
        yield read_rgb(DATA / "style" / row["path"]), kinds_of(row["style"])


def scenes_set(rng: np.random.Generator) -> Iterator[Made]:
    """Yield pictures of the style data in mats, frames, rooms and on easels; a page is drawn upon."""
    train = [row for row in rows_of("style", "labels.csv") if row["split"] == "train"]
    photographs = [row for row in train if row["style"] == "Photograph"]
    art = [row for row in train if row["style"] != "Photograph"]
    places = [read_rgb(DATA / "style" / row["path"]) for row in photographs]
    chosen = [art[i] for i in rng.permutation(len(art))[: SCENES - SCENES_OF_PHOTOGRAPHS]]
    for row in chosen + [photographs[i] for i in rng.permutation(len(photographs))[:SCENES_OF_PHOTOGRAPHS]]:
        surround = str(rng.choice((*BOXES, *PLACES)))
        ratio = float(np.clip(np.exp(rng.normal(0.0, 0.3)), 0.6, 1.7))
        size = (430, round(430 / ratio)) if ratio > 1 else (round(430 * ratio), 430)
        picture = cv2.resize(read_rgb(DATA / "style" / row["path"]), size, interpolation=cv2.INTER_CUBIC)
        drawn = [DRAWING, kinds_of(row["style"])[0]]
        yield (
            squashed(any_scene(picture, places, rng, surround).pixels),
            drawn if surround == "page" else kinds_of(row["style"]),
        )


def photographs_set(folder: Path | None) -> Callable[[np.random.Generator], Iterator[Made]]:
    """Return what yields the further photographs that lie in a folder; none where there is no folder."""

    def made(_: np.random.Generator) -> Iterator[Made]:
        sys.path.insert(0, str(ROOT / "train"))
        os.environ.setdefault("ART_STYLE_DATA", str(DATA / "style"))
        import photographs  # noqa: PLC0415 - beside the training scripts

        there = photographs.gathered(folder) if folder else {}
        with photographs.LISTED.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["sha256"] in there:
                    yield photographs.squashed(there[row["sha256"]]), [PHOTOGRAPH]

    return made


def features(work: Path, name: str, made: Callable[[np.random.Generator], Iterator[Made]]) -> tuple[F32, F32]:
    """Return the raw features of a set and which kinds each picture may be, from the work folder where they are."""
    path = work / f"kind-{name}.npz"
    if not path.is_file():
        raw, allowed = [], []
        for square, kinds in tqdm(made(np.random.default_rng(sum(map(ord, name)))), desc=name):
            raw.append(manner_encoder().encode(square, backbone().run(square).embedding).raw)
            allowed.append([kind in kinds for kind in KINDS])
        work.mkdir(parents=True, exist_ok=True)
        shape = (0, len(KINDS))
        np.savez(
            path,
            raw=np.stack(raw) if raw else np.zeros((0, 2048)),
            allowed=np.array(allowed).reshape(-1, 4) if raw else np.zeros(shape),
        )
    with np.load(path, allow_pickle=False) as stored:
        return stored["raw"].astype(np.float32), stored["allowed"].astype(np.float32)


def gathered_sets(work: Path, folder: Path | None) -> tuple[Set, Set]:
    """Return the field's pictures, each kind weighing 1, and all the rest."""
    raw, allowed = features(work, "field", field_set)
    own = Set(raw, allowed, (allowed / np.maximum(allowed.sum(axis=0), 1.0)).sum(axis=1))
    makers = {"others": others_set, "style": style_set, "scenes": scenes_set, "photographs": photographs_set(folder)}
    parts = []
    for name, maker in makers.items():
        raw, allowed = features(work, name, maker)
        photo = (allowed == np.eye(len(KINDS))[KINDS.index(PHOTOGRAPH)]).all(axis=1)
        art, world = SAY[name]
        weight = np.where(photo, world / max(photo.sum(), 1), art / max((~photo).sum(), 1))
        parts.append(Set(raw, allowed, weight.astype(np.float32)))
    return own, Set(*(np.concatenate([getattr(p, part) for p in parts]) for part in Set.__slots__))


def fit(x: F32, allowed: F32, weight: F32, start: F32 | None, steps: int) -> F32:
    """Return (d + 1, kinds) weights of a multinomial regression in which a picture may have one of several labels."""
    share, count, width = (weight / weight.sum()).astype(np.float32), allowed.shape[1], x.shape[1]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        table = flat.reshape(width + 1, count).astype(np.float32)
        p = softmax(x @ table[:-1] + table[-1])
        both = p * allowed
        right = np.maximum(both.sum(axis=1, keepdims=True), 1e-9)
        error = (p - both / right) * share[:, None]
        slope = np.concatenate([x.T @ error + 2 * DECAY * table[:-1], error.sum(axis=0, keepdims=True)])
        value = -(share * np.log(right[:, 0])).sum() + DECAY * (table[:-1] ** 2).sum()
        return float(value), slope.ravel().astype(np.float64)

    first = np.zeros((width + 1) * count) if start is None else start.ravel().astype(np.float64)
    found = minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": steps}).x
    return np.asarray(found.reshape(width + 1, count), dtype=np.float32)


def softmax(logits: F32) -> F32:
    """Return row-wise probabilities."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)


def gate_arrays() -> dict[str, NDArray[np.generic]]:
    """Return the photograph gate of the style head, its perceptrons side by side in one."""
    with np.load(GATE_OF, allow_pickle=False) as stored:
        count = sum(name.startswith("gate_steps") for name in stored.files)
        members = [{part: stored[f"gate_{part}{k}"] for part in PARTS} for k in range(count)]
        joined = {part: np.concatenate([m[part] for m in members], axis=-1) for part in ("steps", "scale", "bias")}
        joined["second"] = np.concatenate([m["second"][:, 0] for m in members]) / count
        joined["offset"] = np.mean([m["offset"][0] for m in members], dtype=np.float32)
        joined |= {"mean": stored["mean"], "deviation": stored["deviation"]}
    return {f"gate_{name}": array for name, array in joined.items()}


@dataclass(frozen=True, slots=True)
class Prepared:
    """Standardised features on their principal directions, and how raw ones get there."""

    mean: F32
    deviation: F32
    directions: F32
    gate: Gate

    @classmethod
    def of(cls, raw: F32) -> Prepared:
        """Return the preparation that these raw features, of no kept-back source, ask for."""
        mean, deviation = raw.mean(axis=0), raw.std(axis=0) + np.float32(1e-3)
        table = standardised(raw, mean, deviation)
        some = table[np.random.default_rng(0).permutation(len(table))[:2500]]
        directions = np.linalg.svd(some, full_matrices=False)[2][:COMPONENTS]
        return cls(mean, deviation, directions.T.astype(np.float32), Gate(gate_arrays()))

    def __call__(self, raw: F32) -> F32:
        """Return (n, COMPONENTS + 1)."""
        held = standardised(raw, self.mean, self.deviation) @ self.directions
        return np.concatenate([held, GATE_SAY * self.gate.logits(raw)[:, None]], axis=1)


def left_out(prepared: Prepared, own: Set, rest: Set, sources: NDArray[np.str_], whole: F32) -> F32:
    """Return the probabilities of each of the field's pictures by a head that saw no picture of its source."""
    x, y, found = prepared(own.raw), prepared(rest.raw), np.zeros_like(own.allowed)
    for source in sorted(set(sources)):
        there = sources != source
        table = fit(
            np.concatenate([x[there], y]),
            np.concatenate([own.allowed[there], rest.allowed]),
            np.concatenate([own.weight[there], rest.weight]),
            whole,
            25,
        )
        found[~there] = softmax(x[~there] @ table[:-1] + table[-1])
    return found


def temperature_of(found: F32, allowed: F32) -> float:
    """Return the temperature at which pictures of sources that were left out are told with least log loss."""
    logits, tried = np.log(np.maximum(found, 1e-9)), np.geomspace(0.4, 2.5, ENTROPY_STEPS)
    weight = (allowed / np.maximum(allowed.sum(axis=0), 1.0)).sum(axis=1)
    losses = [-(weight * np.log((softmax(logits / t) * allowed).sum(axis=1))).sum() for t in tried]
    return float(tried[int(np.argmin(losses))])


def told(found: F32, least: float, least_photograph: float) -> NDArray[np.intp]:
    """Return the number of the kind that each picture is said to be; -1 is unsure."""
    label = found.argmax(axis=1)
    bar = np.where(label == KINDS.index(PHOTOGRAPH), least_photograph, least)
    return np.where(found.max(axis=1) >= bar, label, -1)


def main() -> int:
    """Gather, leave one source out in turn, calibrate, and write the head of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--photographs", type=Path, help="folder of the further photographs")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--least", type=float, default=0.45)
    parser.add_argument("--least-photograph", type=float, default=0.6)
    args = parser.parse_args()
    own, rest = gathered_sets(args.work, args.photographs)
    sources = np.array([row["source"] for row in rows_of("field", "pictures.csv")])
    # Pages and screens would take the leading directions for themselves.
    prepared = Prepared.of(np.concatenate([own.raw, features(args.work, "style", style_set)[0]]))
    joined = (np.concatenate([getattr(own, part), getattr(rest, part)]) for part in Set.__slots__)
    raw, allowed, weight = joined
    whole = fit(prepared(raw), allowed, weight, None, 150)
    found = left_out(prepared, own, rest, sources, whole)
    temperature = temperature_of(found, own.allowed)
    sharp = softmax(np.log(np.maximum(found, 1e-9)) / np.float32(temperature))
    said = told(sharp, args.least, args.least_photograph)
    names = np.array([*KINDS, UNSURE])[said]
    np.savez(args.work / "kind-left-out.npz", probabilities=sharp, sources=sources, said=names)
    for k, kind in enumerate(KINDS[:3]):
        shares = {name: round(float((said[own.allowed[:, k] > 0] == j).mean()), 4) for j, name in enumerate(KINDS)}
        print(json.dumps({"kind": kind, "unsure": round(float((said[own.allowed[:, k] > 0] < 0).mean()), 4), **shares}))
    if args.out is not None:
        table = whole / np.float32(temperature)
        np.savez_compressed(
            args.out,
            mean=prepared.mean,
            deviation=prepared.deviation,
            weights=(prepared.directions @ table[:COMPONENTS]).astype(np.float32),
            gate_weights=GATE_SAY * table[COMPONENTS],
            intercept=table[-1],
            **gate_arrays(),
            least=np.float32(args.least),
            least_photograph=np.float32(args.least_photograph),
        )
        stored = args.out.read_bytes()
        print(json.dumps({"bytes": len(stored), "sha256": hashlib.sha256(stored).hexdigest()}))
    print(json.dumps({"temperature": round(temperature, 3), "pictures": len(raw)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
