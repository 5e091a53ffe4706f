"""Which works may be shown to whoever is handed a page: by what their museum says of rights, and by nothing else.

A page with a picture in it is a copy that is passed on. Free to be passed on is what nobody owns (public domain, CC0,
the Public Domain Mark) and what its owner gave away for a credit (CC BY), where there is a credit to give. Everything
else is only linked to: what is not said, what is said in words that are not known here, and what asks for more than a
credit (share-alike, no derivatives, not for money, one country only): nobody can tell what a page will be used for.
"""

from __future__ import annotations

import re
from typing import Final

_NOBODYS: Final = re.compile(
    r"(?:cc[ -]?0|creative commons (?:cc[ -]?)?(?:0|zero)|public[ -]domain(?: (?:mark|dedication|work))?|pdm|cc[ -]pdm?"
    r"|https?://(?:www\.)?creativecommons\.org/publicdomain/(?:zero|mark))"
    r"(?:[ -/]*1\.0)?(?: ?universal)?(?:/?(?:deed(?:\.\w+)?|legalcode)?/?)?(?P<more>\s*[:;,.(].*)?"
)
_FOR_CREDIT: Final = re.compile(
    r"(?:cc[ -]by|(?:creative commons )?attribution|https?://(?:www\.)?creativecommons\.org/licenses/by)"
    r"[ -/]+(?P<version>[1-4]\.[05])(?: ?(?:international|generic|unported))?"
    r"(?:/?(?:deed(?:\.\w+)?|legalcode)?/?)?(?P<more>\s*[:;,.(].*)?"
)
_BUT: Final = re.compile(
    r"\b(?:not|no|non|never|unless|except|excluding|only|but|reserved|copyright|permission|contact|nc|nd|sa|share"
    r"|country|countries|united states|usa?|eu)\b|©"
)
"""Words behind a licence that may take back what it gives."""


def may_be_shown(rights: str | None, credit: str | None) -> bool:
    """Whether a picture with these rights may stand in a page that is passed on.

    Args:
        rights: what the museum says of them.
        credit: the line of credit that the museum wants; a licence that asks for one is nothing without it.

    """
    said = _folded(rights)
    nobodys = _NOBODYS.fullmatch(said)
    found = nobodys or _FOR_CREDIT.fullmatch(said)
    if found is None or _BUT.search(found["more"] or ""):
        return False
    return nobodys is not None or bool((credit or "").strip())


def terms_of(rights: str | None) -> str:
    """Return where the licence stands that asks to be linked to beside the picture; empty where none does."""
    found = _FOR_CREDIT.fullmatch(_folded(rights))
    return f"https://creativecommons.org/licenses/by/{found['version']}/" if found else ""


def _folded(rights: str | None) -> str:
    return " ".join((rights or "").lower().split())
