"""A typed client of the HTTP service.

It tries again only where that is safe: a question changes nothing, but a picture is sent again only when the service
said that it did not take it (429 and 503, after the time it asked for) or could not be reached at all. Each attempt
sends the whole body anew, from memory.

Whatever answers is not trusted to be the service: an attempt ends in time, an answer has an end, and what makes no
sense is a ``ServiceError`` of one line.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import stat
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar
from urllib.parse import quote

import httpx

from art_assistant import errors
from art_assistant.base.hosts import is_here
from art_assistant.errors import (
    ArtAssistantError,
    FileTooLargeError,
    PictureNotFoundError,
    UnreadableFileError,
    UsageError,
)

ATTEMPTS: Final = 3
PAUSE: Final = 0.5
"""Seconds before the second attempt where the service did not say; doubled for each later one."""

LONGEST_PAUSE: Final = 60.0
TIMEOUT: Final = 60.0
MOST_BYTES: Final = 256_000_000
"""What one answer may hold, unpacked; a report with every view inside holds some tens of megabytes."""

MOST_UPLOAD: Final = 1_024_000_000
"""What no service takes."""

_LATER: Final = (429, 503)
_LINK: Final = re.compile(r"/views/[0-9a-f]{1,64}/[\w.-]{1,100}", re.ASCII)
_DATA: Final = "data:image/png;base64,"
_SENTENCE: Final = 600
"""Characters of a complaint; the longest of the service lists all views."""

Upload = bytes | str | Path
_Parts = Sequence[tuple[str, tuple[str, bytes]]]
_T = TypeVar("_T")


class ServiceError(Exception):
    """The service answered with a problem, or did not answer.

    Where the package has an error of the same code, it is one of that class as well, so that
    ``except EmptyFileError`` holds for a picture that was studied elsewhere. Codes of another version, and those that
    only a service has, stay plain.

    Attributes:
        status: the HTTP status; 0 where there was no answer.
        code: the stable code of the problem; ``"unreachable"`` where there was no answer, ``"unexpected"`` where it was
            none that the service gives.
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

    Raises:
        UsageError: ``url`` is no address.

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
        try:
            address = httpx.URL(url)
            # A picture for a service on this machine does not go through a proxy on another.
            self._http = httpx.Client(
                base_url=address, timeout=timeout, transport=transport, trust_env=not is_here(address.host.strip("[]"))
            )
        except (httpx.InvalidURL, ValueError, TypeError) as error:
            raise UsageError("The service's address must look like http://127.0.0.1:8000.") from error
        self._attempts, self._timeout = max(1, attempts), timeout
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

    def analyze(
        self,
        picture: Upload,
        *,
        name: str | None = None,
        intent: str = "",
        focus: str | tuple[float, float] | None = None,
        genre: str = "",
        **parameters: Any,
    ) -> dict[str, Any]:
        """Return the report on a picture.

        Args:
            picture: the bytes of an image file, or the path of one.
            name: what the report calls the picture; a path's own name by default.
            intent: what it is meant to be, such as ``"high key, quiet"``.
            focus: where the eye should go first, in fractions from the top left; also as ``"0.4,0.6"``.
            genre: such as ``"landscape"``.
            parameters: ``blocks``, ``coherence``, ``plan``, ``plan_method``, ``plan_brush``, ``notan_threshold``,
                ``size``, ``kind``, ``canvas``, ``correct``, ``views``, ``inline``.

        Raises:
            ServiceError: the service refused, or could not be reached.
            PictureNotFoundError, UnreadableFileError, FileTooLargeError: there is no such file to send.

        """
        point = ",".join(map(str, focus)) if isinstance(focus, tuple) else focus
        meant = {"intent": intent or None, "focus": point, "genre": genre or None}
        return _json(self._post("/analyze", [("file", _part(picture, name))], parameters | meant))

    def file(self, picture: Upload, name: str, **parameters: Any) -> bytes:
        """Return one file of a study, such as ``"layers.ora"``; as ``analyze``, with ``focus`` as text."""
        return self._post(f"/files/{quote(name, safe='')}", [("file", _part(picture))], parameters).content

    def value_study(self, picture: Upload, **parameters: Any) -> dict[str, Any]:
        """Return the value study of a picture; as ``analyze``."""
        return _json(self._post("/value-study", [("file", _part(picture))], parameters))

    def search(self, picture: Upload | None = None, *, topk: int = 8, **parameters: Any) -> Found:
        """Return the works related to a picture.

        Args:
            picture: the bytes of an image file, or the path of one; None to search by ``text`` alone.
            topk: how many works, 1-50.
            parameters: ``weights``, ``filters``, ``diversify``, ``mirror``, ``canvas``, ``text``, ``minus_text``.

        Raises:
            ServiceError: the service refused, or could not be reached.

        """
        path, parts = ("/search/text", []) if picture is None else ("/search", [("file", _part(picture))])
        return _found(_json(self._post(path, parts, {"topk": topk} | parameters)))

    def search_batch(
        self, pictures: Sequence[Upload], *, topk: int = 8, **parameters: Any
    ) -> list[Found | ServiceError]:
        """Return, for each of at most ten pictures and in their order, what was found or why nothing could be."""
        parts = [("files", _part(picture)) for picture in pictures]
        answer = _json(self._post("/search/batch", parts, {"topk": topk} | parameters))
        return _sensible(lambda: [_found_or_refused(one) for one in answer["results"]])

    def artwork(self, artwork_id: str) -> dict[str, Any]:
        """Return what the gallery knows of one work."""
        return _json(self._get(f"/artwork/{quote(artwork_id, safe='')}"))

    def view(self, link: str) -> bytes:
        """Return the PNG file that an answer linked to, or that it holds as a data address.

        Raises:
            ServiceError: the picture is no longer kept.
            UsageError: that is not what an answer of the service holds; no other address is ever opened.

        """
        if link.startswith(_DATA):
            try:
                return base64.b64decode(link.removeprefix(_DATA), validate=True)
            except (binascii.Error, ValueError) as error:
                raise UsageError("The data address of the view is damaged; ask for the study again.") from error
        if not _LINK.fullmatch(link):
            raise UsageError("A view is named by its link in an answer, such as /views/…/masses.png.")
        return self._get(link).content

    def health(self) -> Health:
        """Return how the service is."""
        answer = _json(self._get("/health"))
        return _sensible(lambda: Health(**{item.name: answer[item.name] for item in fields(Health)}))

    def ready(self) -> bool:
        """Return whether there is a gallery to search."""
        try:
            return _json(self._get("/ready", attempts=1)).get("status") == "ready"
        except ServiceError as error:
            if error.status == httpx.codes.SERVICE_UNAVAILABLE:
                return False
            raise

    def metrics(self) -> str:
        """Return the metrics in the Prometheus text format."""
        return self._get("/metrics").content.decode("utf-8", "replace")

    def openapi(self) -> dict[str, Any]:
        """Return the contract of the service."""
        return _json(self._get("/openapi.json"))

    def version(self) -> dict[str, Any]:
        """Return which version and gallery answer."""
        return _json(self._get("/version"))

    def _get(self, path: str, attempts: int | None = None) -> _Response:
        return self._tried(self._http.build_request("GET", path), repeatable=True, attempts=attempts)

    def _post(self, path: str, parts: _Parts, parameters: Mapping[str, Any]) -> _Response:
        given = {name: value for name, value in parameters.items() if value is not None}
        request = self._http.build_request("POST", path, files=list(parts), params=given)
        request.read()
        return self._tried(request, repeatable=False)

    def _tried(self, request: httpx.Request, *, repeatable: bool, attempts: int | None = None) -> _Response:
        """Return the first answer that is final."""
        attempt, most = 0, attempts or self._attempts
        while True:
            attempt += 1
            last = attempt >= most
            try:
                response = self._sent(request)
            except httpx.HTTPError as error:
                if last or not (repeatable or isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)):
                    raise ServiceError(0, "unreachable", "The service did not answer.") from error
                pause = PAUSE * 2 ** (attempt - 1)
            else:
                if httpx.codes.is_success(response.status):
                    return response
                if last or response.status not in _LATER:
                    raise _problem(response)
                pause = _asked_for(response, PAUSE * 2 ** (attempt - 1))
            self._sleep(pause)

    def _sent(self, request: httpx.Request) -> _Response:
        """Return one answer, all of it: as much of it as one may hold, and in the time of one attempt."""
        end = time.monotonic() + self._timeout
        answer = self._http.send(request, stream=True)
        try:
            body = bytearray()
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > MOST_BYTES:
                    raise _unexpected(answer.status_code, "The answer is longer than any of the service.")
                if time.monotonic() > end:
                    raise httpx.ReadTimeout("the answer did not end in time", request=request)
        finally:
            answer.close()
        return _Response(answer.status_code, answer.headers, bytes(body))


