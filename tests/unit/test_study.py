"""A study: one decode, parts that are made once, and only what changed made again."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from art_assistant import Settings, Study, UsageError, analyze
from art_assistant.advice.finding.intent import read_intent
from art_assistant.analysis.mass.study import study_masses
from art_assistant.analysis.notan.study import study_notans
from art_assistant.analysis.subject import borne_out
from art_assistant.analysis.value.study import study_values
from art_assistant.errors import GalleryError, PictureNotFoundError
from art_assistant.related import find_related
from art_assistant.report import as_json
from art_assistant.report.screen import Parts
from art_assistant.report.views import BY_NAME
from art_assistant.settings import AnalysisSettings, LanguageSettings
from art_assistant.study import opening
from art_assistant.study.opening import open_picture


@pytest.fixture(scope="module")
def study(sample_bytes: bytes) -> Study:
    return Study(sample_bytes, name="sample.jpg")


def plain(report: Any) -> dict[str, Any]:
    found = json.loads(as_json(report))
    assert found.pop("timings")
    return found


def test_the_report_does_not_depend_on_what_was_asked_before(study: Study, sample_bytes: bytes):
    asked = Study(sample_bytes, name="sample.jpg")
    asked.edges()
    asked.masses(4, 0.2)
    asked.notans(threshold=40.0)
    asked.related("palette=3")
    asked.advice(read_intent("high key"))
    asked.view("edges", 300)
    assert plain(asked.report()) == plain(study.report()) == plain(analyze(sample_bytes, name="sample.jpg"))


def test_a_decoded_picture_is_studied_like_its_file(study: Study, sample_bytes: bytes):
    decoded = Study(open_picture(sample_bytes, name="sample.jpg"))
    assert plain(decoded.report()) == plain(study.report())


def test_many_threads_that_ask_for_everything_get_the_same_parts(sample_bytes: bytes):
    shared = Study(sample_bytes)
    asks = [shared.report, shared.edges, shared.style, shared.color, shared.notans, shared.advice, shared.metrics] * 3
    with ThreadPoolExecutor(12) as pool:
        jobs = [pool.submit(ask) for ask in asks]
        found = [job.result(120) for job in jobs]
    for at in range(1, 7):
        assert found[at] is found[at + 7] is found[at + 14]
    assert plain(found[0]) == plain(found[7]) == plain(found[14])


def test_a_stage_in_two_parts_is_timed_as_their_sum(monkeypatch: pytest.MonkeyPatch):
    ticks = iter([0.0, 1.0, 5.0, 7.0, 8.0, 8.5])
    monkeypatch.setattr(opening, "time", SimpleNamespace(perf_counter=lambda: next(ticks)))
    stages = opening.Stages()
    with stages("color"):
        pass
    with stages("color", added=True):
        pass
    assert stages.timings == {"color": 3000.0}
    with stages("color"):
        pass
    assert stages.timings == {"color": 500.0}


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("values", {"k": 3, "method": "breaks"}),
        ("masses", {"k": 4, "coherence": 0.9}),
        ("masses", {"overrides": {1: 0.5}}),
        ("notans", {"threshold": 45.0}),
        ("color", {"k": 4}),
        ("edges", {}),
        ("composition", {}),
        ("looking", {}),
        ("style", {}),
        ("advice", {}),
        ("metrics", {}),
    ],
)
def test_a_part_is_made_once(study: Study, name: str, arguments: dict[str, Any]):
    assert getattr(study, name)(**arguments) is getattr(study, name)(**arguments)


def test_a_part_is_what_its_study_measures(study: Study):
    working = study.picture.working
    values = study_values(working, plan_k=4, plan_method="equal")
    found = study.values(4, "equal")
    assert found.as_dict() == values.as_dict()
    assert study.values(squint=0.04).as_dict() == study_values(working, squint=0.04).as_dict()
    subject = study.subject()
    assert subject is not None
    masses = study_masses(values.l_map, rgb=working, subject=subject.mask, k=6, coherence=0.1)
    assert study.masses(6, 0.1).as_dict() == masses.as_dict()
    shapes, stands = (masses.labels, masses.shape_labels), borne_out(subject)
    notans = study_notans(values.l_map, values.squint_l, *shapes, threshold=62.0, subject=stands)
    assert study.notans(6, 0.1, threshold=62.0).as_dict() == notans.as_dict()


def test_another_number_of_masses_leaves_the_values_and_the_default_masses_alone(study: Study):
    values, masses = study.values(), study.masses()
    assert study.masses(4) is not masses
    assert study.values() is values
    assert study.masses() is masses
    assert study.masses(5, 0.6) is masses


def test_values_set_by_hand_reach_masses_and_notans(study: Study):
    last = study.masses().k
    chosen = {1: 9.5, last: 0.5}
    assert study.masses(overrides=chosen).overrides == chosen
    assert study.masses(overrides=chosen).items[0].measured_ids == (last,)
    assert not np.array_equal(study.notans(overrides=chosen).connected.dark, study.notans().connected.dark)


def test_a_plan_at_chosen_cuts(study: Study):
    plan = study.plan_at([30.0, 60.0], brush=0.0)
    l_map = study.values().l_map
    assert (plan.labels[l_map < 29.9] == 0).all()
    assert (plan.labels[(l_map > 30.1) & (l_map < 59.9)] == 1).all()
    assert (plan.labels[l_map > 60.1] == 2).all()
    with pytest.raises(UsageError):
        study.plan_at([60.0, 30.0])


def test_a_mass_is_flipped_and_flipped_back(study: Study):
    local = study.notans().local
    once = study.flip("local", [1, 3])
    assert once.flipped == (1, 3)
    assert not np.array_equal(once.dark, local.dark)
    assert np.array_equal(study.flip("local", [1, 1]).dark, local.dark)
    with pytest.raises(UsageError):
        study.flip("local", [99])


def test_a_probe_says_what_lies_under_it():
    rgb = np.zeros((300, 400, 3), dtype=np.uint8)
    rgb[:, 200:] = (220, 60, 40)
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "PNG")
    study = Study(buffer.getvalue())
    left, right = study.probe(0.1, 0.5), study.probe(0.9, 0.5, radius=0.0)
    assert (left.probe.value, left.hex, left.name, left.mass, left.step) == (0.0, "#000000", "black", 1, 1)
    assert right.hex == "#dc3c28"
    assert right.name is not None
    assert "red" in right.name
    assert right.mass == study.masses().k
    # Half of the light on either side of the contour is darker than half of the bytes.
    middle = study.probe(0.5, 0.5, radius=0.1)
    assert middle.hex is not None
    assert 0x90 < int(middle.hex[1:3], 16) < 0xB0
    for outside in ((1.1, 0.5), (0.5, -0.1)):
        with pytest.raises(UsageError):
            study.probe(*outside)


def test_a_probe_where_nothing_counts_knows_nothing():
    rgba = np.full((64, 64, 4), 255, dtype=np.uint8)
    rgba[:, :32, 3] = 0
    buffer = io.BytesIO()
    Image.fromarray(rgba).save(buffer, "PNG")
    spot = Study(buffer.getvalue()).probe(0.1, 0.5)
    assert (spot.probe.value, spot.hex, spot.name, spot.mass, spot.step) == (None,) * 5


def test_planes_hold_the_maps_in_bytes(study: Study):
    planes, values, masses = study.planes(4, 0.8), study.values(), study.masses(4, 0.8)
    assert np.abs(planes.lightness / 2.55 - values.l_map).max() < 0.25
    assert np.abs(planes.squint / 2.55 - values.squint_l).max() < 0.25
    assert np.array_equal(planes.masses, masses.labels)
    assert np.array_equal(planes.shapes, masses.shape_labels)
    assert np.array_equal(planes.plan, values.plan.labels)


def test_planes_mark_what_does_not_count():
    rgba = np.random.default_rng(0).integers(0, 256, (80, 80, 4), dtype=np.uint8)
    rgba[..., 3] = 255
    rgba[:20, :, 3] = 0
    buffer = io.BytesIO()
    Image.fromarray(rgba).save(buffer, "PNG")
    planes = Study(buffer.getvalue()).planes()
    for plane in (planes.masses, planes.shapes, planes.plan):
        assert (plane[:18] == 255).all()
        assert (plane[22:] != 255).all()


def test_related_works_follow_weights_keywords_and_gallery(study: Study, sample_bytes: bytes):
    by_value = study.related("value=1", top=5)
    assert len(by_value.items) == 5
    assert by_value.as_dict() == find_related(sample_bytes, weights="value=1", top=5).as_dict()
    assert by_value.as_dict() != study.related("palette=1", top=5).as_dict()
    monets = study.related(keywords="artist:monet")
    assert monets.items
    assert all("monet" in (item.artwork.artist or "").lower() for item in monets.items)
    with pytest.raises(GalleryError):
        study.related(gallery="no-such-gallery")
    with pytest.raises(UsageError):
        study.related("unheard-of=1")


def test_a_stated_focus_is_the_first_read_and_what_is_meant_reaches_the_tips(study: Study, sample_bytes: bytes):
    where = (0.13, 0.87)
    assert study.composition(where).focal_points[0].point == pytest.approx(where, abs=0.02)
    intent = read_intent("low key", focus=where)
    stated = analyze(sample_bytes, intent=intent)
    assert stated.tips == study.advice(intent).tips != study.advice().tips
    assert study.composition().focal_points[0].point != pytest.approx(where, abs=0.02)


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_every_view_is_drawn_at_the_size_asked_for(study: Study, name: str):
    drawing = study.view(name, 480)
    image = Image.open(io.BytesIO(drawing.data))
    assert image.size == (drawing.width, drawing.height)
    # Wheels are drawn square, as high as the picture.
    assert max(image.size) == 480 or image.size == (360, 360)
    assert drawing.mime == {"PNG": "image/png", "JPEG": "image/jpeg"}[image.format or ""]
    assert not image.info.get("exif")


def test_a_view_shows_the_parts_that_are_given(study: Study):
    chosen = study.masses(overrides={1: 9.9})
    given = study.view("masses", 300, Parts(masses=chosen))
    assert given.data != study.view("masses", 300).data
    assert given.data == study.view("masses", 300, Parts(masses=chosen)).data


@pytest.mark.parametrize(("name", "side"), [("nothing", 300), ("masses", 63), ("masses", 5000)])
def test_a_view_that_cannot_be_drawn_is_refused(study: Study, name: str, side: int):
    with pytest.raises(UsageError):
        study.view(name, side)


def test_a_fault_is_told_to_whoever_asks_and_parts_that_need_no_gallery_work(sample_bytes: bytes):
    lost = Study(sample_bytes, settings=Settings().merged({"gallery": {"name": "lost"}}))
    assert lost.values().key
    assert lost.edges() is not None
    for ask in (lost.style, lost.advice, lost.report):
        with pytest.raises(GalleryError):
            ask()
    with pytest.raises(PictureNotFoundError):
        Study("no such picture.jpg")


def test_advice_whose_language_model_failed_is_asked_for_again(sample_bytes: bytes):
    nowhere = LanguageSettings(base_url="http://127.0.0.1:9/v1", model="none", api_key="none", timeout=0.5)
    study = Study(sample_bytes, settings=Settings(llm=nowhere))
    first = study.advice()
    assert first.note is not None
    assert study.advice() is not first


def test_a_program_may_end_while_the_networks_still_look(tmp_path: Path, sample_bytes: bytes):
    (tmp_path / "a.jpg").write_bytes(sample_bytes)
    code = "from art_assistant import Study; Study('a.jpg').looking(); print(Study('a.jpg').picture.width)"
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "1600\n", "")


def test_settings_out_of_the_ordinary_are_ranked_as_the_masters_were(sample_bytes: bytes, study: Study):
    other = Study(sample_bytes, settings=Settings(analysis=AnalysisSettings(size=300, blocks=4, coherence=0.1)))
    assert other.masses().k <= 4
    assert other.metrics()["masses.explained"] == pytest.approx(study.metrics()["masses.explained"], abs=0.02)
