"""Write the hostile and odd files, and the table of what has to come of each.

``python tests/badfiles/make.py`` rewrites ``files/`` and ``expected.csv``. An outcome is ``ok`` or the code of an
error; where the decoders' own versions may decide, two are joined by ``|``. Sizes are those of the upright picture.
"""

from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import builders as b
import numpy as np
from PIL import Image, ImageCms

HERE = Path(__file__).resolve().parent
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "TIFF": "tif", "BMP": "bmp", "GIF": "gif", "AVIF": "avif"}


class Case(NamedTuple):
    file: str
    data: bytes
    outcome: str
    format: str = ""
    width: int = 0
    height: int = 0
    frames: int = 1
    notes: str = ""

    @property
    def row(self) -> list[Any]:
        expected = [self.format, self.width, self.height, self.frames] if self.outcome == "ok" else ["", "", "", ""]
        return [self.file, self.outcome, *expected, self.notes]


def ok(file: str, data: bytes, kind: str, size: tuple[int, int], frames: int = 1, notes: str = "") -> Case:
    return Case(file, data, "ok", kind, *size, frames, notes)


def refused(file: str, data: bytes, code: str, notes: str = "") -> Case:
    return Case(file, data, code, notes=notes)


def plain() -> Iterator[Case]:
    for kind, ending in ENDINGS.items():
        yield ok(f"plain.{ending}", b.encode(b.mosaic(), kind), kind, (96, 64))
    yield ok("progressive.jpg", b.encode(b.mosaic(), "JPEG", progressive=True), "JPEG", (96, 64))
    yield ok("subsampled.jpg", b.encode(b.mosaic(), "JPEG", subsampling="4:2:0"), "JPEG", (96, 64))
    yield ok("restarts.jpg", b.encode(b.mosaic(), "JPEG", restart_marker_rows=1), "JPEG", (96, 64))
    yield ok("grey.jpg", b.encode(b.mosaic().convert("L"), "JPEG"), "JPEG", (96, 64))
    yield ok("lossless.webp", b.encode(b.mosaic(), "WEBP", lossless=True), "WEBP", (96, 64))
    for name in ("tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"):
        data = b.encode(b.mosaic(), "TIFF", compression=name)
        yield ok(f"{name.removeprefix('tiff_')}.tif", data, "TIFF", (96, 64))
    yield ok("group4.tif", b.encode(b.mosaic().convert("1"), "TIFF", compression="group4"), "TIFF", (96, 64))
    yield ok("big.tif", b.encode(b.mosaic(), "TIFF", big_tiff=True), "TIFF", (96, 64), notes="64-bit offsets")
    yield ok("interlaced.png", _interlaced(), "PNG", (1, 1), notes="Adam7")


def _interlaced() -> bytes:
    header = b.chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 1))
    return b.png(header, b"\x00\x80\x40\x20")


def names() -> Iterator[Case]:
    yield ok("png-named.jpg", b.encode(b.mosaic(), "PNG"), "PNG", (96, 64), notes="wrong extension")
    yield ok("jpeg-named.png", b.encode(b.mosaic(), "JPEG"), "JPEG", (96, 64), notes="wrong extension")
    yield ok("gif-named.tif", b.encode(b.mosaic(), "GIF"), "GIF", (96, 64), notes="wrong extension")
    yield ok("webp-named.bmp", b.encode(b.mosaic(), "WEBP"), "WEBP", (96, 64), notes="wrong extension")
    strangers = {
        "svg": b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "html": b"<!DOCTYPE html><html><body><img src=x onerror=alert(1)></body></html>",
        "pdf": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n",
        "zip": _zip(),
        "text": b"This is not a picture.\n",
        "psd": b"8BPS\x00\x01" + bytes(64),
        "jpegxl": b"\xff\x0a" + bytes(64),
        "jpeg2000": b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(64),
        "video": b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2mp41" + bytes(32),
        "exe": b"MZ" + bytes(128),
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
        "wave": b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(32),
        "icon": b"\x00\x00\x01\x00\x01\x00" + bytes(32),
        "zeros": bytes(4096),
        "newlines": b"\n" * 4096,
    }
    for name, data in strangers.items():
        yield refused(f"{name}-named.jpg", data, "unsupported_format")
    yield refused("empty.jpg", b"", "empty_file", "zero length")
    yield refused("one-byte.jpg", b"\xff", "unsupported_format")


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.txt"), "nothing to see")
    return buffer.getvalue()


