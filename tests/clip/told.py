"""The pictures and the texts that were told to transformers, and are told to our towers."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

PICTURES: Final = ("wide", "tall", "square", "panorama", "noise", "dark")
_SIZES: Final = {"wide": (512, 341), "tall": (300, 512), "square": (512, 512), "panorama": (512, 120)}


def picture(name: str) -> NDArray[np.uint8]:
    """Return (h, w, 3) uint8 sRGB, its long side 512: smooth light with shapes in it, the same on every machine."""
    width, height = _SIZES.get(name, (512, 400))
    draw = np.random.default_rng(PICTURES.index(name))
    if name == "noise":
        return draw.integers(0, 256, (height, width, 3), dtype=np.uint8)
    y, x = np.mgrid[:height, :width] / 512.0
    waves = [np.sin(2 * np.pi * (draw.uniform(1, 6) * x + draw.uniform(1, 6) * y) + k) for k in range(3)]
    light = np.stack(waves, axis=-1) * 0.35 + 0.5
    for _ in range(6):
        across, down, radius = draw.uniform(0, 1), draw.uniform(0, height / 512), draw.uniform(0.03, 0.2)
        light[(x - across) ** 2 + (y - down) ** 2 < radius**2] = draw.uniform(0, 1, 3)
    return np.asarray(np.clip(light * (0.25 if name == "dark" else 1.0), 0, 1) * 255, dtype=np.uint8)


_ODD: Final = (
    "two figures under a tree",
    "A LARGE Mass of Dark, against the light!",
    "  many   spaces\tand\nlines  ",
    "it's the painter's; they'll say it'd've gone",
    "café au lait à Céret",
    "Cafe\u0301 with a combining accent",
    "Cézanne, Dürer, Čapek, Øyvind, Łukasz, Þór",
    "ΓΥΝΑΙΚΑ ΜΕ ΠΕΠΛΟ",
    "Иван Шишкин, «Утро в сосновом лесу»",
    "神奈川沖浪裏",
    "葛飾北斎 the great wave 1831",
    "호랑이와 까치",
    "صورة شخصية لامرأة",
    "ציור של עץ",
    "दो स्त्रियाँ",
    "ภาพวาดต้นไม้",
    "🎨 a palette 🌳🌳 and 👩‍🎨",
    "½ of the ﬁgure is №7 at 45°",
    "İstanbul, ı and İ",
    "ẞ and ß in Straße",
    "ﷺ ŉ ǰ ΐ",
    "naïve—art… “quoted” ‘words’",
    "a\u00a0hard\u00a0space and a\u3000wide one",
    "zero\u200bwidth and soft\u00adhyphen",
    "1234567890 12 345,678.90",
    "!!!???...,,,;;;",
    "a" * 120,
    "tree " * 100,
    "<|startoftext|> inside <|endoftext|> out",
    "http://example.org/a?b=c&d=e#f",
    "C:\\pictures\\tree.jpg",
    "def f(x): return x**2",
    "a_b-c+d=e/f",
    "𝓹𝓪𝓲𝓷𝓽𝓲𝓷𝓰 𝕚𝕟 𝔹𝕠𝕝𝕕",
    "ＦＵＬＬ　ＷＩＤＴＨ",
    "\u0000 a nought",
    "\ufeffa mark of order",
    "Σίσυφος ς σ Σ",
    "ǅ Ǆ ǆ",
    "e\u0301\u0323 o\u0302\u0300",
)
_WHAT: Final = ("a portrait", "a still life", "Ein Wald", "un paysage", "una mujer", "ett hav", "stará žena", "木")
_HOW: Final = ("in oil", "at night", "mit Kreide", "au fusain", "con luz", "i regn", "v zimě", "夜", "of 1871", "& fog")
_WHERE: Final = ("by the sea", "près du pont")

TEXTS: Final = (*_ODD, *(f"{what} {how} {where}" for what in _WHAT for how in _HOW for where in _WHERE))
"""Two hundred texts, most of them with letters that are not ASCII."""
