"""What this process shares between its page and its routes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Final

from art_assistant.settings import Settings
from art_assistant.studio.serving.museum_pictures import KeptPictures
from art_assistant.studio.visits import Visits

COOKIE: Final = "art_studio"
VISITS: Final = Visits()
MUSEUMS: Final = KeptPictures()
HANDS: Final = ThreadPoolExecutor(2, thread_name_prefix="art-studio")
"""Who makes what takes long, so that the page never waits for it."""

CALLS: Final = ThreadPoolExecutor(4, thread_name_prefix="art-call")
"""Who waits for a service, so that what is made here never does."""


class Base:
    """The settings under which the studio was started."""

    settings: Settings = Settings()
