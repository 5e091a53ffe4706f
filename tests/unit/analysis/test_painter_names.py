"""What a painter calls a colour."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from art_assistant.analysis.color_names import color_name
from art_assistant.analysis.painter_names import painter_names, painters_colours, plain_name, told_apart
from art_assistant.imaging.colorspace import ciede2000


def _called(lightness: float, chroma: float, hue: float) -> str:
    turn = np.radians(hue)
    return painter_names(np.array([[lightness, chroma * np.cos(turn), chroma * np.sin(turn)]]))[0]


def test_there_are_at_most_ninety_names_each_once_and_none_hides_another() -> None:
    names, points = painters_colours()
    assert len(names) == len(set(names)) <= 90
    assert painter_names(points) == list(names)
    apart = ciede2000(points[:, None], points[None])
    np.fill_diagonal(apart, np.inf)
    assert apart.min() > 4.0


@pytest.mark.parametrize("hue", [250.0, 260.0, 270.0])
def test_a_quiet_blue_is_slate_blue_and_no_brilliant_one(hue: float) -> None:
    assert _called(52.0, 21.0, hue) == "slate blue"


# Typical colours of tubes and things, in the words in which painting manuals speak of them.
@pytest.mark.parametrize(
    ("lch", "name"),
    [
        ((97.0, 1.0, 90.0), "white"),
        ((5.0, 1.0, 0.0), "black"),
        ((55.0, 1.0, 200.0), "grey"),
        ((30.0, 70.0, 298.0), "ultramarine"),
        ((63.0, 48.0, 75.0), "yellow ochre"),
        ((90.0, 78.0, 98.0), "lemon yellow"),
        ((25.0, 16.0, 53.0), "burnt umber"),
        ((46.0, 76.0, 34.0), "cadmium red"),
        ((38.0, 33.0, 167.0), "viridian"),
        ((76.0, 21.0, 47.0), "flesh pink"),
    ],
)
def test_a_typical_colour_has_its_usual_name(lch: tuple[float, float, float], name: str) -> None:
    assert _called(*lch) == name


def test_no_strong_colour_is_called_grey_and_no_grey_by_a_hue() -> None:
    greys = {"black", "charcoal", "dark grey", "grey", "pale grey", "white", "off-white"}
    for lightness in range(5, 100, 5):
        assert _called(lightness, 0.5, 0.0) in greys
        for hue in range(0, 360, 20):
            assert "grey" not in _called(lightness, 45.0, hue)


def test_the_system_calls_the_same_colour_brilliant() -> None:
    lab = np.array([54.0, -4.0, -20.0])
    assert painter_names(lab[None]) == ["slate blue"]
    assert color_name(lab).startswith("brilliant")


def test_two_of_one_name_are_told_apart_by_their_value() -> None:
    lab = np.array([[80.0, 1.0, 2.0], [50.0, 20.0, 30.0], [68.0, 1.0, 2.0]])
    assert told_apart(["pale grey", "tan", "pale grey"], lab) == ["pale grey, lighter", "tan", "pale grey, darker"]


def test_two_of_one_name_and_value_are_told_apart_by_their_strength() -> None:
    lab = np.array([[50.0, 30.0, 40.0], [51.0, 20.0, 30.0]])
    assert told_apart(["ochre", "ochre"], lab) == ["ochre, stronger", "ochre, greyer"]


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(-60, 60), st.floats(-60, 60)), min_size=1, max_size=12))
def test_no_two_colours_of_a_palette_are_called_the_same(colours: list[tuple[float, float, float]]) -> None:
    lab = np.array(colours)
    names = painter_names(lab)
    told = told_apart(names, lab)
    assert len(set(told)) == len(told)
    assert [plain_name(name) for name in told] == names
