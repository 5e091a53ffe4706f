"""Whether a painting is found in its photograph, what differs is measured rightly, and strangers are refused.

    ART_STYLE_MODELS=... python bench/compare.py [--each 12] [--strangers 300] [--kinds same,over] [--seed 77000]

Painted pairs (``scripts/painted_pairs.py``) of the works that the head did not learn from, a fresh seed. Beside each
line the usual way: SIFT, RANSAC homography, difference of grey values. Corners are told in % of the diagonal, patches
in value steps, where neither glare nor a cut-off light lies; CPU seconds of one thread, of photographs of 1.1 Mpx but
for ``speed``, which decodes one of 12 Mpx.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from _common import emit, shared_data
from art_assistant.imaging.arrays import F32, U8

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

import painted_pairs as pairs

from art_assistant import compare
from art_assistant.comparison.alignment import Alignment, align
from art_assistant.comparison.gate import compare_head
from art_assistant.comparison.glare import glare_in
from art_assistant.comparison.matching.plane import diagonal
from art_assistant.comparison.matching.shot import fitted, squashed
from art_assistant.comparison.study import doubt
from art_assistant.comparison.values import LONG, Overlay, ValueMap, errors_of, measure_values
from art_assistant.imaging.colorspace import srgb_to_linear
from art_assistant.settings import Settings
from art_assistant.study.opening import open_picture
from art_assistant.vision.backbone import backbone

SEED = 77_000
ERODED = 13
NEAR = 0.75
"""Correlation of values from which two works may show one painting, and are no strangers."""


def see(shown: U8) -> F32:
    return backbone(1).run(shown).tokens


def aligned(reference: bytes, photo: bytes) -> tuple[Alignment, Any, Any, float]:
    """Return the alignment, both pictures and the CPU seconds of the alignment and of the values."""
    one, other = open_picture(reference), open_picture(photo)
    start = time.process_time()
    found = align(one, other, see, compare_head(), None)
    if found.way is not None and found.accepted:
        measure_values(Overlay.of(one.standard, other.detail, found.way))
    return found, one, other, time.process_time() - start


def truth_of(pair: pairs.Pair, reference: Any) -> ValueMap:
    """Return the errors of the painting itself, in perfect light and geometry."""
    size = fitted(reference.standard, LONG)
    own, light = (
        cv2.resize(srgb_to_linear(rgb), size, interpolation=cv2.INTER_AREA) for rgb in (pair.reference, pair.painting)
    )
    bare = cv2.resize(pair.unpainted.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    return errors_of(own, light, ~bare, bare, even=True)


def patches_of(pair: pairs.Pair, found: np.ndarray, true: np.ndarray) -> Iterator[float]:
    """Yield how far each patch is misjudged, in steps."""
    known = np.isfinite(found) & np.isfinite(true)
    for mask, _ in pair.patches:
        inner = cv2.erode(mask.astype(np.uint8), np.ones((ERODED, ERODED), np.uint8)).astype(np.float32)
        inside = cv2.resize(inner, found.shape[::-1], interpolation=cv2.INTER_AREA) > 0.6
        both = inside & known
        if both.sum() >= max(25, 0.5 * inside.sum()):
            yield abs(float(found[both].mean()) - float(true[both].mean()))


def usual(pair: pairs.Pair) -> tuple[float | None, np.ndarray | None]:
    """Return the corner error, and the map in steps, of SIFT, homography and the difference of grey values."""
    photo = cv2.imdecode(np.frombuffer(pair.photo, np.uint8), cv2.IMREAD_GRAYSCALE)
    grey = cv2.cvtColor(pair.reference, cv2.COLOR_RGB2GRAY)
    finder = cv2.SIFT.create(4000)
    (here, told), (there, asked) = (finder.detectAndCompute(one, None) for one in (grey, photo))
    if told is None or asked is None or len(asked) < 2:
        return None, None
    matches = [two[0] for two in cv2.BFMatcher().knnMatch(told, asked, 2) if two[0].distance < 0.75 * two[1].distance]
    if len(matches) < 10:
        return None, None
    own, other = (
        np.float32([points[getattr(one, index)].pt for one in matches])
        for points, index in ((here, "queryIdx"), (there, "trainIdx"))
    )
    way, agree = cv2.findHomography(own, other, cv2.RANSAC, 5.0)
    if way is None or agree.sum() < 10:
        return None, None
    height, width = grey.shape
    corners = cv2.perspectiveTransform(np.float32([[[0, 0], [width, 0], [width, height], [0, height]]]), way)[0]
    laid = cv2.warpPerspective(photo, way, (width, height), flags=cv2.INTER_AREA | cv2.WARP_INVERSE_MAP)
    return corner_error(corners, pair), (laid.astype(np.float32) - grey) / 25.5


def corner_error(corners: Any, pair: pairs.Pair) -> float:
    return float(100 * np.linalg.norm(corners - pair.corners, axis=1).mean() / diagonal(pair.corners))


def spread(numbers: list[float]) -> list[float] | None:
    """Return median and 90th percentile."""
    return [round(float(np.percentile(numbers, share)), 3) for share in (50, 90)] if numbers else None


def of_kind(kind: str, paths: list[Path], each: int, seed: int = SEED) -> dict[str, Any]:
    """Return one line of the table."""
    rng, sources = np.random.default_rng(seed + len(kind)), pairs.Sources.of()
    lists: dict[str, list[float]] = {
        name: []
        for name in ("corners", "patches", "cpu_keypoints", "cpu_else", "usual_corners", "usual_patches", "left")
    }
    refused = doubtful = usual_found = glared = told_glare = false_glare = wrong = 0
    bare = []
    for number in range(each):
        path = paths[int(rng.integers(len(paths)))]
        pair = pairs.make_pair(path, kind, seed + 1000 * (pairs.KINDS + pairs.PLACED).index(kind) + number, sources)
        found, reference, picture, cpu = aligned(path.read_bytes(), pair.photo)
        lists["cpu_keypoints" if found.method == "keypoints" else "cpu_else"].append(cpu)
        true = truth_of(pair, reference)
        error, grey = usual(pair)
        if error is not None and grey is not None:
            usual_found += 1
            lists["usual_corners"].append(error)
            size = true.error.shape[::-1]
            if pair.light != "glare":
                small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
                lists["usual_patches"] += patches_of(pair, small, true.error)
        if not found.accepted:
            refused += 1
            continue
        lists["corners"].append(corner_error(found.corners * pair.size, pair))
        wrong += lists["corners"][-1] > 6.0
        overlay = Overlay.of(reference.standard, picture.detail, found.way)
        values = measure_values(overlay)
        if doubt(values, overlay) is not None:
            doubtful += 1
            print(kind, number + 1, path.name, pair.light, "no values:", doubt(values, overlay), file=sys.stderr)
            continue
        seen = glare_in(values, overlay) is not None
        glared += pair.light == "glare"
        told_glare += seen and pair.light == "glare"
        false_glare += seen and pair.light != "glare"
        if pair.unpainted.any():
            true_bare = cv2.resize(pair.unpainted.astype(np.uint8), values.error.shape[::-1]) > 0
            bare.append(float((values.bare & true_bare).sum() / true_bare.sum()))
        missed = [round(one, 2) for one in patches_of(pair, values.error, true.error)]
        said = f"{kind} {number + 1} {path.name} {pair.light} corners {lists['corners'][-1]:.2f} patches {missed}"
        print(said, f"line {values.line.slope:.2f} {values.line.missed:.1f} light {values.field:.2f}", file=sys.stderr)
        if pair.light != "glare":
            lists["patches"] += patches_of(pair, values.error, true.error)
            lists["left"].append(float(np.nanpercentile(np.abs(values.error), 90)))
    return {
        "bench": "compare",
        "kind": kind,
        "pairs": each,
        "corners": spread(lists["corners"]),
        "patches": spread(lists["patches"]),
        "patches_n": len(lists["patches"]),
        "refused": refused,
        "accepted_but_off_by_6": wrong,
        "values_refused": doubtful,
        "p90_of_error": spread(lists["left"]),
        "glare_told": f"{told_glare} of {glared}",
        "glare_where_none": false_glare,
        "bare_masked": None if not bare else f"{sum(share > 0.5 for share in bare)} of {len(bare)}",
        "cpu_keypoints": spread(lists["cpu_keypoints"]),
        "cpu_else": spread(lists["cpu_else"]),
        "usual_found": usual_found,
        "usual_corners": spread(lists["usual_corners"]),
        "usual_patches": spread(lists["usual_patches"]),
    }


def of_strangers(half: list[tuple[Path, str, str]], count: int) -> dict[str, Any]:
    """Return how many pairs are accepted of pictures that are not of one another: by chance, and the most alike."""
    paths, titles = [path for path, *_ in half], [title + artist for _, title, artist in half]
    looks, values = [], []
    for path in paths:
        rgb = pairs.load(path)
        looks.append(backbone(1).run(squashed(rgb)).embedding)
        small = cv2.resize(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), (32, 32), interpolation=cv2.INTER_AREA)
        values.append((small - small.mean()).ravel() / (small.std() * 32 + 1e-6))
    alike = (np.array(looks) - np.mean(looks, axis=0)) / np.std(looks, axis=0)
    alike /= np.linalg.norm(alike, axis=1, keepdims=True)
    close = np.array(values)
    rng, sources, accepted = np.random.default_rng(SEED), pairs.Sources.of(), []
    for number in range(count):
        one = int(rng.integers(len(paths)))
        free = np.array([title != titles[one] for title in titles]) & (close @ close[one] < NEAR)
        near = (alike @ alike[one], close @ close[one], rng.random(len(paths)))[number % 3]
        other = int(np.where(free, near, -9.0).argmax())
        kind = ("over", "simple", "same")[number // 3 % 3]
        photo = pairs.make_pair(paths[one], kind, SEED + 90_000 + number, sources).photo
        found, *_ = aligned(paths[other].read_bytes(), photo)
        by = ("embedding", "values", "chance")[number % 3]
        said = f"{number + 1} {by} {found.confidence:.2f} {found.scores.get('parts', 0.0):.2f}"
        print(said, "accepted" if found.accepted else "", file=sys.stderr, flush=True)
        if found.accepted:
            accepted.append((paths[one].name, paths[other].name, by))
    return {"bench": "compare", "kind": "strangers", "pairs": count, "accepted": len(accepted), "which": accepted}


def of_speed(paths: list[Path]) -> Iterator[dict[str, Any]]:
    """Yield the CPU seconds of all that ``compare`` does with a photograph of 12 Mpx."""
    for path, kind in ((path, kind) for path in paths for kind in ("same", "simple")):
        pair = pairs.make_pair(path, kind, SEED, pairs.Sources.of())
        photo = cv2.imdecode(np.frombuffer(pair.photo, np.uint8), cv2.IMREAD_COLOR)
        size = (4000, 3000) if photo.shape[1] > photo.shape[0] else (3000, 4000)
        large = cv2.imencode(".jpg", cv2.resize(photo, size, interpolation=cv2.INTER_CUBIC))[1].tobytes()
        settings = Settings().merged({"analysis": {"threads": 1}})
        compare(path.read_bytes(), large, settings=settings)
        start = time.process_time()
        found = compare(path.read_bytes(), large, settings=settings)
        took = round(time.process_time() - start, 2)
        told = found.findings is not None
        yield {
            "bench": "compare", "kind": "speed", "of": kind, "by": found.alignment.method, "told": told, "cpu_s": took
        }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=12)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--speed", type=int, default=4, help="works of which photographs of 12 Mpx are compared")
    parser.add_argument("--strangers", type=int, default=300)
    parser.add_argument("--kinds", default=",".join((*pairs.KINDS, *pairs.PLACED)))
    arguments = parser.parse_args()
    shared_data()
    cv2.setNumThreads(1)
    half = pairs.works()[1::2]
    paths = [path for path, *_ in half]
    for kind in filter(None, arguments.kinds.split(",")):
        if kind in pairs.STYLISED and not pairs.can_stylise():
            emit({"bench": "compare", "kind": kind, "skipped": "needs ART_STYLE_MODELS"})
            continue
        emit(of_kind(kind, paths, arguments.each, arguments.seed))
    for line in of_speed(paths[5 : 5 + 7 * arguments.speed : 7]):
        emit(line)
    if arguments.strangers:
        emit(of_strangers(half, arguments.strangers))


if __name__ == "__main__":
    main()
