"""What a picture does well in a few plain words, without a number: the numbers are told where they are explained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

KEPT: Final[Mapping[str, str]] = {
    "holds_at_a_squint": "the design holds at a squint",
    "clear_families": "light and shadow are clearly parted",
    "full_scale": "the scale is used from dark to light",
    "simple_masses": "the big shapes carry the picture",
    "one_leader": "one mass clearly leads",
    "one_focus": "it is clear where to look",
    "room_to_rest": "there is room for the eye to rest",
    "eye_stays_in": "nothing near the frame draws the eye out",
    "clean_accent": "one colour stands out",
    "temperature_play": "lights and darks differ in warmth",
    "living_darks": "the darks have several hues",
    "edges_lead": "the sharpest edges lie where one looks first",
}
"""Kind of strength to what it comes to, as half a sentence."""
