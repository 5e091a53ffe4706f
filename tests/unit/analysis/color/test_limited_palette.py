from __future__ import annotations

import numpy as np
import pytest

from art_assistant.analysis.color.cells import color_cells, gather, unstretched
from art_assistant.analysis.color.limited_palette import (
    LIMITED_PALETTES,
    Pigment,
    fit_limited_palettes,
    mixtures,
    recolor,
)
from art_assistant.imaging.colorspace import ciede2000, linear_to_lab, srgb_to_lab

BY_ID = {palette.id: palette for palette in LIMITED_PALETTES}
TUBES = [(palette.id, tube) for palette in LIMITED_PALETTES for tube in palette.pigments]


def flat(rgb: tuple[int, int, int]) -> np.ndarray:
    return np.full((8, 8, 3), rgb, dtype=np.uint8)


def fits(rgb: np.ndarray) -> dict[str, object]:
    return {fit.palette.id: fit for fit in fit_limited_palettes(gather(color_cells(rgb)))}


@pytest.mark.parametrize(("palette", "tube"), TUBES, ids=[f"{name}-{tube.name}" for name, tube in TUBES])
def test_every_tube_can_be_painted_with_its_own_palette(palette: str, tube: Pigment):
    assert fits(flat(tube.rgb))[palette].share_inside == pytest.approx(1.0, abs=1e-6)


def test_the_spectra_give_back_the_colours_of_the_tubes():
    for palette in LIMITED_PALETTES:
        lab = linear_to_lab(unstretched(mixtures(palette)))
        for tube in palette.pigments:
            assert ciede2000(lab, srgb_to_lab(np.array(tube.rgb, np.uint8))).min() < 2.5, (palette.id, tube.name)


def test_a_strong_blue_is_out_of_reach_of_the_earths():
    blue = fits(flat((40, 70, 200)))
    assert blue["zorn"].share_inside == 0.0
    assert blue["zorn"].mean_delta_e_outside > 15.0
    assert blue["primary"].mean_delta_e_outside is None or (
        blue["primary"].mean_delta_e_outside < blue["zorn"].mean_delta_e_outside
    )


def test_the_hot_red_reaches_farther_than_the_red_earth():
    hot = fits(flat((225, 60, 30)))
    assert hot["zorn"].share_inside == 1.0
    assert hot["tetrachrome"].share_inside == 0.0


def test_blue_and_yellow_mix_to_green_and_black_and_ochre_to_olive():
    primary = linear_to_lab(unstretched(mixtures(BY_ID["primary"])))
    assert primary[:, 1].min() < -20.0
    zorn = linear_to_lab(unstretched(mixtures(BY_ID["zorn"])))
    dark_yellow = zorn[(zorn[:, 0] < 35.0) & (np.hypot(zorn[:, 1], zorn[:, 2]) > 10.0)]
    hue = np.degrees(np.arctan2(dark_yellow[:, 2], dark_yellow[:, 1]))
    ochre = srgb_to_lab(np.array((185, 130, 45), np.uint8))
    assert hue.max() > float(np.degrees(np.arctan2(ochre[2], ochre[1])))


def test_the_preview_stays_among_the_mixes_and_keeps_what_is_reachable():
    rng = np.random.default_rng(0)
    rgb = rng.integers(0, 256, (30, 40, 3), dtype=np.uint8)
    shown = recolor(rgb, BY_ID["zorn"])
    assert shown.shape == rgb.shape
    assert shown.dtype == np.uint8
    mixes = linear_to_lab(unstretched(mixtures(BY_ID["zorn"])))
    worst = max(float(ciede2000(mixes, color).min()) for color in srgb_to_lab(shown.reshape(-1, 3)[:50]))
    assert worst < 4.0
    assert ciede2000(srgb_to_lab(shown), srgb_to_lab(rgb)).mean() > 10.0
    ochre = flat((185, 130, 45))
    assert (np.abs(recolor(ochre, BY_ID["zorn"]).astype(int) - ochre) <= 1).all()


def test_the_approximation_is_said():
    assert all("approximation" in fit.as_dict()["approximation"].lower() for fit in fits(flat((90, 90, 90))).values())


def test_darker_than_black_counts_as_black():
    assert fits(flat((2, 2, 2)))["zorn"].share_inside == 1.0
