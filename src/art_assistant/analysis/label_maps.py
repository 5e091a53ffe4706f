"""Maps of labels: drawn on another grid, and with their crumbs given to what lies around them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import BoolMap, LabelMap


def enlarged(labels: LabelMap, shape: tuple[int, ...]) -> LabelMap:
    """Return the label of the cell nearest to each pixel; of two as near, the one farther from the middle.

    A picture and its mirror image must agree, which they do not where the leftmost or topmost of two is always taken.
    """
    rows, columns = (_nearest_cells(cells, pixels) for cells, pixels in zip(labels.shape, shape, strict=True))
    return np.take(np.take(labels, rows, axis=0), columns, axis=1)


def _nearest_cells(cells: int, pixels: int) -> NDArray[np.int64]:
    half = np.ceil((2 * np.arange((pixels + 1) // 2) + 1) * cells / (2 * pixels)).astype(np.int64) - 1
    return np.concatenate([half, cells - 1 - half[: pixels // 2][::-1]])


def filled(labels: LabelMap, pieces: LabelMap, keep: BoolMap) -> LabelMap:
    """Return ``labels`` with the pixels of pieces that are not kept given to what lies around them.

    From the rim inwards, each pixel goes to the label that most of its four neighbours have, of equals to the first:
    so that a mirror image is filled alike.
    """
    width = labels.shape[1] + 2
    # A frame of -1 gives every pixel four neighbours.
    framed = np.pad(np.where(np.append(keep, np.False_)[pieces], labels, np.int32(-1)), 1, constant_values=-1)
    flat, result = framed.ravel(), labels.copy()
    crumbs = np.flatnonzero((flat < 0) & (np.pad(labels, 1, constant_values=-1).ravel() >= 0))
    steps = np.array([-width, -1, 1, width])
    while crumbs.size:
        beside = flat[crumbs[:, None] + steps]
        # Counted before anything is filled in this round, so that the order of the pixels makes no difference.
        votes = [np.count_nonzero(beside == label, axis=1) for label in range(int(labels.max()) + 1)]
        reached = np.max(votes, axis=0) > 0
        # What nothing kept lies beside stays as it was.
        if not reached.any():
            break
        flat[crumbs[reached]] = np.argmax(votes, axis=0)[reached]
        crumbs = crumbs[~reached]
    inner = framed[1:-1, 1:-1]
    np.copyto(result, inner, where=inner >= 0)
    return result
