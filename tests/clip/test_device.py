"""What a network runs on: CUDA where it is wanted and there, else the CPU, and a word where that was not meant."""

from __future__ import annotations

import onnxruntime as ort
import pytest
from tests.clip.conftest import TINY

from art_assistant.vision import session
from art_assistant.vision.session import CPU, CUDA, create_session, providers_for


@pytest.fixture
def warnings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []
    session._say_once.cache_clear()

    class Logger:
        def warning(self, event: str, **_: str) -> None:
            said.append(event)

    monkeypatch.setattr(session, "LOGGER", Logger())
    return said


@pytest.mark.parametrize(
    ("device", "there", "wanted", "warned"),
    [
        ("cpu", [CUDA, CPU], [CPU], False),
        ("auto", [CUDA, CPU], [CUDA, CPU], False),
        ("cuda", [CUDA, CPU], [CUDA, CPU], False),
        ("auto", [CPU], [CPU], False),
        ("cuda", [CPU], [CPU], True),
    ],
)
def test_the_device_picks_who_runs_it(
    device: str, there: list[str], wanted: list[str], warned: bool, warnings: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ort, "get_available_providers", lambda: there)

    # The networks of a pair are opened one after the other.
    assert providers_for(device) == providers_for(device) == wanted
    assert len(warnings) == warned


def test_cuda_that_does_not_start_is_said_and_the_cpu_runs_it(warnings: list[str], monkeypatch: pytest.MonkeyPatch):
    opened: list[list[str]] = []
    usual = ort.InferenceSession

    def without_driver(model: str, options: ort.SessionOptions, providers: list[str]) -> ort.InferenceSession:
        opened.append(providers)
        return usual(model, options, providers=[CPU])

    monkeypatch.setattr(ort, "get_available_providers", lambda: [CUDA, CPU])
    monkeypatch.setattr(ort, "InferenceSession", without_driver)
    graph = TINY / "siglip" / "onnx" / "text_model.onnx"

    assert create_session(graph, 1, "auto").get_providers() == [CPU]
    assert opened == [[CUDA, CPU]]
    assert warnings == ["CUDA does not start, the CPU is used"]
    create_session(graph, 1, "cpu")
    create_session(graph, 1)
    assert opened[1:] == [[CPU], [CPU]]
    assert len(warnings) == 1
