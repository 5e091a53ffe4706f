"""What the browser is sent: the study's own maps, whatever an address asks for."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests.studio.frames import unframed

from art_assistant import Study
from art_assistant.errors import ArtAssistantError, UsageError
from art_assistant.studio.choices import Choices
from art_assistant.studio.serving import planes
from art_assistant.studio.serving.asked import Asked

Words = dict[str, str]


@pytest.fixture(scope="module")
def study(sample_bytes: bytes) -> Study:
    return Study(sample_bytes, name="sample.jpg")


def ask(words: Words, choices: Choices | None = None) -> Asked:
    return Asked.of(choices or Choices(), words)


def test_lightness_is_half_a_step_of_l_star_fine(study: Study) -> None:
    head, found = unframed(planes.lightness(study, ask({"side": "300"})))
    assert (head["width"], head["height"]) == (300, 225)
    for x, y in ((0.2, 0.3), (0.6, 0.4), (0.5, 0.9)):
        near = found["lightness"][int(y * 225) - 2 : int(y * 225) + 3, int(x * 300) - 2 : int(x * 300) + 3] / 2.0
        assert near.min() - 3 <= study.probe(x, y).probe.l_star <= near.max() + 3
    assert found["lightness"].max() <= 200
    np.testing.assert_array_equal(found["lightness"], study.lightness(300))


@pytest.mark.parametrize(("k", "coherence"), [(4, 0.0), (5, 0.6), (6, 1.0)])
def test_masses_are_those_of_the_study(study: Study, k: int, coherence: float) -> None:
    head, found = unframed(planes.masses(study, ask({"k": str(k), "c": str(coherence)})))
    own = study.masses(k, coherence)
    np.testing.assert_array_equal(found["masses"].astype(np.int8), own.labels)
    np.testing.assert_array_equal(found["shapes"].astype(np.int8), own.shape_labels)
    assert (head["k"], head["coherence"]) == (own.k, coherence)
    assert [item["share"] for item in head["items"]] == pytest.approx([item.share for item in own.items], abs=1e-4)
    for shape in head["shapes"]:
        share = (found["shapes"] == shape["id"] - 1).mean()
        assert shape["share"] == pytest.approx(share, abs=1e-3)
        assert set(np.unique(found["masses"][found["shapes"] == shape["id"] - 1])) == {shape["mass"] - 1}


def test_a_value_set_by_hand_is_the_value_of_its_mass(study: Study) -> None:
    head, _ = unframed(planes.masses(study, ask({"o": "2:9.5"})))
    (changed,) = [item for item in head["items"] if 2 in item["measured_ids"]]
    assert changed["value"] == pytest.approx(9.5)
    by_choice, _ = unframed(planes.masses(study, ask({}, Choices(overrides={2: 9.5}))))
    assert by_choice == head
    cleared, _ = unframed(planes.masses(study, ask({"o": ""}, Choices(overrides={2: 9.5}))))
    assert cleared != head


@pytest.mark.parametrize("kind", planes.KINDS)
def test_a_notan_is_that_of_the_study_with_its_masses_turned_over(study: Study, kind: str) -> None:
    head, found = unframed(planes.notan(study, ask({"kind": kind})))
    own = getattr(study.notans(), kind)
    np.testing.assert_array_equal(found["dark"] == 1, own.dark)
    assert set(np.unique(found["dark"])) <= {0, 1, 255}
    assert head["caution"] == own.caution
    whole, _ = unframed(planes.notan(study, ask({"kind": kind, "flip": "1,2,3,4,5"})))
    assert "reverse of the values" in whole["caution"]
    _, turned = unframed(planes.notan(study, ask({"kind": kind, "flip": "2"})))
    differ = turned["dark"] != found["dark"]
    assert differ.any()
    np.testing.assert_array_equal(turned["dark"] == 1, study.flip(kind, (2,)).dark)  # type: ignore[arg-type]
    assert (own.threshold is not None) == ("tone" in found)
    assert head["threshold"] == study.notans().families.threshold
    assert head["offered"] == [notan.kind for notan in study.notans().offered]


def test_the_threshold_of_the_families_parts_light_from_dark(study: Study) -> None:
    low, high = (unframed(planes.notan(study, ask({"threshold": text}))) for text in ("30", "70"))
    assert (low[0]["threshold"], high[0]["threshold"]) == (30.0, 70.0)
    assert (low[1]["dark"] == 1).mean() < (high[1]["dark"] == 1).mean() - 0.2
    for head, found in (low, high):
        parted = found["tone"] <= 2 * head["threshold"]
        assert (parted == (found["dark"] == 1)).mean() > 0.95


def test_what_does_not_count_is_told_from_what_does() -> None:
    pixels = np.full((200, 200, 4), 255, np.uint8)
    pixels[..., :3] = np.linspace(20, 240, 200, dtype=np.uint8)[:, None, None]
    pixels[:, 140:, 3] = 0
    study = Study(png_of(pixels))
    for make, plane in ((planes.masses, "masses"), (planes.notan, "dark"), (planes.colours, "palette")):
        _, found = unframed(make(study, ask({})))
        width = found[plane].shape[1]
        assert (found[plane][:, int(0.75 * width) :] == 255).mean() > 0.95, plane
        assert (found[plane][:, : int(0.65 * width)] != 255).mean() > 0.95, plane


def test_colours_say_where_each_swatch_lies(study: Study) -> None:
    head, found = unframed(planes.colours(study, ask({})))
    assert len(head["palette"]) == 6
    for at, swatch in enumerate(head["palette"]):
        assert (found["palette"] == at).mean() == pytest.approx(swatch["share"], abs=0.01)


SET = Choices(cuts=(20.0, 80.0))


def test_the_plan_and_the_probe_are_those_of_the_study(study: Study) -> None:
    plan = json.loads(planes.plan(study, ask({"plan": "5", "method": "equal"})))
    assert plan["cuts"] == list(study.values(5, "equal").plan.boundaries)
    assert len(plan["cuts"]) == 4
    painted = study.values(5, "equal", brush=0.1).plan
    _, drawn = unframed(planes.planned(study, ask({"plan": "5", "method": "equal", "brush": "0.1"})))
    assert np.array_equal(drawn["steps"], painted.labels[::2, ::2])
    _, every = unframed(planes.planned(study, ask({"plan": "5", "method": "equal", "brush": "0"})))
    assert np.array_equal(every["steps"], study.values(5, "equal", brush=0.0).plan.labels)
    _, own = unframed(planes.planned(study, ask({"brush": "0.1", "cuts": "30,60"})))
    assert np.array_equal(own["steps"], study.plan_at((30.0, 60.0), 0.1).labels[::2, ::2])
    _, cleared = unframed(
        planes.planned(study, ask({"plan": "5", "method": "equal", "brush": "0.1", "cuts": ","}, SET))
    )
    assert np.array_equal(cleared["steps"], painted.labels[::2, ::2])
    spot = json.loads(planes.probed(study, ask({"x": ".3", "y": ".4"})))
    own = study.probe(0.3, 0.4)
    assert (spot["l_star"], spot["hex"], spot["mass"]) == (own.probe.l_star, own.hex, own.mass)


def test_an_address_says_only_what_differs_from_the_sliders() -> None:
    chosen = Choices(k=4, coherence=0.2, plan=5, method="breaks", overrides={1: 2.0}, focus=(0.1, 0.2))
    assert ask({}, chosen).choices == chosen
    assert ask({"k": "6"}, chosen).choices.coherence == 0.2
    assert ask({"k": "6", "method": "equal"}, chosen).choices.plan == 5, "k is of the masses"
    assert ask({"plan": "6"}, chosen).choices.plan == 6
    assert ask({"focus": ".5,.25"}, chosen).choices.focus == (0.5, 0.25)
    assert ask({"flip": "1,3,"}).flipped == (1, 3)


HOSTILE = st.sampled_from(
    ("", "-1", "0", "1e9", "999999999999", "nan", "inf", "-inf", "9" * 5000, "1:2:3", ",,,", "x", "0x10", "½", "\x00")
) | st.text(max_size=8)
NAMES = (
    "brush",
    "cuts",
    "side",
    "kind",
    "threshold",
    "flip",
    "x",
    "y",
    "k",
    "c",
    "o",
    "plan",
    "method",
    "squint",
    "focus",
)
MAKERS: tuple[Callable[[Study, Asked], object], ...] = (
    planes.lightness,
    planes.masses,
    planes.plan,
    planes.planned,
    planes.notan,
    planes.colours,
    planes.probed,
    lambda study, asked: asked.view(study, "masses"),
)


@given(st.dictionaries(st.sampled_from(NAMES), HOSTILE, max_size=4))
def test_an_address_is_understood_or_refused_in_words(words: Words) -> None:
    with contextlib.suppress(UsageError):
        assert ask(words).kind in planes.KINDS


def test_the_steps_to_paint_follow_the_threshold_that_is_asked_for(study: Study) -> None:
    usual, high = (ask({"side": "120", **words}).view(study, "block-in") for words in ({}, {"threshold": "75"}))
    darks = [
        float((cv2.imdecode(np.frombuffer(made.data, np.uint8), cv2.IMREAD_GRAYSCALE)[:45, :40] < 60).mean())
        for made in (usual, high)
    ]
    assert darks[1] > darks[0] + 0.1


@pytest.mark.parametrize("name", NAMES)
def test_nothing_an_address_says_breaks_what_makes_the_answer(small: Study, name: str) -> None:
    for word in ("-1", "0", "nan", "inf", "-inf", "999999999", "1e300", "2:nan", "nan,nan", "7:11"):
        for make in MAKERS:
            try:
                made = make(small, ask({name: word}))
            except ArtAssistantError:
                continue
            size = len(made) if isinstance(made, bytes) else len(made.data)  # type: ignore[attr-defined]
            assert size < 20_000_000


@pytest.fixture(scope="module")
def small() -> Study:
    rng = np.random.default_rng(3)
    return Study(png_of(np.kron(rng.integers(0, 255, (4, 4, 3)), np.ones((16, 16, 1))).astype(np.uint8)))


def png_of(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()
