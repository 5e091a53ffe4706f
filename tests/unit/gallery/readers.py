"""A process that opens a gallery again and again, in a tight loop, until it is told to stop."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from art_assistant.errors import GalleryError
from art_assistant.gallery.bundle import read_manifest_bytes
from art_assistant.gallery.opened import open_folder


def read_once(folder: Path) -> str | None:
    """Open, verify and read a gallery whole, and return what is wrong with it."""
    try:
        gallery = open_folder(folder)
        read_manifest_bytes(folder)
    except (GalleryError, OSError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    row = np.asarray(gallery.features[-1], dtype=np.float32)
    count = gallery.manifest["n"]
    sound = count == len(gallery.works) == len(gallery.features) and gallery.works[count - 1].title
    return None if sound and np.isfinite(row).all() else "the files disagree"


def main() -> None:
    folder, stop = Path(sys.argv[1]), Path(sys.argv[2])
    reads, failures = 0, []
    while not stop.exists():
        fault = read_once(folder)
        reads += 1
        if reads == 1:
            sys.stdout.write("reading\n")
            sys.stdout.flush()
        if fault is not None:
            failures.append(fault)
    sys.stdout.write(json.dumps({"reads": reads, "failures": len(failures), "first": failures[:1]}))


if __name__ == "__main__":
    main()
