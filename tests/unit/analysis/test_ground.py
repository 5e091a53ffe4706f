"""Bare paper, and what stands on it: no shape, notan or focal point out of grain and shadow."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from art_assistant.analysis.composition.study import study_composition
from art_assistant.analysis.ground import STILL, ground_of, is_blank, levelled, stir
from art_assistant.analysis.mass.study import study_masses
from art_assistant.analysis.notan.study import study_notans
from art_assistant.analysis.value.study import study_values
from art_assistant.imaging.colorspace import lstar, srgb_to_lab

PAPERS = {"white": (246, 245, 243), "grey": (124, 124, 126), "beige": (208, 196, 172), "pink": (226, 192, 196)}


def paper(colour: tuple[int, int, int], shadow: float = 0.15, seed: int = 0) -> np.ndarray:
    """Return a sheet as a phone takes it, (360, 270, 3) uint8: grain, and a shadow that runs across."""
    y, x = np.mgrid[0:1080, 0:810] / np.float32([1080, 810])[:, None, None]
    rng = np.random.default_rng(seed)
    grain = rng.normal(0.0, 5.0, x.shape) + cv2.GaussianBlur(rng.normal(0.0, 15.0, x.shape), (0, 0), 2.0)
    sheet = np.float32(colour) * (1.0 - shadow * (0.7 * x + 0.3 * y))[..., None] + grain[..., None]
    return cv2.resize(np.clip(sheet, 0, 255).astype(np.uint8), (270, 360), interpolation=cv2.INTER_AREA)


def drawn_on(sheet: np.ndarray) -> np.ndarray:
    drawn = cv2.circle(sheet.copy(), (140, 200), 26, (52, 50, 50), 3)
    return cv2.ellipse(drawn, (140, 200), (14, 9), 20, 0, 360, (40, 40, 40), -1)


@pytest.mark.parametrize("shadow", [0.0, 0.15, 0.3])
@pytest.mark.parametrize("colour", PAPERS.values(), ids=PAPERS)
def test_a_blank_sheet_is_one_mass_without_notan_or_focal_point(colour: tuple[int, int, int], shadow: float) -> None:
    sheet = paper(colour, shadow)
    values = study_values(sheet)
    masses = study_masses(values.l_map)
    assert (masses.k, len(masses.shapes), masses.hints) == (1, 1, ())
    notans = study_notans(values.l_map, values.squint_l, masses.labels, masses.shape_labels)
    assert all(min(notan.dark_share, 1.0 - notan.dark_share) == pytest.approx(0.0) for notan in notans)
    noise = np.random.default_rng(1).uniform(0.0, 1.0, (56, 56)).astype(np.float32)
    composition = study_composition(noise, sheet, values.l_map)
    assert (composition.focal_points, composition.attention) == ((), None)


@pytest.mark.parametrize("colour", PAPERS.values(), ids=PAPERS)
def test_a_small_drawing_on_a_large_sheet_gets_no_shapes_of_paper(colour: tuple[int, int, int]) -> None:
    values = study_values(drawn_on(paper(colour)))
    masses = study_masses(values.l_map)
    assert len(masses.shapes) == 2
    assert max(shape.share for shape in masses.shapes) > 0.9
    # The dark is the drawing, and no part of the shadow.
    x, y = masses.shapes[0].centre
    assert (x, y) == pytest.approx((140 / 270, 200 / 360), abs=0.1)


def test_what_is_painted_so_keeps_its_masses() -> None:
    sky = np.tile(np.linspace(40.0, 85.0, 240, dtype=np.float32)[:, None], (1, 320))
    assert levelled(sky) is sky
    assert study_masses(sky).k >= 3
    half_a_value = np.where(np.arange(320)[None, :] < 160, 50.0, 55.0).astype(np.float32).repeat(240, axis=0)
    assert study_masses(half_a_value).k == 2


def test_a_ground_ends_where_something_stands() -> None:
    rgb = drawn_on(paper(PAPERS["beige"]))
    ground = ground_of(srgb_to_lab(rgb))
    assert ground[20, 20]
    assert not ground[200, 140]
    assert 0.5 < ground.mean() < 1.0
    noise = np.random.default_rng(0).integers(40, 200, rgb.shape, dtype=np.uint8)
    assert not ground_of(srgb_to_lab(noise)).any()


def test_what_does_not_count_is_no_ground() -> None:
    l_map = lstar(paper(PAPERS["white"]))
    counted = np.ones(l_map.shape, dtype=bool)
    counted[:, :100] = False
    l_map[:, :100] = 0.0
    assert is_blank(stir(l_map, counted))
    assert not is_blank(stir(l_map))
    assert (levelled(l_map, counted)[:, :100] == 0.0).all()
    assert np.ptp(levelled(l_map, counted)[counted]) == pytest.approx(0.0)


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 99), level=st.floats(5.0, 80.0), step=st.floats(6.0, 15.0))
def test_a_step_is_never_levelled_and_stirring_knows_no_level(seed: int, level: float, step: float) -> None:
    grain = np.random.default_rng(seed).normal(0.0, 1.0, (120, 160)).astype(np.float32)
    plane = grain + np.float32(level)
    plane[:, 80:] += np.float32(step)
    flat = levelled(plane)
    assert float(flat[:, 90:].mean() - flat[:, :70].mean()) == pytest.approx(step, abs=0.5)
    assert np.allclose(stir(plane), stir(plane + np.float32(5.0)), atol=0.02)
    assert float(stir(plane)[:, 80].mean()) > STILL


def test_a_wide_window_tells_the_same_of_half_the_pixels() -> None:
    sheet = lstar(drawn_on(paper(PAPERS["beige"])))
    counted = np.ones(sheet.shape, dtype=np.bool_)
    counted[:40] = False
    for mask in (None, counted):
        # Enlarged four times a picture varies as it did, and the window is four times as wide.
        large = cv2.resize(sheet, None, fx=4, fy=4, interpolation=cv2.INTER_NEAREST)
        seen = None if mask is None else np.kron(mask, np.ones((4, 4), dtype=np.bool_))
        small = stir(sheet, mask, 0.01)
        again = stir(large, seen, 0.01)[2::4, 2::4]
        assert np.abs(small - again).max() < 0.3
        assert np.abs(small - again).mean() < 0.02
