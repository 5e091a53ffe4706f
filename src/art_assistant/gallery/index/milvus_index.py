"""A gallery's rows on a Milvus server, or in a file of milvus-lite. The only module that imports pymilvus.

Source of the server: Wang et al., "Milvus: A Purpose-Built Vector Data Management System", SIGMOD 2021.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import numpy as np

from art_assistant.base import telemetry
from art_assistant.errors import GalleryCorruptError, GalleryIndexError, UsageError
from art_assistant.gallery.bundle import Buffer, Stored
from art_assistant.gallery.index.protocol import Neighbours
from art_assistant.imaging.arrays import F32

MOST: Final = 16_384
"""Rows that a Milvus server gives in one answer at most."""

SENT: Final = 1_000
"""Rows that are sent at a time: 4 MB of a gallery of ours."""

_COMPARED: Final = 8
"""Rows that are compared with the gallery's own when an index is opened."""

_FIELD: Final = "row"
_NOT_LOADED: Final = 101
"""What a server answers that was started anew and has not read the rows into memory."""

_STRONG: Final = "Strong"
"""Sees all that was written before it, by whomever."""

_BOUNDED: Final = "Bounded"
"""May miss what was written in the last seconds. Rows never change once they are counted, and a query need not wait."""


@dataclass(frozen=True, slots=True)
class IndexServer:
    """Where rows are kept.

    Attributes:
        address: of a server (``http://…``), or the name of a file of milvus-lite (``….db``).
        key: what the server asks for, ``user:password`` or a token; empty where it asks for none.
        patience: seconds that one request may take.

    """

    address: str
    key: str = field(default="", repr=False)
    patience: float = 10.0

    @property
    def file(self) -> Path | None:
        """The file, where it is one."""
        return None if "://" in self.address else Path(self.address).expanduser()

    @property
    def named(self) -> str:
        """What a message calls it: a host and its port, or a file's name without its path."""
        return self.file.name if self.file is not None else urlsplit(self.address).netloc


class MilvusIndex:
    """Rows that a server searches exactly; see ``VectorIndex`` for what it promises.

    Of more than ``MOST`` neighbours the nearest ``MOST`` are given: a server gives no more at once.
    """

    def __init__(self, link: _Link, name: str, size: int, width: int) -> None:
        self._link, self._name, self._size, self._width = link, name, size, width

    @property
    def size(self) -> int:
        """Number of rows."""
        return self._size

    @property
    def width(self) -> int:
        """Numbers in one row."""
        return self._width

    @property
    def kind(self) -> str:
        """``"milvus"``: exact, float32."""
        return "milvus"

    def search(self, query: F32, k: int) -> Neighbours:
        """Return the ``k`` rows with the largest inner product with ``query``, (width,) float32.

        Raises:
            GalleryIndexError: the server does not answer in time, or not with rows.

        """
        if k < 1 or self.size == 0 or query.shape != (self.width,) or not np.isfinite(query).all():
            return Neighbours.none()
        try:
            (hits,) = self._asked(query, k)
        except GalleryIndexError as error:
            if getattr(error.__cause__, "code", None) != _NOT_LOADED:
                raise
            self._link.ask("load_collection", self._name)
            (hits,) = self._asked(query, k)
        found = Neighbours.of(np.array([hit["id"] for hit in hits]), np.array([hit["distance"] for hit in hits]))
        order = np.argsort(-found.scores, kind="stable")
        return Neighbours(found.ids[order], found.scores[order])

    def _asked(self, query: F32, k: int) -> Any:
        return self._link.ask(
            "search",
            self._name,
            data=[np.ascontiguousarray(query, dtype=np.float32)],
            anns_field=_FIELD,
            limit=min(k, self.size, MOST),
            output_fields=["id"],
            search_params={"metric_type": "IP"},
            consistency_level=_BOUNDED,
        )

    def to_bytes(self) -> bytes:
        """Return what ``parse`` finds the rows by on a server; it names no server."""
        told = {"rows": self._name, "size": self._size, "width": self._width}
        return (json.dumps(told, sort_keys=True) + "\n").encode()


