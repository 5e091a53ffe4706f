"""Publish a gallery again and again while three processes read it in a tight loop, and count who fails.

Each reader opens the gallery, verifies every byte, and holds manifest, list and rows against one another. The rival is
the way of earlier releases: a folder that takes the place of the old one by two renames. ``--publishes 1000``.

Then the commands of a store are timed, in a folder and in a bucket that moto's server plays on this machine, with
galleries of ``--works 2000``: the first publish, one of a changed gallery, promote, rollback, and the first pull.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import fsspec
import numpy as np
from moto.server import ThreadedMotoServer

from _common import ROOT, emit
from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.facets import PALETTE_WIDTH, VALUE_WIDTH
from art_assistant.gallery.make.write import write_gallery
from art_assistant.gallery.versions import in_use
from art_assistant.museum.store import publish as commands
from art_assistant.museum.store.address import place_of
from art_assistant.museum.store.pull import Origin, pull
from art_assistant.vision.encoders import shipped_encoder

PASSED = {"counts": True}
DIMS = {"overall": 128, "manner": 192, "palette": PALETTE_WIDTH, "value": VALUE_WIDTH}


def publish(folder: Path, count: int) -> None:
    works = [Artwork(id=f"w{i}", title=f"Work {i}") for i in range(count)]
    rows = np.random.default_rng(count).normal(size=(count, sum(DIMS.values()))).astype(np.float16)
    write_gallery(folder, works, rows, encoder=shipped_encoder().identity, dims=DIMS)


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


@contextmanager
def bucket() -> Iterator[str]:
    """Play S3 on this machine for the length of a block."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    os.environ |= {"AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_DEFAULT_REGION": "us-east-1"}
    os.environ |= {"AWS_ACCESS_KEY_ID": "painter", "AWS_SECRET_ACCESS_KEY": "secret"}
    fsspec.filesystem("s3", skip_instance_cache=True).mkdir("museum")
    yield "s3://museum/store"
    server.stop()


def time_store(name: str, store: str, workshop: Path, works: int) -> None:
    place, bundles = place_of(store), []
    for count in (works, works + 1):
        publish(workshop / f"of-{count}", count)
        bundles.append(in_use(workshop / f"of-{count}"))
    steps: dict[str, Callable[[], object]] = {
        "publish": lambda: commands.publish(place, bundles[0], "production", "", PASSED),
        "publish a change": lambda: commands.publish(place, bundles[1], "staging", "", PASSED),
        "promote": lambda: commands.promote(place, "staging", "production"),
        "rollback": lambda: commands.roll_back(place, "production"),
        "pull": lambda: pull(place, Origin(store, "production"), workshop / name),
    }
    told = {}
    for step, command in steps.items():
        start = time.perf_counter()
        command()
        told[f"{step} s"] = round(time.perf_counter() - start, 2)
    size = sum(path.stat().st_size for path in bundles[0].iterdir())
    emit({"what": f"store: {name}", "works": works, "mb": round(size / 1e6, 1), **told})


def time_stores(works: int) -> None:
    with tempfile.TemporaryDirectory() as workshop:
        folder = Path(workshop)
        time_store("folder", str(folder / "store"), folder, works)
        with bucket() as address:
            time_store("s3", address, folder, works)


WAYS = {"versions and CURRENT": publish, "two renames": two_renames}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--publishes", type=int, default=1000)
    parser.add_argument("--works", type=int, default=2000)
    asked = parser.parse_args()
    for name, way in WAYS.items():
        run(name, way, asked.publishes)
    time_stores(asked.works)


if __name__ == "__main__":
    main()
