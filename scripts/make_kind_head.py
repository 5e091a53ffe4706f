"""Train the head that tells paintings, drawings, photographs and other pictures apart, and measure it by source.

    python scripts/make_kind_head.py --work build/field                  # leaves one source out in turn, prints
    python scripts/make_kind_head.py --work build/field --out src/art_assistant/field/data/kind-head.npz

Reads ``field/`` and ``style/`` of the folder of real pictures (``ART_TEST_DATA``, else ``../shared/data``), and with
``--photographs`` a folder laid as ``train/README.md`` says. Features are kept in the work folder, a file a set, and
made only where one is missing. Only numbers leave the pictures.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from kind_fit import Perceptron, fit, softmax
from kind_pictures import LEARNED, ROOT, Maker, cornered_rows, crops_set, field_set, rows_of
from numpy.typing import NDArray
from tqdm import tqdm

from art_assistant.field.kind import Gate
from art_assistant.field.labels import KINDS, PHOTOGRAPH, UNSURE
from art_assistant.vision.backbone import backbone
from art_assistant.vision.heads import standardised
from art_assistant.vision.manner import RAW_WIDTH, TEXTURE_WIDTH, manner_encoder

COMPONENTS, TEXTURES = 200, 100
"""Principal directions of raw features and texture that all is held to: thousands would learn thirty sources."""
SEEDS: Final = (1, 2, 3, 4)
"""Of the perceptrons, which share what the regression leaves of the vote."""
REGRESSION_SAYS: Final = 1.0 / 3.0
SHARES: Final = np.array([REGRESSION_SAYS, *([(1.0 - REGRESSION_SAYS) / len(SEEDS)] * len(SEEDS))], np.float32)
SAY: Final = {
    "others": (1.0, 1.0),
    "style": (0.6, 0.3),
    "realists": (0.25, 0.0),
    "scenes": (0.4, 0.2),
    "hung": (0.25, 0.05),
    "rooms": (0.2, 0.05),
    "taken": (0.2, 0.2),
    "photographs": (0.3, 0.4),
}
"""What a set weighs beside one kind of the field's pictures, which weighs 1: its art, its photographs."""
ENTROPY_STEPS: Final = 60
SEEN_WIDTH: Final = RAW_WIDTH + TEXTURE_WIDTH
STEPS, STEPS_MORE = 150, 60
GATE_OF: Final = ROOT / "src" / "art_assistant" / "style" / "data" / "style-head.npz"
GATE_SAY: Final = 2.0
"""The gate's logit is worth so many deviations, so that decay hardly holds it."""
PARTS: Final = ("steps", "scale", "bias", "second", "offset")

F32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Set:
    """Pictures to learn from: features, then texture; which kinds each may be (partial labels); its weight."""

    seen: F32
    allowed: F32
    weight: F32


def features(work: Path, name: str, made: Maker, folder: Path | None = None) -> tuple[F32, F32]:
    """Return raw features and texture of a set, and which kinds each picture may be, from the work folder if there."""
    path = work / f"kind-{name}.npz"
    if not path.is_file():
        seen, allowed = [np.zeros((0, SEEN_WIDTH), np.float32)], [np.zeros((0, len(KINDS)))]
        for square, kinds in tqdm(made(folder), desc=name):
            found = manner_encoder().encode(square, backbone().run(square).embedding)
            seen.append(np.concatenate([found.raw, found.texture])[None])
            allowed.append(np.array([[kind in kinds for kind in KINDS]]))
        work.mkdir(parents=True, exist_ok=True)
        np.savez(path, seen=np.concatenate(seen), allowed=np.concatenate(allowed))
    with np.load(path, allow_pickle=False) as stored:
        return stored["seen"].astype(np.float32), stored["allowed"].astype(np.float32)


def gathered_sets(work: Path, folder: Path | None) -> tuple[Set, Set]:
    """Return the field's pictures, each kind weighing 1, and all the rest."""
    seen, allowed = features(work, "field", field_set)
    own = Set(seen, allowed, (allowed / np.maximum(allowed.sum(axis=0), 1.0)).sum(axis=1))
    parts = []
    for name, made in LEARNED.items():
        seen, allowed = features(work, name, made, folder)
        photo = (allowed == np.eye(len(KINDS))[KINDS.index(PHOTOGRAPH)]).all(axis=1)
        art, world = SAY[name]
        weight = np.where(photo, world / max(photo.sum(), 1), art / max((~photo).sum(), 1))
        parts.append(Set(seen, allowed, weight.astype(np.float32)))
    return own, Set(*(np.concatenate([getattr(p, part) for p in parts]) for part in Set.__slots__))


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
    """Standardised features on their principal directions, and how those that the networks give get there."""

    mean: F32
    deviation: F32
    directions: F32
    gate: Gate

    @classmethod
    def of(cls, seen: F32) -> Prepared:
        """Return the preparation that these features, of no kept-back source, ask for."""
        mean, deviation = seen.mean(axis=0), seen.std(axis=0) + np.float32(1e-3)
        table = standardised(seen, mean, deviation)
        some = table[np.random.default_rng(0).permutation(len(table))[:3000]]
        directions = np.zeros((SEEN_WIDTH, COMPONENTS + TEXTURES), np.float32)
        directions[:RAW_WIDTH, :COMPONENTS] = np.linalg.svd(some[:, :RAW_WIDTH], full_matrices=False)[2][:COMPONENTS].T
        directions[RAW_WIDTH:, COMPONENTS:] = np.linalg.svd(some[:, RAW_WIDTH:], full_matrices=False)[2][:TEXTURES].T
        return cls(mean, deviation, directions, Gate(gate_arrays()))

    def __call__(self, seen: F32) -> F32:
        """Return (n, COMPONENTS + TEXTURES + 1)."""
        held = standardised(seen, self.mean, self.deviation) @ self.directions
        return np.concatenate([held, GATE_SAY * self.gate.logits(seen[:, :RAW_WIDTH])[:, None]], axis=1)


