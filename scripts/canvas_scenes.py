"""Seeded files that a picture does not fill as ``field_scenes`` draws them: thin borders, cut sheets, pictures in bars.

Each has the corners of its picture as a person would mark them: a side that leaves the file is the file's own side.
Some have nothing round the picture although a border is painted in it, or although a sheet's own margin runs round it.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from field_scenes import PAPERS, PLACES, SIDE, SQUARE, Scene, any_scene, photographed, scene
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Rng = np.random.Generator

MORE: Final = ("thin", "cut", "float", "held", "barred", "pale", "painted", "sheet", "none")
SAYS: Final = (0.16, 0.26, 0.08, 0.08, 0.12, 0.10, 0.06, 0.06, 0.08)
"""How often each is drawn; the last three fill their file."""
UPRIGHT: Final = SQUARE.astype(np.float32)
DARKS: Final = ((4, 4, 4), (12, 12, 14), (30, 28, 28))


def varied(picture: U8, rng: Rng) -> U8:
    """Return a part of the picture, now and then mirrored or without colour."""
    height, width = picture.shape[:2]
    if rng.random() < 0.5:
        part = rng.uniform(0.55, 1.0, 2)
        high, wide = int(height * part[0]), int(width * part[1])
        top, left = int(rng.integers(height - high + 1)), int(rng.integers(width - wide + 1))
        picture = picture[top : top + high, left : left + wide]
    if rng.random() < 0.5:
        picture = picture[:, ::-1]
    if rng.random() < 0.15:
        picture = np.repeat(cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    return np.ascontiguousarray(picture)


def drawn(picture: U8, rng: Rng) -> U8:
    """Return a drawing on paper after the picture: its lines, a few tones, a margin that belongs to the sheet."""
    paper = np.array(PAPERS[rng.integers(len(PAPERS))], np.float32)
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    around = np.maximum(cv2.GaussianBlur(grey, (0, 0), rng.uniform(4, 12)), 1.0)
    ink = np.clip((cv2.GaussianBlur(grey, (0, 0), 1.0) / around - rng.uniform(0.45, 0.7)) / 0.4, 0.0, 1.0)
    if rng.random() < 0.3:
        ink = np.minimum(ink, np.clip(grey / 255.0 + rng.uniform(0.0, 0.6), 0.0, 1.0))
    y, x = np.mgrid[-1.0 : 1.0 : grey.shape[0] * 1j, -1.0 : 1.0 : grey.shape[1] * 1j]
    # What is drawn fades out towards the sides of a sheet that is not covered.
    fade = np.clip((np.hypot(x, y) - rng.uniform(0.5, 1.3)) / 0.3, 0.0, 1.0)
    ink = (ink + (1.0 - ink) * fade)[..., None]
    tint = picture * 0.6 + 90.0 if rng.random() < 0.4 else np.full_like(picture, 25, dtype=np.float32)
    return np.clip(paper * ink + tint * (1.0 - ink), 0, 255).astype(np.uint8)


def thin(picture: U8, rng: Rng) -> Scene:
    """Return a scan or a screenshot: an uneven, hardly tilted strip of one tone on one to four sides."""
    tone = np.array(PAPERS[rng.integers(len(PAPERS))] if rng.random() < 0.7 else DARKS[rng.integers(3)], np.float32)
    if rng.random() < 0.12:
        tone = rng.uniform(0, 255, 3).astype(np.float32)
    height, width = picture.shape[:2]
    by = rng.uniform(0.006, 0.05 if rng.random() < 0.7 else 0.2, 4)
    if rng.random() < 0.35:
        by[:] = by[0]
    if rng.random() < 0.35:
        by[rng.random(4) < 0.5] = 0.0
    left, top, right, bottom = by * max(height, width)
    size = (round(width + left + right), round(height + top + bottom))
    at = SQUARE * [width, height] + [left, top]
    if rng.random() < 0.5:
        at += rng.normal(0.0, 0.004 * max(size), (4, 2)) * (by[:, None] > 0).all()
    return _laid(picture, at, np.ones((size[1], size[0], 3), np.float32) * tone, rng, clean=rng.random() < 0.5)


def _laid(picture: U8, at: F64, ground: F32, rng: Rng, *, clean: bool) -> Scene:
    height, width = picture.shape[:2]
    size = (ground.shape[1], ground.shape[0])
    place = cv2.getPerspectiveTransform((SQUARE * [width, height]).astype(np.float32), at.astype(np.float32))
    cover = cv2.warpPerspective(np.ones((height, width), np.float32), place, size)[..., None]
    shot = cv2.warpPerspective(picture.astype(np.float32), place, size) * cover + ground * (1.0 - cover)
    corners = np.clip(at / size, 0.0, 1.0).astype(np.float32)
    pixels = np.clip(shot, 0, 255).astype(np.uint8) if clean else photographed(shot, rng)
    return Scene(_sized(pixels, rng), corners, "thin")


def _sized(pixels: U8, rng: Rng) -> U8:
    scale = SIDE / max(pixels.shape[:2])
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    coded = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(70, 97))])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), dtype=np.uint8)


def cut(whole: Scene, rng: Rng) -> Scene:
    """Return a scene of which the file holds less: one or two sides of the picture, or a corner of it, are cut off."""
    height, width = whole.pixels.shape[:2]
    x, y = whole.corners.T * [[width], [height]]
    low, high = np.array([x.min(), y.min()]), np.array([x.max(), y.max()])
    box = np.array([0.0, 0.0, width, height])
    # From a little outside the outermost corner to well within the picture; then other sides close in on it too.
    for side in range(4):
        reach = (high - low)[side % 2]
        edge = (low if side < 2 else high)[side % 2]
        inward = 1.0 if side < 2 else -1.0
        chance = rng.random()
        at = edge + inward * reach * (rng.uniform(-0.02, 0.09) if chance < 0.35 else -rng.uniform(0.0, 0.12))
        if chance < 0.75:
            box[side] = np.clip(at, 0.0, (width, height)[side % 2])
    left, top, right, bottom = box.astype(int)
    piece = np.ascontiguousarray(whole.pixels[top:bottom, left:right])
    corners = within(whole.corners * [width, height] - [left, top], (right - left, bottom - top))
    return Scene(_sized(piece, rng), corners, "cut")


def within(corners: F64, size: tuple[int, int]) -> F32:
    """Return (4, 2) fractions: sides outside the file are replaced by the file's, corners moved to its edge."""
    pairs = [_line(corners[i], corners[(i + 1) % 4]) for i in range(4)]
    width, height = size
    frame = ((0.0, 1.0, 0.0), (1.0, 0.0, -width), (0.0, 1.0, -height), (1.0, 0.0, 0.0))
    for i in range(4):
        axis, edge = ((1, 0.0), (0, width), (1, height), (0, 0.0))[i]
        place = (corners[i, axis] + corners[(i + 1) % 4, axis]) / 2 - edge
        if (place if edge else -place) >= 0.0:
            pairs[i] = np.array(frame[i])
    points = [np.cross(pairs[i - 1], pairs[i]) for i in range(4)]
    return np.clip(np.array([p[:2] / p[2] for p in points]) / size, 0.0, 1.0).astype(np.float32)


