"""Measure the subject mask against the 200 photographs with masks made by hand.

Mean intersection over union on even numbers, on which the settings were chosen, and on odd ones; the rivals cut the map
of attention where Otsu does or at a fixed level, without following the contours of the picture. CPU time of one mask.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import cv2
import numpy as np

from _common import emit, shared_data
from art_assistant.analysis.subject import subject_of
from art_assistant.imaging.decode import decode
from art_assistant.vision.backbone import backbone

LEVELS = (0.4, 0.5, 0.6)


def resized(map_: np.ndarray, rgb: np.ndarray) -> np.ndarray:
    return cv2.resize(map_, (rgb.shape[1], rgb.shape[0]), interpolation=cv2.INTER_LINEAR)


def ours(map_: np.ndarray, rgb: np.ndarray) -> np.ndarray:
    found = subject_of(map_, rgb)
    return np.zeros(rgb.shape[:2], dtype=bool) if found is None else found.mask


def otsu(map_: np.ndarray, rgb: np.ndarray) -> np.ndarray:
    plane = resized(map_, rgb)
    steps = cv2.normalize(plane, None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)
    return cv2.threshold(steps, 0, 255, cv2.THRESH_OTSU)[1] > 0


def fixed(level: float) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    return lambda map_, rgb: resized(map_, rgb) > level


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / max((one | other).sum(), 1))


def main() -> None:
    folder = shared_data() / "subjects"
    pictures = []
    for path in sorted(folder.glob("*.jpg")):
        picture = decode(path.read_bytes())
        truth = cv2.imread(str(path.with_suffix(".png")), cv2.IMREAD_GRAYSCALE)
        height, width = picture.working.shape[:2]
        mask = cv2.resize(truth, (width, height), interpolation=cv2.INTER_AREA) > 127
        pictures.append((backbone(2).run(picture.model_input).saliency, picture.working, mask))
    ways = {"ours": ours, "Otsu": otsu} | {f"fixed at {level}": fixed(level) for level in LEVELS}
    for name, way in ways.items():
        start = time.process_time()
        found = np.array([overlap(way(map_, rgb), mask) for map_, rgb, mask in pictures])
        spent = (time.process_time() - start) / len(pictures)
        emit(
            {
                "bench": "subject",
                "way": name,
                "iou_even": round(float(found[::2].mean()), 4),
                "iou_odd": round(float(found[1::2].mean()), 4),
                "cpu_ms": round(1000.0 * spent, 1),
            }
        )


if __name__ == "__main__":
    main()
