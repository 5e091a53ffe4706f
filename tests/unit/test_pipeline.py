from __future__ import annotations

import io
import json
import math
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from PIL import Image

from art_assistant import ArtAssistantError, analyze
from art_assistant.base.processes import threads_to_take
from art_assistant.corpus.quantiles import masters
from art_assistant.measure import measure_picture
from art_assistant.report import as_json
from art_assistant.settings import AnalysisSettings, Settings
from art_assistant.study.opening import open_picture
from art_assistant.vision.backbone import backbone
from art_assistant.vision.manner import manner_encoder


def encoded(pixels: np.ndarray, kind: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, kind, **options)
    return buffer.getvalue()


def without_timings(data: bytes, **options: Any) -> dict[str, Any]:
    report = analyze(data, **options).as_dict()
    assert report.pop("timings")
    return report


def numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [n for item in value.values() for n in numbers(item)]
    if isinstance(value, list):
        return [n for item in value for n in numbers(item)]
    return [value] if isinstance(value, float) else []


ODD = {
    "one pixel": np.full((1, 1, 3), 130, np.uint8),
    "a line": np.random.default_rng(0).integers(0, 256, (1, 400, 3)).astype(np.uint8),
    "black": np.zeros((300, 200, 3), np.uint8),
    "white": np.full((200, 300, 3), 255, np.uint8),
    "flat colour": np.full((300, 300, 3), (200, 40, 30), np.uint8),
    "transparent": np.zeros((100, 100, 4), np.uint8),
    "noise": np.random.default_rng(1).integers(0, 256, (120, 160, 3)).astype(np.uint8),
}


@pytest.mark.parametrize("name", ODD)
def test_a_picture_too_poor_to_judge_still_gets_a_report(name: str) -> None:
    report = analyze(encoded(ODD[name]))
    document = json.loads(as_json(report))
    assert all(math.isfinite(n) for n in numbers(document))
    if name != "noise":
        assert document["tips"] == []
        assert document["tips_reason"]


@pytest.mark.slow
def test_eight_orientations_of_one_picture_give_one_report(sample_bytes: bytes) -> None:
    upright = np.asarray(Image.open(io.BytesIO(sample_bytes)).reduce(4))
    reports = []
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        turned = {
            1: upright,
            2: upright[:, ::-1],
            3: upright[::-1, ::-1],
            4: upright[::-1],
            5: upright.transpose(1, 0, 2),
            6: np.rot90(upright, 1),
            7: upright[::-1, ::-1].transpose(1, 0, 2),
            8: np.rot90(upright, -1),
        }[orientation]
        report = without_timings(encoded(np.ascontiguousarray(turned), exif=exif), name="x")
        report["picture"].pop("sha256")
        reports.append(report)
    assert all(report == reports[0] for report in reports)


@pytest.mark.slow
def test_threads_do_not_change_each_other(sample_bytes: bytes) -> None:
    pictures = [encoded(ODD["noise"]), encoded(ODD["flat colour"]), sample_bytes]
    alone = [without_timings(data) for data in pictures]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(without_timings, pictures * 3))
    assert together == alone * 3


@pytest.mark.slow
def test_the_number_of_threads_changes_no_number(sample_bytes: bytes) -> None:
    alone = Settings(analysis=AnalysisSettings(threads=1))
    assert without_timings(sample_bytes, settings=alone) == without_timings(sample_bytes)


def test_the_number_of_threads_reaches_both_networks(sample_bytes: bytes) -> None:
    for threads in (1, 2):
        analyze(sample_bytes, settings=Settings(analysis=AnalysisSettings(threads=threads)))
        for shared in (backbone(), manner_encoder()):
            taken = shared._session.get_session_options().intra_op_num_threads
            assert taken == threads_to_take(threads)


def test_a_study_that_fails_leaves_nobody_waiting(sample_bytes: bytes) -> None:
    wrong = Settings(analysis=AnalysisSettings(plan_method="no such method"))
    with ThreadPoolExecutor(4) as pool:
        studies = [pool.submit(analyze, sample_bytes, settings=how) for how in (wrong, Settings(), wrong)]
        failures = [study.exception() for study in studies]
    assert failures[1] is None
    assert type(failures[0]) is type(failures[2]) is not type(None)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("art-hand")]


def test_settings_reach_the_studies(sample_bytes: bytes) -> None:
    how = AnalysisSettings(size=300, blocks=4, plan=3, plan_method="equal", palette=4, notan_threshold=20.0)
    report = analyze(sample_bytes, settings=Settings(analysis=how))
    assert max(report.picture.working.shape) == 300
    assert report.masses.k <= 4
    assert (report.values.plan.k, report.values.plan.method) == (3, "equal")
    assert report.notans.families.threshold == 20.0
    assert len(report.color.palette) <= 4


def test_every_metric_stands_among_the_masters(sample_bytes: bytes) -> None:
    picture = open_picture(sample_bytes)
    metrics = measure_picture(picture, backbone().run(picture.model_input))
    known = {name for name, value in metrics.items() if value is not None}
    assert known <= set(masters().metrics)
    report = analyze(sample_bytes)
    assert set(report.standing) == known
    for name, standing in report.standing.items():
        assert standing.value == pytest.approx(metrics[name], abs=1e-3), name


def test_a_phone_sized_copy_and_a_thumbnail_agree(sample_bytes: bytes) -> None:
    large = analyze(sample_bytes).standing
    buffer = io.BytesIO()
    Image.open(io.BytesIO(sample_bytes)).resize((512, 384), Image.Resampling.LANCZOS).save(buffer, "PNG")
    small = analyze(buffer.getvalue()).standing
    for name in ("values.l_p50", "values.range_steps", "color.chroma_mean", "color.temperature_mean"):
        assert abs((large[name].percentile or 0) - (small[name].percentile or 0)) < 5.0, name


def test_errors_are_our_own() -> None:
    with pytest.raises(ArtAssistantError):
        analyze(b"\x89PNG\r\n\x1a\n broken")
    with pytest.raises(ArtAssistantError):
        analyze("no such file.jpg")