@dataclass(frozen=True, slots=True)
class _Response:
    """An answer that is here as a whole."""

    status: int
    headers: httpx.Headers
    content: bytes


def _part(picture: Upload, name: str | None = None) -> tuple[str, bytes]:
    if isinstance(picture, bytes):
        return name or "picture", picture
    path = Path(picture)
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableFileError("That is not a file; name a picture.")
        if found.st_size > MOST_UPLOAD:
            raise FileTooLargeError(f"A picture may hold {MOST_UPLOAD / 1e6:g} MB; send a smaller one.")
        # A name that is not text, as old disks hold them, is sent with a mark in place of each such byte.
        return name or path.name.encode("utf-8", "replace").decode(), path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise PictureNotFoundError("There is no file of that name; check the spelling and the folder.") from error
    except OSError as error:
        raise UnreadableFileError("The file cannot be opened; check its permissions and the disk.") from error


def _asked_for(response: _Response, otherwise: float) -> float:
    text = response.headers.get("retry-after", "")
    return min(float(text), LONGEST_PAUSE) if re.fullmatch(r"[0-9]{1,9}", text) else otherwise


def _unexpected(status: int, message: str) -> ServiceError:
    return ServiceError(status, "unexpected", message)


def _sensible(read: Callable[[], _T]) -> _T:
    """Return what ``read`` makes of an answer, or say that the answer makes no sense."""
    try:
        return read()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _unexpected(200, "That is not an answer of the service; check its address and version.") from error


