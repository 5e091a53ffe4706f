"""The browser's side of the studio: its files, and the address that changes when one of them does."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files
from typing import Final

STATIC: Final = "/studio/static"
_LOADER: Final = """export default async function (component) {{
  const module = await import(location.origin + "{address}");
  module.mount(component);
}}"""


@lru_cache(maxsize=1)
def web_version() -> str:
    """Return a name for the browser's files as they are."""
    every = sorted(
        (file.name, file.read_bytes()) for file in (files("art_assistant.studio") / "web").iterdir() if file.is_file()
    )
    return hashlib.sha256(repr(every).encode()).hexdigest()[:16]


def loader(name: str) -> str:
    """Return the script of a component: it loads one of our modules and hands everything over to it."""
    return _LOADER.format(address=f"{STATIC}/{web_version()}/{name}")


def text_of(name: str) -> str:
    """Return a file of the browser's side."""
    return (files("art_assistant.studio") / "web" / name).read_text(encoding="utf-8")
