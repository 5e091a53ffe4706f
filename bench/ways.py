"""What the files for paint programs and the printer cost, and how far what other readers find in them is off.

Prints one JSON line a file, on the sample painting: bytes, the least CPU milliseconds of three runs, and the largest
difference from the views in levels (layers, outlines) or in millimetres (the sheet, rasterised at 20 pixels a
millimetre). The rival of the PSD in the same run is psd-tools' own writer.

    python bench/ways.py [PICTURE]
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
import resvg_py
from PIL import Image
from psd_tools import PSDImage

from _common import ROOT, best_of, emit
from art_assistant.files.ways import WAYS
from art_assistant.pipeline import analyze
from art_assistant.report.drawn import Drawn
from art_assistant.report.layers.stack import stack_of
from art_assistant.report.print.layout import PAPERS
from art_assistant.report.print.marks import Mark
from art_assistant.report.print.pages import pages_of
from art_assistant.report.print.sheet import told_of
from art_assistant.report.views.mass import flat_masses
from art_assistant.report.ways import made

PER_MM = 20
RUNS = 3


def levels(one: np.ndarray, other: np.ndarray) -> int:
    """Return the largest difference of two pictures."""
    return int(np.abs(one.astype(int) - other.astype(int)).max())


def by_psd_tools(drawn: Drawn) -> bytes:
    """Return the layers as psd-tools writes them."""
    layers = stack_of(drawn)
    height, width = layers[0].pixels.shape[:2]
    document = PSDImage.new("RGB", (width, height), color=255)
    for layer in layers:
        image = Image.fromarray(np.ascontiguousarray(layer.pixels))
        document.create_pixel_layer(image, name=layer.name, top=0, left=0).visible = layer.shown
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def of_psd(data: bytes) -> list[np.ndarray]:
    """Return each layer as it looks laid over white: with all that the file says of how much it covers."""
    document = PSDImage.open(io.BytesIO(data))
    found = []
    for layer in document:
        layer.visible = True
        found.append(over_white(np.asarray(layer.composite().convert("RGBA"))))
    return found


def of_ora(data: bytes) -> list[np.ndarray]:
    """Return each layer laid over white, from the lowest up."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = sorted(name for name in archive.namelist() if name.startswith("data/"))
        return [over_white(np.asarray(Image.open(io.BytesIO(archive.read(name))).convert("RGBA"))) for name in names]


def over_white(pixels: np.ndarray) -> np.ndarray:
    """Return a picture with alpha laid over white, 0-255."""
    if pixels.shape[2] == 3:
        return pixels.astype(float)
    cover = pixels[..., 3:] / 255.0
    return np.rint(pixels[..., :3] * cover + 255.0 * (1.0 - cover))


def outlines_off(drawn: Drawn, svg: bytes) -> dict[str, float]:
    """Return how far the rendered outlines are from the flat masses, beyond a pixel from a contour."""
    png = resvg_py.svg_to_bytes(svg_string=svg.decode(), skip_system_fonts=True)
    found, flat = np.asarray(Image.open(io.BytesIO(bytes(png))).convert("RGB")), flat_masses(drawn.scene)
    edge = cv2.morphologyEx(flat[..., 0], cv2.MORPH_GRADIENT, np.ones((3, 3))) > 0
    clear = cv2.dilate(edge.astype(np.uint8), np.ones((3, 3))) == 0
    return {"levels": levels(found[clear], flat[clear]), "compared": round(float(clear.mean()), 3)}


def boxes_off(drawn: Drawn, pdf: bytes, paper: str) -> float:
    """Return the largest distance, in millimetres, of a side of an empty box from where it should be."""
    pages = pages_of(told_of(drawn.report), PAPERS[paper])[1]
    found = [abs(off) for number in (1, 2) for off in _sides(pdf, number, pages[number])]
    return round(max(found), 3)


def _sides(pdf: bytes, number: int, marks: list[Mark]) -> Iterator[float]:
    grey = np.asarray(pdfium.PdfDocument(pdf)[number].render(scale=PER_MM * 25.4 / 72).to_pil().convert("L")).astype(
        float
    )
    for box in (mark for mark in marks if mark["kind"] == "box" and mark["thick"] == 0.25):
        x, y = (round((box[a] + box[b] / 2) * PER_MM) for a, b in (("x", "width"), ("y", "height")))
        for side in (box["x"], box["x"] + box["width"]):
            yield _off(grey[y], side)
        for side in (box["y"], box["y"] + box["height"]):
            yield _off(grey[:, x], side)


def _off(along: np.ndarray, at: float) -> float:
    first = round((at - 2.0) * PER_MM)
    dark = 255.0 - along[first : first + 4 * PER_MM]
    return float(((np.arange(dark.size) + first + 0.5) * dark).sum() / dark.sum() / PER_MM - at)


def main() -> None:
    picture = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "examples" / "sample-painting.jpg"
    drawn = Drawn(analyze(picture))
    want = [over_white(layer.pixels) for layer in stack_of(drawn)]
    for name in WAYS:
        data = made(drawn, name)
        cost = best_of(partial(made, drawn, name), RUNS, warmup=0)
        told = {"file": name, "bytes": len(data), "cpu_ms": cost["cpu_min_ms"]}
        if name.startswith("layers"):
            found = of_psd(data) if name.endswith("psd") else of_ora(data)
            told["levels"] = max(levels(one, other) for one, other in zip(found, want, strict=True))
        if name.endswith("svg"):
            told |= outlines_off(drawn, data)
        if name.endswith("pdf"):
            told["millimetres"] = boxes_off(drawn, data, name.removeprefix("study-").removesuffix(".pdf"))
        emit(told)
    data, cost = by_psd_tools(drawn), best_of(partial(by_psd_tools, drawn), RUNS, warmup=0)
    off = max(levels(one, other) for one, other in zip(of_psd(data), want, strict=True))
    rival = {"file": "layers.psd", "rival": "psd-tools", "bytes": len(data), "cpu_ms": cost["cpu_min_ms"]}
    emit(rival | {"levels": off})


if __name__ == "__main__":
    main()
