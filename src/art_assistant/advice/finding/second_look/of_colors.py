"""What a picture says against findings about its colours."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from art_assistant.advice.finding.findings import Finding
from art_assistant.advice.finding.second_look.look import SecondLook
from art_assistant.advice.finding.sights import stray_swatch
from art_assistant.analysis.color.palette import Swatch
from art_assistant.analysis.composition.passages import beyond
from art_assistant.analysis.places import place_mask
from art_assistant.analysis.spots import LEAST_ACCENT, colourful, largest_accent, warm_and_cool

_HUELESS: Final = 4.0
"""Mean C* of the lights or of the darks below which they are neither warm nor cool."""
_NEAR_GREY: Final = 6.0
"""Median C* below which most of a picture is too grey to be warm or cool."""
_OTHER_COLOUR: Final = 22.0
"""Distance in a*b* between the means of the lights and of the darks from which anybody sees two colours."""
_SIDE_BY_SIDE: Final = 0.05
"""Share of warm and of cool passages from which both are seen."""
_COLOURED: Final = 12.0
"""C* from which a passage is coloured; up to 10 the colour study calls it near-neutral."""
_EVERYWHERE: Final = 2.0 / 3.0
_STRONG: Final = 45.0
"""C* (p95) that no picture of strong colours stays below."""
_SEVERAL_HUES: Final = 0.47
"""Entropy of the hues, 0-1, below which a picture is of one."""
_GREY: Final = 0.97
"""Share of near-neutral pixels from which a picture is grey by choice."""
_LOOKED_AT: Final = 0.5
"""Mean attention from which a colour belongs to what is looked at."""
_NEAR_HUE: Final = 40.0
"""Degrees of hue within which two colours are of one family."""


def chroma_everywhere(look: SecondLook, finding: Finding) -> str | None:
    """Speak against strong colour all over where greys, quiet colours or a single hue hold the picture."""
    if min(colourful(look.lab, _COLOURED)) < _EVERYWHERE:
        return "Greys hold much of the picture."
    strongest, hues = (look.evidence.metrics.get(name) for name in ("color.chroma_p95", "color.hue_entropy"))
    if strongest is not None and strongest < _STRONG:
        return "No colour is strong."
    if hues is not None and hues < _SEVERAL_HUES:
        return "It is one hue that is strong."
    return "Another place is stronger in colour." if look.is_outshone(finding.sight.place) else None


def no_chroma_accent(look: SecondLook, finding: Finding) -> str | None:
    """Speak against a missing accent of colour in a grey picture, or where one is there."""
    neutral = look.evidence.metrics.get("color.near_neutral_share")
    if neutral is not None and neutral >= _GREY:
        return "The picture is grey throughout."
    if largest_accent(look.lab) >= LEAST_ACCENT:
        return "One colour does stand out."
    return "Another place is stronger in colour." if look.is_outshone(finding.sight.place) else None


def one_temperature(look: SecondLook, _: Finding) -> str | None:
    """Speak against one warmth throughout where warm and cool are seen side by side, or nothing has a hue."""
    values = look.evidence.values
    hues = np.ascontiguousarray(look.lab[..., 1:]).reshape(-1, 2)
    ends = (beyond(values.l_map, values.counted, at, sign) for at, sign in ((75.0, 1), (25.0, -1)))
    sides = [np.take(hues, np.flatnonzero(end), axis=0) for end in ends]
    light, dark = (side.mean(axis=0, dtype=np.float64) if side.size else np.zeros(2) for side in sides)
    if min(float(np.hypot(*side.T).mean()) if side.size else 0.0 for side in sides) < _HUELESS:
        return "The lights or the darks have no colour to speak of."
    if float(np.median(np.hypot(*hues.T))) < _NEAR_GREY:
        return "Most of the picture is near grey."
    if float(np.hypot(*(light - dark))) >= _OTHER_COLOUR:
        return "Lights and darks differ in colour."
    return "Warm and cool passages lie side by side." if min(warm_and_cool(look.lab)) >= _SIDE_BY_SIDE else None


def scattered_hues(look: SecondLook, finding: Finding) -> str | None:
    """Speak against a stray hue that is of the family, or that of what is looked at."""
    stray, attention = stray_swatch(look.evidence), look.evidence.composition.attention
    if stray is None or attention is None:
        return None
    if _is_of_the_family(stray, look.evidence.color.palette):
        return "Its hue is nearly that of another colour of the picture."
    labels = look.evidence.color.palette_labels
    looked = cv2.resize(attention, (labels.shape[1], labels.shape[0]), interpolation=cv2.INTER_LINEAR)
    place = place_mask(finding.sight.place, labels.shape) & (labels == stray.id)
    if place.any() and float(looked[place].mean()) >= _LOOKED_AT:
        return "The hue it would send away is that of the subject."
    return None


def _is_of_the_family(stray: Swatch, palette: tuple[Swatch, ...]) -> bool:
    if stray.hue is None:
        return True
    others = [other.hue for other in palette if other is not stray and other.hue is not None]
    return any(abs((stray.hue - hue + 180.0) % 360.0 - 180.0) < _NEAR_HUE for hue in others)
