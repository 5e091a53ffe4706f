"""How hard an edge is: the 10-90 % rise width of the profile across it, in % of the diagonal, whatever its contrast.

Each profile runs 2 % of the diagonal to either side of its point, along the normal, as the mean of three parallel
lines. It is read on the colour axis of its own step, so that an edge between two hues of one value has a width too.
The step ends, on either side, where the slope has fallen to a tenth of its greatest: what lies beyond (another edge,
modelling, texture) does not count.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32, U8

_REACH, _STEP = 0.02, 0.0008
"""Half-length and spacing of a profile, as shares of the diagonal."""
_HALF = round(_REACH / _STEP)
_SEEK = round(0.004 / _STEP)
"""How far, in steps, the steepest place of a profile may lie from its point."""
_BESIDE = 0.0015
"""Distance of the parallel lines, as a share of the diagonal."""
_END_SLOPE = 0.10
_KERNEL = np.array([1.0, 2.0, 3.0, 2.0, 1.0]) / 9.0
_TRUNCATION = 1.02
"""A Gaussian edge cut where its smoothed slope is a tenth of the greatest keeps about 98 % of its step; this gives the
rest of the width back."""
_INTERPOLATION = 2.563**2 / 6.0
"""Square of the 10-90 % width that reading between pixels adds, in pixels: linear interpolation blurs by a variance of
one sixth, and a Gaussian rises from 10 to 90 % in 2.563 sigma."""

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Rises:
    """What n profiles measure; NaN where a profile shows no step.

    Attributes:
        width: (n,) float64, 10-90 % rise width, % of the diagonal.
        light_step: (n,) float64, difference of L* across the step.
        step: (n,) float64, CIELAB distance across the step.

    """

    width: Array
    light_step: Array
    step: Array


def measure_rises(rgb: U8, points: F32, normals: F32) -> Rises:
    """Return the rise widths at contour points of a picture.

    Args:
        rgb: (H, W, 3) uint8 sRGB, the sharpest copy there is.
        points: (n, 2) float32, (x, y) in fractions.
        normals: (n, 2) float32 unit vectors across the contour.

    """
    if len(points) == 0:
        return Rises(*(np.zeros(0) for _ in range(3)))
    profiles = _profiles(rgb, points, normals)
    centre = _steepest(profiles)
    signal = _projected(profiles, centre)
    pixel = 100.0 / float(np.hypot(*rgb.shape[:2]))
    return _rises(profiles, signal, centre, pixel)


def _profiles(rgb: U8, points: F32, normals: F32) -> F32:
    """Return (n, 2 half + 1, 3) CIELAB along each normal, the mean of three parallel lines."""
    height, width = rgb.shape[:2]
    diagonal = float(np.hypot(height, width))
    along = (np.arange(-_HALF, _HALF + 1) * (_STEP * diagonal)).astype(np.float32)
    # Three lines side by side, because one alone carries the grain of the canvas.
    beside = (np.array([-1.0, 0.0, 1.0]) * (_BESIDE * diagonal)).astype(np.float32)
    x = (points[:, 0:1] * width - 0.5) + along * normals[:, 0:1]
    y = (points[:, 1:2] * height - 0.5) + along * normals[:, 1:2]
    # Read one after the other at each point, where they find the same pixels near the processor.
    rows, length = x.shape
    right, down = (beside[:, None] * normals[:, axis, None, None] for axis in (1, 0))
    maps = (x[:, None] - right).reshape(rows, -1), (y[:, None] + down).reshape(rows, -1)
    lines = cv2.cvtColor(cv2.remap(rgb, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), cv2.COLOR_RGB2LAB)
    total = np.zeros((rows, length, 3), dtype=np.float32)
    for start in range(0, 3 * length, length):
        cv2.accumulate(lines[:, start : start + length], total)
    total /= 3.0
    # OpenCV keeps the L* of 8 bits as 0-255.
    total[..., 0] *= 100.0 / 255.0
    return total


def _slope(signal: Array) -> Array:
    """Return the smoothed slope along axis 1 per step, same shape; two steps at either end are 0."""
    gradient = np.zeros(signal.shape, dtype=np.float32)
    gradient[:, 1:-1] = 0.5 * (signal[:, 2:] - signal[:, :-2])
    smooth = np.zeros_like(gradient)
    span = signal.shape[1] - 4
    for offset, weight in enumerate(_KERNEL):
        smooth[:, 2:-2] += np.float32(weight) * gradient[:, offset : offset + span]
    return smooth


def _steepest(profiles: F32) -> Array:
    """Return the index of the steepest place near the middle of each profile."""
    middle = profiles[:, _HALF - _SEEK - 3 : _HALF + _SEEK + 4]
    change = _slope(middle)[:, 3:-3]
    return np.asarray(np.argmax(np.einsum("ijk,ijk->ij", change, change), axis=1) + _HALF - _SEEK)


def _projected(profiles: F32, centre: Array) -> Array:
    """Return each profile on the axis of its own steepest change, rising."""
    rows = np.arange(len(profiles))
    axis = profiles[rows, centre + 3] - profiles[rows, centre - 3]
    axis /= np.maximum(np.linalg.norm(axis, axis=1, keepdims=True), 1e-6)
    return np.asarray(np.einsum("ijk,ik->ij", profiles, axis))


def _ends(signal: Array, centre: Array) -> tuple[Array, Array]:
    """Return the last index left and the first index right of the centre where the step has ended."""
    slope = _slope(signal)
    rows, columns = np.arange(len(signal)), np.arange(signal.shape[1])
    over = slope <= _END_SLOPE * slope[rows, centre][:, None]
    right = np.argmax(over & (columns > centre[:, None]), axis=1)
    left = columns[-1] - np.argmax((over & (columns < centre[:, None]))[:, ::-1], axis=1)
    return left, right


def _rises(profiles: F32, signal: Array, centre: Array, pixel: float) -> Rises:
    left, right = _ends(signal, centre)
    rows = np.arange(len(signal))
    outside = np.minimum(right + 1, signal.shape[1] - 1), np.maximum(left - 1, 0)
    # Each level is the mean of two samples, where the step has ended and one further out.
    high = 0.5 * (signal[rows, right] + signal[rows, outside[0]])
    low = 0.5 * (signal[rows, left] + signal[rows, outside[1]])
    step = high - low
    # The width from a tenth to nine tenths of the rise.
    first = _crossing(signal, low + 0.1 * step, centre, -1)
    last = _crossing(signal, low + 0.9 * step, centre, 1)
    width = (last - first) * (_TRUNCATION * _STEP * 100.0)
    difference = 0.5 * (profiles[rows, right] + profiles[rows, outside[0]])
    difference = difference - 0.5 * (profiles[rows, left] + profiles[rows, outside[1]])
    bad = (step <= 0.0) | (width <= 0.0)
    # Widths of independent blurs add as squares: what reading between pixels adds is taken off again.
    sharpened = np.sqrt(np.maximum(width**2 - _INTERPOLATION * pixel**2, (0.5 * pixel) ** 2))
    width = np.where(bad, np.nan, sharpened)
    distance = np.where(bad, np.nan, np.linalg.norm(difference, axis=1))
    return Rises(width, np.where(bad, np.nan, np.abs(difference[:, 0])), distance)


def _crossing(signal: Array, level: Array, centre: Array, side: int) -> Array:
    """Return where the signal, followed from the centre to one side, first passes the level; fractions of a step."""
    columns = np.arange(signal.shape[1])
    beyond = (signal - level[:, None]) * side >= 0.0
    beyond &= (columns - centre[:, None]) * side >= 0
    at = np.argmax(beyond, axis=1) if side > 0 else columns[-1] - np.argmax(beyond[:, ::-1], axis=1)
    rows = np.arange(len(signal))
    before = np.clip(at - side, 0, columns[-1])
    rise = signal[rows, at] - signal[rows, before]
    # Between the two samples the signal is taken as straight.
    part = np.where(np.abs(rise) > 1e-9, (level - signal[rows, before]) / np.where(rise == 0.0, 1.0, rise), 1.0)
    return np.asarray(before + side * np.clip(part, 0.0, 1.0))
