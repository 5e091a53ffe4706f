"""A further encoder is one line in the registry: a gallery made with it is searched with it, by every face."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.unit.gallery.conftest import picture_bytes

from art_assistant.errors import GalleryEncoderError
from art_assistant.gallery.encoder import dims_of
from art_assistant.gallery.home import open_gallery
from art_assistant.gallery.make.build import build_gallery
from art_assistant.gallery.make.measuring import Tools
from art_assistant.gallery.places import journals_of
from art_assistant.imaging.arrays import Picture
from art_assistant.pipeline import Study
from art_assistant.related import find_related
from art_assistant.settings import Settings
from art_assistant.vision.backbone import Features, backbone
from art_assistant.vision.encoders import ENCODERS, Encoder, encoder_for, encoder_of, shipped_encoder
from art_assistant.vision.manner import ENCODER_CARD

pytestmark = pytest.mark.slow

PICTURES = 6


class Corners:
    """Sees nothing but the brightness of corners and middle of the picture, and how they differ."""

    identity = "corners@1"
    widths = {"overall": 5, "manner": 4}  # noqa: RUF012

    def encode(self, picture: Picture, seen: Features) -> tuple[np.ndarray, np.ndarray]:
        assert seen.embedding.shape == (768,)
        gray = picture.model_input.mean(axis=2)
        five = np.array([gray[:60, :60], gray[:60, -60:], gray[-60:, :60], gray[-60:, -60:], gray[80:140, 80:140]])
        light = five.mean(axis=(1, 2)).astype(np.float32)
        steps = np.diff(light)
        return light / np.linalg.norm(light), steps / max(float(np.linalg.norm(steps)), 1e-9)


@pytest.fixture
def corners(monkeypatch: pytest.MonkeyPatch) -> Encoder:
    encoder = Corners()
    monkeypatch.setitem(ENCODERS, encoder.identity, lambda: encoder)
    return encoder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for seed in range(PICTURES):
        (folder / f"{seed}.png").write_bytes(picture_bytes(seed, size=(240, 160)))
    return folder


@pytest.fixture
def folder(tmp_path: Path, source: Path, corners: Encoder) -> Path:
    place = tmp_path / "corners"
    build_gallery(place, source, Tools(lambda _: corners, backbone(), lambda *_: {}, workers=1))
    return place


@pytest.mark.parametrize("face", [find_related, lambda path, gallery: Study(path).related(gallery=gallery)])
def test_a_gallery_is_searched_with_the_encoder_that_made_it(
    face: Callable[..., object], folder: Path, tmp_path: Path, corners: Encoder
) -> None:
    copy = tmp_path / "a copy.jpg"
    copy.write_bytes(picture_bytes(2, size=(240, 160), form="JPEG"))
    assert open_gallery(folder).encoder is corners
    assert open_gallery(folder).layout.dims == dims_of(corners)
    found = face(copy, gallery=folder)
    assert found.items[0].artwork.title == "2"
    assert found.items[0].score > 0.99


def test_likeness_is_added_and_taken_away_with_that_encoder_too(folder: Path, source: Path) -> None:
    found = find_related(source / "0.png", gallery=folder, plus=[source / "3.png"], minus=[source / "0.png"])
    assert found.items[0].artwork.title == "3"


def test_a_gallery_is_kept_up_with_the_encoder_that_made_it(folder: Path, source: Path, corners: Encoder) -> None:
    (source / "new.png").write_bytes(picture_bytes(PICTURES, size=(240, 160)))
    built = build_gallery(folder, source, registry_tools())
    assert built.measured == 1
    assert built.unchanged == PICTURES
    assert open_gallery(folder).encoder is corners
    assert open_gallery(folder).layout.dims == dims_of(corners)


def test_so_is_one_that_has_lost_its_journal(folder: Path, source: Path, corners: Encoder) -> None:
    for part in journals_of(folder):
        part.unlink(missing_ok=True)
    build_gallery(folder, source, registry_tools())
    assert open_gallery(folder).encoder is corners


@pytest.mark.slow
def test_a_new_gallery_and_one_whose_encoder_is_gone_are_made_with_ours(
    folder: Path, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_gallery(tmp_path / "new", source, registry_tools())
    assert open_gallery(tmp_path / "new").encoder is shipped_encoder()
    monkeypatch.delitem(ENCODERS, "corners@1")
    assert build_gallery(folder, source, registry_tools()).measured == PICTURES
    assert open_gallery(folder).encoder is shipped_encoder()


def registry_tools() -> Tools:
    return Tools(encoder_for, backbone(), lambda *_: {}, workers=1)


def test_without_its_encoder_a_gallery_says_what_to_do(folder: Path, source: Path, monkeypatch: pytest.MonkeyPatch):
    # Whatever other tests have met is not here.
    for known in set(ENCODERS) - {ENCODER_CARD.identity}:
        monkeypatch.delitem(ENCODERS, known)
    with pytest.raises(GalleryEncoderError) as caught:
        find_related(source / "0.png", gallery=folder, settings=Settings())
    assert str(caught.value) == (
        f"The gallery 'corners' was made with the encoder corners@1 and this version has {ENCODER_CARD.identity}; "
        "build it again from its pictures."
    )


def test_ours_stands_in_the_registry_under_the_identity_of_the_starter_gallery() -> None:
    assert encoder_of(shipped_encoder().identity, "any") is shipped_encoder()
    assert open_gallery("starter").encoder is shipped_encoder()
