"""What it costs to write a study, and where the time goes.

Prints one JSON line a stage, on the sample painting: the minimum wall and CPU milliseconds over the runs. The rival in
the same run is the usual way: every view saved by Pillow as an RGB PNG at its default settings. Then the page: its
bytes, its length on screens while all is folded and when all is open, and how many pages a printer makes of it (null
without Chromium).

    python bench/report.py [PICTURE]
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Page, sync_playwright

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


BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SCREENS = {"desktop": (1280, 900), "telephone": (390, 844)}
UNFOLD = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
LENGTH = "document.documentElement.scrollHeight"


def seen(html: str) -> dict[str, object]:
    """Return how long a page is on screens, in pixels, and on paper, in pages; None where there is no Chromium."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        return {"folded_px": None, "open_px": None, "pages": None}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "report.html"
        file.write_text(html, encoding="utf-8")
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        shown = {
            name: _opened(chromium.new_page(viewport={"width": w, "height": h}), file)
            for name, (w, h) in SCREENS.items()
        }
        folded = {name: page.evaluate(LENGTH) for name, page in shown.items()}
        pages = {paper: len(pypdfium2.PdfDocument(shown["desktop"].pdf(format=paper))) for paper in ("A4", "Letter")}
        for page in shown.values():
            page.evaluate(UNFOLD)
        return {"folded_px": folded, "open_px": {n: p.evaluate(LENGTH) for n, p in shown.items()}, "pages": pages}


def _opened(page: Page, file: Path) -> Page:
    page.goto(file.as_uri())
    return page


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
    html = as_html(report, drawn)
    emit(
        {
            "bench": "report",
            "bytes": sum(sizes.values()),
            "html_bytes": len(html.encode("utf-8")),
            **seen(html),
            "views_bytes": sum(len(encode_png(drawn.view(name))) for name in names),
            "rival_views_bytes": plain_png(drawn, names),
        }
    )


if __name__ == "__main__":
    main()
