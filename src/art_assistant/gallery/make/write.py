"""From measured works to a gallery on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.bundle import Stored, write_bundle
from art_assistant.gallery.facets import Layout
from art_assistant.gallery.index.choose import build_index
from art_assistant.gallery.pairs import SEED, pair_quantiles
from art_assistant.gallery.search.phrases import PHRASES
from art_assistant.gallery.search.ranks import Ranks
from art_assistant.gallery.thresholds import thresholds_of

SAMPLE: Final = 20_000
"""Works from which the percentiles of a big gallery are taken."""


def write_gallery(
    folder: Path,
    works: Sequence[Artwork],
    rows: Stored,
    *,
    encoder: str,
    dims: Mapping[str, int],
    kind: str | None = None,
    extra: Mapping[str, Any] | None = None,
    commit: Callable[[], None] | None = None,
) -> None:
    """Write a gallery whole, or a new version of the one that is there.

    Args:
        folder: where.
        works: what is known of each, in row order.
        rows: (n, width) float16, the facets side by side.
        encoder: identity of the encoder that made them.
        dims: facet to width; 0 where the gallery has not that facet.
        kind: of the index; by size unless told.
        extra: further facts for the manifest.
        commit: called once all is written, just before the new version comes into use.

    Raises:
        OutputError: the disk refused.

    """
    layout = Layout(dict(dims))
    index = build_index(rows, kind)
    sample = _sample(len(rows))
    vectors = rows[sample].astype(np.float32)
    manifest = {
        "name": folder.name,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "encoder": encoder,
        "dims": dict(dims),
        "index": index.kind,
        "pair_quantiles": pair_quantiles(vectors, layout),
        "measures": Ranks.of([works[i].measures for i in sample]).as_dict(),
    }
    manifest |= thresholds_of(encoder).as_manifest() | dict(extra or {})
    write_bundle(folder, manifest, index.to_bytes(), [work.as_dict() for work in works], rows, commit=commit)


def spoken(metrics: Mapping[str, float | None]) -> dict[str, float]:
    """Return the metrics that a reason may cite, four significant digits."""
    known = {name: metrics.get(name) for name in PHRASES}
    return {name: float(f"{value:.4g}") for name, value in known.items() if value is not None}


def _sample(count: int) -> np.ndarray:
    if count <= SAMPLE:
        return np.arange(count)
    return np.sort(np.random.default_rng(SEED).choice(count, SAMPLE, replace=False))
