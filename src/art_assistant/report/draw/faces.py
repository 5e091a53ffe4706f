"""The type of the HTML report: Latin subsets of the sheet's faces, inside the page; other letters are the system's."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Final

from art_assistant.report.draw.encode import data_uri

_FACES: Final = (
    ("serif", "Study Serif", "normal", "400 500"),
    ("italic", "Study Serif", "italic", "400 500"),
    ("sans", "Study Sans", "normal", "400"),
    ("bold", "Study Sans", "normal", "600"),
)
"""File, family, style and weights of each face."""

_LARGER: Final = {"Study Serif": "112%", "Study Sans": "100%"}
"""The small letters of the serif are low for the size of its type; so are they as tall as those of its stand-ins."""


@lru_cache(maxsize=1)
def font_faces() -> str:
    """Return the ``@font-face`` rules, with the files as data; no sign in them means anything to HTML."""
    return "\n".join(
        f"@font-face {{ font-family: {family}; font-style: {style}; font-weight: {weight}; font-display: block; "
        f"size-adjust: {_LARGER[family]}; src: url({_file(name)}) format(woff2); }}"
        for name, family, style, weight in _FACES
    )


def _file(name: str) -> str:
    data = resources.files("art_assistant.report").joinpath("fonts", "web", f"{name}.woff2").read_bytes()
    return data_uri(data, "font/woff2")