def parse(data: Buffer, server: IndexServer) -> MilvusIndex:
    """Return the index that ``to_bytes`` told of, at the server that the reader names.

    Raises:
        GalleryCorruptError: the bytes tell of no index.
        GalleryIndexError: the server cannot be used, or does not hold the rows.

    """
    try:
        told = json.loads(bytes(data))
        name, size, width = told["rows"], told["size"], told["width"]
        sound = isinstance(name, str) and type(size) is type(width) is int and size >= 0 and width >= 0
    except (ValueError, KeyError, TypeError, RecursionError):
        sound = False
    if not sound:
        raise GalleryCorruptError("The gallery's index is not one that can be read; build the gallery again.")
    link = _Link(server)
    _need(link, name, size)
    return MilvusIndex(link, name, size, width)


def open_rows(server: IndexServer, name: str, rows: Stored) -> MilvusIndex:
    """Return the index over rows that were sent.

    Args:
        server: where.
        name: as which they were sent.
        rows: (n, width) float16, the gallery's own: as many must be there, and some are compared.

    Raises:
        UsageError: the extra is missing.
        GalleryIndexError: the server cannot be used, or does not hold just these rows.

    """
    if server.file is not None and not server.file.exists():
        raise GalleryIndexError(
            f"There is no {server.named}; 'art-assistant gallery send' makes it, or unset ART_GALLERY_INDEX."
        )
    link = _Link(server)
    _need(link, name, len(rows))
    picked = np.unique(np.linspace(0, len(rows) - 1, min(_COMPARED, len(rows))).astype(np.int64))
    if not _holds(link, name, picked, rows):
        raise GalleryIndexError(f"{server.named} holds other rows than the gallery; {_AGAIN}")
    return MilvusIndex(link, name, *rows.shape)


def send_rows(server: IndexServer, name: str, rows: Stored, step: Callable[[int], None]) -> MilvusIndex:
    """Send rows to a server, or those that it lacks; a row that is there already is sent again to the same effect.

    Args:
        server: where.
        name: as which.
        rows: (n, width) float16.
        step: told how many more are there.

    Raises:
        UsageError: the extra is missing.
        GalleryIndexError: the server cannot be used; the same call goes on where it stopped.

    """
    _check_place(server)
    link = _Link(server)
    if not link.ask("has_collection", name):
        _make(link, name, rows.shape[1])
    link.ask("load_collection", name)
    begun = _count(link, name, "") > 0
    for at in range(0, len(rows), SENT):
        ids = np.arange(at, min(at + SENT, len(rows)))
        if not begun or not _has(link, name, ids, rows):
            part = rows[ids].astype(np.float32)
            link.ask("upsert", name, [{"id": int(i), _FIELD: row} for i, row in zip(ids, part, strict=True)])
        step(len(ids))
    link.ask("flush", name)
    return open_rows(server, name, rows)


_CHANNEL: Final = {
    # Nobody named a proxy, and a server at home would be looked for there.
    "grpc.enable_http_proxy": 0,
    # Whoever waits some seconds for a server that comes back wants to know within these seconds.
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.max_reconnect_backoff_ms": 1000,
    "grpc.use_local_subchannel_pool": 1,
    # Servers hang up on whoever asks every ten seconds whether they are there, which is pymilvus's way.
    "grpc.keepalive_time_ms": 300_000,
    "grpc.keepalive_permit_without_calls": 0,
}
_AGAIN: Final = "send it again: art-assistant gallery send NAME."


