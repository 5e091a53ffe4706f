"""What is said of each measurement that two pictures share: a painter's words for its low end and for its high one.

An end is spoken of only where the words are also true as they stand: a picture among the lightest of a dark gallery is
not called light.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from art_assistant.corpus.metrics import METRICS


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
    """How one metric is spoken of where two pictures share it; its name and unit stand in ``corpus.metrics``.

    Attributes:
        low, high: its ends; None where that end says nothing to a painter.

    """

    low: End | None
    high: End | None


def numbers(key: str, yours: float, its: float) -> str:
    """Return both values of a metric under its name, once where they read alike: "middle value: both 3.4"."""
    metric = METRICS[key]
    first, second = metric.figure(yours), metric.figure(its)
    both = f"both {first}" if first == second else f"yours {first}, this {second}"
    return f"{metric.name}: {both}{metric.after(its)}"


PHRASES: Final[Mapping[str, Phrase]] = {
    "values.range_steps": Phrase(
        End("Few values are used, all of them close together", 5.0),
        End("The whole keyboard is played, from near black to near white", 6.5),
    ),
    "values.l_p50": Phrase(
        End("The picture is built up out of the dark", 32.0), End("Everything is pitched light", 58.0)
    ),
    "values.contrast": Phrase(
        End("Contrasts are kept quiet; nothing shouts", 16.0),
        End("Strong darks are set hard against strong lights", 22.0),
    ),
    "values.dark_share": Phrase(None, End("A large part is given over to deep dark", 0.25)),
    "values.light_share": Phrase(None, End("A large part is left to high light", 0.08)),
    "values.mid_share": Phrase(
        End("Middle values are nearly left out; light and dark do the talking", 0.3),
        End("Nearly everything happens in the middle values", 0.55),
    ),
    "values.squint_retained": Phrase(
        End("Squint and it dissolves: the effect lives in small touches", 0.6),
        End("Squint and the design still stands: it is all in the big shapes", 0.8),
    ),
    "values.local_contrast": Phrase(
        End("Surfaces are smooth, with hardly a broken touch", 7.0),
        End("The surface is busy everywhere with broken touches", 10.0),
    ),
    "values.skew": Phrase(
        End("A few darks are placed into a light field", -0.3), End("A few lights are placed into a dark field", 0.8)
    ),
    "values.families_gap": Phrase(
        End("Light and shadow stay close neighbours", 25.0), End("Light and shadow are pulled far apart", 38.0)
    ),
    "values.shadow_share": Phrase(
        End("Shadow is the guest: most of the picture lies in the light", 0.4),
        End("Shadow owns the picture and the light is rationed", 0.65),
    ),
    "values.lights_top": Phrase(None, End("One last bright accent is kept above all other lights", 10.0)),
    "masses.largest_share": Phrase(None, End("One value mass carries the picture", 0.4)),
    "masses.evenness": Phrase(
        End("The masses are very unequal: one big, the rest small", 0.9),
        End("The picture is divided among masses of nearly one size", 0.95),
    ),
    "masses.boundary_length": Phrase(
        End("Masses meet along short, plain contours", 6.0),
        End("Masses are woven into one another along long contours", 9.0),
    ),
    "masses.explained": Phrase(None, End("A handful of flat values would almost paint it", 0.85)),
    "color.chroma_mean": Phrase(
        End("Colour is held back nearly to grey", 14.0), End("Colour is strong all over", 24.0)
    ),
    "color.near_neutral_share": Phrase(
        End("Hardly a grey in it: every touch has a hue", 0.15), End("Greys do most of the work", 0.5)
    ),
    "color.accent_strength": Phrase(
        End("Chroma is even throughout, with no accent set", 22.0),
        End("One strong colour accent is set into quieter surroundings", 35.0),
    ),
    "color.hue_entropy": Phrase(
        End("One family of hues rules, and the rest is variation on it", 0.5),
        End("Hues come from all round the wheel", 0.7),
    ),
    "color.temperature_mean": Phrase(End("The whole leans cool", -0.55), End("The whole leans warm", 0.05)),
    "color.temperature_lights_minus_darks": Phrase(
        End("Lights are cooler than darks", -0.1), End("Lights are warmer than darks", 0.1)
    ),
    "color.temperature_spread": Phrase(None, End("Warm is played against cool across the picture", 0.4)),
    "color.dark_hue_concentration": Phrase(
        End("The darks change hue from place to place", 0.5), End("The darks are all of one hue", 0.9)
    ),
    "edges.hard_share": Phrase(End("Nearly every edge is softened", 0.25), End("Edges are cut hard", 0.45)),
    "edges.lost_share": Phrase(None, End("Edges are let go and found again", 0.2)),
    "edges.hard_focus_lead": Phrase(None, End("The hard edges are saved for where the eye should go", 0.08)),
    "composition.attention_spread": Phrase(
        End("The eye is gathered into one place", 0.8), End("Interest is spread over the whole field", 0.85)
    ),
    "composition.rest_share": Phrase(None, End("A wide quiet passage lets the eye rest", 0.2)),
    "composition.second_ratio": Phrase(
        End("One first read, and nothing that rivals it", 0.5), End("Two places hold the eye almost equally", 0.9)
    ),
    "composition.symmetry": Phrase(None, End("Left and right nearly mirror each other", 50.0)),
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
