"""Find how few and how faithful the big value masses are, whether they keep the subject, and what they cost.

    python bench/masses.py [--step N] [--svg FILE]

Beside ours, in one run: the masses by value alone, and the usual ways (k-means, SLIC, Felzenszwalb, bilateral filter).
Masters and amateurs' paintings: the median number of connected shapes and the median share of the variance of the
un-squinted L* that the mean L* of each pixel's mass explains. Photographs with masks made by hand: the intersection
over union of the mask and the best union of shapes, which is the best prefix of the shapes sorted by their share inside
it; settings were chosen on even numbers. Long side 360 px; least and median CPU time of one thread, without the
network. ``--step 10`` takes every tenth picture; ``--svg`` draws the frontier.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from skimage.segmentation import felzenszwalb, slic

from _common import emit, shared_data
from _value_masses import find_regions, level_energy, merge_regions, value_masses
from art_assistant.analysis.breaks import natural_breaks
from art_assistant.analysis.mass.regions import connected_pieces
from art_assistant.analysis.mass.study import MassStudy, study_masses
from art_assistant.analysis.subject import subject_of
from art_assistant.imaging.colorspace import lstar
from art_assistant.imaging.decode import decode
from art_assistant.vision.backbone import backbone

SIDE = 360
K = 5
LEAST = 0.02
COHERENCES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Case:
    """One picture, where its subject lies as far as the product knows, and the truth where somebody drew it."""

    rgb: np.ndarray
    l_map: np.ndarray
    subject: np.ndarray | None
    truth: np.ndarray | None


def case(path: Path, side: int = SIDE) -> Case:
    picture = decode(path.read_bytes(), working_side=side)
    found = subject_of(backbone(1).run(picture.model_input).saliency, picture.working)
    truth, (height, width) = None, picture.working.shape[:2]
    if path.with_suffix(".png").exists():
        mask = cv2.imread(str(path.with_suffix(".png")), cv2.IMREAD_GRAYSCALE)
        truth = cv2.resize(mask, (width, height), interpolation=cv2.INTER_AREA) > 127
    return Case(picture.working, lstar(picture.working), None if found is None else found.mask, truth)


def sets_of(folder: Path, step: int) -> dict[str, list[Path]]:
    with (folder / "field" / "pictures.csv").open(encoding="utf-8") as file:
        paintings = [folder / "field" / row["path"] for row in csv.DictReader(file) if row["kind"] == "painting"]
    masters = sorted((folder / "masters" / "images").iterdir()) + sorted((folder / "gallery" / "images").iterdir())
    photographs = sorted((folder / "subjects").glob("*.jpg"))
    return {
        "masters": masters[::step],
        "amateurs": paintings[::step],
        "photographs, even": photographs[::2][:: max(1, step // 5)],
        "photographs, odd": photographs[1::2][:: max(1, step // 5)],
    }


def levels_of(l_map: np.ndarray, k: int) -> np.ndarray:
    bins = np.clip(l_map, 0, 99.9).astype(int)
    histogram = np.bincount(bins.ravel(), minlength=100)
    used = np.flatnonzero(histogram)
    cuts = natural_breaks(used.astype(float), histogram[used].astype(float), min(k, used.size))
    return np.searchsorted(used[np.asarray(cuts, dtype=int)], bins, side="right").astype(np.int32)


def absorbed(l_map: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Merge the pieces under the least size by least error until none is left, the levels measured anew each time."""
    for _ in range(8):
        regions = find_regions(l_map, labels)
        levels = np.bincount(regions.label, weights=regions.total) / np.bincount(regions.label, weights=regions.area)
        group, merged = merge_regions(regions, level_energy(levels), least=LEAST * l_map.size, limit=0.0)
        if merged.size == regions.count:
            break
        nearest = np.abs(merged[:, None] - levels).argmin(axis=1)
        labels = np.unique(nearest[group][regions.map], return_inverse=True)[1].reshape(l_map.shape).astype(np.int32)
    return labels


def bilateral_breaks(l_map: np.ndarray) -> np.ndarray:
    smooth = l_map
    for _ in range(3):
        smooth = cv2.bilateralFilter(smooth, 9, 12.0, 6.0)
    return absorbed(l_map, levels_of(smooth, K))


