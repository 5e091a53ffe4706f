"""Only what is certainly free stands in a page that is passed on; a doubt costs a picture and never a right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from art_assistant.gallery.catalogue import Catalogue
from art_assistant.gallery.home import open_gallery
from art_assistant.gallery.seen.rights import may_be_shown, terms_of
from art_assistant.settings import Settings

NOBODYS = """CC0
CC0 1.0
CC0-1.0
CC0 1.0 Universal
cc0 (as stated by the museum)
Creative Commons Zero
Creative Commons CC0 1.0 Universal
https://creativecommons.org/publicdomain/zero/1.0/
http://creativecommons.org/publicdomain/zero/1.0/deed.de
Public Domain
Public domain.
public domain: made in or before 1890
Public domain, the artist died in 1926
Public Domain Mark 1.0
PDM
PDM 1.0
CC PDM 1.0
https://creativecommons.org/publicdomain/mark/1.0/""".splitlines()

FOR_A_CREDIT = """CC BY 4.0
CC-BY-4.0
cc by 3.0
Creative Commons Attribution 4.0 International
https://creativecommons.org/licenses/by/4.0/
https://creativecommons.org/licenses/by/4.0/deed.en""".splitlines()

NOT_FREE = """\
not in the public domain
Not public domain
Public domain in the USA
Public domain (USA only)
Public domain, but contact the museum for reproductions
Public domain: photograph \u00a9 The Museum
Public domain (in its country of origin)
CC0 data, image in copyright
CC BY-NC 4.0
CC BY-NC-ND 4.0
CC BY-SA 4.0
CC BY-ND 4.0
CC BY
CC BY 3.0 DE
Creative Commons Attribution-ShareAlike 4.0
Creative Commons Attribution 4.0 (no derivatives)
https://creativecommons.org/licenses/by-sa/4.0/
https://creativecommons.org/licenses/by-nc/4.0/
https://example.org/creativecommons.org/publicdomain/zero/1.0/
No known copyright restrictions
In copyright
\u00a9 2021 The Estate
All rights reserved
rights unknown
fair use
free
None
0""".splitlines()


@pytest.mark.parametrize("rights", NOBODYS)
def test_what_nobody_owns_may_be_shown(rights: str) -> None:
    assert may_be_shown(rights, None)
    assert may_be_shown(f"  {rights.upper()} ", "Gift of somebody")
    assert terms_of(rights) == ""


@pytest.mark.parametrize("rights", FOR_A_CREDIT)
def test_what_asks_for_a_credit_needs_one_and_is_linked_to_its_terms(rights: str) -> None:
    assert may_be_shown(rights, "Photo: Somebody")
    assert not may_be_shown(rights, None)
    assert not may_be_shown(rights, " ")
    assert terms_of(rights) == f"https://creativecommons.org/licenses/by/{'3.0' if '3.0' in rights else '4.0'}/"


@pytest.mark.parametrize("rights", [*NOT_FREE, "", None])
def test_everything_else_is_only_linked_to(rights: str | None) -> None:
    assert not may_be_shown(rights, "Gift of somebody")


@given(
    st.sampled_from(NOBODYS + FOR_A_CREDIT), st.sampled_from(("-NC", " NC", "-SA", "-ND", " non-commercial", " \u00a9"))
)
def test_a_condition_behind_a_licence_takes_it_back(rights: str, condition: str) -> None:
    assert not may_be_shown(rights + condition, "A credit")
    assert not may_be_shown(f"{rights} ({condition})", "A credit")


@given(st.text(max_size=60))
def test_any_text_is_answered(rights: str) -> None:
    assert may_be_shown(rights, "A credit") in {True, False}


def test_the_works_of_the_starter_gallery_are_free() -> None:
    works: Catalogue = open_gallery("starter", Settings()).works
    assert all(may_be_shown(work.rights, work.credit) for work in works)
