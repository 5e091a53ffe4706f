"""Measure how often the photo doctor finds a fault of known strength, and how often it speaks of a sound picture.

Faults are done to museum reproductions in linear light (``_photo_faults.py``): rates say how a simulated fault is
found, not how a real one is. Beside it stand two naive rules, each with the bar that calls one
museum picture in a hundred: the variance of the Laplacian for blur, and grey-world (the mean a*b* of the picture) for
a cast.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import cv2
import numpy as np

import _photo_faults as faults
from _common import best_of, emit, shared_data
from art_assistant.field.canvas import FILLS, PictureCanvas
from art_assistant.field.doctor import check_photo
from art_assistant.field.labels import DRAWING, PAINTING, PHOTOGRAPH, UNSURE
from art_assistant.field.photo import PhotoCheck
from art_assistant.imaging.arrays import Picture
from art_assistant.imaging.colorspace import srgb_to_lab
from art_assistant.imaging.decode import decode

DATA = shared_data()
EACH = int(os.environ.get("ART_BENCH_EACH", "9"))
"""Every so many museum pictures take part in a simulation."""

Fault = Callable[[np.ndarray, float, np.random.Generator], np.ndarray]

OF_PICTURES: dict[str, tuple[str, Fault, tuple[float, ...]]] = {
    "defocus, px of 512": ("blur", faults.defocused, (1.0, 1.5, 2.5)),
    "motion, px of 512": ("blur", faults.moved, (5, 9, 15)),
    "too much light, stops": ("clipped_lights", faults.overexposed, (0.7, 1.2, 2.0)),
    "black level, share": ("clipped_darks", faults.crushed, (0.01, 0.03, 0.08)),
    "glare, times full light": ("glare", faults.shining, (0.8, 1.5, 3.0)),
    "noise, 8-bit steps": ("low_light", faults.speckled, (6, 10, 16)),
}
IN_BORDERS: dict[str, tuple[str, Fault, tuple[float, ...]]] = {
    "light from a side, values (border)": ("uneven_light", faults.lit_from_a_side, (1.0, 1.5, 2.5)),
    "warm cast, a*b* (border)": ("cast", faults.tinted_warm, (5, 8, 11)),
    "cold cast, a*b* (border)": ("cast", faults.tinted_cold, (5, 8, 11)),
    "too little light, stops (border)": ("low_light", faults.underexposed, (0.7, 1.2, 1.8)),
}


def rows(folder: str, table: str) -> list[dict[str, str]]:
    with (DATA / folder / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def opened(rgb: np.ndarray) -> Picture:
    return decode(cv2.imencode(".png", np.ascontiguousarray(rgb[..., ::-1]))[1].tobytes())


def read(path: Path) -> Picture:
    return decode(path.read_bytes(), name=path.name)


def museum() -> list[Path]:
    """Return the masters and the gallery."""
    tables = (("masters", "paintings.csv"), ("gallery", "artworks.csv"))
    return [DATA / folder / row["path"] for folder, table in tables for row in rows(folder, table)]


def told(name: str, checks: Iterable[PhotoCheck]) -> None:
    found = list(checks)
    ids = Counter(remark.id for check in found for remark in check.remarks)
    count = max(len(found), 1)
    emit(
        {
            "question": name,
            "n": len(found),
            "spoken_of": round(sum(bool(check.remarks) for check in found) / count, 4),
            "held_back": round(sum(bool(check.holds_back) for check in found) / count, 4),
            "by_remark": {key: round(ids[key] / count, 4) for key in sorted(ids)},
        }
    )


def false_alarms() -> tuple[list[float], list[float]]:
    """Print what is said of sound pictures, whatever they are taken for; return the two naive measures of each."""
    kinds = (PAINTING, UNSURE, DRAWING, PHOTOGRAPH)
    checks: dict[str, list[PhotoCheck]] = {kind: [] for kind in kinds}
    sharpness, grey = [], []
    for path in museum():
        picture = read(path)
        for kind in kinds:
            checks[kind].append(check_photo(picture, FILLS, kind, picture)[0])
        sharpness.append(laplacian(picture))
        grey.append(grey_world(picture))
    for kind, found in checks.items():
        told(f"museum, taken for {kind}", found)
    return sharpness, grey


def laplacian(picture: Picture) -> float:
    return float(cv2.Laplacian(srgb_to_lab(picture.standard)[..., 0], cv2.CV_32F).var())


def grey_world(picture: Picture) -> float:
    return float(np.linalg.norm(srgb_to_lab(picture.working)[..., 1:].mean(axis=(0, 1))))


def sample() -> list[np.ndarray]:
    return [read(path).detail for path in museum()[::EACH]]


def framed(rgb: np.ndarray, whole: np.ndarray) -> tuple[Picture, PictureCanvas, Picture]:
    """Return the file, where the picture lies in it, and the picture, of one in a border."""
    rim = (whole.shape[0] - rgb.shape[0]) // 2
    x, y = rim / whole.shape[1], rim / whole.shape[0]
    canvas = PictureCanvas(((x, y), (1 - x, y), (1 - x, 1 - y), (x, 1 - y)), "border", 0.95, applied=True)
    return opened(whole), canvas, opened(whole[rim:-rim, rim:-rim])


def simulated(sharp_bar: float) -> None:
    pictures = sample()
    for name, (remark, fault, strengths) in OF_PICTURES.items():
        line: dict[str, object] = {"question": name, "n": len(pictures), "strengths": strengths}
        found, naive = [], []
        for strength in strengths:
            rng = np.random.default_rng(1)
            shots = [opened(faults.stored(fault(rgb, strength, rng))) for rgb in pictures]
            checks = [check_photo(shot, FILLS, PAINTING, shot)[0] for shot in shots]
            found.append(share(remark, checks))
            naive.append(round(float(np.mean([laplacian(shot) < sharp_bar for shot in shots])), 3))
        emit(line | {"found": found} | ({"variance_of_laplacian": naive} if remark == "blur" else {}))


def share(remark: str, checks: list[PhotoCheck]) -> float:
    return round(float(np.mean([any(one.id == remark for one in check.remarks) for check in checks])), 3)


def in_borders(grey_bar: float) -> None:
    pictures = sample()
    for name, tone in (("white", 0.0), ("cream 6", 6.0), ("cream 10", 10.0)):
        rng = np.random.default_rng(2)
        cases = [framed(rgb, faults.stored(faults.bordered(rgb, (92.0, 0.15 * tone, tone), rng))) for rgb in pictures]
        checks = [check_photo(whole, canvas, PAINTING, picture)[0] for whole, canvas, picture in cases]
        told(f"museum in a {name} border, sound light", checks)
    for name, (remark, fault, strengths) in IN_BORDERS.items():
        found, naive, before, after = [], [], [], []
        for strength in strengths:
            rng = np.random.default_rng(3)
            checks, grey, wrong, left = [], [], [], []
            for rgb in pictures:
                whole = faults.stored(fault(faults.bordered(rgb, (92.0, 0.0, 1.0), rng), strength, rng))
                file, canvas, picture = framed(rgb, whole)
                check, studied = check_photo(file, canvas, PAINTING, picture)
                checks.append(check)
                grey.append(grey_world(picture) > grey_bar)
                wrong.append(off(picture, rgb))
                left.append(off(studied, rgb))
            found.append(share(remark, checks))
            naive.append(round(float(np.mean(grey)), 3))
            before.append(round(float(np.mean(wrong)), 2))
            after.append(round(float(np.mean(left)), 2))
        line = {"question": name, "n": len(pictures), "strengths": strengths, "found": found}
        extra = {"grey_world": naive, "a*b*_off": before, "a*b*_off_after": after} if remark == "cast" else {}
        emit(line | extra)


def off(picture: Picture, rgb: np.ndarray) -> float:
    """Return how far the mean a*b* of a picture is from that of the picture before the camera."""
    means = [srgb_to_lab(one)[..., 1:].mean(axis=(0, 1)) for one in (picture.detail, rgb)]
    return float(np.linalg.norm(means[0] - means[1]))


def on_paper() -> None:
    """Light drawings of which nothing is said from a side; the drawings themselves are as artists have them."""
    drawings = [DATA / "field" / row["path"] for row in rows("field", "pictures.csv") if row["kind"] == DRAWING]
    silent = [p for p in map(read, drawings) if not check_photo(p, FILLS, DRAWING, p)[0].remarks]
    strengths, found, amounts = (1.0, 1.5, 2.5), [], []
    for strength in strengths:
        rng = np.random.default_rng(4)
        shots = [opened(faults.stored(faults.lit_from_a_side(p.detail, strength, rng))) for p in silent]
        checks = [check_photo(shot, FILLS, DRAWING, shot)[0] for shot in shots]
        found.append(share("uneven_light", checks))
        said = [r.amount for check in checks for r in check.remarks if r.id == "uneven_light"]
        amounts.append(round(float(np.median(said)), 2) if said else None)
    name = "light from a side, values (paper)"
    emit({"question": name, "n": len(silent), "strengths": strengths, "found": found, "median_said": amounts})


def real() -> None:
    table = rows("field", "pictures.csv")
    for kind in (PAINTING, DRAWING, PHOTOGRAPH):
        pictures = (read(DATA / "field" / row["path"]) for row in table if row["kind"] == kind)
        told(f"field, {kind}s, corners unknown", (check_photo(p, FILLS, kind, p)[0] for p in pictures))


def cost() -> None:
    cv2.setNumThreads(1)
    path = museum()[0]
    picture = read(path)
    for kind in (PAINTING, DRAWING, PHOTOGRAPH):
        emit(
            {"question": f"time, {kind}", **best_of(lambda k=kind: check_photo(picture, FILLS, k, picture), repeat=40)}
        )
    rgb = picture.detail
    file, canvas, inside = framed(rgb, faults.bordered(rgb, (92.0, 0.0, 6.0), np.random.default_rng(0)))
    emit({"question": "time, in a border", **best_of(lambda: check_photo(file, canvas, PAINTING, inside), repeat=40)})


def main() -> None:
    cost()
    sharpness, grey = false_alarms()
    real()
    on_paper()
    simulated(float(np.percentile(sharpness, 1)))
    in_borders(float(np.percentile(grey, 99)))


if __name__ == "__main__":
    main()
