"""Values: what a line takes off, what is left, and what is not judged."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from art_assistant.comparison.bare import unpainted
from art_assistant.comparison.card import read_card
from art_assistant.comparison.glare import glare_in
from art_assistant.comparison.matching.plane import SQUARE, way_to
from art_assistant.comparison.values import (
    Overlay,
    errors_of,
    fit_line,
    lstar_of_root,
    measure_values,
    root_of,
    unsteadiness,
    weighted_median,
)
from art_assistant.errors import UsageError
from art_assistant.field.corners import read_point
from art_assistant.imaging.arrays import F32
from art_assistant.imaging.colorspace import luminance_from_lstar

WHOLE = way_to(SQUARE)
SHAPE = (200, 256)


@pytest.fixture(scope="module")
def scene():
    """Linear light of a picture of soft masses between L* 15 and 85, in grey."""
    noise = np.random.default_rng(7).normal(0, 1, SHAPE).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), 14)
    return grey(np.clip(50 + 35 * soft / np.abs(soft).max(), 0, 100))


def grey(lstar: Any):
    return np.repeat(luminance_from_lstar(lstar.astype(np.float32))[..., None], 3, axis=2)


def lstar_of(light: Any):
    return 116 * np.cbrt(light[..., 1]) - 16


def test_a_line_is_found_though_a_third_lies_elsewhere():
    rng = np.random.default_rng(1)
    x = rng.uniform(10, 90, 900)
    y = 0.8 * x + 12 + rng.normal(0, 0.4, 900)
    y[:300] += 25
    line = fit_line(x, y, np.ones(900))
    assert line.slope == pytest.approx(0.8, abs=0.02)
    assert line.offset == pytest.approx(12, abs=1.0)
    assert line.spread < 1.0


def test_a_weighted_median_is_the_plain_one_where_all_weigh_the_same():
    values = np.random.default_rng(0).normal(0, 1, 101)
    assert weighted_median(values, np.ones(101)) == pytest.approx(np.median(values))
    assert weighted_median(np.array([0.0, 1.0]), np.array([1.0, 9.0])) == 1.0


def everywhere():
    return np.ones(SHAPE, dtype=bool), np.zeros(SHAPE, dtype=bool)


def test_a_passage_is_off_by_what_it_was_changed_by_and_plus_is_lighter(scene: F32):
    seen, bare = everywhere()
    painted = lstar_of(scene).copy()
    painted[60:120, 60:130] += 8.0
    painted[60:120, 170:220] -= 6.0
    found = errors_of(scene, grey(0.85 * painted + 4.0), seen, bare)
    assert np.nanmean(found.error[72:108, 72:118]) == pytest.approx(0.8, abs=0.06)
    assert np.nanmean(found.error[72:108, 182:208]) == pytest.approx(-0.6, abs=0.06)
    assert np.nanpercentile(np.abs(found.error[140:, :]), 90) < 0.08
    assert found.line.slope == pytest.approx(0.85, abs=0.02)
    assert found.error.dtype == np.float32
    assert np.isnan(found.error[0, 0])


def test_exposure_alone_leaves_nothing(scene: F32):
    seen, bare = everywhere()
    found = errors_of(scene, scene * 0.55, seen, bare)
    assert np.nanpercentile(np.abs(found.error), 90) <= 0.15
    assert found.key_shift < -0.5


def test_exposure_leaves_nothing_in_the_darks_either(scene: F32):
    dark = grey(1.0 + 0.2 * lstar_of(scene))
    seen, bare = everywhere()
    found = errors_of(dark, dark * 0.45, seen, bare)
    assert np.nanpercentile(np.abs(found.error), 90) < 0.04
    assert errors_of(scene, dark, seen, bare).painted.min() >= 0.0


def test_roots_are_l_star_but_for_the_darkest():
    lstar = np.array([0.5, 4.0, 8.0, 30.0, 100.0])
    assert root_of(lstar)[2:] == pytest.approx(lstar[2:], abs=1e-3)
    assert root_of(lstar)[0] < -6.0
    assert lstar_of_root(root_of(lstar)) == pytest.approx(lstar, abs=1e-3)


def test_what_a_light_would_change_is_little_in_a_copy_and_much_where_two_lines_fit(scene: F32):
    seen, bare = everywhere()
    cut = np.zeros(SHAPE, np.float32)
    noise = cv2.GaussianBlur(np.random.default_rng(5).normal(0, 1, SHAPE).astype(np.float32), (0, 0), 9)
    own = lstar_of(scene)
    # One half of the places has the reference's values, the other has them turned over.
    turned = np.where(noise > 0, own, 100.0 - own) + 4.0 * noise / noise.std()
    steady, loose = (
        unsteadiness(Overlay(scene, light, cut, seen, bare)) for light in (scene * 0.7, grey(np.clip(turned, 1, 99)))
    )
    assert steady < 0.05
    assert loose > 0.2


def test_a_plane_of_light_is_taken_off(scene: F32):
    seen, bare = everywhere()
    slope = np.exp2(np.linspace(-0.4, 0.4, SHAPE[1]))[None, :, None].astype(np.float32)
    found = errors_of(scene, scene * slope, seen, bare)
    assert found.field > 0.1
    assert np.nanpercentile(np.abs(found.error), 90) < 0.15


def test_a_plane_over_values_of_their_own_is_the_painter_s(scene: F32):
    noise = cv2.GaussianBlur(np.random.default_rng(3).normal(0, 1, SHAPE).astype(np.float32), (0, 0), 12)
    own = lstar_of(scene) + 9.0 * noise / noise.std()
    ramp = np.linspace(1.5, 0.6, SHAPE[1])[None, :, None].astype(np.float32)
    found = errors_of(scene, grey(np.clip(own, 1, 99)) * ramp, *everywhere())
    assert found.field == 0.0
    assert np.nanmean(found.error[:, :64]) > np.nanmean(found.error[:, -64:]) + 0.5


def test_light_that_is_known_to_be_even_is_left(scene: F32):
    ramp = np.linspace(1.3, 0.7, SHAPE[1])[None, :, None].astype(np.float32)
    assert errors_of(scene, scene * ramp, *everywhere(), even=True).field == 0.0


def test_nothing_is_said_where_nothing_is_seen(scene: F32):
    seen, bare = everywhere()
    seen[:, 128:] = False
    found = errors_of(scene, scene, seen, bare)
    assert np.isnan(found.error[:, 140:]).all()
    assert found.judged == pytest.approx(0.48, abs=0.04)
    nothing = errors_of(scene, scene, np.zeros(SHAPE, dtype=bool), bare)
    assert nothing.judged == 0.0
    assert np.isnan(nothing.error).all()


def test_what_the_photograph_cuts_off_is_unknown_and_does_not_reach_beside_it():
    rng = np.random.default_rng(3)
    lightness = cv2.GaussianBlur(rng.normal(0, 1, (300, 400)).astype(np.float32), (0, 0), 20)
    reference = (128 + 90 * lightness / np.abs(lightness).max()).astype(np.uint8)[..., None].repeat(3, axis=2)
    photo = reference.copy()
    photo[100:180, 100:220] = 255
    found = measure_values(Overlay.of(reference, photo, WHOLE))
    assert np.isnan(found.error[75:105, 75:130]).all()
    assert np.nanmax(np.abs(found.error)) < 0.15
    assert found.cut == pytest.approx(0.08, abs=0.01)


def test_bare_canvas_is_left_out_and_a_flat_light_sky_is_not(scene: F32):
    inside = np.ones(SHAPE, dtype=bool)
    half = scene.copy()
    half[:, 170:] = 0.8
    assert unpainted(scene, half, inside)[:, 180:].mean() > 0.95
    assert unpainted(scene, half, inside)[:, :150].mean() < 0.02
    assert not unpainted(half, half, inside).any()
    assert not unpainted(scene, scene, inside).any()
    red = half.copy()
    red[:, 170:] = [0.9, 0.3, 0.3]
    assert not unpainted(scene, red, inside).any()


def shone(scene: F32, photo: F32) -> Any:
    """Return where glare is told in a photograph of a painting of ``scene``."""
    seen, bare = everywhere()
    laid = Overlay(scene, photo, np.zeros(SHAPE, np.float32), seen, bare)
    return glare_in(measure_values(laid), laid)


def test_a_spot_of_light_is_told_with_its_place(scene: F32):
    y, x = np.mgrid[: SHAPE[0], : SHAPE[1]]
    spot = 0.1 * np.exp(-((x - 128) ** 2 + (y - 100) ** 2) / (2 * 40.0**2))
    where = shone(scene, (scene + spot[..., None]).astype(np.float32))
    assert where is not None
    assert where[100, 128]
    assert not where[10, 10]
    assert shone(scene[:, ::-1], (scene + spot[..., None]).astype(np.float32)[:, ::-1])[100, 127]


def test_what_is_painted_lighter_or_lies_in_the_shade_is_no_glare(scene: F32):
    assert shone(scene, scene) is None
    painted = lstar_of(scene).copy()
    painted[60:140, 80:180] += 12.0
    assert shone(scene, grey(painted)) is None
    y, x = np.mgrid[: SHAPE[0], : SHAPE[1]]
    soft = np.exp(-((x - 128) ** 2 + (y - 100) ** 2) / (2 * 40.0**2))
    # As soft as a spot of light, and a shade: light is never taken away.
    assert shone(scene, (scene * (1.0 - 0.5 * soft[..., None])).astype(np.float32)) is None


def test_nothing_is_said_of_glare_where_nothing_is_known(scene: F32):
    seen, bare = everywhere()
    laid = Overlay(scene, scene, np.ones(SHAPE, np.float32), seen, bare)
    assert glare_in(measure_values(laid), laid) is None


@pytest.mark.parametrize(("grey_level", "kind"), [(118, "grey"), (235, "white")])
def test_a_card_tells_the_exposure(grey_level: int, kind: str):
    photo = np.full((100, 150, 3), 60, np.uint8)
    photo[10:30, 100:130] = grey_level
    card = read_card(photo, (115 / 150, 20 / 100))
    assert card.kind == kind
    linear = ((grey_level / 255 + 0.055) / 1.055) ** 2.4
    assert card.gain[1] * linear == pytest.approx({"grey": 0.18, "white": 0.9}[kind], rel=1e-3)


def test_what_is_no_card_is_refused():
    photo = np.full((100, 150, 3), 60, np.uint8)
    photo[:, 75:] = (200, 60, 60)
    photo[50:, :75] = 255
    with pytest.raises(UsageError, match="coloured"):
        read_card(photo, (0.8, 0.5))
    with pytest.raises(UsageError, match="too bright"):
        read_card(photo, (0.2, 0.8))
    for given in ("1.2,0.5", "x,y", "0.5", (0.1, 0.2, 0.3), "nan,0.5"):
        with pytest.raises(UsageError):
            read_point(given)
    assert read_point("0.25, 1") == (0.25, 1.0)
