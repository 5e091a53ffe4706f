"""Ask whether the palette holds what the eye meets first, against a reading of sixty pictures.

The reading (``palette_reading.csv``) was written down before any palette of these pictures was looked at: what the eye
meets first, its place, and the L*a*b* read there. A colour is held where a swatch lies within CIEDE2000 10 of it (also
printed: 15). Beside the product, at equal K: the same without attention, k-means in RGB (cv2, 3 attempts), Pillow's
median cut and octree. Also what recolouring the pictures costs, how often an accent is called where none was read, the
CPU time of the colour study with and without attention, and of the mixes: how far they lie from the colours of these
palettes, beside the nearest tube alone, the nearest mix of two and the nearest of all, and what they cost.

Usage: python bench/palette.py [--k 6]
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from _common import best_of, emit, shared_data
from art_assistant.analysis.color.mixes import NEAR_DELTA_E, _book, find_mixes
from art_assistant.analysis.color.palette import Swatch
from art_assistant.analysis.color.study import study_color
from art_assistant.imaging.colorspace import ciede2000, srgb_to_lab
from art_assistant.pipeline import Study
from color import RIVALS, errors

NEAR, WIDER = 10.0, 15.0
Row = dict[str, str]


def reading() -> dict[str, list[Row]]:
    """Return what was read in each picture."""
    text = Path(__file__).with_name("palette_reading.csv").read_text(encoding="utf-8")
    found: dict[str, list[Row]] = {}
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        found.setdefault(row["path"], []).append(row)
    return found


def colours_of(study: Study, k: int) -> tuple[dict[str, NDArray[np.uint8]], bool]:
    """Return the palettes of one picture, and whether ours calls a colour an accent."""
    rgb, counted = study.picture.working, study.picture.counted
    swatches = study.color(k).palette
    found = {
        "ours": np.array([one.rgb for one in swatches], dtype=np.uint8),
        "without attention": np.array([one.rgb for one in study_color(rgb, counted=counted, k=k).palette], np.uint8),
        **{name: rival(rgb, k) for name, rival in RIVALS.items() if name != "ours"},
    }
    return found, any(one.accent for one in swatches)


def compare(k: int) -> Study:
    """Print how much of the reading each way holds; return the last picture, to time."""
    data = shared_data()
    met: dict[str, list[tuple[str, str, float]]] = {}
    cost: dict[str, list[float]] = {}
    called, painted = [], []
    for path, rows in reading().items():
        study = Study(data / path)
        palettes, accent = colours_of(study, k)
        painted += study.color(k).palette
        if not rows[0]["l"]:
            called.append(accent)
        for name, colours in palettes.items():
            lab = srgb_to_lab(colours)
            cost.setdefault(name, []).append(float(errors(study.picture.working, colours).mean()))
            away = [
                (path, row["size"], float(ciede2000(lab, [float(row[key]) for key in "lab"]).min()))
                for row in rows
                if row["l"]
            ]
            met.setdefault(name, []).extend(away)
    for name, found in met.items():
        emit({"palette": name, "k": k, **told(found), "recolour": round(float(np.mean(cost[name])), 2)})
    emit({"accent called where none was read": sum(called), "of": len(called)})
    mixes(painted)
    return study


def mixes(swatches: list[Swatch]) -> None:
    """Print how far the mixes of all these colours lie from them, and the time of six colours."""
    colours, book = srgb_to_lab(np.array([one.rgb for one in swatches], dtype=np.uint8)), _book()
    away = np.array([ciede2000(book.lab, colour) for colour in colours[::4]])
    ways = {
        "told": np.array([mix.delta_e for mix in find_mixes(swatches[::4]).items]),
        "one tube": away[:, book.count == 1].min(axis=1),
        "one or two": away[:, book.count < 3].min(axis=1),
        "the nearest": away.min(axis=1),
    }
    for name, delta in ways.items():
        numbers = {"median": float(np.median(delta)), "near": float((delta <= NEAR_DELTA_E).mean())}
        emit({"mixes": name, "colours": len(delta), **{key: round(value, 2) for key, value in numbers.items()}})
    emit({"mixes of six colours": best_of(lambda: find_mixes(swatches[:6]), 5)})


def told(found: list[tuple[str, str, float]]) -> dict[str, str]:
    """Return how many of the colours that were read, and how many pictures whole, a way holds."""
    whole = {path: all(away <= NEAR for one, _, away in found if one == path) for path, _, _ in found}
    first = {path: next(away for one, _, away in found if one == path) <= NEAR for path, _, _ in found}

    def held(size: str, limit: float) -> str:
        chosen = [away for _, one, away in found if one in size]
        return f"{sum(away <= limit for away in chosen)} of {len(chosen)}"

    return {
        "small": held("s", NEAR),
        "all": held("sm", NEAR),
        "all within 15": held("sm", WIDER),
        "first read": f"{sum(first.values())} of {len(first)}",
        "pictures whole": f"{sum(whole.values())} of {len(whole)}",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--k", type=int, default=6)
    options = parser.parse_args()
    study = compare(options.k)
    rgb, counted, looking = study.picture.working, study.picture.counted, study.looking().features.saliency
    emit(
        {
            "with attention": best_of(lambda: study_color(rgb, counted=counted, attention=looking), 15),
            "without": best_of(lambda: study_color(rgb, counted=counted), 15),
        }
    )


if __name__ == "__main__":
    main()
