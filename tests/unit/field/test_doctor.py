"""The photo doctor on made pictures: a known fault is found with its amount and side, a sound picture is left alone."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from art_assistant.field.canvas import FILLS, Corners, PictureCanvas
from art_assistant.field.doctor import CAST_LIMIT, KEYSTONE, check_photo
from art_assistant.field.labels import DRAWING, OTHER, PAINTING, PHOTOGRAPH, UNSURE
from art_assistant.field.photo import SOUND, PhotoCheck, Remark
from art_assistant.imaging.arrays import Picture
from art_assistant.imaging.colorspace import lab_to_linear, linear_to_srgb, lstar, srgb_to_lab, srgb_to_linear
from art_assistant.imaging.decode import decode

KINDS = (PAINTING, DRAWING, PHOTOGRAPH, UNSURE, OTHER)
RIM = 48


def opened(rgb: np.ndarray) -> Picture:
    return decode(cv2.imencode(".png", np.ascontiguousarray(rgb[..., ::-1]))[1].tobytes())


def painting(seed: int = 0, width: int = 512, height: int = 400) -> np.ndarray:
    """Return hard-edged shapes of all values, with strokes and grain, none at the ends of the scale."""
    rng = np.random.default_rng(seed)
    rgb = np.full((height, width, 3), (120, 110, 90), np.uint8)
    for _ in range(160):
        centre = (int(rng.integers(width)), int(rng.integers(height)))
        axes = (int(rng.integers(6, 60)), int(rng.integers(6, 40)))
        color = [int(v) for v in rng.integers(25, 225, 3)]
        cv2.ellipse(rgb, centre, axes, float(rng.uniform(0, 180)), 0, 360, color, -1, cv2.LINE_AA)
    return np.clip(rgb + rng.normal(0, 4, rgb.shape[:2])[..., None], 4, 245).astype(np.uint8)


def drawing(seed: int = 0, paper: int = 232) -> np.ndarray:
    rng = np.random.default_rng(seed)
    rgb = np.full((420, 360), float(paper))
    for _ in range(60):
        points = rng.integers(30, 330, (4, 2)).astype(np.int32)
        cv2.polylines(rgb, [points], isClosed=False, color=70.0, thickness=2, lineType=cv2.LINE_AA)
    rgb = cv2.resize(rgb, (480, 560), interpolation=cv2.INTER_AREA) + rng.normal(0, 4.5, (560, 480))
    return np.repeat(np.clip(rgb, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def lit(rgb: np.ndarray, across: float, down: float) -> np.ndarray:
    """Return a picture whose light ground (L* 92) gains ``across`` L* to the right and ``down`` to the bottom."""
    height, width = rgb.shape[:2]
    x, y = np.linspace(-0.5, 0.5, width)[None], np.linspace(-0.5, 0.5, height)[:, None]
    top = 92.0 - 0.5 * (abs(across) + abs(down))
    light = ((top + across * x + down * y + 16.0) / 108.0) ** 3
    return linear_to_srgb(srgb_to_linear(rgb) * light[..., None].astype(np.float32))


def tinted(rgb: np.ndarray, a: float, b: float) -> np.ndarray:
    shift = lab_to_linear(np.array([92.0, a, b], np.float32)) / lab_to_linear(np.array([92.0, 0, 0], np.float32))
    return linear_to_srgb(srgb_to_linear(rgb) * shift)


def in_border(rgb: np.ndarray, tone: int = 232) -> np.ndarray:
    sheet = cv2.copyMakeBorder(rgb, RIM, RIM, RIM, RIM, cv2.BORDER_CONSTANT, value=(tone, tone, tone)).astype(float)
    grain = np.random.default_rng(9).normal(0, 4, sheet.shape[:2])
    grain[RIM:-RIM, RIM:-RIM] = 0
    return np.clip(sheet + grain[..., None], 0, 255).astype(np.uint8)


def canvas_of(whole: np.ndarray, *, applied: bool = True, confidence: float = 0.95) -> PictureCanvas:
    x, y = RIM / whole.shape[1], RIM / whole.shape[0]
    return PictureCanvas(((x, y), (1 - x, y), (1 - x, 1 - y), (x, 1 - y)), "border", confidence, applied=applied)


def alone(rgb: np.ndarray, kind: str = PAINTING) -> PhotoCheck:
    picture = opened(rgb)
    check, studied = check_photo(picture, FILLS, kind, picture, correct=False)
    assert studied is picture
    return check


def cut(whole: np.ndarray, kind: str = PAINTING, *, correct: bool = True) -> tuple[PhotoCheck, Picture, Picture]:
    picture = opened(whole[RIM:-RIM, RIM:-RIM])
    check, studied = check_photo(opened(whole), canvas_of(whole), kind, picture, correct=correct)
    return check, picture, studied


def remark(check: PhotoCheck, name: str) -> Remark:
    return next(one for one in check.remarks if one.id == name)


def ids(check: PhotoCheck) -> list[str]:
    return [one.id for one in check.remarks]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(2))
def test_a_sound_picture_is_not_spoken_of(kind: str, seed: int):
    assert alone(drawing(seed) if kind == DRAWING else painting(seed), kind) == SOUND


def test_a_sound_picture_in_a_white_border_is_not_spoken_of():
    assert cut(in_border(painting()))[0] == SOUND


@pytest.mark.parametrize(
    ("across", "down", "lighter", "darker"),
    [(18, 0, "right", "left"), (-18, 0, "left", "right"), (0, 18, "bottom", "top"), (0, -18, "top", "bottom"),
     (12, -12, "top right", "bottom left"), (-12, -12, "top left", "bottom right")],
)  # fmt: skip
@pytest.mark.parametrize("on_paper", [True, False], ids=["paper", "border"])
def test_uneven_light_is_told_with_its_side_and_its_amount(
    across: float, down: float, lighter: str, darker: str, on_paper: bool
):
    if on_paper:
        check, size = alone(lit(drawing(paper=252), across, down), DRAWING), 1.0
    else:
        check, _, _ = cut(lit(in_border(painting(), 250), across, down))
        # The border is read across the picture, not across the file.
        size = 0.82
    found = remark(check, "uneven_light")
    assert f"lighter at the {lighter} than at the {darker};" in found.text
    assert found.amount == pytest.approx(size * (abs(across) + abs(down)) / 10, abs=0.25)
    assert ("key" in check.holds_back) == (found.amount >= 1.5)


def test_the_gradient_of_a_painting_is_design():
    assert alone(lit(painting(), 40, 0)) == SOUND


@pytest.mark.parametrize("sigma", [2.0, 3.0])
@pytest.mark.parametrize("kind", [PAINTING, DRAWING, PHOTOGRAPH, UNSURE])
def test_a_lens_out_of_focus_is_told_and_edges_are_held_back(sigma: float, kind: str):
    sharp = drawing() if kind == DRAWING else painting()
    check = alone(linear_to_srgb(cv2.GaussianBlur(srgb_to_linear(sharp), (0, 0), sigma)), kind)
    assert ids(check) == ["blur"]
    assert check.holds_back == ("edges",)
    # The two sides of a thin line meet before either has risen.
    if kind != DRAWING:
        expected = 100 * 2.563 * sigma / float(np.hypot(*sharp.shape[:2]))
        assert remark(check, "blur").amount == pytest.approx(expected, rel=0.3)


def test_a_moving_camera_is_told():
    kernel = np.full((1, 15), 1 / 15, np.float32)
    assert ids(alone(linear_to_srgb(cv2.filter2D(srgb_to_linear(painting()), -1, kernel)))) == ["blur"]


def test_a_soft_painting_photographed_sharply_is_not_blurred():
    soft = cv2.GaussianBlur(painting(), (0, 0), 5).astype(float)
    weave = np.random.default_rng(3).normal(0, 5, soft.shape[:2])
    assert alone(np.clip(soft + weave[..., None], 0, 255).astype(np.uint8)) == SOUND


def test_a_few_pixels_say_nothing_of_edges():
    check = alone(painting(width=300, height=220))
    assert remark(check, "blur").unit == "px"
    assert remark(check, "blur").amount == 300
    assert check.holds_back == ("edges",)


@pytest.mark.parametrize(
    ("a", "b", "name"), [(0, -8, "cool blue"), (-7, 3, "green"), (5, -5, "violet"), (9, 0, "pink")]
)
def test_a_cast_that_no_paper_has_is_told_and_taken_off(a: float, b: float, name: str):
    check, picture, studied = cut(tinted(in_border(painting()), a, b))
    found = remark(check, "cast")
    assert found.amount == pytest.approx(np.hypot(a, b), abs=1.2)
    assert f"a {name} cast" in found.text
    assert found.corrected
    assert check.holds_back == ()
    for size in ("working", "standard", "detail"):
        before, after = (srgb_to_lab(getattr(one, size)).mean(axis=(0, 1)) for one in (picture, studied))
        truth = srgb_to_lab(getattr(opened(painting()), size)).mean(axis=(0, 1))
        assert np.linalg.norm((after - truth)[1:]) < 0.25 * np.linalg.norm((before - truth)[1:])
        assert after[0] == pytest.approx(truth[0], abs=1.5)
    assert not np.array_equal(studied.model_input, picture.model_input)


def test_a_warm_border_may_be_cream_and_is_only_asked_about():
    check, picture, studied = cut(tinted(in_border(painting()), 4, 9))
    assert studied is picture
    assert not remark(check, "cast").corrected
    assert "if the border is white" in remark(check, "cast").text
    assert check.holds_back == ()


@pytest.mark.parametrize("kind", [PHOTOGRAPH, UNSURE, OTHER])
def test_no_cast_is_taken_off_what_may_be_a_photograph_of_the_world(kind: str):
    check, picture, studied = cut(tinted(in_border(painting()), 0, -9), kind)
    assert studied is picture
    assert not any(one.corrected for one in check.remarks)


def test_what_is_not_to_be_corrected_is_told_and_held_back():
    check, picture, studied = cut(tinted(in_border(painting()), 0, -9), correct=False)
    assert studied is picture
    assert not remark(check, "cast").corrected
    assert check.holds_back == ("color",)


@pytest.mark.parametrize(
    "tone",
    [(92.0, 0.0, 6.0), (92.0, 1.0, 10.0), (70.0, 0.0, -8.0), (92.0, 0.0, -CAST_LIMIT - 6.0)],
    ids=["ivory", "cream", "grey", "blue"],
)
@pytest.mark.parametrize("grain", [0.0, 4.0])
def test_a_toned_border_is_not_taken_for_white(tone: tuple[float, float, float], grain: float):
    whole = in_border(painting()).astype(float)
    color = linear_to_srgb(lab_to_linear(np.array(tone, np.float32)))
    outside = np.ones(whole.shape[:2], bool)
    outside[RIM:-RIM, RIM:-RIM] = False
    whole[outside] = color + np.random.default_rng(4).normal(0, 1, (int(outside.sum()), 1)) * grain
    check, picture, studied = cut(np.clip(whole, 0, 255).astype(np.uint8))
    assert studied is picture
    assert not any(one.corrected for one in check.remarks)


def test_a_blue_that_no_camera_saw_is_not_taken_for_white():
    color = tuple(int(v) for v in linear_to_srgb(lab_to_linear(np.array([92.0, 0.0, -8.0], np.float32))))
    flat = cv2.copyMakeBorder(painting(), RIM, RIM, RIM, RIM, cv2.BORDER_CONSTANT, value=color)
    assert cut(flat)[0] == SOUND


def test_corners_that_are_not_sure_bear_no_witness():
    whole = tinted(in_border(painting()), 0, 9)
    picture = opened(whole)
    check, studied = check_photo(opened(whole), canvas_of(whole, confidence=0.3), PAINTING, picture)
    assert check == SOUND
    assert studied is picture


def with_a_light(at: tuple[int, int], reach: float) -> np.ndarray:
    """Return a painting with a light that is cut off and fades, ``reach`` pixels wide."""
    y, x = np.mgrid[0:400, 0:512]
    light = 420.0 * np.exp(-(((x - at[0]) / reach) ** 2 + ((y - at[1]) / reach) ** 2))
    return np.clip(cv2.GaussianBlur(painting(), (0, 0), 1.0) + light[..., None], 0, 255).astype(np.uint8)


def test_a_light_at_a_corner_is_ground_and_those_of_a_drawing_are_paper():
    assert "clipped_lights" not in ids(alone(with_a_light((0, 0), 80.0)))
    assert "clipped_lights" in ids(alone(with_a_light((0, 0), 80.0), PHOTOGRAPH))
    assert "clipped_lights" not in ids(alone(with_a_light((250, 200), 115.0), DRAWING))


@pytest.mark.parametrize("kind", [PAINTING, PHOTOGRAPH])
def test_lights_that_are_cut_off_are_told(kind: str):
    shot = with_a_light((250, 200), 115.0)
    check = alone(shot, kind)
    assert ids(check)[0] == "clipped_lights"
    assert check.holds_back == ("lights",)
    # A light is lost where two channels of three have none left.
    white = (np.sort(shot, axis=2)[..., 1] >= 254).mean()
    assert remark(check, "clipped_lights").amount == pytest.approx(100 * white, rel=0.1)


def test_darks_that_are_cut_off_are_told():
    y, x = np.mgrid[0:400, 0:512]
    hole = 300.0 * np.exp(-(((x - 250) / 130.0) ** 2 + ((y - 200) / 100.0) ** 2))
    check = alone(np.clip(painting() - hole[..., None], 0, 255).astype(np.uint8))
    assert ids(check) == ["clipped_darks"]
    assert check.holds_back == ("darks",)


def test_ink_and_paper_and_painted_black_and_white_are_no_faults():
    ink = np.where(drawing() < 160, 0, 255).astype(np.uint8)
    assert alone(ink, DRAWING) == SOUND
    flat = painting()
    flat[80:220, 90:260], flat[230:350, 300:460] = 255, 0
    assert alone(flat) == SOUND


def test_white_paper_round_and_within_a_painting_is_not_cut_off():
    y, x = np.mgrid[0:400, 0:512]
    shade = np.minimum(((x - 256) / 120.0) ** 2 + ((y - 200) / 90.0) ** 2, 3.0)
    sheet = np.clip(180.0 + 45.0 * np.abs(shade - 1.0) * 2.4, 0, 255).astype(np.uint8)
    assert alone(np.repeat(sheet[..., None], 3, axis=2)) == SOUND


def test_glare_is_told_with_its_place_on_a_painted_surface_only():
    y, x = np.mgrid[0:400, 0:512]
    spot = 1.6 * np.exp(-0.5 * (((x - 420) / 38.0) ** 2 + ((y - 70) / 38.0) ** 2))
    shot = linear_to_srgb(srgb_to_linear(cv2.GaussianBlur(painting(), (0, 0), 0.7)) + spot[..., None])
    check = alone(shot)
    assert "glare" in ids(check)
    assert "at the top right" in remark(check, "glare").text
    assert "lights" in check.holds_back
    assert "glare" not in ids(alone(shot, PHOTOGRAPH))


def test_a_painted_moon_is_not_glare():
    sky = painting()
    cv2.circle(sky, (380, 90), 34, (255, 255, 250), -1, cv2.LINE_AA)
    assert "glare" not in ids(alone(sky))


def test_little_light_speckles_the_darks():
    dark = (painting() * 0.35).astype(np.uint8)
    noise = cv2.GaussianBlur(np.random.default_rng(5).normal(0, 1, dark.shape), (0, 0), 0.8)
    check = alone(np.clip(dark + 12 * noise / noise.std(), 0, 255).astype(np.uint8))
    assert ids(check) == ["low_light"]
    assert remark(check, "low_light").unit == "a*b* units"


def test_white_paper_that_came_out_grey_is_told():
    # A sheet is never quite flat.
    bend = 1.0 + 0.03 * np.cos(np.linspace(0, 4 * np.pi, 480))
    shot = (drawing(paper=160) * bend[None, :, None]).astype(np.uint8)
    check = alone(shot, DRAWING)
    assert ids(check) == ["low_light"]
    assert remark(check, "low_light").amount == pytest.approx(float(np.percentile(lstar(shot), 60)) / 10, abs=0.3)
    assert check.holds_back == ("key", "lights")
    assert "if it is white" in remark(check, "low_light").text


def test_grey_paper_that_no_camera_saw_is_left_alone():
    assert alone(np.where(drawing() < 160, 60, 165).astype(np.uint8), DRAWING) == SOUND
    # Even with grain: no sheet lies as flat as this one.
    assert alone(drawing(paper=155), DRAWING) == SOUND


@given(st.floats(0.0, 0.2), st.booleans())
@settings(deadline=None, max_examples=8)
def test_a_camera_askew_is_told_by_how_much(lean: float, applied: bool):
    whole = opened(painting())
    corners: Corners = ((0.2 + 0.3 * lean, 0.1), (0.8 - 0.3 * lean, 0.1), (0.8, 0.9), (0.2, 0.9))
    canvas = PictureCanvas(corners, "scene", 0.9, applied=applied)
    check, _ = check_photo(whole, canvas, PAINTING, whole)
    found = [one for one in check.remarks if one.id == "keystone"]
    assert bool(found) == (100 * lean >= KEYSTONE)
    for one in found:
        assert one.amount == pytest.approx(100 * lean, abs=0.01)
        assert one.corrected == applied


@given(st.integers(0, 2**32 - 1), st.integers(1, 700), st.integers(1, 700), st.sampled_from(KINDS), st.booleans())
@settings(deadline=None, max_examples=12)
def test_any_picture_gets_an_answer_and_always_the_same(seed: int, width: int, height: int, kind: str, correct: bool):
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 256, (max(1, height // 40), max(1, width // 40), 3), dtype=np.uint8)
    picture = opened(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR))
    corners = tuple((float(x), float(y)) for x, y in rng.uniform(-0.2, 1.2, (4, 2)))
    canvas = PictureCanvas(corners, "border" if correct else "scene", 0.9, applied=True)  # type: ignore[arg-type]
    check, studied = check_photo(picture, canvas, kind, picture, correct=correct)
    again, _ = check_photo(picture, canvas, kind, picture, correct=correct)
    assert check == again
    assert list(check.holds_back) == sorted(set(check.holds_back))
    assert all(np.isfinite(one.amount) and one.text.endswith(".") and "\n" not in one.text for one in check.remarks)
    assert studied is picture or any(one.id == "cast" and one.corrected for one in check.remarks)


@pytest.mark.parametrize("corner", [0.0, 0.5])
def test_corners_that_enclose_nothing_are_survived(corner: float):
    picture = opened(painting())
    canvas = PictureCanvas(((corner, corner),) * 4, "border", 1.0, applied=True)
    assert check_photo(picture, canvas, PAINTING, picture)[1] is picture


def test_what_is_transparent_all_over_is_not_spoken_of():
    nothing = np.zeros((60, 80, 4), np.uint8)
    picture = decode(cv2.imencode(".png", nothing)[1].tobytes())
    assert check_photo(picture, FILLS, PAINTING, picture) == (SOUND, picture)
