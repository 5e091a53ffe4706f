"""Measure what a GPU gains: every network of a picture on the CPU, and on CUDA where ONNX Runtime has it.

    pip install onnxruntime-gpu            # in place of onnxruntime
    python bench/gpu.py                    # the embedded networks
    python bench/gpu.py --model clip-vit-b32   # and a model that was fetched or added, its pictures 1 and 32 at a time

Prints one JSON line a network, device and batch: the time of a picture, and how far the numbers lie from the CPU's.
Where there is no CUDA it says so, and prints the lines of the CPU alone.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from _common import ROOT, best_of, emit, synthetic_pixels

sys.path.insert(0, str(ROOT / "src"))

from art_assistant.imaging.arrays import MODEL_SIDE, U8
from art_assistant.settings import Settings
from art_assistant.vision.fetched.record import read_record
from art_assistant.vision.session import CUDA, create_session, providers_for
from art_assistant.vision.twin.twin import Twin

DATA = ROOT / "src" / "art_assistant" / "vision" / "data"
EMBEDDED = {"dinov2-vits14-focus-int8.onnx": "embedding", "efficientnet-lite0-manner.onnx": "features"}
BATCHES = (1, 32)


def embedded(file: Path, output: str, pictures: U8, device: str) -> Callable[[], np.ndarray]:
    session = create_session(file, 2, device)
    return lambda: np.asarray(session.run([output], {"picture": pictures})[0])


def fetched(name: str, pictures: U8, device: str) -> Callable[[], np.ndarray]:
    record = read_record(name, Settings.load().models)
    if record is None:
        raise SystemExit(f"there is no model '{name}' here; see 'art-assistant models list'")
    twin = Twin(record, device)
    return lambda: twin.look(list(pictures))


def measured(name: str, open_on: Callable[[U8, str], Callable[[], np.ndarray]], devices: list[str], runs: int) -> None:
    for batch in BATCHES:
        pictures = np.stack([synthetic_pixels(MODEL_SIDE, MODEL_SIDE, seed) for seed in range(batch)])
        truth = open_on(pictures, "cpu")()
        for device in devices:
            run = open_on(pictures, device)
            apart = float(np.abs(run() - truth).max() / np.abs(truth).max())
            times = {key: round(value / batch, 3) for key, value in best_of(run, runs).items()}
            emit({"network": name, "device": device, "batch": batch, "a_picture": times, "apart": round(apart, 6)})


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", help="also a model that was fetched or added")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    devices = ["cpu", *(["cuda"] if CUDA in providers_for("auto") else [])]
    if "cuda" not in devices:
        emit({"cuda": "not here: ONNX Runtime was installed without it, or finds none"})
    for file, output in EMBEDDED.items():
        measured(file, partial(embedded, DATA / file, output), devices, arguments.runs)
    if arguments.model:
        measured(arguments.model, partial(fetched, arguments.model), devices, arguments.runs)


if __name__ == "__main__":
    main()
