from __future__ import annotations

import numpy as np
import pytest

from art_assistant.analysis.color.harmony import BINS, TEMPLATES, TOLERANCE, fit_templates, study_harmony, wheel_hue
from art_assistant.imaging.colorspace import srgb_to_lab, srgb_to_oklab


def place(*rgb: int) -> float:
    return float(wheel_hue(srgb_to_oklab(np.array(rgb, np.uint8))))


def apart(one: float, two: float) -> float:
    return abs((one - two + 180.0) % 360.0 - 180.0)


def hues(sectors: tuple[tuple[float, float], ...], angle: float) -> np.ndarray:
    """Return a histogram that is even inside the sectors and empty outside."""
    centres = (np.arange(BINS) + 0.5) * 360.0 / BINS
    filled = np.zeros(BINS, dtype=np.float32)
    for centre, width in sectors:
        filled[np.abs((centres - centre - angle + 180.0) % 360.0 - 180.0) <= width / 2.0] = 1.0
    return filled / filled.sum()


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ((255, 0, 0), (0, 169, 51)),
        ((255, 128, 0), (42, 95, 153)),
        ((255, 255, 0), (128, 0, 128)),
    ],
)
def test_the_painters_complements_face_each_other(one: tuple[int, int, int], two: tuple[int, int, int]):
    assert apart(place(*one), place(*two)) == pytest.approx(180.0, abs=0.5)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ((200, 45, 40), (40, 130, 60)),
        ((225, 130, 40), (45, 90, 150)),
        ((230, 205, 60), (110, 60, 140)),
    ],
)
def test_paint_like_complements_face_each_other_nearly(one: tuple[int, int, int], two: tuple[int, int, int]):
    assert apart(place(*one), place(*two)) > 150.0


def test_the_wheel_runs_once_round():
    ring = np.radians(np.arange(0.0, 360.0, 0.5))
    angles = wheel_hue(np.stack([np.full_like(ring, 0.6), 0.1 * np.cos(ring), 0.1 * np.sin(ring)], axis=-1))
    steps = np.diff(np.append(angles, angles[0])) % 360.0
    assert (steps > 0.0).all()
    assert steps.sum() == pytest.approx(360.0, abs=1e-2)


@pytest.mark.parametrize("template", sorted(TEMPLATES))
@pytest.mark.parametrize("angle", [0.0, 34.0, 200.0, 310.0])
def test_each_template_is_found_in_its_own_hues(template: str, angle: float):
    best = fit_templates(hues(TEMPLATES[template], angle))[0]
    assert best.template == template
    assert best.residual < 1.0
    turned = min(apart(best.angle, angle), apart(best.angle, angle + 180.0))
    assert (turned if template in {"I", "X"} else apart(best.angle, angle)) <= 4.0


def test_a_wide_template_does_not_win_on_one_hue():
    fits = fit_templates(hues(((120.0, 10.0),), 0.0))
    assert fits[0].template == "i"
    assert [fit.template for fit in fits if fit.template != "L"][-1] == "X"


def test_a_touch_of_complement_makes_an_analogous_picture_split():
    analogous, opposite = hues(((0.0, 93.6),), 60.0), hues(((180.0, 18.0),), 60.0)
    assert fit_templates(analogous)[0].template == "V"
    assert fit_templates(0.92 * analogous + 0.08 * opposite)[0].template == "Y"


def test_all_hues_alike_fit_no_template():
    even = np.full(BINS, 1.0 / BINS, dtype=np.float32)
    best = fit_templates(even)[0]
    assert best.penalised > TOLERANCE * np.log(360.0)


def test_a_grey_picture_is_near_neutral():
    rgb = np.array([[120, 118, 115], [60, 60, 62], [200, 199, 201], [200, 40, 30]], np.uint8)
    lab = srgb_to_lab(rgb)
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    harmony = study_harmony(wheel_hue(srgb_to_oklab(rgb)), chroma, np.array([0.5, 0.3, 0.1, 0.1], np.float32))
    assert harmony.template == "N"
    assert harmony.colored_share == pytest.approx(0.1)
    assert harmony.residual is None
    assert harmony.angle is None


def test_rotating_the_hues_rotates_the_template():
    base = np.random.default_rng(2).random(BINS).astype(np.float32) ** 6
    base /= base.sum()
    one, two = fit_templates(base)[0], fit_templates(np.roll(base, 30))[0]
    assert (one.template, one.mirrored) == (two.template, two.mirrored)
    assert one.residual == pytest.approx(two.residual, abs=1e-4)
    assert (two.angle - one.angle) % 360.0 == pytest.approx(60.0)
