"""Measure how often the style card is right, whether it knows when it is not, and the photograph gate.

The rivals in the same run are multinomial logistic regressions on the same training pictures: on the untuned
features, and on the very features the head reads. The eval split of the style data shares no named artist with its
training split; ``named`` counts only its rows whose artist is named, and ``masters`` is a set from other sources.
Features are read from ``ART_TRAIN_WORK`` where they lie there already, else computed and kept there.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
from scipy.optimize import minimize

from _common import ROOT, best_of, emit, shared_data
from _framed import framed_shot
from art_assistant.field.kind import PictureKind
from art_assistant.style.card import classify
from art_assistant.style.head import HEAD_CARD, style_head
from art_assistant.style.labels import FAMILIES, LABELS, NEAREST, PHOTOGRAPH, family_of
from art_assistant.vision.backbone import backbone
from art_assistant.vision.manner import manner_encoder

DATA = shared_data()
WORK = Path(os.environ.get("ART_TRAIN_WORK", ROOT / "build" / "train"))
sys.path.insert(0, str(ROOT / "train"))
os.environ["ART_STYLE_DATA"] = str(DATA / "style")

import style_views  # noqa: E402

PHOTO = LABELS.index(PHOTOGRAPH)
FAMILY = np.array([list(FAMILIES).index(family_of(label) or "") for label in LABELS])
BINS = 15
THRESHOLDS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def raw_of(square: np.ndarray) -> np.ndarray:
    return manner_encoder().encode(square, backbone().run(square).embedding).raw


def cached(name: str, pictures: Callable[[], Iterable[np.ndarray]]) -> np.ndarray:
    """Return (n, 2048) raw features of the pictures, computed once."""
    path = WORK / f"style-bench-{name}.npy"
    if not path.is_file():
        WORK.mkdir(parents=True, exist_ok=True)
        np.save(path, np.stack([raw_of(square) for square in pictures()]))
    return np.load(path)


def squared(path: Path, change: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    pixels = np.ascontiguousarray(cv2.imread(str(path), cv2.IMREAD_COLOR)[..., ::-1])
    return np.asarray(cv2.resize(change(pixels), (224, 224), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def style_rows() -> list[dict[str, str]]:
    with (DATA / "style" / "labels.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def style_features(rows: list[dict[str, str]]) -> np.ndarray:
    """Return the features of all of the style data, from the training folder where they are."""
    parts = [WORK / "block8.npy", WORK / "efficientnet.npy"]
    if all(part.is_file() for part in parts):
        return np.concatenate([np.load(part) for part in parts], axis=1)
    return cached("data", lambda: (squared(DATA / "style" / row["path"], lambda p: p) for row in rows))


def logistic(features: np.ndarray, style: np.ndarray, decay: float = 3e-4) -> Callable[[np.ndarray], np.ndarray]:
    """Fit multinomial logistic regression by L-BFGS; return what gives probabilities."""
    mean, deviation = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-3)
    classes, width = len(LABELS), features.shape[1]
    x = np.clip((features - mean) / deviation, -6, 6).astype(np.float32)
    truth = np.eye(classes, dtype=np.float32)[style]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        table = flat.reshape(width + 1, classes).astype(np.float32)
        p = softmax(x @ table[:-1] + table[-1])
        error = (p - truth) / len(x)
        gradient = np.concatenate([x.T @ error + 2 * decay * table[:-1], error.sum(axis=0, keepdims=True)])
        value = -np.log(np.maximum(p[np.arange(len(x)), style], 1e-9)).mean() + decay * (table[:-1] ** 2).sum()
        return float(value), gradient.ravel().astype(np.float64)

    best = minimize(loss, np.zeros((width + 1) * classes), jac=True, method="L-BFGS-B", options={"maxiter": 120}).x
    table = best.reshape(width + 1, classes).astype(np.float32)
    return lambda raw: softmax(np.clip((raw - mean) / deviation, -6, 6).astype(np.float32) @ table[:-1] + table[-1])


def softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def calibration_error(confidence: np.ndarray, right: np.ndarray) -> float:
    """Return the expected calibration error over 15 equal bins of confidence (Naeini et al. 2015)."""
    which = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [abs(confidence[which == k].sum() - right[which == k].sum()) for k in range(BINS)]
    return float(sum(gaps) / len(confidence))


def scores(p: np.ndarray, style: np.ndarray) -> dict[str, float]:
    rank = (p > p[np.arange(len(style)), style][:, None]).sum(axis=1)
    families = np.stack([p[:, k == FAMILY].sum(axis=1) for k in range(len(FAMILIES))], axis=1)
    result = {
        "top1": (rank < 1).mean(),
        "top3": (rank < 3).mean(),
        "family": (families.argmax(axis=1) == FAMILY[style]).mean(),
        "ece": calibration_error(p.max(axis=1), rank < 1),
        "family_ece": calibration_error(families.max(axis=1), families.argmax(axis=1) == FAMILY[style]),
    }
    return {"n": len(style), **{name: round(float(value), 4) for name, value in result.items()}}


def interval(right: np.ndarray) -> list[float]:
    """Return the 95 % bootstrap interval of a share."""
    rng = np.random.default_rng(0)
    means = [rng.choice(right, len(right)).mean() for _ in range(1000)]
    return [round(float(v), 3) for v in np.percentile(means, [2.5, 97.5])]


def abstention(p: np.ndarray, style: np.ndarray, threshold: float) -> Iterator[dict[str, Any]]:
    confidence, right = p.max(axis=1), p.argmax(axis=1) == style
    for t in (*THRESHOLDS, threshold):
        spoken = confidence >= t
        yield {
            "threshold": round(t, 4),
            "coverage": round(float(spoken.mean()), 4),
            "right_when_it_speaks": round(float(right[spoken].mean()), 4) if spoken.any() else None,
            "chosen": t == threshold,
        }


def per_class(p: np.ndarray, style: np.ndarray) -> dict[str, float]:
    guess, found = p.argmax(axis=1), {}
    for k, label in enumerate(LABELS):
        hit = int(((guess == k) & (style == k)).sum())
        found[label] = round(2 * hit / max(1, int((guess == k).sum() + (style == k).sum())), 3)
    return found


def files_of(name: str) -> tuple[list[Path], np.ndarray]:
    """Return the pictures of a folder and their classes, -1 where none is known."""
    if name == "subjects":
        files = sorted((DATA / name).rglob("*.jpg"))
        return files, np.full(len(files), PHOTO)
    table = {"masters": "paintings.csv", "gallery": "artworks.csv"}[name]
    with (DATA / name / table).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    styles = [NEAREST.get(row["style"], row["style"]) for row in rows]
    known = np.array([LABELS.index(style) if style in LABELS else -1 for style in styles])
    return [DATA / name / row["path"] for row in rows], known


CHANGES: dict[str, Callable[[np.random.Generator], Callable[[np.ndarray], np.ndarray]]] = {
    "plain": lambda _: lambda pixels: pixels,
    "q60": lambda _: lambda pixels: style_views.compressed(pixels, 60),
    "phone": lambda rng: lambda pixels: style_views.phone_shot(pixels, rng),
    "framed": lambda rng: lambda pixels: framed_shot(pixels, rng),
}


def altered(name: str, change: str) -> np.ndarray:
    files, _ = files_of(name)
    rng = np.random.default_rng(style_views.SEED + 1)
    return cached(f"{name}-{change}", lambda: (squared(file, CHANGES[change](rng)) for file in files))


def read_all(raw: np.ndarray) -> np.ndarray:
    return np.stack([style_head().read(row).probabilities for row in raw])


def gated(raw: np.ndarray) -> np.ndarray:
    return np.array([style_head().read(row).photograph >= 0.5 for row in raw])


def gate(rival: Callable[[np.ndarray], np.ndarray]) -> None:
    for change in CHANGES:
        line: dict[str, Any] = {"question": "gate", "change": change}
        for name in ("subjects", "masters", "gallery"):
            raw = altered(name, change)
            line[name] = {
                "n": len(raw),
                "called_photographs": round(float(gated(raw).mean()), 4),
                "logistic_regression": round(float((rival(raw).argmax(axis=1) == PHOTO).mean()), 4),
            }
        emit(line)


def shots(readers: Iterable[tuple[str, Callable[[np.ndarray], np.ndarray]]], threshold: float) -> None:
    """Tell what a phone shot costs: as the head has learned it, and as another simulation has it."""
    known = files_of("masters")[1]
    for change in ("phone", "framed"):
        raw = altered("masters", change)[known >= 0]
        for model, read in readers:
            emit({"question": f"masters, {change} shot", "model": model, **scores(read(raw), known[known >= 0])})
        spoken = list(abstention(read_all(raw), known[known >= 0], threshold))[-1]
        emit({"question": f"abstention, masters, {change} shot", **spoken})


def plots(p: np.ndarray, style: np.ndarray, folder: Path) -> None:
    """Draw the confusion matrix and the abstention and reliability curves (needs matplotlib)."""
    import matplotlib as mpl  # noqa: PLC0415

    mpl.use("Agg")
    import matplotlib.pyplot as plt  # noqa: PLC0415

    table = np.zeros((len(LABELS), len(LABELS)))
    np.add.at(table, (style, p.argmax(axis=1)), 1)
    figure, axis = plt.subplots(figsize=(9, 8), layout="constrained")
    axis.imshow(table / table.sum(axis=1, keepdims=True), cmap="Greys", vmin=0, vmax=1)
    axis.set_xticks(range(len(LABELS)), LABELS, rotation=90, fontsize=8)
    axis.set_yticks(range(len(LABELS)), LABELS, fontsize=8)
    for (i, j), count in np.ndenumerate(table):
        if count:
            axis.text(j, i, int(count), ha="center", va="center", fontsize=6, color="w" if count > 35 else "k")
    axis.set(xlabel="said", ylabel="true", title="Eval pictures (no artist shared with training)")
    figure.savefig(folder / "style-confusion.png", dpi=110)
    confidence, right = p.max(axis=1), p.argmax(axis=1) == style
    figure, (left, other) = plt.subplots(1, 2, figsize=(9, 4), layout="constrained")
    order = np.argsort(-confidence)
    share = np.cumsum(right[order]) / np.arange(1, len(right) + 1)
    left.plot(np.arange(1, len(right) + 1)[20:] / len(right), share[20:], "k")
    left.axhline(0.75, color="0.6", ls=":")
    left.set(xlabel="share of pictures it speaks of", ylabel="right when it speaks", ylim=(0.4, 1))
    which = np.minimum((confidence * 10).astype(int), 9)
    said = [confidence[which == k].mean() for k in range(10) if (which == k).any()]
    true = [right[which == k].mean() for k in range(10) if (which == k).any()]
    other.plot([0, 1], [0, 1], color="0.7")
    other.plot(said, true, "ko-")
    other.set(xlabel="probability said", ylabel="share that was right")
    figure.savefig(folder / "style-abstention.png", dpi=110)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plots", type=Path, help="draw the plots into this folder")
    parser.add_argument("--no-gate", action="store_true", help="leave the gate out: it needs 5,000 more passes")
    args = parser.parse_args()
    rows = style_rows()
    style = np.array([LABELS.index(row["style"]) for row in rows])
    heldout = np.array([row["split"] == "eval" for row in rows])
    named = np.array([bool(row["artist"]) for row in rows])
    raw = style_features(rows)
    head = read_all(raw[heldout])
    truth = style[heldout]
    rivals = {"logistic regression, frozen features": logistic(raw[~heldout], style[~heldout])}
    untuned = WORK / "efficientnet-untuned.npy"
    said = {"style head": head, next(iter(rivals)): rivals[next(iter(rivals))](raw[heldout])}
    if untuned.is_file():
        plain = np.concatenate([raw[:, :768], np.load(untuned)], axis=1)
        said["logistic regression, untuned features"] = logistic(plain[~heldout], style[~heldout])(plain[heldout])
    for model, p in said.items():
        emit({"question": "eval", "model": model, **scores(p, truth), "top1_95": interval(p.argmax(axis=1) == truth)})
        emit({"question": "eval, artist named", "model": model, **scores(p[named[heldout]], truth[named[heldout]])})
    masters, known = altered("masters", "plain"), files_of("masters")[1]
    for model, read in (("style head", read_all), *rivals.items()):
        emit({"question": "masters", "model": model, **scores(read(masters[known >= 0]), known[known >= 0])})
    threshold = style_head().read(raw[0]).threshold
    for line in abstention(head, truth, threshold):
        emit({"question": "abstention, eval", **line})
    p = read_all(masters[known >= 0])
    emit({"question": "abstention, masters", **list(abstention(p, known[known >= 0], threshold))[-1]})
    for model, p in said.items():
        emit({"question": "F1", "model": model, **per_class(p, truth)})
    if not args.no_gate:
        shots((("style head", read_all), *rivals.items()), threshold)
        gate(rivals["logistic regression, frozen features"])
    features, kind = SimpleNamespace(raw=raw[0]), PictureKind("painting", {"painting": 0.98, "photograph": 0.02})
    emit({"question": "time", **best_of(lambda: classify(features, kind), repeat=50), "bytes": HEAD_CARD.size_bytes})
    if args.plots is not None:
        args.plots.mkdir(parents=True, exist_ok=True)
        plots(head, truth, args.plots)


if __name__ == "__main__":
    main()
