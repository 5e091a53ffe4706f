"""Seeded photographs of pictures as people take them, with the corners of the picture known to a fraction of a pixel.

A picture is put into a margin, a mat, a frame or bars, laid on a ground (a toned wall, cloth, boards, a photograph of
a real place, an easel) and taken by a camera: perspective, uneven light, cast, blur, sharpening, noise, JPEG.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]
Rng = np.random.Generator

SIDE: Final = 560
SQUARE: Final = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=np.float64)
WOODS: Final = ((196, 150, 96), (150, 100, 60), (225, 190, 140), (90, 60, 40), (170, 120, 90))
FRAMES: Final = (
    (28, 26, 26),
    (190, 150, 80),
    (150, 110, 60),
    (225, 220, 212),
    (110, 70, 40),
    (60, 40, 30),
    (160, 160, 158),
    (96, 64, 52),
)
PAPERS: Final = ((250, 250, 250), (244, 240, 230), (232, 228, 222), (215, 212, 212), (236, 214, 208), (226, 220, 196))
BOXES: Final = ("border", "mat", "bars", "page")
"""Surrounds that lie flat around the picture; the others are places."""
PLACES: Final = ("frame", "easel", "wall", "desk", "garden")


@dataclass(frozen=True, slots=True)
class Scene:
    """A photograph with its truth.

    Attributes:
        pixels: (h, w, 3) uint8 sRGB, long side at most ``SIDE``.
        corners: (4, 2) fractions of width and height, from top left clockwise; the file's where nothing is round it.
        surround: what is round the picture, or ``none``.

    """

    pixels: U8
    corners: F32
    surround: str


def _tone(rng: Rng, low: float, high: float, spread: float = 0.06) -> F32:
    return np.clip(rng.uniform(low, high) * (1.0 + rng.normal(0.0, spread, 3)), 0, 255).astype(np.float32)


def _grain(shape: tuple[int, int], scale: float, rng: Rng) -> F32:
    small = (max(2, int(shape[0] / scale)), max(2, int(shape[1] / scale)))
    noise = rng.normal(0.0, 1.0, small).astype(np.float32)
    return np.asarray(cv2.resize(noise, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), dtype=np.float32)


def _plain(shape: tuple[int, int], rng: Rng) -> F32:
    """Return a wall or a table: one tone, two scales of grain, now and then a skirting or a line of shadow."""
    ground = np.ones((*shape, 3), np.float32) * _tone(rng, 40, 245)
    ground += (_grain(shape, 1.5, rng) * rng.uniform(0, 5) + _grain(shape, 40, rng) * rng.uniform(0, 8))[..., None]
    if rng.random() < 0.3:
        at = int(shape[0] * rng.uniform(0.5, 1.0))
        ground[at:] = ground[at:] * 0.3 + _tone(rng, 20, 200)
    return ground


def _boards(shape: tuple[int, int], rng: Rng) -> F32:
    """Return boards or a woven cloth: stripes with grain along them."""
    tone = np.array(WOODS[rng.integers(len(WOODS))], np.float32) * rng.uniform(0.4, 1.15)
    along = _grain((shape[0], shape[1]), rng.uniform(2, 6), rng)
    along = cv2.blur(along, (1, int(rng.integers(25, 90))))
    ground = np.ones((*shape, 3), np.float32) * tone + (along * rng.uniform(8, 45))[..., None]
    wide = int(shape[0] * rng.uniform(0.08, 0.5))
    for y in range(int(rng.integers(wide)), shape[0], wide):
        ground[y : y + 2] *= rng.uniform(0.4, 0.9)
    if rng.random() < 0.5:
        ground = np.ascontiguousarray(np.rot90(ground))
        ground = cv2.resize(ground, (shape[1], shape[0]))
    return np.asarray(ground, dtype=np.float32)


def _place(shape: tuple[int, int], places: list[U8], rng: Rng) -> F32:
    """Return a piece of a photograph of a real place, somewhat out of focus."""
    photo = places[rng.integers(len(places))]
    height, width = photo.shape[:2]
    part = rng.uniform(0.4, 1.0)
    high, wide = max(8, int(height * part)), max(8, int(width * part))
    top, left = int(rng.integers(height - high + 1)), int(rng.integers(width - wide + 1))
    piece = cv2.resize(photo[top : top + high, left : left + wide], (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.GaussianBlur(piece.astype(np.float32), (0, 0), rng.uniform(0.3, 3.0)))


def _ringed(layer: F32, by: int, color: F32, *, bevel: float, rng: Rng) -> F32:
    """Return the layer in a ring of a colour, each side lit otherwise, with lines along it where it is bevelled."""
    height, width = layer.shape[:2]
    out = np.ones((height + 2 * by, width + 2 * by, 3), np.float32) * color
    out += (_grain(out.shape[:2], 1.5, rng) * rng.uniform(0, 3))[..., None]
    y, x = np.mgrid[0 : out.shape[0], 0 : out.shape[1]].astype(np.float32)
    depth = np.minimum(np.minimum(x, out.shape[1] - 1 - x), np.minimum(y, out.shape[0] - 1 - y))
    if bevel:
        side = np.argmin(np.stack([x, out.shape[1] - 1 - x, y, out.shape[0] - 1 - y]), axis=0)
        out *= (1.0 + rng.normal(0.0, bevel, 4).astype(np.float32))[side][..., None]
        wave = np.sin(depth / max(by, 1) * np.pi * rng.uniform(0.7, 3.5) + rng.uniform(0, 6)) * rng.uniform(
            0, 2.5 * bevel
        )
        out *= (1.0 + wave)[..., None]
    out[by : by + height, by : by + width] = layer
    return out


def _framed(layer: F32, surround: str, rng: Rng) -> tuple[F32, int]:
    """Return the picture in its mat and frame or margin, and how many pixels were added on each side."""
    side, added = max(layer.shape[:2]), 0
    if surround == "mat" or (surround in {"easel", "garden", "wall"} and rng.random() < 0.12):
        by = int(side * rng.uniform(0.04, 0.28))
        color = np.array(PAPERS[rng.integers(len(PAPERS))] if rng.random() < 0.85 else _tone(rng, 30, 220), np.float32)
        if rng.random() < 0.5:
            layer, added = _ringed(layer, 2, color * rng.uniform(0.6, 1.1), bevel=0.1, rng=rng), 2
        layer, added = _ringed(layer, by, color, bevel=0.01, rng=rng), added + by
    elif surround == "frame" and rng.random() < 0.25:
        by = max(2, int(side * rng.uniform(0.008, 0.03)))
        layer, added = _ringed(layer, by, _tone(rng, 150, 250, 0.03), bevel=0.03, rng=rng), added + by
    if surround == "frame" or (surround == "mat" and rng.random() < 0.85):
        by = max(3, int(side * rng.uniform(0.015, 0.14)))
        color = np.array(FRAMES[rng.integers(len(FRAMES))], np.float32) * rng.uniform(0.7, 1.2)
        layer, added = _ringed(layer, by, color, bevel=rng.uniform(0.02, 0.2), rng=rng), added + by
    return layer, added


def _ground(surround: str, shape: tuple[int, int], places: list[U8], rng: Rng) -> F32:
    chance = rng.random()
    if surround == "border":
        paper = np.array(PAPERS[rng.integers(len(PAPERS))], np.float32) if chance < 0.75 else _tone(rng, 0, 60)
        return np.ones((*shape, 3), np.float32) * paper + (_grain(shape, 1.5, rng) * rng.uniform(0, 3))[..., None]
    if surround in {"easel", "garden"}:
        return _place(shape, places, rng)
    if surround in {"frame", "mat", "wall"}:
        return _place(shape, places, rng) if surround == "wall" and chance < 0.5 else _plain(shape, rng)
    return _boards(shape, rng) if chance < 0.5 else _plain(shape, rng) if chance < 0.8 else _place(shape, places, rng)


def _legs(ground: F32, corners: F32, rng: Rng) -> None:
    """Draw the wood of an easel behind, above and below the canvas."""
    height, width = ground.shape[:2]
    tone = np.array(WOODS[rng.integers(len(WOODS))], np.float32) * rng.uniform(0.8, 1.2)
    left, right = corners[:, 0].min(), corners[:, 0].max()
    middle, low = (left + right) / 2, corners[:, 1].max()
    thick = max(3, int(width * rng.uniform(0.01, 0.04)))
    for at in (0.2, 0.5, 0.8):
        foot = (left + (right - left) * at, height + 20)
        cv2.line(ground, (int(middle + (at - 0.5) * 40), 0), (int(foot[0]), foot[1]), tone.tolist(), thick, cv2.LINE_AA)
    if rng.random() < 0.7:
        cv2.rectangle(ground, (int(left - 10), int(low)), (int(right + 10), int(low + thick)), tone.tolist(), -1)


def _corners(shape: tuple[int, int], aspect: float, surround: str, rng: Rng) -> F32:
    """Return where the outermost ring's corners fall: mostly near the file's edges, else small and askew."""
    height, width = shape
    tight = surround in {"border", "page", "desk", "mat", "frame"} and rng.random() < 0.65
    turn, skew, share = (1.2, 0.02, (0.86, 1.0)) if tight else (5.0, 0.06, (0.42, 0.9))
    if surround in {"border", "frame", "mat"} and rng.random() < 0.3:
        turn, skew = 0.0, 0.0
    scale = rng.uniform(*share) * min(width, height * aspect)
    around = (SQUARE - 0.5) * [scale, scale / aspect]
    around *= 1.0 + (around / [width, height]) @ rng.normal(0.0, skew * 3, (2, 1))
    around += rng.normal(0.0, skew * 0.15 * scale, (4, 2))
    angle = np.deg2rad(rng.normal(0.0, turn))
    around = around @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    room = np.maximum([width, height] - np.ptp(around, axis=0), 0.0)
    centre = np.array([width, height]) / 2 + room * rng.uniform(-0.45, 0.45, 2) * (0.6 if tight else 1.0)
    return (around + centre).astype(np.float32)


def _lit(shot: F32, rng: Rng) -> F32:
    """Return the scene under uneven light and a cast."""
    height, width = shot.shape[:2]
    y, x = np.mgrid[-1.0 : 1.0 : height * 1j, -1.0 : 1.0 : width * 1j].astype(np.float32)
    light = 1.0 + x * rng.normal(0.0, 0.08) + y * rng.normal(0.0, 0.08) - rng.uniform(0, 0.15) * (x * x + y * y) / 2
    if rng.random() < 0.15:
        light *= np.where(x * rng.normal() + y * rng.normal() > rng.normal(0, 0.5), 1.0, rng.uniform(0.5, 0.9))
    cast = np.exp(rng.normal(0.0, 0.05, 3)) * rng.uniform(0.8, 1.1)
    return np.asarray(shot * light[..., None] * cast.astype(np.float32), dtype=np.float32)


def photographed(shot: F32, rng: Rng) -> U8:
    """Return what a camera makes of (h, w, 3) 0-255: light, blur or sharpening, noise, tone curve, JPEG."""
    shot = _lit(shot, rng)
    if rng.random() < 0.6:
        shot = cv2.GaussianBlur(shot, (0, 0), rng.uniform(0.4, 1.3))
    if rng.random() < 0.4:
        shot = shot + (shot - cv2.GaussianBlur(shot, (0, 0), rng.uniform(0.8, 1.6))) * rng.uniform(0.3, 1.5)
    shot = shot + rng.normal(0.0, rng.uniform(0.0, 4.0), shot.shape).astype(np.float32)
    pixels = np.clip(shot + 0.5, 0, 255).astype(np.uint8)
    coded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(45, 96))])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), dtype=np.uint8)


def _barred(picture: U8, rng: Rng) -> tuple[U8, F32]:
    """Return the picture between bars of one tone or a soft gradient, or with a strip of scanner bed on some sides."""
    height, width = picture.shape[:2]
    scan = rng.random() < 0.3
    tone = (0.0 if rng.random() < 0.65 else rng.uniform(0, 255)) if not scan else rng.choice([255.0, 250.0, 10.0])
    most = (0.008, 0.04) if scan else (0.03, 0.45)
    by = (rng.uniform(*most, 4) * [height, height, width, width]).astype(int)
    upright = rng.random() < 0.5
    if scan:
        by[rng.random(4) < 0.5] = 0
    else:
        by[2 * int(upright) : 2 * int(upright) + 2] = 0
        by[1], by[3] = by[0], by[2]
    out = np.full((height + by[0] + by[1], width + by[2] + by[3], 3), tone, np.float32)
    if rng.random() < 0.3:
        out += np.abs(np.linspace(-1, 1, out.shape[1], dtype=np.float32))[None, :, None] * rng.uniform(0, 25)
    out[by[0] : by[0] + height, by[2] : by[2] + width] = picture
    box = np.array([by[2], by[0]]) + SQUARE * [width, height]
    return np.clip(out, 0, 255).astype(np.uint8), (box / [out.shape[1], out.shape[0]]).astype(np.float32)


def _fitted(pixels: U8, rng: Rng) -> U8:
    scale = SIDE / max(pixels.shape[:2])
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    coded = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(60, 96))])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), dtype=np.uint8)


def scene(picture: U8, surround: str, places: list[U8], rng: Rng) -> Scene:
    """Return a photograph of the picture in this surround.

    Args:
        picture: (h, w, 3) uint8 sRGB.
        surround: one of ``BOXES`` or ``PLACES``, or ``none``.
        places: photographs of real places to stand behind it.
        rng: decides everything.

    """
    if surround in {"none", "bars"}:
        pixels, corners = _barred(picture, rng) if surround == "bars" else (picture, SQUARE.astype(np.float32))
        return Scene(_fitted(pixels, rng), corners, surround)
    layer, added = _framed(picture.astype(np.float32), surround, rng)
    own = np.array([picture.shape[1], picture.shape[0]]) * SQUARE + added
    height, width = layer.shape[:2]
    aspect = width / height * np.exp(rng.normal(0.0, 0.08))
    ratio = (
        float(np.clip(aspect * np.exp(rng.normal(0.0, 0.12)), 0.5, 2.0))
        if rng.random() < 0.6
        else rng.choice([0.75, 4 / 3])
    )
    shape = (SIDE, round(SIDE * ratio)) if ratio < 1 else (round(SIDE / ratio), SIDE)
    outer = _corners(shape, aspect, surround, rng)
    place = cv2.getPerspectiveTransform((SQUARE * [width, height]).astype(np.float32), outer)
    ground = np.ascontiguousarray(_ground(surround, shape, places, rng))
    if surround == "easel":
        _legs(ground, outer, rng)
    size = (shape[1], shape[0])
    cover = cv2.warpPerspective(np.ones((height, width), np.float32), place, size, flags=cv2.INTER_AREA)[..., None]
    shadow = np.roll(cv2.GaussianBlur(cover[..., 0], (0, 0), SIDE / 90), rng.integers(-6, 7, 2), axis=(0, 1))[..., None]
    ground = ground * (1.0 - rng.uniform(0.0, 0.45) * (surround != "border") * shadow)
    # Area filtering of a warp: reduce first where the scene is much smaller than the picture.
    shrink = max(1.0, width / max(float(np.ptp(outer[:, 0])), 1.0))
    soft = cv2.GaussianBlur(layer, (0, 0), 0.45 * shrink) if shrink > 1.3 else layer
    shot = cv2.warpPerspective(soft, place, size, flags=cv2.INTER_LINEAR) * cover + ground * (1.0 - cover)
    inner = cv2.perspectiveTransform(own[None].astype(np.float32), place)[0]
    return Scene(photographed(shot, rng), (inner / [shape[1], shape[0]]).astype(np.float32), surround)


def _page_ground(picture: U8, rng: Rng) -> U8:
    """Return a drawing on a sheet: the picture's darks on paper, with a margin that belongs to the page."""
    paper = np.array(PAPERS[rng.integers(len(PAPERS))], np.float32)
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    line = cv2.GaussianBlur(grey, (0, 0), 1.0) / np.maximum(cv2.GaussianBlur(grey, (0, 0), rng.uniform(4, 12)), 1.0)
    ink = np.clip((line - 0.55) / 0.4, 0.0, 1.0)[..., None] if rng.random() < 0.6 else grey[..., None] / 255.0
    drawn = paper * (0.15 + 0.85 * ink) if rng.random() < 0.7 else picture * 0.9
    by = int(max(picture.shape[:2]) * rng.uniform(0.0, 0.12))
    sheet = cv2.copyMakeBorder(drawn.astype(np.float32), by, by, by, by, cv2.BORDER_CONSTANT, value=paper.tolist())
    if rng.random() < 0.4:
        for x in np.linspace(10, sheet.shape[1] - 10, int(rng.integers(14, 34))):
            cv2.circle(sheet, (int(x), 7), 4, (20, 20, 20), -1, cv2.LINE_AA)
    return np.clip(sheet, 0, 255).astype(np.uint8)


def any_scene(picture: U8, places: list[U8], rng: Rng, surround: str = "") -> Scene:
    """Return a photograph of the picture in a surround that the seed chooses; a page becomes a drawing first."""
    chosen = surround or str(rng.choice((*BOXES, *PLACES)))
    if chosen == "page":
        drawn = scene(_page_ground(picture, rng), "desk", places, rng)
        return Scene(drawn.pixels, drawn.corners, "page")
    return scene(picture, chosen, places, rng)
