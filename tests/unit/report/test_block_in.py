"""Steps to paint: what each step shows, and how they are laid out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from art_assistant.report.model import Report
from art_assistant.report.views import BY_NAME
from art_assistant.report.views.block_in import draw_accents, draw_steps
from art_assistant.report.views.scene import Scene


def test_the_steps_go_from_two_values_to_the_picture(report: Report):
    steps = draw_steps(Scene(report, 480), 240)
    assert [title for title, _ in steps] == [
        "1  Notan",
        "2  Three values",
        "3  Masses",
        "4  Colour blocks",
        "5  Accents and hard edges",
        "The picture",
    ]
    two, three, masses, blocks, accents, picture = (rgb.astype(int) for _, rgb in steps)
    assert {rgb.shape for _, rgb in steps} == {(160, 240, 3)}
    kind = report.notans.offered[0].kind
    assert np.array_equal(two, BY_NAME[f"notan-{kind}"].draw(Scene(report, 240)))
    assert np.array_equal(three, BY_NAME[f"notan-{kind}-3"].draw(Scene(report, 240)))
    assert abs(float(np.ptp(masses, axis=2).max())) == 0.0
    # The last step lies between the blocks and the picture: here it is one, there the other.
    apart = np.abs(blocks - picture).max(axis=2) > 12
    same, done = np.abs(accents - blocks).max(axis=2) <= 1, np.abs(accents - picture).max(axis=2) <= 1
    assert (same & apart).sum() > 0
    assert (done & apart).sum() > 0
    assert ((same | done).mean()) > 0.8


def test_the_last_step_finishes_accents_and_the_hard_edges_where_the_eye_goes(report: Report):
    scene, edges = Scene(report, 480), report.edges
    assert edges is not None
    hard = edges.kinds == 0
    assert (hard & edges.near).any()
    assert (hard & ~edges.near).any()
    ground, shown = BY_NAME["color-blocks"].draw(scene), draw_accents(scene)
    finished = np.abs(shown.astype(int) - scene.picture).max(axis=2) <= 1
    at = lambda points: finished[(points[:, 1] * 320).astype(int), (points[:, 0] * 480).astype(int)]  # noqa: E731
    assert at(edges.points[hard & edges.near]).all()
    red = next(block for block in report.blocks.items if "red" in block.name)
    assert red.accent
    assert finished[int(red.centre[1] * 320), int(red.centre[0] * 480)]
    # Without hard edges near the focal point all of them count; without edges the accents alone.
    away = replace(report, edges=replace(edges, near=np.zeros_like(edges.near)))
    assert (draw_accents(Scene(away, 480)) != ground).any(axis=2).sum() > (shown != ground).any(axis=2).sum()
    none = draw_accents(Scene(replace(report, edges=None), 480))
    assert 0 < (np.abs(none.astype(int) - scene.picture).max(axis=2) <= 1).sum() < finished.sum()


@pytest.mark.parametrize(("size", "columns"), [((60, 160), 2), ((160, 60), 3)])
def test_a_panorama_has_its_steps_in_two_columns(
    make_report: Callable[..., Report], size: tuple[int, int], columns: int
):
    rgb = np.full((*size, 3), 128, dtype=np.uint8)
    rgb[: size[0] // 2] = 40
    drawn = BY_NAME["block-in"].draw(Scene(make_report(rgb), 300))
    ground = np.all(drawn == drawn[0, 0], axis=2)
    # Across the middle of the first row: as many pictures as there are columns.
    row = ~ground[20]
    assert np.count_nonzero(np.diff(row.astype(int)) == 1) == columns
