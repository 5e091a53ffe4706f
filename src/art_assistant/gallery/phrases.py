"""What is said of each measurement that two pictures share: a painter's words for its low end and for its high one.

An end is spoken of only where the words are also true as they stand: a picture among the lightest of a dark gallery is
not called light.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class End:
    """One end of a metric.

    Attributes:
        text: what both pictures do there, up to the brackets.
        limit: the words are true from this value outwards.

    """

    text: str
    limit: float


@dataclass(frozen=True, slots=True)
class Phrase:
    """How one metric is spoken of.

    Attributes:
        low, high: its ends; None where that end says nothing to a painter.
        number: how a value is written.
        unit: what follows the second value, its space or comma included.
        scale: what a value is multiplied by before it is written.

    """

    low: End | None
    high: End | None
    number: str = "{:.0f}"
    unit: str = ""
    scale: float = 1.0

    def numbers(self, yours: float, its: float) -> str:
        """Return both values, once where they read alike, and the unit."""
        first, second = self.number.format(yours * self.scale), self.number.format(its * self.scale)
        both = f"both {first}" if first == second else f"yours {first}, this {second}"
        return f"{both}{self.unit}"


def _share(low: End | None, high: End | None, unit: str = "") -> Phrase:
    return Phrase(low, high, "{:.0f} %", unit, 100.0)


PHRASES: Final[Mapping[str, Phrase]] = {
    "values.range_steps": Phrase(
        End("Few values are used, all of them close together", 5.0),
        End("The whole keyboard is played, from near black to near white", 6.5),
        "{:.1f}",
        " steps of value",
    ),
    "values.l_p50": Phrase(
        End("The picture is built up out of the dark", 32.0),
        End("Everything is pitched light", 58.0),
        unit=" L* in the middle",
    ),
    "values.contrast": Phrase(
        End("Contrasts are kept quiet; nothing shouts", 16.0),
        End("Strong darks are set hard against strong lights", 22.0),
        unit=", spread of L*",
    ),
    "values.dark_share": _share(None, End("A large part is given over to deep dark", 0.25), " at value 2 or below"),
    "values.light_share": _share(None, End("A large part is left to high light", 0.08), " at value 8 or above"),
    "values.mid_share": _share(
        End("Middle values are nearly left out; light and dark do the talking", 0.3),
        End("Nearly everything happens in the middle values", 0.55),
        " between 3.5 and 6.5",
    ),
    "values.squint_retained": _share(
        End("Squint and it dissolves: the effect lives in small touches", 0.6),
        End("Squint and the design still stands: it is all in the big shapes", 0.8),
        " of the contrast left",
    ),
    "values.local_contrast": Phrase(
        End("Surfaces are smooth, with hardly a broken touch", 7.0),
        End("The surface is busy everywhere with broken touches", 10.0),
        "{:.1f}",
        " L* of texture",
    ),
    "values.skew": Phrase(
        End("A few darks are placed into a light field", -0.3),
        End("A few lights are placed into a dark field", 0.8),
        "{:+.1f}",
        ", skew of L*",
    ),
    "values.families_gap": Phrase(
        End("Light and shadow stay close neighbours", 25.0),
        End("Light and shadow are pulled far apart", 38.0),
        unit=" L* between them",
    ),
    "values.shadow_share": _share(
        End("Shadow is the guest: most of the picture lies in the light", 0.4),
        End("Shadow owns the picture and the light is rationed", 0.65),
        " in shadow",
    ),
    "values.lights_top": Phrase(
        None, End("One last bright accent is kept above all other lights", 10.0), unit=" L* above the lights"
    ),
    "masses.largest_share": _share(None, End("One value mass carries the picture", 0.4), " of the picture"),
    "masses.evenness": Phrase(
        End("The masses are very unequal: one big, the rest small", 0.9),
        End("The picture is divided among masses of nearly one size", 0.95),
        "{:.2f}",
        " of 1",
    ),
    "masses.boundary_length": Phrase(
        End("Masses meet along short, plain contours", 6.0),
        End("Masses are woven into one another along long contours", 9.0),
        "{:.1f}",
        " diagonals of contour",
    ),
    "masses.explained": _share(
        None, End("A handful of flat values would almost paint it", 0.85), " of the values told by five masses"
    ),
    "color.chroma_mean": Phrase(
        End("Colour is held back nearly to grey", 14.0), End("Colour is strong all over", 24.0), unit=", mean chroma C*"
    ),
    "color.near_neutral_share": _share(
        End("Hardly a grey in it: every touch has a hue", 0.15),
        End("Greys do most of the work", 0.5),
        " near-neutral",
    ),
    "color.accent_strength": Phrase(
        End("Chroma is even throughout, with no accent set", 22.0),
        End("One strong colour accent is set into quieter surroundings", 35.0),
        unit=" C* above the rest",
    ),
    "color.hue_entropy": Phrase(
        End("One family of hues rules, and the rest is variation on it", 0.5),
        End("Hues come from all round the wheel", 0.7),
        "{:.2f}",
        " of 1",
    ),
    "color.temperature_mean": Phrase(
        End("The whole leans cool", -0.55), End("The whole leans warm", 0.05), "{:+.2f}", ", warm-cool"
    ),
    "color.temperature_lights_minus_darks": Phrase(
        End("Lights are cooler than darks", -0.1),
        End("Lights are warmer than darks", 0.1),
        "{:+.2f}",
        ", warm-cool",
    ),
    "color.temperature_spread": Phrase(
        None, End("Warm is played against cool across the picture", 0.4), "{:.2f}", ", warm-cool spread"
    ),
    "color.dark_hue_concentration": Phrase(
        End("The darks change hue from place to place", 0.5),
        End("The darks are all of one hue", 0.9),
        "{:.2f}",
        " of 1",
    ),
    "edges.hard_share": _share(
        End("Nearly every edge is softened", 0.25), End("Edges are cut hard", 0.45), " of the edges hard"
    ),
    "edges.lost_share": _share(None, End("Edges are let go and found again", 0.2), " lost"),
    "edges.hard_focus_lead": _share(
        None, End("The hard edges are saved for where the eye should go", 0.08), " more of them there"
    ),
    "composition.attention_spread": Phrase(
        End("The eye is gathered into one place", 0.8),
        End("Interest is spread over the whole field", 0.85),
        "{:.2f}",
        " of 1",
    ),
    "composition.rest_share": _share(None, End("A wide quiet passage lets the eye rest", 0.2), " at rest"),
    "composition.second_ratio": _share(
        End("One first read, and nothing that rivals it", 0.5),
        End("Two places hold the eye almost equally", 0.9),
        " of the strength of the first",
    ),
    "composition.symmetry": Phrase(
        None, End("Left and right nearly mirror each other", 50.0), unit=" of 100, mirror symmetry"
    ),
}

FACET_SENTENCES: Final[Mapping[str, tuple[str, ...]]] = {
    "value": (
        "The lights and darks fall in the same places",
        "Lay one over the other: the pattern of light and dark nearly fits",
        "Reduced to a notan, the two would be cousins",
    ),
    "palette": (
        "The palette is a near relation of yours",
        "It could have been mixed from your palette",
        "The same hues at the same lightness do the work",
    ),
    "manner": (
        "The handling is of one kind with yours",
        "The paint is laid in a way close to yours",
        "Touch and finish are of your school",
    ),
    "overall": (
        "Subject and layout are close to yours",
        "It sets itself nearly the task that you set yourself",
        "What is shown, and how it is placed, is near to yours",
    ),
}
"""Wordings for each facet, so that no two works of one result are praised in the same words."""

FACET_NAMES: Final[Mapping[str, str]] = {
    "value": "its pattern of light and dark",
    "palette": "its palette",
    "manner": "its handling",
    "overall": "its subject and layout",
}
