"""Hue harmony: the Matsuda template that fits best, with its residual, on a painter's wheel.

Templates and sector widths: D. Cohen-Or, O. Sorkine, R. Gal, T. Leyvand & Y.-Q. Xu, "Color harmonization", ACM
Transactions on Graphics 25 (2006) 624-630, after Y. Matsuda (1995) and Tokumaru, Muranaka & Imanishi (2002).

The wheel: the six hues of the red-yellow-blue cube of N. Gossett & B. Chen, "Paint inspired color mixing and
compositing for visualization" (IEEE InfoVis 2004), set 60 degrees apart, with the hues between them placed by linear
interpolation of the OKLab hue angle. On it red faces green, orange faces blue and yellow faces violet.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.rounding import rounded
from art_assistant.imaging.arrays import F32
from art_assistant.imaging.colorspace import srgb_to_oklab

WHEEL_NAME = "painter's red-yellow-blue wheel (Gossett & Chen 2004)"

CHROMA_FLOOR = 10.0
"""C*ab below which a colour counts as neutral: its hue takes no part in the harmony."""

NEAR_NEUTRAL = 0.15
"""Below this share of coloured pixels a picture is called near-neutral and no template is named."""

TOLERANCE = 6.0
"""Degrees over which a hue outside a sector loses a factor e of likelihood."""

BINS = 180
"""Hue bins of two degrees on the wheel."""

_WHEEL_RGB = {
    "red": (255, 0, 0),
    "orange": (255, 128, 0),
    "yellow": (255, 255, 0),
    "green": (0, 169, 51),
    "blue": (42, 95, 153),
    "violet": (128, 0, 128),
}

TEMPLATES: dict[str, tuple[tuple[float, float], ...]] = {
    "i": ((0.0, 18.0),),
    "V": ((0.0, 93.6),),
    "L": ((0.0, 18.0), (90.0, 79.2)),
    "I": ((0.0, 18.0), (180.0, 18.0)),
    "T": ((0.0, 180.0),),
    "Y": ((0.0, 93.6), (180.0, 18.0)),
    "X": ((0.0, 93.6), (180.0, 93.6)),
}
"""Sectors (centre, width), in degrees, of each template at angle 0."""

TEMPLATE_NAMES: dict[str, str] = {
    "i": "one hue",
    "V": "analogous",
    "L": "analogous with a hue at a right angle",
    "I": "complementary pair",
    "T": "half the wheel",
    "Y": "analogous with a complement",
    "X": "two opposite families",
    "N": "near-neutral",
}


@dataclass(frozen=True, slots=True)
class Harmony:
    """The hue template of a picture. It describes; it does not say whether the colours are good.

    Attributes:
        template: letter of the best template, ``"N"`` when near-neutral.
        name: the same in plain words.
        angle: rotation of the template on the wheel, degrees 0-360, red at 0, yellow at 120, blue at 240.
        sectors: (centre, width) in degrees of each sector as rotated.
        residual: chroma-weighted mean distance of the hues from the nearest sector, degrees.
        second: letter of the next best template.
        margin: by how many penalised degrees the best beats the second.
        clear: whether the template says more about these hues than no template at all.
        colored_share: share of the counted pixels with C* >= 10.
        wheel: name of the wheel.
        hues: (180,) float32 chroma-weighted share of each two-degree bin of the wheel, from 0 degrees.

    """

    template: str
    name: str
    angle: float | None
    sectors: tuple[tuple[float, float], ...]
    residual: float | None
    second: str | None
    margin: float | None
    clear: bool
    colored_share: float
    wheel: str
    hues: F32

    def as_dict(self) -> dict[str, Any]:
        """Return plain Python for JSON."""
        return {
            "template": self.template,
            "name": self.name,
            "angle": rounded(self.angle, 1),
            "sectors": [[round(centre, 1), round(width, 1)] for centre, width in self.sectors],
            "residual": rounded(self.residual, 1),
            "second": self.second,
            "margin": rounded(self.margin, 1),
            "clear": self.clear,
            "colored_share": round(self.colored_share, 4),
            "wheel": self.wheel,
        }


@lru_cache(maxsize=1)
def _anchors() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    lab = srgb_to_oklab(np.array(list(_WHEEL_RGB.values()), dtype=np.uint8)).astype(np.float64)
    # The wheel is closed by its first anchor, a turn later, so that magentas lie between two anchors too.
    hue = np.unwrap(np.arctan2(lab[:, 2], lab[:, 1]))
    degrees = np.degrees(np.append(hue, hue[0] + 2.0 * np.pi))
    return np.asarray(degrees, dtype=np.float64), np.arange(7, dtype=np.float64) * 60.0


def wheel_hue(oklab: NDArray[Any]) -> F32:
    """Return the angle 0-360 on the painter's wheel, float32, of OKLab colours: red 0, yellow 120, blue 240."""
    known, placed = _anchors()
    values = np.asarray(oklab, dtype=np.float32)
    hue = np.degrees(np.arctan2(values[..., 2], values[..., 1]))
    # From the first anchor on, because interpolation needs angles that rise.
    unrolled = known[0] + (hue - known[0]) % 360.0
    return np.asarray(np.interp(unrolled, known, placed) % 360.0, dtype=np.float32)


