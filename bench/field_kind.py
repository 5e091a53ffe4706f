"""Measure how often the kind of a picture is told rightly, beside the style head's gate and a plain regression.

The head that is shipped has seen all of ``field/``, so that the pictures of a source are read by heads that saw none of
it: the probabilities that ``scripts/make_kind_head.py`` leaves in its work folder (``ART_FIELD_WORK``, else
``build/field``). Pages and screens come from another generator than the one that was learned from.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from _common import ROOT, best_of, emit, shared_data
from _not_pictures import screenshot, text_page
from art_assistant.field.kind import KIND_CARD, kind_head
from art_assistant.field.labels import KINDS, PHOTOGRAPH
from art_assistant.imaging.decode import decode
from art_assistant.study.opening import open_picture
from art_assistant.style.head import style_head
from art_assistant.vision.backbone import backbone
from art_assistant.vision.manner import RAW_WIDTH, TEXTURE_WIDTH, manner_encoder

DATA = shared_data()
WORK = Path(os.environ.get("ART_FIELD_WORK", ROOT / "build" / "field"))
LARGEST = "s04"
"""The largest source of photographs, counted apart."""
NOT_PICTURES = 60


def seen_of(square: np.ndarray) -> np.ndarray:
    """Return raw features, then texture."""
    found = manner_encoder().encode(square, backbone().run(square).embedding)
    return np.concatenate([found.raw, found.texture])


def said_of(seen: np.ndarray) -> str:
    return kind_head().read(seen[:RAW_WIDTH], seen[RAW_WIDTH:]).label


def called_photograph(seen: np.ndarray) -> np.ndarray:
    """Return what the style head's gate says of (n, d) features."""
    return np.array([style_head().read(row[:RAW_WIDTH]).photograph >= 0.5 for row in seen])


def cached(name: str, files: Iterable[Path]) -> np.ndarray:
    path = WORK / f"bench-{name}.npy"
    if not path.is_file():
        WORK.mkdir(parents=True, exist_ok=True)
        np.save(path, np.stack([seen_of(open_picture(file).model_input) for file in files]))
    return np.load(path)


def rows(folder: str, table: str) -> list[dict[str, str]]:
    with (DATA / folder / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def over_sources(right: np.ndarray, sources: np.ndarray) -> list[float]:
    """Return the 95 % interval of a share, sources drawn with replacement."""
    rng, names = np.random.default_rng(0), np.unique(sources)
    own = {name: right[sources == name] for name in names}
    means = [np.concatenate([own[name] for name in rng.choice(names, len(names))]).mean() for _ in range(1000)]
    return [round(float(v), 3) for v in np.percentile(means, [2.5, 97.5])]


def calibration_error(confidence: np.ndarray, right: np.ndarray) -> float:
    which = np.minimum((confidence * 10).astype(int), 9)
    return float(sum(abs(confidence[which == k].sum() - right[which == k].sum()) for k in range(10)) / len(right))


def field() -> None:
    table = rows("field", "pictures.csv")
    kind, source = (np.array([row[name] for row in table]) for name in ("kind", "source"))
    gate = called_photograph(cached("field", (DATA / "field" / row["path"] for row in table)))
    stored = WORK / "kind-left-out.npz"
    said = None
    if stored.is_file():
        with np.load(stored, allow_pickle=False) as left_out:
            p, said = left_out["probabilities"], left_out["said"]
        truth = np.array([KINDS.index(k) for k in kind])
        error = calibration_error(p.max(axis=1), p.argmax(axis=1) == truth)
        emit({"question": "calibration, sources left out", "error": round(error, 4)})
    for name in KINDS[:3]:
        parts = {name: kind == name}
        if name == PHOTOGRAPH:
            parts |= {f"{name}, but {LARGEST}": (kind == name) & (source != LARGEST)}
        for part, own in parts.items():
            line = {
                "question": part,
                "n": int(own.sum()),
                "today_called_photographs": round(float(gate[own].mean()), 4),
            }
            if said is not None:
                photo = said[own] == PHOTOGRAPH
                line |= {
                    "called_photographs": round(float(photo.mean()), 4),
                    "over_sources": over_sources(photo, source[own]),
                    "known": round(float((said[own] == name).mean()), 4),
                    "unsure": round(float((said[own] == "unsure").mean()), 4),
                }
            emit(line)


def others() -> None:
    rng = np.random.default_rng(7)
    for name, made in (("text", text_page), ("screenshot", screenshot)):
        squares = [_decoded(made(rng)) for _ in range(NOT_PICTURES)]
        found = [said_of(seen_of(square)) == "other" for square in squares]
        emit({"question": f"other: {name}", "n": len(found), "found": round(float(np.mean(found)), 4)})


def _decoded(pixels: np.ndarray) -> np.ndarray:
    import cv2  # noqa: PLC0415 - only here

    return decode(cv2.imencode(".png", np.ascontiguousarray(pixels[..., ::-1]))[1].tobytes(), name="").model_input


def unseen() -> None:
    tables = {"masters": "paintings.csv", "gallery": "artworks.csv"}
    files = {name: [DATA / name / row["path"] for row in rows(name, table)] for name, table in tables.items()}
    for name, listed in (files | {"subjects": sorted((DATA / "subjects").rglob("*.jpg"))}).items():
        seen = cached(name, listed)
        labels = np.array([said_of(row) for row in seen])
        emit(
            {
                "question": name,
                "n": len(seen),
                "today_called_photographs": round(float(called_photograph(seen).mean()), 4),
                "called_photographs": round(float((labels == PHOTOGRAPH).mean()), 4),
                "unsure": round(float((labels == "unsure").mean()), 4),
            }
        )


def crops() -> None:
    """Say what surrounded pictures are taken for as they are, and cropped by hand at their labelled corners."""
    stored = WORK / "kind-left-out.npz"
    if not stored.is_file():
        return
    kinds = {row["path"]: (k, row["kind"]) for k, row in enumerate(rows("field", "pictures.csv"))}
    there = [row["path"] for row in rows("field", "corners.csv") if row["surround"] != "none" and row["x1"]]
    index, kind = (np.array(part) for part in zip(*(kinds[path] for path in there), strict=True))
    with np.load(stored, allow_pickle=False) as left_out:
        told = {"as they are": left_out["said"][index], "cropped by hand": left_out["said_of_crops"]}
    for name, said in told.items():
        line = {
            "question": f"surrounded pictures {name}",
            "n": len(said),
            "known": round(float((said == kind).mean()), 4),
        }
        art = kind != PHOTOGRAPH
        line |= {"art": int(art.sum()), "art_called_photographs": round(float((said[art] == PHOTOGRAPH).mean()), 4)}
        emit(line | {"unsure": round(float((said == "unsure").mean()), 4)})


def main() -> None:
    field()
    crops()
    unseen()
    others()
    raw, texture = np.zeros(RAW_WIDTH, np.float32), np.zeros(TEXTURE_WIDTH, np.float32)
    emit(
        {
            "question": "time",
            **best_of(lambda: kind_head().read(raw, texture), repeat=50),
            "bytes": KIND_CARD.size_bytes,
        }
    )


if __name__ == "__main__":
    main()
