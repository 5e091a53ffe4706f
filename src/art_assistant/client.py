"""A typed client of the HTTP service.

It tries again only where that is safe: a question changes nothing, but a picture is sent again only when the service
said that it did not take it (429 and 503, after the time it asked for) or could not be reached at all. Each attempt
sends the whole body anew, from memory.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import httpx

ATTEMPTS: Final = 3
PAUSE: Final = 0.5
"""Seconds before the second attempt where the service did not say; doubled for each later one."""

LONGEST_PAUSE: Final = 60.0
TIMEOUT: Final = 60.0

_LATER: Final = (429, 503)

Upload = bytes | str | Path


class ServiceError(Exception):
    """The service answered with a problem, or did not answer.

    It stands beside the package's own errors and not among them: it repeats what another machine said, whose version,
    and whose codes, may be others.

    Attributes:
        status: the HTTP status; 0 where there was no answer.
        code: the stable code of the problem; ``"unreachable"`` where there was no answer.
        message: one sentence.
        request_id: what the service calls the request in its log, where it answered.

    """

    def __init__(self, status: int, code: str, message: str, request_id: str | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.request_id = status, code, message, request_id


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search.

    Attributes:
        results: the related works, best first, as the service describes them.
        close_match: whether any is truly near; None where the gallery is too small to say.
        cache_hit: whether the answer was kept from before.

    """

    results: list[dict[str, Any]]
    close_match: bool | None
    cache_hit: bool


@dataclass(frozen=True, slots=True)
class Health:
    """What the service says of itself: works in its gallery, bytes in its cache."""

    status: str
    index_size: int
    metadata_count: int
    cache_size: int
    cache_max: int


class Client:
    """Talks to one service; use it in a ``with`` block.

    Args:
        url: where the service is, such as ``http://127.0.0.1:8000``.
        timeout: seconds for one attempt.
        attempts: how often a request is sent at most.
        transport: what carries the requests; the network by default.
        sleep: what waits.

    """

    def __init__(
        self,
        url: str,
        *,
        timeout: float = TIMEOUT,
        attempts: int = ATTEMPTS,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._http = httpx.Client(base_url=url, timeout=timeout, transport=transport)
        self._attempts = max(1, attempts)
        self._sleep = sleep

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def analyze(self, picture: Upload, *, name: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Return the report on a picture.

        Args:
            picture: the bytes of an image file, or the path of one.
            name: what the report calls the picture; a path's own name by default.
            parameters: ``blocks``, ``coherence``, ``plan``, ``plan_method``, ``size``, ``views``, ``inline``.

        Raises:
            ServiceError: the service refused, or could not be reached.

        """
        return self._post("/analyze", [("file", _part(picture, name))], parameters)

    def value_study(self, picture: Upload, **parameters: Any) -> dict[str, Any]:
        """Return the value study of a picture; as ``analyze``."""
        return self._post("/value-study", [("file", _part(picture))], parameters)

    def search(self, picture: Upload, *, topk: int = 8, **parameters: Any) -> Found:
        """Return the works related to a picture.

        Args:
            picture: the bytes of an image file, or the path of one.
            topk: how many works, 1-50.
            parameters: ``weights``, ``filters``, ``diversify``, ``mirror``.

        Raises:
            ServiceError: the service refused, or could not be reached.

        """
        return _found(self._post("/search", [("file", _part(picture))], {"topk": topk} | parameters))

    def search_batch(
        self, pictures: Sequence[Upload], *, topk: int = 8, **parameters: Any
    ) -> list[Found | ServiceError]:
        """Return, for each of at most ten pictures and in their order, what was found or why nothing could be."""
        parts = [("files", _part(picture)) for picture in pictures]
        answer = self._post("/search/batch", parts, {"topk": topk} | parameters)
        return [
            ServiceError(200, one["error"]["code"], one["error"]["message"]) if "error" in one else _found(one)
            for one in answer["results"]
        ]

    def artwork(self, artwork_id: str) -> dict[str, Any]:
        """Return what the gallery knows of one work."""
        return _json(self._get(f"/artwork/{artwork_id}"))

    def view(self, link: str) -> bytes:
        """Return the PNG file that an answer linked to."""
        return self._get(link).content

    def health(self) -> Health:
        """Return how the service is."""
        return Health(**_json(self._get("/health")))

    def version(self) -> dict[str, Any]:
        """Return which version and gallery answer."""
        return _json(self._get("/version"))

    def _get(self, path: str) -> httpx.Response:
        return self._tried(lambda: self._http.get(path), repeatable=True)

    def _post(
        self, path: str, parts: Sequence[tuple[str, tuple[str, bytes]]], parameters: Mapping[str, Any]
    ) -> dict[str, Any]:
        given = {name: value for name, value in parameters.items() if value is not None}
        return _json(self._tried(lambda: self._http.post(path, files=list(parts), params=given), repeatable=False))

    def _tried(self, send: Callable[[], httpx.Response], *, repeatable: bool) -> httpx.Response:
        """Return the first answer that is final."""
        attempt = 0
        while True:
            attempt += 1
            last = attempt >= self._attempts
            try:
                response = send()
            except httpx.TransportError as error:
                if last or not (repeatable or isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)):
                    raise ServiceError(0, "unreachable", "The service did not answer.") from error
                pause = PAUSE * 2 ** (attempt - 1)
            else:
                if response.is_success:
                    return response
                if last or response.status_code not in _LATER:
                    raise _problem(response)
                pause = _asked_for(response, PAUSE * 2 ** (attempt - 1))
            self._sleep(pause)


def _part(picture: Upload, name: str | None = None) -> tuple[str, bytes]:
    if isinstance(picture, bytes):
        return name or "picture", picture
    path = Path(picture)
    return name or path.name, path.read_bytes()


def _asked_for(response: httpx.Response, otherwise: float) -> float:
    text = response.headers.get("retry-after", "")
    return min(float(text), LONGEST_PAUSE) if text.isdigit() else otherwise


def _json(response: httpx.Response) -> dict[str, Any]:
    answer: dict[str, Any] = response.json()
    return answer


def _found(answer: Mapping[str, Any]) -> Found:
    return Found(list(answer["results"]), answer["close_match"], bool(answer["cache_hit"]))


def _problem(response: httpx.Response) -> ServiceError:
    request_id = response.headers.get("x-request-id")
    try:
        document = response.json()
        return ServiceError(response.status_code, str(document["code"]), str(document["detail"]), request_id)
    except (ValueError, KeyError, TypeError):
        return ServiceError(response.status_code, "unknown", "The service answered with an error.", request_id)
