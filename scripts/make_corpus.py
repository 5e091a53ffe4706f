"""Measure the masters and write the quantiles that ship with the package.

Reads ``masters/`` and ``gallery/`` of the folder of real pictures (``ART_TEST_DATA``, else ``../shared/data``), leaves
out duplicates, and writes ``src/art_assistant/corpus/data/masters.json``. Only numbers leave the pictures.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from pathlib import Path

import numpy as np
from tqdm import tqdm

from art_assistant.corpus.quantiles import Corpus
from art_assistant.measure import measure_picture
from art_assistant.study.opening import open_picture
from art_assistant.style.labels import family_of
from art_assistant.vision.backbone import backbone

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("ART_TEST_DATA", ROOT.parent / "shared" / "data"))
TARGET = ROOT / "src" / "art_assistant" / "corpus" / "data" / "masters.json"
SAME_PICTURE = 0.985
"""Cosine of two embeddings from which two files are taken for photographs of one painting."""


def listed() -> list[tuple[Path, str]]:
    """Return (path, style) of every picture, the ones with a style first, so that they survive their duplicates."""
    found = []
    for folder, table in (("masters", "paintings.csv"), ("gallery", "artworks.csv")):
        with (DATA / folder / table).open(encoding="utf-8", newline="") as file:
            found += [(DATA / folder / row["path"], row["style"]) for row in csv.DictReader(file)]
    return found


def main() -> int:
    """Measure, leave out duplicates, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, help="also write every picture's metrics, one JSON object a line")
    arguments = parser.parse_args()
    if not (DATA / "masters" / "paintings.csv").is_file():
        sys.stderr.write("make corpus needs the pictures of the masters: set ART_TEST_DATA to their folder.\n")
        return 2
    names: list[str] = []
    rows: list[dict[str, float | None]] = []
    families: list[str | None] = []
    seen = np.empty((0, 768), dtype=np.float32)
    for path, style in tqdm(listed(), unit="picture"):
        picture = open_picture(path)
        features = backbone().run(picture.model_input)
        unit = features.embedding / np.linalg.norm(features.embedding)
        if seen.size and float((seen @ unit).max()) > SAME_PICTURE:
            continue
        seen = np.vstack([seen, unit])
        names.append(f"{path.parent.parent.name}/{path.name}")
        rows.append(measure_picture(picture, features))
        families.append(family_of(style))
    corpus = Corpus.measure("masters before about 1930", rows, families)
    TARGET.write_text(json.dumps(corpus.as_dict(), separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")
    if arguments.rows:
        lines = (json.dumps({"path": name} | row) for name, row in zip(names, rows, strict=True))
        arguments.rows.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{corpus.n} pictures, {len(corpus.metrics)} metrics, families: {', '.join(corpus.families)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
