"""What each ranked measurement is called, in which unit it is told, and what more and less of it mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


def signed(value: float, digits: int) -> str:
    """Return a number with a true minus sign, and no sign at all on a rounded zero."""
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if float(text) == 0.0 else text.replace("-", "−")


@dataclass(frozen=True, slots=True)
class MetricWords:
    """How one measurement is told.

    Attributes:
        label: its name, for a painter.
        unit: written after the number; ``"%"`` multiplies it by 100.
        more: what a picture with more of it is, as a comparative ("wider").
        less: the opposite comparative.
        digits: decimals shown.
        scale: what the number is multiplied by before it is shown.

    """

    label: str
    unit: str
    more: str
    less: str
    digits: int = 1
    scale: float = 1.0

    def number(self, value: float) -> str:
        """Return ``value`` with its unit."""
        shown = value * self.scale * (100.0 if self.unit == "%" else 1.0)
        text = signed(shown, self.digits)
        if self.unit == "%":
            return f"{text}%"
        return f"{text} {self.unit}" if self.unit else text


def _share(label: str, more: str, less: str) -> MetricWords:
    return MetricWords(label, "%", more, less, 0)


RULERS: Final[dict[str, MetricWords]] = {
    "values.range_steps": MetricWords("Range of values", "values", "wider", "narrower"),
    "values.l_p50": MetricWords("Middle value", "", "lighter", "darker", 1, 0.1),
    "values.contrast": MetricWords("Contrast", "L*", "more contrast", "less contrast"),
    "values.dark_share": _share("Darks", "more darks", "fewer darks"),
    "values.light_share": _share("Lights", "more lights", "fewer lights"),
    "values.mid_share": _share("Middle values", "more middles", "fewer middles"),
    "values.squint_retained": _share("Pattern left at a squint", "bolder", "more broken up"),
    "values.families_gap": MetricWords("Light family above shadow family", "values", "further apart", "closer", 1, 0.1),
    "values.local_contrast": MetricWords("Texture and detail", "L*", "busier", "quieter"),
    "masses.explained": _share("Told by the masses", "simpler", "more intricate"),
    "masses.shapes": MetricWords("Shapes", "", "more shapes", "fewer shapes", 0),
    "masses.largest_share": _share("Largest mass", "larger", "smaller"),
    "masses.top2_gap": _share("Lead of the largest mass", "clearer", "closer to a tie"),
    "masses.step_min": MetricWords("Smallest step between masses", "values", "further apart", "closer"),
    "masses.boundary_length": MetricWords("Length of contour", "diagonals", "longer", "shorter"),
    "color.chroma_mean": MetricWords("Mean chroma", "C*", "stronger", "quieter", 0),
    "color.chroma_p95": MetricWords("Strongest chroma", "C*", "stronger", "quieter", 0),
    "color.accent_strength": MetricWords("Accent above the rest", "C*", "stronger accent", "weaker accent", 0),
    "color.near_neutral_share": _share("Near-neutral greys", "greyer", "fewer greys"),
    "color.colorfulness": MetricWords("Colourfulness", "", "more colourful", "less colourful", 0),
    "color.temperature_mean": MetricWords("Temperature", "", "warmer", "cooler", 2),
    "color.temperature_spread": MetricWords("Play of warm and cool", "", "more varied", "more even", 2),
    "color.temperature_lights_minus_darks": MetricWords(
        "Lights minus darks, temperature", "", "warmer lights", "cooler lights", 2
    ),
    "color.hue_entropy": MetricWords("Variety of hue", "", "more varied", "fewer hues", 2),
    "composition.attention_half_area": _share("Area that holds half the attention", "more spread out", "more focused"),
    "composition.second_ratio": _share("Second read against the first", "more of a rival", "less of a rival"),
    "composition.border_pull": MetricWords("Pull at the border", "", "more at the border", "less at the border", 2),
    "composition.imbalance": _share("Weight to one side", "more to one side", "more even"),
    "composition.symmetry": MetricWords("Mirror symmetry", "of 100", "more symmetrical", "less symmetrical", 0),
    "edges.hard_share": _share("Hard edges", "more hard edges", "fewer hard edges"),
    "edges.soft_share": _share("Soft edges", "more soft edges", "fewer soft edges"),
    "edges.lost_share": _share("Lost edges", "more lost edges", "fewer lost edges"),
    "edges.width_median": MetricWords("Typical width of an edge", "% of the diagonal", "softer", "sharper", 2),
    "edges.hard_focus_lead": MetricWords(
        "Hard edges near the focal point, minus elsewhere", "points", "harder there", "softer there", 0, 100.0
    ),
    "edges.density": MetricWords("Length of contour", "diagonals", "more contour", "less contour"),
    "composition.rest_share": _share("Largest calm passage", "larger", "smaller"),
}
"""The measurements that are shown as rulers."""

WORDS: Final[dict[str, MetricWords]] = RULERS | {
    "values.l_p5": MetricWords("Value where the darkest twentieth ends", "", "lighter", "darker", 1, 0.1),
    "values.l_p95": MetricWords("Value where the lightest twentieth begins", "", "lighter", "darker", 1, 0.1),
    "values.darks_clumped": _share("Darks that lie within one step of black", "more crushed", "more open"),
    "values.lights_spread": MetricWords("Spread of the lights", "values", "more varied", "flatter", 1, 0.1),
    "values.lights_top": MetricWords("Accents above the lights", "values", "higher", "lower", 1, 0.1),
    "values.squint_contrast": MetricWords("Contrast left at a squint", "L*", "bolder", "fainter"),
    "masses.evenness": MetricWords("Evenness of the masses", "of 1", "more equal", "more unequal", 2),
    "masses.touching_step_min": MetricWords("Smallest step between neighbours", "values", "further apart", "closer"),
    "masses.small_shapes": MetricWords("Small shapes", "", "more small shapes", "fewer small shapes", 0),
    "color.chroma_share_high": _share("Strong colour", "more strong colour", "less strong colour"),
    "color.dark_hue_concentration": _share("Darks of one hue", "more of one hue", "more varied"),
    "color.temperature_gap": MetricWords("Gap between lights and darks, temperature", "", "wider", "narrower", 2),
    "composition.attention_spread": MetricWords("Spread of attention", "of 1", "more spread out", "more focused", 2),
    "composition.border_peak": _share("Strongest pull at the border", "stronger", "weaker"),
    "edges.frame_tangent": _share("Contour along the frame", "longer", "shorter"),
    "edges.stroke_scale": MetricWords("Scale of the strokes", "% of the diagonal", "broader", "finer", 2),
}
"""Every measurement that has words; all others are listed by their own names."""

BY_SECTION: Final[dict[str, tuple[str, ...]]] = {
    section: tuple(name for name in RULERS if name.startswith(prefix))
    for section, prefix in (
        ("values", "values."),
        ("masses", "masses."),
        ("color", "color."),
        ("composition", "composition."),
        ("edges", "edges."),
    )
}
"""Metric names by the part of the report they are shown in."""
