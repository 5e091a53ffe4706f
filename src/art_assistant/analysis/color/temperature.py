"""Warm and cool: the colour emotion of Ou, Woodcock and Wright, and how lights and darks differ in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32

WARM_HUE = 50.0
"""CIELAB hue angle, in degrees, that people call warmest (Ou, Woodcock & Wright 2004)."""

SAME_TEMPERATURE = 0.15
"""Lights and darks whose warmth differs by less than this are said to share one temperature."""


LEAST_CHROMA = 2.0
"""Mean C*ab below which a picture has no temperature: the scale calls every grey cool (-0.5)."""


def warmth(lab: NDArray[Any]) -> F32:
    """Return the warm-cool response of CIE L*a*b* colours, float32: above 0 warm, below 0 cool, grey at -0.5.

    WC = -0.5 + 0.02 (C*ab)^1.07 cos(h_ab - 50 degrees), the warm-cool scale of L. Ou, M. R. Luo, A. Woodcock and
    A. Wright, "A study of colour emotion and colour preference. Part I: colour emotions for single colours", Color
    Research & Application 29 (2004) 232-240.
    """
    lab32 = np.asarray(lab, dtype=np.float32)
    chroma = np.hypot(lab32[..., 1], lab32[..., 2])
    hue = np.arctan2(lab32[..., 2], lab32[..., 1])
    return np.asarray(-0.5 + 0.02 * chroma**1.07 * np.cos(hue - np.radians(WARM_HUE)), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Temperature:
    """How warm a picture measures.

    Attributes:
        mean: mean warmth of the counted pixels; None, as all others, where none is counted or hardly any has a colour.
        spread: standard deviation of the warmth.
        lights: mean warmth of the lightest third of the picture, by L*.
        darks: mean warmth of the darkest third.
        lights_minus_darks: above 0 where the lights measure warmer than the darks.
        reading: one plain sentence that describes the measurement.
        question: what the painter may ask; a picture cannot tell the colour of the light from local colour.

    """

    mean: float | None
    spread: float | None
    lights: float | None
    darks: float | None
    lights_minus_darks: float | None
    reading: str
    question: str

    def as_dict(self) -> dict[str, Any]:
        """Return plain Python for JSON."""
        numbers = {
            "mean": self.mean,
            "spread": self.spread,
            "lights": self.lights,
            "darks": self.darks,
            "lights_minus_darks": self.lights_minus_darks,
        }
        rounded = {key: None if number is None else round(number, 3) for key, number in numbers.items()}
        return {**rounded, "reading": self.reading, "question": self.question}


Thirds = tuple[NDArray[np.float64], NDArray[np.float64]]
"""What each colour weighs in the darkest and in the lightest third of a picture."""


def study_temperature(lab: F32, share: F32, thirds: Thirds | None = None) -> Temperature:
    """Return the temperature of colours ``lab`` (n, 3) with ``share`` (n,) of the picture each.

    ``thirds`` are the ``third_weights`` of these colours, where the caller already has them.
    """
    if share.size == 0:
        return Temperature(None, None, None, None, None, "Nothing is counted in this picture.", "")
    if float(np.average(np.hypot(lab[:, 1], lab[:, 2]), weights=share)) < LEAST_CHROMA:
        return Temperature(None, None, None, None, None, "There is too little colour to tell warm from cool.", "")
    warm = warmth(lab).astype(np.float64)
    weight = share.astype(np.float64)
    mean = float(np.average(warm, weights=weight))
    spread = float(np.sqrt(np.average((warm - mean) ** 2, weights=weight)))
    dark, light = third_weights(lab[:, 0], share) if thirds is None else thirds
    darks, lights = float(np.average(warm, weights=dark)), float(np.average(warm, weights=light))
    difference = lights - darks
    return Temperature(mean, spread, lights, darks, difference, _reading(difference), _question(difference))


def third_weights(lightness: F32, share: F32) -> Thirds:
    """Return the weights (n,) of each colour in the darkest and in the lightest third of the picture, by L*."""
    order = np.argsort(lightness, kind="stable")
    mass = share[order].astype(np.float64)
    end = np.cumsum(mass)
    third = float(end[-1]) / 3.0
    dark, light = np.empty_like(mass), np.empty_like(mass)
    dark[order] = np.clip(third - (end - mass), 0.0, mass)
    light[order] = np.clip(end - 2.0 * third, 0.0, mass)
    return dark, light


def _reading(difference: float) -> str:
    if abs(difference) < SAME_TEMPERATURE:
        return "Lights and darks measure about the same temperature."
    side = "warmer" if difference > 0 else "cooler"
    return f"The lights measure {side} than the darks (by {abs(difference):.2f} on the warm-cool scale)."


def _question(difference: float) -> str:
    if abs(difference) < SAME_TEMPERATURE:
        return "Is one temperature throughout what you want, or should light and shadow part?"
    side, other = ("warm", "cool") if difference > 0 else ("cool", "warm")
    return f"Is that a {side} light with {other} shadows, or simply the local colour of light and dark things?"
