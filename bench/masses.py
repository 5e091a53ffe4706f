"""Find how few and how faithful the big value masses are, and what they cost, beside the usual ways to find them.

    python bench/masses.py [--step N] [--svg FILE]

Pictures are reduced to a long side of 360 px in linear light. For each method: the median number of connected shapes,
the median share of the variance of the un-squinted L* that the mean L* of each pixel's mass explains, the smallest
shape, and the least and the median CPU time of one thread. ``--step 10`` takes every tenth picture; ``--svg`` draws
the frontier.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from skimage.segmentation import felzenszwalb, slic

from _common import emit, shared_data
from art_assistant.analysis.breaks import natural_breaks
from art_assistant.analysis.mass.regions import connected_pieces, find_regions, level_energy, merge_regions
from art_assistant.analysis.mass.study import study_masses
from art_assistant.imaging.colorspace import linear_to_srgb, lstar, srgb_to_linear

SIDE = 360
K = 5
LEAST = 0.02
COHERENCES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
SIZES = (300, 360, 420)


def pictures(folder: Path, step: int) -> list[np.ndarray]:
    paths = sorted((folder / "masters" / "images").iterdir()) + sorted((folder / "gallery" / "images").iterdir())
    return [cv2.cvtColor(cv2.imread(str(path), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB) for path in paths[::step]]


def reduced(rgb: np.ndarray, side: int = SIDE) -> np.ndarray:
    factor = side / max(rgb.shape[:2])
    size = (max(1, round(rgb.shape[1] * factor)), max(1, round(rgb.shape[0] * factor)))
    linear = cv2.resize(srgb_to_linear(rgb), size, interpolation=cv2.INTER_AREA)
    return lstar(linear_to_srgb(linear))


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


def ours(coherence: float, k: int = K) -> Callable[[np.ndarray], np.ndarray]:
    return lambda l_map: study_masses(l_map, k=k, coherence=coherence).labels


def measure(l_map: np.ndarray, labels: np.ndarray) -> tuple[float, ...]:
    pieces, _ = connected_pieces(labels.astype(np.int32))
    sizes = np.bincount(pieces.ravel())
    return float(sizes.size), explained(l_map, labels), explained(l_map, pieces), float(sizes.min() / sizes.sum())


def explained(l_map: np.ndarray, labels: np.ndarray) -> float:
    n = np.bincount(labels.ravel())
    means = np.bincount(labels.ravel(), weights=l_map.ravel()) / np.maximum(n, 1)
    return 1.0 - float(np.mean((l_map - means[labels]) ** 2)) / max(float(np.var(l_map)), 1e-9)


def judge(name: str, method: Callable[[np.ndarray], np.ndarray], maps: Sequence[np.ndarray]) -> dict[str, Any]:
    rows, times = [], []
    for l_map in maps:
        started = time.process_time()
        labels = method(l_map)
        times.append((time.process_time() - started) * 1e3)
        rows.append(measure(l_map, labels))
    table = np.array(rows)
    result = {
        "bench": "masses",
        "method": name,
        "pictures": len(maps),
        "shapes_median": float(np.median(table[:, 0])),
        "shapes_p90": float(np.percentile(table[:, 0], 90)),
        "explained_median": round(float(np.median(table[:, 1])), 4),
        "explained_mean": round(float(np.mean(table[:, 1])), 4),
        "explained_by_shape_median": round(float(np.median(table[:, 2])), 4),
        "smallest_shape": round(float(table[:, 3].min()), 4),
        "cpu_ms_min": round(min(times), 1),
        "cpu_ms_median": round(float(np.median(times)), 1),
    }
    emit(result)
    return result


def spreads(maps: Sequence[np.ndarray]) -> None:
    """Print what the thresholds of the hints rest on, and how often the hints and roles fire."""
    studies = [study_masses(l_map) for l_map in maps]
    sigma = [mass.l_sigma for study in studies for mass in study.items]
    masses = len(sigma)
    emit(
        {
            "bench": "masses",
            "question": "spread of L* in the masters' masses",
            "masses": masses,
            "sigma_p50": round(float(np.percentile(sigma, 50)), 2),
            "sigma_p85": round(float(np.percentile(sigma, 85)), 2),
            "split_hints_per_mass": round(sum(h.kind == "split" for s in studies for h in s.hints) / masses, 4),
            "pictures_with_merge_hint": round(
                float(np.mean([any(h.kind == "merge" for h in s.hints) for s in studies])), 3
            ),
            "pictures_without_clear_dominant": round(float(np.mean([s.no_clear_dominant for s in studies])), 3),
            "masses_found_mean": round(float(np.mean([s.k for s in studies])), 3),
        }
    )


def draw(results: Sequence[dict[str, Any]], target: Path) -> None:
    """Write the frontier as SVG: few shapes to the left, faithful ones at the top."""
    shown = [r for r in results if r["shapes_median"] <= 20 and not r["method"].startswith("size")]
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
    originals = pictures(shared_data(), chosen.step)
    maps = [reduced(rgb) for rgb in originals]
    results = [judge(f"ours, coherence {c:g}", ours(c), maps) for c in COHERENCES]
    for k in (4, 6):
        judge(f"ours at k = {k}", ours(0.6, k), maps)
    for side in SIZES:
        judge(f"size {side} px, coherence 0.6", ours(0.6), [reduced(rgb, side) for rgb in originals])
    results.append(judge("bilateral + natural breaks + merging", bilateral_breaks, maps))
    results.append(judge("SLIC cells + levels + merging", slic_merge, maps))
    results.append(judge("Felzenszwalb cells + levels + merging", felzenszwalb_merge, maps))
    judge("k-means on (L*, x, y)", kmeans_position, maps)
    judge("ceiling: natural breaks, pieces of any size", lambda l_map: levels_of(l_map, K), maps)
    spreads(maps)
    if chosen.svg:
        draw(results, chosen.svg)


if __name__ == "__main__":
    main()
