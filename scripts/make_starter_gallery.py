"""Measure the public-domain works and write the starter gallery that ships with the package.

Reads ``gallery/artworks.csv`` of the folder of real pictures (``ART_TEST_DATA``, else ``../shared/data``) and the
corrections beside this script; leaves out works that are there twice, and keeps facts, vectors, palettes, value grids
and previews. No picture leaves its folder. A second run measures only what has changed.
"""

from __future__ import annotations

import csv
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from art_assistant.gallery.artwork import Artwork, century_of
from art_assistant.gallery.bring.artists import read_artist
from art_assistant.gallery.encoder import dims_of
from art_assistant.gallery.make.build import build_gallery
from art_assistant.gallery.make.measuring import Tools
from art_assistant.gallery.make.write import write_gallery
from art_assistant.gallery.opened import Gallery, open_folder
from art_assistant.gallery.pairs import same_works
from art_assistant.gallery.places import starter_folder
from art_assistant.gallery.versions import in_use
from art_assistant.measure import measure_picture
from art_assistant.vision.backbone import backbone
from art_assistant.vision.encoders import shipped_encoder

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("ART_TEST_DATA", ROOT.parent / "shared" / "data")) / "gallery"
CORRECTIONS = Path(__file__).with_name("starter_corrections.csv")
WORKSHOP = Path(os.environ.get("ART_STARTER_WORK", ROOT / "build")) / "starter-workshop"
RIGHTS = {"CC0, as stated by the museum": "CC0 (as stated by the museum)"}


class Bar:
    """Progress on the terminal."""

    def start(self, total: int) -> None:
        """Begin."""
        self.bar = tqdm(total=total, unit="picture", mininterval=10)

    def step(self) -> None:
        """Count one."""
        self.bar.update()


def read_table() -> dict[str, dict[str, Any]]:
    """Return path to facts, artists taken apart and corrections made."""
    with (DATA / "artworks.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["path"]: row for row in csv.DictReader(file)}
    with CORRECTIONS.open(encoding="utf-8", newline="") as file:
        for change in csv.DictReader(file):
            for row in rows.values():
                hit = change["field"] == "artist" and row["artist"] == change["was"]
                if hit or (row["path"] == change["was"]):
                    row[change["field"]] = change["is"]
    return {Path(path).name: facts_of(row) for path, row in rows.items()}


def facts_of(row: dict[str, str]) -> dict[str, Any]:
    """Return the facts of one row by the field names of ``Artwork``; what is unknown is left out."""
    artist = read_artist(row["artist"])
    object_id = row["object_id"].strip()
    number = Path(row["path"]).stem
    facts = {
        "id": f"artic-{object_id}" if object_id else f"starter-{number}",
        "title": row["title"],
        "artist": artist.name,
        "attribution": artist.attribution,
        "nationality": artist.nationality,
        "artist_dates": artist.dates,
        "date": row["date"],
        "medium": row["medium"],
        "museum": row["museum"],
        "museum_url": f"https://www.artic.edu/artworks/{object_id}" if object_id else None,
        "image_url": row["image_url"],
        "style": row["style"],
        "rights": rights_of(row["rights"]),
    }
    return {name: value for name, value in facts.items() if value}


def rights_of(text: str) -> str | None:
    """Return the rights in words: why the work is in the public domain."""
    for start, words in (
        ("public domain: dated <=", "Public domain: made in or before "),
        ("public domain: artist d.", "Public domain: the artist died in "),
    ):
        if text.startswith(start):
            return words + text.removeprefix(start)
    return RIGHTS.get(text, text or None)


def twins(gallery: Gallery) -> list[tuple[int, int]]:
    """Return the pairs of rows that show one work."""
    same = same_works(gallery.features.astype(np.float32), gallery.layout, gallery.thresholds)
    return [(int(i), int(j)) for i, j in np.argwhere(np.triu(same, 1))]


def merged(works: list[Artwork], pairs: list[tuple[int, int]]) -> dict[int, Artwork]:
    """Return row to work without the twins; the one that stays takes the facts that only the other has."""
    kept = dict(enumerate(works))
    for first, second in pairs:
        if first not in kept or second not in kept:
            continue
        stays, goes = sorted((first, second), key=lambda row: (works[row].museum is None, works[row].date is None, row))
        other = kept.pop(goes)
        gaps = {
            name: getattr(other, name)
            for name in ("date", "century", "style", "medium")
            if not getattr(kept[stays], name)
        }
        kept[stays] = replace(kept[stays], **gaps)
        sys.stdout.write(f"one work: {works[stays].title} ({works[stays].artist}) = {works[goes].title}\n")
    return kept


def main() -> int:
    """Measure, leave out the twins, and write."""
    if not (DATA / "artworks.csv").is_file():
        sys.stderr.write(
            "the starter gallery is made from the public-domain works: set ART_TEST_DATA to their folder.\n"
        )
        return 2
    encoder = shipped_encoder()
    tools = Tools(encoder_for=lambda _: encoder, backbone=backbone(1), measure=measure_picture)
    built = build_gallery(WORKSHOP, DATA / "images", tools, facts=read_table(), progress=Bar())
    sys.stdout.write(f"{built}\n")
    gallery = open_folder(WORKSHOP)
    works = [replace(work, path=None, sha256=None, century=century_of(work.date)) for work in gallery.works]
    kept = merged(works, twins(gallery))
    made = WORKSHOP.with_name(starter_folder().name)
    write_gallery(
        made,
        list(kept.values()),
        np.array(gallery.features)[list(kept)],
        encoder=encoder.identity,
        dims=dims_of(encoder),
        kind="sq8",
    )
    shutil.copytree(in_use(made), starter_folder(), dirs_exist_ok=True)
    size = sum(file.stat().st_size for file in starter_folder().iterdir())
    sys.stdout.write(f"{len(kept)} works, {size / 1e6:.2f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
