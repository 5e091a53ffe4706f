"""One request and its answer: bounded in bytes and time, redirects followed only to where may be asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Final, Self
from urllib.parse import urljoin

import httpcore
import httpx

from art_assistant.base.guarded import Guarded, NotPublicError, trusted
from art_assistant.museum.fetch.outcomes import (
    CUT,
    GONE,
    MISDIRECTED,
    PRIVATE,
    REFUSED,
    TOO_LARGE,
    UNREACHABLE,
    FetchFault,
    Marks,
    PassingFault,
    Reply,
    SpoiltFault,
)
from art_assistant.museum.fetch.pace import told_wait

_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_REFUSING: Final = frozenset({401, 403, 408, 425, 429})
_REDIRECTS: Final = 5
_PATIENCE: Final = 20.0
_WHOLE: Final = 120.0


class Courier:
    """Sends requests; threads may share it."""

    def __init__(
        self,
        introduction: Mapping[str, str],
        named: Iterable[tuple[str, int]] = (),
        patience: float = _PATIENCE,
        whole: float = _WHOLE,
    ) -> None:
        """Take who asks, and where.

        Args:
            introduction: headers that say who asks.
            named: host and port of servers that were named by hand, which may be anywhere.
            patience: seconds to wait for each part of an answer.
            whole: seconds that a whole answer may take.

        """
        # Threads share the connections, and each waits for an answer of its own.
        self._moment = threading.local()
        self._client = httpx.Client(
            transport=_GuardedTransport(named, lambda: float(self._moment.until)),
            timeout=patience,
            # Nothing is packed on the way, so that what is counted is what comes.
            headers={**introduction, "Accept-Encoding": "identity"},
        )
        self._whole = whole

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def get(self, address: str, most: int, accept: str, marks: Marks | None = None) -> Reply:
        """Return what is at an address.

        Args:
            address: http or https.
            most: bytes that it may hold.
            accept: what kind is wanted.
            marks: what is known of it already.

        Raises:
            FetchFault: see ``faults``.

        """
        headers = {"Accept": accept} | (marks or Marks()).headers()
        with _translated():
            for _ in range(_REDIRECTS + 1):
                if httpx.URL(address).scheme not in {"http", "https"}:
                    raise FetchFault(PRIVATE)
                found = self._asked(address, headers, most)
                if isinstance(found, Reply):
                    return found
                address = found
        raise FetchFault(MISDIRECTED)

    def _asked(self, address: str, headers: Mapping[str, str], most: int) -> Reply | str:
        """Return the answer, or where it sends."""
        self._moment.until = time.monotonic() + self._whole
        with self._client.stream("GET", address, headers=headers) as response:
            status = response.status_code
            if status in _MOVED:
                return urljoin(address, str(response.headers.get("location", "")))
            if status in _REFUSING or status >= 500:
                raise PassingFault(REFUSED if status < 500 else UNREACHABLE, told_wait(response.headers))
            if status in {404, 410}:
                raise FetchFault(GONE)
            marks = Marks(response.headers.get("etag", ""), response.headers.get("last-modified", ""))
            if status == 304 and headers.keys() > {"Accept"}:
                return Reply(None, marks)
            if status != 200 or response.headers.get("content-encoding", "identity") != "identity":
                raise FetchFault(REFUSED)
            return Reply(_bounded(response.iter_raw(), most), marks)


def _bounded(parts: Iterable[bytes], most: int) -> bytes:
    data = bytearray()
    for part in parts:
        data += part
        if len(data) > most:
            raise FetchFault(TOO_LARGE)
    return bytes(data)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except NotPublicError as error:
        raise FetchFault(PRIVATE) from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpcore.UnsupportedProtocol, UnicodeError) as error:
        raise FetchFault(PRIVATE) from error
    except (httpx.ProtocolError, httpcore.ProtocolError) as error:
        raise SpoiltFault(CUT) from error
    except (httpx.HTTPError, httpcore.NetworkError, httpcore.TimeoutException) as error:
        raise PassingFault(UNREACHABLE) from error


class _GuardedTransport(httpx.BaseTransport):
    """The transport of httpx over guarded connections, and never through a proxy, which would hide where they lead."""

    def __init__(self, named: Iterable[tuple[str, int]], until: Callable[[], float]) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=trusted(), network_backend=Guarded(named=named, until=until), keepalive_expiry=30.0
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_ReplyParts(answer))

    def close(self) -> None:
        self._pool.close()


class _ReplyParts(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
