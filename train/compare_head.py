"""Train the head that refuses where a reference that was laid over a photograph does not really lie there.

    ART_STYLE_MODELS=... python train/compare_head.py --out src/art_assistant/comparison/data/compare-head.npz

Learns from painted pairs of every second work (``scripts/painted_pairs.py``) and from pairs that are not of one
another: by chance, by likeness of their embeddings and of their values. The other half is for ``bench/compare.py``.
Pairs whose corners came out wrong count as wrong. Only numbers leave the pictures.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import painted_pairs as pairs  # noqa: E402 - the scripts are no package

from art_assistant.comparison.alignment import search_turned  # noqa: E402
from art_assistant.comparison.gate import CUT  # noqa: E402
from art_assistant.comparison.matching.plane import SQUARE, diagonal, projected  # noqa: E402
from art_assistant.comparison.matching.scores import NAMES  # noqa: E402
from art_assistant.comparison.matching.search import Laid, Sought, keypoints_of, search  # noqa: E402
from art_assistant.comparison.matching.shot import Shot, squashed  # noqa: E402
from art_assistant.comparison.matching.turns import turn_of  # noqa: E402
from art_assistant.field.outline.find import outline_finder  # noqa: E402
from art_assistant.imaging.arrays import F32, U8  # noqa: E402
from art_assistant.study.opening import open_picture  # noqa: E402
from art_assistant.vision.backbone import backbone  # noqa: E402

F64 = NDArray[np.float64]
SEED: Final = 2400
RIGHT, WRONG = 3.0, 6.0
"""Corner errors, in % of the diagonal, up to which a map is right, and from which it is wrong."""
RIDGE: Final = 0.01
EASY: Final = ("same", "expo")
"""Kinds of which a few are enough."""
ALIKE_VALUES: Final = 0.75
"""Correlation of 32 x 32 values from which two files may show one painting."""


def see(shown: U8) -> F32:
    """Return the backbone's cells."""
    return backbone(1).run(shown).tokens


def found_in(path: Path, photo: bytes, mean: F32) -> Iterator[tuple[Laid, Shot]]:
    """Yield what a search finds: in the photograph as it is, and, where few keypoints agree, turned."""
    reference, picture = open_picture(path.read_bytes()), open_picture(photo)
    sought, shot = Sought.of(reference.standard, see, mean), Shot.of(picture.detail)

    def outlines() -> list[F64]:
        likely = outline_finder().likely(picture.standard, see(picture.model_input), 2)
        return [corners.astype(np.float64) * shot.size for corners in likely]

    known = keypoints_of(sought, shot)
    upright = search(sought, shot, outlines, known)
    if upright is not None:
        yield upright, shot
    if known[1] < 10:
        other, quarters = search_turned(sought, shot, outlines)
        if other is not None:
            yield Laid(np.linalg.inv(turn_of(shot.size, quarters)) @ other.way, other.method, other.scores), shot


def error_of(found: Laid, shot: Shot, pair: pairs.Pair) -> float:
    """Return the mean corner error, in % of the diagonal."""
    there = projected(found.way, SQUARE) * pair.size[0] / shot.size[0]
    return float(100.0 * np.linalg.norm(there - pair.corners, axis=1).mean() / diagonal(pair.corners))


def looks(paths: list[Path]) -> tuple[F32, F64, F64]:
    """Return the mean cells, the embeddings of length one, and the 32 x 32 values of all works."""
    total, rows, values = np.zeros((16, 16, 384), np.float32), [], []
    for path in paths:
        rgb = pairs.load(path)
        seen = backbone(1).run(squashed(rgb))
        total += seen.tokens / len(paths)
        rows.append(seen.embedding.astype(np.float64))
        small = cv2.resize(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), (32, 32), interpolation=cv2.INTER_AREA)
        values.append((small - small.mean()).ravel() / (small.std() * 32.0 + 1e-6))
    stacked = np.array(rows)
    stacked = (stacked - stacked.mean(axis=0)) / stacked.std(axis=0)
    return total, stacked / np.linalg.norm(stacked, axis=1, keepdims=True), np.array(values, dtype=np.float64)


def strangers(one: int, embeddings: F64, values: F64, titles: list[str], rng: np.random.Generator) -> list[int]:
    """Return three works that are not this one: any, the nearest by embedding, the nearest by values."""
    alike, close = embeddings @ embeddings[one], values @ values[one]
    other = np.array([title != titles[one] for title in titles]) & (close < ALIKE_VALUES)
    other[one] = False
    nearest = [int(np.where(other, score, -9.0).argmax()) for score in (alike, close)]
    return [int(rng.choice(np.flatnonzero(other))), *nearest]


