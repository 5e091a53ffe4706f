"""The cost of the value study and the notans, beside the usual OpenCV way on the same pictures.

The rival does what image tools do: L* by ``cvtColor`` on floats, ``np.percentile``, a plan by ``cv2.kmeans`` on the
lightness of every pixel, notans by Otsu's threshold and two shifted ones, each cleaned by a median and counted.
It is run in the same process, on one thread, picture after picture with ours.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import cv2
import numpy as np
from bench._common import best_of, emit, synthetic_pixels

from art_assistant.analysis.mass.study import study_masses
from art_assistant.analysis.notan.study import study_notans
from art_assistant.analysis.value.plan import PLAN_METHODS
from art_assistant.analysis.value.study import study_values, value_metrics

WORKING = (360, 270)
STANDARD = (512, 384)


def rival_lightness(rgb: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(rgb.astype(np.float32) / 255.0, cv2.COLOR_RGB2Lab)[..., 0]


def rival_values(rgb: np.ndarray, k: int = 7) -> np.ndarray:
    l_map = rival_lightness(rgb)
    np.percentile(l_map, (1, 5, 25, 50, 75, 95, 99))
    np.histogram(l_map, bins=101, range=(0, 100))
    cv2.GaussianBlur(l_map, (0, 0), 0.02 * max(l_map.shape))
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)
    cv2.setRNGSeed(0)
    _, labels, centres = cv2.kmeans(l_map.reshape(-1, 1), k, None, criteria, 3, cv2.KMEANS_PP_CENTERS)
    return centres[labels.ravel(), 0].reshape(l_map.shape)


def rival_notans(l_map: np.ndarray) -> list[int]:
    soft = cv2.GaussianBlur(l_map, (0, 0), 0.02 * max(l_map.shape))
    codes = np.clip(soft * 2.55, 0, 255).astype(np.uint8)
    level, _ = cv2.threshold(codes, 0, 255, cv2.THRESH_OTSU)
    counts = []
    for shift in (0, -30, 30):
        mask = cv2.medianBlur((codes <= level + shift).astype(np.uint8), 5)
        counts.extend(cv2.connectedComponentsWithStats(side)[0] - 1 for side in (mask, 1 - mask))
    return counts


def plan_error(rgb: np.ndarray) -> dict[str, float]:
    """Return the variance of L* inside the steps of seven natural breaks, and inside those of the rival's k-means."""
    study = study_values(rgb, plan_method="breaks")
    ours = np.asarray(study.plan.levels)[study.plan.labels]
    return {
        "ours": round(float(np.mean((study.l_map - ours) ** 2)), 4),
        "rival": round(float(np.mean((study.l_map - rival_values(rgb)) ** 2)), 4),
    }


def main() -> None:
    cv2.setNumThreads(1)
    working, standard = synthetic_pixels(*WORKING), synthetic_pixels(*STANDARD)
    study = study_values(working)
    masses = study_masses(study.l_map)
    for method in PLAN_METHODS:
        ours = best_of(lambda method=method: study_values(working, plan_method=method), repeat=30)
        emit({"what": f"values and plan, {method}", "pixels": WORKING, **ours})
    emit({"what": "rival: values and k-means plan", "pixels": WORKING, **best_of(lambda: rival_values(working))})
    emit({"what": "inside variance of 7 steps", **plan_error(working)})
    emit({"what": "value_metrics", "pixels": STANDARD, **best_of(lambda: value_metrics(standard), repeat=30)})
    notans = best_of(lambda: study_notans(study.l_map, study.squint_l, masses.labels, masses.shape_labels), repeat=30)
    emit({"what": "three notans", "pixels": WORKING, **notans})
    emit({"what": "rival: three thresholds", "pixels": WORKING, **best_of(lambda: rival_notans(study.l_map))})


if __name__ == "__main__":
    main()
