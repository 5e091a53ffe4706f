"""What is measured in one picture: each part made when it is first asked for, and kept under what it was asked with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from art_assistant.analysis.blocks.study import BlockStudy, study_blocks
from art_assistant.analysis.color.mixes import Mixes, find_mixes
from art_assistant.analysis.color.study import ColorStudy, study_color
from art_assistant.analysis.color_names import color_name
from art_assistant.analysis.composition.study import Composition, refocused, study_composition
from art_assistant.analysis.edges.contours import Contours, trace_contours
from art_assistant.analysis.edges.study import EdgeStudy, study_edges
from art_assistant.analysis.ground import levelled
from art_assistant.analysis.mass.study import MassStudy, override, study_masses
from art_assistant.analysis.notan.study import Notan, NotanKind, Notans, flip, study_notans
from art_assistant.analysis.subject import borne_out
from art_assistant.analysis.value.plan import ValuePlan, plan_at
from art_assistant.analysis.value.probe import disc_at, probe
from art_assistant.analysis.value.study import ValueStudy, replan, study_values, tones_of
from art_assistant.corpus.metrics import METRICS
from art_assistant.gallery.encoder import measured_facets
from art_assistant.imaging.arrays import F32, U8
from art_assistant.imaging.colorspace import linear_to_srgb, srgb_to_lab, srgb_to_linear
from art_assistant.measure import Metrics, pixel_metrics, seen_metrics, shape_metrics, standard_shape_metrics
from art_assistant.settings import AnalysisSettings
from art_assistant.study.maps import Planes, Spot
from art_assistant.study.shared import Shared


class Measured(Shared):
    """Everything that can be measured in one picture; safe to share between threads.

    A part takes what may be asked of it differently; what is left out is as the settings say.
    """

    def _is_drawing(self) -> bool:
        """Whether the picture is known as a drawing; what lies whole in a file is not asked what it is."""
        return False

    # Light and dark

    def values(
        self,
        k: int | None = None,
        method: str | None = None,
        squint: float | None = None,
        brush: float | None = None,
    ) -> ValueStudy:
        """Return the value study; with another plan or another squint, each measured as little as can be.

        Args:
            k: values of the plan, 3-8.
            method: ``"quantile"``, ``"equal"`` or ``"breaks"``.
            squint: the blur, 0.005-0.05 of the long side.
            brush: of the plan, 0-0.15 of the short side.

        Raises:
            UsageError: an option is out of its range.

        """
        how = self.settings.analysis
        wanted = how.plan if k is None else k, method or how.plan_method, how.plan_brush if brush is None else brush
        blur = how.squint if squint is None else squint
        if wanted != (how.plan, how.plan_method, how.plan_brush):
            base = self.values(squint=blur)
            return self._parts(
                ("values", blur, wanted),
                lambda: replan(base, k=wanted[0], method=wanted[1], brush=wanted[2], thresholds=how.thresholds),
            )
        return self._parts(("values", blur), lambda: self._values(blur))

    def _values(self, squint: float) -> ValueStudy:
        how = self.settings.analysis
        with self.stages("values"):
            return study_values(
                self.picture.working,
                self.picture.counted,
                squint=squint,
                plan_k=how.plan,
                plan_method=how.plan_method,
                plan_brush=how.plan_brush,
                thresholds=how.thresholds,
            )

    def plan_at(self, cuts: Sequence[float], brush: float | None = None) -> ValuePlan:
        """Return the value plan whose values part at two to seven rising L*; raises UsageError for others."""
        width = self.settings.analysis.plan_brush if brush is None else brush
        tones, counts = self._parts("tones", lambda: tones_of(self.values()))
        return self._parts(
            ("plan", tuple(cuts), width), lambda: plan_at(tones, counts, cuts, self.picture.counted, brush=width)
        )

    def masses(
        self, k: int | None = None, coherence: float | None = None, overrides: Mapping[int, float] | None = None
    ) -> MassStudy:
        """Return the big value masses; the subject's contour is one of theirs where the picture differs across it.

        Args:
            k: how many are looked for, 4-6.
            coherence: 0-1, fidelity against bigness.
            overrides: Munsell value 0-10 by mass number, as set by hand.

        Raises:
            UsageError: an argument is outside its range, or there is no such mass.
            ModelError: an embedded model is missing or damaged.

        """
        how = self.settings.analysis
        key = "masses", how.blocks if k is None else k, how.coherence if coherence is None else coherence
        measured = self._parts(key, lambda: self._masses(key[1], key[2]))
        if not overrides:
            return measured
        chosen = tuple(sorted(overrides.items()))
        return self._parts((*key, chosen), lambda: override(measured, self.values().l_map, dict(chosen)))

    def _masses(self, k: int, coherence: float) -> MassStudy:
        l_map, subject = self.values().l_map, self.subject()
        with self.stages("masses"):
            return study_masses(
                l_map,
                rgb=self.picture.working,
                subject=None if subject is None else subject.mask,
                k=k,
                coherence=coherence,
                counted=self.picture.counted,
                level=self.level(),
                lab=self.lab(),
            )

    def level(self) -> F32:
        """Return L* with grounds at one value each, which masses and notans are both made from."""
        return self._parts("level", lambda: levelled(self.values().l_map, self.picture.counted))

    def notans(
        self,
        k: int | None = None,
        coherence: float | None = None,
        overrides: Mapping[int, float] | None = None,
        *,
        threshold: float | None = None,
    ) -> Notans:
        """Return the three notans, arranged from the masses of the same arguments.

        Args:
            k, coherence, overrides: as for ``masses``.
            threshold: L* at or below which the shadow family lies; by default as the settings say, which leave it
                to the cleanest division.

        Raises:
            UsageError: an argument is outside its range, or there is no such mass.
            ModelError: an embedded model is missing or damaged.

        """
        how = self.settings.analysis
        chosen = tuple(sorted(overrides.items())) if overrides else None
        parted = how.notan_threshold if threshold is None else threshold
        key = how.blocks if k is None else k, how.coherence if coherence is None else coherence, chosen, parted
        return self._parts(("notans", *key), lambda: self._notans(self.masses(k, coherence, overrides), parted))

    def _notans(self, masses: MassStudy, threshold: float | None) -> Notans:
        values, counted, subject = self.values(), self.picture.counted, borne_out(self.subject())
        with self.stages("notans"):
            return study_notans(
                values.l_map,
                values.squint_l,
                masses.labels,
                masses.shape_labels,
                counted,
                threshold=threshold,
                level=self.level(),
                subject=subject,
                drawing=self._is_drawing(),
            )

    def flip(self, kind: NotanKind, masses: Sequence[int], notans: Notans | None = None) -> Notan:
        """Return one of the notans with these masses turned from dark to light or the other way; 1 is the darkest.

        Raises:
            UsageError: there is no such mass.

        """
        notan: Notan = getattr(notans or self.notans(), kind)
        for mass in masses:
            notan = flip(notan, mass)
        return notan

    def probe(self, x: float, y: float, radius: float = 0.01) -> Spot:
        """Return what lies under a point.

        Args:
            x, y: fractions 0-1 of width and height, from the top left.
            radius: of the disc that is averaged, 0-0.25 of the long side.

        Raises:
            UsageError: the point lies outside the picture or the radius outside its range.

        """
        values = self.values()
        found = probe(values, x, y, radius)
        window, inside = disc_at(values.l_map.shape, x, y, radius, self.picture.counted)
        if not inside.any():
            return Spot(found, None, None, None, None)
        rgb = linear_to_srgb(srgb_to_linear(self.picture.working)[window][inside].mean(axis=0, keepdims=True))
        centre = _cell(values.l_map.shape, x, y)
        mass, step = int(self.masses().labels[centre]), int(values.plan.labels[centre])
        return Spot(
            found,
            f"#{bytes(rgb[0]).hex()}",
            color_name(srgb_to_lab(rgb)[0]),
            mass + 1 if mass >= 0 else None,
            step + 1 if step >= 0 else None,
        )

    # Colour, edges and where the eye goes

    def color(self, k: int | None = None) -> ColorStudy:
        """Return the colour study with a palette of ``k`` colours; what the eye meets first is among them.

        Args:
            k: how many, 3-8.

        Raises:
            UsageError: ``k`` is outside its range.
            ModelError: an embedded model is missing or damaged.

        """
        wanted = self.settings.analysis.palette if k is None else k
        return self._parts(("color", wanted), lambda: self._color(wanted))

    def blocks(self) -> BlockStudy:
        """Return the blocks of colour, in the order of painting."""

        def found() -> BlockStudy:
            with self.stages("blocks"):
                return study_blocks(self.picture.working, self.picture.counted, self.lab())

        return self._parts("blocks", found)

    def _color(self, k: int) -> ColorStudy:
        parts, attention = self.color_parts(), self.looking().features.saliency
        with self.stages("color", added=True):
            return study_color(
                self.picture.working, counted=self.picture.counted, k=k, attention=attention, parts=parts
            )

    def mixes(self, k: int | None = None) -> Mixes:
        """Return the nearest mix of two or three tubes for each of the ``k`` colours of the palette, approximated.

        Made only when asked for. Raises as ``color`` does.
        """
        wanted = self.settings.analysis.palette if k is None else k
        return self._parts(("mixes", wanted), lambda: find_mixes(self.color(wanted).palette))

    def edges(self) -> EdgeStudy | None:
        """Return the edges, None where the picture is too small to trace any."""
        return self._parts("edges", self._edges)

    def _edges(self) -> EdgeStudy | None:
        seen, lines = self.looking(), self.contours()
        with self.stages("edges"):
            return study_edges(self.picture.detail, seen.features.saliency, contours=lines)

    def contours(self) -> Contours:
        """Return the contours of the copy at which pictures are compared, on which edges are traced."""

        def traced() -> Contours:
            with self.stages("contours"):
                return trace_contours(self.picture.standard)

        return self._parts("contours", traced)

    def composition(self, focus: tuple[float, float] | None = None) -> Composition:
        """Return the composition; with a ``focus`` (x, y in fractions), the place that is meant for the first read.

        Raises:
            UsageError: the focus lies outside the picture.

        """
        measured = self._parts("composition", self._composition)
        return measured if focus is None else refocused(measured, focus)

    def _composition(self) -> Composition:
        seen, values, subject = self.looking(), self.values(), self.subject()
        with self.stages("composition"):
            return study_composition(
                seen.features.saliency,
                self.picture.working,
                values.l_map,
                counted=self.picture.counted,
                subject=None if subject is None else subject.mask,
                stirred=self.stirred(),
            )

    # What is said of it

    def metrics(self) -> Metrics:
        """Return every flat metric, at the scale and with the settings at which pictures are compared.

        None of them is known of a picture in which nothing counts.
        """
        if self.picture.nothing_counts:
            return dict.fromkeys(METRICS)
        return self._parts("all metrics", lambda: self.pixels() | self.emphasis() | self._drawn())

    def _drawn(self) -> Metrics:
        if _is_standard(self.settings.analysis):
            return shape_metrics(self.masses(), self.notans(), self.composition())
        return standard_shape_metrics(self.picture, self.looking().features.saliency)

    def pixels(self) -> Metrics:
        """Return the metrics of values and colour."""

        def measured() -> Metrics:
            with self.stages("metrics"):
                return pixel_metrics(self.picture)

        return self._parts("pixels", measured)

    def emphasis(self) -> Metrics:
        """Return the metrics of edges and of what stands out, which need to know where the eye goes."""

        def measured() -> Metrics:
            seen, lines = self.looking(), self.contours()
            with self.stages("emphasis"):
                return seen_metrics(self.picture, seen.features.saliency, lines)

        return self._parts("emphasis", measured)

    def facets(self) -> tuple[F32, F32]:
        """Return the two facets that need no network: the palette and the arrangement of values."""

        def measured() -> tuple[F32, F32]:
            with self.stages("facets"):
                return measured_facets(self.picture)

        return self._parts("facets", measured)

    def planes(self, k: int | None = None, coherence: float | None = None) -> Planes:
        """Return the maps from which a face draws by itself; ``k`` and ``coherence`` are those of ``masses``."""
        values, masses = self.values(), self.masses(k, coherence)
        return Planes(
            _bytes(values.l_map * 2.55),
            _bytes(values.squint_l * 2.55),
            _bytes(masses.labels),
            _bytes(masses.shape_labels),
            _bytes(values.plan.labels),
        )


_MEASURED_WITH: Final = ("size", "squint", "blocks", "coherence", "notan_threshold")
"""Settings that move a number which is ranked among the masters'."""


def _is_standard(how: AnalysisSettings) -> bool:
    """Whether the picture is studied as the masters were: only then may its own studies be ranked among theirs."""
    usual = AnalysisSettings()
    return all(getattr(how, name) == getattr(usual, name) for name in _MEASURED_WITH)


def _cell(shape: tuple[int, int], x: float, y: float) -> tuple[int, int]:
    return min(shape[0] - 1, int(y * shape[0])), min(shape[1] - 1, int(x * shape[1]))


def _bytes(plane: Any) -> U8:
    """Return a plane in whole bytes; -1, what does not count, becomes 255."""
    return np.asarray(np.rint(plane).astype(np.int32) & 255, dtype=np.uint8)