def fitted(seen: F64, right: NDArray[np.bool_], ridge: float = RIDGE, weight: F64 | None = None) -> tuple[F64, float]:
    """Return weights and bias of a ridge regression in which both answers weigh the same; 60 steps of Newton."""
    rows = np.column_stack([seen, np.ones(len(seen))])
    each = np.ones(len(seen)) if weight is None else weight
    share = np.where(right, 0.5 * each / each[right].sum(), 0.5 * each / each[~right].sum())
    held = np.append(np.full(seen.shape[1], ridge), 1e-6)
    weights = np.zeros(rows.shape[1])
    for _ in range(60):
        likely = 1.0 / (1.0 + np.exp(-rows @ weights))
        slope = rows.T @ (share * (likely - right)) + held * weights
        bend = rows.T @ (rows * (share * likely * (1.0 - likely))[:, None]) + np.diag(held)
        weights -= np.linalg.solve(bend, slope)
    return weights[:-1], float(weights[-1])


def gathered(each: int, mean: F32, paths: list[Path], titles: list[str], near: tuple[F64, F64]) -> tuple[F64, F64]:
    """Return scores, (n, 12), and answers: 1 right, 0 wrong, -1 neither."""
    rng, sources = np.random.default_rng(SEED), pairs.Sources.of()
    kinds = [kind for kind in (*pairs.KINDS, *pairs.PLACED) if kind not in pairs.STYLISED or pairs.can_stylise()]
    rows, answers = [], []
    for kind in kinds:
        for number in range(max(3, each // 3) if kind in EASY else each):
            one = int(rng.integers(len(paths)))
            pair = pairs.make_pair(paths[one], kind, SEED + 1000 * kinds.index(kind) + number, sources)
            for found, shot in found_in(paths[one], pair.photo, mean):
                error = error_of(found, shot, pair)
                rows.append([found.scores[name] for name in NAMES])
                answers.append(1.0 if error < RIGHT else 0.0 if error > WRONG else -1.0)
            for stranger in strangers(one, *near, titles, rng)[: 1 + number % 3][-1:]:
                for found, _ in found_in(paths[stranger], pair.photo, mean):
                    rows.append([found.scores[name] for name in NAMES])
                    answers.append(0.0)
        print(kind, len(answers), answers.count(1.0), answers.count(0.0), flush=True)
    return np.array(rows), np.array(answers)


def main() -> None:
    """Gather, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--each", type=int, default=9)
    parser.add_argument("--rows", type=Path, help="where the gathered scores are kept, and read from where they are")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    half = pairs.works()[::2]
    paths, titles = [path for path, *_ in half], [f"{title} {artist}" for _, title, artist in half]
    mean, embeddings, values = looks(paths)
    if arguments.rows and arguments.rows.exists():
        kept = np.load(arguments.rows)
        rows, answers = kept["rows"], kept["answers"]
    else:
        rows, answers = gathered(arguments.each, mean, paths, titles, (embeddings, values))
        if arguments.rows:
            np.savez(arguments.rows, rows=rows, answers=answers)
    # Pairs whose corners are neither right nor wrong teach nothing.
    told = answers >= 0
    centre, spread = rows[told].mean(axis=0), rows[told].std(axis=0) + 1e-6
    seen = np.clip((rows - centre) / spread, -CUT, CUT)
    weights, bias = fitted(seen[told], answers[told] > 0.5)
    likely = 1.0 / (1.0 + np.exp(-(seen @ weights + bias)))
    right, wrong = likely[answers == 1], likely[answers == 0]
    scale = np.abs(mean).max(axis=(0, 1), keepdims=True) / 127.0
    np.savez_compressed(
        arguments.out,
        token_steps=np.rint(mean / scale).astype(np.int8),
        token_scale=scale.astype(np.float32),
        centre=centre,
        spread=spread,
        weights=weights,
        bias=np.array(bias),
    )
    data = arguments.out.read_bytes()
    print(f"right {len(right)}, refused {(right < 0.5).sum()}; wrong {len(wrong)}, accepted {(wrong >= 0.5).sum()}")
    print("lowest right", np.round(np.sort(right)[:8], 3), "highest wrong", np.round(np.sort(wrong)[-8:], 3))
    print("weights", dict(zip(NAMES, np.round(weights, 2).tolist(), strict=True)), round(bias, 2))
    print(f"size_bytes={len(data)}, sha256={hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
