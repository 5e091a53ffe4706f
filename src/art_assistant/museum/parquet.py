"""The one module that knows Parquet: catalogues written, tables of pictures read."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from art_assistant.errors import UnreadableFileError, UsageError

_BATCH: Final = 64
_NUMBERS: Final = frozenset({"year", "century"})
_FACTS: Final = {"artist": "artist", "style": "style", "title": "title", "date": "date", "year": "date"}
"""Column of a table of pictures to the fact that it tells."""


def is_parquet(name: str) -> bool:
    """Whether a file is named as a Parquet file."""
    return name.casefold().endswith(".parquet")


def can_parquet() -> bool:
    """Whether the library that reads and writes Parquet is there."""
    return find_spec("pyarrow") is not None


def parquet_of(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the Parquet file of rows: texts, and whole numbers where the column is one of years."""
    import pyarrow as pa  # noqa: PLC0415 - an extra that may be absent
    import pyarrow.parquet as pq  # noqa: PLC0415

    schema = pa.schema([(name, pa.int32() if name in _NUMBERS else pa.string()) for name in columns])
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows), schema), buffer, compression="zstd")
    return buffer.getvalue()


class PictureRows:
    """The rows of a Parquet file with a column ``image``: bytes, or as the ``datasets`` library keeps pictures."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            UsageError: the extra is missing, or the table has no column of pictures.
            UnreadableFileError: it cannot be read.

        """
        if not can_parquet():
            raise UsageError("Parquet files need the extra 'museum': pip install 'art-assistant[museum]'.")
        import pyarrow.parquet as pq  # noqa: PLC0415 - an extra that may be absent

        self._name = path.name
        with self._readable():
            self._file = pq.ParquetFile(path)
        if "image" not in self._file.schema_arrow.names:
            raise UsageError(f"{path.name} has no column 'image'; name a table that holds the pictures.")
        self._held: tuple[int, list[Any]] = (-1, [])

    def __iter__(self) -> Iterator[tuple[dict[str, str], bytes | None]]:
        """Yield what each row tells, and its picture; raises UnreadableFileError where the file is damaged."""
        names = [name for name in _FACTS if name in self._file.schema_arrow.names]
        coded = self._codes()
        with self._readable():
            for batch in self._file.iter_batches(_BATCH, columns=["image", *names]):
                for row in batch.to_pylist():
                    yield _told(row, coded), _bytes_of(row["image"])

    def picture(self, number: int) -> bytes | None:
        """Return the picture of one row; rows are best asked for in their order."""
        before = 0
        for group in range(self._file.num_row_groups):
            rows = self._file.metadata.row_group(group).num_rows
            if number < before + rows:
                if self._held[0] != group:
                    with self._readable():
                        column = self._file.read_row_group(group, columns=["image"]).column(0)
                    self._held = (group, column.to_pylist())
                return _bytes_of(self._held[1][number - before])
            before += rows
        return None

    @contextmanager
    def _readable(self) -> Iterator[None]:
        import pyarrow as pa  # noqa: PLC0415 - an extra that may be absent

        try:
            yield
        except (OSError, pa.ArrowException) as error:
            raise UnreadableFileError(f"{self._name} cannot be read as a Parquet file; download it again.") from error

    def _codes(self) -> dict[str, list[str]]:
        """Return the names behind numbers, as the ``datasets`` library notes them in the schema."""
        metadata = self._file.schema_arrow.metadata or {}
        try:
            features = json.loads(metadata.get(b"huggingface", b"{}"))["info"]["features"]
            return {name: told["names"] for name, told in features.items() if "names" in told}
        except (ValueError, KeyError, TypeError, AttributeError):
            return {}


def _told(row: Mapping[str, Any], coded: Mapping[str, list[str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for column, fact in _FACTS.items():
        value = row.get(column)
        names = coded.get(column)
        if names is not None and isinstance(value, int):
            value = names[value] if 0 <= value < len(names) else None
        if value not in (None, ""):
            found.setdefault(fact, str(value))
    return found


def _bytes_of(value: Any) -> bytes | None:
    found = value.get("bytes") if isinstance(value, dict) else value
    return found if isinstance(found, bytes) and found else None
