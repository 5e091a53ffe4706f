"""A gallery that is searched by a server of milvus-lite: sent, found, interrupted, gone and back."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.beyond.server import RowServer, free_port, row_server
from tests.service.conftest import make_gallery

from art_assistant.checkup.galleries import look
from art_assistant.cli.main import main
from art_assistant.errors import GalleryCorruptError, GalleryIndexError, UsageError
from art_assistant.gallery.bundle import Bundle, read_bundle
from art_assistant.gallery.facets import FacetVectors, parse_weights
from art_assistant.gallery.home import open_gallery
from art_assistant.gallery.index import milvus_index
from art_assistant.gallery.index.elsewhere import rows_name, send
from art_assistant.gallery.index.milvus_index import IndexServer, parse, send_rows
from art_assistant.gallery.opened import Gallery, open_folder
from art_assistant.gallery.search.find import Query, find_references
from art_assistant.settings import GallerySettings, Settings

needs_milvus = pytest.mark.skipif(find_spec("pymilvus") is None, reason="needs the extra 'milvus'")
WEIGHTS = ("overall=1,manner=1,palette=1,value=1", "overall=1,value=4", "palette=1")


def test_without_the_extra_it_is_said_how_to_get_it(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    place = f"milvus:{tmp_path / 'rows.db'}"
    assert main(["gallery", "send", str(made), "--index", place]) == 2
    assert "pip install 'art-assistant[milvus]'" in capsys.readouterr().err
    with pytest.raises(UsageError, match=r"ART_GALLERY_INDEX"):
        send(read_bundle(made), GallerySettings(), lambda _: None)


def test_a_file_that_is_not_there_is_not_made_by_a_search(made: Path, tmp_path: Path):
    asked = GallerySettings(index=f"milvus:{tmp_path / 'rows.db'}")
    with pytest.raises(GalleryIndexError, match=r"There is no rows\.db; 'art-assistant gallery send' makes it"):
        open_folder(made, asked=asked)
    assert not (tmp_path / "rows.db").exists()


@pytest.mark.parametrize("there", ["a file", "a folder of other things", "no folder for it"])
def test_what_is_somebody_elses_is_not_written_to(made: Path, tmp_path: Path, there: str):
    place = tmp_path / "home" / "rows.db"
    if there == "a file":
        place.parent.mkdir()
        place.write_bytes(b"a letter")
    elif there == "a folder of other things":
        place.mkdir(parents=True)
        (place / "letter").write_bytes(b"a letter")
    with pytest.raises(UsageError, match=r"rows\.db cannot hold rows"):
        send(read_bundle(made), GallerySettings(index=f"milvus:{place}"), lambda _: None)
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] in ([], [b"a letter"])


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"rows": 1, "size": 2, "width": 3}', b'{"rows": "a", "size": -1, "width": 3}']
)
def test_bytes_that_tell_of_no_rows_are_refused(data: bytes):
    with pytest.raises(GalleryCorruptError):
        parse(data, IndexServer("http://127.0.0.1:1"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RowServer]:
    with row_server(tmp_path_factory.mktemp("server") / "rows") as one:
        yield one


def queries(gallery: Gallery) -> Iterator[Query]:
    rng = np.random.default_rng(4)
    for text in WEIGHTS:
        vectors = {}
        for facet, width in gallery.layout.dims.items():
            one = np.abs(rng.normal(size=width)).astype(np.float32)
            vectors[facet] = one / np.linalg.norm(one)
        yield Query(FacetVectors(**vectors), weights=parse_weights(text), keywords=None)
        yield Query(FacetVectors(**vectors), weights=parse_weights(text), keywords="artist:painter")
        yield Query(FacetVectors(**vectors), weights=parse_weights(text), mirror=True, exclude=gallery.works[3].sha256)


def answers(gallery: Gallery) -> list[Any]:
    return [find_references(gallery, query).as_dict() for query in queries(gallery)]


@needs_milvus
@pytest.mark.slow
@pytest.mark.parametrize("where", ["file", "server"])
def test_a_server_gives_the_answers_of_the_gallerys_own_index(
    made: Path, tmp_path: Path, server: RowServer, where: str, capsys: pytest.CaptureFixture[str]
):
    place = server.place if where == "server" else f"milvus:{tmp_path / 'rows.db'}"
    assert main(["gallery", "send", str(made), "--index", place]) == 0
    assert "holds the rows" in capsys.readouterr().out
    settings = Settings(gallery=GallerySettings(name=str(made), index=place))
    there, here = open_gallery(settings=settings), open_gallery(str(made), Settings())
    assert (there.index.kind, here.index.kind) == ("milvus", "flat")
    assert answers(there) == answers(here)
    assert [check.state for check in look(settings) if check.what == str(made)] == ["ok"]


@needs_milvus
@pytest.mark.slow
def test_rows_that_were_not_sent_are_missed_in_one_line(
    server: RowServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("ART_GALLERY_INDEX", server.place)
    assert main(["similar", "examples/sample-painting.jpg", "--gallery", "starter"]) == 2
    told = capsys.readouterr()
    assert told.err.count("\n") == 1
    assert "does not hold the gallery's rows; send it again: art-assistant gallery send" in told.err


@needs_milvus
@pytest.mark.slow
def test_a_sending_that_stopped_goes_on_and_rows_are_there_once(made: Path, server: RowServer):
    bundle = read_bundle(made)
    at, name = IndexServer(server.address), "stopped"

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send_rows(at, name, bundle.features, stop)
    with pytest.raises(GalleryIndexError, match=r"holds 1000 of the gallery's 1200 rows; send it again"):
        milvus_index.open_rows(at, name, bundle.features)
    sent = counted_upserts(at, name, bundle)
    assert sent == [200]
    assert counted_upserts(at, name, bundle) == []
    assert milvus_index.open_rows(at, name, bundle.features).size == 1200


def counted_upserts(at: IndexServer, name: str, bundle: Bundle) -> list[int]:
    """Send again, and return how many rows each request carried."""
    carried = []
    asked = milvus_index._Link.ask

    def ask(link: Any, what: str, *about: Any, **how: Any) -> Any:
        if what == "upsert":
            carried.append(len(about[1]))
        return asked(link, what, *about, **how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(milvus_index._Link, "ask", ask)
        send_rows(at, name, bundle.features, lambda _: None)
    return carried


@needs_milvus
@pytest.mark.slow
def test_rows_of_another_gallery_are_noticed_and_mended(made: Path, server: RowServer):
    bundle, at = read_bundle(made), IndexServer(server.address)
    other = bundle.features.copy()
    other[0] = 0
    send_rows(at, "other", other, lambda _: None)
    with pytest.raises(GalleryIndexError, match="holds other rows than the gallery; send it again"):
        milvus_index.open_rows(at, "other", bundle.features)
    found = send_rows(at, "other", bundle.features, lambda _: None)
    assert found.search(bundle.features[0].astype(np.float32), 1).ids.tolist() == [0]


@needs_milvus
@pytest.mark.slow
def test_a_version_that_was_not_sent_waits_for_its_rows(tmp_path: Path, server: RowServer):
    folder = make_gallery(tmp_path / "mine", 30, seed=1)
    settings = Settings(gallery=GallerySettings(name=str(folder), index=server.place))
    send(read_bundle(folder), settings.gallery, lambda _: None)
    first = open_gallery(settings=settings)
    make_gallery(folder, 31, seed=2)
    assert len(open_gallery(settings=settings).works) == len(first.works) == 30
    assert len(open_gallery(str(folder), Settings()).works) == 31, "searched here it is there at once"
    send(read_bundle(folder), settings.gallery, lambda _: None)
    assert len(open_gallery(settings=settings).works) == 31


@needs_milvus
@pytest.mark.slow
def test_a_server_that_goes_and_comes_back(made: Path, tmp_path: Path):
    with row_server(tmp_path / "rows") as one:
        asked = GallerySettings(index=one.place, index_patience=8.0)
        send(read_bundle(made), asked, lambda _: None)
        gallery = open_folder(made, asked=asked)
        query = gallery.rows(np.array([7]))[0]
        before = gallery.index.search(query, 5).ids.tolist()
        one.kill()
        start = time.monotonic()
        with pytest.raises(GalleryIndexError, match=rf"cannot be asked for at 127\.0\.0\.1:{one.port} within 8 s"):
            gallery.index.search(query, 5)
        assert time.monotonic() - start < 40
        one.start()
        assert gallery.index.search(query, 5).ids.tolist() == before
        one.kill()
        one.start()
        assert send(read_bundle(made), asked, lambda _: None).search(query, 5).ids.tolist() == before


@needs_milvus
@pytest.mark.slow
def test_a_server_that_hangs_is_given_up(made: Path, tmp_path: Path):
    with row_server(tmp_path / "rows") as one:
        asked = GallerySettings(index=one.place, index_patience=8.0)
        send(read_bundle(made), asked, lambda _: None)
        gallery = open_folder(made, asked=asked)
        os.kill(one.pid, signal.SIGSTOP)
        try:
            with pytest.raises(GalleryIndexError):
                gallery.index.search(gallery.rows(np.array([7]))[0], 5)
        finally:
            os.kill(one.pid, signal.SIGCONT)


@needs_milvus
@pytest.mark.slow
def test_where_no_server_is_one_line_says_so(
    made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("ART_GALLERY_INDEX_PATIENCE", "1")
    place = f"milvus:http://127.0.0.1:{free_port()}"
    assert main(["gallery", "send", str(made), "--index", place]) == 2
    told = capsys.readouterr()
    assert (told.err.count("\n"), told.out) == (1, "")
    assert "cannot be asked for at 127.0.0.1:" in told.err


@needs_milvus
@pytest.mark.slow
def test_no_proxy_stands_between(made: Path, server: RowServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    asked = GallerySettings(index=server.place, index_patience=5.0)
    assert send(read_bundle(made), asked, lambda _: None).size == 1200


def test_another_version_never_writes_over_the_rows_that_are_searched(made: Path):
    manifest = read_bundle(made).manifest
    other = {**manifest, "files": {**manifest["files"], "features.npy": "0" * 64}}
    assert rows_name(other) != rows_name(manifest) == rows_name({**manifest, "name": "elsewhere"})
