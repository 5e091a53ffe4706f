"""What artists' files have round the picture, made by other means than the scenes that the finder learned from."""

from collections.abc import Callable
from typing import Final

import cv2
import numpy as np

Rng = np.random.Generator
U8 = np.ndarray
Corners = np.ndarray
"""(4, 2) float, in pixels of the file, clockwise from the picture's top left."""

Taken = tuple[U8, Corners]


def bars(picture: U8, rng: Rng) -> Taken:
    """Lay black bars above and below, or at the sides, as a screenshot has them."""
    height, width = picture.shape[:2]
    thick = int(rng.uniform(0.06, 0.2) * max(height, width))
    upright = bool(rng.random() < 0.5)
    sides = (0, 0, thick, thick) if upright else (thick, thick, 0, 0)
    return cv2.copyMakeBorder(picture, *sides, cv2.BORDER_CONSTANT, value=(0, 0, 0)), _box(picture, sides[2], sides[0])


def mat(picture: U8, rng: Rng) -> Taken:
    """Lay a cream mat with a bevel, in soft uneven light."""
    edge = max(1, picture.shape[1] // 160)
    bevelled = cv2.copyMakeBorder(picture, *(edge,) * 4, cv2.BORDER_CONSTANT, value=(226, 224, 220))
    thick = int(rng.uniform(0.08, 0.2) * max(picture.shape[:2]))
    tone = rng.uniform(225, 248) * np.array([1.0, rng.uniform(0.975, 1.0), rng.uniform(0.93, 1.0)])
    matted = cv2.copyMakeBorder(bevelled, *(thick,) * 4, cv2.BORDER_CONSTANT, value=tuple(map(float, tone)))
    fall = 1.0 - 0.06 * np.linspace(0, 1, matted.shape[1])[None, :, None]
    grain = rng.normal(0, 1.2, matted.shape[:2])[..., None]
    return np.clip(matted * fall + grain, 0, 255).astype(np.uint8), _box(picture, thick + edge, thick + edge)


def scan_edge(picture: U8, rng: Rng) -> Taken:
    """Lay a white strip of the scanner's lid at two sides, and the sheet's thin shadow."""
    thin, wide = (int(rng.uniform(*span) * max(picture.shape[:2])) for span in ((0.012, 0.03), (0.03, 0.1)))
    shadow = cv2.copyMakeBorder(picture, 0, 2, 0, 2, cv2.BORDER_CONSTANT, value=(150, 150, 148))
    sheet = cv2.copyMakeBorder(shadow, 0, wide, 0, thin, cv2.BORDER_CONSTANT, value=(251, 251, 250))
    return np.clip(sheet + rng.normal(0, 0.8, sheet.shape), 0, 255).astype(np.uint8), _box(picture, 0, 0)


def frame(picture: U8, rng: Rng) -> Taken:
    """Hang it in a gilt or black frame on a wall, seen a little from the side."""
    rim = int(rng.uniform(0.04, 0.09) * max(picture.shape[:2]))
    color = ((40, 26, 16), (190, 160, 90), (20, 20, 20))[int(rng.integers(3))]
    framed = cv2.copyMakeBorder(picture, *(rim,) * 4, cv2.BORDER_CONSTANT, value=color)
    profile = 1.0 + 0.25 * np.sin(np.linspace(0, 3 * np.pi, rim))
    for at, light in enumerate(profile):
        framed[at, :] = np.clip(framed[at, :] * light, 0, 255)
        framed[-1 - at, :] = np.clip(framed[-1 - at, :] * light, 0, 255)
    return _placed(framed, _wall(framed.shape, rng), rng, lean=0.04, inside=rim)


def easel(picture: U8, rng: Rng) -> Taken:
    """Put it on an easel before a hedge and a lawn."""
    room = _garden(picture.shape, rng)
    return _placed(picture, room, rng, lean=0.08, legs=True)


SURROUNDS: Final[dict[str, Callable[[U8, Rng], Taken]]] = {
    "bars": bars,
    "mat": mat,
    "scan edge": scan_edge,
    "frame": frame,
    "easel": easel,
}


def _box(picture: U8, left: int, top: int) -> Corners:
    height, width = picture.shape[:2]
    return np.array([[left, top], [left + width, top], [left + width, top + height], [left, top + height]], np.float64)


def _wall(shape: tuple[int, ...], rng: Rng) -> U8:
    height, width = int(shape[0] * 1.35), int(shape[1] * 1.35)
    tone = rng.uniform(150, 240) * np.array([1.0, rng.uniform(0.94, 1.0), rng.uniform(0.85, 1.0)])
    fall = 1.0 - 0.25 * np.linspace(0, 1, height)[:, None, None] ** 2
    return np.clip(tone * fall + rng.normal(0, 2, (height, width, 1)), 0, 255).astype(np.uint8)


def _garden(shape: tuple[int, ...], rng: Rng) -> U8:
    height, width = int(shape[0] * 1.7), int(shape[1] * 1.6)
    leaves = cv2.GaussianBlur(rng.normal(0, 1, (height, width, 1)).astype(np.float32), (0, 0), width / 90)
    leaves = leaves[..., None] / leaves.std() * 30
    ground = np.where(np.arange(height)[:, None, None] < 0.6 * height, [50, 84, 40], [120, 150, 70])
    return np.clip(ground + leaves + rng.normal(0, 9, (height, width, 1)), 0, 255).astype(np.uint8)


def _placed(picture: U8, room: U8, rng: Rng, *, lean: float, inside: int = 0, legs: bool = False) -> Taken:
    """Return the picture in the middle of the room, in a perspective that moves each corner by up to ``lean``."""
    height, width = picture.shape[:2]
    start = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    corner = (np.array(room.shape[1::-1]) - [width, height]) / 2
    moved = (start + corner + rng.uniform(-lean, lean, (4, 2)) * [width, height]).astype(np.float32)
    if legs:
        for x in (0.3, 0.7):
            foot = (int(room.shape[1] * (x + (x - 0.5) * 0.4)), room.shape[0])
            cv2.line(room, (int(room.shape[1] * x), 0), foot, (170, 120, 70), max(3, width // 40))
    place = cv2.getPerspectiveTransform(start - 0.5, moved - 0.5)
    size = (room.shape[1], room.shape[0])
    cover = cv2.warpPerspective(np.ones((height, width), np.float32), place, size, flags=cv2.INTER_LINEAR)[..., None]
    file = cv2.warpPerspective(picture, place, size, flags=cv2.INTER_CUBIC) * cover + room * (1 - cover)
    own = _box(picture[inside : height - inside, inside : width - inside], inside, inside)[None] - 0.5
    return np.clip(file, 0, 255).astype(np.uint8), cv2.perspectiveTransform(own, place)[0] + 0.5
