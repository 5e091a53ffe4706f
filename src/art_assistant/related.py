"""Search alone: from the bytes of a picture, or from words, to works, without the studies a report is made of.

What is measured is only what a search needs: one pass of the networks, the four facets, and what a reason may cite. The
networks look while the rest of the picture is decoded and measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from art_assistant.errors import UsageError
from art_assistant.field.corners import OFF
from art_assistant.gallery.encoder import measured_facets
from art_assistant.gallery.facets import FacetVectors
from art_assistant.gallery.home import open_gallery
from art_assistant.gallery.search.find import NOTHING, References, find_references
from art_assistant.gallery.search.query import Likeness, Wish, build_query, facets_of, likeness_of
from art_assistant.gallery.search.words import ALONE, only_words, reader_of, said, with_words
from art_assistant.pipeline import Study
from art_assistant.settings import AnalysisSettings, Settings
from art_assistant.vision.encoders import Encoder, Reads, named_encoder
from art_assistant.vision.twin.labels import Label, label

Source = bytes | str | Path


def find_related(
    source: Source,
    *,
    settings: Settings | None = None,
    gallery: str | Path | None = None,
    top: int | None = None,
    weights: str | Mapping[str, Any] | None = None,
    keywords: str | None = None,
    diversify: bool = True,
    mirror: bool = False,
    plus: Sequence[Source] = (),
    minus: Sequence[Source] = (),
    plus_text: Sequence[str] = (),
    minus_text: Sequence[str] = (),
) -> References:
    """Return the works of a gallery that are related to one picture, best first, each with its reason.

    Args:
        source: the bytes of an image file, or the path of one.
        settings: ``Settings()`` by default. The environment is not read here.
        gallery: a name or a folder; by default the gallery that the settings name.
        top: how many works, 1-50; by default as the settings say.
        weights: facet to weight, also as ``"overall=1,value=2"``; the usual ones by default.
        keywords: every word must be found in a work's facts; ``artist:monet`` looks in one field.
        diversify: leave out copies and spread the result.
        mirror: also find works whose values are arranged the other way round.
        plus, minus: pictures whose likeness is added or taken away.
        plus_text, minus_text: words that are added or taken away, in a gallery whose encoder reads words.

    Raises:
        UsageError: ``top``, ``weights``, ``keywords`` or a text make no sense.
        InputError, LimitError: a picture cannot be read or is over a limit.
        GalleryError: the gallery cannot be used.
        ModelError: an embedded model is missing or damaged.

    """
    chosen = _compared(settings or Settings())
    wanted = chosen.gallery.top if top is None else top
    wish = Wish.of(weights, top=wanted, keywords=keywords, diversify=diversify, mirror=mirror)
    opened = open_gallery(gallery, chosen)
    words = said(reader_of(opened), plus_text, minus_text) if plus_text or minus_text else None
    study = _opened(source, chosen)
    if study.picture.nothing_counts:
        return NOTHING
    query = build_query(
        likeness_of(study.picture, study.looking, opened.encoder),
        wish,
        plus=[_facets(other, chosen, opened.encoder) for other in plus],
        minus=[_facets(other, chosen, opened.encoder) for other in minus],
    )
    return find_references(opened, query if words is None else with_words(opened, query, words))


def find_by_text(
    text: str | Sequence[str],
    *,
    settings: Settings | None = None,
    gallery: str | Path | None = None,
    top: int | None = None,
    keywords: str | None = None,
    diversify: bool = True,
    minus_text: Sequence[str] = (),
) -> References:
    """Return the works of a gallery that are nearest to words, best first.

    Args:
        text: what the works should show, such as "two figures under a tree"; several are added.
        settings: ``Settings()`` by default. The environment is not read here.
        gallery: a name or a folder; by default the gallery that the settings name. Its encoder has to read words.
        top: how many works, 1-50; by default as the settings say.
        keywords: every word must be found in a work's facts, as for ``find_related``.
        diversify: leave out copies and spread the result.
        minus_text: words that are taken away.

    Raises:
        UsageError: ``top``, ``keywords`` or a text make no sense.
        GalleryError: the gallery cannot be used, or its encoder reads no words.
        ModelError: the model that reads is missing or damaged.

    """
    chosen = settings or Settings()
    wish = Wish.of(ALONE, top=chosen.gallery.top if top is None else top, keywords=keywords, diversify=diversify)
    opened = open_gallery(gallery, chosen)
    words = said(reader_of(opened), [text] if isinstance(text, str) else text or [""], minus_text)
    likeness = Likeness(only_words(opened, words), {}, "")
    return find_references(opened, replace(build_query(likeness, wish), exclude=None, worded=True))


def label_picture(
    source: Source, labels: Sequence[str], model: str, *, settings: Settings | None = None, prompt: str | None = None
) -> list[Label]:
    """Return labels of the artist's own, the nearest to a picture first.

    Args:
        source: the bytes of an image file, or the path of one.
        labels: two or more, such as styles.
        model: the name of a model that was fetched or added.
        settings: ``Settings()`` by default. The environment is not read here.
        prompt: a sentence in which ``{}`` stands for the label.

    Raises:
        UsageError: the labels, the model's name or the prompt make no sense, or the model reads no words.
        GalleryEncoderError: there is no model of that name here.
        InputError, LimitError: the picture cannot be read or is over a limit.
        ModelError: a model is missing or damaged.

    """
    chosen = _compared(settings or Settings())
    encoder = named_encoder(model, chosen.models)
    if not isinstance(encoder, Reads):
        raise UsageError(f"The encoder '{model}' reads no words; name a model of 'art-assistant models list'.")
    study = _opened(source, chosen)
    seen = encoder.encode(study.picture, study.looking().features)[0]
    return label(seen, encoder, labels, prompt)


def _compared(settings: Settings) -> Settings:
    """Return the settings with the analysis at its defaults: works are compared in one way, whatever is studied.

    What of the file is the picture stays as it was said.
    """
    how = settings.analysis
    return replace(settings, analysis=AnalysisSettings(threads=how.threads, canvas=how.canvas, correct=how.correct))


def _opened(source: Source, settings: Settings) -> Study:
    # A picture is cut out of the detail copy; a search by the whole file needs none.
    return Study(source, settings=settings, detail=settings.analysis.canvas != OFF)


def _facets(source: Source, settings: Settings, encoder: Encoder) -> FacetVectors:
    study = _opened(source, settings)
    return facets_of(study.picture, study.looking(), measured_facets(study.picture), encoder)
