"""What every training script shares: the labels, the decoded pixels and the held-out pictures."""

import csv
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SEED = 20261123
SIDE = 224
HOLDOUT_SHARE = 0.08
RARE_ARTIST = 10
FEW_ARTISTS = 6

DATA = Path(os.environ.get("ART_STYLE_DATA", "data/style"))
WORK = Path(os.environ.get("ART_TRAIN_WORK", "build/train"))


@dataclass(frozen=True, slots=True)
class Labels:
    """The rows of `labels.csv`, in file order.

    Attributes:
        paths: Picture paths relative to the data folder.
        evaluation: (n,) bool, true where the row belongs to the eval split.
        style: (n,) int64 class numbers into `styles`.
        artist: (n,) int64 numbers into `artists`, -1 where unknown or rare.
        artist_key: Surname key of each row, empty where unknown.
        styles: Class names, sorted.
        artists: Keys of the artists with at least `RARE_ARTIST` training pictures, sorted.
    """

    paths: tuple[str, ...]
    evaluation: NDArray[np.bool_]
    style: NDArray[np.int64]
    artist: NDArray[np.int64]
    artist_key: tuple[str, ...]
    styles: tuple[str, ...]
    artists: tuple[str, ...]


def read_labels(folder: Path = DATA) -> Labels:
    """Read `labels.csv` (columns path, split, style, artist) of the style data."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    styles = sorted({row["style"] for row in rows})
    seen = Counter(row["artist"] for row in rows if row["split"] == "train" and row["artist"])
    artists = sorted(name for name, count in seen.items() if count >= RARE_ARTIST)
    number = {name: i for i, name in enumerate(artists)}
    return Labels(
        paths=tuple(row["path"] for row in rows),
        evaluation=np.array([row["split"] == "eval" for row in rows]),
        style=np.array([styles.index(row["style"]) for row in rows]),
        artist=np.array([number.get(row["artist"], -1) for row in rows]),
        artist_key=tuple(row["artist"] for row in rows),
        styles=tuple(styles),
        artists=tuple(artists),
    )


def _spread(labels: Labels, cap: float = 0.1) -> set[str]:
    """Return the artists who make up at most `cap` of every class they appear in."""
    rows = np.flatnonzero(~labels.evaluation)
    totals = Counter(int(labels.style[i]) for i in rows)
    pairs = Counter((labels.artist_key[i], int(labels.style[i])) for i in rows if labels.artist_key[i])
    return {name for name, _ in pairs} - {name for (name, style), n in pairs.items() if n > cap * totals[style]}


def _take(order: list[str], sizes: Counter[str], goal: int) -> set[str]:
    """Take artists in the given order until `goal` pictures are reached, passing over those that overshoot by half."""
    taken: set[str] = set()
    total = 0
    for name in order:
        if total >= goal:
            break
        if total + sizes[name] <= 1.5 * goal:
            taken.add(name)
            total += sizes[name]
    return taken


def holdout(labels: Labels, share: float = HOLDOUT_SHARE, seed: int = SEED) -> NDArray[np.bool_]:
    """Mark the training pictures that steer every choice: whole artists where a class has enough, else pictures.

    An artist who is held out for one style is held out for all of them. Classes with six or fewer named artists (and
    Photograph, which has none) give up single pictures instead; they prefer pictures without a named artist.

    Returns:
        (n,) bool over all rows; never true on an eval row.
    """
    rng = np.random.default_rng(seed)
    train = np.flatnonzero(~labels.evaluation)
    spread, artists, single = _spread(labels), set[str](), set[int]()
    for style in range(len(labels.styles)):
        rows = [int(i) for i in train if labels.style[i] == style]
        sizes = Counter(labels.artist_key[i] for i in rows if labels.artist_key[i])
        unnamed = [i for i in rows if not labels.artist_key[i]]
        if len(sizes) > FEW_ARTISTS:
            already = sum(sizes[name] for name in sizes if name in artists)
            order = [str(name) for name in rng.permutation(sorted((set(sizes) & spread) - artists))]
            artists |= _take(order, sizes, round(share * sizes.total()) - already)
            pool, count = unnamed, round(share * len(unnamed))
        else:
            pool, count = unnamed or rows, round(share * len(rows))
        single |= {int(i) for i in rng.permutation(pool)[:count]}
    marks = np.zeros(len(labels.paths), dtype=np.bool_)
    marks[train] = [int(i) in single or labels.artist_key[i] in artists for i in train]
    return marks


def load_pixels(work: Path = WORK) -> NDArray[np.uint8]:
    """Map decoded pictures: (n, 224, 224, 3) uint8 sRGB; in the work folder itself they are in label order."""
    pixels: NDArray[np.uint8] = np.load(work / "pixels.npy", mmap_mode="r")
    return pixels