def study_harmony(wheel: F32, chroma: F32, share: F32) -> Harmony:
    """Return the harmony of colours at ``wheel`` (n,) degrees of C*ab ``chroma`` (n,), each covering ``share`` (n,)."""
    # Greys have no hue to speak of; of the rest a pure colour counts for more than a dull one of the same area.
    colored = chroma >= CHROMA_FLOOR
    colored_share = float(share[colored].sum(dtype=np.float64))
    hues = hue_histogram(wheel[colored], (share * chroma)[colored])
    if colored_share < NEAR_NEUTRAL:
        return _neutral(colored_share, hues)
    fits = fit_templates(hues)
    # The runner-up is the best of another shape: how far it lies behind says how sure the first one is.
    best, second = fits[0], next(fit for fit in fits if fit.template != fits[0].template)
    return Harmony(
        template=best.template,
        name=TEMPLATE_NAMES[best.template],
        angle=best.angle,
        sectors=_rotated(best.template, best.angle, mirrored=best.mirrored),
        residual=best.residual,
        second=second.template,
        margin=second.penalised - best.penalised,
        clear=best.penalised < TOLERANCE * float(np.log(360.0)),
        colored_share=colored_share,
        wheel=WHEEL_NAME,
        hues=hues,
    )


def _neutral(colored_share: float, hues: F32) -> Harmony:
    return Harmony(
        template="N",
        name=TEMPLATE_NAMES["N"],
        angle=None,
        sectors=(),
        residual=None,
        second=None,
        margin=None,
        clear=True,
        colored_share=colored_share,
        wheel=WHEEL_NAME,
        hues=hues,
    )


def hue_histogram(wheel: F32, weight: F32) -> F32:
    """Return the (180,) share of ``weight`` (n,) in each two-degree bin of the wheel; zeros when there is none."""
    if weight.size == 0:
        return np.zeros(BINS, dtype=np.float32)
    slot = (wheel * (BINS / 360.0)).astype(np.int64) % BINS
    mass = np.bincount(slot, weights=weight.astype(np.float64), minlength=BINS)
    return np.asarray(mass / max(float(mass.sum()), 1e-12), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class TemplateFit:
    """One template at its best rotation: residual in degrees, and with the penalty for its width."""

    template: str
    angle: float
    mirrored: bool
    residual: float
    penalised: float


def fit_templates(hues: F32) -> list[TemplateFit]:
    """Return every template at its best angle for a hue histogram (180,), best first.

    A template is read as a density on the wheel: flat inside its sectors, falling by a factor e every 6 degrees
    outside. The penalised residual is the mean negative log-likelihood in degrees, residual + 6 ln(Z), where Z is
    the mass of the density; it grows with the width of the sectors, so a wide template must earn its width.
    """
    distances, penalties, keys = _template_bank()
    residuals = distances @ hues.astype(np.float64)
    fits = []
    for index, (template, mirrored) in enumerate(keys):
        turn = int(np.argmin(residuals[index]))
        residual = float(residuals[index, turn])
        fits.append(TemplateFit(template, turn * 360.0 / BINS, mirrored, residual, residual + float(penalties[index])))
    return sorted(fits, key=lambda fit: fit.penalised)


@lru_cache(maxsize=1)
def _template_bank() -> tuple[NDArray[np.float64], NDArray[np.float64], list[tuple[str, bool]]]:
    keys = [(name, mirrored) for name in TEMPLATES for mirrored in ((False, True) if name == "L" else (False,))]
    centres = (np.arange(BINS) + 0.5) * 360.0 / BINS
    # Every template at every turn, once for all pictures: a fit is then one product with the histogram.
    turns = np.arange(BINS) * 360.0 / BINS
    bank = [_outside((centres[None, :] - turns[:, None]), _rotated(key[0], 0.0, mirrored=key[1])) for key in keys]
    distances = np.stack(bank)
    mass = np.exp(-distances[:, 0] / TOLERANCE).sum(axis=1) * 360.0 / BINS
    return distances, TOLERANCE * np.log(mass), keys


def _outside(hue: NDArray[np.float64], sectors: tuple[tuple[float, float], ...]) -> NDArray[np.float64]:
    per_sector = [
        np.maximum(np.abs((hue - centre + 180.0) % 360.0 - 180.0) - width / 2.0, 0.0) for centre, width in sectors
    ]
    return np.asarray(np.min(per_sector, axis=0))


def _rotated(template: str, angle: float, *, mirrored: bool) -> tuple[tuple[float, float], ...]:
    sign = -1.0 if mirrored else 1.0
    return tuple(((angle + sign * centre) % 360.0, width) for centre, width in TEMPLATES[template])
