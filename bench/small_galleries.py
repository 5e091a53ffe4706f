"""Tell how well founded percentiles and the close match are in a gallery of few works.

Random parts of the starter gallery stand for small galleries. A percentile there is set beside the same cosine's among
all pairs of the whole; closeness is asked of works that are left out, and of noise at three scales.
"""

from __future__ import annotations

import argparse

import cv2
import numpy as np

from _common import emit
from art_assistant.gallery.facets import FACETS
from art_assistant.gallery.home import open_gallery
from art_assistant.gallery.opened import Gallery
from art_assistant.gallery.pairs import pair_quantiles
from art_assistant.gallery.search.find import LEARNED, NEAREST
from art_assistant.gallery.thresholds import Thresholds
from art_assistant.vision.backbone import backbone
from art_assistant.vision.manner import manner_encoder

SIZES = (2, 3, 5, 10, 15, 20, 30, 50, 100)
POINTS = np.linspace(0.0, 100.0, 101)


def noise_row(gallery: Gallery, seed: int) -> np.ndarray:
    """Return what closeness looks at in one picture of noise."""
    side = (224, 56, 14)[seed % 3]
    small = np.random.default_rng(seed).integers(0, 256, (side, side, 3), dtype=np.uint8)
    rgb = np.asarray(cv2.resize(small, (224, 224), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    seen = manner_encoder().encode(rgb, backbone(1).run(rgb).embedding)
    row = np.zeros(gallery.layout.width, np.float32)
    row[gallery.layout.slice("overall")], row[gallery.layout.slice("manner")] = seen.overall, seen.manner
    return gallery.layout.weighted(row, LEARNED)


def is_close(rows: np.ndarray, learned: np.ndarray) -> bool:
    counted = max(1, min(NEAREST, len(rows) // 5))
    return bool(np.sort(rows @ learned)[-counted:].mean() >= Thresholds().close)


def errors(gallery: Gallery, rows: np.ndarray, part: np.ndarray, query: int, rng: np.random.Generator) -> np.ndarray:
    """Return by how many points percentiles of the part differ from those of the whole."""
    known = pair_quantiles(part, gallery.layout)
    found = []
    for facet in FACETS:
        columns = gallery.layout.slice(facet)
        cosines = rows[rng.choice(len(rows), 20)][:, columns] @ rows[query, columns]
        whole = np.interp(cosines, gallery.pair_quantiles[facet], POINTS)
        found.append(np.abs(np.interp(cosines, known[facet], POINTS) - whole))
    return np.concatenate(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=int, default=60)
    parts = parser.parse_args().parts
    gallery = open_gallery("starter")
    rows = gallery.rows(np.arange(len(gallery.works)))
    noise = [noise_row(gallery, seed) for seed in range(30)]
    rng = np.random.default_rng(1)
    for size in SIZES:
        apart, works, odd = [], [], []
        for _ in range(parts):
            query, *chosen = rng.choice(len(rows), size + 1, replace=False)
            part = rows[chosen]
            apart.append(errors(gallery, rows, part, int(query), rng))
            works.append(is_close(part, gallery.layout.weighted(rows[query], LEARNED)))
            odd.append(np.mean([is_close(part, row) for row in noise]))
        off = np.concatenate(apart)
        emit(
            {
                "what": "small gallery",
                "works": size,
                "percentile_error_mean": round(float(off.mean()), 1),
                "percentile_error_p90": round(float(np.percentile(off, 90)), 1),
                "works_called_close": round(float(np.mean(works)), 3),
                "noise_called_close": round(float(np.mean(odd)), 3),
            }
        )


if __name__ == "__main__":
    main()
