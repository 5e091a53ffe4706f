"""RFC 9457 problem documents: one stable code, one public sentence, nothing from inside."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

MEDIA_TYPE: Final = "application/problem+json"

STATUS: Final[dict[str, int]] = {
    "usage": 400,
    "bad_settings": 400,
    "missing": 400,
    "bad_request": 400,
    "not_found": 404,
    "gallery_not_found": 404,
    "method_not_allowed": 405,
    "too_slow": 408,
    "file_too_large": 413,
    "unsupported_format": 415,
    "bad_filter": 422,
    "bad_input": 422,
    "empty_file": 422,
    "corrupt_image": 422,
    "truncated_image": 422,
    "gallery_words": 422,
    "limit": 422,
    "too_many_pixels": 422,
    "side_too_long": 422,
    "too_many_requests": 429,
    "internal": 500,
    "busy": 503,
    "model_unavailable": 503,
    "model_mismatch": 503,
    "gallery": 503,
    "gallery_corrupt": 503,
    "gallery_schema": 503,
    "gallery_encoder": 503,
    "gallery_count": 503,
    "gallery_index": 503,
    "deadline_exceeded": 504,
}
"""Every code the service answers with, and its status."""

INTERNAL_MESSAGE: Final = "Something went wrong on our side; try again, and quote the request id if it stays so."
LATER: Final = 30
"""Seconds after which to try again where nothing better is known."""

_TRY_LATER: Final = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


class ProblemError(HTTPException):
    """An answer that is not a success.

    It is an HTTP exception of the framework, because the framework lets only those through from where a body is read.

    Attributes:
        code: one of ``STATUS``; ``"internal"`` in place of any other.
        message: the public sentence.
        retry_after: seconds after which trying again makes sense; always there on 429 and 503.

    """

    def __init__(self, code: str, message: str, *, retry_after: int | None = None) -> None:
        known = code in STATUS and code != "internal"
        self.code = code if known else "internal"
        self.message = message if known else INTERNAL_MESSAGE
        super().__init__(STATUS[self.code], self.message)
        self.retry_after = LATER if retry_after is None and self.status_code in _TRY_LATER else retry_after

    @classmethod
    def internal(cls) -> ProblemError:
        """Return the problem that says nothing but that it is our fault."""
        return cls("internal", INTERNAL_MESSAGE)

    def as_dict(self) -> dict[str, Any]:
        """Return the problem document."""
        return {
            "type": "about:blank",
            "title": HTTPStatus(self.status_code).phrase,
            "status": self.status_code,
            "code": self.code,
            "detail": self.message,
        }

    def response(self) -> JSONResponse:
        """Return the problem as an HTTP response."""
        headers = {"Retry-After": str(self.retry_after)} if self.retry_after is not None else None
        return JSONResponse(self.as_dict(), status_code=self.status_code, headers=headers, media_type=MEDIA_TYPE)
