"""Measure whether the attention map finds the subject, and whether to squash or letterbox the picture.

Over the photographs with subject masks: area under the ROC curve of the map against the mask, and how often the first
read falls inside it; the rivals are a centred Gaussian and the spectral residual (Hou & Zhang, CVPR 2007). Then the
eye's central bias beside none: how often the first read is on the subject, and how often a picture and its mirror image
agree on it (within a tenth of the frame).
"""

from __future__ import annotations

import sys

import cv2
import numpy as np

from _common import ROOT, emit, shared_data

sys.path.insert(0, str(ROOT / "src"))

from art_assistant.analysis.composition.focus import attention_plane, central_bias, focal_points
from art_assistant.vision.backbone import backbone

SIDE = 224


def squash(rgb: np.ndarray) -> np.ndarray:
    return backbone(2).run(np.ascontiguousarray(cv2.resize(rgb, (SIDE, SIDE), interpolation=cv2.INTER_AREA))).saliency


def letterbox(rgb: np.ndarray) -> np.ndarray:
    height, width = rgb.shape[:2]
    scale = SIDE / max(height, width)
    h, w = round(height * scale), round(width * scale)
    top, left = (SIDE - h) // 2, (SIDE - w) // 2
    frame = np.full((SIDE, SIDE, 3), 124, np.uint8)
    frame[top : top + h, left : left + w] = cv2.resize(rgb, (w, h), interpolation=cv2.INTER_AREA)
    whole = cv2.resize(backbone(2).run(frame).saliency, (SIDE, SIDE))
    return cv2.resize(whole[top : top + h, left : left + w], (128, 128))


def centred(_rgb: np.ndarray) -> np.ndarray:
    y, x = (np.indices((128, 128)) + 0.5) / 128 - 0.5
    return np.exp(-(x**2 + y**2) / 0.1).astype(np.float32)


def spectral_residual(rgb: np.ndarray) -> np.ndarray:
    grey = cv2.resize(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), (64, 64), interpolation=cv2.INTER_AREA)
    spectrum = np.fft.fft2(grey.astype(np.float32))
    log = np.log(np.abs(spectrum) + 1e-6).astype(np.float32)
    residual = np.exp(log - cv2.blur(log, (3, 3)) + 1j * np.angle(spectrum))
    power = (np.abs(np.fft.ifft2(residual)) ** 2).astype(np.float32)
    map_ = cv2.resize(cv2.GaussianBlur(power, (0, 0), 2.5), (128, 128))
    return map_ / map_.max()


def area_under_curve(map_: np.ndarray, mask: np.ndarray) -> float:
    order = np.argsort(map_.ravel(), kind="stable")
    rank = np.empty(order.size)
    rank[order] = np.arange(1, order.size + 1)
    subject = mask.ravel()
    n = int(subject.sum())
    return float((rank[subject].sum() - n * (n + 1) / 2) / (n * (subject.size - n)))


def first_read(map_: np.ndarray, shape: tuple[int, int], *, biased: bool) -> tuple[float, float] | None:
    plane = attention_plane(map_, shape)
    if plane is None:
        return None
    found = focal_points(plane if biased else plane / central_bias(plane.shape))
    return found[0].point if found else None


def inside(point: tuple[float, float] | None, mask: np.ndarray) -> bool:
    return point is not None and bool(mask[int(point[1] * mask.shape[0]), int(point[0] * mask.shape[1])])


def mirror_bench(pictures: list[tuple[np.ndarray, np.ndarray]]) -> None:
    found: dict[bool, list[tuple[bool, bool]]] = {True: [], False: []}
    for rgb, mask in pictures:
        maps = squash(rgb), squash(np.ascontiguousarray(rgb[:, ::-1]))[:, ::-1]
        for biased, scores in found.items():
            one, two = (first_read(map_, rgb.shape[:2], biased=biased) for map_ in maps)
            agree = one is not None and two is not None and np.hypot(one[0] - two[0], one[1] - two[1]) < 0.1
            scores.append((inside(one, mask), bool(agree)))
    for biased, scores in found.items():
        hits, agree = np.mean(scores, axis=0)
        emit(
            {
                "central_bias": biased,
                "pictures": len(scores),
                "first_read_on_subject": round(float(hits), 3),
                "mirror_agrees": round(float(agree), 3),
            }
        )


def main() -> None:
    folder = shared_data() / "subjects"
    scores: dict[str, list[tuple[float, bool]]] = {}
    pictures: list[tuple[np.ndarray, np.ndarray]] = []
    for path in sorted(folder.glob("*.jpg")):
        rgb = cv2.imread(str(path))[..., ::-1]
        mask = cv2.imread(str(path.with_suffix(".png")), cv2.IMREAD_GRAYSCALE) > 127
        small = cv2.resize(mask.astype(np.float32), (128, 128), interpolation=cv2.INTER_AREA) > 0.5
        if not 0 < small.sum() < small.size:
            continue
        pictures.append((rgb, mask))
        for method in (squash, letterbox, centred, spectral_residual):
            map_ = method(rgb)
            hit = inside(first_read(map_, rgb.shape[:2], biased=True), mask)
            scores.setdefault(method.__name__, []).append((area_under_curve(map_, small), hit))
    mirror_bench(pictures)
    for name, found in scores.items():
        auc, hits = np.array([a for a, _ in found]), np.array([h for _, h in found])
        emit(
            {
                "map": name,
                "pictures": len(found),
                "auc_mean": round(float(auc.mean()), 4),
                "auc_p10": round(float(np.percentile(auc, 10)), 4),
                "first_read_on_subject": round(float(hits.mean()), 4),
            }
        )


if __name__ == "__main__":
    main()
