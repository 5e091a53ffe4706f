"""Measure whether the tips name what is wrong, and are neither a constant nor noise.

Masters are measured as they are, as copies (JPEG quality 80, 80 % size, mirrored) and with one defect put in at a time
(``_injections.py``, which the product does not know) at two strengths: *medium* moves the target metric by one standard
deviation of the corpus, *strong* by two, or as far as the defect goes. ``--rows`` keeps the measurements, so that a run
goes on where the last one stopped and scoring is a matter of seconds. A row holds the kinds that the picture itself
contradicts (``advice.finding.second_look``), so that the tips without that second look stand beside. The rival in the
same run picks the two metrics that lie farthest out in the corpus, which is what a report without rules would show.

    python bench/tips.py --rows rows.jsonl --masters 150
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from _common import emit, shared_data
from _injections import INJECTIONS, Injection, Scene
from art_assistant.advice.coach import choose
from art_assistant.advice.finding.catalogue import BY_ID, KINDS, derived
from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.finding.expectation import expectation
from art_assistant.advice.finding.findings import find, weigh
from art_assistant.advice.finding.norms import norms
from art_assistant.advice.finding.second_look.contradicted import Witness
from art_assistant.analysis.color.study import color_metrics, study_color
from art_assistant.analysis.composition.emphasis import emphasis_metrics
from art_assistant.analysis.composition.focus import attention_plane
from art_assistant.analysis.composition.study import study_composition
from art_assistant.analysis.edges.study import edge_metrics, study_edges
from art_assistant.analysis.value.measures import value_metrics
from art_assistant.analysis.value.study import study_values
from art_assistant.corpus.quantiles import masters
from art_assistant.imaging.arrays import Picture
from art_assistant.measure import masses_of, pixel_metrics, seen_metrics
from art_assistant.study.opening import open_picture
from art_assistant.vision.backbone import backbone
from art_assistant.vision.manner import manner_encoder

Row = dict[str, Any]
COPIES: dict[str, Callable[[np.ndarray], bytes]] = {
    "jpeg": lambda bgr: cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes(),
    "resize": lambda bgr: _png(cv2.resize(bgr, None, fx=0.8, fy=0.8, interpolation=cv2.INTER_AREA)),
    "mirror": lambda bgr: _png(bgr[:, ::-1]),
}
STRENGTHS = {"medium": 1.0, "strong": 2.0}
LADDER = (1.0, 0.875, 0.75, 0.625, 0.5, 0.25)
"""Amounts that are tried where the whole amount does not move the metric far enough: some defects overshoot."""


def _png(bgr: np.ndarray) -> bytes:
    return cv2.imencode(".png", bgr, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes()


def measured(data: bytes) -> tuple[Row, np.ndarray, Picture]:
    """Return the metrics that tips look at, the saliency and the picture of the bytes of an image."""
    picture = open_picture(data, name="x")
    features = backbone(1).run(picture.model_input)
    saliency = features.saliency
    looks = expectation().metrics(manner_encoder(1).encode(picture.model_input, features.embedding).raw)
    values = study_values(picture.working, picture.counted)
    masses = masses_of(values.l_map, saliency, picture.working, picture.counted)
    composition = study_composition(saliency, picture.working, values.l_map, counted=picture.counted)
    row = pixel_metrics(picture) | masses.metrics() | composition.metrics() | seen_metrics(picture, saliency)
    row = derived(row) | looks
    color, edges = study_color(picture.working, counted=picture.counted), study_edges(picture.detail, saliency)
    evidence = Evidence(row, picture.standard, values, masses, color, composition, edges)
    return row | {"held": held_back(evidence)}, saliency, picture


def held_back(evidence: Evidence) -> list[str]:
    """Return the kinds that might be said of a picture and that it contradicts."""
    weights, witness = weigh(evidence.metrics, among=norms()), Witness(evidence)
    found = {kind: find(BY_ID[kind], w.severity, evidence, masters(), norms()) for kind, w in weights.items()}
    return [kind for kind, finding in found.items() if witness.against(finding) is not None]


def quick(injection: Injection, rgb: np.ndarray, saliency: np.ndarray) -> float | None:
    """Return the target metric alone, by the shortest way: the network looks again only where it must."""
    group = injection.metric.split(".")[0]
    if group == "values":
        return value_metrics(rgb).get(injection.metric)
    if group == "color":
        return derived(color_metrics(rgb)).get(injection.metric)
    if group == "edges":
        return edge_metrics(rgb, saliency).get(injection.metric)
    if injection.metric in {"emphasis.contrast_border", "emphasis.quiet_share"}:
        return emphasis_metrics(saliency, rgb).get(injection.metric)
    if group == "emphasis":
        seen = backbone(1).run(open_picture(_png(rgb[..., ::-1]), name="x").model_input).saliency
        return emphasis_metrics(seen, rgb).get(injection.metric)
    return measured(_png(rgb[..., ::-1]))[0].get(injection.metric)


def aimed(injection: Injection, scene: Scene, saliency: np.ndarray, start: float, wanted: float) -> tuple[Scene, float]:
    """Return the place and the amount 0-1 at which the target metric has moved by ``wanted``.

    Where no place gives that, it is the place and the amount that move it farthest.
    """
    tried = []
    for place in range(injection.places):
        there = replace(scene, place=place)
        t, got = amount(injection, there, saliency, start, wanted)
        if got >= wanted:
            return there, t
        tried.append((got, -place, t))
    _, place, t = max(tried)
    return replace(scene, place=-place), t


def amount(
    injection: Injection, scene: Scene, saliency: np.ndarray, start: float, wanted: float
) -> tuple[float, float]:
    """Return the amount that moves the target metric by ``wanted``, or else farthest, and how far it moves it."""

    @cache
    def moved(t: float) -> float:
        value = quick(injection, injection.apply(scene, t), saliency)
        return -math.inf if value is None else injection.sign * (value - start)

    high = 1.0 if moved(1.0) >= wanted else max(LADDER, key=moved)
    if moved(high) < wanted:
        return high, moved(high)
    low = 0.0
    for _ in range(6):
        middle = (low + high) / 2.0
        low, high = (middle, high) if moved(middle) < wanted else (low, middle)
    return high, moved(high)


def spread_of(metric: str) -> float:
    """Return one standard deviation of a metric among the masters."""
    distribution = masters().distribution(metric)
    return distribution.sd if distribution else float(np.std(norms().scales[metric].points))


def measure_master(path: Path, name: str, done: set[str], *, main: bool) -> Iterator[Row]:
    """Yield the rows of one master that are not done yet."""
    data = path.read_bytes()
    base, saliency, picture = measured(data)
    if "base" not in done:
        yield {"path": name, "what": "base", **base}
    bgr = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    for what, copy in COPIES.items():
        if what not in done:
            yield {"path": name, "what": what, **measured(copy(bgr))[0]}
    chosen = [i for i in INJECTIONS if i.main == main and not {f"{i.name}/{label}" for label in STRENGTHS} <= done]
    for injection in chosen:
        yield from _injected(injection, name, base, saliency, picture)


def _injected(injection: Injection, name: str, base: Row, saliency: np.ndarray, picture: Picture) -> Iterator[Row]:
    rgb = picture.standard
    plane = attention_plane(saliency, rgb.shape[:2])
    blank = np.zeros(rgb.shape[:2], np.float32)
    scene = Scene(rgb, blank if plane is None else cv2.resize(plane, rgb.shape[1::-1]), sum(name.encode()))
    start = base.get(injection.metric)
    if start is None:
        return
    for label, steps in STRENGTHS.items():
        there, t = aimed(injection, scene, saliency, start, steps * spread_of(injection.metric))
        row = measured(_png(injection.apply(there, t)[..., ::-1]))[0]
        got = row.get(injection.metric)
        moved = None if got is None else (got - start) / spread_of(injection.metric)
        yield {"path": name, "what": f"{injection.name}/{label}", "amount": t, "moved": moved, **row}


def measure_set(rows: Path, paths: list[Path], *, main: bool) -> None:
    """Measure the masters with one set of defects, and keep what is new."""
    done = defaultdict(set)
    for row in read_rows(rows):
        done[row["path"]].add(row["what"])
    every = {f"{i.name}/{label}" for i in INJECTIONS if i.main == main for label in STRENGTHS} | {"base", *COPIES}
    with rows.open("a") as file:
        for path in paths:
            if every <= done[path.name]:
                continue
            for row in measure_master(path, path.name, done[path.name], main=main):
                file.write(json.dumps(row) + "\n")
                file.flush()


def rules(row: Row) -> tuple[str, ...]:
    """Return the kinds that the product chooses, at most two."""
    return choose(weigh(row, among=norms()), lambda kind: kind not in row.get("held", ()))


def believing(row: Row) -> tuple[str, ...]:
    """Return the two kinds that it would choose if it did not look at the picture once more."""
    return choose(weigh(row, among=norms()), least=0.0)


def farthest_out(row: Row) -> tuple[str, ...]:
    """Return the kinds of the two headline metrics that lie farthest out in the corpus."""
    known = [(kind.sign * norms().scales[kind.metric].score(row[kind.metric]), kind.id)
             for kind in KINDS if row.get(kind.metric) is not None]  # fmt: skip
    best: dict[str, str] = {}
    for _, kind in sorted(known, reverse=True):
        best.setdefault(BY_ID[kind].aspect, kind)
    return tuple(best.values())[:2]


def score(rows: list[Row], pick: Callable[[Row], tuple[str, ...]], system: str, *, main: bool) -> None:
    """Print how often each defect is named where it is, where it is not, and under other defects."""
    picked = defaultdict(list)
    for row in rows:
        picked[row["what"]].append(pick(row))
    chosen = [injection for injection in INJECTIONS if injection.main == main]
    summary = []
    for injection in chosen:
        if not picked.get(f"{injection.name}/strong"):
            continue
        other = [f"{i.name}/{s}" for i in chosen for s in STRENGTHS if i.finding != injection.finding]
        groups = [["base"], [f"{injection.name}/medium"], [f"{injection.name}/strong"], other]
        rates = [_rate([pair for g in names for pair in picked[g]], injection.finding) for names in groups]
        moved = [r["moved"] for r in rows if r["what"] == f"{injection.name}/strong" and r["moved"] is not None]
        names = ("untouched", "medium", "strong", "others")
        emit({"system": system, "injection": injection.name, "finding": injection.finding, "metric": injection.metric,
              **dict(zip(names, rates, strict=True)), "moved_sd": round(float(np.mean(moved)), 2),
              "n": len(picked[f"{injection.name}/strong"])})  # fmt: skip
        summary.append(rates)
    if summary:
        untouched, medium, strong, others = (round(float(v), 3) for v in np.mean(summary, axis=0))
        emit({"system": system, "mean over": len(summary), "untouched": untouched, "medium": medium,
              "strong": strong, "others": others})  # fmt: skip


def _rate(pairs: list[tuple[str, ...]], finding: str) -> float:
    return round(float(np.mean([finding in pair for pair in pairs])), 3)


def constancy(rows: list[Row], system: str, pick: Callable[[Row], tuple[str, ...]]) -> None:
    """Print how evenly the pairs are spread over untouched masters."""
    pairs = [tuple(sorted(pick(row))) for row in rows]
    kinds = Counter(kind for pair in pairs for kind in pair)
    shares = np.array(list(Counter(pairs).values())) / len(pairs)
    emit({"system": system, "masters": len(pairs),
          "largest share of one finding": round(max(kinds.values()) / len(pairs), 3),
          "kinds in 2 % or more": sum(count / len(pairs) >= 0.02 for count in kinds.values()),
          "entropy of the pair, bits": round(float(-(shares * np.log2(shares)).sum()), 2),
          "shares": {kind: round(count / len(pairs), 3) for kind, count in kinds.most_common()}})  # fmt: skip


def stability(rows: list[Row], system: str, pick: Callable[[Row], tuple[str, ...]]) -> None:
    """Print how often a copy of a picture gets the same two findings."""
    first = {row["path"]: set(pick(row)) for row in rows if row["what"] == "base"}
    for copy in COPIES:
        same = [set(pick(row)) == first[row["path"]] for row in rows if row["what"] == copy and row["path"] in first]
        if same:
            emit({"system": system, "copy": copy, "same pair": round(float(np.mean(same)), 3), "n": len(same)})


def read_rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text().splitlines() if line] if path.is_file() else []


def judged(count: int) -> list[Path]:
    """Return the masters that the tips are judged on."""
    paths = sorted((shared_data() / "masters" / "images").iterdir())
    return [paths[index] for index in np.random.default_rng(11).permutation(len(paths))[:count]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, default=Path("build/bench/tips.jsonl"), help="where measurements are kept")
    parser.add_argument("--masters", type=int, default=150)
    parser.add_argument("--corpus", type=Path, help="rows of all masters, as scripts/make_corpus.py writes them")
    arguments = parser.parse_args()
    arguments.rows.parent.mkdir(parents=True, exist_ok=True)
    for main_set in (True, False):
        measure_set(arguments.rows, judged(arguments.masters), main=main_set)
    report(read_rows(arguments.rows), arguments.corpus)


def report(rows: list[Row], corpus: Path | None) -> None:
    """Print everything about the rows."""
    untouched = [derived(row) for row in read_rows(corpus)] if corpus else [r for r in rows if r["what"] == "base"]
    for system, pick in (("rules", rules), ("not looking again", believing), ("farthest out", farthest_out)):
        constancy(untouched, system, pick)
        stability(rows, system, pick)
        for main_set in (True, False):
            score(rows, pick, system, main=main_set)


if __name__ == "__main__":
    main()
