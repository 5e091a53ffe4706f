"""What a service answers, read by somebody who does not trust it: what makes no sense is an error of one line."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeVar

import httpx

from art_assistant import errors
from art_assistant.errors import ArtAssistantError, PictureNotFoundError

_SENTENCE: Final = 600
"""Characters of a complaint; the longest of the service lists all views."""

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


@dataclass(frozen=True, slots=True)
class Response:
    """An answer that is here as a whole."""

    status: int
    headers: httpx.Headers
    content: bytes


def unexpected(status: int, message: str) -> ServiceError:
    """Return the error for what no service of ours answers."""
    return ServiceError(status, "unexpected", message)


def sensible(read: Callable[[], _T]) -> _T:
    """Return what ``read`` makes of an answer, or say that the answer makes no sense."""
    try:
        return read()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise unexpected(200, "That is not an answer of the service; check its address and version.") from error


def table_of(response: Response) -> dict[str, Any]:
    """Return the JSON object of an answer; raises ServiceError where it is none."""
    answer = sensible(lambda: json.loads(response.content))
    if not isinstance(answer, dict):
        raise unexpected(response.status, "That is not an answer of the service; check its address and version.")
    return answer


def found_in(answer: Mapping[str, Any]) -> Found:
    """Return what a search found; raises ServiceError where the answer makes no sense."""
    works = sensible(lambda: [dict(work) for work in answer["results"]])
    return sensible(lambda: Found(works, answer["close_match"], bool(answer["cache_hit"])))


def found_or_refused(one: Mapping[str, Any]) -> Found | ServiceError:
    """Return what one of several searches found, or why it was refused."""
    if "error" not in one:
        return found_in(one)
    return _error(200, one["error"]["code"], one["error"]["message"])


def problem_in(response: Response) -> ServiceError:
    """Return the error that an answer tells of."""
    status, request_id = response.status, response.headers.get("x-request-id", "")[:_SENTENCE] or None
    if httpx.codes.is_redirect(status):
        return unexpected(status, "The service is at another address; use that one.")
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
