"""Three notans: what they show, how they are measured, and that they are truly three."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from scipy import ndimage

from art_assistant.analysis.mass.study import study_masses
from art_assistant.analysis.notan.arrangements import arrangements, dark_parts, difference, merit, shape_graph
from art_assistant.analysis.notan.clean_masks import LEAST_PIECE, counterchange, drafted, finished
from art_assistant.analysis.notan.honesty import LEAST_DIFFERENCE
from art_assistant.analysis.notan.study import NOTAN_KINDS, Notan, Notans, flip, study_notans
from art_assistant.analysis.value.study import study_values
from art_assistant.errors import UsageError
from art_assistant.imaging.colorspace import lstar_to_grey


def _notans(l_map: Any, counted: Any = None) -> Notans:
    rgb = np.repeat(lstar_to_grey(np.asarray(l_map, dtype=np.float32))[..., None], 3, axis=2)
    values = study_values(rgb, counted)
    masses = study_masses(values.l_map, counted=counted)
    return study_notans(values.l_map, values.squint_l, masses.labels, masses.shape_labels, counted)


def _scene(seed: int = 0) -> Any:
    """A hazy landscape: sky, far hills, near trees, a lit field with a dark pond and a pale house."""
    height, width = 180, 240
    l_map = np.full((height, width), 82.0, dtype=np.float32)
    l_map[70:, :] = 62.0
    l_map[95:, :] = 48.0
    cv2.circle(l_map, (50, 90), 36, 24.0, -1)
    cv2.circle(l_map, (205, 110), 28, 30.0, -1)
    cv2.ellipse(l_map, (140, 150), (44, 14), 0, 0, 360, 18.0, -1)
    cv2.rectangle(l_map, (36, 84), (66, 108), 76.0, -1)
    noise = np.random.default_rng(seed).normal(0, 2.5, l_map.shape)
    return np.clip(cv2.GaussianBlur(l_map, (0, 0), 1.5) + noise, 0, 100)


@pytest.fixture(scope="module")
def notans():
    return _notans(_scene())


def test_there_are_three_and_each_pair_differs(notans: Notans):
    assert tuple(notan.kind for notan in notans) == NOTAN_KINDS
    one, two, three = (notan.dark for notan in notans)
    assert notans.differences == pytest.approx([np.mean(one != two), np.mean(one != three), np.mean(two != three)])
    assert min(notans.differences) >= LEAST_DIFFERENCE
    assert notans.note is None
    assert len({notan.reason for notan in notans}) == 3


def test_families_put_the_dark_things_in_the_dark(notans: Notans):
    dark = notans.families.dark
    assert dark[90, 25]
    assert dark[150, 140]
    assert not dark[30, 120]


def test_local_reads_the_pale_house_as_light_inside_the_dark_tree(notans: Notans):
    assert not notans.local.dark[96, 51]
    assert notans.local.dark[90, 25]


def test_connected_has_fewer_pieces(notans: Notans):
    def pieces(notan: Notan) -> int:
        return len(notan.dark_shapes) + len(notan.light_shapes)

    assert pieces(notans.connected) <= pieces(notans.families)
    assert pieces(notans.connected) <= 4


def test_measures_are_those_of_the_mask(notans: Notans):
    for notan in notans:
        dark = notan.dark
        assert notan.dark_share == pytest.approx(dark.mean())
        count, _, stats, _ = cv2.connectedComponentsWithStats(dark.astype(np.uint8), connectivity=4)
        assert sorted(notan.dark_shapes) == pytest.approx(sorted(stats[1:, cv2.CC_STAT_AREA] / dark.size))
        assert len(notan.dark_shapes) == count - 1
        assert sum(notan.dark_shapes) + sum(notan.light_shapes) == pytest.approx(1.0)
        assert notan.dark_connected == pytest.approx(max(notan.dark_shapes) / sum(notan.dark_shapes))
        assert min(notan.dark_shapes + notan.light_shapes) >= LEAST_PIECE


def test_three_values_agree_with_two(notans: Notans):
    for notan in notans:
        three = notan.three_value()
        assert set(np.unique(three)) <= {0, 1, 2}
        # A brush that turns round a corner takes a little of the other side.
        assert np.mean((three == 2) & notan.dark) < 0.01
        assert np.mean((three == 0) & ~notan.dark) < 0.01


def test_flipping_a_mass_turns_it_over_and_back(notans: Notans):
    before = notans.families
    mass = int(np.argmax(before.mass_dark)) + 1
    after = flip(before, mass)
    assert after.flipped == (mass,)
    assert after.mass_dark[mass - 1] < 0.2
    assert after.dark_share < before.dark_share
    assert after.dark_share == pytest.approx(after.dark.mean())
    again = flip(after, mass)
    assert np.array_equal(again.dark, before.dark)
    assert again == before


def test_flipping_what_does_not_exist_is_refused(notans: Notans):
    for mass in (0, 99):
        with pytest.raises(UsageError):
            flip(notans.local, mass)


def test_counterchange_of_hand_made_masks():
    plain = np.zeros((120, 120), dtype=bool)
    assert counterchange(plain, None) is None
    split = plain.copy()
    split[:, 60:] = True
    assert counterchange(split, None) < 0.35
    disc = cv2.circle(np.zeros((120, 120), np.uint8), (60, 60), 15, 1, -1) > 0
    assert counterchange(disc, None) == 0.0
    exchanged = split.copy()
    exchanged[40:80, 20:40] = True
    exchanged[40:80, 80:100] = False
    contour_of_squares, contour_of_split = 240, 120
    share = contour_of_squares / (contour_of_squares + contour_of_split)
    assert counterchange(exchanged, None) == pytest.approx(share)
    assert counterchange(~exchanged, None) == pytest.approx(counterchange(exchanged, None))


def test_specks_and_pinholes_go_and_big_shapes_stay():
    rng = np.random.default_rng(0)
    dark = np.zeros((200, 260), dtype=bool)
    dark[60:150, 70:190] = True
    noisy = dark ^ (rng.random(dark.shape) < 0.01)
    clean = finished(drafted(noisy, None), None)
    assert np.mean(clean.dark != dark) < 0.01
    assert len(clean.dark_pieces) == len(clean.light_pieces) == 1


def test_the_last_piece_of_a_side_is_never_lost():
    dark = np.zeros((200, 260), dtype=bool)
    dark[100:104, 100:104] = True
    assert finished(dark, None).dark_pieces == pytest.approx((16 / dark.size,))


def test_search_finds_the_middles_that_connect():
    """Two dark blocks with a middle bridge between them: the bridge goes to the darks, however light it leans."""
    l_map = np.full((60, 120), 90.0, dtype=np.float32)
    masses = np.full((60, 120), 2, dtype=np.int32)
    shapes = np.full((60, 120), 3, dtype=np.int32)
    for shape, (left, right, level, mass) in enumerate([(10, 40, 20, 0), (40, 80, 57, 1), (80, 110, 20, 0)]):
        l_map[20:40, left:right], masses[20:40, left:right], shapes[20:40, left:right] = level, mass, shape
    graph = shape_graph(l_map, masses, shapes)
    ways = arrangements(graph, 55.0)
    best = ways[np.argmax(merit(graph, ways, 55.0))]
    assert best.tolist() == [True, True, True, False]
    assert len(ways) == 2
    none_dark = dark_parts(np.zeros_like(l_map, dtype=bool), shapes, 4)
    assert difference(graph, best[None], none_dark)[0] == pytest.approx(2000 / 7200)


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (3, 2), (20, 20)])
def test_flat_and_tiny_pictures_say_that_nothing_can_be_arranged(shape: tuple[int, int]):
    notans = _notans(np.full(shape, 60.0))
    assert "one value" in notans.note
    json.dumps(notans.as_dict(), allow_nan=False)


def test_a_picture_of_two_values_still_gets_three_notans():
    l_map = np.full((90, 120), 20.0)
    l_map[:, 60:] = 80.0
    notans = _notans(l_map)
    assert min(notans.differences) >= LEAST_DIFFERENCE or notans.note
    assert notans.families.dark_share == pytest.approx(0.5, abs=0.02)


def test_transparent_parts_are_neither_dark_nor_measured():
    counted = np.ones((180, 240), dtype=bool)
    counted[:, 200:] = False
    notans = _notans(_scene(), counted)
    for notan in notans:
        assert not notan.dark[~counted].any()
        assert notan.dark_share == pytest.approx(notan.dark[counted].mean())
        assert sum(notan.dark_shapes) + sum(notan.light_shapes) == pytest.approx(1.0)


def test_fully_transparent_picture_does_not_fail():
    notans = _notans(np.full((30, 40), 54.0), np.zeros((30, 40), dtype=bool))
    assert json.loads(json.dumps(notans.as_dict(), allow_nan=False))
    assert [notan.dark.shape for notan in notans] == [(30, 40)] * 3


def test_metrics_are_flat_and_finite(notans: Notans):
    found = notans.metrics()
    assert len(found) == 18
    assert all(name.startswith("notan.") for name in found)
    assert all(value is None or np.isfinite(value) for value in found.values())


def test_the_joined_notans_of_masters_differ_and_those_by_contours_are_true(shared_data: Path):
    paths = sorted((shared_data / "masters" / "images").glob("*.jpg"))[::40]
    for path in paths:
        picture = cv2.imread(str(path))
        factor = 240 / max(picture.shape[:2])
        small = cv2.cvtColor(
            cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2RGB
        )
        values = study_values(small)
        masses = study_masses(values.l_map)
        notans = study_notans(values.l_map, values.squint_l, masses.labels, masses.shape_labels)
        assert min(notans.differences[1:]) >= LEAST_DIFFERENCE, path.name
        assert notans.local.is_true, path.name


def test_a_chosen_threshold_parts_the_families_there_and_says_so():
    l_map = _scene()
    grey = lstar_to_grey(l_map)
    values = study_values(np.repeat(grey[..., None], 3, axis=2))
    masses = study_masses(values.l_map)
    given = (values.l_map, values.squint_l, masses.labels, masses.shape_labels)
    for threshold in (35.0, 55.0, 70.0):
        families = study_notans(*given, threshold=threshold).families
        assert f"value {threshold / 10:.1f}, set by hand" in families.reason
        # All but the cleaned contours lies on the side of its own value.
        clear = np.abs(values.l_map - threshold) > 8.0
        agree = families.dark == (values.l_map <= threshold)
        assert agree[clear].mean() > 0.97
    shares = [study_notans(*given, threshold=float(t)).families.dark_share for t in range(10, 100, 15)]
    assert shares == sorted(shares)
    plain = study_notans(*given)
    assert "divides most cleanly" in plain.families.reason


@pytest.mark.parametrize("threshold", [-0.1, 100.1, float("nan")])
def test_a_threshold_outside_the_scale_is_refused(threshold: float):
    l_map = np.full((20, 30), 50.0, dtype=np.float32)
    with pytest.raises(UsageError, match="0 to 100"):
        study_notans(l_map, l_map, np.zeros((20, 30), np.int32), np.zeros((20, 30), np.int32), threshold=threshold)


def test_three_values_have_no_piece_smaller_than_a_touch_of_a_broad_brush():
    rng = np.random.default_rng(11)
    l_map = np.full((150, 200), 50.0, dtype=np.float32)
    for size, strength in ((4, 10), (16, 14), (60, 18)):
        coarse = rng.normal(0, strength, (150 // size + 2, 200 // size + 2)).astype(np.float32)
        l_map += cv2.resize(coarse, (200, 150), interpolation=cv2.INTER_CUBIC)
    l_map = np.clip(l_map, 0, 100)
    squint = cv2.GaussianBlur(l_map, (0, 0), 4.0)
    masses = study_masses(l_map)
    counted = np.ones(l_map.shape, dtype=bool)
    counted[:, 180:] = False
    for paper in (None, counted):
        for notan in study_notans(l_map, squint, masses.labels, masses.shape_labels, paper):
            three = notan.three_value()
            for step in range(3):
                pieces = ndimage.label((three == step) & (counted if paper is not None else True))[0]
                # What the edge of the counted part cuts is known to a pixel of half size.
                slack = 1.0 if paper is None else 0.9
                assert np.bincount(pieces.ravel())[1:].min(initial=10**6) >= slack * np.pi / 4 * 12.0**2
