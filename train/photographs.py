"""Bring further photographs of the world to the gate: the style data has few, and most are of single objects.

Reads every picture of a folder whose sha256 stands in `photographs.csv`, and writes it as the networks see it. Where
the files come from, and how to lay such a folder, is in the README beside this file.
"""

import argparse
import csv
import hashlib
import json
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from common import SEED, SIDE, WORK
from style_views import KINDS, ROUNDS, SHARES, SHOTS, cropped, features_of, viewed

LISTED = Path(__file__).with_name("photographs.csv")
COPIES, CROPS = 5, 2
"""Altered copies and close crops made of each photograph; phone shots in rounds come on top."""

U8 = NDArray[np.uint8]


def embedded(data: bytes) -> list[bytes]:
    """Return the WEBP files that lie uncompressed in the bytes of a resource file."""
    found, at = [], data.find(b"RIFF")
    while at >= 0:
        end = at + 8 + int.from_bytes(data[at + 4 : at + 8], "little")
        if data[at + 8 : at + 12] == b"WEBP" and end <= len(data):
            found.append(data[at:end])
        at = data.find(b"RIFF", at + 4)
    return found


def gathered(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder, and those inside its resource files, by sha256."""
    files = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]
    inside = [found for data in files if data.startswith(b"qres") for found in embedded(data)]
    return {hashlib.sha256(data).hexdigest(): data for data in files + inside}


def squashed(data: bytes) -> U8:
    """Return the (224, 224, 3) uint8 RGB picture, reduced with an area filter."""
    bgr = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_COLOR)
    return np.asarray(cv2.cvtColor(cv2.resize(bgr, (SIDE, SIDE), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2RGB))


def main() -> None:
    """Write `photographs/`: the features of each photograph and of its copies, and whether each row is a plain one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--backbone", type=Path, required=True)
    parser.add_argument("--network", type=Path, required=True)
    args = parser.parse_args()
    with LISTED.open(encoding="utf-8", newline="") as file:
        wanted = [row["sha256"] for row in csv.DictReader(file)]
    there = gathered(args.folder)
    missing = [sha for sha in wanted if sha not in there]
    if missing:
        parser.error(f"{len(missing)} of {len(wanted)} listed photographs are not below {args.folder}")
    plain = [squashed(there[sha]) for sha in wanted]
    rng = np.random.default_rng(SEED + 4)
    copies = [viewed(image, rng.choice(KINDS, p=SHARES), rng) for image in plain for _ in range(COPIES)]
    copies += [cropped(image, rng) for image in plain for _ in range(CROPS)]
    copies += [viewed(image, rng.choice(SHOTS), rng) for image in plain for _ in range(ROUNDS)]
    made = np.stack(plain + copies)
    folder = WORK / "photographs"
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "plain.npy", np.arange(len(made)) < len(plain))
    np.save(folder / "block8.npy", features_of(made, args.backbone, "embedding"))
    np.save(folder / "efficientnet.npy", features_of(made, args.network, "features"))
    print(json.dumps({"photographs": len(plain), "copies": len(copies)}))


if __name__ == "__main__":
    main()
