"""Where galleries live on disk. Nothing is opened here, and nothing that could open one is loaded."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from typing import Final

import platformdirs

from art_assistant.errors import GalleryError, GalleryNotFoundError, OutputError
from art_assistant.files.atomic import why
from art_assistant.files.names import is_portable
from art_assistant.files.there import is_file
from art_assistant.gallery.bundle import check_name
from art_assistant.gallery.versions import VERSIONS, check_deletable, has_gallery, unmake
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
        GalleryError: the name is not one, is that of the gallery that ships with the package, or is a new one that
            not every system can hold.

    """
    if name == STARTER:
        raise GalleryError(f"'{STARTER}' is the gallery that ships with Art Assistant; choose another name.")
    folder = home_of(settings) / check_name(name)
    if (name.casefold() == STARTER or not is_portable(name)) and not _is_begun(folder):
        raise GalleryError(f"'{name}' is a name that not every system can tell apart or hold; choose another name.")
    return folder


def folder_of(name: str, settings: Settings) -> Path:
    """Return the folder of a gallery: ``starter``, the name of an own one, or the path of any gallery folder."""
    if name == STARTER:
        return starter_folder()
    path = Path(name)
    try:
        own = own_folder(name, settings)
        # A folder of that name may happen to lie where the artist stands.
        return path if has_gallery(path) and not has_gallery(own) else own
    except GalleryError as error:
        # What follows a store is named by its folder, before the first version of it is here.
        if has_gallery(path) or path.parent == home_of(settings):
            return path
        raise GalleryNotFoundError(
            f"There is no gallery '{path.name}'; 'art-assistant gallery list' shows those there are."
        ) from error


def list_galleries(settings: Settings) -> list[str]:
    """Return the names of all galleries: the starter first, then the artist's own by name.

    Raises:
        GalleryError: the folder in which they live cannot be listed.

    """
    home = home_of(settings)
    try:
        own = sorted(path.name for path in home.iterdir() if has_gallery(path))
    except FileNotFoundError:
        own = []
    except OSError as error:
        raise GalleryError(
            "The folder for galleries cannot be listed; check its permissions, or name another one with "
            "ART_GALLERY_HOME."
        ) from error
    return [STARTER, *(name for name in own if not name.startswith("."))]


def refuse_taken(folder: Path) -> None:
    """Raise GalleryError where a gallery, or one that is half built, has that name, or other files have its place."""
    if has_gallery(folder):
        raise GalleryError(f"There is already a gallery '{folder.name}'; give another --name.")
    if _is_begun(folder):
        raise GalleryError(
            f"A gallery '{folder.name}' was begun; give another --name, or 'gallery remove {folder.name} --all' first."
        )
    refuse_strangers(folder)


def refuse_strangers(folder: Path) -> None:
    """Raise GalleryError where the place of a new gallery holds files that are none of a gallery's."""
    if _is_begun(folder):
        return
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError:
        return
    if any(name != VERSIONS and not name.startswith(".") for name in names):
        raise GalleryError(
            f"The folder '{folder.name}' among the galleries holds other files; choose another --name, or move them."
        )


def _is_begun(folder: Path) -> bool:
    return has_gallery(folder) or is_file(journal_of(folder))


def delete_gallery(name: str, settings: Settings) -> None:
    """Delete one of the artist's own galleries, its journal included; pictures and files of others stay.

    Raises:
        GalleryNotFoundError: there is none of that name.
        OutputError: the disk refused.

    """
    folder = own_folder(name, settings)
    if not _is_begun(folder):
        raise GalleryNotFoundError(f"There is no gallery '{name}'; 'art-assistant gallery list' shows those there are.")
    try:
        check_deletable(folder)
        # The journal goes first: without it the rest is a gallery still, and with it alone the works would come back.
        for part in journals_of(folder):
            part.unlink()
        unmake(folder)
    except OSError as error:
        raise OutputError(f"The gallery cannot be deleted: {why(error)}; close what is using it.") from error


def journal_of(folder: Path) -> Path:
    """Return the journal that stands beside a gallery folder."""
    return folder.with_name(f".{folder.name}.journal")


def journals_of(folder: Path) -> list[Path]:
    """Return the journal of a gallery, the damaged ones that were kept, and what SQLite puts beside each."""
    name = re.escape(journal_of(folder).name)
    ours = re.compile(rf"{name}(\.damaged\d*)?(-wal|-shm|-journal)?")
    return sorted(path for path in folder.parent.glob(".*") if ours.fullmatch(path.name))
