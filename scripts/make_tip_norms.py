"""Work out, from the masters' metrics, what the tips are weighed with, and write it into the package.

Reads the masters' rows with what their look lets expect, as ``make_expectation.py --out`` writes them. How well each
metric repeats is measured on rows of pictures and of their copies (recompressed, resized, mirrored), which
``bench/tip_faults.py --rows`` writes for pictures that the tips are not judged on; where they are not given, what the
package has stays. Writes ``src/art_assistant/advice/data/norms.json``. No picture with a defect takes any part.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.advice.coach import choose
from art_assistant.advice.finding.catalogue import KINDS, Kind, derived
from art_assistant.advice.finding.findings import Weight, weigh
from art_assistant.advice.finding.norms import KindNorm, Norms, Scale, norms

ROOT: Final = Path(__file__).resolve().parents[1]
TARGET: Final = ROOT / "src" / "art_assistant" / "advice" / "data" / "norms.json"

RIDGE: Final = 0.3
"""Added to the covariance's diagonal: signatures are reasoned, not measured, and need not be believed to the last."""
NOISE: Final = 200.0
"""How many times the noise of the copies is added: they stand for more than JPEG, resizing and mirrors."""
ROUNDS: Final = 200

F64 = NDArray[np.float64]
Row = Mapping[str, Any]


def rows_of(path: Path) -> list[Row]:
    """Return the rows of a file of JSON lines, with what follows from them."""
    return [derived(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line]


def column(rows: list[Row], name: str) -> F64:
    """Return one metric of all rows, NaN where unknown."""
    return np.array([np.nan if row.get(name) is None else float(row[name]) for row in rows])


def noise_of(copies: list[Row], scales: Mapping[str, Scale]) -> dict[str, float]:
    """Return half the variance of each metric's normal score between a picture and its copies."""
    first = {row["path"]: row for row in copies if row["what"] == "base"}
    pairs = [(first[r["path"]], r) for r in copies if r["what"] in {"jpeg", "resize", "mirror"} and r["path"] in first]
    one, other = [a for a, _ in pairs], [b for _, b in pairs]
    return {
        name: float(np.nanmean((scale.scores(column(one, name)) - scale.scores(column(other, name))) ** 2) / 2.0)
        for name, scale in scales.items()
    }


def norm_of(kind: Kind, scores: F64, noise: Mapping[str, float]) -> KindNorm:
    """Return the norm of a kind from the masters' scores (rows, its metrics); its level is still 0."""
    covariance = np.atleast_2d(np.corrcoef(scores[np.isfinite(scores).all(axis=1)].T))
    variance = np.array([noise[name] for name in kind.weighed])
    loaded = covariance + RIDGE * np.eye(len(covariance)) + NOISE * np.diag(variance)
    weights = np.linalg.solve(loaded, np.array(list(kind.weighed.values())))
    weights /= np.sqrt(weights @ covariance @ weights)
    repeat = float(np.clip(1.0 - weights**2 @ variance, 0.3, 1.0))
    named = dict(zip(kind.weighed, weights.tolist(), strict=True))
    return KindNorm(named, Scale.of(np.nan_to_num(scores) @ weights), repeat, 0.0)


def levelled(table: Norms, masters: list[Row]) -> Norms:
    """Return the norms with levels at which every kind is one of the two tips as often as its share says."""
    weighed = [weigh(row, among=table) for row in masters]
    levels = dict.fromkeys(table.kinds, 0.0)
    for step in np.linspace(0.8, 0.1, ROUNDS):
        picked = [kind for weights in weighed for kind in choose(_lowered(weights, levels))]
        for kind in KINDS:
            levels[kind.id] += step * (picked.count(kind.id) / len(masters) - kind.share)
    kinds = {name: replace(norm, level=levels[name]) for name, norm in table.kinds.items()}
    return replace(table, kinds=kinds)


def _lowered(weights: Mapping[str, Weight], levels: Mapping[str, float]) -> dict[str, Weight]:
    """Return the weights, worked out at level 0, at other levels."""
    return {
        name: Weight(weight.severity, weight.rank * (1.0 - levels[name] / (weight.severity + 1.0)))
        for name, weight in weights.items()
    }


def main() -> int:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path, help="rows of the masters")
    parser.add_argument("--copies", type=Path, help="rows of some pictures and their copies")
    arguments = parser.parse_args()
    names = sorted({name for kind in KINDS for name in (*kind.weighed, kind.metric)})
    masters = [row for row in rows_of(arguments.rows) if any(row.get(name) is not None for name in names)]
    scales = {name: Scale.of(values[np.isfinite(values)]) for name in names for values in [column(masters, name)]}
    noise = noise_of(rows_of(arguments.copies), scales) if arguments.copies else norms().noise
    scores = {name: scale.scores(column(masters, name)) for name, scale in scales.items()}
    kinds = {kind.id: norm_of(kind, np.stack([scores[name] for name in kind.weighed], axis=1), noise) for kind in KINDS}
    table = levelled(Norms(len(masters), scales, kinds, noise), masters)
    TARGET.write_text(json.dumps(table.as_dict(), separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(masters)} masters, {len(kinds)} kinds\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
