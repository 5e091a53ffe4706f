"""Each rule by a made picture on which it holds a tip back, and by one on which the same tip stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from tests.unit.advice.conftest import evidence_of

from art_assistant.advice.coach import advise
from art_assistant.advice.finding.catalogue import BY_ID, KINDS, Kind
from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.finding.findings import Finding, find
from art_assistant.advice.finding.norms import norms
from art_assistant.advice.finding.second_look.contradicted import contradicts
from art_assistant.advice.finding.second_look.trifles import LEAST, is_trifle
from art_assistant.analysis.places import box_place
from art_assistant.corpus.quantiles import masters
from art_assistant.imaging.colorspace import lab_to_linear, linear_to_srgb
from art_assistant.imaging.decode import decode

H, W = 240, 320
FIRST, SECOND = (0.4, 0.5), (0.85, 0.3)
"""Where the made-up attention has its hills."""

Lab = np.ndarray
Point = tuple[float, float]


def painted(low: float, high: float, a: float = 0.0, b: float = 8.0, seed: int = 3) -> Lab:
    """Return CIELAB with touches of values from ``low`` to ``high`` in one hue, edges as a loaded brush leaves them."""
    cells = np.random.default_rng(seed).uniform(low, high, (H // 12, W // 12)).astype(np.float32)
    light = cv2.resize(cells, (W, H), interpolation=cv2.INTER_NEAREST)
    return np.dstack([light, np.full_like(light, a), np.full_like(light, b)])


def flat(l_star: float, a: float = 0.0, b: float = 8.0) -> Lab:
    return np.tile(np.float32([l_star, a, b]), (H, W, 1))


def with_spot(lab: Lab, l_star: float, a: float = 0.0, b: float = 0.0, at: Point = (0.7, 0.7), radius: int = 12) -> Lab:
    return cv2.circle(lab.copy(), (int(at[0] * W), int(at[1] * H)), radius, (l_star, a, b), -1)


def halves(left: Lab, right: Lab) -> Lab:
    return np.where(np.arange(W)[None, :, None] < W // 2, left, right)


def blurred(lab: Lab, sigma: float) -> Lab:
    return cv2.GaussianBlur(lab, (0, 0), sigma)


def stripes(lab: Lab, strength: float = 1.0) -> Lab:
    """Return the touches of ``lab`` in upright stripes of many hues."""
    turn = np.radians(45.0 * (np.arange(W) // 16 % 8))
    hues = 46.0 * strength * np.stack([np.cos(turn), np.sin(turn)], axis=-1).astype(np.float32)
    return np.concatenate([lab[..., :1], np.tile(hues, (H, 1, 1))], axis=2)


def with_discs(lab: Lab) -> Lab:
    return with_spot(with_spot(lab, 5.0, at=(0.2, 0.5), radius=16), 5.0, at=(0.6, 0.4), radius=16)


def brushed_ground() -> Lab:
    """Return one ground with the touch of a brush on it, that grows lighter from left to right."""
    lab = blurred(painted(-9.0, 9.0), 2.0)
    lab[..., 0] += np.linspace(44.0, 64.0, W, dtype=np.float32)
    return lab


def drawn_sheet(paper: float, ink: float) -> Lab:
    lab = flat(paper, 0.0, 3.0)
    for x in range(90, 170, 12):
        cv2.line(lab, (x, 90), (x + 14, 160), (ink, 0.0, 0.0), 2)
    return lab


def in_and_out_of_focus(near: Lab, away: Lab) -> Lab:
    """Return one picture around the first hill of attention and another elsewhere, one passing into the other."""
    y, x = np.indices((H, W)) / np.float32([H, W])[:, None, None]
    share = np.exp(-((x - FIRST[0]) ** 2 + (y - FIRST[1]) ** 2) / 0.05)[..., None].astype(np.float32)
    return share * near + (1.0 - share) * away


PICTURES: dict[str, Callable[[], Lab]] = {
    "low": lambda: painted(20.0, 60.0),
    "low, a white": lambda: with_spot(painted(20.0, 60.0), 97.0),
    "high": lambda: painted(55.0, 95.0),
    "high, a black": lambda: with_spot(painted(55.0, 95.0), 4.0),
    "middle": lambda: painted(42.0, 60.0),
    "middle, both ends": lambda: with_spot(with_spot(painted(42.0, 60.0), 97.0), 4.0, at=(0.2, 0.3)),
    "lines on a grey sheet": lambda: drawn_sheet(50.0, 25.0),
    "pale lines on paper": lambda: drawn_sheet(92.0, 60.0),
    "before a backdrop": lambda: with_spot(flat(45.0), 85.0, radius=50),
    "a bare third": lambda: np.where(np.arange(W)[None, :, None] < W // 3, flat(90.0), painted(30.0, 70.0)),
    "touches on white": lambda: np.where(
        painted(0.0, 1.0)[..., :1] > 0.4, np.float32([95.0, 0.0, 4.0]), painted(30, 90)
    ),
    "lines on grey": lambda: np.where(
        np.indices((H, W))[1][..., None] % 40 == 0, np.float32([5, 0, 0]), painted(60, 95)
    ),
    "high, half paper": lambda: halves(painted(30.0, 80.0), flat(98.0)),
    "one mass leads": lambda: np.where(np.arange(W)[None, :, None] < W // 5, painted(20, 30), painted(70, 80)),
    "two masses": lambda: halves(painted(25.0, 35.0), painted(68.0, 78.0)),
    "one brushed ground": brushed_ground,
    "a ground in two shades": lambda: halves(painted(49.0, 49.5), painted(54.0, 54.5)),
    "two hues": lambda: halves(painted(46.0, 50.0, 30.0, 10.0), painted(52.0, 56.0, -30.0, 10.0)),
    "nothing on the right": lambda: halves(painted(30.0, 80.0, 0.0, 12.0), flat(60.0, 0.0, 12.0)),
    "touches everywhere": lambda: painted(30.0, 80.0),
    "a calm half": lambda: np.where(np.arange(W)[None, :, None] < W // 2, flat(60.0), painted(10.0, 90.0)),
    "calmer on the left": lambda: halves(painted(40.0, 66.0), painted(10.0, 90.0)),
    "strong on the right": lambda: halves(stripes(painted(30.0, 70.0), 0.3), stripes(painted(30.0, 70.0))),
    "redder on the right": lambda: halves(painted(30.0, 70.0, 11.0, 8.0), painted(30.0, 70.0, 32.0, 22.0)),
    "many hues": lambda: stripes(painted(30.0, 70.0)),
    "all red": lambda: painted(30.0, 70.0, 45.0, 30.0),
    "many quiet hues": lambda: stripes(painted(30.0, 70.0), 0.45),
    "warm beside cool": lambda: halves(painted(30.0, 70.0, 9.0, 12.0), painted(30.0, 70.0, -6.0, -9.0)),
    "nearly grey": lambda: halves(painted(30.0, 70.0, 3.0, 5.0), painted(30.0, 70.0, 3.0, 4.5)),
    "an ochre in browns": lambda: with_spot(painted(30.0, 70.0, 10.0, 14.0), 60.0, 8.0, 30.0, (0.12, 0.85), 26),
    "red and grey": lambda: halves(painted(30.0, 70.0, 60.0, 40.0), painted(30.0, 70.0, 0.0, 2.0)),
    "brown": lambda: painted(30.0, 70.0, 5.0, 12.0),
    "brown, a red": lambda: with_spot(painted(30.0, 70.0, 5.0, 12.0), 50.0, 60.0, 45.0),
    "light and shade": lambda: halves(painted(15.0, 40.0, 2.0, -14.0), painted(60.0, 85.0, 6.0, 22.0)),
    "grey": lambda: painted(30.0, 70.0, 0.0, 1.0),
    "high, a grey aside": lambda: with_spot(painted(55.0, 95.0), 38.0, at=(0.1, 0.1), radius=8),
    "flat lights": lambda: halves(painted(15.0, 60.0), flat(80.0)),
    "on a white page": lambda: halves(painted(15.0, 90.0), flat(100.0, 0.0, 0.0)),
    "soft, crisp blacks": lambda: with_discs(blurred(painted(40.0, 95.0), 6.0)),
    "a white at the edge": lambda: with_spot(painted(45.0, 55.0), 95.0, at=(0.97, 0.5)),
    "a green in the focus": lambda: with_spot(painted(30.0, 70.0, 40.0, 30.0), 55.0, -50.0, 40.0, FIRST, 26),
    "a green aside": lambda: with_spot(painted(30.0, 70.0, 40.0, 30.0), 55.0, -50.0, 40.0, (0.12, 0.85), 26),
    "crisp": lambda: painted(20.0, 85.0),
    "soft": lambda: blurred(painted(10.0, 95.0), 6.0),
    "soft where one looks": lambda: in_and_out_of_focus(blurred(painted(30.0, 80.0), 5.0), painted(30.0, 80.0)),
    "soft elsewhere": lambda: in_and_out_of_focus(painted(30.0, 80.0), blurred(painted(30.0, 80.0), 5.0)),
}


@cache
def seen(name: str) -> Evidence:
    return evidence_of(decode(_png(PICTURES[name]()), name="made.png"))


def _png(lab: Lab) -> bytes:
    rgb = linear_to_srgb(np.clip(lab_to_linear(lab), 0.0, 1.0))
    return cv2.imencode(".png", rgb[..., ::-1])[1].tobytes()


def told(kind: str, evidence: Evidence, value: float | None = None) -> Finding:
    """Return the finding as it would be told, far from the usual where no value is given."""
    found = find(BY_ID[kind], 1.0, evidence, masters(), norms())
    far = found.usual + found.kind.sign * 3.0 * LEAST[found.kind.metric]
    return replace(found, value=far if value is None else value)


CASES = [
    ("dull_lights", "low, a white", "low", 58.0, "clean light"),
    ("dull_lights", "lines on a grey sheet", "low", 50.0, "lights are bare ground"),
    ("lifted_darks", "high, a black", "high", 57.0, "true dark"),
    ("lifted_darks", "lines on grey", "high", 57.0, "true dark"),
    ("lifted_darks", "before a backdrop", "high", 57.0, "darks are bare ground"),
    ("compressed_range", "middle, both ends", "middle", 1.6, "Both ends"),
    ("compressed_range", "pale lines on paper", "middle", 1.6, "only the darks"),
    ("no_accent", "high, half paper", "middle", 0.5, "light as paper"),
    ("no_accent", "low, a white", "low", 0.5, "stands above"),
    ("equal_masses", "one mass leads", "two masses", 1.0, "leads"),
    ("equal_masses", "a ground in two shades", "two masses", 1.0, "split in two"),
    ("merging_neighbours", "one brushed ground", "two hues", 0.4, "split in two"),
    ("competing_focus", "nothing on the right", "touches everywhere", 0.8, "no second place"),
    ("no_resting_place", "a calm half", "touches everywhere", 0.02, "calm passage"),
    ("no_accent", "flat lights", "low", 0.5, "one flat tone"),
    ("chalky_lights", "on a white page", "high", 0.1, "white of a page"),
    ("lifted_darks", "high, a grey aside", "high", 57.0, "lie elsewhere"),
    ("restless_contours", "soft", "crisp", 60.0, "sides of strokes"),
    ("chroma_everywhere", "red and grey", "many hues", 40.0, "Greys"),
    ("chroma_everywhere", "all red", "many hues", 40.0, "one hue"),
    ("chroma_everywhere", "many quiet hues", "many hues", 40.0, "No colour is strong"),
    ("one_temperature", "warm beside cool", "brown", 0.0, "side by side"),
    ("one_temperature", "nearly grey", "brown", 0.0, "near grey"),
    ("scattered_hues", "an ochre in browns", "a green aside", 0.95, "nearly that of another"),
    ("all_soft_edges", "soft, crisp blacks", "soft", 1.0, "strongest contrasts"),
    ("no_chroma_accent", "brown, a red", "brown", 3.0, "One colour"),
    ("one_temperature", "light and shade", "brown", 0.0, "differ in colour"),
    ("one_temperature", "grey", "brown", 0.0, "no colour to speak of"),
    ("no_chroma_accent", "grey", "brown", 3.0, "grey throughout"),
    ("scattered_hues", "a green in the focus", "a green aside", 0.95, "subject"),
    ("all_soft_edges", "crisp", "soft", 1.0, "crisp"),
    ("all_hard_edges", "soft", "crisp", 0.9, "not hard"),
    ("hard_edges_off_focus", "soft elsewhere", "soft where one looks", -0.4, "as hard"),
    ("chalky_lights", "touches on white", "high", 1.0, "ground itself"),
    ("chalky_lights", "a bare third", "high", 1.0, "lights are bare ground"),
]


@pytest.mark.parametrize(("kind", "held", "stands", "value", "why"), CASES, ids=str)
def test_a_tip_is_held_back_where_the_picture_contradicts_it(
    kind: str, held: str, stands: str, value: float, why: str
) -> None:
    assert why in (contradicts(told(kind, seen(held), value), seen(held)) or "")
    assert contradicts(told(kind, seen(stands), value), seen(stands)) is None


def looked_at_the_frame(evidence: Evidence, share: float = 1.0) -> Evidence:
    return replace(evidence, metrics={**evidence.metrics, "emphasis.border": share})


def test_the_frame_does_not_pull_where_nobody_looks_there() -> None:
    evidence = seen("a white at the edge")
    quiet, loud = looked_at_the_frame(evidence, 0.1), looked_at_the_frame(evidence, 0.6)
    assert "not drawn" in (contradicts(told("border_pull", quiet, 1.2), quiet) or "")
    assert contradicts(told("border_pull", loud, 1.2), loud) is None


@pytest.mark.parametrize(
    ("kind", "held", "stands"),
    [
        ("border_pull", 0.97, 1.4),
        ("midtone_soup", 0.44, 0.7),
        ("frame_tangent", 0.95, 0.6),
    ],
)
def test_a_tip_is_held_back_where_its_own_number_contradicts_it(kind: str, held: float, stands: float) -> None:
    picture = looked_at_the_frame(seen("touches everywhere"))
    assert contradicts(told(kind, picture, held), picture)
    assert contradicts(told(kind, picture, stands), picture) is None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_a_difference_that_no_painter_sees_is_a_trifle(kind: Kind) -> None:
    found, least = find(kind, 1.0, seen("brown"), masters(), norms()), LEAST[kind.metric]
    near, far = (replace(found, value=found.usual + kind.sign * t * least, expected=None) for t in (0.9, 1.1))
    assert is_trifle(near)
    assert contradicts(near, seen("brown"))
    assert not is_trifle(far)
    # What is usual for this look is beside the tip as well: far from either is worth saying.
    assert not is_trifle(replace(near, expected=near.value - kind.sign * 2.0 * least))
    assert is_trifle(replace(near, expected=near.value - kind.sign * 0.1 * least))


@pytest.mark.parametrize(
    ("kind", "picture", "held", "stands"),
    [
        ("no_resting_place", "calmer on the left", (0.05, 0.1, 0.4, 0.9), (0.6, 0.1, 0.95, 0.9)),
        ("chroma_everywhere", "strong on the right", (0.05, 0.1, 0.4, 0.9), (0.6, 0.1, 0.95, 0.9)),
        ("no_chroma_accent", "redder on the right", (0.05, 0.1, 0.4, 0.9), (0.6, 0.1, 0.95, 0.9)),
    ],
)
def test_the_place_that_is_named_is_the_one_that_is_meant(
    kind: str, picture: str, held: tuple[float, ...], stands: tuple[float, ...]
) -> None:
    found = told(kind, seen(picture))
    there, here = (replace(found, sight=replace(found.sight, place=box_place(*box))) for box in (held, stands))
    assert contradicts(there, seen(picture))
    assert contradicts(here, seen(picture)) is None


@pytest.mark.parametrize("kind", ["border_pull", "frame_tangent"])
def test_nothing_is_said_of_a_frame_that_we_cut_ourselves(kind: str) -> None:
    picture = looked_at_the_frame(seen("touches everywhere"))
    found = told(kind, picture, {"border_pull": 1.4, "frame_tangent": 0.6}[kind])
    assert contradicts(found, picture) is None
    assert "cut" in (contradicts(found, replace(picture, cut=True)) or "")


@pytest.mark.parametrize("kind", ["scattered_attention", "one_temperature", "small_shapes", "one_dark_hue"])
def test_a_place_with_nothing_in_it_is_not_named(kind: str) -> None:
    picture = seen("nothing on the right")
    found = told(kind, picture)
    bare, busy = (
        replace(found, sight=replace(found.sight, place=box_place(x, 0.2, x + 0.3, 0.8))) for x in (0.65, 0.1)
    )
    assert contradicts(bare, picture)
    assert contradicts(busy, picture) is None


def test_the_place_of_a_lone_second_hill_is_not_looked_at_twice() -> None:
    assert len(seen("touches everywhere").composition.focal_points) == 2
    (point,) = seen("nothing on the right").composition.focal_points
    assert point.point == pytest.approx(FIRST, abs=0.05)


def test_what_is_contradicted_is_no_tip_and_others_take_its_place() -> None:
    told_of = {"values.l_p5": 45.0, "values.l_p1": 42.0, "values.l_p25": 52.0, "values.darks_spread": 2.0}
    open_, held = seen("high"), seen("high, a black")
    one, other = (
        {tip.finding for tip in advise(replace(e, metrics={**e.metrics, **told_of})).tips} for e in (open_, held)
    )
    assert "lifted_darks" in one
    assert "lifted_darks" not in other


def test_a_blank_sheet_gets_no_tips_but_something_to_do() -> None:
    paper = flat(88.0, 1.0, 6.0) + np.random.default_rng(1).normal(0.0, 2.0, (H, W, 1)).astype(np.float32)
    paper[..., 0] -= np.linspace(0.0, 12.0, W, dtype=np.float32)
    advice = advise(evidence_of(decode(_png(paper), name="sheet.png")))
    assert advice.tips == ()
    assert advice.strengths == ()
    assert "thumbnail" in (advice.reason or "")


def test_where_nothing_is_true_there_is_an_exercise_all_the_same() -> None:
    picture = seen("touches everywhere")
    usual = {name: float(scale.points[50]) for name, scale in norms().scales.items()}
    advice = advise(replace(picture, metrics=usual))
    assert advice.tips == ()
    assert "three values" in (advice.reason or "")