def area_of(corners: NDArray[np.floating]) -> float:
    """Return the share of the file between the corners."""
    x, y = corners.T
    return 0.5 * float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())


def _line(a: F64, b: F64) -> F64:
    return np.asarray(np.cross([*a, 1.0], [*b, 1.0]))


def floated(picture: U8, places: list[U8], rng: Rng) -> Scene:
    """Return a picture with a narrow gap and a narrow frame round it, on a wall."""
    gap, bar = (int(max(picture.shape[:2]) * rng.uniform(0.008, 0.04)) for _ in range(2))
    tones = rng.choice([245.0, 225.0, 25.0, 60.0, 190.0], 2) * (1.0 + rng.normal(0.0, 0.04, (3, 2))).T.T
    layer = cv2.copyMakeBorder(picture, *(gap,) * 4, cv2.BORDER_CONSTANT, value=np.clip(tones[:, 0], 0, 255).tolist())
    layer = cv2.copyMakeBorder(layer, *(bar,) * 4, cv2.BORDER_CONSTANT, value=np.clip(tones[:, 1], 0, 255).tolist())
    hung = scene(layer, "wall", places, rng)
    height, width = hung.pixels.shape[:2]
    whole = (SQUARE * [layer.shape[1], layer.shape[0]]).astype(np.float32)
    place = cv2.getPerspectiveTransform(whole, (hung.corners * [width, height]).astype(np.float32))
    own = (SQUARE * [picture.shape[1], picture.shape[0]] + gap + bar).astype(np.float32)
    corners = cv2.perspectiveTransform(own[None], place)[0] / [width, height]
    return Scene(hung.pixels, corners.astype(np.float32), "float")


