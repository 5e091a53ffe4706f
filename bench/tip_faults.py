"""Measure the tips on faults that had no part in making them, and on copies, over many pictures.

``_faults*.py`` paint every kind of finding into pictures in one to three ways of its own, which share no code with the
defects of ``bench/tips.py``. Amounts are random; a fault counts as *medium* where it moves the headline metric of its
kind by 0.5 to 1.2 normal scores, as *strong* from there to 2.5. The pictures are masters and works of the gallery that
``bench/tips.py`` leaves alone; what their look lets expect was fitted to them, which is worth .01
(docs/decisions/0013). ``--rows`` keeps the measurements, so that a run goes on where the last one stopped: some eight
seconds of one core a picture. The rival in the same run picks the two metrics that lie farthest out.

    python bench/tip_faults.py --rows faults.jsonl --pictures 890
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing import Pool
from pathlib import Path

import cv2
import numpy as np

from _canvas import Canvas
from _common import emit, shared_data
from _faults import FAULTS
from _injections import INJECTIONS
from art_assistant.advice.finding.catalogue import KINDS, Kind
from art_assistant.advice.finding.norms import norms
from art_assistant.analysis.composition.focus import attention_plane
from art_assistant.base.processes import cores
from art_assistant.imaging.arrays import Picture
from tips import COPIES, Row, _png, farthest_out, judged, measured, read_rows, rules, stability

AMOUNTS = (0.08, 1.0)
EACH = 2
"""Faults of each kind that are painted into a picture."""
BANDS = {"medium": (0.5, 1.2), "strong": (1.2, 2.5)}
FEWEST = 10
"""Faults below which a rate says nothing."""
MAIN = frozenset(injection.finding for injection in INJECTIONS if injection.main)


def rows_of(name: str) -> list[Row]:
    """Return every row of one picture, ``masters/0000.jpg`` say."""
    folder, file = name.split("/")
    data = (shared_data() / folder / "images" / file).read_bytes()
    base, saliency, picture = measured(data)
    bgr = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    copies = [{"what": what, **measured(copy(bgr))[0]} for what, copy in COPIES.items()]
    faults = [{"what": what, **measured(painted)[0]} for what, painted in painted_into(picture, saliency, name)]
    return [{"path": name} | row for row in ({"what": "base", **base}, *copies, *faults)]


def painted_into(picture: Picture, saliency: np.ndarray, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield (kind of finding and way, image) of every fault that is painted into a picture."""
    rgb = picture.standard
    plane = attention_plane(saliency, rgb.shape[:2])
    attention = np.zeros(rgb.shape[:2], np.float32) if plane is None else cv2.resize(plane, rgb.shape[1::-1])
    lab = cv2.cvtColor(rgb.astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB)
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    for kind, ways in FAULTS.items():
        for index in rng.permutation(max(len(ways), EACH))[:EACH] % len(ways):
            way, amount = ways[index], float(rng.uniform(*AMOUNTS))
            painted = np.asarray(way(Canvas(lab.copy(), attention, rng), amount), np.float32)
            bgr = np.clip(np.rint(cv2.cvtColor(painted, cv2.COLOR_LAB2BGR) * 255.0), 0, 255).astype(np.uint8)
            yield f"{kind}/{way.__name__}", _png(bgr)


def measure_set(rows: Path, count: int) -> None:
    """Measure pictures until ``count`` have rows."""
    left_out = {path.name for path in judged(150)}
    paths = [
        path for folder in ("gallery", "masters") for path in sorted((shared_data() / folder / "images").iterdir())
    ]
    names = [f"{path.parent.parent.name}/{path.name}" for path in paths
             if path.parent.parent.name != "masters" or path.name not in left_out]  # fmt: skip
    done = {row["path"] for row in read_rows(rows)}
    shuffled = [names[index] for index in np.random.default_rng(5).permutation(len(names))]
    wanted = [name for name in shuffled if name not in done][: max(0, count - len(done))]
    with Pool(cores(), initializer=partial(cv2.setNumThreads, 1)) as pool, rows.open("a") as file:
        for found in pool.imap(rows_of, wanted):
            file.write("".join(json.dumps(row) + "\n" for row in found))
            file.flush()


def moves_of(rows: list[Row], kind: Kind) -> list[tuple[Row, float]]:
    """Return the rows of one kind of fault, and by how many normal scores its headline metric has moved."""
    scale = norms().scales[kind.metric]
    before = {row["path"]: row.get(kind.metric) for row in rows if row["what"] == "base"}
    known = [(row, before[row["path"]], row.get(kind.metric)) for row in rows if row["what"].startswith(f"{kind.id}/")]
    return [(row, kind.sign * (scale.score(after) - scale.score(first)))
            for row, first, after in known if first is not None and after is not None]  # fmt: skip


def score(rows: list[Row], pick: Callable[[Row], tuple[str, ...]], system: str) -> None:
    """Print how often each fault is named, and the means over the eleven kinds of ``bench/tips.py`` and the others."""
    rates = defaultdict(list)
    for kind in KINDS:
        moved = [(kind.id in pick(row), move) for row, move in moves_of(rows, kind)]
        found = {label: [hit for hit, move in moved if low <= move < high] for label, (low, high) in BANDS.items()}
        if min(map(len, found.values())) < FEWEST:
            continue
        named = {label: round(float(np.mean(hits)), 3) for label, hits in found.items()}
        rates[kind.id in MAIN].append(list(named.values()))
        emit({"system": system, "fault": kind.id, **named, "n": [len(hits) for hits in found.values()]})
    for main, pairs in rates.items():
        medium, strong = (round(float(value), 3) for value in np.mean(pairs, axis=0))
        emit({"system": system, "kinds": "the eleven of bench/tips.py" if main else "others", "mean over": len(pairs),
              "medium": medium, "strong": strong})  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, default=Path("build/bench/tip_faults.jsonl"),
                        help="where measurements are kept")  # fmt: skip
    parser.add_argument("--pictures", type=int, default=60)
    arguments = parser.parse_args()
    arguments.rows.parent.mkdir(parents=True, exist_ok=True)
    measure_set(arguments.rows, arguments.pictures)
    rows = read_rows(arguments.rows)
    for system, pick in (("rules", rules), ("farthest out", farthest_out)):
        stability(rows, system, pick)
        score(rows, pick, system)


if __name__ == "__main__":
    main()
