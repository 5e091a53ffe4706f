"""What a service was given reaches its engines and workers whole, and nothing else does."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import ROOT
from tests.service.conftest import Server, Start, picture_bytes

from art_assistant.base.stages import STAGES
from art_assistant.service.admission.shared import SharedFront, engine_environment, stands_in, unpacked, what_answers
from art_assistant.service.engines.pool import Answer, EnginePool
from art_assistant.service.front.metrics import Metrics
from art_assistant.settings import HANDED_DOWN, ServiceSettings, Settings

ECHO = """
import dataclasses, os, sys
from art_assistant.service.engines import wire as channel
from art_assistant.settings import Settings
settings = Settings.received()
channel.write(sys.stdout.buffer, {"ready": True})
while channel.read(sys.stdin.buffer) is not None:
    own = [name for name in os.environ if name.startswith("ART_")]
    found = {"settings": dataclasses.asdict(settings), "environment": own, "arguments": sys.argv}
    channel.write(sys.stdout.buffer, {"result": found, "pictures": [], "ms": 1.0})
"""
TEXTS: dict[str, Any] = {
    "name": "mine, or not",
    "home": "/some where/ünï \"quoted\" 'x' $HOME",
    "base_url": "http://127.0.0.1:9/v1",
    "model": "a model",
    "api_key": "canary-key",
    "host": "127.0.0.2",
    "index": "milvus:/some where/rows.db",
    "index_key": "canary-key",
    "cluster": "127.0.0.1:9",
    "redis_url": "redis://user:canary@127.0.0.1:1/0",
    "trusted_proxies": ("10.0.0.0/8", "::1"),
    "server": "http://127.0.0.1:9",
    "hub": "http://127.0.0.1:9/hub",
    "galleries": ("mine", "yours"),
    "canvas": "0.1,0.1,0.9,0.1,0.9,0.9,0.1,0.9",
    "cors_origins": ("https://a.example", "https://b.example"),
}
SERVE = """
import sys
from art_assistant.service import server
from art_assistant.settings import GallerySettings, LanguageSettings, LogSettings, ServiceSettings, Settings
raise SystemExit(server.run(eval(sys.argv[1])))
"""


def other(item: dataclasses.Field[Any], default: Any) -> Any:
    """Return a value that the field may have, and that is not its default."""
    if item.name in TEXTS:
        return TEXTS[item.name]
    if item.name.startswith("rate_"):
        return "7/hour"
    if isinstance(default, bool):
        return not default
    rule = item.metadata
    kind = float if default is None else type(default)
    choices = rule.get("choices", (kind(rule.get("low", 0)), kind(rule.get("high", 0))))
    return next(value for value in choices if value != default)


def everything_else() -> Settings:
    """Return settings of which every single one differs from its default."""
    sections = {}
    for concern in dataclasses.fields(Settings):
        section = getattr(Settings(), concern.name)
        changed = {item.name: other(item, getattr(section, item.name)) for item in dataclasses.fields(section)}
        sections[concern.name] = dataclasses.replace(section, **changed)
    return Settings(**sections)


def each_field(settings: Settings) -> Iterator[tuple[str, str, Any]]:
    for concern, values in dataclasses.asdict(settings).items():
        for name, value in values.items():
            yield concern, name, value


def told_by(environment: dict[str, str]) -> dict[str, Any]:
    """Return what an engine in a process of its own finds in this environment."""

    async def ask() -> dict[str, Any]:
        pool = EnginePool(ServiceSettings(concurrency=1), Metrics(), (sys.executable, "-c", ECHO), environment)
        async with pool.lease(time.monotonic() + 60.0) as lease:
            answer = await lease.ask("search", {}, b"")
        await pool.close()
        return answer.result

    return asyncio.run(ask())


def test_every_field_arrives_in_an_engine_whatever_lies_around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, defaults = everything_else(), Settings()
    assert all(a != b for a, b in zip(each_field(settings), each_field(defaults), strict=True))
    (tmp_path / "art-assistant.toml").write_text("[analysis]\nsize = 333\n[gallery]\ntop = 33\n", encoding="utf-8")
    (tmp_path / "other.toml").write_text("nonsense", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ART_CONFIG", "other.toml")
    monkeypatch.setenv("ART_ANALYSIS_BLOCKS", "5")
    monkeypatch.setenv("ART_SERVICE_REDIS_URL", "redis://canary@127.0.0.1")
    folder = tmp_path / "a gallery"
    told = told_by(engine_environment(settings, folder))
    expected = json.loads(json.dumps(dataclasses.asdict(settings)))
    expected["gallery"]["name"] = str(folder)
    expected["service"]["redis_url"] = ""
    expected["gallery"]["source"] = ""
    told["settings"]["service"] |= {name: list(told["settings"]["service"][name]) for name in ("cors_origins",)}
    assert told["settings"] == expected
    assert told["environment"] == []
    assert "canary" not in str(told["arguments"])


@given(st.data())
def test_whatever_can_be_set_comes_out_as_it_went_in(data: st.DataObject) -> None:
    changed = data.draw(st.lists(st.sampled_from([(c, n) for c, n, _ in each_field(Settings())])))
    values = {(c, n): v for c, n, v in each_field(everything_else())}
    settings = Settings()
    for concern, name in changed:
        settings = settings.merged({concern: {name: values[concern, name]}})
    os.environ.update(settings.handed_down())
    assert Settings.received() == settings
    assert HANDED_DOWN not in os.environ


def test_an_answer_is_kept_for_those_settings_only_that_gave_it() -> None:
    seen = {what_answers(Settings())}
    for concern, name, value in each_field(everything_else()):
        changed = what_answers(Settings().merged({concern: {name: value}}))
        assert (changed not in seen) == (concern not in {"service", "studio", "projects", "line", "log"}), (
            concern,
            name,
        )
        seen.add(changed)
    assert "canary" not in str(seen)


def served(start: Start, settings: str, **env: object) -> Any:
    return start(("-c", SERVE, settings), **env)


def test_what_was_passed_to_the_service_is_what_answers(start: Start, gallery: Path) -> None:
    server = served(
        start,
        f"Settings(gallery=GallerySettings(name={str(gallery)!r}, top=3), "
        "llm=LanguageSettings(base_url='http://127.0.0.1:9/v1', model='m', api_key='canary', timeout=1.0), "
        "service=ServiceSettings(port=0, concurrency=1))",
        ART_GALLERY_TOP="5",
        ART_ANALYSIS_SIZE="333",
    )
    file = {"file": (ROOT / "examples" / "sample-painting.jpg").read_bytes()}
    first, second = (
        httpx.post(server.url + "/analyze?views=masses", files=file, timeout=60.0).json() for _ in range(2)
    )
    assert len(first["references"]) == 3
    assert max(first["picture"]["working_size"]) != 333
    # The language model was asked and gave nothing: whoever asks again gets another try, and its pictures all the same.
    assert first["tips_note"]
    assert [first["cache_hit"], second["cache_hit"]] == [False, False]
    assert httpx.get(server.url + first["views"]["masses"]).status_code == 200
    assert "canary" not in server.log()


def test_every_stage_of_a_study_is_measured(service: Server) -> None:
    answer = httpx.post(
        service.url + "/analyze", files={"file": picture_bytes(42, size=(320, 240))}, timeout=60.0
    ).json()
    assert set(answer["timings"]) == set(STAGES)
    text = httpx.get(service.url + "/metrics").text
    for stage in answer["timings"]:
        assert f'art_stage_duration_seconds_count{{stage="{stage}"}}' in text


def test_what_was_passed_reaches_every_worker(start: Start, gallery: Path) -> None:
    server = served(
        start,
        f"Settings(gallery=GallerySettings(name={str(gallery)!r}), "
        "service=ServiceSettings(port=0, workers=2, rate_batch='7/hour', trusted_proxies=('127.0.0.1', '::1')))",
        ART_SERVICE_RATE_BATCH="9/hour",
    )
    for _ in range(6):
        (batch,) = httpx.get(server.url + "/openapi.json").json()["paths"]["/search/batch"].values()
        assert "7/hour" in batch["responses"]["429"]["description"]


def test_views_are_not_linked_to_where_redis_keeps_nothing(gallery: Path) -> None:
    async def ask() -> list[bool]:
        front = SharedFront(Settings(service=ServiceSettings(redis_url="redis://127.0.0.1:1/0")), gallery)
        pictures = {"masses": ("0" * 64, b"png")}
        before = await front.can_link(pictures)
        await front.keep("key", Answer({}, pictures, 1.0))
        return [before, await front.can_link(pictures)]

    assert asyncio.run(ask()) == [False, False]


@pytest.mark.parametrize(
    "kept",
    [
        *(None, b"", b"[]", b"{}", b"null", b"\xff", b"[" * 10**5),
        *(b'{"body": 1, "pictures": {}}', b'{"body": {}, "pictures": []}'),
        *(b'{"body": {}, "pictures": {"a": "../../etc"}}', b'{"body": {}, "pictures": {"a": 5}}'),
    ],
)
def test_what_a_shared_store_holds_is_ours_or_nothing(kept: bytes | None) -> None:
    assert unpacked(kept) is None


def test_what_is_ours_is_taken() -> None:
    digests = {"masses": "0" * 64}
    assert unpacked(json.dumps({"body": {"a": 1}, "pictures": digests}).encode()) == ({"a": 1}, digests)
    assert [stands_in({"tips_note": note}) for note in ("It failed.", None)] == [True, False]
