"""Checks what a language model wrote: nothing may be in a tip that is not in its finding.

The check is deliberately narrow. A good phrasing thrown away costs nothing, for the rules' own words stand in; a number
made up would cost the artist's trust.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from art_assistant.advice.finding.findings import Finding
from art_assistant.advice.language.sentences import MOST_WORDS, facts_of, words_of
from art_assistant.advice.wording import Told
from art_assistant.errors import LanguageModelError
from art_assistant.field.labels import DRAWING, PHOTOGRAPH, UNSURE

LEAST_WORDS: Final = 8

_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?")
_LINK: Final = re.compile(
    r"(?:https?:|www\.|\b[\w-]+\.(?:com|org|net|io|ai|dev|co|uk|de|fr|info|ly)\b|@\w+\.)", re.IGNORECASE
)
_MARKUP: Final = re.compile(r"[<>{}\[\]`*#|\\]")

_NUMBER_WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy eighty
        ninety hundred thousand million dozen percent percentile twice triple double third thirds quarter quarters
        fifth tenth
        """,
    )
)
"""Words that count; one, two, three, first and half are how people talk."""

_COLORS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        red orange yellow green blue violet purple pink brown black white grey gray cyan magenta teal turquoise
        crimson scarlet vermilion ochre sienna umber ultramarine cobalt cerulean viridian indigo gold golden silver
        beige cream ivory olive maroon navy lilac mauve lavender peach salmon coral rust amber emerald rose ruby
        sapphire tan khaki reddish orangish yellowish greenish bluish purplish pinkish brownish blackish whitish
        greyish grayish
        """,
    )
)

_PLACES: Final = {
    "left": "left",
    "right": "right",
    "upper": "upper",
    "top": "upper",
    "above": "upper",
    "lower": "lower",
    "bottom": "lower",
    "below": "lower",
    "centre": "middle",
    "center": "middle",
    "central": "middle",
    "middle": "middle",
    "halfway": "middle",
    "corner": "corner",
    "corners": "corner",
    "edge": "edge",
    "border": "edge",
    "background": "background",
    "foreground": "foreground",
    "horizon": "horizon",
}
_LOOSE: Final = frozenset({"edge", "border", "above", "below", "middle"})
"""Words that say a place only now and then."""

_OBJECTS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        sky skies cloud clouds sun moon sea ocean water river lake wave waves tree trees leaf leaves forest wood
        mountain mountains hill hills field fields grass flower flowers garden road path bridge house houses
        building buildings church window windows door wall roof street city village boat boats ship ships horse
        horses dog cat bird birds cow sheep animal animals face faces eye eyes nose mouth hair hand hands arm arms
        leg legs head heads body skin man men woman women girl boy child children people person portrait figure
        figures sitter dress coat hat cloth drapery table chair vase bowl fruit apple apples bread bottle glass
        candle lamp book curtain rock rocks stone snow sand
        """,
    )
)

_VERDICTS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        beautiful beauty gorgeous stunning lovely perfect masterpiece masterful brilliant excellent amazing
        wonderful great ugly bad awful terrible poor weak amateur amateurish mistake mistakes wrong failure fails
        failed score scores grade rating stars genius flawless award guarantee guaranteed rembrandt monet turner
        vermeer sargent cezanne picasso van gogh raphael leonardo impressionist impressionism baroque
        """,
    )
)

_TOPICS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        edge edges sharp sharper sharpness blurred blurry soft softness focus chroma saturated saturation hue hues
        warm warmer cool cooler temperature colour colours color colors value values light lights dark darks shadow
        shadows contrast tone tones midtones range frame border balance weight symmetry focal perspective proportion
        proportions anatomy texture brushwork brushstrokes composition highlight highlights harmony complementary
        rhythm depth
        """,
    )
)
"""Things a tip may only speak of where the wording of its own finding does."""


