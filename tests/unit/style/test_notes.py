from __future__ import annotations

import re
from pathlib import Path

import pytest

from art_assistant.style.labels import LABELS, PHOTOGRAPH
from art_assistant.style.notes import NOTES

SOURCES = Path(__file__).resolve().parents[3] / "docs" / "reference" / "style-notes.md"


def test_every_label_has_one_note() -> None:
    assert set(NOTES) == set(LABELS)


@pytest.mark.parametrize("label", [label for label in LABELS if label != PHOTOGRAPH])
def test_a_note_says_when_what_to_look_at_and_what_to_try(label: str) -> None:
    note = NOTES[label]
    assert re.search(r"\d{4}|\d\dth", note)
    assert re.search(r"\btry\b", note, re.IGNORECASE)
    assert len(note) < 520


def test_the_two_labels_that_need_a_word_have_it() -> None:
    assert "period" in NOTES["Contemporary"]
    assert "Color Field" in NOTES["Minimalism"]
    assert "Mannerism" in NOTES["High Renaissance"]
    assert "academic" in NOTES["Neoclassicism"]


@pytest.mark.parametrize("label", [label for label in LABELS if label != PHOTOGRAPH])
def test_every_note_names_two_sources(label: str) -> None:
    text = SOURCES.read_text(encoding="utf-8")
    entry = text.split(f"## {label}\n", 1)[1].split("\n## ", 1)[0]
    assert len(set(re.findall(r"https?://([^/\s>)]+)", entry))) >= 2
