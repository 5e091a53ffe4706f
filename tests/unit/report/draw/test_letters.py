from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from art_assistant.report.draw.canvas import BLACK, WHITE, Canvas
from art_assistant.report.draw.letters import has_glyph, runs, settable, shrunk, text_width, wrap_text

SCRIPTS = {
    "Vue de Čimelice, œuvre": "Vue de Čimelice, œuvre",
    "Стог сена": "Стог сена",
    "Ηλιοβασίλεμα": "Ηλιοβασίλεμα",
    "静物画": "静物画",
    "富嶽三十六景 やま": "富嶽三十六景 やま",
    "睡莲": "睡莲",
    "𠮷野": "Kichi野",
    "밤하늘": "BamHaNeul",
    "غروب": "ghrwb",
    "שקיעה": "sky'h",
    "नदी": "ndi",
    "ฝน": "fn",
}


@pytest.mark.parametrize(("text", "shown"), SCRIPTS.items())
@pytest.mark.parametrize("face", ["serif", "sans"])
def test_what_a_face_lacks_is_written_in_latin_letters(text: str, shown: str, face: str):
    assert settable(text, face) == shown


@given(text=st.text(max_size=60), face=st.sampled_from(["serif", "italic", "sans", "bold"]))
@settings(max_examples=150, deadline=None)
def test_nothing_is_ever_a_box(text: str, face: str):
    shown = settable(text, face)
    assert all(has_glyph(sign, face) or has_glyph(sign, "han") for sign in shown)
    assert settable(shown, face) == shown


@pytest.mark.parametrize("text", SCRIPTS)
def test_every_script_leaves_ink(text: str):
    sheet = Canvas.blank(500, 60, WHITE)
    sheet.text(5, 40, text, 30, BLACK, face="serif")
    assert (sheet.rgb != 255).sum() > 100 * len(text)


def test_a_line_in_two_scripts_is_set_in_two_faces_side_by_side():
    assert runs("静物 no 2", "serif") == [("静物", "han"), (" no 2", "serif")]
    whole = text_width("静物 no 2", "serif", 40)
    assert whole == text_width("静物", "han", 40) + text_width(" no 2", "serif", 40)
    sheets = []
    for anchor, x in (("ls", 20.0), ("ms", 20.0 + whole / 2), ("rs", 20.0 + whole)):
        sheet = Canvas.blank(260, 60, WHITE)
        assert sheet.text(x, 45, "静物 no 2", 40, BLACK, face="serif", anchor=anchor) == whole
        sheets.append(sheet.rgb.astype(int))
    ink = np.flatnonzero((sheets[0] < 128).any(axis=(0, 2)))
    assert ink[0] >= 18
    assert ink[-1] <= 22 + whole
    assert all(np.abs(sheet - sheets[0]).mean() < 3.0 for sheet in sheets[1:])


def test_an_accent_of_its_own_is_set_with_its_letter():
    assert settable("Cafe\u0301", "serif") == "Café"
    assert text_width("Cafe\u0301", "serif", 40) == text_width("Café", "serif", 40)


def test_pictographs_give_way_to_words_and_stand_in_where_there_are_none():
    assert settable("🎨 sunset 🌅", "serif") == "sunset"
    assert settable("🎨", "serif") == ":art:"


@given(text=st.text(max_size=80), width=st.floats(60, 500))
@settings(max_examples=60, deadline=None)
def test_wrapped_lines_fit_and_lose_no_sign(text: str, width: float):
    lines = wrap_text(text, "sans", 20, width)
    assert "".join("".join(lines).split()) == "".join(settable(text, "sans").split())
    assert all(text_width(line, "sans", 20) <= width + 2.0 for line in lines)


def test_lines_break_at_spaces():
    text = "Value is CIE L* over ten: 0 black, 10 white. Numbers describe; they do not grade."
    lines = wrap_text(text, "sans", 22, 260)
    assert len(lines) > 2
    assert " ".join(lines) == text


def test_a_name_is_shrunk_until_it_fits_and_no_further():
    name = "An afternoon by the river with two boats"
    size = shrunk(name, "serif", 76, 600)
    assert text_width(name, "serif", size) <= 600 < text_width(name, "serif", size + max(1, size // 8))
    assert shrunk(name, "serif", 76, 5000) == 76
    assert shrunk(name, "serif", 76, 600, lines=2) > size