def _json(response: _Response) -> dict[str, Any]:
    answer = _sensible(lambda: json.loads(response.content))
    if not isinstance(answer, dict):
        raise _unexpected(response.status, "That is not an answer of the service; check its address and version.")
    return answer


def _found(answer: Mapping[str, Any]) -> Found:
    works = _sensible(lambda: [dict(work) for work in answer["results"]])
    return _sensible(lambda: Found(works, answer["close_match"], bool(answer["cache_hit"])))


def _found_or_refused(one: Mapping[str, Any]) -> Found | ServiceError:
    if "error" not in one:
        return _found(one)
    return _error(200, one["error"]["code"], one["error"]["message"])


def _problem(response: _Response) -> ServiceError:
    status, request_id = response.status, response.headers.get("x-request-id", "")[:_SENTENCE] or None
    if httpx.codes.is_redirect(status):
        return _unexpected(status, "The service is at another address; use that one.")
    try:
        document = json.loads(response.content)
        return _error(status, document["code"], document["detail"], request_id)
    except (ValueError, KeyError, TypeError, RecursionError):
        return ServiceError(status, "unknown", f"The service answered with an error (status {status}).", request_id)


def _error(status: int, code: Any, message: Any, request_id: str | None = None) -> ServiceError:
    """Return a problem as an error, of the package's own class where there is one of its code."""
    if not isinstance(code, str) or not isinstance(message, str):
        raise TypeError(code)
    sentence = " ".join(message.split())[:_SENTENCE]
    kind = _kinds().get("usage" if status == httpx.codes.BAD_REQUEST and code not in _kinds() else code, ServiceError)
    return kind(status, code, sentence, request_id)


@lru_cache(maxsize=1)
def _kinds() -> dict[str, type[ServiceError]]:
    """Return code to a class that is a ServiceError and the package's own error of that code.

    The service's *not_found* is about an address, the package's about a file: that one stays plain.
    """
    own = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ArtAssistantError)]
    codes = {kind.code: kind for kind in own if kind not in {ArtAssistantError, PictureNotFoundError}}
    return {code: type(kind.__name__, (ServiceError, kind), {"__doc__": kind.__doc__}) for code, kind in codes.items()}
