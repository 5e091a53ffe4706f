from __future__ import annotations

import base64
from dataclasses import replace

import numpy as np
import pytest
from tests.unit.report.conftest import Told, reference

from art_assistant.advice.finding.catalogue import KINDS
from art_assistant.advice.finding.strengths import VIRTUES
from art_assistant.gallery.preview import make_preview
from art_assistant.report.likeness.contrary import OWNED, REVERSED, fitting
from art_assistant.report.likeness.glimpse import Glimpse, glimpse_of, glimpse_of_work, read_grid, soft_values
from art_assistant.report.likeness.lessons import (
    TRAITS,
    WANTED,
    Lesson,
    first_shown,
    give_lessons,
    lessons,
)
from art_assistant.report.model import Report

DARK, MIDDLE, LIGHT = 15.0, 45.0, 85.0
RED, BLUE, GREY = "#d02020", "#2050c0", "#808080"


def grid(*, pieces: int, low: float = DARK, high: float = LIGHT) -> np.ndarray:
    """Return 24 x 24 L*: a middle ground, a dark floor, and lights in some equal pieces."""
    values = np.full((24, 24), (low + high) / 2.0, np.float32)
    values[18:] = low
    for piece in range(pieces):
        at = 2 + piece * (20 // pieces)
        values[3:9, at : at + 20 // pieces - 2] = high
    return values


def of(picture: np.ndarray, *palette: tuple[str, float], tone: bool = False) -> Glimpse:
    return Glimpse(picture, None, palette, tone)


def spoken(yours: Glimpse, its: Glimpse) -> dict[str, Lesson]:
    return {lesson.trait: lesson for lesson in lessons(yours, its)}


def test_lights_in_one_shape_are_a_lesson_where_they_lie_in_several():
    one, three = of(grid(pieces=1)), of(grid(pieces=3))
    could = spoken(three, one)["lights"]
    assert (could.could, could.text) == (True, "Its lights sit in one shape, as yours could.")
    assert could.measured == "Of three values, the lightest lies in one piece to 33% in yours, 100% in this."
    assert spoken(one, one)["lights"].text == "Its lights sit in one shape, as yours do."
    assert "lights" not in spoken(one, three)
    assert "lights" not in spoken(of(grid(pieces=2)), three)


def test_values_close_together_can_be_parted_and_far_ones_need_not():
    near, far = of(grid(pieces=1, low=45, high=60)), of(grid(pieces=1))
    assert spoken(near, far)["steps"].could
    assert not spoken(far, far)["steps"].could
    assert "steps" not in spoken(far, near)


def test_colour_teaches_colour_and_nothing_to_a_drawing():
    quiet, accent = (GREY, 0.9), (RED, 0.05)
    loud = of(grid(pieces=1), (RED, 0.5), (BLUE, 0.3), ("#d0a020", 0.2))
    modest = of(grid(pieces=1), quiet, accent, ("#707078", 0.05))
    assert spoken(loud, modest)["greys"].could
    assert spoken(loud, modest)["accent"].text.startswith("One small strong colour")
    drawing = replace(loud, of_tone=True)
    of_tone = {"lights", "darks", "leader", "steps", "border", "place"}
    assert set(spoken(drawing, modest)) <= of_tone
    assert set(spoken(of(grid(pieces=1), (GREY, 1.0)), modest)) <= of_tone


def test_lights_of_the_other_warmth_are_a_choice_and_no_lack():
    warm = of(grid(pieces=1), ("#e8b070", 0.5), ("#203050", 0.5))
    cool = of(grid(pieces=1), ("#90b8e0", 0.5), ("#502818", 0.5))
    even = of(grid(pieces=1), ("#c08078", 0.5), ("#703830", 0.5))
    assert spoken(warm, warm)["warm lights"].text == "Its lights are warmer than its darks, as yours are."
    assert spoken(even, warm)["warm lights"].could
    assert not {"warm lights", "cool lights"} & set(spoken(cool, warm))


def test_light_in_the_same_place_is_said_with_its_place():
    assert (
        spoken(of(grid(pieces=1)), of(grid(pieces=1)))["place"].text
        == "Its light falls where yours does: the upper middle."
    )
    assert "place" not in spoken(of(grid(pieces=1)), of(grid(pieces=1)[::-1].copy()))


def test_nothing_is_said_of_what_is_unknown():
    unknown = Glimpse(None)
    assert (unknown.steps, unknown.values(), unknown.colours()) == (None, None, None)
    assert lessons(unknown, of(grid(pieces=1), (RED, 1.0))) == []
    flat = of(np.full((24, 24), 50.0, np.float32), (RED, 0.0))
    assert [trait.measure(flat) for key, trait in TRAITS.items() if key not in {"leader", "steps"}] == [None] * 8


def lesson(trait: str, *, could: bool = False, strength: float = 0.0) -> Lesson:
    return Lesson(trait, trait, "", could, strength)


def test_lessons_answer_the_tips_and_are_not_repeated_a_third_time():
    greys, steps = lesson("greys", could=True, strength=9.0), lesson("steps", could=True)
    given = give_lessons([[greys, steps], [greys], [greys], [greys]], {"steps"})
    assert given == [steps, greys, greys, None]
    assert first_shown([None, greys, steps], ["lifted_darks"]) == (2, 1)
    assert first_shown([None, greys, steps], ["all_hard_edges", "chroma_everywhere"]) == (1, 2)
    assert first_shown([lesson("place"), greys], []) == (1, None)
    assert first_shown([None, lesson("place")], []) == (1, None)
    assert first_shown([None, None], []) == (0, None)


def test_no_lesson_takes_back_a_tip_or_asks_for_what_is_there():
    family, accent = lesson("one family", could=True), lesson("accent", could=True)
    owned = lesson("accent")
    assert fitting([family, accent], [], []) == [family, accent]
    assert fitting([family, accent], ["one_dark_hue"], []) == [accent]
    assert fitting([family, accent, owned], [], ["clean_accent"]) == [family, owned]
    assert set(REVERSED) <= {kind.id for kind in KINDS}
    assert set(OWNED) <= {virtue.id for virtue in VIRTUES}
    assert {trait for known in (REVERSED, OWNED) for traits in known.values() for trait in traits} <= set(TRAITS)


def test_findings_ask_for_lessons_that_there_are():
    assert set(WANTED) <= {kind.id for kind in KINDS}
    assert {trait for traits in WANTED.values() for trait in traits} <= set(TRAITS)


def test_a_work_is_drawn_with_the_detail_of_its_values():
    rgb = np.full((60, 120, 3), 200, np.uint8)
    rgb[20:40, 50:70] = 20
    cells = np.full((24, 24), 200, np.uint8)
    cells[8:16, 10:14] = 20
    work = {
        "value_grid": base64.b64encode(cells.tobytes()).decode(),
        "preview": make_preview(rgb),
        "palette": [["red", 1]],
    }
    seen = glimpse_of_work(work)
    assert seen.palette == ()
    colours, values = seen.colours(), seen.values()
    assert colours is not None
    assert values is not None
    assert colours.shape == values.shape == (80, 160, 3)
    assert int(colours[40, 80].mean()) + 90 < int(colours[40, 20].mean())
    assert len(np.unique(values[::8, ::8])) <= 3
    assert values[0, 0, 0] == values[-1, -1, 0] > values[40, 80, 0] + 90
    assert (read_grid("not base64!"), read_grid("AAAA"), soft_values(None, (4, 4))) == (None, None, None)


@pytest.mark.parametrize(
    ("label", "monochrome", "of_tone"), [("painting", False, False), ("drawing", False, True), ("painting", True, True)]
)
def test_the_picture_itself_is_seen_as_little(bare_report: Report, label: str, monochrome: bool, of_tone: bool):
    kind = Told({"label": label, "monochrome": monochrome, "chosen": "us", "probabilities": {label: 1.0}})
    seen = glimpse_of(replace(bare_report, kind=kind, references=[reference(1)]))
    assert seen.of_tone == of_tone
    assert seen.grid is not None
    assert seen.grid.shape == (24, 24)
    assert seen.palette[0] == (bare_report.color.palette[0].hex, bare_report.color.palette[0].share)
    assert abs(seen.shape()[0] - 160 * 320 / 480) < 2
