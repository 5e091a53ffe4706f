"""The published answers hold what the core really says, unknowns included."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from art_assistant.gallery.search.find import References
from art_assistant.related import find_related
from art_assistant.service.front.models import Found


def _related(rgba: np.ndarray) -> References:
    buffer = io.BytesIO()
    Image.fromarray(rgba.astype(np.uint8)).save(buffer, "PNG")
    return find_related(buffer.getvalue())


def _published(found: References) -> Found:
    told = found.as_dict()
    return Found.model_validate({"results": told["references"], "close_match": told["close_match"], "cache_hit": False})


def test_a_facet_without_a_number_is_an_answer():
    answer = _published(_related(np.full((60, 80, 4), (90, 90, 90, 255))))
    assert answer.results
    assert all(work.facets["value"] is None and work.facets["manner"] is not None for work in answer.results)


def test_no_likeness_at_all_is_an_answer():
    answer = _published(_related(np.zeros((60, 80, 4))))
    assert answer.results == []
    assert answer.close_match is None
