"""Say which picture is studied where a file holds several."""

from __future__ import annotations

from typing import Final

from PIL import Image

from art_assistant.imaging.container.tiff import Page

_THUMBNAIL: Final = "Large Thumbnail"
_MP_ENTRIES: Final = 0xB002


def several(count: int, noun: str = "frames", studied: str = "first") -> tuple[str, ...]:
    """Return what is said of a file of ``count`` frames, pages or pictures; nothing where there is one."""
    if count < 2:
        return ()
    one = noun.removesuffix("s")
    return (
        f"The file holds {count} {noun}, and only the {studied} is studied; to study another, such as the last {one} "
        "of a time-lapse, save it as a picture of its own."
        if noun == "frames"
        else f"The file holds {count} {noun}, and only the {studied} is studied; to study another {one}, save it as a "
        "picture of its own.",
    )


def pages_of(pages: list[Page]) -> tuple[int, tuple[str, ...]]:
    """Return how many pages of a TIFF are pictures of their own, and what is to be said of them.

    Smaller copies and masks are none; unless the first page, which is the one that is read, is itself one.
    """
    first = pages[0]
    count = max(1, sum(not page.copy for page in pages))
    largest = max(pages, key=lambda page: page.width * page.height)
    if not first.copy or largest.width * largest.height <= first.width * first.height:
        return count, several(count, "pages")
    return len(pages), (
        f"The first of {len(pages)} pages, {first.width} x {first.height} px, is a preview and is the one studied; "
        f"another page has {largest.width} x {largest.height} px: save it as a picture of its own.",
    )


def pictures_in(image: Image.Image) -> int:
    """Return how many pictures an opened JPEG, HEIF or AVIF file holds, the thumbnails of a camera left out.

    A JPEG holds several by CIPA DC-007 (MPO), as of 3-D cameras and bursts.
    """
    entries = (getattr(image, "mpinfo", None) or {}).get(_MP_ENTRIES)
    if entries is None:
        return int(getattr(image, "n_frames", 1))
    return max(1, sum(not str(entry["Attribute"]["MPType"]).startswith(_THUMBNAIL) for entry in entries))
