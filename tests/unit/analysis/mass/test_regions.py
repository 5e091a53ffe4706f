"""Regions, the evidence between them, and how they merge: on maps that one can work out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from skimage.measure import label as skimage_label

from art_assistant.analysis.mass.evidence import Prices, cheap, evidence, hidden, reasons
from art_assistant.analysis.mass.merging import levels_of, merge_regions
from art_assistant.analysis.mass.regions import Regions, Runs, borders, connected_pieces, find_regions
from art_assistant.analysis.mass.sheets import PixelGrid, sheets_of
from art_assistant.imaging.colorspace import ciede2000


def sheet_of(l_map: np.ndarray, subject: np.ndarray | None = None) -> PixelGrid:
    everything = np.ones(l_map.shape, dtype=bool)
    return sheets_of(l_map.astype(np.float32), everything, None, subject)[0]


def regions(
    *, l_star: tuple[float, float], hue: float = 0.0, subject: float = 0.0, abrupt: float = 1.0, differing: float = 1.0
) -> Regions:
    """Two regions of 50 pixels that touch along ten sides; the second differs."""
    total = 50.0 * np.array([[l_star[0], 0.0, 0.0, 0.0], [l_star[1], hue, 0.0, subject]])
    fifty, one = np.array([50.0, 50.0]), np.array([0])
    return Regions(
        fifty, fifty, total, one, one + 1, np.array([10.0]), np.array([10.0 * abrupt]), np.array([10.0 * differing])
    )


# Pieces and their borders


def test_pieces_are_those_of_skimage() -> None:
    labels = np.random.default_rng(3).integers(-1, 4, (60, 47)).astype(np.int32)
    pieces, owner = connected_pieces(labels)
    truth, count = skimage_label(labels, connectivity=1, background=-1, return_num=True)
    assert owner.size == count
    assert owner.tolist() == sorted(owner.tolist())
    assert len(np.unique(np.stack([pieces.ravel(), truth.ravel()]), axis=1).T) == count + 1
    assert np.array_equal(owner[pieces[pieces >= 0]], labels[pieces >= 0])


def test_corners_do_not_join() -> None:
    pieces, owner = connected_pieces(np.array([[0, 1], [1, 0]], dtype=np.int32))
    assert sorted(owner.tolist()) == [0, 0, 1, 1]
    assert np.unique(pieces).size == 4


def test_a_winding_label_is_one_piece() -> None:
    labels = np.zeros((21, 15), dtype=np.int32)
    # Walls that are open at one end, in turn left and right.
    labels[1::4, :-1] = labels[3::4, 1:] = 1
    pieces, owner = connected_pieces(labels)
    assert np.count_nonzero(owner == 0) == 1
    assert np.count_nonzero(owner == 1) == 10
    assert np.unique(pieces[labels == 0]).size == 1


def test_pieces_are_numbered_by_label_and_then_from_the_top() -> None:
    labels = np.random.default_rng(5).integers(-1, 3, (30, 40)).astype(np.int32)
    pieces, owner = connected_pieces(labels)
    first = np.unique(pieces.ravel(), return_index=True)[1][1:]
    assert np.array_equal(np.lexsort((first, owner)), np.arange(owner.size))


def test_sums_by_runs_are_sums_over_pixels() -> None:
    rng = np.random.default_rng(7)
    pieces = rng.integers(-1, 5, (20, 30)).astype(np.int32)
    pieces[pieces == 3] = 2
    plane, runs = rng.normal(size=pieces.shape).astype(np.float32), Runs(pieces, 6)
    assert runs.areas.tolist() == [np.count_nonzero(pieces == i) for i in range(6)]
    truth = [plane[pieces == i].sum(dtype=np.float64) for i in range(6)]
    assert runs.sums(plane) == pytest.approx(truth, abs=1e-9)
    assert runs.sums(plane > 0.0).tolist() == [np.count_nonzero((plane > 0.0) & (pieces == i)) for i in range(6)]


def test_borders_count_pixel_sides() -> None:
    pieces = np.array([[0, 0, 1], [2, 2, 1], [-1, 2, 1]], dtype=np.int32)
    found = [x.tolist() for x in borders(pieces, 3)]
    assert list(zip(*found, strict=True)) == [(0, 1, 1), (0, 2, 2), (1, 2, 2)]


def test_a_region_is_measured() -> None:
    l_map = np.full((20, 30), 30.0)
    l_map[:, 10:] = 70.0
    pieces = (l_map > 50.0).astype(np.int32)
    found = find_regions(sheet_of(l_map, l_map > 50.0), pieces, 2)
    assert found.area.tolist() == [200.0, 400.0]
    assert found.bulk.tolist() == [200.0, 400.0]
    assert found.mean[:, 0].tolist() == pytest.approx([30.0, 70.0])
    assert found.mean[:, 3].tolist() == [0.0, 1.0]
    assert (found.one.tolist(), found.other.tolist(), found.length.tolist()) == ([0], [1], [20.0])
    assert found.abrupt.tolist() == found.differing.tolist() == [20.0]


@pytest.mark.parametrize(("step", "abrupt", "differs"), [(1.0, 0.0, 0), (2.75, 0.5, 0), (5.5, 1.0, 0), (8.0, 1.0, 1)])
def test_a_step_is_read_beside_the_contour(step: float, abrupt: float, differs: int) -> None:
    l_map = np.full((40, 40), 50.0)
    l_map[:, 20:] += step / float(ciede2000(np.array([50.0, 0.0, 0.0]), np.array([51.0, 0.0, 0.0])))
    found = find_regions(sheet_of(l_map), (np.indices(l_map.shape)[1] >= 20).astype(np.int32), 2)
    assert found.abrupt[0] / 40.0 == pytest.approx(abrupt, abs=0.15)
    assert found.differing[0] == 40.0 * differs


def test_a_thread_has_no_bulk() -> None:
    labels = np.zeros((20, 30), dtype=np.int32)
    labels[:, 8:10] = 1
    found = find_regions(sheet_of(np.full((20, 30), 50.0)), labels, 2)
    assert found.bulk[1] == 0.0


def test_joined_regions_are_those_found_in_the_joined_map() -> None:
    rng = np.random.default_rng(5)
    sheet = sheet_of(rng.uniform(0.0, 100.0, (30, 40)))
    pieces, owner = connected_pieces(np.kron(rng.integers(0, 3, (6, 8)), np.ones((5, 5), int)).astype(np.int32))
    group = np.arange(owner.size) // 2
    count = int(group.max()) + 1
    joined = find_regions(sheet, pieces, owner.size).joined(group, count)
    truth = find_regions(sheet, group[pieces].astype(np.int32), count)
    for name in ("area", "total", "one", "other", "length", "abrupt", "differing"):
        assert getattr(joined, name) == pytest.approx(getattr(truth, name))


# Evidence


def test_a_union_costs_what_ward_says() -> None:
    value, colour, subject = evidence(regions(l_star=(40.0, 46.0)), unit=1000.0)
    assert value[0] == pytest.approx(50.0 * 50.0 / 100.0 * 36.0 / 1000.0)
    assert (colour[0], subject[0]) == (0.0, 0.0)


def test_hue_counts_little_of_value() -> None:
    value, colour, _ = evidence(regions(l_star=(40.0, 40.0), hue=20.0), unit=1000.0)
    assert value[0] == 0.0
    assert colour[0] == pytest.approx(0.1 * 25.0 * 400.0 / 1000.0)


@pytest.mark.parametrize(("differing", "counts"), [(0.4, False), (0.5, True)])
def test_the_subject_counts_only_where_the_picture_mostly_differs(differing: float, counts: bool) -> None:
    found = evidence(regions(l_star=(40.0, 40.0), subject=1.0, differing=differing), unit=1000.0)
    assert (found[2][0] > 0.0) == counts


def test_a_gradual_difference_of_value_counts_little() -> None:
    costs = [evidence(regions(l_star=(30.0, 60.0), abrupt=share), unit=1.0)[0][0] for share in (0.0, 0.5, 1.0)]
    assert np.array(costs) / costs[-1] == pytest.approx([0.02, 0.51, 1.0])


@pytest.mark.parametrize(
    ("alike", "found", "is_cheap"),
    [
        (False, (0.02, 0.0, 0.0), True),
        (False, (0.02, 0.02, 0.0), False),
        (False, (0.02, 0.0, 0.02), False),
        (True, (0.90, 0.0, 0.0), True),
        (True, (0.0, 0.06, 0.05), False),
        (True, (0.0, 0.06, 0.03), True),
    ],
)
def test_one_value_needs_hue_or_subject_to_stay_apart(
    alike: bool, found: tuple[float, float, float], is_cheap: bool
) -> None:
    costs = tuple(np.array([cost]) for cost in found)
    assert cheap(costs, np.array([alike]), Prices(0.03, 0.1), 5).tolist() == [is_cheap]


def test_shades_within_one_value_count_while_it_may_still_change() -> None:
    costs = tuple(np.array([cost]) for cost in (0.09, 0.0, 0.02))
    assert cheap(costs, np.array([True]), Prices(0.03, 0.1, shades=1.0), 5).tolist() == [False]
    assert cheap(costs, np.array([True]), Prices(0.03, 0.1, shades=0.5), 5).tolist() == [True]


def test_only_a_contour_across_which_the_picture_differs_can_be_lost() -> None:
    plain, half, of_subject = (
        hidden(regions(l_star=(40.0, 44.0), **asked), side=10.0)[0]
        for asked in ({}, {"differing": 0.5}, {"subject": 1.0})
    )
    assert hidden(regions(l_star=(40.0, 44.0), subject=1.0, differing=0.0), side=10.0).tolist() == [0.0]
    assert [half, of_subject] == pytest.approx([0.5 * plain, 3.0 * plain])
    assert hidden(regions(l_star=(40.0, 44.0)), side=20.0).tolist() == pytest.approx([0.5 * plain])


def test_many_regions_make_every_one_dear() -> None:
    prices = Prices(0.01, 0.02, few=10.0)
    assert prices.raised(10) == (0.01, 0.02)
    assert prices.raised(20) == pytest.approx((0.04, 0.08))


@pytest.mark.parametrize(
    ("alike", "found", "why"),
    [
        (False, (0.5, 0.9, 0.9), "value"),
        (False, (0.05, 0.06, 0.0), "colour"),
        (False, (0.05, 0.0, 0.06), "subject"),
        (False, (0.01, 0.0, 0.0), "value"),
        (True, (0.5, 0.3, 0.9), "colour"),
        (True, (0.5, 0.1, 0.2), "subject"),
    ],
)
def test_the_first_evidence_that_suffices_is_the_reason(
    alike: bool, found: tuple[float, float, float], why: str
) -> None:
    costs = tuple(np.array([cost]) for cost in found)
    assert reasons(costs, np.array([alike]), Prices(0.1, 0.2)).tolist() == [why]


# Merging


def blots() -> tuple[PixelGrid, Regions]:
    l_map = np.full((10, 20), 20.0)
    l_map[:, 10:] = 80.0
    l_map[4:6, 2:7] = 26.0
    sheet = sheet_of(l_map)
    pieces, owner = connected_pieces(np.digitize(l_map, [22.0, 50.0]).astype(np.int32))
    return sheet, find_regions(sheet, pieces, owner.size)


@pytest.mark.parametrize(("least", "step", "count"), [(0.0, 0.0, 3), (25.0, 0.0, 2), (0.0, 0.01, 2), (0.0, 1e9, 1)])
def test_merging_obeys_size_and_price(least: float, step: float, count: int) -> None:
    sheet, found = blots()
    group, merged = merge_regions(found, sheet.unit, Prices(step, 0.0), least=least)
    assert merged == count == np.unique(group).size
    assert set(group.tolist()) == set(range(count))


def test_threads_must_join_where_bulk_is_asked() -> None:
    l_map = np.full((20, 30), 20.0)
    l_map[:, 10:12] = 90.0
    sheet = sheet_of(l_map)
    found = find_regions(sheet, *_pieces(l_map > 50.0))
    assert merge_regions(found, sheet.unit, Prices(0.0, 0.0), least=40.0)[1] == 3
    assert merge_regions(found, sheet.unit, Prices(0.0, 0.0), least=40.0, solid=True)[1] == 2


def _pieces(labels: np.ndarray) -> tuple[np.ndarray, int]:
    pieces, owner = connected_pieces(labels.astype(np.int32))
    return pieces, owner.size


def test_the_cheapest_neighbour_is_taken_first() -> None:
    l_map = np.array([[10.0] * 9 + [30.0] + [36.0] * 9])
    sheet = sheet_of(l_map)
    found = find_regions(sheet, *_pieces(np.digitize(l_map, [20.0, 33.0])))
    left, middle, right = merge_regions(found, sheet.unit, Prices(0.0, 0.0), least=2.0)[0].tolist()
    assert middle == right != left


def test_one_value_joins_and_the_larger_gives_it() -> None:
    l_map = np.repeat([20.0, 24.0, 60.0], [20, 6, 20])[None].repeat(9, axis=0)
    sheet = sheet_of(l_map)
    found = find_regions(sheet, *_pieces(np.digitize(l_map, [22.0, 50.0])))
    for level, same in (([0, 0, 1], True), ([0, 1, 2], False)):
        group, _ = merge_regions(found, sheet.unit, Prices(0.0, 0.001), least=0.0, level=np.array(level))
        assert (group[0] == group[1]) == same
        assert group[2] != group[0]
    # The middle joins the left for its size and takes its value, so that the right, of its own old value, stays.
    group, count = merge_regions(found, sheet.unit, Prices(0.0, 0.001), least=60.0, level=np.array([0, 1, 1]))
    assert count == 2
    assert group[0] == group[1] != group[2]


def test_rounds_of_mutual_best_end_where_one_pair_at_a_time_ends() -> None:
    rng = np.random.default_rng(8)
    l_map = np.kron(rng.uniform(0.0, 100.0, (9, 11)), np.ones((4, 4)))
    sheet = sheet_of(l_map)
    found = find_regions(sheet, *_pieces(np.unique(l_map, return_inverse=True)[1].reshape(l_map.shape)))
    found = replace(found, abrupt=found.length)
    limit = 0.02
    group, _ = merge_regions(found, sheet.unit, Prices(limit, 0.0), least=0.0)
    alone = np.arange(found.count)
    while True:
        cost = np.sum(evidence(found, sheet.unit), axis=0)
        if cost.min() >= limit:
            break
        best = int(cost.argmin())
        step = np.arange(found.count)
        step[step == found.other[best]] = found.one[best]
        step = np.unique(step, return_inverse=True)[1]
        found, alone = found.joined(step, int(step.max()) + 1), step[alone]
    assert len(set(zip(group.tolist(), alone.tolist(), strict=True))) == found.count == np.unique(group).size


def test_levels_are_natural_breaks_from_the_lowest_up() -> None:
    mean, weight = np.array([80.0, 10.0, 12.0, 50.0, 11.0]), np.array([1.0, 1.0, 5.0, 1.0, 1.0])
    assert levels_of(mean, weight, 3).tolist() == [2, 0, 0, 1, 0]
    assert levels_of(mean, weight, 9).tolist() == [4, 0, 2, 3, 1]


@pytest.mark.parametrize(("cost", "levels"), [(20.0, [0, 1, 2, 2]), (200.0, [0, 0, 1, 2])])
def test_levels_show_a_contour_that_is_dear_enough(cost: float, levels: list[int]) -> None:
    """Two tones 6 apart that do not touch, and two 5 apart that do."""
    mean, weight = np.array([10.0, 16.0, 50.0, 55.0]), np.array([9.0, 9.0, 9.0, 9.0])
    found = replace(regions(l_star=(50.0, 55.0)), one=np.array([2]), other=np.array([3]))
    # In the order of their regions, whatever their values.
    for order in ([0, 1, 2, 3], [3, 1, 2, 0]):
        turned = np.argsort(order)
        ends = np.sort(turned[[2, 3]])
        beside = replace(found, one=ends[:1], other=ends[1:]), np.array([cost])
        assert levels_of(mean[order], weight[order], 3, beside).tolist() == [levels[i] for i in order]
