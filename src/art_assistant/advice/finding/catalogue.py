"""The kinds of findings: what each looks at, and how a picture that has it differs from the masters' pictures.

A kind has one *headline* metric, which the tip tells and the artist can measure again, and a *signature*: how that and
its neighbouring metrics move, in standard deviations of the masters, when only this fault grows. A metric that stays
where it is has a 0, which matters as much: dark values that rise while the lights stay is another fault than a range
that shrinks from both ends. Signatures are reasoned from what the metrics measure and are kept to simple steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

Aspect = Literal["value", "composition", "color", "edges"]
ASPECTS: Final[tuple[Aspect, ...]] = get_args(Aspect)
EXPECTED: Final = "expected."


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding.

    Attributes:
        id: stable name.
        aspect: what it is about; the two tips of a report are about different aspects.
        metric: the headline metric.
        sign: 1 where more of the metric is the finding, -1 where less is.
        share: of how many masters' pictures, 0-1, it is to be one of the two tips: more for what a painter can mend in
            ten minutes and what measures the same on any copy of a picture, less for what does not.
        signature: metric name to its movement, in standard deviations.
        likened: whether the metrics of the signature are read beside what pictures that look like this one measure
            (``advice.finding.expectation``), which the fault leaves where it is.

    """

    id: str
    aspect: Aspect
    metric: str
    sign: int
    share: float
    signature: Mapping[str, float] = field(repr=False)
    likened: bool = False

    @property
    def weighed(self) -> Mapping[str, float]:
        """The signature, and where the kind is likened the expected metrics too, which do not move."""
        if not self.likened:
            return self.signature
        return {**self.signature, **{expected(name): 0.0 for name in self.signature}}


def expected(metric: str) -> str:
    """Return the name under which what ``metric`` should measure in a picture of this look is known."""
    return f"{EXPECTED}{metric}"


def _over(*names: str) -> Callable[..., dict[str, float]]:
    """Return a function that lays one number for each of ``names`` beside it."""

    def laid(*moves: float) -> dict[str, float]:
        return dict(zip(names, moves, strict=True))

    return laid


_TONES: Final = _over(
    "values.l_p1",
    "values.l_p5",
    "values.l_p25",
    "values.l_p50",
    "values.l_p75",
    "values.l_p95",
    "values.l_p99",
    "values.range_steps",
    "values.contrast",
    "values.squint_contrast",
    "values.mid_share",
    "values.evenness",
    "values.lights_spread",
    "values.lights_top",
    "values.darks_spread",
    "values.darks_clumped",
    "values.black_share",
    "values.light_share",
)

_CHROMAS: Final = _over(
    "color.chroma_mean",
    "color.chroma_p95",
    "color.chroma_share_high",
    "color.accent_strength",
    "color.near_neutral_share",
    "color.temperature_spread",
    "color.temperature_gap",
    "color.hue_entropy",
    "color.dark_hue_concentration",
)

_EDGES: Final = _over(
    "edges.hard_share",
    "edges.firm_share",
    "edges.soft_share",
    "edges.width_median",
    "edges.stroke_scale",
    "edges.density",
    "edges.hard_focus_lead",
)

