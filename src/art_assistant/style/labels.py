"""The labels of style, and the families that are spoken of when the label is unsure."""

from __future__ import annotations

from typing import Final

PHOTOGRAPH: Final = "Photograph"

FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "Renaissance": ("Early Renaissance", "High Renaissance", "Northern Renaissance"),
    "Baroque & Rococo": ("Baroque", "Rococo"),
    "Neoclassicism & Academic": ("Neoclassicism",),
    "Romanticism & Symbolism": ("Romanticism", "Symbolism"),
    "Realism & Contemporary": ("Realism", "Contemporary"),
    "Impressionism": ("Impressionism", "Pointillism"),
    "Post-Impressionism": ("Post-Impressionism", "Fauvism", "Art Nouveau"),
    "Expressionism & Primitivism": ("Expressionism", "Primitivism"),
    "Cubism & Surrealism": ("Cubism", "Surrealism"),
    "Abstraction": ("Abstract Expressionism", "Minimalism"),
    "Pop Art": ("Pop Art",),
    "Ukiyo-e": ("Ukiyo-e",),
    PHOTOGRAPH: (PHOTOGRAPH,),
}
"""Family to its labels, oldest first."""

LABELS: Final[tuple[str, ...]] = tuple(sorted(label for labels in FAMILIES.values() for label in labels))
"""The 24 classes in alphabetical order: the order of every table of probabilities."""

NEAREST: Final[dict[str, str]] = {
    "Mannerism": "High Renaissance",
    "Academic art": "Neoclassicism",
    "Biedermeier": "Neoclassicism",
    "Tonalism": "Impressionism",
    "Synthetism": "Post-Impressionism",
    "Color Field": "Minimalism",
}
"""Names that museums use, and the label whose handling is nearest."""

_FAMILY: Final = {label: family for family, labels in FAMILIES.items() for label in labels}


def family_of(style: str | None) -> str | None:
    """Return the family of a label or of a museum's name for a style; None where it is unknown."""
    if style is None:
        return None
    return _FAMILY.get(NEAREST.get(style, style))