_PAINTS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        paint paints painted painting repaint repainted brush brushes brushwork brushstroke brushstrokes tube tubes
        glaze glazes scumble palette pigment pigments impasto canvas
        """,
    )
)
_REPAINTS: Final = frozenset(
    {"repaint", "repainted", "scrape", "scraped", "wipe", "wiped", "glaze", "scumble", "rework"}
)
_NONE: Final[frozenset[str]] = frozenset()
_UNFIT: Final = {DRAWING: _PAINTS, PHOTOGRAPH: _REPAINTS, UNSURE: _PAINTS | _REPAINTS}
"""What is not said to the maker of a picture of this kind."""


def checked(answer: str, findings: Sequence[Finding]) -> tuple[str, ...]:
    """Return the texts of a model's answer, one for each finding.

    Raises:
        LanguageModelError: the answer is not one text for each finding, or one says what its finding does not.

    """
    texts = _texts(answer)
    if len(texts) != len(findings):
        raise LanguageModelError("The language model did not write one tip for each finding.")
    for text, finding in zip(texts, findings, strict=True):
        problem = problem_of(text, finding)
        if problem is not None:
            raise LanguageModelError(f"The language model's words were not used: {problem}.")
    return texts


def _texts(answer: str) -> tuple[str, ...]:
    try:
        data: Any = json.loads(answer)
    except (ValueError, RecursionError):
        raise LanguageModelError("The language model's answer is not the JSON it was asked for.") from None
    tips = data.get("tips") if isinstance(data, dict) and set(data) == {"tips"} else None
    if not isinstance(tips, list) or not all(isinstance(tip, str) for tip in tips):
        raise LanguageModelError("The language model's answer is not the JSON it was asked for.")
    return tuple(" ".join(tip.split()) for tip in tips)


def problem_of(text: str, finding: Finding) -> str | None:
    """Return what is wrong with a text about a finding, in a few words that quote nothing; None where nothing is."""
    facts, wording = facts_of(finding), words_of(finding)
    own = " ".join(facts.values())
    said, allowed = _words(text), frozenset(_words(f"{own} {_all_words(wording)}"))
    problems = (
        (not LEAST_WORDS <= len(text.split()) <= MOST_WORDS, "a tip is too long or too short"),
        (bool(_LINK.search(text)), "a link"),
        (bool(_MARKUP.search(text.replace("C*", "C"))) or not text.isprintable(), "markup"),
        (not _numbers(text) <= _numbers(own), "a number that was not measured"),
        (_strays(said, _NUMBER_WORDS, allowed), "a number that was not measured"),
        (_strays(said, _COLORS, allowed), "a colour that was not measured"),
        (not _positions(said) <= _positions(_words(own)), "a place that was not measured"),
        (not _named(said, finding.sight.place.words), "the place is not named"),
        (_strays(said, _OBJECTS, allowed), "an object that was not measured"),
        (_strays(said, _VERDICTS, allowed), "a verdict"),
        (_strays(said, _UNFIT.get(finding.picture, _NONE), _NONE), "a thing that does not fit the picture"),
        (_strays(said, _TOPICS, allowed), "a claim that is not in the finding"),
    )
    return next((problem for wrong, problem in problems if wrong), None)


def _all_words(wording: Told) -> str:
    return " ".join((*wording.says, *wording.asks, wording.urges, wording.why, *wording.do, wording.again))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-zà-ÿ]+", text.lower())


def _numbers(text: str) -> set[float]:
    return {float(found.replace(",", ".")) for found in _NUMBER.findall(text)}


def _strays(said: Iterable[str], listed: frozenset[str], allowed: frozenset[str]) -> bool:
    return any(word in listed and word not in allowed for word in said)


def _positions(words: Iterable[str]) -> set[str]:
    return {_PLACES[word] for word in words if word in _PLACES and word not in _LOOSE}


def _named(said: Iterable[str], place: str) -> bool:
    """Return whether a text names a place: all the positions in the place's own words, or its chief word."""
    own = {_PLACES[word] for word in _words(place) if word in _PLACES}
    found = {_PLACES[word] for word in said if word in _PLACES}
    return bool(own & found) if own else bool({"picture", "passage", "whole"} & set(said))
