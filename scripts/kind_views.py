"""Seeded views of pictures that a head of kinds should not be led astray by: cameras, tones, framed walls, easels.

Everything that is done to art is done to photographs too, so that no alteration tells the kind.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from field_scenes import F32, FRAMES, PAPERS, U8, WOODS, Rng, photographed

LUMINANCE: Final = np.array([0.2126, 0.7152, 0.0722], np.float32)
SIDE: Final = 560


def unsquashed(square: U8, rng: Rng, side: int = 430) -> U8:
    """Return a picture of some likely shape, this long, from a square one."""
    ratio = float(np.clip(np.exp(rng.normal(0.0, 0.3)), 0.6, 1.7))
    size = (side, round(side / ratio)) if ratio > 1 else (round(side * ratio), side)
    return np.asarray(cv2.resize(square, size, interpolation=cv2.INTER_CUBIC))


def toned(shot: F32, rng: Rng) -> F32:
    """Return what a program makes of (h, w, 3) 0-255: exposure, contrast, colour, none, sepia, a vignette."""
    shot = 255.0 * np.clip(shot / 255.0, 0.0, 1.0) ** np.exp(rng.normal(0.0, 0.22)) * rng.uniform(0.85, 1.1)
    middle = shot.mean()
    shot = middle + (shot - middle) * rng.uniform(0.75, 1.2)
    grey, chance = (shot @ LUMINANCE)[..., None], rng.random()
    colour = 0.0 if chance < 0.1 else rng.uniform(0.4, 1.4) if chance < 0.6 else 1.0
    shot = grey + (shot - grey) * colour
    if colour == 0.0 and rng.random() < 0.4:
        shot = shot * np.array([1.07, 1.0, 0.82], np.float32) ** rng.uniform(0.3, 1.2)
    if rng.random() < 0.2:
        y, x = np.mgrid[-1.0 : 1.0 : shot.shape[0] * 1j, -1.0 : 1.0 : shot.shape[1] * 1j]
        shot = shot * (1.0 - rng.uniform(0.1, 0.6) * ((x * x + y * y) / 2.0) ** 1.5)[..., None]
    return np.clip(shot, 0, 255).astype(np.float32)


def taken(picture: U8, rng: Rng, least: float = 0.6) -> U8:
    """Return a part of the picture, at least this share of each side, mirrored or not, toned and taken by a camera."""
    height, width = picture.shape[:2]
    high, wide = (max(8, round(side * rng.uniform(least, 1.0))) for side in (height, width))
    top, left = int(rng.integers(height - high + 1)), int(rng.integers(width - wide + 1))
    part = picture[top : top + high, left : left + wide]
    if rng.random() < 0.5:
        part = part[:, ::-1]
    scale = min(rng.uniform(300, 620) / max(high, wide), 2.5)
    size = (max(8, round(wide * scale)), max(8, round(high * scale)))
    part = cv2.resize(part, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    return photographed(toned(part.astype(np.float32), rng), rng)


def hung(picture: U8, rng: Rng) -> U8:
    """Return the picture in a thin frame, mostly matted, on a clean wall with light across it, as shops show them."""
    shape = [(SIDE, SIDE), (SIDE, 420), (420, SIDE)][rng.integers(3)]
    y, x = np.mgrid[0.0 : 1.0 : shape[0] * 1j, 0.0 : 1.0 : shape[1] * 1j].astype(np.float32)
    tone = rng.uniform(150, 248) * (1.0 + rng.normal(0.0, 0.025, 3).astype(np.float32))
    across = x * np.cos(angle := rng.uniform(0, 6.3)) + y * np.sin(angle)
    light = 1.0 + rng.normal(0.0, 0.08) * across
    for _ in range(int(rng.integers(0, 4))):
        edge = (across - rng.uniform(-0.6, 1.2)) / rng.uniform(0.005, 0.12)
        light = light * (1.0 + rng.uniform(-0.14, 0.1) / (1.0 + np.exp(-np.clip(edge, -30, 30))))
    wall = light[..., None] * tone
    inner = rng.uniform(0.2, 0.62) * min(shape) / max(picture.shape[:2])
    size = (max(8, round(picture.shape[1] * inner)), max(8, round(picture.shape[0] * inner)))
    layer = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if inner < 1 else cv2.INTER_CUBIC).astype(np.float32)
    mat, frame = int(rng.uniform(0.05, 0.35) * min(size)) if rng.random() < 0.7 else 0, int(rng.integers(1, 14))
    paper = np.array(PAPERS[rng.integers(len(PAPERS))], np.float32)
    wood = np.array(FRAMES[rng.integers(len(FRAMES))], np.float32) * rng.uniform(0.7, 1.2)
    for by, ink in ((mat, paper), (frame, wood)):
        layer = cv2.copyMakeBorder(layer, by, by, by, by, cv2.BORDER_CONSTANT, value=ink.tolist())
    layer = layer[: shape[0] - 4, : shape[1] - 4]
    top, left = ((whole - own) // 2 for whole, own in zip(shape, layer.shape, strict=False))
    top, left = top + int(rng.normal(0, 0.2) * top), left + int(rng.normal(0, 0.2) * left)
    top, left = int(np.clip(top, 0, shape[0] - layer.shape[0])), int(np.clip(left, 0, shape[1] - layer.shape[1]))
    cover = np.zeros(shape, np.float32)
    cover[top : top + layer.shape[0], left : left + layer.shape[1]] = 1.0
    fall = cv2.GaussianBlur(np.roll(cover, rng.integers(-9, 10, 2), axis=(0, 1)), (0, 0), rng.uniform(1.5, 12))
    wall = wall * (1.0 - rng.uniform(0.05, 0.55) * fall[..., None])
    wall[top : top + layer.shape[0], left : left + layer.shape[1]] = layer
    return photographed(wall.astype(np.float32), rng)


def stood(picture: U8, places: list[U8], rng: Rng) -> U8:
    """Return the picture, small, on an easel before a photograph of a real place, in sun as often as not."""
    height, width = [(SIDE, 420), (420, SIDE), (SIDE, SIDE)][rng.integers(3)]
    place = unsquashed(places[rng.integers(len(places))], rng)
    ground = cv2.resize(place, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    if rng.random() < 0.5:
        ground = cv2.GaussianBlur(ground, (0, 0), rng.uniform(0.3, 2.0))
    own = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    wide = rng.uniform(0.25, 0.6) * min(width, height)
    sides = np.array([wide, wide * picture.shape[0] / picture.shape[1]])
    sides *= min(1.0, 0.7 * height / sides[1])
    tilt = np.deg2rad(rng.normal(0.0, 7.0))
    turn = np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]])
    centre = np.array([width * rng.uniform(0.35, 0.65), height * rng.uniform(0.35, 0.6)])
    corners = ((own - 0.5) * sides) @ turn + centre + rng.normal(0.0, 0.02, (4, 2)) * sides
    wood, thick = np.array(WOODS[rng.integers(len(WOODS))], np.float32), max(3, int(sides[0] * rng.uniform(0.03, 0.08)))
    low = corners[:, 1].max()
    foot = min(height + 20.0, low + sides[1] * rng.uniform(0.15, 1.2))
    peak = (centre[0] + rng.normal(0, 8), max(-20.0, corners[:, 1].min() - sides[1] * rng.uniform(0.0, 0.6)))
    for at in (-0.5, 0.0, 0.5):
        leg = (int(centre[0] + at * sides[0] * rng.uniform(0.7, 1.3)), int(foot))
        ink = (wood * rng.uniform(0.75, 1.15)).tolist()
        cv2.line(ground, (int(peak[0] + 12 * at), int(peak[1])), leg, ink, thick, cv2.LINE_AA)
    shelf = (int(centre[0] - sides[0] * 0.55), int(low) - 2, int(centre[0] + sides[0] * 0.55), int(low) + thick)
    cv2.rectangle(ground, shelf[:2], shelf[2:], wood.tolist(), -1)
    source = (own * [picture.shape[1], picture.shape[0]]).astype(np.float32)
    shrink = max(1.0, picture.shape[1] / sides[0])
    layer = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 0.45 * shrink) if shrink > 1.3 else picture
    warp = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    cover = cv2.warpPerspective(np.ones(picture.shape[:2], np.float32), warp, (width, height))[..., None]
    shot = cv2.warpPerspective(layer.astype(np.float32), warp, (width, height)) * cover + ground * (1.0 - cover)
    return photographed(shot.astype(np.float32), rng)