@dataclass(frozen=True, slots=True)
class Voters:
    """A regression and some perceptrons on prepared features, which are divided by ``size`` for the latter."""

    table: F32
    perceptrons: list[Perceptron]
    size: np.float32

    @classmethod
    def fitted(cls, x: F32, allowed: F32, weight: F32, start: F32 | None) -> Voters:
        """Return what learned from these pictures; the regression starts from another's table, where there is one."""
        size = np.sqrt(np.mean(x**2, dtype=np.float32))
        table = fit(x, allowed, weight, start, STEPS if start is None else STEPS_MORE)
        return cls(table, [Perceptron.fitted(x / size, allowed, weight, seed) for seed in SEEDS], size)

    def __call__(self, x: F32) -> F32:
        """Return (n, kinds) probabilities, each voter's by its share."""
        votes = [x @ self.table[:-1] + self.table[-1], *(member(x / self.size) for member in self.perceptrons)]
        return np.asarray(np.tensordot(SHARES, np.stack([softmax(vote) for vote in votes]), 1), dtype=np.float32)


def left_out(sets: tuple[Set, Set], prepared: Prepared, sources: NDArray[np.str_], crops: F32) -> tuple[F32, F32]:
    """Return the probabilities of the field's pictures, and of crops, by voters that saw no picture of their source."""
    own, rest = sets
    x, y, cropped = prepared(own.seen), prepared(rest.seen), prepared(crops)
    of_crops = np.array([row["source"] for row in cornered_rows()])
    found, inside = np.zeros_like(own.allowed), np.zeros((len(crops), len(KINDS)), np.float32)
    start = None
    for source in tqdm(sorted(set(sources)), desc="sources"):
        there = sources != source
        parts = [(x[there], y), (own.allowed[there], rest.allowed), (own.weight[there], rest.weight)]
        voters = Voters.fitted(*(np.concatenate(part) for part in parts), start)
        start = voters.table if start is None else start
        found[~there], inside[of_crops == source] = voters(x[~there]), voters(cropped[of_crops == source])
    return found, inside


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


def printed(said: NDArray[np.intp], allowed: F32) -> None:
    """Print what the pictures of each kind are said to be."""
    for k, kind in enumerate(KINDS[:3]):
        own = said[allowed[:, k] > 0]
        shares = {name: round(float((own == j).mean()), 4) for j, name in enumerate(KINDS)}
        print(json.dumps({"kind": kind, "n": len(own), "unsure": round(float((own < 0).mean()), 4), **shares}))


def arrays_of(prepared: Prepared, voters: Voters) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of a head: directions folded into the tables, first layers in int8 steps."""
    table, members, last = voters.table, voters.perceptrons, COMPONENTS + TEXTURES
    first = np.concatenate([member.first for member in members], axis=1) / voters.size
    folded = prepared.directions @ first[:last]
    scale = np.abs(folded).max(axis=0) / 127.0
    return {
        "mean": prepared.mean,
        "deviation": prepared.deviation,
        "weights": prepared.directions @ table[:last],
        "gate_weights": GATE_SAY * table[last],
        "intercept": table[-1],
        "shares": SHARES,
        "steps": np.round(folded / scale).astype(np.int8),
        "scale": scale,
        "gate_first": GATE_SAY * first[last],
        "bias": np.concatenate([member.bias for member in members]),
        "second": np.stack([member.second for member in members]),
        "offset": np.stack([member.offset for member in members]),
        **gate_arrays(),
    }


def main() -> int:
    """Gather, leave one source out in turn, calibrate, and write the head of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--photographs", type=Path, help="folder of the further photographs")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--least", type=float, default=0.4)
    parser.add_argument("--least-photograph", type=float, default=0.55)
    args = parser.parse_args()
    own, rest = sets = gathered_sets(args.work, args.photographs)
    sources = np.array([row["source"] for row in rows_of("field", "pictures.csv")])
    # Pages and screens would take the leading directions for themselves.
    prepared = Prepared.of(np.concatenate([own.seen, features(args.work, "style", LEARNED["style"])[0]]))
    found, inside = left_out(sets, prepared, sources, features(args.work, "crops", crops_set)[0])
    temperature = temperature_of(found, own.allowed)
    sharp, inside = (softmax(np.log(np.maximum(p, 1e-9)) / np.float32(temperature)) for p in (found, inside))
    said, said_inside = (told(p, args.least, args.least_photograph) for p in (sharp, inside))
    names = np.array([*KINDS, UNSURE])
    np.savez(
        args.work / "kind-left-out.npz",
        probabilities=sharp,
        sources=sources,
        said=names[said],
        crops=inside,
        said_of_crops=names[said_inside],
    )
    printed(said, own.allowed)
    print(json.dumps({"temperature": round(temperature, 3), "pictures": len(own.seen) + len(rest.seen)}))
    if args.out is not None:
        joined = (np.concatenate([getattr(own, part), getattr(rest, part)]) for part in Set.__slots__)
        seen, allowed, weight = joined
        bars = {"sharpness": 1.0 / temperature, "least": args.least, "least_photograph": args.least_photograph}
        head = arrays_of(prepared, Voters.fitted(prepared(seen), allowed, weight, None))
        np.savez_compressed(args.out, **head, **{name: np.float32(value) for name, value in bars.items()})
        stored = args.out.read_bytes()
        print(json.dumps({"bytes": len(stored), "sha256": hashlib.sha256(stored).hexdigest()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
