from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest

from art_assistant.analysis.notan.study import Notans
from art_assistant.analysis.value.false_colour import FALSE_COLOUR_LEGEND
from art_assistant.analysis.value.study import shown_plan
from art_assistant.errors import UsageError
from art_assistant.imaging.colorspace import lstar, lstar_to_grey
from art_assistant.report.drawn import Drawn
from art_assistant.report.model import Report
from art_assistant.report.pictures import Shapes, shape_pngs, view_pngs
from art_assistant.report.views import BY_NAME, SHAPE_VIEWS, VIEWS, undrawn, untrue_views, views_of
from art_assistant.report.views.color import wheel_colors
from art_assistant.report.views.scene import Scene, with_legend
from art_assistant.report.words.captions import alt_text, caption, fact

CHARTS = {"histogram", "palette", "gamut", "harmony", "mass-by-mass", "block-in"}


def odd_pictures() -> dict[str, tuple[np.ndarray, np.ndarray | None]]:
    rng = np.random.default_rng(3)
    noise = rng.integers(0, 256, (60, 80, 3), dtype=np.uint8)
    half = np.zeros((60, 80), dtype=bool)
    half[:, :40] = True
    return {
        "one pixel": (np.full((1, 1, 3), 90, dtype=np.uint8), None),
        "flat": (np.full((60, 80, 3), 128, dtype=np.uint8), None),
        "black": (np.zeros((40, 40, 3), dtype=np.uint8), None),
        "strip": (rng.integers(0, 256, (3, 400, 3), dtype=np.uint8), None),
        "half transparent": (noise, half),
        "wholly transparent": (noise, np.zeros((60, 80), dtype=bool)),
        "noise": (noise, None),
    }


def test_names_are_unique_and_safe_as_files():
    names = [view.name for view in VIEWS]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_every_view_is_drawn_at_the_size_of_the_picture(report: Report, name: str):
    scene = Scene(report, 600)
    drawn = BY_NAME[name].draw(scene)
    assert drawn.dtype == np.uint8
    assert drawn.ndim == 3
    assert drawn.shape[2] == 3
    if name not in CHARTS:
        assert drawn.shape[:2] == (scene.height, scene.width) == (400, 600)
    assert np.array_equal(drawn, BY_NAME[name].draw(Scene(report, 600)))


@pytest.mark.parametrize("kind", sorted(odd_pictures()))
def test_odd_pictures_are_drawn_too(make_report: Callable[..., Report], kind: str):
    rgb, counted = odd_pictures()[kind]
    odd = make_report(rgb, counted=counted)
    scene = Scene(odd, 200)
    for view in views_of(odd):
        shown = with_legend(view, scene, view.draw(scene))
        assert shown.dtype == np.uint8, view.name
        assert shown.size, view.name
        assert alt_text(view.name, odd), view.name


def test_every_view_has_words(report: Report):
    for view in VIEWS:
        told = alt_text(view.name, report)
        assert told[0].isupper(), view.name
        assert f" of {report.picture.name}." in told
        if not view.name.endswith("-3") and view.name not in {"picture", "histogram", "palette"}:
            assert caption(view.name, report), view.name


def test_the_squint_shows_the_squinted_values(report: Report):
    drawn = BY_NAME["squint"].draw(Scene(report, 480))
    expected = report.values.squint_l
    shown = lstar(cv2.resize(drawn, expected.shape[::-1], interpolation=cv2.INTER_AREA))
    assert np.abs(shown - expected).mean() < 1.0


def test_the_plan_is_painted_in_its_own_greys(report: Report):
    drawn = BY_NAME["value-plan"].draw(Scene(report))
    plan = report.values.plan
    greys = lstar_to_grey(np.asarray(plan.levels))
    exact = np.isin(drawn[..., 0], greys)
    assert exact.mean() > 0.75
    for grey, share in zip(greys, plan.shares, strict=True):
        assert abs(float((np.abs(drawn[..., 0].astype(int) - int(grey)) <= 1).mean()) - share) < 0.12


def test_the_value_map_uses_the_legend_only(report: Report):
    drawn = BY_NAME["value-map"].draw(Scene(report)).reshape(-1, 3)
    assert {tuple(int(c) for c in color) for color in np.unique(drawn, axis=0)} <= {e.rgb for e in FALSE_COLOUR_LEGEND}


def test_masses_cover_what_they_say(report: Report):
    drawn = lstar(BY_NAME["masses"].draw(Scene(report)))
    for mass in report.masses.items:
        near = np.abs(drawn - 10.0 * mass.value) < 1.0
        assert abs(float(near.mean()) - mass.share) < 0.08


@pytest.mark.parametrize("kind", ["families", "local", "connected"])
def test_a_notan_is_as_dark_as_it_says(report: Report, kind: str):
    drawn = BY_NAME[f"notan-{kind}"].draw(Scene(report))
    notan = next(notan for notan in report.notans if notan.kind == kind)
    assert abs(float((lstar(drawn) < 50.0).mean()) - notan.dark_share) < 0.03


