from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from art_assistant.errors import SettingsError
from art_assistant.settings import Settings


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
