"""Plain sentences about a report: summaries, captions, and what a picture is for somebody who cannot see it."""

from __future__ import annotations

import unicodedata
from typing import Final

from art_assistant.analysis.color.temperature import SAME_TEMPERATURE
from art_assistant.analysis.painter_names import plain_name
from art_assistant.corpus.metrics import METRICS, signed
from art_assistant.report.model import Report

_LONGEST_NAME: Final = 80
_COLOURLESS: Final = "too little colour to tell warm from cool"
_WARMTH: Final = "color.temperature_lights_minus_darks"


def display_name(name: str) -> str:
    """Return a file name fit to be shown: no control or direction marks, no lone surrogates, not too long."""
    plain = _plain(name)
    if len(plain) <= _LONGEST_NAME:
        return plain
    half = (_LONGEST_NAME - 1) // 2
    return f"{plain[:half]}…{plain[-half:]}"


def _plain(name: str) -> str:
    kept = "".join(" " if ch.isspace() else ch for ch in name if ch.isspace() or unicodedata.category(ch)[0] != "C")
    return " ".join(kept.split()) or "picture"


def stem(name: str) -> str:
    """Return a file name for display without its ending."""
    return _without_ending(display_name(name))


def whole_name(name: str) -> str:
    """Return a file name for display without its ending, however long it is."""
    return _without_ending(_plain(name))


def _without_ending(shown: str) -> str:
    head, dot, tail = shown.rpartition(".")
    return head if dot and head and len(tail) <= 5 else shown


def percent(share: float | None) -> str:
    """Return a share 0-1 as whole per cent; small shares are not rounded away."""
    if share is None:
        return "unknown"
    return "under 1%" if 0.0 < share < 0.005 else f"{share:.0%}"


def brief(share: float | None) -> str:
    """Return a share as ``percent`` does, in as few signs as may be."""
    return percent(share).replace("under ", "<")


def range_told(steps: float) -> str:
    """Return a range of values with its unit, as the rulers tell it."""
    return METRICS["values.range_steps"].told(steps)


def number(value: float | None, digits: int = 1) -> str:
    """Return a number, or "unknown"."""
    return "unknown" if value is None else signed(value, digits)


def listed(words: list[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def lede(report: Report) -> str:
    """Return the picture in three or four sentences: values, masses, colour."""
    values, masses, color = report.values, report.masses, report.color
    if values.nothing_counts:
        return "The picture is fully transparent: there is nothing to measure."
    leader = max(masses.items, key=lambda mass: mass.share)
    led = (
        "none of them clearly the largest"
        if masses.no_clear_dominant
        else f"the largest at value {leader.value:.1f} over {percent(leader.share)} of the picture"
    )
    sentences = [
        f"{values.key.capitalize()}, with a {values.range_word} range of {range_told(values.range_steps)}.",
        f"{_counted(masses.k, 'mass', 'masses')} in {_counted(len(masses.shapes), 'shape', 'shapes').lower()}, {led}.",
    ]
    if color.palette:
        hues = "Near-neutral" if color.harmony.template == "N" else f"Hues: {color.harmony.name}"
        sentences.append(f"{hues}; mostly {plain_name(color.palette[0].painter_name)}.")
    return " ".join(sentences)


_NUMBERS: Final = (
    "No",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
)


def _counted(count: int, one: str, many: str) -> str:
    word = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return f"{word} {one if count == 1 else many}"


def glance(report: Report) -> list[dict[str, str]]:
    """Return the few facts that sum a picture up, as label, value and note."""
    values, masses, color = report.values, report.masses, report.color
    if values.nothing_counts:
        return []
    difference = color.temperature.lights_minus_darks
    return [
        _entry("Key", values.key, f"middle value {values.l_p50 / 10:.1f}"),
        _entry(
            "Range",
            range_told(values.range_steps),
            f"{values.range_word}, from {values.l_p5 / 10:.1f} to {values.l_p95 / 10:.1f}",
        ),
        _entry(
            "Masses",
            f"{masses.k} in {_counted(len(masses.shapes), 'shape', 'shapes').lower()}",
            _told(masses.explained),
        ),
        _entry("Harmony", color.harmony.name, f"{percent(color.harmony.colored_share)} of the picture has a clear hue"),
        _entry(
            "Lights against darks",
            _warmer(difference),
            _COLOURLESS if difference is None else f"{METRICS[_WARMTH].figure(difference)} on the warm-cool scale",
        ),
        _entry("First read", *_first_read(report)),
    ]


def _first_read(report: Report) -> tuple[str, str]:
    points = report.composition.focal_points
    if not points:
        return "none", "nothing stands out"
    noun = "place competes" if len(points) == 2 else "places compete"
    rivals = "no other place competes" if len(points) == 1 else f"{len(points) - 1} more {noun}"
    return place_words(points[0].point), rivals


def _entry(label: str, value: str, note: str) -> dict[str, str]:
    return {"label": label, "value": value, "note": note}


def _told(explained: float | None) -> str:
    return "" if explained is None else f"they tell {percent(explained)} of its values"


def _warmer(difference: float | None) -> str:
    if difference is None:
        return "unknown"
    if abs(difference) < SAME_TEMPERATURE:
        return "about the same"
    return "warmer lights" if difference > 0.0 else "cooler lights"


def place_words(point: tuple[float, float]) -> str:
    """Return roughly where a point lies: "upper left", "right of centre", "the centre"."""
    across = "left" if point[0] < 1.0 / 3.0 else "right" if point[0] > 2.0 / 3.0 else ""
    down = "upper" if point[1] < 1.0 / 3.0 else "lower" if point[1] > 2.0 / 3.0 else ""
    if down and across:
        return f"the {down} {across}"
    if across:
        return f"the {across} side"
    return f"the {down} middle" if down else "the centre"
