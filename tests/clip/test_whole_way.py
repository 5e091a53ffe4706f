"""From a hub to an answer: fetched, a gallery built, words asked for at the command line, the service, the studio."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from tests.clip.conftest import TINY, content_of
from tests.clip.hub import Hub, running
from tests.clip.told import PICTURES, picture
from tests.service.conftest import FREE, SERVE, Server

from art_assistant.cli.main import main
from art_assistant.client import Client, ServiceError
from art_assistant.gallery.search.find import References
from art_assistant.related import find_by_text
from art_assistant.settings import Settings
from art_assistant.studio.answers import related
from art_assistant.studio.visits import Visit
from art_assistant.vision import encoders


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of one's own for models and galleries, named by the environment as an artist would."""
    monkeypatch.setattr(encoders, "ENCODERS", dict(encoders.ENCODERS))
    for name, folder in (("ART_MODELS_HOME", "models"), ("ART_GALLERY_HOME", "galleries")):
        monkeypatch.setenv(name, str(tmp_path / folder))
    (tmp_path / "pictures").mkdir()
    for name in PICTURES:
        Image.fromarray(picture(name)).save(tmp_path / "pictures" / f"{name}.png")
    return tmp_path


Run = Callable[..., list[str]]


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command that ends well and return its lines."""
    assert home

    def call(*words: str) -> list[str]:
        assert main(words) == 0, capsys.readouterr().err
        return capsys.readouterr().out.splitlines()

    return call


def test_a_folder_is_added_listed_and_checked(run: Run, home: Path, capsys: pytest.CaptureFixture[str]):
    said = run("models", "add", str(TINY / "clip"), "--name", "tiny")
    assert said[-1] == "Next: art-assistant gallery build FOLDER --name NAME --encoder tiny"
    told = {entry["name"]: entry for entry in map(json.loads, run("models", "list", "--json"))}
    assert {name for name, entry in told.items() if entry["here"]} == {"tiny"}
    assert told["tiny"]["folder"] == str(TINY / "clip")
    assert "clip-vit-b32" in told
    assert any(line.startswith("tiny: from a folder; here, clip-24@") for line in run("models", "list"))
    assert (
        run("models", "verify")
        == run("models", "verify", "tiny")
        == ["The model 'tiny' is sound: every file is the one that was first seen."]
    )
    assert main(["models", "verify", "other"]) == 2
    assert "models list" in capsys.readouterr().err
    (home / "models" / "tiny.json").unlink()
    assert "doctor" in run("models", "verify")[0]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the service runs on POSIX systems alone")
def test_from_a_hub_that_stumbles_to_three_answers(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    hub = Hub(content_of(TINY / "clip"))
    hub.fail("onnx/vision_model.onnx", "cut")
    hub.fail("onnx/text_model.onnx", "500")
    hub.moved = {"tokenizer.json"}
    with running(hub):
        monkeypatch.setenv("ART_MODELS_HUB", hub.address)
        assert main(["models", "fetch", "clip-vit-b32"]) == 1
        assert "status 500" in capsys.readouterr().err
        assert "is here at 0123456789abcdef" in run("models", "fetch", "clip-vit-b32")[0]
    run("gallery", "build", str(home / "pictures"), "--name", "mine", "--encoder", "clip-vit-b32")
    monkeypatch.setenv("ART_GALLERY_NAME", "mine")

    told = json.loads(run("similar", "--text", "a tree", "--top", "3", "--json")[0])
    lines = run("similar", "--text", "a tree", "--top", "3")
    settings = Settings.load()
    wanted = find_by_text("a tree", settings=settings, top=3)
    assert told == json.loads(json.dumps(wanted.as_dict()))
    assert lines[0].startswith("The nearest to the words,")
    beside = ("similar", str(home / "pictures" / "wide.png"), "--text", "a tree", "--top", "3")
    assert run(*beside)[0].startswith("The nearest to your picture and the words together,")

    server = Server(SERVE, {name: text for name, text in os.environ.items() if name.startswith("ART_")} | FREE)
    try:
        with Client(server.url) as client:
            found = client.search(text=["a tree"], topk=3)
            beside = client.search(home / "pictures" / "wide.png", text=["a tree"], topk=3)
        assert [work["id"] for work in found.results] == [item.artwork.id for item in wanted.items]
        assert (found.close_match, beside.close_match) == (None, None)
        assert studio_through(server.url, settings, home) == [item.artwork.id for item in wanted.items]
    finally:
        server.stop()
    assert main(["similar", "--text", "a tree", "--gallery", "starter"]) == 2
    assert "--encoder clip-vit-b32" in capsys.readouterr().err


def studio_through(address: str, settings: Settings, home: Path) -> list[str]:
    """Return what a studio shows that was told of the service."""
    visit = Visit("a visit", "cookie", settings.merged({"studio": {"server": address}}))
    item = visit.add("wide.png", (home / "pictures" / "wide.png").read_bytes(), "wide")
    visit.wishes.words, visit.wishes.top = "a tree", 3
    found: References | None = None
    for _ in range(200):
        found = found or related(visit, item)
    assert found is not None, item.alone
    return [one.artwork.id for one in found.items]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the service runs on POSIX systems alone")
def test_a_service_whose_gallery_reads_no_words_says_so():
    server = Server(SERVE, FREE)
    try:
        with Client(server.url) as client, pytest.raises(ServiceError) as caught:
            client.search(text=["a tree"])
        assert (caught.value.status, caught.value.code) == (422, "gallery_words")
        assert "models fetch clip-vit-b32" in str(caught.value)
    finally:
        server.stop()
