from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer
from tests.service.conftest import gallery, make_gallery, start

from art_assistant.gallery.versions import in_use
from art_assistant.museum.line.verified import note_passed

__all__ = ["gallery", "start"]

MakeLine = Callable[[int], Path]


@pytest.fixture
def line(tmp_path: Path) -> MakeLine:
    """Make the folder of a line whose gallery of so many works has passed its gates."""

    def made(works: int) -> Path:
        folder = tmp_path / f"line-{works}"
        gallery = make_gallery(tmp_path / "made" / f"of-{works}", works)
        shutil.copytree(in_use(gallery), folder / "gallery")
        note_passed(folder, {"counts": works})
        return folder

    return made


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """A server that speaks S3 on this machine, with one bucket; its address is in the environment."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "painter",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_DEFAULT_REGION": "us-east-1",
        }.items():
            patch.setenv(name, value)
        import fsspec

        fsspec.filesystem("s3", skip_instance_cache=True).mkdir("museum")
        yield "s3://museum"
    server.stop()


@pytest.fixture(scope="session")
def gs() -> Iterator[str]:
    """A server that speaks the protocol of Google's storage on this machine, with one bucket."""
    from gcp_storage_emulator.server import create_server

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = create_server("127.0.0.1", port, in_memory=True, default_bucket="museum")
    server.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORAGE_EMULATOR_HOST", f"http://127.0.0.1:{port}")
        yield "gs://museum"
    server.stop()


BUCKETS = [pytest.param(name, marks=pytest.mark.slow) for name in ("s3", "gs")]


@pytest.fixture(params=["folder", *BUCKETS])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store that is not there yet."""
    if request.param == "folder":
        return str(tmp_path / "store")
    return f"{request.getfixturevalue(request.param)}/{tmp_path.name}"
