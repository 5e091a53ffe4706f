"""OpenRaster: a ZIP of PNG layers that Krita, GIMP and MyPaint open.

Source: the OpenRaster specification, baseline 0.0.6 (https://www.openraster.org/baseline/): ``mimetype`` comes first
and is not compressed, ``stack.xml`` lists the layers from the topmost down, and beside them lie the merged picture and
a thumbnail of at most 256 pixels.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree as ET

import numpy as np
from PIL import Image

from art_assistant.imaging.arrays import U8
from art_assistant.report.draw.canvas import resized
from art_assistant.report.layers.stack import PaintLayer

_MIME: Final = "image/openraster"
_VERSION: Final = "0.0.6"
_DPI: Final = 72
_THUMBNAIL: Final = 256
_FIRST_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The time that every entry bears: the same layers give the same bytes."""


def as_ora(layers: Sequence[PaintLayer]) -> bytes:
    """Return layers, from the lowest up, as an OpenRaster file; the lowest covers all and is what is merged."""
    shown = layers[0].pixels
    height, width = shown.shape[:2]
    scale = min(1.0, _THUMBNAIL / max(width, height))
    small = resized(shown, max(1, round(width * scale)), max(1, round(height * scale)))
    sources = [f"data/layer{number}.png" for number in range(len(layers))]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        _put(archive, "mimetype", _MIME.encode(), zipfile.ZIP_STORED)
        _put(archive, "stack.xml", _stack(layers, sources, width, height), zipfile.ZIP_DEFLATED)
        for source, layer in zip(sources, layers, strict=True):
            _put(archive, source, _png(layer.pixels), zipfile.ZIP_STORED)
        _put(archive, "mergedimage.png", _png(shown), zipfile.ZIP_STORED)
        _put(archive, "Thumbnails/thumbnail.png", _png(small), zipfile.ZIP_STORED)
    return buffer.getvalue()


def _stack(layers: Sequence[PaintLayer], sources: Sequence[str], width: int, height: int) -> bytes:
    image = ET.Element("image", version=_VERSION, w=str(width), h=str(height), xres=str(_DPI), yres=str(_DPI))
    stack = ET.SubElement(image, "stack")
    for layer, source in reversed(list(zip(layers, sources, strict=True))):
        told = {"name": layer.name, "src": source, "x": "0", "y": "0", "opacity": "1.0"}
        told |= {"visibility": "visible" if layer.shown else "hidden", "composite-op": "svg:src-over"}
        ET.SubElement(stack, "layer", told)
    return bytes(ET.tostring(image, "UTF-8", xml_declaration=True))


def _png(pixels: U8) -> bytes:
    """Return pixels as RGB or RGBA: readers of layers need not know PNG's other forms."""
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(buffer, "PNG", compress_level=4)
    return buffer.getvalue()


def _put(archive: zipfile.ZipFile, name: str, data: bytes, how: int) -> None:
    entry = zipfile.ZipInfo(name, _FIRST_TIME)
    entry.compress_type = how
    archive.writestr(entry, data)
