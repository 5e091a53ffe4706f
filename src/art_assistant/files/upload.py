"""A picture on its way to a service: its name and its bytes, read at once."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Final

from art_assistant.errors import FileTooLargeError, PictureNotFoundError, UnreadableFileError

Upload = bytes | str | Path

MOST_UPLOAD: Final = 1_024_000_000
"""What no service takes."""


def upload_part(picture: Upload, name: str | None = None) -> tuple[str, bytes]:
    """Return the name and the bytes under which a picture is sent.

    Args:
        picture: the bytes of an image file, or the path of one.
        name: what to call it; a path's own name by default.

    Raises:
        PictureNotFoundError, UnreadableFileError, FileTooLargeError: there is no such file to send.

    """
    if isinstance(picture, bytes):
        return name or "picture", picture
    path = Path(picture)
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableFileError("That is not a file; name a picture.")
        if found.st_size > MOST_UPLOAD:
            raise FileTooLargeError(f"A picture may hold {MOST_UPLOAD / 1e6:g} MB; send a smaller one.")
        # A name that is not text, as old disks hold them, is sent with a mark in place of each such byte.
        return name or path.name.encode("utf-8", "replace").decode(), path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise PictureNotFoundError("There is no file of that name; check the spelling and the folder.") from error
    except OSError as error:
        raise UnreadableFileError("The file cannot be opened; check its permissions and the disk.") from error
