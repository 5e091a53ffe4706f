"""Measure what it costs to turn a file into every working size, and what the shortcuts cost in lightness.

Prints one JSON line a question: CPU and wall time (minimum of many runs) with one thread and with two, beside the plain
way (decode the whole picture, reduce each size from it in float32 linear light, and the usual gamma-space resize), then
the L* error of each size against that plain way.

``python bench/decode.py [--repeat 15]``
"""

from __future__ import annotations

import argparse
import io
from typing import Any

import cv2
import numpy as np
from PIL import Image

import _common as common
from art_assistant.imaging.colorspace import linear_to_srgb, lstar, srgb_to_linear
from art_assistant.imaging.decode import decode

SIZES = {"detail": 1600, "standard": 512, "working": 360}


def inputs() -> dict[str, bytes]:
    pixels = Image.fromarray(common.synthetic_pixels(1600, 1250, seed=1))
    png, progressive, webp = io.BytesIO(), io.BytesIO(), io.BytesIO()
    pixels.save(png, "PNG")
    pixels.save(webp, "WEBP", quality=90)
    photo = common.synthetic_photo(4000, 3000)
    Image.open(io.BytesIO(photo)).save(progressive, "JPEG", quality=90, progressive=True)
    turned = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.open(io.BytesIO(photo)).save(turned, "JPEG", quality=90, exif=exif.tobytes())
    return {
        "12 Mpx JPEG": photo,
        "12 Mpx JPEG, turned by EXIF": turned.getvalue(),
        "12 Mpx JPEG, progressive": progressive.getvalue(),
        "2 Mpx PNG": png.getvalue(),
        "2 Mpx WEBP": webp.getvalue(),
    }


def plain_way(data: bytes) -> dict[str, np.ndarray]:
    """Decode everything, linearise everything, reduce each size from the whole by the area filter."""
    linear = srgb_to_linear(np.asarray(Image.open(io.BytesIO(data)).convert("RGB")))
    height, width = linear.shape[:2]
    found = {}
    for name, side in SIZES.items():
        scale = min(1.0, side / max(width, height))
        size = (round(width * scale), round(height * scale))
        found[name] = linear_to_srgb(cv2.resize(linear, size, interpolation=cv2.INTER_AREA))
    found["model_input"] = linear_to_srgb(cv2.resize(linear, (224, 224), interpolation=cv2.INTER_AREA))
    return found


def usual_way(data: bytes) -> list[np.ndarray]:
    """Do as most programs do: imdecode, then resize the encoded bytes; wrong values, no checks."""
    bgr = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    height, width = bgr.shape[:2]
    out = [cv2.resize(bgr, (224, 224), interpolation=cv2.INTER_AREA)]
    for side in SIZES.values():
        scale = min(1.0, side / max(width, height))
        out.append(cv2.resize(bgr, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA))
    return out


def errors(data: bytes) -> dict[str, Any]:
    picture, truth = decode(data), plain_way(data)
    report = {}
    for name, reference in truth.items():
        found = lstar(getattr(picture, name)).astype(np.float64)
        gap = found - lstar(reference)
        report[name] = {
            "mean_abs": round(float(np.abs(gap).mean()), 3),
            "p99_abs": round(float(np.percentile(np.abs(gap), 99)), 3),
            "bias": round(float(gap.mean()), 3),
            "p5_p50_p95": [
                round(float(np.percentile(found, q) - np.percentile(lstar(reference), q)), 3) for q in (5, 50, 95)
            ],
        }
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=15)
    repeat = parser.parse_args().repeat
    files = inputs()
    for name, data in files.items():
        for threads in (1, 2):
            cv2.setNumThreads(threads)
            row = {"question": "cost", "input": name, "bytes": len(data), "threads": threads}
            common.emit(row | {"way": "decode"} | common.best_of(lambda data=data: decode(data), repeat))
            if threads == 1:
                usual = common.best_of(lambda data=data: usual_way(data), max(3, repeat // 3))
                common.emit(row | {"way": "imdecode + gamma-space resize"} | usual)
                slow = common.best_of(lambda data=data: plain_way(data), 3)
                common.emit(row | {"way": "whole picture, float32 linear"} | slow)
    for name in ("12 Mpx JPEG", "2 Mpx PNG"):
        common.emit({"question": "L* error against the whole picture in float32", "input": name} | errors(files[name]))


if __name__ == "__main__":
    main()
