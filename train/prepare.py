"""Decode the style data once into one array that every later script maps into memory."""

import argparse
import json
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np

from common import DATA, SIDE, WORK, holdout, read_labels


def main() -> None:
    """Write `pixels.npy` ((n, 224, 224, 3) uint8 RGB, in the order of `labels.csv`) and print what is held out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    labels = read_labels()
    WORK.mkdir(parents=True, exist_ok=True)
    shape = (len(labels.paths), SIDE, SIDE, 3)
    pixels = np.lib.format.open_memmap(WORK / "pixels.npy", mode="w+", dtype=np.uint8, shape=shape)

    def decode(row: int) -> None:
        image = cv2.imread(str(DATA / labels.paths[row]), cv2.IMREAD_COLOR)
        pixels[row] = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)

    with ThreadPoolExecutor(args.threads) as pool:
        list(pool.map(decode, range(len(labels.paths))))
    pixels.flush()
    held = holdout(labels)
    for number, style in enumerate(labels.styles):
        rows = labels.style == number
        counts = {"train": int((rows & ~labels.evaluation).sum()), "held_out": int((rows & held).sum())}
        artists = {labels.artist_key[i] for i in np.flatnonzero(rows & held)} - {""}
        print(json.dumps({"style": style, **counts, "held_out_artists": len(artists)}))


if __name__ == "__main__":
    main()
