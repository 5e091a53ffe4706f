"""A running service takes new versions of its gallery up and refuses bad ones; a foreign index is served."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import faiss
import httpx
import numpy as np
import pytest
from tests.service.conftest import Server, Start, make_gallery

from art_assistant.cli.main import main
from art_assistant.gallery.bring.from_paths import chosen_by_paths
from art_assistant.gallery.opened import open_folder
from art_assistant.gallery.versions import FEATURES, in_use
from art_assistant.museum.store.place import FolderPlace
from art_assistant.museum.store.publish import publish, roll_back
from art_assistant.settings import Settings


def wait_for(server: Server, works: int) -> None:
    until = time.monotonic() + 30.0
    while time.monotonic() < until:
        if httpx.get(f"{server.url}/health").json()["index_size"] == works:
            return
        time.sleep(0.05)
    raise AssertionError(server.log())


def test_a_new_version_is_taken_up_and_a_bad_one_refused(start: Start, tmp_path: Path) -> None:
    store = FolderPlace(tmp_path / "store")
    publish(store, in_use(make_gallery(tmp_path / "made", 30)), "production", "", {})
    server = start(ART_GALLERY_NAME=store.path)
    publish(store, in_use(make_gallery(tmp_path / "made", 40)), "production", "", {})
    wait_for(server, 40)
    roll_back(store, "production")
    wait_for(server, 30)
    bad = max((store.path / "versions").iterdir()) / FEATURES
    bad.write_bytes(bad.read_bytes()[:-1] + b"\x7f")
    (store.path / "CURRENT").write_text(f"{bad.parent.name}\n", encoding="ascii")
    health = httpx.get(f"{server.url}/health").json()
    assert (health["index_size"], health["trouble"]["code"]) == (30, "gallery_corrupt")


@pytest.mark.slow
def test_versions_are_swapped_under_load_and_a_bad_one_is_refused(start: Start, tmp_path: Path) -> None:
    store = FolderPlace(tmp_path / "store")
    bundles = {works: in_use(make_gallery(tmp_path / f"made-{works}", works)) for works in (30, 40, 50)}
    publish(store, bundles[30], "production", "", {})
    server = start(ART_GALLERY_NAME=store.path, ART_SERVICE_QUEUE=64)
    statuses: list[int] = []
    done = threading.Event()

    def ask() -> None:
        with httpx.Client(timeout=60.0) as client:
            while not done.is_set():
                number = len(statuses) % 30
                statuses.append(client.get(f"{server.url}/artwork/work-{number}").status_code)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        publish(store, bundles[40], "production", "", {})
        wait_for(server, 40)
        roll_back(store, "production")
        wait_for(server, 30)
        publish(store, bundles[50], "production", "", {})
        bad = in_use(store.path) / FEATURES
        wait_for(server, 50)
        roll_back(store, "production")
        wait_for(server, 30)
        bad.write_bytes(bad.read_bytes()[:-1] + b"\x7f")
        (store.path / "CURRENT").write_text(f"{bad.parent.name}\n", encoding="ascii")
        server.wait_for("gallery unreadable")
        health = httpx.get(f"{server.url}/health").json()
        assert (health["index_size"], health["trouble"]["code"]) == (30, "gallery_corrupt")
        assert "art_gallery_refused_total 1.0" in httpx.get(f"{server.url}/metrics").text
        asked = len(statuses)
        time.sleep(0.3)
        roll_back(store, "production", _first(store.path))
        wait_for(server, 30)
        assert httpx.get(f"{server.url}/health").json()["trouble"] is None
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert len(statuses) > asked
    assert set(statuses) == {200}


def _first(folder: Path) -> str:
    return min(path.name for path in (folder / "versions").iterdir())


def foreign(folder: Path, works: int = 17) -> dict[str, str]:
    index = faiss.IndexFlatIP(8)
    index.add(np.random.default_rng(0).normal(size=(works, 8)).astype(np.float32))
    faiss.write_index(index, str(folder / "their.faiss"))
    lines = [json.dumps({"id": f"theirs-{n}", "title": f"Title {n}"}) for n in range(works)]
    (folder / "their.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return {"FAISS_INDEX_PATH": str(folder / "their.faiss"), "FAISS_META_PATH": str(folder / "their.jsonl")}


@pytest.mark.slow
def test_a_named_gallery_goes_before_an_index_of_another_program(start: Start, tmp_path: Path) -> None:
    named = foreign(tmp_path) | {"ART_GALLERY_HOME": str(tmp_path / "home")}
    server = start(**named, ART_GALLERY_NAME="starter")
    assert httpx.get(f"{server.url}/health").json()["index_size"] > 17
    assert "are not used" in server.log()


@pytest.mark.slow
def test_an_index_of_another_program_is_served(start: Start, tmp_path: Path) -> None:
    server = start(**foreign(tmp_path), ART_GALLERY_HOME=tmp_path / "home", ART_GALLERY_NAME=None)
    assert httpx.get(f"{server.url}/health").json()["index_size"] == 17
    assert "was made of" in server.log()


def test_a_pair_that_does_not_belong_together_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (foreign(tmp_path) | {"ART_GALLERY_HOME": str(tmp_path / "home")}).items():
        monkeypatch.setenv(name, value)
    (tmp_path / "their.jsonl").write_text('{"id": "only"}\n', encoding="utf-8")
    assert main(["serve", "--port", "0"]) == 2
    assert "do not belong together" in capsys.readouterr().err
    assert not list((tmp_path / "home").glob("*"))


def test_the_index_is_taken_in_once(tmp_path: Path) -> None:
    settings = Settings().merged({"gallery": {"home": str(tmp_path / "home")}})
    chosen, said = chosen_by_paths(settings, foreign(tmp_path))
    folder = tmp_path / "home" / chosen.gallery.name
    before = in_use(folder)
    assert "was made of" in said
    assert len(open_folder(folder).works) == 17
    assert chosen_by_paths(settings, foreign(tmp_path))[0] == chosen
    assert in_use(folder) == before
