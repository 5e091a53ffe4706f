"""What is written under each view, and read out for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from art_assistant.analysis.color.limited_palette import LIMITED_PALETTES
from art_assistant.analysis.edges.study import CLASSES
from art_assistant.analysis.value.study import OPENING_PLAN, SHOWN_PLANS
from art_assistant.corpus.metrics import METRICS
from art_assistant.report.views.subject import Subject
from art_assistant.report.words.text import display_name, listed, number, percent

Words = Callable[[Subject], str]


def caption(name: str, report: Subject) -> str:
    """Return what the view shows and how to use it."""
    return _CAPTIONS[name](report) if name in _CAPTIONS else ""


def fact(name: str, report: Subject) -> str:
    """Return the one measurement that belongs under the view, or nothing."""
    return _FACTS[name](report) if name in _FACTS and not report.values.nothing_counts else ""


def alt_text(name: str, report: Subject) -> str:
    """Return what somebody who cannot see the view should know."""
    shown = display_name(report.picture.name)
    told = fact(name, report)
    return f"{_ALTS.get(name, name)} of {shown}.{' ' + told if told else ''}"


def _said(text: str) -> Words:
    return lambda _report: text


def _squint(report: Subject) -> str:
    return (
        "What half-closed eyes keep: no detail, only the big pattern. "
        f"Blurred by {report.values.squint:.1%} of the long side, in linear light."
    )


def _plan(report: Subject) -> str:
    return f"{report.values.plan.k} values. {report.values.plan.explanation}"


_USES: Final = {
    3: "Dark, middle, light: the design at a glance. If it does not read here, no detail will mend it.",
    5: "A light and a dark beside each middle: enough to paint from.",
    7: "The steps inside light and shadow: for the second sitting.",
}


def _shown_plan(k: int) -> Words:
    begin = " Begin with this one." if k == OPENING_PLAN else ""
    return _said(f"{_USES[k]}{begin} Parted where the picture's own values part.")


def _range_fact(report: Subject) -> str:
    values = report.values
    return f"{values.key.capitalize()}. Values {values.l_p5 / 10:.1f} to {values.l_p95 / 10:.1f} (p5 to p95)."


def _masses_fact(report: Subject) -> str:
    study = report.masses
    told = "" if study.explained is None else f" They tell {percent(study.explained)} of the picture's values."
    noun = "mass" if study.k == 1 else "masses"
    return f"{study.k} {noun} in {len(study.shapes)} {'shape' if len(study.shapes) == 1 else 'shapes'}.{told}"


def _harmony_fact(report: Subject) -> str:
    harmony = report.color.harmony
    if harmony.residual is None:
        share = f"only {percent(harmony.colored_share)}" if harmony.colored_share else "nothing"
        return f"Near-neutral: {share} of the picture has a clear hue."
    return f"Nearest template: {harmony.name}; hues lie {number(harmony.residual, 0)}° outside it on average."


def _blocks_fact(report: Subject) -> str:
    study = report.blocks
    told = "" if study.explained is None else f" They tell {percent(study.explained)} of the picture's colours."
    accents = [str(block.id) for block in study.items if block.accent]
    noun = "accent" if len(accents) == 1 else "accents"
    named = f" {noun.capitalize()}: {listed(accents)}." if accents else ""
    return f"{len(study.items)} {'block' if len(study.items) == 1 else 'blocks'}.{told}{named}"


def _gamut_fact(report: Subject) -> str:
    mean, strongest = report.color.chroma_mean, report.color.chroma_p95
    if mean is None or strongest is None:
        return ""
    first, second = METRICS["color.chroma_mean"], METRICS["color.chroma_p95"]
    return f"{first.label} {first.told(mean)}, {second.name} {second.told(strongest)}."


def _limited(identity: str) -> Words:
    def words(report: Subject) -> str:
        fit = next((fit for fit in report.color.limited if fit.palette.id == identity), None)
        if fit is None or fit.share_inside is None:
            return ""
        beyond = fit.mean_delta_e_outside
        rest = f"; the rest is off by {beyond:.1f} ΔE on average" if beyond else ""
        return f"Reaches {percent(fit.share_inside)} of the picture{rest}. An approximation."

    return words


def _tubes(identity: str) -> Words:
    def words(report: Subject) -> str:
        fit = next((fit for fit in report.color.limited if fit.palette.id == identity), None)
        return "" if fit is None else f"Mixed from {listed([tube.name for tube in fit.palette.pigments])}."

    return words


def _notan_reason(kind: str) -> Words:
    return lambda report: next(notan.reason for notan in report.notans if notan.kind == kind)


def _notan_fact(kind: str) -> Words:
    def words(report: Subject) -> str:
        notan = next(notan for notan in report.notans if notan.kind == kind)
        exchange = notan.counterchange
        told = "" if exchange is None else f"; counterchange {exchange:.2f} of 1"
        return (
            f"Dark {percent(notan.dark_share)} in {_pieces(notan.dark_shapes)}, "
            f"light in {_pieces(notan.light_shapes)}{told}."
        )

    return words


def _pieces(shapes: tuple[float, ...]) -> str:
    return f"{len(shapes)} {'piece' if len(shapes) == 1 else 'pieces'}"


_EVEN: Final = 0.03
"""A difference of weight below this share is even."""

_NOTANS: Final = ("families", "local", "connected")
_LIMITED: Final = tuple(palette.id for palette in LIMITED_PALETTES)


def _focal_fact(report: Subject) -> str:
    composition = report.composition
    if composition.attention_half_area is None:
        return ""
    half = percent(composition.attention_half_area)
    ratio = composition.second_ratio
    rival = "" if not ratio else f" The second read is {percent(ratio)} as strong as the first."
    return f"Half the attention falls on {half} of the picture.{rival}"


def _edges_fact(report: Subject) -> str:
    study = report.edges
    if study is None or study.share("hard") is None:
        return "Too few contours to say."
    told = ", ".join(f"{kind} {percent(study.share(kind))}" for kind in CLASSES)
    near, away = study.share("hard", near=True), study.share("hard", near=False)
    if near is None or away is None:
        return f"{told.capitalize()} of all contour."
    return f"{told.capitalize()} of all contour. Hard near the focal point {percent(near)}, elsewhere {percent(away)}."


def _balance_fact(report: Subject) -> str:
    composition = report.composition
    if composition.balance_lr is None or composition.balance_tb is None:
        return ""
    rest = composition.rest
    calm = "" if rest is None else f" The largest calm passage covers {percent(rest.share)}."
    sideways = _lean(composition.balance_lr, "right", "left")
    return f"Weight leans {sideways} and {_lean(composition.balance_tb, 'down', 'up')}.{calm}"


def _lean(amount: float, more: str, less: str) -> str:
    if abs(amount) < _EVEN:
        return f"neither {less} nor {more}"
    return f"{percent(abs(amount))} {more if amount > 0.0 else less}"


_CAPTIONS: Final[dict[str, Words]] = {
    "values": _said("Every detail, no hue: CIE lightness, so that a red and a green of one value look alike."),
    "squint": _squint,
    "value-map": _said(
        "Each whole value in a colour of its own. Neighbouring values that you took for one show up here."
    ),
    "value-plan": _plan,
    **{f"value-plan-{k}": _shown_plan(k) for k in SHOWN_PLANS},
    "masses": _said("The picture as few, large, flat shapes, numbered from dark to light. Block these in first."),
    "masses-on-picture": _said(
        "The same shapes on the painting. Where a line crosses an object, value won over the object."
    ),
    "mass-by-mass": _said("Each mass alone, as it is painted. Does one shape hold together, or is it three?"),
    "color-blocks": _said(
        "A few connected shapes, each in its own colour: hue parts what value leaves together. "
        "Numbered as they are painted, dark to light and large before small."
    ),
    "first-strokes": _said(
        "One stroke of each colour in its place, before anything is filled. "
        "If these stand right beside each other, the rest follows."
    ),
    "block-in": _said(
        "In the order in which a teacher demonstrates: each step is finished before the next begins. "
        "The last brings in only what differs most from its surroundings, and the hard edges where the eye goes."
    ),
    "gamut": _said("Where the colours lie, seen from above: neutral in the middle, stronger towards the rim."),
    "harmony": _said(
        "Hues on a painter's wheel, red facing green. The arcs are the template that fits them best; the outline "
        "is the gamut mask, in which every colour but the rarest lies."
    ),
    "focal-points": _said("Where a trained model expects eyes to go: lit where they look, grey where they pass by."),
    "balance": _said(
        "Visual weight is what differs from the mean colour. Broken box: rest, inside the largest calm passage."
    ),
    "edges": _said(
        "The contours that matter most. Thick red: hard. Thin blue: firm. Broken orange: soft. Dotted grey: lost, the "
        "two sides share one value. Hardness is how fast a contour turns, not how strong it is."
    ),
    "thirds": _said("Lines at the thirds."),
    "golden-section": _said("Lines at 0.618 of each side."),
    "diagonals": _said("Diagonals, and the lines that meet them at a right angle."),
    "grid": _said("Square cells for carrying the drawing over, eight along the long side."),
    **{f"notan-{kind}": _notan_reason(kind) for kind in _NOTANS},
    **{
        f"notan-{kind}-3": _said("The same, its middles grey where they are broad enough for a brush.")
        for kind in _NOTANS
    },
    **{f"limited-{identity}": _tubes(identity) for identity in _LIMITED},
}

_FACTS: Final[dict[str, Words]] = {
    "squint": _range_fact,
    "masses": _masses_fact,
    "focal-points": _focal_fact,
    "balance": _balance_fact,
    "edges": _edges_fact,
    "gamut": _gamut_fact,
    "color-blocks": _blocks_fact,
    "harmony": _harmony_fact,
    **{f"notan-{kind}": _notan_fact(kind) for kind in _NOTANS},
    **{f"limited-{identity}": _limited(identity) for identity in _LIMITED},
}

_ALTS: Final[dict[str, str]] = {
    "picture": "The picture",
    "values": "A picture in greys, values only,",
    "squint": "A blurred picture in greys, as seen with half-closed eyes,",
    "value-map": "A map of the values 0 to 10 in false colours",
    "value-plan": "A picture in a few flat greys, the value plan,",
    **{f"value-plan-{k}": f"A picture in {k} flat greys, a value plan," for k in SHOWN_PLANS},
    "masses": "Large flat grey shapes with numbers, the value masses",
    "masses-on-picture": "Outlines and numbers of the value masses on the picture",
    "mass-by-mass": "One small picture a value mass, each mass alone,",
    "color-blocks": "Large flat shapes with numbers, each in its own colour, the colour blocks",
    "first-strokes": "One numbered stroke of each colour on a toned ground, a view",
    "block-in": "Five steps from a notan to accents and hard edges beside the picture, the way to paint a copy",
    "focal-points": "The picture lit where eyes are expected to go, with numbered focal points, a view",
    "balance": "The picture in faded greys with its centre of visual weight, a view",
    "edges": "Contours in four line styles, hard, firm, soft and lost edges",
    "thirds": "The picture with lines at the thirds, a view",
    "golden-section": "The picture with lines at the golden section, a view",
    "diagonals": "The picture with its diagonals, a view",
    "grid": "The picture with a drawing grid, a view",
    "histogram": "How much of each value there is, a histogram",
    "palette": "The main colours as a strip, the palette",
    "gamut": "A plot of the colours on the a*b* plane",
    "harmony": "A colour wheel with the hues",
    **{f"notan-{kind}": "A picture in black and white, a notan," for kind in _NOTANS},
    **{f"notan-{kind}-3": "A picture in black, grey and white, a notan," for kind in _NOTANS},
    **{f"limited-{identity}": "The picture recoloured with four tubes, a version" for identity in _LIMITED},
}
