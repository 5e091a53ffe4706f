"""Publish a gallery again and again while three processes read it in a tight loop, and count who fails.

Each reader opens the gallery, verifies every byte, and holds manifest, list and rows against one another. The rival is
the way of earlier releases: a folder that takes the place of the old one by two renames. ``--publishes 1000``.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import numpy as np

from _common import ROOT, emit
from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.facets import PALETTE_WIDTH, VALUE_WIDTH
from art_assistant.gallery.make.write import write_gallery
from art_assistant.gallery.versions import in_use

DIMS = {"overall": 128, "manner": 192, "palette": PALETTE_WIDTH, "value": VALUE_WIDTH}


def publish(folder: Path, count: int) -> None:
    works = [Artwork(id=f"w{i}", title=f"Work {i}") for i in range(count)]
    rows = np.random.default_rng(count).normal(size=(count, sum(DIMS.values()))).astype(np.float16)
    write_gallery(folder, works, rows, encoder="bench@1", dims=DIMS)


def two_renames(folder: Path, count: int) -> None:
    made = folder.with_name("made")
    publish(made, count)
    fresh, old = folder.with_name(f".{uuid.uuid4().hex}"), folder.with_name(".old")
    shutil.copytree(in_use(made), fresh)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def run(name: str, way: Callable[[Path, int], None], publishes: int) -> None:
    with tempfile.TemporaryDirectory() as workshop:
        folder, stop = Path(workshop) / "gallery", Path(workshop) / "stop"
        way(folder, 20)
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
        command = [sys.executable, "-m", "tests.unit.gallery.readers", str(folder), str(stop)]
        readers = [
            subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(3)
        ]
        for reader in readers:
            if reader.stdout is not None:
                reader.stdout.readline()
        start, failed = time.perf_counter(), 0
        for n in range(publishes):
            try:
                way(folder, 20 + n % 5)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is a failure of the publisher
                failed += 1
                print(f"publish {n}: {error}", file=sys.stderr)
        seconds = time.perf_counter() - start
        stop.touch()
        told = [json.loads(reader.communicate()[0]) for reader in readers]
        emit(
            {
                "what": name,
                "publishes": publishes,
                "failed publishes": failed,
                "reads": [one["reads"] for one in told],
                "failed reads": [one["failures"] for one in told],
                "ms a publish": round(1e3 * seconds / publishes, 1),
            }
        )


WAYS = {"versions and CURRENT": publish, "two renames": two_renames}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--publishes", type=int, default=1000)
    publishes = parser.parse_args().publishes
    for name, way in WAYS.items():
        run(name, way, publishes)


if __name__ == "__main__":
    main()
