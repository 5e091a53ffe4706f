"""Every exception the package raises on purpose.

::

    ArtAssistantError                       internal            exit 1
    ├── UsageError                          usage               exit 2
    │   ├── FilterError                     bad_filter
    │   └── SettingsError                   bad_settings
    ├── InputError                          bad_input           exit 2
    │   ├── EmptyFileError                  empty_file
    │   ├── UnsupportedFormatError          unsupported_format
    │   ├── CorruptImageError               corrupt_image
    │   │   └── TruncatedImageError         truncated_image
    │   ├── PictureNotFoundError            not_found
    │   └── UnreadableFileError             unreadable_file
    ├── LimitError                          limit               exit 3
    │   ├── FileTooLargeError               file_too_large
    │   ├── TooManyPixelsError              too_many_pixels
    │   └── SideTooLongError                side_too_long
    ├── OutputError                         output_failed       exit 2
    ├── StoreError                          store_failed        exit 2
    ├── ProjectError                        project             exit 2
    │   └── ProjectNotFoundError            project_not_found
    ├── ModelError                          model_unavailable   exit 1
    │   └── ModelMismatchError              model_mismatch
    ├── GalleryError                        gallery             exit 2
    │   ├── GalleryNotFoundError            gallery_not_found
    │   ├── GalleryCorruptError             gallery_corrupt
    │   ├── GallerySchemaError              gallery_schema
    │   ├── GalleryEncoderError             gallery_encoder
    │   ├── GalleryCountError               gallery_count
    │   ├── GalleryIndexError               gallery_index
    │   └── GalleryWordsError               gallery_words
    ├── NotVerifiedError                    not_verified        exit 2
    ├── WorkersError                        workers_failed      exit 2
    └── LanguageModelError                  llm_failed          exit 1

``code`` is stable: scripts and clients may match on it. ``str(error)`` is one plain line that says what to do; it is
safe to show to anybody, because it never holds a path, a class name or a traceback.
"""

from __future__ import annotations

from typing import ClassVar


class ArtAssistantError(Exception):
    """The root of the tree; raised itself only for our own faults."""

    code: ClassVar[str] = "internal"
    exit_status: ClassVar[int] = 1

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def as_dict(self) -> dict[str, str]:
        """Return ``{"code", "message"}``, the form every face prints."""
        return {"code": self.code, "message": self.message}


def fault_of_our_own(error: Exception) -> ArtAssistantError:
    """Return what to tell a person about an exception that nobody raised on purpose."""
    if isinstance(error, ImportError):
        return ArtAssistantError(
            f"A part of the installation cannot be loaded ({error.name or 'a library'}); "
            "'art-assistant doctor' says what to do."
        )
    return ArtAssistantError(
        f"A fault of our own ({type(error).__name__}); run again with ART_LOG_LEVEL=debug for the details."
    )


class UsageError(ArtAssistantError):
    """An option or argument makes no sense."""

    code = "usage"
    exit_status = 2


class FilterError(UsageError):
    """A filter asks for what no work can have."""

    code = "bad_filter"


class SettingsError(UsageError):
    """A setting is unknown or out of its range."""

    code = "bad_settings"


class InputError(ArtAssistantError):
    """The picture cannot be used."""

    code = "bad_input"
    exit_status = 2


class EmptyFileError(InputError):
    """The file holds no bytes."""

    code = "empty_file"


class UnsupportedFormatError(InputError):
    """The bytes are not one of the image formats that are read."""

    code = "unsupported_format"


class CorruptImageError(InputError):
    """The bytes begin like an image and cannot be decoded."""

    code = "corrupt_image"


class TruncatedImageError(CorruptImageError):
    """The image stops before its end."""

    code = "truncated_image"


class PictureNotFoundError(InputError):
    """There is no file of that name."""

    code = "not_found"


class UnreadableFileError(InputError):
    """The file is there and the system does not let us read it."""

    code = "unreadable_file"


class LimitError(ArtAssistantError):
    """A limit that protects the machine was hit."""

    code = "limit"
    exit_status = 3


class FileTooLargeError(LimitError):
    """More bytes than the limit allows."""

    code = "file_too_large"


class TooManyPixelsError(LimitError):
    """Width x height x frames is over the limit."""

    code = "too_many_pixels"


class SideTooLongError(LimitError):
    """One side is longer than the limit allows."""

    code = "side_too_long"


class OutputError(ArtAssistantError):
    """A result could not be written."""

    code = "output_failed"
    exit_status = 2


class StoreError(ArtAssistantError):
    """A store of published galleries cannot be reached, read or written, or is not one."""

    code = "store_failed"
    exit_status = 2


class ProjectError(ArtAssistantError):
    """A project cannot be begun, read or kept."""

    code = "project"
    exit_status = 2


class ProjectNotFoundError(ProjectError):
    """There is no project, or no attempt, of that name."""

    code = "project_not_found"


class ModelError(ArtAssistantError):
    """An embedded model is missing or damaged."""

    code = "model_unavailable"


class ModelMismatchError(ModelError):
    """A model is not the one its card describes."""

    code = "model_mismatch"


class GalleryError(ArtAssistantError):
    """A gallery cannot be used."""

    code = "gallery"
    exit_status = 2


class GalleryNotFoundError(GalleryError):
    """There is no gallery, or no artwork, of that name."""

    code = "gallery_not_found"


class GalleryCorruptError(GalleryError):
    """A gallery file does not match its checksum."""

    code = "gallery_corrupt"


class GallerySchemaError(GalleryError):
    """The gallery was written by a newer version."""

    code = "gallery_schema"


class GalleryEncoderError(GalleryError):
    """The gallery was made with another encoder."""

    code = "gallery_encoder"


class GalleryCountError(GalleryError):
    """The gallery's files disagree about how many works there are."""

    code = "gallery_count"


class GalleryIndexError(GalleryError):
    """The server that holds a gallery's rows cannot be used, or does not hold them."""

    code = "gallery_index"


class GalleryWordsError(GalleryError):
    """The gallery cannot be searched by words, because the encoder that made it reads none."""

    code = "gallery_words"


class NotVerifiedError(ArtAssistantError):
    """A gallery has not passed the gates that stand before its publication."""

    code = "not_verified"
    exit_status = 2


class WorkersError(ArtAssistantError):
    """The processes that measure for a museum's line cannot be reached, or do not do their work."""

    code = "workers_failed"
    exit_status = 2


class LanguageModelError(ArtAssistantError):
    """The language model gave no usable answer; the rules' own text stands in."""

    code = "llm_failed"
