"""Accents: what the eye meets first is in the palette."""

import numpy as np
import pytest

from art_assistant.analysis.color.accents import ATTENTION_FLOOR, UNKNOWN_ATTENTION, attended, next_accent
from art_assistant.analysis.color.cells import color_cells, gather, stretched, unstretched
from art_assistant.analysis.color.study import color_parts, study_color
from art_assistant.imaging.colorspace import ciede2000, linear_to_lab, srgb_to_lab, srgb_to_oklab

GREY, SAND, MOSS = (120, 118, 112), (176, 160, 132), (88, 92, 66)
RED, BLUE, DULL = (190, 40, 40), (40, 70, 170), (150, 112, 100)


def _ground(side: int = 120) -> np.ndarray:
    """Bands of quiet colours, as in a landscape."""
    rgb = np.empty((side, side, 3), np.uint8)
    for band, colour in enumerate((GREY, SAND, MOSS)):
        rgb[band * side // 3 : (band + 1) * side // 3] = colour
    return rgb


def _looking_at(y: int, x: int, side: int = 120) -> np.ndarray:
    rows, columns = np.mgrid[0:side, 0:side]
    return np.exp(-((rows - y) ** 2 + (columns - x) ** 2) / (2.0 * 15.0**2)).astype(np.float32)


def _nearest(colour: tuple[int, int, int], rgb: np.ndarray, attention: np.ndarray | None) -> tuple[float, bool]:
    """Return how far the palette is from a colour, and whether the nearest swatch is called an accent."""
    palette = study_color(rgb, k=3, attention=attention).palette
    lab = srgb_to_lab(np.array([colour, *(swatch.rgb for swatch in palette)], np.uint8))
    away = ciede2000(lab[:1], lab[1:])
    return float(away.min()), palette[int(away.argmin())].accent


def test_a_small_strong_colour_that_is_looked_at_is_in_the_palette() -> None:
    rgb = _ground()
    rgb[56:61, 60:65] = RED
    away, accent = _nearest(RED, rgb, _looking_at(58, 62))
    assert away < 3.0
    assert accent


def test_of_two_the_one_that_is_looked_at_is_kept() -> None:
    rgb = _ground()
    rgb[20:25, 20:25], rgb[95:100, 95:100] = RED, BLUE
    for place, met, other in (((22, 22), RED, BLUE), ((97, 97), BLUE, RED)):
        assert _nearest(met, rgb, _looking_at(*place))[0] < 3.0
        assert _nearest(other, rgb, _looking_at(*place))[0] > 10.0


@pytest.mark.parametrize(("size", "colour"), [(2, RED), (6, DULL)])
def test_a_speck_or_a_dull_patch_takes_no_place(size: int, colour: tuple[int, int, int]) -> None:
    rgb = _ground()
    rgb[58 : 58 + size, 60 : 60 + size] = colour
    palette = study_color(rgb, k=3, attention=_looking_at(59, 61)).palette
    assert {swatch.rgb for swatch in palette} == {GREY, SAND, MOSS}
    assert not any(swatch.accent for swatch in palette)


def test_parts_that_are_known_give_the_same_palette() -> None:
    rgb = _ground()
    rgb[20:25, 20:25], rgb[95:100, 95:100] = RED, BLUE
    parts = color_parts(rgb)
    for place in ((22, 22), (97, 97)):
        looking = _looking_at(*place)
        known = study_color(rgb, k=3, attention=looking, parts=parts)
        assert known.as_dict() == study_color(rgb, k=3, attention=looking).as_dict()


def test_attention_is_stretched_between_its_own_ends_and_never_below_its_floor() -> None:
    rgb = np.full((40, 40, 3), GREY, np.uint8)
    rgb[:, 20:] = RED
    cells = color_cells(rgb)
    nodes = gather(cells)
    looking = np.full((8, 8), 0.02, np.float32)
    looking[:, 4:] = 0.04
    found = attended(cells, nodes, looking)
    red = int(np.argmax(found.chroma))
    # The map is faint all over; linear interpolation blurs one column of eight between its two halves.
    assert found.attention[red] == pytest.approx(1.0, abs=0.03)
    assert found.attention[1 - red] == pytest.approx(ATTENTION_FLOOR, abs=0.03)
    assert attended(cells, nodes).attention.tolist() == [UNKNOWN_ATTENTION] * 2
    assert (attended(cells, nodes, np.full((8, 8), 0.3, np.float32)).attention == ATTENTION_FLOOR).all()


def test_attention_where_nothing_counts_is_not_read() -> None:
    rgb = np.full((40, 40, 3), GREY, np.uint8)
    rgb[:, 20:] = RED
    counted = np.ones((40, 40), bool)
    counted[20:] = False
    looking = np.zeros((40, 40), np.float32)
    looking[:20, 20:], looking[20:] = 0.1, 1.0
    cells = color_cells(rgb, counted)
    found = attended(cells, gather(cells), looking)
    assert found.attention[int(np.argmax(found.chroma))] == pytest.approx(1.0)


def test_what_the_palette_holds_already_is_no_accent() -> None:
    rgb = _ground()
    rgb[50:60, 50:60] = RED
    cells = color_cells(rgb)
    scene = attended(cells, gather(cells), _looking_at(55, 55))
    ground = stretched(srgb_to_oklab(np.array([GREY, SAND, MOSS], np.uint8)))
    rest = linear_to_lab(unstretched(ground))
    share = np.full(3, 1.0 / 3.0)
    found = next_accent(scene, ground, rest, share)
    assert found is not None
    assert ciede2000(linear_to_lab(unstretched(found[None])), srgb_to_lab(np.array([RED], np.uint8)))[0] < 1.0
    assert next_accent(scene, np.vstack([ground, found]), rest, share) is None
