"""What a whole study costs beside the network pass that it cannot do without.

Prints, for a 12 Mpx JPEG and a 2 Mpx PNG: the bare int8 joint pass on two threads (the denominator), bytes to Report,
each stage, everything but the pass in units of the pass; then the import, a fresh process from start to its JSON, and
the peak memory of that process.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does

import io
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

from _common import emit, synthetic_photo, synthetic_pixels
from art_assistant.pipeline import analyze, open_picture
from art_assistant.vision.backbone import backbone

RUNS = 15


def png_bytes(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(synthetic_pixels(width, height, 1)).save(buffer, "PNG")
    return buffer.getvalue()


def warm(name: str, data: bytes) -> None:
    """Print the warm figures of one picture: pass and study alternate, so that both see the same machine."""
    model_input = open_picture(data).model_input
    passes, totals, stages = [], [], []
    for number in range(RUNS + 2):
        start = time.perf_counter()
        backbone(2).run(model_input)
        middle = time.perf_counter()
        report = analyze(data)
        end = time.perf_counter()
        if number >= 2:
            passes.append((middle - start) * 1e3)
            totals.append((end - middle) * 1e3)
            stages.append(report.timings)
    bare, total = min(passes), min(totals)
    emit(
        {
            "picture": name,
            "state": "warm",
            "pass_2_threads_ms": round(bare, 1),
            "total_ms": round(total, 1),
            "total_median_ms": round(statistics.median(totals), 1),
            "everything_else_in_passes": round((total - bare) / bare, 2),
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
    for name, data in pictures.items():
        warm(name, data)


if __name__ == "__main__":
    main()
