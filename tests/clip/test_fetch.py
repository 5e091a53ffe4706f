"""A model is fetched from a hub on this machine, which cuts off, lies, refuses, sends on and dawdles."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.clip.conftest import TINY, content_of
from tests.clip.hub import COMMIT, REPOSITORY, Hub, running

from art_assistant.errors import ArtAssistantError, ModelError, ModelMismatchError, OutputError, UsageError
from art_assistant.settings import ModelSettings
from art_assistant.vision.fetched.asking import watched
from art_assistant.vision.fetched.hub import fetch
from art_assistant.vision.fetched.record import Record, read_record, verified
from art_assistant.vision.twin.twin import Twin

NAME = "clip-vit-b32"
Fetched = Callable[..., Record]
VISION = "onnx/vision_model.onnx"
TEXT = "onnx/text_model.onnx"


@pytest.fixture
def hub() -> Iterator[Hub]:
    hub = Hub(content_of(TINY / "clip"))
    with running(hub):
        yield hub


@pytest.fixture
def fetched(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fetched:
    """Fetch from the hub into an empty folder, a kilobyte at a time, without a pause before a further try."""
    monkeypatch.setattr("huggingface_hub.file_download.time.sleep", lambda _: None)
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 1000)

    def run(patience: float = 5.0, **more: str) -> Record:
        return fetch(NAME, ModelSettings(home=str(tmp_path), hub=hub.address, patience=patience, device="cpu"), **more)

    return run


def test_what_is_fetched_works_and_is_noted_as_first_seen(fetched: Fetched, hub: Hub, tmp_path: Path):
    record = fetched()

    assert (record.source, record.revision, record.folder) == (REPOSITORY, COMMIT, str(tmp_path / NAME))
    assert content_of(tmp_path / NAME) == hub.files
    verified(record)
    assert Twin(record).read("a tree").shape == (24,)
    assert {path.name for path in tmp_path.iterdir()} == {NAME, f"{NAME}.json"}


def test_nothing_tells_the_hub_who_asks(fetched: Fetched, hub: Hub, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HF_TOKEN", "hf_a_secret")
    fetched()

    headers = [{name.casefold(): text for name, text in told.items()} for _, _, told in hub.asked]
    assert not any("authorization" in told for told in headers)
    assert not any("hf_a_secret" in text for told in headers for text in told.values())
    assert not any("torch" in told["user-agent"] or "session" in told["user-agent"] for told in headers)
    assert {path.partition("/resolve/")[0] for method, path, _ in hub.asked if method == "HEAD"} == {f"/{REPOSITORY}"}


def test_what_is_here_is_not_asked_for_again(fetched: Fetched, hub: Hub):
    first = fetched()
    hub.asked.clear()

    assert fetched() == first
    assert hub.asked == []


def test_what_was_cut_off_is_gone_on_with(fetched: Fetched, hub: Hub):
    hub.fail(VISION, "cut")

    verified(fetched())
    ranges = [told.get("Range") for method, path, told in hub.asked if method == "GET" and path.endswith(VISION)]
    assert ranges == [None, f"bytes={len(hub.files[VISION]) // 2 // 1000 * 1000}-"]


def test_what_is_always_cut_off_is_given_up_and_gone_on_with_by_the_next_run(
    fetched: Fetched, hub: Hub, tmp_path: Path
):
    hub.fail(TEXT, *["cut"] * 60)

    with pytest.raises(ModelError, match="stopped in the middle"):
        fetched()
    assert read_record(NAME, ModelSettings(home=str(tmp_path))) is None
    hub.faults.clear()
    hub.asked.clear()

    verified(fetched())
    assert len(hub.gets("/resolve/")) < len(hub.files)


def test_files_that_lie_on_another_host_are_found_there(fetched: Fetched, hub: Hub):
    hub.moved = {VISION, TEXT}

    verified(fetched())
    assert len(hub.gets("/cdn/")) == 2


@pytest.mark.parametrize(
    ("path", "faults", "said"),
    [
        (VISION, ["wrong"], "not what the hub says it is"),
        (VISION, ["500"] * 9, "refuses with status 500"),
        ("api", ["500"], "refuses with status 500"),
        ("api", ["html"], "cannot be understood"),
        ("api", ["huge"], "that is no model of this kind"),
    ],
)
def test_what_goes_wrong_is_one_line_and_the_next_run_does_it(
    fetched: Fetched, hub: Hub, path: str, faults: list[str], said: str
):
    hub.fail(path, *faults)

    with pytest.raises(ModelError, match=said) as caught:
        fetched()
    assert "\n" not in str(caught.value)
    hub.faults.clear()
    verified(fetched())


def test_a_hub_that_dawdles_is_left(fetched: Fetched, hub: Hub):
    hub.fail(VISION, *["slow"] * 9)

    with pytest.raises(ModelError, match="so slowly"):
        fetched(patience=0.2)


def test_a_hub_that_says_nothing_is_left(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        models = ModelSettings(home=str(tmp_path), hub=f"http://127.0.0.1:{silent.getsockname()[1]}", patience=0.1)
        with pytest.raises(ModelError, match="cannot be reached"):
            fetch(NAME, models)


def test_a_hub_that_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(ModelError, match="cannot be reached"):
        fetch(NAME, ModelSettings(home=str(tmp_path), hub="http://127.0.0.1:9", patience=1.0))


def test_other_bytes_than_were_first_seen_are_refused_whatever_the_hub_says(fetched: Fetched, hub: Hub, tmp_path: Path):
    first = fetched()
    (tmp_path / NAME / VISION).unlink()
    hub.files[VISION] = hub.files[VISION][:-1] + b"\x00"

    with pytest.raises(ModelMismatchError, match="not what was first seen"):
        fetched()
    assert read_record(NAME, ModelSettings(home=str(tmp_path))) == first
    assert not (tmp_path / NAME / VISION).exists()


def test_a_missing_file_is_fetched_again_at_the_commit_of_the_first_time(fetched: Fetched, hub: Hub, tmp_path: Path):
    first = fetched()
    (tmp_path / NAME / VISION).unlink()
    hub.asked.clear()

    assert fetched() == first
    assert hub.gets("/api/")[0].partition("?")[0].endswith(f"/revision/{COMMIT}")
    assert content_of(tmp_path / NAME) == hub.files


def test_a_file_that_was_changed_here_is_said_and_not_replaced(fetched: Fetched, tmp_path: Path):
    fetched()
    (tmp_path / NAME / VISION).write_bytes(b"mine")

    with pytest.raises(ModelMismatchError, match="not the one that was first seen"):
        fetched()
    assert (tmp_path / NAME / VISION).read_bytes() == b"mine"


def test_a_hub_that_tells_no_digest_is_believed_the_first_time_only(fetched: Fetched, hub: Hub, tmp_path: Path):
    hub.lfs = False
    verified(fetched())
    (tmp_path / NAME / TEXT).unlink()
    hub.fail(TEXT, "wrong")

    with pytest.raises(ModelMismatchError, match="not what was first seen"):
        fetched()


def test_the_hub_answers_for_the_commit_that_was_asked_for(fetched: Fetched, hub: Hub):  # noqa: ARG001
    with pytest.raises(ModelMismatchError, match="another commit"):
        fetched(revision="f" * 40)
    fetched(revision=COMMIT)
    with pytest.raises(UsageError, match=f"first fetched at {COMMIT}"):
        fetched(revision="f" * 40)


def test_a_file_that_the_hub_lacks_is_said(fetched: Fetched, hub: Hub):
    del hub.files[TEXT]

    with pytest.raises(ModelError, match=f"no file {TEXT}"):
        fetched()
    hub.told = {TEXT: b"only told"}
    with pytest.raises(ModelError, match="no such model, revision or file"):
        fetched()


@pytest.mark.parametrize(
    ("name", "said"), [("siglip-b16", "no such model"), ("clip-xxl", "no model 'clip-xxl' to fetch")]
)
def test_a_model_that_nobody_has_is_said(hub: Hub, tmp_path: Path, name: str, said: str):
    with pytest.raises(ArtAssistantError, match=said):
        fetch(name, ModelSettings(home=str(tmp_path), hub=hub.address))


def test_no_hub_no_fetching(tmp_path: Path):
    with pytest.raises(UsageError, match="turned off"):
        fetch(NAME, ModelSettings(home=str(tmp_path), hub=""))


def test_a_folder_that_cannot_be_made_is_said(hub: Hub, tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="ART_MODELS_HOME"):
        fetch(NAME, ModelSettings(home=str(tmp_path / "file" / "models"), hub=hub.address))


def test_a_secure_hub_never_sends_on_to_an_open_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    import httpx2

    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(302, headers={"Location": f"http://{request.url.host}{request.url.path}"})

    usual = httpx2.Client
    monkeypatch.setattr(httpx2, "Client", lambda **more: usual(transport=httpx2.MockTransport(answer), **more))
    with pytest.raises(ModelError, match="not https"):
        fetch(NAME, ModelSettings(home=str(tmp_path), hub="https://hub.invalid"))


def test_the_wish_to_be_offline_is_respected(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match="HF_HUB_OFFLINE"):
        fetch(NAME, ModelSettings(home=str(tmp_path), hub=hub.address))
    assert hub.asked == []


def test_what_comes_fast_enough_passes_whole():
    parts = [b"x" * 70_000, b"y" * 65_536]
    assert list(watched(parts, 0.0)) == parts
    assert list(watched([b"", b"z"], 60.0)) == [b"", b"z"]
    with pytest.raises(ModelError, match="so slowly"):
        list(watched([b"z"] * 3, 0.0))
