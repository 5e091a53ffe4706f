"""The gates that a built gallery passes before it may be published: each looks at one thing, and tells a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from art_assistant.errors import ArtAssistantError
from art_assistant.gallery.facets import DEFAULT_WEIGHTS, FACETS
from art_assistant.gallery.make.measuring import Tools, digest_of, embed_picture
from art_assistant.gallery.opened import Gallery
from art_assistant.gallery.pairs import SEED
from art_assistant.imaging.arrays import F32
from art_assistant.imaging.decode import read_file
from art_assistant.museum.line.golden import Golden, ranked, recalls
from art_assistant.museum.line.state import State
from art_assistant.museum.line.works import Entry
from art_assistant.vision.encoders import ENCODERS

FOUND_ITSELF: Final = 500
"""Works that are looked for by their own vector."""

LEAST_FOUND: Final = 0.99
LOOKED_AT_AGAIN: Final = 8
"""Pictures that are measured once more."""

SAME: Final = 1e-3
"""Difference of two measurements of one picture that is none: two steps of float16 near 1."""

UNIT: Final = 5e-3
"""How far from 1 the length of a facet in float16 may be."""

_STEP: Final = 4096


@dataclass(frozen=True, slots=True)
class Checked:
    """What the gates look at.

    Attributes:
        gallery: opened, so that every byte of it is the one its manifest tells.
        state: what was measured.
        shards: how many shards were read and found whole.
        catalogues: where the pictures lie.
        tools: what measures pictures.
        golden: the golden queries, None where there are none.

    """

    gallery: Gallery
    state: State
    shards: int
    catalogues: Sequence[Path]
    tools: Tools
    golden: Golden | None

    def rows(self) -> Iterator[F32]:
        """Yield all rows, some thousands at a time."""
        for at in range(0, len(self.gallery.works), _STEP):
            yield np.asarray(self.gallery.features[at : at + _STEP], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a gate found.

    Attributes:
        passed: None where there was nothing to look at.
        figure: the number that it goes by.
        said: what it is, in words.

    """

    passed: bool | None
    figure: float
    said: str

    def as_dict(self) -> dict[str, Any]:
        """Return it JSON-ready."""
        return {"passed": self.passed, "figure": round(self.figure, 6), "said": self.said}


def failed(said: str, figure: float = 0.0) -> Verdict:
    """Return the verdict of a gate that was not passed."""
    return Verdict(passed=False, figure=figure, said=said)


def checksums(checked: Checked) -> Verdict:
    """Say how many files were found to be those that their digests tell, all before this is asked."""
    files = len(checked.gallery.manifest["files"]) + 1
    told = f"{files} files of the gallery and {checked.shards} shards are whole"
    return Verdict(passed=True, figure=checked.shards + files, said=told)


def counts(checked: Checked) -> Verdict:
    """Compare the works that are listed with those that were measured: the same, each once, in one order."""
    measured = [entry.id for entry in checked.state.entries]
    listed = [work.id for work in checked.gallery.works]
    fits = listed == measured and len(set(listed)) == len(listed)
    return Verdict(fits, len(listed), f"{len(listed)} works in the gallery, {len(measured)} measured")


def numbers(checked: Checked) -> Verdict:
    """Look for vectors that hold anything but numbers."""
    wrong = sum(int((~np.isfinite(rows)).any(axis=1).sum()) for rows in checked.rows())
    return Verdict(wrong == 0, wrong, f"{wrong} works hold something that is no number")


def norms(checked: Checked) -> Verdict:
    """Measure the facets: each is a unit vector, or empty where a picture has nothing to say of it."""
    worst, empty = 0.0, 0
    for rows in checked.rows():
        for facet in FACETS:
            lengths = np.linalg.norm(rows[:, checked.gallery.layout.slice(facet)], axis=1)
            silent = lengths == 0.0
            empty += int(silent.sum()) if facet in {"overall", "manner"} else 0
            away = np.abs(np.where(silent, 1.0, lengths) - 1.0)
            worst = max(worst, float(np.nan_to_num(away, nan=np.inf, posinf=np.inf).max(initial=0.0)))
    told = f"lengths are within {worst:.5f} of 1; {empty} works lack a learned facet"
    return Verdict(worst <= UNIT and empty == 0, worst, told)


