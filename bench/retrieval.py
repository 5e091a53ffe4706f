"""Find altered pictures again among sixteen thousand others, and count what is called close.

500 works of the starter gallery, each altered in one of five ways, are searched for among the starter gallery and all
the pictures of ``style/`` (the same paintings in ``style/`` left out, and counted). Then how often a match is called
close: for the masters, and for noise, pages of text and screenshots. The facets of ``style/`` are kept in
``ART_BENCH_CACHE`` (default ``build/bench``), because they take half an hour.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from PIL import Image

from _common import emit, shared_data
from _not_pictures import KINDS
from _rows import facets_of, kept_rows, listed
from art_assistant.gallery.facets import FACETS, FacetVectors, Layout, mirrored_value
from art_assistant.gallery.home import open_gallery
from art_assistant.gallery.search.find import closeness
from art_assistant.imaging.colorspace import lab_to_linear, linear_to_srgb, srgb_to_lab

QUERIES = 500
SAME = {"overall": 0.83, "value": 0.80}
"""A picture of ``style/`` this near to a work by both is the same painting, and no distractor."""


def png(rgb: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def hue_rotated(rgb: np.ndarray, rng: np.random.Generator) -> bytes:
    """Turn every hue by one angle of 60 to 300 degrees at equal L*; chroma shrinks where sRGB ends."""
    lab, angle = srgb_to_lab(rgb).astype(np.float64), np.deg2rad(rng.uniform(60, 300))
    turned = lab.copy()
    turned[..., 1] = lab[..., 1] * np.cos(angle) - lab[..., 2] * np.sin(angle)
    turned[..., 2] = lab[..., 1] * np.sin(angle) + lab[..., 2] * np.cos(angle)

    def linear(share: np.ndarray) -> np.ndarray:
        return lab_to_linear(np.concatenate([turned[..., :1], turned[..., 1:] * share[..., None]], axis=2))

    low, high = np.zeros(rgb.shape[:2]), np.ones(rgb.shape[:2])
    for _ in range(8):
        middle = (low + high) / 2.0
        outside = (np.abs(linear(middle) - 0.5) > 0.5001).any(axis=2)
        low, high = np.where(outside, low, middle), np.where(outside, middle, high)
    return png(linear_to_srgb(np.clip(linear(low), 0, 1).astype(np.float32)))


def cropped(rgb: np.ndarray, rng: np.random.Generator) -> bytes:
    """Keep 92 % of each side, anywhere."""
    height, width = (round(side * 0.92) for side in rgb.shape[:2])
    y, x = rng.integers(0, rgb.shape[0] - height + 1), rng.integers(0, rgb.shape[1] - width + 1)
    return png(np.ascontiguousarray(rgb[y : y + height, x : x + width]))


def posterised(rgb: np.ndarray, _: np.random.Generator) -> bytes:
    """Leave five levels of each channel."""
    return png((np.round(rgb / 63.75) * 63.75).astype(np.uint8))


def jpeg(rgb: np.ndarray, _: np.random.Generator) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=40)
    return buffer.getvalue()


def mirrored(rgb: np.ndarray, _: np.random.Generator) -> bytes:
    return png(np.ascontiguousarray(rgb[:, ::-1]))


ALTERED: dict[str, Callable[[np.ndarray, np.random.Generator], bytes]] = {
    "hue": hue_rotated,
    "crop": cropped,
    "posterised": posterised,
    "jpeg40": jpeg,
    "mirrored": mirrored,
}


def style_rows(folder: Path) -> np.ndarray:
    """Return the facets of every picture of ``style/``, (n, width) float16, kept between runs."""
    return kept_rows("style", listed(folder, "style"))


def cosines(layout: Layout, rows: np.ndarray, query: FacetVectors, *, mirror: bool) -> dict[str, np.ndarray]:
    found = layout.cosines(rows, query.stacked())
    if mirror:
        other = rows[:, layout.slice("value")] @ mirrored_value(query.value)
        found["value"] = np.maximum(found["value"], other)
    return found


def self_retrieval(folder: Path) -> None:
    gallery = open_gallery("starter")
    own = gallery.features.astype(np.float32)
    rows = np.concatenate([own, style_rows(folder).astype(np.float32)])
    paths = sorted((folder / "gallery" / "images").iterdir())
    rng = np.random.default_rng(20261123)
    hits: dict[str, list[tuple[str, bool]]] = {facet: [] for facet in FACETS}
    twins = done = 0
    for path in (paths[i] for i in rng.permutation(len(paths))):
        original = facets_of(path.read_bytes())
        truth = gallery.layout.cosines(rows, original.stacked())
        row = int(np.argmax(truth["overall"][: len(own)] + truth["value"][: len(own)]))
        if truth["overall"][row] < 0.999 or truth["value"][row] < 0.999:
            continue
        same = (truth["overall"] >= SAME["overall"]) & (truth["value"] >= SAME["value"])
        same[row] = False
        twins += int(same.sum())
        name = list(ALTERED)[done % len(ALTERED)]
        copy = ALTERED[name](np.asarray(Image.open(path).convert("RGB")), rng)
        found = cosines(gallery.layout, rows, facets_of(copy), mirror=name == "mirrored")
        for facet in FACETS:
            hits[facet].append((name, int(np.argmax(np.where(same, -2.0, found[facet]))) == row))
        done += 1
        if done == QUERIES:
            break
    for facet, outcomes in hits.items():
        by = {name: round(float(np.mean([hit for other, hit in outcomes if other == name])), 3) for name in ALTERED}
        share = round(float(np.mean([hit for _, hit in outcomes])), 4)
        emit({"question": "self-retrieval", "facet": facet, "rank1": share, "queries": done, "among": len(rows), **by})
    emit({"question": "self-retrieval", "same_paintings_left_out": twins})


def close_matches(folder: Path) -> None:
    gallery = open_gallery("starter")

    def share(pictures: Iterable[bytes]) -> dict[str, float]:
        near = np.array([closeness(gallery, facets_of(data).stacked()) for data in pictures])
        points = {f"p{q}": round(float(np.percentile(near, q)), 3) for q in (5, 10, 50, 90, 95)}
        return {"n": len(near), "close": round(float((near >= gallery.thresholds.close).mean()), 3), **points}

    masters = sorted((folder / "masters" / "images").iterdir())
    emit({"question": "close match", "of": "masters, odd half", **share(p.read_bytes() for p in masters[1::2])})
    for kind, make in KINDS.items():
        seeds = ([40 + seed, zlib.crc32(kind.encode())] for seed in range(40))
        emit({"question": "close match", "of": kind, **share(png(make(np.random.default_rng(s))) for s in seeds)})


if __name__ == "__main__":
    data = shared_data()
    close_matches(data)
    self_retrieval(data)
