"""What is said of a photograph: one line each, what was measured and what to do."""

from __future__ import annotations

from typing import Final

import numpy as np

from art_assistant.field.photo import Remark

_NAMED: Final = (
    (-30.0, "pink"), (20.0, "reddish"), (45.0, "warm orange"), (75.0, "warm yellow"), (105.0, "yellowish-green"),
    (140.0, "green"), (200.0, "bluish-green"), (225.0, "cool blue"), (285.0, "violet"),
)  # fmt: skip
"""From which hue angle, in degrees of a*b*, a cast has which name."""
_OPPOSITE: Final = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}
_GROUNDS: Final = {"paper": "the paper", "border": "the border", "wall": "the wall behind it"}


def uneven_light(ground: str, lighter: str, lightness: float) -> Remark:
    """Say which side is lighter, by ``lightness`` L*."""
    values = lightness / 10.0
    darker = " ".join(_OPPOSITE[word] for word in lighter.split())
    text = (
        f"The light is uneven: {_GROUNDS[ground]} is {values:.1f} values lighter at the {lighter} than at the "
        f"{darker}; turn the picture away from the window or lamp, or photograph it in open shade."
    )
    return Remark("uneven_light", values, "values", text)


def evened(lightness: float) -> Remark:
    """Say that the light of the paper was taken off; it differed by ``lightness`` L* across it."""
    values = lightness / 10.0
    text = (
        f"The light on the paper differs by {values:.1f} values: it is taken off for the study, as if all of the paper "
        "were lit as its lightest part is; drawn tones stay."
    )
    return Remark("uneven_light", values, "values", text, corrected=True)


def glare(share: float, at: tuple[float, float]) -> Remark:
    """Say where the surface shines."""
    percent = 100.0 * share
    text = (
        f"Glare washes out {percent:.1f} % of the picture {where(at)}; move the lamp to the side, or yourself, until "
        "the shine is gone."
    )
    return Remark("glare", percent, "% of the picture", text)


def where(at: tuple[float, float]) -> str:
    """Return the place of (x, y) fractions, by thirds."""
    row, column = (
        names[min(int(part * 3), 2)]
        for part, names in zip(at[::-1], (("top", "", "bottom"), ("left", "", "right")), strict=True)
    )
    name = f"{row} {column}".strip()
    return f"at the {name}" if name else "in the middle"


def blur(percent: float, *, of_world: bool) -> Remark:
    """Say that nothing is sharp; ``of_world`` is a photograph to paint from."""
    what = (
        "use a sharper one where you need its edges"
        if of_world
        else "hold the camera still, focus on the surface and photograph it again"
    )
    text = (
        f"The photograph is blurred: even its sharpest edges are {percent:.2f} % of the diagonal wide, so edges are "
        f"not judged; {what}."
    )
    return Remark("blur", percent, "% of the diagonal", text)


def few_pixels(side: int) -> Remark:
    """Say that the picture is too small for its edges."""
    text = f"The picture is only {side} px on its long side, so edges are not judged; use the original, or go closer."
    return Remark("blur", float(side), "px", text)


def cast(a: float, b: float, *, corrected: bool, cream: bool) -> Remark:
    """Say what colour the light has; a border that may be ``cream`` is asked about."""
    amount = float(np.hypot(a, b))
    seen = f"The border round the picture is {amount:.0f} a*b* units off grey, a {hue_name(a, b)} cast"
    done = "photograph it in open shade, or set the camera's white balance on the border"
    if corrected:
        done = "it is taken off for the study, as if the border were white"
    elif cream:
        done = "if the border is white, photograph it in open shade; if it is cream, all is well"
    return Remark("cast", amount, "a*b* units", f"{seen}; {done}.", corrected)


def hue_name(a: float, b: float) -> str:
    """Return the name of a cast."""
    angle = (float(np.degrees(np.arctan2(b, a))) + 75.0) % 360.0 - 75.0
    return next((name for start, name in reversed(_NAMED) if angle >= start), "violet")


def dark_ground(ground: str, lightness: float) -> Remark:
    """Say that what may be white came out grey."""
    value = lightness / 10.0
    text = (
        f"{_GROUNDS[ground].capitalize()} came out at value {value:.1f}: if it is white, give the photograph more "
        "light or a longer exposure, until it is at 9 or above."
    )
    return Remark("low_light", value, "value", text)


def noise(amount: float) -> Remark:
    """Say that the darks are full of colour noise."""
    text = (
        f"There was too little light: the darks are speckled by {amount:.1f} a*b* units of noise; photograph it by "
        "daylight, or rest the camera and expose longer."
    )
    return Remark("low_light", amount, "a*b* units", text)


def keystone(percent: float, degrees: float, *, corrected: bool) -> Remark:
    """Say that the camera stood askew."""
    done = "the crop straightens it" if corrected else "hold the camera level with its middle and square to it"
    text = (
        f"The camera stood askew: opposite sides differ by {percent:.0f} %, the corners by up to {degrees:.0f} degrees "
        f"from square ones; {done}."
    )
    return Remark("keystone", percent, "%", text, corrected)


def clipped(end: str, share: float, *, of_world: bool) -> Remark:
    """Say what share has no detail left; ``end`` is ``"lights"`` or ``"darks"``."""
    percent = 100.0 * share
    tone, course = ("white or nearly", "shorter") if end == "lights" else ("black", "longer")
    what = (
        "find out what is there before you paint it, from another shot or on the spot"
        if of_world
        else f"photograph it again with a {course} exposure"
    )
    text = f"{percent:.0f} % of the picture is flat {tone}, with nothing left in it; {what}."
    return Remark(f"clipped_{end}", percent, "% of the picture", text)
