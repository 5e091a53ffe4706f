from __future__ import annotations

import csv
from pathlib import Path

import pytest

from art_assistant.style.labels import FAMILIES, LABELS, NEAREST, family_of


def test_every_label_has_one_family() -> None:
    assert len(LABELS) == len(set(LABELS)) == 24
    assert all(family_of(label) in FAMILIES for label in LABELS)
    assert set(NEAREST.values()) <= set(LABELS)


@pytest.mark.parametrize(
    ("style", "family"), [("Tonalism", "Impressionism"), ("Mannerism", "Renaissance"), ("", None), (None, None)]
)
def test_museum_names_map_to_the_nearest(style: str | None, family: str | None) -> None:
    assert family_of(style) == family


def test_the_labels_of_the_real_pictures_are_all_known(shared_data: Path) -> None:
    for table in ("style/labels.csv", "masters/paintings.csv"):
        with (shared_data / table).open(encoding="utf-8", newline="") as file:
            assert {row["style"] for row in csv.DictReader(file) if family_of(row["style"]) is None} <= {""}
