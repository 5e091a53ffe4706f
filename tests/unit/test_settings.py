from __future__ import annotations

import dataclasses
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from art_assistant.errors import SettingsError
from art_assistant.settings import LanguageSettings, ServiceSettings, Settings

EMPTY = Path(os.devnull)


def test_each_place_overrides_the_one_before(tmp_path: Path) -> None:
    config = tmp_path / "mine.toml"
    config.write_text("[analysis]\nsize = 380\nblocks = 4\nplan = 3\n")
    env = {"ART_ANALYSIS_BLOCKS": "6", "ART_ANALYSIS_PLAN": "5"}
    settings = Settings.load({"analysis": {"plan": 8, "size": None}}, env=env, config=config)
    assert (settings.analysis.size, settings.analysis.blocks, settings.analysis.plan) == (380, 6, 8)


def test_the_environment_is_read_by_type() -> None:
    env = {"ART_SERVICE_WARM": "yes", "ART_SERVICE_TRUSTED_PROXIES": "10.0.0.1, 10.0.0.2", "ART_LLM_TIMEOUT": "2.5"}
    settings = Settings.load(env=env)
    assert settings.service.warm is True
    assert settings.service.trusted_proxies == ("10.0.0.1", "10.0.0.2")
    assert settings.llm.timeout == 2.5


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"ART_ANALYSIS_SIZE": "299"}, "from 300 to 420"),
        ({"ART_ANALYSIS_SIZE": "wide"}, "a whole number"),
        ({"ART_ANALYSIS_SIZES": "300"}, "no setting analysis.sizes"),
        ({"ART_ANALYSIS_PLAN_METHOD": "magic"}, "one of breaks, equal, quantile"),
        ({"ART_ANALYSIS_COHERENCE": "nan"}, "from 0 to 1"),
        ({"ART_SERVICE_WARM": "maybe"}, "true or false"),
    ],
)
def test_a_wrong_value_says_what_is_allowed(env: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        Settings.load(env=env)


@pytest.mark.parametrize("text", ["[analysis\n", "[colour]\nk = 3\n", "analysis = 3\n", "[analysis]\nsize = 360.5\n"])
def test_a_wrong_file_is_one_clear_error(tmp_path: Path, text: str) -> None:
    config = tmp_path / "bad.toml"
    config.write_text(text)
    with pytest.raises(SettingsError) as caught:
        Settings.load(env={}, config=config)
    assert "\n" not in str(caught.value)


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="does not exist"):
        Settings.load(env={"ART_CONFIG": str(tmp_path / "none.toml")})


def test_settings_are_frozen_and_hide_secrets() -> None:
    settings = Settings.load(env={"ART_LLM_API_KEY": "sk-canary-123456", "ART_SERVICE_REDIS_URL": "redis://u:canary@h"})
    assert "canary" not in repr(settings)
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.analysis.size = 300  # type: ignore[misc]


