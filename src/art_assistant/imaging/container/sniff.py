"""Tell what bytes are from their first bytes alone; names and declared types are never believed."""

from __future__ import annotations

from art_assistant.errors import UnsupportedFormatError
from art_assistant.imaging.container.tiff import is_camera_raw

READABLE = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "HEIF", "AVIF", "RAW")
"""Formats that are read; HEIF needs the extra ``heif``, RAW the extra ``raw``, AVIF a Pillow that holds it."""

_EXPORT = "export it as JPEG or PNG and try again."
_RAWS: tuple[bytes, ...] = (b"FUJIFILMCCD-RAW", b"IIRO", b"IIRS", b"MMOR", b"IIU\x00", b"FOVb", b"\x00MRM")
"""Beginnings of camera raw files that are no TIFF: Fujifilm, Olympus (three), Panasonic, Sigma, Minolta."""
_CANON = (8, b"CR")
"""What stands where in a Canon CR2, which else begins as a TIFF."""
_CANON_BRAND = b"crx "
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"II+\x00", "TIFF"),
    (b"MM\x00+", "TIFF"),
)
_STRANGERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"%!PS", "a PostScript document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"8BPS", "a Photoshop file"),
    (b"II\xbc\x01", "a JPEG XR picture"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (b"SIMPLE  =", "a FITS picture"),
    (b"DDS ", "a DirectDraw texture"),
    (b"qoif", "a QOI picture"),
    (b"KTX ", "a texture"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"AT&TFORM", "a DjVu document"),
    (b"\xd7\xcd\xc6\x9a", "a Windows metafile"),
    (b"SQLite format 3", "a database, such as a Clip Studio or Affinity document"),
    (b"CSFCHUNK", "a Clip Studio document"),
    (b"\x00\xffKA", "an Affinity document"),
    (b"KRIT", "a Krita document"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"v/1\x01", "an OpenEXR picture"),
    (b"#?RADIANCE", "a Radiance picture"),
    (b"gimp xcf", "a GIMP file"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_STAND_INS: tuple[tuple[bytes, str, str], ...] = (
    (b"\x00\x05\x16\x07", "what macOS keeps beside a picture", "take the file of the same name without ._ in front."),
    (b"\x00\x05\x16\x00", "what macOS keeps beside a picture", "take the file of the same name without ._ in front."),
    (b"version https://git-lfs", "a Git LFS pointer in place of a picture", "fetch the picture (git lfs pull)."),
    (b"bplist00", "what iCloud leaves in place of a picture", "download the picture from the cloud first."),
)
_ZEROS = (
    "The file is nothing but zeros, as a failed copy or a cloud drive leaves in place of a picture; "
    "copy or download it again."
)
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def sniff(data: bytes) -> str:
    """Return the format of ``data``, one of ``READABLE``.

    Raises:
        UnsupportedFormatError: the bytes do not begin like any of them; the message names what they look like.

    """
    if data.startswith(_RAWS):
        return "RAW"
    for magic, name in _BEGINNINGS:
        if data.startswith(magic):
            return "RAW" if name == "TIFF" and _is_raw(data) else name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp":
        return _sniff_boxes(data)
    for magic, what, advice in _STAND_INS:
        if data.startswith(magic):
            raise UnsupportedFormatError(f"The file is {what}, not the picture itself; {advice}")
    if not data.strip(b"\x00"):
        raise UnsupportedFormatError(_ZEROS)
    raise UnsupportedFormatError(f"The file is {_stranger(data)}, not a picture that can be read; {_EXPORT}")


def _is_raw(data: bytes) -> bool:
    at, mark = _CANON
    return data[at : at + len(mark)] == mark or is_camera_raw(data)


def _sniff_boxes(data: bytes) -> str:
    """Return RAW, HEIF or AVIF by the brands of the ``ftyp`` box (ISO/IEC 14496-12)."""
    end = min(int.from_bytes(data[:4], "big"), len(data), 256)
    brands = {data[8:12], *(data[i : i + 4] for i in range(16, end - 3, 4))}
    if _CANON_BRAND in brands:
        return "RAW"
    if brands & _AVIF_BRANDS:
        return "AVIF"
    if brands & _HEIF_BRANDS:
        return "HEIF"
    raise UnsupportedFormatError(f"The file is a video or sound, not a picture that can be read; {_EXPORT}")


def _stranger(data: bytes) -> str:
    for magic, what in _STRANGERS:
        if data.startswith(magic):
            return what
    text = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in text:
        return "an SVG drawing"
    if text.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<script")):
        return "a web page"
    if text.startswith(b"<?xml"):
        return "an XML document"
    return "a text file" if _is_text(data[:1024]) else "of an unknown kind"


def _is_text(start: bytes) -> bool:
    return all(byte >= 0x20 or byte in b"\t\n\r\f" for byte in start)