KINDS: Final[tuple[Kind, ...]] = (
    Kind(
        "compressed_range",
        "value",
        "values.range_steps",
        -1,
        0.130,
        _TONES(1.0, 0.8, 0.4, 0.0, -0.4, -0.9, -1.3, -1.6, -1.6, -1.5, 0.2, -1.7, -0.9, -0.8, -0.8, 0.7, -0.9, -1.3),
    ),
    Kind(
        "lifted_darks",
        "value",
        "values.l_p5",
        1,
        0.104,
        _TONES(1.5, 1.2, 0.6, 0.3, 0.2, 0.0, 0.0, -0.9, -0.8, -0.6, 0.0, -1.1, 0.0, 0.0, -1.0, 0.8, -1.0, 0.0),
    ),
    Kind(
        "crushed_darks",
        "value",
        "values.darks_clumped",
        1,
        0.061,
        _TONES(-0.8, -0.8, -0.6, -0.4, -0.2, 0.0, 0.0, 0.3, 0.4, 0.3, -0.2, -0.2, 0.2, 0.0, -1.0, 1.2, 1.2, 0.0),
    ),
    Kind(
        "dull_lights",
        "value",
        "values.l_p95",
        -1,
        0.112,
        _TONES(0.0, 0.0, -0.2, -0.3, -0.6, -1.2, -1.5, -1.0, -1.0, -0.9, 0.0, -1.1, -0.9, -1.0, 0.0, 0.0, 0.0, -1.4),
    ),
    Kind(
        "chalky_lights",
        "value",
        "values.lights_spread",
        -1,
        0.061,
        _TONES(0.0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.2, 0.5, 0.4, 0.4, -0.3, 0.0, -1.2, -1.0, 0.1, 0.0, 0.0, 1.2),
    ),
    Kind(
        "midtone_soup",
        "value",
        "values.mid_share",
        1,
        0.134,
        _TONES(0.6, 0.7, 0.7, 0.0, -0.4, -0.8, -0.8, -1.1, -1.4, -1.4, 1.7, -1.5, -0.1, -0.1, 0.0, -0.2, -0.5, -1.0)
        | {"values.dark_share": -1.0, "values.local_contrast": -1.2},
    ),
    Kind(
        "equal_masses",
        "value",
        "masses.evenness",
        1,
        0.008,
        {
            "masses.evenness": 1.0,
            "masses.top2_gap": -1.0,
            "masses.largest_share": -1.0,
            "masses.largest_shape": -0.6,
            "values.contrast": 0.0,
        },
    ),
    Kind(
        "small_shapes",
        "value",
        "masses.boundary_length",
        1,
        0.012,
        {
            "masses.boundary_length": 1.0,
            "masses.shapes": 0.8,
            "masses.small_shapes": 0.6,
            "masses.largest_shape": -0.6,
            "values.squint_retained": -0.4,
        },
    ),
    Kind(
        "merging_neighbours",
        "value",
        "masses.touching_step_min",
        -1,
        0.008,
        {
            "masses.touching_step_min": -1.0,
            "masses.step_min": -1.0,
            "masses.step_mean": -0.4,
            "values.range_steps": 0.0,
        },
    ),
    Kind(
        "no_accent",
        "value",
        "values.lights_top",
        -1,
        0.057,
        _TONES(0.0, 0.0, 0.0, 0.0, 0.0, 0.4, 0.0, 0.4, 0.3, 0.0, 0.0, 0.0, -0.7, -1.0, -0.4, 0.3, 0.0, 0.3),
    ),
    Kind(
        "competing_focus",
        "composition",
        "emphasis.rival",
        1,
        0.122,
        {"emphasis.rival": 1.0},
    ),
    Kind(
        "border_pull",
        "composition",
        "emphasis.contrast_border",
        1,
        0.130,
        {
            "emphasis.contrast_border": 1.0,
            "emphasis.border": 0.6,
            "composition.border_peak": 0.4,
            "composition.border_pull": 0.3,
            "emphasis.contrast_rival": -0.3,
            "emphasis.contrast_peak": 0.9,
            "color.accent_strength": 0.3,
            "values.contrast": 0.0,
            "color.chroma_mean": 0.0,
            "values.local_contrast": 0.0,
            "edges.density": 0.0,
            "emphasis.quiet_share": 0.0,
        },
    ),
    Kind(
        "no_resting_place",
        "composition",
        "emphasis.quiet_share",
        -1,
        0.093,
        {"emphasis.quiet_share": -1.0, "composition.rest_share": -0.7, "composition.attention_half_area": 0.4},
    ),
    Kind("frame_tangent", "composition", "edges.frame_tangent", 1, 0.061, {"edges.frame_tangent": 1.0}),
    Kind(
        "lopsided_weight",
        "composition",
        "composition.imbalance",
        1,
        0.105,
        {"composition.imbalance": 1.0, "composition.dcm": 0.5, "composition.apb": 0.3},
    ),
    Kind(
        "scattered_attention",
        "composition",
        "composition.attention_half_area",
        1,
        0.034,
        {"composition.attention_half_area": 1.0, "composition.attention_spread": 1.0, "emphasis.contrast_peak": -0.4},
    ),
    Kind(
        "chroma_everywhere",
        "color",
        "color.chroma_mean",
        1,
        0.152,
        _CHROMAS(1.0, 1.0, 1.2, 0.6, -0.6, 0.9, 0.5, 0.2, 0.0)
        | {
            "emphasis.contrast_peak": 0.8,
            "edges.lost_share": 0.8,
            "values.contrast": 0.0,
            "values.local_contrast": 0.0,
            "edges.density": 0.3,
        },
        likened=True,
    ),
    Kind(
        "no_chroma_accent",
        "color",
        "color.accent_strength",
        -1,
        0.106,
        _CHROMAS(-1.2, -1.2, -0.6, -1.2, 1.2, -1.1, -0.9, -0.4, 0.0)
        | {
            "emphasis.contrast_peak": -0.4,
            "edges.lost_share": -1.0,
            "values.contrast": 0.0,
            "values.local_contrast": 0.0,
        },
        likened=True,
    ),
    Kind(
        "one_temperature",
        "color",
        "color.temperature_gap",
        -1,
        0.106,
        _CHROMAS(0.0, 0.0, 0.0, 0.0, 0.0, -0.1, -1.0, 0.1, 0.0)
        | {
            "color.temperature_mean": 0.0,
            "values.contrast": 0.0,
            "values.range_steps": 0.0,
            "emphasis.contrast_peak": 0.0,
        },
    ),
    Kind(
        "one_dark_hue",
        "color",
        "color.dark_hue_concentration",
        1,
        0.070,
        _CHROMAS(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -0.3, 1.0),
    ),
    Kind(
        "scattered_hues", "color", "color.hue_entropy", 1, 0.052, _CHROMAS(0.0, 0.0, 0.0, 0.0, 0.0, 0.1, 0.0, 1.0, -0.5)
    ),
    Kind(
        "all_hard_edges",
        "edges",
        "edges.hard_share",
        1,
        0.098,
        _EDGES(1.0, -1.0, -0.8, -1.0, -0.2, 0.0, 0.0)
        | {
            "values.local_contrast": 0.1,
            "values.contrast": 0.0,
            "edges.lost_share": 0.0,
            "edges.contour_length": 0.0,
            "color.chroma_mean": 0.0,
            "emphasis.contrast_peak": 0.0,
        },
        likened=True,
    ),
    Kind(
        "all_soft_edges",
        "edges",
        "edges.width_median",
        1,
        0.089,
        _EDGES(-1.2, 1.2, 0.7, 1.0, 0.5, -0.2, 0.0)
        | {
            "values.local_contrast": -0.4,
            "values.contrast": 0.0,
            "edges.lost_share": 0.0,
            "edges.contour_length": 0.0,
            "color.chroma_mean": 0.0,
            "emphasis.contrast_peak": -0.1,
        },
        likened=True,
    ),
    Kind(
        "hard_edges_off_focus",
        "edges",
        "edges.hard_focus_lead",
        -1,
        0.016,
        _EDGES(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -1.0),
    ),
    Kind("restless_contours", "edges", "edges.density", 1, 0.079, _EDGES(0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0)),
)

