"""Make the pictures that teach the gate what a phone does to a painting, and what compression does to anything.

Paintings and photographs go through the very same changes, so that no change is itself a sign of either.
"""

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from common import SEED, SIDE, WORK, holdout, load_pixels, read_labels

U8 = NDArray[np.uint8]
KINDS = ("jpeg", "phone", "soft", "phone-jpeg")
SHARES = (0.2, 0.4, 0.1, 0.3)
SHOTS = ("phone", "phone-jpeg")
ROUNDS = 4
"""Further phone shots of each photograph, of which there are few."""
PHOTOGRAPH = "Photograph"


def compressed(image: U8, quality: int) -> U8:
    """Return the picture after one JPEG coding (4:2:0)."""
    stream = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(stream, cv2.IMREAD_COLOR), dtype=np.uint8)


def _wall(shape: tuple[int, int], rng: np.random.Generator) -> NDArray[np.float32]:
    """Return a plastered, unevenly lit wall in linear light, (h, w, 3)."""
    height, width = shape
    tone = rng.uniform(0.12, 0.75) * (1.0 + rng.normal(0.0, 0.06, 3))
    grain = cv2.GaussianBlur(rng.normal(0.0, 1.0, shape).astype(np.float32), (0, 0), max(1.0, width / 200))
    grain *= rng.uniform(0.0, 0.12) / max(float(grain.std()), 1e-6)
    across = np.linspace(-1.0, 1.0, width, dtype=np.float32)[None, :] * rng.uniform(-0.25, 0.25)
    down = np.linspace(-1.0, 1.0, height, dtype=np.float32)[:, None] * rng.uniform(-0.25, 0.25)
    light = np.clip(1.0 + across + down + grain, 0.1, 2.0)
    return (light[..., None] * tone).astype(np.float32)


def _corners(width: int, height: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return where the canvas's corners fall in the shot: 2-13 % of wall on each side, a few per cent of tilt."""
    low, high = rng.uniform(0.02, 0.06), rng.uniform(0.05, 0.13)
    inset = rng.uniform(low, max(low, high), (4, 2))
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=np.float64)
    placed = square + np.where(square == 0, inset, -inset)
    return (placed * [width, height]).astype(np.float32)


def phone_shot(image: U8, rng: np.random.Generator) -> U8:
    """Return the picture as a phone would take it off a wall: perspective, wall, cast, vignette, blur and noise.

    Args:
        image: (h, w, 3) uint8 sRGB.
        rng: decides everything.

    Returns:
        The same shape and dtype.

    """
    height, width = image.shape[:2]
    linear = (image.astype(np.float32) / 255.0) ** 2.2
    scene = _wall((height, width), rng)
    start = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    place = cv2.getPerspectiveTransform(start, _corners(width, height, rng))
    canvas = cv2.warpPerspective(linear, place, (width, height), flags=cv2.INTER_AREA)
    cover = cv2.warpPerspective(np.ones((height, width), np.float32), place, (width, height))[..., None]
    shadow = cv2.GaussianBlur(cover[..., 0], (0, 0), width / 60)[..., None]
    shot = canvas * cover + scene * (1.0 - 0.5 * shadow) * (1.0 - cover)
    y, x = np.mgrid[-1.0 : 1.0 : height * 1j, -1.0 : 1.0 : width * 1j]
    vignette = 1.0 - rng.uniform(0.1, 0.45) * (x**2 + y**2) / 2.0
    cast = np.exp(rng.normal(0.0, 0.1, 3)) * rng.uniform(0.7, 1.2)
    shot = shot * vignette[..., None] * cast
    shot = cv2.GaussianBlur(shot, (0, 0), max(0.3, width / 224 * rng.uniform(0.2, 0.9)))
    coded = np.clip(shot, 0.0, 1.0) ** (1.0 / 2.2) * 255.0 + rng.normal(0.0, rng.uniform(0.0, 4.0), shot.shape)
    return np.clip(coded + 0.5, 0, 255).astype(np.uint8)


