"""What is told is worked on, and the same thing is measured again: done, nearer, not yet, worse, or not measured."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from art_assistant.comparison.corrections import TOLD_FROM
from art_assistant.practice.exercises import exercises_of, next_exercises, outcomes
from art_assistant.practice.maps import packed, passage_again, unpacked
from art_assistant.practice.meant import Meant, meant_among, without_meant
from art_assistant.practice.measures import MEASURES
from art_assistant.practice.projects import Attempt, Project

BOX = [0.25, 0.25, 0.5, 0.5]
DAY = date(2026, 3, 1)


def told(name: str, kind: str, amount: float, unit: str, box: list[float] | None = None) -> dict[str, Any]:
    place = None if box is None else {"x": (box[0] + box[2]) / 2, "y": (box[1] + box[3]) / 2}
    return {"id": name, "kind": kind, "amount": amount, "unit": unit, "text": f"{name}.", "place": place, "box": box}


def passage(amount: float, box: list[float] | None = None) -> dict[str, Any]:
    return told("value-upper-left", "value", amount, "steps", box or BOX)


def errors(steps: float, ground: float = 0.0, *, unseen: bool = False) -> bytes:
    plane = np.full((40, 80), ground, np.float32)
    plane[10:20, 20:40] = np.nan if unseen else steps
    return packed(plane)


def attempt(number: int, *corrections: dict[str, Any], kept: bytes | None = None, **measured: Any) -> Attempt:
    comparison = {"corrections": list(corrections[:3]), "more": list(corrections[3:]), "intended": [], **measured}
    return Attempt(number, DAY, "a.jpg", str(number), "", comparison, kept)


def project(*attempts: Attempt, intended: tuple[Meant, ...] = ()) -> Project:
    return Project("Vase", DAY, "vase.jpg", "x", attempts, intended)


def test_a_map_of_errors_is_kept_to_the_thousandth_with_what_was_not_judged() -> None:
    plane = np.random.default_rng(1).normal(0, 1.5, (30, 40)).astype(np.float32)
    plane[3:9, 4:7] = np.nan
    plane[0, :2] = 50.0, -50.0
    back = unpacked(packed(plane))
    assert (np.isnan(back) == np.isnan(plane)).all()
    np.testing.assert_allclose(back, np.clip(plane, -32.767, 32.767), atol=0.0006)
    for damaged in (b"", b"no picture"):
        with pytest.raises(ValueError, match="no map"):
            unpacked(damaged)


def test_a_passage_is_measured_where_it_was_and_not_where_another_lies() -> None:
    before, now = (unpacked(errors(steps, -1.0)) for steps in (1.2, 0.3))
    assert passage_again(before, now, BOX, 1.2) == pytest.approx((1.2, 0.3), abs=0.001)
    # Of the wide box, only what was lighter belongs to it.
    assert passage_again(before, now, [0.0, 0.0, 1.0, 1.0], 1.2) == pytest.approx((1.2, 0.3), abs=0.001)
    assert passage_again(before, unpacked(errors(0.0, unseen=True)), BOX, 1.2) is None
    assert passage_again(before, now[:20], BOX, 1.2) is None
    assert passage_again(before, now, BOX, -1.2) is None, "nothing was darker there"


@pytest.mark.parametrize(
    ("now", "state"), [(0.1, "done"), (0.7, "nearer"), (1.15, "not yet"), (1.8, "worse"), (-1.2, "not yet")]
)
def test_a_passage_is_done_nearer_not_yet_or_worse(now: float, state: str) -> None:
    both = project(attempt(1, passage(1.2), kept=errors(1.2)), attempt(2, kept=errors(now)))
    (outcome,) = outcomes(both)
    assert outcome.state == state
    assert (outcome.before, outcome.now) == pytest.approx((1.2, now), abs=0.001)
    assert "1.2 value steps lighter in attempt 1" in outcome.text
    assert outcome.as_dict()["measured_in"] == 2


def test_nothing_is_done_where_the_later_attempt_still_tells_of_it() -> None:
    still = passage(0.5, [0.3, 0.3, 0.4, 0.4])
    first = attempt(1, passage(1.2), kept=errors(1.2))
    (outcome,) = outcomes(project(first, attempt(2, still, kept=errors(0.1))))
    assert outcome.state == "nearer"
    assert outcome.text.endswith("Part of it is still told.")
    below, beside = passage(0.5, [0.3, 0.6, 0.4, 0.9]), passage(0.5, [0.6, 0.3, 0.9, 0.4])
    for other in (below, beside, passage(-0.5, BOX)):
        assert outcomes(project(first, attempt(2, other, kept=errors(0.1))))[0].state == "done"


def test_a_change_within_what_photographs_differ_by_is_no_change() -> None:
    noise = MEASURES["value"].noise
    just_under = TOLD_FROM["value"] - 0.01
    first = attempt(1, passage(just_under + 0.5 * noise), kept=errors(just_under + 0.5 * noise))
    (outcome,) = outcomes(project(first, attempt(2, kept=errors(just_under))))
    assert outcome.state == "not yet"
    assert outcome.text.endswith("differ by as much.")


def test_what_an_earlier_release_kept_no_map_of_is_not_measured() -> None:
    for maps in ((None, errors(0.1)), (errors(1.2), None)):
        both = project(attempt(1, passage(1.2), kept=maps[0]), attempt(2, kept=maps[1]))
        (outcome,) = outcomes(both)
        assert (outcome.state, outcome.before, outcome.now) == ("not measured", None, None)
        assert outcome.text.startswith("Not measured again")


def masses(**second: Any) -> list[dict[str, Any]]:
    even = {"chroma_ratio": 1.0, "hue_shift": 0.0, "offset": [0.0, 0.0]}
    return [{"id": 1, **even}, {"id": 2, **even, **second}]


COLOR, RATIO = ("color", "ratio")


@pytest.mark.parametrize(
    ("correction", "before", "after", "state"),
    [
        (("range", "range", 0.6, "ratio"), {"global": {"range_ratio": 0.6}}, {"global": {"range_ratio": 0.98}}, "done"),
        (
            ("chroma-mass-2", COLOR, 0.5, RATIO),
            {"masses": masses(chroma_ratio=0.5)},
            {"masses": masses(chroma_ratio=1.0)},
            "done",
        ),
        (
            ("chroma-mass-2", COLOR, 0.5, RATIO),
            {"masses": masses(chroma_ratio=0.5)},
            {"masses": masses(chroma_ratio=3.0)},
            "worse",
        ),
        (
            ("hue-mass-2", COLOR, -70.0, "degrees"),
            {"masses": masses(hue_shift=-70.0)},
            {"masses": masses(hue_shift=-40.5)},
            "nearer",
        ),
        (
            ("place-mass-2", "drawing", 3.0, "% of the diagonal"),
            {"masses": masses(offset=[0.03, 0.0])},
            {"masses": masses(offset=[0.0, -0.001])},
            "done",
        ),
        (
            ("place-mass-2", "drawing", 3.0, "% of the diagonal"),
            {"masses": masses(offset=[0.03, 0.0])},
            {"masses": masses(offset=None)},
            "not measured",
        ),
        (("edges", "edges", 0.5, "share"), {"edges": {"softer": 0.5, "harder": 0.0}}, {"edges": None}, "not measured"),
        (
            ("edges", "edges", 0.5, "share"),
            {"edges": {"softer": 0.5, "harder": 0.0}},
            {"edges": {"softer": 0.1, "harder": 0.52}},
            "not yet",
        ),
        (
            ("key", "key", 0.9, "steps"),
            {"global": {"card": "grey", "key_shift_steps": 0.9}},
            {"global": {"card": None, "key_shift_steps": 0.0}},
            "not measured",
        ),
    ],
)
def test_every_sort_of_difference_is_measured_by_its_own_number(
    correction: tuple[Any, ...], before: dict[str, Any], after: dict[str, Any], state: str
) -> None:
    both = project(attempt(1, told(*correction), **before), attempt(2, **after))
    assert outcomes(both)[0].state == state


def test_an_attempt_sets_exercises_for_what_is_told_and_not_for_what_is_meant() -> None:
    first = attempt(
        1, passage(-1.2), told("edges", "edges", 0.5, "share"), told("range", "range", 1.4, "ratio"), passage(0.9)
    )
    assert [one.difference["id"] for one in next_exercises(project(first))] == ["value-upper-left", "edges", "range"]
    assert "lighten" in next_exercises(project(first))[0].text
    assert "beyond the two marks" in next_exercises(project(first))[2].text
    meant = project(first, intended=(Meant("edges"),))
    assert [one.difference["amount"] for one in exercises_of(meant, first)] == [-1.2, 1.4, 0.9]
    assert next_exercises(project()) == ()


def test_what_is_meant_is_known_again_by_its_place_and_direction() -> None:
    meant = Meant("value-upper-left", passage(1.2))
    near = {**passage(0.8, [0.27, 0.25, 0.52, 0.5]), "id": "value-upper-centre"}
    far = {**passage(0.8, [0.6, 0.6, 0.9, 0.9]), "id": "value-lower-right"}
    assert meant.covers(near)
    assert meant.covers(passage(0.6))
    assert not meant.covers(far)
    assert not meant.covers(passage(-0.8)), "darker was not meant"
    assert not meant.covers({**near, "kind": "edges"})
    assert Meant("value").covers(far)
    assert Meant("chroma-mass-2", told("chroma-mass-2", *("color", 0.6, "ratio"))).covers(
        told("chroma-mass-2", "color", 0.5, "ratio")
    )
    assert not Meant("chroma-mass-2", told("chroma-mass-2", "color", 0.6, "ratio")).covers(
        told("chroma-mass-2", "color", 1.5, "ratio")
    )


def test_what_is_meant_leaves_the_list_and_the_next_takes_its_place() -> None:
    four = [told(f"hue-mass-{number}", "color", 30.0, "degrees") for number in (1, 2, 3, 4)]
    comparison = attempt(1, *four).comparison
    seen = without_meant(comparison, [Meant("hue-mass-2")])
    assert [one["id"] for one in seen["corrections"]] == ["hue-mass-1", "hue-mass-3", "hue-mass-4"]
    assert (seen["more"], [one["id"] for one in seen["intended"]]) == ([], ["hue-mass-2"])
    assert len(comparison["corrections"]) == 3, "what was measured stays as it was"
    assert meant_among(four, []) == []
