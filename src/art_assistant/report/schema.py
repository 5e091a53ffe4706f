"""The report as JSON, and the schema that describes it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any, Final

from art_assistant.files.studies import SEAL, UNSEALED, WRITTEN, StudyFiles, Writing, sealed
from art_assistant.report.model import Report

_DECIMALS: Final = 6


def as_json(report: Report) -> str:
    """Return the report as one line of JSON, keys in the order of the vocabulary, no NaN."""
    return json.dumps(plain(report.as_dict()), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def as_written_json(report: Report, files: Mapping[str, bytes]) -> bytes:
    """Return ``report.json``, laid out for reading: the report, the ``files`` beside it, and a seal over all of it."""
    listed = StudyFiles({name: Writing.of(data) for name, data in files.items()}).as_dict()
    form = plain(report.as_dict()) | {WRITTEN: listed, SEAL: UNSEALED}
    return sealed(f"{json.dumps(form, ensure_ascii=False, indent=2, allow_nan=False)}\n".encode())


@lru_cache(maxsize=1)
def report_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a report."""
    text = resources.files("art_assistant.report").joinpath("schema", "report.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def plain(value: Any) -> Any:
    """Return ``value`` as JSON can hold it: numbers rounded to six decimals, None for what is not finite.

    Text loses lone surrogates (a file name that is not UTF-8) and the line separators that would break one-line JSON.
    """
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float):
        return round(value, _DECIMALS) + 0.0 if math.isfinite(value) else None
    return value


def _text(value: str) -> str:
    shown = value.encode("utf-8", "replace").decode("utf-8")
    return shown.replace("\u2028", " ").replace("\u2029", " ").replace("\u0085", " ")
