from __future__ import annotations

import json
import math
from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage.draw import polygon2mask
from skimage.measure import label as skimage_label

from art_assistant.analysis.mass.hints import MERGE_STEP, SPLIT_SIGMA
from art_assistant.analysis.mass.outlines import isolate, shape_rings
from art_assistant.analysis.mass.study import DOMINANCE_MARGIN, MassStudy, override, study_masses
from art_assistant.errors import UsageError
from art_assistant.imaging.colorspace import linear_to_srgb, lstar, srgb_to_linear


def blocks(values: list[float], size: tuple[int, int] = (120, 160)) -> np.ndarray:
    """Vertical bands of equal width, L* = 10 x value, with a little texture."""
    bands = np.repeat(np.array(values) * 10.0, size[1] // len(values))
    texture = np.random.default_rng(0).normal(0.0, 0.4, (size[0], bands.size))
    return (bands[None, :] + texture).astype(np.float32)


def scene() -> np.ndarray:
    """Sky, hill, ground, a dark tree and a light sun: five values, five shapes."""
    l_map = np.full((200, 300), 75.0)
    l_map[110:] = 52.0
    l_map[150:] = 33.0
    l_map[40:170, 60:110] = 12.0
    y, x = np.mgrid[0:200, 0:300]
    l_map[(y - 45) ** 2 + (x - 220) ** 2 < 30**2] = 95.0
    return (l_map + np.random.default_rng(1).normal(0.0, 1.5, l_map.shape)).astype(np.float32)


@pytest.fixture(scope="module")
def study() -> MassStudy:
    return study_masses(scene())


def test_a_designed_picture_gives_back_its_design(study: MassStudy) -> None:
    assert study.k == 5
    assert [round(m.value, 1) for m in study.items] == [1.2, 3.3, 5.2, 7.5, 9.5]
    assert study.explained is not None
    assert study.explained > 0.97
    sun = next(s for s in study.shapes if s.mass == 5)
    assert sun.centre == pytest.approx((220.5 / 300, 45.5 / 200), abs=0.01)
    assert sun.share == pytest.approx(math.pi * 30**2 / 60000, rel=0.06)
    assert not sun.touches_frame
    assert next(s for s in study.shapes if s.mass == 4).touches_frame


def test_what_is_said_is_what_the_maps_hold(study: MassStudy) -> None:
    l_map = scene().astype(np.float64)
    model = np.empty_like(l_map)
    for mass in study.items:
        inside = isolate(study, mass.id)
        model[inside] = l_map[inside].mean()
        assert mass.share == pytest.approx(inside.mean())
        assert mass.l_mean == pytest.approx(l_map[inside].mean(), abs=1e-3)
        assert mass.l_sigma == pytest.approx(l_map[inside].std(), abs=1e-3)
        assert skimage_label(inside, connectivity=1).max() == len(mass.shapes)
    assert study.explained == pytest.approx(1.0 - np.var(l_map - model) / np.var(l_map), abs=1e-4)


def test_centres_lie_inside_and_far_from_the_edge(study: MassStudy) -> None:
    h, w = study.labels.shape
    for shape in study.shapes:
        x, y = int(shape.centre[0] * w), int(shape.centre[1] * h)
        inside = np.pad(study.shape_labels == shape.id - 1, 1)
        depth = cv2.distanceTransform(inside.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[1:-1, 1:-1]
        assert depth[y, x] >= 0.93 * depth.max() - 1.0


def test_outlines_enclose_their_shapes(study: MassStudy) -> None:
    h, w = study.labels.shape
    for shape in study.shapes:
        drawn = np.zeros((h, w), dtype=bool)
        for ring in shape_rings(study, shape.id):
            drawn ^= polygon2mask((h, w), [(y * h - 0.5, x * w - 0.5) for x, y in ring])
        truth = study.shape_labels == shape.id - 1
        assert (drawn & truth).sum() / (drawn | truth).sum() > 0.93


def test_roles_follow_area() -> None:
    l_map = blocks([2.0, 2.0, 2.0, 2.0, 8.0, 8.0, 5.0, 5.0])
    l_map[:, 120:140] = 80.0
    found = study_masses(l_map)
    assert [m.role for m in found.items] == ["Dominant", "Supporting", "Secondary"]
    assert not found.no_clear_dominant


def test_two_equal_masses_share_the_lead() -> None:
    found = study_masses(blocks([2.0, 8.0]))
    assert found.no_clear_dominant
    assert [m.role for m in found.items] == [None, None]
    assert abs(found.items[0].share - found.items[1].share) < DOMINANCE_MARGIN


def test_near_values_that_touch_get_a_merge_hint() -> None:
    hints = [h for h in study_masses(blocks([2.0, 5.0, 5.5, 9.0])).hints if h.kind == "merge"]
    assert [h.masses for h in hints] == [(2, 3)]
    assert hints[0].amount == pytest.approx(0.5, abs=0.05)
    assert hints[0].amount < MERGE_STEP


def test_near_values_that_do_not_touch_get_none() -> None:
    assert not [h for h in study_masses(blocks([5.0, 1.0, 5.5, 9.0])).hints if h.kind == "merge"]


def test_a_wide_mass_gets_a_split_hint_and_the_threshold_is_ours_to_set() -> None:
    l_map = blocks([1.0, 3.0, 5.0, 7.0, 9.0])
    l_map[:, :32] += np.where(np.indices((120, 32)).sum(axis=0) % 2 == 0, 20.0, -10.0)
    found = study_masses(l_map)
    split = [h for h in found.hints if h.kind == "split"]
    assert [h.masses for h in split] == [(1,)]
    assert split[0].amount > SPLIT_SIGMA - 2.0
    assert not [h for h in study_masses(l_map, split_threshold=40.0).hints if h.kind == "split"]


def test_override_derives_everything_again(study: MassStudy) -> None:
    changed = override(study, scene(), {1: 9.9})
    assert [m.measured_ids for m in changed.items] == [(2,), (3,), (4,), (5,), (1,)]
    assert changed.items[-1].value == pytest.approx(9.9)
    assert changed.items[-1].l_mean == pytest.approx(study.items[0].l_mean)
    assert changed.explained < study.explained
    assert np.array_equal(isolate(changed, 5), isolate(study, 1))
    assert changed.overrides == {1: 9.9}


def test_override_to_the_same_value_joins_masses_and_shapes(study: MassStudy) -> None:
    joined = override(study, scene(), {2: 5.2, 3: 5.2})
    assert joined.k == study.k - 1
    assert len(joined.shapes) < len(study.shapes)
    assert joined.items[1].measured_ids == (2, 3)
    assert study_masses(scene(), overrides={2: 5.2, 3: 5.2}).as_dict() == joined.as_dict()


@pytest.mark.parametrize("values", [{0: 5.0}, {9: 5.0}, {1: -0.1}, {1: 10.1}, {1: math.nan}])
def test_override_refuses_nonsense(study: MassStudy, values: dict[int, float]) -> None:
    with pytest.raises(UsageError):
        override(study, scene(), values)


@pytest.mark.parametrize("wrong", [{"k": 1}, {"k": 9}, {"coherence": -0.1}, {"coherence": 1.1}, {"min_shape": 0.5}])
def test_arguments_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(UsageError):
        study_masses(scene(), **wrong)


def test_a_mass_alone_is_as_large_as_it_says_and_an_unknown_one_is_refused(study: MassStudy) -> None:
    for mass in study.items:
        assert float(np.mean(isolate(study, mass.id))) == pytest.approx(mass.share, abs=1e-3)
    with pytest.raises(UsageError):
        isolate(study, 6)
    with pytest.raises(UsageError):
        shape_rings(study, 0)


def test_transparent_parts_are_not_counted() -> None:
    counted = np.ones((200, 300), dtype=bool)
    counted[:, 150:] = False
    counted[5:8, 200:203] = True
    found = study_masses(scene(), counted=counted)
    assert (found.labels[:, 150:] == -1).all()
    assert (found.labels[:, :150] >= 0).all()
    assert sum(m.share for m in found.items) == pytest.approx(1.0)
    assert found.labels[0, 0] == study_masses(scene()[:, :150]).labels[0, 0]


@pytest.mark.parametrize(
    "l_map",
    [
        np.zeros((1, 1)),
        np.full((1, 90), 40.0),
        np.full((64, 64), 100.0),
        np.linspace(0.0, 100.0, 500)[None, :],
        np.linspace(0.0, 100.0, 500)[:, None],
        np.random.default_rng(2).uniform(0.0, 100.0, (3, 4)),
        np.random.default_rng(2).uniform(0.0, 100.0, (150, 150)),
    ],
    ids=["one", "flat line", "flat", "row", "column", "tiny", "noise"],
)
@pytest.mark.parametrize("kept", ["all", "none", "half"])
def test_degenerate_pictures_get_a_study(l_map: np.ndarray, kept: str) -> None:
    counted = {"all": None, "none": np.zeros(l_map.shape, bool), "half": np.indices(l_map.shape).sum(axis=0) % 2 == 0}
    found = study_masses(l_map.astype(np.float32), counted=counted[kept])
    assert 1 <= found.k <= 5
    assert sum(m.share for m in found.items) == pytest.approx(1.0)
    json.dumps([found.as_dict(), found.metrics()], allow_nan=False)
    assert all(shape_rings(found, s.id) for s in found.shapes)


def test_nothing_to_separate_is_one_mass() -> None:
    nearly_flat = 50.0 + np.random.default_rng(0).normal(0.0, 0.5, (90, 120))
    assert study_masses(nearly_flat.astype(np.float32)).k == 1


def test_masters_are_told_in_few_faithful_shapes(shared_data: Path) -> None:
    found = []
    paths = sorted(path for part in ("masters", "gallery") for path in (shared_data / part / "images").iterdir())
    for path in paths[::25]:
        rgb = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
        side = 360 / max(rgb.shape[:2])
        linear = cv2.resize(srgb_to_linear(rgb), None, fx=side, fy=side, interpolation=cv2.INTER_AREA)
        found.append(study_masses(lstar(linear_to_srgb(linear))))
    assert float(np.median([len(s.shapes) for s in found])) <= 12
    assert float(np.median([s.explained for s in found])) >= 0.755
    assert min(shape.share for s in found for shape in s.shapes) >= 0.02
    assert float(np.mean([m.l_sigma > SPLIT_SIGMA for s in found for m in s.items])) <= 0.2
