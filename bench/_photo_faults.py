"""Faults of a photograph at known strength: light, lens and camera, done to a sound picture in linear light."""

import cv2
import numpy as np

from art_assistant.imaging.colorspace import lab_to_linear, linear_to_srgb, srgb_to_linear

QUALITY = 85
BORDER = 0.09


def stored(rgb: np.ndarray) -> np.ndarray:
    """Return the picture as a camera keeps it: a JPEG."""
    stream = cv2.imencode(".jpg", np.ascontiguousarray(rgb[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1]
    return np.ascontiguousarray(cv2.imdecode(stream, cv2.IMREAD_COLOR)[..., ::-1])


def defocused(rgb: np.ndarray, sigma: float, _: np.random.Generator) -> np.ndarray:
    """Blur by a Gaussian of ``sigma`` pixels."""
    return linear_to_srgb(cv2.GaussianBlur(srgb_to_linear(rgb), (0, 0), sigma))


def moved(rgb: np.ndarray, length: float, rng: np.random.Generator) -> np.ndarray:
    """Blur along a line of ``length`` pixels in any direction."""
    side = int(length) | 1
    line = np.zeros((side, side), np.float32)
    line[side // 2] = 1.0
    turn = cv2.getRotationMatrix2D((side // 2, side // 2), float(rng.uniform(0, 180)), 1.0)
    kernel = cv2.warpAffine(line, turn, (side, side))
    return linear_to_srgb(cv2.filter2D(srgb_to_linear(rgb), -1, kernel / kernel.sum()))


def overexposed(rgb: np.ndarray, stops: float, _: np.random.Generator) -> np.ndarray:
    """Let in ``stops`` more light than the camera can hold."""
    return linear_to_srgb(srgb_to_linear(rgb) * np.float32(2.0**stops))


def crushed(rgb: np.ndarray, black: float, _: np.random.Generator) -> np.ndarray:
    """Set black at ``black`` of the full light, as a steep camera curve does."""
    return linear_to_srgb((srgb_to_linear(rgb) - np.float32(black)) / np.float32(1.0 - black))


def lit_from_a_side(rgb: np.ndarray, values: float, rng: np.random.Generator) -> np.ndarray:
    """Let a light ground lose ``values`` from one side to the other."""
    height, width = rgb.shape[:2]
    angle = float(rng.uniform(0, 2 * np.pi))
    y, x = np.mgrid[0:height, 0:width]
    along = x / width * np.cos(angle) + y / height * np.sin(angle)
    along = (along - along.min()) / np.ptp(along)
    # L* of a ground of 90 falls by 10 a value.
    falls = ((90.0 - 10.0 * values * along + 16.0) / 106.0) ** 3
    return linear_to_srgb(srgb_to_linear(rgb) * falls[..., None].astype(np.float32))


def shining(rgb: np.ndarray, strength: float, rng: np.random.Generator) -> np.ndarray:
    """Add a soft white spot of ``strength`` times the full light, 6 % of the diagonal in radius."""
    height, width = rgb.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    at = rng.uniform(0.2, 0.8, 2) * (width, height)
    away = ((x - at[0]) ** 2 + (y - at[1]) ** 2) / (0.06 * np.hypot(width, height)) ** 2
    spot = strength * np.exp(-0.5 * away)
    return linear_to_srgb(srgb_to_linear(rgb) + spot[..., None].astype(np.float32))


def speckled(rgb: np.ndarray, noise: float, rng: np.random.Generator) -> np.ndarray:
    """Add the noise of little light: its variance ``noise`` squared (8-bit steps) in the darks, blotchy by a pixel."""
    grain = cv2.GaussianBlur(rng.normal(0.0, 1.0, rgb.shape).astype(np.float32), (0, 0), 0.8)
    grain *= noise / grain.std()
    return np.clip(rgb + grain * (1.3 - rgb / 255.0), 0, 255).astype(np.uint8)


def tinted_warm(rgb: np.ndarray, units: float, rng: np.random.Generator) -> np.ndarray:
    """Light the scene so that a white of L* 92 shifts by ``units`` of a*b* to orange or yellow."""
    return _tinted(rgb, units, float(rng.uniform(55, 105)))


def tinted_cold(rgb: np.ndarray, units: float, rng: np.random.Generator) -> np.ndarray:
    """Light the scene so that a white of L* 92 shifts by ``units`` of a*b* to green, blue, violet or pink."""
    return _tinted(rgb, units, float(rng.uniform(140, 360)))


def _tinted(rgb: np.ndarray, units: float, degrees: float) -> np.ndarray:
    angle = np.deg2rad(degrees)
    light = lab_to_linear(np.array([92.0, units * np.cos(angle), units * np.sin(angle)], np.float32))
    return linear_to_srgb(srgb_to_linear(rgb) * (light / lab_to_linear(np.array([92.0, 0.0, 0.0], np.float32))))


def underexposed(rgb: np.ndarray, stops: float, _: np.random.Generator) -> np.ndarray:
    """Let in ``stops`` less light."""
    return linear_to_srgb(srgb_to_linear(rgb) * np.float32(2.0**-stops))


def bordered(rgb: np.ndarray, tone: tuple[float, float, float], rng: np.random.Generator) -> np.ndarray:
    """Lay the picture on a sheet of one tone (L*, a*, b*) with a little paper grain."""
    rim = round(BORDER * max(rgb.shape[:2]))
    color = linear_to_srgb(lab_to_linear(np.array(tone, np.float32)))
    sheet = cv2.copyMakeBorder(rgb, rim, rim, rim, rim, cv2.BORDER_CONSTANT, value=[float(v) for v in color])
    grain = rng.normal(0.0, 4.0, sheet.shape[:2])
    grain[rim:-rim, rim:-rim] = 0.0
    return np.clip(sheet + grain[..., None], 0, 255).astype(np.uint8)
