"""The museums that can be asked: where they answer, how often they may be asked, and their terms. One table."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from art_assistant._version import __version__
from art_assistant.base.wellformed import is_web_address
from art_assistant.errors import SettingsError

ELSEWHERE: Final = "ART_MUSEUM_ADDRESS"
"""Variable that names another server in the place of the museum, such as one that plays it in a test."""


@dataclass(frozen=True, slots=True)
class Host:
    """How a museum is asked.

    Attributes:
        name: the museum's name.
        base: the address that all its questions begin with.
        delay: seconds between two questions unless told otherwise.
        hands: questions that may wait for their answers at once.
        terms: its terms in one sentence, with where they stand.
        least: shortest delay that is taken.
        backing: seconds of the first wait after a refusal.
        named: whether somebody named this server by hand.
        known_by: headers in which the museum wants to know who asks.

    """

    name: str
    base: str
    delay: float
    hands: int
    terms: str
    least: float = 0.2
    backing: float = 4.0
    named: bool = False
    known_by: tuple[str, ...] = ("User-Agent",)

    def headers(self, contact: str) -> dict[str, str]:
        """Return the headers by which we introduce ourselves, with an address at which we are reached."""
        us = f"ArtAssistant/{__version__} (a painter's study tool; contact: {contact})"
        return dict.fromkeys(self.known_by, us)

    @property
    def place(self) -> tuple[str, int]:
        """The host's name and port."""
        return _place(self.base)


HOSTS: Final[Mapping[str, Host]] = {
    # https://metmuseum.github.io (80 requests a second are documented; after about thirty quick ones the host refuses
    # for half a minute: https://github.com/metmuseum/openaccess/issues/60)
    "met": Host(
        "The Metropolitan Museum of Art",
        "https://collectionapi.metmuseum.org/public/collection/v1",
        delay=1.0,
        hands=4,
        terms="Works in the public domain and their facts are CC0: https://www.metmuseum.org/policies/open-access",
    ),
    # https://api.artic.edu/docs ("no more than one per second", "use a single thread")
    "aic": Host(
        "Art Institute of Chicago",
        "https://api.artic.edu/api/v1",
        delay=1.0,
        hands=1,
        terms="Works in the public domain and their facts are CC0: https://www.artic.edu/open-access",
        known_by=("User-Agent", "AIC-User-Agent"),
    ),
    # https://openaccess-api.clevelandart.org (no rate is documented)
    "cleveland": Host(
        "The Cleveland Museum of Art",
        "https://openaccess-api.clevelandart.org/api",
        delay=0.5,
        hands=4,
        terms="Works marked CC0 and all facts are CC0: https://www.clevelandart.org/open-access",
    ),
}


def host_for(source: str, environment: Mapping[str, str] | None = None) -> Host:
    """Return how a museum is asked; ``ART_MUSEUM_ADDRESS`` puts another server in its place.

    Raises:
        SettingsError: the variable holds no http(s) address.

    """
    host = HOSTS[source]
    elsewhere = _elsewhere(environment)
    if not elsewhere:
        return host
    # Whoever names a server may ask it as fast as it likes.
    return replace(host, base=elsewhere.rstrip("/"), delay=0.0, least=0.0, backing=0.05, named=True)


def place_elsewhere(environment: Mapping[str, str] | None = None) -> tuple[tuple[str, int], ...]:
    """Return host and port of the server that ``ART_MUSEUM_ADDRESS`` names, none where it names none.

    Raises:
        SettingsError: the variable holds no http(s) address.

    """
    elsewhere = _elsewhere(environment)
    return (_place(elsewhere),) if elsewhere else ()


def _elsewhere(environment: Mapping[str, str] | None) -> str:
    elsewhere = (os.environ if environment is None else environment).get(ELSEWHERE, "")
    if elsewhere and not is_web_address(elsewhere):
        raise SettingsError(f"{ELSEWHERE} must be an http:// or https:// address.")
    return elsewhere


def _place(address: str) -> tuple[str, int]:
    parts = urlsplit(address)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
