"""How a hub is asked: the one module that knows the hub's library.

It is silenced, sends no token, is patient as the settings say, and follows no redirect from https to http.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from art_assistant.base import telemetry
from art_assistant.errors import ArtAssistantError, ModelError, UsageError
from art_assistant.settings import ModelSettings

EXTRA: Final = "Fetching models needs an extra: pip install 'art-assistant[clip]'."
LEAST_BYTES: Final = 65_536
"""Bytes that have to come within the patience of the settings; what comes slower is given up."""

_AGAIN: Final = "Try again later, or take the model from a folder with 'art-assistant models add'."
_KEPT: Final = f"What came so far is kept. {_AGAIN}"


@contextmanager
def lent(models: ModelSettings) -> Iterator[Any]:
    """Lend the hub's library for the length of the block; its errors become ours.

    Raises:
        UsageError: it is not installed.
        ModelError: the hub cannot be reached, has no such file, refuses, or is too slow.
        OSError: the disk refused.

    """
    telemetry.silence_process()
    try:
        import huggingface_hub as hub  # noqa: PLC0415 - an extra
        from huggingface_hub import constants  # noqa: PLC0415
        from huggingface_hub.utils import logging  # noqa: PLC0415
        from huggingface_hub.utils._http import default_client_factory  # noqa: PLC0415 - put back below
    except ImportError as error:
        raise UsageError(EXTRA) from error
    logging.set_verbosity_error()
    was, constants.HF_HUB_DOWNLOAD_TIMEOUT = constants.HF_HUB_DOWNLOAD_TIMEOUT, models.patience
    hub.set_client_factory(lambda: _client(models))
    try:
        yield hub
    except ArtAssistantError:
        raise
    except Exception as error:
        told = _told(error)
        if told is None:
            raise
        raise ModelError(told) from error
    finally:
        constants.HF_HUB_DOWNLOAD_TIMEOUT = was
        hub.set_client_factory(default_client_factory)


def _told(error: Exception) -> str | None:
    """Return what to say of what the library raised; None of the disk's refusal and of our own faults."""
    import httpx2  # noqa: PLC0415 - what the hub's library asks with
    from huggingface_hub import errors  # noqa: PLC0415

    # A file of which the head could not be asked is told as missing here; what was the matter is the cause.
    cause = error.__cause__ if isinstance(error, errors.LocalEntryNotFoundError) else error
    if isinstance(cause, errors.OfflineModeIsEnabled):
        return "HF_HUB_OFFLINE is set, so that nothing is fetched; unset it and try again."
    if isinstance(cause, errors.RepositoryNotFoundError | errors.RevisionNotFoundError | errors.EntryNotFoundError):
        return f"The hub has no such model, revision or file. {_AGAIN}"
    if isinstance(cause, httpx2.HTTPError):
        status = cause.response.status_code if isinstance(cause, errors.HfHubHTTPError) else None
        what = f"refuses with status {status}" if status else "cannot be reached, or stopped in the middle"
        return f"The hub {what}. {_KEPT}"
    if isinstance(cause, errors.FileMetadataError | ValueError | KeyError | TypeError):
        return f"The hub answers something that cannot be understood. {_AGAIN}"
    # Its word for a file of another length than was told; what the disk refuses has a number.
    miscounted = isinstance(cause, OSError) and cause.errno is None
    return f"The hub sent less or more than it said. {_KEPT}" if miscounted else None


def _client(models: ModelSettings) -> Any:
    """Return the client that asks: of every answer it is seen where it comes from, and that it goes on coming."""
    import httpx2  # noqa: PLC0415 - what the hub's library asks with
    from huggingface_hub import constants, errors  # noqa: PLC0415

    class Watched(httpx2.SyncByteStream):  # type: ignore[misc] # the extra's types are not looked at
        def __init__(self, stream: Any) -> None:
            self._stream = stream

        def __iter__(self) -> Iterator[bytes]:
            return watched(self._stream, models.patience)

        def close(self) -> None:
            self._stream.close()

    def asked(request: Any) -> None:
        if constants.is_offline_mode():
            raise errors.OfflineModeIsEnabled
        if models.hub.casefold().startswith("https:") and request.url.scheme != "https":
            raise ModelError(f"The hub sends us on to an address that is not https. {_AGAIN}")

    def answered(response: Any) -> None:
        response.stream = Watched(response.stream)

    return httpx2.Client(
        event_hooks={"request": [asked], "response": [answered]}, follow_redirects=True, timeout=models.patience
    )


def watched(parts: Iterable[bytes], patience: float) -> Iterator[bytes]:
    """Yield the parts of an answer.

    Args:
        parts: as they come.
        patience: seconds within which ``LEAST_BYTES`` have to come, or the end.

    Raises:
        ModelError: they come too slowly.

    """
    since, came = time.monotonic(), 0
    for part in parts:
        came += len(part)
        if came >= LEAST_BYTES:
            since, came = time.monotonic(), 0
        elif time.monotonic() - since > patience:
            raise ModelError(f"The hub sends so slowly that it would take hours. {_KEPT}")
        yield part
