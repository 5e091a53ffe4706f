"""One picture from bytes to Report: the whole flow, and the seam on which every face stands.

A ``Study`` decodes a picture once and makes each part when it is first asked for. A part is kept under what it was
asked with, so that a face which moves one slider pays for what that slider changes and for nothing else. ``report()``
makes all parts, on a few hands of its own that go when it ends, so that studies in other threads, or in a forked
process, never wait for them. The network looks while the rest of the picture is still being decoded. The same picture
and settings give the same parts in whatever order they are asked for; only ``timings`` differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from art_assistant.advice.coach import Advice, advise
from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.finding.expectation import expectation
from art_assistant.advice.finding.intent import Intent
from art_assistant.analysis.blocks.study import BlockStudy
from art_assistant.analysis.color.study import ColorStudy
from art_assistant.analysis.composition.study import Composition
from art_assistant.analysis.edges.lines import EdgeLines
from art_assistant.analysis.edges.study import EdgeStudy
from art_assistant.analysis.mass.study import MassStudy
from art_assistant.analysis.notan.study import Notans
from art_assistant.analysis.value.study import ValueStudy
from art_assistant.base.processes import threads_to_take
from art_assistant.corpus.quantiles import Standing, masters
from art_assistant.field.corners import AUTO
from art_assistant.field.kind import PictureKind
from art_assistant.field.labels import PAINTING
from art_assistant.gallery.home import open_gallery
from art_assistant.gallery.search.find import NOTHING, References, find_references
from art_assistant.gallery.search.query import Likeness, Wish, build_query, facets_of
from art_assistant.imaging.arrays import U8, Picture
from art_assistant.report.model import Report
from art_assistant.report.screen import (
    Drawing,
    Parts,
    check_view,
    draw_for_screen,
    file_for_screen,
    lightness_for_screen,
)
from art_assistant.report.views import BY_NAME
from art_assistant.report.words.captions import alt_text, caption, fact
from art_assistant.settings import Settings
from art_assistant.study.framed import Framed
from art_assistant.style.card import StyleCard, classify
from art_assistant.vision.encoders import Encoder


class ViewWords(NamedTuple):
    """What is said of a view: its title, what it shows and how to use it, what it measures, and what it looks like."""

    title: str
    caption: str
    fact: str
    alt: str


class Study(Framed):
    """One picture, decoded once, and everything that can be measured in it, said of it and shown of it.

    Safe to share between threads. What is measured is described in ``Measured``, and what of a file is studied in
    ``Framed``.
    """

    def related(
        self,
        weights: str | Mapping[str, Any] | None = None,
        keywords: str | None = None,
        *,
        gallery: str | Path | None = None,
        top: int | None = None,
        diversify: bool = True,
        mirror: bool = False,
    ) -> References:
        """Return the works of a gallery that are related to the picture, best first, each with its reason.

        Args:
            weights: facet to weight, also as ``"overall=1,value=2"``; the usual ones by default.
            keywords: every word must be found in a work's facts; ``artist:monet`` looks in one field.
            gallery: a name or a folder; by default the one that the settings name.
            top: how many works, 1-50; by default as the settings say.
            diversify: leave out copies and spread the result.
            mirror: also find works whose values are arranged the other way round.

        Raises:
            UsageError: ``top``, ``weights`` or ``keywords`` make no sense.
            GalleryError: the gallery cannot be used.

        """
        wanted = self.settings.gallery.top if top is None else top
        wish = Wish.of(weights, top=wanted, keywords=keywords, diversify=diversify, mirror=mirror)
        opened = open_gallery(gallery, self.settings)
        if self.picture.nothing_counts:
            return NOTHING
        query = build_query(self._likeness(opened.encoder), wish)
        with self.stages("references"):
            return find_references(opened, query)

    def _likeness(self, encoder: Encoder) -> Likeness:
        # Another model than ours takes a pass of its own, which no slider has to wait for twice.
        facets = self._parts(
            ("likeness", encoder.identity),
            lambda: facets_of(self.picture, self.looking(), self.facets(), encoder),
        )
        return Likeness(facets, self.metrics(), self.picture.sha256)

    def _related(self) -> References:
        return self._parts("related", self.related)

    def standing(self, intent: Intent | None = None) -> Mapping[str, Standing]:
        """Return metric to its place among the masters' paintings; nothing where the picture is no painting."""
        return self._ranks() if self.kind(_said(intent)).label == PAINTING else {}

    def _ranks(self) -> Mapping[str, Standing]:
        return self._parts("standing", lambda: masters().standings(self.metrics()))

    def style(self, intent: Intent | None = None) -> StyleCard:
        """Return the style card, as it is for the kind of picture that this one is."""
        kind = self.kind(_said(intent))
        return self._parts(("style", kind.label), lambda: self._style(kind))

    def _style(self, kind: PictureKind) -> StyleCard:
        learned, related = self.looking().learned, self._related()
        ranks = self._ranks() if kind.label == PAINTING else {}
        with self.stages("style"):
            return classify(learned, kind, ranks, related.items)

    def advice(self, intent: Intent | None = None) -> Advice:
        """Return the tips and strengths; ``intent`` is what the artist says the picture is meant to be.

        Where a language model was to phrase them and could not, it is asked again the next time.
        """
        key = "advice", intent
        found = self._parts(key, lambda: self._advice(intent))
        if found.note is not None:
            self._parts.forget(key)
        return found

    def _advice(self, intent: Intent | None) -> Advice:
        kind = self.kind(_said(intent))
        evidence = self._parts(("evidence", kind.label), lambda: self._evidence(kind, self.style(intent)))
        with self.stages("tips"):
            return advise(evidence, intent, self.settings.llm)

    def _evidence(self, kind: PictureKind, style: StyleCard) -> Evidence:
        return Evidence(
            self.metrics() | expectation().metrics(self.looking().learned.raw),
            self.picture.standard,
            self.values(),
            self.masses(),
            self.color(),
            self.composition(),
            self.edges(),
            None if style.abstained or style.photograph else style.family,
            kind.label,
            kind.monochrome,
            self.photo(),
            None if self.canvas().applied else self.canvas().corners,
            self.canvas().applied and self.canvas().surround is not None,
            self.lab(),
            self.stirred(),
        )

    def view(self, name: str, side: int = 900, parts: Parts | None = None) -> Drawing:
        """Return a view, drawn with its long side at ``side`` pixels, as a file for the screen.

        Args:
            name: of the view, as in ``report.views``.
            side: 64-4096.
            parts: what is drawn instead of the parts that the settings ask for, such as masses that were overridden.

        Raises:
            UsageError: there is no view of that name, the picture has nothing to show in it, or the side is outside
                its range.

        """
        if parts is not None:
            return draw_for_screen(_Shown(self, parts), name, side)
        return self._parts(("view", name, side), lambda: draw_for_screen(_Shown(self, Parts()), name, side))

    def file_view(self, side: int = 900) -> Drawing:
        """Return the upright file, whole, as a file for the screen; raises UsageError where ``side`` is not 64-4096."""
        return self._parts(("file", side), lambda: file_for_screen(self.file, side))

    def words(self, name: str) -> ViewWords:
        """Return what is written under a view, and read out for it; raises UsageError where there is no such view."""
        check_view(name)
        shown = _Shown(self, Parts())
        return ViewWords(BY_NAME[name].title, caption(name, shown), fact(name, shown), alt_text(name, shown))

    def lightness(self, side: int = 900) -> U8:
        """Return the L* of the picture at the size of a screen, (h, w) uint8 in halves of a unit: 0-200.

        A face that is handed this plane draws plans, notans and probes by itself, at most 0.25 L* from the truth.

        Args:
            side: of the long side, 64-4096.

        Raises:
            UsageError: the side is outside its range.

        """
        return self._parts(("lightness", side), lambda: lightness_for_screen(_Shown(self, Parts()), side))

    def report(self, intent: Intent | None = None) -> Report:
        """Return the report: every part, made at once by as many hands as ``analysis.threads`` says.

        Args:
            intent: what the picture is meant to be, where the artist says so.

        Raises:
            ModelError: an embedded model is missing or damaged.
            GalleryError: the gallery cannot be used.

        """
        self._begin(intent)
        related, advice = self._related(), self.advice(intent)
        nothing = self.picture.nothing_counts
        return Report(
            picture=self.picture,
            values=self.values(),
            masses=self.masses(),
            notans=self.notans(),
            color=self.color(),
            blocks=self.blocks(),
            composition=self.composition(),
            edges=self.edges(),
            style=None if nothing else self.style(intent),
            references=related.items,
            close_match=related.close_match,
            tips=advice.tips,
            tips_reason=advice.reason,
            tips_note=advice.note,
            strengths=advice.strengths,
            standing=self.standing(intent),
            timings=dict(self.stages.timings),
            file=self.file,
            kind=None if nothing else self.kind(_said(intent)),
            canvas=self.canvas(),
            photo=self.photo(),
            intent=None if intent == Intent() else intent,
            mixes=self.mixes() if self.settings.analysis.mixes else None,
        )

    def _begin(self, intent: Intent | None) -> None:
        """Make the parts on hands of this call's own; where one cannot be made, what has not begun is given up.

        The caller is one of the hands: it makes what takes longest, one thing after the other, and then helps.
        """
        others = max(1, threads_to_take(self.settings.analysis.threads) - 1)
        hands = ThreadPoolExecutor(others, thread_name_prefix="art-hand")
        try:
            # Most pictures fill their file: it is measured as if this one did while it is found out where it lies.
            ahead = [hands.submit(part) for part in self._of_the_file()]
            if self.picture is not self.file:
                for part in ahead:
                    part.cancel()
            parts: tuple[Callable[[], object], ...] = (
                *(self.blocks, self.color_parts, self.pixels, self.subject, self.contours, self.photo, self.edges),
                *(self.emphasis, self.color, self.facets, self.composition, lambda: self.style(intent)),
            )
            begun = [(part, hands.submit(part)) for part in parts]
            # Subject, masses and notans wait for each other.
            self.notans()
            for make, job in reversed(begun):
                if job.cancel():
                    make()
            for _, job in begun:
                if not job.cancelled():
                    job.result()
        finally:
            hands.shutdown(cancel_futures=True)

    def _of_the_file(self) -> tuple[Callable[[], object], ...]:
        """Return what is measured of the whole file before it is known where the picture lies in it.

        What needs no network comes first, and of that what keeps the interpreter busy, since the networks do not.
        """
        if self.settings.analysis.canvas != AUTO:
            return ()
        whole = self.whole
        return (
            *(whole.values, whole.blocks, whole.color_parts, whole.level, whole.stirred, whole.pixels),
            *(whole.subject, whole.contours),
        )