def viewed(image: U8, kind: str, rng: np.random.Generator) -> U8:
    """Return one changed copy of a (224, 224, 3) uint8 picture."""
    if kind == "soft":
        small = round(SIDE / rng.uniform(1.3, 2.5))
        shrunk = cv2.resize(image, (small, small), interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.resize(shrunk, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
    if "phone" in kind:
        image = phone_shot(image, rng)
    return compressed(image, int(rng.integers(35, 80))) if "jpeg" in kind else image


def cropped(image: U8, rng: np.random.Generator) -> U8:
    """Return a close crop in another light: teaches texture where the whole picture would show an object on white."""
    side = round(SIDE * rng.uniform(0.35, 0.75))
    top, left = rng.integers(0, SIDE - side + 1, 2)
    piece = np.ascontiguousarray(image[top : top + side, left : left + side])
    large = cv2.resize(piece, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    if rng.random() < 0.15:
        large[:] = large.mean(axis=2, keepdims=True)
    lit = (large / 255.0) ** rng.uniform(0.7, 1.6) * np.exp(rng.normal(0.0, 0.06, 3)) * 255.0
    return np.clip(lit + 0.5, 0, 255).astype(np.uint8)


def free_rows() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the paintings, and the photographs, that may be learned from while others are held out."""
    labels = read_labels()
    free = ~labels.evaluation & ~holdout(labels)
    photograph = labels.style == labels.styles.index(PHOTOGRAPH)
    return np.flatnonzero(free & ~photograph), np.flatnonzero(free & photograph)


def chosen_rows(count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Pick training pictures that are not held out: half photographs (again and again), half of all the styles."""
    painting, photograph = free_rows()
    styles = read_labels().style[painting]
    share = 1.0 / np.bincount(styles)[styles]
    half = count // 2
    paintings = rng.choice(painting, half, replace=False, p=share / share.sum())
    photographs = np.resize(rng.permutation(photograph), half)
    return np.stack([paintings, photographs], axis=1).ravel()


def further_shots(pixels: U8) -> tuple[NDArray[np.int64], list[U8]]:
    """Return all paintings and, in rounds, all photographs that are not held out, each as a phone takes it."""
    painting, photograph = free_rows()
    rng, camera = np.random.default_rng(SEED + 3), np.random.default_rng(SEED + 5)
    paintings, photographs = rng.permutation(painting), np.tile(photograph, ROUNDS)
    shown = [viewed(np.array(pixels[row]), SHOTS[k % 2], rng) for k, row in enumerate(paintings)]
    shown += [viewed(np.array(pixels[row]), camera.choice(SHOTS), camera) for row in photographs]
    return np.concatenate([paintings, photographs]), shown


def features_of(pixels: U8, model: Path, output: str) -> NDArray[np.float32]:
    """Run a shipped network over the copies, one at a time, as the product does."""
    from extract import session_for  # noqa: PLC0415 - needs onnx, which those who only want the changes do without

    session = session_for(model, output, 1)
    return np.concatenate([session.run([output], {"picture": pixels[i : i + 1]})[0] for i in range(len(pixels))])


def main() -> None:
    """Write `views/rows.npy` (the row each copy is made from) and the copies' features in the same order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=6000)
    parser.add_argument("--crops", type=int, default=2400)
    parser.add_argument("--backbone", type=Path, required=True)
    parser.add_argument("--network", type=Path, required=True)
    args = parser.parse_args()
    pixels, rng, crop_rng = load_pixels(), np.random.default_rng(SEED), np.random.default_rng(SEED + 2)
    rows = chosen_rows(args.count, rng)
    kinds = rng.choice(KINDS, size=len(rows), p=SHARES)
    copies = [viewed(np.array(pixels[row]), kind, rng) for row, kind in zip(rows, kinds, strict=True)]
    crops = chosen_rows(args.crops, crop_rng)
    copies += [cropped(np.array(pixels[row]), crop_rng) for row in crops]
    shots, shown = further_shots(pixels)
    made = np.stack(copies + shown)
    folder: Path = WORK / "views"
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "rows.npy", np.concatenate([rows, crops, shots]))
    np.save(folder / "block8.npy", features_of(made, args.backbone, "embedding"))
    np.save(folder / "efficientnet.npy", features_of(made, args.network, "features"))
    print(json.dumps({"views": len(made)}))


if __name__ == "__main__":
    main()
