"""Measure what tips real pictures get, and how often a picture itself holds one back.

For every picture of ``field/`` and for masters the two kinds that rank highest are beside what the coach tells after it
has looked once more (``advice.finding.second_look``). Printed by kind of picture: how many get two tips, one or none,
the share of each finding before and after, and which rule held back how many of the tips that would have been told.

    python bench/field_tips.py [--step N] [--masters N]
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

from _common import emit, shared_data
from art_assistant import Study
from art_assistant.advice.coach import choose
from art_assistant.advice.finding.catalogue import BY_ID
from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.finding.expectation import expectation
from art_assistant.advice.finding.findings import find, weigh
from art_assistant.advice.finding.norms import norms
from art_assistant.advice.finding.second_look.contradicted import Witness
from art_assistant.corpus.quantiles import masters
from art_assistant.errors import ArtAssistantError

Seen = tuple[tuple[str, ...], tuple[str, ...], dict[str, str]]


def looked_at(evidence: Evidence) -> Seen:
    """Return the kinds told before, those told after, and what held back which of the former."""
    weights, witness = weigh(evidence.metrics, None, evidence.family, among=norms()), Witness(evidence)

    def against(kind: str) -> str | None:
        return witness.against(find(BY_ID[kind], weights[kind].severity, evidence, masters(), norms()))

    before = choose(weights, least=0.0)
    held = {kind: said for kind in before if (said := against(kind)) is not None}
    if witness.is_blank:
        return before, (), dict.fromkeys(before, "blank")
    return before, choose(weights, lambda kind: against(kind) is None), held


def evidence_of(path: Path) -> Evidence | None:
    """Return what advice on a picture rests on, taken for a painting; None where the file cannot be read."""
    try:
        study = Study(path)
        style = study.style()
    except ArtAssistantError:
        return None
    return Evidence(
        study.metrics() | expectation().metrics(study.looking().learned.raw),
        study.picture.standard,
        study.values(),
        study.masses(),
        study.color(),
        study.composition(),
        study.edges(),
        None if style.abstained or style.photograph else style.family,
    )


def files(step: int, count: int) -> list[tuple[str, Path]]:
    data = shared_data()
    table = data / "field" / "pictures.csv"
    found = []
    if table.is_file():
        with table.open(encoding="utf-8", newline="") as file:
            found = [(row["kind"], table.parent / row["path"]) for row in csv.DictReader(file)][::step]
    paths = sorted((data / "masters" / "images").iterdir())
    chosen = np.random.default_rng(11).permutation(len(paths))[:count]
    return found + [("master", paths[index]) for index in chosen]


def shares(told: list[tuple[str, ...]]) -> dict[str, float]:
    kinds = Counter(kind for pair in told for kind in pair)
    return {kind: round(count / len(told), 3) for kind, count in kinds.most_common()}


def report(kind: str, seen: list[Seen]) -> None:
    before, after = ([one[index] for one in seen] for index in (0, 1))
    numbers = Counter(len(pair) for pair in after)
    emit({"kind": kind, "n": len(seen), "tips": {n: round(numbers[n] / len(seen), 3) for n in (2, 1, 0)},
          "largest share before": max(shares(before).values()), "after": max(shares(after).values())})  # fmt: skip
    emit({"kind": kind, "shares before": shares(before), "shares after": shares(after)})
    held = Counter((name, said) for _, _, reasons in seen for name, said in reasons.items())
    would = Counter(name for pair in before for name in pair)
    for (name, said), count in held.most_common():
        emit({"kind": kind, "finding": name, "of": would[name], "held back": count, "because": said})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--step", type=int, default=1, help="take every so-manieth picture of field/")
    parser.add_argument("--masters", type=int, default=150)
    arguments = parser.parse_args()
    seen = defaultdict(list)
    for kind, path in files(arguments.step, arguments.masters):
        evidence = evidence_of(path)
        if evidence is not None:
            seen[kind].append(looked_at(evidence))
    for kind, rows in seen.items():
        report(kind, rows)


if __name__ == "__main__":
    main()