def _said(intent: Intent | None) -> str | None:
    """Return what kind of picture the artist's words name, if any."""
    return None if intent is None else intent.kind


class _Shown:
    """A study as views see it: each part made when a view looks at it, but for those that were given."""

    def __init__(self, study: Study, given: Parts) -> None:
        self._study, self._given = study, given

    @property
    def picture(self) -> Picture:
        return self._study.picture

    @property
    def values(self) -> ValueStudy:
        return self._given.values or self._study.values()

    @property
    def masses(self) -> MassStudy:
        return self._given.masses or self._study.masses()

    @property
    def notans(self) -> Notans:
        return self._given.notans or self._study.notans()

    @property
    def color(self) -> ColorStudy:
        return self._given.color or self._study.color()

    @property
    def blocks(self) -> BlockStudy:
        return self._study.blocks()

    @property
    def composition(self) -> Composition:
        return self._given.composition or self._study.composition()

    @property
    def edges(self) -> EdgeStudy | None:
        return self._study.edges()

    @property
    def lines(self) -> EdgeLines | None:
        return self._study.lines()


def analyze(
    source: bytes | str | Path,
    *,
    name: str = "",
    intent: Intent | None = None,
    settings: Settings | None = None,
    kind: str | None = None,
    canvas: str | None = None,
    correct: bool | None = None,
) -> Report:
    """Return the report on one picture.

    Args:
        source: the bytes of an image file, or the path of one.
        name: what to call the picture; the file's own name by default.
        intent: what the picture is meant to be, where the artist says so (see ``advice.finding.intent.read_intent``).
        settings: how to study it; ``Settings()`` by default. The environment is not read here.
        kind: what it is: ``"painting"``, ``"drawing"``, ``"photograph"``, ``"other"``, or ``"auto"`` to find out.
        canvas: ``"auto"`` to find the picture in its file, ``"off"`` to study the file whole, or its corners: eight
            fractions of width and height by commas, clockwise from the top left.
        correct: whether the photograph is put right where that is safe.

    Raises:
        SettingsError: ``kind`` or ``canvas`` is none of these.
        UsageError: the corners make no sense.
        InputError: the picture cannot be read.
        LimitError: the picture is over a limit.
        ModelError: an embedded model is missing or damaged.
        GalleryError: the gallery cannot be used.

    """
    said = {"kind": kind, "canvas": canvas, "correct": correct}
    chosen = (settings or Settings()).merged({"analysis": said}, source="analyze")
    return Study(source, name=name, settings=chosen).report(intent)
