"""What the browser draws by itself, as bytes: a few words of JSON, then the planes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from art_assistant.analysis.mass.outlines import inner_lines
from art_assistant.analysis.notan.study import Notan, NotanKind
from art_assistant.analysis.value.brushed import is_broad
from art_assistant.imaging.arrays import U8
from art_assistant.pipeline import Study
from art_assistant.studio.serving.asked import Asked

KINDS: tuple[NotanKind, ...] = ("families", "local", "connected")


def framed(head: Mapping[str, Any], planes: Mapping[str, U8]) -> bytes:
    """Return the length of the head (uint32, little-endian), the head as JSON, then each (h, w) plane row by row."""
    height, width = next(iter(planes.values())).shape
    words = json.dumps({**head, "width": width, "height": height, "planes": list(planes)}, ensure_ascii=False).encode()
    return b"".join((len(words).to_bytes(4, "little"), words, *(plane.tobytes() for plane in planes.values())))


def lightness(study: Study, asked: Asked) -> bytes:
    """Return the picture's L* x 2 at the size of the screen."""
    return framed({}, {"lightness": study.lightness(asked.side)})


def masses(study: Study, asked: Asked) -> bytes:
    """Return the masses and shapes, what is said of each, the lines within a mass, and their maps."""
    found = asked.masses(study)
    said = found.as_dict()
    said["shapes"] = said.pop("shape_items")
    said["lines"] = inner_lines(found)
    return framed(said, {"masses": _bytes(found.labels), "shapes": _bytes(found.shape_labels)})


def plan(study: Study, asked: Asked) -> bytes:
    """Return where the value plan parts, as JSON."""
    found = study.values(asked.choices.plan, asked.choices.method).plan
    said = {"cuts": list(found.boundaries), "explanation": found.explanation, "note": found.note}
    return json.dumps(said, ensure_ascii=False).encode()


def planned(study: Study, asked: Asked) -> bytes:
    """Return the step of each pixel in the value plan as it is painted."""
    found = asked.plan(study)
    # At half size, where it was worked out, contours can be drawn smooth; at full size they would show its pixels.
    step = 2 if is_broad(found.brush, found.labels.shape) else 1
    return framed({"brush": found.brush}, {"steps": np.ascontiguousarray(_bytes(found.labels[::step, ::step]))})


def notan(study: Study, asked: Asked) -> bytes:
    """Return one notan, with the masses that were flipped, and what was divided to make it as L* x 2."""
    every = asked.notans(study)
    found: Notan = study.flip(asked.kind, asked.flipped, every)
    dark = found.dark.astype(np.uint8)
    if found.counted is not None:
        dark[~found.counted] = 255
    planes = {"dark": dark}
    if found.threshold is not None:
        planes["tone"] = np.rint(found.tone * 2.0).clip(0, 200).astype(np.uint8)
    said = {"threshold": every.families.threshold, "caution": found.caution}
    return framed(found.as_dict() | said | {"offered": [notan.kind for notan in every.offered]}, planes)


def colours(study: Study, asked: Asked) -> bytes:
    """Return the palette and where each of its colours lies."""
    found = study.color(asked.choices.palette)
    said = {"palette": [one.as_dict() for one in found.palette], "by_value": list(found.by_value)}
    return framed(said, {"palette": _bytes(found.palette_labels - 1)})


def probed(study: Study, asked: Asked) -> bytes:
    """Return what lies under a point, as JSON."""
    spot = study.probe(*asked.point)
    said = {
        "value": spot.probe.value,
        "l_star": spot.probe.l_star,
        "hex": spot.hex,
        "name": spot.name,
        "mass": spot.mass,
        "step": spot.step,
    }
    return json.dumps(said).encode()


def _bytes(labels: Any) -> U8:
    """Return labels in bytes; -1, what does not count, becomes 255."""
    return np.asarray(labels.astype(np.int32) & 255, dtype=np.uint8)
