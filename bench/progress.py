"""How far two photographs of one painting differ in what a project tells of progress, and what that makes of "better".

    python bench/progress.py [--works 40] [--shots 3] [--kept FOLDER]

Painted pairs (``scripts/painted_pairs.py``): each painting is photographed several times, every time before other
clutter, from elsewhere, under other light and with another exposure; nothing of the painting changes. The bars are the
90th percentile of what two such photographs differ by, over the first half of the works, without glare; the other half
says how often "better", "worse" or "done" is told though nothing changed, beside bars set by hand and beside no bars at
all. Then a painting with its lights 0.8 of a value step too dark is the first attempt, and the same painting put right
the second: how often that is told. ``--kept`` is a folder where the comparisons are kept for another run.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from _common import emit, shared_data

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

import painted_pairs as pairs

from art_assistant import compare
from art_assistant.imaging.colorspace import lab_to_linear, linear_to_srgb, srgb_to_lab
from art_assistant.practice.exercises import outcomes
from art_assistant.practice.maps import packed
from art_assistant.practice.meant import every_correction
from art_assistant.practice.measures import MEASURES, readings
from art_assistant.practice.progress import ASPECTS, curves_of
from art_assistant.practice.projects import Attempt, Project
from art_assistant.report.compared import as_dict
from art_assistant.settings import Settings

SEED = 330_000
KINDS = ("over", "simple")
BY_HAND = {"value_error": 0.1, "mass_overlap": 0.03, "chroma_error": 0.1, "hue_error": 5.0, "edge_error": 0.05}
"""Bars that look right to somebody who has measured nothing."""
DAY = date(2026, 1, 1)
DARKER = 0.8
"""Value steps by which the lights of a first attempt are too dark."""


@dataclass(frozen=True)
class Shot:
    """One photograph of a painting, compared: its comparison as JSON, the map of errors, and how it was lit."""

    told: dict[str, Any]
    errors: np.ndarray
    light: str


def lights_darkened(painting: np.ndarray) -> np.ndarray:
    """Return a painting with the lightest third of its values too dark."""
    lab = srgb_to_lab(painting)
    lights = pairs.blur(lab[..., 0] > np.percentile(lab[..., 0], 67), 2.0)
    lab[..., 0] = np.clip(lab[..., 0] - 10.0 * DARKER * lights, 0.0, 100.0)
    return linear_to_srgb(lab_to_linear(lab))


def photographed(painting: np.ndarray, seed: int, sources: pairs.Sources) -> tuple[bytes, str]:
    """Return a photograph of a painting as a JPEG, and how it is lit."""
    rng = np.random.default_rng(seed)
    photo, _, light = pairs.photograph(painting, rng, sources.places, sources.pool)
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(60, 93))]
    return cv2.imencode(".jpg", photo[..., ::-1], quality)[1].tobytes(), light


def shots_of(path: Path, number: int, count: int, sources: pairs.Sources) -> list[Shot | None]:
    """Return the photographs of a painting of a work, compared; the last one shows its lights too dark."""
    rng = np.random.default_rng(SEED + number)
    painting, _ = pairs.paint(pairs.load(path), KINDS[number % len(KINDS)], rng, sources.pool)
    settings = Settings().merged({"analysis": {"threads": 1}})
    made: list[Shot | None] = []
    for shot in range(count + 1):
        shown = painting if shot < count else lights_darkened(painting)
        photo, light = photographed(shown, SEED + 100 * (number + 1) + shot, sources)
        found = compare(path.read_bytes(), photo, settings=settings)
        known = found.findings
        made.append(None if known is None else Shot(as_dict(found), known.values.error, light))
    return made


def kept(folder: Path | None, path: Path, number: int, count: int, sources: pairs.Sources) -> list[Shot | None]:
    """Return what ``shots_of`` does, from a folder where it was kept before."""
    if folder is None:
        return shots_of(path, number, count, sources)
    file = folder / f"{number:03d}-{count}.npz"
    if file.is_file():
        with np.load(file) as held:
            told = json.loads(str(held["told"]))
            return [one and Shot(one[0], held[f"errors{at}"], one[1]) for at, one in enumerate(told)]
    made = shots_of(path, number, count, sources)
    arrays = {f"errors{at}": one.errors for at, one in enumerate(made) if one is not None}
    np.savez_compressed(file, told=json.dumps([one and (one.told, one.light) for one in made]), **arrays)
    return made


Pairs = list[tuple[Shot, Shot]]


def repeated(works: list[list[Shot | None]], *, glare: bool) -> Pairs:
    """Return pairs of photographs of one painting, those with glare in either or those without."""
    every = [pair for made in works for pair in itertools.permutations(filter(None, made[:-1]), 2)]
    return [pair for pair in every if glare == any(shot.light == "glare" for shot in pair)]


def corrected(works: list[list[Shot | None]]) -> Pairs:
    """Return pairs of a painting with its lights too dark, and the same put right, without glare."""
    every = [(made[-1], shot) for made in works if made[-1] for shot in made[:-1] if shot]
    return [pair for pair in every if all(shot.light != "glare" for shot in pair)]


def project_of(pair: tuple[Shot, Shot]) -> Project:
    attempts = tuple(
        Attempt(at, DAY, "", str(at), "", shot.told, packed(shot.errors)) for at, shot in enumerate(pair, start=1)
    )
    return Project("", DAY, "", "", attempts)


def changes(pairs_: Pairs, key: str) -> list[float]:
    """Return how much nearer the second of each pair is by one figure."""
    every = [{curve.aspect.key: curve.change() for curve in curves_of(project_of(pair).attempts)} for pair in pairs_]
    return [change for one in every if (change := one.get(key)) is not None]


def share(flags: list[bool]) -> float | None:
    return round(float(np.mean(flags)), 3) if flags else None


def percentiles(numbers: list[float]) -> list[float] | None:
    """Return the median and the 90th percentile."""
    return [round(float(np.percentile(numbers, at)), 4) for at in (50, 90)] if numbers else None


def of_figures(tuned: Pairs, held: Pairs, glared: Pairs, put_right: Pairs) -> Iterator[dict[str, Any]]:
    """Yield a line for each curve."""
    for aspect in ASPECTS:
        noise, other = ([abs(one) for one in changes(pairs_, aspect.key)] for pairs_ in (tuned, held))
        by_glare = [abs(one) for one in changes(glared, aspect.key)]
        better = changes(put_right, aspect.key)
        yield {
            "bench": "progress",
            "curve": aspect.key,
            "pairs": len(noise),
            "differ_p50_p90": percentiles(noise),
            "bar": aspect.least,
            "by_hand": BY_HAND[aspect.key],
            "held_out_pairs": len(other),
            "held_out_p50_p90": percentiles(other),
            "changed_told_where_none": share([one >= aspect.least for one in other]),
            "by_hand_told": share([one >= BY_HAND[aspect.key] for one in other]),
            "without_a_bar_told": share([one > 0.0 for one in other]),
            "with_glare_told": share([one >= aspect.least for one in by_glare]),
            "put_right_better": share([one >= aspect.least for one in better]),
            "put_right_worse": share([one <= -aspect.least for one in better]),
        }


def again(pairs_: Pairs, sort: str) -> list[tuple[float, float]]:
    """Return how far off each difference of one sort is in the first of each pair, and in the second."""
    found = []
    for pair in pairs_:
        before, now = project_of(pair).attempts
        told = [one for one in every_correction(before.comparison) if one["id"].split("-")[0] == sort]
        read = (readings(one, before, now) for one in told)
        found += [tuple(map(MEASURES[sort].distance, both)) for both in read if both is not None]
    return found


def of_measures(tuned: Pairs, held: Pairs) -> Iterator[dict[str, Any]]:
    """Yield a line for each sort of difference that is measured again."""
    for sort, measure in MEASURES.items():
        noise, other = ([far - off for far, off in again(pairs_, sort)] for pairs_ in (tuned, held))
        yield {
            "bench": "progress",
            "measured_again": sort,
            "n": len(noise),
            "differ_p50_p90": percentiles([abs(one) for one in noise]),
            "nearer_by_itself": percentiles(noise),
            "bar": measure.noise,
            "held_out_n": len(other),
            "nearer_told_where_none": share([one >= measure.noise for one in other]),
            "worse_told_where_none": share([-one > measure.noise for one in other]),
        }


def of_exercises(name: str, pairs_: Pairs) -> dict[str, Any]:
    """Return what becomes of the exercises of the first of each pair."""
    states: Counter[str] = Counter()
    by_sort: dict[str, Counter[str]] = {}
    for pair in pairs_:
        for outcome in outcomes(project_of(pair)):
            states[outcome.state] += 1
            sort = outcome.exercise.measure.sort
            by_sort.setdefault(sort, Counter())[outcome.state] += 1
    return {"bench": "progress", "exercises": name, "states": dict(states), "by_sort": by_sort}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--works", type=int, default=40, help="of each half")
    parser.add_argument("--shots", type=int, default=3)
    parser.add_argument("--kept", type=Path)
    arguments = parser.parse_args()
    shared_data()
    cv2.setNumThreads(1)
    sources = pairs.Sources.of()
    every = [path for path, *_ in pairs.works()]
    chosen = np.random.default_rng(SEED).permutation(len(every))[: 2 * arguments.works]
    works = [kept(arguments.kept, every[at], at_, arguments.shots, sources) for at_, at in enumerate(chosen)]
    first, second = works[: arguments.works], works[arguments.works :]
    tuned, held, glared = repeated(first, glare=False), repeated(second, glare=False), repeated(works, glare=True)
    put_right = corrected(second)
    shots = [shot for made in works for shot in made]
    emit({"bench": "progress", "photographs": len(shots), "not_compared": sum(shot is None for shot in shots)})
    for line in of_figures(tuned, held, glared, put_right):
        emit(line)
    for line in of_measures(tuned, held):
        emit(line)
    emit(of_exercises("nothing changed", held))
    emit(of_exercises("lights put right", put_right))


if __name__ == "__main__":
    main()
