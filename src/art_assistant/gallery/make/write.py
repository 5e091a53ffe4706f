"""From measured works to a gallery on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.bundle import Stored, bundle_files, write_files
from art_assistant.gallery.facets import Layout
from art_assistant.gallery.index.choose import build_index
from art_assistant.gallery.pairs import SEED, pair_quantiles
from art_assistant.gallery.search.keywords import LEAST_WORKS, words_of
from art_assistant.gallery.search.phrases import PHRASES
from art_assistant.gallery.search.ranks import Ranks
from art_assistant.gallery.thresholds import thresholds_of

SAMPLE: Final = 20_000
"""Works from which the percentiles of a big gallery are taken."""


@dataclass(frozen=True, slots=True)
class Made:
    """A gallery that is not written yet.

    Attributes:
        works: what is known of each, in row order.
        rows: (n, width) float16, the facets side by side.
        encoder: identity of the encoder that made them.
        dims: facet to width; 0 where the gallery has not that facet.
        kind: of the index; by size unless told.

    """

    works: Sequence[Artwork]
    rows: Stored
    encoder: str
    dims: Mapping[str, int]
    kind: str | None = None

    def files(self, facts: Mapping[str, Any]) -> dict[str, bytes]:
        """Return the content of each file by its name; ``facts`` are what else the manifest tells."""
        index = build_index(self.rows, self.kind, self.dims)
        manifest = self._manifest(index.kind) | dict(facts)
        words = words_of(self.works) if len(self.works) >= LEAST_WORKS else None
        return bundle_files(manifest, index.to_bytes(), [work.as_dict() for work in self.works], self.rows, words)

    def _manifest(self, index: str) -> dict[str, Any]:
        """Return what the works and their rows tell of themselves."""
        sample = _sample(len(self.rows))
        vectors = self.rows[sample].astype(np.float32)
        return {
            "encoder": self.encoder,
            "dims": dict(self.dims),
            "index": index,
            "pair_quantiles": pair_quantiles(vectors, Layout(dict(self.dims))),
            "measures": Ranks.of([self.works[i].measures for i in sample]).as_dict(),
        } | thresholds_of(self.encoder).as_manifest()


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
        works, rows, encoder, dims, kind: as for ``Made``.
        extra: further facts for the manifest.
        commit: called once all is written, just before the new version comes into use.

    Raises:
        OutputError: the disk refused.

    """
    facts = {"name": folder.name, "created": datetime.now(UTC).isoformat(timespec="seconds")} | dict(extra or {})
    write_files(folder, Made(works, rows, encoder, dims, kind).files(facts), commit)


def spoken(metrics: Mapping[str, float | None]) -> dict[str, float]:
    """Return the metrics that a reason may cite, four significant digits."""
    known = {name: metrics.get(name) for name in PHRASES}
    return {name: float(f"{value:.4g}") for name, value in known.items() if value is not None}


def _sample(count: int) -> np.ndarray:
    if count <= SAMPLE:
        return np.arange(count)
    return np.sort(np.random.default_rng(SEED).choice(count, SAMPLE, replace=False))