FIELDS = [
    (concern.name, item.name)
    for concern in dataclasses.fields(Settings)
    for item in dataclasses.fields(getattr(Settings(), concern.name))
]
LISTS = ("trusted_proxies", "cors_origins")
ANYTHING = st.recursive(
    st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.dates()
    | st.datetimes()
    | st.sampled_from(
        [10**400, -(10**400), "9" * 5000, "1e999", "inf", "x" * 3000, "a\0b", "redis://[", "http://x:port"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=5,
)


@given(st.sampled_from(FIELDS), ANYTHING)
@example(("service", "trusted_proxies"), 5)
@example(("service", "trusted_proxies"), ["10.0.0.0/8", 5])
@example(("service", "cors_origins"), {"a": 1})
@example(("analysis", "size"), 10**400)
@example(("limits", "max_mb"), [True])
@example(("gallery", "home"), "~nobody-of-that-name/x")
def test_whatever_is_set_is_taken_or_is_one_clear_error(name: tuple[str, str], value: object) -> None:
    concern, item = name
    for load in (
        lambda: Settings.load({concern: {item: value}}, env={}, config=EMPTY),
        lambda: Settings.load(env={f"ART_{concern.upper()}_{item.upper()}": str_of(value)}, config=EMPTY),
        lambda: Settings.load({concern: value}, env={}, config=EMPTY),  # type: ignore[dict-item]
    ):
        complaint(lambda load=load: load().validate())  # type: ignore[misc]


def str_of(value: object) -> str:
    return "9" * 5000 if isinstance(value, int) and value.bit_length() > 10_000 else f"{value!s}"


def complaint(do: Callable[[], object]) -> str:
    """Return the one line that is said of a wrong setting, nothing where it is right."""
    said = ""
    try:
        do()
    except SettingsError as error:
        said = str(error)
    assert len(said.splitlines()) <= 1
    assert len(said) < 600
    return said


@given(st.binary(max_size=60) | st.text().map(str.encode))
@example(b"a = " + b"[" * 5000)
@example(b"[analysis]\nsize = " + b"9" * 5000)
@example(b"[[analysis]]\n")
@example(b"[service]\ntrusted_proxies = 5\n")
@example(b'"a\\nb" = 1\n')
def test_whatever_is_in_the_file_is_read_or_is_one_clear_error(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "some.toml"
        config.write_bytes(content)
        said = complaint(lambda: Settings.load(env={}, config=config))
    assert said == "" or "some.toml" in said


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("given_as", [["A", "B"], "A,B", " A , B ,", ("A", "B")])
def test_a_list_is_a_list_of_texts_or_one_text(name: str, given_as: object) -> None:
    one, two = {"trusted_proxies": ("10.0.0.1", "::1/128"), "cors_origins": ("https://a.example", "*")}[name]

    def put(text: str) -> str:
        return text.replace("A", one).replace("B", two)

    value = put(given_as) if isinstance(given_as, str) else [put(text) for text in given_as]  # type: ignore[attr-defined]
    settings = Settings.load({"service": {name: value}}, env={}, config=EMPTY)
    assert getattr(settings.service, name) == (one, two)


def test_a_wrong_list_in_the_file_names_file_setting_and_what_to_write(tmp_path: Path) -> None:
    config = tmp_path / "mine.toml"
    config.write_text("[service]\ntrusted_proxies = 5\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"mine\.toml: service\.trusted_proxies must be a list of texts such as"):
        Settings.load(env={}, config=config)


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("trusted_proxies", ["10.0.0.0/8", "10.0.0.1/8,::1"], ["everybody", "10.0.0.0/99", "10.0.0.0/8 ::1"]),
        ("cors_origins", ["*", "https://a.example:8443"], ["https://a.example/", "a.example", "https://", "//a"]),
        ("rate_search", ["1/second", "30/minute", "5 per 2 hours"], ["often", "", "0/minute", "1/0 minute", "1/eon"]),
        ("redis_url", ["", "redis://h:6379/0", "rediss://u:p@h"], ["h:6379", "http://h", "redis://h:port", "redis://"]),
        ("host", ["::1", "192.0.2.1", "localhost", "fe80::1%eth0"], ["", "a b", "http://x", "x/y"]),
        ("log_level", ["debug", "error"], ["", "loud", "INFO "]),
        ("port", [0, "8000"], [-1, 65536, "http", 80.5, True, [80]]),
        ("cache_ttl", [0, 1.5, "3"], [-1, "nan", "inf", float("nan"), float("inf"), True]),
    ],
)
def test_what_would_fail_later_fails_when_it_is_read(name: str, right: list[object], wrong: list[object]) -> None:
    for value in right:
        Settings.load({"service": {name: value}}, env={}, config=EMPTY)
    for value in wrong:
        with pytest.raises(SettingsError, match=f"service.{name} must be"):
            Settings.load({"service": {name: value}}, env={}, config=EMPTY)


@pytest.mark.parametrize(
    ("concern", "name", "wrong"),
    [
        ("gallery", "name", ""),
        ("llm", "base_url", "localhost:11434"),
        ("llm", "base_url", "http://"),
        ("llm", "api_key", "two words"),
        ("llm", "api_key", "line\n"),
        ("log", "format", "xml"),
        ("gallery", "index", "http://127.0.0.1:19530"),
        ("gallery", "index", "milvus:"),
        ("gallery", "index", "milvus:rows"),
        ("gallery", "index", "milvus:https://me:canary@far.example"),
        ("gallery", "index_key", "two words"),
        ("line", "executor", "dask"),
        ("line", "cluster", "far.example"),
        ("line", "cluster", "ray://far.example:1"),
        ("line", "cluster", "me@far.example:1"),
    ],
)
def test_the_other_groups_too(concern: str, name: str, wrong: str) -> None:
    with pytest.raises(SettingsError, match=f"{concern}.{name} must be"):
        Settings.load({concern: {name: wrong}}, env={}, config=EMPTY)


def test_where_rows_and_workers_are_is_read() -> None:
    for place in ("", "milvus:http://127.0.0.1:19530", "milvus:https://[::1]:443/museum", "milvus:~/rows.db"):
        assert Settings.load({"gallery": {"index": place}}, env={}, config=EMPTY).gallery.index == place
    for address in ("", "10.0.0.5:6379", "[::1]:6379", "head.example:6379"):
        assert Settings.load({"line": {"cluster": address}}, env={}, config=EMPTY).line.cluster == address


@pytest.mark.skipif(sys.platform == "win32", reason="any home can be named there")
def test_a_home_that_nobody_has_is_one_clear_error() -> None:
    with pytest.raises(SettingsError, match=r"gallery\.home must be a folder"):
        Settings.load({"gallery": {"home": "~nobody-of-that-name/x"}}, env={}, config=EMPTY)


def test_no_complaint_tells_a_secret() -> None:
    for concern, name in (("llm", "api_key"), ("service", "redis_url"), ("gallery", "index_key")):
        with pytest.raises(SettingsError) as caught:
            Settings.load({concern: {name: "canary canary"}}, env={}, config=EMPTY)
        assert "canary" not in str(caught.value)


def test_a_file_of_a_windows_editor_is_read(tmp_path: Path) -> None:
    config = tmp_path / "mine.toml"
    config.write_bytes(b"\xef\xbb\xbf[analysis]\r\nsize = 380\r\n")
    assert Settings.load(env={}, config=config).analysis.size == 380


def test_a_file_without_end_is_one_clear_error(tmp_path: Path) -> None:
    config = tmp_path / "huge.toml"
    config.write_bytes(b"#" * 1_000_001)
    with pytest.raises(SettingsError, match=r"huge\.toml is larger"):
        Settings.load(env={}, config=config)


def test_the_defaults_are_right() -> None:
    Settings().validate()
    assert Settings.load(env={}, config=EMPTY) == Settings()


def test_settings_made_by_hand_are_checked_as_well() -> None:
    with pytest.raises(SettingsError, match=r"service\.trusted_proxies"):
        Settings(service=ServiceSettings(trusted_proxies=5)).validate()  # type: ignore[arg-type]
    with pytest.raises(SettingsError, match=r"service\.port"):
        Settings(service=ServiceSettings(port=70_000)).validate()


def test_what_is_told_of_settings_holds_no_secret() -> None:
    settings = Settings(
        llm=LanguageSettings(api_key="canary"), service=ServiceSettings(redis_url="redis://canary@h")
    ).without_secrets()
    assert "canary" not in str(settings)
    assert (settings["llm"]["api_key"], settings["service"]["redis_url"]) == (True, True)
    assert settings["gallery"]["top"] == 8


REACHING = {
    "llm": {"base_url": "http://far.example/v1", "model": "m", "api_key": "k", "send_picture": True},
    "service": {"redis_url": "redis://far.example"},
    "gallery": {"remote_pictures": True, "index": "milvus:http://far.example", "index_key": "k"},
    "line": {"cluster": "far.example:6379"},
}


def as_toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'


@pytest.mark.parametrize(("group", "name"), [(group, name) for group, names in REACHING.items() for name in names])
def test_a_file_that_merely_lies_there_sends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, group: str, name: str
) -> None:
    value = REACHING[group][name]
    (tmp_path / "art-assistant.toml").write_text(f"[{group}]\n{name} = {as_toml(value)}\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match=f"{group}.{name}.*ART_CONFIG") as caught:
        Settings.load(env={})
    assert "far.example" not in str(caught.value)
    named = Settings.load(env={"ART_CONFIG": "art-assistant.toml"})
    assert getattr(getattr(named, group), name) == value


def test_all_that_a_language_model_is_sent_by_is_told_by_somebody() -> None:
    quiet = {"timeout"}
    told = {item.name for item in dataclasses.fields(LanguageSettings)} - quiet
    assert told == REACHING["llm"].keys()


def test_a_file_that_merely_lies_there_still_sets_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "art-assistant.toml").write_text("[llm]\ntimeout = 3\n[analysis]\nsize = 400\n[service]\nport = 1\n")
    monkeypatch.chdir(tmp_path)
    found = Settings.load(env={"ART_LLM_MODEL": "mine"})
    assert (found.llm.timeout, found.llm.model, found.analysis.size, found.service.port) == (3.0, "mine", 400, 1)
