"""Whether the shipped encoder finds works of the same style, and beats the features it is made of.

Query: the eval pictures of the 24-class style data. Base: its train pictures. No named artist is in both. One JSON line
for each kind of vector: precision@10 by plain cosine, and top-1 and top-3 of a linear probe (multinomial logistic
regression) on it. Rivals in the same run: the raw concatenation, a shrunken linear discriminant analysis, the tuned
network alone, the backbone alone and, where `--untuned` names its features, EfficientNet as ImageNet left it.

The first run takes about half an hour on two cores; it keeps the features under `--cache`. `--features` takes an
array that exists already: (n, 2048) float32 in the order of `labels.csv`.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from _common import emit, shared_data
from art_assistant.vision.backbone import EMBEDDING_WIDTH, backbone
from art_assistant.vision.manner import ENCODER_CARD, manner_encoder

F32 = NDArray[np.float32]
I64 = NDArray[np.int64]
MASTERS_STYLE = {"Tonalism": "Impressionism", "Synthetism": "Post-Impressionism"}
"""Labels of the masters that are not among the 24, by the nearest one that is; Biedermeier has none."""

SAME_PAINTING = 0.75
"""Cosine of the facet overall from which two files are taken to show one painting: few pairs lie at .7-.85."""


@dataclass(frozen=True, slots=True)
class Split:
    """Base and query rows, and every row's class."""

    base: I64
    query: I64
    style: I64


def read_rows(folder: Path) -> tuple[list[str], list[str], Split]:
    """Return picture paths, class names and the split of the style data."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = sorted({row["style"] for row in rows})
    evaluation = np.array([row["split"] == "eval" for row in rows])
    style = np.array([names.index(row["style"]) for row in rows])
    return [row["path"] for row in rows], names, Split(np.flatnonzero(~evaluation), np.flatnonzero(evaluation), style)


def encode_files(paths: list[Path]) -> F32:
    """Return the raw features of picture files, squashed with an area filter."""
    rows = []
    for path in paths:
        image = cv2.cvtColor(cv2.imread(str(path), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
        square = np.asarray(cv2.resize(image, (224, 224), interpolation=cv2.INTER_AREA), dtype=np.uint8)
        rows.append(manner_encoder().encode(square, backbone().run(square).embedding).raw)
    return np.stack(rows)


def cached(cache: Path, name: str, make: Callable[[], F32]) -> F32:
    """Return an array from the cache, or make it and keep it."""
    file = cache / f"{name}-{ENCODER_CARD.sha256[:12]}.npy"
    if not file.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        np.save(file, make())
    return np.asarray(np.load(file))


def unit(vectors: F32) -> F32:
    """Scale each row to length one."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def standardised(raw: F32, base: I64) -> F32:
    """Standardise features by the base pictures."""
    return np.asarray((raw - raw[base].mean(axis=0)) / np.maximum(raw[base].std(axis=0), 1e-3), dtype=np.float32)


def discriminants(features: F32, base: I64, style: I64, shrinkage: float = 0.3) -> F32:
    """Project on the directions of a linear discriminant analysis whose within-class scatter is shrunken."""
    means = np.stack([features[base[style[base] == k]].mean(axis=0) for k in range(int(style.max()) + 1)])
    inside = features[base] - means[style[base]]
    scatter = inside.T @ inside / len(base)
    scatter = (1 - shrinkage) * scatter + shrinkage * np.trace(scatter) / len(scatter) * np.eye(len(scatter))
    values, vectors = np.linalg.eigh(scatter)
    whiten = vectors / np.sqrt(values)
    directions = np.linalg.svd((means - means.mean(axis=0)) @ whiten, full_matrices=False)[2][: len(means) - 1]
    return np.asarray((features - features[base].mean(axis=0)) @ (whiten @ directions.T), dtype=np.float32)