def barred(inner: Scene, rng: Rng) -> Scene:
    """Return a scene or a picture between two bars, of unlike width and unlike tone now and then."""
    height, width = inner.pixels.shape[:2]
    tones = np.array([DARKS[rng.integers(3)] if rng.random() < 0.6 else (250, 250, 250)] * 2, np.float32)
    if rng.random() < 0.25:
        tones = rng.uniform(0, 255, (2, 3)).astype(np.float32)
    upright = rng.random() < 0.5
    along = height if upright else width
    first, last = (rng.uniform(0.02, 0.5, 2) * along).astype(int)
    if rng.random() < 0.7:
        last = first
    elif rng.random() < 0.5:
        last = 0
    size = (height + first + last, width) if upright else (height, width + first + last)
    out = np.ones((*size, 3), np.float32) * tones[0]
    shift = np.array([0, first] if upright else [first, 0])
    if upright:
        out[first + height :] = tones[1]
    else:
        out[:, first + width :] = tones[1]
    out[shift[1] : shift[1] + height, shift[0] : shift[0] + width] = inner.pixels
    corners = (inner.corners * [width, height] + shift) / [size[1], size[0]]
    return Scene(_sized(np.clip(out, 0, 255).astype(np.uint8), rng), corners.astype(np.float32), "barred")


def painted(picture: U8, rng: Rng) -> U8:
    """Return the picture with a border that its artist painted: the same hand, another colour."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    depth = np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y))
    wobble = cv2.resize(rng.normal(0, 1, (24, 24)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    edge = max(height, width) * rng.uniform(0.02, 0.12)
    ring = (depth + wobble * edge * rng.uniform(0.0, 0.12) < edge)[..., None]
    hand = picture.astype(np.float32) - cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 6)
    tone = rng.uniform(20, 240, 3).astype(np.float32) + hand * rng.uniform(0.6, 1.5) + wobble[..., None] * 8
    return np.clip(np.where(ring, tone, picture), 0, 255).astype(np.uint8)


def pale(picture: U8, rng: Rng) -> Scene:
    """Return a drawing on a sheet that lies on a table of nearly its own tone."""
    sheet = drawn(picture, rng)
    tone = np.median(sheet.reshape(-1, 3), axis=0) * rng.uniform(0.86, 1.1) + rng.normal(0, 5, 3)
    table = np.clip(np.ones((96, 96, 3)) * tone + rng.normal(0, 3, (96, 96, 1)), 0, 255).astype(np.uint8)
    return scene(sheet, "garden", [table], rng)


def more_scene(picture: U8, places: list[U8], rng: Rng, kind: str) -> Scene:
    """Return a file of one of the kinds in ``MORE``."""
    picture = varied(picture, rng)
    if kind in {"float", "held"}:
        held = kind == "held"
        return scene(picture, str(rng.choice(PLACES)), places, rng) if held else floated(picture, places, rng)
    makers = {"thin": _thin, "cut": _cut, "barred": _barred, "pale": _pale}
    return makers[kind](picture, places, rng) if kind in makers else _filling(picture, rng, kind)


def _thin(picture: U8, _: list[U8], rng: Rng) -> Scene:
    return thin(drawn(picture, rng) if rng.random() < 0.15 else picture, rng)


def _cut(picture: U8, places: list[U8], rng: Rng) -> Scene:
    own = str(rng.choice(("page", "page", "desk", "easel", "frame", "wall")))
    page = drawn(picture, rng) if own in {"page", "desk"} and rng.random() < 0.6 else picture
    return cut(scene(page, "desk" if own == "page" else own, places, rng), rng)


def _barred(picture: U8, places: list[U8], rng: Rng) -> Scene:
    alone = rng.random() < 0.5
    return barred(Scene(picture, UPRIGHT, "none") if alone else any_scene(picture, places, rng), rng)


def _pale(picture: U8, _: list[U8], rng: Rng) -> Scene:
    laid = pale(picture, rng)
    return cut(laid, rng) if rng.random() < 0.6 else laid


def _filling(picture: U8, rng: Rng, kind: str) -> Scene:
    own = {"painted": painted, "sheet": drawn}.get(kind, lambda alone, _: alone)(picture, rng)
    whole = photographed(own.astype(np.float32), rng) if rng.random() < 0.6 else own
    return Scene(_sized(whole, rng), UPRIGHT, kind)
