"""What several studies of one picture rest on: worked out once, and handed to each."""

from __future__ import annotations

from abc import ABC, abstractmethod

from art_assistant.analysis.color.study import ColorParts, color_parts
from art_assistant.analysis.ground import stir
from art_assistant.analysis.subject import SubjectMask, subject_of
from art_assistant.base.memo import Memo
from art_assistant.imaging.arrays import F32, Picture
from art_assistant.imaging.colorspace import srgb_to_lab
from art_assistant.settings import Settings
from art_assistant.study.opening import Seen, Stages


class Shared(ABC):
    """One picture, and what is known of it before anything is said; safe to share between threads."""

    settings: Settings
    stages: Stages

    @property
    @abstractmethod
    def picture(self) -> Picture:
        """The picture that is studied."""

    @property
    @abstractmethod
    def _parts(self) -> Memo:
        """What has been made of that picture."""

    @abstractmethod
    def looking(self) -> Seen:
        """Return what the networks see: saliency, embedding and the learned facets.

        Raises:
            ModelError: an embedded model is missing or damaged.

        """

    def subject(self) -> SubjectMask | None:
        """Return the subject as a mask, and how far it stands apart; None where nothing stands out.

        Raises:
            ModelError: an embedded model is missing or damaged.

        """

        def found() -> SubjectMask | None:
            saliency = self.looking().features.saliency
            return subject_of(saliency, self.picture.working, self.picture.counted, lab=self.lab())

        return self._parts("subject", found)

    def lab(self) -> F32:
        """Return the CIELAB of the working copy, (h, w, 3) float32."""
        return self._parts("lab", lambda: srgb_to_lab(self.picture.working))

    def stirred(self) -> F32:
        """Return how much each passage of the working copy varies, (h, w) float32 in CIELAB."""
        return self._parts("stirred", lambda: stir(self.lab(), self.picture.counted))

    def color_parts(self) -> ColorParts:
        """Return what the colour study finds wherever the eye goes: palettes are made from it."""

        def found() -> ColorParts:
            with self.stages("color"):
                return color_parts(self.picture.working, self.picture.counted)

        return self._parts("colour parts", found)
