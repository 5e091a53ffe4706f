"""A painting of the sample, and its photograph: all that was done to it is known."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from art_assistant.imaging.colorspace import lab_to_linear, linear_to_srgb, srgb_to_lab, srgb_to_linear

CORNERS = np.array([[0.22, 0.13], [0.79, 0.18], [0.76, 0.86], [0.2, 0.9]])
BLOT = (slice(60, 150), slice(60, 170))
"""Rows and columns of the sample at 480 px that are painted lighter."""


def png(rgb: Any):
    return cv2.imencode(".png", rgb[..., ::-1])[1].tobytes()


def pixels(data: bytes):
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)[..., ::-1].copy()


def lightened(rgb: Any, steps: float, where: Any = BLOT):
    lab = srgb_to_lab(rgb)
    lab[where][..., 0] = np.clip(lab[where][..., 0] + 10.0 * steps, 0.0, 100.0)
    return linear_to_srgb(np.clip(lab_to_linear(lab), 0.0, 1.0))


def photographed(
    rgb: Any,
    *,
    size: tuple[int, int] = (1000, 800),
    corners: Any = CORNERS,
    stops: float = 0.0,
    quarters: int = 0,
    card: float | None = None,
):
    """Return the photograph before a wall, in perspective, at another exposure, with a card where one is asked for."""
    width, height = size
    rng = np.random.default_rng(5)
    wall = np.clip(150 + rng.normal(0, 3, (height, width, 3)) + np.linspace(-20, 20, width)[None, :, None], 0, 255)
    own = np.array([[0, 0], [rgb.shape[1], 0], [rgb.shape[1], rgb.shape[0]], [0, rgb.shape[0]]], np.float32) - 0.5
    there = (corners * size - 0.5).astype(np.float32)
    way = cv2.getPerspectiveTransform(own, there)
    light = srgb_to_linear(wall.astype(np.uint8))
    painting = cv2.warpPerspective(srgb_to_linear(rgb), way, size, borderMode=cv2.BORDER_REPLICATE)
    mask = np.zeros((height, width), np.float32)
    cv2.fillPoly(mask, [np.rint(there * 16).astype(np.int32)], 1.0, cv2.LINE_AA, 4)
    light = light * (1 - mask[..., None]) + painting * mask[..., None]
    if card is not None:
        light[-90:-20, -90:-20] = card
    photo = linear_to_srgb(np.clip(light * 2.0**stops, 0, 1))
    return np.ascontiguousarray(np.rot90(photo, quarters))


def corner_error(found: Any, true: Any = CORNERS):
    """Return the mean distance of corners in parts of the diagonal."""
    found, true = np.array(found), np.array(true)
    long = np.linalg.norm(true[:2] - true[2:], axis=1).mean()
    return float(np.linalg.norm(found - true, axis=1).mean() / long)
