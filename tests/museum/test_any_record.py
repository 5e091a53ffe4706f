"""Whatever stands in a record, it becomes a work of clean facts, or one line of the summary; never a fault."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.museum.records import aic_record, cleveland_record, met_object, met_row

from art_assistant.museum.sources.aic import ArtInstitute
from art_assistant.museum.sources.cleveland import Cleveland
from art_assistant.museum.sources.hosts import HOSTS
from art_assistant.museum.sources.met import Met
from art_assistant.museum.sources.met_csv import row_work
from art_assistant.museum.sources.question import Inquiry
from art_assistant.museum.sources.work import ListedWork, MuseumWork, identifier

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
ANYTHING = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=5), below, max_size=3),
    max_leaves=6,
)
HERE = "https://museum.example"
RECORDS = {"met": met_object(1, HERE), "aic": aic_record(1), "cleveland": cleveland_record(1, HERE)}


class Told:
    """A museum that answers everything with one record."""

    def __init__(self, record: Any) -> None:
        self._record = record

    def page(self, address: str) -> Any:
        if "/search?hasImages" in address:
            return {"total": 1, "objectIDs": [1]}
        return {"data": [self._record], "config": {"iiif_url": HERE}}

    def each(self, addresses: Sequence[str]) -> list[Any]:
        return [self._record for _ in addresses]


def listed(kind: str, record: Any) -> list[ListedWork | str]:
    made = {"met": Met, "aic": ArtInstitute, "cleveland": Cleveland}[kind]
    return list(made(HOSTS[kind], Told(record), Inquiry(kind)).listed(None))


def clean(work: MuseumWork) -> bool:
    texts = [getattr(work, item.name) for item in fields(work) if item.name not in {"year", "century"}]
    known = [text for text in texts if text is not None]
    json.dumps(work.as_dict(), allow_nan=False)
    addresses = [address for address in (work.object_url, work.image_url) if address is not None]
    return (
        all(isinstance(text, str) and text and text == " ".join(text.split()) for text in known)
        and all(address.startswith(("https://", "http://")) for address in addresses)
        and (work.century is None or 1 <= work.century <= 21)
    )


@pytest.mark.parametrize("kind", RECORDS)
@given(data=st.data())
def test_any_record_is_a_clean_work_or_a_reason(kind: str, data: st.DataObject) -> None:
    keys = data.draw(st.lists(st.sampled_from(sorted(RECORDS[kind])), max_size=6))
    record = RECORDS[kind] | {key: data.draw(ANYTHING) for key in keys}
    (found,) = listed(kind, record)
    assert isinstance(found, str) or clean(found.work)


@pytest.mark.parametrize("kind", RECORDS)
@given(record=ANYTHING)
def test_anything_in_the_place_of_a_record_is_told(kind: str, record: Any) -> None:
    assert all(isinstance(found, str) or clean(found.work) for found in listed(kind, record))


@given(st.dictionaries(st.sampled_from(sorted(met_row(1))), st.text(max_size=20), max_size=8))
def test_any_row_of_the_table_is_a_clean_work_or_none(cells: dict[str, str]) -> None:
    found = row_work(met_row(1) | cells)
    assert found is None or clean(found.work)


@given(ANYTHING)
def test_no_number_leads_out_of_the_folder(number: Any) -> None:
    name = identifier("met", number)
    assert name is None or (name.isascii() and not set(name) & set('/\\:*?"<>|\0 ') and not name.endswith("."))