class _Link:
    """A connection. It mends itself: where a server went away, a request is tried again until patience ends."""

    def __init__(self, server: IndexServer) -> None:
        self._server = server
        client = _client_class()
        # What goes wrong is told in one line of ours, and not with tracebacks beside it.
        for library in ("pymilvus", "milvus_lite"):
            logging.getLogger(library).setLevel(logging.CRITICAL)
        with self._told():
            self._client = client(
                str(server.file or server.address),
                token=server.key,
                timeout=server.patience,
                dedicated=True,
                grpc_options=_CHANNEL,
            )

    @property
    def named(self) -> str:
        """What a message calls the server."""
        return self._server.named

    def ask(self, what: str, *about: Any, **how: Any) -> Any:
        """Return what the client's method of that name returns; raises GalleryIndexError where it fails."""
        with self._told():
            return getattr(self._client, what)(*about, timeout=self._server.patience, **how)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            # pymilvus, gRPC and milvus-lite have exceptions of their own, which share no base class but Exception.
            raise GalleryIndexError(
                f"The gallery's rows cannot be asked for at {self.named} within {self._server.patience:g} s; see "
                "that it runs and takes the key, or unset ART_GALLERY_INDEX to search here."
            ) from error


def _client_class() -> Any:
    telemetry.silence_library("PYTHON_DOTENV_DISABLED")
    try:
        from pymilvus import MilvusClient  # noqa: PLC0415 - an extra that may be absent
    except ModuleNotFoundError as error:
        raise UsageError("Milvus needs the extra 'milvus': pip install 'art-assistant[milvus]'.") from error
    return MilvusClient


def _check_place(server: IndexServer) -> None:
    """Raise UsageError where a file cannot be made, or is somebody's other thing."""
    place = server.file
    if place is None:
        return
    ours = not place.exists() or (place.is_dir() and ((place / "collections").is_dir() or not any(place.iterdir())))
    if not ours or not place.parent.is_dir():
        raise UsageError(f"{server.named} cannot hold rows: its folder is missing, or it is something else already.")


def _make(link: _Link, name: str, width: int) -> None:
    """Make the place for rows of that width, searched exactly."""
    from pymilvus import DataType, MilvusClient  # noqa: PLC0415 - an extra that may be absent

    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field(_FIELD, DataType.FLOAT_VECTOR, dim=width)
    index = MilvusClient.prepare_index_params()
    index.add_index(_FIELD, index_type="FLAT", metric_type="IP")
    link.ask("create_collection", name, schema=schema, index_params=index, consistency_level=_BOUNDED)


def _need(link: _Link, name: str, size: int) -> None:
    """Raise GalleryIndexError where a server does not hold so many rows of that name."""
    if not link.ask("has_collection", name):
        raise GalleryIndexError(f"{link.named} does not hold the gallery's rows; {_AGAIN}")
    link.ask("load_collection", name)
    there = _count(link, name, "")
    if there != size:
        raise GalleryIndexError(f"{link.named} holds {there} of the gallery's {size} rows; {_AGAIN}")


def _count(link: _Link, name: str, which: str) -> int:
    answer = link.ask("query", name, filter=which, output_fields=["count(*)"], consistency_level=_STRONG)
    return int(answer[0]["count(*)"])


def _has(link: _Link, name: str, ids: np.ndarray, rows: Stored) -> bool:
    """Whether a stretch of rows is there: as many, the first and the last as they are."""
    there = _count(link, name, f"id >= {ids[0]} and id <= {ids[-1]}")
    return there == len(ids) and _holds(link, name, np.unique(ids[[0, -1]]), rows)


def _holds(link: _Link, name: str, ids: np.ndarray, rows: Stored) -> bool:
    """Whether some rows are there as they are."""
    if not ids.size:
        return True
    which = f"id in {ids.tolist()}"
    found = link.ask("query", name, filter=which, output_fields=["id", _FIELD], consistency_level=_STRONG)
    there = {int(one["id"]): np.asarray(one[_FIELD], dtype=np.float32) for one in found}
    return all(i in there and np.array_equal(there[i], rows[i].astype(np.float32)) for i in ids.tolist())
