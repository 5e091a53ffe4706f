"""Run the shipped networks over decoded pictures, one at a time, as the product does."""

import argparse
import json
import time
from pathlib import Path

import art_assistant  # noqa: F401 - before ONNX Runtime, whose telemetry it turns off

# isort: split
import numpy as np
import onnx
import onnxruntime as ort
from onnx.utils import Extractor

from common import WORK, load_pixels


def session_for(model: Path, output: str, threads: int) -> ort.InferenceSession:
    """Return a session that computes one output and no more."""
    graph = Extractor(onnx.load(str(model))).extract_model(["picture"], [output])
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    return ort.InferenceSession(graph.SerializeToString(), options, providers=["CPUExecutionProvider"])


def main() -> None:
    """Write an (n, d) float32 array, one row a picture, in the order of the pixels."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--output", required=True, help="embedding (backbone) or features (EfficientNet)")
    parser.add_argument("--to", required=True, help="file name inside that folder")
    parser.add_argument("--folder", default=".", help="folder inside the work folder that holds pixels.npy")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    pixels, session = load_pixels(WORK / args.folder), session_for(args.model, args.output, args.threads)
    begun, rows = time.monotonic(), []
    for i in range(len(pixels)):
        rows.append(session.run([args.output], {"picture": pixels[i : i + 1]})[0][0])
        if (i + 1) % 1000 == 0:
            print(json.dumps({"done": i + 1, "ms": round((time.monotonic() - begun) / (i + 1) * 1e3, 1)}), flush=True)
    np.save(WORK / args.folder / args.to, np.stack(rows).astype(np.float32))


if __name__ == "__main__":
    main()