def headers_only() -> Iterator[Case]:
    yield refused("header-only.jpg", b"\xff\xd8\xff\xe0", "truncated_image")
    yield refused("header-only.png", b.PNG_MAGIC, "truncated_image")
    yield refused("ihdr-only.png", b.PNG_MAGIC + b.ihdr(8, 8), "truncated_image")
    yield refused("header-only.gif", b"GIF89a", "truncated_image")
    yield refused("screen-only.gif", b"GIF89a" + struct.pack("<HHBBB", 8, 8, 0, 0, 0), "truncated_image")
    yield refused("trailer-only.gif", b"GIF89a" + struct.pack("<HHBBB", 8, 8, 0, 0, 0) + b";", "truncated_image")
    yield refused("header-only.webp", b"RIFF\x04\x00\x00\x00WEBP", "corrupt_image")
    yield refused("header-only.bmp", b"BM", "truncated_image")
    yield refused("header-only.tif", b"II*\x00", "truncated_image")
    yield refused("no-page.tif", b"II*\x00\x00\x00\x00\x00", "corrupt_image")
    yield refused("header-only.avif", b"\x00\x00\x00\x10ftypavif\x00\x00\x00\x00", "corrupt_image")


def cut() -> Iterator[Case]:
    whole = {
        "baseline.jpg": b.encode(b.noise(), "JPEG"),
        "progressive.jpg": b.encode(b.noise(), "JPEG", progressive=True),
        "rgb.png": b.encode(b.noise(), "PNG"),
        "lossy.webp": b.encode(b.noise(), "WEBP"),
        "lossless.webp": b.encode(b.noise(), "WEBP", lossless=True),
        "raw.tif": b.encode(b.noise(), "TIFF"),
        "lzw.tif": b.encode(b.noise(), "TIFF", compression="tiff_lzw"),
        "rgb.bmp": b.encode(b.noise(), "BMP"),
        "palette.gif": b.encode(b.noise(), "GIF"),
        "rgb.avif": b.encode(b.noise(), "AVIF"),
    }
    for name, data in whole.items():
        stem, ending = name.split(".")
        for share in (10, 50, 90, 99):
            piece = data[: len(data) * share // 100]
            yield refused(f"cut-{stem}-{share}.{ending}", piece, "truncated_image", f"{share} % of the file")
    eoi = "only the end mark is missing"
    yield ok("no-end.jpg", whole["baseline.jpg"][:-2], "JPEG", (40, 30), notes=eoi)
    open_end = whole["progressive.jpg"][:-2]
    yield refused("no-end-progressive.jpg", open_end, "truncated_image", "a whole scan may be missing as well")
    yield ok("no-end.png", whole["rgb.png"][:-12], "PNG", (40, 30), notes=eoi)
    yield ok("half-end.png", whole["rgb.png"][:-3], "PNG", (40, 30), notes="the end mark is cut")
    yield ok("no-end.gif", whole["palette.gif"][:-1], "GIF", (40, 30), notes=eoi)


def flipped() -> Iterator[Case]:
    """One byte turned over; JPEG, BMP and raw TIFF carry no checksum, so a wrong pixel looks like any other."""
    sources = {
        "jpg": (b.encode(b.noise(), "JPEG"), ["ok|corrupt_image|truncated_image"] * 3),
        "png": (b.encode(b.noise(), "PNG"), ["corrupt_image|truncated_image"] * 3),
        "webp": (b.encode(b.noise(), "WEBP", lossless=True), ["ok|corrupt_image|truncated_image"] * 3),
        "tif": (b.encode(b.noise(), "TIFF"), ["ok"] * 3),
        "bmp": (b.encode(b.noise(), "BMP"), ["ok"] * 3),
        "gif": (b.encode(b.noise(), "GIF"), ["ok|corrupt_image|truncated_image"] * 3),
    }
    rng = np.random.default_rng(11)
    for ending, (data, outcomes) in sources.items():
        for number, outcome in enumerate(outcomes):
            at = int(rng.integers(len(data) // 3, len(data) * 2 // 3))
            turned = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
            kind = {"tif": "TIFF", "bmp": "BMP"}.get(ending, "")
            yield Case(f"flip-{number}.{ending}", turned, outcome, kind, 40, 30, 1, f"byte {at} turned over")


def polyglots() -> Iterator[Case]:
    html = b"<html><script>alert(1)</script></html>"
    for kind, ending in ENDINGS.items():
        if kind not in {"WEBP", "AVIF"}:
            yield ok(f"zip-behind.{ending}", b.encode(b.mosaic(), kind) + _zip(), kind, (96, 64), notes="polyglot")
    yield ok("html-behind.jpg", b.encode(b.mosaic(), "JPEG") + html, "JPEG", (96, 64), notes="polyglot")
    yield ok("html-behind.webp", b.encode(b.mosaic(), "WEBP") + html, "WEBP", (96, 64), notes="polyglot")
    yield ok("html-comment.jpg", b.with_segment(b.encode(b.mosaic(), "JPEG"), 0xFE, html), "JPEG", (96, 64))
    yield ok("html-text.png", b.with_chunk(b.encode(b.mosaic(), "PNG"), b"tEXt", b"a\x00" + html), "PNG", (96, 64))
    yield refused("jpeg-behind-pdf.jpg", b"%PDF-1.4\n" + b.encode(b.mosaic(), "JPEG"), "unsupported_format")
    yield refused("png-behind-html.png", html + b.encode(b.mosaic(), "PNG"), "unsupported_format")
    yield refused(
        "bm-text.bmp",
        b"BM is how this text begins, and it is no picture at all.",
        "corrupt_image|too_many_pixels|side_too_long",
    )


def orientations() -> Iterator[Case]:
    options: dict[str, dict[str, Any]] = {
        "JPEG": {"quality": 95, "subsampling": "4:4:4"},
        "PNG": {},
        "WEBP": {"lossless": True},
        "TIFF": {},
    }
    for kind, more in options.items():
        for number in b.ORIENTED:
            data = b.oriented(kind, number, **more)
            yield ok(f"orientation-{number}.{ENDINGS[kind]}", data, kind, (96, 64), notes=f"EXIF orientation {number}")
    odd = b.encode(b.mosaic(), "JPEG", exif=b.exif(9))
    yield ok("orientation-9.jpg", odd, "JPEG", (96, 64), notes="no such orientation: taken as upright")
    broken = b.with_segment(b.encode(b.mosaic(), "JPEG"), 0xE1, b"Exif\x00\x00II*\x00\xff\xff\xff\xff")
    yield ok("exif-broken.jpg", broken, "JPEG", (96, 64), notes="taken as upright")
    loop = (
        b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x69\x87\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00\x08\x00\x00\x00"
    )
    yield ok("exif-loop.jpg", b.with_segment(b.encode(b.mosaic(), "JPEG"), 0xE1, loop), "JPEG", (96, 64))


def colours() -> Iterator[Case]:
    cmyk = b.mosaic().convert("CMYK")
    size = (96, 64)
    adobe = b.encode(cmyk, "JPEG")
    yield ok("cmyk-adobe.jpg", adobe, "JPEG", size, notes="Adobe stores the inks inverted")
    yield ok("cmyk-plain.jpg", _without_adobe(adobe), "JPEG", size, notes="no Adobe mark: inks as they are")
    yield ok("ycck.jpg", _adobe_transform(adobe, 2), "JPEG", size, notes="Adobe YCCK mark")
    yield ok("cmyk.tif", b.encode(cmyk, "TIFF"), "TIFF", size)
    yield ok("lab.tif", b.encode(_lab(), "TIFF"), "TIFF", size)
    yield ok("ycbcr.tif", b.encode(b.mosaic().convert("YCbCr"), "TIFF"), "TIFF", size)
    ramp = np.linspace(0, 65535, 96 * 64).reshape(64, 96).astype(np.uint16)
    yield ok("grey16.png", b.png(b.ihdr(*size, 16, 0), b.rows(ramp)), "PNG", size)
    yield ok("rgb16.png", b.png(b.ihdr(*size, 16, 2), b.rows(np.dstack([ramp, ramp[::-1], ramp]))), "PNG", size)
    rgba = np.dstack([ramp, ramp, ramp, ramp])
    yield ok("rgba16.png", b.png(b.ihdr(*size, 16, 6), b.rows(rgba)), "PNG", size)
    yield ok("grey16-key.png", b.png(b.ihdr(*size, 16, 0), b.rows(ramp), b.chunk(b"tRNS", b"\x00\x00")), "PNG", size)
    key = b.chunk(b"tRNS", b"\x00\x00" * 3)
    yield ok("rgb16-key.png", b.png(b.ihdr(*size, 16, 2), b.rows(np.dstack([ramp] * 3)), key), "PNG", size)
    yield ok("grey16.tif", b.encode(Image.fromarray(ramp), "TIFF"), "TIFF", size)
    white = b.grey_tiff(*size, ramp.astype("<u2").tobytes(), t258=16, t262=0)
    yield ok("grey16-white-is-zero.tif", white, "TIFF", size)
    yield ok("float.tif", b.encode(Image.fromarray((ramp / 65535).astype(np.float32)), "TIFF"), "TIFF", size)
    wild = (ramp.astype(np.float32) - 3e4) * 1e30
    wild[0, :3] = np.nan, np.inf, -np.inf
    yield ok("float-wild.tif", b.encode(Image.fromarray(wild), "TIFF"), "TIFF", size, notes="NaN, infinities")
    yield ok("grey32.tif", b.encode(Image.fromarray(ramp.astype(np.int32) * 30000), "TIFF"), "TIFF", size)
    yield ok("one-bit.png", b.encode(b.mosaic().convert("1"), "PNG"), "PNG", size)
    yield ok("one-bit.bmp", b.encode(b.mosaic().convert("1"), "BMP"), "BMP", size)
    yield ok("palette.png", b.encode(b.mosaic().quantize(16), "PNG"), "PNG", size)
    yield ok(
        "palette-clear.png",
        b.encode(b.mosaic().quantize(16), "PNG", transparency=bytes(range(0, 256, 16))),
        "PNG",
        size,
    )
    yield ok("palette-clear.gif", b.encode(b.mosaic().quantize(16), "GIF", transparency=3), "GIF", size)
    yield ok("grey-alpha.png", b.encode(_clear().convert("LA"), "PNG"), "PNG", size)
    yield ok("rgba.png", b.encode(_clear(), "PNG"), "PNG", size)
    yield ok("rgba.webp", b.encode(_clear(), "WEBP", lossless=True), "WEBP", size)
    yield ok("rgba.tif", b.encode(_clear(), "TIFF"), "TIFF", size)
    yield ok("rgb-key.png", b.encode(b.mosaic(), "PNG", transparency=b.mosaic().getpixel((0, 0))), "PNG", size)
    yield ok("all-clear.png", b.encode(Image.new("RGBA", size, (9, 200, 9, 0)), "PNG"), "PNG", size)
    yield ok("opaque-rgba.png", b.encode(b.mosaic().convert("RGBA"), "PNG"), "PNG", size)


def _lab() -> Image.Image:
    source, target = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    lab = ImageCms.profileToProfile(b.mosaic(), source, target, outputMode="LAB")
    if lab is None:
        raise ValueError("no Lab picture")
    lab.info.clear()
    return lab


def _clear() -> Image.Image:
    image = b.mosaic().convert("RGBA")
    image.putalpha(Image.fromarray(np.repeat(np.linspace(0, 255, 96).astype(np.uint8)[None], 64, axis=0)))
    return image


def _without_adobe(data: bytes) -> bytes:
    at = data.index(b"\xff\xee")
    return data[:at] + data[at + 2 + int.from_bytes(data[at + 2 : at + 4], "big") :]


def _adobe_transform(data: bytes, transform: int) -> bytes:
    at = data.index(b"Adobe") + 11
    return data[:at] + bytes([transform]) + data[at + 1 :]


def profiles() -> Iterator[Case]:
    size = (96, 64)
    p3 = b.profile_rgb(b.P3_PRIMARIES)
    for kind, ending in (("JPEG", "jpg"), ("PNG", "png"), ("TIFF", "tif"), ("WEBP", "webp")):
        more = {"lossless": True} if kind == "WEBP" else {}
        yield ok(f"p3.{ending}", b.encode(b.mosaic(), kind, icc_profile=p3, **more), kind, size, notes="Display P3")
    srgb = b.profile_rgb(b.SRGB_PRIMARIES)
    yield ok("srgb.png", b.encode(b.mosaic(), "PNG", icc_profile=srgb), "PNG", size, notes="moves nothing")
    grey = b.profile_grey(1.0)
    yield ok("grey-linear.png", b.encode(b.mosaic().convert("L"), "PNG", icc_profile=grey), "PNG", size)
    yield ok(
        "icc-broken.jpg", b.encode(b.mosaic(), "JPEG", icc_profile=b"not a profile" * 20), "JPEG", size, notes="warns"
    )
    yield ok("icc-cut.png", b.encode(b.mosaic(), "PNG", icc_profile=p3[:300]), "PNG", size, notes="warns")
    yield ok("icc-grey-in-rgb.png", b.encode(b.mosaic(), "PNG", icc_profile=grey), "PNG", size, notes="warns")
    huge = chunk_of_profile(p3 + bytes(5_000_000))
    yield ok("icc-huge.png", b.with_chunk(b.encode(b.mosaic(), "PNG"), b"iCCP", huge), "PNG", size, notes="warns")
    yield ok("icc-alpha.png", b.encode(_clear(), "PNG", icc_profile=p3), "PNG", size)


def chunk_of_profile(profile: bytes) -> bytes:
    return b"p\x00\x00" + zlib.compress(profile, 9)


def moving() -> Iterator[Case]:
    frames = [b.mosaic().transpose(turn) for turn in (Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_180)]
    for kind in ("GIF", "PNG", "WEBP", "TIFF"):
        data = b.encode(b.mosaic(), kind, save_all=True, append_images=frames)
        yield ok(f"moving.{ENDINGS[kind]}", data, kind, (96, 64), 3, "the first frame is read")
    moving_avif = b.timeless(b.encode(b.mosaic(), "AVIF", save_all=True, append_images=frames))
    yield ok("moving.avif", moving_avif, "AVIF", (96, 64), 3)
    short = b.encode(b.mosaic(), "GIF", save_all=True, append_images=frames)
    yield ok("moving-cut.gif", short[: len(short) * 9 // 10], "GIF", (96, 64), 2, "a later frame is cut")
    yield ok("frame-beyond-screen.gif", _beyond(), "GIF", (30, 20), notes="the frame is larger than the canvas")


def _beyond() -> bytes:
    data = bytearray(b.encode(b.noise(30, 20), "GIF"))
    data[6:10] = struct.pack("<HH", 4, 4)
    return bytes(data)


def bombs() -> Iterator[Case]:
    over = "too_many_pixels"
    tiny = zlib.compress(bytes(64))
    yield refused(
        "bomb-50000.png", b.PNG_MAGIC + b.ihdr(50_000, 50_000) + b.chunk(b"IDAT", tiny) + b.chunk(b"IEND", b""), over
    )
    yield refused(
        "bomb-max.png", b.PNG_MAGIC + b.ihdr(0x7FFFFFFF, 0x7FFFFFFF) + b.chunk(b"IDAT", tiny), "side_too_long"
    )
    yield refused("bomb-zeros.png", b.png(b.ihdr(30_000, 30_000, 1, 0), bytes(3_000_000)), over, "really inflates")
    yield refused(
        "bomb-frames.png", b.with_chunk(b.encode(b.mosaic(), "PNG"), b"acTL", struct.pack(">II", 1 << 30, 0)), over
    )
    yield refused("bomb-claim.jpg", b.jpeg_resized(b.encode(b.mosaic(), "JPEG"), 65_500, 65_500), over)
    yield refused(
        "bomb-claim-progressive.jpg", b.jpeg_resized(b.encode(b.mosaic(), "JPEG", progressive=True), 9000, 9000), over
    )
    yield refused("bomb-scans.jpg", b.jpeg_of_many_scans(2000), "limit", "every scan is a pass over the picture")
    yield refused(
        "bomb-frames.gif", b.gif_frames(1000, 1000, 4000), over, "4,000 frames of one pixel on a large canvas"
    )
    yield refused("bomb-canvas.gif", b.gif_frames(65_000, 65_000, 1), over)
    yield refused("bomb-canvas.webp", b.riff(b.vp8x(16_384, 16_384), (b"VP8L", b"\x2f" + bytes(8))), over)
    yield refused("bomb-max.webp", b.riff(b.vp8x(1 << 24, 255), (b"VP8L", b"\x2f" + bytes(8))), "side_too_long")
    lossless = b"\x2f" + struct.pack("<I", 16_383 | 16_383 << 14) + bytes(8)
    yield refused("bomb-lossless.webp", b.riff((b"VP8L", lossless)), over)
    frames = [(b"ANMF", bytes(24))] * 2000
    yield refused("bomb-frames.webp", b.riff(b.vp8x(2000, 2000, 2), (b"ANIM", bytes(6)), *frames), over)
    yield refused("bomb-claim.bmp", b.bmp(30_000, 30_000), over)
    yield refused("bomb-rle.bmp", b.bmp(60_000, 60_000, bits=8, compression=1, pixels=b"\xff\x00" * 64), over)
    yield refused("bomb-negative.bmp", b.bmp(30_000, -(2**31)), "side_too_long")
    yield refused("bomb-deflate.tif", b.grey_tiff(40_000, 40_000, zlib.compress(bytes(4_000_000), 9), t259=8), over)
    yield refused("bomb-lzw.tif", b.grey_tiff(60_000, 60_000, b"\x80\x00\x20", t259=5), over)
    tile = {"t322": 1 << 20, "t323": 1 << 20, "t324": 8, "t325": 16}
    yield refused("bomb-tile.tif", b.grey_tiff(16, 16, bytes(16), **tile), "corrupt_image", "tiles of a terapixel")
    yield refused("bomb-pages.tif", _pages(3000), over, "pages of 1,000 x 1,000 that share their pixels")
    loop = b.grey_tiff(8, 8, bytes(64))
    at = int.from_bytes(loop[4:8], "little")
    yield refused("pages-in-a-circle.tif", loop[:-4] + struct.pack("<I", at), "corrupt_image")
    text = zlib.compress(bytes(30_000_000), 9)
    base = b.encode(b.mosaic(), "PNG")
    never = "text is never inflated"
    yield ok("bomb-ztxt.png", b.with_chunk(base, b"zTXt", b"a\x00\x00" + text), "PNG", (96, 64), notes=never)
    yield ok(
        "bomb-itxt.png", b.with_chunk(base, b"iTXt", b"a\x00\x01\x00\x00\x00" + text), "PNG", (96, 64), notes=never
    )
    yield ok(
        "bomb-iccp.png", b.with_chunk(base, b"iCCP", b"a\x00\x00" + text), "PNG", (96, 64), notes="inflated to the cap"
    )
    excess = b.png(b.ihdr(8, 8), bytes(8 * 25) + bytes(20_000_000))
    yield ok("bomb-idat.png", excess, "PNG", (8, 8), notes="what is behind the last row is not read")
    ispe = b.encode(b.mosaic(), "AVIF").replace(
        b"ispe" + bytes(4) + struct.pack(">II", 96, 64), b"ispe" + bytes(4) + struct.pack(">II", 60_000, 60_000)
    )
    yield refused("bomb-claim.avif", ispe, over)


def _pages(count: int) -> bytes:
    entries = [(256, 1000), (257, 1000), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, 1000), (279, 64)]
    size, out = 2 + 12 * len(entries) + 4, b"II*\x00" + struct.pack("<I", 72) + bytes(64)
    for number in range(count):
        following = 72 + (number + 1) * size if number + 1 < count else 0
        out += struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", tag, 4, 1, v) for tag, v in entries)
        out += struct.pack("<I", following)
    return out


def shapes() -> Iterator[Case]:
    for kind, ending in ENDINGS.items():
        yield ok(f"1x1.{ending}", b.encode(Image.new("RGB", (1, 1), (200, 90, 30)), kind), kind, (1, 1))
    for width, height in ((1, 300), (300, 1), (2, 3), (17, 401)):
        for kind in ("JPEG", "PNG"):
            data = b.encode(b.noise(width, height), kind)
            yield ok(f"{width}x{height}.{ENDINGS[kind]}", data, kind, (width, height))
    for width, height in ((65_500, 1), (1, 65_500)):
        for kind in ("JPEG", "PNG"):
            data = b.encode(Image.new("L", (width, height), 120), kind)
            yield ok(
                f"{width}x{height}.{ENDINGS[kind]}", data, kind, (width, height), notes="the longest side there is"
            )
    yield refused("65501x1.png", b.encode(Image.new("L", (65_501, 1)), "PNG"), "side_too_long")
    yield refused("0x8.png", b.png(b.ihdr(0, 8), bytes(8)), "corrupt_image")
    yield refused("8x0.jpg", b.jpeg_resized(b.encode(b.mosaic(), "JPEG"), 8, 0), "corrupt_image")
    yield refused(
        "0x0.gif",
        b.gif_frames(0, 0, 1)[:13] + b"\x00" * 6 + b"," + bytes(9) + b"\x02\x00;",
        "corrupt_image|truncated_image",
    )
    yield refused("0x0.bmp", b.bmp(0, 0), "corrupt_image")
    yield refused("0x0.tif", b.grey_tiff(0, 0, b""), "corrupt_image")


def broken() -> Iterator[Case]:
    bad = "corrupt_image"
    base, jpeg = b.encode(b.mosaic(), "PNG"), b.encode(b.mosaic(), "JPEG")
    at = base.index(b"IDAT") + 4
    yield refused(
        "crc.png", base[: at + 9] + bytes([base[at + 9] ^ 1]) + base[at + 10 :], bad, "a checksum does not fit"
    )
    yield refused("no-pixels.png", b.PNG_MAGIC + b.ihdr(8, 8) + b.chunk(b"IEND", b""), "truncated_image")
    yield refused("no-palette.png", b.png(b.ihdr(8, 8, 8, 3), bytes(72)), "ok|corrupt_image", "colours without a table")
    yield refused("depth-3.png", b.png(b.ihdr(8, 8, 3, 0), bytes(72)), bad)
    yield refused(
        "not-zlib.png", b.PNG_MAGIC + b.ihdr(8, 8) + b.chunk(b"IDAT", b"hello there") + b.chunk(b"IEND", b""), bad
    )
    few = b.png(b.ihdr(8, 64), bytes(25 * 3))
    yield refused("few-rows.png", few, "ok|truncated_image|corrupt_image", "a whole stream of three rows of 64")
    yield refused("first-not-ihdr.png", b.PNG_MAGIC + b.chunk(b"tEXt", b"a\x00b" * 4) + base[8:], bad)
    yield refused("two-ihdr.png", base[:33] + b.ihdr(4096, 4096) + base[33:], bad, "the sizes disagree")
    yield refused("chunk-of-4-gb.png", base[:33] + b"\xff\xff\xff\xffIDAT" + base[33:], "truncated_image")
    yield refused("two-frames.jpg", _two_frames(jpeg), bad, "the sizes disagree")
    yield refused("no-tables.jpg", _without(jpeg, 0xDB), bad + "|ok", "no quantisation tables")
    yield refused("no-size.jpg", jpeg[:20] + b.EOI, bad)
    yield refused("twelve-bit.jpg", _precision(jpeg, 12), "unsupported_format")
    yield refused("only-markers.jpg", b"\xff\xd8" + b"\xff" * 5000, "truncated_image")
    yield refused("code-size.gif", _code_size(), bad + "|truncated_image|ok", "LZW codes of 255 bits")
    yield refused("unknown-block.gif", b"GIF89a" + struct.pack("<HHBBB", 8, 8, 0, 0, 0) + b"?" * 20, bad)
    yield refused("riff-too-long.webp", b"RIFF\xff\xff\xff\x7f" + b.encode(b.mosaic(), "WEBP")[8:], "truncated_image")
    yield refused("no-picture.webp", b.riff(b.vp8x(8, 8)), bad + "|truncated_image")
    yield refused(
        "offset.bmp", _patched(b.encode(b.mosaic(), "BMP"), 10, b"\xff\xff\xff\x7f"), bad + "|truncated_image"
    )
    yield refused("bits-99.bmp", b.bmp(8, 8, bits=99), bad)
    yield ok("top-down.bmp", b.bmp(2, -2, pixels=bytes(range(16))), "BMP", (2, 2), notes="rows from the top")
    yield refused("directory-behind.tif", b"II*\x00\xff\xff\xff\x7f" + bytes(32), "truncated_image")
    yield refused("compression.tif", b.grey_tiff(8, 8, bytes(64), t259=12345), "unsupported_format")
    yield refused("strips-behind.tif", b.grey_tiff(8, 8, bytes(64), t273=1 << 30), "truncated_image")
    yield refused("entries-65535.tif", b"II*\x00\x08\x00\x00\x00\xff\xff" + bytes(64), bad)
    many = [(256, 4, 1, 8), (257, 4, 1, 8), (273, 4, 4_000_000_000, 8)]
    yield refused("strips-4-billion.tif", b.tiff(many, bytes(64)), bad)
    yield refused("samples.tif", b.grey_tiff(8, 8, bytes(64), t277=65_535), bad)
    yield refused("boxes.avif", b.encode(b.mosaic(), "AVIF").replace(b"ipco", b"ipxx"), bad)


def _two_frames(data: bytes) -> bytes:
    at = data.index(b"\xff\xc0")
    frame = data[at : at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")]
    return data[:at] + frame + b.jpeg_resized(frame, 4096, 4096) + data[at + len(frame) :]


def _without(data: bytes, marker: int) -> bytes:
    while (at := data.find(bytes([0xFF, marker]))) >= 0:
        data = data[:at] + data[at + 2 + int.from_bytes(data[at + 2 : at + 4], "big") :]
    return data


def _precision(data: bytes, bits: int) -> bytes:
    return _patched(data, data.index(b"\xff\xc0") + 4, bytes([bits]))


def _code_size() -> bytes:
    data = b.gif_frames(8, 8, 1)
    return _patched(data, 13 + 6 + 10, b"\xff")


def _patched(data: bytes, at: int, patch: bytes) -> bytes:
    return data[:at] + patch + data[at + len(patch) :]


GROUPS = (
    plain,
    names,
    headers_only,
    cut,
    flipped,
    polyglots,
    orientations,
    colours,
    profiles,
    moving,
    bombs,
    shapes,
    broken,
)


def main() -> None:
    folder = HERE / "files"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    cases = [case for group in GROUPS for case in group()]
    if len({case.file for case in cases}) != len(cases):
        raise ValueError("two files have one name")
    for case in cases:
        (folder / case.file).write_bytes(case.data)
    with (HERE / "expected.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["file", "outcome", "format", "width", "height", "frames", "notes"])
        table.writerows(case.row for case in cases)


if __name__ == "__main__":
    main()
