"""Colour blocks of pictures whose shapes are known."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from art_assistant.analysis.blocks.strokes import WIDEST_BRUSH, first_strokes
from art_assistant.analysis.blocks.study import BlockStudy, paint_order, study_blocks
from art_assistant.imaging.colorspace import ciede2000, srgb_to_lab

SKY, FIELD = (168, 190, 214), (92, 110, 60)


def field(height: int = 240, width: int = 360) -> np.ndarray:
    """A sky over a field, with the grain of a brush."""
    rgb = np.full((height, width, 3), SKY, dtype=np.float32)
    rgb[height // 2 :] = FIELD
    return np.clip(rgb + np.random.default_rng(5).normal(0, 5, rgb.shape), 0, 255).astype(np.uint8)


def apart(one: tuple[int, int, int], two: tuple[int, int, int]) -> float:
    return float(ciede2000(*srgb_to_lab(np.array([[one], [two]], dtype=np.uint8)))[0])


def block_at(study: BlockStudy, x: int, y: int) -> int:
    return int(study.labels[y, x])


def test_sky_and_field_are_two_blocks_dark_first():
    study = study_blocks(field())
    assert [block.id for block in study.items] == [1, 2]
    for block, color in zip(study.items, (FIELD, SKY), strict=True):
        assert apart(block.rgb, color) < 1.0
        assert block.share == pytest.approx(0.5, abs=0.01)
        assert not block.accent
    assert block_at(study, 180, 20) == 1
    assert block_at(study, 180, 220) == 0
    assert study.labels.dtype == np.int32


def test_two_hues_of_one_value_are_two_blocks():
    red, green = (196, 96, 96), (98, 140, 82)
    assert np.ptp(srgb_to_lab(np.array([[red, green]], np.uint8))[..., 0]) < 2.0
    rgb = np.full((200, 300, 3), red, dtype=np.uint8)
    rgb[:, 150:] = green
    study = study_blocks(rgb)
    assert sorted(block.rgb for block in study.items) == [green, red]
    assert study.explained_hue == pytest.approx(1.0, abs=1e-4)


def accents(radius: int, color: tuple[int, int, int], centre: tuple[int, int] = (250, 190)) -> BlockStudy:
    rgb = field()
    cv2.circle(rgb, centre, radius, color, -1)
    return study_blocks(rgb)


def test_an_accent_of_half_a_percent_stays_and_is_called_one():
    study = accents(12, (200, 40, 30))
    (accent,) = [block for block in study.items if block.accent]
    assert apart(accent.rgb, (200, 40, 30)) < 6.0
    assert accent.share == pytest.approx(np.pi * 144 / 86400, rel=0.2)
    assert accent.centre == pytest.approx((250 / 360, 190 / 240), abs=0.01)


def test_a_smaller_or_a_weaker_spot_is_part_of_its_ground():
    assert len(accents(7, (200, 40, 30)).items) == 2
    assert len(accents(12, (120, 128, 78)).items) == 2


def test_a_strong_shape_that_is_large_is_no_accent():
    study = accents(60, (200, 40, 30))
    assert len(study.items) == 3
    assert not any(block.accent for block in study.items)


def test_a_quiet_shape_of_some_size_is_a_block_and_no_accent_and_its_contour_is_that_of_the_picture():
    color, disc = (150, 150, 90), np.zeros((240, 360), dtype=np.uint8)
    cv2.circle(disc, (250, 180), 36, 1, -1)
    study = accents(36, color, (250, 180))
    found = study.labels == block_at(study, 250, 180)
    assert (found & (disc > 0)).sum() / (found | (disc > 0)).sum() > 0.97
    assert study.items[block_at(study, 250, 180)].share < 0.05
    assert len(study.items) == 3
    assert not any(block.accent for block in study.items)


def test_each_block_is_one_piece_and_none_is_small_without_being_an_accent():
    rng = np.random.default_rng(2)
    noise = cv2.GaussianBlur(rng.normal(0, 1, (180, 270, 3)), (0, 0), 9)
    rgb = np.clip(128 + 900 * noise, 0, 255).astype(np.uint8)
    study = study_blocks(rgb)
    assert 2 < len(study.items) <= 20
    for block in study.items:
        inside = (study.labels == block.id - 1).astype(np.uint8)
        assert cv2.connectedComponents(inside, connectivity=4)[0] == 2, block
        assert block.share == pytest.approx(inside.mean())
        assert block.share > 0.008 or block.accent
        assert inside[int(block.centre[1] * 180), int(block.centre[0] * 270)]
    means = np.array([srgb_to_lab(rgb)[study.labels == i].mean(axis=0) for i in range(len(study.items))])
    lab = srgb_to_lab(rgb).astype(float)
    left = np.square(lab - means[study.labels]).mean(axis=(0, 1))
    assert study.explained == pytest.approx(1.0 - left.sum() / lab.var(axis=(0, 1)).sum(), abs=1e-4)
    assert study.explained_hue == pytest.approx(1.0 - left[1:].sum() / lab.var(axis=(0, 1))[1:].sum(), abs=1e-4)
    assert np.array_equal(study.labels, study_blocks(rgb).labels)


def test_the_order_goes_band_by_band_and_large_before_small():
    l_star, area = [85.0, 12.0, 18.0, 41.0, 39.9, 99.0], [5.0, 2.0, 7.0, 3.0, 1.0, 6.0]
    assert paint_order(np.array(l_star), np.array(area)).tolist() == [2, 1, 4, 3, 5, 0]


def test_what_is_transparent_is_no_block():
    rgb = field()
    counted = np.zeros(rgb.shape[:2], dtype=bool)
    counted[:, :180] = True
    rgb[:, 180:] = (255, 0, 255)
    study = study_blocks(rgb, counted)
    assert np.array_equal(study.labels >= 0, counted)
    assert [block.share for block in study.items] == pytest.approx([0.5, 0.5], abs=0.02)
    assert apart(study.items[1].rgb, SKY) < 1.0


def test_what_counts_is_in_a_block_however_thin_it_is():
    counted = np.zeros((240, 360), dtype=bool)
    counted[:, :180] = counted[60, :] = counted[200:203, 300:303] = True
    study = study_blocks(field(), counted)
    assert np.array_equal(study.labels >= 0, counted)
    assert sum(block.share for block in study.items) == pytest.approx(1.0)


def test_more_islands_than_blocks_share_them_by_colour():
    rgb, counted = np.full((240, 360, 3), 255, dtype=np.uint8), np.zeros((240, 360), dtype=bool)
    for i in range(48):
        place = np.s_[(i // 8) * 40 + 8 : (i // 8) * 40 + 30, (i % 8) * 45 + 8 : (i % 8) * 45 + 30]
        counted[place], rgb[place] = True, (200, 40, 30) if i % 8 < 4 else (30, 60, 160)
    study = study_blocks(rgb, counted)
    assert 2 <= len(study.items) <= 20
    assert np.array_equal(study.labels >= 0, counted)
    assert {block.rgb for block in study.items} == {(200, 40, 30), (30, 60, 160)}


def test_nothing_counted_and_nothing_to_tell_apart():
    rgb = field(20, 30)
    nothing = study_blocks(rgb, np.zeros((20, 30), dtype=bool))
    assert nothing.as_dict() == {"explained": None, "explained_hue": None, "items": []}
    assert (nothing.labels == -1).all()
    assert first_strokes(nothing) == ()
    flat = study_blocks(np.full((1, 1, 3), 90, dtype=np.uint8))
    assert (len(flat.items), flat.explained, flat.explained_hue) == (1, None, None)
    assert flat.items[0].as_dict()["hex"] == "#5a5a5a"


def test_a_block_is_written_in_the_vocabulary_of_the_report():
    form = accents(12, (200, 40, 30)).as_dict()
    red = next(item for item in form["items"] if item["accent"])
    assert set(red) == {"id", "hex", "name", "value", "chroma", "share", "centre", "accent"}
    assert "red" in red["name"]
    assert red["value"] == pytest.approx(4.2, abs=0.4)
    assert red["chroma"] > 60.0


# First strokes


def test_a_stroke_lies_in_its_shape_along_its_longest_way():
    rgb = np.full((200, 300, 3), SKY, dtype=np.uint8)
    cv2.line(rgb, (40, 40), (260, 160), (120, 40, 40), 30)
    study = study_blocks(rgb)
    bar, sky = first_strokes(study)
    assert (bar.block, sky.block) == study.items
    start, end = (np.array(point) * (300, 200) for point in (bar.start, bar.end))
    way = end - start
    assert abs(np.degrees(np.arctan2(way[1], way[0])) - np.degrees(np.arctan2(120, 220))) < 7.0
    assert np.hypot(*way) > 80.0
    assert 12.0 < bar.width * 300 < 30.0
    assert sky.width == pytest.approx(WIDEST_BRUSH)
    for stroke in (bar, sky):
        drawn = np.zeros((200, 300), dtype=np.uint8)
        ends = [tuple(np.rint(np.array(p) * (300, 200)).astype(int).tolist()) for p in (stroke.start, stroke.end)]
        cv2.line(drawn, *ends, 1, max(1, round(stroke.width * 300 * 0.9)))
        assert (study.labels[drawn > 0] == stroke.block.id - 1).mean() > 0.97
