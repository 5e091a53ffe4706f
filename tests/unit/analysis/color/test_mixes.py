"""Tubes and their mixes, against the formula of Kubelka and Munk and what every painter knows."""

import itertools

import numpy as np
import pytest

from art_assistant.analysis.color.mixes import NEAR_DELTA_E, SAME_DELTA_E, Mix, _book, find_mixes
from art_assistant.analysis.color.study import study_color
from art_assistant.analysis.color.tubes import TUBES, Spectra, absorption_of, mixed, reflectance_of, spectra, tube
from art_assistant.imaging.colorspace import ciede2000, linear_to_lab, srgb_to_lab

NAMES = [one.name for one in TUBES]


def _mix(**parts: float) -> np.ndarray:
    """Return the L*a*b* of tubes in parts."""
    weights = np.zeros(len(TUBES))
    for name, part in parts.items():
        weights[NAMES.index(name.replace("_", " "))] = part
    return linear_to_lab(mixed(weights / weights.sum(), spectra()).astype(np.float32))


def _hue(lab: np.ndarray) -> float:
    return float(np.degrees(np.arctan2(lab[2], lab[1])) % 360.0)


def test_there_are_twenty_four_tubes_and_each_spectrum_gives_back_its_colour() -> None:
    assert len(set(NAMES)) == len(TUBES) == 24
    own = linear_to_lab(mixed(np.eye(24), spectra()).astype(np.float32))
    assert ciede2000(own, srgb_to_lab(np.array([one.rgb for one in TUBES], np.uint8))).max() < 0.5
    assert spectra().to_rgb.sum(axis=1) == pytest.approx(1.0)
    with pytest.raises(KeyError):
        tube("phthalo red")


def test_absorption_is_that_of_kubelka_and_munk() -> None:
    # R = 0.5 gives K/S = 0.25, R = 0.25 gives 1.125 (Kubelka & Munk 1931, for paint put on thick).
    assert absorption_of(np.array([0.5, 0.25])) == pytest.approx([0.25, 1.125])
    reflectance = np.linspace(0.001, 0.999, 50)
    assert reflectance_of(absorption_of(reflectance)) == pytest.approx(reflectance, rel=1e-9)


def test_two_greys_mix_by_their_mean_absorption() -> None:
    flat = np.repeat([[0.5], [0.25]], 36, axis=1)
    table = Spectra(absorption_of(flat), spectra().to_rgb)
    # K/S = (0.25 + 1.125) / 2 = 0.6875: R = 1 + 0.6875 - sqrt(0.6875^2 + 2 * 0.6875) = 0.3282.
    assert mixed(np.array([0.5, 0.5]), table) == pytest.approx([0.3282] * 3, abs=1e-4)


def test_paint_mixes_as_painters_know() -> None:
    assert 100.0 < _hue(_mix(lemon_yellow=20, phthalo_blue=1)) < 190.0
    assert 90.0 < _hue(_mix(cadmium_yellow=6, ivory_black=1)) < 115.0
    pink = _mix(titanium_white=20, quinacridone_rose=1)
    assert pink[0] > 55.0
    assert np.hypot(pink[1], pink[2]) > 15.0
    warm, cool = _mix(titanium_white=4, burnt_sienna=2), _mix(titanium_white=4, ultramarine=1)
    grey = _mix(titanium_white=4, burnt_sienna=2, ultramarine=1)
    assert np.hypot(*grey[1:]) < 0.6 * min(np.hypot(*warm[1:]), np.hypot(*cool[1:]))
    parts = [np.hypot(*lab[1:]) for lab in (_mix(cadmium_red=1, phthalo_green=share) for share in (0.0, 0.1, 0.5))]
    assert parts == sorted(parts, reverse=True)


def test_every_tube_and_every_two_and_three_are_in_the_book_in_their_right_proportions() -> None:
    book = _book()
    found = {tuple(sorted(row[:count])) for row, count in zip(book.tubes.tolist(), book.count, strict=True)}
    assert found == {chosen for count in (1, 2, 3) for chosen in itertools.combinations(range(24), count)}
    rng = np.random.default_rng(0)
    for index in rng.integers(0, len(book.count), 15).tolist():
        pairs = zip(book.tubes[index].tolist(), book.parts[index].tolist(), strict=True)
        names = {NAMES[one].replace(" ", "_"): part for one, part in pairs}
        assert book.lab[index] == pytest.approx(_mix(**names), abs=0.05)


def _found(rgb: tuple[int, int, int]) -> Mix:
    palette = study_color(np.full((8, 8, 3), rgb, np.uint8)).palette
    (mix,) = find_mixes(palette).items
    return mix


def test_a_tube_is_its_own_mix() -> None:
    for one in TUBES:
        mix = _found(one.rgb)
        assert (mix.words, mix.delta_e) == (f"{one.name}, as it is", pytest.approx(0.0, abs=0.3))
        assert mix.near


def test_a_mix_tells_what_it_is_made_of_and_how_far_off_it_is() -> None:
    colour = (176, 150, 120)
    mix = _found(colour)
    assert mix.words == "titanium white, a touch of raw umber, a touch of yellow ochre"
    assert [part.tube for part in mix.parts] == ["titanium white", "raw umber", "yellow ochre"]
    assert _found((196, 136, 77)).words == "4 titanium white, 2 raw sienna, 1 cadmium orange"
    assert sum(part.share for part in mix.parts) == pytest.approx(1.0)
    again = _mix(**{part.tube.replace(" ", "_"): part.parts for part in mix.parts})
    assert float(ciede2000(again, srgb_to_lab(np.array(colour, np.uint8)))) == pytest.approx(mix.delta_e, abs=0.2)
    assert float(ciede2000(srgb_to_lab(np.array(mix.rgb, np.uint8)), again)) < 0.5
    assert mix.as_dict()["near"] is True
    assert mix.delta_e < NEAR_DELTA_E


def test_no_mix_is_nearer_by_more_than_the_theory_knows() -> None:
    book, rng = _book(), np.random.default_rng(3)
    for rgb in rng.integers(30, 225, (4, 3)).tolist():
        nearest = float(ciede2000(book.lab, srgb_to_lab(np.array(rgb, np.uint8))).min())
        assert nearest - 0.3 <= _found(tuple(rgb)).delta_e <= nearest + SAME_DELTA_E + 0.3


def test_a_touch_is_no_part_and_what_no_tube_reaches_is_said() -> None:
    pale = _found((225, 220, 205))
    assert pale.words.startswith("titanium white, a touch of ")
    glowing = _found((0, 255, 60))
    assert not glowing.near
    assert glowing.delta_e > NEAR_DELTA_E


def test_the_tubes_and_the_caution_are_told_with_the_mixes() -> None:
    found = find_mixes(study_color(np.full((8, 8, 3), 128, np.uint8)).palette).as_dict()
    assert [one["name"] for one in found["tubes"]] == NAMES
    assert found["approximation"].startswith("Approximate")
    assert find_mixes(()).items == ()
