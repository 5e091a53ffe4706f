"""Where galleries live on disk. Nothing is opened here, and nothing that could open one is loaded."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path
from typing import Final

import platformdirs

from art_assistant.errors import GalleryError, GalleryNotFoundError
from art_assistant.gallery.bundle import MANIFEST, check_name, read_manifest_bytes
from art_assistant.settings import Settings

STARTER: Final = "starter"


def home_of(settings: Settings) -> Path:
    """Return the folder in which the artist's own galleries live; it need not exist yet."""
    if settings.gallery.home:
        return Path(settings.gallery.home).expanduser()
    return Path(platformdirs.user_data_dir("art-assistant", appauthor=False)) / "galleries"


def starter_folder() -> Path:
    """Return the folder of the gallery that ships with the package."""
    return Path(str(resources.files("art_assistant.gallery"))) / STARTER


def own_folder(name: str, settings: Settings) -> Path:
    """Return the folder of one of the artist's own galleries, which need not exist yet.

    Raises:
        GalleryError: the name is not one, or is that of the gallery that ships with the package.

    """
    if name == STARTER:
        raise GalleryError(f"'{STARTER}' is the gallery that ships with Art Assistant; choose another name.")
    return home_of(settings) / check_name(name)


def folder_of(name: str, settings: Settings) -> Path:
    """Return the folder of a gallery: ``starter``, the name of an own one, or the path of any gallery folder."""
    if name == STARTER:
        return starter_folder()
    path = Path(name)
    if (path / MANIFEST).is_file():
        return path
    try:
        return own_folder(name, settings)
    except GalleryError as error:
        raise GalleryNotFoundError(
            f"There is no gallery '{path.name}'; 'art-assistant gallery list' shows those there are."
        ) from error


def list_galleries(settings: Settings) -> list[str]:
    """Return the names of all galleries: the starter first, then the artist's own by name."""
    home = home_of(settings)
    own = sorted(p.name for p in home.iterdir() if (p / MANIFEST).is_file()) if home.is_dir() else []
    return [STARTER, *(name for name in own if not name.startswith("."))]


def delete_gallery(name: str, settings: Settings) -> None:
    """Delete one of the artist's own galleries, its journal included; the pictures stay.

    Raises:
        GalleryNotFoundError: there is none of that name.

    """
    folder = own_folder(name, settings)
    read_manifest_bytes(folder)
    shutil.rmtree(folder)
    for part in folder.parent.glob(f"{journal_of(folder).name}*"):
        part.unlink(missing_ok=True)


def journal_of(folder: Path) -> Path:
    """Return the journal that stands beside a gallery folder."""
    return folder.with_name(f".{folder.name}.journal")
