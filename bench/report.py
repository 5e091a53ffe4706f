"""What it costs to write a study, and where the time goes.

Prints one JSON line a stage, on the sample painting: the minimum wall and CPU milliseconds over the runs. The rival in
the same run is the usual way: every view saved by Pillow as an RGB PNG at its default settings.

    python bench/report.py [PICTURE]
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from _common import ROOT, best_of, emit
from art_assistant.pipeline import analyze
from art_assistant.report import as_html, as_json, write_study
from art_assistant.report.draw.encode import encode_png
from art_assistant.report.drawn import Drawn
from art_assistant.report.wall.sheet import draw_sheet


def plain_png(drawn: Drawn, names: list[str]) -> int:
    """Return the bytes that Pillow's own PNGs of the views take."""
    total = 0
    for name in names:
        buffer = io.BytesIO()
        Image.fromarray(drawn.view(name)).save(buffer, "PNG")
        total += len(buffer.getvalue())
    return total


def main() -> None:
    picture = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "examples" / "sample-painting.jpg"
    report = analyze(picture)
    drawn = Drawn(report)
    names = [view.name for view in drawn.views]
    drawn.draw_all(names)
    sheet = draw_sheet(drawn)
    with tempfile.TemporaryDirectory() as folder:
        stages: dict[str, Callable[[], object]] = {
            "as_json": lambda: as_json(report),
            "draw every view": lambda: Drawn(report).draw_all(names),
            "encode every view": lambda: [encode_png(drawn.view(name)) for name in names],
            "rival: Pillow RGB PNG of every view": lambda: plain_png(drawn, names),
            "draw the sheet": lambda: draw_sheet(drawn),
            "encode the sheet": lambda: encode_png(sheet),
            "write_study, everything": lambda: write_study(report, Path(folder)),
        }
        for name, stage in stages.items():
            emit({"bench": "report", "stage": name, **best_of(stage, repeat=3)})
        written = write_study(report, Path(folder))
        sizes = {path.name: path.stat().st_size for path in written}
    emit(
        {
            "bench": "report",
            "bytes": sum(sizes.values()),
            "html_bytes": len(as_html(report, drawn).encode("utf-8")),
            "views_bytes": sum(len(encode_png(drawn.view(name))) for name in names),
            "rival_views_bytes": plain_png(drawn, names),
        }
    )


if __name__ == "__main__":
    main()
