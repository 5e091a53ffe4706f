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
import re
import stat
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote

import httpx

from art_assistant.base.hosts import is_here
from art_assistant.client.answers import (
    Found,
    Health,
    Response,
    ServiceError,
    found_in,
    found_or_refused,
    problem_in,
    sensible,
    table_of,
    unexpected,
)
from art_assistant.errors import (
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

Upload = bytes | str | Path
_Parts = Sequence[tuple[str, tuple[str, bytes]]]


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
            parameters: the query of ``/analyze``, such as ``blocks=4``, ``mixes=True`` or ``views="masses"``.

        Raises:
            ServiceError: the service refused, or could not be reached.
            PictureNotFoundError, UnreadableFileError, FileTooLargeError: there is no such file to send.

        """
        point = ",".join(map(str, focus)) if isinstance(focus, tuple) else focus
        meant = {"intent": intent or None, "focus": point, "genre": genre or None}
        return table_of(self._post("/analyze", [("file", _part(picture, name))], parameters | meant))

    def file(self, picture: Upload, name: str, **parameters: Any) -> bytes:
        """Return one file of a study, such as ``"layers.ora"``; as ``analyze``, with ``focus`` as text."""
        return self._post(f"/files/{quote(name, safe='')}", [("file", _part(picture))], parameters).content

    def value_study(self, picture: Upload, **parameters: Any) -> dict[str, Any]:
        """Return the value study of a picture; as ``analyze``."""
        return table_of(self._post("/value-study", [("file", _part(picture))], parameters))

    def compare(
        self, reference: Upload, painting: Upload, *, before: Upload | None = None, **parameters: Any
    ) -> dict[str, Any]:
        """Return what differs between a painting and the picture that it was painted from.

        Args:
            reference, painting: both, as for ``analyze``.
            before: an earlier attempt at the same reference.
            parameters: ``corners``, ``card``, ``intended`` (ids or kinds, by commas), ``inline``.

        Raises:
            ServiceError: the service refused, or could not be reached.

        """
        named = {"reference": reference, "painting": painting, "before": before}
        parts = [(name, _part(picture)) for name, picture in named.items() if picture is not None]
        return table_of(self._post("/compare", parts, parameters))

    def outline(self, picture: Upload, **parameters: Any) -> bytes:
        """Return an outline as a file: ``size``, ``dpi``, ``detail``, ``format``, ``grid``, ``mirror``, ``canvas``."""
        return self._post("/outline", [("file", _part(picture))], parameters).content

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
        return found_in(table_of(self._post(path, parts, {"topk": topk} | parameters)))

    def search_batch(
        self, pictures: Sequence[Upload], *, topk: int = 8, **parameters: Any
    ) -> list[Found | ServiceError]:
        """Return, for each of at most ten pictures and in their order, what was found or why nothing could be."""
        parts = [("files", _part(picture)) for picture in pictures]
        answer = table_of(self._post("/search/batch", parts, {"topk": topk} | parameters))
        return sensible(lambda: [found_or_refused(one) for one in answer["results"]])

    def artwork(self, artwork_id: str) -> dict[str, Any]:
        """Return what the gallery knows of one work."""
        return table_of(self._get(f"/artwork/{quote(artwork_id, safe='')}"))

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
        answer = table_of(self._get("/health"))
        return sensible(lambda: Health(**{item.name: answer[item.name] for item in fields(Health)}))

    def ready(self) -> bool:
        """Return whether there is a gallery to search."""
        try:
            return table_of(self._get("/ready", attempts=1)).get("status") == "ready"
        except ServiceError as error:
            if error.status == httpx.codes.SERVICE_UNAVAILABLE:
                return False
            raise

    def metrics(self) -> str:
        """Return the metrics in the Prometheus text format."""
        return self._get("/metrics").content.decode("utf-8", "replace")

    def openapi(self) -> dict[str, Any]:
        """Return the contract of the service."""
        return table_of(self._get("/openapi.json"))

    def version(self) -> dict[str, Any]:
        """Return which version and gallery answer."""
        return table_of(self._get("/version"))

    def _get(self, path: str, attempts: int | None = None) -> Response:
        return self._tried(self._http.build_request("GET", path), repeatable=True, attempts=attempts)

    def _post(self, path: str, parts: _Parts, parameters: Mapping[str, Any]) -> Response:
        given = {name: value for name, value in parameters.items() if value is not None}
        request = self._http.build_request("POST", path, files=list(parts), params=given)
        request.read()
        return self._tried(request, repeatable=False)

    def _tried(self, request: httpx.Request, *, repeatable: bool, attempts: int | None = None) -> Response:
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
                    raise problem_in(response)
                pause = _asked_for(response, PAUSE * 2 ** (attempt - 1))
            self._sleep(pause)

    def _sent(self, request: httpx.Request) -> Response:
        """Return one answer, all of it: as much of it as one may hold, and in the time of one attempt."""
        end = time.monotonic() + self._timeout
        answer = self._http.send(request, stream=True)
        try:
            body = bytearray()
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > MOST_BYTES:
                    raise unexpected(answer.status_code, "The answer is longer than any of the service.")
                if time.monotonic() > end:
                    raise httpx.ReadTimeout("the answer did not end in time", request=request)
        finally:
            answer.close()
        return Response(answer.status_code, answer.headers, bytes(body))


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


def _asked_for(response: Response, otherwise: float) -> float:
    text = response.headers.get("retry-after", "")
    return min(float(text), LONGEST_PAUSE) if re.fullmatch(r"[0-9]{1,9}", text) else otherwise
