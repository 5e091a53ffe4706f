"""Which of the works that a source lists are taken: in its own order, or turn by turn from each century."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from art_assistant.museum.fetch.journal import Listing
from art_assistant.museum.sources.question import Inquiry
from art_assistant.museum.sources.work import TWICE, Listed, ListedWork, Span, WorkSource

Lane = Iterator[ListedWork]


def choose(source: WorkSource, question: Inquiry, passed: Counter[str], step: Callable[[], None]) -> list[Listing]:
    """Return at most ``question.limit`` works, each once.

    Args:
        source: lists them.
        question: what is wanted.
        passed: counts what was passed over, by reason.
        step: called for each that is taken.

    """
    chosen: list[Listing] = []
    seen: set[str] = set()
    for found in _by_turns(_lanes(source, question, passed)):
        if found.work.id in seen:
            passed[TWICE] += 1
            continue
        seen.add(found.work.id)
        record = json.dumps(found.work.as_dict(), ensure_ascii=False)
        chosen.append(Listing(found.work.id, record, found.picture or ""))
        step()
        if len(chosen) == question.limit:
            break
    return chosen


def _by_turns(lanes: list[Lane]) -> Iterator[ListedWork]:
    while lanes:
        left = []
        for lane in lanes:
            found = next(lane, None)
            if found is not None:
                left.append(lane)
                yield found
        lanes = left


def _lanes(source: WorkSource, question: Inquiry, passed: Counter[str]) -> list[Lane]:
    spans = question.spans()
    if source.by_years or not question.balance:
        return [_wanted(source.listed(span), question, span, passed) for span in spans]
    first, last = spans[0], spans[-1]
    span = (first[0], last[1]) if first and last else None
    centuries: defaultdict[int, list[ListedWork]] = defaultdict(list)
    for found in _wanted(source.listed(span), question, span, passed):
        centuries[found.work.century or 0].append(found)
    return [iter(centuries[century]) for century in sorted(centuries)]


def _wanted(listed: Listed, question: Inquiry, span: Span | None, passed: Counter[str]) -> Lane:
    for found in listed:
        objection = found if isinstance(found, str) else question.objection(found, span)
        if objection is not None:
            passed[objection] += 1
        elif isinstance(found, ListedWork):
            yield found
