from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from PIL import Image

from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.facets import PALETTE_WIDTH, VALUE_WIDTH, FacetVectors, unit
from art_assistant.gallery.make.measuring import Tools
from art_assistant.gallery.make.write import write_gallery
from art_assistant.gallery.opened import Gallery, open_folder

WIDTHS = {"overall": 6, "manner": 5}
DIMS = {**WIDTHS, "palette": PALETTE_WIDTH, "value": VALUE_WIDTH}


MakeGallery = Callable[..., Gallery]


class FakeEncoder:
    """Means of the picture in place of a network: deterministic, and other for other pictures."""

    identity = "fake@1"
    widths = WIDTHS

    def encode(self, _: object, seen: SimpleNamespace):
        return unit(seen.embedding[:6]), unit(seen.embedding[-5:])


class FakeBackbone:
    """Counts its passes, so that a test can see what was not measured again."""

    def __init__(self) -> None:
        self.passes = 0

    def run(self, model_input: np.ndarray):
        self.passes += 1
        small = cv2.resize(model_input, (4, 4), interpolation=cv2.INTER_AREA).astype(np.float32).ravel()
        return SimpleNamespace(saliency=np.zeros((128, 128), np.float32), embedding=small - 127.0)


def picture_bytes(seed: int, *, size: tuple[int, int] = (60, 40), form: str = "PNG") -> bytes:
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 256, (4, 6, 3), dtype=np.uint8)
    rgb = cv2.resize(small, size, interpolation=cv2.INTER_CUBIC)
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, form)
    return buffer.getvalue()


def random_facets(seed: int) -> FacetVectors:
    rng = np.random.default_rng(seed)
    return FacetVectors(**{facet: unit(rng.normal(size=width)) for facet, width in DIMS.items()})


def make_works(count: int) -> list[Artwork]:
    return [
        Artwork(
            id=f"w{i}",
            title=f"Work {i}",
            artist=f"Artist {i // 3}",
            date=str(1600 + i),
            measures={"values.l_p50": float(i), "color.chroma_mean": float(count - i)},
        )
        for i in range(count)
    ]


@pytest.fixture
def tools():
    return Tools(
        encoder_for=lambda _: FakeEncoder(),
        backbone=FakeBackbone(),
        measure=lambda picture, _: {"values.l_p50": float(picture.working.mean()), "color.chroma_mean": None},
        workers=2,
    )


@pytest.fixture
def make_gallery(tmp_path: Path):
    def make(
        count: int = 40,
        name: str = "test",
        works: list[Artwork] | None = None,
        rows: list[FacetVectors] | None = None,
    ) -> Gallery:
        facets = rows or [random_facets(i) for i in range(count)]
        stored = np.zeros((count, sum(DIMS.values())), np.float16)
        for i, own in enumerate(facets):
            stored[i] = own.stacked()
        folder = Path(tmp_path) / name
        write_gallery(folder, works if works is not None else make_works(count), stored, encoder="fake@1", dims=DIMS)
        return open_folder(folder)

    return make
