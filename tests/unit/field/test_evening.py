"""The light of the paper comes off a drawing, and whatever was drawn stays; nothing else is touched."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from art_assistant import Settings, Study
from art_assistant.analysis.mass.study import study_masses
from art_assistant.analysis.notan.study import study_notans
from art_assistant.analysis.value.measures import lightness_and_squint
from art_assistant.field.canvas import FILLS
from art_assistant.field.doctor import check_photo
from art_assistant.field.labels import DRAWING, KINDS, UNSURE
from art_assistant.field.light.evening import evened, paper_light
from art_assistant.imaging.arrays import Picture
from art_assistant.imaging.colorspace import linear_to_srgb, lstar, srgb_to_linear
from art_assistant.imaging.decode import decode
from art_assistant.settings import AnalysisSettings

PATCH = (slice(60, 140), slice(50, 150))
"""Where the drawing has a tone laid in: a quarter of its values below the paper."""


def drawing(grain: float = 4.0) -> np.ndarray:
    """Return a head in lines and hatching and a toned patch, on camera-grained paper, (420, 340, 3) uint8."""
    rgb = np.full((420, 340), 226.0)
    cv2.ellipse(rgb, (200, 230), (80, 110), 0, 0, 360, 70.0, 3, cv2.LINE_AA)
    for x in range(130, 270, 7):
        cv2.line(rgb, (x, 130), (x + 14, 180), 80.0, 2, cv2.LINE_AA)
    for x in (170, 230):
        cv2.circle(rgb, (x, 215), 9, 60.0, -1, cv2.LINE_AA)
    cv2.line(rgb, (175, 285), (225, 285), 60.0, 4, cv2.LINE_AA)
    rgb[PATCH] = 150.0
    noise = np.random.default_rng(3).normal(0, grain, rgb.shape)
    return np.repeat(np.clip(rgb + noise, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def lit(rgb: np.ndarray, across: float, down: float, corner: float = 0.0) -> np.ndarray:
    """Return the picture in a light that falls off from 1, by these parts of it to each side and into a corner."""
    y, x = np.mgrid[0 : rgb.shape[0], 0 : rgb.shape[1]] / np.array(rgb.shape[:2])[:, None, None]
    light = 1.0 - across * x - down * y - corner * (x * y) ** 2
    return linear_to_srgb(srgb_to_linear(rgb) * np.clip(light, 0.05, 1.0)[..., None].astype(np.float32))


def opened(rgb: np.ndarray) -> Picture:
    return decode(cv2.imencode(".png", np.ascontiguousarray(rgb[..., ::-1]))[1].tobytes())


def put_right(rgb: np.ndarray) -> np.ndarray:
    picture = opened(rgb)
    light = paper_light(picture.working)
    return picture.working if light is None else evened(picture, light).working


def divided(rgb: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the picture painted in the L* of its masses, and its notan of lines."""
    l_map, squint = lightness_and_squint(rgb, None, 0.02)
    masses = study_masses(l_map, rgb=rgb)
    notans = study_notans(l_map, squint, masses.labels, masses.shape_labels, drawing=True)
    return np.array([mass.l_mean for mass in masses.items])[masses.labels], notans.offered[0].dark


@settings(max_examples=5, deadline=None)
@given(st.floats(0.15, 0.4), st.floats(-0.4, 0.4), st.floats(0.0, 0.3))
def test_whatever_the_light_the_paper_comes_out_even_and_a_drawn_tone_stays(across: float, down: float, corner: float):
    plain = drawing()
    found = lstar(put_right(lit(plain, across, max(down, 0.0) - min(down, 0.0) * 0.5, corner)))
    wanted = lstar(opened(plain).working)
    soft, even = (cv2.GaussianBlur(plane, (0, 0), 3.0) for plane in (found, wanted))
    size = np.array(found.shape) / (420, 340)
    scaled = tuple(slice(round(part.start * by), round(part.stop * by)) for part, by in zip(PATCH, size, strict=True))
    paper = even > 88.0
    assert np.ptp(np.percentile(soft[paper], (2, 98))) < 4.0
    steps = [float(np.median(plane[paper]) - np.median(plane[scaled])) for plane in (soft, even)]
    assert steps[0] == pytest.approx(steps[1], abs=2.5)


def test_a_drawing_under_a_shadow_has_the_masses_and_the_notan_of_the_evenly_lit_one():
    plain = drawing()
    shaded = lit(plain, 0.5, 0.15, 0.2)
    before, wanted, found = divided(opened(shaded).working), divided(opened(plain).working), divided(put_right(shaded))
    # The lightest paper of the shaded one is in a little less light.
    off = [values[0] - wanted[0] for values in (before, found)]
    apart = [float(np.mean(np.abs(one - np.median(one)))) for one in off]
    assert apart[0] > 5.0
    assert apart[1] < 1.0
    assert np.mean(found[1] != wanted[1]) < 0.03
    assert np.mean(before[1] != wanted[1]) > 0.1


def test_light_that_is_even_is_left_alone():
    assert paper_light(opened(drawing()).working) is None


@pytest.mark.parametrize(
    "what", ["a gradient of a screen", "a dark ground", "orange", "tones all over", "half of it a wash"]
)
def test_what_is_no_paper_in_poor_light_is_left_alone(what: str):
    if what == "a gradient of a screen":
        rgb = lit(drawing(grain=0.0), 0.5, 0.0)
    elif what == "a dark ground":
        rgb = lit((drawing() * 0.35).astype(np.uint8), 0.5, 0.0)
    elif what == "orange":
        rgb = lit((drawing() * (1.0, 0.8, 0.5)).astype(np.uint8), 0.5, 0.0)
    elif what == "tones all over":
        rng = np.random.default_rng(2)
        plane = cv2.GaussianBlur(rng.normal(0, 1, (420, 340)), (0, 0), 22.0)
        plane = 130 + 90 * plane / np.abs(plane).max() + rng.normal(0, 4, plane.shape)
        rgb = np.repeat(np.clip(plane, 0, 255).astype(np.uint8)[..., None], 3, axis=2)
    else:
        rgb = drawing()
        rgb[:, :175] = rgb[:, :175] // 2
    assert paper_light(opened(rgb).working) is None


def test_a_mirrored_drawing_comes_out_mirrored():
    shaded = lit(drawing(), 0.5, 0.1)
    once, again = put_right(shaded), put_right(shaded[:, ::-1])[:, ::-1]
    assert np.abs(once.astype(int) - again).max() <= 1


@pytest.mark.parametrize("kind", [*(kind for kind in KINDS if kind != DRAWING), UNSURE])
def test_of_other_kinds_nothing_is_put_right(kind: str):
    picture = opened(lit(drawing(), 0.5, 0.1))
    assert check_photo(picture, FILLS, kind, picture)[1] is picture


def test_a_study_says_what_was_taken_off_and_can_be_told_not_to():
    data = cv2.imencode(".png", lit(drawing(), 0.5, 0.1))[1].tobytes()
    study = Study(data, settings=Settings(analysis=AnalysisSettings(kind=DRAWING)))
    (remark,) = (one for one in study.photo().remarks if one.id == "uneven_light")
    assert remark.corrected
    assert "taken off for the study" in remark.text
    assert "key" not in study.photo().holds_back
    assert study.picture is not study.file
    assert study.looking() is study.whole.looking()
    left = Study(data, settings=Settings(analysis=AnalysisSettings(kind=DRAWING, correct=False)))
    assert left.picture is left.file
    assert study.values().range_steps < left.values().range_steps
    painted = Study(data, settings=Settings(analysis=AnalysisSettings(kind="painting")))
    assert painted.picture is painted.file
