"""Ask what a model that was fetched or added would change for the style card: its vectors, and a regression on them.

    art-assistant models fetch clip-vit-b32
    python clip_head.py --model clip-vit-b32 --features   # once: a pass over every picture of the style data
    python clip_head.py --model clip-vit-b32              # the measures, beside those of the networks that ship

Each picture is looked at as galleries look at it. Of the rows of ``labels.csv`` the head learns from those of the train
split that are not held out; held-out rows choose the decay, and eval is read once, at the end.
"""

import argparse
import json
import time
from collections.abc import Callable
from itertools import product
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

from art_assistant.settings import Settings
from art_assistant.vision.encoders import named_encoder
from art_assistant.vision.twin.twin import Twin
from common import DATA, WORK, Labels, holdout, read_labels

DECAYS = (3e-5, 3e-4, 3e-3)
SHARPNESS = 10.0
"""By what unit vectors are multiplied, so that a decay means as much for them as for standardised features."""

F32 = NDArray[np.float32]


def extract(labels: Labels, twin: Twin, target: Path) -> None:
    """Write (n, width) float32, one row a picture, in the order of the labels."""
    begun, rows = time.monotonic(), []
    for number, path in enumerate(labels.paths, start=1):
        rows.append(twin.look([cv2.imread(str(DATA / path))[..., ::-1]])[0])
        if number % 1000 == 0:
            print(json.dumps({"done": number, "ms": round((time.monotonic() - begun) / number * 1e3, 1)}), flush=True)
    np.save(target, np.stack(rows))


def regression(features: F32, style: NDArray[np.int64], decay: float) -> Callable[[F32], NDArray[np.float64]]:
    """Return what gives probabilities, fitted by L-BFGS; every class has the same say."""
    classes = int(style.max()) + 1
    weight = 1.0 / np.maximum(np.bincount(style, minlength=classes), 1)[style]
    weight, truth = weight / weight.sum(), np.eye(classes)[style]
    rows = np.concatenate([features.astype(np.float64), np.ones((len(features), 1))], axis=1)

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        matrix = flat.reshape(rows.shape[1], classes)
        logits = log_softmax(rows @ matrix, axis=1)
        slope = rows.T @ ((np.exp(logits) - truth) * weight[:, None]) + 2.0 * decay * matrix
        return float(-(logits * truth).sum(axis=1) @ weight + decay * (matrix**2).sum()), slope.ravel()

    start = np.zeros(rows.shape[1] * classes)
    matrix = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x.reshape(-1, classes)
    return lambda others: softmax(np.concatenate([others, np.ones((len(others), 1))], axis=1) @ matrix, axis=1)


def found(probabilities: NDArray[np.float64], style: NDArray[np.int64]) -> dict[str, float]:
    """Return the share of pictures whose style stands first, and among the first three."""
    order = np.argsort(-probabilities, axis=1)[:, :3]
    hits = order == style[:, None]
    return {"top1": round(float(hits[:, 0].mean()), 4), "top3": round(float(hits.any(axis=1).mean()), 4)}


def standardised(raw: F32, learned: NDArray[np.bool_]) -> F32:
    """Return features less the mean of the learning rows, over their deviation."""
    return np.asarray((raw - raw[learned].mean(axis=0)) / np.maximum(raw[learned].std(axis=0), 1e-6), dtype=np.float32)


def main() -> None:
    """Extract, or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, help="a model of 'art-assistant models list' that is here")
    parser.add_argument("--features", action="store_true", help="look at every picture, and write its vector")
    arguments = parser.parse_args()
    labels, target = read_labels(), WORK / f"{arguments.model}.npy"
    if arguments.features:
        twin = named_encoder(arguments.model, Settings.load().models)
        if not isinstance(twin, Twin):
            parser.error("the encoder that ships has its features from extract.py")
        extract(labels, twin, target)
        return
    held = holdout(labels)
    learned = ~labels.evaluation & ~held
    kinds = {arguments.model: SHARPNESS * np.load(target)}
    ours = [WORK / "block8.npy", WORK / "efficientnet.npy"]
    if all(file.is_file() for file in ours):
        kinds["shipped"] = standardised(np.concatenate([np.load(file) for file in ours], axis=1), learned)
        kinds["both"] = np.concatenate([kinds["shipped"], kinds[arguments.model]], axis=1)
    best: dict[str, tuple[float, float]] = {}
    for (name, rows), decay in product(kinds.items(), DECAYS):
        told = found(regression(rows[learned], labels.style[learned], decay)(rows[held]), labels.style[held])
        print(json.dumps({"features": name, "decay": decay, "rows": "held out", **told}), flush=True)
        best[name] = max(best.get(name, (0.0, decay)), (told["top1"], decay))
    for name, rows in kinds.items():
        head = regression(rows[learned], labels.style[learned], best[name][1])
        told = found(head(rows[labels.evaluation]), labels.style[labels.evaluation])
        print(json.dumps({"features": name, "decay": best[name][1], "rows": "eval", **told}), flush=True)


if __name__ == "__main__":
    main()