def self_recall(checked: Checked) -> Verdict:
    """Look for works by their own vectors: each is found first, or another that is the same to all purposes."""
    count = len(checked.gallery.works)
    asked = np.random.default_rng(SEED).permutation(count)[:FOUND_ITSELF]
    found = sum(_finds_itself(checked.gallery, int(row)) for row in asked)
    share = found / len(asked)
    return Verdict(share >= LEAST_FOUND, share, f"{found} of {len(asked)} works find themselves first")


def _finds_itself(gallery: Gallery, row: int) -> bool:
    own = gallery.rows(np.array([row]))[0]
    scores = ranked(gallery, row, 1)[1]
    return bool(scores) and abs(scores[0] - float(own @ gallery.layout.weighted(own, DEFAULT_WEIGHTS))) <= SAME


def golden_queries(checked: Checked) -> Verdict:
    """Ask again what was asked once, and see whether the same is found."""
    golden = checked.golden
    if golden is None:
        return Verdict(passed=None, figure=0.0, said="none are remembered; 'museum verify --remember' does")
    if golden.encoder != checked.gallery.manifest["encoder"]:
        return failed("they were remembered with another encoder; look at the answers, then --remember")
    found = recalls(checked.gallery, golden)
    short = sum(share < query.least for share, query in zip(found, golden.queries, strict=True))
    mean = sum(found) / len(found)
    told = f"{mean:.0%} of what {len(found)} queries expect is found; {short} find too little"
    return Verdict(short == 0, mean, told)


def encoder_match(checked: Checked) -> Verdict:
    """See whether the encoder of the vectors is here, and sees the same in a sample of the pictures."""
    identity = checked.gallery.manifest["encoder"]
    if identity not in ENCODERS or identity != checked.state.head.encoder:
        return failed(f"the encoder {identity} is not the one of this installation")
    count = len(checked.state.entries)
    sample = np.unique(np.linspace(0, count - 1, min(LOOKED_AT_AGAIN, count)).astype(int))
    try:
        worst = max(_difference(checked, int(row)) for row in sample)
    except (ArtAssistantError, IndexError):
        return failed("pictures of the catalogue are away or changed; run 'museum embed' again")
    return Verdict(worst <= SAME, worst, f"{len(sample)} pictures measured again differ by at most {worst:.6f}")


def _difference(checked: Checked, row: int) -> float:
    entry: Entry = checked.state.entries[row]
    data = read_file(checked.catalogues[entry.catalogue] / entry.path, checked.tools.limits)
    if digest_of(data) != entry.sha256:
        raise IndexError(row)
    encoder = checked.tools.encoder_for(checked.state.head.encoder)
    again = embed_picture(data, entry.path, checked.tools, encoder)[2].astype(np.float32)
    return float(np.abs(again - checked.gallery.rows(np.array([row]))[0]).max())


def facts(checked: Checked) -> Verdict:
    """See whether every work tells what may be done with it; how many have no title is told."""
    works = list(checked.gallery.works)
    without = sum(work.rights is None for work in works)
    untitled = sum(work.title is None for work in works) / len(works)
    return Verdict(without == 0, untitled, f"{without} works tell no rights; {untitled:.1%} have no title")


GATES: Final[Mapping[str, Callable[[Checked], Verdict]]] = {
    "checksums": checksums,
    "counts": counts,
    "numbers": numbers,
    "norms": norms,
    "self-recall": self_recall,
    "golden queries": golden_queries,
    "encoder": encoder_match,
    "facts": facts,
}
"""By the name under which each is told, in the order in which they are passed."""