BY_ID: Final[Mapping[str, Kind]] = {kind.id: kind for kind in KINDS}


def derived(metrics: Mapping[str, float | None]) -> dict[str, float | None]:
    """Return ``metrics`` with those that follow from others: they need no place of their own in the corpus.

    - ``color.temperature_gap``: lights against darks on the warm-cool scale, whichever is warmer.
    - ``values.darks_bottom``: p5 - p1 of L*: how far the dark accents stand below the darks.
    """
    difference = metrics.get("color.temperature_lights_minus_darks")
    p1, p5 = metrics.get("values.l_p1"), metrics.get("values.l_p5")
    return {
        **metrics,
        "color.temperature_gap": None if difference is None else abs(difference),
        "values.darks_bottom": None if p1 is None or p5 is None else p5 - p1,
    }


_NO_COLOUR: Final = 0.99
"""Share of pixels with C* < 10 from which a picture has no colour to speak of."""

_ONE_TONE: Final = {"color.accent_strength": 5.5, "color.temperature_spread": 0.115}
"""Below both a picture is of one tone throughout, however strong: a toned photograph, a drawing on coloured paper. Of
248 masters and 226 pictures as people have them, 5 and 11 are below both, and each was such a one; so were 17 of 17
toned on purpose."""


def is_colorless(metrics: Mapping[str, float | None]) -> bool:
    """Return whether a picture is without colour, so that nothing is to be said of its colours, good or bad."""
    neutral = metrics.get("color.near_neutral_share")
    return (neutral is not None and neutral >= _NO_COLOUR) or all(
        (value := metrics.get(key)) is not None and value < limit for key, limit in _ONE_TONE.items()
    )
