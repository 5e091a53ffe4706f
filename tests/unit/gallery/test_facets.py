from __future__ import annotations

import numpy as np
import pytest
from tests.unit.gallery.conftest import FakeBackbone, FakeEncoder, picture_bytes

from art_assistant.errors import UsageError
from art_assistant.gallery.encoder import describe, dims_of
from art_assistant.gallery.facets import (
    FACETS,
    PALETTE_WIDTH,
    VALUE_WIDTH,
    FacetVectors,
    Layout,
    mirrored_value,
    palette_facet,
    parse_weights,
    squinted_grid,
    value_facet,
)
from art_assistant.imaging.colorspace import lab_to_linear, linear_to_srgb, srgb_to_lab
from art_assistant.imaging.decode import decode


def scene(seed: int = 0) -> np.ndarray:
    return decode(picture_bytes(seed, size=(300, 200))).standard


def test_facets_are_unit_vectors() -> None:
    for seed in range(5):
        rgb = scene(seed)
        assert np.linalg.norm(palette_facet(rgb)) == pytest.approx(1.0, abs=1e-5)
        assert np.linalg.norm(value_facet(squinted_grid(rgb))) == pytest.approx(1.0, abs=1e-5)
        assert palette_facet(rgb).shape == (PALETTE_WIDTH,)
        assert value_facet(squinted_grid(rgb)).shape == (VALUE_WIDTH,)


def test_a_flat_picture_has_no_value_pattern() -> None:
    assert not value_facet(squinted_grid(np.full((64, 64, 3), 90, np.uint8))).any()


def test_exposure_does_not_change_the_value_facet_much() -> None:
    grid = squinted_grid(scene(1))
    assert value_facet(grid) @ value_facet(grid * 0.8 + 5.0) > 0.99


def test_hue_at_equal_lightness_does_not_change_the_value_facet() -> None:
    lab = srgb_to_lab(scene(2))
    grey = np.stack([lab[..., 0], np.zeros_like(lab[..., 1]), np.zeros_like(lab[..., 2])], axis=2)
    without = linear_to_srgb(np.clip(lab_to_linear(grey), 0, 1).astype(np.float32))
    assert value_facet(squinted_grid(scene(2))) @ value_facet(squinted_grid(without)) > 0.995


def test_the_mirror_of_the_facet_is_the_facet_of_the_mirror() -> None:
    rgb = scene(3)
    mirrored = value_facet(squinted_grid(np.ascontiguousarray(rgb[:, ::-1])))
    assert mirrored_value(value_facet(squinted_grid(rgb))) @ mirrored > 0.999


def test_a_small_accent_moves_the_palette_more_than_a_grey_of_its_size() -> None:
    quiet = np.full((200, 200, 3), (120, 115, 110), np.uint8)
    red, grey = quiet.copy(), quiet.copy()
    red[80:100, 80:100] = (220, 30, 30)
    grey[80:100, 80:100] = (150, 148, 146)
    base = palette_facet(quiet)
    moved, unmoved = 1.0 - base @ palette_facet(red), 1.0 - base @ palette_facet(grey)
    assert moved > 0.03
    assert moved > 5.0 * unmoved


def test_accents_of_one_hue_are_nearer_than_of_two() -> None:
    def with_accent(colour: tuple[int, int, int]) -> np.ndarray:
        rgb = np.full((200, 200, 3), (120, 115, 110), np.uint8)
        rgb[80:110, 80:110] = colour
        return palette_facet(rgb)

    red = with_accent((220, 30, 30))
    assert red @ with_accent((200, 50, 40)) > red @ with_accent((40, 90, 220))


def test_what_is_transparent_has_no_colour() -> None:
    rgb = np.full((100, 100, 3), (200, 40, 40), np.uint8)
    rgb[:, :50] = (20, 60, 220)
    counted = np.ones((100, 100), dtype=bool)
    counted[:, :50] = False
    only_red = np.full((100, 100, 3), (200, 40, 40), np.uint8)
    assert palette_facet(rgb, counted) @ palette_facet(only_red) > 0.999
    assert not palette_facet(rgb, np.zeros((100, 100), dtype=bool)).any()


def test_weighting_scales_the_facets_and_sums_to_one() -> None:
    layout = Layout({"overall": 2, "manner": 3, "palette": 1, "value": 2})
    row = layout.weighted(np.ones(8, np.float32), {"overall": 1.0, "value": 3.0})
    assert row.tolist() == [0.25, 0.25, 0, 0, 0, 0, 0.75, 0.75]
    assert set(layout.cosines(np.ones((1, 8), np.float32), np.ones(8, np.float32))) == set(FACETS)


def test_weights_are_read() -> None:
    assert parse_weights("overall=1,value=2") == {"overall": 1.0, "manner": 0.0, "palette": 0.0, "value": 2.0}
    assert sum(parse_weights(None).values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    "text",
    [
        "overall",
        "tone=1",
        "overall=x",
        "overall=-1",
        "overall=0",
        "value=101",
        "value=nan",
        "",
        "value=1,value=2",
        "value=1,",
    ],
)
def test_bad_weights_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_weights(text)


def test_a_picture_is_described_by_four_facets() -> None:
    picture = decode(picture_bytes(4))
    encoder = FakeEncoder()
    facets = describe(picture, FakeBackbone().run(picture.model_input), encoder)
    assert isinstance(facets, FacetVectors)
    assert facets.stacked().shape == (sum(dims_of(encoder).values()),)
