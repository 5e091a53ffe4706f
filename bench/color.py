"""Ask which palette says most about a picture, and whether it says the same twice.

For paintings of masters, at equal K: the mean CIEDE2000 of the picture recoloured by its palette, the same over the
most chromatic 2 % (what becomes of accents), and how far the palette moves when the picture is saved as JPEG at
quality 80 or halved in size. Rivals: k-means in RGB (cv2, 3 attempts), Pillow's median cut, Pillow's octree.
Also the time of the whole colour study at 360 px and of the metrics at 512 px, beside k-means alone.

Usage: python bench/color.py [--count 60] [--k 6]
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from _common import best_of, emit, shared_data
from art_assistant.analysis.color.limited_palette import LIMITED_PALETTES, recolor
from art_assistant.analysis.color.study import color_metrics, study_color
from art_assistant.imaging.colorspace import ciede2000, srgb_to_lab

Pixels = NDArray[np.uint8]
Palette = Callable[[Pixels, int], Pixels]


def ours(rgb: Pixels, k: int) -> Pixels:
    return np.array([swatch.rgb for swatch in study_color(rgb, k=k).palette], dtype=np.uint8)


def kmeans(rgb: Pixels, k: int) -> Pixels:
    cv2.setRNGSeed(0)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 1.0)
    _, _, centres = cv2.kmeans(rgb.reshape(-1, 3).astype(np.float32), k, None, stop, 3, cv2.KMEANS_PP_CENTERS)
    return np.asarray(np.rint(centres), dtype=np.uint8)


def pillow(method: Image.Quantize) -> Palette:
    def run(rgb: Pixels, k: int) -> Pixels:
        table = Image.fromarray(rgb).quantize(k, method=method, dither=Image.Dither.NONE).getpalette()
        return np.array(table[: 3 * k], dtype=np.uint8).reshape(-1, 3)

    return run


RIVALS: dict[str, Palette] = {
    "ours": ours,
    "kmeans_rgb": kmeans,
    "median_cut": pillow(Image.Quantize.MEDIANCUT),
    "octree": pillow(Image.Quantize.FASTOCTREE),
}


def errors(rgb: Pixels, palette: Pixels) -> NDArray[np.float64]:
    lab, colors = srgb_to_lab(rgb.reshape(-1, 3)[::3]), srgb_to_lab(palette)
    return np.asarray(np.min([ciede2000(lab, color) for color in colors], axis=0))


def judge(rgb: Pixels, palette: Pixels) -> dict[str, float]:
    delta = errors(rgb, palette)
    lab = srgb_to_lab(rgb.reshape(-1, 3)[::3])
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    return {"delta_e": float(delta.mean()), "accents": float(delta[chroma >= np.quantile(chroma, 0.98)].mean())}


def moved(one: Pixels, two: Pixels) -> float:
    """Return the mean, both ways, of each colour's CIEDE2000 from the nearest colour of the other palette."""
    table = ciede2000(srgb_to_lab(one)[:, None], srgb_to_lab(two)[None])
    return float((table.min(axis=0).mean() + table.min(axis=1).mean()) / 2.0)


def jpeg(rgb: Pixels) -> Pixels:
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=80)
    return np.asarray(Image.open(buffer))


def halved(rgb: Pixels) -> Pixels:
    return np.asarray(cv2.resize(rgb, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def load(path: Path, side: int) -> Pixels:
    image = Image.open(path).convert("RGB")
    image.thumbnail((side, side), Image.Resampling.BOX)
    return np.asarray(image)


def compare(files: list[Path], k: int) -> None:
    for name, rival in RIVALS.items():
        rows = []
        for path in files:
            rgb = load(path, 360)
            palette = rival(rgb, k)
            again = {
                "jpeg_q80": moved(palette, rival(jpeg(rgb), k)),
                "half_size": moved(palette, rival(halved(rgb), k)),
            }
            rows.append({**judge(rgb, palette), **again})
        means = {key: round(float(np.mean([row[key] for row in rows])), 2) for key in rows[0]}
        emit({"palette": name, "k": k, "pictures": len(rows), **means})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--k", type=int, default=6)
    options = parser.parse_args()
    files = sorted((shared_data() / "masters" / "images").rglob("*.*"))
    files = [files[i] for i in np.random.default_rng(7).permutation(len(files))[: options.count]]
    compare(files, options.k)
    cv2.setNumThreads(1)
    small, standard = load(files[0], 360), load(files[0], 512)
    emit({"study_360": best_of(lambda: study_color(small), 30), "kmeans_rgb_360": best_of(lambda: kmeans(small, 6), 3)})
    emit({"metrics_512": best_of(lambda: color_metrics(standard), 30)})
    emit({"limited_preview_360": best_of(lambda: recolor(small, LIMITED_PALETTES[0]), 5)})


if __name__ == "__main__":
    main()
