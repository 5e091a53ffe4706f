"""Fit what pictures that look alike measure, and write it into the package.

Reads the rows that ``make_corpus.py --rows`` wrote and the masters' pictures themselves. Every picture is shown to the
networks as it is and in six other exposures, tints and degrees of sharpness; all seven are given the numbers of the
unaltered one. The masters that ``bench/tips.py`` judges the tips on have no part in it. Writes
``src/art_assistant/advice/data/expectation.npz``, and with ``--out`` the rows once more with the expected metrics, each
from a fit that has not seen the picture; ``make_tip_norms.py`` reads those. The size and the sha256 that it prints go
into ``EXPECTATION_CARD``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from art_assistant.advice.finding.catalogue import KINDS, derived, expected
from art_assistant.advice.finding.expectation import Expectation, quantised
from art_assistant.advice.finding.norms import Scale
from art_assistant.imaging.arrays import U8
from art_assistant.study.opening import open_picture
from art_assistant.vision.backbone import backbone
from art_assistant.vision.manner import RAW_WIDTH, manner_encoder

ROOT: Final = Path(__file__).resolve().parents[1]
DATA: Final = Path(os.environ.get("ART_TEST_DATA", ROOT.parent / "shared" / "data"))
TARGET: Final = ROOT / "src" / "art_assistant" / "advice" / "data" / "expectation.npz"

ALTERED: Final = 6
RIDGE: Final = 10.0
"""Added to the covariance of the standardised features."""
FOLDS: Final = 10
JUDGED: Final = 150

F32 = NDArray[np.float32]
Row = dict[str, Any]


def altered(rgb: U8, rng: np.random.Generator) -> U8:
    """Return (h, w, 3) uint8 sRGB as another camera and another day might have shown it."""
    lab = cv2.cvtColor(rgb.astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB)
    light = np.clip(lab[..., 0] / 100.0, 0.0, 1.0) ** np.exp(rng.normal(0.0, 0.35))
    middle = np.median(light)
    light = middle + (light - middle) * np.exp(rng.normal(0.0, 0.35))
    low, high = max(0.0, rng.normal(0.0, 0.12)), 1.0 - max(0.0, rng.normal(0.0, 0.12))
    light = np.clip(low + np.clip(light, 0.0, 1.0) * (high - low), 0.0, 1.0)
    lab[..., 0] = light * 100.0
    lab[..., 1:] *= np.clip(np.exp(rng.normal(0.0, 0.6)), 0.1, 3.0)
    lab[..., 1:] += rng.normal(0.0, 5.0, 2)
    lab[..., 1:] += (light - 0.5)[..., None] * rng.normal(0.0, 12.0, 2)
    shown = cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)
    sharpness = rng.uniform(-1.0, 1.0)
    if sharpness > 0:
        shown = cv2.GaussianBlur(shown, (0, 0), 0.2 + 1.2 * sharpness)
    else:
        shown = shown - sharpness * (shown - cv2.GaussianBlur(shown, (0, 0), 1.0))
    return np.clip(shown * 255.0 + 0.5, 0, 255).astype(np.uint8)


def features_of(path: Path, seed: int) -> F32:
    """Return (1 + ALTERED, 2048) features of a picture: as it is, then altered."""
    shown, rng = open_picture(path).model_input, np.random.default_rng(seed)
    views = [shown, *(altered(shown, rng) for _ in range(ALTERED))]
    return np.stack([manner_encoder().encode(view, backbone().run(view).embedding).raw for view in views])


def gathered(names: list[str], cache: Path) -> F32:
    """Return (n, 1 + ALTERED, 2048) features of the named pictures, kept in a file for the next run."""
    if cache.is_file():
        stored = np.load(cache, allow_pickle=False)
        if list(stored["names"]) == names and stored.get("encoder") == manner_encoder().card.identity:
            return np.asarray(stored["features"], dtype=np.float32)
    features = np.empty((len(names), 1 + ALTERED, RAW_WIDTH), dtype=np.float16)
    for row, name in enumerate(tqdm(names, unit="picture")):
        folder, file = name.split("/")
        features[row] = features_of(DATA / folder / "images" / file, row)
    cache.parent.mkdir(parents=True, exist_ok=True)
    np.savez(cache, names=np.array(names), features=features, encoder=manner_encoder().card.identity)
    return features.astype(np.float32)


def fitted(names: tuple[str, ...], features: F32, scores: F32) -> Expectation:
    """Return the ridge regression of (n, m) normal scores on (n, views, 2048) features."""
    mean, deviation = features[:, 0].mean(axis=0), features[:, 0].std(axis=0) + 1e-6
    blank = np.zeros((RAW_WIDTH, len(names)), dtype=np.float32)
    shell = Expectation(names, mean, deviation, blank, scores.mean(axis=0))
    x = shell.standardised(features.reshape(-1, RAW_WIDTH))
    y = np.repeat(scores - shell.offset, features.shape[1], axis=0)
    gram = x.T @ x / len(x) + RIDGE * np.eye(RAW_WIDTH, dtype=np.float32)
    return Expectation(names, mean, deviation, np.linalg.solve(gram, x.T @ y / len(x)), shell.offset)


def unseen(names: tuple[str, ...], features: F32, scores: F32, fit: NDArray[np.bool_]) -> list[dict[str, float]]:
    """Return the expected metrics of every picture, from fits on those of ``fit`` that have not seen it."""
    order = np.random.default_rng(0).permutation(len(features))
    fold = np.where(fit, order % FOLDS, -1)
    found: list[dict[str, float]] = [{} for _ in features]
    for number in tqdm(range(-1, FOLDS), unit="fit"):
        learned = fitted(names, features[fit & (fold != number)], scores[fit & (fold != number)])
        for row in np.flatnonzero(fold == number):
            found[row] = learned.metrics(features[row, 0])
    return found


def judged() -> set[str]:
    """Return the names of the masters that ``bench/tips.py`` judges the tips on."""
    sys.path.insert(0, str(ROOT / "bench"))
    from tips import judged as paths  # noqa: PLC0415 - a benchmark is no part of the package

    return {f"masters/{path.name}" for path in paths(JUDGED)}


def write(learned: Expectation) -> None:
    """Write the reading into the package, and print what belongs on its card."""
    steps, scale = quantised(learned.weights)
    named = {"names": np.array(learned.names), "mean": learned.mean, "deviation": learned.deviation}
    np.savez_compressed(TARGET, steps=steps, scale=scale, offset=learned.offset, **named)
    data = TARGET.read_bytes()
    sys.stdout.write(json.dumps({"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}) + "\n")


def main() -> int:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path, help="rows of the masters")
    parser.add_argument("--features", type=Path, default=ROOT / "build" / "expectation-features.npz")
    parser.add_argument("--out", type=Path, help="also write the rows with the expected metrics")
    arguments = parser.parse_args()
    rows: list[Row] = [json.loads(line) for line in arguments.rows.read_text(encoding="utf-8").splitlines() if line]
    features = gathered([row["path"] for row in rows], arguments.features)
    names = tuple(sorted({metric for kind in KINDS if kind.likened for metric in kind.signature}))
    table = np.array([[derived(row).get(name) for name in names] for row in rows], dtype=np.float64)
    columns = [Scale.of(column[np.isfinite(column)]).scores(column) for column in table.T]
    scores = np.nan_to_num(np.stack(columns, axis=1)).astype(np.float32)
    left_out = judged()
    fit = np.array([row["path"] not in left_out for row in rows])
    write(fitted(names, features[fit], scores[fit]))
    if arguments.out is not None:
        met = unseen(names, features, scores, fit)
        explained = 1.0 - np.mean((scores - _matrix(met, names)) ** 2, axis=0) / scores.var(axis=0)
        sys.stdout.write(json.dumps({n: round(float(v), 2) for n, v in zip(names, explained, strict=True)}) + "\n")
        lines = (json.dumps(row | more) for row, more in zip(rows, met, strict=True))
        arguments.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


def _matrix(met: list[dict[str, float]], names: tuple[str, ...]) -> F32:
    return np.array([[row[expected(name)] for name in names] for row in met], dtype=np.float32)


if __name__ == "__main__":
    sys.exit(main())