def test_blocks_are_painted_in_their_own_colours_and_keyed_in_order(report: Report):
    drawn = BY_NAME["color-blocks"].draw(Scene(report, 480)).astype(int)
    for block in report.blocks.items:
        own = (np.abs(drawn - block.rgb).max(axis=2) <= 2).mean()
        assert own == pytest.approx(block.share, abs=0.05), block
    legend = BY_NAME["color-blocks"].legend
    assert legend is not None
    key = legend(report, 1200)
    shown = [
        tuple(int(c) for c in key[40, x])
        for x in np.linspace(24, 1176, 4 * len(report.blocks.items) + 1)[1::4].astype(int)
    ]
    assert shown == [block.rgb for block in report.blocks.items]


def test_a_first_stroke_of_each_colour_stands_on_a_toned_ground(report: Report):
    drawn = BY_NAME["first-strokes"].draw(Scene(report, 480)).astype(int)
    for block in report.blocks.items:
        own = (np.abs(drawn - block.rgb).max(axis=2) <= 2).mean()
        assert 0.2 * min(block.share, 0.01) < own < 0.8 * block.share, block


def test_the_fact_under_the_blocks_names_the_accents(report: Report):
    first, second, third = (block.id for block in report.blocks.items if block.accent)
    told = fact("color-blocks", report)
    assert re.fullmatch(rf"{len(report.blocks.items)} blocks\. They tell 9\d% of the picture's colours\. .*", told)
    assert told.endswith(f" Accents: {first}, {second} and {third}.")


def test_the_wheel_has_its_hues_in_a_painters_order():
    wheel = wheel_colors().astype(int)
    red, yellow, green, blue = (wheel[angle] for angle in (0, 120, 180, 240))
    assert red[0] == red.max()
    assert red[0] - red[2] > 60
    assert min(yellow[0], yellow[1]) > yellow[2] + 60
    assert green[1] == green.max()
    assert blue[2] == blue.max()
    steps = np.abs(np.diff(wheel, axis=0, append=wheel[:1])).sum(axis=1)
    assert steps.max() < 40


def test_views_keep_their_pixels_when_asked_twice(report: Report):
    drawn = Drawn(report)
    assert drawn.view("masses") is drawn.view("masses")
    small = drawn.sized("masses", 300)
    assert max(small.shape[:2]) == 300
    assert not drawn.has("no-such-view")


def test_views_of_light_and_dark_need_no_more_than_those_studies(report: Report):
    part = Shapes(report.picture, report.values, report.masses, report.notans)
    names = [view.name for view in SHAPE_VIEWS]
    drawn = shape_pngs(part, names)
    assert drawn == view_pngs(report, names)
    with pytest.raises(UsageError, match="light and dark"):
        shape_pngs(part, ["masses", "harmony"])


def test_an_untrue_notan_has_no_view_unless_it_is_the_only_one_to_offer(report: Report):
    families, local, connected = report.notans
    assert untrue_views(report.notans) == set()
    untrue = replace(connected, contradiction=0.07)
    part = Shapes(report.picture, report.values, report.masses, replace(report.notans, connected=untrue))
    assert set(shape_pngs(part, ["notan-local", "notan-connected"])) == {"notan-local"}
    assert untrue_views(replace(report.notans, connected=untrue)) == {"notan-connected", "notan-connected-3"}
    none = Notans(replace(families, contradiction=0.2), replace(local, contradiction=0.3), untrue, (0.2,) * 3, None)
    assert [notan.kind for notan in none.offered] == ["connected"]
    assert not {"notan-connected", "notan-connected-3"} & untrue_views(none)
    assert {view.name for view in views_of(replace(report, notans=none))} >= {"notan-connected", "notan-connected-3"}


def test_a_view_that_is_asked_for_and_not_there_is_told_with_what_to_take_instead(report: Report):
    untrue = replace(report.notans.connected, contradiction=0.124)
    poor = replace(report, notans=replace(report.notans, connected=untrue), edges=None)
    told = undrawn(poor, ["masses", "notan-connected-3", "edges", "study"])
    assert told == [
        "The view notan-connected-3 is not drawn: on 12% of the picture it says the reverse of the values; "
        f"take {' and '.join(f'notan-{notan.kind}' for notan in poor.notans.offered)}.",
        "The view edges is not drawn: the picture is too small to trace edges in.",
    ]
    assert undrawn(report, ["masses", "notan-connected", "edges"]) == []


@pytest.mark.parametrize("k", [3, 5, 7])
def test_the_plans_are_drawn_in_their_own_greys_whatever_the_settings_say(report: Report, k: int):
    plan = shown_plan(report.values, k)
    drawn = BY_NAME[f"value-plan-{k}"].draw(Scene(report))
    greys, sizes = np.unique(drawn[..., 0], return_counts=True)
    flat = np.sort(greys[np.argsort(-sizes)][: len(plan.levels)])
    assert np.abs(flat.astype(int) - lstar_to_grey(np.asarray(plan.levels)).astype(int)).max() <= 1
