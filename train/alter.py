"""Make altered copies of training pictures: what *overall* must see through."""

import argparse

import cv2
import numpy as np
from numpy.typing import NDArray

from common import SEED, SIDE, WORK, holdout, load_pixels, read_labels

U8Array = NDArray[np.uint8]
KINDS = ("hue", "crop", "posterise", "jpeg", "mirror")
SHARES = (0.4, 0.15, 0.15, 0.15, 0.15)


def turn_hue(image: U8Array, angle: float) -> U8Array:
    """Turn every hue by an angle in CIELAB, lightness kept."""
    lab = cv2.cvtColor(image.astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB)
    a, b = lab[..., 1].copy(), lab[..., 2].copy()
    lab[..., 1] = np.cos(angle) * a - np.sin(angle) * b
    lab[..., 2] = np.sin(angle) * a + np.cos(angle) * b
    return np.clip(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB) * 255.0 + 0.5, 0, 255).astype(np.uint8)


def crop(image: U8Array, rng: np.random.Generator) -> U8Array:
    """Cut 8 % off each dimension, at a random place."""
    kept = round(0.92 * SIDE)
    top, left = rng.integers(0, SIDE - kept + 1, 2)
    piece = np.ascontiguousarray(image[top : top + kept, left : left + kept])
    return np.asarray(cv2.resize(piece, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def alter(image: U8Array, kind: str, rng: np.random.Generator) -> U8Array:
    """Return one altered copy, (224, 224, 3) uint8."""
    if kind == "hue":
        return turn_hue(image, rng.uniform(0.8, 2 * np.pi - 0.8))
    if kind == "crop":
        return crop(image, rng)
    if kind == "posterise":
        steps = int(rng.integers(3, 6))
        return (np.round(image / 255.0 * steps) / steps * 255.0).astype(np.uint8)
    if kind == "jpeg":
        stream = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 60))])[1]
        return np.asarray(cv2.imdecode(stream, cv2.IMREAD_COLOR), dtype=np.uint8)
    return np.ascontiguousarray(image[:, ::-1])


def main() -> None:
    """Write `altered/pixels.npy` and, beside it, `altered/rows.npy`: the row each copy is made from."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=900)
    args = parser.parse_args()
    labels, pixels = read_labels(), load_pixels()
    rng = np.random.default_rng(SEED)
    free = np.flatnonzero(~labels.evaluation & ~holdout(labels))
    rows = np.sort(rng.permutation(free)[: args.count])
    kinds = rng.choice(KINDS, size=len(rows), p=SHARES)
    copies = [alter(np.array(pixels[row]), kind, rng) for row, kind in zip(rows, kinds, strict=True)]
    folder = WORK / "altered"
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "pixels.npy", np.stack(copies))
    np.save(folder / "rows.npy", rows)


if __name__ == "__main__":
    main()