def kmeans_position(l_map: np.ndarray) -> np.ndarray:
    h, w = l_map.shape
    y, x = np.mgrid[0:h, 0:w].astype(np.float32) / max(h, w)
    data = np.stack([l_map / 100.0, x, y], axis=-1).reshape(-1, 3).astype(np.float32)
    cv2.setRNGSeed(1)
    rule = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.001)
    return cv2.kmeans(data, K, None, rule, 3, cv2.KMEANS_PP_CENTERS)[1].reshape(h, w).astype(np.int32)


def superpixels(l_map: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """Paint cells in the best of K levels, then merge."""
    count = int(cells.max()) + 1
    area = np.bincount(cells.ravel(), minlength=count)
    means = np.bincount(cells.ravel(), weights=l_map.ravel(), minlength=count) / np.maximum(area, 1)
    return absorbed(l_map, levels_of(means[cells].astype(np.float32), K))


def slic_merge(l_map: np.ndarray) -> np.ndarray:
    return superpixels(l_map, slic(l_map / 100.0, n_segments=400, compactness=0.05, channel_axis=None, start_label=0))


def felzenszwalb_merge(l_map: np.ndarray) -> np.ndarray:
    return superpixels(l_map, felzenszwalb(l_map / 100.0, scale=50, sigma=0.8, min_size=40, channel_axis=None))


Method = Callable[[Case], np.ndarray]
"""From a picture to (h, w) labels of its masses, or, of ours, to the study itself."""


def ours(coherence: float, k: int = K) -> Callable[[Case], MassStudy]:
    return lambda one: study_masses(one.l_map, rgb=one.rgb, subject=one.subject, k=k, coherence=coherence)


def of_values(method: Callable[[np.ndarray], np.ndarray]) -> Method:
    return lambda one: method(one.l_map)


def measure(one: Case, found: np.ndarray | MassStudy) -> tuple[float, ...]:
    if isinstance(found, MassStudy):
        labels, pieces = found.labels, found.shape_labels
    else:
        labels, (pieces, _) = found, connected_pieces(found.astype(np.int32))
    sizes = np.bincount(pieces.ravel())
    kept = float("nan") if one.truth is None else overlap_of_best_union(pieces, one.truth)
    return float(sizes.size), explained(one.l_map, labels), float(sizes.min() / sizes.sum()), kept


def overlap_of_best_union(pieces: np.ndarray, truth: np.ndarray) -> float:
    area = np.bincount(pieces.ravel())
    inside = np.bincount(pieces.ravel(), weights=truth.ravel())
    order = np.argsort(-inside / area, kind="stable")
    shared, joined = np.cumsum(inside[order]), np.cumsum(area[order])
    return float((shared / (joined + truth.sum() - shared)).max())


def explained(l_map: np.ndarray, labels: np.ndarray) -> float:
    n = np.bincount(labels.ravel())
    means = np.bincount(labels.ravel(), weights=l_map.ravel()) / np.maximum(n, 1)
    return 1.0 - float(np.mean((l_map - means[labels]) ** 2)) / max(float(np.var(l_map)), 1e-9)


def judge(name: str, method: Callable[[Case], Any], cases: Sequence[Case], group: str) -> dict[str, Any]:
    rows, times = [], []
    for one in cases:
        started = time.process_time()
        found = method(one)
        times.append((time.process_time() - started) * 1e3)
        rows.append(measure(one, found))
    table = np.array(rows)
    result = {
        "bench": "masses",
        "method": name,
        "on": group,
        "pictures": len(cases),
        "shapes_median": float(np.median(table[:, 0])),
        "shapes_p90": float(np.percentile(table[:, 0], 90)),
        "explained_median": round(float(np.median(table[:, 1])), 4),
        "explained_mean": round(float(np.mean(table[:, 1])), 4),
        "smallest_shape": round(float(table[:, 2].min()), 4),
        "cpu_ms_min": round(min(times), 1),
        "cpu_ms_median": round(float(np.median(times)), 1),
    }
    if cases[0].truth is not None:
        result["subject_iou"] = round(float(np.mean(table[:, 3])), 4)
    emit(result)
    return result


def spreads(cases: Sequence[Case]) -> None:
    """Print what the thresholds of the hints rest on, and how often the hints and roles fire."""
    studies = [ours(0.6)(one) for one in cases]
    reasons = [contour.why for study in studies for contour in study.contours]
    sigma = [mass.l_sigma for study in studies for mass in study.items]
    masses = len(sigma)
    emit(
        {
            "bench": "masses",
            "question": "what the masters' masses hold",
            "masses": masses,
            "sigma_p50": round(float(np.percentile(sigma, 50)), 2),
            "sigma_p85": round(float(np.percentile(sigma, 85)), 2),
            "split_hints_per_mass": round(sum(h.kind == "split" for s in studies for h in s.hints) / masses, 4),
            "pictures_with_merge_hint": round(
                float(np.mean([any(h.kind == "merge" for h in s.hints) for s in studies])), 3
            ),
            "pictures_without_clear_dominant": round(float(np.mean([s.no_clear_dominant for s in studies])), 3),
            "contours_by": {why: round(reasons.count(why) / len(reasons), 3) for why in ("value", "colour", "subject")},
            "masses_found_mean": round(float(np.mean([s.k for s in studies])), 3),
        }
    )


def draw(results: Sequence[dict[str, Any]], target: Path) -> None:
    """Write the frontier as SVG: few shapes to the left, faithful ones at the top."""
    shown = [r for r in results if r["shapes_median"] <= 20]
    left, top, width, height = 70.0, 30.0, 560.0, 340.0
    x_of = lambda v: left + (v - 4.0) / 14.0 * width  # noqa: E731
    y_of = lambda v: top + (0.84 - v) / 0.20 * height  # noqa: E731
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 430" font-family="sans-serif" font-size="13">',
        '<rect width="680" height="430" fill="#ffffff"/>',
    ]
    for v in range(4, 19, 2):
        parts.append(f'<line x1="{x_of(v)}" x2="{x_of(v)}" y1="{top}" y2="{top + height}" stroke="#e4e4e4"/>')
        parts.append(f'<text x="{x_of(v)}" y="{top + height + 18}" text-anchor="middle">{v}</text>')
    for step in range(64, 85, 4):
        y = y_of(step / 100)
        parts.append(f'<line x1="{left}" x2="{left + width}" y1="{y:.1f}" y2="{y:.1f}" stroke="#e4e4e4"/>')
        parts.append(f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{step} %</text>')
    parts.append(
        f'<path d="M{x_of(4)} {y_of(0.78):.1f}H{x_of(12)}V{top}" fill="none" stroke="#8a8a8a" stroke-dasharray="5 4"/>'
    )
    own = [r for r in shown if r["method"].startswith("ours")]
    path = " ".join(f"{x_of(r['shapes_median']):.1f},{y_of(r['explained_median']):.1f}" for r in own)
    parts.append(f'<polyline points="{path}" fill="none" stroke="#b4471f" stroke-width="2"/>')
    for i, r in enumerate(shown):
        x, y, mine = x_of(r["shapes_median"]), y_of(r["explained_median"]), r["method"].startswith("ours")
        colour = "#b4471f" if mine else "#2f5d7c"
        name = r["method"].replace("ours, coherence ", "") if mine else r["method"]
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}"/>')
        parts.append(
            f'<text x="{x + 7:.1f}" y="{y - 8 if mine and i % 2 == 0 else y + 16:.1f}" fill="{colour}">{name}</text>'
        )
    parts.append(
        f'<text x="{left + width / 2}" y="420" text-anchor="middle">connected shapes a picture (median)</text>'
    )
    parts.append(
        f'<text x="{left}" y="18">variance of L* explained (median); dashed: at most 12 shapes, at least 78 %</text>'
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n".join([*parts, "</svg>", ""]), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--step", type=int, default=10)
    parser.add_argument("--svg", type=Path)
    chosen = parser.parse_args()
    cv2.setNumThreads(1)
    rivals: dict[str, Method] = {
        "by value alone": of_values(value_masses),
        "bilateral + natural breaks + merging": of_values(bilateral_breaks),
        "SLIC cells + levels + merging": of_values(slic_merge),
        "Felzenszwalb cells + levels + merging": of_values(felzenszwalb_merge),
        "k-means on (L*, x, y)": of_values(kmeans_position),
        "ceiling: natural breaks, pieces of any size": of_values(lambda l_map: levels_of(l_map, K)),
    }
    for group, paths in sets_of(shared_data(), chosen.step).items():
        cases = [case(path) for path in paths]
        frontier = COHERENCES if group == "masters" else (0.6,)
        results = [judge(f"ours, coherence {c:g}", ours(c), cases, group) for c in frontier]
        results += [judge(name, method, cases, group) for name, method in rivals.items()]
        if group == "masters":
            for k in (4, 6):
                judge(f"ours at k = {k}", ours(0.6, k), cases, group)
            spreads(cases)
            if chosen.svg:
                draw(results, chosen.svg)


if __name__ == "__main__":
    main()
