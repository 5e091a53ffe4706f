"""A gallery as it is searched: opened from its folder, every byte verified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from art_assistant.errors import GalleryCorruptError, GalleryCountError
from art_assistant.gallery.bundle import Stored, read_bundle
from art_assistant.gallery.catalogue import Catalogue
from art_assistant.gallery.facets import FACETS, Layout
from art_assistant.gallery.index.elsewhere import index_of
from art_assistant.gallery.index.protocol import Ids, VectorIndex
from art_assistant.gallery.pairs import LEAST_WORKS
from art_assistant.gallery.search.ranks import Ranks
from art_assistant.gallery.thresholds import Thresholds
from art_assistant.gallery.versions import VERSIONS
from art_assistant.imaging.arrays import F32
from art_assistant.settings import GallerySettings
from art_assistant.vision.encoders import Encoder, encoder_of


@dataclass(frozen=True, slots=True)
class Gallery:
    """An opened gallery; safe to search from several threads.

    Attributes:
        name: the folder's name.
        works: the works, in row order.
        features: (n, width) float16, the facets side by side, mapped from the disk; ``rows`` reads some of them.
        layout: where each facet stands in a row.
        index: the vector index over the same rows.
        pair_quantiles: facet to the 0-100th percentiles of its cosine over random pairs of works.
        thresholds: the cosines from which works are close, or one painting.
        ranks: what is rare among the works' measurements.
        manifest: the manifest as it stands on disk.

    """

    name: str
    works: Catalogue
    features: Stored
    layout: Layout
    index: VectorIndex
    pair_quantiles: Mapping[str, NDArray[np.float64]]
    thresholds: Thresholds
    ranks: Ranks
    manifest: Mapping[str, Any] = field(repr=False, default_factory=dict)

    def rows(self, ids: Ids) -> F32:
        """Return the facets of some works, (m, width) float32."""
        return np.asarray(self.features[ids], dtype=np.float32)

    @property
    def is_small(self) -> bool:
        """Whether it holds too few works for percentiles, and for saying that none is close."""
        return len(self.works) < LEAST_WORKS

    @property
    def encoder(self) -> Encoder:
        """The encoder that made the vectors.

        Raises:
            GalleryEncoderError: it is not here.

        """
        return encoder_of(str(self.manifest.get("encoder")), self.name)

    def percentile(self, facet: str, cosine: float) -> float:
        """Return the percentile 0-100 of a facet's cosine among random pairs of this gallery."""
        return float(np.interp(cosine, self.pair_quantiles[facet], np.linspace(0.0, 100.0, 101)))


def open_folder(folder: Path, *, searched: bool = False, asked: GallerySettings | None = None) -> Gallery:
    """Return the gallery in ``folder``, every byte verified.

    Args:
        folder: the gallery's folder.
        searched: whether pictures are looked for in it, so that the encoder that made it has to be here.
        asked: settings that may name a server, whose copy of the rows is searched in the place of the gallery's own
            index; that is not even read into memory then.

    Raises:
        GalleryError: missing, damaged, newer, of an unknown encoder, or of unequal counts; each a class of its own.

    """
    bundle = read_bundle(folder)
    manifest = bundle.manifest
    # One version of a gallery is called as the gallery is.
    name = folder.parent.parent.name if folder.parent.name == VERSIONS else folder.name
    if searched:
        encoder_of(str(manifest.get("encoder")), name)
    try:
        layout = Layout({facet: int(manifest["dims"][facet]) for facet in FACETS})
        gallery = Gallery(
            name=name,
            works=Catalogue(bundle.artworks, bundle.words),
            features=bundle.features,
            layout=layout,
            index=index_of(bundle, asked),
            pair_quantiles=_quantiles(manifest["pair_quantiles"], layout),
            thresholds=Thresholds.of_manifest(manifest),
            ranks=Ranks.from_dict(manifest["measures"]),
            manifest=manifest,
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise GalleryCorruptError("The gallery's manifest lacks something; build the gallery again.") from error
    sizes = {len(gallery.works), gallery.index.size}, {gallery.features.shape[1], gallery.index.width}
    if any(len(size) > 1 for size in sizes) or gallery.layout.width != gallery.index.width:
        raise GalleryCountError("The gallery's index does not belong to its list of works; build the gallery again.")
    return gallery


def _quantiles(told: Mapping[str, Any], layout: Layout) -> dict[str, NDArray[np.float64]]:
    """Return facet to its percentiles, for every facet that the gallery has; raises ValueError where one lacks some."""
    found = {facet: np.array(told[facet], dtype=float) for facet in FACETS if layout.dims[facet]}
    if any(quantiles.shape != (101,) or not np.isfinite(quantiles).all() for quantiles in found.values()):
        raise ValueError(found)
    return found
