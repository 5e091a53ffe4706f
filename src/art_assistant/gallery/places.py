"""Where galleries live on disk. Nothing is opened here, and nothing that could open one is loaded."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path
from typing import Final

import platformdirs

from art_assistant.errors import GalleryError, GalleryNotFoundError, OutputError
from art_assistant.files.atomic import why
from art_assistant.files.there import is_file
from art_assistant.gallery.bundle import check_name
from art_assistant.gallery.versions import CURRENT, MANIFEST, has_gallery
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
    if has_gallery(path):
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
    try:
        own = sorted(path.name for path in home.iterdir() if has_gallery(path))
    except OSError:
        own = []
    return [STARTER, *(name for name in own if not name.startswith("."))]


def refuse_taken(folder: Path) -> None:
    """Raise GalleryError where a gallery, or one that is half built, has that name."""
    if has_gallery(folder) or is_file(journal_of(folder)):
        raise GalleryError(f"There is already a gallery '{folder.name}'; give another --name.")


def delete_gallery(name: str, settings: Settings) -> None:
    """Delete one of the artist's own galleries, its journal included; the pictures stay.

    Raises:
        GalleryNotFoundError: there is none of that name.
        OutputError: the disk refused.

    """
    folder = own_folder(name, settings)
    if not has_gallery(folder):
        raise GalleryNotFoundError(f"There is no gallery '{name}'; 'art-assistant gallery list' shows those there are.")
    try:
        # The journal goes first: without it the rest is a gallery still, and with it alone the works would come back.
        for part in folder.parent.glob(f"{journal_of(folder).name}*"):
            part.unlink()
        for named in (CURRENT, MANIFEST):
            (folder / named).unlink(missing_ok=True)
        shutil.rmtree(folder)
    except OSError as error:
        raise OutputError(f"The gallery cannot be deleted: {why(error)}; close what is using it.") from error


def journal_of(folder: Path) -> Path:
    """Return the journal that stands beside a gallery folder."""
    return folder.with_name(f".{folder.name}.journal")
