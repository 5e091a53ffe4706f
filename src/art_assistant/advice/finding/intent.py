"""What the artist says the picture is meant to be, read into what a finding may then say.

Words of a fixed list are understood. Those that are not are kept to be told to the artist, and go nowhere else.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from art_assistant.errors import UsageError
from art_assistant.field.labels import DRAWING, PAINTING, PHOTOGRAPH

_COLORS: Final = ("chroma_everywhere", "no_chroma_accent", "one_temperature", "one_dark_hue", "scattered_hues")
_PAPER: Final = ("chalky_lights", "dull_lights", "no_accent")
_INKED: Final = (*_PAPER, "crushed_darks", "all_hard_edges", "merging_neighbours")
_UNFINISHED: Final = (
    "compressed_range",
    "lifted_darks",
    "dull_lights",
    "no_accent",
    "no_chroma_accent",
    "all_soft_edges",
    "midtone_soup",
)
_FLAT: Final = ("compressed_range", "no_accent", "all_hard_edges", "crushed_darks", "restless_contours")

MEANINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "high key": ("lifted_darks", "chalky_lights", "compressed_range"),
    "low key": ("dull_lights", "crushed_darks", "compressed_range"),
    "nocturne": ("dull_lights", "crushed_darks", "compressed_range", "one_dark_hue"),
    "quiet": ("compressed_range", "no_accent", "no_chroma_accent", "all_soft_edges", "scattered_attention"),
    "calm": ("compressed_range", "no_accent", "no_chroma_accent", "all_soft_edges"),
    "fog": ("compressed_range", "lifted_darks", "dull_lights", "midtone_soup", "all_soft_edges", "merging_neighbours"),
    "mist": ("compressed_range", "lifted_darks", "dull_lights", "midtone_soup", "all_soft_edges", "merging_neighbours"),
    "soft": ("all_soft_edges", "compressed_range", "merging_neighbours"),
    "crisp": ("all_hard_edges", "hard_edges_off_focus"),
    "flat": _FLAT,
    "graphic": _FLAT,
    "abstract": (
        *_FLAT,
        "competing_focus",
        "scattered_attention",
        "lopsided_weight",
        "border_pull",
        "no_resting_place",
    ),
    "decorative": (*_FLAT, "no_resting_place", "small_shapes", "equal_masses", "scattered_attention"),
    "pattern": ("no_resting_place", "small_shapes", "equal_masses", "scattered_attention", "restless_contours"),
    "crowd": ("no_resting_place", "small_shapes", "competing_focus", "scattered_attention", "restless_contours"),
    "busy": ("no_resting_place", "small_shapes", "restless_contours", "scattered_attention"),
    "colorful": ("chroma_everywhere", "scattered_hues"),
    "vivid": ("chroma_everywhere", "scattered_hues"),
    "muted": ("no_chroma_accent", "one_temperature"),
    "monochrome": _COLORS,
    "grisaille": _COLORS,
    "limited palette": ("no_chroma_accent", "one_temperature", "one_dark_hue"),
    "tonal": ("no_chroma_accent", "one_temperature", "one_dark_hue", "all_soft_edges", "midtone_soup"),
    "dramatic": ("crushed_darks", "lopsided_weight"),
    "asymmetrical": ("lopsided_weight", "border_pull"),
    "cropped": ("border_pull", "frame_tangent"),
    "minimal": ("compressed_range", "no_accent", "lopsided_weight", "scattered_attention"),
    "loose": ("all_soft_edges", "small_shapes", "restless_contours"),
    "expressive": ("chroma_everywhere", "all_hard_edges", "restless_contours"),
    "pointillist": ("small_shapes", "restless_contours", "no_resting_place"),
    "sfumato": ("all_soft_edges", "merging_neighbours", "crushed_darks"),
    "realistic": (),
    "snow": ("chalky_lights", "lifted_darks", "compressed_range", "no_chroma_accent", "one_temperature"),
    "sunset": ("chroma_everywhere", "one_temperature", "crushed_darks"),
    "dusk": ("dull_lights", "crushed_darks", "compressed_range", "one_temperature"),
    "overcast": ("compressed_range", "no_accent", "no_chroma_accent", "one_temperature"),
    "backlit": ("crushed_darks", "chalky_lights", "merging_neighbours"),
    "sunlight": ("chalky_lights",),
    "unfinished": _UNFINISHED,
    "study": ("no_accent",),
    "plein air": (),
    "master copy": ("competing_focus", "border_pull", "frame_tangent", "lopsided_weight", "scattered_attention"),
    "painting": (),
    "oil": (),
    "acrylic": (),
    "gouache": (),
    "tempera": (),
    "watercolour": ("chalky_lights", "lifted_darks"),
    "pastel": ("lifted_darks", "all_soft_edges"),
    "digital": (),
    "drawing": _PAPER,
    "sketch": _PAPER,
    "charcoal": (*_PAPER, "crushed_darks", "all_soft_edges"),
    "pencil": (*_PAPER, "lifted_darks", "compressed_range"),
    "ink": _INKED,
    "print": _INKED,
    "etching": (*_INKED, "restless_contours", "small_shapes"),
    "linocut": (*_INKED, "compressed_range", "restless_contours"),
    "photograph": (),
    "reference": (),
    "portrait": ("no_resting_place",),
    "landscape": ("scattered_attention", "competing_focus"),
    "still life": ("competing_focus",),
    "figure": ("border_pull",),
    "interior": ("crushed_darks",),
}
"""What each understood word explains away. A genre explains little: it only says what is usual in it. A word that
explains nothing says what the picture is, or is only known."""

_SPELLINGS: Final[Mapping[str, str]] = {
    other: word
    for word, others in {
        "colorful": "colourful",
        "fog": "foggy, smoke, smoky",
        "mist": "misty, hazy, haze",
        "nocturne": "night, moonlight, moonlit",
        "low key": "moody",
        "high key": "bright, airy",
        "crisp": "sharp",
        "vivid": "saturated, fauvist, fauve",
        "muted": "grey, gray, subdued",
        "monochrome": "black and white, b and w, bw, monochromatic, greyscale, grayscale, sepia, without colour, "
        "without color, no colour, no color",
        "limited palette": "zorn palette, few colours, few colors",
        "asymmetrical": "asymmetric",
        "pattern": "patterned",
        "calm": "serene, peaceful",
        "graphic": "illustration, cartoon, comic, poster",
        "dramatic": "chiaroscuro, tenebrism",
        "minimal": "minimalist, minimalism, simple",
        "loose": "painterly, impressionist, impressionistic",
        "expressive": "expressionist, gestural",
        "pointillist": "pointillism",
        "realistic": "realism, realist",
        "snow": "snowy, winter",
        "sunset": "sunrise, dawn",
        "dusk": "twilight, evening",
        "overcast": "rain, rainy, cloudy, grey day, gray day",
        "backlit": "contre jour, silhouette",
        "sunlight": "sunny",
        "unfinished": "block in, blockin, not finished, in progress, work in progress, wip, underpainting, lay in",
        "study": "exercise, practice",
        "plein air": "outdoors, en plein air",
        "master copy": "copy of a master, old master copy, copy",
        "painting": "painted, canvas",
        "oil": "oils",
        "acrylic": "acrylics",
        "tempera": "fresco",
        "watercolour": "watercolor, watercolours, watercolors, aquarelle, wash",
        "pastel": "pastels, oil pastel, oil pastels",
        "digital": "ipad, procreate, photoshop",
        "drawing": "drawn, draw, chalk, sanguine, conte, silverpoint, marker",
        "sketch": "sketchbook, doodle, sketched",
        "pencil": "graphite, pencils, coloured pencil, colored pencil",
        "ink": "pen, pen and ink, ballpoint, biro, fineliner",
        "print": "printmaking, monotype, monoprint, lithograph, lithography, screenprint, screen print, silkscreen",
        "etching": "engraving, drypoint, aquatint, mezzotint",
        "linocut": "lino, woodcut, wood engraving, linoleum cut, woodblock",
        "photograph": "photo, photos, photographs, photography, snapshot",
        "reference": "references",
        "portrait": "self portrait, portraits, head study",
        "landscape": "seascape, cityscape, landscapes, townscape",
        "still life": "flowers, floral, stilllife",
        "figure": "nude, life drawing, figures",
        "interior": "indoors",
    }.items()
    for other in others.split(", ")
}

GENRES: Final = ("portrait", "figure", "landscape", "still life", "interior", "abstract")

_PAINTED: Final = frozenset({"painting", "oil", "acrylic", "gouache", "tempera", "watercolour"})
_DRAWN: Final = frozenset({"drawing", "charcoal", "pencil", "print", "etching", "linocut"})
_DRAWN_UNLESS_PAINTED: Final = frozenset({"ink", "sketch"})
_PHOTOGRAPHED: Final = frozenset({"photograph", "reference"})
_MEDIA: Final[Mapping[str, tuple[str, ...]]] = {
    "print": ("print", "etching", "linocut"),
    "watercolour": ("watercolour",),
    "gouache": ("gouache",),
    "pastel": ("pastel",),
    "tempera": ("tempera",),
    "acrylic": ("acrylic",),
    "oil": ("oil",),
    "digital": ("digital",),
    "drawing": ("drawing", "charcoal", "pencil", "ink", "sketch"),
}
"""The media and the words that name them; where several are named, the one that says most about what may be done."""
_OF_MAKING: Final = _PAINTED | _DRAWN | _DRAWN_UNLESS_PAINTED | _PHOTOGRAPHED | {"pastel", "digital", "realistic"}
"""Words that say what the picture is, and not what it should look like."""

_PASSED_OVER: Final = frozenset(
    re.findall(
        r"\w+",
        """
        a an the of in on at to with and or my our your this that it its is for from by as be should meant some very
        quite rather i we me picture image piece work art artwork scene style mood feeling light day time colour color
        colours colors one two
        """,
    )
)
_DENIALS: Final = frozenset({"not", "no", "without", "never", "non", "isn", "nothing"})
_BETWEEN_DENIAL_AND_WORD: Final = frozenset({"a", "an", "the", "too", "so", "very", "t", "in", "of"})
_LONGEST: Final = 30
_MOST_UNKNOWN: Final = 12
"""So much of what is not understood is told, in letters and in words."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What the picture is meant to be.

    Attributes:
        words: the understood words, sorted.
        focus: (x, y) where the eye should go first, fractions of the picture; None where nothing was said.
        unknown: the words that were not understood, as they were said, in lower case.

    """

    words: tuple[str, ...] = ()
    focus: tuple[float, float] | None = None
    unknown: tuple[str, ...] = ()

    @property
    def stated(self) -> bool:
        """Whether the artist said what the picture should look like."""
        return bool(set(self.words) - _OF_MAKING)

    @property
    def medium(self) -> str | None:
        """What the picture is made with, such as ``"watercolour"``, ``"print"`` or ``"drawing"``; None if unsaid."""
        return next((medium for medium, named in _MEDIA.items() if set(named) & set(self.words)), None)

    @property
    def kind(self) -> str | None:
        """What the artist says the picture is: ``"painting"``, ``"drawing"`` or ``"photograph"``; None if unsaid.

        A photograph *of* a painting is a painting, and so is a painting *from* a photograph. Where both paint and
        pencil are named the picture has to be looked at.
        """
        said = set(self.words)
        painted, drawn = bool(said & _PAINTED), bool(said & _DRAWN)
        if painted or drawn:
            return None if painted and drawn else PAINTING if painted else DRAWING
        if said & _DRAWN_UNLESS_PAINTED:
            return DRAWING
        return PHOTOGRAPH if said & _PHOTOGRAPHED else None

    def explains(self, kind: str) -> bool:
        """Return whether what was said makes a finding of ``kind`` no finding."""
        return any(kind in MEANINGS[word] for word in self.words)

    def as_dict(self) -> dict[str, Any]:
        """Return what was understood and what was not, JSON-ready."""
        return {
            "understood": list(self.words),
            "unknown": list(self.unknown),
            "medium": self.medium,
            "kind": self.kind,
            "focus": None if self.focus is None else list(self.focus),
        }


def read_intent(text: str = "", *, focus: str | tuple[float, float] | None = None, genre: str = "") -> Intent:
    """Return the intent of a line such as ``"high key, quiet"``, a focus such as ``"0.4,0.6"`` and a genre.

    Words that are not known are kept in ``Intent.unknown``: they never stop a study.

    Raises:
        UsageError: the focus is no point of the picture.

    """
    read = [*_read(text), *_read(genre)]
    words = sorted({word for word, known in read if known})
    unknown = dict.fromkeys(word[:_LONGEST] for word, known in read if not known)
    return Intent(tuple(words), _point(focus), tuple(unknown)[:_MOST_UNKNOWN])


_PHRASES: Final[Mapping[tuple[str, ...], str]] = {
    tuple(spelling.split()): word for spelling, word in ({word: word for word in MEANINGS} | dict(_SPELLINGS)).items()
}
_MOST_WORDS: Final = max(map(len, _PHRASES))


def _read(text: str) -> Iterator[tuple[str, bool]]:
    """Yield each understood word, and each word that is neither understood nor passed over, and which it is."""
    tokens = re.findall(r"[^\W\d_]+", re.sub(r"\bb/w\b", "bw", text.lower()).replace("&", " and "))
    at, denied = 0, False
    while at < len(tokens):
        sizes = range(min(_MOST_WORDS, len(tokens) - at), 0, -1)
        size = next((size for size in sizes if tuple(tokens[at : at + size]) in _PHRASES), 0)
        token = tokens[at]
        if size:
            said = " ".join(tokens[at : at + size])
            yield (f"not {said}", False) if denied else (_PHRASES[tuple(tokens[at : at + size])], True)
        elif token not in _PASSED_OVER | _DENIALS and len(token) > 1:
            yield token, False
        denied = not size and (token in _DENIALS or (denied and token in _BETWEEN_DENIAL_AND_WORD))
        at += size or 1


def _point(focus: str | tuple[float, float] | None) -> tuple[float, float] | None:
    if focus is None or not focus:
        return None
    parts = focus.split(",") if isinstance(focus, str) else focus
    try:
        x, y = (float(part) for part in parts)
    except ValueError as error:
        raise UsageError("The focus is a point x,y in fractions of the picture, such as 0.4,0.6.") from error
    if not (math.isfinite(x) and math.isfinite(y) and 0.0 <= x <= 1.0 and 0.0 <= y <= 1.0):
        raise UsageError("The focus lies inside the picture: x and y are fractions from 0 to 1.")
    return x, y
