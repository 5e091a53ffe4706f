"""Write ``docs/reference/findings.md`` from the catalogue of findings and their words; ``--print`` shows it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from art_assistant.advice.finding.catalogue import KINDS, Aspect, Kind
from art_assistant.advice.finding.fit import FITS, STRENGTHS, TOLD, Fit
from art_assistant.advice.finding.intent import MEANINGS
from art_assistant.advice.wording import WORDINGS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "findings.md"
TITLES: dict[Aspect, str] = {"value": "Value", "composition": "Composition", "color": "Colour", "edges": "Edges"}
HEAD = """# Findings

What a tip can be about. `−` before a metric: less of it is the finding; what each metric is stands under
[metrics](metrics.md). Percentiles refer to the masters, and are told of paintings only.

An intent (`--intent`, [words](#words-of-an-intent)) explains findings away; without one, tips ask. Styles weigh some
of them down. What is said of which [kind of picture](#what-fits-which-picture) stands at the end. A finding marked
~ is read beside what masters' paintings of the same look measure ([model card](model-card-expectation.md)); where it
rests on that, the tip says what such paintings have.

Made by `scripts/make_findings_page.py` from `advice/finding/catalogue.py` and `advice/wording/`.
"""


def row(kind: Kind) -> str:
    """Return one line of the table."""
    words = WORDINGS[kind.id]
    metric = f"{'−' if kind.sign < 0 else ''}`{kind.metric}`{' ~' if kind.likened else ''}"
    return f"| `{kind.id}` | {metric} | {words.again} | {words.why} | {words.unless} |"


FIT_HEAD = """## What fits which picture

A drawing, or a print, is told nothing of colour, and nothing of lights that are its paper. A photograph is told what to
decide when it is painted. Where we are unsure, a finding is told in words that are true of a painting and of a
photograph. A picture without colour is told nothing of colours. A page of text, a screen or an empty sheet gets no
tips.
What rests on something that the photograph cannot carry (last column) is held back. `midtone_soup` is said of a drawing
only on light paper. What pictures of a kind have by nature weighs less: of drawings a narrow range, darks that stop
early, hard edges and spread attention; of photographs hard edges, middle values and strong colour.
"""
INTENT_HEAD = """## Words of an intent

Each word and what it explains away; one that explains nothing says what the picture is, or is only known. Other
spellings are understood too, and what is not understood is told and changes nothing.
"""


def fit_table(head: str, fits: Mapping[str, Fit]) -> str:
    """Return the table of what fits which kind of picture."""
    columns = [head, *TOLD, "rests on"]
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    for name, fit in fits.items():
        marks = ["yes" if kind in fit.pictures else "–" for kind in TOLD]
        lines.append(f"| `{name}` | {' | '.join(marks)} | {', '.join(fit.needs) or '–'} |")
    return "\n".join([*lines, ""])


def intent_table() -> str:
    """Return the table of the words of an intent."""
    rows = [f"| {word} | {', '.join(f'`{kind}`' for kind in kinds) or '–'} |" for word, kinds in MEANINGS.items()]
    return "\n".join(["| word | explains away |", "|---|---|", *rows, ""])


def page() -> str:
    """Return the whole page."""
    parts = [HEAD]
    for aspect, title in TITLES.items():
        head = "| finding | metric | measured again as | why it matters | not said where |\n|---|---|---|---|---|"
        rows = [row(kind) for kind in KINDS if kind.aspect == aspect]
        parts.append("\n".join([f"## {title}\n", head, *rows, ""]))
    parts += [FIT_HEAD, fit_table("finding", FITS), fit_table("strength", STRENGTHS), INTENT_HEAD, intent_table()]
    return "\n".join(parts)


if __name__ == "__main__":
    if "--print" in sys.argv:
        sys.stdout.buffer.write(page().encode())
    else:
        PAGE.write_text(page(), encoding="utf-8", newline="\n")
