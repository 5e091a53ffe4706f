"""Paint the sample picture: an evening farm across a river, in five value masses, stroke by stroke.

    python examples/make_sample.py [--size 1600] [--seed 6] [--out examples/sample-painting.jpg]

The same seed and size give the same bytes. The plan, from dark to light: the near bank with its tree, the trees behind
the house, the hill and the fields, the far hills with the high sky, and the low sky with its reflection.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
from brushwork import Bytes, Canvas, lch
from distance import far_bank, far_hills, house, near_hill, sky, trees_behind
from foreground import boat, near_bank, tree, water
from painter import Painter

DEFAULT_OUT = Path(__file__).with_name("sample-painting.jpg")
MIN_SIZE, MAX_SIZE = 160, 3200
GROUND = lch(47, 30, 58)  # burnt sienna, thinned


def paint(size: int, seed: int) -> tuple[Canvas, Bytes]:
    """Paint the picture `size` pixels wide; the canvas and BGR (H, W, 3) uint8."""
    canvas = Canvas(size, seed, GROUND)
    painter = Painter(canvas)
    for part in (sky, far_hills, near_hill, far_bank, trees_behind, house, water, boat, near_bank, tree):
        part(painter)
    return canvas, canvas.finish()


def main() -> None:
    """Write the picture and print one JSON line about it."""
    parser = argparse.ArgumentParser(description="Paint the sample picture.")
    parser.add_argument("--size", type=int, default=1600, help="width in pixels; the height is 3/4 of it")
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT)
    arguments = parser.parse_args()
    if not MIN_SIZE <= arguments.size <= MAX_SIZE:
        parser.error(f"--size must be from {MIN_SIZE} to {MAX_SIZE}")
    cv2.setNumThreads(1)
    canvas, picture = paint(arguments.size, arguments.seed)
    encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()
    arguments.out.write_bytes(encoded)
    print(
        json.dumps({"strokes": canvas.strokes, "width": canvas.width, "height": canvas.height, "bytes": len(encoded)})
    )


if __name__ == "__main__":
    main()