def precision_at_10(vectors: F32, split: Split) -> float:
    """Return the mean share of the ten nearest base pictures that have the query's class."""
    table, right = unit(vectors), 0.0
    base = table[split.base]
    for rows in np.array_split(split.query, max(1, len(split.query) // 256)):
        nearest = np.argpartition(-(table[rows] @ base.T), 10, axis=1)[:, :10]
        right += float((split.style[split.base][nearest] == split.style[rows][:, None]).mean(axis=1).sum())
    return round(right / len(split.query), 4)


def probe(features: F32, split: Split, penalty: float = 3e-3, iterations: int = 120) -> tuple[float, float]:
    """Return top-1 and top-3 of multinomial logistic regression, fitted on base and tried on query."""
    x, y = standardised(features, split.base)[split.base], split.style[split.base]
    classes, rows = int(split.style.max()) + 1, np.arange(len(y))

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        w = flat.reshape(-1, classes).astype(np.float32)
        logits = x @ w[1:] + w[0]
        logits -= logits.max(axis=1, keepdims=True)
        p = np.exp(logits)
        p /= p.sum(axis=1, keepdims=True)
        value = -np.log(np.maximum(p[rows, y], 1e-12)).mean(dtype=np.float64) + penalty * (w[1:] ** 2).sum()
        p[rows, y] -= 1.0
        gradient = np.vstack([p.mean(axis=0), x.T @ p / len(y) + 2 * penalty * w[1:]])
        return float(value), gradient.ravel().astype(np.float64)

    start = np.zeros((x.shape[1] + 1) * classes)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": iterations}).x.reshape(-1, classes)
    logits = standardised(features, split.base)[split.query] @ found[1:] + found[0]
    right = np.argsort(-logits, axis=1) == split.style[split.query][:, None]
    return round(float(right[:, 0].mean()), 4), round(float(right[:, :3].any(axis=1).mean()), 4)


def report(name: str, vectors: F32, split: Split, source: str) -> None:
    """Print one line for one kind of vector."""
    top1, top3 = probe(vectors, split)
    numbers = {"precision_at_10": precision_at_10(vectors, split), "probe_top1": top1, "probe_top3": top3}
    emit({"bench": "embedding", "query": source, "vector": name, "width": vectors.shape[1], **numbers})


def facets(raw: F32) -> dict[str, F32]:
    """Return both shipped facets of raw features."""
    made = [manner_encoder().project(row) for row in raw]
    return {"overall": np.stack([m.overall for m in made]), "manner": np.stack([m.manner for m in made])}


def masters_split(folder: Path, names: list[str], split: Split) -> tuple[list[Path], Split]:
    """Return the masters' pictures of a known class, as queries against the same base."""
    with (folder / "paintings.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["path"], MASTERS_STYLE.get(row["style"], row["style"])) for row in csv.DictReader(file)]
    kept = [(folder / path, names.index(style)) for path, style in rows if style in names]
    style = np.concatenate([split.style, [number for _, number in kept]])
    query = np.arange(len(split.style), len(style))
    return [path for path, _ in kept], Split(split.base, query, style)


def without_copies(raw: F32, split: Split) -> Split:
    """Drop the queries that are in the base already, as another file of the same painting."""
    table = facets(raw)["overall"]
    nearest = (table[split.query] @ table[split.base].T).max(axis=1)
    return Split(split.base, split.query[nearest < SAME_PAINTING], split.style)


def compare(raw: F32, split: Split, source: str, untuned: F32 | None) -> None:
    """Print every rival, then the shipped facets."""
    z = standardised(raw, split.base)
    if untuned is not None:
        both = np.concatenate([z[:, :EMBEDDING_WIDTH], standardised(untuned, split.base)], axis=1)
        report("backbone + untuned EfficientNet", both, split, source)
        report("LDA of backbone + untuned EfficientNet", discriminants(both, split.base, split.style), split, source)
    report("backbone", z[:, :EMBEDDING_WIDTH], split, source)
    report("tuned EfficientNet", z[:, EMBEDDING_WIDTH:], split, source)
    report("backbone + tuned EfficientNet", z, split, source)
    report("LDA of backbone + tuned EfficientNet", discriminants(z, split.base, split.style), split, source)
    for name, vectors in facets(raw).items():
        report(f"shipped {name}", vectors, split, source)


def main() -> None:
    """Run the comparison on eval, then on the masters: another source; the same artists, not the same paintings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path("build/bench"))
    parser.add_argument("--features", type=Path)
    parser.add_argument("--untuned", type=Path, help="(n, 1280) features of EfficientNet-lite0 before tuning")
    args = parser.parse_args()
    data = shared_data()
    paths, names, split = read_rows(data / "style")
    made = (
        cached(args.cache, "style", lambda: encode_files([data / "style" / p for p in paths]))
        if args.features is None
        else np.load(args.features)
    )
    compare(made, split, "eval", None if args.untuned is None else np.load(args.untuned))
    files, masters = masters_split(data / "masters", names, split)
    queries = cached(args.cache, "masters", lambda: encode_files(files))
    both = np.concatenate([made, queries])
    compare(both, without_copies(both, masters), "masters", None)


if __name__ == "__main__":
    main()
