"""From a file to the picture that is studied: what of it is the picture, what it is, what its photograph can carry.

A picture that fills its file is studied as it lies there. Where its corners are found with confidence, or the artist
set them, everything is measured and shown of what lies between them, and nothing round it counts.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from art_assistant.advice.finding.catalogue import is_colorless
from art_assistant.base.memo import Memo
from art_assistant.errors import ArtAssistantError, UsageError
from art_assistant.field.canvas import FILLS, PictureCanvas, find_canvas
from art_assistant.field.corners import AUTO, OFF, corners_asked
from art_assistant.field.doctor import check_photo
from art_assistant.field.kind import PictureKind, kind_head
from art_assistant.field.labels import DRAWING
from art_assistant.field.photo import SOUND, PhotoCheck
from art_assistant.field.rectify import rectified
from art_assistant.imaging.arrays import U8, Picture
from art_assistant.settings import Settings
from art_assistant.study.measured import Measured
from art_assistant.study.opening import Seen, Stages, look, open_picture
from art_assistant.study.outlined import Outlined

KEPT: Final = 64
"""Parts that stay in memory: at 360 px the largest hold about a megabyte of maps."""


LEAST_FILE: Final = 160
"""Long side, in pixels, below which a file is studied whole: nobody photographs a picture so small."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What of a file is studied.

    Attributes:
        picture: the picture itself.
        canvas: where it lies in its file.
        parts: what has been made of it.
        photo: what its photograph can carry, where that is known already.

    """

    picture: Picture
    canvas: PictureCanvas
    parts: Memo
    photo: PhotoCheck | None = None


class AsItLies(Measured):
    """A file measured whole."""

    def __init__(self, picture: Picture, settings: Settings, stages: Stages, parts: Memo) -> None:
        self.settings, self.stages = settings, stages
        self._picture, self._made = picture, parts

    @property
    def picture(self) -> Picture:
        """The upright file."""
        return self._picture

    @property
    def _parts(self) -> Memo:
        return self._made

    def looking(self) -> Seen:
        """Return what the networks see."""
        threads, shown = self.settings.analysis.threads, self.picture.model_input
        return self._made("looking", lambda: look(shown, threads, self.stages))


class Framed(Outlined):
    """One file, decoded once, and what can be measured in the picture that it shows; safe to share between threads."""

    def __init__(
        self,
        source: bytes | str | Path | Picture,
        *,
        name: str = "",
        settings: Settings | None = None,
        detail: bool = True,
    ) -> None:
        """Decode a picture; the networks begin to look at it before it is decoded whole.

        Args:
            source: the bytes of an image file, the path of one, or a picture that is decoded already.
            name: what to call the picture; the file's own name by default.
            settings: how to study it; ``Settings()`` by default. The environment is not read here.
            detail: whether the copy is made that edges and views are drawn from; a search needs none.

        Raises:
            InputError: the picture cannot be read.
            LimitError: the picture is over a limit.
            UsageError: the corners that the settings name make no sense.

        """
        self.settings = settings or Settings()
        self.stages = Stages()
        self._whole_parts = Memo(KEPT)
        self._frames = Memo(1)
        self._corners = corners_asked(self.settings.analysis.canvas)
        if isinstance(source, Picture):
            self.file = source
            return
        # Where the artist set the corners, nothing is asked of the whole file.
        early = None if self._corners else self._look_early
        with self.stages("decode"):
            self.file = open_picture(source, name=name, settings=self.settings, detail=detail, early=early)

    def _look_early(self, model_input: U8) -> None:
        def begin() -> None:
            # Whoever asks what was seen is told what went wrong.
            with suppress(ArtAssistantError):
                self._whole_parts("looking", lambda: self._look(model_input))

        # The interpreter waits for it at its end: a network cut off in the middle of a pass takes the process with it.
        threading.Thread(target=begin, name="art-eye").start()

    def _look(self, model_input: U8) -> Seen:
        return look(model_input, self.settings.analysis.threads, self.stages)

    @property
    def whole(self) -> AsItLies:
        """The file measured whole; its parts are the picture's own where that fills it."""
        return AsItLies(self.file, self.settings, self.stages, self._whole_parts)

    @property
    def picture(self) -> Picture:
        """The picture itself, without what surrounds it in the file."""
        return self.frame().picture

    @property
    def _parts(self) -> Memo:
        return self.frame().parts

    def looking(self) -> Seen:
        """Return what the networks see in the picture."""
        frame = self.frame()
        return frame.parts("looking", lambda: self._look(frame.picture.model_input))

    def frame(self) -> Frame:
        """Return what of the file is studied.

        Raises:
            ModelError: an embedded model is missing or damaged.

        """
        return self._frames("frame", self._framed)

    def _framed(self) -> Frame:
        canvas = self._placed()
        cut = self._cut(canvas)
        if cut is None:
            return self._as_it_lies(replace(canvas, applied=False))
        parts, seen = Memo(KEPT), self._look(cut.model_input)
        parts("looking", lambda: seen)
        photo, sound = check_photo(
            self.file, canvas, self._kind_of(seen).label, cut, correct=self.settings.analysis.correct
        )
        return Frame(sound, canvas, parts, photo)

    def _as_it_lies(self, canvas: PictureCanvas) -> Frame:
        """Return the file whole; the paper of a drawing is lit evenly first."""
        whole = Frame(self.file, canvas, self._whole_parts)
        if not self.settings.analysis.correct or self.file.counted is not None or self._is_small:
            return whole
        seen = self.whole.looking()
        label = self._kind_of(seen).label
        if label != DRAWING:
            return whole
        with self.stages("photo"):
            photo, sound = check_photo(self.file, canvas, label, self.file)
        if sound is self.file:
            return replace(whole, photo=photo)
        parts = Memo(KEPT)
        parts("looking", lambda: seen)
        return Frame(sound, canvas, parts, photo)

    @property
    def _is_small(self) -> bool:
        return max(self.file.width, self.file.height) < LEAST_FILE

    def _cut(self, canvas: PictureCanvas) -> Picture | None:
        """Return the picture between the corners; None where the file is studied whole.

        Raises:
            UsageError: the artist set corners that leave too little.

        """
        if not canvas.applied or canvas.corners is None:
            return None
        try:
            with self.stages("canvas"):
                return rectified(self.file, canvas.corners, self.settings.analysis.size)
        except UsageError:
            if self._corners is not None:
                raise
            return None

    def _placed(self) -> PictureCanvas:
        """Return where the picture lies in its file, as the artist says or else as it is found."""
        if self._corners is not None:
            return PictureCanvas(self._corners, None, 1.0, applied=True)
        if self._is_small or self.settings.analysis.canvas == OFF or self.file.counted is not None:
            return FILLS
        tokens = self.whole.looking().features.tokens
        with self.stages("canvas"):
            return find_canvas(self.file.standard, tokens)

    # What it is, and what its photograph can carry

    def canvas(self) -> PictureCanvas:
        """Return where the picture lies in its file."""
        return self.frame().canvas

    def kind(self, said: str | None = None) -> PictureKind:
        """Return what the picture is.

        Args:
            said: what the artist says it is, where the settings leave that open.

        """
        return self._parts(("kind", said), lambda: self._kind(said))

    def _is_drawing(self) -> bool:
        return self._kind_of(self.looking()).label == DRAWING

    def _kind(self, said: str | None) -> PictureKind:
        found = self._kind_of(self.looking(), said)
        return replace(found, monochrome=not self.picture.nothing_counts and is_colorless(self.pixels()))

    def _kind_of(self, seen: Seen, said: str | None = None) -> PictureKind:
        found, chosen = kind_head().read(seen.learned.raw, seen.learned.texture), self.settings.analysis.kind
        told = said if chosen == AUTO else chosen
        return found if told is None else replace(found, label=told, chosen="artist")

    def photo(self) -> PhotoCheck:
        """Return what the photograph of the picture can carry."""
        frame = self.frame()
        return frame.photo or self._parts("photo", self._checked)

    def _checked(self) -> PhotoCheck:
        if self.picture.nothing_counts:
            return SOUND
        label = self._kind_of(self.looking()).label
        with self.stages("photo"):
            return check_photo(self.file, self.canvas(), label, self.picture, correct=False)[0]
