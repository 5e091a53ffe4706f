"""The one registry of metrics: what each is called and is, in which unit it is told, what more and less of it mean.

Whoever tells a painter a number asks here: rulers, tips, strengths, the reasons of a gallery, and the reference page.
The words stand in ``data/metrics.toml``. JSON keeps the machine keys and the numbers as they were measured.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from types import MappingProxyType
from typing import Final

EXPECTED: Final = "expected."
"""What stands before a metric's key where not the picture's own is meant but that of pictures that look like it."""


def signed(value: float, digits: int) -> str:
    """Return a number with a true minus sign, and no sign at all on a rounded zero."""
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if float(text) == 0.0 else text.replace("-", "−")


_CLOSE: Final = ("%", "°")
"""What is written right behind a number; all other units stand apart."""

_COUNTED: Final = ("values", "diagonals")
"""Units of which there may be one, or less than one."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One measurement.

    Attributes:
        key: the machine name, as in JSON.
        label: its name for a painter; no other metric has it.
        definition: what it is, in one plain sentence.
        more, less: what a picture with more or less of it is, beside others ("wider").
        unit: written after the number; ``"%"`` multiplies it by 100, ``"values"`` are steps of Munsell's scale.
        digits: decimals shown.
        scale: what the number is multiplied by before it is shown.
        signed: whether a plus is written too, because the number has two sides.
        most: the largest there can be, in the metric's own unit; None where there is no such end.

    """

    key: str
    label: str
    definition: str
    more: str
    less: str
    unit: str = ""
    digits: int = 1
    scale: float = 1.0
    signed: bool = False
    most: float | None = None

    @property
    def name(self) -> str:
        """The label as it stands inside a sentence."""
        return f"{self.label[:1].lower()}{self.label[1:]}"

    def figure(self, value: float) -> str:
        """Return ``value`` as it is written, without its unit but for a per cent sign."""
        shown = value * self.scale * (100.0 if self.unit == "%" else 1.0)
        if self.unit == "%" and not self.signed and 0.0 < shown < 0.5 * 0.1**self.digits:
            return f"under {0.1**self.digits:.{self.digits}f}%"
        text = signed(shown, self.digits)
        plus = "+" if self.signed and shown > 0.0 and float(text) else ""
        return f"{plus}{text}{self.unit[:1] if self.unit[:1] in _CLOSE else ''}"

    def told(self, value: float) -> str:
        """Return ``value`` with its unit."""
        return f"{self.figure(value)}{self.after(value)}"

    def size(self, value: float) -> str:
        """Return how much it is, whichever the side, for a sentence that says which it is."""
        return replace(self, signed=False).told(abs(value))

    def after(self, value: float) -> str:
        """Return what is written behind the figure of ``value``: less than one value is some "of a value"."""
        unit = self.unit[1:].strip() if self.unit[:1] in _CLOSE else self.unit
        if unit in _COUNTED:
            shown = abs(float(f"{value * self.scale:.{self.digits}f}"))
            unit = f"of a {unit[:-1]}" if shown < 1.0 else unit[:-1] if shown == 1.0 else unit
        return f" {unit}" if unit else ""


_WHOLE: Final = {"%": 1.0, "of 100": 1.0}
"""Units of shares of a whole; a few metrics in per cent are ratios and may pass it."""


def _read() -> Mapping[str, Metric]:
    text = resources.files("art_assistant.corpus").joinpath("data", "metrics.toml").read_text(encoding="utf-8")
    known = (
        Metric(f"{section}.{name}", **{"most": _WHOLE.get(words.get("unit", "")), **words})
        for section, entries in tomllib.loads(text).items()
        for name, words in entries.items()
    )
    return MappingProxyType({metric.key: metric for metric in known})


METRICS: Final[Mapping[str, Metric]] = _read()
"""Every metric by its key, in the order of the report."""


def metric(key: str) -> Metric:
    """Return the metric of a key; of ``expected.`` keys what pictures of the same look measure, as a normal score.

    Raises:
        KeyError: there is no such metric.

    """
    if not key.startswith(EXPECTED):
        return METRICS[key]
    own = METRICS[key.removeprefix(EXPECTED)]
    return Metric(
        key,
        f"{own.label}, as expected of this look",
        "What pictures that look like this one measure, in standard deviations of the masters.",
        own.more,
        own.less,
        "standard deviations",
        signed=True,
    )


def beside_masters(key: str, percentile: float | None) -> str:
    """Return where a measurement stands among the masters, as a short phrase told from the side it stands on."""
    if percentile is None:
        return "not placed among the masters"
    if _MIDDLE[0] <= percentile <= _MIDDLE[1]:
        return "about the middle of the masters"
    above = percentile > _MIDDLE[1]
    passed = min(99, max(1, round(percentile if above else 100.0 - percentile)))
    return f"{metric(key).more if above else metric(key).less} than {passed} of 100 masters"


_MIDDLE: Final = (40.0, 60.0)
"""Between these percentiles a picture stands about in the middle of the masters."""
