"""The optional language model: any server that speaks the OpenAI protocol may phrase the tips.

Everything here may fail and nothing may be late: one deadline covers both tries, an answer is cut off at 64 KiB, and a
server that has failed three times in a row is left alone for a minute. The key is handed to the client and to nothing
else: no message, log line or error of this module holds it.
"""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from art_assistant.advice.language.prompt import SCHEMA, Prompt
from art_assistant.errors import LanguageModelError
from art_assistant.log import get_logger
from art_assistant.settings import LanguageSettings

TEMPERATURE: Final = 0.2
TRIES: Final = 2
MOST_BYTES: Final = 65_536
MOST_TOKENS: Final = 400
FAILURES: Final = 3
"""Failures in a row after which a server is left alone."""
PAUSE: Final = 60.0
"""Seconds for which it is left alone."""

_WORTH_TRYING: Final = 0.25
"""Seconds below which another try cannot be answered in time."""

Check = Callable[[str], tuple[str, ...]]


@dataclass(slots=True)
class Breaker:
    """Counts failures in a row per server and says when one is to be left alone."""

    clock: Callable[[], float] = time.monotonic
    _failures: dict[str, int] = field(default_factory=dict)
    _until: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self, server: str) -> bool:
        """Return whether the server is to be left alone now."""
        with self._lock:
            return self.clock() < self._until.get(server, -1.0)

    def record(self, server: str, *, good: bool) -> None:
        """Take note of how a request ended."""
        with self._lock:
            self._failures[server] = 0 if good else self._failures.get(server, 0) + 1
            if self._failures[server] >= FAILURES:
                self._failures[server] = 0
                self._until[server] = self.clock() + PAUSE


BREAKER: Final = Breaker()


def phrase(prompt: Prompt, settings: LanguageSettings, check: Check, *, breaker: Breaker = BREAKER) -> tuple[str, ...]:
    """Return the texts a model wrote, as ``check`` returned them.

    Args:
        prompt: what to send.
        settings: which server and model, its key, and the seconds after which this gives up, both tries included.
        check: turns the answer into texts, or raises LanguageModelError where they cannot be used.
        breaker: who counts the failures.

    Raises:
        LanguageModelError: no usable answer came in time; the message says which way it failed and holds no key.

    """
    server = f"{settings.base_url}|{settings.model}"
    if breaker.open(server):
        raise LanguageModelError("The language model has failed several times and is left alone for a minute.")
    end = time.monotonic() + settings.timeout
    failure = LanguageModelError("The language model did not answer in time.")
    for _ in range(TRIES):
        left = end - time.monotonic()
        if left < _WORTH_TRYING:
            break
        try:
            texts = check(_in_time(lambda left=left: _answer(prompt, settings, left), left))  # type: ignore[misc]
        except LanguageModelError as error:
            failure = error
        else:
            breaker.record(server, good=True)
            return texts
    breaker.record(server, good=False)
    get_logger(__name__).warning("language model not used", reason=failure.message)
    raise failure


def _in_time(work: Callable[[], str], seconds: float) -> str:
    """Return what ``work`` returns within ``seconds``; a thread that is late is left behind and ends by itself."""
    box: queue.SimpleQueue[str | LanguageModelError] = queue.SimpleQueue()

    def run() -> None:
        try:
            box.put(work())
        except LanguageModelError as error:
            box.put(error)

    threading.Thread(target=run, name="art-llm", daemon=True).start()
    try:
        got = box.get(timeout=seconds)
    except queue.Empty:
        raise LanguageModelError("The language model did not answer in time.") from None
    if isinstance(got, LanguageModelError):
        raise got
    return got


def _answer(prompt: Prompt, settings: LanguageSettings, seconds: float) -> str:
    """Return the text of the model's answer."""
    try:
        import openai  # noqa: PLC0415 (an optional extra, and slow to load)
    except ImportError:
        raise LanguageModelError(
            "The language model needs the package's 'llm' extra: pip install art-assistant[llm]."
        ) from None
    client = openai.OpenAI(
        base_url=settings.base_url or None, api_key=settings.api_key or "none", timeout=seconds, max_retries=0
    )
    try:
        with client, client.chat.completions.with_streaming_response.create(**_request(prompt, settings)) as reply:
            return _content(_read(reply.iter_bytes(), time.monotonic() + seconds))
    except LanguageModelError:
        raise
    except openai.APIStatusError as error:
        raise LanguageModelError(f"The language model answered with status {error.status_code}.") from None
    except openai.APITimeoutError:
        raise LanguageModelError("The language model did not answer in time.") from None
    except Exception as error:  # noqa: BLE001 (a server may break in any way; the tips must not)
        raise LanguageModelError(f"The language model could not be reached ({type(error).__name__}).") from None


def _request(prompt: Prompt, settings: LanguageSettings) -> dict[str, Any]:
    return {
        "model": settings.model,
        "messages": prompt.messages(),
        "temperature": TEMPERATURE,
        "max_tokens": MOST_TOKENS,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "two_tips", "strict": True, "schema": SCHEMA},
        },
    }


def _read(chunks: Any, end: float) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > MOST_BYTES:
            raise LanguageModelError("The language model's answer was too long.")
        if time.monotonic() > end:
            raise LanguageModelError("The language model did not answer in time.")
    return bytes(body)


def _content(body: bytes) -> str:
    """Return the text of a chat completion."""
    try:
        message = json.loads(body)["choices"][0]["message"]
        refusal, content = message.get("refusal"), message.get("content")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise LanguageModelError("The language model's answer could not be read.") from None
    if refusal or not isinstance(content, str) or not content.strip():
        raise LanguageModelError("The language model declined to answer.")
    return content
