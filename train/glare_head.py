"""Train the few numbers that tell a spot of light from paint that is too light.

    ART_STYLE_MODELS=... python train/glare_head.py

Learns from painted pairs of every second work (``scripts/painted_pairs.py``), half of them with glare, of which two in
five are neither round nor white. They are laid over by their true corners, moved by a quarter per cent of the
diagonal, so that nothing is searched. The other half is for ``bench/compare.py``. Only numbers leave the pictures.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from compare_head import fitted

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import painted_pairs as pairs  # noqa: E402 - the scripts are no package

from art_assistant.comparison.glare import CUT, NAMES, brightest  # noqa: E402
from art_assistant.comparison.matching.plane import diagonal, way_to  # noqa: E402
from art_assistant.comparison.values import Overlay, measure_values  # noqa: E402
from art_assistant.imaging.arrays import F32  # noqa: E402
from art_assistant.imaging.colorspace import lab_to_linear, linear_to_lab  # noqa: E402
from art_assistant.study.opening import open_picture  # noqa: E402

F64 = NDArray[np.float64]
SEED: Final = 31_000
EACH: Final = {"same": 21, "expo": 14, "over": 35, "simple": 42, "style": 28, "cropped": 14, "partial": 21}
"""Pairs of each kind: the more, the more a painting of it is off by itself."""
MOVED: Final = 0.0025
RIDGE: Final = 0.02
LARGE: Final = 0.3
"""Weight of a painting of which a large passage is lighter: the generator's own are at most a twentieth of it."""
TOLD_FROM: Final = 0.65
"""Chosen by cross-validation on these pairs: 3 % told where there is none."""
JUDGED: Final = 0.2
OUT: Final = ROOT / "src" / "art_assistant" / "comparison" / "data" / "glare-head.json"


def without_glare(light: F32, corners: F64, rng: np.random.Generator) -> tuple[F32, str]:
    """Return a photograph in even light or in a gradient, as often as both are."""
    while True:
        shown, name = pairs.lit(light, corners, rng)
        if name != "glare":
            return shown, name


def with_glare(light: F32, corners: F64, rng: np.random.Generator) -> tuple[F32, str]:
    """Return a photograph with a spot of light; two in five are drawn out and tinted."""
    height, width = light.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    span = np.ptp(corners, axis=0)
    u, v = (x - width / 2) / span[0], (y - height / 2) / span[1]
    (across, down), size = rng.uniform(-0.4, 0.4, 2), rng.uniform(0.12, 0.3)
    drawn_out, angle, tint = 1.0, 0.0, np.ones(3)
    if rng.random() < 0.4:
        drawn_out, angle, tint = np.exp(rng.uniform(0, 0.7)), rng.uniform(0, np.pi), 1 + rng.uniform(-0.12, 0.12, 3)
    along = (u - across) * np.cos(angle) + (v - down) * np.sin(angle)
    beside = (v - down) * np.cos(angle) - (u - across) * np.sin(angle)
    shape = np.exp(-(along**2 / drawn_out + beside**2 * drawn_out) / (2 * size * size))
    return light + (rng.uniform(0.03, 0.12) * shape[..., None] * tint).astype(np.float32), "glare"


def lightened(laid: Overlay, rng: np.random.Generator) -> Overlay:
    """Return a painting of which 5-25 % are lighter, with a border that is hard or soft."""
    height, width = laid.cut.shape
    area, flat, turn = rng.uniform(0.05, 0.25) * height * width, np.exp(rng.uniform(-0.5, 0.5)), rng.uniform(0, 180)
    middle, sides = rng.uniform(0.25, 0.75, 2) * [width, height], np.sqrt([area * flat, area / flat])
    passage = np.zeros((height, width), np.float32)
    if rng.random() < 0.5:
        ends = np.rint(sides / np.sqrt(np.pi)).astype(int).tolist()
        cv2.ellipse(passage, np.rint(middle).astype(int).tolist(), ends, turn, 0, 360, 1.0, -1)
    else:
        cv2.fillPoly(passage, [cv2.boxPoints((middle.tolist(), sides.tolist(), turn)).astype(np.int32)], 1.0)
    lab = linear_to_lab(laid.light)
    soft = pairs.blur(passage, float(rng.choice([1.0, 2.0, 6.0])))
    lab[..., 0] = np.clip(lab[..., 0] + 10.0 * rng.uniform(0.5, 1.6) * soft, 0.0, 100.0)
    return replace(laid, light=lab_to_linear(lab))


def gathered() -> Iterator[tuple[tuple[float, ...], bool, float]]:
    """Yield the scores of each pair's brightest spot, whether it is light, and its weight."""
    works, sources, more = pairs.works()[::2], pairs.Sources.of(), np.random.default_rng(SEED)
    for place, (kind, count) in enumerate(EACH.items()):
        rng = np.random.default_rng(SEED + len(kind))
        for number in range(count):
            path = works[int(rng.integers(len(works)))][0]
            lighting = with_glare if number % 2 else without_glare
            pair = pairs.make_pair(path, kind, SEED + 1000 * place + number, sources, lighting)
            corners = pair.corners + rng.normal(0.0, MOVED, (4, 2)) * diagonal(pair.corners)
            way = np.diag([1.0 / pair.size[0], 1.0 / pair.size[1], 1.0]) @ way_to(corners)
            laid = Overlay.of(open_picture(path.read_bytes()).standard, open_picture(pair.photo).detail, way)
            cases = [(laid, 1.0)] if pair.light == "glare" else [(laid, 1.0), (lightened(laid, more), LARGE)]
            for case, weight in cases:
                values = measure_values(case)
                spot = brightest(values, case)
                if spot is not None and values.judged > JUDGED:
                    yield spot.scores, pair.light == "glare", weight
        print(kind, flush=True)


def learned(rows: F64, light: NDArray[np.bool_], weight: F64) -> dict[str, object]:
    """Return the numbers of the regression."""
    centre, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    weights, bias = fitted(np.clip((rows - centre) / spread, -CUT, CUT), light, RIDGE, weight)
    lists = {"centre": centre, "spread": spread, "weights": weights}
    told = {name: [round(float(value), 5) for value in values] for name, values in lists.items()}
    return {"names": list(NAMES), **told, "bias": round(bias, 5), "told_from": TOLD_FROM}


def main() -> None:
    """Gather, fit, write."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    cv2.setNumThreads(1)
    rows = list(gathered())
    told = learned(*(np.array(column) for column in zip(*rows, strict=True)))
    OUT.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(f"{len(rows)} pairs", told)


if __name__ == "__main__":
    main()
